/**
 * The words of the domain and the interface of the store. Plain objects in and out.
 */
import type { BisectRequest, BisectResult } from './bisect.js'
import type { DiffRequest, VersionDiff } from './diff.js'
import type { HistoryRequest, VersionHistory } from './history.js'
import type { LineageGraph, LineageRequest } from './lineage-graph.js'
import type { Logger, ProgressListener } from './reporting.js'
import type { SourceTree } from '../files/source.js'

/** Segments of letters, digits, `.`, `_`, `-`, joined by `/`. */
export type ArtifactName = string
/** 1, 2, 3, …: dense, never reused. */
export type VersionNumber = number
/** `sha256:` and 64 hexadecimal digits: what a version holds, the same in every store. */
export type Digest = `sha256:${string}`
/** `latest`, `newest`, `v12`, a label, an alias, `sha256:…`, `as-of:…`. */
export type Selector = string

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue }
export type JsonObject = Readonly<Record<string, JsonValue>>

/** Names to numbers; NaN and infinities are kept. */
export type Metrics = Readonly<Record<string, number>>

/** A version that another one was made of. */
export interface InputVersion {
  readonly name: ArtifactName
  readonly number: VersionNumber
  readonly digest: Digest
}

/** The run that a version comes from, by allow-list; `workflow: false` outside of one. */
export type RunContext = Readonly<Record<string, string | number | boolean>>

/** What is recorded of a version, and what readers of `metadata` get. */
export interface VersionMetadata {
  readonly name: ArtifactName
  readonly number: VersionNumber
  /** The label, or `v` and the number. */
  readonly version: string
  readonly type?: string
  readonly description?: string
  /** ISO 8601, UTC, milliseconds: by the clock of the machine that saved it. */
  readonly createdAt: string
  readonly digest: Digest
  /** Regular files and symbolic links. */
  readonly files: number
  /** Bytes of the regular files. */
  readonly size: number
  /** Bytes that the store grew by. */
  readonly storedSize: number
  readonly params: JsonObject
  readonly metrics: Metrics
  readonly metadata: JsonObject
  readonly inputs: readonly InputVersion[]
  readonly run: RunContext
}

export interface SaveRequest {
  readonly name: ArtifactName
  readonly source: SourceTree
  /** A label, or undefined for a number alone. */
  readonly label?: string
  readonly type?: string
  readonly description?: string
  readonly aliases?: readonly string[]
  readonly params?: JsonObject
  readonly metrics?: Metrics
  readonly metadata?: JsonObject
  /** `reuse`: the same digest as the newest version makes no new one. Default `reuse`, with a label `new`. */
  readonly ifUnchanged?: 'reuse' | 'new'
  /** Versions of other artifacts to share bytes with, as `name@selector`. */
  readonly parents?: readonly string[]
  /** `auto`, `none`, or a zstd level 1 to 19. Default `auto`. */
  readonly compression?: Compression
  readonly run?: RunContext
  /** Names the run for lineage: what was restored under the same key becomes `inputs`. */
  readonly runKey?: string
}

export type Compression = 'auto' | 'none' | number

export interface SaveResult {
  /** False where an unchanged version was reused. */
  readonly created: boolean
  readonly version: VersionMetadata
  /** Bytes that the store grew by, in this call: packs and record. */
  readonly storedSize: number
  /** Bytes of the version that lie in packs of earlier versions. */
  readonly sharedSize: number
}

export interface RestoreRequest {
  readonly name: ArtifactName
  /** The first that matches wins. Default `latest`. */
  readonly selectors?: readonly Selector[]
  /** The folder, absolute. Made where it is missing. */
  readonly destination: string
  /** Glob patterns over the tree's paths; all files where none is given. */
  readonly files?: readonly string[]
  /** Also remove what the version does not hold. */
  readonly clean?: boolean
  /** Folders that `clean` must refuse as destinations, absolute: the workspace, the home folder. */
  readonly protectedFolders?: readonly string[]
  readonly runKey?: string
  readonly runAttempt?: number
}

export interface ResolvedVersion {
  readonly version: VersionMetadata
  /** The selector that matched, as it was given. */
  readonly matched: Selector
}

export interface RestoreResult extends ResolvedVersion {
  /** Regular files and links written. */
  readonly files: number
  /** Bytes of the files written. */
  readonly size: number
  /** Bytes read from packs. */
  readonly bytesRead: number
  /** Paths removed by `clean`. */
  readonly removed: number
}

export interface ListQuery {
  /** All artifacts where it is missing. */
  readonly name?: ArtifactName
  /** At most so many, newest first in each artifact. */
  readonly limit?: number
}

export interface ListedVersion extends VersionMetadata {
  readonly aliases: readonly string[]
}

export interface CopyRequest {
  /** All artifacts where it is missing. */
  readonly name?: ArtifactName
  /** One version; all that there are where it is missing. */
  readonly selector?: Selector
  /** What the artifact is called in the other store. Default: the same. */
  readonly toName?: ArtifactName
}

/** A version that is in the other store now. */
export interface CopiedVersion {
  readonly from: { readonly name: ArtifactName; readonly number: VersionNumber }
  /** As it is there. */
  readonly version: VersionMetadata
  /** False where an earlier copy of it is there already. */
  readonly created: boolean
  /** Bytes that the other store grew by: packs and record. */
  readonly storedSize: number
}

/**
 * Named artifacts with immutable versions. Every method rejects with `ArtifactStoreError`.
 */
export interface ArtifactStore {
  /** The place in words, without credentials. */
  readonly location: string
  save(request: SaveRequest): Promise<SaveResult>
  /** Undefined where no selector names a version. */
  restore(request: RestoreRequest): Promise<RestoreResult | undefined>
  /** Undefined where no selector names a version. A malformed selector is an error. */
  resolve(name: ArtifactName, selectors?: readonly Selector[]): Promise<ResolvedVersion | undefined>
  list(query?: ListQuery): Promise<readonly ListedVersion[]>
  /** Undefined where the selector names no version. */
  getMetadata(name: ArtifactName, selector?: Selector): Promise<ListedVersion | undefined>
  /** What differs between two versions. Undefined where a selector names no version. */
  diff(request: DiffRequest): Promise<VersionDiff | undefined>
  /** Where a version came from and what was made of it. Undefined where the selector names no version. */
  lineage(request: LineageRequest): Promise<LineageGraph | undefined>
  /** The newest versions of an artifact with their metrics over time, and where its aliases went. */
  history(request: HistoryRequest): Promise<VersionHistory>
  /** The first version at which a metric fell; how that is told is said in bisect.ts. */
  bisect(request: BisectRequest): Promise<BisectResult>
  /**
   * Copies versions into another store, which is made where there is none. What is there already is not sent again, so
   * a copy that was interrupted goes on where it is repeated.
   * @param target a store that `openStore` gave. Its clock, logger and threads are used; this store's progress is told.
   * @returns the versions, in the order of artifacts and numbers.
   */
  copyTo(target: ArtifactStore, request?: CopyRequest): Promise<readonly CopiedVersion[]>
  /** Ends the worker threads. The store cannot be used after that. */
  close(): Promise<void>
}

/** What the store is given, instead of reaching for it. */
export interface StoreOptions {
  /** This machine's clock: `createdAt` of records. Default: the real one. */
  readonly clock?: () => Date
  readonly progress?: ProgressListener
  readonly logger?: Logger
  /** Stops what is under way; the promise then rejects with `CANCELLED`. */
  readonly signal?: AbortSignal
  readonly workers?: WorkerOptions
}

export interface WorkerOptions {
  /** Worker threads; 0 does all on the calling thread. Default: the CPUs that are available, at most 8. */
  readonly count?: number
  /** The module that worker threads run. Default: the one beside this library; a bundle names itself. */
  readonly entry?: URL
}
