/** From the shapes of a condition to what it says; refuses what can never be right, whatever the version holds. */
import { quote } from '../../errors.js'
import type { FieldKind } from './fields.js'
import { Literal, readDuration } from './literals.js'
import { compilePattern, MAX_PATTERN } from './pattern.js'
import { conditionError, type Source } from './problem.js'
import type { ArithmeticSyntax, Comparator, Syntax } from './syntax.js'
import type { Arithmetic, Comparison, Condition, Duration, Equality, Operand, Step } from './tree.js'
import { DURATION_HINT, plainText, Words } from './words.js'

/** @throws ArtifactStoreError `INVALID_INPUT` that points at the character, and says how to write it. */
export function resolveCondition(syntax: Syntax, source: Source, allowBase: boolean): Condition {
  return new Resolver(source, allowBase).condition(syntax)
}

class Resolver {
  readonly #source: Source
  readonly #words: Words

  constructor(source: Source, allowBase: boolean) {
    this.#source = source
    this.#words = new Words(source, allowBase)
  }

  condition(syntax: Syntax): Condition {
    switch (syntax.type) {
      case 'and':
      case 'or':
        return { kind: syntax.type, operands: syntax.operands.map((operand) => this.condition(operand)) }
      case 'not':
        return { kind: 'not', operand: this.condition(syntax.operand) }
      case 'group':
        return this.condition(syntax.inner)
      case 'presence': {
        const field = this.#words.field(syntax.operand, true)
        return { kind: 'presence', presence: syntax.presence, field }
      }
      case 'compare':
        return this.#compare(syntax.operator, this.#operand(syntax.left), syntax.right)
      case 'match':
        return this.#match(syntax)
      case 'in': {
        const left = this.#operand(syntax.left)
        const items = syntax.items.map((item) => this.#compare('=', left, item) as Equality)
        return { kind: 'in', left, negated: syntax.negated, items }
      }
      default: {
        const operand = this.#operand(syntax)
        const example = operand.kind === 'field' ? `, or write 'exists ${operand.name}'` : ''
        return this.#fail(syntax.start, `this is a value and no condition: compare it, as in 'type = model'${example}`)
      }
    }
  }

  /** A value that is calculated with, or stands on the left. */
  #operand(syntax: Syntax): Operand {
    switch (syntax.type) {
      case 'word':
        return this.#checkNegation(this.#words.inExpression(syntax))
      case 'string':
        return new Literal(syntax.text, true, syntax.start)
      case 'group':
        return this.#operand(syntax.inner)
      case 'negate': {
        return this.#checkNegation({ kind: 'negate', operand: this.#operand(syntax.operand), start: syntax.start })
      }
      case 'arithmetic':
        return this.#arithmetic(syntax)
      default:
        return this.#fail(syntax.start, 'this is a condition, and a value is expected here')
    }
  }

  #right(syntax: Syntax, canBeText: boolean): Operand {
    if (syntax.type !== 'word') return this.#operand(syntax)
    return this.#checkNegation(this.#words.alone(syntax, canBeText))
  }

  #arithmetic(syntax: ArithmeticSyntax): Arithmetic {
    const durations = syntax.rest.map(({ operator, operand }) =>
      operator === '+' || operator === '-' ? readDurationOf(operand) : undefined
    )
    if (durations.every((duration) => duration === undefined)) {
      const first = this.#number(syntax.first)
      const rest = syntax.rest.map(({ operator, operand }): Step => ({ operator, operand: this.#number(operand) }))
      return { kind: 'arithmetic', first, rest, start: syntax.start }
    }
    const first = this.#operand(syntax.first)
    const kind = kindOf(first)
    const isTime = first.kind === 'literal' ? first.time !== undefined : kind === 'time' || kind === 'any'
    if (!isTime) this.#fail(first.start, `this is no time; ${DURATION_HINT}`)
    const rest = syntax.rest.map(({ operator, operand }, index): Step => {
      const duration = durations[index]
      return { operator, operand: duration ?? this.#fail(operand.start, "a time takes durations, such as '7d'") }
    })
    return { kind: 'arithmetic', first, rest, start: syntax.start }
  }

  #checkNegation(operand: Operand): Operand {
    if (operand.kind === 'negate') this.#checkNumber(operand.operand)
    return operand
  }

  #number(syntax: Syntax): Operand {
    const operand = this.#operand(syntax)
    this.#checkNumber(operand)
    return operand
  }

  #checkNumber(operand: Operand): void {
    const kind = kindOf(operand)
    if (operand.kind === 'literal' ? operand.number === undefined || operand.quoted : !mayBeNumber(kind)) {
      const what = kind === 'time' ? `a time, which takes durations such as '7d'` : 'no number'
      this.#fail(operand.start, `${describe(operand)} is ${what}`)
    }
  }

  #compare(operator: Comparator, left: Operand, syntax: Syntax): Comparison {
    const kind = kindOf(left)
    const isEquality = operator === '=' || operator === '!='
    const right = this.#right(syntax, isEquality && (kind === 'text' || kind === 'any'))
    if (!hasField(left) && !hasField(right)) this.#fail(left.start, 'no field of a version is compared here')
    const sides = [
      [left, right],
      [right, left]
    ] as const
    for (const [side, other] of sides) this.#checkSide(operator, side, other)
    const kinds = [kindOf(left), kindOf(right)]
    const [first, second] = kinds
    if (isFixed(first) && isFixed(second) && first !== second) {
      this.#fail(right.start, `${describe(left)} is ${A[first]}, and ${describe(right)} ${A[second]}`)
    }
    return { kind: 'compare', operator, left, right, asText: kinds.includes('text') }
  }

  #checkSide(operator: Comparator, side: Operand, other: Operand): void {
    const kind = kindOf(side)
    const isEquality = operator === '=' || operator === '!='
    if (kind === 'group') {
      const example = describe(side) === 'inputs' ? 'inputs.name' : `${describe(side)}.x`
      this.#fail(side.start, `${describe(side)} holds several fields: compare one of them, as in ${example}`)
    }
    if (kind === 'text' && !isEquality) {
      this.#fail(side.start, `${describe(side)} is text, and '${operator}' compares numbers and times`)
    }
    if (side.kind !== 'literal') return
    const against = kindOf(other)
    if (against === 'number' && side.number === undefined) {
      const hint = /^null$/i.test(side.text) && other.kind === 'field' ? `: write 'missing ${other.name}'` : ''
      this.#fail(side.start, `${describe(other)} is a number, and ${quote(side.text)} is none${hint}`)
    }
    if (against === 'time' && side.time === undefined) {
      const how = 'write it as 2026-11-01 or 2026-11-01T12:00:00Z'
      this.#fail(side.start, `${describe(other)} is a time, and ${quote(side.text)} is none: ${how}`)
    }
    if (!isEquality && side.number === undefined && side.time === undefined) {
      this.#fail(side.start, `'${operator}' compares numbers and times, and ${quote(side.text)} is neither`)
    }
    if (!side.quoted && /[*?]/.test(side.text)) {
      this.#fail(side.start, `for a pattern write '~', and for the text itself "${side.text}"`)
    }
  }

  #match(syntax: Syntax & { type: 'match' }): Condition {
    const { operator, pattern } = syntax
    const field = this.#operand(syntax.left)
    if (field.kind !== 'field') return this.#fail(field.start, `'${operator}' compares a field with a pattern`)
    if (field.holds === 'number' || field.holds === 'group') {
      const what = field.holds === 'number' ? 'a number' : 'several fields'
      this.#fail(field.start, `${field.name} is ${what}, and '${operator}' compares text with a pattern`)
    }
    const text = pattern.type === 'string' ? pattern.text : plainText(pattern)
    if (text === undefined) return this.#fail(pattern.start, 'a pattern that holds quotes or brackets stands in quotes')
    if (text.length > MAX_PATTERN) this.#fail(pattern.start, `a pattern has at most ${MAX_PATTERN} characters`)
    return {
      kind: 'match',
      field,
      negated: operator === '!~',
      pattern: new Literal(text, pattern.type === 'string', pattern.start),
      steps: compilePattern(text)
    }
  }

  #fail(offset: number, message: string): never {
    throw conditionError(this.#source, offset, message)
  }
}

/** `texts` counts as text: its entries are compared. `literal`: whatever it is compared with. */
type Kind = Exclude<FieldKind, 'texts'> | 'literal'

function kindOf(operand: Operand): Kind {
  switch (operand.kind) {
    case 'field':
      return operand.holds === 'texts' ? 'text' : operand.holds
    case 'literal':
      return 'literal'
    case 'now':
      return 'time'
    case 'negate':
      return 'number'
    case 'arithmetic':
      return operand.rest[0]!.operand.kind === 'duration' ? 'time' : 'number'
  }
}

const A = { number: 'a number', time: 'a time', text: 'text' } as const

function isFixed(kind: Kind | undefined): kind is keyof typeof A {
  return kind === 'number' || kind === 'time' || kind === 'text'
}

function mayBeNumber(kind: Kind): boolean {
  return kind === 'number' || kind === 'any'
}

function hasField(operand: Operand | Duration): boolean {
  switch (operand.kind) {
    case 'field':
      return true
    case 'negate':
      return hasField(operand.operand)
    case 'arithmetic':
      return hasField(operand.first) || operand.rest.some((step) => hasField(step.operand))
    default:
      return false
  }
}

function describe(operand: Operand): string {
  if (operand.kind === 'field') return operand.name
  if (operand.kind === 'literal') return quote(operand.text)
  return operand.kind === 'now' ? 'now' : 'the result'
}

function readDurationOf(syntax: Syntax): Duration | undefined {
  const text = syntax.type === 'word' ? plainText(syntax) : undefined
  const milliseconds = text === undefined ? undefined : readDuration(text)
  return milliseconds === undefined ? undefined : { kind: 'duration', text: text!, milliseconds, start: syntax.start }
}
