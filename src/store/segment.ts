/** What a segment of the index holds: docs/FORMAT.md, "Index segments". Of where it lies, segment-index.ts knows. */
import { isStoreError } from '../errors.js'
import { isSha256, sha256Hex, type Sha256 } from '../content/hash.js'
import { encodeBlock, isObject, openBlocks, WrongCache, type Fields } from './cache-lines.js'
import { decodeDocument } from './documents.js'
import { SEGMENT_LEVELS, type SegmentId } from './layout.js'
import { encodeSummary, isPlaceholder, parseRecord, parseSummary, type VersionSummary } from './record.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** Versions of a block. A segment is one or more blocks, each whole by itself. */
const BLOCK = SEGMENT_LEVELS[1]

/** A version that would take a longer line is read from its record. */
export const LINE_MAXIMUM = 16 * 1024
/** Bytes of a block's first and last line, and more. */
const BLOCK_FRAME = 1024

/** What a segment tells of one number. */
export type SegmentLine =
  | {
      readonly kind: 'version'
      readonly number: VersionNumber
      /** Of the record's bytes. */
      readonly sha256: Sha256
      readonly version: VersionSummary
    }
  | { readonly kind: 'placeholder'; readonly number: VersionNumber; readonly sha256: Sha256 }
  /** It tells nothing but that the record is to be read: it is long, damaged, of a newer format, or was not there. */
  | { readonly kind: 'untold'; readonly number: VersionNumber; readonly sha256: Sha256 | undefined }

/** Bytes that a segment has at most, before and after it was decompressed. */
export function segmentMaximum({ first, last }: SegmentId): number {
  return ((last - first + 1) / BLOCK) * (BLOCK * (LINE_MAXIMUM + 1) + BLOCK_FRAME)
}

// ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The line of a number.
 * @param bytes of the record; undefined where it is missing, or so large that it was not read.
 */
export function segmentLine(name: ArtifactName, number: VersionNumber, bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return JSON.stringify({ number })
  const sha256 = sha256Hex(bytes)
  const told = JSON.stringify({ number, sha256, ...describeRecord(name, number, bytes) })
  return Buffer.byteLength(told) <= LINE_MAXIMUM ? told : JSON.stringify({ number, sha256 })
}

/** What a cache tells of a record; nothing where it is not whole. */
export function describeRecord(name: ArtifactName, number: VersionNumber, bytes: Uint8Array): object {
  try {
    const document = decodeDocument(bytes, '')
    if (document.state !== 'whole') return {}
    if (isPlaceholder(document.fields, name, number)) return { placeholder: true }
    return { version: encodeSummary(parseRecord(document.fields, name, number, '')) }
  } catch (error) {
    // Who reads the record is told what is the matter with it.
    if (isStoreError(error)) return {}
    throw error
  }
}

/** A segment of one block. @param lines of all its numbers, ascending. */
export async function encodeSegment(
  name: ArtifactName,
  { first, last }: SegmentId,
  lines: readonly string[]
): Promise<Buffer> {
  return await encodeBlock({ name, first, last }, lines)
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The lines of a segment, ascending, one for each of its numbers.
 * @throws WrongCache; ArtifactStoreError `UNSUPPORTED` where it is of a newer format.
 */
export async function decodeSegment(
  bytes: Uint8Array,
  name: ArtifactName,
  segment: SegmentId
): Promise<readonly SegmentLine[]> {
  const reader = await openBlocks(bytes, segmentMaximum(segment))
  const lines: SegmentLine[] = []
  for (let first = segment.first; first <= segment.last; first += BLOCK) {
    checkHeader(reader.header(), name, first)
    for (let number = first; number < first + BLOCK; number++) lines.push(parseLine(reader.next(), name, number))
    reader.end()
  }
  if (!reader.isAtEnd) throw new WrongCache('it goes on behind its end')
  return lines
}

function checkHeader({ name, first, last }: Fields, expected: ArtifactName, from: VersionNumber): void {
  if (name !== expected) throw new WrongCache('it is that of another artifact')
  if (first !== from || last !== from + BLOCK - 1) throw new WrongCache('it tells of other numbers')
}

function parseLine(fields: Fields, name: ArtifactName, expected: VersionNumber): SegmentLine {
  const { number, sha256, placeholder, version } = fields
  if (number !== expected) throw new WrongCache('its numbers are not in order')
  if (sha256 !== undefined && !isSha256(sha256)) throw new WrongCache(`the checksum of v${number} is none`)
  if (placeholder === undefined && version === undefined) return { kind: 'untold', number, sha256 }
  if (sha256 === undefined) throw new WrongCache(`v${number} has no checksum`)
  const told = parseTold(fields, name, number)
  return told === 'placeholder'
    ? { kind: 'placeholder', number, sha256 }
    : { kind: 'version', number, sha256, version: told }
}

/** What a cache tells of a record: the reverse of {@link describeRecord}. @throws WrongCache */
export function parseTold(
  { placeholder, version }: Fields,
  name: ArtifactName,
  number: VersionNumber
): VersionSummary | 'placeholder' {
  const impossible = `what it tells of v${number} is impossible`
  if (version === undefined) {
    if (placeholder !== true) throw new WrongCache(impossible)
    return 'placeholder'
  }
  if (!isObject(version)) throw new WrongCache(impossible)
  try {
    return parseSummary(version, name, number, '')
  } catch (error) {
    if (isStoreError(error, 'DAMAGED')) throw new WrongCache(impossible)
    throw error
  }
}
