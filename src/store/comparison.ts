/**
 * What a version is to be seen beside: the version of its base branch and those of aliases, the versions before it, and
 * what changed of its files. For summaries, so it is bounded in requests, and what cannot be had is left out and told.
 */
import { isStoreError } from '../errors.js'
import { aliasMoves } from './aliases.js'
import type { StoreContext } from './context.js'
import { diffFilesUpTo } from './diff.js'
import type { FilesDiff } from './diff-files.js'
import { checkAlias, checkArtifactName } from './names.js'
import { mergeNotes } from './notes.js'
import { trustedName } from './quarantine.js'
import type { VersionRecord } from './record.js'
import type { Survey } from './survey.js'
import type { ArtifactName, VersionMetadata, VersionNumber } from './types.js'
import { VersionSeries } from './versions.js'
import { baseRule, isShownTo, viewerOf, type Viewer } from './viewer.js'

const DEFAULT_HISTORY = 20
/** So many of the newest versions are looked through for those that are wanted. */
const LOOKED_THROUGH = 256
/** So many notes are read for the versions of the history; it begins where there are more. */
const NOTES_MAXIMUM = 400
/** So many moves of an alias are read to find where it pointed before. */
const MOVES_MAXIMUM = 16
/** Bytes of the lists of files that differ: those of some 50,000 files. */
const TREE_MAXIMUM = 16 * 1024 * 1024
/** Files of each kind that are listed. */
const LISTED_FILES = 20

export interface CompareRequest {
  /** As a call of this store gave it; it is not looked up again. */
  readonly version: VersionMetadata
  /**
   * Default: of a pull request the newest version of its base branch, else the one before of the same branch; the one
   * before where there is none such. A version: that one, such as the base of a gate. What lies in the quarantine is
   * compared with the artifact that it would be.
   */
  readonly base?: VersionMetadata | VersionNumber
  /** Their versions are compared with, too. Default: `production`. */
  readonly aliases?: readonly string[]
  /** So many versions up to this one. Default 20. */
  readonly history?: number
  /** Whether the files are compared with those of the base. Default true. */
  readonly files?: boolean
  /** Default: that of the store, else the run that saved the version. */
  readonly viewer?: Viewer
}

export interface VersionComparison {
  /** With all that was recorded of it. */
  readonly version: VersionMetadata
  /** Never the version itself. */
  readonly base: ComparedVersion | undefined
  /** Those that point at another version, or did until they were moved to this one. */
  readonly aliases: readonly ComparedAlias[]
  /**
   * Oldest first; the last one is the version itself. Without what other pull requests saved. Fewer than were asked for
   * where there are no more among the newest 256 of the artifact.
   */
  readonly history: readonly VersionMetadata[]
  /** From the base to the version; the first 20 of each kind are listed. Undefined where there is no base. */
  readonly files: FilesDiff | 'too many' | undefined
  /** What could not be had, and why. */
  readonly failures: readonly string[]
}

export interface ComparedVersion {
  readonly version: VersionMetadata
  /** Why it is the one: it is of the base branch, is the one before, or was asked for. */
  readonly why: 'branch' | 'before' | 'asked'
}

export interface ComparedAlias {
  readonly alias: string
  readonly version: VersionMetadata
  /** The alias points at the version itself now, and pointed here before. */
  readonly isFormer: boolean
}

/** @throws ArtifactStoreError `INVALID_INPUT`, `CANCELLED`; all else is told in the result. */
export async function compareVersion(context: StoreContext, request: CompareRequest): Promise<VersionComparison> {
  checkArtifactName(request.version.name)
  for (const alias of request.aliases ?? []) checkAlias(alias)
  return await new Comparison(context, request).compare()
}

class Comparison {
  private readonly context: StoreContext
  private readonly request: CompareRequest
  private readonly viewer: Viewer
  private readonly failures: string[] = []
  private readonly own: Side
  /** The artifact whose versions it is compared with: another one where the version lies in the quarantine. */
  private readonly others: Side

  constructor(context: StoreContext, request: CompareRequest) {
    const { name, run } = request.version
    const trusted = trustedName(name)
    this.context = context
    this.request = request
    this.viewer = request.viewer ?? context.viewer ?? viewerOf(run)
    this.own = new Side(context, name)
    this.others = trusted === name ? this.own : new Side(context, trusted)
  }

  async compare(): Promise<VersionComparison> {
    const { version, aliases = ['production'], base: asked, history: length = DEFAULT_HISTORY } = this.request
    const passed = await this.attempt('the versions before it', async () => await this.lookThrough(length))
    const history = await this.attempt('what was recorded of the versions before it', async () =>
      passed === undefined ? undefined : await this.own.mergeHistory(passed.history)
    )
    const base = await this.attempt('the version to compare with', async () =>
      asked === undefined ? await this.findBase(passed) : await this.askedBase(asked)
    )
    const compared = await this.attempt('the versions of aliases', async () => await this.compareAliases(aliases))
    const files = await this.attempt('what changed of the files', async () =>
      base === undefined || this.request.files === false ? undefined : await this.diffFiles(base.version)
    )
    return {
      version: this.own.merged(version),
      base,
      aliases: compared ?? [],
      history: history ?? [],
      files,
      failures: this.failures
    }
  }

  /** What fails leaves a gap, and nothing else. */
  private async attempt<T>(what: string, act: () => Promise<T>): Promise<T | undefined> {
    this.context.throwIfCancelled()
    try {
      return await act()
    } catch (error) {
      if (!isStoreError(error) || error.code === 'CANCELLED') throw error
      this.failures.push(`${what} could not be read: ${error.message}`)
      return undefined
    }
  }

  private async lookThrough(length: number): Promise<Passed> {
    const wantsBase = this.request.base === undefined
    if (this.own === this.others) return await this.pass(this.own, length, wantsBase)
    const { history } = await this.pass(this.own, length, false)
    return { ...(await this.pass(this.others, 0, wantsBase)), history }
  }

  /** Once over the newest versions of an artifact, no further than it has to go. */
  private async pass(side: Side, length: number, wantsBase: boolean): Promise<Passed> {
    const { version } = this.request
    const history: VersionMetadata[] = []
    let base: VersionMetadata | undefined
    let before: VersionMetadata | undefined
    if (length === 0 && !wantsBase) return { history, base, before }
    const isOwn = side === this.own
    const survey = await side.survey()
    // Of a first version there is nothing before it.
    if (isOwn && survey.newest === 1 && version.number === 1) {
      return { history: length > 0 ? [version] : [], base, before }
    }
    const isBase = wantsBase ? baseRule(version, this.viewer) : undefined
    let looked = 0
    for await (const candidate of side.newestFirst(survey)) {
      this.context.throwIfCancelled()
      const isItself = isOwn && candidate.number === version.number
      const isBefore = !isItself && !(isOwn && candidate.number > version.number) && isShownTo(this.viewer, candidate)
      if (isBefore) before ??= candidate
      if ((isItself || isBefore) && history.length < length) history.push(candidate)
      if (!isItself && base === undefined && isBase?.(candidate) === true) base = candidate
      const hasBase = !wantsBase || base !== undefined || (isBase === undefined && before !== undefined)
      if ((hasBase && history.length >= length) || ++looked >= LOOKED_THROUGH) break
    }
    return { history, base, before }
  }

  private async findBase(passed: Passed | undefined): Promise<ComparedVersion | undefined> {
    const found = passed?.base ?? passed?.before
    if (found === undefined) return undefined
    return { version: await this.others.merge(found), why: passed?.base === undefined ? 'before' : 'branch' }
  }

  private async askedBase(asked: VersionMetadata | VersionNumber): Promise<ComparedVersion | undefined> {
    const { name, number } = this.request.version
    if (typeof asked !== 'number') {
      return asked.number === number && asked.name === name ? undefined : { version: asked, why: 'asked' }
    }
    const version = asked === number ? undefined : await this.own.select(asked)
    return version === undefined ? undefined : { version, why: 'asked' }
  }

  private async compareAliases(aliases: readonly string[]): Promise<ComparedAlias[]> {
    const compared: ComparedAlias[] = []
    for (const alias of aliases) {
      const target = await this.targetOf(alias)
      const version = target === undefined ? undefined : await this.others.living(target.number)
      if (target !== undefined && version !== undefined) compared.push({ alias, version, isFormer: target.isFormer })
    }
    return compared
  }

  /** Where an alias points; if that is at the version itself, where it pointed before. */
  private async targetOf(
    alias: string
  ): Promise<{ readonly number: VersionNumber; readonly isFormer: boolean } | undefined> {
    const { storage, logger } = this.context
    const own = this.own === this.others ? this.request.version.number : undefined
    const { aliasMoves: known } = await this.others.survey()
    let read = 0
    for await (const move of aliasMoves(storage, this.others.name, alias, logger, known)) {
      if (move.number !== undefined && move.number !== own) return { number: move.number, isFormer: read > 0 }
      // An alias that was removed is none.
      if (read === 0 && move.number === undefined) return undefined
      if (++read >= MOVES_MAXIMUM) return undefined
    }
    return undefined
  }

  private async diffFiles(base: VersionMetadata): Promise<FilesDiff | 'too many' | undefined> {
    const { version } = this.request
    const sides = { from: base, to: version, limit: LISTED_FILES, maximum: TREE_MAXIMUM }
    return await diffFilesUpTo(this.context.storage, sides, async ({ name, number }) => {
      return await (name === this.own.name ? this.own : this.others).read(number)
    })
  }
}

/** Newest first, without their notes. */
interface Passed {
  readonly history: readonly VersionMetadata[]
  readonly base: VersionMetadata | undefined
  readonly before: VersionMetadata | undefined
}

/** The versions of one artifact, each read once. */
class Side {
  readonly name: ArtifactName
  private readonly series: VersionSeries
  private surveyed: Promise<Survey> | undefined
  private readonly records = new Map<VersionNumber, VersionRecord>()
  /** With their notes. */
  private readonly known = new Map<VersionNumber, VersionMetadata>()

  constructor({ storage, logger }: StoreContext, name: ArtifactName) {
    this.name = name
    this.series = new VersionSeries(storage, name, logger)
  }

  async survey(): Promise<Survey> {
    this.surveyed ??= this.series.survey()
    return await this.surveyed
  }

  async *newestFirst(survey: Survey): AsyncGenerator<VersionMetadata> {
    for await (const { version, record } of this.series.newestFirst(survey)) {
      if (record !== undefined) this.records.set(version.number, record)
      yield version
    }
  }

  /** Undefined where it is damaged; of that there is a warning. */
  async read(number: VersionNumber): Promise<VersionRecord | undefined> {
    const record = this.records.get(number) ?? (await this.series.readOrWarn(number))
    if (record !== undefined) this.records.set(number, record)
    return record
  }

  /** As {@link living}, without a survey. */
  async select(number: VersionNumber): Promise<VersionMetadata | undefined> {
    const selected = await this.series.select(number)
    if (selected !== undefined) this.records.set(number, selected.record)
    return selected?.version
  }

  /** A version with its notes, unless it is gone or damaged. */
  async living(number: VersionNumber): Promise<VersionMetadata | undefined> {
    const survey = await this.survey()
    if ((await survey.goneFrom(number)).has(number)) return undefined
    const record = await this.read(number)
    return record === undefined ? undefined : await this.merge(record.metadata)
  }

  async merge(version: VersionMetadata): Promise<VersionMetadata> {
    const known = this.known.get(version.number)
    if (known !== undefined) return known
    const merged = mergeNotes(version, await this.series.notesOf(version.number, await this.survey()))
    this.known.set(version.number, merged)
    return merged
  }

  /** A version with its notes, where these were read. */
  merged(version: VersionMetadata): VersionMetadata {
    return this.known.get(version.number) ?? version
  }

  /** @param newestFirst without their notes. @returns oldest first, with them. */
  async mergeHistory(newestFirst: readonly VersionMetadata[]): Promise<VersionMetadata[]> {
    const reading: Promise<VersionMetadata>[] = []
    let left = NOTES_MAXIMUM
    for (const version of newestFirst) {
      const notes = await (await this.survey()).notes.following(version.number)
      if (notes.length > left) break
      left -= notes.length
      const one = this.merge(version)
      // Awaited below; until then a failure must not end the process.
      one.catch(() => undefined)
      reading.push(one)
    }
    return (await Promise.all(reading)).reverse()
  }
}
