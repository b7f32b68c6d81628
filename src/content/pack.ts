/**
 * Packs: objects that hold many chunks and end in a trailer that lists them; named by the SHA-256 of the trailer.
 * docs/FORMAT.md, "Packs".
 */
import { ArtifactStoreError } from '../errors.js'
import { isSha256, sha256Hex, type Sha256 } from './hash.js'

/** 64 hexadecimal digits: the SHA-256 of the pack's trailer. */
export type PackName = Sha256

/** Writers start another pack when one has so many bytes. */
export const PACK_TARGET = 64 * 1024 * 1024
/** Readers refuse larger ones. */
export const PACK_MAXIMUM = 80 * 1024 * 1024
/** Writers start another pack at so many chunks: the trailer is read whole by every later save. */
export const PACK_MAXIMUM_CHUNKS = 65536

const FOOTER_PATTERN = /^artifact-store pack 1 (\d{9})\n$/
export const FOOTER_BYTES = 32
/** Nearly every trailer of 64 MiB of large chunks fits, so that one read finds it; smaller packs are read whole. */
export const TAIL_GUESS = 64 * 1024

/** A chunk in the order of its pack. */
export interface PackedChunk {
  /** Bytes in the pack; less than `size` if it is compressed. */
  readonly stored: number
  /** Bytes of the chunk. */
  readonly size: number
  readonly hash: Sha256
}

export interface Trailer {
  /** The newest condemned list that the writer saw. */
  readonly condemned: string | null
  /** Random text that makes the name new, where a pack of the same chunks is there and damaged. */
  readonly salt?: string
  readonly chunks: readonly PackedChunk[]
}

/** The end of a pack, trailer and footer, and the name that follows from it. */
export function encodeTrailer(trailer: Trailer): { readonly name: PackName; readonly bytes: Buffer } {
  const text = JSON.stringify({
    format: 1,
    condemned: trailer.condemned,
    salt: trailer.salt,
    chunks: trailer.chunks.map((chunk) => [chunk.stored, chunk.size, chunk.hash])
  })
  const bytes = Buffer.from(text, 'utf8')
  return { name: sha256Hex(bytes), bytes: withFooter(bytes) }
}

/** The end of a pack, trailer and footer. @param text of the trailer. */
export function withFooter(text: Uint8Array): Buffer {
  const footer = Buffer.from(`artifact-store pack 1 ${String(text.length).padStart(9, '0')}\n`, 'ascii')
  return Buffer.concat([text, footer])
}

/**
 * Reads and checks the trailer of a pack.
 * @param read gives bytes of the pack.
 * @param size bytes of the whole pack.
 * @throws ArtifactStoreError `DAMAGED` where it is not the trailer of a pack of this name and size.
 */
export async function readTrailer(name: PackName, size: number, read: ReadBytes): Promise<Trailer> {
  return (await fetchTrailer(name, size, read))()
}

type ReadBytes = (offset: number, length: number) => Promise<Uint8Array>

/**
 * As {@link readTrailer}, in two steps: what it gives parses the trailer, and throws as that does. The text of a long
 * trailer is five megabytes, what it says twenty: whoever reads many has them parsed one at a time.
 */
export async function fetchTrailer(name: PackName, size: number, read: ReadBytes): Promise<() => Trailer> {
  return (await fetchPackEnd(name, size, read)).parse
}

/** As {@link fetchTrailer}, with the bytes of the trailer. */
export async function fetchPackEnd(
  name: PackName,
  size: number,
  read: ReadBytes
): Promise<{ readonly parse: () => Trailer; readonly text: Uint8Array }> {
  if (size < FOOTER_BYTES || size > PACK_MAXIMUM) throw damaged(name, `it has ${size} bytes`)
  const guess = Math.min(size, TAIL_GUESS)
  const tail = await read(size - guess, guess)
  const footer = FOOTER_PATTERN.exec(latin1(tail.subarray(guess - FOOTER_BYTES)))
  if (footer === null) throw damaged(name, 'its end is not the end of a pack')
  const length = Number(footer[1])
  if (length + FOOTER_BYTES > size) throw damaged(name, 'its trailer is longer than the pack')
  const bytes =
    length + FOOTER_BYTES <= guess
      ? tail.subarray(guess - FOOTER_BYTES - length, guess - FOOTER_BYTES)
      : await read(size - FOOTER_BYTES - length, length)
  if (sha256Hex(bytes) !== name) throw damaged(name, 'its trailer is not the one that its name stands for')
  return { parse: () => parseTrailer(name, bytes, size - FOOTER_BYTES - length), text: bytes }
}

/**
 * Reads the text of a trailer that has the hash that the pack's name is.
 * @param chunkBytes bytes of all chunks; not compared where they are not known.
 * @throws ArtifactStoreError `DAMAGED`, `UNSUPPORTED`.
 */
export function parseTrailer(name: PackName, bytes: Uint8Array, chunkBytes?: number): Trailer {
  // The hash was right, so whatever is wrong from here on was written so: by a newer or a hostile writer.
  let trailer: unknown
  try {
    trailer = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
  } catch (error) {
    throw damaged(name, 'its trailer is not JSON', error)
  }
  if (typeof trailer !== 'object' || trailer === null) throw damaged(name, 'its trailer is not an object')
  const { format, condemned, salt, chunks } = trailer as Readonly<Record<string, unknown>>
  if (format !== 1)
    throw new ArtifactStoreError(
      'UNSUPPORTED',
      `pack ${name} is of a newer format: use a newer version of Artifact Store`
    )
  if (condemned !== null && typeof condemned !== 'string') throw damaged(name, 'its trailer is malformed')
  if (!Array.isArray(chunks)) throw damaged(name, 'its trailer lists no chunks')
  let total = 0
  const packed = chunks.map((chunk: unknown): PackedChunk => {
    if (!Array.isArray(chunk)) throw damaged(name, 'its trailer is malformed')
    const [stored, size, hash] = chunk as unknown[]
    if (!isChunkSize(stored) || !isChunkSize(size) || stored > size || !isSha256(hash)) {
      throw damaged(name, 'its trailer lists an impossible chunk')
    }
    total += stored
    return { stored, size, hash }
  })
  if (total !== (chunkBytes ?? total)) throw damaged(name, 'its size is not that of the chunks it lists')
  return { condemned, ...(typeof salt === 'string' ? { salt } : {}), chunks: packed }
}

/** Bytes of the largest chunk that a reader takes: of a file 1 MiB, of a tree less. */
export const CHUNK_MAXIMUM = 1024 * 1024

export function isChunkSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= CHUNK_MAXIMUM
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
}

function damaged(name: PackName, reason: string, cause?: unknown): ArtifactStoreError {
  return new ArtifactStoreError(
    'DAMAGED',
    `pack ${name} is damaged: ${reason}`,
    cause === undefined ? undefined : { cause }
  )
}
