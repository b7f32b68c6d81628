/** What a condition says, once it is decided what each word stands for. */
import type { Field } from './fields.js'
import type { Literal } from './literals.js'
import type { Pattern } from './pattern.js'
import type { ArithmeticOperator, Comparator } from './syntax.js'

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Condition[] }
  | { readonly kind: 'not'; readonly operand: Condition }
  | Comparison
  | {
      readonly kind: 'match'
      readonly field: Field
      readonly negated: boolean
      readonly pattern: Literal
      readonly steps: Pattern
    }
  | { readonly kind: 'in'; readonly left: Operand; readonly negated: boolean; readonly items: readonly Equality[] }
  | { readonly kind: 'presence'; readonly presence: 'exists' | 'missing'; readonly field: Field }

export interface Comparison {
  readonly kind: 'compare'
  readonly operator: Comparator
  readonly left: Operand
  readonly right: Operand
  /** A side is a name, a label or the like: what looks like a time there is text all the same. */
  readonly asText: boolean
}

/** One of the values of `in`: that left side equals it. */
export type Equality = Comparison & { readonly operator: '=' }

export type Operand = Field | Literal | Now | Arithmetic | Negation

export interface Now {
  readonly kind: 'now'
  readonly start: number
}

export interface Negation {
  readonly kind: 'negate'
  readonly operand: Operand
  readonly start: number
}

/** `first`, then one after another; all operators are of one rank. */
export interface Arithmetic {
  readonly kind: 'arithmetic'
  readonly first: Operand
  readonly rest: readonly Step[]
  readonly start: number
}

export interface Step {
  readonly operator: ArithmeticOperator
  readonly operand: Operand | Duration
}

/** `7d`: only ever added to a time, or taken from one. */
export interface Duration {
  readonly kind: 'duration'
  readonly text: string
  readonly milliseconds: number
  readonly start: number
}

/** Every field that a condition speaks of, in the order of the text. */
export function findFields(condition: Condition): readonly Field[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.operands.flatMap(findFields)
    case 'not':
      return findFields(condition.operand)
    case 'compare':
      return [condition.left, condition.right].flatMap(findInOperand)
    case 'in':
      return [condition.left, ...condition.items.map(({ right }) => right)].flatMap(findInOperand)
    case 'match':
    case 'presence':
      return [condition.field]
  }
}

function findInOperand(operand: Operand | Duration): readonly Field[] {
  switch (operand.kind) {
    case 'field':
      return [operand]
    case 'negate':
      return findInOperand(operand.operand)
    case 'arithmetic':
      return [operand.first, ...operand.rest.map((step) => step.operand)].flatMap(findInOperand)
    default:
      return []
  }
}

export function usesNow(condition: Condition): boolean {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.operands.some(usesNow)
    case 'not':
      return usesNow(condition.operand)
    case 'compare':
      return [condition.left, condition.right].some(saysNow)
    case 'in':
      return condition.items.some(usesNow)
    default:
      return false
  }
}

function saysNow(operand: Operand | Duration): boolean {
  switch (operand.kind) {
    case 'now':
      return true
    case 'arithmetic':
      return [operand.first, ...operand.rest.map((step) => step.operand)].some(saysNow)
    default:
      return false
  }
}
