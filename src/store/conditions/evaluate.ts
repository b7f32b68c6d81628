/**
 * Whether a condition holds of a version: true, false, or unknown where that rests on a field that is missing or that
 * cannot be compared so. `and`, `or` and `not` deal with the unknown as SQL's do.
 */
import { readField, type Field, type VersionLike } from './fields.js'
import { Literal } from './literals.js'
import { matchesPattern } from './pattern.js'
import type { Arithmetic, Comparison, Condition, Operand } from './tree.js'
import { anyEntry, areRelated, Instant, timeOf } from './values.js'

/** What a condition is about. */
export interface Subject {
  readonly version: VersionLike
  readonly base: VersionLike | undefined
  readonly now: Date | undefined
}

export type Verdict = boolean | Unknown

/** Neither true nor false. */
export class Unknown {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    this.problems = problems
  }
}

/** Why: a field that is missing, or a comparison of what cannot be compared so. */
export type Problem = Field | Undecided
export type Undecided = Comparison | (Condition & { readonly kind: 'match' })

export function evaluate(condition: Condition, subject: Subject): Verdict {
  switch (condition.kind) {
    case 'and':
      return decide(condition.operands, subject, false)
    case 'or':
      return decide(condition.operands, subject, true)
    case 'not':
      return negate(evaluate(condition.operand, subject))
    case 'presence':
      return isPresent(readFrom(subject, condition.field)) === (condition.presence === 'exists')
    case 'match':
      return match(condition, subject)
    case 'in': {
      const verdict = decide(condition.items, subject, true)
      return condition.negated ? negate(verdict) : verdict
    }
    case 'compare':
      return compare(condition, subject)
  }
}

/** What a field holds for that subject; undefined where it is missing. */
export function readFrom({ version, base }: Subject, field: Field): unknown {
  return readField(field, field.of === 'base' ? base : version)
}

/** A part that is `decisive` decides, wherever it stands; else one that is unknown; else all are the opposite. */
function decide(parts: readonly Condition[], subject: Subject, decisive: boolean): Verdict {
  const problems: Problem[] = []
  for (const part of parts) {
    const verdict = evaluate(part, subject)
    if (verdict === decisive) return decisive
    if (verdict instanceof Unknown) problems.push(...verdict.problems)
  }
  return problems.length > 0 ? new Unknown(problems) : !decisive
}

function negate(verdict: Verdict): Verdict {
  return verdict instanceof Unknown ? verdict : !verdict
}

/** A list without entries is as good as none. */
function isPresent(value: unknown): boolean {
  return value !== undefined && !(Array.isArray(value) && value.length === 0)
}

function match(condition: Condition & { kind: 'match' }, subject: Subject): Verdict {
  const value = readFrom(subject, condition.field)
  if (value === undefined) return new Unknown([condition.field])
  const judge = (entry: unknown): boolean | undefined =>
    typeof entry === 'string' ? matchesPattern(condition.steps, entry) : undefined
  const result = Array.isArray(value) ? anyEntry(value, judge) : judge(value)
  if (result === undefined) return new Unknown([condition])
  return result !== condition.negated
}

function compare(comparison: Comparison, subject: Subject): Verdict {
  const { operator, left, right, asText } = comparison
  const missing: Field[] = []
  const first = valueOf(left, subject, missing)
  const second = valueOf(right, subject, missing)
  if (missing.length > 0) return new Unknown(missing)
  if (first === NOTHING || second === NOTHING) return new Unknown([comparison])
  const result = areRelated(first, operator === '!=' ? '=' : operator, second, asText)
  if (result === undefined) return new Unknown([comparison])
  return result !== (operator === '!=')
}

/** What cannot be calculated. */
const NOTHING = Symbol('nothing')

/** @param missing is given the fields that are. */
function valueOf(operand: Operand, subject: Subject, missing: Field[]): unknown {
  switch (operand.kind) {
    case 'literal':
      return operand
    case 'field': {
      const value = readFrom(subject, operand)
      if (value === undefined) missing.push(operand)
      return value
    }
    case 'now':
      // Checked before anything is evaluated.
      return new Instant(subject.now!.getTime())
    case 'negate': {
      const value = numberOf(valueOf(operand.operand, subject, missing))
      return value === undefined ? NOTHING : -value
    }
    case 'arithmetic':
      return calculate(operand, subject, missing)
  }
}

function calculate({ first, rest }: Arithmetic, subject: Subject, missing: Field[]): unknown {
  const start = valueOf(first, subject, missing)
  if (rest[0]!.operand.kind === 'duration') {
    const from = start instanceof Literal ? start.time?.start : timeOf(start)
    return from === undefined ? NOTHING : new Instant(rest.reduce(addDuration, from))
  }
  let result = numberOf(start)
  for (const { operator, operand } of rest) {
    const next = operand.kind === 'duration' ? undefined : numberOf(valueOf(operand, subject, missing))
    result = result === undefined || next === undefined ? undefined : CALCULATE[operator](result, next)
  }
  return result ?? NOTHING
}

function addDuration(time: number, { operator, operand }: Arithmetic['rest'][number]): number {
  if (operand.kind !== 'duration') return time
  return operator === '-' ? time - operand.milliseconds : time + operand.milliseconds
}

const CALCULATE = {
  '+': (left: number, right: number) => left + right,
  '-': (left: number, right: number) => left - right,
  '*': (left: number, right: number) => left * right,
  '/': (left: number, right: number) => left / right
}

function numberOf(value: unknown): number | undefined {
  if (value instanceof Literal) return value.number
  return typeof value === 'number' ? value : undefined
}
