/** Mending packs: from each kind of source, what stays lost, and what a run that is killed leaves. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { walkTree } from '../../src/files/index.js'
import { createMemoryStorage, type MemoryStorage } from '../../src/storage/index.js'
import { openStore, type ArtifactStore, type RepairResult } from '../../src/store/index.js'
import { packKey } from '../../src/store/layout.js'
import type { TreeRoot } from '../../src/content/tree.js'
import {
  copyOf,
  failure,
  flipBit,
  keys,
  memoryStore,
  noise,
  observed,
  packsIn,
  plant,
  plantCondemned,
  recordOf,
  removeFolders,
  restored,
  save,
  snapshot,
  tree,
  truncate,
  type TestStore
} from './support.js'

afterAll(removeFolders)

const text = (lines: number, seed: number): string =>
  Array.from({ length: lines }, (_, at) => `${(at * 7919 + seed) % 10_007};row ${at};${at % 13}\n`).join('')

/** So many files that the tree lies in a pack of its own. */
const many = Object.fromEntries(
  Array.from({ length: 60 }, (_, at) => [`files/${at}-${'name'.repeat(30)}`, `content of ${at}`])
)
const contents = { ...many, 'a.bin': noise(400_000, 1), 'b.csv': text(40_000, 2), 'c.bin': noise(1_500_000, 3) }

interface Filled extends TestStore {
  /** What v1 and v2 hold. */
  readonly folders: readonly string[]
  /** Names of v1's packs. */
  readonly files: string
  readonly tree: string
  /** As it was before any damage. */
  readonly sound: MemoryStorage['objects']
}

let made: Promise<Pick<Filled, 'objects' | 'folders'>> | undefined

async function make(): Promise<Pick<Filled, 'objects' | 'folders'>> {
  const { store, objects } = memoryStore()
  const folders = [tree(contents), tree({ ...contents, 'a.bin': noise(400_000, 4) })]
  for (const folder of folders) await save(store, folder)
  return { objects, folders }
}

/** Two versions that share all but one file, which comes first in the pack. */
async function filled(): Promise<Filled> {
  made ??= make()
  const { objects, folders } = await made
  const test = memoryStore()
  for (const [key, object] of objects) test.objects.set(key, object)
  const treePack = (recordOf(objects, 1).tree as TreeRoot).pack
  const files = recordOf(objects, 1).packs.find(({ pack }) => pack !== treePack)!.pack
  return { ...test, folders, files, tree: treePack, sound: copyOf(objects) }
}

function over(objects: MemoryStorage['objects'], location: string): ArtifactStore {
  return openStore(createMemoryStorage({ objects, location }), { workers: { count: 0 } })
}

/** A backup, object by object. */
const cloneOf = (test: Filled): ArtifactStore => over(copyOf(test.sound), 'the backup')

/** A store that versions were copied to. */
async function mirrorOf(test: Filled): Promise<ArtifactStore> {
  const mirror = over(new Map(), 'the mirror')
  await over(copyOf(test.sound), 'what was').copyTo(mirror)
  return mirror
}

const outcomes = ({ repairs }: RepairResult): string[] => repairs.map(({ outcome }) => outcome)

async function expectSound(test: Filled): Promise<void> {
  expect((await test.store.verify()).findings).toEqual([])
  for (const [at, folder] of test.folders.entries()) {
    expect(await restored(test.store, { selectors: [`v${at + 1}`] })).toEqual(snapshot(folder))
  }
}

/** All objects are as before the damage; nothing was left behind. */
function expectAsBefore(test: Filled): void {
  expect(keys(test.objects)).toEqual(keys(test.sound))
  for (const [key, { bytes }] of test.sound) expect(Buffer.compare(test.objects.get(key)!.bytes, bytes)).toBe(0)
}

type Damage = (test: Filled, pack: string) => void

const damages: readonly [string, Damage][] = [
  ['has a flipped bit in a chunk', (test, pack) => flipBit(test.objects, packKey(pack), 30)],
  [
    'has several damaged chunks',
    (test, pack) => {
      const { length } = test.objects.get(packKey(pack))!.bytes
      for (let at = 5; at < length / 2; at += 1000) flipBit(test.objects, packKey(pack), at)
    }
  ],
  ['is missing', (test, pack) => test.objects.delete(packKey(pack))],
  [
    'is cut short',
    (test, pack) => truncate(test.objects, packKey(pack), Math.floor(test.objects.get(packKey(pack))!.bytes.length / 2))
  ],
  ['is empty', (test, pack) => truncate(test.objects, packKey(pack), test.objects.get(packKey(pack))!.bytes.length)],
  ['lost a byte', (test, pack) => truncate(test.objects, packKey(pack), 1)],
  [
    'has a byte more',
    (test, pack) => {
      const object = test.objects.get(packKey(pack))!
      test.objects.set(packKey(pack), { ...object, bytes: Buffer.concat([object.bytes, Buffer.from('x')]) })
    }
  ],
  ['has a flipped bit in its trailer', (test, pack) => flipBit(test.objects, packKey(pack), -90)],
  ['has a flipped bit in its footer', (test, pack) => flipBit(test.objects, packKey(pack), -3)],
  [
    'is another pack',
    (test, pack) =>
      test.objects.set(packKey(pack), test.objects.get(packKey(pack === test.files ? test.tree : test.files))!)
  ]
]

describe.each(['files', 'tree'] as const)('the pack of the %s', (which) => {
  test.each(damages)('%s: a backup mends it, bit by bit', async (_, damage) => {
    const test = await filled()
    damage(test, test[which])
    const result = await test.store.repair({ from: [cloneOf(test)], apply: true })
    expect(result).toMatchObject({ applied: true, sound: true })
    expect(outcomes(result)).toEqual(['healed'])
    expect(result.repairs[0].remaining).toEqual([])
    expectAsBefore(test)
    await expectSound(test)
  })
})

describe.each(damages)('the pack of the files %s', (_, damage) => {
  test('a store that versions were copied to mends it', async () => {
    const test = await filled()
    damage(test, test.files)
    const result = await test.store.repair({ from: [await mirrorOf(test)], apply: true })
    expect(outcomes(result)).toEqual(['healed'])
    expectAsBefore(test)
    await expectSound(test)
  })

  test('the files mend it, whatever they are called, and though they are compressed', async () => {
    const test = await filled()
    damage(test, test.files)
    const files = tree({
      elsewhere: contents['a.bin'],
      'sub/table': contents['b.csv'],
      other: contents['c.bin'],
      ...Object.fromEntries(Object.values(many).map((content, at) => [`${at}`, content]))
    })
    const result = await test.store.repair({ files: [walkTree({ folder: files, symlinks: 'preserve' })], apply: true })
    expect(outcomes(result)).toEqual(['healed'])
    expectAsBefore(test)
    await expectSound(test)
  })

  test('a later save of the same bytes mends it', async () => {
    const test = await filled()
    // Of another artifact, so that nothing is shared; its packs have other names, since it holds more.
    await save(test.store, tree({ ...contents, '0': 'first', 'files/zzz': 'x' }), { name: 'other' })
    const sound = copyOf(test.objects)
    damage(test, test.files)
    const result = await test.store.repair({ apply: true })
    expect(outcomes(result)).toEqual(['healed'])
    expectAsBefore({ ...test, sound })
    await expectSound(test)
  })
})

describe('what a pack has itself mends', () => {
  test.each(damages.filter(([name]) => /byte more|trailer|footer/.test(name)))(
    'one that %s: what trees say is enough',
    async (_, damage) => {
      const test = await filled()
      damage(test, test.files)
      const result = await test.store.repair({ apply: true })
      expect(outcomes(result)).toEqual(['healed'])
      expectAsBefore(test)
    }
  )

  test('a trailer with the id of a list, and one with a salt', async () => {
    const test = memoryStore()
    await save(test.store, tree({ a: noise(200_000, 1) }))
    plantCondemned(test.objects, '2026-01', ['a'.repeat(64)])
    await save(test.store, tree({ b: noise(200_000, 2) }))
    const listed = recordOf(test.objects, 2).packs[0].pack
    // What is saved over a damaged pack has a salt.
    flipBit(test.objects, packKey(listed), -90)
    await save(test.store, tree({ b: noise(200_000, 2), c: 'x' }))
    const salted = recordOf(test.objects, 3).packs[0].pack
    flipBit(test.objects, packKey(salted), -3)
    const sound = await test.store.verify()
    expect(sound.findings).toHaveLength(2)
    expect(outcomes(await test.store.repair({ apply: true }))).toEqual(['healed', 'healed'])
    expect((await test.store.verify()).findings).toEqual([])
  })
})

describe('a run that does not apply', () => {
  test.each(damages)('writes nothing and tells what could be mended: a pack that %s', async (_, damage) => {
    const test = await filled()
    damage(test, test.files)
    const before = copyOf(test.objects)
    const result = await test.store.repair({ from: [cloneOf(test)] })
    expect(result).toMatchObject({ applied: false, sound: true })
    expect(outcomes(result)).toEqual(['healed'])
    expect(result.repairs[0].message).toContain('can be')
    expect(test.objects).toEqual(before)
  })

  test('tells what could not be mended, with the files', async () => {
    const test = await filled()
    flipBit(test.objects, packKey(test.files), 30)
    const before = copyOf(test.objects)
    const result = await test.store.repair()
    expect(result).toMatchObject({ applied: false, sound: false })
    expect(result.repairs).toMatchObject([
      { outcome: 'unhealed', remaining: [{ number: 1, files: 1, paths: ['a.bin'] }] }
    ])
    expect(test.objects).toEqual(before)
  })
})

describe('what cannot be mended', () => {
  test('stays as it is, is told with the files, and is marked', async () => {
    const test = await filled()
    flipBit(test.objects, packKey(test.files), 30)
    const damaged = test.objects.get(packKey(test.files))
    const result = await test.store.repair({ apply: true })
    expect(result.sound).toBe(false)
    expect(outcomes(result)).toEqual(['unhealed'])
    expect(test.objects.get(packKey(test.files))).toBe(damaged)
    expect(keys(test.objects, 'damaged/')).toEqual([`damaged/${test.files}.json`])
  })

  test('a missing pack of which nothing is known', async () => {
    const test = await filled()
    test.objects.delete(packKey(test.tree))
    const result = await test.store.repair({ apply: true })
    expect(result.repairs).toMatchObject([
      {
        outcome: 'unhealed',
        message: expect.stringContaining('is not known'),
        remaining: [
          { number: 1, all: true },
          { number: 2, all: true }
        ]
      }
    ])
    expect(test.objects.has(packKey(test.tree))).toBe(false)
  })

  test('one chunk of two: the pack is mended as far as can be, and nothing may build on it', async () => {
    const test = await filled()
    const { size } = recordOf(test.objects, 1).packs.find(({ pack }) => pack === test.files)!
    flipBit(test.objects, packKey(test.files), 30)
    flipBit(test.objects, packKey(test.files), size - 20_000)
    const folder = tree({ 'c.bin': contents['c.bin'] })
    const files = [walkTree({ folder, symlinks: 'preserve' })]
    const planned = await test.store.repair({ files })
    expect(planned.repairs).toMatchObject([{ outcome: 'partly', remaining: [{ number: 1, paths: ['a.bin'] }] }])
    const result = await test.store.repair({ files, apply: true })
    expect(result).toMatchObject({
      sound: false,
      repairs: [{ outcome: 'partly', remaining: planned.repairs[0].remaining }]
    })
    const { findings } = await test.store.verify()
    expect(findings).toMatchObject([{ code: 'damaged', affected: [{ number: 1, paths: ['a.bin'] }] }])
    expect(await restored(test.store)).toEqual(snapshot(test.folders[1]))
    expect(keys(test.objects, 'damaged/')).toEqual([`damaged/${test.files}.json`])
    expect(packsIn(test.objects)).toEqual(packsIn(test.sound))
    // The rest comes later, and the mark goes.
    expect(await test.store.repair({ from: [cloneOf(test)], apply: true })).toMatchObject({ sound: true })
    expectAsBefore(test)
  })

  test('what another repair mended meanwhile is not removed for what has less of it', async () => {
    const test = await filled()
    const { size } = recordOf(test.objects, 1).packs.find(({ pack }) => pack === test.files)!
    flipBit(test.objects, packKey(test.files), 30)
    flipBit(test.objects, packKey(test.files), size - 20_000)
    let isMended = false
    const slower = test.over((inner) =>
      observed(
        inner,
        () => undefined,
        async ({ operation }) => {
          if (operation !== 'commit' || isMended) return
          isMended = true
          expect(await test.store.repair({ from: [cloneOf(test)], apply: true })).toMatchObject({ sound: true })
        }
      )
    )
    const folder = tree({ 'c.bin': contents['c.bin'] })
    const { code, message } = await failure(
      slower.repair({ files: [walkTree({ folder, symlinks: 'preserve' })], apply: true })
    )
    expect([code, message]).toEqual(['CONFLICT', expect.stringMatching(/was mended by somebody else.*repeat/)])
    expectAsBefore(test)
    await expectSound(test)
  })

  test('a pack without its trailer of which some chunks are found: with holes, marked before it looks sound', async () => {
    const test = await filled()
    const { size } = recordOf(test.objects, 1).packs.find(({ pack }) => pack === test.files)!
    for (const at of [30, size - 20_000, size - 90]) flipBit(test.objects, packKey(test.files), at)
    const order: string[] = []
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'create' || operation === 'remove' || operation === 'commit')
          order.push(`${operation} ${key}`)
      })
    )
    const folder = tree({ 'a.bin': contents['a.bin'] })
    const result = await store.repair({ files: [walkTree({ folder, symlinks: 'preserve' })], apply: true })
    expect(outcomes(result)).toEqual(['partly'])
    const staged = order.find((call) => call.startsWith('commit'))!.slice('commit '.length)
    expect(order.filter((call) => !call.endsWith('store.json'))).toEqual([
      `create damaged/${test.files}.json`,
      `commit ${staged}`,
      `remove ${packKey(test.files)}`,
      `create ${packKey(test.files)}`,
      `remove ${staged}`
    ])
  })

  test('a pack that a list condemned: its name is not created again', async () => {
    const test = await filled()
    plantCondemned(test.objects, 'list', [test.files])
    flipBit(test.objects, packKey(test.files), 30)
    const damaged = test.objects.get(packKey(test.files))
    const result = await test.store.repair({ from: [cloneOf(test)], apply: true })
    expect(result.repairs).toMatchObject([{ outcome: 'unhealed', message: expect.stringContaining('condemned') }])
    expect(test.objects.get(packKey(test.files))).toBe(damaged)
    // Missing, it was pruned: there is nothing to be mended.
    test.objects.delete(packKey(test.files))
    expect(await test.store.repair({ from: [cloneOf(test)], apply: true })).toMatchObject({ sound: true })
    expect(test.objects.has(packKey(test.files))).toBe(false)
  })

  test('a pack, while a list of condemned ones cannot be read', async () => {
    const test = await filled()
    plantCondemned(test.objects, 'list', [])
    flipBit(test.objects, 'condemned/list.json', 20)
    test.objects.delete(packKey(test.files))
    const result = await test.store.repair({ from: [cloneOf(test)], apply: true })
    expect(outcomes(result)).toEqual(['unhealed', 'unhealed'])
    expect(test.objects.has(packKey(test.files))).toBe(false)
  })

  test('from copies that are damaged as well', async () => {
    const test = await filled()
    const backup = copyOf(test.sound)
    flipBit(test.objects, packKey(test.files), 30)
    flipBit(backup, packKey(test.files), 31)
    const result = await test.store.repair({ from: [over(backup, 'the backup')], apply: true })
    expect(outcomes(result)).toEqual(['unhealed'])
  })
})

describe('sources', () => {
  test('the store itself is none', async () => {
    const test = await filled()
    expect(await failure(test.store.repair({ from: [test.store] }))).toMatchObject({ code: 'INVALID_INPUT' })
  })

  test('several are looked through, and the first good copy counts', async () => {
    const test = await filled()
    test.objects.delete(packKey(test.files))
    const folder = tree({ a: contents['a.bin'] })
    const half = memoryStore()
    await save(half.store, tree({ b: contents['b.csv'], c: contents['c.bin'], ...many }), { name: 'half' })
    // What the pack held is told by the copy, what it lacks by the others.
    const result = await test.store.repair({
      from: [over(half.objects, 'half'), await mirrorOf(test)],
      files: [walkTree({ folder, symlinks: 'preserve' })],
      apply: true
    })
    expect(outcomes(result)).toEqual(['healed'])
    expect(result.repairs[0].message).toContain('half')
    expectAsBefore(test)
  })

  test('a file that goes away while it is read is an error that names it', async () => {
    const test = await filled()
    test.objects.delete(packKey(test.files))
    const folder = tree({ a: contents['a.bin'], b: 'x' })
    const source = walkTree({ folder, symlinks: 'preserve' })
    const files = {
      async *entries() {
        for await (const entry of source.entries()) {
          rmSync(join(folder, 'b'), { force: true })
          yield entry
        }
      }
    }
    // Its trailer comes from the backup, so that files are looked through at all.
    const backup = copyOf(test.sound)
    const bytes = new Uint8Array(backup.get(packKey(test.files))!.bytes)
    for (let at = 0; at < bytes.length - 20_000; at += 500) bytes[at] ^= 1
    backup.set(packKey(test.files), { bytes, modifiedAt: new Date(0) })
    expect(await failure(test.store.repair({ from: [over(backup, 'backup')], files: [files] }))).toMatchObject({
      code: 'SOURCE',
      message: expect.stringContaining(join(folder, 'b'))
    })
  })
})

describe('marks', () => {
  test('of a sound pack are taken away, by a deep look only', async () => {
    const test = await filled()
    plant(test.objects, `damaged/${test.files}.json`, {})
    expect(await test.store.repair({ deep: false, apply: true })).toMatchObject({
      sound: true,
      repairs: [{ outcome: 'left' }]
    })
    expect(keys(test.objects, 'damaged/')).toHaveLength(1)
    expect(await test.store.repair({ apply: true })).toMatchObject({ sound: true, repairs: [{ outcome: 'healed' }] })
    expect(keys(test.objects, 'damaged/')).toEqual([])
  })
})

describe('a run that is killed', () => {
  class Killed extends Error {}

  /** A store whose storage does nothing more from a call on; and the number of calls that there were. */
  function killedAt(test: TestStore, last: number) {
    let calls = 0
    const store = test.over((inner) =>
      observed(inner, ({ operation }) => {
        if (operation !== 'abort' && ++calls > last) throw new Killed('killed')
      })
    )
    return { store, calls: () => calls }
  }

  test.each(['has a flipped bit in a chunk', 'is cut short', 'is missing'])(
    'at any call: no good chunk is lost, and the next run mends a pack that %s',
    async (name) => {
      const damage = damages.find(([one]) => one === name)![1]
      const test = await filled()
      damage(test, test.files)
      const start = copyOf(test.objects)
      const reset = (): void => {
        test.objects.clear()
        for (const [key, object] of start) test.objects.set(key, object)
      }
      // What can be restored without any source.
      const readable = async (): Promise<string[]> => {
        const { findings } = await test.store.verify({ mark: false })
        const lost = new Set(
          findings.flatMap(({ affected }) =>
            affected.flatMap(({ number, paths }) => paths.map((path) => `${number} ${path}`))
          )
        )
        return ['1 a.bin', '1 b.csv', '1 c.bin', '2 b.csv', '2 c.bin'].filter((file) => !lost.has(file))
      }
      const before = await readable()
      const all = killedAt(test, Infinity)
      await all.store.repair({ from: [cloneOf(test)], apply: true })
      const total = all.calls()
      expect(total).toBeGreaterThan(20)
      const writes = 14
      let windows = 0
      for (let last = total - writes; last < total; last++) {
        reset()
        const { store } = killedAt(test, last)
        await store.repair({ from: [cloneOf(test)], apply: true }).catch(() => undefined)
        if (start.has(packKey(test.files)) && !test.objects.has(packKey(test.files))) windows++
        // The store has all that it had, with no source to help.
        await test.store.repair({ apply: true })
        expect(await readable()).toEqual(expect.arrayContaining(before))
        const result = await test.store.repair({ from: [cloneOf(test)], apply: true })
        expect(result.sound).toBe(true)
        await expectSound(test)
      }
      if (name !== 'is missing') expect(windows).toBeGreaterThan(0)
    }
  )

  test('between the removal and the new pack says where the good chunks are', async () => {
    const test = await filled()
    flipBit(test.objects, packKey(test.files), 30)
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'create' && key === packKey(test.files)) throw new Killed('no route')
      })
    )
    const { code, message } = await failure(store.repair({ from: [cloneOf(test)], apply: true }))
    expect(code).toBe('STORAGE')
    const [staged] = packsIn(test.objects).filter((pack) => !packsIn(test.sound).includes(pack))
    expect(message).toContain(packKey(staged))
    expect(message).toContain('repeat the repair')
    // Nobody needs a source any more.
    expect(outcomes(await test.store.repair({ apply: true }))).toEqual(['healed'])
    await expectSound(test)
  })
})

describe('beside others', () => {
  test('two that mend the same pack: it is whole in the end', async () => {
    const test = await filled()
    flipBit(test.objects, packKey(test.files), 30)
    const results = await Promise.all(
      [1, 2, 3].map(() =>
        test
          .over()
          .repair({ from: [cloneOf(test)], apply: true })
          .catch((error: unknown) => error)
      )
    )
    for (const result of results) if (!(result instanceof Error)) expect(result).toMatchObject({ sound: true })
    await test.store.repair({ apply: true })
    await expectSound(test)
  })

  test('a save that writes the pack while it is away: that one stands', async () => {
    const test = await filled()
    flipBit(test.objects, packKey(test.files), 30)
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'create' && key === packKey(test.files)) test.objects.set(key, test.sound.get(key)!)
      })
    )
    expect(await store.repair({ from: [cloneOf(test)], apply: true })).toMatchObject({ sound: true })
    await expectSound(test)
  })

  test('a save while the pack is away stores what it needs itself', async () => {
    const test = await filled()
    flipBit(test.objects, packKey(test.files), 30)
    const folder = tree({ ...contents, 'new.txt': 'x' })
    const store = test.over((inner) =>
      observed(inner, async ({ operation, key }) => {
        if (operation === 'create' && key === packKey(test.files)) await save(test.store, folder)
      })
    )
    expect(await store.repair({ from: [cloneOf(test)], apply: true })).toMatchObject({ sound: true })
    expect(await restored(test.store)).toEqual(snapshot(folder))
    await expectSound(test)
  })
})

test('a store of another program, whose chunks are compressed otherwise, is mended from files', async () => {
  const test = memoryStore()
  const folder = tree({ 'b.csv': contents['b.csv'] })
  await save(test.store, folder, { compression: 17 })
  const before = await restored(test.store)
  const [{ pack }] = recordOf(test.objects, 1).packs
  const sound = test.objects.get(packKey(pack))!
  flipBit(test.objects, packKey(pack), 30)
  writeFileSync(join(folder, 'more'), 'x')
  const result = await test.store.repair({ files: [walkTree({ folder, symlinks: 'preserve' })], apply: true })
  expect(outcomes(result)).toEqual(['healed'])
  expect(test.objects.get(packKey(pack))!.bytes).toHaveLength(sound.bytes.length)
  expect(await restored(test.store)).toEqual(before)
  expect((await test.store.verify()).findings).toEqual([])
})
