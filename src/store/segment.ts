/** What a segment of the index holds: docs/FORMAT.md, "Index segments". Of where it lies, segment-index.ts knows. */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { ArtifactStoreError, isStoreError } from '../errors.js'
import { isSha256, sha256Hex, type Sha256 } from '../content/hash.js'
import { decodeDocument, FORMAT } from './documents.js'
import { SEGMENT_LEVELS, type SegmentId } from './layout.js'
import { encodeSummary, isPlaceholder, parseRecord, parseSummary, type VersionSummary } from './record.js'
import type { ArtifactName, VersionNumber } from './types.js'

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** Versions of a block. A segment is one or more blocks, each whole by itself. */
const BLOCK = SEGMENT_LEVELS[1]

/** A version that would take a longer line is read from its record. */
const LINE_MAXIMUM = 16 * 1024
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

/** A segment is not what it should be. The message says what is wrong, in the words of a user. */
export class WrongSegment extends Error {}

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

function describeRecord(name: ArtifactName, number: VersionNumber, bytes: Uint8Array): object {
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
  const text = `${[JSON.stringify({ format: FORMAT, name, first, last }), ...lines].join('\n')}\n`
  return await compress(`${text}${JSON.stringify({ sha256: sha256Hex(text) })}\n`)
}

/** A segment of many blocks: gzip files one after the other are one gzip file. @param segments ascending. */
export function joinSegments(segments: readonly Uint8Array[]): Buffer {
  return Buffer.concat(segments)
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The lines of a segment, ascending, one for each of its numbers.
 * @throws WrongSegment; ArtifactStoreError `UNSUPPORTED` where it is of a newer format.
 */
export async function decodeSegment(
  bytes: Uint8Array,
  name: ArtifactName,
  segment: SegmentId
): Promise<readonly SegmentLine[]> {
  let text: Buffer
  try {
    text = await decompress(bytes, { maxOutputLength: segmentMaximum(segment) })
  } catch (error) {
    throw new WrongSegment('it cannot be decompressed', { cause: error })
  }
  const reader = new LineReader(text)
  const lines: SegmentLine[] = []
  for (let first = segment.first; first <= segment.last; first += BLOCK) {
    const start = reader.offset
    checkHeader(reader.next(), name, first)
    for (let number = first; number < first + BLOCK; number++) lines.push(parseLine(reader.next(), name, number))
    const sha256 = sha256Hex(text.subarray(start, reader.offset))
    if (reader.next()['sha256'] !== sha256) throw new WrongSegment('its bytes do not have its checksum')
  }
  if (reader.offset !== text.length) throw new WrongSegment('it goes on behind its end')
  return lines
}

type Fields = Readonly<Record<string, unknown>>

class LineReader {
  offset = 0
  private readonly text: Buffer

  constructor(text: Buffer) {
    this.text = text
  }

  next(): Fields {
    const end = this.text.indexOf(0x0a, this.offset)
    if (end < 0) throw new WrongSegment('its end is missing')
    const line = this.text.toString('utf8', this.offset, end)
    this.offset = end + 1
    return parseFields(line)
  }
}

function parseFields(line: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new WrongSegment('a line of it is not JSON')
  }
  if (!isObject(value)) throw new WrongSegment('a line of it is not an object')
  return value
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function checkHeader({ format, name, first, last }: Fields, expected: ArtifactName, from: VersionNumber): void {
  if (typeof format === 'number' && format > FORMAT) {
    throw new ArtifactStoreError('UNSUPPORTED', `it is of format ${format}`)
  }
  if (format !== FORMAT) throw new WrongSegment('it has no known format')
  if (name !== expected) throw new WrongSegment('it is that of another artifact')
  if (first !== from || last !== from + BLOCK - 1) throw new WrongSegment('it tells of other numbers')
}

function parseLine(fields: Fields, name: ArtifactName, expected: VersionNumber): SegmentLine {
  const { number, sha256, placeholder, version } = fields
  if (number !== expected) throw new WrongSegment('its numbers are not in order')
  if (sha256 !== undefined && !isSha256(sha256)) throw new WrongSegment(`the checksum of v${number} is none`)
  if (placeholder === undefined && version === undefined) return { kind: 'untold', number, sha256 }
  if (sha256 === undefined) throw new WrongSegment(`v${number} has no checksum`)
  if (version === undefined) {
    if (placeholder !== true) throw new WrongSegment(`what it tells of v${number} is impossible`)
    return { kind: 'placeholder', number, sha256 }
  }
  if (!isObject(version)) throw new WrongSegment(`what it tells of v${number} is impossible`)
  try {
    return { kind: 'version', number, sha256, version: parseSummary(version, name, number, '') }
  } catch (error) {
    if (isStoreError(error, 'DAMAGED')) throw new WrongSegment(`what it tells of v${number} is impossible`)
    throw error
  }
}
