import { ArtifactStoreError, isStoreError } from '../errors.js'
import { planSpans } from '../content/spans.js'
import { openChunk } from '../content/stored-chunk.js'
import type { PackName } from '../content/pack.js'
import type { ChunkReference } from '../content/tree.js'
import type { Storage } from '../storage/storage.js'
import { CondemnedLists } from './condemned.js'
import { packKey } from './layout.js'

/** Reads chunks out of packs, for one operation. */
export class PackReader {
  private readonly storage: Storage
  /** Bytes read so far. */
  bytesRead = 0

  constructor(storage: Storage) {
    this.storage = storage
  }

  /** Bytes of a pack. A missing pack is told as what it is: damage, or a version that was removed. */
  async read(pack: PackName, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    this.bytesRead += length
    try {
      return await this.storage.read(packKey(pack), { offset, length })
    } catch (error) {
      if (isStoreError(error, 'NOT_FOUND')) throw await this.missing(pack, error)
      throw error
    }
  }

  /** The bytes of small chunks, checked, in the order asked for. All are held at once. */
  async fetch(chunks: readonly ChunkReference[]): Promise<Uint8Array[]> {
    const numbers = new Map<PackName, number>()
    const names: PackName[] = []
    for (const { pack } of chunks) if (!numbers.has(pack)) numbers.set(pack, names.push(pack) - 1)
    const order = chunks
      .map((chunk, index) => ({ chunk, index, pack: numbers.get(chunk.pack)! }))
      .sort((a, b) => a.pack - b.pack || a.chunk.offset - b.chunk.offset)
    const contents = new Array<Uint8Array>(chunks.length)
    const spans = [
      ...planSpans(order.length, (item) => {
        const { chunk, pack } = order[item]!
        return { pack, offset: chunk.offset, stored: chunk.stored }
      })
    ]
    await Promise.all(
      spans.map(async (span) => {
        const pack = names[span.pack]!
        const bytes = await this.read(pack, span.offset, span.length)
        for (const { chunk, index } of order.slice(span.first, span.last + 1)) {
          const stored = { ...chunk, offset: chunk.offset - span.offset, hash: Buffer.from(chunk.sha256, 'hex') }
          contents[index] = openChunk(bytes, stored, this.describe(pack))
        }
      })
    )
    return contents
  }

  /** Names a pack in messages. */
  describe(pack: PackName): string {
    return `pack ${packKey(pack)} in ${this.storage.location}`
  }

  private async missing(pack: PackName, cause: unknown): Promise<ArtifactStoreError> {
    const condemned = await new CondemnedLists(this.storage).refresh()
    return condemned.packs.has(pack)
      ? new ArtifactStoreError(
          'NOT_FOUND',
          `this version was removed by pruning, or its save never finished: ${this.describe(pack)} was pruned`,
          { cause }
        )
      : new ArtifactStoreError('DAMAGED', `${this.describe(pack)} is missing: the store is damaged`, { cause })
  }
}
