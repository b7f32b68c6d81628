/** Whether a metric got better from one version to another. */
import { showDelta } from './show.js'

/** Which way a metric gets better, where that is known. */
export type Directions = Readonly<Record<string, 'higher' | 'lower'>>

/**
 * `changed`: which way is better is not known. `incomparable`: one of the two is NaN. `added`, `removed`: only one of the
 * versions has the metric.
 */
export type Verdict = 'better' | 'worse' | 'same' | 'changed' | 'incomparable' | 'added' | 'removed'

export interface MetricVerdict {
  readonly verdict: Verdict
  /** `to` less `from`, where that is a number. */
  readonly delta: number | undefined
}

/** @returns undefined where neither version has the metric. */
export function judgeMetric(
  name: string,
  from: number | undefined,
  to: number | undefined,
  directions: Directions
): MetricVerdict | undefined {
  if (from === undefined) return to === undefined ? undefined : { verdict: 'added', delta: undefined }
  if (to === undefined) return { verdict: 'removed', delta: undefined }
  // An infinity is its own equal, and so is NaN here: nobody means something else by it.
  if (from === to || (Number.isNaN(from) && Number.isNaN(to))) return { verdict: 'same', delta: undefined }
  if (Number.isNaN(from) || Number.isNaN(to)) return { verdict: 'incomparable', delta: undefined }
  const delta = to - from
  const direction = directionOf(directions, name)
  if (direction === undefined) return { verdict: 'changed', delta }
  return { verdict: to > from === (direction === 'higher') ? 'better' : 'worse', delta }
}

/** By own names only: a metric may be called as what every object has. */
export function directionOf(directions: Directions, name: string): 'higher' | 'lower' | undefined {
  return Object.hasOwn(directions, name) ? directions[name] : undefined
}

/** For people: a sign and words, so that nobody has to see colours, or to know which way an arrow means. */
export function showVerdict({ verdict, delta }: MetricVerdict): string {
  const change = delta === undefined ? '' : showDelta(delta)
  switch (verdict) {
    case 'better':
      return `▲ better (${change})`
    case 'worse':
      return `▼ worse (${change})`
    case 'changed':
      return `◆ ${change}`
    case 'same':
      return '= same'
    case 'incomparable':
      return '≠ not comparable'
    case 'added':
      return '+ new'
    case 'removed':
      return '− not there'
  }
}
