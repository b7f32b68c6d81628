/** How few calls it takes to know what versions there are, and what is done where a storage replaces objects. */
import { encodePlaceholder } from '../../src/store/record.js'
import {
  failure,
  fieldsOf,
  keys,
  memoryStore,
  observed,
  plant,
  plantGone,
  save,
  START,
  tree,
  type Call,
  type TestStore
} from './support.js'

async function callsOf(test: TestStore, act: (store: TestStore['store']) => Promise<unknown>): Promise<string[]> {
  const calls: string[] = []
  await act(test.over((inner) => observed(inner, ({ operation, key }: Call) => void calls.push(`${operation} ${key}`))))
  return calls
}

/** Plants the record of the first version under more numbers: enough to be found, not to be restored. */
function grow(test: TestStore, count: number): void {
  const { checksum, ...fields } = fieldsOf(test.objects, 'artifacts/model/versions/0000000001.json')
  expect(checksum).toBeDefined()
  for (let number = 2; number <= count; number++) {
    const key = `artifacts/model/versions/${String(number).padStart(10, '0')}.json`
    plant(test.objects, key, { ...fields, number, version: `v${number}` })
  }
}

describe('a save', () => {
  test('looks at the store in five calls and a read of the record and of each pack, and writes in four', async () => {
    const test = memoryStore()
    await save(test.store, tree({ file: '1' }))
    const calls = await callsOf(test, (store) => save(store, tree({ file: '2' }), { runKey: 'run/1' }))
    const [pack] = calls.filter((call) => call.startsWith('read packs/'))
    expect(calls.filter((call) => !call.startsWith('append'))).toEqual([
      'read store.json',
      'list runs/run%2F1/',
      'list condemned/',
      'list artifacts/model/',
      'read artifacts/model/versions/0000000001.json',
      pack,
      'create store.json',
      expect.stringMatching(/^commit packs\//),
      'create artifacts/model/versions/0000000002.json',
      'list condemned/'
    ])
  })

  test('that finds nothing changed writes nothing', async () => {
    const test = memoryStore()
    await save(test.store, tree({ file: '1' }))
    const calls = await callsOf(test, (store) => save(store, tree({ file: '1' })))
    expect(calls.filter((call) => !call.startsWith('read packs/'))).toEqual([
      'read store.json',
      'list condemned/',
      'list artifacts/model/',
      'read artifacts/model/versions/0000000001.json',
      'list artifacts/model/gone/0000000001/'
    ])
  })
})

describe('a long series', () => {
  test('is known by its end: the latest version, the next number and what is gone are found as in a short one', async () => {
    const test = memoryStore()
    await save(test.store, tree({ file: '1' }))
    grow(test, 1100)
    expect((await test.store.resolve('model'))?.version.number).toBe(1100)
    for (const number of [1100, 1099, 1098, 1080]) plantGone(test.objects, 'model', number)
    plantGone(test.objects, 'model', 1098, 2, false)
    expect((await test.store.resolve('model'))?.version.number).toBe(1098)
    expect(await test.store.resolve('model', ['v1099'])).toBeUndefined()
    const listed = await test.store.list({ name: 'model', limit: 40 })
    const expected = Array.from({ length: 41 }, (_, index) => 1098 - index).filter((number) => number !== 1080)
    expect(listed.map(({ number }) => number)).toEqual(expected)
    expect((await test.store.list({ name: 'model', limit: 5000 })).length).toBe(1100 - 3)
    expect((await save(test.store, tree({ file: '2' }))).version.number).toBe(1101)
  })

  test('of which all versions are gone has none', async () => {
    const test = memoryStore()
    await save(test.store, tree({ file: '1' }))
    grow(test, 1010)
    for (let number = 1; number <= 1010; number++) plantGone(test.objects, 'model', number)
    expect(await test.store.resolve('model')).toBeUndefined()
    expect(await test.store.list({ name: 'model' })).toEqual([])
    expect((await save(test.store, tree({ file: '2' }))).version.number).toBe(1011)
  })
})

describe('a storage that replaces what exists', () => {
  const replacing = (test: TestStore): TestStore['store'] =>
    test.over((inner) => ({
      ...inner,
      create: async (key, bytes) => {
        test.objects.delete(key)
        return await inner.create(key, bytes)
      }
    }))

  test('is refused before anything else is written, also where the store is older', async () => {
    const test = memoryStore()
    for (const label of [undefined, '1.0']) {
      const { code, message } = await failure(
        save(replacing(test), tree({ file: '1' }), label === undefined ? {} : { label })
      )
      expect([code, message]).toEqual(['UNSUPPORTED', expect.stringContaining('replaces objects')])
      expect(keys(test.objects)).toEqual(['store.json'])
    }
    await save(test.store, tree({ file: '1' }))
    const before = keys(test.objects)
    expect((await failure(save(replacing(test), tree({ file: '2' })))).code).toBe('UNSUPPORTED')
    expect(keys(test.objects)).toEqual(before)
  })

  test('may still be read', async () => {
    const test = memoryStore()
    await save(test.store, tree({ file: '1' }))
    expect((await replacing(test).resolve('model'))?.version.number).toBe(1)
  })
})

describe('a placeholder', () => {
  const hold = (test: TestStore, ...numbers: number[]): void => {
    for (const number of numbers) {
      const key = `artifacts/model/versions/${String(number).padStart(10, '0')}.json`
      plant(test.objects, key, encodePlaceholder('model', number, START, 'e'.repeat(32)))
    }
  }

  test.each([5, 1200])('among %i numbers is taken, and is no version to any reader', async (count) => {
    const test = memoryStore()
    const { version } = await save(test.store, tree({ file: '1' }), { aliases: ['best'] })
    grow(test, count)
    hold(test, 2, count - 1, count)
    const newest = count - 2
    for (const selector of ['latest', 'newest', 'as-of:2026-11-02', version.digest]) {
      expect((await test.store.resolve('model', [selector]))?.version.number).toBe(newest)
    }
    for (const selector of ['v2', `v${count - 1}`, `v${count}`, `v${count + 1}`]) {
      expect(await test.store.resolve('model', [selector])).toBeUndefined()
    }
    expect((await test.store.resolve('model', ['best']))?.version.number).toBe(1)
    const listed = (await test.store.list({ limit: 2000 })).map(({ number }) => number)
    expect(listed).toHaveLength(count - 3)
    expect([listed[0], listed.includes(2)]).toEqual([newest, false])
    const { version: next } = await save(test.store, tree({ file: '2' }))
    expect(next.number).toBe(count + 1)
    expect(test.warnings).toEqual([])
  })
})
