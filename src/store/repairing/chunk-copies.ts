/** Good copies of chunks that are wanted back, wherever they are: looked for by their hashes, and checked when they are read. */
import { frameOfLength } from '../../content/exact-frame.js'
import { sha256Hex, type Sha256 } from '../../content/hash.js'
import type { PlacedChunk } from '../../content/chunk-table.js'

/** The bytes of a chunk, checked; `stored`, as they lie in a pack, where they come from one. */
export interface CopiedChunk {
  readonly content: Uint8Array
  readonly stored?: Uint8Array
}

/** A place where a chunk should be. */
export interface ChunkCopy {
  /** The place in words, for people. */
  readonly where: string
  /** Bytes that it takes there; undefined where it is no pack. */
  readonly stored: number | undefined
  /** Undefined where it is not what it should be. */
  read(): Promise<CopiedChunk | undefined>
}

/** More are of no use: one that is good is enough. */
const COPIES_MAXIMUM = 8

export class ChunkCopies {
  private readonly copies = new Map<Sha256, ChunkCopy[]>()

  want(sha256: Sha256): void {
    if (!this.copies.has(sha256)) this.copies.set(sha256, [])
  }

  get isEmpty(): boolean {
    return this.copies.size === 0
  }

  isWanted(sha256: Sha256): boolean {
    return this.copies.has(sha256)
  }

  add(sha256: Sha256, copy: ChunkCopy): void {
    const copies = this.copies.get(sha256)
    if (copies !== undefined && copies.length < COPIES_MAXIMUM) copies.push(copy)
  }

  /** A chunk as it is to lie in its pack, from the first copy that is good. */
  async find(chunk: PlacedChunk): Promise<{ readonly bytes: Uint8Array; readonly where: string } | undefined> {
    const copies = this.copies.get(chunk.sha256) ?? []
    // As it is stored there it need not be compressed again.
    const rank = ({ stored }: ChunkCopy): number => (stored === chunk.stored ? 0 : 1)
    for (const copy of [...copies].sort((a, b) => rank(a) - rank(b))) {
      const bytes = fit(await copy.read(), chunk)
      if (bytes !== undefined) return { bytes, where: copy.where }
    }
    return undefined
  }
}

/** The chunk in as many bytes as its pack has for it. */
function fit(copy: CopiedChunk | undefined, { stored, size }: PlacedChunk): Uint8Array | undefined {
  if (copy?.content.length !== size) return undefined
  if (copy.stored?.length === stored) return copy.stored
  return stored === size ? copy.content : frameOfLength(copy.content, stored)
}

/** Whether bytes are those of a chunk. */
export function isChunk(bytes: Uint8Array, sha256: Sha256): boolean {
  return sha256Hex(bytes) === sha256
}
