/** Reading the text of a condition into the shapes that it has, by the parser that Peggy makes of grammar.peggy. */
import { quote } from '../../errors.js'
import { parse, SyntaxError as ParserError } from './parser.js'
import { conditionError, type Source } from './problem.js'

/** Characters of a condition. */
export const MAX_LENGTH = 10_000
/** Parentheses, `not` and minus signs inside one another. */
export const MAX_DEPTH = 100

export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>='
export type ArithmeticOperator = '+' | '-' | '*' | '/'

/** UTF-16 code units from the start of the text. */
interface Place {
  readonly start: number
  readonly end: number
}

/** `metrics.`, then the key `val/loss`: only a word of a single piece of text can be anything but a field. */
export type Piece =
  (Place & { readonly type: 'text'; readonly text: string }) | (Place & { readonly type: 'key'; readonly key: string })

export type Word = Place & { readonly type: 'word'; readonly pieces: readonly [Piece, ...Piece[]] }
export type Quoted = Place & { readonly type: 'string'; readonly text: string }
/** What stands in parentheses, a condition or a value. */
export type Group = Place & { readonly type: 'group'; readonly inner: Syntax }
export type ArithmeticSyntax = Place & {
  readonly type: 'arithmetic'
  readonly first: Syntax
  /** All of one rank: `+` and `-`, or `*` and `/`. */
  readonly rest: readonly { readonly operator: ArithmeticOperator; readonly operand: Syntax }[]
}

export type Syntax =
  | Word
  | Quoted
  | Group
  | ArithmeticSyntax
  | (Place & { readonly type: 'negate'; readonly operand: Syntax })
  | (Place & { readonly type: 'compare'; readonly operator: Comparator; readonly left: Syntax; readonly right: Syntax })
  | (Place & {
      readonly type: 'match'
      readonly operator: '~' | '!~'
      readonly left: Syntax
      readonly pattern: Word | Quoted
    })
  | (Place & {
      readonly type: 'in'
      readonly negated: boolean
      readonly left: Syntax
      readonly items: readonly Syntax[]
    })
  | (Place & { readonly type: 'presence'; readonly presence: 'exists' | 'missing'; readonly operand: Word })
  | (Place & { readonly type: 'not'; readonly operand: Syntax })
  | (Place & { readonly type: 'and' | 'or'; readonly operands: readonly Syntax[] })

/** What the actions of the grammar use. */
interface ParserOptions {
  readonly maximumDepth: number
  readonly tooDeep: string
  readonly operators: readonly string[]
  readonly unknownOperator: (operator: string) => string
  readonly fail: (offset: number, message: string) => never
}

const OPERATORS = ['=', '==', '!=', '<', '<=', '>', '>=', '~', '!~']
const MEANT: Readonly<Record<string, string>> = {
  '!': 'not',
  '===': '=',
  '!==': '!=',
  '<>': '!=',
  '=<': '<=',
  '=>': '>=',
  '=~': '~',
  '~=': '~'
}

/** @throws ArtifactStoreError `INVALID_INPUT` that points at the character, and says what was expected there. */
export function parseSyntax(source: Source): Syntax {
  const { text } = source
  const fail = (offset: number, message: string): never => {
    throw conditionError(source, offset, message)
  }
  if (text.length > MAX_LENGTH) {
    fail(MAX_LENGTH, `a condition has at most ${MAX_LENGTH} characters, and this one has ${text.length}`)
  }
  const options: ParserOptions = {
    maximumDepth: MAX_DEPTH,
    tooDeep: `more than ${MAX_DEPTH} parentheses, 'not' and minus signs inside one another`,
    operators: OPERATORS,
    unknownOperator: (operator) => {
      const meant = Object.hasOwn(MEANT, operator) ? MEANT[operator] : undefined
      return `${quote(operator)} is no operator: ${meant === undefined ? 'there are = != < <= > >= ~ !~' : `write '${meant}'`}`
    },
    fail
  }
  try {
    return parse(text, options) as Syntax
  } catch (error) {
    if (!(error instanceof ParserError)) throw error
    const { expected, location } = error as unknown as PeggyError
    const { offset } = location.start
    const names = new Set((expected ?? []).flatMap(({ description }) => description ?? []))
    return fail(offset, `expected ${listExpected(names)}, found ${describeFound(text, offset, names)}`)
  }
}

/** The part of Peggy's error that is used here. */
interface PeggyError {
  readonly expected: readonly { readonly description?: string }[] | null
  readonly location: { readonly start: { readonly offset: number } }
}

/** From the most likely on. */
const ORDER = [
  'a condition',
  'a condition or a value',
  'a value',
  'a number or a field',
  'a field',
  'a pattern',
  'a comparison',
  "'and'",
  "'or'",
  "','",
  "'('",
  "')'",
  'the end'
]
const EXPLAINED: Readonly<Record<string, string>> = {
  'a condition': "a condition, such as 'type = model'",
  'a comparison': "a comparison, such as '=' or '>='"
}

function listExpected(names: ReadonlySet<string>): string {
  const listed = ORDER.filter((name) => names.has(name)).map((name) => EXPLAINED[name] ?? name)
  if (listed.length < 2) return listed.join('')
  return `${listed.slice(0, -1).join(', ')} or ${listed.at(-1)}`
}

/** Words of other languages. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  is: "write '=', 'exists type' or 'missing type'",
  like: "write '~'",
  matches: "write '~'",
  contains: "write '=', which looks into lists, or '~' with a pattern"
}
const KEYWORD = /^(?:and|or|not|in|exists|missing)$/i

function describeFound(text: string, offset: number, expected: ReadonlySet<string>): string {
  if (offset >= text.length) return 'the end'
  const [found] = /^(?:[^\s"'()[\],=!<>~&|{};`]+|.)/su.exec(text.slice(offset))!
  if (KEYWORD.test(found)) return `'${found}', which is a word of this language: as text it stands in quotes`
  if (Object.hasOwn(OTHER_WORDS, found.toLowerCase())) return `'${found}': ${OTHER_WORDS[found.toLowerCase()]}`
  if (/^[“”„‘’‚]/u.test(found)) return `${quote(found)}: quotes are straight, " or '`
  if (/^[\p{C}\p{Z}]/u.test(found)) {
    return `the character U+${found.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
  }
  const afterWord = /[^\s"'()[\],=!<>~&|{};`]\s+$/.test(text.slice(0, offset))
  const isWord = /^[^"'()[\],=!<>~&|{};`]/.test(found)
  const afterValue = !expected.has('a comparison') && (expected.has("'and'") || expected.has("','"))
  const several = afterValue && afterWord && isWord ? ': text of several words stands in quotes' : ''
  return `${quote(found)}${several}`
}
