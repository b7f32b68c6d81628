import fc from 'fast-check'
import type { PackNumber } from '../../src/content/chunk-index.js'
import type { PackName } from '../../src/content/pack.js'
import { PackWriter, type PackEntry } from '../../src/content/pack-writer.js'
import {
  readTree,
  TreeWriter,
  type InlineTree,
  type LocatedChunk,
  type LocatedEntry,
  type TreeChunkStore,
  type TreeEntry,
  type TreeRoot
} from '../../src/content/tree.js'
import { compareTreePaths } from '../../src/files/tree-path.js'
import { hashOf, MemoryPacks } from './support.js'

/** Packs that files lie in: the trees under test only name them. */
export const FILE_PACKS: readonly PackEntry[] = Array.from({ length: 5 }, (_, number) => ({
  name: hashOf(`pack of files ${number}`),
  size: 80 * 1024 * 1024
}))

/** Keeps the pieces of trees as a save does: appended to packs, whose names are known only when they are full. */
export class PackedTrees implements TreeChunkStore {
  readonly storage = new MemoryPacks()
  readonly packs: PackEntry[] = [...FILE_PACKS]
  readonly writer = new PackWriter(this.packs, null, this.storage.open)
  /** The pieces, as they were written. */
  readonly pieces: { readonly bytes: Buffer; readonly chunk: LocatedChunk }[] = []
  /** Seals a pack after so many pieces; then what comes later names it. */
  readonly piecesAPack: number

  constructor(piecesAPack = Infinity) {
    this.piecesAPack = piecesAPack
  }

  async store(encode: (ownPack: PackNumber | undefined) => Buffer): Promise<LocatedChunk> {
    if (this.pieces.length % this.piecesAPack === 0) await this.writer.seal()
    const bytes = encode(this.writer.currentPack())
    const sha256 = hashOf(bytes)
    const [location] = await this.writer.append([{ stored: bytes, size: bytes.length, hash: sha256 }])
    const chunk = { ...location, sha256 }
    this.pieces.push({ bytes, chunk })
    return chunk
  }

  nameOf(pack: PackNumber): PackName {
    const name = this.packs[pack].name
    if (name === undefined) throw new Error('the name is asked for before it is known')
    return name
  }

  async write(entries: readonly LocatedEntry[]): Promise<TreeRoot | InlineTree> {
    const writer = new TreeWriter(this)
    for (const entry of entries) await writer.add(entry)
    const tree = await writer.finish()
    await this.writer.finish()
    if (!('root' in tree)) return tree
    return { level: tree.level, ...tree.root, pack: this.nameOf(tree.root.pack) }
  }

  async read(tree: TreeRoot | InlineTree): Promise<TreeEntry[]> {
    return await allOf(readTree(tree, this.storage.fetch))
  }
}

export async function allOf<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

/** What a reader gives for an entry: packs by their names. */
export function asRead(entry: LocatedEntry): TreeEntry {
  if (entry.type !== 'file') return entry
  const chunks = entry.chunks.map((chunk) => ({ ...chunk, pack: FILE_PACKS[chunk.pack].name! }))
  return { ...entry, chunks }
}

/** A file of so many chunks; what they hold, and so their hashes, follow from the seed. */
export function fileOf(path: string, chunkCount: number, seed: unknown, mode = 0o644): LocatedEntry {
  const chunks = Array.from({ length: chunkCount }, (_, index): LocatedChunk => {
    const sha256 = hashOf(`${String(seed)} ${index}`)
    const size = 1 + (parseInt(sha256.slice(0, 5), 16) % (1024 * 1024))
    const stored = Math.max(1, size >> (parseInt(sha256[6], 16) % 3))
    return { pack: parseInt(sha256[7], 16) % FILE_PACKS.length, offset: index * 1000, stored, size, sha256 }
  })
  // A file of one chunk has its hash.
  const sha256 = chunkCount === 1 ? chunks[0].sha256 : hashOf(chunkCount === 0 ? '' : `file ${String(seed)}`)
  const size = chunks.reduce((sum, chunk) => sum + chunk.size, 0)
  return { type: 'file', path, mode, size, sha256, chunks }
}

const oddCharacter = fc.constantFrom(
  ...[' ', '"', "'", '\n', '\r', '\t', '\\', '%', '#', '*', '-', '.', '..', '~', '\u0001', '\u007f', '\u2028'],
  ...['é', 'e\u0301', '中', '\ud7ff', '\ue000', '\uffff', '\u{10000}', '😀', '\u{10ffff}', 'a', 'B', '0', '{', '}', ',']
)
export const anySegment = fc
  .oneof(
    fc.string({ unit: oddCharacter, minLength: 1, maxLength: 6 }),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'packs', 'null', '-rf', 'a'.repeat(255)),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  )
  .filter((segment) => segment !== '.' && segment !== '..' && !/[/\0]/.test(segment) && segment.isWellFormed())

const anyNode = fc.oneof(
  fc.record({
    type: fc.constant('file' as const),
    chunks: fc.constantFrom(0, 1, 1, 1, 2, 5, 95, 96, 97, 192, 193, 300),
    mode: fc.integer({ min: 0, max: 0o777 }),
    seed: fc.integer()
  }),
  fc.record({ type: fc.constant('directory' as const), mode: fc.integer({ min: 0, max: 0o777 }) }),
  fc.record({
    type: fc.constant('symlink' as const),
    target: fc.string({ unit: oddCharacter, minLength: 1, maxLength: 40 })
  })
)

/** Any legal tree, in order. */
export const anyTree: fc.Arbitrary<LocatedEntry[]> = fc
  .array(fc.tuple(fc.array(anySegment, { minLength: 1, maxLength: 7 }), anyNode), { maxLength: 40 })
  .map((nodes) => {
    const entries = new Map<string, LocatedEntry>()
    for (const [segments, node] of nodes) {
      const parents = segments.slice(0, -1).map((_, index) => segments.slice(0, index + 1).join('/'))
      if (parents.some((parent) => (entries.get(parent)?.type ?? 'directory') !== 'directory')) continue
      for (const parent of parents) {
        if (!entries.has(parent)) entries.set(parent, { type: 'directory', path: parent, mode: 0o755 })
      }
      const path = segments.join('/')
      if (entries.has(path)) continue
      if (node.type === 'file') entries.set(path, fileOf(path, node.chunks, node.seed, node.mode))
      else entries.set(path, { ...node, path })
    }
    return [...entries.values()].sort((a, b) => compareTreePaths(a.path, b.path))
  })
