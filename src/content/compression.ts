/**
 * zstd for chunks: Node's own where it has it (22.15 and later), a decoder in JavaScript elsewhere, so that a store
 * can be read everywhere; what an older Node saves is then not compressed.
 */
import * as zlib from 'node:zlib'
import { Decompress } from 'fzstd'
import { ArtifactStoreError } from '../errors.js'
import { releaseBuffer } from './release.js'

/** Whether this Node.js can compress with zstd. */
export const canCompress: boolean = typeof zlib.zstdCompressSync === 'function'

/** What `auto` means: on data where zstd pays, level 1 gives nearly the ratio of 3 at twice the speed. */
export const AUTO_LEVEL = 1

/** A chunk is stored compressed if that saves at least this share of it. */
const WORTHWHILE = 0.1

/** Of a longer chunk, so much from its middle is tried first: what does not shrink there is not worth the time. */
const SAMPLE_BYTES = 32 * 1024

/**
 * A frame may ask for a window of at most so much (docs/FORMAT.md): what every decoder must support by RFC 8878, where
 * its format would let a frame of 20 bytes ask for terabytes.
 */
const WINDOW_LOG_MAXIMUM = 23

/** The chunk as one zstd frame, or undefined where that does not save a tenth. */
export function compressChunk(chunk: Uint8Array, level: number): Uint8Array<ArrayBuffer> | undefined {
  if (!canCompress || chunk.length < 64) return undefined
  if (chunk.length > 2 * SAMPLE_BYTES) {
    const middle = (chunk.length - SAMPLE_BYTES) >>> 1
    if (compressIfSmaller(chunk.subarray(middle, middle + SAMPLE_BYTES), AUTO_LEVEL) === undefined) return undefined
  }
  return compressIfSmaller(chunk, level)
}

function compressIfSmaller(bytes: Uint8Array, level: number): Uint8Array<ArrayBuffer> | undefined {
  const output = zlib.zstdCompressSync(bytes, {
    // Room for the worst case, so that the output is one buffer, which can be given back at once.
    chunkSize: bytes.length + (bytes.length >>> 7) + 1024,
    params: { [zlib.constants.ZSTD_c_compressionLevel]: level }
  })
  const limit = Math.floor(bytes.length * (1 - WORTHWHILE))
  // A buffer of its own: node:zlib gives a slice of a larger one, which would travel whole between threads.
  const frame = output.length <= limit ? new Uint8Array(output) : undefined
  releaseBuffer(output)
  return frame
}

/**
 * The chunk in a zstd frame.
 * @param size bytes that the chunk must have; a frame that holds more is given up on, so it cannot fill the memory.
 * @throws ArtifactStoreError `DAMAGED` for what is no frame of exactly `size` bytes.
 */
export function decompressChunk(frame: Uint8Array, size: number): Uint8Array {
  let chunk: Uint8Array
  try {
    chunk = canCompress
      ? zlib.zstdDecompressSync(frame, {
          maxOutputLength: size,
          // One byte more than fits: node:zlib sets up another buffer as soon as one is full.
          chunkSize: Math.max(64, size + 1),
          params: { [zlib.constants.ZSTD_d_windowLogMax]: WINDOW_LOG_MAXIMUM }
        })
      : decompressInJavaScript(frame, size)
  } catch (error) {
    throw new ArtifactStoreError('DAMAGED', 'compressed bytes do not decompress', { cause: error })
  }
  if (chunk.length !== size) throw new ArtifactStoreError('DAMAGED', 'compressed bytes have another length')
  return chunk
}

function decompressInJavaScript(frame: Uint8Array, size: number): Uint8Array {
  // This decoder allocates the window that a frame asks for, before it looks at any of its blocks.
  if (windowSize(frame) > 2 ** WINDOW_LOG_MAXIMUM) throw new RangeError('the frame needs too large a window')
  const chunk = new Uint8Array(size)
  let length = 0
  const decoder = new Decompress((part) => {
    if (length + part.length > size) throw new RangeError('the frame holds more than it should')
    chunk.set(part, length)
    length += part.length
  })
  decoder.push(frame, true)
  return chunk.subarray(0, length)
}

/** Bytes of the window that a frame asks for: RFC 8878, 3.1.1.1. */
function windowSize(frame: Uint8Array): number {
  const [descriptor = 0, windowDescriptor = 0] = frame.subarray(4, 6)
  const isSingleSegment = (descriptor & 0x20) !== 0
  if (!isSingleSegment) return 2 ** (10 + (windowDescriptor >> 3)) * (1 + (windowDescriptor & 7) / 8)
  // Then the window is the content, whose size follows the dictionary's id.
  const start = 5 + [0, 1, 2, 4][descriptor & 3]!
  const bytes = frame.subarray(start, start + 2 ** (descriptor >> 6))
  return bytes.reduceRight((size, byte) => size * 256 + byte, 0)
}
