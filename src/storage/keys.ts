/**
 * What a key may look like: narrow enough that it means the same in a folder of any operating system and in a bucket,
 * and that no key, wherever it was read, names anything outside the store.
 */
import { quote } from '../errors.js'
import type { StorageKey } from './storage.js'

/** Bytes of a whole key: what S3 allows (1,024), less room for a bucket's prefix. */
export const MAX_KEY_BYTES = 768

/** Bytes of a segment: one less than a file's name may have, which is where some S3 servers end too. */
export const MAX_SEGMENT_BYTES = 254

/** The folder of temporary objects, beside which no key may lie. */
export const TEMPORARY_FOLDER = 'tmp'

/**
 * Printable ASCII, less what Windows refuses in a name (its separators `\` and `:` among it) and a space at either end.
 * No leading dot: that keeps out `.` and `..`, and tells objects from what file servers and desktops leave lying about
 * (`.nfs…`, `.snapshot`, `.DS_Store`).
 */
const segmentPattern = /^(?![. ])[\x20-\x7e]+(?<! )$/
const refusedCharacters = /["*/:<>?\\|]/

/** Whether `segment` may stand between two slashes of a key. */
export function isKeySegment(segment: string): boolean {
  return segment.length <= MAX_SEGMENT_BYTES && segmentPattern.test(segment) && !refusedCharacters.test(segment)
}

/** Whether `text` is a key. For text that a stranger wrote; keys that the program makes go through {@link checkKey}. */
export function isKey(text: string): boolean {
  if (text.length > MAX_KEY_BYTES) return false
  const segments = text.split('/')
  return segments[0] !== TEMPORARY_FOLDER && segments.every(isKeySegment)
}

/**
 * Every storage calls it before it touches anything, so no caller's mistake reaches the disk.
 * @throws Error (a bug of the caller, no user's mistake) where `key` is no key.
 */
export function checkKey(key: StorageKey): StorageKey {
  if (!isKey(key)) throw new Error(`not a storage key: ${quote(key)}`)
  return key
}

/**
 * @throws Error (a bug of the caller) where `prefix` is neither empty nor a key followed by `/`.
 */
export function checkPrefix(prefix: string): string {
  if (prefix !== '' && !(prefix.endsWith('/') && isKey(prefix.slice(0, -1)))) {
    throw new Error(`not a prefix of storage keys: ${quote(prefix)}`)
  }
  return prefix
}

/** Whether a range is one at all: whole numbers, from 0 on. */
export function checkRange(range: { readonly offset: number; readonly length: number }): void {
  const { offset, length } = range
  const fits = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && Number.isSafeInteger(offset + length)
  if (!fits || offset < 0 || length < 0) throw new RangeError(`not a range of bytes: ${offset} + ${length}`)
}
