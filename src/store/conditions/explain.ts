/** Why a condition holds of a version or does not, in words for people. */
import { quote } from '../../errors.js'
import { evaluate, readFrom, Unknown, type Problem, type Subject, type Verdict } from './evaluate.js'
import type { Field } from './fields.js'
import { printCondition } from './print.js'
import type { Condition } from './tree.js'

/**
 * The parts of the condition that decided, with what their fields hold:
 * `metrics.accuracy (0.91) < base.metrics.accuracy (0.93) - 0.005`.
 */
export function explain(condition: Condition, subject: Subject): string {
  return printCondition(decisiveParts(condition, subject), (field) => showWithValue(field, subject))
}

function decisiveParts(condition: Condition, subject: Subject): Condition {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const verdict = evaluate(condition, subject)
      const parts = condition.operands
        .filter((part) => isSame(evaluate(part, subject), verdict))
        .map((part) => decisiveParts(part, subject))
      return parts.length === 1 ? parts[0]! : { kind: condition.kind, operands: parts }
    }
    case 'not':
      return { kind: 'not', operand: decisiveParts(condition.operand, subject) }
    default:
      return condition
  }
}

function isSame(left: Verdict, right: Verdict): boolean {
  return left === right || (left instanceof Unknown && right instanceof Unknown)
}

/** Problems that are named in one message; the rest is counted. */
const MAX_PROBLEMS = 5

/** `metrics.a is missing; params.lr ('auto') < 0.1 is neither true nor false`. */
export function describeProblems(problems: readonly Problem[], subject: Subject): string {
  const all = [...new Set(problems.map((problem) => describeProblem(problem, subject)))]
  const hidden = all.length - MAX_PROBLEMS
  return [...all.slice(0, MAX_PROBLEMS), ...(hidden > 0 ? [`and ${hidden} more`] : [])].join('; ')
}

function describeProblem(problem: Problem, subject: Subject): string {
  if (problem.kind === 'field') {
    const why = problem.of === 'base' && subject.base === undefined ? ', since there is no base version' : ''
    return `${problem.name} is missing${why}`
  }
  const shown = printCondition(problem, (field) => showWithValue(field, subject))
  return `${shown} is neither true nor false`
}

function showWithValue(field: Field, subject: Subject): string {
  return `${field.name} (${showValue(readFrom(subject, field))})`
}

const MAX_ENTRIES = 5
const MAX_TEXT = 60

function showValue(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'string') return quote(value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value)
  if (!Array.isArray(value)) return typeof value === 'object' && value !== null ? 'a mapping' : `${value as number}`
  if (value.length === 0) return 'empty'
  const more = value.length > MAX_ENTRIES ? [`and ${value.length - MAX_ENTRIES} more`] : []
  return [...value.slice(0, MAX_ENTRIES).map(showEntry), ...more].join(', ')
}

function showEntry(entry: unknown): string {
  return Array.isArray(entry) ? 'a list' : showValue(entry)
}
