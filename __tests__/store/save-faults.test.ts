/** A save over a storage that fails: one clear error, earlier versions whole, and the next save works. */
import type { ErrorCode } from '../../src/errors.js'
import { isStoreError } from '../../src/errors.js'
import { withFaults, type Fault, type FaultyOperation, type MemoryStorage } from '../../src/storage/index.js'
import type { ArtifactStore, SaveResult } from '../../src/store/index.js'
import { versionKey } from '../../src/store/layout.js'
import {
  copyOf,
  failure,
  keys,
  memoryStore,
  noise,
  observed,
  recordOf,
  removeFolders,
  restored,
  save,
  snapshot,
  tree,
  type TestStore
} from './support.js'

afterAll(removeFolders)

/** Names long enough for a tree in packs of its own. */
const small = Object.fromEntries(
  Array.from({ length: 40 }, (_, at) => [`files/${at}-${'name'.repeat(30)}`, `content of ${at}`])
)
const first = tree({ ...small, 'weights.bin': noise(100_000, 1) })
const second = tree({ ...small, 'weights.bin': noise(100_000, 2), 'files/7.txt': 'new' })

async function filled(): Promise<TestStore> {
  const test = memoryStore()
  await save(test.store, first)
  return test
}

/** The save that is disturbed. */
async function saveAll(store: ArtifactStore): Promise<SaveResult> {
  return await save(store, second, { label: '2.0', aliases: ['best'], parents: ['model@v1'], runKey: '42' })
}

function reset(objects: MemoryStorage['objects'], copy: MemoryStorage['objects']): void {
  objects.clear()
  for (const [key, object] of copy) objects.set(key, object)
}

/** Every operation of an undisturbed save, in order. */
async function operationsOf(
  test: TestStore,
  run: (store: ArtifactStore) => Promise<unknown>
): Promise<FaultyOperation[]> {
  const operations: FaultyOperation[] = []
  await run(
    test.over((inner) =>
      observed(inner, ({ operation }) => {
        if (operation !== 'abort') operations.push(operation)
      })
    )
  )
  return operations
}

/** Whatever happened to a save: earlier versions are whole, numbers dense, and the next save works. */
async function checkStore(test: TestStore): Promise<void> {
  const numbers = keys(test.objects, 'artifacts/model/versions/').map((key) => Number(key.slice(-15, -5)))
  expect(numbers).toEqual(numbers.map((_, at) => at + 1))
  expect(numbers.length).toBeLessThanOrEqual(2)
  for (const number of numbers) {
    expect(await restored(test.store, { selectors: [`v${number}`] })).toEqual(snapshot(number === 1 ? first : second))
  }
  const next = await save(test.store, second)
  expect(next.version.number).toBe(2)
  expect(next.created).toBe(numbers.length === 1)
  expect(await restored(test.store)).toEqual(snapshot(second))
}

describe('a lost reply', () => {
  const record = versionKey('model', 2)

  test('to the committing create: exactly one version, and success', async () => {
    const test = await filled()
    const store = test.over((inner) =>
      withFaults(inner, [{ operation: 'create', key: record, effect: { kind: 'fail-after' } }])
    )
    expect(await saveAll(store)).toMatchObject({ created: true, version: { number: 2, version: '2.0' } })
    await checkStore(test)
  })

  test('to the committing create, of a number that another save took: exactly one version of each', async () => {
    const test = await filled()
    const other = tree({ other: 'x' })
    const store = test.over((inner) =>
      observed(
        withFaults(inner, [{ operation: 'create', key: /versions/, effect: { kind: 'fail-after' } }]),
        async ({ operation, key }) => {
          if (operation === 'create' && key === record) await save(test.store, other)
        }
      )
    )
    expect((await saveAll(store)).version.number).toBe(3)
    expect(keys(test.objects, 'artifacts/model/versions/')).toHaveLength(3)
    expect(await restored(test.store, { selectors: ['v2'] })).toEqual(snapshot(other))
    expect(await restored(test.store, { selectors: ['v3'] })).toEqual(snapshot(second))
  })

  test('where it never took effect: an error, and no version', async () => {
    const test = await filled()
    const store = test.over((inner) =>
      withFaults(inner, [{ operation: 'create', key: record, effect: { kind: 'fail-before' } }])
    )
    const { code, message } = await failure(saveAll(store))
    expect([code, message]).toEqual(['STORAGE', expect.stringContaining(record)])
    expect(test.objects.has(record)).toBe(false)
    await checkStore(test)
  })

  test('where nobody can tell: an error', async () => {
    const test = await filled()
    const store = test.over((inner) =>
      withFaults(inner, [
        { operation: 'create', key: record, effect: { kind: 'fail-after' } },
        { operation: 'read', key: record, effect: { kind: 'fail-before' } }
      ])
    )
    expect((await failure(saveAll(store))).code).toBe('STORAGE')
    expect(keys(test.objects, 'artifacts/model/labels/')).toHaveLength(1)
    await checkStore(test)
  })

  test('to the first save of all', async () => {
    const test = memoryStore()
    // All but the second: that `store.json` is not replaced must be heard once.
    const calls = [1, 3, 4, 5, 6]
    const store = test.over((inner) =>
      withFaults(inner, [{ operation: 'create', calls, effect: { kind: 'fail-after' } }])
    )
    expect((await save(store, first)).version.number).toBe(1)
    expect(await restored(test.store)).toEqual(snapshot(first))
  })
})

describe('each operation of a save fails in turn', () => {
  test.each<[string, Fault['effect'], readonly FaultyOperation[] | undefined]>([
    ['before it acts', { kind: 'fail-before' }, undefined],
    ['after it acted', { kind: 'fail-after' }, undefined],
    [
      'with a full disk',
      { kind: 'fail-before', error: Object.assign(new Error('write'), { code: 'ENOSPC' }) },
      ['create', 'append', 'commit']
    ]
  ])('%s', async (_, effect, only) => {
    const test = await filled()
    const start = copyOf(test.objects)
    const operations = (await operationsOf(test, saveAll)).filter((operation) => only?.includes(operation) ?? true)
    expect(operations.length).toBeGreaterThan(only === undefined ? 30 : 6)
    const outcomes = new Set<string>()
    for (let call = 1; call <= operations.length; call++) {
      reset(test.objects, start)
      const all =
        only ?? (['create', 'append', 'commit', 'read', 'stat', 'list', 'remove', 'now', 'createMayTear'] as const)
      let faults: ReturnType<typeof withFaults> | undefined
      const store = test.over((inner) => (faults = withFaults(inner, [{ operation: all, calls: [call], effect }])))
      try {
        expect((await saveAll(store)).version.number).toBe(2)
        outcomes.add('done')
      } catch (error) {
        if (!isStoreError(error)) throw error
        outcomes.add(error.code)
        expect(error.message).not.toContain('\n')
        if ('error' in effect) expect(error.message).toContain('disk is full')
      }
      expect(faults?.fired).toHaveLength(1)
      await checkStore(test)
    }
    expect([...outcomes].filter((outcome) => outcome !== 'done')).toEqual(['STORAGE'])
  })

  test('a full disk on the very first save: no version, and the next one works', async () => {
    const test = memoryStore()
    const operations = (await operationsOf(test, async (store) => await save(store, first, { label: 'x' }))).filter(
      (operation) => ['create', 'append', 'commit'].includes(operation)
    )
    for (let call = 1; call <= operations.length; call++) {
      // The second look whether `store.json` is replaced is tried again.
      if (call === 2) continue
      test.objects.clear()
      const error = Object.assign(new Error('write'), { code: 'ENOSPC' })
      const store = test.over((inner) =>
        withFaults(inner, [
          { operation: ['create', 'append', 'commit'], calls: [call], effect: { kind: 'fail-before', error } }
        ])
      )
      const { code, message } = await failure(save(store, first, { label: 'x' }))
      expect([code, message]).toEqual(['STORAGE', expect.stringContaining('disk is full')])
      expect(keys(test.objects, 'artifacts/')).toEqual([])
      expect((await save(test.store, first, { label: 'x' })).version).toMatchObject({ number: 1, version: 'x' })
      expect(await restored(test.store)).toEqual(snapshot(first))
    }
  })
})

describe('cancelled by its signal', () => {
  test('at each operation: no version and no reservation, or a version that is whole', async () => {
    const test = await filled()
    const start = copyOf(test.objects)
    const operations = await operationsOf(test, saveAll)
    const codes = new Map<ErrorCode | 'done', number>()
    for (let call = 1; call <= operations.length; call++) {
      reset(test.objects, start)
      const controller = new AbortController()
      let calls = 0
      const store = test.over(
        (inner) =>
          observed(inner, () => {
            if (++calls === call) controller.abort()
          }),
        { signal: controller.signal }
      )
      let code: ErrorCode | 'done' = 'done'
      try {
        await saveAll(store)
      } catch (error) {
        if (!isStoreError(error)) throw error
        code = error.code
      }
      codes.set(code, (codes.get(code) ?? 0) + 1)
      if (code !== 'done') {
        expect(code).toBe('CANCELLED')
        expect(keys(test.objects, 'artifacts/')).toEqual(keys(start, 'artifacts/'))
      }
      await checkStore(test)
    }
    expect(codes.get('CANCELLED')).toBeGreaterThan(10)
    expect(codes.get('done')).toBeGreaterThan(3)
  })

  test('before it begins, also where there is nothing to read', async () => {
    const test = memoryStore()
    const store = test.over(undefined, { signal: AbortSignal.abort() })
    expect((await failure(save(store, tree({})))).code).toBe('CANCELLED')
    expect(keys(test.objects, 'artifacts/')).toEqual([])
  })

  test('while a large file is read', async () => {
    const folder = tree({ big: noise(24 * 1024 * 1024, 4) })
    const controller = new AbortController()
    const test = memoryStore({
      signal: controller.signal,
      progress: ({ bytes }) => {
        if (bytes > 5_000_000) controller.abort()
      }
    })
    expect((await failure(save(test.store, folder, { label: 'x' }))).code).toBe('CANCELLED')
    expect(keys(test.objects, 'artifacts/')).toEqual([])
    expect(keys(test.objects, 'packs/')).toEqual([])
  })
})

describe('what a storage does behind its answers', () => {
  test('short reads and flipped bits in what a save reads are errors or harmless, never a wrong version', async () => {
    const test = await filled()
    const start = copyOf(test.objects)
    const reads = (await operationsOf(test, saveAll)).filter((operation) => operation === 'read').length
    expect(reads).toBeGreaterThan(4)
    for (let call = 1; call <= reads; call++) {
      for (const effect of [{ kind: 'flip-bit' }, { kind: 'short-read' }] as const) {
        reset(test.objects, start)
        const store = test.over((inner) => withFaults(inner, [{ operation: 'read', calls: [call], effect }]))
        try {
          expect((await saveAll(store)).version.number).toBe(2)
        } catch (error) {
          if (!isStoreError(error)) throw error
          expect(error.code).toBe('DAMAGED')
        }
        await checkStore(test)
      }
    }
  })

  test('a pack that is flipped on its way is found by the restore', async () => {
    const test = memoryStore()
    const store = test.over((inner) =>
      withFaults(inner, [{ operation: 'append', calls: [1], effect: { kind: 'flip-bit' } }])
    )
    await save(store, tree({ a: noise(1000, 1) }), { compression: 'none' })
    const { code, message } = await failure(restored(test.store))
    expect([code, message]).toEqual(['DAMAGED', expect.stringContaining(recordOf(test.objects, 1).packs[0].pack)])
  })
})
