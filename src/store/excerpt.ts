/** What a piece of an excerpt holds: docs/FORMAT.md, "Excerpts". Of where it lies, excerpts.ts knows. */
import { isStoreError, quote } from '../errors.js'
import { isSha256, sha256Hex, type Sha256 } from '../content/hash.js'
import type { ObjectInfo, StorageKey } from '../storage/storage.js'
import { aliasTarget } from './aliases.js'
import { encodeBlock, isObject, openBlocks, WrongCache, type BlockReader, type Fields } from './cache-lines.js'
import { decodeDocument } from './documents.js'
import { GROUP, tellableOfKey, type ExcerptPiece, type TellableDocument } from './layout.js'
import { encodeAdded, parseAdded, parseNoteFields, type AddedFields, type VersionSummary } from './record.js'
import { describeRecord, LINE_MAXIMUM, parseTold } from './segment.js'

/** A part is full with so many lines, or so many bytes. */
export const PART_LINES = 1024
export const PART_BYTES = 2 * 1024 * 1024
/** Bytes of a part before it is compressed, with room to spare. */
const PART_MAXIMUM = 2 * PART_BYTES

/** What a document says. */
export type Said =
  | { readonly kind: 'version'; readonly version: VersionSummary }
  | { readonly kind: 'placeholder' }
  | { readonly kind: 'note'; readonly note: AddedFields }
  /** Where an alias points; 0: it was removed. */
  | { readonly kind: 'alias'; readonly number: number }

/** A line of an excerpt: what a document says, as long as the storage lists it with this size and time. */
export interface ExcerptLine {
  readonly key: StorageKey
  readonly size: number
  /** Whole seconds since 1970, by the storage's clock. */
  readonly modifiedAt: number
  /** Of the document's bytes; undefined where they were not read. */
  readonly sha256: Sha256 | undefined
  /** Undefined where the document is to be read: it is long, damaged, torn, or of a newer format. */
  readonly says: Said | undefined
}

/** Storages list times in seconds or finer. */
export function wholeSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000)
}

/** Bytes that a piece has at most, before and after it was decompressed. */
export function pieceMaximum({ kind }: ExcerptPiece): number {
  return kind === 'part' ? PART_MAXIMUM : GROUP * PART_MAXIMUM
}

// ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** The line of a document. @param bytes undefined where it is so large that it was not read. */
export function excerptLine({ key, size, modifiedAt }: ObjectInfo, bytes: Uint8Array | undefined): string {
  const listed = { key, size, modifiedAt: wholeSeconds(modifiedAt) }
  if (bytes === undefined) return JSON.stringify(listed)
  const sha256 = sha256Hex(bytes)
  const document = tellableOfKey(key)
  const says = document === undefined ? {} : encodeSaid(document, bytes)
  const told = JSON.stringify({ ...listed, sha256, ...says })
  return Buffer.byteLength(told) <= LINE_MAXIMUM ? told : JSON.stringify({ ...listed, sha256 })
}

function encodeSaid(document: TellableDocument, bytes: Uint8Array): object {
  if (document.kind === 'version') return describeRecord(document.name, document.number, bytes)
  try {
    const decoded = decodeDocument(bytes, '')
    if (decoded.state !== 'whole') return {}
    if (document.kind === 'alias') return { alias: aliasTarget(decoded.fields, '') }
    // Of another version it is damaged.
    return decoded.fields['number'] === document.number
      ? { note: encodeAdded(parseNoteFields(decoded.fields, '')) }
      : {}
  } catch (error) {
    // Who reads the document is told what is the matter with it.
    if (isStoreError(error)) return {}
    throw error
  }
}

/** @param of what the keys of all documents begin with. */
export async function encodePart(part: number, of: string, lines: readonly string[]): Promise<Buffer> {
  return await encodeBlock({ part, of }, lines)
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

export interface DecodedPart {
  readonly part: number
  readonly lines: readonly ExcerptLine[]
}

/**
 * The parts of a piece, ascending, and how many bytes they had before they were compressed.
 * @throws WrongCache; ArtifactStoreError `UNSUPPORTED` where it is of a newer format.
 */
export async function decodePiece(
  bytes: Uint8Array,
  of: string,
  piece: ExcerptPiece
): Promise<{ readonly parts: readonly DecodedPart[]; readonly length: number }> {
  const reader = await openBlocks(bytes, pieceMaximum(piece))
  const last = piece.kind === 'part' ? piece.number : piece.number * GROUP
  let before = piece.kind === 'part' ? last - 1 : last - GROUP
  const parts: DecodedPart[] = []
  do {
    const part = checkHeader(reader.header(), of, before, last)
    parts.push({ part, lines: readLines(reader, of) })
    before = part
  } while (!reader.isAtEnd)
  return { parts, length: reader.length }
}

function checkHeader({ part, of }: Fields, expected: string, before: number, last: number): number {
  if (of !== expected) throw new WrongCache('it is of other documents')
  if (typeof part !== 'number' || !Number.isInteger(part) || part <= before || part > last) {
    throw new WrongCache('it has the number of another part')
  }
  return part
}

function readLines(reader: BlockReader, of: string): ExcerptLine[] {
  const lines: ExcerptLine[] = []
  for (let fields = reader.nextWithKey(); fields !== undefined; fields = reader.nextWithKey()) {
    lines.push(parseLine(fields, of))
  }
  return lines
}

function parseLine(fields: Fields, of: string): ExcerptLine {
  const { key, size, modifiedAt, sha256 } = fields
  if (typeof key !== 'string' || !key.startsWith(of)) throw new WrongCache('it tells of other documents')
  if (typeof size !== 'number' || typeof modifiedAt !== 'number') throw impossible(key)
  if (sha256 === undefined) return { key, size, modifiedAt, sha256, says: undefined }
  if (!isSha256(sha256)) throw impossible(key)
  return { key, size, modifiedAt, sha256, says: parseSaid(fields, key) }
}

function parseSaid(fields: Fields, key: StorageKey): Said | undefined {
  const document = tellableOfKey(key)
  if (document?.kind === 'version') {
    if (fields['version'] === undefined && fields['placeholder'] === undefined) return undefined
    const told = parseTold(fields, document.name, document.number)
    return told === 'placeholder' ? { kind: told } : { kind: 'version', version: told }
  }
  if (document?.kind === 'note') {
    const { note } = fields
    if (note === undefined) return undefined
    if (!isObject(note)) throw impossible(key)
    return { kind: 'note', note: parseAddedOf(note, key) }
  }
  const { alias } = fields
  if (document === undefined || alias === undefined) return undefined
  if (typeof alias !== 'number' || !Number.isSafeInteger(alias) || alias < 0) throw impossible(key)
  return { kind: 'alias', number: alias }
}

function parseAddedOf(note: Fields, key: StorageKey): AddedFields {
  try {
    return parseAdded(note, '')
  } catch (error) {
    if (isStoreError(error, 'DAMAGED')) throw impossible(key)
    throw error
  }
}

function impossible(key: StorageKey): WrongCache {
  return new WrongCache(`what it tells of ${quote(key)} is impossible`)
}
