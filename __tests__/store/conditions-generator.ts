/** Conditions and versions by chance, for conditions-properties.test.ts; the conditions as text, in all its variety. */
import fc from 'fast-check'
import type { VersionLike } from '../../src/store/conditions.js'

export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>='
type Path = readonly string[]
type Value = string | number | boolean | null

/** Numbers to calculate with. */
export type Calculation =
  | { kind: 'number'; text: string }
  | { kind: 'field'; path: Path }
  | { kind: 'minus'; of: Calculation }
  | { kind: 'binary'; operator: '+' | '-' | '*' | '/'; left: Calculation; right: Calculation }

export type Node =
  | { kind: 'and' | 'or'; parts: Node[] }
  | { kind: 'not'; part: Node }
  | { kind: 'presence'; word: 'exists' | 'missing'; path: Path }
  | { kind: 'calculated'; left: Calculation; operator: Comparator; right: Calculation }
  | { kind: 'value'; path: Path; operator: Comparator; text: string; quoted: boolean; flipped: boolean }
  | { kind: 'in'; path: Path; negated: boolean; texts: string[] }
  | { kind: 'pattern'; path: Path; negated: boolean; text: string }

const comparator = fc.constantFrom<Comparator>('=', '!=', '<', '<=', '>', '>=')
const numberText = fc.constantFrom('0', '1', '2', '0.5', '-1', '+3', '1e2', '.25', '10', 'NaN', 'Infinity', '-inf')
const timeText = fc.constantFrom('2026-11-01', '2026-11-02', '2026-11-01T12:00:00Z', '2026-11-01T23:30-01:00')
const wordText = fc.constantFrom('x', 'main', 'true', 'False', 'null', 'feature/x', '1.4.0', 'ü', '7d')

const numberField = fc.constantFrom<Path[]>(
  ['metrics', 'a'],
  ['metrics', 'b c'],
  ['base', 'metrics', 'a'],
  ['number'],
  ['size']
)
const anyField = fc.constantFrom<Path[]>(
  ['params', 'p'],
  ['params', 'q'],
  ['metadata', 'deep', 'k"y'],
  ['run', 'r'],
  ['base', 'params', 'p']
)
const textField = fc.constantFrom<Path[]>(['name'], ['type'], ['aliases'], ['base', 'type'])
const timeField = fc.constantFrom<Path[]>(['createdAt'], ['base', 'createdAt'])

const { calculation } = fc.letrec<{ calculation: Calculation }>((tie) => ({
  calculation: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ kind: fc.constant('number' as const), text: numberText }),
    fc.record({ kind: fc.constant('field' as const), path: fc.oneof(numberField, anyField) }),
    fc.record({ kind: fc.constant('minus' as const), of: tie('calculation') }),
    fc.record({
      kind: fc.constant('binary' as const),
      operator: fc.constantFrom('+' as const, '-' as const, '*' as const, '/' as const),
      left: tie('calculation'),
      right: tie('calculation')
    })
  )
}))

const value = (
  path: fc.Arbitrary<Path>,
  operator: fc.Arbitrary<Comparator>,
  text: fc.Arbitrary<string>
): fc.Arbitrary<Node> =>
  fc.record({
    kind: fc.constant('value' as const),
    path,
    operator,
    text,
    quoted: fc.boolean(),
    flipped: fc.boolean()
  })
const equality = fc.constantFrom<Comparator>('=', '!=')

const comparison: fc.Arbitrary<Node> = fc.oneof(
  fc
    .record({ kind: fc.constant('calculated' as const), left: calculation, operator: comparator, right: calculation })
    .filter(
      ({ left, right }) => left.kind !== 'number' && right.kind !== 'number' && (hasField(left) || hasField(right))
    ),
  value(numberField, comparator, numberText),
  value(anyField, comparator, fc.oneof(numberText, timeText)),
  value(fc.oneof(anyField, textField), equality, fc.oneof(numberText, timeText, wordText)),
  value(timeField, comparator, timeText),
  fc.record({
    kind: fc.constant('in' as const),
    path: fc.oneof(anyField, textField),
    negated: fc.boolean(),
    texts: fc.array(fc.oneof(numberText, timeText, wordText), { minLength: 1, maxLength: 3 })
  }),
  fc.record({
    kind: fc.constant('pattern' as const),
    path: fc.oneof(anyField, textField, timeField),
    negated: fc.boolean(),
    text: fc.string({ unit: fc.constantFrom('*', '?', 'm', 'a', 'x', '/', '2', '.', '😀'), minLength: 1, maxLength: 6 })
  }),
  fc.record({
    kind: fc.constant('presence' as const),
    word: fc.constantFrom('exists' as const, 'missing' as const),
    path: fc.oneof(numberField, anyField, textField, timeField)
  })
)

export const { condition } = fc.letrec<{ condition: Node }>((tie) => ({
  condition: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    comparison,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      parts: fc.array(tie('condition'), { minLength: 2, maxLength: 4 })
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('condition') })
  )
}))

const text = fc.constantFrom(
  'x',
  'main',
  'feature/x',
  'true',
  '1',
  '2026-11-01',
  '2026-11-01T12:00:00Z',
  'a😀',
  '1.4.0'
)
const number = fc.constantFrom(0, 1, 2, 0.5, -1, 100, NaN, Infinity)
const scalar: fc.Arbitrary<Value> = fc.oneof(text, number, fc.boolean(), fc.constant(null))
const anything = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.constant({ nested: 1 }))
const fields = <T>(of: fc.Arbitrary<T>, ...names: string[]): fc.Arbitrary<Partial<Record<string, T>>> =>
  fc.record(Object.fromEntries(names.map((name) => [name, of])), { requiredKeys: [] })

export const version = fc
  .record(
    {
      name: text,
      type: text,
      aliases: fc.array(text, { maxLength: 3 }),
      number: fc.nat(12),
      size: fc.nat(3),
      createdAt: fc.constantFrom('2026-10-31T23:59:59.999Z', '2026-11-01T12:00:00.000Z', '2026-11-02T00:30:00.000Z'),
      metrics: fields(number, 'a', 'b c'),
      params: fields(anything, 'p', 'q'),
      metadata: fields(fields(anything, 'k"y'), 'deep'),
      run: fields(scalar, 'r')
    },
    { requiredKeys: [] }
  )
  .map((fields) => fields as VersionLike)

function hasField(of: Calculation): boolean {
  if (of.kind === 'binary') return hasField(of.left) || hasField(of.right)
  return of.kind === 'field' || (of.kind === 'minus' && hasField(of.of))
}

// ── As text, with all that may vary ─────────────────────────────────────────────────────────────────────────────────

/** Says yes or no by the bits of a number, over and over. */
class Choices {
  #seed: number

  constructor(seed: number) {
    this.#seed = seed
  }

  next(): boolean {
    this.#seed = (Math.imul(this.#seed, 1103515245) + 12345) >>> 0
    return (this.#seed & 0x10000) !== 0
  }
}

export class Writer {
  readonly #choices: Choices

  constructor(seed: number) {
    this.#choices = new Choices(seed)
  }

  condition(node: Node): string {
    switch (node.kind) {
      case 'and':
      case 'or': {
        const word = this.#blank() + this.#word(node.kind) + this.#blank()
        const parts = node.parts.map((part) => this.#part(part, node.kind === 'and' || part.kind === 'or'))
        return parts.join(word)
      }
      case 'not':
        return `${this.#word('not')}${this.#blank()}${this.#part(node.part, true)}`
      case 'presence':
        return `${this.#word(node.word)} ${this.#path(node.path)}`
      case 'calculated': {
        // In parentheses it is a calculation, also where it is but a word.
        const right = `(${this.#calculation(node.right)})`
        return `${this.#calculation(node.left)}${this.#gap()}${this.#operator(node.operator)}${this.#gap()}${right}`
      }
      case 'value': {
        const field = this.#path(node.path)
        const operator = `${this.#gap()}${this.#operator(node.operator)}${this.#gap()}`
        if (!node.flipped) return `${field}${operator}${node.quoted ? this.#quote(node.text) : node.text}`
        return `${this.#quote(node.text)}${operator}(${field})`
      }
      case 'in': {
        const texts = node.texts.map((each) => this.#quote(each)).join(`${this.#gap()},${this.#gap()}`)
        return `${this.#path(node.path)} ${node.negated ? `${this.#word('not')} ` : ''}${this.#word('in')}${this.#gap()}(${texts})`
      }
      case 'pattern':
        return `${this.#path(node.path)}${this.#gap()}${node.negated ? '!~' : '~'}${this.#gap()}${this.#choices.next() ? node.text : this.#quote(node.text)}`
    }
  }

  #part(node: Node, tight: boolean): string {
    const needed = tight && (node.kind === 'and' || node.kind === 'or')
    const inner = this.condition(node)
    return needed || this.#choices.next() ? `(${this.#gap()}${inner}${this.#gap()})` : inner
  }

  #calculation(of: Calculation): string {
    switch (of.kind) {
      case 'number':
        return of.text
      case 'field':
        return this.#path(of.path)
      case 'minus':
        return `-${this.#gap()}(${this.#calculation(of.of)})`
      case 'binary': {
        const side = (each: Calculation): string =>
          each.kind === 'binary' ? `(${this.#calculation(each)})` : this.#calculation(each)
        return `${side(of.left)}${this.#blank()}${of.operator}${this.#blank()}${side(of.right)}`
      }
    }
  }

  #path(path: Path): string {
    return path
      .map((key, index) => {
        if (index === 0) return key
        if (/^\w+$/.test(key) && this.#choices.next()) return `.${key}`
        return this.#choices.next() ? `[${this.#gap()}${this.#quote(key)}${this.#gap()}]` : `.${this.#quote(key)}`
      })
      .join('')
  }

  #quote(value: string): string {
    return this.#choices.next() ? `"${value.replaceAll('"', '""')}"` : `'${value.replaceAll("'", "''")}'`
  }

  #operator(operator: Comparator): string {
    return operator === '=' && this.#choices.next() ? '==' : operator
  }

  #word(word: string): string {
    return this.#choices.next() ? word.toUpperCase() : word
  }

  #gap(): string {
    return this.#choices.next() ? '' : this.#blank()
  }

  #blank(): string {
    return this.#choices.next() ? ' ' : '\n\t '
  }
}
