import { versionKey } from '../../src/store/layout.js'
import { encodeDocument } from '../../src/store/documents.js'
import { encodeRecord } from '../../src/store/record.js'
import {
  failure,
  fieldsOf,
  flipBit,
  memoryStore,
  observed,
  plant,
  plantGone,
  recordOf,
  removeFolders,
  save,
  tree,
  type TestStore
} from './support.js'

afterAll(removeFolders)

/** Copies a record under other names and numbers: many versions, quickly. */
function multiply(test: TestStore, artifacts: readonly string[], versions: number): void {
  const record = recordOf(test.objects, 1)
  for (const name of artifacts) {
    for (let number = 1; number <= versions; number++) {
      const metadata = { ...record.metadata, name, number, version: `v${number}` }
      const bytes = encodeDocument(encodeRecord({ ...record, metadata }))
      test.objects.set(versionKey(name, number), { bytes, modifiedAt: test.clock.now() })
    }
  }
}

async function filled(artifacts: readonly string[], versions: number): Promise<TestStore> {
  const test = memoryStore()
  await save(test.store, tree({ a: 'x' }))
  multiply(test, artifacts, versions)
  return test
}

async function told(test: TestStore, query?: Parameters<TestStore['store']['list']>[0]): Promise<string[]> {
  return (await test.store.list(query)).map(({ name, number }) => `${name}@v${number}`)
}

test('newest first in each artifact, artifacts in order', async () => {
  const test = await filled(['b', 'a', 'model'], 3)
  expect(await told(test)).toEqual(['a@v3', 'a@v2', 'a@v1', 'b@v3', 'b@v2', 'b@v1', 'model@v3', 'model@v2', 'model@v1'])
  expect(await told(test, { name: 'b' })).toEqual(['b@v3', 'b@v2', 'b@v1'])
  expect(await told(test, { name: 'nothing' })).toEqual([])
})

test('names that are near each other, with slashes, dots and dashes', async () => {
  const names = ['a', 'a-b', 'a.b', 'a/b', 'a/b/c', 'a/b-c', 'a0', 'A', '.a', '-', 'a_b', '__proto__', 'constructor']
  const test = await filled(names, 1)
  expect((await told(test)).sort()).toEqual([...names, 'model'].map((name) => `${name}@v1`).sort())
  for (const name of names) expect(await told(test, { name })).toEqual([`${name}@v1`])
})

test('at most `limit`, over all artifacts; 100 where it is not given', async () => {
  const test = await filled(['a', 'b'], 80)
  expect(await told(test, { name: 'a', limit: 2 })).toEqual(['a@v80', 'a@v79'])
  expect(await told(test, { limit: 81 })).toHaveLength(81)
  expect((await told(test, { limit: 81 })).at(-1)).toBe('b@v80')
  expect(await told(test)).toHaveLength(100)
  expect(await told(test, { limit: 1000 })).toHaveLength(161)
})

test.each([0, -1, 1.5, NaN, Infinity])('limit: %d is an error that names it', async (limit) => {
  const test = await filled([], 0)
  const { code, message } = await failure(test.store.list({ limit }))
  expect([code, message]).toEqual(['INVALID_INPUT', expect.stringMatching(/^limit: /)])
})

test('a name that is none is an error', async () => {
  const test = await filled([], 0)
  expect((await failure(test.store.list({ name: '../x' }))).code).toBe('INVALID_INPUT')
  expect((await failure(test.store.getMetadata('latest'))).code).toBe('INVALID_INPUT')
})

test('only as many records are read as are wanted', async () => {
  const test = await filled(['a'], 500)
  const reads: string[] = []
  const store = test.over((inner) =>
    observed(inner, ({ operation, key }) => {
      if (operation === 'read') reads.push(key)
    })
  )
  await store.list({ name: 'a', limit: 3 })
  expect(reads.length).toBeLessThanOrEqual(20)
  reads.length = 0
  await store.resolve('a', ['latest'])
  expect(reads).toEqual(['store.json', versionKey('a', 500)])
})

test('versions that are gone are left out', async () => {
  const test = await filled(['a'], 4)
  plantGone(test.objects, 'a', 4)
  plantGone(test.objects, 'a', 2)
  expect(await told(test, { name: 'a' })).toEqual(['a@v3', 'a@v1'])
  expect((await test.store.getMetadata('a'))?.number).toBe(3)
})

test('a damaged record is passed over with a warning that names it, and the limit filled all the same', async () => {
  const test = await filled(['a'], 5)
  flipBit(test.objects, versionKey('a', 4), 50)
  expect(await told(test, { name: 'a', limit: 3 })).toEqual(['a@v5', 'a@v3', 'a@v2'])
  expect(test.warnings).toEqual([expect.stringMatching(/a@v4.*passed over/)])
})

test('a record of a newer format is not passed over: it says to use a newer version', async () => {
  const test = await filled(['a'], 2)
  const fields = Object.fromEntries(
    Object.entries(fieldsOf(test.objects, versionKey('a', 1))).filter(([key]) => key !== 'checksum')
  )
  plant(test.objects, versionKey('a', 1), { ...fields, format: 2 })
  expect((await failure(test.store.list({ name: 'a' }))).code).toBe('UNSUPPORTED')
})

test('what lies about is not taken for a version or an artifact', async () => {
  const test = await filled([], 0)
  const stray = { bytes: new Uint8Array(5), modifiedAt: new Date() }
  for (const key of [
    'artifacts/README',
    'artifacts/model/versions/1.json',
    'artifacts/model/versions/0000000000.json',
    'artifacts/model/versions/0000000002.json.bak',
    'artifacts/model/aliases/best/notes.txt',
    'artifacts/model/gone/readme',
    'artifacts/reserved/labels/x.json',
    'lost+found/x'
  ]) {
    test.objects.set(key, stray)
  }
  expect(await told(test)).toEqual(['model@v1'])
  expect((await save(test.store, tree({ a: 'y' }))).version.number).toBe(2)
})

test('getMetadata: the version with its aliases, or undefined', async () => {
  const { store } = memoryStore()
  const { version } = await save(store, tree({ a: 'x' }), { label: '1.0', aliases: ['best'] })
  for (const selector of [undefined, 'latest', 'v1', '1.0', 'best', version.digest]) {
    expect(await store.getMetadata('model', selector)).toEqual({ ...version, aliases: ['best'] })
  }
  expect(await store.getMetadata('model', 'v2')).toBeUndefined()
  expect(await store.getMetadata('other')).toBeUndefined()
})

test('1,000 artifacts, and 1,000 versions of one, are listed quickly', async () => {
  const names = Array.from({ length: 1000 }, (_, at) => `team-${at % 10}/model-${at}`)
  const test = await filled(names, 1)
  multiply(test, ['series'], 1000)
  const start = performance.now()
  expect(await test.store.list({ limit: 5000 })).toHaveLength(2001)
  expect(await test.store.list({ name: 'series' })).toHaveLength(100)
  expect((await test.store.resolve('series', ['v500']))?.version.number).toBe(500)
  // It takes a second; a minute would mean that something grows with the square.
  expect(performance.now() - start).toBeLessThan(20_000)
}, 60_000)
