/**
 * A plain evaluator of generated conditions. It counts: true is 1, false 0, unknown a half, so that `and` is the least
 * and `or` the greatest.
 */
import type { VersionLike } from '../../src/store/conditions.js'
import type { Calculation, Comparator, Node } from './conditions-generator.js'

export type Verdict = 0 | 0.5 | 1
const MISSING = Symbol('missing')

export class Reference {
  readonly #version: VersionLike
  readonly #base: VersionLike | undefined

  constructor(version: VersionLike, base: VersionLike | undefined) {
    this.#version = version
    this.#base = base
  }

  evaluate(node: Node): Verdict {
    switch (node.kind) {
      case 'and':
        return Math.min(...node.parts.map((part) => this.evaluate(part))) as Verdict
      case 'or':
        return Math.max(...node.parts.map((part) => this.evaluate(part))) as Verdict
      case 'not':
        return opposite(this.evaluate(node.part))
      case 'presence': {
        const found = this.#read(node.path)
        const there = found !== MISSING && JSON.stringify(found) !== '[]'
        return there === (node.word === 'exists') ? 1 : 0
      }
      case 'calculated': {
        const sides = [this.#side(node.left), this.#side(node.right)]
        if (sides.includes(MISSING)) return 0.5
        return this.#compareValues(sides[0], node.operator, sides[1])
      }
      case 'value': {
        const operator = node.flipped ? turned(node.operator) : node.operator
        return this.#compareLiteral(node.path, operator, node.text, node.quoted || node.flipped)
      }
      case 'in': {
        const found = Math.max(...node.texts.map((each) => this.#compareLiteral(node.path, '=', each, true)))
        return node.negated ? opposite(found as Verdict) : (found as Verdict)
      }
      case 'pattern': {
        const expression = new RegExp(
          `^${Array.from(node.text, (c) => (c === '*' ? '.*' : c === '?' ? '.' : c.replace(/[./]/, '\\$&'))).join('')}$`,
          'su'
        )
        const found = any(this.#read(node.path), (entry) =>
          typeof entry === 'string' ? (expression.test(entry) ? 1 : 0) : 0.5
        )
        return node.negated ? opposite(found) : found
      }
    }
  }

  #read(path: readonly string[]): unknown {
    let at: unknown = path[0] === 'base' ? this.#base : this.#version
    for (const key of path[0] === 'base' ? path.slice(1) : path) {
      if (typeof at !== 'object' || at === null || !Object.keys(at).includes(key)) return MISSING
      at = (at as Record<string, unknown>)[key]
    }
    return at
  }

  #compareLiteral(path: readonly string[], operator: Comparator, text: string, quoted: boolean): Verdict {
    if (operator === '!=') return opposite(this.#compareLiteral(path, '=', text, quoted))
    const isText = ['name', 'type', 'aliases'].includes(path.at(-1)!)
    return any(this.#read(path), (entry) => {
      if (typeof entry === 'number')
        return isNumber(text) ? related(entry, operator, toNumber(text)) : operator === '=' ? 0 : 0.5
      if (typeof entry === 'string') {
        const [time, wanted] = isText ? [undefined, undefined] : [toTime(entry), toTime(text)]
        if (time !== undefined && wanted !== undefined) {
          const day = /^[\d-]{10}$/.test(text)
          const truncated = day ? Math.floor(time / 86_400_000) * 86_400_000 : time
          return related(truncated, operator, wanted)
        }
        return operator === '=' ? (entry === text ? 1 : 0) : 0.5
      }
      if (typeof entry === 'object' && entry !== null) return 0.5
      if (operator !== '=') return 0.5
      return !quoted && text.toLowerCase() === String(entry) ? 1 : 0
    })
  }

  /** A lone field is what it holds; all else is a number, or nothing. */
  #side(of: Calculation): unknown {
    return of.kind === 'field' ? this.#read(of.path) : this.#calculate(of)
  }

  #calculate(of: Calculation): unknown {
    switch (of.kind) {
      case 'number':
        return toNumber(of.text)
      case 'field': {
        const found = this.#read(of.path)
        return typeof found === 'number' || found === MISSING ? found : undefined
      }
      case 'minus': {
        const inner = this.#calculate(of.of)
        return typeof inner === 'number' ? -inner : inner
      }
      case 'binary': {
        const [left, right] = [this.#calculate(of.left), this.#calculate(of.right)]
        if (left === MISSING || right === MISSING) return MISSING
        if (typeof left !== 'number' || typeof right !== 'number') return undefined
        return { '+': left + right, '-': left - right, '*': left * right, '/': left / right }[of.operator]
      }
    }
  }

  #compareValues(left: unknown, operator: Comparator, right: unknown): Verdict {
    if (operator === '!=') return opposite(this.#compareValues(left, '=', right))
    if (left === undefined || right === undefined) return 0.5
    if (Array.isArray(left) && Array.isArray(right)) return 0.5
    return any(left, (one) =>
      any(right, (other) => {
        if (isMapping(one) || isMapping(other)) return 0.5
        if (typeof one === 'number' && typeof other === 'number') return related(one, operator, other)
        const times = [toTime(one), toTime(other)]
        if (times[0] !== undefined && times[1] !== undefined) return related(times[0], operator, times[1])
        return operator === '=' ? (one === other ? 1 : 0) : 0.5
      })
    )
  }
}

function any(found: unknown, judge: (entry: unknown) => Verdict): Verdict {
  if (found === MISSING) return 0.5
  return Array.isArray(found) ? (Math.max(0, ...found.map(judge)) as Verdict) : judge(found)
}

function opposite(verdict: Verdict): Verdict {
  return (1 - verdict) as Verdict
}

function turned(operator: Comparator): Comparator {
  return (
    ({ '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as Partial<Record<Comparator, Comparator>>)[operator] ?? operator
  )
}

function related(left: number, operator: Comparator, right: number): Verdict {
  if (operator === '=') return left === right || Object.is(left, right) ? 1 : 0
  if (Number.isNaN(left + right) && (Number.isNaN(left) || Number.isNaN(right))) return 0.5
  const holds = { '<': left < right, '<=': left <= right, '>': left > right, '>=': left >= right }[
    operator as '<' | '<=' | '>' | '>='
  ]
  return holds ? 1 : 0
}

function isMapping(entry: unknown): boolean {
  return typeof entry === 'object' && entry !== null && !Array.isArray(entry)
}

function isNumber(value: string): boolean {
  return /^[+-]?(\d|\.\d|inf|nan)/i.test(value) && !Number.isNaN(toNumber(value)) ? true : value === 'NaN'
}

function toNumber(value: string): number {
  return Number(value.replace(/^([+-]?)inf$/, '$1Infinity'))
}

function toTime(value: unknown): number | undefined {
  if (typeof value !== 'string' || !/^2026-\d\d-\d\d/.test(value)) return undefined
  return Date.parse(value)
}
