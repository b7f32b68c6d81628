/** What conditions say of a version: tables of examples. The ones of docs/FILTERS.md are in conditions-guide.test.ts. */
import { parseCondition, type ConditionContext, type VersionLike } from '../../src/store/conditions.js'
import type { ListedVersion } from '../../src/store/types.js'

const version: ListedVersion = {
  name: 'team/model',
  number: 12,
  version: '1.10.0',
  type: 'model',
  description: 'two words, "quoted"',
  createdAt: '2026-11-01T10:00:00.000Z',
  digest: `sha256:${'0123456789abcdef'.repeat(4)}`,
  files: 3,
  size: 5000,
  storedSize: 0,
  params: {
    lr: 0.1,
    text: '0.50',
    'a.b': 1,
    deep: { er: { x: 'y' } },
    none: null,
    yes: true,
    no: 'false',
    list: [1, 'two', null],
    empty: [],
    mapping: {},
    nested: [['x']]
  },
  metrics: { accuracy: 0.91, zero: 0, nan: NaN, huge: Infinity, 'val.loss': 0.25, 'val/loss': 0.5 },
  metadata: { day: '2026-10-31', moment: '2026-10-31T23:30:00-01:00', 'it"s': 'a\nb', ünï: 'größe', '7': 'seven' },
  inputs: [
    { name: 'data/train', number: 3, digest: `sha256:${'a'.repeat(64)}` },
    { name: 'data/test', number: 4, digest: `sha256:${'b'.repeat(64)}` }
  ],
  run: { workflow: true, branch: 'feature/x', runId: 4711, ref: '12' },
  aliases: ['production', 'eu-1']
}
const base: VersionLike = {
  number: 11,
  metrics: { accuracy: 0.93 },
  type: 'model',
  createdAt: '2026-11-01T09:59:59.999Z'
}
const now = new Date('2026-11-02T10:00:00Z')

/** `unknown`: no match, and an error where it is asked strictly. */
function ask(text: string, about: VersionLike = version, context: ConditionContext = { base, now }): string {
  const condition = parseCondition(text, { input: 'fail-if', allowBase: true })
  try {
    const strict = condition.matchesOrThrow(about, context)
    return condition.matches(about, context) === strict ? String(strict) : 'differs'
  } catch {
    return condition.matches(about, context) ? 'differs' : 'unknown'
  }
}

describe('equality', () => {
  test.each([
    ['type = model', 'true'],
    ['type == model', 'true'],
    ['type = Model', 'false'],
    ['type != model', 'false'],
    ['"model" = type', 'true'],
    ['version = 1.10.0', 'true'],
    ['version = 1.1', 'false'],
    ['number = 12', 'true'],
    ['number = 12.0', 'true'],
    ['number = "12"', 'true'],
    ['number = +1.2e1', 'true'],
    ['params.text = 0.50', 'true'],
    // A text that looks like a number is a text: spelled otherwise, it is another one.
    ['params.text = 0.5', 'false'],
    ['run.ref = 12', 'true'],
    ['run.runId = 4711', 'true'],
    ['params.lr = auto', 'false'],
    ['params.lr != auto', 'true'],
    ['params.yes = true', 'true'],
    ['params.yes = TRUE', 'true'],
    ['params.yes = "true"', 'false'],
    ['params.yes = 1', 'false'],
    ['params.no = false', 'true'],
    ['params.none = null', 'true'],
    ['params.none = "null"', 'false'],
    ['params.none = 0', 'false'],
    ['params.none != 0', 'true'],
    ['params.mapping = x', 'unknown'],
    ['params.mapping = params.mapping', 'unknown'],
    ['metrics.nan = NaN', 'true'],
    ['metrics.nan != nan', 'false'],
    ['metrics.nan = metrics.nan', 'true'],
    ['metrics.accuracy = NaN', 'false'],
    ['metrics.huge = Infinity', 'true'],
    ['metrics.huge = inf', 'true'],
    ['metrics.huge = -inf', 'false'],
    ['metrics.zero = -0', 'true'],
    ['description = "two words, ""quoted"""', 'true'],
    [`description = 'two words, "quoted"'`, 'true'],
    ['metadata."it""s" = "a\nb"', 'true'],
    ['metadata.ünï = größe', 'true'],
    [`digest = sha256:${'0123456789abcdef'.repeat(4)}`, 'true'],
    ['run.branch = feature/x', 'true'],
    ['run.branch = base.type', 'false'],
    ['type = base.type', 'true'],
    ['params.lr = params.text', 'false'],
    ['params.text = params.lr', 'false'],
    ['type in (a, b, model)', 'true'],
    ['type IN(a,"model")', 'true'],
    ['type not in (a, b)', 'true'],
    ['type not in (model)', 'false'],
    ['number in (11, 12)', 'true'],
    ['number in (base.number + 1, 99)', 'true'],
    ['type in (base.type)', 'true'],
    ['metrics.none in (1, 2)', 'unknown'],
    ['metrics.none not in (1, 2)', 'unknown'],
    ['number in (metrics.none, 12)', 'true'],
    ['number in (metrics.none, 13)', 'unknown']
  ])('%s: %s', (text, result) => {
    expect(ask(text)).toBe(result)
  })
})

describe('order', () => {
  test.each([
    ['size > 4999', 'true'],
    ['size>=5000 and size<=5000', 'true'],
    ['size < 5000', 'false'],
    ['0.9 < metrics.accuracy', 'true'],
    ['0.9 >= metrics.accuracy', 'false'],
    ['size > "4999"', 'true'],
    ['metrics.accuracy > .5', 'true'],
    ['metrics.huge > 1e308', 'true'],
    ['metrics.nan < 1', 'unknown'],
    ['not (metrics.nan < 1)', 'unknown'],
    ['metrics.accuracy < NaN', 'unknown'],
    ['metrics.accuracy < metrics.nan', 'unknown'],
    ['params.text < 1', 'unknown'],
    ['params.yes > 0', 'unknown'],
    ['params.none > 0', 'unknown'],
    ['params.mapping > 0', 'unknown'],
    ['params.lr < 2026-11-01', 'unknown'],
    ['params.deep.er.x > 1', 'unknown'],
    ['params.lr < params.text', 'unknown'],
    ['params.text < params.no', 'unknown'],
    ['size > (storedSize)', 'true'],
    ['size > storedSize', 'true'],
    ['size >= -storedSize', 'true'],
    ['size != storedSize', 'true'],
    ['size = files', 'false'],
    ['5000 = size', 'true'],
    ['params.lr < number', 'true'],
    ['metrics.accuracy < base.metrics.accuracy', 'true']
  ])('%s: %s', (text, result) => {
    expect(ask(text)).toBe(result)
  })
})

describe('arithmetic', () => {
  test.each([
    ['metrics.accuracy < base.metrics.accuracy - 0.005', 'true'],
    ['metrics.accuracy < base.metrics.accuracy - 0.05', 'false'],
    ['1 + 2 * 3 = (number) - 5', 'true'],
    ['(1 + 2) * 3 = (number) - 3', 'true'],
    ['10 - 3 - 2 = (number) - 7', 'true'],
    ['10 - (3 - 2) = (number) - 3', 'true'],
    ['48 / 2 / 2 = (number)', 'true'],
    ['-(number) = -12', 'true'],
    ['- number = -12', 'true'],
    ['-number = - 12', 'true'],
    ['-metrics.accuracy < 0', 'true'],
    ['0 > -metrics.accuracy', 'true'],
    ['number - -1 = 13', 'true'],
    ['- - - number = -12', 'true'],
    ['size / storedSize > 1e300', 'true'],
    ['storedSize / storedSize = NaN', 'true'],
    ['storedSize / storedSize > 1', 'unknown'],
    ['params.text + 1 > 0', 'unknown'],
    ['-params.text < 0', 'unknown'],
    ['params.list + 1 > 0', 'unknown'],
    ['params.text + 1 = params.empty', 'unknown'],
    ['metrics.none + 1 > 0', 'unknown'],
    ['number + metrics.none != 0', 'unknown'],
    ['params.text + 1 = 1', 'unknown'],
    ['params.text + 1 != 1', 'unknown']
  ])('%s: %s', (text, result) => {
    expect(ask(text)).toBe(result)
  })
})

describe('times', () => {
  test.each([
    ['createdAt = 2026-11-01', 'true'],
    ['createdAt != 2026-11-01', 'false'],
    ['createdAt = "2026-11-01"', 'true'],
    ['createdAt < 2026-11-01', 'false'],
    ['createdAt <= 2026-11-01', 'true'],
    ['createdAt > 2026-11-01', 'false'],
    ['createdAt >= 2026-11-01', 'true'],
    ['createdAt > 2026-10-31', 'true'],
    ['createdAt >= 2026-11-02', 'false'],
    ['2026-11-02 > createdAt', 'true'],
    ['createdAt = 2026-11-01T10:00:00Z', 'true'],
    ['createdAt = 2026-11-01T10:00:00.001Z', 'false'],
    ['createdAt = 2026-11-01T12:00+02:00', 'true'],
    ['createdAt = 2026-11-01t12:00:00.000+0200', 'true'],
    ['createdAt = "2026-11-01 10:00"', 'true'],
    ['createdAt > now - 1d', 'false'],
    ['createdAt >= now - 24h', 'true'],
    ['createdAt > now - 25h', 'true'],
    ['createdAt > NOW - 1w', 'true'],
    ['createdAt < now', 'true'],
    ['createdAt + 1d = now', 'true'],
    ['createdAt + 1d - 12h + 720m - 0.5h + 1800s = now', 'true'],
    ['createdAt > base.createdAt', 'true'],
    ['createdAt < base.createdAt + 1s', 'true'],
    ['createdAt > 2026-10-31 + 1d', 'true'],
    ['createdAt in (2026-10-31, 2026-11-01)', 'true'],
    ['createdAt ~ 2026-11-01T*', 'true'],
    // The day begins the day before in UTC.
    ['metadata.moment = 2026-11-01', 'true'],
    ['metadata.moment > 2026-10-31', 'true'],
    ['metadata.moment > metadata.day', 'true'],
    ['metadata.day = 2026-10-31', 'true'],
    ['metadata.day < 2026-10-31T00:00:01Z', 'true'],
    ['metadata.day + 1d < createdAt', 'true'],
    ['params.text > 2026-01-01', 'unknown'],
    ['params.text + 1d > now', 'unknown'],
    ['params.lr + 1d > now', 'unknown'],
    ['metadata.none + 1d > now', 'unknown']
  ])('%s: %s', (text, result) => {
    expect(ask(text)).toBe(result)
  })

  test('a day ends where the next one begins', () => {
    const midnight = { createdAt: '2026-11-01T00:00:00.000Z' }
    expect(ask('createdAt > 2026-10-31 and not createdAt <= 2026-10-31', midnight)).toBe('true')
    expect(ask('createdAt = 2026-10-31 or createdAt < 2026-11-01', midnight)).toBe('false')
    const before = { createdAt: '2026-10-31T23:59:59.999Z' }
    expect(ask('createdAt = 2026-10-31 and createdAt < 2026-11-01', before)).toBe('true')
    expect(ask('createdAt > 2026-10-31', before)).toBe('false')
  })

  test('a label that looks like a date is a text', () => {
    const labelled = { version: '2026-11-01', label: '2026-11-01T00:00:00Z', number: 1 }
    expect(ask('version = 2026-11-01', labelled)).toBe('true')
    expect(ask('label = 2026-11-01', labelled)).toBe('false')
    expect(ask('version = (label)', labelled)).toBe('false')
  })

  test("a condition that says 'now' must be told the time", () => {
    const condition = parseCondition('createdAt > now - 1d', { input: 'where', allowBase: false })
    expect(condition.usesNow).toBe(true)
    expect(() => condition.matches(version)).toThrow("where says 'now', and was not told the time")
    const without = parseCondition('createdAt > 2026-01-01 and description = "now"', {
      input: 'where',
      allowBase: false
    })
    expect(without.usesNow).toBe(false)
  })
})

describe('patterns', () => {
  test.each([
    ['*', '', true],
    ['*', 'a/b', true],
    ['', '', true],
    ['', 'a', false],
    ['?', '', false],
    ['?', '/', true],
    ['?', '😀', true],
    ['??', '😀', false],
    ['*?', '😀', true],
    ['a*c', 'abc', true],
    ['a*c', 'abcd', false],
    ['a*c', 'xabc', false],
    ['*b*', 'abc', true],
    ['**b**', 'b', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b?c', 'a-bb-bxc', true],
    ['release/*', 'release/1/2', true],
    ['A*', 'abc', false],
    ['v1.2', 'v1x2', false],
    ['[ab]*', 'a', false],
    ['[ab]*', '[ab]c', true],
    ['{a,b}', 'a', false],
    ['(a|b)+$', 'a', false],
    ['\\*', '*', true],
    ['\\*', 'a', false],
    ['a\\?', 'a?', true],
    ['a\\\\b', 'a\\b', true],
    ['a\\', 'a\\', true],
    ['a*', 'a\nb', true]
  ])('%j and %j: %s', (pattern, description, result) => {
    const quoted = `"${pattern.replaceAll('"', '""')}"`
    expect(ask(`description ~ ${quoted}`, { description })).toBe(String(result))
    expect(ask(`description !~ ${quoted}`, { description })).toBe(String(!result))
  })

  test.each([
    ['name ~ team/*', 'true'],
    ['name ~ *', 'true'],
    ['run.branch !~ feature/?', 'false'],
    ['name ~ run.branch', 'false'],
    ['aliases ~ eu-*', 'true'],
    ['aliases !~ eu-*', 'false'],
    ['metrics ~ x or type = model', 'refused'],
    ['params.lr ~ 0*', 'unknown'],
    ['params.list ~ t*', 'true'],
    ['params.list ~ x*', 'unknown'],
    ['metadata.none ~ *', 'unknown'],
    ['not (metadata.none !~ *)', 'unknown']
  ])('%s: %s', (text, result) => {
    if (result === 'refused') expect(() => ask(text)).toThrow('compares text with a pattern')
    else expect(ask(text)).toBe(result)
  })
})

describe('paths and lists', () => {
  test.each([
    ['params["lr"] = 0.1 and params[ "lr" ] = 0.1', 'true'],
    ['params."a.b" = 1', 'true'],
    ['params.a.b = 1', 'unknown'],
    ['metrics.val.loss = 0.25', 'true'],
    ['metrics["val.loss"] = 0.25', 'true'],
    ['metrics["val/loss"] = 0.5', 'true'],
    ['params.deep.er.x = y', 'true'],
    ['params.deep["er"]."x" = y', 'true'],
    ['params.deep.er.x.y = 1', 'unknown'],
    ['metadata.7 = seven', 'true'],
    ['metadata[7] = seven', 'true'],
    ['inputs.name = data/test', 'true'],
    ['inputs.name != data/test', 'false'],
    ['inputs.name = data/x', 'false'],
    ['inputs.name != data/x', 'true'],
    ['inputs[0].name = data/train', 'true'],
    ['inputs[2].name = data/train', 'unknown'],
    ['inputs.number > 3', 'true'],
    ['inputs.none = 1', 'unknown'],
    ['exists inputs and exists inputs.name and missing inputs.none', 'true'],
    ['aliases = eu-1', 'true'],
    ['aliases in (staging, production)', 'true'],
    ['aliases not in (staging, production)', 'false'],
    ['aliases[1] = eu-1', 'true'],
    ['params.list = two', 'true'],
    ['params.list = 1', 'true'],
    ['params.list = null', 'true'],
    ['params.list > 0', 'true'],
    ['params.list > 1', 'unknown'],
    ['params.list = params.list', 'unknown'],
    ['params.lr != params.list', 'true'],
    ['params.list != params.lr', 'true'],
    ['type in (params.list)', 'false'],
    ['params.empty = x', 'false'],
    ['params.empty != x', 'true'],
    ['missing params.empty and exists params.mapping and exists params.none', 'true'],
    ['params.nested = x', 'unknown'],
    ['params.list.length = 3', 'unknown'],
    ['name = team/model and exists name', 'true'],
    ['label = 1.10.0', 'true']
  ])('%s: %s', (text, result) => {
    expect(ask(text)).toBe(result)
  })

  test('a version without inputs or aliases has none, which is known', () => {
    const none = { inputs: [], aliases: [] }
    expect(ask('inputs.name = data/x', none)).toBe('false')
    expect(ask('aliases != x and inputs.name !~ *', none)).toBe('true')
    expect(ask('missing aliases and missing inputs and missing inputs.name', none)).toBe('true')
  })

  test('a label is known from what the version is called; a version without one has none', () => {
    expect(ask('label = x', { number: 3, version: 'x' })).toBe('true')
    expect(ask('missing label', { number: 3, version: 'v3' })).toBe('true')
    expect(ask('label = y', { number: 3, version: 'x', label: 'y' })).toBe('true')
  })

  test('metrics as JSON has them are numbers', () => {
    const json = { metrics: { a: 'NaN', b: 'Infinity', c: '-Infinity' } }
    expect(ask('metrics.a = nan and metrics.b > 1e300 and metrics.c < -1e300', json)).toBe('true')
    expect(ask('metrics.a < 1', json)).toBe('unknown')
  })

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length'])(
    '%s is a field like any other',
    (key) => {
      for (const path of [`metadata.${key}`, `metrics.${key}`, `params.deep.${key}`, `inputs.${key}`]) {
        expect(ask(`${path} = 1`)).toBe('unknown')
        expect(ask(`exists ${path}`)).toBe('false')
      }
      expect(() => ask(`name[0].${key} = 1`)).toThrow('name has no fields in it')
      expect(() => ask(`${key} = 1`)).toThrow('is no field of a version')
      const own = JSON.parse(`{"metadata": {"${key}": 1}}`) as VersionLike
      expect(ask(`metadata.${key} = 1`, own)).toBe('true')
    }
  )
})

describe('what is unknown', () => {
  test.each([
    ['metrics.x = 1', 'unknown'],
    ['metrics.x != 1', 'unknown'],
    ['not metrics.x = 1', 'unknown'],
    ['not not metrics.x = 1', 'unknown'],
    ['metrics.x = 1 or type = model', 'true'],
    ['type = model or metrics.x = 1', 'true'],
    ['metrics.x = 1 or type = other', 'unknown'],
    ['metrics.x = 1 and type = model', 'unknown'],
    ['metrics.x = 1 and type = other', 'false'],
    ['type = other and metrics.x = 1', 'false'],
    ['not (metrics.x = 1 and type = other)', 'true'],
    ['exists metrics.x and metrics.x > 1', 'false'],
    ['missing metrics.x or metrics.x > 1', 'true'],
    ['not exists metrics.x', 'true'],
    ['NOT missing metrics.accuracy', 'true'],
    ['exists base', 'true'],
    ['missing base.metrics.x', 'true']
  ])('%s: %s', (text, result) => {
    expect(ask(text)).toBe(result)
  })

  test('without a base all of it is missing', () => {
    expect(ask('metrics.accuracy < base.metrics.accuracy', version, {})).toBe('unknown')
    expect(ask('exists base and metrics.accuracy < base.metrics.accuracy', version, {})).toBe('false')
    expect(ask('missing base', version, {})).toBe('true')
  })
})

describe('what it says of itself', () => {
  const parse = (text: string): ReturnType<typeof parseCondition> =>
    parseCondition(text, { input: 'fail-if', allowBase: true })

  test('its fields, each once', () => {
    const condition = parse(
      'metrics.a < base.metrics.a - metrics."x y" and not (name ~ n* or type in (a, metadata.t)) and exists metrics.a'
    )
    expect(condition.fields()).toEqual(['metrics.a', 'base.metrics.a', 'metrics["x y"]', 'name', 'type', 'metadata.t'])
  })

  test.each([
    [
      'metrics.accuracy < base.metrics.accuracy - 0.005',
      'metrics.accuracy (0.91) < base.metrics.accuracy (0.93) - 0.005'
    ],
    ['type = x or number >= 12 or size = 1', 'number (12) >= 12'],
    ['type = model and number = 1 and size = 1', 'number (12) = 1 and size (5000) = 1'],
    ['type = model and size > 1', "type ('model') = model and size (5000) > 1"],
    ['not (type = model or size = 1)', "not (type ('model') = model)"],
    ['number = 12 and metrics.x > 1', 'metrics.x (missing) > 1'],
    ['aliases = staging', "aliases ('production', 'eu-1') = staging"],
    ['params.empty = 1 or params.nested = 1 or exists params.mapping', 'exists params.mapping (a mapping)'],
    ['params.nested = 1', 'params.nested (a list) = 1'],
    ['params.list !~ two', "params.list (1, 'two', null) !~ two"],
    ['exists params.empty', 'exists params.empty (empty)'],
    ['metadata["it""s"] = x', `metadata["it""s"] ('a\\nb') = x`],
    ['-(size) * (2 + number) in (1, (size))', '-(size (5000)) * (2 + number (12)) in (1, (size (5000)))']
  ])('why %s: %s', (text, explained) => {
    expect(parse(text).explain(version, { base })).toBe(explained)
  })

  test('an explanation shows a long value or list in part', () => {
    const explained = parse('description = x or aliases = x').explain({
      description: 'a'.repeat(1000),
      aliases: 'abcdefgh'.split('')
    })
    expect(explained).toBe(
      `description ('${'a'.repeat(60)}…') = x or aliases ('a', 'b', 'c', 'd', 'e', and 3 more) = x`
    )
  })

  test.each([
    ['metrics.x > 1', 'metrics.x is missing', 0],
    ['type = model and  metrics.x > 1', 'metrics.x is missing', 18],
    ['1 < metrics.x', 'metrics.x is missing', 4],
    ['metrics.x > metrics.y or metrics.x = 2', 'metrics.x is missing; metrics.y is missing', 0],
    ['params.text > 1', "params.text ('0.50') > 1 is neither true nor false", 0],
    ['1 < params.text', "1 < params.text ('0.50') is neither true nor false", 0],
    [
      'metrics.nan > base.metrics.accuracy',
      'metrics.nan (NaN) > base.metrics.accuracy (0.93) is neither true nor false',
      0
    ],
    ['number = 1 or params.lr ~ x', 'params.lr (0.1) ~ x is neither true nor false', 14],
    [
      'params.mapping in (1, 2)',
      'params.mapping (a mapping) = 1 is neither true nor false; params.mapping (a mapping) = 2 is neither true nor false',
      0
    ],
    [
      'metrics.a = 1 or metrics.b = 1 or metrics.c = 1 or metrics.d = 1 or metrics.e = 1 or metrics.f = 1 or metrics.g = 1',
      'metrics.a is missing; metrics.b is missing; metrics.c is missing; metrics.d is missing; metrics.e is missing; and 2 more',
      0
    ]
  ])('asked strictly, %s is an error: %s', (text, message, column) => {
    const run = (): boolean => parse(text).matchesOrThrow(version, { base })
    expect(run).toThrow(
      expect.objectContaining({
        code: 'INVALID_INPUT',
        message: expect.stringContaining(`fail-if: ${message}\n  `)
      })
    )
    expect(run).toThrow(new RegExp(`\n {${column + 2}}\\^$`))
  })

  test('asked strictly without a base, the error says that there is none', () => {
    expect(() => parse('metrics.accuracy < base.metrics.accuracy').matchesOrThrow(version)).toThrow(
      'base.metrics.accuracy is missing, since there is no base version\n  metrics.accuracy < base.metrics.accuracy\n'
    )
  })
})
