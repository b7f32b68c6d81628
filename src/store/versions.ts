/** The versions of one artifact as the storage holds them: records, and which of them are gone. */
import { ArtifactStoreError, isStoreError } from '../errors.js'
import { sha256Hex, type Sha256 } from '../content/hash.js'
import type { ObjectInfo, Storage } from '../storage/storage.js'
import { isRemoval, type ArtifactObjects } from './artifact-objects.js'
import { decodeDocument, encodeDocument, publish, readDocument } from './documents.js'
import { Excerpts, type ToldDocument } from './excerpts.js'
import { goneKey, notesExcerpt, versionKey, type SegmentId } from './layout.js'
import { listNotes, mergeNotes, NOTE_MAXIMUM, readNote, readNotes, type Note } from './notes.js'
import { everyVersion, type VersionFilter } from './filter.js'
import { isPlaceholder, parseRecord, type AddedFields, type VersionRecord } from './record.js'
import type { Logger } from './reporting.js'
import type { Segment } from './segment-index.js'
import {
  changesOf,
  eachNumberAfter,
  isGone,
  numbersAfter,
  surveyObjects,
  surveyVersions,
  type Survey,
  type Widths
} from './survey.js'
import type { ArtifactName, VersionMetadata, VersionNumber } from './types.js'

/** Records that a segment does not tell of are read so many at once; so are the notes of a version. */
const READ_AT_ONCE = 16
/** Notes of so many versions are read at once; and so many versions wait for them at most. */
const NOTED_AT_ONCE = 16
const WAITING_MAXIMUM = 1024

export class VersionSeries {
  readonly name: ArtifactName
  private readonly storage: Storage
  private readonly logger: Logger
  /** What is known of notes without reading them. */
  private readonly noted: Excerpts

  constructor(storage: Storage, name: ArtifactName, logger: Logger) {
    this.storage = storage
    this.name = name
    this.logger = logger
    this.noted = new Excerpts(storage, notesExcerpt(name), logger)
  }

  /** What versions there are, as found now. @param listed spares listing them. */
  async survey(listed?: ArtifactObjects): Promise<Survey> {
    return listed === undefined
      ? await surveyVersions(this.storage, this.name, this.logger)
      : await surveyObjects(this.storage, this.name, this.logger, listed)
  }

  /** The numbers that are taken behind one, ascending; also those of versions that are gone, or damaged. */
  async numbersAfter(after: VersionNumber): Promise<VersionNumber[]> {
    return await numbersAfter(this.storage, this.name, after)
  }

  /** As {@link numbersAfter}, for callers that may stop early. */
  eachNumberAfter(after: VersionNumber): AsyncGenerator<VersionNumber> {
    return eachNumberAfter(this.storage, this.name, after)
  }

  /** Whether a version was removed and not brought back. */
  async isGone(number: VersionNumber): Promise<boolean> {
    return await isGone(this.storage, this.name, number)
  }

  /** Appends that a version is removed. @returns whether it was this call that removed it. */
  async markGone(number: VersionNumber, reason: string, at: string, nonce: string): Promise<boolean> {
    return await this.change(number, true, reason, at, nonce)
  }

  /** Appends that a version is brought back. @returns whether it was this call that did it. */
  async markBack(number: VersionNumber, reason: string, at: string, nonce: string): Promise<boolean> {
    return await this.change(number, false, reason, at, nonce)
  }

  private async change(
    number: VersionNumber,
    gone: boolean,
    reason: string,
    at: string,
    nonce: string
  ): Promise<boolean> {
    const document = encodeDocument({ number, gone, reason, at, nonce })
    for (;;) {
      const last = await changesOf(this.storage, this.name, number)
      if (isRemoval(last) === gone) return false
      if (await publish(this.storage, goneKey(this.name, number, last + 1), document)) return true
    }
  }

  /**
   * The record of a number, or undefined where there is none.
   * @throws ArtifactStoreError `DAMAGED` where it is not whole.
   */
  async read(number: VersionNumber): Promise<VersionRecord | undefined> {
    const bytes = await this.readBytes(number)
    const record = bytes === undefined ? undefined : this.decode(bytes, number)
    if (record === 'torn') {
      throw new ArtifactStoreError('DAMAGED', `${this.describe(number)} is damaged: its end is missing`)
    }
    return record
  }

  /**
   * As {@link read}, for who decides by all records what may be destroyed: undefined is a placeholder alone.
   * @throws ArtifactStoreError `DAMAGED` also where the record is missing.
   */
  async readListed(number: VersionNumber): Promise<VersionRecord | undefined> {
    const bytes = await this.readBytes(number)
    if (bytes === undefined) {
      throw new ArtifactStoreError('DAMAGED', `${this.describe(number)} is damaged: it is missing`)
    }
    const record = this.decode(bytes, number)
    if (record !== 'torn') return record
    throw new ArtifactStoreError('DAMAGED', `${this.describe(number)} is damaged: its end is missing`)
  }

  /** As {@link read}; a record that an interrupted save left without its end is skipped, with a warning. */
  async readUnlessTorn(number: VersionNumber): Promise<VersionRecord | undefined> {
    const bytes = await this.readBytes(number)
    return bytes === undefined ? undefined : await this.decodeUnlessTorn(bytes, number)
  }

  private async decodeUnlessTorn(bytes: Uint8Array, number: VersionNumber): Promise<VersionRecord | undefined> {
    const record = this.decode(bytes, number)
    if (record !== 'torn') return record
    if (!(await this.storage.createMayTear())) return await this.read(number)
    this.logger.warn(`${this.describe(number)} has no end: a save was interrupted while it wrote it; it is passed over`)
    return undefined
  }

  /** The newest version that is not gone. */
  async newest(survey: Survey): Promise<SelectedVersion | undefined> {
    for await (const window of survey.living()) {
      for (const reading of readTogether(window, (number) => this.readUnlessTorn(number))) {
        const record = await reading
        if (record !== undefined) return await this.withNotes(record, survey)
      }
    }
    return undefined
  }

  /** The version of a number, unless it is gone. */
  async select(number: VersionNumber): Promise<SelectedVersion | undefined> {
    const record = await this.readUnlessTorn(number)
    return record === undefined || (await this.isGone(number)) ? undefined : await this.withNotes(record)
  }

  /** A version as readers see it. @param survey spares asking which notes it has. */
  async withNotes(record: VersionRecord, survey?: Survey): Promise<SelectedVersion> {
    return { record, version: mergeNotes(record.metadata, await this.notesOf(record.metadata.number, survey)) }
  }

  /** As {@link withNotes}; a note that is damaged is an error, for who decides something by what it may say. */
  async withSoundNotes(record: VersionRecord): Promise<SelectedVersion> {
    const { number } = record.metadata
    const notes = await listNotes(this.storage, this.name, number)
    const read = await readNotes(this.storage, undefined, this.name, number, notes)
    return { record, version: mergeNotes(record.metadata, read) }
  }

  /** What was added to a version after its save, in that order. */
  async notesOf(number: VersionNumber, survey?: Survey): Promise<Note[]> {
    const notes = await (survey?.notes.of(number) ?? listNotes(this.storage, this.name, number))
    return await readNotes(this.storage, this.logger, this.name, number, notes)
  }

  /**
   * The newest living version whose record can be read, for a save to share bytes with; damage on the way is a warning.
   * `isNewest`: there is no newer one that could not be read.
   */
  async newestReadable(
    survey: Survey
  ): Promise<{ readonly record: VersionRecord | undefined; readonly isNewest: boolean }> {
    let isNewest = true
    for await (const window of survey.living()) {
      for (const number of window) {
        const record = await this.readOrWarn(number)
        if (record !== undefined) return { record, isNewest }
        isNewest = false
      }
    }
    return { record: undefined, isNewest }
  }

  /**
   * Looks through all versions that are not gone, newest first, and gives the one that `choose` takes: as its record
   * says, also where the index told of it.
   */
  async search(search: Search, choose: Choose): Promise<SelectedVersion | undefined> {
    const survey = search.survey ?? (await this.survey())
    // Each turn but the last one takes a wrong segment away.
    for (;;) {
      const living = this.eachLiving(survey, async (number) => foundBy(await this.readUnlessTorn(number)))
      const found = await choose(search.readsNotes ? this.mergeEach(survey, living) : living)
      if (found === undefined) return undefined
      const record = await this.readFound(survey, found)
      if (record === undefined) continue
      if (!search.readsNotes) return await this.withNotes(record, survey)
      if (await this.areTold(found.notesTold)) return { record, version: found.version }
    }
  }

  /** Whether notes say what was told of them. */
  private async areTold(notes: readonly ToldDocument[] = []): Promise<boolean> {
    for (const told of notes) {
      if ((await this.readSha256(told)) === told.sha256) continue
      await this.noted.distrust(told)
      return false
    }
    return true
  }

  private async readSha256({ key }: ToldDocument): Promise<Sha256 | undefined> {
    try {
      return sha256Hex(await readDocument(this.storage, key, NOTE_MAXIMUM))
    } catch (error) {
      if (isStoreError(error, 'NOT_FOUND') || isStoreError(error, 'DAMAGED')) return undefined
      throw error
    }
  }

  /** Undefined where the index told something else of it. */
  private async readFound(
    survey: Survey,
    { record, told, version: { number } }: FoundVersion
  ): Promise<VersionRecord | undefined> {
    if (record !== undefined) return record
    const bytes = await this.readBytes(number)
    if (bytes !== undefined && sha256Hex(bytes) === told?.sha256) {
      const whole = await this.decodeUnlessTorn(bytes, number)
      if (whole !== undefined) return whole
    }
    await survey.segments.discard(told!.segment, `the record of v${number} is another one`)
    return undefined
  }

  /** The living versions, newest first; damaged ones are left out with a warning. */
  async list(query: SeriesQuery = {}): Promise<VersionMetadata[]> {
    const { limit = Infinity, filter = everyVersion, mergesNotes = true, excerpts } = query
    const survey = await this.survey(query.listed)
    const living = this.eachLiving(survey, async (number) => await this.findOrWarn(number, survey, excerpts))
    const found = filter.readsNotes ? this.mergeEach(survey, living, excerpts) : living
    const versions: VersionMetadata[] = []
    for await (const { version } of found) {
      if (!filter.matches(version)) continue
      versions.push(version)
      if (versions.length >= limit) break
    }
    if (filter.readsNotes || !mergesNotes) return versions
    const merged: VersionMetadata[] = []
    const unmerged = versions.map((version) => ({ version }))
    for await (const { version } of this.mergeEach(survey, unmerged, excerpts)) merged.push(version)
    return merged
  }

  /**
   * All versions that are not gone, newest first, without their notes, for who may stop early; damaged ones are left out
   * with a warning.
   */
  newestFirst(survey: Survey): AsyncGenerator<FoundVersion> {
    return this.eachLiving(survey, async (number) => foundBy(await this.readOrWarn(number)), 'growing')
  }

  /** By an excerpt, where one tells of it. */
  private async findOrWarn(
    number: VersionNumber,
    { listed }: Survey,
    excerpts: Excerpts | undefined
  ): Promise<FoundVersion | undefined> {
    const info = listed.records.get(number)
    const says = info === undefined ? undefined : (await excerpts?.find(info))?.says
    if (says?.kind === 'placeholder') return undefined
    if (says?.kind === 'version') return { version: says.version.metadata }
    return foundBy(await this.readOrWarn(number))
  }

  /**
   * Merges versions with their notes, of several at once.
   * @param excerpts is asked before that of the artifact's notes.
   */
  private async *mergeEach(
    survey: Survey,
    versions: AsyncIterable<FoundVersion> | Iterable<FoundVersion>,
    excerpts?: Excerpts
  ): AsyncGenerator<FoundVersion> {
    let waiting: Promise<FoundVersion>[] = []
    let reading = 0
    let width = 1
    for await (const found of versions) {
      const notes = await survey.notes.following(found.version.number)
      const told = await this.tellNotes(notes, excerpts)
      const isKnown = told.every((note) => note !== undefined)
      if (isKnown && reading === 0) {
        yield mergeFound(found, told)
        continue
      }
      waiting.push(isKnown ? Promise.resolve(mergeFound(found, told)) : this.readAndMerge(found, notes, told))
      if (!isKnown) reading++
      if (reading < width && waiting.length < WAITING_MAXIMUM) continue
      for (const one of waiting) yield await one
      waiting = []
      reading = 0
      width = NOTED_AT_ONCE
    }
    for (const one of waiting) yield await one
  }

  private async tellNotes(
    notes: readonly ObjectInfo[],
    excerpts: Excerpts | undefined
  ): Promise<(ToldNote | undefined)[]> {
    const told: (ToldNote | undefined)[] = []
    for (const info of notes) {
      const document = (await excerpts?.find(info)) ?? (await this.noted.find(info))
      told.push(document?.says?.kind === 'note' ? { added: document.says.note, document } : undefined)
    }
    return told
  }

  private readAndMerge(
    found: FoundVersion,
    notes: readonly ObjectInfo[],
    told: readonly (ToldNote | undefined)[]
  ): Promise<FoundVersion> {
    const merging = this.readUntold(found.version.number, notes, told).then((all) => mergeFound(found, all))
    // Who awaits one after the other learns of a failure when its turn has come.
    merging.catch(() => undefined)
    return merging
  }

  private async readUntold(
    number: VersionNumber,
    notes: readonly ObjectInfo[],
    told: readonly (ToldNote | undefined)[]
  ): Promise<(ToldNote | undefined)[]> {
    const all: (ToldNote | undefined)[] = []
    const read = async (info: ObjectInfo): Promise<ToldNote | undefined> => {
      const added = await readNote(this.storage, this.logger, this.name, number, info)
      return added === undefined ? undefined : { added }
    }
    for (let start = 0; start < notes.length; start += READ_AT_ONCE) {
      const window = notes.slice(start, start + READ_AT_ONCE)
      all.push(...(await Promise.all(window.map(async (info, at) => told[start + at] ?? (await read(info))))))
    }
    return all
  }

  /** All versions that are not gone, newest first: as segments of the index tell, and else by their records. */
  private async *eachLiving(survey: Survey, read: ReadVersion, widths?: Widths): AsyncGenerator<FoundVersion> {
    let segmentsRead = 0
    for (let last = survey.newest; last > 0;) {
      const ids = survey.segments.following(last, segmentsRead)
      segmentsRead += ids.length
      if (ids.length === 0) {
        const first = survey.segments.newestBelow(last) + 1
        yield* readEach(survey.livingBetween(last, first, widths), read)
        last = first - 1
      }
      for (const segment of await Promise.all(ids.map((id) => survey.segments.read(id)))) {
        // One that is wrong is not asked for again.
        if (segment === undefined) break
        yield* tellEach(segment, last, await survey.goneFrom(segment.id.first), read)
        last = segment.id.first - 1
      }
    }
  }

  describe(number: VersionNumber): string {
    return `the record of ${this.name}@v${number} (${versionKey(this.name, number)} in ${this.storage.location})`
  }

  /** As {@link readUnlessTorn}; of a damaged record there is a warning, and undefined. */
  async readOrWarn(number: VersionNumber): Promise<VersionRecord | undefined> {
    try {
      return await this.readUnlessTorn(number)
    } catch (error) {
      if (!isStoreError(error, 'DAMAGED')) throw error
      this.logger.warn(`${error.message}; it is passed over`)
      return undefined
    }
  }

  private async readBytes(number: VersionNumber): Promise<Uint8Array | undefined> {
    try {
      return await readDocument(this.storage, versionKey(this.name, number))
    } catch (error) {
      if (isStoreError(error, 'NOT_FOUND')) return undefined
      throw error
    }
  }

  private decode(bytes: Uint8Array, number: VersionNumber): VersionRecord | undefined | 'torn' {
    const describe = this.describe(number)
    const document = decodeDocument(bytes, describe)
    if (document.state === 'torn') return 'torn'
    if (document.state === 'damaged') {
      throw new ArtifactStoreError('DAMAGED', `${describe} is damaged: ${document.reason}`)
    }
    if (isPlaceholder(document.fields, this.name, number)) return undefined
    return parseRecord(document.fields, this.name, number, describe)
  }
}

/** A version that was chosen. */
export interface SelectedVersion {
  readonly record: VersionRecord
  /** What readers are told: the record's metadata, merged with its notes. */
  readonly version: VersionMetadata
}

export interface Search {
  /** Where it is missing, one is made. */
  readonly survey?: Survey
  /** Whether what notes add is wanted of all versions, and not only of the one that is chosen. */
  readonly readsNotes: boolean
}

/** Chooses one of the versions that it is told of, newest first. It may stop early, and may be asked again. */
export type Choose = (versions: AsyncIterable<FoundVersion>) => Promise<FoundVersion | undefined>

/** A version, by its record or by what a cache tells of it. */
export interface FoundVersion {
  readonly version: VersionMetadata
  readonly record?: VersionRecord
  /** The segment that told of it, and the checksum that its record should have. */
  readonly told?: { readonly segment: SegmentId; readonly sha256: Sha256 }
  /** Those of the notes it is merged with that an excerpt told of. */
  readonly notesTold?: readonly ToldDocument[]
}

/** Which living versions are wanted. */
export interface SeriesQuery {
  /** At most so many. */
  readonly limit?: number
  readonly filter?: VersionFilter
  /** Default true. */
  readonly mergesNotes?: boolean
  /** What the artifact has; where it is missing it is listed. */
  readonly listed?: ArtifactObjects | undefined
  /** What is known of documents without reading them. */
  readonly excerpts?: Excerpts | undefined
}

/** What a note adds, and who told of it, where it was not read. */
interface ToldNote {
  readonly added: AddedFields
  readonly document?: ToldDocument
}

function foundBy(record: VersionRecord | undefined): FoundVersion | undefined {
  return record === undefined ? undefined : { version: record.metadata, record }
}

function mergeFound(found: FoundVersion, notes: readonly (ToldNote | undefined)[]): FoundVersion {
  if (notes.length === 0) return found
  const added = notes.flatMap((note) => (note === undefined ? [] : [note.added]))
  const notesTold = notes.flatMap((note) => (note?.document === undefined ? [] : [note.document]))
  return { ...found, version: mergeNotes(found.version, added), notesTold }
}

type ReadVersion = (number: VersionNumber) => Promise<FoundVersion | undefined>

/** Reads all at once. Who awaits one after the other learns of a failure when its turn has come, or never. */
function readTogether<T>(numbers: readonly VersionNumber[], read: (number: VersionNumber) => Promise<T>): Promise<T>[] {
  const all = numbers.map((number) => read(number))
  for (const one of all) one.catch(() => undefined)
  return all
}

async function* readEach(
  windows: AsyncIterable<readonly VersionNumber[]>,
  read: ReadVersion
): AsyncGenerator<FoundVersion> {
  for await (const window of windows) {
    for (const reading of readTogether(window, read)) {
      const found = await reading
      if (found !== undefined) yield found
    }
  }
}

/** What a segment tells of the numbers up to `last`, newest first; where it tells nothing the record is read. */
async function* tellEach(
  { id, lines }: Segment,
  last: VersionNumber,
  gone: { has(number: VersionNumber): boolean },
  read: ReadVersion
): AsyncGenerator<FoundVersion> {
  const wanted = lines
    .filter(({ number, kind }) => number <= last && kind !== 'placeholder' && !gone.has(number))
    .reverse()
  for (let start = 0; start < wanted.length; start += READ_AT_ONCE) {
    const window = wanted.slice(start, start + READ_AT_ONCE)
    const untold = window.filter(({ kind }) => kind === 'untold').map(({ number }) => number)
    const reading = readTogether(untold, read)
    for (const line of window) {
      if (line.kind === 'version') {
        yield { version: line.version.metadata, told: { segment: id, sha256: line.sha256 } }
      } else {
        const found = await reading.shift()
        if (found !== undefined) yield found
      }
    }
  }
}
