import { HASH_BYTES, type Sha256 } from './hash.js'

/** A chunk in a pack, without the pack. */
export interface PlacedChunk {
  /** Bytes from the pack's start. */
  readonly offset: number
  readonly stored: number
  readonly size: number
  readonly sha256: Sha256
}

/** A hash that is looked for; trees name millions. */
const SOUGHT = Buffer.alloc(HASH_BYTES)

/** What a pack holds, ascending by offset: typed arrays, 44 bytes a chunk, so that the tables of many packs may be kept. */
export class ChunkTable {
  readonly length: number
  private readonly offsets: Uint32Array
  private readonly storedSizes: Uint32Array
  private readonly sizes: Uint32Array
  private readonly hashes: Uint8Array

  private constructor(length: number) {
    this.length = length
    this.offsets = new Uint32Array(length)
    this.storedSizes = new Uint32Array(length)
    this.sizes = new Uint32Array(length)
    this.hashes = new Uint8Array(length * HASH_BYTES)
  }

  /** Of a trailer, whose chunks lie without gaps. */
  static ofTrailer(chunks: readonly { readonly stored: number; readonly size: number; readonly hash: Sha256 }[]) {
    const table = new ChunkTable(chunks.length)
    let offset = 0
    chunks.forEach(({ stored, size, hash }, position) => {
      table.set(position, { offset, stored, size, sha256: hash })
      offset += stored
    })
    return table
  }

  /** @param chunks in any order; they may overlap. */
  static ofChunks(chunks: readonly PlacedChunk[]): ChunkTable {
    const table = new ChunkTable(chunks.length)
    ;[...chunks].sort((a, b) => a.offset - b.offset).forEach((chunk, position) => table.set(position, chunk))
    return table
  }

  offsetOf(position: number): number {
    return this.offsets[position]!
  }

  storedSizeOf(position: number): number {
    return this.storedSizes[position]!
  }

  sizeOf(position: number): number {
    return this.sizes[position]!
  }

  /** A view of 32 bytes. */
  hashOf(position: number): Uint8Array {
    return this.hashes.subarray(position * HASH_BYTES, (position + 1) * HASH_BYTES)
  }

  at(position: number): PlacedChunk {
    return {
      offset: this.offsetOf(position),
      stored: this.storedSizeOf(position),
      size: this.sizeOf(position),
      sha256: Buffer.from(this.hashOf(position)).toString('hex')
    }
  }

  /** The position of exactly this chunk, or -1. */
  find({ offset, stored, size, sha256 }: PlacedChunk): number {
    for (let position = this.firstAt(offset); this.offsets[position] === offset; position++) {
      if (this.storedSizes[position] !== stored || this.sizes[position] !== size) continue
      SOUGHT.write(sha256, 'hex')
      if (Buffer.compare(this.hashOf(position), SOUGHT) === 0) return position
    }
    return -1
  }

  /** The first position at or behind an offset. */
  private firstAt(offset: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.offsets[middle]! < offset) low = middle + 1
      else high = middle
    }
    return low
  }

  private set(position: number, { offset, stored, size, sha256 }: PlacedChunk): void {
    this.offsets[position] = offset
    this.storedSizes[position] = stored
    this.sizes[position] = size
    Buffer.from(this.hashes.buffer, position * HASH_BYTES, HASH_BYTES).write(sha256, 'hex')
  }
}
