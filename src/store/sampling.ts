/** Which of the old chunks that a version rests on its save hashes once more. docs/PROTOCOL.md, S9. */
import type { ChunkIndex, ChunkSlot, PackNumber } from '../content/chunk-index.js'
import type { EntryTable } from '../content/entry-table.js'
import type { PackedChunk } from '../content/pack.js'
import { MAXIMUM_SPAN } from '../content/spans.js'
import type { StoredChunk } from '../content/stored-chunk.js'

/** A stretch of a pack, and the chunks in it that the version needs, ascending. */
export interface Sample {
  readonly pack: PackNumber
  readonly offset: number
  readonly length: number
  readonly slots: readonly ChunkSlot[]
}

/**
 * A chunk by chance, each byte as likely as the other, and what lies behind it in the pack: one read of at most 4 MiB.
 * @param isOld whether a pack is one to look into.
 * @param fraction from 0 to 1: the chance.
 */
export function pickSample(
  index: ChunkIndex,
  table: EntryTable,
  isOld: (pack: PackNumber) => boolean,
  fraction: number
): Sample | undefined {
  const isUsed = new Uint8Array(index.length)
  for (const slot of table.usedSlots()) if (isOld(index.packOf(slot))) isUsed[slot] = 1
  let bytes = 0
  isUsed.forEach((used, slot) => {
    if (used === 1) bytes += index.storedSizeOf(slot)
  })
  if (bytes === 0) return undefined
  return around(index, isUsed, atByte(index, isUsed, bytes * fraction))
}

/** The chunk that a byte belongs to, counted over all used chunks in the order of their slots. */
function atByte(index: ChunkIndex, isUsed: Uint8Array, byte: number): ChunkSlot {
  let left = byte
  let last = 0
  for (let slot = 0; slot < isUsed.length && left >= 0; slot++) {
    if (isUsed[slot] === 0) continue
    last = slot
    left -= index.storedSizeOf(slot)
  }
  return last
}

function around(index: ChunkIndex, isUsed: Uint8Array, first: ChunkSlot): Sample {
  const pack = index.packOf(first)
  const offset = index.offsetOf(first)
  const endOf = (slot: ChunkSlot): number => index.offsetOf(slot) + index.storedSizeOf(slot)
  const near: ChunkSlot[] = []
  for (let slot = 0; slot < isUsed.length; slot++) {
    if (isUsed[slot] === 0 || index.packOf(slot) !== pack) continue
    if (index.offsetOf(slot) >= offset && endOf(slot) <= offset + MAXIMUM_SPAN) near.push(slot)
  }
  near.sort((a, b) => index.offsetOf(a) - index.offsetOf(b))
  return { pack, offset, length: endOf(near.at(-1)!) - offset, slots: near }
}

/** A stretch of at most 4 MiB of a pack: a chunk by chance, each byte as likely as the other, and what lies behind it. */
export function pickStretch(
  chunks: readonly PackedChunk[],
  fraction: number
): { readonly offset: number; readonly length: number; readonly chunks: readonly PackedChunk[] } {
  const byte = fraction * chunks.reduce((sum, { stored }) => sum + stored, 0)
  let offset = 0
  let first = 0
  while (first < chunks.length - 1 && offset + chunks[first]!.stored <= byte) offset += chunks[first++]!.stored
  let length = 0
  let end = first
  while (end < chunks.length && length + chunks[end]!.stored <= MAXIMUM_SPAN) length += chunks[end++]!.stored
  return { offset, length, chunks: chunks.slice(first, end) }
}

/** A chunk as it lies in bytes of its pack from `start` on. */
export function storedChunk(index: ChunkIndex, slot: ChunkSlot, start: number): StoredChunk {
  return {
    offset: index.offsetOf(slot) - start,
    stored: index.storedSizeOf(slot),
    size: index.sizeOf(slot),
    // A copy: the index's own bytes are not to travel.
    hash: index.hashOf(slot).slice()
  }
}

/** A number from 0 to 1 out of a nonce. */
export function randomFraction(nonce: string): number {
  return parseInt(nonce.slice(0, 12), 16) / 2 ** 48
}
