/** Mending packs: what each should hold, where its lost chunks are, and what becomes of it. */
import type { PlacedChunk } from '../../content/chunk-table.js'
import type { PackName } from '../../content/pack.js'
import type { SourceTree } from '../../files/source.js'
import type { Storage } from '../../storage/storage.js'
import { CondemnedLists } from '../condemned.js'
import { isStoreError } from '../../errors.js'
import type { Inspection } from '../verifying/inspection.js'
import { chunkId, type PackState } from '../verifying/packs.js'
import { ChunkCopies } from './chunk-copies.js'
import { searchFiles } from './file-source.js'
import { assemblePack, missingChunks, type Assembled } from './pack-assembly.js'
import { findContents, readStaged, stagedFor, type PackContents } from './pack-contents.js'
import { replacePack } from './pack-replacement.js'
import { searchStore, type FoundPack } from './store-source.js'
import type { RepairOutcome } from './types.js'

/** What became of a pack, or would. */
export interface MendedPack {
  readonly outcome: RepairOutcome
  /** Goes on behind the key. */
  readonly what: string
  /** Whether a chunk of it is lost still. */
  readonly isLost: (chunk: PlacedChunk) => boolean
}

export class PackMender {
  private readonly inspection: Inspection
  private readonly others: readonly Storage[]
  private readonly files: readonly SourceTree[]
  private readonly copies = new ChunkCopies()
  private readonly contents = new Map<PackState, PackContents>()
  /** Undefined where a list of them cannot be read. */
  private condemned: ReadonlySet<PackName> | undefined

  constructor(inspection: Inspection, others: readonly Storage[], files: readonly SourceTree[]) {
    this.inspection = inspection
    this.others = others
    this.files = files
  }

  /** Finds out what packs should hold, and where good copies are of what they lack. */
  async prepare(states: readonly PackState[]): Promise<void> {
    const { storage } = this.inspection.context
    this.condemned = await condemnedPacks(storage)
    for (const state of states) {
      const contents = await findContents(state, storage, this.others)
      if (contents !== undefined) this.contents.set(state, contents)
    }
    const unknown = states.filter((state) => !this.contents.has(state))
    if (unknown.length > 0) await this.readStaged(unknown)
    for (const [state, contents] of this.contents) {
      for (const { sha256 } of await missingChunks(storage, state, contents)) this.copies.want(sha256)
    }
    if (!this.copies.isEmpty) await this.search()
  }

  /** @param apply put the pack under its name; otherwise only what could be done is found out. */
  async mend(state: PackState, apply: boolean): Promise<MendedPack> {
    const { context, isDeep } = this.inspection
    const unhealed = (what: string): MendedPack => ({
      outcome: 'unhealed',
      what,
      isLost: (chunk) => state.isLost(chunk, isDeep)
    })
    const contents = this.contents.get(state)
    if (this.condemned === undefined) {
      return unhealed('stays as it is as long as a list of condemned packs cannot be read: it may be in it')
    }
    if (this.condemned.has(state.name)) {
      return unhealed('stays as it is: a prune run condemned it, and its name is never created again')
    }
    if (contents === undefined) {
      return unhealed(
        'stays as it is: what else it held is not known, and no store that was given has a pack of its name'
      )
    }
    const pack = await assemblePack(context.storage, state, contents, this.copies)
    if (pack.isUnchanged && pack.lost.length === 0)
      return { outcome: 'healed', what: 'is sound by now', isLost: noChunk }
    if (pack.lost.length > 0 && pack.regained.length === 0) return unhealed(describeLost(pack))
    if (apply) await replacePack(context, state, contents, pack)
    const lost = new Set(pack.lost.map(chunkId))
    return {
      outcome: pack.lost.length === 0 ? 'healed' : 'partly',
      what: describeMended(pack, apply),
      isLost: (chunk) => lost.has(chunkId(chunk))
    }
  }

  private async readStaged(unknown: readonly PackState[]): Promise<void> {
    const { storage } = this.inspection.context
    const wanted = new Map(unknown.map((state) => [state.name, state]))
    const staged: [PackState, FoundPack][] = []
    const note = (pack: FoundPack): void => {
      const state = wanted.get(stagedFor(pack) ?? '')
      if (state !== undefined) staged.push([state, pack])
    }
    await searchStore(storage, this.copies, () => false, note)
    for (const [state, pack] of staged) {
      const contents = this.contents.get(state) ?? (await readStaged(storage, state.name, pack))
      if (contents !== undefined) this.contents.set(state, contents)
    }
  }

  private async search(): Promise<void> {
    const { context, packs, onProgress } = this.inspection
    const isKnownLost = (pack: PackName, chunk: PlacedChunk): boolean =>
      packs.get(pack)?.wrong.has(chunkId(chunk)) === true
    const onPack = (): void => onProgress()
    await searchStore(context.storage, this.copies, isKnownLost, onPack)
    for (const storage of this.others) await searchStore(storage, this.copies, () => false, onPack)
    for (const tree of this.files) await searchFiles(tree, this.copies, onPack)
  }
}

const noChunk = (): boolean => false

async function condemnedPacks(storage: Storage): Promise<ReadonlySet<PackName> | undefined> {
  try {
    return (await new CondemnedLists(storage).refresh()).packs
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED')) throw error
    return undefined
  }
}

function chunks(count: number): string {
  return count === 1 ? 'one chunk' : `${count} chunks`
}

function describeLost({ lost }: Assembled): string {
  return `stays as it is: of ${chunks(lost.length)} that it lost no good copy was found`
}

const SOURCES_MAXIMUM = 3

function describeMended({ regained, lost, sources, isThere }: Assembled, applied: boolean): string {
  const verb = applied ? 'was' : 'can be'
  const how = isThere ? 'made whole' : 'made again'
  const shown = sources.slice(0, SOURCES_MAXIMUM).join(', ')
  const more = sources.length > SOURCES_MAXIMUM ? ` and ${sources.length - SOURCES_MAXIMUM} other places` : ''
  const from = regained.length === 0 ? 'out of what it has' : `with ${chunks(regained.length)} from ${shown}${more}`
  if (lost.length === 0) return `${verb} ${how} ${from}`
  return `${verb} mended ${from}; of ${chunks(lost.length)} more no good copy was found`
}
