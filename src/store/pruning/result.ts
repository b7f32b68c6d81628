/** What a prune run did, or would do. */
import type { Cleared } from '../../storage/storage.js'
import type { ArtifactName, VersionNumber } from '../types.js'
import { graceEnd, type Ages, type StoredPack, type UnusedPacks } from './packs.js'
import type { ArtifactPlan, KeepReason } from './plan.js'
import { idOf, type VersionId } from './removal.js'

export interface PruneResult {
  /** Nothing was written: everything below is what a run would do now. */
  readonly dryRun: boolean
  /** Those that the run was for, in the order of their keys. */
  readonly artifacts: readonly PrunedArtifact[]
  /** Removed before, and brought back, since an alias points at them. */
  readonly broughtBack: readonly VersionId[]
  /** Packs that no version uses. */
  readonly packs: {
    /** Destroyed by this run: condemned long enough ago. */
    readonly destroyed: Amount
    /** Condemned by this run. */
    readonly condemned: Amount
    /** Condemned by earlier runs, and not long enough ago. */
    readonly waiting: Amount
    /** Too young to be condemned: a save that runs may be about to use them. */
    readonly young: Amount
  }
  /** What runs restored that can no longer save. */
  readonly runs: Amount
  /** What writers that were killed left. */
  readonly temporary: Amount
  readonly freed: {
    /** Bytes that this run freed. */
    readonly now: number
    /** Bytes that later runs will free. */
    readonly later: number
    /** From when on a run frees the first of them, ISO 8601; undefined where there are none. */
    readonly laterFrom: string | undefined
  }
}

/** Objects and bytes. */
export type Amount = Cleared

export interface PrunedArtifact {
  readonly name: ArtifactName
  /** How many versions stay. */
  readonly kept: number
  /** How many of them for what reason. */
  readonly reasons: Readonly<Partial<Record<KeepReason, number>>>
  /** Ascending. */
  readonly removed: readonly PrunedVersion[]
}

export interface PrunedVersion {
  readonly number: VersionNumber
  /** ISO 8601, by the clock of who saved it. */
  readonly createdAt: string
}

export interface Findings {
  readonly dryRun: boolean
  readonly ages: Ages
  readonly plan: readonly ArtifactPlan[]
  /** Of the versions that were to be removed, those that are gone. */
  readonly removed: ReadonlySet<string>
  /** Of the versions that were to be removed, those that stay, and why. */
  readonly spared: ReadonlyMap<string, KeepReason>
  readonly broughtBack: readonly VersionId[]
  readonly unused: UnusedPacks
  readonly runs: Cleared
  readonly temporary: Cleared
}

export function describePrune(findings: Findings): PruneResult {
  const { dryRun, ages, plan, broughtBack, unused, runs, temporary } = findings
  const packs = {
    destroyed: amountOf(unused.destroyable),
    condemned: amountOf(unused.condemnable),
    waiting: amountOf(unused.waiting),
    young: amountOf(unused.young)
  }
  const from = [
    ...unused.waiting.map(({ until }) => until.getTime()),
    ...(unused.condemnable.length > 0 ? [graceEnd(ages, ages.now).getTime()] : []),
    // Condemned by the first run after one G, destroyed after a second.
    ...unused.young.map(({ storedAt }) => graceEnd(ages, graceEnd(ages, storedAt)).getTime())
  ].reduce((earliest, time) => Math.min(earliest, time), Infinity)
  return {
    dryRun,
    artifacts: plan.map((artifact) => describeArtifact(artifact, findings)),
    broughtBack,
    packs,
    runs,
    temporary,
    freed: {
      now: packs.destroyed.bytes + runs.bytes + temporary.bytes,
      later: packs.condemned.bytes + packs.waiting.bytes + packs.young.bytes,
      laterFrom: from === Infinity ? undefined : new Date(from).toISOString()
    }
  }
}

function describeArtifact({ name, kept, removed }: ArtifactPlan, findings: Findings): PrunedArtifact {
  const reasons: Partial<Record<KeepReason, number>> = {}
  const spared = removed.map((version) => findings.spared.get(idOf(version))).filter((reason) => reason !== undefined)
  for (const reason of [...kept.values(), ...spared]) reasons[reason] = (reasons[reason] ?? 0) + 1
  return {
    name,
    kept: kept.size + spared.length,
    reasons,
    removed: removed
      .filter((version) => findings.removed.has(idOf(version)))
      .map(({ number, createdAt }) => ({ number, createdAt }))
  }
}

function amountOf(packs: readonly StoredPack[]): Amount {
  return { objects: packs.length, bytes: packs.reduce((sum, { size }) => sum + size, 0) }
}
