import type { SourceTree } from '../../files/source.js'
import type { AffectedVersion, Finding } from '../verifying/findings.js'
import type { ArtifactName, ArtifactStore } from '../types.js'

export interface RepairRequest {
  /** All artifacts where it is missing. */
  readonly name?: ArtifactName
  /** As of {@link VerifyRequest}. Default true. */
  readonly deep?: boolean
  /** Stores, given by `openStore`, that good copies are taken from: of chunks, records and other small objects. */
  readonly from?: readonly ArtifactStore[]
  /** Files that good copies of chunks are taken from, whatever they are called. */
  readonly files?: readonly SourceTree[]
  /** Mend. Otherwise nothing is written, and what could be mended is told. Default false. */
  readonly apply?: boolean
}

export interface RepairResult {
  /** Whether it was mended, or only looked. */
  readonly applied: boolean
  readonly deep: boolean
  /** No damage is left, or would be. */
  readonly sound: boolean
  /** What verify told, each with what became of it. Damage first. */
  readonly repairs: readonly Repair[]
}

/** Of a run that only looks: what would become of it. */
export type RepairOutcome =
  /** It is as it was saved. */
  | 'healed'
  /** A pack of which some chunks are good again, and others lost. */
  | 'partly'
  | 'unhealed'
  /** A warning, of which nothing is to be mended. */
  | 'left'

export interface Repair {
  readonly finding: Finding
  readonly outcome: RepairOutcome
  /** What was done, and from where; or why nothing can be. One sentence that names the object. */
  readonly message: string
  /** What is hit still, where it is not healed. */
  readonly remaining: readonly AffectedVersion[]
}
