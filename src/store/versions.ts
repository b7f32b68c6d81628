/** The versions of one artifact as the storage holds them: records, and which of them are gone. */
import { ArtifactStoreError, isStoreError } from '../errors.js'
import { sha256Hex, type Sha256 } from '../content/hash.js'
import type { Storage } from '../storage/storage.js'
import { decodeDocument, encodeDocument, publish, readDocument } from './documents.js'
import { goneKey, versionKey, type SegmentId } from './layout.js'
import { isPlaceholder, parseRecord, type VersionRecord, type VersionSummary } from './record.js'
import type { Logger } from './reporting.js'
import type { Segment } from './segment-index.js'
import { changesOf, eachNumberAfter, isGone, isRemoval, numbersAfter, surveyVersions, type Survey } from './survey.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** Records that a segment does not tell of are read so many at once. */
const READ_AT_ONCE = 16

export class VersionSeries {
  readonly name: ArtifactName
  private readonly storage: Storage
  private readonly logger: Logger

  constructor(storage: Storage, name: ArtifactName, logger: Logger) {
    this.storage = storage
    this.name = name
    this.logger = logger
  }

  /** What versions there are, as found now. */
  async survey(): Promise<Survey> {
    return await surveyVersions(this.storage, this.name, this.logger)
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

  /** Appends that a version is removed. */
  async markGone(number: VersionNumber, reason: string, at: string, nonce: string): Promise<void> {
    const document = encodeDocument({ number, gone: true, reason, at, nonce })
    for (;;) {
      const last = await changesOf(this.storage, this.name, number)
      if (isRemoval(last) || (await publish(this.storage, goneKey(this.name, number, last + 1), document))) return
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
  async newest(): Promise<VersionRecord | undefined> {
    for await (const window of (await this.survey()).living()) {
      for (const reading of readTogether(window, (number) => this.readUnlessTorn(number))) {
        const record = await reading
        if (record !== undefined) return record
      }
    }
    return undefined
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
   * The version of the highest number, among those not gone, that `matches`: as its record says, also where the index
   * told of it.
   */
  async findDescending(matches: (version: VersionSummary) => boolean): Promise<VersionRecord | undefined> {
    const survey = await this.survey()
    // Each turn but the last one takes a wrong segment away.
    for (;;) {
      const found = await this.findOnce(survey, matches)
      if (found !== 'again') return found
    }
  }

  private async findOnce(
    survey: Survey,
    matches: (version: VersionSummary) => boolean
  ): Promise<VersionRecord | undefined | 'again'> {
    for await (const { version, record, told } of this.eachLiving(survey, (number) => this.readUnlessTorn(number))) {
      if (!matches(version)) continue
      if (record !== undefined) return record
      const { number } = version.metadata
      const bytes = await this.readBytes(number)
      if (bytes !== undefined && sha256Hex(bytes) === told?.sha256) {
        const whole = await this.decodeUnlessTorn(bytes, number)
        if (whole !== undefined) return whole
      }
      await survey.segments.discard(told!.segment, `the record of v${number} is another one`)
      return 'again'
    }
    return undefined
  }

  /** All versions that are not gone, newest first, at most `limit`; damaged ones are left out with a warning. */
  async list(limit: number): Promise<VersionSummary[]> {
    const versions: VersionSummary[] = []
    for await (const { version } of this.eachLiving(await this.survey(), (number) => this.readOrWarn(number))) {
      versions.push(version)
      if (versions.length >= limit) break
    }
    return versions
  }

  /** All versions that are not gone, newest first: as segments of the index tell, and else by their records. */
  private async *eachLiving(survey: Survey, read: ReadVersion): AsyncGenerator<FoundVersion> {
    let segmentsRead = 0
    for (let last = survey.newest; last > 0;) {
      const ids = survey.segments.following(last, segmentsRead)
      segmentsRead += ids.length
      if (ids.length === 0) {
        const first = survey.segments.newestBelow(last) + 1
        yield* readEach(survey.livingBetween(last, first), read)
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

  private async readOrWarn(number: VersionNumber): Promise<VersionRecord | undefined> {
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

/** A version, by its record or by a line of the index. */
interface FoundVersion {
  readonly version: VersionSummary
  readonly record?: VersionRecord
  /** What told of it, and the checksum that its record should have. */
  readonly told?: { readonly segment: SegmentId; readonly sha256: Sha256 }
}

type ReadVersion = (number: VersionNumber) => Promise<VersionRecord | undefined>

/** Reads all at once. Who awaits one after the other learns of a failure when its turn has come, or never. */
function readTogether(numbers: readonly VersionNumber[], read: ReadVersion): Promise<VersionRecord | undefined>[] {
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
      const record = await reading
      if (record !== undefined) yield { version: record, record }
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
        yield { version: line.version, told: { segment: id, sha256: line.sha256 } }
      } else {
        const record = await reading.shift()
        if (record !== undefined) yield { version: record, record }
      }
    }
  }
}
