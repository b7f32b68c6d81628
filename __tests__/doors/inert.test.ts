import fc from 'fast-check'
import { inert, inertJson, inertLine, inertLines, inertMessage } from '../../src/doors/inert.js'
import { visible } from '../../src/errors.js'
import { commandOf, HARMFUL, linesOf } from '../support/log-commands.js'

/** Pieces of commands, and what a reader may pass over between them. */
const parts = fc.constantFrom(
  '::',
  ':',
  '##[',
  '#',
  '##',
  '[',
  ']',
  'set-output name=x',
  'error',
  'add-mask',
  '%0A',
  '%',
  '\n',
  '\r',
  '\r\n',
  '\t',
  ' ',
  '\u0000',
  '\u001b[31m',
  '\u009b',
  '\u0085',
  '\u00a0',
  '\u00ad',
  '\u034f',
  '\u115f',
  '\u200b',
  '\u200d',
  '\u202e',
  '\u2066',
  '\u2028',
  '\u3000',
  '\u3164',
  '\ufe0f',
  '\ufeff',
  '\ud800',
  '\u{e0041}',
  'a',
  '0',
  '"',
  '\\',
  '😀'
)
const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.array(parts, { maxLength: 12 }).map((list) => list.join('')) },
  fc.string({ unit: 'binary' })
)
const runs = { numRuns: 3000 }

test('text from elsewhere is made visible on one line', () => {
  expect(inert('a\n::error::\u001b[31m\u202e')).toBe('a\\n::error::\\u001b[31m\\u202e')
  expect(visible('\r\t\u00ad\u{e0041}\ud800x')).toBe('\\r\\t\\u00ad\\u{e0041}\\ud800x')
  expect(visible('é😀 العربية ❤️ naïve')).toBe('é😀 العربية ❤️ naïve')
})

test('a line is no command, whatever it holds, and is one line', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const line = inertLine(text)
      expect(commandOf(line)).toBeUndefined()
      expect(line).not.toMatch(HARMFUL)
      expect(line).not.toContain('\n')
    }),
    runs
  )
  expect(inertLine("Saved 'a::b' [1/2] # 3")).toBe("Saved 'a::b' [1/2] # 3")
  expect(inertLine('  ::add-mask::x')).toBe('- ::add-mask::x')
  expect(inertLine('\u200b::add-mask::x')).toBe('\\u200b::add-mask::x')
  expect(inertLine('x ##[group]y')).toBe('x ## [group]y')
})

test('lines that were laid out stay as they are, each by itself', () => {
  expect(inertLines('NAME  VERSION\n  ::error::  x\n\n')).toBe('NAME  VERSION\n- ::error::  x\n\n')
  fc.assert(
    fc.property(hostile, (text) => {
      for (const line of linesOf(inertLines(text))) expect(commandOf(line)).toBeUndefined()
    }),
    runs
  )
})

test('a message keeps the place that it points at, and no other line break', () => {
  const place = "where: there is no field 'x'\n  x = 1\n  ^"
  expect(inertMessage(place)).toBe(place)
  expect(inertMessage('a\n  b\u001b\n   ^')).toBe('a\n  b\\u001b\n   ^')
  expect(inertMessage('a\nb')).toBe('a\\nb')
  expect(inertMessage('a\n::error::b\n  ^')).toBe('a\\n::error::b\\n  ^')
})

test('JSON means what it meant, and holds no command and nothing hidden', () => {
  const value = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      hostile,
      fc.integer(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(hostile, tie('value'), { maxKeys: 3 })
    )
  })).value
  fc.assert(
    fc.property(value, (one) => {
      const text = inertJson(one)
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(one)))
      expect(text).not.toMatch(HARMFUL)
      for (const line of linesOf(text)) expect(commandOf(line)).toBeUndefined()
    }),
    runs
  )
  const plain = { a: ['[#]', { b: 'é😀' }], c: [] }
  expect(inertJson(plain)).toBe(JSON.stringify(plain, undefined, 2))
})
