/** The versions of one artifact as the storage holds them: records, and which of them are gone. */
import { ArtifactStoreError, isStoreError } from '../errors.js'
import type { Storage } from '../storage/storage.js'
import { decodeDocument, encodeDocument, publish, readDocument } from './documents.js'
import { goneKey, versionKey } from './layout.js'
import { isPlaceholder, parseRecord, type VersionRecord } from './record.js'
import type { Logger } from './reporting.js'
import { changesOf, eachNumberAfter, isGone, isRemoval, numbersAfter, surveyVersions, type Survey } from './survey.js'
import type { ArtifactName, VersionNumber } from './types.js'

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
    return await surveyVersions(this.storage, this.name)
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
    const record = await this.readOrTorn(number)
    if (record === 'torn') {
      throw new ArtifactStoreError('DAMAGED', `${this.describe(number)} is damaged: its end is missing`)
    }
    return record
  }

  /** As {@link read}; a record that an interrupted save left without its end is skipped, with a warning. */
  async readUnlessTorn(number: VersionNumber): Promise<VersionRecord | undefined> {
    const record = await this.readOrTorn(number)
    if (record !== 'torn') return record
    if (!(await this.storage.createMayTear())) return await this.read(number)
    this.logger.warn(`${this.describe(number)} has no end: a save was interrupted while it wrote it; it is passed over`)
    return undefined
  }

  /** The newest version that is not gone. */
  async newest(): Promise<VersionRecord | undefined> {
    return await this.findDescending(() => true)
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

  /** The version of the highest number, among those not gone, that `matches`. */
  async findDescending(matches: (record: VersionRecord) => boolean): Promise<VersionRecord | undefined> {
    for await (const window of (await this.survey()).living()) {
      const records = await Promise.all(window.map((number) => this.readUnlessTorn(number)))
      for (const record of records) if (record !== undefined && matches(record)) return record
    }
    return undefined
  }

  /** All versions that are not gone, newest first, at most `limit`; damaged ones are left out with a warning. */
  async list(limit: number): Promise<VersionRecord[]> {
    const records: VersionRecord[] = []
    for await (const window of (await this.survey()).living()) {
      for (const record of await Promise.all(window.map((number) => this.readOrWarn(number)))) {
        if (record !== undefined) records.push(record)
      }
      if (records.length >= limit) break
    }
    return records.slice(0, limit)
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

  private async readOrTorn(number: VersionNumber): Promise<VersionRecord | undefined | 'torn'> {
    let bytes: Uint8Array
    try {
      bytes = await readDocument(this.storage, versionKey(this.name, number))
    } catch (error) {
      if (isStoreError(error, 'NOT_FOUND')) return undefined
      throw error
    }
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
