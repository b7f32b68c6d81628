/** What a word of a condition stands for: a field, a number or another value, or text. */
import { quote } from '../../errors.js'
import { FIELD_NAMES, makeField, PLAIN_KEY, rootKind, showPath, type Field } from './fields.js'
import { Literal, readDuration, readNumber, readTime } from './literals.js'
import { conditionError, type Source } from './problem.js'
import type { Piece, Word } from './syntax.js'
import type { Operand } from './tree.js'

const CONSTANT = /^(?:true|false|null)$/i
const NOW = /^now$/i

export const DURATION_HINT = "a duration such as '7d' is only added to a time or taken from one, as in 'now - 7d'"

export class Words {
  readonly #source: Source
  readonly #allowBase: boolean

  constructor(source: Source, allowBase: boolean) {
    this.#source = source
    this.#allowBase = allowBase
  }

  /** A word on the left, in arithmetic or in parentheses: text is no choice. */
  inExpression(word: Word): Operand {
    const text = plainText(word)
    if (text !== undefined) {
      const value = readValue(text, word.start)
      if (value !== undefined) return value
      if (readDuration(text) !== undefined) this.#fail(word.start, DURATION_HINT)
    }
    const [first, ...rest] = word.pieces
    if (first.type !== 'text' || !first.text.startsWith('-')) return this.field(word)
    const unsigned: Piece = { ...first, text: first.text.slice(1), start: first.start + 1 }
    const operand = this.field({ ...word, start: unsigned.start, pieces: [unsigned, ...rest] })
    return { kind: 'negate', operand, start: word.start }
  }

  /**
   * A word that is all there is on the right: a field if it begins with the name of one and a dot (or has a key in
   * quotes), else a value or text. What could be both is refused.
   * @param canBeText whether a text can be right there at all.
   */
  alone(word: Word, canBeText: boolean): Operand {
    const text = plainText(word)
    if (text === undefined) return this.inExpression(word)
    const value = readValue(text, word.start)
    if (value !== undefined) return value
    const [, root = '', rest = ''] = /^-?([\p{L}\p{M}\p{N}_$]*)(.*)$/su.exec(text)!
    if (rest.startsWith('.') && (root === 'base' || rootKind(root) !== undefined)) {
      if (root !== 'base' && rootHoldsNothing(root)) {
        this.#fail(word.start, `${root} has no fields in it: as text, write ${inQuotes(text)}`)
      }
      return this.inExpression(word)
    }
    if (rest === '' && this.#isRoot(root)) {
      if (!canBeText) return this.inExpression(word)
      this.#fail(
        word.start,
        root === 'base'
          ? `base is a version: write one of its fields, as in base.name, or as text ${inQuotes(text)}`
          : `${quote(text)} is a field and could be text: write (${text}) for the field, ${inQuotes(text)} for the text`
      )
    }
    if (this.#looksLikeArithmetic(text)) {
      this.#fail(
        word.start,
        `${quote(text)} could be text or arithmetic: write blanks around the operators, or as text ${inQuotes(text)}`
      )
    }
    return new Literal(text, false, word.start)
  }

  /**
   * @param wholeBase whether `base` alone will do.
   * @throws ArtifactStoreError `INVALID_INPUT` that points at what cannot be part of a field's name.
   */
  field(word: Word, wholeBase = false): Field {
    const keys = this.#readPath(word)
    const [first, ...rest] = keys
    const of = first!.key === 'base' ? 'base' : 'version'
    if (of === 'base' && !this.#allowBase) this.#fail(word.start, 'there is no base to compare with here')
    const path = of === 'base' ? rest : keys
    if (path.length === 0) {
      if (!wholeBase) this.#fail(word.start, 'base is a version: write one of its fields, as in base.name')
      return makeField(of, [], word.start)
    }
    const root = path[0]!
    if (rootKind(root.key) === undefined) this.#fail(root.start, describeUnknown(root.key))
    if (path.length > 1 && rootHoldsNothing(root.key)) this.#fail(path[1]!.start, `${root.key} has no fields in it`)
    return makeField(
      of,
      path.map(({ key }) => key),
      word.start
    )
  }

  #readPath(word: Word): readonly Key[] {
    const keys: Key[] = []
    let wanted = true
    for (const piece of word.pieces) {
      if (piece.type === 'key') {
        keys.push({ key: piece.key, start: piece.start })
        wanted = false
        continue
      }
      for (let at = 0; at < piece.text.length;) {
        const part = (wanted ? KEY : DOT).exec(piece.text.slice(at))?.[0]
        if (part === undefined) return this.#failInPath(keys, piece, at, wanted)
        if (wanted) keys.push({ key: part, start: piece.start + at })
        wanted = !wanted
        at += part.length
      }
    }
    if (wanted) this.#fail(word.end, 'the name of a field is missing here')
    return keys
  }

  /** @param wanted whether a key should begin there; else one has just ended. */
  #failInPath(keys: readonly Key[], piece: Piece & { type: 'text' }, at: number, wanted: boolean): never {
    const character = String.fromCodePoint(piece.text.codePointAt(at)!)
    const around = wanted ? keys : keys.slice(0, -1)
    // The key as it was meant: `val-loss` of `metrics.val-loss`.
    const from = wanted ? at : keys.at(-1)!.start - piece.start
    const path = showPath([...around.map(({ key }) => key), piece.text.slice(from)])
    const isWhole = wanted || keys.at(-1)!.start >= piece.start
    const quoted =
      around.length === 0 || !isWhole ? '' : `; a key that holds it stands in quotes, as in ${shorten(path)}`
    if (wanted && character === '.') this.#fail(piece.start + at, 'the name of a field is missing here')
    if (/[-+*/]/.test(character))
      this.#fail(piece.start + at, `to calculate, write blanks around '${character}'${quoted}`)
    return this.#fail(piece.start + at, `${quote(character)} is no part of a field's name${quoted}`)
  }

  #isRoot(name: string): boolean {
    return rootKind(name) !== undefined || (name === 'base' && this.#allowBase)
  }

  /** `size/2`, `0.5*metrics.a`: only numbers and fields that can be calculated with, and such a field among them. */
  #looksLikeArithmetic(text: string): boolean {
    const parts = text.split(/[-+*/]/)
    const isCalculable = (part: string): boolean => {
      const [root, ...keys] = part.split('.')
      const kind = rootKind(root!)
      if (keys.length === 0) return kind === 'number' || kind === 'time'
      return this.#isRoot(root!) && keys.every((key) => PLAIN_KEY.test(key))
    }
    return parts.length > 1 && parts.some(isCalculable) && parts.every((part) => isCalculable(part) || isNumber(part))
  }

  #fail(offset: number, message: string): never {
    throw conditionError(this.#source, offset, message)
  }
}

interface Key {
  readonly key: string
  readonly start: number
}

const KEY = /^[\p{L}\p{M}\p{N}_$]+/u
const DOT = /^\./

/** The text of a word that is nothing but text. */
export function plainText({ pieces }: Word): string | undefined {
  const [first] = pieces
  return pieces.length === 1 && first.type === 'text' ? first.text : undefined
}

function readValue(text: string, start: number): Operand | undefined {
  if (NOW.test(text)) return { kind: 'now', start }
  const isValue = CONSTANT.test(text) || isNumber(text) || readTime(text) !== undefined
  return isValue ? new Literal(text, false, start) : undefined
}

function isNumber(text: string): boolean {
  return readNumber(text) !== undefined
}

function inQuotes(text: string): string {
  return `"${shorten(text)}"`
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

function rootHoldsNothing(root: string): boolean {
  const kind = rootKind(root)
  return kind !== 'group' && kind !== 'texts'
}

function describeUnknown(name: string): string {
  const small = name.toLowerCase()
  const meant = FIELD_NAMES.find((field) => {
    const known = field.toLowerCase()
    return known.startsWith(small) || (small.startsWith(known) && small.length < known.length + 3)
  })
  if (meant !== undefined) return `${quote(name)} is no field of a version: did you mean ${quote(meant)}?`
  return `${quote(name)} is no field of a version (they are ${FIELD_NAMES.join(', ')}), and text stands in quotes here`
}
