/**
 * The words of the domain and the interface of the store. Plain objects in and out.
 */
import type { BisectRequest, BisectResult } from './bisect.js'
import type { CompareRequest, VersionComparison } from './comparison.js'
import type { DiffRequest, VersionDiff } from './diff.js'
import type { HistoryRequest, VersionHistory } from './history.js'
import type { LineageGraph, LineageRequest, OriginsRequest } from './lineage-graph.js'
import type { AliasChange } from './aliases.js'
import type { Note } from './notes.js'
import type { PruneRequest } from './pruning/prune.js'
import type { RemovedVersion, RemoveRequest } from './pruning/remove.js'
import type { PruneResult } from './pruning/result.js'
import type { UndeleteRequest, UndeleteResult } from './pruning/undelete.js'
import type { Logger, ProgressListener } from './reporting.js'
import type { RepairRequest, RepairResult } from './repairing/types.js'
import type { VerifyRequest, VerifyResult } from './verifying/types.js'
import type { Viewer } from './viewer.js'
import type { SourceTree } from '../files/source.js'
import type { KeyFingerprint, SignaturePolicy, SigningKey } from '../signing/index.js'
import type { VersionStatements } from './statements.js'

/** Segments of letters, digits, `.`, `_`, `-`, joined by `/`. */
export type ArtifactName = string
/** 1, 2, 3, …: dense, never reused. */
export type VersionNumber = number
/** `sha256:` and 64 hexadecimal digits: what a version holds, the same in every store. */
export type Digest = `sha256:${string}`
/**
 * `latest`, `newest`, `v12`, a label, an alias, `sha256:…`, `as-of:…`, `commit:…`, `branch:…`, `run:…`, `pr-base`,
 * `nearest`, `max:metrics.accuracy`, `min:metrics.loss`; to promote also `previous`.
 */
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
  /** Judges the version once it is there: it stays either way, but one that fails gets none of the aliases. */
  readonly gate?: GateRequest
  /** Signs the version; one that is reused gets a signature, too, if it has none by this key for this workflow. */
  readonly signingKey?: SigningKey
  /** Gives the statements in the result, for who signs them elsewhere. */
  readonly statements?: boolean
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
  /** Where the request had a gate. */
  readonly gate?: GateResult
  /** Of a request with a key. */
  readonly signature?: SavedSignature
  /** Of a request for them. */
  readonly statements?: VersionStatements
}

export interface SavedSignature {
  readonly key: KeyFingerprint
  /** False where the version had such a signature already. */
  readonly created: boolean
  /** Why `model_signing` cannot check the version, as the rest of a sentence; missing where it can. */
  readonly withoutModel?: string
}

export interface RestoreRequest {
  readonly name: ArtifactName
  /** The first that matches wins. Default `latest`. */
  readonly selectors?: readonly Selector[]
  /** A condition: of all versions, only those of which it holds are there to be selected. */
  readonly where?: string
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
  /** Nothing is written without a signature that satisfies this: the call rejects with `SIGNATURE`. */
  readonly signaturePolicy?: SignaturePolicy
}

/** A signature that satisfied the policy; but for `signature`, all of it is what was signed. */
export interface VerifiedSignature {
  /** Its number: 1, 2, 3, … for each version. */
  readonly signature: number
  readonly key: KeyFingerprint
  /** The version, as it was called when it was signed. */
  readonly signedAs: { readonly name: ArtifactName; readonly number: VersionNumber; readonly label?: string }
  /** `https://github.com/owner/name` */
  readonly repository?: string
  /** `.github/workflows/train.yml` */
  readonly workflow?: string
  /** `refs/heads/main` */
  readonly ref?: string
  readonly commit?: string
  /** The page of the run that saved it. */
  readonly invocation?: string
  /** Sigstore bundles, as JSON. */
  readonly provenanceBundle: string
  /** For `model_signing verify key`; missing where it was signed without. */
  readonly modelBundle?: string
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
  /** Of a request with a policy. */
  readonly signature?: VerifiedSignature
}

export interface ListQuery {
  /** All artifacts where it is missing. */
  readonly name?: ArtifactName
  /** A condition over any field, `aliases` too: only versions of which it surely holds. */
  readonly where?: string
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

/** Metrics, params and metadata that are added to a version after its save; of a key that is there the new value holds. */
export interface RecordRequest {
  readonly name: ArtifactName
  /** The first that matches wins. Default `latest`. */
  readonly selectors?: readonly Selector[]
  readonly where?: string
  readonly metrics?: Metrics
  /** By their first keys: a mapping in it replaces the one that was there. */
  readonly params?: JsonObject
  readonly metadata?: JsonObject
  /** Who records it. */
  readonly run?: RunContext
  /** Judges the version, with what is recorded of it then. */
  readonly gate?: GateRequest
}

export interface RecordResult extends ResolvedVersion {
  /** The version as it was read before. */
  readonly before: VersionMetadata
  /** The number of the note: 1, 2, 3, … for each version. */
  readonly note: number
  /** Where the request had a gate. */
  readonly gate?: GateResult
}

export interface PromoteRequest {
  readonly name: ArtifactName
  /** The first that matches wins. Default `latest`. `previous` is where each alias pointed before. */
  readonly selectors?: readonly Selector[]
  readonly where?: string
  /** At least one. All are moved, or none where one of them may not be. */
  readonly aliases: readonly string[]
  /** Who promotes. */
  readonly run?: RunContext
}

export interface PromoteResult extends ResolvedVersion {
  /** Each alias once, in the order of the request; with `previous` they may point at different versions. */
  readonly aliases: readonly PromotedAlias[]
}

export interface PromotedAlias extends ResolvedVersion {
  readonly alias: string
  /** Where it pointed until now; missing where it pointed nowhere. */
  readonly previous?: VersionNumber
  /** False where it pointed there already. */
  readonly moved: boolean
}

export interface RemoveAliasesRequest {
  readonly name: ArtifactName
  readonly aliases: readonly string[]
  readonly run?: RunContext
}

export interface RemovedAlias {
  readonly alias: string
  /** Where it pointed; missing where there was no such alias. */
  readonly previous?: VersionNumber
}

/** What an alias must not be moved without. */
export interface AliasGuard {
  /** Only runs of these branches move it; `*` in one stands for any characters. */
  readonly branches?: readonly string[]
  /** A condition that must surely hold of the version. */
  readonly require?: string
}

/** By alias, in every artifact. No run of a fork's pull request moves any of them. */
export type ProtectedAliases = Readonly<Record<string, AliasGuard>>

export interface GateRequest {
  /** A condition over the version and `base`, the version to compare with: the gate fails where it holds. */
  readonly failIf: string
  /**
   * Selectors of the version to compare with. Default: of a pull request the newest of its base branch, else the one
   * before of the same branch.
   */
  readonly baseline?: readonly Selector[]
  /** Default: that of the store, else the run that saved the version. */
  readonly viewer?: Viewer
}

export interface GateResult {
  /** Whether the version fails: after a save or a record also where that cannot be told. */
  readonly failed: boolean
  /**
   * False where it cannot be told. That is no failure where, with no `baseline` given, there is no version yet to compare
   * with.
   */
  readonly isJudged: boolean
  /** The parts of the condition that decided, with what their fields hold; else why it was not judged. */
  readonly explanation: string
  /** What it was compared with; missing where there is no such version, or the condition does not ask for one. */
  readonly base?: VersionMetadata
}

/** What git knows of the commits before the one that is worked on. */
export interface Ancestry {
  /**
   * Of some commits, those that are this one or came before it. May be called several times.
   * @param commits 40 or 64 hexadecimal digits each, in small letters; possibly of another repository.
   * @throws ArtifactStoreError that says what to do, where it cannot be told (a shallow clone).
   */
  ancestorsAmong(commits: readonly string[]): Promise<ReadonlySet<string>>
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
  resolve(name: ArtifactName, selectors?: readonly Selector[], where?: string): Promise<ResolvedVersion | undefined>
  list(query?: ListQuery): Promise<readonly ListedVersion[]>
  /**
   * What can be stated of a version, for who signs it elsewhere. Undefined where the selector names no version. Run and
   * inputs are those of the record, as whoever may write to the store wrote it.
   */
  statements(name: ArtifactName, selector?: Selector): Promise<VersionStatements | undefined>
  /** Undefined where the selector names no version. */
  getMetadata(name: ArtifactName, selector?: Selector): Promise<ListedVersion | undefined>
  /** What differs between two versions. Undefined where a selector names no version. */
  diff(request: DiffRequest): Promise<VersionDiff | undefined>
  /** Where a version came from and what was made of it. Undefined where the selector names no version. */
  lineage(request: LineageRequest): Promise<LineageGraph | undefined>
  /** What a version came from alone, bounded in requests: two for each version. @param version as this store gave it */
  origins(version: VersionMetadata, request?: OriginsRequest): Promise<LineageGraph>
  /**
   * What a version is to be seen beside: the version of its base branch and of `production`, those before it, what changed
   * of its files. Bounded in requests; what cannot be had is told in the result, and no failure.
   */
  compare(request: CompareRequest): Promise<VersionComparison>
  /** The newest versions of an artifact with their metrics over time, and where its aliases went. */
  history(request: HistoryRequest): Promise<VersionHistory>
  /** The first version at which a metric fell; how that is told is said in bisect.ts. */
  bisect(request: BisectRequest): Promise<BisectResult>
  /**
   * Adds metrics, params and metadata to a version; its record stays as it is. Undefined where no selector names a
   * version.
   */
  record(request: RecordRequest): Promise<RecordResult | undefined>
  /** What was added to a version after its save, the first note first. Undefined where the selector names no version. */
  notes(name: ArtifactName, selector?: Selector): Promise<readonly Note[] | undefined>
  /**
   * Moves aliases to a version. Rejects with `REFUSED` where one is protected, `CONFLICT` where one is a label. Undefined
   * where no selector names a version.
   */
  promote(request: PromoteRequest): Promise<PromoteResult | undefined>
  /** Protected aliases ask the same of the run as for a move. */
  removeAliases(request: RemoveAliasesRequest): Promise<readonly RemovedAlias[]>
  /** The moves of an alias, newest first, at most `limit` (100). */
  aliasHistory(name: ArtifactName, alias: string, limit?: number): Promise<readonly AliasChange[]>
  /**
   * Whether a version fails a condition. Rejects with `INVALID_INPUT` where that rests on a field that is missing: a gate
   * that nobody can judge is not passed. Only where the default base is missing the result says that it was not judged.
   */
  checkGate(
    version: { readonly name: ArtifactName; readonly number: VersionNumber },
    request: GateRequest
  ): Promise<GateResult>
  /**
   * Tells what is damaged, and which versions and files that hits. Damage is an answer and no rejection; that is kept for
   * what says nothing of the store: `NOT_FOUND` where there is none or no such artifact, `STORAGE` where it is out of reach.
   */
  verify(request?: VerifyRequest): Promise<VerifyResult>
  /**
   * Mends what {@link verify} tells, from good copies: in this store, in others, in files. Writes only where it is told to
   * apply. What cannot be mended is an answer and no rejection.
   */
  repair(request?: RepairRequest): Promise<RepairResult>
  /**
   * Copies versions into another store, which is made where there is none. What is there already is not sent again, so
   * a copy that was interrupted goes on where it is repeated.
   * @param target a store that `openStore` gave. Its clock, logger and threads are used; this store's progress is told.
   * @returns the versions, in the order of artifacts and numbers.
   */
  copyTo(target: ArtifactStore, request?: CopyRequest): Promise<readonly CopiedVersion[]>
  /**
   * Removes versions that no rule of retention keeps, condemns packs that no version uses, and destroys those that were
   * condemned long enough ago; a dry run where nothing else is said. Rejects with `DAMAGED` where it is not known what
   * the store needs; nothing was written then.
   */
  prune(request?: PruneRequest): Promise<PruneResult>
  /**
   * Removes a version by hand. Rejects with `REFUSED` where it is one that stays: the newest, a labelled or an aliased
   * one. Undefined where no selector names a version.
   */
  remove(request: RemoveRequest): Promise<RemovedVersion | undefined>
  /** Brings back a version that was removed. Rejects with `NOT_FOUND` where its bytes are gone. */
  undelete(request: UndeleteRequest): Promise<UndeleteResult>
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
  /** The run that asks: what `latest` leaves out, what `pr-base` is, and whom guards let pass. */
  readonly viewer?: Viewer
  /** For the selector `nearest`; asked only where that is used. */
  readonly ancestry?: Ancestry
  readonly protectedAliases?: ProtectedAliases
  /**
   * What nobody may read: a save or a note that would hold one of them is refused, and none is in what the logger is told.
   * What is a token or a key by its shape is refused without being named here.
   */
  readonly secrets?: readonly string[]
}

export interface WorkerOptions {
  /** Worker threads; 0 does all on the calling thread. Default: the CPUs that are available, at most 8. */
  readonly count?: number
  /** The module that worker threads run. Default: the one beside this library; a bundle names itself. */
  readonly entry?: URL
}
