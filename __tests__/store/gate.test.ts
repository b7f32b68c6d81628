/** Gates: whether a version is good enough, beside the newest of the base branch or another one. */
import { viewerOf, type GateRequest, type RunContext } from '../../src/store/index.js'
import { versionKey } from '../../src/store/layout.js'
import { plantVersion } from './long-series.js'
import { pull, push } from './runs.js'
import { failure, flipBit, memoryStore, removeFolders, save, tree, type TestStore } from './support.js'

afterAll(removeFolders)

/** Versions of these runs and accuracies, from v1 on. */
async function series(...versions: readonly (readonly [RunContext, number])[]): Promise<TestStore> {
  const test = memoryStore()
  await save(test.store, tree({ file: '1' }))
  versions.forEach(([run, accuracy], at) => plantVersion(test, at + 1, { run, metrics: { accuracy } }))
  return test
}

const FELL = 'metrics.accuracy < base.metrics.accuracy - 0.005'

async function gate(test: TestStore, number: number, request: Partial<GateRequest> = {}, run?: RunContext) {
  const store = test.over(undefined, run === undefined ? {} : { viewer: viewerOf(run) })
  return await store.checkGate({ name: 'model', number }, { failIf: FELL, ...request })
}

async function baseOf(test: TestStore, number: number, request: Partial<GateRequest> = {}, run?: RunContext) {
  return (await gate(test, number, { failIf: 'base.number > 0', ...request }, run)).base?.number
}

test('a version that fell behind the newest of its base branch fails, and the explanation has the values', async () => {
  const test = await series([push(), 0.9], [push(), 0.93], [pull(7), 0.92], [pull(7), 0.926])
  expect(await gate(test, 3, {}, pull(7))).toMatchObject({
    failed: true,
    explanation: 'metrics.accuracy (0.92) < base.metrics.accuracy (0.93) - 0.005',
    base: { number: 2 }
  })
  expect(await gate(test, 4, {}, pull(7))).toMatchObject({ failed: false, base: { number: 2 } })
})

test('what was recorded after the save counts, of both', async () => {
  const test = await series([push(), 0.9], [pull(7), 0.9])
  await test.store.record({ name: 'model', selectors: ['v1'], metrics: { accuracy: 0.95 } })
  expect((await gate(test, 2, {}, pull(7))).failed).toBe(true)
  await test.store.record({ name: 'model', selectors: ['v2'], metrics: { accuracy: 0.96 } })
  expect((await gate(test, 2, {}, pull(7))).failed).toBe(false)
})

test('without a base in it the condition is of the version alone, and none is looked for', async () => {
  const test = await series([{}, 0.9])
  expect(await gate(test, 1, { failIf: 'metrics.accuracy < 0.95' })).toEqual({
    failed: true,
    isJudged: true,
    explanation: 'metrics.accuracy (0.9) < 0.95'
  })
})

describe('the version to compare with', () => {
  test('is by default, of a push, the one before of the same branch', async () => {
    const test = await series([push(), 1], [push('topic'), 1], [pull(7, 'main'), 1], [push(), 1], [push(), 1])
    expect(await baseOf(test, 4, {}, push())).toBe(1)
    expect(await baseOf(test, 5, {}, push())).toBe(4)
    expect(await baseOf(test, 5)).toBe(4)
  })

  test('of a pull request it may be newer than the version, and the version itself where that stands for it', async () => {
    const test = await series([push(), 1], [pull(7), 1], [push(), 1])
    expect(await baseOf(test, 2, {}, pull(7))).toBe(3)
    expect(await baseOf(test, 3, {}, pull(7))).toBe(3)
    expect(await baseOf(test, 3, { viewer: viewerOf(pull(7)) }, push())).toBe(3)
  })

  test('is what selectors find, but not the version itself, unless it is named', async () => {
    const test = await series([push(), 1], [push(), 1], [pull(7), 1])
    await test.store.promote({ name: 'model', selectors: ['v3'], aliases: ['best'] })
    expect(await baseOf(test, 3, { baseline: ['latest'] }, pull(7))).toBe(2)
    expect(await baseOf(test, 3, { baseline: ['none', 'v1'] }, pull(7))).toBe(1)
    expect(await baseOf(test, 3, { baseline: ['best'] }, pull(7))).toBe(3)
    expect(await baseOf(test, 3, { baseline: ['pr-base'] }, pull(7))).toBe(2)
    expect(await baseOf(test, 3, { baseline: ['pr-base'], viewer: viewerOf(pull(9)) }, push())).toBe(2)
    expect((await failure(gate(test, 2, { baseline: ['pr-base'] }, push()))).message).toMatch(/'pr-base'/)
    expect((await failure(gate(test, 2, { baseline: ['v0'] }, push()))).code).toBe('INVALID_INPUT')
  })

  test('that nobody named and is not there leaves the version unjudged: the first of a branch does not fail', async () => {
    const test = await series([push(), 1])
    for (const run of [push(), pull(7, 'fix', undefined, { baseRef: 'release' })]) {
      expect(await gate(test, 1, {}, run)).toEqual({
        failed: false,
        isJudged: false,
        explanation: 'there is no earlier version of the base branch to compare with'
      })
    }
    // What can be told without it is judged all the same.
    expect(await gate(test, 1, { failIf: `metrics.accuracy = 1 or ${FELL}` }, push())).toMatchObject({ failed: true })
    expect(await gate(test, 1, { failIf: `missing base.number or ${FELL}` }, push())).toMatchObject({ failed: true })
    expect((await failure(gate(test, 1, { failIf: `metrics.f1 < 1 or ${FELL}` }, push()))).message).toContain(
      'metrics.f1 is missing'
    )
  })

  test('that is named and not there is an error, not a pass; the condition may say that this is fine', async () => {
    const test = await series([push(), 1])
    const { code, message } = await failure(gate(test, 1, { baseline: ['production'] }, push()))
    expect([code, message]).toEqual(['INVALID_INPUT', expect.stringContaining('there is no base version')])
    const failIf = `exists base.number and ${FELL}`
    expect(await gate(test, 1, { failIf, baseline: ['production'] }, push())).toMatchObject({
      failed: false,
      isJudged: true
    })
  })

  test('whose branch nobody knows is an error that says what to do', async () => {
    const test = await series([{}, 1])
    expect((await failure(gate(test, 1))).message).toMatch(/^baseline: .*name a version/)
    expect((await failure(gate(test, 1, {}, { ...pull(7), baseRef: '' }))).message).toMatch(/^baseline: /)
  })

  test('that is damaged is an error', async () => {
    const test = await series([push(), 1], [push(), 1])
    flipBit(test.objects, versionKey('model', 1), 100)
    expect((await failure(gate(test, 2, {}, push()))).code).toBe('DAMAGED')
  })
})

test('a metric that is missing is an error, not a pass', async () => {
  const test = await series([push(), 1], [push(), NaN])
  plantVersion(test, 2, { run: push(), metrics: {} })
  const { code, message } = await failure(gate(test, 2, {}, push()))
  expect([code, message]).toEqual(['INVALID_INPUT', expect.stringContaining('metrics.accuracy is missing')])
})

test('a condition that cannot be read, and a version that is not there', async () => {
  const test = await series([push(), 1])
  expect((await failure(gate(test, 1, { failIf: 'metrics.accuracy <' }))).message).toMatch(/^fail-if: /)
  expect((await failure(gate(test, 2))).code).toBe('NOT_FOUND')
  expect((await failure(memoryStore().store.checkGate({ name: 'model', number: 1 }, { failIf: FELL }))).code).toBe(
    'NOT_FOUND'
  )
})

describe('of a save', () => {
  const accuracy = (value: number) => ({ metrics: { accuracy: value }, run: push(), ifUnchanged: 'new' }) as const

  test('judges the version that was saved; one that fails stays, and gets none of the aliases', async () => {
    const { store } = memoryStore()
    const request = { gate: { failIf: FELL }, aliases: ['candidate'] }
    const first = await save(store, tree({ file: '1' }), { ...accuracy(0.9), ...request })
    expect(first.gate).toMatchObject({ failed: false, isJudged: false })
    const second = await save(store, tree({ file: '2' }), { ...accuracy(0.896), ...request })
    expect(second.gate).toMatchObject({ failed: false, isJudged: true, base: { number: 1 } })
    const third = await save(store, tree({ file: '3' }), { ...accuracy(0.5), ...request })
    expect(third).toMatchObject({
      created: true,
      version: { number: 3 },
      gate: { failed: true, explanation: 'metrics.accuracy (0.5) < base.metrics.accuracy (0.896) - 0.005' }
    })
    expect((await store.resolve('model', ['candidate']))?.version.number).toBe(2)
    expect((await store.resolve('model', ['latest']))?.version.number).toBe(3)
  })

  test('compares with where an alias is, not with where the save is to move it', async () => {
    const { store } = memoryStore()
    await save(store, tree({ file: '1' }), { ...accuracy(0.9), aliases: ['production'] })
    const request = { gate: { failIf: FELL, baseline: ['production'] }, aliases: ['production'] }
    expect((await save(store, tree({ file: '2' }), { ...accuracy(0.5), ...request })).gate).toMatchObject({
      failed: true,
      base: { number: 1 }
    })
    expect((await save(store, tree({ file: '3' }), { ...accuracy(0.95), ...request })).gate?.failed).toBe(false)
    expect((await store.resolve('model', ['production']))?.version.number).toBe(3)
  })

  test('that nobody can judge has failed, and the version is there', async () => {
    const { store } = memoryStore()
    await save(store, tree({ file: '1' }), accuracy(0.9))
    const request = { run: push(), gate: { failIf: FELL }, aliases: ['candidate'] }
    const { version, gate: result } = await save(store, tree({ file: '2' }), request)
    expect(result).toEqual({
      failed: true,
      isJudged: false,
      explanation: expect.stringMatching(/^fail-if: metrics\.accuracy is missing\n/)
    })
    expect((await store.getMetadata('model', 'latest'))?.number).toBe(version.number)
    expect(await store.resolve('model', ['candidate'])).toBeUndefined()
  })

  test.each([
    ['a condition', { failIf: 'metrics.accuracy <' }, push(), /^fail-if: /],
    ['a selector', { failIf: FELL, baseline: ['v1', 'v0'] }, push(), /^baseline: 'v0' is not a selector/],
    [
      'a selector that only pull requests know',
      { failIf: FELL, baseline: ['pr-base'] },
      push(),
      /^baseline: 'pr-base'/
    ],
    ['a base branch that nobody knows', { failIf: FELL }, {}, /^baseline: the branch to compare with is not known/]
  ])(
    '%s that cannot be read, or be used here, is told before anything is written',
    async (_, request, run, message) => {
      const test = memoryStore()
      await save(test.store, tree({ file: '1' }), accuracy(1))
      const before = [...test.objects.keys()]
      const saving = save(test.store, tree({ file: '2' }), { run, gate: request, aliases: ['candidate'] })
      const { code, message: told } = await failure(saving)
      expect([code, told]).toEqual(['INVALID_INPUT', expect.stringMatching(message)])
      const recording = test.store.record({ name: 'model', metrics: { f1: 1 }, run, gate: request })
      if (Object.keys(run).length > 0) expect((await failure(recording)).message).toMatch(message)
      else expect((await recording)?.gate?.isJudged).toBe(false)
      if (Object.keys(run).length > 0) expect([...test.objects.keys()]).toEqual(before)
    }
  )
})

test('of a record, judges the version with what was recorded just then', async () => {
  const test = await series([push(), 0.9], [push(), 0.9])
  const record = async (value: number) =>
    await test.store.record({ name: 'model', selectors: ['v2'], metrics: { accuracy: value }, gate: { failIf: FELL } })
  expect(await record(0.5)).toMatchObject({ note: 1, gate: { failed: true, base: { number: 1 } } })
  expect(await record(0.95)).toMatchObject({ note: 2, gate: { failed: false, base: { number: 1 } } })
})
