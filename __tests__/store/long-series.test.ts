/** What a series of thousands costs in requests: for what is asked most, as much as one of ten. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ArtifactStore } from '../../src/store/index.js'
import { aliasKey } from '../../src/store/layout.js'
import {
  counted,
  digestOf,
  excerptAll,
  indexAll,
  plantArtifact,
  plantNote,
  plantVersion,
  savedAt
} from './long-series.js'
import { memoryStore, plant, plantGone, removeFolders, save, START, tree, type TestStore } from './support.js'

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

/** The same with a note on each version; the best value is the last one's. */
async function noted(length: number, hasExcerpt: boolean): Promise<TestStore> {
  const test = await series(length, true)
  for (let number = 1; number <= length; number++) plantNote(test, number, 1, { metrics: { f1: number / length } })
  if (hasExcerpt) await excerptAll(test)
  return test
}

/** Beside `model`, so many artifacts of ten versions, each with an alias. */
async function artifacts(length: number, hasExcerpt: boolean): Promise<TestStore> {
  const test = await series(1, false)
  for (let at = 1; at < length; at++) {
    plantArtifact(test, nameOf(at), 10, { metrics: { loss: at } })
    plant(test.objects, aliasKey(nameOf(at), 'production', 1), { alias: 'production', number: 5, movedAt: START })
  }
  if (hasExcerpt) await excerptAll(test)
  return test
}

function nameOf(at: number): string {
  return `team-${at % 7}/model-${at}`
}

/** The rows of a table of docs/BENCHMARKS.md, as they are measured, and as the document has them below `heading`. */
function rendered(rows: readonly Row[], table: readonly number[][]): string[] {
  return rows.map(
    ([title], at) => `| ${[title, ...table[at].map((count) => count.toLocaleString('en'))].join(' | ')} |`
  )
}

function toldBelow(heading: string): string[] {
  const [, told] = /\n\|---[^\n]*\n(\|[^]*?)\n\n/.exec(benchmarks.slice(benchmarks.indexOf(heading)))!
  return told.split('\n')
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
  expect(rendered(ROWS, table)).toEqual(toldBelow('## Requests in a long series'))
  // One listing tells all of a short series; of a longer one a second one tells the end.
  for (const at of [0, 1, 2]) {
    const [short, long, longest] = table[at]
    expect([long, long - short <= 1]).toEqual([longest, true])
  }
}, 120_000)

const NOTED: readonly Row[] = [
  [
    '`list`, 100',
    async (store) => {
      expect(await store.list({ name: 'model' })).toHaveLength(100)
    }
  ],
  ['`max:` of a value that was recorded', (store, length) => expectVersion(store, 'max:metrics.f1', length)],
  [
    '`list`, `where` over such a value',
    async (store) => {
      expect(await store.list({ name: 'model', where: 'metrics.f1 = 1' })).toHaveLength(1)
    }
  ]
]

const MANY: readonly Row[] = [
  [
    '`list`, 100',
    async (store) => {
      expect(await store.list({})).toHaveLength(100)
    }
  ],
  [
    '`list`, all',
    async (store, length) => {
      expect(await store.list({ limit: 100_000 })).toHaveLength(10 * length - 9)
    }
  ],
  [
    '`list`, `where` of which one holds',
    async (store, length) => {
      const where = `metrics.loss = ${length - 1} and aliases = production`
      expect(await store.list({ where, limit: 100_000 })).toHaveLength(1)
    }
  ],
  ['`latest` of one', (store, length) => expectLatestOf(store, nameOf(length - 1))],
  [
    'lineage of one',
    async (store, length) => {
      expect((await store.lineage({ name: nameOf(length - 1), selector: 'latest' }))?.nodes).toHaveLength(1)
    }
  ]
]

async function expectLatestOf(store: ArtifactStore, name: string): Promise<void> {
  expect((await store.resolve(name, ['latest']))?.version.number).toBe(10)
}

test('the requests that docs/BENCHMARKS.md tells of where each version has a note', async () => {
  const table: number[][] = NOTED.map(() => [])
  for (const [length, hasExcerpt] of [
    [1_000, true],
    [10_000, true],
    [10_000, false]
  ] as const) {
    const test = await noted(length, hasExcerpt)
    for (const [at, [, act]] of NOTED.entries()) {
      table[at].push(await requestsOf(test, (store) => act(store, length)))
    }
    expect(test.warnings).toEqual([])
  }
  expect(rendered(NOTED, table)).toEqual(toldBelow('### With a note on each version'))
}, 300_000)

test('the requests that docs/BENCHMARKS.md tells of in a store of many artifacts', async () => {
  const table: number[][] = MANY.map(() => [])
  for (const [length, hasExcerpt] of [
    [100, true],
    [1_000, true],
    [1_000, false]
  ] as const) {
    const test = await artifacts(length, hasExcerpt)
    for (const [at, [, act]] of MANY.entries()) {
      table[at].push(await requestsOf(test, (store) => act(store, length)))
    }
    expect(test.warnings).toEqual([])
  }
  expect(rendered(MANY, table)).toEqual(toldBelow('### In a store of many artifacts'))
}, 300_000)

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
