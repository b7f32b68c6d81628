/** Mending the small objects of a store: records, labels, aliases, notes, segments, store.json. */
import { createMemoryStorage, type MemoryStorage } from '../../src/storage/index.js'
import { openStore, type ArtifactStore, type RepairResult } from '../../src/store/index.js'
import { aliasKey, labelKey, noteKey, packKey, segmentKey, signatureKey, versionKey } from '../../src/store/layout.js'
import {
  copyOf,
  failure,
  fieldsOf,
  flipBit,
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
  truncate,
  type TestStore
} from './support.js'

afterAll(removeFolders)

interface Filled extends TestStore {
  /** What each version holds. */
  readonly folders: readonly string[]
  readonly sound: MemoryStorage['objects']
}

/** Four versions with labels, an alias that was moved, and notes. */
async function filled(): Promise<Filled> {
  const test = memoryStore()
  const folders = [1, 2, 3, 4].map((seed) => tree({ 'weights.bin': noise(200_000, 9), 'log.txt': `${seed}` }))
  for (const [at, folder] of folders.entries()) {
    await save(test.store, folder, { label: `${at + 1}.0`, aliases: ['best'] })
  }
  for (const step of [1, 2, 3]) await test.store.record({ name: 'model', selectors: ['v2'], metrics: { step } })
  return { ...test, folders, sound: copyOf(test.objects) }
}

function over(objects: MemoryStorage['objects'], location: string): ArtifactStore {
  return openStore(createMemoryStorage({ objects, location }), { workers: { count: 0 } })
}

const cloneOf = (test: Filled): ArtifactStore => over(copyOf(test.sound), 'the backup')

async function mirrorOf(
  test: Filled
): Promise<{ readonly store: ArtifactStore; readonly objects: MemoryStorage['objects'] }> {
  const objects: MemoryStorage['objects'] = new Map()
  const store = over(objects, 'the mirror')
  await over(copyOf(test.sound), 'what was').copyTo(store)
  return { store, objects }
}

const outcomes = ({ repairs }: RepairResult): string[] => repairs.map(({ outcome }) => outcome)

async function expectSound(test: Filled): Promise<void> {
  expect((await test.store.verify()).findings).toEqual([])
  for (const [at, folder] of test.folders.entries()) {
    expect(await restored(test.store, { selectors: [`v${at + 1}`] })).toEqual(snapshot(folder))
    expect(await restored(test.store, { selectors: [`${at + 1}.0`] })).toEqual(snapshot(folder))
  }
}

const damages: readonly [string, (objects: MemoryStorage['objects'], key: string) => void][] = [
  ['has a flipped bit', (objects, key) => flipBit(objects, key, 60)],
  ['has no end', (objects, key) => truncate(objects, key, 30)],
  ['is missing', (objects, key) => objects.delete(key)]
]

describe.each(damages)('a record that %s', (name, damage) => {
  const numbers = name === 'is missing' ? [1, 3] : [1, 3, 4]

  test.each(numbers)('of v%i: a backup gives it back, bit by bit', async (number) => {
    const test = await filled()
    damage(test.objects, versionKey('model', number))
    expect(outcomes(await test.store.repair({ from: [cloneOf(test)] }))).toEqual(['healed'])
    expect(outcomes(await test.store.repair({ from: [cloneOf(test)], apply: true }))).toEqual(['healed'])
    expect(fieldsOf(test.objects, versionKey('model', number))).toEqual(
      fieldsOf(test.sound, versionKey('model', number))
    )
    await expectSound(test)
    // Nobody could take the number meanwhile.
    const { version } = await save(test.store, tree({ new: 'x' }))
    expect(version.number).toBe(number === 4 ? 6 : 5)
  })

  test.each(numbers)('of v%i: a store that it was copied to gives it back under its number', async (number) => {
    const test = await filled()
    const { store } = await mirrorOf(test)
    damage(test.objects, versionKey('model', number))
    const result = await test.store.repair({ from: [store], apply: true })
    expect(outcomes(result)).toEqual(['healed'])
    const { metadata, origin } = recordOf(test.objects, number)
    const before = recordOf(test.sound, number)
    expect(metadata).toEqual({ ...before.metadata, storedSize: metadata.storedSize })
    expect(origin).toEqual({ name: 'model', number, nonce: before.nonce })
    await expectSound(test)
  })

  test('in the store that it was copied to: the one that it came from gives it back', async () => {
    const test = await filled()
    const { store, objects } = await mirrorOf(test)
    damage(objects, versionKey('model', 2))
    expect(outcomes(await store.repair({ from: [test.store], apply: true }))).toEqual(['healed'])
    expect((await store.verify()).findings).toEqual([])
    expect(await restored(store, { selectors: ['v2'] })).toEqual(snapshot(test.folders[1]))
  })

  test('stays as it is where the other store holds another series of that name', async () => {
    const test = await filled()
    const other = memoryStore()
    for (const folder of test.folders) await save(other.store, folder)
    damage(test.objects, versionKey('model', 2))
    const before = copyOf(test.objects)
    const result = await test.store.repair({ from: [over(other.objects, 'another')], apply: true })
    expect(outcomes(result)).toEqual(['unhealed'])
    expect(test.objects).toEqual(before)
  })
})

describe('a record', () => {
  test('the only one: a backup is known by its store.json', async () => {
    const test = memoryStore()
    await save(test.store, tree({ a: 'x' }))
    const backup = over(copyOf(test.objects), 'the backup')
    test.clock.advance(1)
    const stranger = memoryStore()
    stranger.clock.advance(1)
    await save(stranger.store, tree({ a: 'x' }))
    flipBit(test.objects, versionKey('model', 1), 60)
    expect(outcomes(await test.store.repair({ from: [over(stranger.objects, 'x')], apply: true }))).toEqual([
      'unhealed'
    ])
    expect(outcomes(await test.store.repair({ from: [backup], apply: true }))).toEqual(['healed'])
    expect((await test.store.verify()).findings).toEqual([])
  })

  test('and a pack that only it names: both come back in one run', async () => {
    const test = await filled()
    const packs = (number: number): string[] => recordOf(test.sound, number).packs.map(({ pack }) => pack)
    const [own] = packs(4).filter((pack) => !packs(3).includes(pack))
    flipBit(test.objects, versionKey('model', 4), 60)
    test.objects.delete(packKey(own))
    expect(outcomes(await test.store.repair({ from: [cloneOf(test)], apply: true }))).toEqual(['healed', 'healed'])
    await expectSound(test)
  })

  test('several in a row', async () => {
    const test = await filled()
    for (const number of [1, 2, 3]) test.objects.delete(versionKey('model', number))
    expect(outcomes(await test.store.repair({ from: [cloneOf(test)], apply: true }))).toEqual(['healed'])
    await expectSound(test)
  })

  test('of a version that was given up is left', async () => {
    const test = await filled()
    test.objects.delete(versionKey('model', 1))
    flipBit(test.objects, versionKey('model', 2), 60)
    for (const number of [1, 2]) plantGone(test.objects, 'model', number)
    const { findings } = await test.store.verify()
    expect(findings.map(({ severity, key }) => [severity, key])).toEqual([['warning', versionKey('model', 2)]])
    expect(await test.store.repair({ from: [cloneOf(test)], apply: true })).toMatchObject({
      sound: true,
      repairs: [{ outcome: 'left' }]
    })
  })

  test('that contradicts what it is about is not mended', async () => {
    const test = await filled()
    const key = versionKey('model', 2)
    plant(test.objects, key, { ...fieldsOf(test.objects, key), digest: `sha256:${'0'.repeat(64)}` })
    const result = await test.store.repair({ from: [cloneOf(test)], apply: true })
    expect(result.repairs).toMatchObject([{ outcome: 'unhealed', remaining: [{ number: 2 }] }])
  })
})

describe('a label', () => {
  test.each(damages)('that %s is made anew out of the record that carries it', async (_, damage) => {
    const test = await filled()
    damage(test.objects, labelKey('model', '2.0'))
    expect(outcomes(await test.store.repair({ apply: true }))).toEqual(['healed'])
    await expectSound(test)
    expect(await failure(save(test.store, tree({ a: 'x' }), { label: '2.0' }))).toMatchObject({ code: 'CONFLICT' })
  })

  test('that no version carries is free after a day', async () => {
    const test = await filled()
    plant(test.objects, labelKey('model', '9.0'), {}, test.clock.now().toISOString())
    flipBit(test.objects, labelKey('model', '9.0'), 20)
    expect(outcomes(await test.store.repair({ apply: true }))).toEqual(['unhealed'])
    test.clock.advance(25 * 60 * 60)
    expect(outcomes(await test.store.repair({ apply: true }))).toEqual(['healed'])
    expect(test.objects.has(labelKey('model', '9.0'))).toBe(false)
  })
})

describe('an alias', () => {
  test.each([
    ['the newest move', 4, 4],
    ['a move before', 2, 4]
  ])('%s comes from a backup', async (_, move, number) => {
    const test = await filled()
    flipBit(test.objects, aliasKey('model', 'best', move), 40)
    expect(outcomes(await test.store.repair({ apply: true }))).toEqual(['unhealed'])
    expect(outcomes(await test.store.repair({ from: [(await mirrorOf(test)).store], apply: true }))).toEqual([
      'unhealed'
    ])
    expect(outcomes(await test.store.repair({ from: [cloneOf(test)], apply: true }))).toEqual(['healed'])
    expect((await test.store.verify()).findings).toEqual([])
    expect((await test.store.resolve('model', ['best']))?.version.number).toBe(number)
  })

  test('never points elsewhere while it is mended, and after a kill', async () => {
    const test = await filled()
    flipBit(test.objects, aliasKey('model', 'best', 4), 40)
    const start = copyOf(test.objects)
    let killed = 0
    for (let last = 0; last < 400; last++) {
      test.objects.clear()
      for (const [key, object] of start) test.objects.set(key, object)
      let calls = 0
      const store = test.over((inner) =>
        observed(inner, ({ operation }) => {
          if (operation !== 'read' && operation !== 'list' && ++calls > last) throw new Error('killed')
        })
      )
      const isDone = await store.repair({ from: [cloneOf(test)], apply: true }).then(
        () => true,
        () => false
      )
      const found = await test.store.resolve('model', ['best']).catch(() => 'an error')
      if (typeof found === 'object') expect(found.version.number).toBe(4)
      if (isDone) break
      killed++
    }
    expect(killed).toBeGreaterThan(3)
    expect((await test.store.verify()).findings).toEqual([])
  })
})

describe('a note', () => {
  test.each([1, 2, 3])('the %i. of three comes from a backup, and means what it meant', async (note) => {
    const test = await filled()
    flipBit(test.objects, noteKey('model', 2, note), 40)
    expect(outcomes(await test.store.repair({ from: [cloneOf(test)], apply: true }))).toEqual(['healed'])
    expect((await test.store.verify()).findings).toEqual([])
    expect((await test.store.resolve('model', ['v2']))?.version.metrics).toEqual({ step: 3 })
  })

  test('that is missing comes from a backup', async () => {
    const test = await filled()
    test.objects.delete(noteKey('model', 2, 2))
    expect(outcomes(await test.store.repair({ from: [cloneOf(test)], apply: true }))).toEqual(['healed'])
    expect(test.objects.get(noteKey('model', 2, 2))!.bytes).toEqual(test.sound.get(noteKey('model', 2, 2))!.bytes)
  })
})

describe('a signature', () => {
  test.each([1, 2])('the %i. of two comes from a backup', async (signature) => {
    const test = await filled()
    for (const one of [1, 2]) {
      plant(test.objects, signatureKey('model', 2, one), { provenance: {}, signedAt: `${one}`, nonce: `${one}` })
    }
    const backup = over(copyOf(test.objects), 'the backup')
    flipBit(test.objects, signatureKey('model', 2, signature), 40)
    expect(outcomes(await test.store.repair({ apply: true }))).toEqual(['unhealed'])
    expect(outcomes(await test.store.repair({ from: [backup], apply: true }))).toEqual(['healed'])
    expect((await test.store.verify()).findings).toEqual([])
    expect(fieldsOf(test.objects, signatureKey('model', 2, signature))).toMatchObject({ nonce: `${signature}` })
  })
})

describe('a run of a pull request from a fork', () => {
  const viewer = { repository: 'acme/models', pullRequest: '7', fromFork: true }

  test('mends nothing but what is in its quarantine, and marks nothing', async () => {
    const test = await filled()
    flipBit(test.objects, packKey(recordOf(test.objects, 1).packs[0].pack), 60)
    const before = copyOf(test.objects)
    const store = test.over(undefined, { viewer })
    for (const name of [undefined, 'model']) {
      const request = { apply: true, ...(name === undefined ? {} : { name }) }
      expect(await failure(store.repair(request))).toMatchObject({ code: 'REFUSED' })
    }
    expect((await store.verify()).findings).toHaveLength(1)
    expect(await store.repair()).toMatchObject({ sound: false })
    expect(test.objects).toEqual(before)
  })
})

describe('an index segment', () => {
  test('that is wrong is removed, and made anew by a save', async () => {
    const test = memoryStore()
    const folder = tree({ a: 'x' })
    for (let number = 1; number <= 64; number++) await save(test.store, folder, { ifUnchanged: 'new' })
    const key = segmentKey('model', { level: 64, first: 1, last: 64 })
    flipBit(test.objects, key, 100)
    expect(outcomes(await test.store.repair())).toEqual(['healed'])
    expect(test.objects.has(key)).toBe(true)
    expect(outcomes(await test.store.repair({ apply: true }))).toEqual(['healed'])
    expect(test.objects.has(key)).toBe(false)
    await save(test.store, folder, { ifUnchanged: 'new' })
    expect((await test.store.verify()).findings).toEqual([])
    expect(test.objects.has(key)).toBe(true)
  })
})

describe('store.json', () => {
  test.each(damages)('that %s comes from another store; without one nothing is written', async (_, damage) => {
    const test = await filled()
    damage(test.objects, 'store.json')
    flipBit(test.objects, labelKey('model', '2.0'), 40)
    const before = copyOf(test.objects)
    const alone = await test.store.repair({ apply: true })
    expect(outcomes(alone)).toEqual(['unhealed', 'unhealed'])
    expect(test.objects).toEqual(before)
    const { store } = await mirrorOf(test)
    expect(outcomes(await test.store.repair({ from: [store], apply: true }))).toEqual(['healed', 'healed'])
    await expectSound(test)
  })

  test('that asks for what this program does not know: nothing is written', async () => {
    const test = await filled()
    plant(test.objects, 'store.json', { ...fieldsOf(test.objects, 'store.json'), requires: ['more'] })
    flipBit(test.objects, labelKey('model', '2.0'), 40)
    const before = copyOf(test.objects)
    expect(await failure(test.store.repair({ apply: true }))).toMatchObject({ code: 'UNSUPPORTED' })
    expect(test.objects).toEqual(before)
    expect(outcomes(await test.store.repair())).toEqual(['healed'])
  })
})

test('a list of condemned packs is never made up', async () => {
  const test = await filled()
  plantCondemned(test.objects, 'list', ['a'.repeat(64)])
  const backup = over(copyOf(test.objects), 'the backup')
  flipBit(test.objects, 'condemned/list.json', 30)
  const damaged = test.objects.get('condemned/list.json')
  expect(outcomes(await test.store.repair({ from: [backup], apply: true }))).toEqual(['unhealed'])
  expect(test.objects.get('condemned/list.json')).toBe(damaged)
})

test('a sound store: nothing is written, and nothing told', async () => {
  const test = await filled()
  const before = copyOf(test.objects)
  expect(await test.store.repair({ from: [cloneOf(test)], apply: true })).toEqual({
    applied: true,
    deep: true,
    sound: true,
    repairs: []
  })
  expect(test.objects).toEqual(before)
  expect(keys(test.objects, 'damaged/')).toEqual([])
})

test('a label that is taken while it is mended is told', async () => {
  const test = await filled()
  flipBit(test.objects, labelKey('model', '2.0'), 40)
  const store = test.over((inner) =>
    observed(inner, ({ operation, key }) => {
      if (operation === 'create' && key === labelKey('model', '2.0')) {
        plant(test.objects, key, { label: '2.0', nonce: 'other', after: 4, reservedAt: '' })
      }
    })
  )
  expect(outcomes(await store.repair({ apply: true }))).toEqual(['unhealed'])
  expect((await test.store.verify()).findings).toMatchObject([{ code: 'inconsistent', key: labelKey('model', '2.0') }])
})
