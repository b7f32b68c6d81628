/** Making the index segments that are missing, after a save. docs/PROTOCOL.md, "The index". */
import { isStoreError } from '../errors.js'
import { joinBlocks } from './cache-lines.js'
import type { StoreContext } from './context.js'
import { segmentKey, versionKey, type SegmentId } from './layout.js'
import { encodeSegment, segmentLine } from './segment.js'
import { listSegments, SegmentIndex, smallOf } from './segment-index.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** A series that grew without an index gets it by and by. */
const SMALL_AT_ONCE = 4

const READ_AT_ONCE = 16
const SEGMENTS_AT_ONCE = 8
/** A longer record is not read: it would hardly fit a line. */
const RECORD_MAXIMUM = 256 * 1024

/**
 * Makes segments that are missing, a few at a time, the newest first. It is a service to those who read later: it never
 * rejects, and stops where the save is cancelled. Where none is missing it asks the storage nothing.
 * @param known the segments as the save found them.
 * @param newest a number that is taken, as are all below it.
 */
export async function extendIndex(
  context: StoreContext,
  name: ArtifactName,
  known: SegmentIndex,
  newest: VersionNumber
): Promise<void> {
  if (known.missingSmall(newest, 1).length === 0 && known.missingLarge(newest) === undefined) return
  try {
    await new SegmentBuilder(context, name).extend(newest)
  } catch (error) {
    if (error !== STOPPED) context.logger.info(`the index of ${name} was not extended: ${String(error)}`)
  }
}

const STOPPED = new Error('stopped')

class SegmentBuilder {
  private readonly context: StoreContext
  private readonly name: ArtifactName

  constructor(context: StoreContext, name: ArtifactName) {
    this.context = context
    this.name = name
  }

  async extend(newest: VersionNumber): Promise<void> {
    this.stopIfCancelled()
    // Many savers find the same one missing at the same time, and one of them is enough.
    const { storage, logger } = this.context
    const index = new SegmentIndex(storage, this.name, logger, await listSegments(storage, this.name))
    for (const id of index.missingSmall(newest, SMALL_AT_ONCE)) {
      if (await this.makeSmall(id)) index.add(id)
    }
    const large = index.missingLarge(newest)
    if (large !== undefined) await this.makeLarge(index, large)
  }

  private async makeSmall(id: SegmentId): Promise<boolean> {
    const newest = await this.readRecord(id.last)
    // Somebody is mending the store: a segment tells only of numbers that exist.
    if (newest === 'missing') return false
    const lines: string[] = []
    for (let first = id.first; first < id.last; first += READ_AT_ONCE) {
      this.stopIfCancelled()
      const numbers = Array.from({ length: Math.min(READ_AT_ONCE, id.last - first) }, (_, at) => first + at)
      const records = await Promise.all(numbers.map((number) => this.readRecord(number)))
      records.forEach((record, at) => lines.push(segmentLine(this.name, first + at, told(record))))
    }
    lines.push(segmentLine(this.name, id.last, told(newest)))
    await this.create(id, await encodeSegment(this.name, id, lines))
    return true
  }

  private async readRecord(number: VersionNumber): Promise<Uint8Array | 'missing' | 'long'> {
    try {
      return await this.context.storage.read(versionKey(this.name, number), undefined, RECORD_MAXIMUM)
    } catch (error) {
      if (isStoreError(error, 'NOT_FOUND')) return 'missing'
      if (isStoreError(error, 'DAMAGED')) return 'long'
      throw error
    }
  }

  /** Each of the small ones is checked as a reader does; where one is wrong, a later save makes that anew. */
  private async makeLarge(index: SegmentIndex, id: SegmentId): Promise<void> {
    const small = smallOf(id)
    const parts: Uint8Array[] = []
    for (let start = 0; start < small.length; start += SEGMENTS_AT_ONCE) {
      this.stopIfCancelled()
      for (const segment of await Promise.all(
        small.slice(start, start + SEGMENTS_AT_ONCE).map((part) => index.read(part))
      )) {
        if (segment === undefined) return
        parts.push(segment.bytes)
      }
    }
    await this.create(id, joinBlocks(parts))
  }

  private async create(id: SegmentId, bytes: Uint8Array): Promise<void> {
    this.stopIfCancelled()
    await this.context.storage.create(segmentKey(this.name, id), bytes)
  }

  private stopIfCancelled(): void {
    if (this.context.signal?.aborted === true) throw STOPPED
  }
}

function told(record: Uint8Array | 'missing' | 'long'): Uint8Array | undefined {
  return typeof record === 'string' ? undefined : record
}
