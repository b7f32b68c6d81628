/** Notes: what is recorded of a version after its save, and that readers get it merged. */
import fc from 'fast-check'
import { versionKey } from '../../src/store/layout.js'
import type { RecordRequest } from '../../src/store/index.js'
import { indexAll, plantVersion } from './long-series.js'
import { push } from './runs.js'
import {
  failure,
  fieldsOf,
  flipBit,
  keys,
  memoryStore,
  observed,
  plant,
  plantGone,
  removeFolders,
  restored,
  save,
  START,
  tree,
  truncate,
  type TestStore
} from './support.js'

afterAll(removeFolders)

const NOTES = 'artifacts/model/notes/'

function noteOf(number: number, note: number): string {
  return `${NOTES}${String(number).padStart(10, '0')}/${String(note).padStart(10, '0')}.json`
}

async function record(test: TestStore, request: Partial<RecordRequest>, store = test.store) {
  return await store.record({ name: 'model', ...request })
}

async function versions(length: number): Promise<TestStore> {
  const test = memoryStore()
  await save(test.store, tree({ file: '1' }), { metrics: { accuracy: 0.5, loss: 1 }, params: { lr: 1 } })
  for (let number = 2; number <= length; number++) plantVersion(test, number)
  return test
}

test('every reader gets the version merged with its notes, and the record stays as it is', async () => {
  const test = await versions(1)
  const before = test.objects.get(versionKey('model', 1))
  test.clock.advance(60)
  const first = await record(test, { metrics: { accuracy: 0.9, f1: NaN }, params: { seed: 7 }, run: push() })
  const second = await record(test, { metrics: { accuracy: 0.8 }, metadata: { by: 'someone', ['__proto__']: 1 } })
  expect([first?.note, second?.note, second?.matched]).toEqual([1, 2, 'latest'])
  expect(test.objects.get(versionKey('model', 1))).toBe(before)
  const expected = {
    metrics: { accuracy: 0.8, loss: 1, f1: NaN },
    params: { lr: 1, seed: 7 },
    metadata: { by: 'someone', ['__proto__']: 1 }
  }
  expect(second?.version).toMatchObject(expected)
  const { store } = test
  for (const selector of ['latest', 'newest', 'v1', 'max:metrics.accuracy', 'as-of:2026-12-01']) {
    expect((await store.resolve('model', [selector]))?.version).toEqual(second?.version)
    expect(await store.getMetadata('model', selector)).toEqual({ ...second?.version, aliases: [] })
  }
  expect(await store.list()).toEqual([{ ...second?.version, aliases: [] }])
  const destination = `${tree({})}/restored`
  expect((await store.restore({ name: 'model', destination }))?.version).toEqual(second?.version)
  // What is reused is a version like any other.
  expect((await save(store, tree({ file: '1' }))).version).toEqual(second?.version)
})

test('who recorded what and when can be read', async () => {
  const test = await versions(1)
  expect(await test.store.notes('model')).toEqual([])
  test.clock.advance(60)
  await record(test, { metrics: { accuracy: Infinity }, run: push() })
  await record(test, { params: { a: { b: 1 } } })
  const recordedAt = new Date(Date.parse(START) + 60_000).toISOString()
  expect(await test.store.notes('model', 'v1')).toEqual([
    { note: 1, metrics: { accuracy: Infinity }, params: {}, metadata: {}, recordedAt, run: push() },
    { note: 2, metrics: {}, params: { a: { b: 1 } }, metadata: {}, recordedAt, run: {} }
  ])
  expect(await test.store.notes('model', 'v2')).toBeUndefined()
  expect(fieldsOf(test.objects, noteOf(1, 1))).toMatchObject({ number: 1, metrics: { accuracy: 'Infinity' } })
})

test('metrics that were added count in max:, min: and where, in the order in which they were added', async () => {
  const test = await versions(5)
  await record(test, { selectors: ['v2'], metrics: { accuracy: 3 } })
  await record(test, { selectors: ['v4'], metrics: { accuracy: 4 } })
  const numberOf = async (selector: string, where?: string) =>
    (await test.store.resolve('model', [selector], where))?.version.number
  expect(await numberOf('max:metrics.accuracy')).toBe(4)
  await record(test, { selectors: ['v4'], metrics: { accuracy: 2 } })
  expect(await numberOf('max:metrics.accuracy')).toBe(2)
  expect(await numberOf('latest', 'metrics.accuracy >= 2')).toBe(4)
  expect(await numberOf('v2', 'metrics.accuracy >= 3')).toBe(2)
  const listed = await test.store.list({ where: 'metrics.accuracy >= 2' })
  expect(listed.map(({ number, metrics }) => [number, metrics['accuracy']])).toEqual([
    [4, 2],
    [2, 3]
  ])
})

test('what is recorded is found by selectors; where there is nothing, nothing is written', async () => {
  const test = await versions(3)
  const before = keys(test.objects)
  expect(await record(test, { selectors: ['v9', 'none'], metrics: { a: 1 } })).toBeUndefined()
  expect(keys(test.objects)).toEqual(before)
  expect((await record(test, { selectors: ['v9', 'v2'], metrics: { a: 1 } }))?.version.number).toBe(2)
  expect((await record(test, { where: 'number < 3', metrics: { a: 1 } }))?.version.number).toBe(2)
})

test.each([
  [{}, /^metrics: there is nothing to record/],
  [{ metrics: {}, params: {} }, /^metrics: there is nothing/],
  [{ metrics: { a: '1' } as never }, /^metrics: 'a' is not a number/],
  [{ metadata: { text: 'x'.repeat(1024 * 1024) } }, /^metadata: .* may have 1048576/],
  [{ selectors: ['v0'], metrics: { a: 1 } }, /^version: /],
  [{ name: '../x', metrics: { a: 1 } }, /^name: /]
])('%# is refused, and nothing is written', async (request, message) => {
  const test = await versions(1)
  const before = keys(test.objects)
  const told = await failure(record(test, request))
  expect([told.code, told.message]).toEqual(['INVALID_INPUT', expect.stringMatching(message)])
  expect(keys(test.objects)).toEqual(before)
})

test('there must be a store, and one that may be written to', async () => {
  const test = memoryStore()
  expect((await failure(record(test, { metrics: { a: 1 } }))).code).toBe('NOT_FOUND')
  expect(keys(test.objects)).toEqual([])
})

test('two that record at the same time both do', async () => {
  const test = await versions(1)
  await Promise.all([1, 2, 3, 4].map((at) => record(test, { metrics: { [`m${at}`]: at } })))
  expect((await test.store.resolve('model'))?.version.metrics).toMatchObject({ m1: 1, m2: 2, m3: 3, m4: 4 })
  expect(keys(test.objects, NOTES)).toHaveLength(4)
})

describe('a version that is removed', () => {
  test('meanwhile: who records sees it, after he wrote, and says so', async () => {
    const test = await versions(2)
    const store = test.over((inner) =>
      observed(
        inner,
        () => undefined,
        ({ operation, key }) => {
          if (operation === 'create' && key.startsWith(NOTES)) plantGone(test.objects, 'model', 2)
        }
      )
    )
    const { code, message } = await failure(record(test, { metrics: { a: 1 } }, store))
    expect([code, message]).toEqual(['NOT_FOUND', expect.stringMatching(/model@v2 was removed while/)])
    // The note waits for the version.
    plantGone(test.objects, 'model', 2, 2, false)
    expect((await test.store.resolve('model', ['v2']))?.version.metrics).toMatchObject({ a: 1 })
  })

  test('before: it is a miss', async () => {
    const test = await versions(2)
    plantGone(test.objects, 'model', 2)
    expect(await record(test, { selectors: ['v2'], metrics: { a: 1 } })).toBeUndefined()
  })
})

describe('a note that is not whole', () => {
  async function noted(): Promise<TestStore> {
    const test = await versions(2)
    await record(test, { metrics: { a: 1 } })
    await record(test, { metrics: { a: 2 } })
    return test
  }

  test('that is torn never was, where a create can tear; the next one gets the next number', async () => {
    const test = await noted()
    truncate(test.objects, noteOf(2, 2), 20)
    const store = test.over((inner) => ({ ...inner, createMayTear: async () => true }))
    expect((await store.resolve('model'))?.version.metrics).toMatchObject({ a: 1 })
    expect((await record(test, { metrics: { b: 1 } }, store))?.note).toBe(3)
    expect(test.warnings).toEqual([])
  })

  test.each([
    ['damaged', (test: TestStore) => flipBit(test.objects, noteOf(2, 2), 30)],
    ['cut off', (test: TestStore) => truncate(test.objects, noteOf(2, 2), 20)],
    [
      'of another version',
      (test: TestStore) => plant(test.objects, noteOf(2, 2), { number: 1, recordedAt: START, run: {} })
    ],
    [
      'impossible',
      (test: TestStore) =>
        plant(test.objects, noteOf(2, 2), { number: 2, metrics: { a: 'x' }, recordedAt: START, run: {} })
    ]
  ])(
    'that is %s is left out with a warning that names it; a gate and a guard do not decide without it',
    async (_, damage) => {
      const test = await noted()
      damage(test)
      expect((await test.store.resolve('model'))?.version.metrics).toMatchObject({ a: 1 })
      expect(test.warnings.join('\n')).toContain(noteOf(2, 2))
      expect(await restored(test.store, { selectors: ['v1'] })).toHaveLength(1)
      expect(
        (await failure(test.store.checkGate({ name: 'model', number: 2 }, { failIf: 'metrics.a > 1' }))).code
      ).toBe('DAMAGED')
      const guarded = test.over(undefined, { protectedAliases: { best: { require: 'metrics.a >= 1' } } })
      expect((await failure(guarded.promote({ name: 'model', aliases: ['best'] }))).code).toBe('DAMAGED')
    }
  )

  test('what lies about below notes is passed over', async () => {
    const test = await noted()
    for (const key of [
      `${NOTES}readme`,
      `${NOTES}0000000002/x.json`,
      `${NOTES}0000000002/0000000000.json`,
      `${NOTES}x/0000000001.json`
    ]) {
      test.objects.set(key, { bytes: new Uint8Array(3), modifiedAt: new Date(START) })
    }
    expect((await test.store.resolve('model'))?.version.metrics).toMatchObject({ a: 2 })
    expect(await test.store.list()).toHaveLength(2)
    expect(test.warnings).toEqual([])
  })
})

test('only the notes are read that are wanted', async () => {
  const test = await versions(40)
  for (let number = 1; number <= 40; number++) await record(test, { selectors: [`v${number}`], metrics: { a: number } })
  const read: string[] = []
  const store = test.over((inner) =>
    observed(inner, ({ operation, key }) => {
      if (operation === 'read' && key.startsWith(NOTES)) read.push(key)
    })
  )
  await store.resolve('model', ['v7'])
  expect(read.splice(0)).toEqual([noteOf(7, 1)])
  await store.resolve('model', ['run:1'])
  expect(read.splice(0)).toEqual([])
  await store.resolve('model', ['as-of:2026-12-24'])
  expect(read.splice(0)).toEqual([noteOf(40, 1)])
  await store.list({ limit: 3 })
  expect(read.splice(0)).toHaveLength(3)
  await store.list({ where: 'number < 3' })
  expect(read.splice(0)).toHaveLength(2)
  await store.resolve('model', ['max:metrics.a'])
  expect(read.splice(0)).toHaveLength(40)
})

test('merged by any order of versions, with an index and without, of a short series and a long one', async () => {
  const note = fc.record({ number: fc.integer({ min: 1, max: 1100 }), value: fc.integer({ min: 0, max: 9 }) })
  const test = await versions(1100)
  await fc.assert(
    fc.asyncProperty(fc.array(note, { maxLength: 40 }), fc.boolean(), async (notes, hasIndex) => {
      for (const key of keys(test.objects)) if (/\/(?:notes|index)\//.test(key)) test.objects.delete(key)
      const counts = new Map<number, number>()
      const last = new Map<number, number>()
      for (const { number, value } of notes) {
        const next = (counts.get(number) ?? 0) + 1
        counts.set(number, next)
        last.set(number, value)
        plant(test.objects, noteOf(number, next), { number, metrics: { a: value }, recordedAt: START, run: {} })
      }
      if (hasIndex) await indexAll(test)
      const listed = await test.store.list({ name: 'model', limit: 2000 })
      expect(listed).toHaveLength(1100)
      for (const { number, metrics } of listed) expect(metrics['a']).toBe(last.get(number))
      const expected = [...last].sort(([a, x], [b, y]) => y - x || b - a)[0]?.[0]
      expect((await test.store.resolve('model', ['max:metrics.a']))?.version.number).toBe(expected)
    }),
    { numRuns: 6 }
  )
}, 60_000)
