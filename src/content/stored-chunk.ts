import { ArtifactStoreError } from '../errors.js'
import { decompressChunk } from './compression.js'
import { sha256 } from './hash.js'

/** A chunk as it lies in some bytes of a pack. */
export interface StoredChunk {
  readonly offset: number
  readonly stored: number
  readonly size: number
  readonly hash: Uint8Array
}

/** The chunk's bytes, checked against its hash. */
export function openChunk(bytes: Uint8Array, chunk: StoredChunk, describe: string): Uint8Array {
  let content: Uint8Array
  try {
    content = unpackChunk(bytes, chunk)
  } catch (error) {
    throw damagedChunk(describe, error)
  }
  if (!sha256(content).equals(chunk.hash)) throw damagedChunk(describe)
  return content
}

/**
 * The chunk's bytes, whatever they are: `size` of them. A view of `bytes` where it is not compressed.
 * @throws ArtifactStoreError `DAMAGED` for what does not decompress to that size.
 */
export function unpackChunk(bytes: Uint8Array, chunk: Omit<StoredChunk, 'hash'>): Uint8Array {
  const stored = bytes.subarray(chunk.offset, chunk.offset + chunk.stored)
  return chunk.stored === chunk.size ? stored : decompressChunk(stored, chunk.size)
}

function damagedChunk(describe: string, cause?: unknown): ArtifactStoreError {
  return new ArtifactStoreError(
    'DAMAGED',
    `${describe} is damaged: a chunk in it does not have the bytes that its hash names`,
    cause === undefined ? undefined : { cause }
  )
}
