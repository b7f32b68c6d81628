/** How two values are compared: what equals what, and what has an order. */
import { Literal, readTime, type TimeSpan } from './literals.js'
import type { Comparator } from './syntax.js'

/** A time that was calculated, in milliseconds since 1970. */
export class Instant {
  readonly milliseconds: number

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }
}

/** One value that a field holds, or what is calculated of some. */
type Scalar = string | number | boolean | null | Instant

/**
 * Whether the two are in the relation; where one of them is a list, whether one of its entries is.
 * @param asText whether a text that looks like a time is text all the same.
 * @returns undefined where they cannot be compared so: mappings, lists with lists, an order of what has none.
 */
export function areRelated(left: unknown, relation: Relation, right: unknown, asText: boolean): boolean | undefined {
  if (left instanceof Literal) return areRelated(right, FLIPPED[relation], left, asText)
  if (Array.isArray(left)) {
    // Entry by entry with each other would take for ever.
    if (Array.isArray(right)) return undefined
    return anyEntry(left, (entry) => relate(entry, relation, right, asText))
  }
  if (Array.isArray(right)) return anyEntry(right, (entry) => relate(left, relation, entry, asText))
  return relate(left, relation, right, asText)
}

/** `!=` is the opposite of `=`, also for lists. */
export type Relation = Exclude<Comparator, '!='>

const FLIPPED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

/** True if `judge` says so of an entry; else undefined if it cannot judge one. */
export function anyEntry(
  list: readonly unknown[],
  judge: (entry: unknown) => boolean | undefined
): boolean | undefined {
  let result: boolean | undefined = false
  for (const entry of list) {
    const verdict = judge(entry)
    if (verdict === true) return true
    if (verdict === undefined) result = undefined
  }
  return result
}

/** In milliseconds since 1970; a date in a field is the moment at which it begins. */
export function timeOf(value: unknown): number | undefined {
  if (value instanceof Instant) return value.milliseconds
  return typeof value === 'string' ? readTime(value)?.start : undefined
}

function relate(left: unknown, relation: Relation, right: unknown, asText: boolean): boolean | undefined {
  if (!isScalar(left)) return undefined
  if (right instanceof Literal) {
    return relation === '=' ? equalsLiteral(left, right, asText) : orderLiteral(left, relation, right)
  }
  if (!isScalar(right)) return undefined
  return relation === '=' ? equalValues(left, right, asText) : orderValues(left, relation, right)
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value) || value instanceof Instant
}

function equalsLiteral(value: Scalar, literal: Literal, asText: boolean): boolean {
  if (typeof value === 'number') return literal.number !== undefined && sameNumber(value, literal.number)
  if (typeof value === 'string') {
    const time = asText || literal.time === undefined ? undefined : timeOf(value)
    return time === undefined ? value === literal.text : isWithin(time, literal.time!)
  }
  if (value instanceof Instant) return literal.time !== undefined && isWithin(value.milliseconds, literal.time)
  return !literal.quoted && literal.text.toLowerCase() === String(value)
}

function equalValues(left: Scalar, right: Scalar, asText: boolean): boolean {
  if (typeof left === 'number' && typeof right === 'number') return sameNumber(left, right)
  if (left === right) return true
  const time = asText ? undefined : timeOf(left)
  return time !== undefined && time === timeOf(right)
}

function orderLiteral(value: Scalar, order: Order, { number, time }: Literal): boolean | undefined {
  if (typeof value === 'number') return number === undefined ? undefined : isInOrder(value, order, number)
  const at = timeOf(value)
  return at === undefined || time === undefined ? undefined : isInSpanOrder(at, order, time)
}

function orderValues(left: Scalar, order: Order, right: Scalar): boolean | undefined {
  if (typeof left === 'number' && typeof right === 'number') return isInOrder(left, order, right)
  const first = timeOf(left)
  const second = timeOf(right)
  return first === undefined || second === undefined ? undefined : isInOrder(first, order, second)
}

type Order = Exclude<Relation, '='>

/** NaN is NaN here, so that it can be looked for. */
function sameNumber(left: number, right: number): boolean {
  return left === right || (Number.isNaN(left) && Number.isNaN(right))
}

/** NaN is neither less nor greater: an answer of 'no' would let a broken metric through a gate. */
function isInOrder(left: number, order: Order, right: number): boolean | undefined {
  if (Number.isNaN(left) || Number.isNaN(right)) return undefined
  switch (order) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
  }
}

function isWithin(time: number, { start, end }: TimeSpan): boolean {
  return start <= time && time < end
}

function isInSpanOrder(time: number, order: Order, { start, end }: TimeSpan): boolean {
  switch (order) {
    case '<':
      return time < start
    case '<=':
      return time < end
    case '>':
      return time >= end
    case '>=':
      return time >= start
  }
}
