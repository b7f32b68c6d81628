/** What a series of thousands costs in requests: for what is asked most, as much as one of ten. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ArtifactStore } from '../../src/store/index.js'
import { counted, digestOf, indexAll, plantVersion, savedAt } from './long-series.js'
import { memoryStore, plantGone, removeFolders, save, tree, type TestStore } from './support.js'

// From where the tests are compiled to, back to where they are written.
const root = resolve(import.meta.dirname, '../..').replace(/[\\/]build$/, '')
const benchmarks = readFileSync(join(root, 'docs/BENCHMARKS.md'), 'utf8')

afterAll(removeFolders)

async function series(length: number, hasIndex: boolean): Promise<TestStore> {
  const test = memoryStore()
  await save(test.store, tree({ file: '1' }))
  for (let number = 2; number <= length; number++)
    plantVersion(test, number, number === 2 ? { run: { branch: 'early' } } : {})
  if (hasIndex) await indexAll(test)
  return test
}

/** Requests of one call; the store that they are made to is as it was after it. */
async function requestsOf(test: TestStore, act: (store: ArtifactStore) => Promise<unknown>): Promise<number> {
  let requests = 0
  const before = new Map(test.objects)
  await act(test.over((inner) => counted(inner, () => requests++)))
  test.objects.clear()
  for (const [key, object] of before) test.objects.set(key, object)
  return requests
}

type Row = readonly [string, (store: ArtifactStore, length: number) => Promise<unknown>]

async function expectVersion(store: ArtifactStore, selector: string, number: number): Promise<void> {
  expect((await store.resolve('model', [selector]))?.version.number).toBe(number)
}

const ROWS: readonly Row[] = [
  ['`latest`', (store, length) => expectVersion(store, 'latest', length)],
  ['`vN`, in the middle', (store, length) => expectVersion(store, `v${length / 2}`, length / 2)],
  [
    'a whole save of a small report',
    async (store, length) => {
      expect((await save(store, tree({ file: '2' }))).version.number).toBe(length + 1)
    }
  ],
  [
    '`list`, 100',
    async (store, length) => {
      expect(await store.list({ name: 'model' })).toHaveLength(Math.min(length, 100))
    }
  ],
  [
    '`list`, all',
    async (store, length) => {
      expect(await store.list({ name: 'model', limit: 100_000 })).toHaveLength(length)
    }
  ],
  ['`as-of:`, in the middle', (store, length) => expectVersion(store, `as-of:${savedAt(length / 2)}`, length / 2)],
  ['`sha256:`, the second', (store) => expectVersion(store, digestOf(2), 2)],
  ['`max:`', (store, length) => expectVersion(store, 'max:metrics.accuracy', length)],
  ['`branch:`, the second', (store) => expectVersion(store, 'branch:early', 2)],
  [
    '`list`, `where` of which one holds',
    async (store) => {
      expect(await store.list({ name: 'model', where: 'metrics.accuracy = 0.0002' })).toHaveLength(1)
    }
  ],
  [
    '`promote`',
    async (store, length) => {
      expect((await store.promote({ name: 'model', aliases: ['best'] }))?.version.number).toBe(length)
    }
  ],
  [
    '`record`',
    async (store, length) => {
      expect((await store.record({ name: 'model', metrics: { a: 1 } }))?.version.number).toBe(length)
    }
  ]
]

const COLUMNS: readonly (readonly [number, boolean])[] = [
  [10, true],
  [1_000, true],
  [10_000, true],
  [10_000, false]
]

test('the requests that docs/BENCHMARKS.md tells of', async () => {
  const table: number[][] = ROWS.map(() => [])
  for (const [length, hasIndex] of COLUMNS) {
    const test = await series(length, hasIndex)
    for (const [at, [, act]] of ROWS.entries()) {
      table[at].push(await requestsOf(test, (store) => act(store, length)))
    }
    expect(test.warnings).toEqual([])
  }
  const rows = ROWS.map(
    ([title], at) => `| ${[title, ...table[at].map((count) => count.toLocaleString('en'))].join(' | ')} |`
  )
  const [, told] = /\n(\| `latest` [^]*?)\n\n/.exec(
    benchmarks.slice(benchmarks.indexOf('## Requests in a long series'))
  )!
  expect(rows).toEqual(told.split('\n'))
  // One listing tells all of a short series; of a longer one a second one tells the end.
  for (const at of [0, 1, 2]) {
    const [short, long, longest] = table[at]
    expect([long, long - short <= 1]).toEqual([longest, true])
  }
}, 120_000)

test('as many where the newest version is the last of a segment', async () => {
  const test = await series(17 * 64, true)
  expect(await requestsOf(test, (store) => expectVersion(store, 'latest', 17 * 64))).toBe(4)
})

test('few where thousands of versions are gone, too many for the first page of a listing', async () => {
  const test = await series(3_000, true)
  for (let number = 1; number <= 3_000; number++) if (number !== 2) plantGone(test.objects, 'model', number)
  // What store.json says, two listings that do not reach the versions, the versions behind the index, what is gone
  // (the newest alone, and three times a page), the record, its notes.
  expect(await requestsOf(test, (store) => expectVersion(store, 'latest', 2))).toBe(11)
  expect(await requestsOf(test, (store) => expectVersion(store, digestOf(2), 2))).toBeLessThan(120)
})
