import { HASH_BYTES } from './hash.js'
import { releaseBuffer } from './release.js'

/** The number of a chunk in a {@link ChunkIndex}. */
export type ChunkSlot = number
/** The number of a pack in a table of the caller's. */
export type PackNumber = number

/** Where a chunk lies. `offset`, `stored` (bytes in the pack) and `size` (bytes of the chunk). */
export interface ChunkLocation {
  readonly pack: PackNumber
  readonly offset: number
  readonly stored: number
  readonly size: number
}

const EMPTY = -1
/** A smaller step would copy more often, a larger one leave more room empty. */
const GROWTH = 1.25

/**
 * Chunks by their hash, for one save or restore: typed arrays, 60 bytes a chunk, so that a million chunks are 100 MiB
 * at the most while the arrays grow. Slots count from 0 and are never removed.
 */
export class ChunkIndex {
  private hashes = new Uint8Array(0)
  private packs = new Uint32Array(0)
  private offsets = new Uint32Array(0)
  private storedSizes = new Uint32Array(0)
  private sizes = new Uint32Array(0)
  /** Open addressing: slots by the first four bytes of the hash, at most half full. */
  private table = new Int32Array(1024).fill(EMPTY)
  private count = 0

  get length(): number {
    return this.count
  }

  /** The slot of the chunk whose hash is the 32 bytes of `hashes` at `at`, or -1. */
  find(hashes: Uint8Array, at: number): ChunkSlot {
    const mask = this.table.length - 1
    let bucket = hashPrefix(hashes, at) & mask
    for (;;) {
      const slot = this.table[bucket]!
      if (slot === EMPTY || this.equals(slot, hashes, at)) return slot
      bucket = (bucket + 1) & mask
    }
  }

  /** Adds a chunk that {@link find} does not know. */
  add(hashes: Uint8Array, at: number, location: ChunkLocation): ChunkSlot {
    const slot = this.count++
    if (slot >= this.packs.length) this.grow()
    this.hashes.set(hashes.subarray(at, at + HASH_BYTES), slot * HASH_BYTES)
    this.move(slot, location)
    this.sizes[slot] = location.size
    if (this.count * 2 > this.table.length) this.rebuild(this.table.length * 2)
    else this.insert(slot)
    return slot
  }

  /** Says that the chunk now lies elsewhere. */
  move(slot: ChunkSlot, location: ChunkLocation): void {
    this.packs[slot] = location.pack
    this.offsets[slot] = location.offset
    this.storedSizes[slot] = location.stored
  }

  packOf(slot: ChunkSlot): PackNumber {
    return this.packs[slot]!
  }

  offsetOf(slot: ChunkSlot): number {
    return this.offsets[slot]!
  }

  storedSizeOf(slot: ChunkSlot): number {
    return this.storedSizes[slot]!
  }

  sizeOf(slot: ChunkSlot): number {
    return this.sizes[slot]!
  }

  /** A view of the 32 bytes of the chunk's hash, until the next chunk is added. */
  hashOf(slot: ChunkSlot): Uint8Array {
    return this.hashes.subarray(slot * HASH_BYTES, (slot + 1) * HASH_BYTES)
  }

  private equals(slot: ChunkSlot, hashes: Uint8Array, at: number): boolean {
    const start = slot * HASH_BYTES
    for (let index = 0; index < HASH_BYTES; index++) {
      if (this.hashes[start + index] !== hashes[at + index]) return false
    }
    return true
  }

  private insert(slot: ChunkSlot): void {
    const mask = this.table.length - 1
    let bucket = hashPrefix(this.hashes, slot * HASH_BYTES) & mask
    while (this.table[bucket] !== EMPTY) bucket = (bucket + 1) & mask
    this.table[bucket] = slot
  }

  private rebuild(size: number): void {
    releaseBuffer(this.table)
    this.table = new Int32Array(size).fill(EMPTY)
    for (let slot = 0; slot < this.count; slot++) this.insert(slot)
  }

  private grow(): void {
    const capacity = Math.max(1024, Math.ceil(this.packs.length * GROWTH))
    this.hashes = extend(this.hashes, new Uint8Array(capacity * HASH_BYTES))
    this.packs = extend(this.packs, new Uint32Array(capacity))
    this.offsets = extend(this.offsets, new Uint32Array(capacity))
    this.storedSizes = extend(this.storedSizes, new Uint32Array(capacity))
    this.sizes = extend(this.sizes, new Uint32Array(capacity))
  }
}

function hashPrefix(hashes: Uint8Array, at: number): number {
  return hashes[at]! | (hashes[at + 1]! << 8) | (hashes[at + 2]! << 16) | (hashes[at + 3]! << 24)
}

function extend<T extends Uint8Array | Uint32Array>(from: T, into: T): T {
  into.set(from)
  releaseBuffer(from)
  return into
}
