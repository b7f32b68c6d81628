/** What a look at a whole store finds: plain data, bounded in size. */
import type { StorageKey } from '../../storage/storage.js'
import type { ArtifactName, VersionNumber } from '../types.js'

/** `damage`: something that was saved is lost, or a later save could build on something wrong. `warning`: neither. */
export type FindingSeverity = 'damage' | 'warning'

export type FindingCode =
  /** An object that must be there is not. */
  | 'missing'
  /** Bytes of it are not those that were written. */
  | 'damaged'
  /** Its end is missing. Where an interrupted create can leave that, it never was, and this is a warning. */
  | 'torn'
  /** The storage does not give it, and gives others. */
  | 'unreadable'
  /** Whole by itself, it contradicts what it is about. */
  | 'inconsistent'
  /** A version whose save never finished, or that was removed just now: its pack was pruned. */
  | 'unfinished'
  /** A pack that was marked as damaged, and is not, or is not known to be. */
  | 'marked'
  /** Of a newer format: not verified. */
  | 'unsupported'

export type ObjectKind =
  'store' | 'record' | 'pack' | 'label' | 'alias' | 'note' | 'signature' | 'removal' | 'segment' | 'condemned' | 'run'

/** A version that a finding hits. */
export interface AffectedVersion {
  readonly name: ArtifactName
  readonly number: VersionNumber
  /** The label, or `v` and the number. */
  readonly version: string
  /** Files of it that are hit. */
  readonly files: number
  /** The first {@link PATHS_MAXIMUM} of them, in tree order. */
  readonly paths: readonly string[]
  /** Its list of files cannot be read, or not to the end: all that are not named may be hit as well. */
  readonly all: boolean
}

export interface Finding {
  readonly severity: FindingSeverity
  readonly code: FindingCode
  /** What the object is. */
  readonly kind: ObjectKind
  readonly key: StorageKey
  /** One sentence that names the object and says what is wrong with it. */
  readonly message: string
  /** The first {@link VERSIONS_MAXIMUM}, by artifact and number. */
  readonly affected: readonly AffectedVersion[]
  /** How many versions are hit. */
  readonly versions: number
}

export const PATHS_MAXIMUM = 10
export const VERSIONS_MAXIMUM = 1000

/** A finding as it is found; what it hits is found out in the end. */
export type NewFinding = Omit<Finding, 'affected' | 'versions'>

type Hit = { -readonly [K in keyof AffectedVersion]: AffectedVersion[K] }

/** Counts the files of versions that something hits. */
export class Hits {
  private readonly hits: Hit[] = []
  private current: Hit | undefined
  private count = 0

  /** A version, and no file of it in particular. Versions come one after the other. */
  addVersion({ name, number, version }: Pick<AffectedVersion, 'name' | 'number' | 'version'>): void {
    if (this.current?.number === number && this.current.name === name) return
    this.current = { name, number, version, files: 0, paths: [], all: false }
    this.count++
    if (this.count <= VERSIONS_MAXIMUM) this.hits.push(this.current)
  }

  /** A file of the version that was added last. */
  addFile(path: string): void {
    const hit = this.current!
    hit.files++
    if (hit.files <= PATHS_MAXIMUM) hit.paths = [...hit.paths, path]
  }

  /** Of the version that was added last not all files are known. */
  addUnknownFiles(): void {
    this.current!.all = true
  }

  get versions(): number {
    return this.count
  }

  get affected(): readonly AffectedVersion[] {
    return this.hits
  }
}
