/** The versions of one artifact as the storage holds them: records, and which of them are gone. */
import { ArtifactStoreError, isStoreError } from '../errors.js'
import type { ObjectInfo, Storage } from '../storage/storage.js'
import { decodeDocument, encodeDocument, publish, readDocument, readUnlessTorn } from './documents.js'
import { goneKey, gonePrefix, numberOfKey, versionKey, versionsPrefix } from './layout.js'
import { parseRecord, type VersionRecord } from './record.js'
import type { Logger } from './reporting.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** How many records are read at once. */
const READS_AT_ONCE = 16

export class VersionSeries {
  readonly name: ArtifactName
  private readonly storage: Storage
  private readonly logger: Logger
  /** Bytes of the records that a listing told of; nothing is ever overwritten. */
  private readonly sizes = new Map<VersionNumber, number>()

  constructor(storage: Storage, name: ArtifactName, logger: Logger) {
    this.storage = storage
    this.name = name
    this.logger = logger
  }

  /** The numbers that are taken, ascending; also those of versions that are gone, or damaged. */
  async numbers(after: VersionNumber = 0): Promise<VersionNumber[]> {
    const options = after > 0 ? { after: versionKey(this.name, after) } : undefined
    const numbers: VersionNumber[] = []
    for await (const { key, size } of this.storage.list(versionsPrefix(this.name), options)) {
      const number = numberOfKey(key)
      if (number === undefined || number === 0) continue
      numbers.push(number)
      this.sizes.set(number, size)
    }
    return numbers
  }

  /** The numbers of versions that were removed and not brought back. */
  async gone(): Promise<ReadonlySet<VersionNumber>> {
    const prefix = gonePrefix(this.name)
    const changes = new Map<VersionNumber, ObjectInfo[]>()
    for await (const info of this.storage.list(prefix)) {
      if (numberOfKey(info.key) === undefined) continue
      const number = Number(info.key.slice(prefix.length).split('/')[0])
      changes.set(number, [...(changes.get(number) ?? []), info])
    }
    const gone = new Set<VersionNumber>()
    for (const [number, infos] of changes) if (await this.isGoneBy(infos.reverse())) gone.add(number)
    return gone
  }

  /** What the newest of the changes says; one that was interrupted never happened. */
  private async isGoneBy(changes: readonly ObjectInfo[]): Promise<boolean> {
    for (const { key, size } of changes) {
      const fields = await readUnlessTorn(this.storage, key, size)
      if (fields !== undefined) return fields['gone'] !== false
    }
    return false
  }

  /** Appends that a version is removed. */
  async markGone(number: VersionNumber, reason: string, at: string, nonce: string): Promise<void> {
    const document = encodeDocument({ number, gone: true, reason, at, nonce })
    for (let change = 1; ; change++) {
      if (await publish(this.storage, goneKey(this.name, number, change), document)) return
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
  async newestReadable(): Promise<{ readonly record: VersionRecord | undefined; readonly isNewest: boolean }> {
    const [numbers, gone] = await Promise.all([this.numbers(), this.gone()])
    const living = numbers.filter((number) => !gone.has(number)).reverse()
    for (const [position, number] of living.entries()) {
      const record = await this.readOrWarn(number)
      if (record !== undefined) return { record, isNewest: position === 0 }
    }
    return { record: undefined, isNewest: living.length === 0 }
  }

  /** The version of the highest number, among those not gone, that `matches`. */
  async findDescending(matches: (record: VersionRecord) => boolean): Promise<VersionRecord | undefined> {
    const [numbers, gone] = await Promise.all([this.numbers(), this.gone()])
    const living = numbers.filter((number) => !gone.has(number)).reverse()
    // Nearly always the first one matches; a longer search reads several at once.
    for (let start = 0, count = 1; start < living.length; start += count, count = READS_AT_ONCE) {
      const slice = living.slice(start, start + count)
      const records = await Promise.all(slice.map((number) => this.readUnlessTorn(number)))
      for (const record of records) if (record !== undefined && matches(record)) return record
    }
    return undefined
  }

  /** All versions that are not gone, newest first, at most `limit`; damaged ones are left out with a warning. */
  async list(limit: number): Promise<VersionRecord[]> {
    const [numbers, gone] = await Promise.all([this.numbers(), this.gone()])
    const living = numbers.filter((number) => !gone.has(number)).reverse()
    const records: VersionRecord[] = []
    for (let start = 0; start < living.length && records.length < limit; start += READS_AT_ONCE) {
      const slice = living.slice(start, start + READS_AT_ONCE)
      for (const record of await Promise.all(slice.map((number) => this.readOrWarn(number)))) {
        if (record !== undefined) records.push(record)
      }
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
      bytes = await readDocument(this.storage, versionKey(this.name, number), this.sizes.get(number))
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
    return parseRecord(document.fields, this.name, number, describe)
  }
}
