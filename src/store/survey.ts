/** What versions an artifact has: their numbers, and which of them are gone. */
import type { Storage } from '../storage/storage.js'
import {
  artifactPrefix,
  changesPrefix,
  goneKey,
  gonePrefix,
  numberOfKey,
  versionKey,
  versionsPrefix
} from './layout.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** So many objects a bucket lists for one request. An artifact of fewer is known whole after one listing. */
const SURVEY_MAXIMUM = 1000

/** Nearly always the first one is wanted; a longer search looks at several at once. */
const FIRST_WINDOW = 1
const WINDOW = 16

/** What was found, at the time of looking. */
export interface Survey {
  /** The highest number that is taken, also by a version that is gone or damaged; 0 where there is none. */
  readonly newest: VersionNumber
  /** The numbers of versions that are not gone, newest first, some at a time. A number may turn out to have no record. */
  living(): AsyncGenerator<readonly VersionNumber[]>
}

/** Looks at the versions of an artifact: one listing, three for a long series. */
export async function surveyVersions(storage: Storage, name: ArtifactName): Promise<Survey> {
  return (await surveyAtOnce(storage, name)) ?? (await surveyLong(storage, name))
}

/** By one listing of all that the artifact has; undefined where that is too much. */
async function surveyAtOnce(storage: Storage, name: ArtifactName): Promise<Survey | undefined> {
  const numbers: VersionNumber[] = []
  const gone = new GoneNumbers(name)
  let count = 0
  for await (const { key } of storage.list(artifactPrefix(name))) {
    // Asking for one more would be another request.
    if (++count === SURVEY_MAXIMUM) return undefined
    const number = numberOfKey(key)
    if (number === undefined || number === 0) continue
    if (key.startsWith(versionsPrefix(name))) numbers.push(number)
    else gone.add(key)
  }
  const living = numbers.filter((number) => !gone.has(number)).reverse()
  return {
    newest: numbers.at(-1) ?? 0,
    async *living() {
      for (let start = 0, size = FIRST_WINDOW; start < living.length; start += size, size = WINDOW) {
        yield living.slice(start, start + size)
      }
    }
  }
}

/** Numbers are dense, so the highest one tells them all. */
async function surveyLong(storage: Storage, name: ArtifactName): Promise<Survey> {
  const newest = (await numbersAfter(storage, name, 0)).at(-1) ?? 0
  return {
    newest,
    async *living() {
      for (let end = newest, size = FIRST_WINDOW; end > 0; end -= size, size = WINDOW) {
        const first = Math.max(1, end - size + 1)
        const gone = await goneBetween(storage, name, first, end)
        const window: VersionNumber[] = []
        for (let number = end; number >= first; number--) if (!gone.has(number)) window.push(number)
        if (window.length > 0) yield window
      }
    }
  }
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

/** The first change removes a version, the second brings it back, and so on: the key tells, without reading it. */
export function isRemoval(change: number): boolean {
  return change % 2 === 1
}

async function goneBetween(
  storage: Storage,
  name: ArtifactName,
  first: VersionNumber,
  last: VersionNumber
): Promise<GoneNumbers> {
  const gone = new GoneNumbers(name)
  for await (const { key } of storage.list(gonePrefix(name), { after: goneKey(name, first, 0) })) {
    if (gone.add(key) > last) break
  }
  return gone
}

/** Takes the keys of changes in ascending order; the last one of a version holds. */
class GoneNumbers {
  private readonly prefix: string
  private readonly last = new Map<VersionNumber, number>()

  constructor(name: ArtifactName) {
    this.prefix = gonePrefix(name)
  }

  /** The number whose change a key is; 0 where it is none. */
  add(key: string): VersionNumber {
    const change = numberOfKey(key)
    if (change === undefined || change === 0 || !key.startsWith(this.prefix)) return 0
    const number = Number(key.slice(this.prefix.length).split('/')[0])
    this.last.set(number, change)
    return number
  }

  has(number: VersionNumber): boolean {
    return isRemoval(this.last.get(number) ?? 0)
  }
}
