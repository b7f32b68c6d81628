/** What prune keeps, as both doors are told: rules that are given, and those of the configuration. */
import { isStoreError } from '../../src/errors.js'
import { parseConfig } from '../../src/doors/config.js'
import { parseKeepBest, retentionOf } from '../../src/doors/index.js'

test.each([
  ['accuracy', { metric: 'accuracy' }],
  ['accuracy:3', { metric: 'accuracy', count: 3 }],
  ['loss:lower', { metric: 'loss', direction: 'lower' }],
  ['metrics.loss:lower:12', { metric: 'loss', direction: 'lower', count: 12 }],
  [' val.loss : x:higher:2 ', { metric: 'val.loss : x', direction: 'higher', count: 2 }],
  ['a:b', { metric: 'a:b' }],
  ['metrics.metrics.a', { metric: 'metrics.a' }],
  ['higher', { metric: 'higher' }]
])('keep-best %j is read', (text, best) => {
  expect(parseKeepBest(text, 'x')).toEqual(best)
})

test.each(['', ':', 'loss:', 'loss:0', 'loss:lower:0', 'loss:3:lower', 'loss:lower:', 'loss:lower:higher', 'metrics.'])(
  'keep-best %j is refused',
  (text) => {
    let caught: unknown
    try {
      parseKeepBest(text, "input 'keep-best'")
    } catch (error) {
      caught = error
    }
    expect(isStoreError(caught, 'INVALID_INPUT') && caught.message).toMatch(
      /^input 'keep-best' is '.*': give a metric, which way is better, and how many/
    )
  }
)

const CONFIG = `
artifacts:
  '*': {retention: {keep-last: 50}}
  'team/*': {retention: {keep-last: 10, keep-within: 90d, keep-best: {accuracy: 3}}, metrics: {accuracy: higher}}
  team/loss: {retention: {keep-best: {loss: 2}}, metrics: {loss: lower, accuracy: lower}}
`

describe('the rules of an artifact', () => {
  const rulesOf = async (given: Parameters<typeof retentionOf>[1], name: string, config = CONFIG) =>
    retentionOf(await parseConfig(config), given, '--keep-best')(name)

  test('are those of the configuration where none are given', async () => {
    expect(await rulesOf({ keepBest: [] }, 'other')).toEqual({ keepLast: 50 })
    expect(await rulesOf({ keepBest: [] }, 'team/x')).toEqual({
      keepLast: 10,
      keepWithin: '90d',
      keepBest: [{ metric: 'accuracy', count: 3, direction: 'higher' }]
    })
    expect(await rulesOf({ keepBest: [] }, 'team/loss')).toMatchObject({
      keepBest: [{ metric: 'loss', count: 2, direction: 'lower' }]
    })
    expect(await rulesOf({ keepBest: [] }, 'x', '')).toEqual({})
  })

  test('keep what either keeps', async () => {
    expect(
      await rulesOf({ keepLast: 20, keepWithin: '1w', keepBest: [{ metric: 'f1', direction: 'higher' }] }, 'team/x')
    ).toEqual({
      keepLast: 20,
      keepWithin: '90d',
      keepBest: [
        { metric: 'f1', direction: 'higher' },
        { metric: 'accuracy', count: 3, direction: 'higher' }
      ]
    })
    expect(await rulesOf({ keepLast: 20, keepBest: [] }, 'x')).toEqual({ keepLast: 50 })
  })

  test('take the direction of a metric from the configuration, of the artifact or of others that agree', async () => {
    const best = { keepBest: [{ metric: 'loss', count: 1 }] }
    expect(await rulesOf(best, 'team/loss')).toMatchObject({ keepBest: [{ direction: 'lower' }, {}] })
    expect(await rulesOf(best, 'x')).toMatchObject({ keepBest: [{ direction: 'lower' }] })
    const given = { keepBest: [{ metric: 'loss', direction: 'higher' as const }] }
    expect(await rulesOf(given, 'x')).toMatchObject({ keepBest: [{ direction: 'higher' }] })
  })

  test('do not guess a direction: the best ones would go', async () => {
    for (const metric of ['f1', 'accuracy', 'constructor']) {
      await expect(rulesOf({ keepBest: [{ metric }] }, 'x')).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(
          new RegExp(`^--keep-best: it is not known which way '${metric}' of 'x' gets better: give '${metric}:higher'`)
        )
      })
    }
    await expect(rulesOf({ keepBest: [] }, 'x', 'artifacts: {x: {retention: {keep-best: {f1: 1}}}}')).rejects.toThrow(
      /^'keep-best' in \.github\/artifact-store\.yml: it is not known which way 'f1' of 'x'/
    )
  })
})
