/** Which versions stay: rules over what a store has. docs/PROTOCOL.md, P6. */
import { planRetention, type KeepReason } from '../../../src/store/pruning/plan.js'
import { checkRules, type RetentionRules } from '../../../src/store/pruning/rules.js'
import type { ArtifactSnapshot, LivingVersion } from '../../../src/store/pruning/snapshot.js'

const NOW = Date.parse('2026-11-01T00:00:00Z')
const DAY = 24 * 60 * 60 * 1000

function version(number: number, more: Partial<LivingVersion> = {}): LivingVersion {
  return {
    name: 'model',
    number,
    label: undefined,
    version: `v${number}`,
    createdAt: new Date(NOW).toISOString(),
    // Version 1 is 100 days old, and each later one a day younger.
    savedAt: new Date(NOW - (101 - number) * DAY),
    wasBroughtBack: false,
    isOfPullRequest: false,
    packs: [`pack ${number}`],
    inputs: [],
    metrics: {},
    ...more
  }
}

function artifact(living: readonly LivingVersion[], more: Partial<ArtifactSnapshot> = {}): ArtifactSnapshot {
  return { name: 'model', living, gone: [], aliases: new Map(), damagedAlias: undefined, ...more }
}

/** Versions 1 to 8, some of them with more to say. */
function eight(more: Readonly<Record<number, Partial<LivingVersion>>> = {}): LivingVersion[] {
  return Array.from({ length: 8 }, (_, at) => version(at + 1, more[at + 1]))
}

interface Planned {
  readonly kept: Readonly<Record<number, KeepReason>>
  readonly removed: readonly number[]
  readonly warnings: readonly string[]
}

function plan(
  snapshot: readonly ArtifactSnapshot[],
  rules: RetentionRules | ((name: string) => RetentionRules | undefined),
  listed: readonly string[] = [],
  name = 'model'
): Planned {
  const warnings: string[] = []
  const { artifacts } = planRetention(snapshot, {
    rulesOf: (one) => checkRules(typeof rules === 'function' ? rules(one) : rules),
    now: new Date(NOW),
    listed: new Set(listed),
    logger: { warn: (message) => warnings.push(message), info: () => undefined }
  })
  const { kept, removed } = artifacts.find((one) => one.name === name)!
  return {
    kept: Object.fromEntries([...kept].sort(([one], [other]) => one - other)),
    removed: removed.map(({ number }) => number),
    warnings
  }
}

test('without a rule all stay', () => {
  const { kept, removed } = plan([artifact(eight())], {})
  expect(removed).toEqual([])
  expect(new Set(Object.values(kept))).toEqual(new Set(['no-rule']))
})

test('keep-last: the newest ones stay', () => {
  expect(plan([artifact(eight())], { keepLast: 3 })).toMatchObject({
    kept: { 6: 'keep-last', 7: 'keep-last', 8: 'newest' },
    removed: [1, 2, 3, 4, 5]
  })
})

test('keep-within: the younger ones stay, also one that is as old as that', () => {
  expect(plan([artifact(eight())], { keepWithin: '94d' }).kept).toEqual({ 7: 'keep-within', 8: 'newest' })
  expect(plan([artifact(eight({ 2: { savedAt: new Date(NOW + DAY) } }))], { keepWithin: '1h' }).kept).toEqual({
    2: 'keep-within',
    8: 'newest'
  })
})

test('without keep-within a version of this very moment goes, too', () => {
  expect(plan([artifact(eight({ 2: { savedAt: new Date(NOW) } }))], { keepLast: 1 }).removed).toContain(2)
})

describe('keep-best', () => {
  const values = [0.5, 0.9, 0.7, NaN, 0.9, undefined, 0.1, 0.2]
  const measured = eight(
    Object.fromEntries(values.map((loss, at) => [at + 1, { metrics: loss === undefined ? {} : { loss } }]))
  )

  test.each([
    ['higher', 1, [5]],
    ['higher', 2, [2, 5]],
    ['higher', 3, [2, 3, 5]],
    ['lower', 1, [7]],
    ['lower', 3, [1, 7]]
  ] as const)(
    '%s is better: the best %i stay, of equal ones the newer, and NaN is no value',
    (direction, count, best) => {
      const { kept } = plan([artifact(measured)], { keepBest: [{ metric: 'loss', direction, count }] })
      const numbers = Object.keys(kept).map(Number)
      expect(numbers).toEqual([...best, 8])
    }
  )

  test('infinities are values', () => {
    const versions = eight({
      1: { metrics: { loss: -Infinity } },
      2: { metrics: { loss: Infinity } },
      3: { metrics: { loss: 0 } }
    })
    for (const [direction, number] of [
      ['higher', 2],
      ['lower', 1]
    ] as const) {
      const { kept } = plan([artifact(versions)], { keepBest: [{ metric: 'loss', direction }] })
      expect(kept).toEqual({ [number]: 'keep-best', 8: 'newest' })
    }
  })

  test('of a metric that is called like a part of every object', () => {
    const { removed, warnings } = plan([artifact(measured)], {
      keepBest: [{ metric: 'toString', direction: 'higher' }]
    })
    expect([removed, warnings]).toEqual([
      [],
      ["keep-best: no version of model has the metric 'toString'; nothing of it is removed"]
    ])
  })

  test('of a metric that no version has removes nothing by itself, and says so', () => {
    const typo = { metric: 'acuracy', direction: 'higher' } as const
    expect(plan([artifact(measured)], { keepBest: [typo] })).toMatchObject({
      removed: [],
      warnings: ["keep-best: no version of model has the metric 'acuracy'; nothing of it is removed"]
    })
    expect(
      plan([artifact(measured)], { keepBest: [typo, { metric: 'loss', direction: 'lower' }] }).removed
    ).toHaveLength(6)
    expect(plan([artifact(measured)], { keepBest: [typo], keepLast: 1 })).toMatchObject({
      warnings: [],
      kept: { 8: 'newest' }
    })
  })

  test('a version whose note cannot be read stays, and is none of the best', () => {
    const versions = eight({ 2: { metrics: undefined }, 3: { metrics: { loss: 1 } } })
    const rules: RetentionRules = { keepBest: [{ metric: 'loss', direction: 'higher' }] }
    expect(plan([artifact(versions)], rules).kept).toEqual({ 2: 'unknown', 3: 'keep-best', 8: 'newest' })
    expect(plan([artifact(versions)], { keepLast: 1 }).removed).toContain(2)
  })
})

test('several rules: a version stays if any of them keeps it', () => {
  const versions = eight({ 1: { metrics: { accuracy: 1 } }, 3: { savedAt: new Date(NOW) } })
  expect(
    plan([artifact(versions)], {
      keepLast: 2,
      keepWithin: '1d',
      keepBest: [{ metric: 'accuracy', direction: 'higher' }]
    }).kept
  ).toEqual({ 1: 'keep-best', 3: 'keep-within', 7: 'keep-last', 8: 'newest' })
})

describe('in any case', () => {
  const one: RetentionRules = { keepLast: 1 }

  test('labelled, aliased ones and those that were brought back stay', () => {
    const versions = eight({ 1: { label: '1.0', version: '1.0' }, 3: { wasBroughtBack: true } })
    const aliases = new Map([['best', 2]])
    expect(plan([artifact(versions, { aliases })], one).kept).toEqual({
      1: 'label',
      2: 'alias',
      3: 'brought-back',
      8: 'newest'
    })
  })

  test('what latest gives stays, though pull requests saved newer ones', () => {
    const pull = { isOfPullRequest: true }
    const versions = eight({ 5: pull, 6: pull, 7: pull, 8: pull })
    expect(plan([artifact(versions)], { keepWithin: '1h' }).kept).toEqual({ 4: 'newest', 8: 'newest' })
  })

  test('what pull requests saved is counted apart', () => {
    const pull = { isOfPullRequest: true }
    const versions = eight({ 2: pull, 5: pull, 6: pull, 7: pull, 8: pull })
    expect(plan([artifact(versions)], { keepLast: 2 }).kept).toEqual({
      3: 'keep-last',
      4: 'newest',
      7: 'keep-last',
      8: 'newest'
    })
  })

  test('what a version that stays was made of stays, and what that was made of, in other artifacts too', () => {
    const digest = `sha256:${'0'.repeat(64)}` as const
    const input = (name: string, number: number) => ({ name, number, digest })
    const model = artifact(
      eight({
        8: { inputs: [input('data', 2), input('model', 3), input('data', 9)] },
        3: { inputs: [input('data', 1)] },
        1: { inputs: [input('data', 3)] }
      })
    )
    const data = { ...artifact([1, 2, 3, 4].map((number) => version(number, { name: 'data' }))), name: 'data' }
    expect(plan([data, model], one)).toMatchObject({ kept: { 3: 'input', 8: 'newest' } })
    expect(plan([data, model], one, [], 'data')).toMatchObject({
      kept: { 1: 'input', 2: 'input', 4: 'newest' },
      removed: [3]
    })
    // What no rule is for stays, and what it was made of.
    expect(plan([data, model], (name) => (name === 'data' ? one : undefined), [], 'data').removed).toEqual([])
  })

  test('inputs that go round in a circle come to an end', () => {
    const digest = `sha256:${'0'.repeat(64)}` as const
    const versions = eight({
      8: { inputs: [{ name: 'model', number: 2, digest }] },
      2: {
        inputs: [
          { name: 'model', number: 8, digest },
          { name: 'model', number: 2, digest }
        ]
      }
    })
    expect(plan([artifact(versions)], one).kept).toEqual({ 2: 'input', 8: 'newest' })
  })

  test('where it cannot be read where an alias points, all stay', () => {
    const { removed } = plan([artifact(eight(), { damagedAlias: 'the object is damaged' })], one)
    expect(removed).toEqual([])
  })
})

describe("a version that uses a listed pack takes no other one's place", () => {
  test('as the newest', () => {
    expect(plan([artifact(eight())], { keepWithin: '1h' }, ['pack 8', 'pack 7']).kept).toEqual({
      6: 'newest',
      7: 'newest',
      8: 'newest'
    })
  })

  test('among the last and the best', () => {
    const versions = eight({ 1: { metrics: { a: 1 } }, 2: { metrics: { a: 2 } }, 3: { metrics: { a: 3 } } })
    expect(plan([artifact(versions)], { keepLast: 2 }, ['pack 7']).kept).toEqual({
      6: 'keep-last',
      7: 'keep-last',
      8: 'newest'
    })
    const best: RetentionRules = { keepBest: [{ metric: 'a', direction: 'higher' }] }
    expect(plan([artifact(versions)], best, ['pack 3']).kept).toEqual({ 2: 'keep-best', 3: 'keep-best', 8: 'newest' })
  })

  test('and is removed as others are', () => {
    expect(plan([artifact(eight())], { keepLast: 2 }, ['pack 1']).removed).toContain(1)
  })
})
