/** A look at all that a store, or an artifact of it, holds: what is there, what is wrong, and what that hits. */
import type { PlacedChunk } from '../../content/chunk-table.js'
import type { PackName } from '../../content/pack.js'
import { ArtifactStoreError, quote } from '../../errors.js'
import { artifactNames } from '../artifact-names.js'
import type { StoreContext } from '../context.js'
import { artifactPrefix } from '../layout.js'
import { markedPacks } from '../marks.js'
import { checkArtifactName, isArtifactName } from '../names.js'
import type { StoreFile } from '../store-file.js'
import { isGone } from '../survey.js'
import type { ArtifactName } from '../types.js'
import { ArtifactChecker, findRecord, type WrongVersion } from './artifact-checker.js'
import { ChunkReader } from './chunk-reader.js'
import { Damages } from './damages.js'
import { FileChecker } from './file-checker.js'
import { Hits } from './findings.js'
import { checkPacks } from './pack-checker.js'
import { Packs, type KnownVersion, type PackState } from './packs.js'
import { checkCondemned, checkRuns, checkStoreFile } from './store-documents.js'
import { TreePieces } from './tree-pieces.js'
import { TreeWalker, type ListedChunk } from './tree-walk.js'

export interface InspectionRequest {
  /** All artifacts where it is missing. */
  readonly name: ArtifactName | undefined
  readonly isDeep: boolean
  readonly phase: 'verify' | 'repair'
}

/** Whether a chunk of a damaged pack is lost to the files that need it. */
export type IsLost = (pack: PackState, chunk: PlacedChunk) => boolean

/** What damaged packs and wrong files hit. */
export interface HitFiles {
  readonly byPack: ReadonlyMap<PackState, Hits>
  /** Versions with files whose chunks do not make what their hashes name. */
  readonly wrongFiles: readonly WrongVersion[]
  /** Of the versions that were looked at, those that are gone by now. */
  readonly gone: ReadonlySet<KnownVersion>
}

export class Inspection {
  readonly context: StoreContext
  readonly isDeep: boolean
  readonly damages: Damages
  readonly packs: Packs
  readonly reader: ChunkReader
  readonly walker: TreeWalker
  /** By artifact and number. */
  readonly living: KnownVersion[] = []
  /** Versions whose records contradict what they are about. */
  readonly wrong: WrongVersion[] = []
  readonly condemned: ReadonlySet<PackName>
  /** Undefined where it is damaged. */
  readonly store: StoreFile | undefined
  artifacts = 0
  private readonly phase: 'verify' | 'repair'
  private readonly files: FileChecker | undefined

  private constructor(
    context: StoreContext,
    { isDeep, phase }: InspectionRequest,
    store: StoreFile | undefined,
    condemned: ReadonlySet<PackName>,
    marked: ReadonlySet<PackName>,
    damages: Damages
  ) {
    this.context = context
    this.isDeep = isDeep
    this.phase = phase
    this.damages = damages
    this.store = store
    this.condemned = condemned
    this.packs = new Packs(context.storage, marked)
    this.reader = new ChunkReader(context.pool(), this.packs)
    this.walker = new TreeWalker(context.storage, this.packs, new TreePieces(this.packs))
    this.files = isDeep ? new FileChecker(this.reader, context.pool()) : undefined
  }

  /** @throws ArtifactStoreError where there is no store or no such artifact, and where the storage is out of reach. */
  static async make(context: StoreContext, request: InspectionRequest): Promise<Inspection> {
    const { storage } = context
    if (request.name !== undefined) checkArtifactName(request.name)
    const damages = new Damages()
    const store = await checkStoreFile(storage, damages)
    const condemned = await checkCondemned(storage, damages)
    const marked = await markedPacks(storage)
    const inspection = new Inspection(context, request, store, condemned, marked, damages)
    await inspection.look(request.name)
    return inspection
  }

  private async look(name: ArtifactName | undefined): Promise<void> {
    const { storage } = this.context
    try {
      for (const one of await this.namesOf(name)) await this.checkArtifact(one)
      await this.files?.finish()
      if (this.isDeep) await checkPacks(this.packs, this.packs.all(), this.reader, this.onProgress)
    } finally {
      await this.files?.stop()
    }
    if (name === undefined && this.isDeep) await checkRuns(storage, this.damages)
    await this.lookAgain()
  }

  private async namesOf(name: ArtifactName | undefined): Promise<readonly ArtifactName[]> {
    const all = await artifactNames(this.context.storage)
    const names = all.filter(isArtifactName)
    if (name === undefined) {
      for (const one of all) if (!isArtifactName(one)) this.tellForeign(one)
      return names
    }
    if (names.includes(name)) return [name]
    throw new ArtifactStoreError(
      'NOT_FOUND',
      `name: there is no artifact ${quote(name)} in ${this.context.storage.location}`
    )
  }

  private tellForeign(name: string): void {
    const what = 'belongs to no artifact: that is no name of one, and nothing is pruned as long as it is there'
    const subject = { kind: 'other' } as const
    const place = { severity: 'warning', code: 'inconsistent', kind: 'record', subject } as const
    this.damages.add({ ...place, key: artifactPrefix(name), what })
  }

  private async checkArtifact(name: ArtifactName): Promise<void> {
    this.context.throwIfCancelled()
    const { context, damages, packs, walker, files, onProgress } = this
    const checker = new ArtifactChecker({ context, damages, packs, walker, files, onProgress }, name)
    await checker.check()
    this.artifacts++
    this.living.push(...checker.living)
    this.wrong.push(...checker.wrong)
  }

  /** Tells how far it is; throws where it is to stop. */
  readonly onProgress = (): void => {
    this.context.throwIfCancelled()
    this.context.progress({ phase: this.phase, files: this.walker.files, bytes: this.packs.bytesRead })
  }

  /** Damage is told only where it is still there: others may save, prune and mend meanwhile. */
  private async lookAgain(): Promise<void> {
    for (const state of this.packs.all()) {
      if (!state.isDamaged) continue
      const wrong = [...state.wrong.values()]
      const { hasTrailer, isThere } = state
      state.forget()
      await this.packs.lookAgain(state)
      if (!state.isThere) continue
      const isBack = !isThere || (state.hasTrailer && !hasTrailer)
      if (isBack && this.isDeep) await checkPacks(this.packs, [state], this.reader, this.onProgress)
      else await this.judge(state, wrong)
    }
  }

  private async judge(state: PackState, chunks: readonly PlacedChunk[]): Promise<void> {
    const table = await this.packs.contents(state)
    for (const chunk of chunks) {
      const position = table.find(chunk)
      const listed: ListedChunk = { state, table, position }
      if (position >= 0) await this.reader.read([listed])
    }
  }

  /** Goes through the trees of all versions that damage may hit, and names their files. */
  async hitFiles(
    damaged: ReadonlySet<PackState>,
    isLost: IsLost = (pack, chunk) => pack.isLost(chunk, this.isDeep)
  ): Promise<HitFiles> {
    const byPack = new Map([...damaged].map((state) => [state, new Hits()]))
    const wrongFiles: WrongVersion[] = []
    const gone = new Set<KnownVersion>()
    for (const version of this.living) {
      const hit = version.packs.filter((state) => damaged.has(state))
      if (hit.length === 0 && this.files?.foundWrong !== true) continue
      this.context.throwIfCancelled()
      if (await isGone(this.context.storage, version.name, version.number)) gone.add(version)
      else await this.hitFilesOf(version, hit, isLost, byPack, wrongFiles)
    }
    return { byPack, wrongFiles, gone }
  }

  private async hitFilesOf(
    version: KnownVersion,
    damaged: readonly PackState[],
    isLost: IsLost,
    byPack: ReadonlyMap<PackState, Hits>,
    wrongFiles: WrongVersion[]
  ): Promise<void> {
    const found = await findRecord(this.context, version.name, version.number)
    if (found.state !== 'version') return
    const states = new Map(damaged.map((state) => [state.name, state]))
    const wrong = new Hits()
    const end = await this.walker.each(version, found.record, (entry) => {
      if (entry.type !== 'file') return
      const hit = new Set<PackState>()
      for (const chunk of entry.chunks) {
        const state = states.get(chunk.pack)
        if (state !== undefined && isLost(state, chunk)) hit.add(state)
      }
      for (const state of hit) {
        byPack.get(state)!.addVersion(version)
        byPack.get(state)!.addFile(entry.path)
      }
      if (this.files?.isWrong(entry) === true) {
        wrong.addVersion(version)
        wrong.addFile(entry.path)
      }
    })
    if (wrong.versions > 0) {
      const what = 'the chunks of a file in it do not make the file whose SHA-256 it names'
      wrongFiles.push({ version, what, hits: wrong })
    }
    if (end.state === 'whole') return
    // Of a tree that ends early nobody knows what else it needs of a pack.
    for (const state of damaged) {
      byPack.get(state)!.addVersion(version)
      byPack.get(state)!.addUnknownFiles()
    }
  }
}
