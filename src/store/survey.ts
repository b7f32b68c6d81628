/** What versions an artifact has: their numbers, and which of them are gone. */
import type { ObjectInfo, Storage } from '../storage/storage.js'
import { isRemoval, sortObjects, type ArtifactObjects, type GoneNumbers } from './artifact-objects.js'
import {
  artifactPrefix,
  changesPrefix,
  goneKey,
  gonePrefix,
  numberOfKey,
  versionKey,
  versionsPrefix
} from './layout.js'
import type { Logger } from './reporting.js'
import { NoteLookup } from './notes.js'
import { LISTING_PAGE, listSegments, SegmentIndex } from './segment-index.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** Nearly always the first one is wanted; a longer search looks at several at once. */
const FIRST_WINDOW = 1
const WINDOW = 16
const GROWTH = 4

/** For so many numbers it is asked at once which of them are gone: where each was removed once, by one page. */
const GONE_WINDOW = LISTING_PAGE - 1
/** So many numbers are taken to be there; what is below is listed first. */
const UNLISTED = 4096

/** How many numbers are given at once: `growing` from one on, four times as many each time, for who may stop early. */
export type Widths = 'growing'

/** What was found, at the time of looking. */
export interface Survey {
  /** The highest number that is taken, also by a version that is gone or damaged; 0 where there is none. */
  readonly newest: VersionNumber
  /** The numbers of versions that are not gone, newest first, some at a time. A number may turn out to have no record. */
  living(): AsyncGenerator<readonly VersionNumber[]>
  /** As {@link living}, of the numbers from one down to another. Default widths: one, where it is the newest, then 16. */
  livingBetween(last: VersionNumber, first: VersionNumber, widths?: Widths): AsyncGenerator<readonly VersionNumber[]>
  /** Of the numbers from `first` on, which are gone. */
  goneFrom(first: VersionNumber): Promise<{ has(number: VersionNumber): boolean }>
  /** Which versions have notes. */
  readonly notes: NoteLookup
  /** The moves of all aliases; undefined where the first page of the listing did not tell them all. */
  readonly aliasMoves: readonly ObjectInfo[] | undefined
  /** Those of the artifact's index segments whose numbers all exist. */
  readonly segments: SegmentIndex
  /** What it was found by: all objects of the artifact, or the first ones. */
  readonly listed: ArtifactObjects
}

/**
 * Looks at the versions of an artifact. One listing tells all of fewer than a thousand objects. It begins with what is
 * gone and with the index, so in a long series, where it does not reach the versions, the newest segment mostly tells
 * where a second one has to begin.
 */
export async function surveyVersions(storage: Storage, name: ArtifactName, logger: Logger): Promise<Survey> {
  return await surveyObjects(storage, name, logger, await listFirst(storage, name))
}

/** As {@link surveyVersions}, where the artifact was listed already, or the beginning of it. */
export async function surveyObjects(
  storage: Storage,
  name: ArtifactName,
  logger: Logger,
  page: ArtifactObjects
): Promise<Survey> {
  const found = page.tellsIndex ? { ids: page.segments, from: 1 } : await listSegments(storage, name)
  const segments = new SegmentIndex(storage, name, logger, found)
  const newest = page.isWhole
    ? ([...page.records.keys()].at(-1) ?? 0)
    : await newestNumber(storage, name, segments.newest)
  await segments.discardBehind(newest)
  const gone = new GoneLookup(storage, name, page.gone, page.tellsGone ? 1 : newest + 1)

  let known: Promise<readonly VersionNumber[]> | undefined
  const knownNumbers = async (): Promise<readonly VersionNumber[]> =>
    page.isWhole ? [...page.records.keys()] : await numbersAfter(storage, name, 0)

  /**
   * Numbers are dense, so nobody lists them to read them; but a single record of a number that nobody gave out would send
   * the reader through all that are missing below it.
   */
  async function* downFrom(last: VersionNumber, first: VersionNumber): AsyncGenerator<VersionNumber> {
    const listedBelow = Math.max(first, last - UNLISTED + 1)
    for (let number = last; number >= listedBelow; number--) yield number
    if (listedBelow === first) return
    known ??= knownNumbers()
    for (const number of [...(await known)].reverse()) if (number < listedBelow && number >= first) yield number
  }

  async function* livingBetween(
    last: VersionNumber,
    first: VersionNumber,
    widths?: Widths
  ): AsyncGenerator<readonly VersionNumber[]> {
    let window: VersionNumber[] = []
    let size = last === newest ? FIRST_WINDOW : WINDOW
    for await (const number of downFrom(last, first)) {
      if ((await gone.from(number)).has(number) || window.push(number) < size) continue
      yield window
      window = []
      size = widths === 'growing' ? Math.min(WINDOW, size * GROWTH) : WINDOW
    }
    if (window.length > 0) yield window
  }

  return {
    newest,
    living: () => livingBetween(newest, 1),
    livingBetween,
    goneFrom: async (first) => await gone.from(first),
    notes: new NoteLookup(storage, name, page.tellsNotes ? page.notes : [], page.tellsNotes ? 1 : newest + 1),
    aliasMoves: page.tellsAliases ? page.moves : undefined,
    segments,
    listed: page
  }
}

/** As much as one request lists. */
async function listFirst(storage: Storage, name: ArtifactName): Promise<ArtifactObjects> {
  const objects: ObjectInfo[] = []
  for await (const info of storage.list(artifactPrefix(name))) {
    // Asking for one more would be another request.
    if (objects.push(info) === LISTING_PAGE) break
  }
  return sortObjects(name, objects, objects.length < LISTING_PAGE)
}

/** @param told a number that should exist; what is behind it is listed. */
async function newestNumber(storage: Storage, name: ArtifactName, told: VersionNumber): Promise<VersionNumber> {
  if (told > 1) {
    const numbers = await numbersAfter(storage, name, told - 1)
    if (numbers[0] === told) return numbers.at(-1)!
  }
  return (await numbersAfter(storage, name, 0)).at(-1) ?? 0
}

/** The numbers that are taken behind one, ascending. */
export async function numbersAfter(
  storage: Storage,
  name: ArtifactName,
  after: VersionNumber
): Promise<VersionNumber[]> {
  const numbers: VersionNumber[] = []
  for await (const number of eachNumberAfter(storage, name, after)) numbers.push(number)
  return numbers
}

/** As {@link numbersAfter}, for callers that may stop early. */
export async function* eachNumberAfter(
  storage: Storage,
  name: ArtifactName,
  after: VersionNumber
): AsyncGenerator<VersionNumber> {
  const options = after > 0 ? { after: versionKey(name, after) } : undefined
  for await (const { key } of storage.list(versionsPrefix(name), options)) {
    const number = numberOfKey(key)
    if (number !== undefined && number > 0) yield number
  }
}

/** Whether a version was removed and not brought back. */
export async function isGone(storage: Storage, name: ArtifactName, number: VersionNumber): Promise<boolean> {
  return isRemoval(await changesOf(storage, name, number))
}

/** How often a version was removed or brought back. */
export async function changesOf(storage: Storage, name: ArtifactName, number: VersionNumber): Promise<number> {
  let changes = 0
  for await (const { key } of storage.list(changesPrefix(name, number))) {
    changes = numberOfKey(key) ?? changes
  }
  return changes
}

/** Which versions are gone, asked for as far down as somebody wants to know. */
class GoneLookup {
  private readonly storage: Storage
  private readonly name: ArtifactName
  private readonly numbers: GoneNumbers
  /** From this number on it is known. */
  private known: VersionNumber
  private isAsked = false

  constructor(storage: Storage, name: ArtifactName, numbers: GoneNumbers, known: VersionNumber) {
    this.storage = storage
    this.name = name
    this.numbers = numbers
    this.known = known
  }

  /** Of the numbers from `first` on. */
  async from(first: VersionNumber): Promise<GoneNumbers> {
    if (first >= this.known) return this.numbers
    // The newest alone at first: nearly always it is the one.
    const from = this.isAsked ? Math.max(1, Math.min(first, this.known - GONE_WINDOW)) : first
    const options = { after: goneKey(this.name, from, 0) }
    for await (const { key } of this.storage.list(gonePrefix(this.name), options)) {
      if (numberOfChange(this.name, key) >= this.known) break
      this.numbers.add(key)
    }
    this.known = from
    this.isAsked = true
    return this.numbers
  }
}

function numberOfChange(name: ArtifactName, key: string): VersionNumber {
  return Number(key.slice(gonePrefix(name).length).split('/')[0])
}
