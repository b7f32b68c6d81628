/** The objects of an artifact as a listing gives them, sorted by what they are; and a listing of all artifacts. */
import type { ObjectInfo, Storage, StorageKey } from '../storage/storage.js'
import {
  aliasesPrefix,
  encodeName,
  artifactOfKey,
  artifactPrefix,
  ARTIFACTS_PREFIX,
  gonePrefix,
  indexPrefix,
  notesPrefix,
  numberOfKey,
  segmentOfKey,
  versionsPrefix,
  type SegmentId
} from './layout.js'
import { QUARANTINE } from './names.js'
import { LISTING_PAGE } from './segment-index.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** What a listing tells of an artifact: all that it has, or its first objects. */
export interface ArtifactObjects {
  readonly count: number
  /** It is all that the artifact has. */
  readonly isWhole: boolean
  /** It reaches behind the aliases; behind what is gone; behind the index; behind the notes. */
  readonly tellsAliases: boolean
  readonly tellsGone: boolean
  readonly tellsIndex: boolean
  readonly tellsNotes: boolean
  /** Ascending. */
  readonly records: ReadonlyMap<VersionNumber, ObjectInfo>
  readonly gone: GoneNumbers
  readonly segments: readonly SegmentId[]
  readonly notes: readonly ObjectInfo[]
  /** Moves of all aliases. */
  readonly moves: readonly ObjectInfo[]
}

/** @param objects the first ones of the artifact, in the order of their keys. */
export function sortObjects(name: ArtifactName, objects: readonly ObjectInfo[], isWhole: boolean): ArtifactObjects {
  const records = new Map<VersionNumber, ObjectInfo>()
  const segments: SegmentId[] = []
  const notes: ObjectInfo[] = []
  const moves: ObjectInfo[] = []
  const gone = new GoneNumbers(name)
  const [ofVersions, ofNotes, ofIndex, ofAliases] = [versionsPrefix, notesPrefix, indexPrefix, aliasesPrefix].map(
    (prefixOf) => prefixOf(name)
  ) as [string, string, string, string]
  for (const info of objects) {
    const { key } = info
    if (key.startsWith(ofVersions)) {
      const number = numberOfKey(key)
      if (number !== undefined && number > 0) records.set(number, info)
    } else if (key.startsWith(ofNotes)) {
      notes.push(info)
    } else if (key.startsWith(ofIndex)) {
      const segment = segmentOfKey(name, key)
      if (segment !== undefined) segments.push(segment)
    } else if (key.startsWith(ofAliases)) {
      moves.push(info)
    } else {
      gone.add(key)
    }
  }
  const end = objects.at(-1)?.key ?? ''
  const isBehind = (prefix: string): boolean => isWhole || (end > prefix && !end.startsWith(prefix))
  return {
    count: objects.length,
    isWhole,
    tellsAliases: isBehind(ofAliases),
    tellsGone: isBehind(gonePrefix(name)),
    tellsIndex: isBehind(ofIndex),
    tellsNotes: isBehind(ofNotes),
    records,
    gone: isBehind(gonePrefix(name)) ? gone : new GoneNumbers(name),
    segments,
    notes,
    moves
  }
}

/** Takes the keys of changes in ascending order; the last one of a version holds. */
export class GoneNumbers {
  private readonly prefix: string
  private readonly last = new Map<VersionNumber, number>()

  constructor(name: ArtifactName) {
    this.prefix = gonePrefix(name)
  }

  /** Other keys are passed over. */
  add(key: StorageKey): void {
    const change = numberOfKey(key)
    if (change === undefined || change === 0 || !key.startsWith(this.prefix)) return
    this.last.set(Number(key.slice(this.prefix.length).split('/')[0]), change)
  }

  has(number: VersionNumber): boolean {
    return isRemoval(this.last.get(number) ?? 0)
  }
}

/** The first change removes a version, the second brings it back, and so on: the key tells, without reading it. */
export function isRemoval(change: number): boolean {
  return change % 2 === 1
}

export interface ListedArtifact {
  readonly name: ArtifactName
  /** All that it has; undefined where that is more than is listed along the way. */
  readonly objects: ArtifactObjects | undefined
}

export interface ArtifactListing {
  /** Only artifacts from this one on. */
  readonly from?: ArtifactName
  /** Ends after so many pages. */
  readonly pages?: number
  /** Whether what is in the quarantine is passed over. Default false. */
  readonly skipsQuarantine?: boolean
}

/** What is shown to who names no artifact: all but the quarantine, however many pull requests have something there. */
export function listShownArtifacts(storage: Storage, listing: ArtifactListing = {}): AsyncGenerator<ListedArtifact> {
  return listArtifacts(storage, { ...listing, skipsQuarantine: true })
}

/**
 * The artifacts of a store, in the order of their keys: a page for each thousand objects; of an artifact that has
 * thousands, those behind the first ones are passed over.
 */
export async function* listArtifacts(
  storage: Storage,
  { from, pages = Infinity, skipsQuarantine = false }: ArtifactListing = {}
): AsyncGenerator<ListedArtifact> {
  const quarantine = `${ARTIFACTS_PREFIX}${encodeName(`${QUARANTINE}/`)}`
  let after = from === undefined ? undefined : artifactPrefix(from).slice(0, -1)
  let pagesRead = 0
  for (;;) {
    let current: { readonly name: ArtifactName; readonly objects: ObjectInfo[] } | undefined
    let count = 0
    let next: StorageKey | undefined
    for await (const info of storage.list(ARTIFACTS_PREFIX, after === undefined ? {} : { after })) {
      const name = artifactOfKey(info.key)
      if (name === undefined) continue
      if (name !== current?.name) {
        if (current !== undefined) yield wholeArtifact(current.name, current.objects)
        current = { name, objects: [] }
      }
      if (skipsQuarantine && info.key.startsWith(quarantine)) {
        current = undefined
        next = `${quarantine}~`
        break
      }
      current.objects.push(info)
      if (++count % LISTING_PAGE > 0) continue
      // A page ends here, and the next one may bring more of the same.
      const isLong = current.objects.length >= LISTING_PAGE
      if (isLong) next = `${artifactPrefix(name)}~`
      if (++pagesRead >= pages && !isLong) return
      if (isLong) break
    }
    if (next === undefined) {
      if (current !== undefined) yield wholeArtifact(current.name, current.objects)
      return
    }
    if (current !== undefined) yield { name: current.name, objects: undefined }
    if (pagesRead >= pages) return
    after = next
  }
}

function wholeArtifact(name: ArtifactName, objects: readonly ObjectInfo[]): ListedArtifact {
  return { name, objects: sortObjects(name, objects, true) }
}
