/** Pruning over time: versions are removed, their packs condemned, and destroyed by a later run. */
import { packKey } from '../../../src/store/layout.js'
import { createMemoryStorage } from '../../../src/storage/index.js'
import { openStore } from '../../../src/store/index.js'
import {
  failure,
  fieldsOf,
  flipBit,
  isGone,
  keys,
  memoryStore,
  noise,
  observed,
  packsIn,
  plant,
  plantCondemned,
  plantGone,
  removeFolders,
  restored,
  save,
  snapshot,
  sourceOf,
  tree
} from '../support.js'
import {
  contentOf,
  contents,
  DAY,
  GRACE,
  livingNumbers,
  packsOf,
  prune,
  removedOf,
  versions,
  wholeNumbers
} from './support.js'

afterAll(removeFolders)

const lower = { metric: 'loss', direction: 'lower' } as const

describe('over time', () => {
  test('a version is removed at once, its packs condemned once they are older than G, destroyed another G later', async () => {
    const { test, folders } = await versions(4)
    const before = packsIn(test.objects)
    const first = await prune(test, { keepLast: 1 })
    expect(removedOf(first)).toEqual([1, 2, 3])
    expect(livingNumbers(test.objects)).toEqual([4])
    expect(first.packs).toMatchObject({ condemned: { objects: 0 }, young: { objects: 3 } })
    // Each was saved a day after the other; the oldest one is not older than G yet.
    test.clock.advance(GRACE - 4 * DAY)
    expect((await prune(test, { keepLast: 1 })).packs.condemned.objects).toBe(0)
    expect(keys(test.objects, 'condemned/')).toEqual([])
    test.clock.advance(1)
    expect((await prune(test, { keepLast: 1 })).packs).toMatchObject({
      condemned: { objects: 1 },
      young: { objects: 2 }
    })
    test.clock.advance(2 * DAY)
    expect((await prune(test, { keepLast: 1 })).packs).toMatchObject({
      condemned: { objects: 2 },
      waiting: { objects: 1 },
      young: { objects: 0 }
    })
    expect(packsIn(test.objects)).toEqual(before)

    test.clock.advance(GRACE - 2 * DAY)
    expect((await prune(test, { keepLast: 1 })).packs.destroyed.objects).toBe(0)
    test.clock.advance(1)
    const { packs } = await prune(test, { keepLast: 1 })
    expect(packs).toMatchObject({ destroyed: { objects: 1 }, waiting: { objects: 2 } })
    test.clock.advance(2 * DAY)
    await prune(test, { keepLast: 1 })
    expect(wholeNumbers(test.objects)).toEqual([4])
    expect(packsIn(test.objects)).toEqual(packsOf(test.objects, 4))
    expect(await restored(test.store)).toEqual(snapshot(folders[4]))
    // Nothing is left to do, and nothing is written.
    const end = contents(test.objects)
    await prune(test, { keepLast: 1 })
    expect(contents(test.objects)).toEqual(end)
  })

  test('a pack that a living version uses, too, stays for as long as one does', async () => {
    const test = memoryStore()
    const shared = noise(200_000, 1)
    const folders = [1, 2, 3].map((seed) => tree({ 'shared.bin': shared, 'own.bin': noise(1000, seed) }))
    for (const folder of folders) {
      await save(test.store, folder)
      test.clock.advance(DAY)
    }
    const [base] = packsOf(test.objects, 1)
    expect(packsOf(test.objects, 3)).toContain(base)
    for (let day = 0; day < 20; day++) {
      await prune(test, { keepLast: 1 })
      test.clock.advance(DAY)
    }
    expect(packsIn(test.objects)).toEqual(packsOf(test.objects, 3))
    expect(await restored(test.store)).toEqual(snapshot(folders[2]))
  })

  test('without rules no version is removed, and packs that nothing refers to go all the same', async () => {
    const { test } = await versions(2)
    const orphan = 'ab'.repeat(32)
    test.objects.set(packKey(orphan), { bytes: new Uint8Array(1000), modifiedAt: test.clock.now() })
    test.clock.advance(GRACE + 1)
    const first = await prune(test)
    expect(first).toMatchObject({ packs: { condemned: { objects: 1, bytes: 1000 } }, freed: { now: 0, later: 1000 } })
    expect(first.freed.laterFrom).toBe(new Date(test.clock.now().getTime() + GRACE * 1000).toISOString())
    test.clock.advance(GRACE + 1)
    expect(await prune(test)).toMatchObject({
      packs: { destroyed: { objects: 1, bytes: 1000 } },
      freed: { now: 1000, later: 0, laterFrom: undefined }
    })
    expect(test.objects.has(packKey(orphan))).toBe(false)
    expect(wholeNumbers(test.objects)).toEqual([1, 2])
  })

  test('a dry run writes nothing, and tells what a run would do', async () => {
    const { test } = await versions(9)
    await prune(test, { keepLast: 7 })
    test.clock.advance(GRACE)
    const orphan = 'ab'.repeat(32)
    test.objects.set(packKey(orphan), { bytes: new Uint8Array(5), modifiedAt: new Date(0) })
    plantCondemned(test.objects, 'run-1', [orphan])
    test.clock.advance(DAY)
    const before = contents(test.objects)
    const told = await test
      .over((inner) =>
        observed(inner, ({ operation }) => {
          expect(['create', 'append', 'commit', 'remove']).not.toContain(operation)
        })
      )
      .prune({ rules: { keepLast: 2 } })
    expect(contents(test.objects)).toEqual(before)
    expect(told).toMatchObject({ dryRun: true, packs: { destroyed: { objects: 3 }, waiting: { objects: 0 } } })
    expect(removedOf(told)).toEqual([3, 4, 5, 6, 7])
    const done = await prune(test, { keepLast: 2 })
    expect({ ...done, dryRun: true }).toEqual(told)
    expect(livingNumbers(test.objects)).toEqual([8, 9])
  })

  test('who may only read a folder is told what would be, by the time of his machine', async () => {
    const { test } = await versions(3)
    const store = test.over((inner) => ({ ...inner, now: () => Promise.reject(new Error('read-only file system')) }))
    expect(removedOf(await store.prune({ rules: { keepLast: 1 } }))).toEqual([1, 2])
    expect(test.warnings).toEqual([expect.stringContaining('the time of this machine is taken')])
    expect((await failure(store.prune({ rules: { keepLast: 1 }, dryRun: false }))).code).toBe('STORAGE')
    expect(livingNumbers(test.objects)).toEqual([1, 2, 3])
  })

  test('ages are by the clock of the storage, and never by that of the machine', async () => {
    const { test } = await versions(3)
    const yearsAhead = test.over(undefined, { clock: () => new Date('2040-01-01T00:00:00Z') })
    const result = await yearsAhead.prune({ rules: { keepWithin: '3d' }, dryRun: false })
    expect(removedOf(result)).toEqual([])
    test.clock.advance(1)
    expect(removedOf(await yearsAhead.prune({ rules: { keepWithin: '3d' }, dryRun: false }))).toEqual([1])
    expect(keys(test.objects, 'condemned/')).toEqual([])
    test.clock.advance(GRACE)
    const yearsBehind = test.over(undefined, { clock: () => new Date('2001-01-01T00:00:00Z') })
    expect((await yearsBehind.prune({ rules: { keepWithin: '3d' }, dryRun: false })).packs.condemned.objects).toBe(2)
    expect((await yearsAhead.prune({ dryRun: false })).packs.destroyed.objects).toBe(0)
  })
})

describe('what is in a list', () => {
  test('and that a living version uses stays, for as long as it lives', async () => {
    const { test, folders } = await versions(2)
    plantCondemned(test.objects, '20260101000000000-0', packsOf(test.objects, 1))
    test.clock.advance(2 * GRACE)
    await prune(test, { keepLast: 2 })
    expect(await restored(test.store, { selectors: ['v1'] })).toEqual(snapshot(folders[1]))
  })

  test('of a version that was removed less than G ago stays, however old the list is', async () => {
    const { test, folders } = await versions(3)
    plantCondemned(test.objects, '20260101000000000-0', packsOf(test.objects, 1))
    test.clock.advance(2 * GRACE)
    const told = await test.store.prune({ rules: { keepLast: 1 } })
    const first = await prune(test, { keepLast: 1 })
    expect({ ...first, dryRun: true }).toEqual(told)
    expect(first.packs).toMatchObject({ destroyed: { objects: 0 }, waiting: { objects: 1 }, condemned: { objects: 1 } })
    expect(wholeNumbers(test.objects)).toEqual([1, 2, 3])
    test.clock.advance(GRACE)
    await prune(test, { keepLast: 1 })
    expect(wholeNumbers(test.objects)).toEqual([1, 2, 3])
    test.clock.advance(1)
    await prune(test, { keepLast: 1 })
    expect(wholeNumbers(test.objects)).toEqual([3])
    expect(await restored(test.store)).toEqual(snapshot(folders[3]))
  })

  test('is not listed once more', async () => {
    const { test } = await versions(2)
    await prune(test, { keepLast: 1 })
    for (let day = 0; day < 13; day++) {
      test.clock.advance(DAY)
      await prune(test, { keepLast: 1 })
    }
    expect(keys(test.objects, 'condemned/').flatMap((key) => fieldsOf(test.objects, key)['packs'])).toEqual(
      packsOf(test.objects, 1)
    )
  })

  test('is destroyed again where it comes back: a name that comes back is still in its list', async () => {
    const { test } = await versions(2)
    await prune(test, { keepLast: 1 })
    test.clock.advance(GRACE)
    await prune(test, { keepLast: 1 })
    const [pack] = packsOf(test.objects, 1)
    const bytes = test.objects.get(packKey(pack))!
    test.clock.advance(GRACE + 1)
    await prune(test, { keepLast: 1 })
    expect(packsIn(test.objects)).not.toContain(pack)
    // A writer that slept for a fortnight.
    test.objects.set(packKey(pack), { ...bytes, modifiedAt: test.clock.now() })
    expect((await prune(test, { keepLast: 1 })).packs.destroyed.objects).toBe(1)
    expect(keys(test.objects, 'condemned/')).toHaveLength(1)
  })

  test('that is still being written counts as none', async () => {
    const { test } = await versions(2)
    await prune(test, { keepLast: 1 })
    plantCondemned(test.objects, '20260101000000000-0', packsOf(test.objects, 1))
    const [key] = keys(test.objects, 'condemned/')
    const whole = test.objects.get(key)!
    test.objects.set(key, { bytes: whole.bytes.slice(0, 40), modifiedAt: new Date(0) })
    test.clock.advance(3 * GRACE)
    const store = test.over((inner) => ({ ...inner, createMayTear: async () => true }))
    const { packs } = await store.prune({ dryRun: false })
    expect(packs).toMatchObject({ destroyed: { objects: 0 }, condemned: { objects: 1 } })
  })
})

describe('what stays', () => {
  test('labelled, aliased, and what they were made of; of a metric the best, also by what was recorded later', async () => {
    const { test } = await versions(7, (number) => ({
      metrics: { loss: number / 10 },
      ...(number === 2 ? { label: '1.0' } : {}),
      ...(number === 3 ? { aliases: ['production'] } : {})
    }))
    await test.store.record({ name: 'model', selectors: ['v5'], metrics: { loss: 0.01 } })
    await test.store.record({ name: 'model', selectors: ['v1'], metrics: { loss: 7 } })
    const result = await prune(test, { keepBest: [lower] })
    expect(result.artifacts).toEqual([
      {
        name: 'model',
        kept: 4,
        reasons: { label: 1, alias: 1, 'keep-best': 1, newest: 1 },
        removed: [1, 4, 6].map((number) => ({ number, createdAt: expect.any(String) }))
      }
    ])
    expect(livingNumbers(test.objects)).toEqual([2, 3, 5, 7])
  })

  test('inputs of what stays, also in an artifact that is not pruned', async () => {
    const test = memoryStore()
    for (let number = 1; number <= 3; number++) await save(test.store, contentOf(number), { name: 'data' })
    await restored(test.store, { name: 'data', selectors: ['v2'], runKey: 'run/7' })
    await save(test.store, contentOf(9), { runKey: 'run/7' })
    test.clock.advance(1)
    const result = await test.store.prune({ name: 'data', rules: { keepLast: 1 }, dryRun: false })
    expect(result.artifacts.map(({ name }) => name)).toEqual(['data'])
    expect(livingNumbers(test.objects, 'data')).toEqual([2, 3])
  })

  test('a version whose note is damaged, with a warning', async () => {
    const { test } = await versions(4, (number) => ({ metrics: { loss: number } }))
    await test.store.record({ name: 'model', selectors: ['v3'], metrics: { loss: 0 } })
    flipBit(test.objects, keys(test.objects, 'artifacts/model/notes/')[0], 30)
    await prune(test, { keepBest: [lower] })
    expect(livingNumbers(test.objects)).toEqual([1, 3, 4])
    expect(test.warnings).toEqual([
      expect.stringContaining('the metrics of model@v3 are not known for sure, so it stays')
    ])
  })

  test('everything, where an alias is damaged, with a warning', async () => {
    const { test } = await versions(3, (number) => (number === 1 ? { aliases: ['production'] } : {}))
    flipBit(test.objects, keys(test.objects, 'artifacts/model/aliases/')[0], 30)
    await prune(test, { keepLast: 1 })
    expect(livingNumbers(test.objects)).toEqual([1, 2, 3])
    expect(test.warnings).toEqual([expect.stringMatching(/aliases\/production.*all its versions stay/s)])
  })

  test('where an alias points that a torn move did not move', async () => {
    const { test } = await versions(3, (number) => (number === 1 ? { aliases: ['production'] } : {}))
    await test.store.promote({ name: 'model', selectors: ['v2'], aliases: ['production'] })
    const key = keys(test.objects, 'artifacts/model/aliases/')[1]
    test.objects.set(key, { bytes: test.objects.get(key)!.bytes.slice(0, 9), modifiedAt: test.clock.now() })
    const store = test.over((inner) => ({ ...inner, createMayTear: async () => true }))
    await store.prune({ rules: { keepLast: 1 }, dryRun: false })
    expect(livingNumbers(test.objects)).toEqual([1, 3])
  })

  test('what a run that saves beside it has claimed and will withdraw is not the newest', async () => {
    const { test } = await versions(2)
    // The save of version 3 is between its record and its second look, and a list has come in between.
    await save(test.store, contentOf(3))
    plantCondemned(test.objects, 'run-1', packsOf(test.objects, 3))
    await prune(test, { keepLast: 1 })
    expect(livingNumbers(test.objects)).toEqual([2, 3])
  })

  test('each artifact by its own rules, and one that no rule is for', async () => {
    const test = memoryStore()
    for (const name of ['a', 'b/c', 'd']) {
      for (let number = 1; number <= 4; number++)
        await save(test.store, contentOf(number), { name, ifUnchanged: 'new' })
    }
    test.clock.advance(1)
    const rules = (name: string) => (name === 'a' ? { keepLast: 3 } : name === 'b/c' ? { keepLast: 2 } : undefined)
    await test.store.prune({ rules, dryRun: false })
    expect(['a', 'b/c', 'd'].map((name) => test.store.list({ name }))).toHaveLength(3)
    const living = await Promise.all(['a', 'b/c', 'd'].map(async (name) => (await test.store.list({ name })).length))
    expect(living).toEqual([3, 2, 4])
  })

  test('a version that an alias points at and that is gone is brought back, and its packs stay', async () => {
    const { test, folders } = await versions(3, (number) => (number === 1 ? { aliases: ['production'] } : {}))
    // Who removed it did not see the alias, and was killed before he looked again.
    plantGone(test.objects, 'model', 1)
    const told = await test.store.prune({ rules: { keepLast: 1 } })
    expect(isGone(test.objects, 'model', 1)).toBe(true)
    test.clock.advance(GRACE + 1)
    const result = await prune(test, { keepLast: 1 })
    for (const one of [told, result]) expect(one.broughtBack).toEqual([{ name: 'model', number: 1 }])
    expect(livingNumbers(test.objects)).toEqual([1, 3])
    expect(result.packs.condemned.objects).toBe(1)
    test.clock.advance(3 * GRACE)
    await prune(test, { keepLast: 1 })
    expect(await restored(test.store, { selectors: ['production'] })).toEqual(snapshot(folders[1]))
  })

  test('is told where the bytes of one that an alias points at are gone', async () => {
    const { test } = await versions(2, (number) => (number === 1 ? { aliases: ['production'] } : {}))
    plantGone(test.objects, 'model', 1)
    for (const pack of packsOf(test.objects, 1)) test.objects.delete(packKey(pack))
    expect((await prune(test)).broughtBack).toEqual([])
    expect(isGone(test.objects, 'model', 1)).toBe(true)
    expect(test.warnings).toEqual([expect.stringMatching(/an alias of model points at v1.*of its 1 pack, 1 is gone/)])
  })
})

describe('what else is cleared', () => {
  test('what old runs restored, and nothing younger', async () => {
    const { test } = await versions(1)
    await restored(test.store, { runKey: 'run/1' })
    test.clock.advance(30 * DAY)
    await restored(test.store, { runKey: 'run/2' })
    test.clock.advance(35 * DAY)
    expect((await prune(test)).runs).toEqual({ objects: 0, bytes: 0 })
    test.clock.advance(1)
    const bytes = test.objects.get(keys(test.objects, 'runs/run%2F1/')[0])!.bytes.length
    expect((await test.store.prune()).runs).toEqual({ objects: 1, bytes })
    expect(keys(test.objects, 'runs/run%2F1/')).toHaveLength(1)
    expect(await prune(test)).toMatchObject({ runs: { objects: 1, bytes }, freed: { now: bytes } })
    expect(keys(test.objects, 'runs/').map((key) => key.split('/')[1])).toEqual(['run%2F2'])
  })

  test('a save whose run is cleared while it looks goes on without', async () => {
    const { test } = await versions(1)
    await restored(test.store, { runKey: 'run/1' })
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'read' && key.startsWith('runs/')) test.objects.delete(key)
      })
    )
    expect((await save(store, contentOf(5), { runKey: 'run/1' })).version.inputs).toEqual([])
  })

  test('temporary objects that are older than G, where a storage has such', async () => {
    const { test } = await versions(1)
    const asked: [string, boolean][] = []
    const store = test.over((inner) => ({
      ...inner,
      clearAbandoned: async (before, dryRun) => {
        asked.push([before.toISOString(), dryRun])
        return { objects: 2, bytes: 300 }
      }
    }))
    expect((await store.prune()).temporary).toEqual({ objects: 2, bytes: 300 })
    expect(await store.prune({ dryRun: false })).toMatchObject({ freed: { now: 300 } })
    const before = new Date(test.clock.now().getTime() - GRACE * 1000).toISOString()
    expect(asked).toEqual([
      [before, true],
      [before, false]
    ])
  })
})

describe('with an index', () => {
  test('what is gone is gone from every answer, and back again after undelete', async () => {
    const { test, folders } = await versions(66, (number) => ({ metrics: { a: number === 3 ? 99 : number } }))
    expect(keys(test.objects, 'artifacts/model/index/')).toHaveLength(1)
    await prune(test, { keepLast: 2 })
    const { store } = test
    const answers = async () => ({
      listed: (await store.list({ name: 'model' })).map(({ number }) => number),
      best: (await store.resolve('model', ['max:metrics.a']))?.version.number,
      v3: (await store.resolve('model', ['v3']))?.version.number,
      where: (await store.list({ name: 'model', where: 'metrics.a = 99' })).length,
      history: (await store.history({ name: 'model' })).versions.length
    })
    expect(await answers()).toEqual({ listed: [66, 65], best: 66, v3: undefined, where: 0, history: 2 })
    await store.undelete({ name: 'model', number: 3 })
    expect(await answers()).toEqual({ listed: [66, 65, 3], best: 3, v3: 3, where: 1, history: 3 })
    expect(await restored(store, { selectors: ['max:metrics.a'] })).toEqual(snapshot(folders[3]))
    expect((await save(store, contentOf(100))).version.number).toBe(67)
    expect(test.warnings).toEqual([])
  })
})

test('an artifact that is not there is none that was pruned', async () => {
  const { test } = await versions(2)
  expect((await prune(test, { keepLast: 1 }, 'modle')).artifacts).toEqual([])
  expect((await failure(prune(test, { keepLast: 1 }, '../x'))).code).toBe('INVALID_INPUT')
  expect(livingNumbers(test.objects)).toEqual([1, 2])
})

test('wrong rules are told before anything is read', async () => {
  const store = openStore(createMemoryStorage())
  expect((await failure(store.prune({ rules: { keepLast: 0 } }))).code).toBe('INVALID_INPUT')
  expect((await failure(store.prune({ rules: { keepLast: 1 } }))).code).toBe('NOT_FOUND')
})

test('wrong rules of one artifact are told before anything is written', async () => {
  const { test } = await versions(3)
  await save(test.store, contentOf(1), { name: 'z' })
  const before = contents(test.objects)
  const rules = (name: string) => ({ keepLast: name === 'z' ? 0 : 1 })
  expect((await failure(test.store.prune({ rules, dryRun: false }))).code).toBe('INVALID_INPUT')
  expect(contents(test.objects)).toEqual(before)
})

test('who cancels ends it, and the next run goes on', async () => {
  const { test } = await versions(5)
  const controller = new AbortController()
  const store = test.over(
    (inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'create' && key.includes('/gone/')) controller.abort()
      }),
    { signal: controller.signal }
  )
  expect((await failure(store.prune({ rules: { keepLast: 1 }, dryRun: false }))).code).toBe('CANCELLED')
  await prune(test, { keepLast: 1 })
  expect(livingNumbers(test.objects)).toEqual([5])
})

test('a save into the store that is pruned goes on as if nothing was', async () => {
  const { test, folders } = await versions(3)
  await prune(test, { keepLast: 1 })
  test.clock.advance(GRACE)
  await prune(test, { keepLast: 1 })
  // What it holds lies in packs that are condemned.
  const { version, sharedSize } = await test.store.save({ name: 'model', source: sourceOf(folders[1]) })
  expect([version.number, sharedSize]).toEqual([4, 0])
  test.clock.advance(GRACE + 1)
  await prune(test, { keepLast: 1 })
  expect(await restored(test.store)).toEqual(snapshot(folders[1]))
})

test('what other programs put into the folders of packs, runs and artifacts is left alone', async () => {
  const { test } = await versions(1)
  for (const key of ['packs/ab/readme.txt', 'packs/x.pack', 'artifacts/model/readme.txt', 'artifacts/readme.txt']) {
    test.objects.set(key, { bytes: new Uint8Array(3), modifiedAt: new Date(0) })
  }
  plant(test.objects, 'condemned/run-0.json', { id: 'run-0', packs: [] }, '2020-01-01T00:00:00Z')
  test.clock.advance(3 * GRACE)
  const before = keys(test.objects)
  await prune(test, { keepLast: 1 })
  expect(keys(test.objects)).toEqual(before)
})
