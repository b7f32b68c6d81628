/** Metrics, params and metadata of two versions side by side. */
import type { JsonObject, JsonValue, Metrics } from './types.js'

/** A value of two versions; undefined where one of them has none. */
export interface ValueChange<T extends JsonValue = JsonValue> {
  /** Of a value inside of others: their names before it, joined by `.`. */
  readonly name: string
  readonly from: T | undefined
  readonly to: T | undefined
  /** `to` less `from`, where both are numbers. */
  readonly delta: number | undefined
  readonly isChanged: boolean
}

export interface ValuesDiff<T extends JsonValue = JsonValue> {
  /** How many differ, or are there in one version only. */
  readonly changed: number
  readonly unchanged: number
  /** What differs first, each part in the order of names: as many as were asked for. */
  readonly listed: readonly ValueChange<T>[]
}

/** @param limit how many are listed. */
export function diffMetrics(from: Metrics, to: Metrics, limit: number): ValuesDiff<number> {
  return diffMaps(new Map(Object.entries(from)), new Map(Object.entries(to)), limit)
}

/** As {@link diffMetrics}; what is in mappings inside of the mapping is compared one by one. */
export function diffValues(from: JsonObject, to: JsonObject, limit: number): ValuesDiff {
  return diffMaps(flatten(from), flatten(to), limit)
}

function diffMaps<T extends JsonValue>(
  from: ReadonlyMap<string, T>,
  to: ReadonlyMap<string, T>,
  limit: number
): ValuesDiff<T> {
  const changed: ValueChange<T>[] = []
  const unchanged: ValueChange<T>[] = []
  for (const name of [...new Set([...from.keys(), ...to.keys()])].sort()) {
    const change = changeOf(name, from.get(name), to.get(name))
    if (change.isChanged) changed.push(change)
    else unchanged.push(change)
  }
  return { changed: changed.length, unchanged: unchanged.length, listed: [...changed, ...unchanged].slice(0, limit) }
}

function changeOf<T extends JsonValue>(name: string, from: T | undefined, to: T | undefined): ValueChange<T> {
  const delta = typeof from === 'number' && typeof to === 'number' ? to - from : undefined
  return { name, from, to, delta, isChanged: !isSame(from, to) }
}

function isSame(from: JsonValue | undefined, to: JsonValue | undefined): boolean {
  // NaN is NaN here, and 0 is -0: nobody means something else by it.
  if (typeof from === 'number' && typeof to === 'number') return from === to || (Number.isNaN(from) && Number.isNaN(to))
  return canonical(from) === canonical(to)
}

/** JSON with the keys of mappings in order. */
function canonical(value: JsonValue | undefined): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  )
}

/** Deeper than people write by hand; what is below is compared as one. */
const MAXIMUM_DEPTH = 8

/** The values of a mapping, those in mappings inside of it by names joined with `.`. */
export function flatten(object: JsonObject): Map<string, JsonValue> {
  const values = new Map<string, JsonValue>()
  const add = (name: string, value: JsonValue, depth: number): void => {
    const inner = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
    if (inner.length === 0 || depth >= MAXIMUM_DEPTH) values.set(name, value)
    else for (const [key, one] of inner) add(`${name}.${key}`, one, depth + 1)
  }
  for (const [name, value] of Object.entries(object)) add(name, value, 1)
  return values
}
