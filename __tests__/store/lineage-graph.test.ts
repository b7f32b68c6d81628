import { afterAll, describe, expect, test } from '@jest/globals'
import {
  lineageToJson,
  lineageToMermaid,
  lineageToText,
  type InputVersion,
  type LineageGraph,
  type LineageRequest,
  type OriginsRequest
} from '../../src/store/index.js'
import { versionKey } from '../../src/store/layout.js'
import { indexAll, plantVersion } from './long-series.js'
import {
  failure,
  fieldsOf,
  memoryStore,
  observed,
  plant,
  plantGone,
  removeFolders,
  save,
  tree,
  type TestStore
} from './support.js'

afterAll(removeFolders)

/** Saves a version made of others. */
async function make(
  test: TestStore,
  name: string,
  from: readonly string[] = [],
  more: object = {}
): Promise<InputVersion> {
  const saved = await save(test.store, tree({ a: `${name} ${test.objects.size}` }), { name, ...more })
  const { number, digest } = saved.version
  const inputs = from.map((id) => inputOf(test, id))
  const fields = fieldsOf(test.objects, versionKey(name, number))
  plant(test.objects, versionKey(name, number), { ...withoutChecksum(fields), inputs })
  return { name, number, digest }
}

function withoutChecksum(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== 'checksum'))
}

function inputOf(test: TestStore, id: string): InputVersion {
  const [name, version] = id.split('@v')
  const digest = fieldsOf(test.objects, versionKey(name, Number(version)))['digest'] as InputVersion['digest']
  return { name, number: Number(version), digest }
}

async function lineage(test: TestStore, request: LineageRequest): Promise<LineageGraph> {
  const graph = await test.store.lineage(request)
  if (graph === undefined) throw new Error('no such version')
  return graph
}

const statesOf = (graph: LineageGraph) => Object.fromEntries(graph.nodes.map(({ id, state }) => [id, state]))

/** raw → data → model → report, and another model of the same data. */
async function chain(): Promise<TestStore> {
  const test = memoryStore()
  await make(test, 'raw')
  await make(test, 'data', ['raw@v1'])
  await make(test, 'model', ['data@v1'], { type: 'model' })
  await make(test, 'report', ['model@v1', 'data@v1'])
  await make(test, 'model', ['data@v1'])
  return test
}

describe('a walk both ways', () => {
  test('it finds what a version came from to the ends, and all that was made of it', async () => {
    const test = await chain()
    const graph = await lineage(test, { name: 'data' })
    expect(statesOf(graph)).toEqual({
      'data@v1': 'present',
      'raw@v1': 'present',
      'model@v1': 'present',
      'model@v2': 'present',
      'report@v1': 'present'
    })
    expect(graph.edges.map(({ from, to }) => `${from} → ${to}`).sort()).toEqual([
      'data@v1 → model@v1',
      'data@v1 → model@v2',
      'data@v1 → report@v1',
      'model@v1 → report@v1',
      'raw@v1 → data@v1'
    ])
    expect(graph.isWhole).toBe(true)
  })

  test('brothers are not part of it', async () => {
    const graph = await lineage(await chain(), { name: 'model', selector: 'v2' })
    expect(Object.keys(statesOf(graph))).toEqual(['model@v2', 'data@v1', 'raw@v1'])
  })

  test('what names itself in a circle ends', async () => {
    const test = await chain()
    const key = versionKey('raw', 1)
    plant(test.objects, key, {
      ...withoutChecksum(fieldsOf(test.objects, key)),
      inputs: [inputOf(test, 'report@v1'), inputOf(test, 'raw@v1')]
    })
    const graph = await lineage(test, { name: 'raw' })
    expect(graph.nodes).toHaveLength(5)
    expect(lineageToText(graph).split('\n').length).toBeLessThan(40)
  })

  test('versions that were removed are marked, also in the middle of a line', async () => {
    const test = await chain()
    plantGone(test.objects, 'model', 1)
    plantGone(test.objects, 'raw', 1)
    const graph = await lineage(test, { name: 'data' })
    expect(statesOf(graph)).toMatchObject({ 'raw@v1': 'removed', 'model@v1': 'removed', 'report@v1': 'present' })
  })

  test('a record that is missing or damaged, and a number that means another version now, are marked', async () => {
    const test = await chain()
    const { digest } = inputOf(test, 'model@v2')
    await make(test, 'notes', ['model@v1'])
    const key = versionKey('notes', 1)
    plant(test.objects, key, {
      ...withoutChecksum(fieldsOf(test.objects, key)),
      inputs: [{ name: 'nowhere', number: 3, digest }, { name: 'raw', number: 1, digest }, inputOf(test, 'report@v1')]
    })
    const broken = test.objects.get(versionKey('report', 1))!
    test.objects.set(versionKey('report', 1), {
      ...broken,
      bytes: broken.bytes.map((byte, at) => (at === 40 ? byte ^ 1 : byte))
    })
    const graph = await lineage(test, { name: 'notes' })
    expect(statesOf(graph)).toEqual({
      'notes@v1': 'present',
      'nowhere@v3': 'missing',
      'raw@v1': 'different',
      'report@v1': 'missing'
    })
    expect(lineageToText(graph)).toContain('raw@v1 [another version has this number now]')
  })

  test('the limit cuts off what is furthest, and says so', async () => {
    const graph = await lineage(await chain(), { name: 'raw', limit: 2 })
    expect(Object.keys(statesOf(graph))).toEqual(['raw@v1', 'data@v1'])
    expect(graph.isWhole).toBe(false)
    expect(lineageToText(graph)).toContain('only the nearest 2 versions')
  })

  test('what was made of it is found by the index, without a read for each record', async () => {
    const test = memoryStore()
    await save(test.store, tree({ a: '1' }), { name: 'raw' })
    await save(test.store, tree({ a: '2' }))
    for (let number = 2; number <= 640; number++) {
      plantVersion(test, number, number === 77 ? { inputs: [inputOf(test, 'raw@v1')] } : {})
    }
    await indexAll(test)
    let reads = 0
    const store = test.over((inner) => observed(inner, ({ operation }) => void (reads += operation === 'read' ? 1 : 0)))
    const graph = await store.lineage({ name: 'raw' })
    expect(graph?.nodes.map(({ id }) => id)).toEqual(['raw@v1', 'model@v77'])
    expect(reads).toBeLessThan(40)
  })

  test('a selector that names nothing gives undefined', async () => {
    expect(await (await chain()).store.lineage({ name: 'raw', selector: 'v7' })).toBeUndefined()
  })
})

describe('shown', () => {
  test('as text it is two trees', async () => {
    expect(lineageToText(await lineage(await chain(), { name: 'data' }))).toBe(`data@v1
  made from:
  └─ raw@v1
  made into:
  ├─ model@v2
  ├─ model@v1, model
  │  └─ report@v1
  └─ report@v1
`)
  })

  test('what nothing was made of says so', async () => {
    expect(lineageToText(await lineage(await chain(), { name: 'raw' }))).toContain(
      'made from: nothing that is recorded'
    )
  })

  test('a line of versions may be longer than calls may nest', () => {
    const ids = Array.from({ length: 20_000 }, (_, at) => `m@v${at + 1}`)
    const nodes = ids.map((id, at) => ({
      id,
      name: 'm',
      number: at + 1,
      digest: `sha256:${'0'.repeat(64)}` as const,
      version: undefined,
      type: undefined,
      createdAt: undefined,
      state: 'present' as const
    }))
    const edges = ids.slice(1).map((to, at) => ({ from: ids[at], to }))
    // The indent alone grows with the square, so only the number of lines is looked at.
    const few = { root: ids[0], nodes: nodes.slice(0, 3000), edges: edges.slice(0, 2999), isWhole: true }
    expect(lineageToText(few).split('\n')).toHaveLength(3003)
  })

  test('in Mermaid no type or label ends its text', async () => {
    const test = memoryStore()
    const type = '"]; click n0 "javascript:alert(1)" \n```\n<script>#quot;\u202e`**x**` fa:fa-ban'
    await make(test, 'raw', [], { type, label: '1.0' })
    const mermaid = lineageToMermaid(await lineage(test, { name: 'raw' }))
    const lines = mermaid.trim().split('\n')
    expect(lines).toHaveLength(4)
    expect(lines[1]).toMatch(/^ {2}n0\["raw@v1 · 1\.0 · [\p{L}\p{N} ._/@:()+#;-]*"\]:::root$/u)
    expect(mermaid).not.toMatch(/[`<\u202e]|#quot|fa:fa/)
  })

  test('JSON has all of it', async () => {
    const json = lineageToJson(await lineage(await chain(), { name: 'data' }))
    expect(json).toMatchObject({ root: 'data@v1', whole: true })
    expect(JSON.parse(JSON.stringify(json))).toEqual(json)
  })
})

describe('what a version came from alone', () => {
  const origins = async (test: TestStore, name: string, request: OriginsRequest = {}): Promise<LineageGraph> =>
    await test.store.origins((await test.store.resolve(name))!.version, request)

  test('is the way up, and nothing that was made of it', async () => {
    const graph = await origins(await chain(), 'data')
    expect(statesOf(graph)).toEqual({ 'data@v1': 'present', 'raw@v1': 'present' })
    expect(graph.edges).toEqual([{ from: 'raw@v1', to: 'data@v1' }])
    expect(graph.isWhole).toBe(true)
  })

  test('ends where the depth or the limit does, and says so', async () => {
    const test = await chain()
    expect(Object.keys(statesOf(await origins(test, 'report', { depth: 1 })))).toEqual([
      'report@v1',
      'model@v1',
      'data@v1'
    ])
    expect((await origins(test, 'report', { depth: 1 })).isWhole).toBe(false)
    expect((await origins(test, 'report', { depth: 2 })).isWhole).toBe(true)
    const short = await origins(test, 'report', { limit: 2 })
    expect([Object.keys(statesOf(short)), short.isWhole]).toEqual([['report@v1', 'model@v1'], false])
    expect((await failure(origins(test, 'report', { depth: 0 }))).code).toBe('INVALID_INPUT')
    expect((await failure(origins(test, 'report', { limit: 0 }))).code).toBe('INVALID_INPUT')
  })

  test('takes two requests for each version of it, and none for what it has no room for', async () => {
    const test = await chain()
    const requests = async (request: OriginsRequest): Promise<number> => {
      const { version } = (await test.store.resolve('report'))!
      let count = 0
      await test
        .over((inner) =>
          observed(inner, () => {
            count++
          })
        )
        .origins(version, request)
      return count
    }
    expect(await requests({})).toBe(3 * 2)
    expect(await requests({ limit: 2 })).toBe(2)
    expect(await requests({ limit: 1 })).toBe(0)
  })
})

test('a walk both ways does not look up what it has no room for', async () => {
  const test = await chain()
  const reads: string[] = []
  const store = test.over((inner) =>
    observed(inner, ({ operation, key }) => {
      if (operation === 'list' && key.includes('/gone/')) reads.push(key)
    })
  )
  const graph = await store.lineage({ name: 'report', limit: 2 })
  expect([graph?.nodes.length, graph?.isWhole]).toEqual([2, false])
  // Its own alone: the one version that there is room for was met on the way to what was made of it.
  expect(reads).toEqual(['artifacts/report/gone/0000000001/'])
})
