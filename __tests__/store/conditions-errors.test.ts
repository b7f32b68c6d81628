/** What is refused: each error says what is wrong, and points at the character. */
import fc from 'fast-check'
import { ArtifactStoreError } from '../../src/errors.js'
import { parseCondition } from '../../src/store/conditions.js'

function refuse(text: string, allowBase = true): { message: string; lines: string[]; column: number } {
  try {
    parseCondition(text, { input: 'where', allowBase })
  } catch (error) {
    expect(error).toBeInstanceOf(ArtifactStoreError)
    const { code, message } = error as ArtifactStoreError
    expect(code).toBe('INVALID_INPUT')
    const lines = message.split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[2]).toMatch(/^ {2} *\^$/)
    return { message: lines[0].replace(/^where: /, ''), lines, column: lines[2].length - 3 }
  }
  throw new Error(`${text} is not refused`)
}

/** The text, with `»` before the character that the caret points at; a part of the message. */
type Example = readonly [marked: string, message: string]

function check(marked: string, message: string, allowBase?: boolean): void {
  const text = marked.replace('»', '')
  const refused = refuse(text, allowBase)
  expect(refused.lines[1]).toBe(`  ${text}`)
  expect(`${text.slice(0, refused.column)}»${text.slice(refused.column)}`).toBe(marked)
  expect(refused.message).toContain(message)
}

describe('shapes', () => {
  test.each<Example>([
    ['»', "expected a condition, such as 'type = model', found the end"],
    ['   »', 'found the end'],
    ['»in = 3', "found 'in', which is a word of this language: as text it stands in quotes"],
    ['type »model', "expected a comparison, such as '=' or '>=', 'and', 'or' or the end, found 'model'"],
    ['type =»', 'expected a value, found the end'],
    ['type = »and', "expected a value, found 'and', which is a word of this language"],
    ['type = foo »bar', "expected 'and', 'or' or the end, found 'bar': text of several words stands in quotes"],
    ['type = "foo" »bar', "expected 'and', 'or' or the end, found 'bar'"],
    ['type = a and»', "expected a condition, such as 'type = model', found the end"],
    ['type = a or »or type = b', "expected a condition, such as 'type = model', found 'or'"],
    ['not»', 'expected a condition'],
    ['not »= 3', "expected a condition, such as 'type = model', found '='"],
    ['(type = a»', "expected 'and', 'or' or ')', found the end"],
    ['type = a»)', "expected 'and', 'or' or the end, found ')'"],
    ['(»)', "expected a condition or a value, found ')'"],
    ['number > 1 »> 0', "expected 'and', 'or' or the end, found '>'"],
    ['type in »a', "expected '(', found 'a'"],
    ['type in (»)', "expected a value, found ')'"],
    ['type in (a »b)', "expected ',' or ')', found 'b': text of several words stands in quotes"],
    ['type in (a,»)', "expected a value, found ')'"],
    ['type not »a', "expected a comparison, such as '=' or '>=', found 'a'"],
    ['name ~»', 'expected a pattern, found the end'],
    ['name ~ »(a)', "expected a pattern, found '('"],
    ['exists»', 'expected a field, found the end'],
    ['missing »"a"', "expected a field, found '\"'"],
    ['exists »not', "expected a field, found 'not', which is a word"],
    ['type »is missing', "found 'is': write '=', 'exists type' or 'missing type'"],
    ['type »LIKE a', "found 'LIKE': write '~'"],
    ['aliases »contains a', "found 'contains': write '=', which looks into lists"],
    ['type = a»; number = 3', "expected 'and', 'or' or the end, found ';'"],
    ['type = »[a]', "expected a value, found '['"],
    ['type = »{a}', "expected a value, found '{'"],
    ['type = »`a`', "expected a value, found '`'"],
    ['type = »“a”', 'quotes are straight, " or \''],
    ['type = »"a', 'this quote is not closed'],
    ["type = 'a' and name = »'it''s", 'this quote is not closed'],
    ['params»["a" = 1', 'a key in brackets is a number or stands in quotes'],
    ['params»[a] = 1', 'a key in brackets is a number or stands in quotes, as in metrics["val/loss"]'],
    ['params[»"a] = 1', 'this quote is not closed']
  ])('%s', (marked, message) => check(marked, message))
})

describe('operators', () => {
  test.each<Example>([
    ['type »=== a', "'===' is no operator: write '='"],
    ['number »=> 3', "'=>' is no operator: write '>='"],
    ['number »=< 3', "'=<' is no operator: write '<='"],
    ['number »<> 3', "'<>' is no operator: write '!='"],
    ['name »=~ a', "'=~' is no operator: write '~'"],
    ['type »! = a', "'!' is no operator: write 'not'"],
    ['type »>> a', "'>>' is no operator: there are = != < <= > >= ~ !~"],
    ['type = a »&& number = 1', "write 'and' instead"],
    ['type = a »| number = 1', "write 'or' instead"],
    ['size »-1 > 3', "write a blank on both sides of '-'"],
    ['(size)»*2 > 3', "write a blank on both sides of '*'"],
    ['size + »* 3 > 1', "expected a number or a field, found '*'"],
    ['size - »> 3', "expected a number or a field, found '>'"],
    ['type = »*', "expected a value, found '*'"],
    ['- »= 3', "expected a number or a field, found '='"]
  ])('%s', (marked, message) => check(marked, message))
})

describe('fields and text', () => {
  test.each<Example>([
    ['»main = run.branch', "'main' is no field of a version (they are name, number,"],
    ['»metric.a > 1', "'metric' is no field of a version: did you mean 'metrics'?"],
    ['»createdat > 2026-11-01', "did you mean 'createdAt'?"],
    ['»TYPE = model', "did you mean 'type'?"],
    ['base.»typo = 1', "'typo' is no field of a version"],
    ['»base = 1', 'base is a version: write one of its fields, as in base.name'],
    ['type = »base', 'base is a version: write one of its fields, as in base.name, or as text "base"'],
    ['name.»x = 1', 'name has no fields in it'],
    ['exists size.»x', 'size has no fields in it'],
    ['description = »name.txt', 'name has no fields in it: as text, write "name.txt"'],
    ['metrics.» = 1', 'the name of a field is missing here'],
    ['metrics.».a = 1', 'the name of a field is missing here'],
    ['».a = 1', 'the name of a field is missing here'],
    ['metrics.»@a = 1', `'@' is no part of a field's name; a key that holds it stands in quotes, as in metrics["@a"]`],
    ['metrics.a»@b = 1', `as in metrics["a@b"]`],
    ['metrics."a b"»c = 1', "'c' is no part of a field's name"],
    [
      'params.batch»-size = 1',
      `to calculate, write blanks around '-'; a key that holds it stands in quotes, as in params["batch-size"]`
    ],
    ['metrics.a < base.metrics.a»-0.005', "to calculate, write blanks around '-'"],
    ['metrics.val»/loss > 1', `as in metrics["val/loss"]`],
    ['size»*2 > 1', "to calculate, write blanks around '*'"],
    ['type = »type', `'type' is a field and could be text: write (type) for the field, "type" for the text`],
    ['params.x in (a, »size)', `write (size) for the field, "size" for the text`],
    ['params.x = »-size', `write (-size) for the field`],
    ['name = »size/2', `'size/2' could be text or arithmetic: write blanks around the operators, or as text "size/2"`],
    ['name = »0.5*base.size', 'could be text or arithmetic'],
    ['type = »a*', `for a pattern write '~', and for the text itself "a*"`],
    ['type in (a, »b?)', "for a pattern write '~'"],
    ['name ~ »a["b"]', 'a pattern that holds quotes or brackets stands in quotes']
  ])('%s', (marked, message) => check(marked, message))

  test.each<Example>([
    ['»base.type = model', 'there is no base to compare with here'],
    ['metrics.a < »base.metrics.a', 'there is no base to compare with here'],
    ['exists »base', 'there is no base to compare with here']
  ])('where there is no base: %s', (marked, message) => check(marked, message, false))

  test.each([
    'run.branch = base',
    'run.branch = run-7',
    'run.branch = size-fix',
    'run.branch = release/metrics',
    'run.branch = version-2',
    'name = name/version',
    'run.branch = -x',
    'name = data:name',
    'type = 7d',
    'type = a.b',
    'type = index and name = notes and params.x = exist',
    'params.not = 1 and params.in = 2 and exists params.and',
    "name = 'in'"
  ])('not refused: %s', (text) => {
    expect(String(parseCondition(text, { input: 'where', allowBase: false }))).toBe(text.replaceAll("'", '"'))
  })
})

describe('kinds', () => {
  test.each<Example>([
    ['metrics.a > »high', "metrics.a is a number, and 'high' is none"],
    ['»"high" < metrics.a', "metrics.a is a number, and 'high' is none"],
    ['metrics.a = »null', "metrics.a is a number, and 'null' is none: write 'missing metrics.a'"],
    ['number in (1, »v2)', "number is a number, and 'v2' is none"],
    ['size + 1 = »x', "the result is a number, and 'x' is none"],
    [
      'createdAt > »yesterday',
      "createdAt is a time, and 'yesterday' is none: write it as 2026-11-01 or 2026-11-01T12:00:00Z"
    ],
    ['createdAt > »2026-02-30', "'2026-02-30' is none"],
    ['createdAt > »7d', "'7d' is none"],
    ['createdAt > »5', "createdAt is a time, and '5' is none"],
    ['params.a < »high', "'<' compares numbers and times, and 'high' is neither"],
    ['»version > 1.4.0', "version is text, and '>' compares numbers and times"],
    ['3 < »aliases', "aliases is text, and '<' compares numbers and times"],
    ['size = »createdAt', 'size is a number, and createdAt a time'],
    ['name = »base.size', 'name is text, and base.size a number'],
    ['»params = 3', 'params holds several fields: compare one of them, as in params.x'],
    ['»inputs = data', 'inputs holds several fields: compare one of them, as in inputs.name'],
    ['»size ~ 5*', "size is a number, and '~' compares text with a pattern"],
    ['»metrics.a !~ 5*', "metrics.a is a number, and '!~' compares text with a pattern"],
    ['»run ~ a', "run is several fields, and '~' compares text with a pattern"],
    ['(»size + 1) ~ a', "'~' compares a field with a pattern"],
    ['»name + 1 > 2', 'name is no number'],
    ['size * »"2" > 2', "'2' is no number"],
    ['size + »true > 2', "'true' is no number"],
    ['-»name > 2', 'name is no number'],
    ['-(»name) > 2', 'name is no number'],
    ['size < -»type', 'type is no number'],
    ['»createdAt * 2 > 1', "createdAt is a time, which takes durations such as '7d'"],
    ['size + »now > 1', "now is a time, which takes durations such as '7d'"],
    ['»size + 7d > now', 'this is no time; a duration'],
    ['»5 + 7d > createdAt', 'this is no time; a duration'],
    ['now + 7d - »size > createdAt', "a time takes durations, such as '7d'"],
    ['createdAt > 2 * »7d', "a duration such as '7d' is only added to a time or taken from one"],
    [
      'createdAt > »7d + now',
      "a duration such as '7d' is only added to a time or taken from one, as in 'now - 7d'".slice(0, 20)
    ],
    ['»1 = 1', 'no field of a version is compared here'],
    ['»now > 2026-11-01', 'no field of a version is compared here'],
    ['»type', "this is a value and no condition: compare it, as in 'type = model', or write 'exists type'"],
    ['not »size + 1', "this is a value and no condition: compare it, as in 'type = model'"],
    ['(»type) and size > 1', 'this is a value and no condition'],
    ['type = (»name = a)', 'this is a condition, and a value is expected here'],
    ['(»size > 3) = true', 'this is a condition, and a value is expected here']
  ])('%s', (marked, message) => check(marked, message))
})

describe('the place', () => {
  test('is found below a character that is two in UTF-16', () => {
    const { lines } = refuse('name = "😀😀" x')
    expect(lines[1]).toBe('  name = "😀😀" x')
    expect(lines[2]).toBe(`${' '.repeat(2 + 12)}^`)
  })

  test('is found in a text of several lines, shown as one', () => {
    const { lines } = refuse('type = a\n\tand number = x')
    expect(lines[1]).toBe('  type = a  and number = x')
    expect(lines[2]).toBe(`${' '.repeat(2 + 23)}^`)
  })

  test('is shown with what is around it, where the text is long', () => {
    const { lines } = refuse(`type in (${'a, '.repeat(100)}not, ${'b, '.repeat(100)}c)`)
    expect(lines[1]).toMatch(/^ {2}….{100}…$/)
    expect(lines[1].slice(lines[2].length - 1)).toMatch(/^not, b/)
    expect(refuse(`type = x x${' '.repeat(200)}`).lines[1]).toMatch(/^ {2}type = x x {90}…$/)
    const end = refuse(`type in (${'a, '.repeat(100)}`)
    expect(end.lines[1]).toHaveLength(2 + 1 + 100)
    expect(end.column).toBe(101)
  })

  test('shows nothing that could break out of its line', () => {
    const { lines } = refuse('type = "\u001b[2J\u202e\u2028\u0000" \u0007x')
    expect(lines[1]).toBe('  type = "·[2J···" ·x')
    expect(lines[0]).toContain('found the character U+0007')
    expect(refuse('type\u00a0= x').message).toContain('found the character U+00A0')
    expect(refuse('type = "a" "\u202e').lines.join('')).not.toContain('\u202e')
  })
})

describe('hostile input', () => {
  test('10,000 characters and 100 levels are the limits', () => {
    const at = (count: number): string => `type = ${'a'.repeat(count - 7)}`
    expect(() => parseCondition(at(10_000), { input: 'where', allowBase: false })).not.toThrow()
    expect(refuse(at(10_001)).message).toBe('a condition has at most 10000 characters, and this one has 10001')
    for (const [open, close] of [
      ['(', ')'],
      ['not ', ''],
      ['not (', ')'],
      ['- ', '']
    ]) {
      const levels = open === 'not (' ? 50 : 100
      const nested = (depth: number): string =>
        `${open.repeat(depth)}size${open === '- ' ? '' : ' > 1'}${close.repeat(depth)}`
      const whole = (depth: number): string => (open === '- ' ? `${nested(depth)} > 1` : nested(depth))
      expect(() => parseCondition(whole(levels), { input: 'where', allowBase: false })).not.toThrow()
      expect(refuse(whole(levels + 1)).message).toBe(
        "more than 100 parentheses, 'not' and minus signs inside one another"
      )
    }
  })

  test('a pattern has at most 256 characters', () => {
    expect(() => parseCondition(`name ~ ${'a'.repeat(256)}`, { input: 'where', allowBase: false })).not.toThrow()
    expect(refuse(`name ~ ${'a'.repeat(257)}`).message).toBe('a pattern has at most 256 characters')
  })

  test.each([
    ['parentheses', '('.repeat(9999)],
    ['closed parentheses', `${'('.repeat(4998)}1${')'.repeat(4998)}`],
    ['not', 'not '.repeat(2499)],
    ['minus', '- '.repeat(4999)],
    ['quotes', '"'.repeat(9999)],
    ['brackets', `params${'['.repeat(9000)}`],
    ['operators', `size ${'='.repeat(9000)} 1`],
    ['dots', `metrics${'.'.repeat(9000)}`],
    ['dashes', `size > ${'1-'.repeat(4000)}size`],
    ['commas', `type in (${','.repeat(9000)})`],
    ['mixed', '(not -'.repeat(1600)]
  ])('%s, 10,000 of them, are one error', (_, text) => {
    const { lines } = refuse(text)
    expect(lines.join('\n').length).toBeLessThan(1000)
  })

  test.each([
    ['and', Array(1111).fill('size = 1').join(' and '), false],
    ['plus', `size${' + 1'.repeat(2490)} = 7490`, true],
    ['in', `size in (${'1, '.repeat(3300)}5000)`, true],
    ['a deep path', `missing metadata${'.a'.repeat(4900)}`, true],
    ['keys in quotes', `missing metadata${'["a"]'.repeat(1990)}`, true],
    ['blanks', `${' '.repeat(9000)}size > 1`, true]
  ])('a long chain of %s is only long', (_, text, result) => {
    const condition = parseCondition(text.slice(0, 10_000).replace(/ and s?i?z?e? ?=? ?$/, ''), {
      input: 'where',
      allowBase: false
    })
    expect(condition.matchesOrThrow({ size: 5000, metadata: {} })).toBe(result)
    expect(String(parseCondition(String(condition), { input: 'where', allowBase: false }))).toBe(String(condition))
    condition.explain({ size: 5000, metadata: {} })
  })

  const token = fc.oneof(
    fc.constantFrom(
      ...[
        'type',
        'metrics.a',
        'base.metrics.a',
        'params',
        '["x"]',
        '."y"',
        'name',
        'size',
        'createdAt',
        'aliases',
        'inputs.name'
      ],
      ...[
        '=',
        '!=',
        '<',
        '>=',
        '~',
        '!~',
        ' in ',
        ' not ',
        ' and ',
        ' or ',
        ' exists ',
        ' missing ',
        '(',
        ')',
        ',',
        ' - ',
        ' + ',
        '*',
        '/',
        '-'
      ],
      ...[
        '1',
        '0.5',
        'NaN',
        'true',
        'null',
        'now',
        '7d',
        '2026-11-01',
        'main',
        '"',
        "'",
        '"a b"',
        ' ',
        '\n',
        '\\',
        '😀',
        '\ud800',
        '\u0000'
      ]
    ),
    fc.string({ maxLength: 5 })
  )

  const plain = fc.constantFrom(
    'type = main',
    'metrics.a < base.metrics.a - 0.005',
    'not (size + 1) * 2 >= 12',
    'exists params["x"]."y"',
    'aliases !~ a*',
    'type not in (a, "b c", (name))',
    'createdAt > now - 7d',
    'missing inputs.name'
  )
  /** A condition, with a token put in or not. */
  const broken = fc
    .tuple(
      fc.array(plain, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(' and ', ' or '),
      fc.nat(),
      fc.option(token)
    )
    .map(([parts, word, at, added]) => {
      const text = parts.join(word)
      const place = at % (text.length + 1)
      return `${text.slice(0, place)}${added ?? ''}${text.slice(place)}`
    })
  const soup = fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join(''))

  test('any text is a condition, or one error that points into it', () => {
    const subject = { metrics: { a: 1 }, size: 5, type: 'main', createdAt: '2026-11-01T00:00:00Z', aliases: ['a'] }
    const now = new Date(0)
    let conditions = 0
    fc.assert(
      fc.property(fc.oneof(soup, broken), (text) => {
        let condition
        try {
          condition = parseCondition(text, { input: 'where', allowBase: true })
        } catch {
          const { column, lines } = refuse(text)
          expect(column).toBeLessThanOrEqual(Array.from(lines[1]).length - 2)
          return
        }
        conditions++
        expect(typeof condition.matches(subject, { now })).toBe('boolean')
        expect(typeof condition.explain(subject, { now })).toBe('string')
        expect(String(parseCondition(String(condition), { input: 'where', allowBase: true }))).toBe(String(condition))
      }),
      { numRuns: 2000 }
    )
    expect(conditions).toBeGreaterThan(200)
  })
})
