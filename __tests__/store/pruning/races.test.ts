/**
 * Two operations at once: the one is held at each of its calls in turn, while the other does all of its work, perhaps for
 * weeks. docs/PROTOCOL.md, D2, D3, P3.
 */
import { packKey, versionKey } from '../../../src/store/layout.js'
import { isStoreError } from '../../../src/errors.js'
import type { ArtifactStore } from '../../../src/store/index.js'
import {
  fieldsOf,
  isGone,
  keys,
  memoryStore,
  noise,
  observed,
  plant,
  plantCondemned,
  plantGone,
  recordOf,
  removeFolders,
  restored,
  save,
  snapshot,
  tree,
  type TestStore
} from '../support.js'
import { atEachMoment } from './moments.js'
import { contentOf, DAY, GRACE, livingNumbers, packsOf, prune, SKEW, versions, wholeNumbers } from './support.js'

afterAll(removeFolders)

/** Prunes for so many days, so that whatever may be destroyed is. */
async function pruneForWeeks(test: TestStore): Promise<void> {
  for (let week = 0; week < 3; week++) {
    await prune(test)
    test.clock.advance(GRACE + 1)
  }
  await prune(test)
}

/** All that lives can be restored, now and when all that was condemned is destroyed. */
async function expectSound(test: TestStore): Promise<void> {
  const living = livingNumbers(test.objects)
  const before = new Map<number, string[]>()
  for (const number of living) before.set(number, await restored(test.store, { selectors: [`v${number}`] }))
  await pruneForWeeks(test)
  expect(livingNumbers(test.objects)).toEqual(living)
  for (const number of living) {
    expect(await restored(test.store, { selectors: [`v${number}`] })).toEqual(before.get(number))
  }
}

const pruneOne = (store: ArtifactStore) => store.prune({ rules: { keepLast: 1 }, dryRun: false })
const promoteFirst = (store: ArtifactStore) => store.promote({ name: 'model', selectors: ['v1'], aliases: ['best'] })

describe('prune beside promote', () => {
  const check = async (test: TestStore, promoted: boolean): Promise<void> => {
    expect(isGone(test.objects, 'model', 1)).toBe(!promoted)
    expect((await test.store.resolve('model', ['best']))?.version.number).toBe(promoted ? 1 : undefined)
    await expectSound(test)
  }

  test('an alias that is moved at any moment of a prune run is moved, or refused', async () => {
    const { test } = await versions(3)
    const seen = new Set<boolean>()
    await atEachMoment({
      test,
      first: pruneOne,
      second: async ({ store }) => await promoteFirst(store),
      check: async ({ first, second }) => {
        expect(first.error).toBeUndefined()
        const promoted = second.value !== undefined
        seen.add(promoted)
        await check(test, promoted)
      }
    })
    expect(seen.size).toBe(2)
  })

  test('a prune run at any moment of a move leaves the version, or the move is refused', async () => {
    const { test } = await versions(3)
    const seen = new Set<boolean>()
    await atEachMoment({
      test,
      first: promoteFirst,
      second: async ({ store }) => await pruneOne(store),
      check: async ({ first, second }) => {
        expect(second.error).toBeUndefined()
        if (first.error !== undefined) expect(isStoreError(first.error, 'NOT_FOUND')).toBe(true)
        seen.add(first.value !== undefined)
        await check(test, first.value !== undefined)
      }
    })
    expect(seen.size).toBe(2)
  })

  test('an alias that is put back to a version that went meanwhile: the next run brings it back', async () => {
    const { test, folders } = await versions(3, (number) => (number === 1 ? { aliases: ['best'] } : {}))
    // From v1 to v2, which somebody removes in between; and v1, which no alias points at just then, is removed as well.
    const store = test.over((inner) =>
      observed(
        inner,
        () => undefined,
        async ({ operation, key }) => {
          if (operation === 'create' && key.includes('/aliases/')) {
            plantGone(test.objects, 'model', 1)
            plantGone(test.objects, 'model', 2)
          }
        }
      )
    )
    await expect(store.promote({ name: 'model', selectors: ['v2'], aliases: ['best'] })).rejects.toThrow('put back')
    expect(await test.store.resolve('model', ['best'])).toBeUndefined()
    test.clock.advance(GRACE + 1)
    expect((await prune(test)).broughtBack).toEqual([{ name: 'model', number: 1 }])
    expect(await restored(test.store, { selectors: ['best'] })).toEqual(snapshot(folders[1]))
  })
})

test('removing by hand beside promote: one of the two is refused, at any moment', async () => {
  const remove = (store: ArtifactStore) => store.remove({ name: 'model', selectors: ['v1'] })
  for (const [first, second] of [
    [remove, promoteFirst],
    [promoteFirst, remove]
  ] as const) {
    const { test } = await versions(2)
    const moments = await atEachMoment<unknown, unknown>({
      test,
      first,
      second: async ({ store }) => await second(store),
      check: async (ends) => {
        const [removed, promoted] = first === remove ? [ends.first, ends.second] : [ends.second, ends.first]
        // Both may see the other.
        if (removed.value !== undefined) expect(promoted.value).toBeUndefined()
        expect(isGone(test.objects, 'model', 1)).toBe(removed.value !== undefined)
        expect((await test.store.resolve('model', ['best']))?.version.number).toBe(promoted.value && 1)
        await expectSound(test)
      }
    })
    expect(moments).toBeGreaterThan(10)
  }
})

describe('who stood still after `gone` while others pruned for weeks, and finds then that an alias points at it', () => {
  test.each<[string, (store: ArtifactStore) => Promise<unknown>]>([
    ['prune', pruneOne],
    ['removing by hand', async (store) => await store.remove({ name: 'model', selectors: ['v1'] })]
  ])('%s: brings back no version whose bytes are gone', async (_, remove) => {
    const { test } = await versions(3)
    const ends = new Set<boolean>()
    await atEachMoment({
      test,
      first: remove,
      second: async () => {
        await pruneForWeeks(test)
        // By somebody who had found the version living.
        plant(test.objects, 'artifacts/model/aliases/best/0000000001.json', {
          alias: 'best',
          number: 1,
          movedAt: test.clock.now().toISOString(),
          nonce: '0'.repeat(32)
        })
      },
      check: ({ first }) => {
        const lost = !wholeNumbers(test.objects).includes(1)
        ends.add(lost)
        if (first.error !== undefined) expect(isStoreError(first.error)).toBe(true)
        expect({ lost, living: livingNumbers(test.objects).includes(1) }).toEqual({ lost, living: !lost })
      }
    })
    expect(ends).toContain(true)
  })
})

test('prune beside record: a version whose metric has become the best stays, or who recorded it is told', async () => {
  const best = (store: ArtifactStore) =>
    store.prune({ rules: { keepBest: [{ metric: 'a', direction: 'higher' }] }, dryRun: false })
  const record = (store: ArtifactStore) => store.record({ name: 'model', selectors: ['v1'], metrics: { a: 9 } })
  for (const [first, second] of [
    [best, record],
    [record, best]
  ] as const) {
    const { test } = await versions(3, (number) => ({ metrics: { a: number } }))
    // What was recorded before is another note than what is recorded now.
    await test.store.record({ name: 'model', selectors: ['v1'], metrics: { a: 0 } })
    const seen = new Set<boolean>()
    await atEachMoment<unknown, unknown>({
      test,
      first,
      second: async ({ store }) => await second(store),
      check: async (ends) => {
        const { value, error } = first === record ? ends.first : ends.second
        if (error !== undefined) expect(isStoreError(error, 'NOT_FOUND')).toBe(true)
        seen.add(value !== undefined)
        expect(isGone(test.objects, 'model', 1)).toBe(value === undefined)
        await expectSound(test)
      }
    })
    expect(seen.size).toBe(2)
  }
})

test('prune beside prune, at any moment, also one that slept for a month', async () => {
  const made = await versions(5)
  const { test, folders } = made
  test.clock.advance(GRACE)
  plantCondemned(test.objects, '20260101000000000-0', [...packsOf(test.objects, 1)])
  test.clock.advance(GRACE + 1)
  for (const days of [0, 31]) {
    const moments = await atEachMoment({
      test,
      first: async (store) => await store.prune({ rules: { keepLast: 1 }, dryRun: false }),
      second: async () => {
        await prune(test, { keepLast: 2 })
        test.clock.advance(days * DAY)
        await prune(test, { keepLast: 2 })
      },
      check: async ({ first, second }) => {
        expect([first.error, second.error]).toEqual([undefined, undefined])
        expect(livingNumbers(test.objects)).toEqual([5])
        await expectSound(test)
        expect(wholeNumbers(test.objects)).toEqual([5])
        expect(await restored(test.store)).toEqual(snapshot(folders[5]))
      }
    })
    expect(moments).toBeGreaterThan(20)
  }
})

describe('prune beside a save', () => {
  const shared = noise(150_000, 1)
  const before = tree({ 'shared.bin': shared, 'old.bin': noise(20_000, 2) })
  const saved = tree({ 'shared.bin': shared, 'new.bin': noise(30_000, 3) })

  /**
   * A store in which all that the save uses is about to go: the version that it shares with, in another artifact, by
   * retention; the very packs that it will write, left by a save that was killed, since nothing refers to them.
   */
  async function ripe(): Promise<TestStore> {
    const test = memoryStore()
    await save(test.store, before, { name: 'base' })
    await save(test.store, contentOf(9), { name: 'base' })
    await save(test.store, contentOf(8))
    const rehearsal = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'create' && key === versionKey('model', 2)) throw new Error('killed')
      })
    )
    await expect(save(rehearsal, saved, { parents: ['base@v1'] })).rejects.toThrow('killed')
    test.clock.advance(GRACE + 1)
    return test
  }

  const saveIt = async (store: ArtifactStore) => await save(store, saved, { parents: ['base@v1'] })

  async function checkSaved(test: TestStore, number: number): Promise<void> {
    expect(isGone(test.objects, 'model', number)).toBe(false)
    const numbers = keys(test.objects, 'artifacts/model/versions/').map((key) => Number(key.slice(-15, -5)))
    expect(numbers).toEqual(numbers.map((_, at) => at + 1))
    await pruneForWeeks(test)
    expect(await restored(test.store, { selectors: [`v${number}`] })).toEqual(snapshot(saved))
    expect(await restored(test.store)).toEqual(snapshot(saved))
  }

  test('that stands still at any moment while all that can be is condemned, and destroyed', async () => {
    const test = await ripe()
    for (const days of [0, 8, 31]) {
      const seen = new Set<number>()
      await atEachMoment({
        test,
        first: saveIt,
        second: async () => {
          await prune(test, { keepLast: 1 })
          if (days === 0) return
          test.clock.advance(days * DAY)
          await prune(test, { keepLast: 1 })
        },
        check: async ({ first, second }) => {
          expect(second.error).toBeUndefined()
          if (first.error !== undefined) {
            // The parent was gone before it was looked for.
            expect(first.error).toMatchObject({
              code: 'NOT_FOUND',
              message: expect.stringMatching(/^parents: .* names no version/)
            })
            return
          }
          seen.add(first.value!.version.number)
          await checkSaved(test, first.value!.version.number)
        }
      })
      // Some of them had to begin again, and some had not.
      expect(seen).toEqual(new Set([2, 3]))
    }
  })

  test('that is done at any moment of the run', async () => {
    const test = await ripe()
    const moments = await atEachMoment({
      test,
      first: async (store) => await store.prune({ rules: { keepLast: 1 }, dryRun: false }),
      second: async ({ store }) => await saveIt(store),
      check: async ({ first, second }) => {
        expect(first.error).toBeUndefined()
        if (second.error !== undefined) expect(isStoreError(second.error, 'NOT_FOUND')).toBe(true)
        else await checkSaved(test, second.value!.version.number)
      }
    })
    expect(moments).toBeGreaterThan(12)
  })

  test('that is done at any moment of a run that destroys what was condemned before', async () => {
    const test = await ripe()
    await prune(test, { keepLast: 1 })
    test.clock.advance(GRACE + 1)
    let destroyed = 0
    await atEachMoment({
      test,
      first: async (store) => await store.prune({ rules: { keepLast: 1 }, dryRun: false }),
      // The newest version of another artifact that holds much of the same, as it was condemned.
      second: async ({ store }) => await save(store, saved),
      check: async ({ first, second }) => {
        destroyed += first.value!.packs.destroyed.objects
        await checkSaved(test, second.value!.version.number)
      }
    })
    expect(destroyed).toBeGreaterThan(20)
  })

  test('of a saver whose record came between the two looks of a run that destroys: its packs stay', async () => {
    const test = await ripe()
    await prune(test, { keepLast: 1 })
    // It began before the list was there, and has made its record; the list came after its second look.
    const list = keys(test.objects, 'condemned/')[0]
    const held = test.objects.get(list)!
    test.objects.delete(list)
    plantGone(test.objects, 'base', 1, 2, false)
    const { version } = await saveIt(test.store)
    plantGone(test.objects, 'base', 1, 3)
    test.objects.set(list, held)
    test.clock.advance(GRACE + 1)
    const listed = fieldsOf(test.objects, list)['packs'] as string[]
    expect(listed).toEqual(expect.arrayContaining(packsOf(test.objects, version.number)))
    await checkSaved(test, version.number)
  })
})

test.each([
  ['prune', 1, {}],
  ['prune that removes a version, and so looks at the lists twice,', 2, { keepLast: 1 }]
])(
  '%s beside a list that was held up on its way to its name, and looks old when it is there',
  async (_, count, rules) => {
    const { test } = await versions(count)
    const content = contentOf(7)
    let moments = 0
    await atEachMoment({
      test,
      first: async (store) => await store.prune({ rules, dryRun: false }),
      second: async () => {
        // Saved before the list could be seen, by a saver who did look for it.
        await save(test.store, content)
        const list = { id: '20260101000000000-0', packs: packsOf(test.objects, count + 1) }
        plant(test.objects, `condemned/${list.id}.json`, list, '2026-01-01T00:00:00Z')
        moments++
      },
      check: async ({ first }) => {
        expect(first.error).toBeUndefined()
        await pruneForWeeks(test)
        expect(await restored(test.store)).toEqual(snapshot(content))
      }
    })
    expect(moments).toBeGreaterThan(6)
  }
)

test('prune beside a save that withdraws the newest version: the one before stays, though the save is killed then', async () => {
  const { test, folders } = await versions(2)
  const content = contentOf(7)
  let moments = 0
  const kinds = new Set<string>()
  await atEachMoment({
    test,
    first: async (store) => await save(store, content),
    second: async () => {
      moments++
      const fresh = keys(test.objects, 'packs/').map((key) => key.slice(-69, -5))
      const used = [1, 2].flatMap((number) => packsOf(test.objects, number))
      plantCondemned(
        test.objects,
        'run-1',
        fresh.filter((pack) => !used.includes(pack))
      )
      await prune(test, { keepLast: 1 })
    },
    check: async () => {
      // What is left if it goes no further than that.
      for (const number of livingNumbers(test.objects).filter((one) => one > 3))
        plantGone(test.objects, 'model', number)
      const living = livingNumbers(test.objects)
      kinds.add(living.join())
      expect(living).not.toEqual([])
      expect(await restored(test.store)).toEqual(snapshot(living.includes(3) ? content : folders[2]))
    }
  })
  expect(moments).toBeGreaterThan(5)
  expect(kinds).toContain('2')
})

test('a newest version that takes no place since a list named its packs before prune read the records', async () => {
  const { test } = await versions(2)
  let done = 0
  await atEachMoment({
    test,
    first: pruneOne,
    second: async () => {
      await save(test.store, contentOf(7))
      plantCondemned(test.objects, 'run-1', packsOf(test.objects, 3))
    },
    check: async ({ first }) => {
      expect(first.error).toBeUndefined()
      done++
      expect(livingNumbers(test.objects)).toEqual([2, 3])
    }
  })
  expect(done).toBeGreaterThan(6)
})

test('a newest version that is withdrawn while prune runs, before it looks again, does not leave the artifact empty', async () => {
  const { test, folders } = await versions(2)
  await save(test.store, contentOf(7))
  let done = 0
  await atEachMoment({
    test,
    first: pruneOne,
    second: async () => {
      plantGone(test.objects, 'model', 3)
    },
    check: async ({ first, before }) => {
      expect(first.error).toBeUndefined()
      // Behind the second listing, the save that is killed then is not seen any more: `undelete` is for that.
      if (before.operation === 'create' || before.key === 'artifacts/') {
        done++
        expect(livingNumbers(test.objects)).toEqual(isGone(test.objects, 'model', 2) ? [] : [2])
        if (before.operation === 'create') expect(await restored(test.store)).toEqual(snapshot(folders[2]))
      }
    }
  })
  expect(done).toBeGreaterThan(2)
})

describe('undelete beside prune', () => {
  /** Version 1 is gone, and its packs are in a list that is as old as it may be for an undelete. */
  async function removed() {
    const made = await versions(2)
    made.test.clock.advance(GRACE)
    await prune(made.test, { keepLast: 1 })
    made.test.clock.advance(GRACE - SKEW)
    return made
  }

  const undelete = (store: ArtifactStore) => store.undelete({ name: 'model', number: 1 })

  async function check(test: TestStore, folder: string, isBack: boolean): Promise<void> {
    expect(isGone(test.objects, 'model', 1)).toBe(!isBack)
    await expectSound(test)
    if (isBack) expect(await restored(test.store, { selectors: ['v1'] })).toEqual(snapshot(folder))
  }

  test.each([0, SKEW + 1, 30 * DAY])('a run at any moment of it, %i seconds later', async (seconds) => {
    const { test, folders } = await removed()
    const seen = new Set<boolean>()
    await atEachMoment({
      test,
      first: undelete,
      second: async ({ store }) => {
        test.clock.advance(seconds)
        return await pruneOne(store)
      },
      check: async ({ first, second }) => {
        expect(second.error).toBeUndefined()
        if (first.error !== undefined) expect(isStoreError(first.error, 'NOT_FOUND')).toBe(true)
        seen.add(first.error === undefined)
        await check(test, folders[1], first.error === undefined)
      }
    })
    expect(seen.size).toBe(seconds === 0 ? 1 : 2)
  })

  test('at any moment of a run that destroys the packs it is refused', async () => {
    const { test, folders } = await removed()
    test.clock.advance(SKEW + 1)
    await atEachMoment({
      test,
      first: pruneOne,
      second: async ({ store }) => await undelete(store),
      check: async ({ first, second }) => {
        expect(first.value?.packs.destroyed.objects).toBe(1)
        expect(isStoreError(second.error, 'NOT_FOUND')).toBe(true)
        await check(test, folders[1], false)
      }
    })
  })

  test('at any moment of a run that condemns the packs it succeeds', async () => {
    const { test, folders } = await versions(2)
    await prune(test, { keepLast: 1 })
    test.clock.advance(GRACE)
    await atEachMoment({
      test,
      first: pruneOne,
      second: async ({ store }) => await undelete(store),
      check: async ({ second }) => {
        expect(second.error).toBeUndefined()
        await check(test, folders[1], true)
      }
    })
  })

  test('of two at any moment of each other, and of a removal by hand', async () => {
    const { test, folders } = await removed()
    for (const act of [undelete, (store: ArtifactStore) => store.remove({ name: 'model', selectors: ['v1'] })]) {
      await atEachMoment<unknown, unknown>({
        test,
        first: undelete,
        second: async ({ store }) => await act(store),
        check: async ({ first, second }) => {
          expect([first.error, second.error]).toEqual([undefined, undefined])
          const isBack = act === undelete || second.value === undefined
          await check(test, folders[1], isBack)
        }
      })
    }
  })
})

describe('prune beside a restore', () => {
  test('at any moment of it: what was removed just now is restored to the end', async () => {
    const { test, folders } = await versions(3)
    test.clock.advance(GRACE)
    // However old the list is that names its packs.
    plantCondemned(test.objects, '20260101000000000-0', packsOf(test.objects, 1))
    test.clock.advance(GRACE + 1)
    let missed = 0
    await atEachMoment({
      test,
      first: async (store) => await restored(store, { selectors: ['v1'] }),
      second: async ({ store }) => {
        await pruneOne(store)
        test.clock.advance(GRACE)
        await pruneOne(store)
      },
      check: ({ first, second }) => {
        expect(second.error).toBeUndefined()
        // Before it has chosen the version, it is not there.
        if (first.error === undefined) expect(first.value).toEqual(snapshot(folders[1]))
        else {
          missed++
          expect(first.error).toMatchObject({ message: 'no such version' })
        }
      }
    })
    expect(missed).toBeGreaterThan(0)
  })

  test('one that stood still for longer than G is told that the version was removed', async () => {
    const { test } = await versions(2)
    test.clock.advance(GRACE)
    await atEachMoment({
      test,
      first: async (store) => await restored(store, { selectors: ['v1'] }),
      second: async ({ store }) => {
        await pruneOne(store)
        test.clock.advance(GRACE + 1)
        await pruneOne(store)
      },
      check: ({ first }) => {
        const { packs } = recordOf(test.objects, 1)
        expect(packs.some(({ pack }) => test.objects.has(packKey(pack)))).toBe(false)
        if (isStoreError(first.error)) {
          expect([first.error.code, first.error.message]).toEqual([
            'NOT_FOUND',
            expect.stringContaining('removed by pruning')
          ])
        }
      }
    })
  })
})
