/** What prune does not know stops it, before anything is written. docs/PROTOCOL.md, P1. */
import { packKey, versionKey } from '../../../src/store/layout.js'
import {
  failure,
  fieldsOf,
  flipBit,
  keys,
  packsIn,
  plant,
  plantCondemned,
  plantGone,
  removeFolders,
  save,
  truncate,
  type TestStore
} from '../support.js'
import { contentOf, contents, GRACE, livingNumbers, packsOf, prune, versions, type Objects } from './support.js'

afterAll(removeFolders)

/** Five versions, packs that could be destroyed, packs that could be condemned, and old runs. */
async function ripe(): Promise<TestStore> {
  const { test } = await versions(5)
  test.clock.advance(100 * 24 * 60 * 60)
  const [listed, loose] = ['ab'.repeat(32), 'cd'.repeat(32)]
  for (const pack of [listed, loose])
    test.objects.set(packKey(pack), { bytes: new Uint8Array(9), modifiedAt: new Date(0) })
  plantCondemned(test.objects, 'run-1', [listed])
  plant(test.objects, 'runs/old/x.json', { name: 'model' })
  return test
}

test('otherwise it would have had much to do', async () => {
  const { packs, runs, artifacts } = await prune(await ripe(), { keepLast: 2 })
  expect([packs.destroyed.objects, packs.condemned.objects, runs.objects]).toEqual([1, 4, 1])
  expect(artifacts[0].removed).toHaveLength(3)
})

function withFields(objects: Objects, key: string, more: Record<string, unknown>): void {
  const fields = Object.fromEntries(Object.entries(fieldsOf(objects, key)).filter(([name]) => name !== 'checksum'))
  plant(objects, key, { ...fields, ...more })
}

const key = versionKey('model', 2)

const damages: readonly [string, (objects: Objects) => void, string, string | RegExp][] = [
  ['a record with a flipped bit', (objects) => flipBit(objects, key, 50), 'DAMAGED', key],
  ['a record without its end', (objects) => truncate(objects, key, 10), 'DAMAGED', key],
  ['an empty record', (objects) => truncate(objects, key, objects.get(key)!.bytes.length), 'DAMAGED', key],
  ['a record that is missing', (objects) => objects.delete(key), 'DAMAGED', key],
  ['a record of a newer format', (objects) => withFields(objects, key, { format: 2 }), 'UNSUPPORTED', 'format 2'],
  [
    'a record of another artifact',
    (objects) => withFields(objects, key, { name: 'other' }),
    'DAMAGED',
    'another artifact'
  ],
  ['a record whose packs are none', (objects) => withFields(objects, key, { packs: [{ pack: 'x' }] }), 'DAMAGED', key],
  [
    'a record of an artifact that can be none',
    (objects) => objects.set('artifacts/a b/versions/0000000001.json', objects.get(key)!),
    'DAMAGED',
    'artifacts/a b/versions'
  ],
  [
    'a name that is written in another way',
    (objects) => objects.set('artifacts/%2e./versions/0000000001.json', objects.get(key)!),
    'DAMAGED',
    'artifacts/%2e.'
  ],
  [
    'a list with a flipped bit',
    (objects) => flipBit(objects, 'condemned/run-1.json', 40),
    'DAMAGED',
    'condemned/run-1'
  ],
  ['a list without its end', (objects) => truncate(objects, 'condemned/run-1.json', 3), 'DAMAGED', 'condemned/run-1'],
  [
    'a list that lists no packs',
    (objects) => withFields(objects, 'condemned/run-1.json', { packs: ['x'] }),
    'DAMAGED',
    'run-1'
  ],
  [
    'a store that requires what it does not know',
    (objects) => withFields(objects, 'store.json', { requires: ['quantum'] }),
    'UNSUPPORTED',
    "'quantum'"
  ],
  ['a store that is damaged', (objects) => flipBit(objects, 'store.json', 40), 'DAMAGED', 'store.json'],
  ['no store', (objects) => objects.delete('store.json'), 'NOT_FOUND', 'store']
]

test.each(damages)('%s stops it before anything is written', async (_, damage, code, message) => {
  const test = await ripe()
  damage(test.objects)
  const before = contents(test.objects)
  for (const dryRun of [true, false]) {
    const told = await failure(test.store.prune({ rules: { keepLast: 2 }, dryRun }))
    expect([told.code, told.message]).toEqual([code, expect.stringContaining(message as string)])
  }
  expect(contents(test.objects)).toEqual(before)
})

test('a torn record stops it, too, where an interrupted save may have left it: that save may still run', async () => {
  const test = await ripe()
  truncate(test.objects, key, 10)
  const store = test.over((inner) => ({ ...inner, createMayTear: async () => true }))
  const { code, message } = await failure(store.prune({ rules: { keepLast: 2 }, dryRun: false }))
  expect([code, message]).toEqual([
    'DAMAGED',
    expect.stringMatching(/its end is missing\. Nothing is pruned while .*artifact-store remove model@v2/)
  ])
  expect(livingNumbers(test.objects)).toEqual([1, 2, 3, 4, 5])
})

test('a storage that replaces what exists is not pruned', async () => {
  const test = await ripe()
  const before = packsIn(test.objects)
  const store = test.over((inner) => ({
    ...inner,
    create: async (one, bytes) => {
      test.objects.set(one, { bytes, modifiedAt: test.clock.now() })
      return 'created' as const
    }
  }))
  expect((await failure(store.prune({ rules: { keepLast: 2 }, dryRun: false }))).code).toBe('UNSUPPORTED')
  expect(packsIn(test.objects)).toEqual(before)
  expect(keys(test.objects, 'artifacts/model/gone/')).toEqual([])
})

test('a number that a listing left out, while others saved, is looked for', async () => {
  const test = await ripe()
  const store = test.over((inner) => ({
    ...inner,
    async *list(prefix, options) {
      for await (const info of inner.list(prefix, options)) if (info.key !== key) yield info
    }
  }))
  const { artifacts } = await store.prune({ rules: { keepLast: 4 } })
  expect(artifacts[0]).toMatchObject({ kept: 4, removed: [{ number: 1 }] })
})

test("what is gone is not read: a version that was given up is in nobody's way", async () => {
  for (const damage of [
    (objects: Objects) => flipBit(objects, key, 50),
    (objects: Objects) => objects.delete(key),
    (objects: Objects) => truncate(objects, key, 10)
  ]) {
    const test = await ripe()
    const packs = packsOf(test.objects, 2)
    damage(test.objects)
    plantGone(test.objects, 'model', 2)
    await prune(test, { keepLast: 2 })
    expect(livingNumbers(test.objects).filter((number) => number > 2)).toEqual([4, 5])
    test.clock.advance(GRACE + 1)
    await prune(test, { keepLast: 2 })
    for (const pack of packs) expect(test.objects.has(packKey(pack))).toBe(false)
  }
})

test('a placeholder is no version and no gap', async () => {
  const test = await ripe()
  plant(test.objects, versionKey('model', 6), { name: 'model', number: 6, placeholder: true, at: '', nonce: '' })
  await save(test.store, contentOf(7))
  const { artifacts } = await prune(test, { keepLast: 2 })
  expect(artifacts[0]).toMatchObject({ kept: 2, removed: [{ number: 1 }, { number: 2 }, { number: 3 }, { number: 4 }] })
})
