import { STORE_KEY } from '../../src/store/layout.js'
import {
  failure,
  fieldsOf,
  flipBit,
  keys,
  memoryStore,
  plant,
  removeFolders,
  restored,
  save,
  tree,
  truncate
} from './support.js'

afterAll(removeFolders)

const folder = tree({ 'model.bin': 'weights' })

async function filled() {
  const test = memoryStore()
  await save(test.store, folder)
  return test
}

/** Changes a field of store.json. */
function change(test: Awaited<ReturnType<typeof filled>>, fields: Record<string, unknown>): void {
  const now = Object.entries(fieldsOf(test.objects, STORE_KEY)).filter(([key]) => key !== 'checksum')
  plant(test.objects, STORE_KEY, { ...Object.fromEntries(now), ...fields })
}

test('the first save creates it, with the rules of the store', async () => {
  const { objects } = await filled()
  expect(fieldsOf(objects, STORE_KEY)).toEqual({
    format: 1,
    requires: [],
    hash: 'sha256',
    chunking: { algorithm: 'gear32', seed: 'artifact-store', minimum: 65536, average: 262144, maximum: 1048576 },
    graceSeconds: 604800,
    clockSkewSeconds: 3600,
    createdAt: '2026-11-01T12:00:00.000Z',
    checksum: expect.any(String)
  })
})

test('nothing but a save creates a store', async () => {
  const { store, objects } = memoryStore()
  const calls = [store.resolve('model'), store.list(), store.getMetadata('model'), restored(store)]
  for (const call of calls) {
    const { code, message } = await failure(call)
    expect([code, message]).toEqual(['NOT_FOUND', expect.stringContaining('no artifact store')])
  }
  expect(keys(objects)).toEqual([])
})

test('a save whose inputs are bad creates none', async () => {
  const { store, objects } = memoryStore()
  expect((await failure(save(store, folder, { name: '..' }))).code).toBe('INVALID_INPUT')
  expect((await failure(save(store, folder, { label: 'latest' }))).code).toBe('INVALID_INPUT')
  expect((await failure(save(store, folder, { aliases: ['ok', 'v3'] }))).code).toBe('INVALID_INPUT')
  expect((await failure(save(store, folder, { compression: 20 }))).code).toBe('INVALID_INPUT')
  expect((await failure(save(store, folder, { metrics: { a: '1' as unknown as number } }))).code).toBe('INVALID_INPUT')
  expect((await failure(save(store, folder, { parents: ['base@v1'] }))).code).toBe('NOT_FOUND')
  expect((await failure(save(store, folder, { parents: ['base@v0'] }))).code).toBe('INVALID_INPUT')
  expect(keys(objects)).toEqual([])
})

test('a newer format is told as that, to readers and writers', async () => {
  const test = await filled()
  change(test, { format: 2 })
  const before = keys(test.objects)
  for (const call of [save(test.store, tree({ a: 'new' })), restored(test.store), test.store.list()]) {
    const { code, message } = await failure(call)
    expect([code, message]).toEqual([
      'UNSUPPORTED',
      expect.stringMatching(/store\.json is of format 2.*use a newer version/)
    ])
  }
  expect(keys(test.objects)).toEqual(before)
})

test('another hash is of a newer version', async () => {
  const test = await filled()
  change(test, { hash: 'blake3' })
  expect(await failure(restored(test.store))).toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining("'blake3'")
  })
})

test('an unknown requirement forbids to save, not to restore', async () => {
  const test = await filled()
  change(test, { requires: ['signatures'] })
  const before = keys(test.objects)
  const { code, message } = await failure(save(test.store, tree({ a: 'new' }), { label: 'x' }))
  expect([code, message]).toEqual(['UNSUPPORTED', expect.stringContaining("'signatures'")])
  expect(keys(test.objects)).toEqual(before)
  expect(await restored(test.store)).toHaveLength(1)
  expect(await test.store.list()).toHaveLength(1)
})

test('a newer version that adds fields is no trouble', async () => {
  const test = await filled()
  change(test, { invented: { later: true }, graceSeconds: 7200 })
  expect((await save(test.store, tree({ a: 'new' }))).version.number).toBe(2)
})

test.each([
  ['requires is no list', { requires: 'all' }],
  ['requires lists no words', { requires: [1] }],
  ['no grace', { graceSeconds: null }],
  ['no skew', { clockSkewSeconds: '1' }],
  ['the grace is less than twice the skew', { graceSeconds: 7199 }],
  ['a negative skew', { clockSkewSeconds: -1 }],
  ['a grace that is no number', { graceSeconds: 'NaN' }]
])('impossible: %s', async (_, fields) => {
  const test = await filled()
  change(test, fields)
  for (const call of [save(test.store, folder), restored(test.store)]) {
    expect(await failure(call)).toMatchObject({ code: 'DAMAGED', message: expect.stringContaining('store.json') })
  }
})

test.each([
  ['a flipped bit', (test: Awaited<ReturnType<typeof filled>>) => flipBit(test.objects, STORE_KEY, 60)],
  ['no end', (test: Awaited<ReturnType<typeof filled>>) => truncate(test.objects, STORE_KEY, 9)]
])('damaged by %s', async (_, damage) => {
  const test = await filled()
  damage(test)
  for (const call of [save(test.store, folder), restored(test.store)]) {
    expect(await failure(call)).toMatchObject({ code: 'DAMAGED', message: expect.stringContaining('store.json') })
  }
})

test('where artifacts lie without it, no save starts another store over them', async () => {
  const test = await filled()
  test.objects.delete(STORE_KEY)
  const before = keys(test.objects)
  const { code, message } = await failure(save(test.store, folder))
  expect([code, message]).toEqual(['DAMAGED', expect.stringContaining('holds artifacts (artifacts/model/')])
  expect(keys(test.objects)).toEqual(before)
})

test('of two first saves at once, the one that finds the artifacts of the other takes its store', async () => {
  const test = memoryStore()
  const slow = test.over((inner) => ({
    ...inner,
    // After it looked for the store, and before it looks for what lies there.
    async *list(prefix, options) {
      if (prefix === 'artifacts/') await save(test.store, folder, { name: 'other', label: '1.0' })
      yield* inner.list(prefix, options)
    }
  }))
  expect(await save(slow, folder)).toMatchObject({ created: true, version: { number: 1 } })
  expect(await test.store.list()).toHaveLength(2)
})

describe('where a create can be torn', () => {
  const tearing = (test: Awaited<ReturnType<typeof filled>>) =>
    test.over((inner) => ({ ...inner, createMayTear: async () => true }))

  test('a store.json that another save is still writing is waited for', async () => {
    const test = await filled()
    const whole = test.objects.get(STORE_KEY)!
    truncate(test.objects, STORE_KEY, 9)
    setTimeout(() => test.objects.set(STORE_KEY, whole), 150)
    expect((await save(tearing(test), folder)).created).toBe(false)
  })

  test('one that an interrupted save left says what to do', async () => {
    const test = await filled()
    truncate(test.objects, STORE_KEY, 9)
    const { code, message } = await failure(save(tearing(test), folder))
    expect([code, message]).toEqual([
      'DAMAGED',
      expect.stringMatching(/the save that created the store was interrupted.*remove that file/)
    ])
  })
})

test.each([
  [{ graceSeconds: 2 ** 53 }],
  [{ graceSeconds: 1e300 }],
  [{ hash: { toString: 1, valueOf: 1 } }],
  [{ hash: undefined }]
])('a time that nobody lives to see, and a hash that is no text, are refused: %j', async (fields) => {
  const test = await filled()
  change(test, fields)
  const { code } = await failure(test.store.prune({}))
  expect(['DAMAGED', 'UNSUPPORTED']).toContain(code)
})
