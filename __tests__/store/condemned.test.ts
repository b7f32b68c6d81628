/** A save beside prune runs: what a condemned list names does not exist, whenever the list turns up. */
import { ArtifactStoreError } from '../../src/errors.js'
import type { ArtifactStore } from '../../src/store/index.js'
import { packKey, versionKey } from '../../src/store/layout.js'
import type { MemoryStorage } from '../../src/storage/index.js'
import { isSha256 } from '../../src/content/hash.js'
import {
  copyOf,
  destroyCondemned,
  failure,
  fieldsOf,
  flipBit,
  isGone,
  keys,
  memoryStore,
  noise,
  observed,
  packsIn,
  plantCondemned,
  plantGone,
  recordOf,
  removeFolders,
  restored,
  save,
  snapshot,
  tree,
  type Call,
  type TestStore
} from './support.js'

afterAll(removeFolders)

type Objects = MemoryStorage['objects']

const first = tree({ 'weights.bin': noise(150_000, 1), 'vocabulary.txt': 'a b c', 'z/old.bin': noise(20_000, 2) })
const second = tree({ 'weights.bin': noise(150_000, 1), 'vocabulary.txt': 'a b c d', 'z/new.bin': noise(30_000, 3) })

/** Makes a store's objects those of a copy. */
function reset(objects: Objects, copy: Objects): void {
  objects.clear()
  for (const [key, object] of copy) objects.set(key, object)
}

function trailerOf(objects: Objects, pack: string): { condemned: string | null; salt?: string; chunks: unknown[] } {
  const bytes = Buffer.from(objects.get(packKey(pack))!.bytes)
  const length = Number(bytes.subarray(-10).toString())
  return JSON.parse(bytes.subarray(-32 - length, -32).toString())
}

describe('condemned before the save', () => {
  test('a listed pack of the newest version is not referred to; what it holds is stored anew', async () => {
    const { store, objects } = memoryStore()
    await save(store, first)
    const [old] = recordOf(objects, 1).packs
    plantCondemned(objects, '2026-10-01-run-7', [old.pack])
    const { sharedSize, version } = await save(store, second)
    expect([sharedSize, version.number]).toEqual([0, 2])
    expect(recordOf(objects, 2).packs.map(({ pack }) => pack)).not.toContain(old.pack)
    expect(recordOf(objects, 2).condemned).toBe('2026-10-01-run-7')
    plantGone(objects, 'model', 1)
    expect(destroyCondemned(objects)).toEqual([old.pack])
    expect(await restored(store)).toEqual(snapshot(second))
  })

  test('nor is its name created again by the same content: the trailer holds the id of the newest list', async () => {
    const { store, objects } = memoryStore()
    await save(store, first)
    const [old] = recordOf(objects, 1).packs
    plantCondemned(objects, 'run-1', [old.pack])
    plantCondemned(objects, 'run-2', ['0'.repeat(64)])
    plantCondemned(objects, 'run-10', [])
    plantGone(objects, 'model', 1)
    destroyCondemned(objects)
    await save(store, first)
    const { packs } = recordOf(objects, 2)
    expect(packs.map(({ pack }) => pack)).not.toContain(old.pack)
    expect(objects.has(packKey(old.pack))).toBe(false)
    for (const { pack } of packs) {
      expect(isSha256(pack)).toBe(true)
      expect(trailerOf(objects, pack)).toEqual({ format: 1, condemned: 'run-2', chunks: expect.any(Array) })
    }
    expect(await restored(store)).toEqual(snapshot(first))
  })

  test('unchanged content whose newest version stands on a listed pack is saved anew', async () => {
    const { store, objects } = memoryStore()
    await save(store, first)
    plantCondemned(objects, 'run-1', [recordOf(objects, 1).packs[0].pack])
    expect(await save(store, first)).toMatchObject({ created: true, version: { number: 2 } })
  })

  test('a listed pack of another parent is not referred to either', async () => {
    const { store, objects } = memoryStore()
    await save(store, first, { name: 'base' })
    plantCondemned(objects, 'run-1', [recordOf(objects, 1, 'base').packs[0].pack])
    expect((await save(store, second, { parents: ['base'] })).sharedSize).toBe(0)
  })

  test.each([
    ['a flipped bit', (objects: Objects) => flipBit(objects, 'condemned/run-1.json', 30)],
    ['no packs in it', (objects: Objects) => objects.set('condemned/run-1.json', objects.get('store.json')!)]
  ])('a list with %s stops the save: it may name any pack', async (_, damage) => {
    const { store, objects } = memoryStore()
    await save(store, first)
    plantCondemned(objects, 'run-1', [])
    damage(objects)
    const before = keys(objects)
    const { code, message } = await failure(save(store, second, { label: 'x' }))
    expect([code, message]).toEqual(['DAMAGED', expect.stringContaining('condemned/run-1.json')])
    expect(keys(objects)).toEqual(before)
  })

  test('a list that is being written, where that can be seen, is read when it is whole', async () => {
    const test = memoryStore()
    await save(test.store, first)
    plantCondemned(test.objects, 'run-1', [recordOf(test.objects, 1).packs[0].pack])
    const whole = test.objects.get('condemned/run-1.json')!
    test.objects.set('condemned/run-1.json', { ...whole, bytes: whole.bytes.slice(0, 40) })
    const store = test.over((inner) =>
      observed({ ...inner, createMayTear: async () => true }, ({ operation, key }) => {
        if (operation === 'create' && key.includes('/versions/')) test.objects.set('condemned/run-1.json', whole)
      })
    )
    const { version } = await save(store, second)
    expect(version.number).toBe(3)
    expect(isGone(test.objects, 'model', 2)).toBe(true)
  })
})

describe('condemned during the save', () => {
  interface Planting {
    readonly name: string
    /** Saves what is there before; gives the store's objects. */
    readonly before: (store: ArtifactStore, objects: Objects) => Promise<void>
    /** What the prune run does, at one moment, given the packs that this save would write undisturbed. */
    readonly prune: (objects: Objects, written: readonly string[]) => void
    readonly save: (store: ArtifactStore) => Promise<{ readonly version: { readonly number: number } }>
    /** What is under `model` afterwards, by number, besides what the save reported. */
    readonly earlier: Readonly<Record<number, string>>
  }

  const plantings: Planting[] = [
    {
      name: 'an old pack that this version shares',
      before: async (store) => {
        await save(store, first)
      },
      prune: (objects) => plantCondemned(objects, 'run-2', [recordOf(objects, 1).packs[0].pack]),
      save: async (store) => await save(store, second),
      earlier: { 1: first }
    },
    {
      name: 'the packs that this save writes',
      before: async (store) => {
        await save(store, first)
      },
      prune: (objects, written) => plantCondemned(objects, 'run-2', written),
      save: async (store) => await save(store, second, { label: '2.0', aliases: ['best'] }),
      earlier: { 1: first }
    },
    {
      name: 'the packs that this save writes, the first of all',
      before: async () => undefined,
      prune: (objects, written) => plantCondemned(objects, 'run-2', written),
      save: async (store) => await save(store, first),
      earlier: {}
    },
    {
      name: 'the packs of a parent that is removed at the same moment',
      before: async (store) => {
        await save(store, tree({ a: 'x' }))
        await save(store, first, { name: 'base' })
      },
      prune: (objects) => {
        plantGone(objects, 'base', 1)
        plantCondemned(objects, 'run-2', [recordOf(objects, 1, 'base').packs[0].pack])
      },
      // The parent may be gone before it is looked for; then that is an error, and nothing was saved.
      save: async (store) => await save(store, second, { parents: ['base@v1'] }),
      earlier: {}
    },
    {
      name: 'an old pack, where the content is unchanged',
      before: async (store) => {
        await save(store, first)
      },
      prune: (objects) => plantCondemned(objects, 'run-2', [recordOf(objects, 1).packs[0].pack]),
      save: async (store) => await save(store, first, { ifUnchanged: 'new' }),
      earlier: { 1: first }
    }
  ]

  function isIn(listed: readonly string[], packs: readonly { readonly pack: string }[]): boolean {
    return packs.some(({ pack }) => listed.includes(pack))
  }

  function check(test: TestStore, planted: boolean, number: number): void {
    const { objects } = test
    const numbers = keys(objects, 'artifacts/model/versions/').map((key) => Number(key.slice(-15, -5)))
    // Dense, and never used again.
    expect(numbers).toEqual(numbers.map((_, at) => at + 1))
    expect(numbers.at(-1)).toBe(number)
    if (!planted) return
    const listed = fieldsOf(objects, 'condemned/run-2.json')['packs'] as string[]
    const reported = recordOf(objects, number)
    expect(isIn(listed, reported.packs)).toBe(false)
    expect(isGone(objects, 'model', number)).toBe(false)
    for (const { pack } of reported.packs) expect(objects.has(packKey(pack))).toBe(true)
  }

  test.each(plantings)('at each moment of a save: $name', async (planting) => {
    const test = memoryStore()
    await planting.before(test.store, test.objects)
    const start = copyOf(test.objects)
    const before = packsIn(start)

    let calls = 0
    let secondLook = 0
    await planting.save(
      test.over((inner) =>
        observed(inner, ({ operation, key }) => {
          calls++
          if (operation === 'list' && key === 'condemned/') secondLook = calls
        })
      )
    )
    const written = packsIn(test.objects).filter((pack) => !before.includes(pack))
    expect(calls).toBeGreaterThan(6)

    let withdrawals = 0
    for (let moment = 1; moment <= calls; moment++) {
      reset(test.objects, start)
      let call = 0
      const store = test.over((inner) =>
        observed(inner, () => {
          if (++call === moment) planting.prune(test.objects, written)
        })
      )
      let number: number
      try {
        number = (await planting.save(store)).version.number
      } catch (error) {
        expect(planting.name).toContain('parent')
        expect(error).toMatchObject({ code: 'NOT_FOUND' })
        expect(packsIn(test.objects)).toEqual(before)
        continue
      }
      // A list that comes later finds the record, which keeps the packs.
      check(test, moment <= secondLook, number)
      withdrawals += keys(test.objects, 'artifacts/model/gone/').length
      // Now the prune run comes back, days later, and removes what it condemned.
      destroyCondemned(test.objects)
      const content = planting.name.includes('unchanged') || planting.name.includes('first of all') ? first : second
      expect(await restored(test.store, { selectors: ['latest'] })).toEqual(snapshot(content))
      for (const [earlier, folder] of Object.entries(planting.earlier)) {
        expect(await restored(test.store, { selectors: [`v${earlier}`] })).toEqual(snapshot(folder))
      }
    }
    // Otherwise this test tried nothing.
    expect(withdrawals).toBeGreaterThan(0)
  })

  test('a label and its aliases go to the version that stands', async () => {
    const test = memoryStore()
    await save(test.store, first)
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation !== 'create' || key !== versionKey('model', 2)) return
        plantCondemned(test.objects, 'run-2', [recordOf(test.objects, 1).packs[0].pack])
      })
    )
    const { version } = await save(store, second, { label: '2.0', aliases: ['best'] })
    expect(version).toMatchObject({ number: 3, version: '2.0' })
    expect((await test.store.resolve('model', ['2.0']))?.version.number).toBe(3)
    expect((await test.store.resolve('model', ['best']))?.version.number).toBe(3)
    expect((await failure(save(test.store, first, { label: '2.0' }))).code).toBe('CONFLICT')
  })

  test('a save whose packs are condemned again and again gives up; what its last attempt made stays', async () => {
    const test = memoryStore()
    await save(test.store, first)
    const before = packsIn(test.objects)
    let lists = 0
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation !== 'create' || !key.includes('/versions/')) return
        const fresh = packsIn(test.objects).filter((pack) => !before.includes(pack))
        plantCondemned(test.objects, `run-${++lists}`, fresh)
      })
    )
    const { code, message } = await failure(save(store, second))
    expect([code, message]).toEqual(['STORAGE', expect.stringMatching(/in 5 attempts.* made v6, .*save again/)])
    expect((await test.store.list({ name: 'model' })).map(({ number }) => number)).toEqual([6, 1])
    expect(keys(test.objects, 'artifacts/model/gone/')).toHaveLength(4)
    expect(await restored(test.store, { selectors: ['v1'] })).toEqual(snapshot(first))
    // Not the one that the last attempt made: it rests on what is condemned.
    expect((await save(test.store, second)).version.number).toBe(7)
  })

  describe('a version that stood for another save meanwhile', () => {
    /** Version 2 is saved, another save reuses it, a list names its packs: that is where the first one goes on. */
    function builtUpon(
      test: TestStore,
      intervene: (call: Call) => void | Promise<void> = () => undefined
    ): ArtifactStore {
      let isBuiltUpon = false
      return test.over((inner) =>
        observed(inner, async (call) => {
          if (isBuiltUpon) await intervene(call)
          if (isBuiltUpon || call.operation !== 'list' || call.key !== 'condemned/') return
          if (!test.objects.has(versionKey('model', 2))) return
          isBuiltUpon = true
          expect(await save(test.store, second)).toMatchObject({ created: false, version: { number: 2 } })
          plantCondemned(
            test.objects,
            'run-1',
            recordOf(test.objects, 2).packs.map(({ pack }) => pack)
          )
        })
      )
    }

    const holding = async (test: TestStore): Promise<number[]> => {
      const numbers = (await test.store.list({ name: 'model' })).map(({ number }) => number)
      const isSecond = await Promise.all(
        numbers.map(
          async (number) =>
            String(await restored(test.store, { selectors: [`v${number}`] })) === String(snapshot(second))
        )
      )
      return numbers.filter((_, at) => isSecond[at])
    }

    test('is withdrawn once there is another one, which it names', async () => {
      const test = memoryStore()
      await save(test.store, first)
      expect((await save(builtUpon(test), second)).version.number).toBe(3)
      const [key] = keys(test.objects, 'artifacts/model/gone/')
      expect(fieldsOf(test.objects, key)).toMatchObject({
        number: 2,
        reason: expect.stringContaining('v3 holds the same')
      })
      expect(await holding(test)).toEqual([3])
    })

    test('its content is there wherever the first save is killed, or fails', async () => {
      const test = memoryStore()
      await save(test.store, first)
      const start = copyOf(test.objects)
      const counts = new Set<string>()
      let isKilled = true
      for (let moment = 1; isKilled; moment++) {
        reset(test.objects, start)
        isKilled = false
        let call = 0
        const store = builtUpon(test, () => {
          if (++call < moment) return
          isKilled = true
          throw new ArtifactStoreError('STORAGE', 'killed')
        })
        await save(store, second).catch((error: unknown) => expect(error).toMatchObject({ message: 'killed' }))
        destroyCondemned(test.objects)
        const numbers = await holding(test)
        expect(numbers).not.toEqual([])
        counts.add(numbers.join())
      }
      // Before there is another one, when both are there, and after.
      expect([...counts].sort()).toEqual(['2', '3', '3,2'])
    })

    test('is withdrawn, too, where a version of somebody else stands for the save then', async () => {
      const test = memoryStore()
      await save(test.store, first)
      let isSaved = false
      const store = builtUpon(test, async () => {
        if (isSaved) return
        isSaved = true
        expect(await save(test.store, second)).toMatchObject({ created: true, version: { number: 3 } })
      })
      expect(await save(store, second)).toMatchObject({ created: false, version: { number: 3 } })
      expect(await holding(test)).toEqual([3])
    })
  })

  test('a reader is told that a pruned pack is no damage', async () => {
    const { store, objects } = memoryStore()
    await save(store, first)
    const [{ pack }] = recordOf(objects, 1).packs
    objects.delete(packKey(pack))
    expect(await failure(restored(store))).toMatchObject({ code: 'DAMAGED', message: expect.stringContaining(pack) })
    plantCondemned(objects, 'run-1', [pack])
    const { code, message } = await failure(restored(store))
    expect([code, message]).toEqual([
      'NOT_FOUND',
      expect.stringMatching(/removed by pruning, or its save never finished/)
    ])
    expect(message).toContain(pack)
  })
})
