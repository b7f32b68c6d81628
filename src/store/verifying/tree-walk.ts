/** Going through the tree of a version, each file held against the packs that it lies in. */
import type { ChunkTable } from '../../content/chunk-table.js'
import { TreeDigest } from '../../content/digest.js'
import type { PackName } from '../../content/pack.js'
import { readTree, type ChunkReference, type TreeEntry } from '../../content/tree.js'
import { ArtifactStoreError } from '../../errors.js'
import type { Storage } from '../../storage/storage.js'
import type { VersionRecord } from '../record.js'
import { problemOf, type Problem } from './looking.js'
import { chunkId, type KnownVersion, type PackState, type Packs } from './packs.js'
import { LostPiece, type TreePieces } from './tree-pieces.js'

export type FileEntry = Extract<TreeEntry, { type: 'file' }>

/** A chunk of a file, where the pack that it lies in lists it. */
export interface ListedChunk {
  readonly state: PackState
  readonly table: ChunkTable
  readonly position: number
}

/** How a walk ended. */
export type WalkEnd =
  | { readonly state: 'whole' }
  /** A part of the tree lies in a damaged pack. */
  | { readonly state: 'lost'; readonly pack: PackState }
  | { readonly state: 'wrong'; readonly problem: Problem }

export interface TreeChecker {
  /** Told of what contradicts the packs, of the whole tree where no path is given. */
  onWrong(what: string, path?: string): void
  /** Told of each file of which all chunks are where they should be. */
  onFile(entry: FileEntry, chunks: readonly ListedChunk[]): Promise<void>
}

export class TreeWalker {
  private readonly storage: Storage
  private readonly packs: Packs
  private readonly pieces: TreePieces
  /** Files that trees named. */
  files = 0

  constructor(storage: Storage, packs: Packs, pieces: TreePieces) {
    this.storage = storage
    this.packs = packs
    this.pieces = pieces
  }

  /** Goes through all entries, as far as the tree can be read. */
  async each(
    version: KnownVersion,
    record: VersionRecord,
    use: (entry: TreeEntry) => Promise<void> | void
  ): Promise<WalkEnd> {
    const stateOf = namedStates(version)
    try {
      const entries = readTree(record.tree, async (chunks) => await this.pieces.fetch(chunks, stateOf))
      for await (const entry of entries) await use(entry)
      return { state: 'whole' }
    } catch (error) {
      if (error instanceof LostPiece) return { state: 'lost', pack: error.pack }
      return { state: 'wrong', problem: await problemOf(this.storage, error) }
    }
  }

  /** Holds a tree against the packs and the digest. */
  async check(version: KnownVersion, record: VersionRecord, checker: TreeChecker): Promise<WalkEnd> {
    const named = new Map(version.packs.map((state) => [state.name, state]))
    const tables = new Map<PackState, ChunkTable | undefined>()
    const digest = new TreeDigest()
    await this.checkRoot(named, record, checker)
    const end = await this.each(version, record, async (entry) => {
      digest.add(entry)
      if (entry.type !== 'file') return
      this.files++
      const listed: ListedChunk[] = []
      for (const chunk of entry.chunks) {
        const state = named.get(chunk.pack)
        if (state !== undefined && !tables.has(state)) tables.set(state, await this.packs.table(state))
        const found = findChunk(chunk, state, state && tables.get(state), (what) => checker.onWrong(what, entry.path))
        if (found !== undefined) listed.push(found)
      }
      if (listed.length === entry.chunks.length) await checker.onFile(entry, listed)
    })
    if (end.state === 'whole' && digest.finish() !== record.metadata.digest) {
      checker.onWrong(`its list of files does not have the digest ${record.metadata.digest}`)
    }
    return end
  }

  /** Its other pieces are named by pieces, whose hashes are checked. */
  private async checkRoot(
    named: ReadonlyMap<PackName, PackState>,
    { tree }: VersionRecord,
    checker: TreeChecker
  ): Promise<void> {
    if ('entries' in tree) return
    const state = named.get(tree.pack)
    findChunk(tree, state, state && (await this.packs.table(state)), (what) => checker.onWrong(what))
  }
}

/** The chunk in the table of its pack; where there is no table, the pack is told of the chunk. */
function findChunk(
  chunk: ChunkReference,
  state: PackState | undefined,
  table: ChunkTable | undefined,
  onWrong: (what: string) => void
): ListedChunk | undefined {
  if (state === undefined) {
    onWrong(`a part of it lies in pack ${chunk.pack}, which its record does not name`)
    return undefined
  }
  if (table === undefined) {
    state.told.set(chunkId(chunk), chunk)
    return undefined
  }
  const position = table.find(chunk)
  if (position < 0) {
    onWrong(`it names bytes of pack ${chunk.pack} that are no chunk of that name there`)
    return undefined
  }
  return { state, table, position }
}

function namedStates(version: KnownVersion): (pack: PackName) => PackState {
  const named = new Map(version.packs.map((state) => [state.name, state]))
  return (pack) => {
    const state = named.get(pack)
    if (state !== undefined) return state
    throw new ArtifactStoreError(
      'DAMAGED',
      `its tree is damaged: a part of it lies in pack ${pack}, which its record does not name`
    )
  }
}
