/**
 * A chunk compressed to exactly so many bytes: what another program, or another version of zstd, stored in its place has
 * that length, and a pack is to be made anew around it. RFC 8878 allows frames that differ in length and not in content.
 */
import * as zlib from 'node:zlib'
import { canCompress, decompressChunk } from './compression.js'

/** Tried in this order: what saves use first. */
const LEVELS = [1, 3, 2, 5, 9, 14, 19]

const MAGIC_BYTES = 4
/** A block that is not the last one, raw, of no bytes. */
const EMPTY_BLOCK = Uint8Array.of(0, 0, 0)

const SINGLE_SEGMENT = 0x20
const HAS_CHECKSUM = 0x04
const HAS_DICTIONARY = 0x03
const WINDOW_LOG_MINIMUM = 10

/** A zstd frame of `length` bytes that holds the chunk; undefined where none could be made. */
export function frameOfLength(chunk: Uint8Array, length: number): Uint8Array | undefined {
  if (!canCompress) return undefined
  for (const level of LEVELS) {
    const frame = zlib.zstdCompressSync(chunk, { params: { [zlib.constants.ZSTD_c_compressionLevel]: level } })
    const fitted = frame.length === length ? frame : stretch(frame, chunk.length, length)
    if (fitted !== undefined && holds(fitted, chunk)) return fitted
  }
  return undefined
}

function holds(frame: Uint8Array, chunk: Uint8Array): boolean {
  return Buffer.compare(decompressChunk(frame, chunk.length), chunk) === 0
}

/** The same frame with another header and with empty blocks before its own, so that it has `length` bytes. */
function stretch(frame: Uint8Array, size: number, length: number): Uint8Array | undefined {
  const descriptor = frame[MAGIC_BYTES]!
  if ((descriptor & HAS_DICTIONARY) !== 0) return undefined
  const blocks = frame.subarray(MAGIC_BYTES + headerBytes(descriptor))
  for (const header of headers(size, descriptor & HAS_CHECKSUM)) {
    const missing = length - MAGIC_BYTES - header.length - blocks.length
    if (missing < 0 || missing % EMPTY_BLOCK.length !== 0) continue
    const padding = new Uint8Array(missing)
    return Buffer.concat([frame.subarray(0, MAGIC_BYTES), header, padding, blocks])
  }
  return undefined
}

function headerBytes(descriptor: number): number {
  const isSingle = (descriptor & SINGLE_SEGMENT) !== 0
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6]!
  return 1 + (isSingle ? 0 : 1) + sizeBytes
}

/** Headers of several lengths for content of a size. The window is always all of the content. */
function* headers(size: number, checksum: number): Generator<Uint8Array> {
  const windowLog = Math.max(WINDOW_LOG_MINIMUM, Math.ceil(Math.log2(size)))
  const window = (windowLog - WINDOW_LOG_MINIMUM) << 3
  for (const [flag, bytes] of [
    [0, 1],
    [1, 2],
    [2, 4],
    [3, 8]
  ] as const) {
    const field = sizeField(size, bytes)
    if (field !== undefined) yield Uint8Array.of((flag << 6) | SINGLE_SEGMENT | checksum, ...field)
    if (flag === 0) yield Uint8Array.of(checksum, window)
    else if (field !== undefined) yield Uint8Array.of((flag << 6) | checksum, window, ...field)
  }
}

function sizeField(size: number, bytes: 1 | 2 | 4 | 8): Uint8Array | undefined {
  // Of two bytes, 256 are taken for granted.
  const value = bytes === 2 ? size - 256 : size
  if (value < 0 || value >= 2 ** (8 * Math.min(bytes, 4))) return undefined
  const field = Buffer.alloc(bytes)
  field.writeUIntLE(value, 0, Math.min(bytes, 4))
  return field
}
