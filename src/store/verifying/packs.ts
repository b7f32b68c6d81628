/** The packs that living versions name, and what is known of each. */
import { ChunkTable, type PlacedChunk } from '../../content/chunk-table.js'
import { readTrailer, type PackName } from '../../content/pack.js'
import type { Storage, StorageKey } from '../../storage/storage.js'
import { packKey } from '../layout.js'
import type { UsedPack } from '../record.js'
import type { ArtifactName, VersionNumber } from '../types.js'
import { problemOf, type Problem } from './looking.js'

/** A living version, as its record says. */
export interface KnownVersion {
  readonly name: ArtifactName
  readonly number: VersionNumber
  /** The label, or `v` and the number. */
  readonly version: string
  readonly packs: readonly PackState[]
}

const UNKNOWN = 0
const RIGHT = 1
const WRONG = 2

/** Chunks of tables that are kept; 44 bytes each. */
const TABLES_MAXIMUM = 500_000

export class PackState {
  readonly name: PackName
  readonly key: StorageKey
  /** Versions that name it. */
  readonly users: KnownVersion[] = []
  /** Bytes, as records say; as the storage says where that is right and the records are not. */
  size: number
  /** What is wrong with the pack, besides chunks of it. */
  problem: Problem | undefined
  /** Whether its trailer is what its name stands for. Otherwise only what trees say of it is known. */
  hasTrailer = false
  /** Somebody found it damaged before. */
  isMarked = false
  /** What trees say of it, by {@link chunkId}, where it has no trailer. */
  readonly told = new Map<string, PlacedChunk>()
  /** Chunks whose bytes are wrong, by {@link chunkId}. */
  readonly wrong = new Map<string, PlacedChunk>()
  /** By the position of a chunk in the table. */
  private judged = new Uint8Array(0)

  constructor(name: PackName, size: number) {
    this.name = name
    this.key = packKey(name)
    this.size = size
  }

  get isDamaged(): boolean {
    return this.problem !== undefined || this.wrong.size > 0
  }

  /** Whether bytes of it can be asked for. */
  get isThere(): boolean {
    return this.problem?.code !== 'missing'
  }

  isProven(position: number): boolean {
    return this.judged[position] === RIGHT
  }

  isJudged(position: number): boolean {
    return (this.judged[position] ?? UNKNOWN) !== UNKNOWN
  }

  judge(table: ChunkTable, position: number, isRight: boolean): void {
    if (this.judged.length < table.length) this.judged = new Uint8Array(table.length)
    // Once it was wrong it may be mended by now, and is told all the same: the end of a run looks again.
    if (this.judged[position] === WRONG) return
    this.judged[position] = isRight ? RIGHT : WRONG
    if (isRight) return
    const chunk = table.at(position)
    this.wrong.set(chunkId(chunk), chunk)
  }

  /** All chunks are to be judged anew. */
  forget(): void {
    this.judged = new Uint8Array(0)
    this.wrong.clear()
  }

  /** Whether a chunk that a tree names is known to be lost, or cannot be told to be there. */
  isLost(chunk: PlacedChunk, isDeep: boolean): boolean {
    if (!this.isThere || this.wrong.has(chunkId(chunk))) return true
    return !this.hasTrailer && this.problem !== undefined && !isDeep
  }
}

export function chunkId({ offset, stored, size, sha256 }: PlacedChunk): string {
  return `${offset}:${stored}:${size}:${sha256}`
}

export class Packs {
  private readonly storage: Storage
  private readonly marked: ReadonlySet<PackName>
  private readonly states = new Map<PackName, PackState>()
  private readonly looks = new Map<PackName, Promise<void>>()
  /** The one that was used last comes last. */
  private readonly tables = new Map<PackName, ChunkTable>()
  private kept = 0
  /** Bytes read. */
  bytesRead = 0

  constructor(storage: Storage, marked: ReadonlySet<PackName>) {
    this.storage = storage
    this.marked = marked
  }

  get length(): number {
    return this.states.size
  }

  all(): IterableIterator<PackState> {
    return this.states.values()
  }

  get(name: PackName): PackState | undefined {
    return this.states.get(name)
  }

  /** A pack that a version names, looked at if it is named for the first time. */
  async use({ pack, size }: UsedPack): Promise<PackState> {
    let state = this.states.get(pack)
    if (state === undefined) {
      state = new PackState(pack, size)
      state.isMarked = this.marked.has(pack)
      this.states.set(pack, state)
      this.looks.set(pack, this.look(state))
    }
    await this.looks.get(pack)
    return state
  }

  /** Looks at a pack once more: what was wrong may be right by now, or no longer there. */
  async lookAgain(state: PackState): Promise<void> {
    state.problem = undefined
    state.hasTrailer = false
    this.forget(state.name)
    await this.look(state)
  }

  /** What a pack holds; undefined where that is not known. */
  async table(state: PackState): Promise<ChunkTable | undefined> {
    if (!state.hasTrailer) return undefined
    const kept = this.tables.get(state.name)
    if (kept !== undefined) {
      this.tables.delete(state.name)
      this.tables.set(state.name, kept)
      return kept
    }
    try {
      return await this.readTable(state, state.size, state.problem === undefined ? state.size : undefined)
    } catch (error) {
      state.problem = await problemOf(this.storage, error)
      state.hasTrailer = false
      return undefined
    }
  }

  /** As {@link table}; where there is no trailer, what trees say of the pack. */
  async contents(state: PackState): Promise<ChunkTable> {
    return (await this.table(state)) ?? ChunkTable.ofChunks([...state.told.values()])
  }

  /** Bytes of a pack; undefined where they are not to be had, which is then known of the pack. */
  async read(state: PackState, offset: number, length: number): Promise<Uint8Array<ArrayBuffer> | undefined> {
    try {
      this.bytesRead += length
      return await this.storage.read(state.key, { offset, length })
    } catch (error) {
      const problem = await problemOf(this.storage, error)
      // A bad sector loses what lies on it, and no more.
      if (problem.code === 'missing') state.problem = problem
      else state.problem ??= problem.code === 'unreadable' ? { ...problem, code: 'damaged' } : problem
      return undefined
    }
  }

  private async look(state: PackState): Promise<void> {
    try {
      await this.readTable(state, state.size, state.size)
    } catch (error) {
      state.problem = await problemOf(this.storage, error)
      if (state.problem.code === 'damaged') await this.diagnose(state)
    }
  }

  /** Why a pack is not one of the size that a record says. */
  private async diagnose(state: PackState): Promise<void> {
    const info = await this.storage.stat(state.key)
    if (info === undefined) {
      state.problem = { code: 'missing', what: 'is missing' }
      return
    }
    if (info.size === state.size) return
    if (await this.tryTable(state, info.size)) {
      // The pack is what its name says: the record is wrong.
      state.size = info.size
      state.problem = undefined
      return
    }
    const sizes = `it has ${info.size} bytes where ${state.size} belong`
    state.problem = { code: 'damaged', what: `is damaged: ${sizes}` }
    // What was appended to a pack spoils nothing in it.
    if (info.size > state.size) await this.tryTable(state, state.size)
  }

  private async tryTable(state: PackState, size: number): Promise<boolean> {
    try {
      await this.readTable(state, size)
      return true
    } catch (error) {
      await problemOf(this.storage, error)
      return false
    }
  }

  private async readTable(state: PackState, size: number, maximum?: number): Promise<ChunkTable> {
    const { chunks } = await readTrailer(state.name, size, async (offset, length) => {
      this.bytesRead += length
      return await this.storage.read(state.key, { offset, length }, maximum)
    })
    const table = ChunkTable.ofTrailer(chunks)
    state.hasTrailer = true
    this.keep(state.name, table)
    return table
  }

  private keep(name: PackName, table: ChunkTable): void {
    this.forget(name)
    this.tables.set(name, table)
    this.kept += table.length
    for (const [oldest] of this.tables) {
      if (this.kept <= TABLES_MAXIMUM || oldest === name) break
      this.forget(oldest)
    }
  }

  private forget(name: PackName): void {
    this.kept -= this.tables.get(name)?.length ?? 0
    this.tables.delete(name)
  }
}
