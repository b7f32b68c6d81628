/** Copying versions from one store into another. docs/PROTOCOL.md, *Copying*. */
import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import { aliasesByVersion } from './aliases.js'
import { Aliasing } from './aliasing.js'
import { shownArtifactNames } from './artifact-names.js'
import type { StoreContext } from './context.js'
import { CopyDraft } from './copy-draft.js'
import { excerptNote, excerptRecord } from './excerpt-builder.js'
import { checkArtifactName, isLabel, isQuarantined } from './names.js'
import { copyNotes, listNotes, type NoteLookup } from './notes.js'
import { publishVersion } from './publication.js'
import { checkCopyName, checkMayWrite } from './quarantine.js'
import { originOf, type VersionRecord } from './record.js'
import { extendIndex } from './segment-builder.js'
import { copySignatures, listAllSignatures, listSignatures } from './signatures.js'
import { checkAskable, parseSelector, resolveSelector, type ParsedSelector } from './selectors.js'
import { checkWritable, createStoreFile, findStoreFile, readStoreFile, type StoreFile } from './store-file.js'
import type { ArtifactName, CopiedVersion, CopyRequest, VersionMetadata, VersionNumber } from './types.js'
import { VersionSeries } from './versions.js'

/** Records that are read ahead. */
const RECORDS_AT_ONCE = 16

export async function copyVersions(
  source: StoreContext,
  target: StoreContext,
  request: CopyRequest
): Promise<readonly CopiedVersion[]> {
  const selector = checkRequest(source, target, request)
  await readStoreFile(source.storage)
  const store = await findStoreFile(target.storage)
  if (store !== undefined) checkWritable(store, target.storage)
  const copying = new Copying(source, target, store, selector !== undefined)
  const names = request.name === undefined ? await shownArtifactNames(source.storage) : [request.name]
  try {
    for (const name of names) {
      const toName = request.toName ?? name
      if (selector === undefined) await copying.copyAll(name, toName)
      else await copying.copyOne(name, toName, request.selector!, selector)
    }
    if (request.name !== undefined && copying.copied.length === 0) {
      throw new ArtifactStoreError(
        'NOT_FOUND',
        `name: ${quote(request.name)} has no version in ${source.storage.location}`
      )
    }
  } catch (error) {
    throw tellCopied(error, copying.copied)
  }
  return copying.copied
}

/** @returns the selector, where the request has one. */
function checkRequest(source: StoreContext, target: StoreContext, request: CopyRequest): ParsedSelector | undefined {
  const { name, selector, toName } = request
  if (name !== undefined) checkArtifactName(name)
  if (toName !== undefined) checkArtifactName(toName, 'to-name')
  const viewer = target.viewer ?? source.viewer
  if (viewer !== undefined) checkMayWrite(viewer, toName ?? name, toName === undefined ? 'name' : 'to-name')
  if (name !== undefined && toName !== undefined) checkCopyName(name, toName)
  if (name === undefined && toName !== undefined) {
    throw new ArtifactStoreError('INVALID_INPUT', 'to-name: all artifacts cannot get one name; name the one to copy')
  }
  if (name === undefined && selector !== undefined) {
    throw new ArtifactStoreError('INVALID_INPUT', `name: ${quote(selector)} selects of one artifact; name it`)
  }
  const parsed = selector === undefined ? undefined : parseSelector(selector, 'name')
  if (parsed !== undefined) checkAskable(source, parsed, 'name')
  const { location } = target.storage
  if (source.storage.location === location && (toName === undefined || toName === name)) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `to: ${quote(location)} is the store that is copied from: give another store, or another name (to-name)`
    )
  }
  return parsed
}

/** What is done stays done, and who is told of a failure wants to know it. */
function tellCopied(error: unknown, copied: readonly CopiedVersion[]): unknown {
  if (!isStoreError(error) || error.code === 'CANCELLED' || copied.length === 0) return error
  const before = copied.length === 1 ? 'one version was' : `${copied.length} versions were`
  return new ArtifactStoreError(
    error.code,
    `${error.message} (${before} copied before that and stay; the same copy goes on from there)`,
    { cause: error }
  )
}

class Copying {
  readonly copied: CopiedVersion[] = []
  private readonly source: StoreContext
  private readonly target: StoreContext
  private store: StoreFile | undefined
  /** Those of the artifact whose versions are all copied. */
  private notes: NoteLookup | undefined
  private signatures: ReadonlyMap<VersionNumber, readonly number[]> | undefined
  /** Only then it is known how much there is. */
  private readonly isOne: boolean
  private files = 0
  private bytes = 0

  constructor(source: StoreContext, target: StoreContext, store: StoreFile | undefined, isOne: boolean) {
    this.source = source
    this.target = target
    this.store = store
    this.isOne = isOne
  }

  async copyOne(name: ArtifactName, toName: ArtifactName, selector: string, parsed: ParsedSelector): Promise<void> {
    const found = await resolveSelector(this.source, this.seriesFrom(name), parsed)
    if (found === undefined) {
      throw new ArtifactStoreError(
        'NOT_FOUND',
        `name: no version of ${quote(name)} matches ${quote(selector)} in ${this.source.storage.location}`
      )
    }
    await this.copy(found.record, toName, new KnownVersions(this.target, toName))
  }

  /** All living versions, ascending, so that each can share with the one before; then the aliases. */
  async copyAll(name: ArtifactName, toName: ArtifactName): Promise<void> {
    const known = new KnownVersions(this.target, toName)
    await known.readAll()
    const numbers = new Map<VersionNumber, VersionNumber>()
    for await (const record of this.recordsAscending(name)) {
      const number = await this.copy(record, toName, known)
      numbers.set(record.metadata.number, number)
    }
    // What a fork's pull request called `production` in the quarantine is that nowhere else.
    if (isQuarantined(toName) || !isQuarantined(name)) await this.copyAliases(name, toName, numbers)
  }

  private async *recordsAscending(name: ArtifactName): AsyncGenerator<VersionRecord> {
    const series = this.seriesFrom(name)
    const numbers: VersionNumber[] = []
    const survey = await series.survey()
    for await (const window of survey.living()) numbers.push(...window)
    numbers.reverse()
    // All at once, since from the oldest on all are asked for.
    await survey.notes.following(1)
    this.notes = survey.notes
    this.signatures = await listAllSignatures(this.source.storage, name)
    for (let start = 0; start < numbers.length; start += RECORDS_AT_ONCE) {
      const reading = numbers.slice(start, start + RECORDS_AT_ONCE).map((number) => series.readUnlessTorn(number))
      // A damaged one is told of when its turn has come.
      for (const record of reading) record.catch(() => undefined)
      for (const pending of reading) {
        const record = await pending
        if (record !== undefined) yield record
      }
    }
  }

  /** @returns the number of the version in the target. */
  private async copy(record: VersionRecord, toName: ArtifactName, known: KnownVersions): Promise<VersionNumber> {
    this.source.throwIfCancelled()
    this.target.throwIfCancelled()
    const { name, number, files, size } = record.metadata
    const there = await known.find(record)
    const copied: CopiedVersion = {
      from: { name, number },
      ...(there === undefined ? await this.send(record, toName) : { version: there, created: false, storedSize: 0 })
    }
    known.add(record, copied.version)
    await this.copyNotes(name, number, toName, copied.version.number)
    await this.copySignatures(name, number, toName, copied.version.number)
    this.copied.push(copied)
    this.tell(record, files, size)
    this.files += files
    this.bytes += size
    return copied.version.number
  }

  /** Also of a version that is there already: they may be newer than its copy. */
  private async copyNotes(
    name: ArtifactName,
    number: VersionNumber,
    toName: ArtifactName,
    toNumber: VersionNumber
  ): Promise<void> {
    const { storage, logger } = this.source
    const to = { storage: this.target.storage, name: toName, number: toNumber }
    const notes = await (this.notes?.of(number) ?? listNotes(storage, name, number))
    for (const note of await copyNotes({ storage, name, number }, to, notes, logger)) {
      await excerptNote(this.target, toName, toNumber, note)
    }
  }

  /** As they are: they name the version as it was signed. */
  private async copySignatures(
    name: ArtifactName,
    number: VersionNumber,
    toName: ArtifactName,
    toNumber: VersionNumber
  ): Promise<void> {
    const { storage, logger } = this.source
    const from = { storage, name, number }
    const to = { storage: this.target.storage, name: toName, number: toNumber }
    const signatures = this.signatures === undefined ? await listSignatures(from) : (this.signatures.get(number) ?? [])
    await copySignatures(from, to, signatures, logger)
  }

  private async send(record: VersionRecord, toName: ArtifactName): Promise<Omit<CopiedVersion, 'from'>> {
    this.checkLabel(record)
    this.store ??= await createStoreFile(this.target.storage, this.target.clock())
    const draft = new CopyDraft({
      source: this.source,
      target: this.target,
      record,
      name: toName,
      parents: await this.parentsOf(record, toName),
      onProgress: (bytes) => this.tell(record, 0, bytes)
    })
    const { version, created, storedSize, segments } = await publishVersion(this.target, this.store, draft)
    if (created) {
      await extendIndex(this.target, toName, segments, version.number)
      await excerptRecord(this.target, toName, version.number)
    }
    return { version, created, storedSize }
  }

  private tell({ metadata }: VersionRecord, files: number, bytes: number): void {
    this.source.progress({
      phase: 'copy',
      files: this.files + files,
      bytes: this.bytes + bytes,
      ...(this.isOne ? { totalFiles: metadata.files, totalBytes: metadata.size } : {})
    })
  }

  /** It becomes a part of a key. */
  private checkLabel({ label, metadata }: VersionRecord): void {
    if (label === undefined || isLabel(label)) return
    const { name, number } = metadata
    throw new ArtifactStoreError(
      'DAMAGED',
      `${name}@v${number} in ${this.source.storage.location} cannot be copied: ${quote(label)} is no label`
    )
  }

  /**
   * The target's versions that likely hold much of the same, besides its newest: what the version was made of, and the
   * one before it. Looked for under their own numbers only.
   */
  private async parentsOf(record: VersionRecord, toName: ArtifactName): Promise<VersionRecord[]> {
    // Within one store every chunk is there already.
    if (this.source.storage.location === this.target.storage.location) return [record]
    const { name, number, inputs } = record.metadata
    const last = this.copied.at(-1)
    const isNext = last !== undefined && last.created && last.from.name === name && last.from.number === number - 1
    const wanted = inputs.map((input) => ({ name: input.name, number: input.number, toName: input.name }))
    if (!isNext && number > 1) wanted.push({ name, number: number - 1, toName })
    const parents: VersionRecord[] = []
    for (const parent of wanted) {
      const [from, to] = await Promise.all([
        readSound(this.seriesFrom(parent.name), parent.number),
        readSound(new VersionSeries(this.target.storage, parent.toName, this.target.logger), parent.number)
      ])
      if (from !== undefined && to !== undefined && isSame(from, to)) parents.push(to)
    }
    return parents
  }

  /** Those that the target does not have. */
  private async copyAliases(
    name: ArtifactName,
    toName: ArtifactName,
    numbers: ReadonlyMap<VersionNumber, VersionNumber>
  ): Promise<void> {
    const aliases = await aliasesByVersion(this.source.storage, this.source.logger, name)
    if (aliases.size === 0) return
    const { storage, logger } = this.target
    const there = new Set([...(await aliasesByVersion(storage, logger, toName)).values()].flat())
    const series = new VersionSeries(storage, toName, logger)
    const aliasing = new Aliasing(this.target, series, {})
    for (const [number, ofVersion] of aliases) {
      const copy = numbers.get(number)
      const to = copy === undefined ? undefined : await series.select(copy)
      if (to === undefined) continue
      for (const alias of ofVersion) {
        if (there.has(alias) || !isLabel(alias)) continue
        try {
          await aliasing.checkBefore([alias])
          await aliasing.move([{ alias, to }])
        } catch (error) {
          if (!isStoreError(error, 'CONFLICT') && !isStoreError(error, 'REFUSED')) throw error
          logger.warn(`the alias ${quote(alias)} of ${name} was not copied: ${error.message}`)
        }
      }
    }
  }

  private seriesFrom(name: ArtifactName): VersionSeries {
    return new VersionSeries(this.source.storage, name, this.source.logger)
  }
}

/** Which versions of an artifact of the target are the same as which of the source: copies, or what those are copies of. */
class KnownVersions {
  private readonly target: StoreContext
  private readonly series: VersionSeries
  /** The living ones by the nonce of their origin, once they were read. */
  private all: Map<string, VersionMetadata> | undefined

  constructor(target: StoreContext, name: ArtifactName) {
    this.target = target
    this.series = new VersionSeries(target.storage, name, target.logger)
  }

  /** Reads all at once, for who will look for many. */
  async readAll(): Promise<Map<string, VersionMetadata>> {
    const all = new Map<string, VersionMetadata>()
    for await (const window of (await this.series.survey()).living()) {
      this.target.throwIfCancelled()
      for (const record of await Promise.all(window.map((number) => readSound(this.series, number)))) {
        if (record !== undefined) all.set(originOf(record).nonce, record.metadata)
      }
    }
    return (this.all = all)
  }

  async find(record: VersionRecord): Promise<VersionMetadata | undefined> {
    const origin = originOf(record)
    if (this.all === undefined) {
      // Most often it is under its number: then the others need not be read.
      for (const number of new Set([record.metadata.number, origin.number])) {
        const there = await readSound(this.series, number)
        if (there !== undefined && isSame(record, there) && !(await this.series.isGone(number))) return there.metadata
      }
    }
    return (this.all ?? (await this.readAll())).get(origin.nonce)
  }

  add(record: VersionRecord, version: VersionMetadata): void {
    this.all?.set(originOf(record).nonce, version)
  }
}

function isSame(one: VersionRecord, other: VersionRecord): boolean {
  return originOf(one).nonce === originOf(other).nonce
}

/** The record of a number; undefined also where it cannot be read: it then counts for nothing here. */
async function readSound(series: VersionSeries, number: VersionNumber): Promise<VersionRecord | undefined> {
  try {
    return await series.readUnlessTorn(number)
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED')) throw error
    return undefined
  }
}
