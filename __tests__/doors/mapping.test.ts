import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { stringify } from 'yaml'
import {
  MAX_ALIASED_WEIGHT,
  MAX_DEPTH,
  MAX_DOCUMENT_BYTES,
  mergeMappings,
  nonFiniteMetrics,
  parseAssignments,
  parseMapping,
  parseMetrics,
  readMappingFile
} from '../../src/doors/mapping.js'
import type { MappingKind } from '../../src/doors/mapping.js'
import type { Metrics } from '../../src/store/types.js'

const parse = (text: string, kind?: MappingKind): unknown => parseMapping(text, "input 'params'", kind)
const metrics = (text: string): Metrics =>
  parseMetrics(parseMapping(text, "input 'metrics'", 'metrics'), "input 'metrics'")
const refused = (message: string | RegExp): unknown =>
  expect.objectContaining({
    code: 'INVALID_INPUT',
    message: typeof message === 'string' ? message : expect.stringMatching(message)
  })
const thrown = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('parseMapping', () => {
  it.each([
    ['block mappings', 'lr: 0.1\nlayers:\n  - 64\n  - 32\n', { lr: 0.1, layers: [64, 32] }],
    ['JSON, indented with tabs', '{\n\t"a": {\n\t\t"b": [1, null, true]\n\t}\n}', { a: { b: [1, null, true] } }],
    ['JSON escapes', '{"a": "\\u00e9\\ud83d\\ude00\\n"}', { a: 'é😀\n' }],
    ['dates as text', 'day: 2026-11-01\nat: 2026-11-01T10:00:00Z', { day: '2026-11-01', at: '2026-11-01T10:00:00Z' }],
    ['only the booleans of YAML 1.2', 'a: yes\nb: off\nc: True', { a: 'yes', b: 'off', c: true }],
    ['numbers of YAML 1.2', 'a: 017\nb: 0o17\nc: 0x1f\nd: 1e3', { a: 17, b: 15, c: 31, d: 1000 }],
    ['what says that it is YAML 1.1, as YAML 1.2', '%YAML 1.1\n---\na: yes', { a: 'yes' }],
    ['standard tags', 'a: !!str 1\nb: !!int "2"', { a: '1', b: 2 }],
    ['keys that are numbers, as they are written', '1: a\n1.50: b\ntrue: c', { '1': 'a', '1.50': 'b', true: 'c' }],
    ['a byte order mark and Windows line ends', '\ufeffa: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
    [
      'anchors that are used with measure',
      'a: &x [1, 2]\nb: *x\nc: {d: *x}',
      { a: [1, 2], b: [1, 2], c: { d: [1, 2] } }
    ],
    [
      'an anchor that is set again, as the last one before',
      'a: &x 1\nb: *x\nc: &x 2\nd: *x',
      { a: 1, b: 1, c: 2, d: 2 }
    ],
    ['an anchor on a key', '&k a: 1\nb: *k\n&n 2: *n', { a: 1, b: 'a', '2': 2 }],
    ['the largest integer that is exact', 'a: 9007199254740991', { a: Number.MAX_SAFE_INTEGER }],
    ['a merge key in quotes, which is text', '"<<": 1', { '<<': 1 }],
    ['an empty mapping', '{}', {}]
  ])('takes %s', (_, text, expected) => {
    expect(parse(text)).toEqual(expected)
  })

  it.each([
    ['nothing', '', /is empty/],
    ['a comment', '# nothing here', /is empty/],
    ['null', '~', /holds nothing/],
    ['a list', '- a', /is a list, not a mapping/],
    ['a scalar', 'accuracy 0.9', /is a single value, not a mapping/],
    ['what does not parse', 'a: b: c', /is not valid YAML or JSON: .* \(line 1, column 4\)/],
    ['JSON that was cut off', '{"a": 1', /is not valid YAML or JSON/],
    ['indentation by tabs', 'a:\n\t- 1', /Tabs are not allowed as indentation \(line 2, column 1\)/],
    ['two documents', 'a: 1\n---\nb: 2', /more than one YAML document/],
    ['a key given twice', 'a: 1\nb: 2\na: 3', /'a' is given twice \(line 3, column 1\)/],
    ['a key given twice further in', '{"a": {"b": 1, "b": 2}}', /'a\.b' is given twice/],
    ['__proto__', '__proto__: 1', /holds the key '__proto__', which is not allowed/],
    ['__proto__ in a list, in JSON', '{"a": [{"__proto__": {"x": 1}}]}', /the key 'a\[0\]\.__proto__'/],
    ['constructor', 'a: {constructor: 1}', /the key 'a\.constructor'/],
    ['prototype by an escape', '{"\\u0070rototype": 1}', /the key 'prototype'/],
    ['a tag of its own', 'a: !!js/function "return 1"', /Unresolved tag/],
    ['binary', 'a: !!binary aGVsbG8=', /Unresolved tag/],
    ['an alias without an anchor', 'a: *b', /alias '\*b' has no anchor before it \(line 1, column 4\)/],
    ['an alias before its anchor', 'a: *b\nc: &b 1', /has no anchor before it/],
    ['what contains itself', 'a: &x [*x]', /contains itself/],
    ['a merge key', 'a: &x {b: 1}\nc:\n  <<: *x', /merge keys/],
    ['a key that is a list', '? [a, b]\n: 1', /is not plain text/],
    ['NaN', 'a: {b: .nan}', /'a\.b' is NaN: only metrics can be NaN or infinite/],
    ['what overflows', 'a: 1e999', /'a' is Infinity/],
    [
      'an integer that is not exact',
      'seed: 9007199254740993',
      /'seed' is an integer that JSON readers cannot hold exactly: put it in quotes/
    ]
  ])('refuses %s and names the input', (_, text, message) => {
    const error = thrown(() => parse(text))
    expect(error).toEqual(refused(message))
    expect(error).toEqual(refused(/^input 'params'/))
  })

  it('refuses an alias bomb at once', () => {
    const rows = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
    for (let level = 1; level < 12; level++) {
      rows.push(
        `a${level}: &a${level} [${Array(10)
          .fill(`*a${level - 1}`)
          .join(', ')}]`
      )
    }
    const started = performance.now()
    expect(() => parse(rows.join('\n'))).toThrow(/expands to too much by its aliases/)
    expect(performance.now() - started).toBeLessThan(5000)
  })

  it('refuses a long text that aliases multiply, and takes it where they do not', () => {
    const text = 'x'.repeat(1000)
    const of = (count: number): string => `a: &a ${text}\nb: [${Array(count).fill('*a').join(',')}]`
    expect(() => parse(of(Math.ceil(MAX_ALIASED_WEIGHT / 1000)))).toThrow(/by its aliases/)
    expect(parse(of(100))).toEqual({ a: text, b: Array(100).fill(text) })
  })

  it('takes the deepest that is allowed, and no deeper', () => {
    const lists = (count: number): string => `a: ${'['.repeat(count)}${']'.repeat(count)}`
    expect(parse(lists(MAX_DEPTH - 1))).toHaveProperty('a')
    expect(() => parse(lists(MAX_DEPTH))).toThrow(/nested more than 64 levels deep/)
    expect(() => parse(lists(5000))).toThrow(/nested more than 64 levels deep/)
  })

  it('refuses a document of more than 1 MiB unread', () => {
    expect(() => parse(`a: ${'é'.repeat(MAX_DOCUMENT_BYTES / 2)}`)).toThrow(/is larger than 1 MiB/)
  })

  it('takes many keys in reasonable time', () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `key${index}: ${index}`)
    const started = performance.now()
    expect(Object.keys(parse(rows.join('\n')) as object)).toHaveLength(20_000)
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  it('names hostile keys without a line break', () => {
    const error = thrown(() => parse('"a\\n::error::x": .nan')) as Error
    expect(error.message).not.toContain('\n')
  })

  const json = fc.jsonValue({ maxDepth: 4, depthSize: 'small', noUnicodeString: false })
  const mapping = fc.dictionary(
    fc
      .string({ maxLength: 10, unit: 'grapheme' })
      .filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key)),
    json,
    { noNullPrototype: true }
  )
  const isAllowed = (value: unknown): boolean => {
    if (typeof value === 'number')
      return !Number.isInteger(value) || Number.isSafeInteger(value) || String(value).includes('e')
    if (typeof value !== 'object' || value === null) return true
    return Object.entries(value).every(
      ([key, inner]) => !/^(__proto__|constructor|prototype)$/.test(key) && isAllowed(inner)
    )
  }

  it('gives what JSON.parse gives, for any JSON object', () => {
    fc.assert(
      fc.property(mapping, (value) => {
        fc.pre(isAllowed(value))
        const text = JSON.stringify(value, undefined, 2)
        expect(parse(text)).toEqual(JSON.parse(text))
      })
    )
  })

  it('gives what was written, for any mapping that a YAML writer writes', () => {
    fc.assert(
      fc.property(mapping, (value) => {
        fc.pre(isAllowed(value))
        const plain = JSON.parse(JSON.stringify(value)) as unknown
        expect(parse(stringify(plain, { aliasDuplicateObjects: false }))).toEqual(plain)
      })
    )
  })

  it('never fails but with one clear error, whatever the text', () => {
    const syntax = fc.array(
      fc.constantFrom('{', '}', '[', ']', ':', ' ', '\n', '-', '&a', '*a', '"', "'", '?', '!', '|', '#', 'x', ',', '%')
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: 'binary' }),
          syntax.map((parts) => parts.join(''))
        ),
        (text) => {
          try {
            expect(Object.getPrototypeOf(parse(text))).toBe(Object.prototype)
          } catch (error) {
            expect(error).toEqual(refused(/^input 'params'/))
            // eslint-disable-next-line no-control-regex -- control characters are what this is about
            expect((error as Error).message).not.toMatch(/[\u0000-\u001f]/)
          }
        }
      ),
      { numRuns: 500 }
    )
  })
})

describe('parseMetrics', () => {
  it('takes numbers, NaN and infinities, also as JSON writers write them', () => {
    const text =
      'a: 0.91\nb: 3\nc: .nan\nd: -.inf\ne: NaN\nf: Infinity\ng: "-Infinity"\nh: inf\ni: 12345678901234567890'
    expect(metrics(text)).toEqual({
      a: 0.91,
      b: 3,
      c: NaN,
      d: -Infinity,
      e: NaN,
      f: Infinity,
      g: -Infinity,
      h: Infinity,
      i: 12345678901234567000
    })
    expect(metrics('{"loss": NaN, "best": -Infinity}')).toEqual({ loss: NaN, best: -Infinity })
  })

  it.each([
    [
      'a number in quotes',
      'accuracy: "0.91"',
      /metric 'accuracy' is the text '0.91', not a number: leave out the quotes/
    ],
    ['text', 'accuracy: high', /metric 'accuracy' is the text 'high', not a number: put text into params or metadata/],
    ['a version number', 'v: 1.2.3', /is the text '1.2.3'/],
    ['nothing', 'accuracy:', /metric 'accuracy' is empty/],
    ['a boolean', 'ok: true', /metric 'ok' is true, not a number: write 1 or 0/],
    ['a list', 'loss: [1, 2]', /metric 'loss' is a list/],
    ['a mapping', 'val: {loss: 1}', /metric 'val' is a mapping, not a number: .*such as 'val\.loss'/],
    ['a metric without a name', '"": 1', /has a metric without a name/]
  ])('refuses %s', (_, text, message) => {
    expect(thrown(() => metrics(text))).toEqual(refused(message))
  })

  it('tells which are not finite', () => {
    expect(nonFiniteMetrics({ a: 1, b: NaN, c: -Infinity, d: 0 })).toEqual(['b', 'c'])
  })
})

describe('mergeMappings', () => {
  it('lets later values win, whole', () => {
    expect(mergeMappings({ a: { x: 1 }, b: 1 }, { a: { y: 2 } }, { c: null })).toEqual({ a: { y: 2 }, b: 1, c: null })
  })
})

describe('parseAssignments', () => {
  it.each([
    ['a=1', 1],
    ['a=1.5', 1.5],
    ['a=true', true],
    ['a=null', null],
    ['a=~', null],
    ['a=0x1f', 31],
    ['a=2026-11-01', '2026-11-01'],
    ['a=plain words', 'plain words'],
    ['a=b: c', 'b: c'],
    ['a=x #y', 'x #y'],
    ['a=b=c', 'b=c'],
    ['a="1"', '1'],
    ["a='it''s'", "it's"],
    ['a="a" b', '"a" b'],
    ["a=it's", "it's"],
    ['a=', ''],
    ['a= x ', ' x '],
    ['a=[1, 2]', '[1, 2]'],
    ['a=- x', '- x'],
    ['a=!!str 1', '!!str 1'],
    ['a=&x y', '&x y'],
    ['a=*x', '*x'],
    ['a=|\n x', '|\n x'],
    ['a=%x', '%x'],
    ['a=--- 1', '--- 1']
  ])('reads %j', (text, expected) => {
    expect(parseAssignments([text], '--param')).toEqual({ a: expected })
  })

  it.each([
    [['a'], "--param 'a' is not KEY=VALUE"],
    [['=1'], "--param '=1' is not KEY=VALUE"],
    [['a=1', 'a=2'], "--param 'a' is given twice"],
    [['__proto__=1'], "--param holds the key '__proto__', which is not allowed: rename it"],
    [['a=9007199254740993'], "--param 'a' is an integer that JSON readers cannot hold exactly: put it in quotes"]
  ])('refuses %j', (assignments, message) => {
    expect(thrown(() => parseAssignments(assignments, '--param'))).toEqual(refused(message))
  })

  it('keeps any text as it is where it is no YAML scalar, and never fails', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { a } = parseAssignments([`a=${text}`], '--metric', 'metrics')
        if (typeof a === 'string' && !/^\s*["']/.test(text)) expect(a).toBe(text)
      }),
      { numRuns: 500 }
    )
  })
})

describe('readMappingFile', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mapping-'))
  })
  afterEach(() => rm(folder, { recursive: true }))
  const read = (name: string): Promise<unknown> => readMappingFile(join(folder, name), "input 'params-path'")

  it('reads JSON and YAML, whatever the ending', async () => {
    await writeFile(join(folder, 'a.yml'), '{"a": 1}')
    await writeFile(join(folder, 'b.txt'), '\ufeffb: [2]\n')
    expect(await read('a.yml')).toEqual({ a: 1 })
    expect(await read('b.txt')).toEqual({ b: [2] })
  })

  it('names the file and the input of what is wrong', async () => {
    await writeFile(join(folder, 'list.json'), '[1]')
    await writeFile(join(folder, 'latin1.yml'), Buffer.from([0x61, 0x3a, 0x20, 0xe9]))
    await writeFile(join(folder, 'large.json'), Buffer.alloc(MAX_DOCUMENT_BYTES + 1, 0x20))
    await mkdir(join(folder, 'folder'))
    const where = (name: string): string => `file '${join(folder, name)}' (input 'params-path')`
    await expect(read('none.json')).rejects.toEqual(refused(`${where('none.json')} does not exist`))
    await expect(read('list.json/x')).rejects.toEqual(refused(`${where('list.json/x')} does not exist`))
    await expect(read('folder')).rejects.toThrow(`${where('folder')} is not a file`)
    await expect(read('list.json')).rejects.toThrow(`${where('list.json')} is a list, not a mapping`)
    await expect(read('latin1.yml')).rejects.toThrow(`${where('latin1.yml')} is not UTF-8 text`)
    await expect(read('large.json')).rejects.toThrow(`${where('large.json')} is larger than 1 MiB`)
  })
})
