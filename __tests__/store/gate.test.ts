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

  test('that is not there is an error, not a pass; the condition may say that this is fine', async () => {
    const test = await series([push(), 1])
    const { code, message } = await failure(gate(test, 1, {}, push()))
    expect([code, message]).toEqual(['INVALID_INPUT', expect.stringContaining('there is no base version')])
    const failIf = `exists base.number and ${FELL}`
    expect((await gate(test, 1, { failIf }, push())).failed).toBe(false)
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
