/** Writing the tree of a version: its leaves and nodes are chunks, shared with the parents' where they are the same. */
import type { ChunkIndex, PackNumber } from '../content/chunk-index.js'
import { compressChunk } from '../content/compression.js'
import type { EntryTable, EntryNumber } from '../content/entry-table.js'
import { sha256 } from '../content/hash.js'
import type { PackName } from '../content/pack.js'
import type { PackEntry, PackWriter } from '../content/pack-writer.js'
import {
  TreeWriter,
  type LocatedChunk,
  type LocatedEntry,
  type TreeChunkStore,
  type WrittenTree
} from '../content/tree.js'

/** Trees are text with hashes in it: a higher level than for files costs little and saves a tenth. */
const TREE_LEVEL = 3

export interface TreeOptions {
  readonly table: EntryTable
  readonly index: ChunkIndex
  readonly packs: readonly PackEntry[]
  readonly writer: PackWriter
  /** Packs that no piece of a tree may be shared with: they are to be written anew. */
  readonly avoid: ReadonlySet<PackNumber>
  readonly compress: boolean
  /** Told of every piece that the tree uses, each once: its pack and bytes in it. */
  readonly onUse: (pack: PackNumber, stored: number) => void
}

export async function writeTree(options: TreeOptions): Promise<WrittenTree> {
  const writer = new TreeWriter(new SharingTreeStore(options))
  const { table } = options
  for (let entry = 0; entry < table.length; entry++) await writer.add(locatedEntry(options, entry))
  return await writer.finish()
}

function locatedEntry({ table, index }: TreeOptions, entry: EntryNumber): LocatedEntry {
  const path = table.pathOf(entry)
  const type = table.typeOf(entry)
  switch (type) {
    case 'directory':
      return { type, path, mode: table.modeOf(entry) }
    case 'symlink':
      return { type, path, target: table.targetOf(entry) }
    case 'file': {
      const chunks = Array.from(table.slotsOf(entry), (slot): LocatedChunk => {
        const hash = index.hashOf(slot)
        return {
          pack: index.packOf(slot),
          offset: index.offsetOf(slot),
          stored: index.storedSizeOf(slot),
          size: index.sizeOf(slot),
          sha256: Buffer.from(hash.buffer, hash.byteOffset, hash.length).toString('hex')
        }
      })
      return { type, path, mode: table.modeOf(entry), size: table.sizeOf(entry), sha256: table.sha256Of(entry), chunks }
    }
  }
}

class SharingTreeStore implements TreeChunkStore {
  private readonly options: TreeOptions
  private readonly used = new Set<string>()

  constructor(options: TreeOptions) {
    this.options = options
  }

  nameOf(pack: PackNumber): PackName {
    const name = this.options.packs[pack]?.name
    if (name === undefined) throw new Error(`pack ${pack} is referred to before it has a name`)
    return name
  }

  async store(
    encode: (ownPack: PackNumber | undefined) => Buffer,
    childPacks: readonly PackNumber[]
  ): Promise<LocatedChunk> {
    return this.findShared(encode, childPacks) ?? (await this.append(encode(this.options.writer.currentPack())))
  }

  /** The same piece in a parent's pack: as it would be written there, where its own pack has no name. */
  private findShared(
    encode: (ownPack: PackNumber | undefined) => Buffer,
    childPacks: readonly PackNumber[]
  ): LocatedChunk | undefined {
    const { index, avoid, writer } = this.options
    const open = writer.currentPack()
    // What refers to the pack that is being written cannot lie in an older one.
    if (open !== undefined && childPacks.includes(open)) return undefined
    for (const ownPack of [undefined, ...childPacks]) {
      const bytes = encode(ownPack)
      const hash = sha256(bytes)
      const slot = index.find(hash, 0)
      if (slot < 0) continue
      const pack = index.packOf(slot)
      if (avoid.has(pack) || (ownPack !== undefined && pack !== ownPack)) continue
      return this.use({
        pack,
        offset: index.offsetOf(slot),
        stored: index.storedSizeOf(slot),
        size: index.sizeOf(slot),
        sha256: hash.toString('hex')
      })
    }
    return undefined
  }

  private async append(bytes: Buffer): Promise<LocatedChunk> {
    const { writer, compress } = this.options
    const hash = sha256(bytes).toString('hex')
    const stored = (compress ? compressChunk(bytes, TREE_LEVEL) : undefined) ?? bytes
    const [location] = await writer.append([{ stored, size: bytes.length, hash }])
    return this.use({ ...location!, sha256: hash })
  }

  private use(chunk: LocatedChunk): LocatedChunk {
    const key = `${chunk.pack}:${chunk.offset}`
    if (!this.used.has(key)) {
      this.used.add(key)
      this.options.onUse(chunk.pack, chunk.stored)
    }
    return chunk
  }
}
