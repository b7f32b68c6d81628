/**
 * Which versions stay, and why: the rules of retention over what the store has, without touching it. docs/PROTOCOL.md,
 * P6.
 */
import { quote } from '../../errors.js'
import type { PackName } from '../../content/pack.js'
import { isQuarantined } from '../names.js'
import type { Logger } from '../reporting.js'
import type { ArtifactName, VersionNumber } from '../types.js'
import type { CheckedRules, KeepBest } from './rules.js'
import type { ArtifactSnapshot, LivingVersion, StoreSnapshot } from './snapshot.js'

/** Why a version stays; of several reasons the first in this order is told. */
export const KEEP_REASONS = [
  'no-rule',
  'unknown',
  'newest',
  'label',
  'alias',
  'brought-back',
  'keep-last',
  'keep-within',
  'keep-best',
  'input'
] as const

/**
 * - `no-rule`: no rule is for the artifact, or it is not the one that is pruned.
 * - `unknown`: something that decides about it cannot be read.
 * - `brought-back`: it was removed before, and brought back.
 * - `input`: a version that stays was made of it.
 */
export type KeepReason = (typeof KEEP_REASONS)[number]

export interface RetentionPlan {
  readonly artifacts: readonly ArtifactPlan[]
}

export interface ArtifactPlan {
  readonly name: ArtifactName
  readonly kept: ReadonlyMap<VersionNumber, KeepReason>
  /** Ascending. */
  readonly removed: readonly LivingVersion[]
}

export interface Retention {
  /** Undefined where none is for an artifact. */
  rulesOf(name: ArtifactName): CheckedRules | undefined
  /** By the storage's clock. */
  readonly now: Date
  /**
   * Packs that condemned lists name. The save of a version that uses one may be about to withdraw it: such a version
   * takes no other one's place.
   */
  readonly listed: ReadonlySet<PackName>
  readonly logger: Logger
}

export function planRetention(snapshot: StoreSnapshot, retention: Retention): RetentionPlan {
  const plans = snapshot.map((artifact) => ({ artifact, kept: keptByRules(artifact, retention) }))
  keepInputs(plans)
  return {
    artifacts: plans.map(({ artifact: { name, living }, kept }) => ({
      name,
      kept,
      removed: living.filter(({ number }) => !kept.has(number))
    }))
  }
}

type Kept = Map<VersionNumber, KeepReason>

function keptByRules(artifact: ArtifactSnapshot, retention: Retention): Kept {
  const { name, living, aliases, damagedAlias } = artifact
  const kept: Kept = new Map()
  const keep = (version: LivingVersion, reason: KeepReason): void => {
    if (!kept.has(version.number)) kept.set(version.number, reason)
  }
  const rules = applicable(artifact, retention.rulesOf(name), retention.logger)
  if (rules === undefined) {
    for (const version of living) keep(version, 'no-rule')
    return kept
  }
  if (damagedAlias !== undefined && !isQuarantined(name)) {
    for (const version of living) keep(version, 'unknown')
    return kept
  }
  const needsMetrics = rules.keepBest.length > 0
  const aliased = new Set(aliases.values())
  const newestFirst = living.toReversed()
  const isSure = ({ packs }: LivingVersion): boolean => !packs.some((pack) => retention.listed.has(pack))
  for (const version of newestFirst) if (needsMetrics && version.metrics === undefined) keep(version, 'unknown')
  const groups = [newestFirst.filter(isOfBranch), newestFirst.filter((version) => !isOfBranch(version))]
  // Forks have no say in what stays for ever.
  if (!isQuarantined(name)) {
    // `latest` gives the newest that no pull request saved.
    for (const group of [newestFirst, groups[0]!])
      for (const version of first(group, 1, isSure)) keep(version, 'newest')
    for (const version of living) if (version.label !== undefined) keep(version, 'label')
    for (const version of living) if (aliased.has(version.number)) keep(version, 'alias')
  }
  for (const version of living) if (version.wasBroughtBack) keep(version, 'brought-back')
  for (const group of groups) for (const version of first(group, rules.keepLast, isSure)) keep(version, 'keep-last')
  for (const version of rules.keepWithinMilliseconds === 0 ? [] : living) {
    const age = retention.now.getTime() - version.savedAt.getTime()
    if (age <= rules.keepWithinMilliseconds) keep(version, 'keep-within')
  }
  for (const rule of rules.keepBest) {
    for (const version of first(ranked(newestFirst, rule), rule.count, isSure)) keep(version, 'keep-best')
  }
  return kept
}

/** A metric that no version has is a typing error, or a rule that is meant for others: it does not remove all. */
function applicable(
  { name, living }: ArtifactSnapshot,
  rules: CheckedRules | undefined,
  logger: Logger
): CheckedRules | undefined {
  if (rules === undefined) return undefined
  const keepBest = rules.keepBest.filter(({ metric }) =>
    living.some((version) => valueOf(version, metric) !== undefined)
  )
  if (keepBest.length > 0 || rules.keepLast > 0 || rules.keepWithinMilliseconds > 0) return { ...rules, keepBest }
  const metrics = rules.keepBest.map(({ metric }) => quote(metric)).join(', ')
  if (living.length > 0)
    logger.warn(`keep-best: no version of ${name} has the metric ${metrics}; nothing of it is removed`)
  return undefined
}

function isOfBranch({ isOfPullRequest }: LivingVersion): boolean {
  return !isOfPullRequest
}

/** So many from the start, where those that may be withdrawn yet do not count. */
function* first(
  versions: readonly LivingVersion[],
  count: number,
  isSure: (version: LivingVersion) => boolean
): Generator<LivingVersion> {
  let left = count
  for (const version of versions) {
    if (left <= 0) return
    yield version
    if (isSure(version)) left--
  }
}

/** Those that have the metric, the best first; of equal ones the newer. */
function ranked(newestFirst: readonly LivingVersion[], { metric, direction }: KeepBest): LivingVersion[] {
  const sign = direction === 'higher' ? 1 : -1
  return newestFirst
    .flatMap((version) => {
      const value = valueOf(version, metric)
      return value === undefined ? [] : [{ version, value: sign * value }]
    })
    .sort((one, other) => (one.value === other.value ? 0 : other.value > one.value ? 1 : -1))
    .map(({ version }) => version)
}

function valueOf({ metrics }: LivingVersion, metric: string): number | undefined {
  const value = metrics !== undefined && Object.hasOwn(metrics, metric) ? metrics[metric] : undefined
  return value === undefined || Number.isNaN(value) ? undefined : value
}

/** What a version that stays was made of stays, and what that was made of. */
function keepInputs(plans: readonly { readonly artifact: ArtifactSnapshot; readonly kept: Kept }[]): void {
  const living = new Map<string, { readonly version: LivingVersion; readonly kept: Kept }>()
  for (const { artifact, kept } of plans) {
    for (const version of artifact.living) living.set(`${artifact.name}@${version.number}`, { version, kept })
  }
  const staying = [...living.values()].filter(({ version, kept }) => kept.has(version.number))
  for (let next = staying.pop(); next !== undefined; next = staying.pop()) {
    for (const { name, number } of next.version.inputs) {
      const input = living.get(`${name}@${number}`)
      if (input === undefined || input.kept.has(number)) continue
      input.kept.set(number, 'input')
      staying.push(input)
    }
  }
}
