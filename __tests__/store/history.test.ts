import { afterAll, describe, expect, test } from '@jest/globals'
import { historyToJson, historyToText, metricChart, sparkline, type ArtifactStore } from '../../src/store/index.js'
import { failure, memoryStore, plantGone, removeFolders, save, tree } from './support.js'

afterAll(removeFolders)

async function saveMetrics(
  store: ArtifactStore,
  all: readonly Record<string, number>[],
  name = 'model'
): Promise<void> {
  for (const [at, metrics] of all.entries()) await save(store, tree({ a: `${at}` }), { metrics, name })
}

test('a history is the versions that are there, oldest first, with a series for each metric', async () => {
  const { store, objects } = memoryStore()
  await saveMetrics(store, [{ b: 1 }, { b: 2, a: 5 }, { a: 6 }, { b: 4 }])
  plantGone(objects, 'model', 2)
  const history = await store.history({ name: 'model' })
  expect(history.versions.map(({ number }) => number)).toEqual([1, 3, 4])
  expect(history.metrics).toEqual([
    { name: 'a', values: [undefined, 6, undefined] },
    { name: 'b', values: [1, undefined, 4] }
  ])
})

test('the limit takes the newest', async () => {
  const { store } = memoryStore()
  await saveMetrics(store, [{ a: 1 }, { a: 2 }, { a: 3 }])
  const { versions } = await store.history({ name: 'model', limit: 2 })
  expect(versions.map(({ number }) => number)).toEqual([2, 3])
  expect((await failure(store.history({ name: 'model', limit: 0 }))).message).toMatch(/limit/)
})

test('moves of aliases are told in their order, removals too', async () => {
  const { store, clock } = memoryStore()
  await save(store, tree({ a: '1' }), { aliases: ['production'] })
  clock.advance(60)
  await save(store, tree({ a: '2' }), { aliases: ['production', 'best'] })
  const { moves } = await store.history({ name: 'model' })
  expect(moves).toEqual([
    { alias: 'production', number: 1, movedAt: '2026-11-01T12:00:00.000Z' },
    { alias: 'best', number: 2, movedAt: '2026-11-01T12:01:00.000Z' },
    { alias: 'production', number: 2, movedAt: '2026-11-01T12:01:00.000Z' }
  ])
})

test('a move that is damaged is left out with a warning', async () => {
  const { store, objects, warnings } = memoryStore()
  await save(store, tree({ a: '1' }), { aliases: ['production'] })
  const key = 'artifacts/model/aliases/production/0000000001.json'
  const object = objects.get(key)!
  objects.set(key, { ...object, bytes: object.bytes.map((byte, at) => (at === 30 ? byte ^ 1 : byte)) })
  expect((await store.history({ name: 'model' })).moves).toEqual([])
  expect(warnings).toEqual([expect.stringMatching(/the move is left out/)])
})

test('metrics that are called as what an object has are metrics like others', async () => {
  const { store } = memoryStore()
  await saveMetrics(store, [JSON.parse('{"__proto__": 1, "constructor": 2}') as Record<string, number>])
  expect((await store.history({ name: 'model' })).metrics.map(({ name }) => name)).toContain('constructor')
})

describe('a sparkline', () => {
  test.each([
    [[1, 2, 3, 4, 5, 6, 7, 8], '▁▂▃▄▅▆▇█'],
    [[5, 5, 5], '▄▄▄'],
    [[1, undefined, NaN, 2], '▁·×█'],
    [[Infinity, -Infinity], '××'],
    [[-Number.MAX_VALUE, Number.MAX_VALUE, 0], '▁█▅'],
    [[5e-324, 0], '█▁'],
    [[], '']
  ])('of %p is %s', (values, expected) => {
    expect(sparkline(values)).toBe(expected)
  })

  test('has no more than sixty characters', () => {
    expect(sparkline(Array.from({ length: 1000 }, (_, at) => at))).toHaveLength(60)
  })
})

test('as text: metrics with their sparklines, versions newest first, moves newest first', async () => {
  const { store } = memoryStore()
  await saveMetrics(store, [{ accuracy: 0.9 }, { accuracy: NaN }])
  await save(store, tree({ x: 'x' }), { metrics: { accuracy: 0.95 }, label: '1.0', aliases: ['best'] })
  expect(historyToText(await store.history({ name: 'model' }))).toBe(`model: 3 versions
  accuracy  ▁×█  last 0.95, from 0.9 to 0.95

  version  label  saved                     size  accuracy
  v3       1.0    2026-11-01T12:00:00.000Z  1 B   0.95
  v2              2026-11-01T12:00:00.000Z  1 B   NaN
  v1              2026-11-01T12:00:00.000Z  1 B   0.9

aliases
  2026-11-01T12:00:00.000Z  best → v3
`)
})

test('JSON keeps what it cannot say as text, and what is missing as null', async () => {
  const { store } = memoryStore()
  await saveMetrics(store, [{ a: NaN }, { b: 1 }])
  const json = historyToJson(await store.history({ name: 'model' }))
  expect(json['metrics']).toEqual({
    a: { sparkline: '×·', values: ['NaN', null] },
    b: { sparkline: '·▄', values: [null, 1] }
  })
  expect(JSON.parse(JSON.stringify(json))).toEqual(json)
})

describe('a chart in Mermaid', () => {
  async function chart(values: readonly number[], metric = 'accuracy') {
    const { store } = memoryStore()
    await saveMetrics(
      store,
      values.map((value) => ({ [metric]: value }))
    )
    return metricChart(await store.history({ name: 'model' }), metric)
  }

  test('it shows the last twenty values, and leaves out what is no number', async () => {
    const values = [...Array.from({ length: 21 }, (_, at) => at), NaN, Infinity]
    const { mermaid, leftOut } = (await chart(values))!
    expect(mermaid.split('\n').slice(1, 4)).toEqual([
      'xychart-beta',
      '  title "accuracy"',
      `  x-axis [${Array.from({ length: 18 }, (_, at) => `"v${at + 4}"`).join(', ')}]`
    ])
    expect(leftOut).toEqual([
      { number: 22, value: NaN },
      { number: 23, value: Infinity }
    ])
  })

  test('numbers have no exponents, and an axis has a length', async () => {
    const { mermaid } = (await chart([1e-7, 1.5e-9, 1e21, -2e300]))!
    expect(mermaid).not.toMatch(/\de/)
    expect(mermaid).toContain('line [0.0000001, 0.0000000015, 1000000000000000000000, -2')
    expect((await chart([3, 3]))!.mermaid).toContain('y-axis 2.7 --> 3.3')
    expect((await chart([0, 0]))!.mermaid).toContain('y-axis -0.000001 --> 0.000001')
    expect((await chart([-Number.MAX_VALUE, Number.MAX_VALUE]))!.mermaid).not.toMatch(/NaN|Infinity/)
  })

  test('there is none of a single value', async () => {
    expect(await chart([1, NaN])).toBeUndefined()
    expect(await chart([1, 2], 'one')).toBeDefined()
  })

  test('nothing in the name of a metric leaves the title', async () => {
    const { mermaid } = (await chart([1, 2], 'a"\n```\n<script>%%{init}%%;\u202e'))!
    expect(mermaid.trim().split('\n')).toHaveLength(6)
    expect(mermaid.split('\n')[2]).toMatch(/^ {2}title "[\p{L}\p{N} ._/:()+-]*"$/u)
  })
})
