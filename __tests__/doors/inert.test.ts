import fc from 'fast-check'
import { inert, inertJson, inertLine, inertLines, inertMessage } from '../../src/doors/inert.js'
import { visible } from '../../src/errors.js'
import { hostileText } from '../support/hostile-text.js'
import { commandOf, HARMFUL, linesOf } from '../support/log-commands.js'

const runs = { numRuns: 3000 }

test('text from elsewhere is made visible on one line', () => {
  expect(inert('a\n::error::\u001b[31m\u202e')).toBe('a\\n::error::\\u001b[31m\\u202e')
  expect(visible('\r\t\u00ad\u{e0041}\ud800x')).toBe('\\r\\t\\u00ad\\u{e0041}\\ud800x')
  expect(visible('é😀 العربية ❤️ naïve')).toBe('é😀 العربية ❤️ naïve')
})

test('a line is no command, whatever it holds, and is one line', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
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
    fc.property(hostileText, (text) => {
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
      hostileText,
      fc.integer(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(hostileText, tie('value'), { maxKeys: 3 })
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
