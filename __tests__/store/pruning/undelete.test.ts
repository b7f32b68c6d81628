/** Bringing back what was removed, as long as its bytes are there. docs/PROTOCOL.md, D1 and D3. */
import { packKey } from '../../../src/store/layout.js'
import {
  failure,
  flipBit,
  isGone,
  keys,
  observed,
  plantCondemned,
  plantGone,
  removeFolders,
  restored,
  snapshot,
  type TestStore
} from '../support.js'
import { DAY, GRACE, livingNumbers, packsOf, prune, SKEW, versions } from './support.js'

afterAll(removeFolders)

const undelete = (test: TestStore, number: number) => test.store.undelete({ name: 'model', number })

test('a version that is brought back is as it was, with its notes', async () => {
  const { test, folders } = await versions(3, () => ({ metrics: { a: 1 } }))
  await test.store.record({ name: 'model', selectors: ['v1'], metrics: { b: 2 } })
  const before = await test.store.getMetadata('model', 'v1')
  await prune(test, { keepLast: 1 })
  expect(await test.store.getMetadata('model', 'v1')).toBeUndefined()
  const { version, broughtBack } = await undelete(test, 1)
  expect(broughtBack).toBe(true)
  expect({ ...version, aliases: [] }).toEqual(before)
  expect(await test.store.getMetadata('model', 'v1')).toEqual(before)
  expect(await restored(test.store, { selectors: ['v1'] })).toEqual(snapshot(folders[1]))
  // Nothing is left to do.
  const all = keys(test.objects)
  expect((await undelete(test, 1)).broughtBack).toBe(false)
  expect((await undelete(test, 3)).broughtBack).toBe(false)
  expect(keys(test.objects)).toEqual(all)
})

test('prune leaves it, until it is removed by hand', async () => {
  const { test } = await versions(4)
  await prune(test, { keepLast: 1 })
  await undelete(test, 2)
  for (let day = 0; day < 30; day++) {
    await prune(test, { keepLast: 1 })
    test.clock.advance(DAY)
  }
  expect(livingNumbers(test.objects)).toEqual([2, 4])
  await test.store.remove({ name: 'model', selectors: ['v2'] })
  test.clock.advance(3 * GRACE)
  await prune(test, { keepLast: 1 })
  test.clock.advance(3 * GRACE)
  await prune(test, { keepLast: 1 })
  expect(packsOf(test.objects, 2).some((pack) => test.objects.has(packKey(pack)))).toBe(false)
})

describe('a pack in a list', () => {
  /** Version 1 was removed, and its packs are condemned. */
  async function condemned() {
    const made = await versions(2)
    made.test.clock.advance(GRACE)
    await prune(made.test, { keepLast: 1 })
    expect(keys(made.test.objects, 'condemned/')).toHaveLength(1)
    return made
  }

  test('that is as old as G − C is no hindrance', async () => {
    const { test, folders } = await condemned()
    test.clock.advance(GRACE - SKEW)
    await undelete(test, 1)
    test.clock.advance(10 * GRACE)
    await prune(test, { keepLast: 1 })
    expect(await restored(test.store, { selectors: ['v1'] })).toEqual(snapshot(folders[1]))
  })

  test('in a list older than G − C may be destroyed at any moment', async () => {
    const { test } = await condemned()
    test.clock.advance(GRACE - SKEW + 1)
    const before = keys(test.objects)
    const { code, message } = await failure(undelete(test, 1))
    expect([code, message]).toEqual([
      'NOT_FOUND',
      'version: model@v1 cannot be brought back: of its 1 pack, 1 may be destroyed by a prune run at any moment'
    ])
    // It was known before anything was written.
    expect(keys(test.objects)).toEqual(before)
  })

  test('the time is asked for after the change can be seen', async () => {
    const { test } = await condemned()
    test.clock.advance(GRACE - SKEW)
    // Held up before the change: what was not too old is, by the time it can be seen.
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'create' && key.endsWith('/gone/0000000001/0000000002.json')) test.clock.advance(1)
      })
    )
    expect((await failure(store.undelete({ name: 'model', number: 1 }))).code).toBe('NOT_FOUND')
    expect(keys(test.objects, 'artifacts/model/gone/')).toHaveLength(3)
    expect(isGone(test.objects, 'model', 1)).toBe(true)
  })
})

test('a pack that is gone, or has another size, is told', async () => {
  for (const damage of ['gone', 'short'] as const) {
    const { test } = await versions(2)
    await prune(test, { keepLast: 1 })
    const key = packKey(packsOf(test.objects, 1)[0])
    const { bytes, modifiedAt } = test.objects.get(key)!
    if (damage === 'gone') test.objects.delete(key)
    else test.objects.set(key, { bytes: bytes.slice(1), modifiedAt })
    const { code, message } = await failure(undelete(test, 1))
    expect([code, message]).toEqual(['NOT_FOUND', expect.stringContaining('of its 1 pack, 1 is gone')])
    expect(isGone(test.objects, 'model', 1)).toBe(true)
  }
})

test('a pack that goes in between is told, and the step taken back', async () => {
  const { test } = await versions(2)
  await prune(test, { keepLast: 1 })
  const [pack] = packsOf(test.objects, 1)
  const store = test.over((inner) =>
    observed(inner, ({ operation, key }) => {
      if (operation === 'create' && key.includes('/gone/')) test.objects.delete(packKey(pack))
    })
  )
  expect((await failure(store.undelete({ name: 'model', number: 1 }))).code).toBe('NOT_FOUND')
  expect(isGone(test.objects, 'model', 1)).toBe(true)
})

test('where the step cannot be taken back, that is told, too', async () => {
  const { test } = await versions(2)
  await prune(test, { keepLast: 1 })
  const [pack] = packsOf(test.objects, 1)
  const store = test.over((inner) =>
    observed(inner, ({ operation, key }) => {
      if (operation !== 'create' || !key.includes('/gone/')) return
      if (test.objects.has(packKey(pack))) test.objects.delete(packKey(pack))
      else throw new Error('no connection')
    })
  )
  const { code, message } = await failure(store.undelete({ name: 'model', number: 1 }))
  expect([code, message]).toEqual([
    'STORAGE',
    expect.stringMatching(/1 is gone.*could not be taken back.*no connection/s)
  ])
})

test('of two that bring back one version, one by one or at once, both are told that it is there', async () => {
  const { test, folders } = await versions(2)
  await prune(test, { keepLast: 1 })
  await Promise.all([undelete(test, 1), undelete(test, 1), undelete(test, 1)])
  expect(keys(test.objects, 'artifacts/model/gone/')).toHaveLength(2)
  expect(await restored(test.store, { selectors: ['v1'] })).toEqual(snapshot(folders[1]))
})

test('what never was, or cannot be read, is not brought back', async () => {
  const { test } = await versions(3)
  expect(await failure(undelete(test, 9))).toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('no model@v9')
  })
  plantGone(test.objects, 'model', 1)
  flipBit(test.objects, 'artifacts/model/versions/0000000001.json', 40)
  expect((await failure(undelete(test, 1))).code).toBe('DAMAGED')
  expect(isGone(test.objects, 'model', 1)).toBe(true)
  expect((await failure(test.store.undelete({ name: '../x', number: 1 }))).code).toBe('INVALID_INPUT')
  plantCondemned(test.objects, 'run-1', [])
  flipBit(test.objects, 'condemned/run-1.json', 30)
  plantGone(test.objects, 'model', 2)
  expect((await failure(undelete(test, 2))).code).toBe('DAMAGED')
  expect(isGone(test.objects, 'model', 2)).toBe(true)
})
