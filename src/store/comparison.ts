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
import type { VersionRecord } from './record.js'
import type { Survey } from './survey.js'
import type { VersionMetadata, VersionNumber } from './types.js'
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
   * before where there is none such. A version: that one, such as the base of a gate.
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
  private readonly series: VersionSeries
  private readonly viewer: Viewer
  private readonly failures: string[] = []
  /** Those that were read on the way, by their numbers; merged: with their notes. */
  private readonly records = new Map<VersionNumber, VersionRecord>()
  private readonly merged = new Map<VersionNumber, VersionMetadata>()

  constructor(context: StoreContext, request: CompareRequest) {
    const { version } = request
    this.context = context
    this.request = request
    this.series = new VersionSeries(context.storage, version.name, context.logger)
    this.viewer = request.viewer ?? context.viewer ?? viewerOf(version.run)
  }

  async compare(): Promise<VersionComparison> {
    const { version, aliases = ['production'], base: asked, history: length = DEFAULT_HISTORY } = this.request
    const needsSurvey = asked === undefined || aliases.length > 0 || length > 0
    const survey = needsSurvey
      ? await this.attempt('the other versions', async () => await this.series.survey())
      : undefined
    const passed =
      survey === undefined || (asked !== undefined && length === 0)
        ? undefined
        : await this.attempt('the versions before it', async () => await this.lookThrough(survey, length))
    const history = await this.attempt('what was recorded of the versions before it', async () =>
      survey === undefined ? undefined : await this.mergeHistory(survey, passed?.history ?? [])
    )
    const base = await this.attempt('the version to compare with', async () =>
      asked === undefined ? await this.findBase(survey, passed) : await this.askedBase(asked)
    )
    const compared = await this.attempt('the versions of aliases', async () =>
      survey === undefined ? undefined : await this.compareAliases(survey, aliases)
    )
    const files = await this.attempt('what changed of the files', async () =>
      base === undefined || this.request.files === false ? undefined : await this.diffFiles(base.version)
    )
    return {
      version: this.merged.get(version.number) ?? version,
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

  /** One pass over the newest versions, no further than it has to go. */
  private async lookThrough(survey: Survey, length: number): Promise<Passed> {
    const { version, base: asked } = this.request
    const history: VersionMetadata[] = []
    const isBase = asked === undefined ? baseRule(version, this.viewer) : undefined
    let base: VersionMetadata | undefined
    let before: VersionMetadata | undefined
    // Of a first version there is nothing before it.
    if (survey.newest === 1 && version.number === 1) return { history: length > 0 ? [version] : [], base, before }
    let looked = 0
    for await (const found of this.series.newestFirst(survey)) {
      this.context.throwIfCancelled()
      const candidate = found.version
      if (found.record !== undefined) this.records.set(candidate.number, found.record)
      if (candidate.number === version.number) {
        if (history.length < length) history.push(candidate)
      } else {
        if (candidate.number < version.number && isShownTo(this.viewer, candidate)) {
          before ??= candidate
          if (history.length < length) history.push(candidate)
        }
        if (base === undefined && isBase?.(candidate) === true) base = candidate
      }
      const hasBase = asked !== undefined || base !== undefined || (isBase === undefined && before !== undefined)
      if ((hasBase && history.length >= length) || ++looked >= LOOKED_THROUGH) break
    }
    return { history, base, before }
  }

  /** @param newestFirst without their notes. @returns oldest first, with them. */
  private async mergeHistory(survey: Survey, newestFirst: readonly VersionMetadata[]): Promise<VersionMetadata[]> {
    const reading: Promise<VersionMetadata>[] = []
    let left = NOTES_MAXIMUM
    for (const version of newestFirst) {
      const notes = await survey.notes.following(version.number)
      if (notes.length > left) break
      left -= notes.length
      const one = this.merge(version, survey)
      // Awaited below; until then a failure must not end the process.
      one.catch(() => undefined)
      reading.push(one)
    }
    return (await Promise.all(reading)).reverse()
  }

  private async findBase(survey: Survey | undefined, passed: Passed | undefined): Promise<ComparedVersion | undefined> {
    const found = passed?.base ?? passed?.before
    if (survey === undefined || found === undefined) return undefined
    return { version: await this.merge(found, survey), why: passed?.base === undefined ? 'before' : 'branch' }
  }

  private async askedBase(asked: VersionMetadata | VersionNumber): Promise<ComparedVersion | undefined> {
    if (typeof asked !== 'number') {
      return asked.number === this.request.version.number ? undefined : { version: asked, why: 'asked' }
    }
    if (asked === this.request.version.number) return undefined
    const selected = await this.series.select(asked)
    if (selected === undefined) return undefined
    this.records.set(asked, selected.record)
    return { version: selected.version, why: 'asked' }
  }

  private async compareAliases(survey: Survey, aliases: readonly string[]): Promise<ComparedAlias[]> {
    const compared: ComparedAlias[] = []
    for (const alias of aliases) {
      const target = await this.targetOf(survey, alias)
      if (target === undefined || (await survey.goneFrom(target.number)).has(target.number)) continue
      const record = await this.read(target.number)
      if (record === undefined) continue
      const version = await this.merge(record.metadata, survey)
      compared.push({ alias, version, isFormer: target.isFormer })
    }
    return compared
  }

  /** Where an alias points; if that is at the version itself, where it pointed before. */
  private async targetOf(
    survey: Survey,
    alias: string
  ): Promise<{ readonly number: VersionNumber; readonly isFormer: boolean } | undefined> {
    const { storage, logger } = this.context
    const { name, number } = this.request.version
    let read = 0
    for await (const move of aliasMoves(storage, name, alias, logger, survey.aliasMoves)) {
      if (move.number !== undefined && move.number !== number) return { number: move.number, isFormer: read > 0 }
      // An alias that was removed is none.
      if (read === 0 && move.number === undefined) return undefined
      if (++read >= MOVES_MAXIMUM) return undefined
    }
    return undefined
  }

  private async diffFiles(base: VersionMetadata): Promise<FilesDiff | 'too many' | undefined> {
    const { version } = this.request
    const sides = { from: base, to: version, limit: LISTED_FILES, maximum: TREE_MAXIMUM }
    return await diffFilesUpTo(this.context.storage, sides, async ({ number }) => await this.read(number))
  }

  private async read(number: VersionNumber): Promise<VersionRecord | undefined> {
    const record = this.records.get(number) ?? (await this.series.readOrWarn(number))
    if (record !== undefined) this.records.set(number, record)
    return record
  }

  private async merge(version: VersionMetadata, survey: Survey): Promise<VersionMetadata> {
    const known = this.merged.get(version.number)
    if (known !== undefined) return known
    const merged = mergeNotes(version, await this.series.notesOf(version.number, survey))
    this.merged.set(version.number, merged)
    return merged
  }
}

/** Newest first, without their notes. */
interface Passed {
  readonly history: readonly VersionMetadata[]
  readonly base: VersionMetadata | undefined
  readonly before: VersionMetadata | undefined
}
