/** Retention: what the rules say that stays, read and checked. */
import { ArtifactStoreError, quote } from '../../errors.js'
import { readDuration } from '../conditions/literals.js'

/** A version stays if any of them keeps it. Without any all versions stay. */
export interface RetentionRules {
  /** The newest so many versions, from 1 on. Those that runs of pull requests saved are counted apart from the others. */
  readonly keepLast?: number
  /** Versions whose records are younger: a number and `s`, `m`, `h`, `d` or `w`, such as `30d`. By the storage's clock. */
  readonly keepWithin?: string
  readonly keepBest?: readonly KeepBest[]
}

/** The versions whose metric is best; of equal ones the newer. NaN is no value. */
export interface KeepBest {
  readonly metric: string
  /** How many, from 1 on. Default 1. */
  readonly count?: number
  readonly direction: 'higher' | 'lower'
}

/** Rules that were checked. */
export interface CheckedRules {
  /** 0: no such rule. */
  readonly keepLast: number
  /** 0: no such rule. */
  readonly keepWithinMilliseconds: number
  readonly keepBest: readonly Required<KeepBest>[]
}

/**
 * @returns undefined where there is no rule.
 * @throws ArtifactStoreError `INVALID_INPUT` that names the rule.
 */
export function checkRules(rules: RetentionRules | undefined): CheckedRules | undefined {
  const { keepLast, keepWithin, keepBest = [] } = rules ?? {}
  if (keepLast === undefined && keepWithin === undefined && keepBest.length === 0) return undefined
  return {
    keepLast: keepLast === undefined ? 0 : checkCount('keep-last', keepLast),
    keepWithinMilliseconds: keepWithin === undefined ? 0 : checkDuration(keepWithin),
    keepBest: keepBest.map(checkBest)
  }
}

function checkCount(rule: string, count: number): number {
  if (Number.isSafeInteger(count) && count >= 1) return count
  throw new ArtifactStoreError('INVALID_INPUT', `${rule}: ${quote(String(count))} is no number from 1 on`)
}

/** Whether text says how long something is kept: a number and `s`, `m`, `h`, `d` or `w`, more than nothing. */
export function isRetentionTime(text: string): boolean {
  return (readDuration(text) ?? 0) > 0
}

function checkDuration(text: string): number {
  if (isRetentionTime(text)) return readDuration(text)!
  throw new ArtifactStoreError(
    'INVALID_INPUT',
    `keep-within: ${quote(text)} is no time: give a number and a unit, s, m, h, d or w, such as '30d'`
  )
}

function checkBest({ metric, count = 1, direction }: KeepBest): Required<KeepBest> {
  if (metric === '') throw new ArtifactStoreError('INVALID_INPUT', 'keep-best: the name of the metric is empty')
  const told: string | undefined = direction
  if (told !== 'higher' && told !== 'lower') {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `keep-best: of ${quote(metric)} it is not said which way is better, 'higher' or 'lower'`
    )
  }
  return { metric, count: checkCount(`keep-best: ${quote(metric)}`, count), direction }
}

/**
 * Rules under which a version stays if either keeps it.
 * @throws ArtifactStoreError as {@link checkRules}.
 */
export function combineRules(one: RetentionRules, other: RetentionRules): RetentionRules {
  checkRules(one)
  checkRules(other)
  const last = Math.max(one.keepLast ?? 0, other.keepLast ?? 0)
  const within = longer(one.keepWithin, other.keepWithin)
  const best = [...(one.keepBest ?? []), ...(other.keepBest ?? [])]
  return {
    ...(last === 0 ? {} : { keepLast: last }),
    ...(within === undefined ? {} : { keepWithin: within }),
    ...(best.length === 0 ? {} : { keepBest: best })
  }
}

function longer(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return checkDuration(one) >= checkDuration(other) ? one : other
}
