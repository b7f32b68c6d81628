/**
 * The index segments of an artifact: a cache, so that a series of thousands is known by a few objects. Nothing is
 * decided by it that could lose data, and whatever is wrong with a segment, it counts as absent. docs/PROTOCOL.md, "The index".
 */
import { isStoreError, type ArtifactStoreError } from '../errors.js'
import { sha256Hex } from '../content/hash.js'
import type { Storage } from '../storage/storage.js'
import { WrongCache } from './cache-lines.js'
import { readDocument } from './documents.js'
import { indexPrefix, SEGMENT_LEVELS, segmentAt, segmentKey, segmentOfKey, versionKey } from './layout.js'
import type { SegmentId, SegmentLevel } from './layout.js'
import type { Logger } from './reporting.js'
import { decodeSegment, segmentMaximum, type SegmentLine } from './segment.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** So many objects a bucket lists for one request. */
export const LISTING_PAGE = 1000

/** Of segments that are wrong, so many are removed in one go. */
const REMOVED_AT_ONCE = 16

/** Segments of the lowest level that are read before larger ones: most searches end there. */
const SMALL_ONES = 4
/** Segments of the lowest level that are read at once. */
const WIDTH = 8

/** A segment whose contents were checked, against the record of one of its versions too. */
export interface Segment {
  readonly id: SegmentId
  /** Ascending, one for each number from `id.first` to `id.last`. */
  readonly lines: readonly SegmentLine[]
  /** As it is stored. */
  readonly bytes: Uint8Array
}

/** Segments as a listing gave them. */
export interface ListedSegments {
  readonly ids: readonly SegmentId[]
  /** Those of older versions than this one were not listed. */
  readonly from: VersionNumber
}

/**
 * The segments that an artifact has: those of the higher level, and the newest of the lower, a thousand in all. In a
 * series so long the higher level stands for what is older.
 */
export async function listSegments(storage: Storage, name: ArtifactName): Promise<ListedSegments> {
  const ids: SegmentId[] = []
  let count = 0
  for await (const { key } of storage.list(indexPrefix(name))) {
    const id = segmentOfKey(name, key)
    if (id !== undefined) ids.push(id)
    // Asking for one more would be another request.
    if (++count === LISTING_PAGE) return { ids, from: ids.at(-1)?.first ?? Infinity }
  }
  return { ids, from: 1 }
}

/** The segments that one of the higher level is made of, ascending. */
export function smallOf({ first, last }: SegmentId): SegmentId[] {
  return Array.from({ length: (last - first + 1) / 64 }, (_, at) => segmentAt(64, (first - 1) / 64 + at + 1))
}

/** The newest segment of versions up to a number; where there is none, one that begins below 1. */
function lastWithin(level: SegmentLevel, newest: VersionNumber): SegmentId {
  return segmentAt(level, Math.floor(newest / level))
}

function before({ level, first }: SegmentId): SegmentId {
  return segmentAt(level, (first - 1) / level)
}

export class SegmentIndex {
  private readonly storage: Storage
  private readonly name: ArtifactName
  private readonly logger: Logger
  /** By the last number of each. */
  private readonly levels = new Map<SegmentLevel, Map<VersionNumber, SegmentId>>()
  private readonly from: VersionNumber

  constructor(storage: Storage, name: ArtifactName, logger: Logger, { ids, from }: ListedSegments) {
    this.storage = storage
    this.name = name
    this.logger = logger
    this.from = from
    for (const level of SEGMENT_LEVELS) this.levels.set(level, new Map())
    for (const id of ids) this.add(id)
  }

  add(id: SegmentId): void {
    this.of(id.level).set(id.last, id)
  }

  /** The highest number that a segment tells of; 0 where there is none. */
  get newest(): VersionNumber {
    return this.newestBelow(Infinity)
  }

  /** The highest number below another one that is the last of a segment; 0 where there is none. */
  newestBelow(number: number): VersionNumber {
    let newest = 0
    for (const segments of this.levels.values()) {
      for (const last of segments.keys()) if (last < number && last > newest) newest = last
    }
    return newest
  }

  /** The segment of a level that holds a number, where there is one. */
  find(level: SegmentLevel, number: VersionNumber): SegmentId | undefined {
    return this.of(level).get(segmentAt(level, Math.ceil(number / level)).last)
  }

  /**
   * The segments to read next, one behind the other, newest first, the first of which holds `number`; none where no
   * segment does.
   * @param read how many were read before.
   */
  following(number: VersionNumber, read: number): SegmentId[] {
    const large = this.find(4096, number)
    if (large !== undefined && (read >= SMALL_ONES || this.find(64, number) === undefined)) return [large]
    const segments: SegmentId[] = []
    const width = Math.max(1, Math.min(read, WIDTH))
    for (let next = number; segments.length < width && next > 0;) {
      const segment = this.find(64, next)
      // Where a large one begins it is the better choice.
      if (segment === undefined || (segments.length > 0 && read >= SMALL_ONES && this.find(4096, next) !== undefined)) {
        break
      }
      segments.push(segment)
      next = segment.first - 1
    }
    return segments
  }

  /** Segments of the lower level that could be made of versions up to a number, at most so many, newest first. */
  missingSmall(newest: VersionNumber, maximum: number): SegmentId[] {
    const missing: SegmentId[] = []
    // Of a number that nobody gave out there would be millions.
    for (let id = lastWithin(64, newest); id.first >= this.from && missing.length < maximum; id = before(id)) {
      if (this.find(64, id.last) === undefined && this.find(4096, id.last) === undefined) missing.push(id)
    }
    return missing
  }

  /** The newest segment of the higher level that could be made of those of the lower one. */
  missingLarge(newest: VersionNumber): SegmentId | undefined {
    const positions = new Set([...this.of(64).keys()].map((last) => Math.ceil(last / 4096)))
    for (const position of [...positions].sort((a, b) => b - a)) {
      const id = segmentAt(4096, position)
      if (id.first < this.from || id.last > newest || this.find(4096, id.last) !== undefined) continue
      if (smallOf(id).every(({ last }) => this.find(64, last) !== undefined)) return id
    }
    return undefined
  }

  /** What a segment holds; undefined where it is missing or wrong: then it counts as absent from here on. */
  async read(id: SegmentId): Promise<Segment | undefined> {
    const key = segmentKey(this.name, id)
    try {
      const bytes = await this.storage.read(key, undefined, segmentMaximum(id))
      const lines = await decodeSegment(bytes, this.name, id)
      await this.compare(lines)
      return { id, lines, bytes }
    } catch (error) {
      if (error instanceof WrongCache) await this.discard(id, error.message)
      else if (isStoreError(error, 'DAMAGED')) await this.discard(id, 'it is too large')
      else if (isStoreError(error)) this.passOver(id, error)
      else throw error
      return undefined
    }
  }

  /** By one record it shows whether the segment is of this series, or of one that was there before. */
  private async compare(lines: readonly SegmentLine[]): Promise<void> {
    const witness = lines.findLast((line) => line.sha256 !== undefined)
    if (witness === undefined) return
    const { number, sha256 } = witness
    let bytes: Uint8Array
    try {
      bytes = await readDocument(this.storage, versionKey(this.name, number))
    } catch (error) {
      if (!isStoreError(error, 'NOT_FOUND') && !isStoreError(error, 'DAMAGED')) throw error
      throw new WrongCache(`the record of v${number} cannot be read`)
    }
    if (sha256Hex(bytes) !== sha256) throw new WrongCache(`the record of v${number} is another one`)
  }

  /** A segment turned out wrong: it is forgotten, and removed if that can be done, so that a save makes it anew. */
  async discard(id: SegmentId, reason: string): Promise<void> {
    this.of(id.level).delete(id.last)
    this.warn(id, `is wrong: ${reason}`)
    await this.remove(id)
  }

  /** Segments of numbers that do not exist are of another series. */
  async discardBehind(newest: VersionNumber): Promise<void> {
    const wrong = [...this.levels.values()].flatMap((segments) =>
      [...segments.values()].filter(({ last }) => last > newest)
    )
    if (wrong.length === 0) return
    this.warn(wrong[0]!, `is wrong: there is no v${wrong[0]!.last}`)
    for (const { level, last } of wrong) this.of(level).delete(last)
    await Promise.all(wrong.slice(0, REMOVED_AT_ONCE).map((id) => this.remove(id)))
  }

  private passOver(id: SegmentId, error: ArtifactStoreError): void {
    this.of(id.level).delete(id.last)
    // Somebody else found it wrong, or knows more.
    if (error.code === 'NOT_FOUND' || error.code === 'UNSUPPORTED') return
    this.warn(id, `cannot be read (${error.message})`)
  }

  private warn(id: SegmentId, what: string): void {
    this.logger.warn(
      `${segmentKey(this.name, id)} in ${this.storage.location} ${what}; it is only a cache, and the records are read instead`
    )
  }

  private async remove(id: SegmentId): Promise<void> {
    try {
      await this.storage.remove(segmentKey(this.name, id))
    } catch (error) {
      // Who may only read goes on without it.
      if (!isStoreError(error)) throw error
    }
  }

  private of(level: SegmentLevel): Map<VersionNumber, SegmentId> {
    return this.levels.get(level)!
  }
}
