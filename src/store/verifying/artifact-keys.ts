/** What objects an artifact has, by one listing. */
import type { Storage, StorageKey } from '../../storage/storage.js'
import {
  aliasesPrefix,
  aliasOfKey,
  artifactPrefix,
  gonePrefix,
  indexPrefix,
  labelOfKey,
  labelsPrefix,
  notesPrefix,
  numberOfKey,
  segmentOfKey,
  signaturesPrefix,
  versionsPrefix,
  type SegmentId
} from '../layout.js'
import type { ArtifactName, VersionNumber } from '../types.js'

/** Numbers are ascending. Objects that are none of these are a newer program's. */
export interface ArtifactKeys {
  readonly numbers: readonly VersionNumber[]
  readonly labels: readonly string[]
  /** Moves by alias. */
  readonly aliases: ReadonlyMap<string, readonly number[]>
  /** Notes, signatures, and removals and returns, by version. */
  readonly notes: ReadonlyMap<VersionNumber, readonly number[]>
  readonly signatures: ReadonlyMap<VersionNumber, readonly number[]>
  readonly gone: ReadonlyMap<VersionNumber, readonly number[]>
  readonly segments: readonly SegmentId[]
}

export async function listArtifact(storage: Storage, name: ArtifactName): Promise<ArtifactKeys> {
  const numbers: VersionNumber[] = []
  const labels: string[] = []
  const aliases = new Map<string, number[]>()
  const notes = new Map<VersionNumber, number[]>()
  const signatures = new Map<VersionNumber, number[]>()
  const gone = new Map<VersionNumber, number[]>()
  const segments: SegmentId[] = []
  for await (const { key } of storage.list(artifactPrefix(name))) {
    if (key.startsWith(labelsPrefix(name))) {
      const label = labelOfKey(name, key)
      if (label !== undefined) labels.push(label)
    } else if (key.startsWith(indexPrefix(name))) {
      const segment = segmentOfKey(name, key)
      if (segment !== undefined) segments.push(segment)
    } else {
      const number = numberOfKey(key)
      if (number === undefined || number === 0) continue
      if (key.startsWith(versionsPrefix(name))) numbers.push(number)
      else if (key.startsWith(aliasesPrefix(name))) append(aliases, aliasOfKey(name, key), number)
      else if (key.startsWith(notesPrefix(name))) append(notes, versionOf(key, notesPrefix(name)), number)
      else if (key.startsWith(signaturesPrefix(name)))
        append(signatures, versionOf(key, signaturesPrefix(name)), number)
      else if (key.startsWith(gonePrefix(name))) append(gone, versionOf(key, gonePrefix(name)), number)
    }
  }
  return { numbers, labels, aliases, notes, signatures, gone, segments }
}

/** The version that a key below a prefix is about. */
function versionOf(key: StorageKey, prefix: string): VersionNumber {
  return Number(key.slice(prefix.length).split('/')[0])
}

function append<K>(lists: Map<K, number[]>, key: K, number: number): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [number])
  else list.push(number)
}

/** The numbers that are missing in an ascending series from 1 on, as ranges. */
export function gapsIn(numbers: readonly number[]): { readonly first: number; readonly last: number }[] {
  const gaps: { first: number; last: number }[] = []
  let before = 0
  for (const number of numbers) {
    if (number > before + 1) gaps.push({ first: before + 1, last: number - 1 })
    before = number
  }
  return gaps
}
