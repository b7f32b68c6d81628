/** The rules of retention as they are given. */
import { isStoreError } from '../../../src/errors.js'
import { checkRules, combineRules, type RetentionRules } from '../../../src/store/pruning/rules.js'

const DAY = 24 * 60 * 60 * 1000

test.each<[string, RetentionRules | undefined]>([
  ['nothing', undefined],
  ['an empty mapping', {}],
  ['an empty list of metrics', { keepBest: [] }]
])('%s is no rule', (_, rules) => {
  expect(checkRules(rules)).toBeUndefined()
})

test.each([
  ['12h', DAY / 2],
  ['30d', 30 * DAY],
  ['4w', 28 * DAY],
  ['1.5d', 1.5 * DAY]
])('keep-within: %s', (keepWithin, milliseconds) => {
  expect(checkRules({ keepWithin })).toEqual({ keepLast: 0, keepWithinMilliseconds: milliseconds, keepBest: [] })
})

test('of a metric the best one is kept where no count is given', () => {
  expect(checkRules({ keepLast: 3, keepBest: [{ metric: 'loss', direction: 'lower' }] })).toEqual({
    keepLast: 3,
    keepWithinMilliseconds: 0,
    keepBest: [{ metric: 'loss', direction: 'lower', count: 1 }]
  })
})

test.each<[RetentionRules, string]>([
  [{ keepLast: 0 }, "keep-last: '0'"],
  [{ keepLast: -1 }, "keep-last: '-1'"],
  [{ keepLast: 1.5 }, "keep-last: '1.5'"],
  [{ keepLast: NaN }, "keep-last: 'NaN'"],
  [{ keepWithin: '' }, "keep-within: ''"],
  [{ keepWithin: '30' }, "keep-within: '30'"],
  [{ keepWithin: '0d' }, "keep-within: '0d'"],
  [{ keepWithin: '-3d' }, "keep-within: '-3d'"],
  [{ keepWithin: '1 month' }, "keep-within: '1 month'"],
  [{ keepBest: [{ metric: '', direction: 'lower' }] }, 'keep-best: the name of the metric is empty'],
  [{ keepBest: [{ metric: 'loss', direction: 'down' as 'lower' }] }, "keep-best: of 'loss' it is not said"],
  [{ keepBest: [{ metric: 'loss', direction: undefined as unknown as 'lower' }] }, "keep-best: of 'loss'"],
  [{ keepBest: [{ metric: 'loss', direction: 'lower', count: 0 }] }, "keep-best: 'loss': '0'"]
])('%j is refused', (rules, message) => {
  for (const act of [() => checkRules(rules), () => combineRules({ keepLast: 1 }, rules)]) {
    let caught: unknown
    try {
      act()
    } catch (error) {
      caught = error
    }
    expect(isStoreError(caught, 'INVALID_INPUT') && caught.message).toContain(message)
  }
})

test('combined rules keep what either keeps', () => {
  const best = { metric: 'accuracy', direction: 'higher' } as const
  expect(combineRules({ keepLast: 3, keepWithin: '2w' }, { keepLast: 5, keepWithin: '10d', keepBest: [best] })).toEqual(
    {
      keepLast: 5,
      keepWithin: '2w',
      keepBest: [best]
    }
  )
  expect(combineRules({}, { keepWithin: '10d' })).toEqual({ keepWithin: '10d' })
  expect(combineRules({ keepLast: 2 }, {})).toEqual({ keepLast: 2 })
})
