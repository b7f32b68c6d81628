/** verify beside others who save, remove, prune and mend, and over storages that fail. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openLocalStorage, withFaults, type Storage } from '../../src/storage/index.js'
import { openStore, type Finding } from '../../src/store/index.js'
import { labelKey, packKey, versionKey } from '../../src/store/layout.js'
import { encodeDocument } from '../../src/store/documents.js'
import {
  failure,
  memoryStore,
  newFolder,
  noise,
  observed,
  plantCondemned,
  plantGone,
  recordOf,
  removeFolders,
  save,
  sourceOf,
  START,
  tree,
  truncate,
  type TestStore
} from './support.js'

afterAll(removeFolders)

/** v1 and v2 have nothing in common. */
async function filled(): Promise<TestStore & { readonly packs: readonly string[] }> {
  const test = memoryStore()
  await save(test.store, tree({ 'a.bin': noise(300_000, 1) }))
  await save(test.store, tree({ 'b.bin': noise(300_000, 2) }))
  const packs = [1, 2].map((number) => recordOf(test.objects, number).packs[0].pack)
  return { ...test, packs }
}

const tell = ({ severity, code, key }: Finding): string => `${severity} ${code} ${key}`

describe('others', () => {
  test('remove and prune a version while it is looked at: that is no damage', async () => {
    const test = await filled()
    let reads = 0
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation !== 'read' || key !== packKey(test.packs[0]) || ++reads !== 2) return
        plantGone(test.objects, 'model', 1)
        test.objects.delete(packKey(test.packs[0]))
      })
    )
    expect((await store.verify()).findings).toEqual([])
    expect(reads).toBeGreaterThan(1)
  })

  test('write a pack that was missing while this looked: that is no damage', async () => {
    const test = await filled()
    const key = packKey(test.packs[0])
    const pack = test.objects.get(key)!
    test.objects.delete(key)
    let looks = 0
    const store = test.over((inner) =>
      observed(
        inner,
        () => undefined,
        ({ operation, key: read }) => {
          if (operation === 'read' && read === packKey(test.packs[1]) && looks++ === 0) test.objects.set(key, pack)
        }
      )
    )
    expect((await store.verify()).findings).toEqual([])
    expect(looks).toBeGreaterThan(0)
  })

  test('save the next version: what was there when this began is looked at', async () => {
    const test = await filled()
    let isSaved = false
    const store = test.over((inner) =>
      observed(inner, async ({ operation, key }) => {
        if (isSaved || operation !== 'read' || key !== versionKey('model', 1)) return
        isSaved = true
        await save(test.store, tree({ 'c.bin': noise(300_000, 3) }), { label: '3.0', aliases: ['best'] })
      })
    )
    expect(await store.verify()).toMatchObject({ versions: 2, findings: [] })
    expect(await store.verify()).toMatchObject({ versions: 3, findings: [] })
  })

  test('have reserved a label and save still', async () => {
    const test = await filled()
    await test.storage.create(
      labelKey('model', '3.0'),
      encodeDocument({ label: '3.0', nonce: 'a', after: 2, reservedAt: START })
    )
    expect((await test.store.verify()).findings).toEqual([])
  })

  test('pruned a pack of a save that was never finished: a warning', async () => {
    const test = await filled()
    plantCondemned(test.objects, 'list', [test.packs[1]])
    // Prune leaves what a living version uses.
    expect((await test.store.verify()).findings).toEqual([])
    test.objects.delete(packKey(test.packs[1]))
    const { findings, sound } = await test.store.verify()
    expect([sound, findings.map(tell)]).toEqual([true, [`warning unfinished ${packKey(test.packs[1])}`]])
    expect(findings[0].affected).toMatchObject([{ number: 2, paths: ['b.bin'] }])
  })

  test('save and save: each look finds a sound store', async () => {
    const folder = newFolder()
    const open = async () => openStore(await openLocalStorage(folder, { create: true }), { workers: { count: 0 } })
    const source = tree({ 'a.bin': noise(400_000, 1) })
    const saver = await open()
    await saver.save({ name: 'model', source: sourceOf(source) })
    let looks = 0
    let isDone = false
    const looking = (async () => {
      const store = await open()
      while (!isDone || looks < 3) {
        expect((await store.verify({ deep: looks % 2 === 0 })).findings).toEqual([])
        looks++
      }
    })()
    const saving = [1, 2, 3].map(async (worker) => {
      const store = await open()
      const own = tree({ 'a.bin': noise(400_000, 1) })
      for (let round = 1; round <= 8; round++) {
        writeFileSync(join(own, `${worker}-${round}.txt`), `${round}`)
        await store.save({ name: 'model', source: sourceOf(own), label: `${worker}.${round}`, aliases: ['best'] })
      }
    })
    await Promise.all(saving)
    isDone = true
    await looking
    expect(looks).toBeGreaterThanOrEqual(3)
  })
})

/** Gives no bytes that hold one of a key, as a disk with a bad sector. */
function withBadSector(inner: Storage, key: string, byte: number): Storage {
  const error = Object.assign(new Error('i/o error'), { code: 'EIO' })
  return {
    ...observed(inner, () => undefined),
    read: async (read, range, maximum) => {
      const bytes = await inner.read(read, range, maximum)
      const start = range?.offset ?? 0
      if (read === key && start <= byte && byte < start + bytes.length) throw error
      return bytes
    }
  }
}

describe('a storage', () => {
  test('that cannot read an object: that is damage, and the look goes on', async () => {
    const test = await filled()
    test.objects.delete(packKey(test.packs[1]))
    for (const key of [versionKey('model', 1), packKey(test.packs[0])]) {
      const store = test.over((inner) =>
        withFaults(inner, [{ operation: 'read', key, effect: { kind: 'fail-before' } }])
      )
      const { findings } = await store.verify()
      expect(findings.map(tell).sort()).toEqual(
        [`damage missing ${packKey(test.packs[1])}`, `damage unreadable ${key}`].sort()
      )
      expect(findings.find((one) => one.key === key)!.message).toContain('connection reset')
    }
  })

  test('with a bad sector: the files on it', async () => {
    const test = memoryStore()
    await save(test.store, tree({ 'a.bin': noise(900_000, 1), 'b.bin': noise(900_000, 2), 'c.bin': noise(60_000, 3) }))
    const [{ pack, size }] = recordOf(test.objects, 1).packs
    const hit = async (byte: number) => {
      const { findings } = await test.over((inner) => withBadSector(inner, packKey(pack), byte)).verify({ mark: false })
      expect(findings).toHaveLength(1)
      return findings[0].affected.flatMap(({ paths }) => paths)
    }
    expect(await hit(400_000)).toEqual(['a.bin'])
    expect(await hit(1_000_000)).toEqual(['b.bin'])
    expect(await hit(1_850_000)).toEqual(['c.bin'])
    // Only its trailer is there.
    expect(await hit(size - 100)).toEqual([])
  })

  test('that is out of reach: an error, and no damage', async () => {
    const test = await filled()
    let calls = 0
    for (let last = 1; last < 20; last++) {
      const store = test.over((inner) =>
        observed(inner, () => {
          if (++calls > last) throw Object.assign(new Error('no route to host'), { code: 'EHOSTUNREACH' })
        })
      )
      calls = 0
      const result = await store.verify().then(
        ({ findings }) => findings,
        (error: unknown) => error
      )
      if (Array.isArray(result)) expect(result).toEqual([])
      else expect(result).toMatchObject({ code: 'STORAGE' })
    }
    expect(calls).toBeGreaterThan(10)
  })

  test('that can tear what it creates: what has no end never was', async () => {
    const test = await filled()
    truncate(test.objects, versionKey('model', 2), 30)
    const store = test.over((inner) => ({ ...observed(inner, () => undefined), createMayTear: async () => true }))
    const { findings, sound, versions } = await store.verify()
    expect([sound, versions, findings.map(tell)]).toEqual([true, 1, [`warning torn ${versionKey('model', 2)}`]])
  })
})

test('stops where it is told to', async () => {
  const test = await filled()
  const controller = new AbortController()
  const store = test.over(
    (inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'read' && key === versionKey('model', 2)) controller.abort()
      }),
    { signal: controller.signal }
  )
  expect(await failure(store.verify())).toMatchObject({ code: 'CANCELLED' })
})

test('by threads as without: large files, many files, compressed ones', async () => {
  const folder = newFolder()
  const store = openStore(await openLocalStorage(folder, { create: true }), { workers: { count: 2 } })
  const text = Array.from({ length: 60_000 }, (_, at) => `line ${at % 977} of a table that compresses\n`).join('')
  const source = tree({
    'large.bin': noise(24_000_000, 5),
    'large.csv': text.repeat(5),
    ...Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`some/${at}.bin`, noise(70_000 + at * 10, at)]))
  })
  try {
    await store.save({ name: 'model', source: sourceOf(source) })
    writeFileSync(join(source, 'large.csv'), `${text.repeat(5)}more`)
    await store.save({ name: 'model', source: sourceOf(source) })
    const result = await store.verify()
    expect(result).toMatchObject({ sound: true, versions: 2, files: 604, findings: [] })
  } finally {
    await store.close()
  }
})
