/** Generated conditions, evaluated by the module and by a plain evaluator; and printed, parsed again, the same. */
import fc from 'fast-check'
import { parseCondition } from '../../src/store/conditions.js'
import { resolveCondition } from '../../src/store/conditions/resolve.js'
import { parseSyntax } from '../../src/store/conditions/syntax.js'
import { condition, version, Writer } from './conditions-generator.js'
import { Reference, type Verdict } from './conditions-reference.js'

const options = { input: 'fail-if', allowBase: true }
function treeOf(source: string): unknown {
  const input = { input: 'fail-if', text: source }
  return withoutPlaces(resolveCondition(parseSyntax(input), input, true))
}

/** Where a word stands is no part of what is said. */
function withoutPlaces(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (key, each: unknown) => {
      if (key === 'start' && typeof each === 'number') return undefined
      return typeof each === 'number' && !Number.isFinite(each) ? String(each) : each
    })
  )
}

const seed = fc.nat(0x7fffffff)

test('a condition says the same as a plain evaluator', () => {
  const seen = new Map<Verdict, number>()
  fc.assert(
    fc.property(condition, seed, version, fc.option(version, { nil: undefined }), (node, choices, about, base) => {
      const source = new Writer(choices).condition(node)
      const expected = new Reference(about, base).evaluate(node)
      const parsed = parseCondition(source, options)
      seen.set(expected, (seen.get(expected) ?? 0) + 1)
      expect({ source, matches: parsed.matches(about, { base }) }).toEqual({ source, matches: expected === 1 })
      if (expected === 0.5)
        expect(() => parsed.matchesOrThrow(about, { base })).toThrow(/^fail-if: .* (?:missing|neither true nor false)/s)
      else expect(parsed.matchesOrThrow(about, { base })).toBe(expected === 1)
    }),
    { numRuns: 3000 }
  )
  // All three come up often, or this shows little.
  for (const verdict of [0, 0.5, 1] as const) expect(seen.get(verdict)).toBeGreaterThan(100)
})

test('a condition printed and parsed again is the same', () => {
  fc.assert(
    fc.property(condition, seed, (node, choices) => {
      const source = new Writer(choices).condition(node)
      const printed = String(parseCondition(source, options))
      expect(treeOf(printed)).toEqual(treeOf(source))
      expect(String(parseCondition(printed, options))).toBe(printed)
    }),
    { numRuns: 2000 }
  )
})
