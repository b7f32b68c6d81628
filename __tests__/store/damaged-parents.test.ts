/** A save over a damaged version is whole, says so, and shares nothing with the damage. */
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  noise,
  flipBit,
  keys,
  memoryStore,
  recordOf,
  removeFolders,
  restored,
  save,
  snapshot,
  tree,
  truncate
} from './support.js'
import type { TestStore } from './support.js'
import { packKey } from '../../src/store/layout.js'
import type { TreeRoot } from '../../src/content/tree.js'

afterAll(removeFolders)

/** So many files that the tree lies in a pack of its own. */
const names = Array.from({ length: 60 }, (_, at) => `files/${at}-${'name'.repeat(30)}`)
const before = tree({
  ...Object.fromEntries(names.map((name, at) => [name, `content of ${at}`])),
  'weights.bin': noise(200_000, 1)
})
const after = tree({
  ...Object.fromEntries(names.map((name, at) => [name, `content of ${at}`])),
  'weights.bin': noise(200_000, 1),
  'files/0': 'another'
})

interface Damaged extends TestStore {
  /** Names of v1's packs. */
  readonly files: string
  readonly tree: string
}

async function filled(): Promise<Damaged> {
  const test = memoryStore()
  await save(test.store, before)
  const { packs, tree: root } = recordOf(test.objects, 1)
  const { pack } = root as TreeRoot
  expect(packs).toHaveLength(2)
  return { ...test, tree: pack, files: packs.find((used) => used.pack !== pack)!.pack }
}

type Damage = (test: Damaged, pack: string) => void

/** What shows when parents are checked. */
const visible: readonly [string, Damage][] = [
  ['is missing', (test, pack) => test.objects.delete(packKey(pack))],
  ['is a byte short', (test, pack) => truncate(test.objects, packKey(pack), 1)],
  ['is empty', (test, pack) => truncate(test.objects, packKey(pack), test.objects.get(packKey(pack))!.bytes.length)],
  [
    'is a byte long',
    (test, pack) => {
      const object = test.objects.get(packKey(pack))!
      test.objects.set(packKey(pack), { ...object, bytes: Buffer.concat([object.bytes, Buffer.from('x')]) })
    }
  ],
  ['has a flipped bit in its footer', (test, pack) => flipBit(test.objects, packKey(pack), -5)],
  ['has a flipped bit in its trailer', (test, pack) => flipBit(test.objects, packKey(pack), -80)],
  [
    'is another pack of the same size',
    (test, pack) => {
      const object = test.objects.get(packKey(pack))!
      test.objects.set(packKey(pack), { ...object, bytes: new Uint8Array(object.bytes.length).fill(7) })
    }
  ]
]

describe.each(['files', 'tree'] as const)('the pack of the %s', (which) => {
  test.each(visible)('%s: a changed save is whole, warns, and shares nothing with it', async (_, damage) => {
    const test = await filled()
    const pack = test[which]
    damage(test, pack)
    const damaged = test.objects.get(packKey(pack))
    const { version, created } = await save(test.store, after)
    expect([created, version.number]).toEqual([true, 2])
    expect(await restored(test.store)).toEqual(snapshot(after))
    expect(test.warnings.join('\n')).toContain(pack)
    expect(recordOf(test.objects, 2).packs.map((used) => used.pack)).not.toContain(pack)
    // What is damaged stays as it is: nothing is overwritten.
    expect(test.objects.get(packKey(pack))).toBe(damaged)
    // The next save stands on sound ground.
    test.warnings.length = 0
    expect((await save(test.store, after)).created).toBe(false)
    expect(test.warnings).toEqual([])
  })

  test.each(visible)('%s: unchanged content is saved anew, whole, under other names', async (_, damage) => {
    const test = await filled()
    const pack = test[which]
    damage(test, pack)
    const missing = !test.objects.has(packKey(pack))
    const { version, created } = await save(test.store, before)
    expect([created, version.number]).toEqual([true, 2])
    expect(await restored(test.store, { selectors: ['v2'] })).toEqual(snapshot(before))
    if (missing) {
      // The same pack written again mends the version that lacked it.
      expect(await restored(test.store, { selectors: ['v1'] })).toEqual(snapshot(before))
    } else {
      expect(recordOf(test.objects, 2).packs.map((used) => used.pack)).not.toContain(pack)
    }
  })

  test.each(visible.slice(1))('%s: another artifact of the same content does not stand on it', async (_, damage) => {
    const test = await filled()
    damage(test, test[which])
    await save(test.store, before, { name: 'other' })
    expect(await restored(test.store, { name: 'other' })).toEqual(snapshot(before))
    expect(test.warnings.join('\n')).toContain(test[which])
  })
})

describe('a flipped bit among the chunks', () => {
  test('is found where they are written anew: the save starts again without that pack', async () => {
    const test = await filled()
    // Less than half of the pack is used from now on, so the rest is copied.
    const little = tree(Object.fromEntries(names.map((name, at) => [name, `content of ${at}`])))
    flipBit(test.objects, packKey(test.files), 3)
    const { version } = await save(test.store, little)
    expect(version.number).toBe(2)
    expect(test.warnings.join('\n')).toMatch(new RegExp(`${test.files}.*is damaged; the save starts again without it`))
    expect(await restored(test.store)).toEqual(snapshot(little))
    expect(recordOf(test.objects, 2).packs.map((used) => used.pack)).not.toContain(test.files)
  })

  test('at any byte of them', async () => {
    const folder = tree({ a: noise(3000, 1), b: noise(9000, 2) })
    const less = tree({ a: noise(3000, 1) })
    const test = memoryStore()
    await save(test.store, folder)
    const [{ pack }] = recordOf(test.objects, 1).packs
    const start = new Map(test.objects)
    for (let byte = 0; byte < 3000; byte += 211) {
      test.objects.clear()
      for (const [key, object] of start) test.objects.set(key, object)
      test.warnings.length = 0
      flipBit(test.objects, packKey(pack), byte)
      await save(test.store, less)
      expect(test.warnings).toHaveLength(1)
      expect(await restored(test.store)).toEqual(snapshot(less))
    }
  })

  test('in the pack of the tree never spoils a tree that is shared from it', async () => {
    const test = await filled()
    const size = test.objects.get(packKey(test.tree))!.bytes.length
    const start = new Map(test.objects)
    for (let byte = 0; byte < size - 500; byte += Math.ceil(size / 12)) {
      test.objects.clear()
      for (const [key, object] of start) test.objects.set(key, object)
      flipBit(test.objects, packKey(test.tree), byte)
      await save(test.store, after)
      // A leaf is shared by its hash, unread, like any chunk; whoever restores finds out.
      const result = await restored(test.store).catch((error: unknown) => error)
      if (result instanceof Array) expect(result).toEqual(snapshot(after))
      else expect(result).toMatchObject({ code: 'DAMAGED', message: expect.stringContaining(test.tree) })
    }
  })

  test('of a large file that is known does not spoil its hash', async () => {
    const folder = tree({ big: noise(5 * 1024 * 1024, 9), other: 'x' })
    const test = memoryStore()
    const { version } = await save(test.store, folder)
    writeFileSync(join(folder, 'other'), 'y')
    const [{ pack }] = recordOf(test.objects, 1).packs
    truncate(test.objects, packKey(pack), 1)
    await save(test.store, folder)
    expect(await restored(test.store)).toEqual(snapshot(folder))
    writeFileSync(join(folder, 'other'), 'x')
    expect((await save(test.store, folder)).version.digest).toBe(version.digest)
  })
})

describe('other parents', () => {
  test('a damaged base is a warning, and what is sound in it is shared', async () => {
    const test = memoryStore()
    const base = tree({ a: noise(100_000, 1) })
    await save(test.store, base, { name: 'base' })
    appendFileSync(join(base, 'b'), noise(100_000, 2))
    await save(test.store, base, { name: 'base' })
    const { packs } = recordOf(test.objects, 2, 'base')
    expect(packs).toHaveLength(2)
    truncate(test.objects, packKey(packs[0].pack), 1)
    const tuned = tree({ a: noise(100_000, 1), b: noise(100_000, 2), c: 'x' })
    const result = await save(test.store, tuned, { parents: ['base'] })
    expect(result.sharedSize).toBe(100_000)
    expect(test.warnings).toHaveLength(1)
    expect(await restored(test.store)).toEqual(snapshot(tuned))
  })

  test('a damaged newest record: the version before it is shared with', async () => {
    const test = await filled()
    await save(test.store, after)
    flipBit(test.objects, 'artifacts/model/versions/0000000002.json', 50)
    const result = await save(test.store, after)
    expect(result).toMatchObject({ created: true, version: { number: 3 } })
    expect(result.sharedSize).toBeGreaterThan(200_000)
    expect(test.warnings.join('\n')).toMatch(/model@v2.*passed over/)
    expect(await restored(test.store)).toEqual(snapshot(after))
    expect(keys(test.objects, 'artifacts/model/versions/')).toHaveLength(3)
  })
})
