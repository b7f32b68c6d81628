/** Copying versions between stores: what arrives, under which numbers, what is sent, and what an interruption leaves. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isStoreError } from '../../src/errors.js'
import {
  createMemoryStorage,
  openLocalStorage,
  withFaults,
  type Fault,
  type MemoryStorage,
  type Storage
} from '../../src/storage/index.js'
import { openStore, type ArtifactStore, type CopiedVersion, type StoreOptions } from '../../src/store/index.js'
import type { ProgressEvent } from '../../src/store/reporting.js'
import {
  bytesBelow,
  copyOf,
  failure,
  FakeClock,
  fieldsOf,
  flipBit,
  keys,
  newFolder,
  noise,
  observed,
  packsIn,
  plant,
  plantGone,
  recordOf,
  removeFolders,
  restored,
  save,
  snapshot,
  sourceOf,
  tree,
  writeTree
} from './support.js'

afterAll(removeFolders)

interface Side {
  readonly objects: MemoryStorage['objects']
  readonly store: ArtifactStore
  readonly warnings: string[]
  over(wrap: (storage: Storage) => Storage, options?: StoreOptions): ArtifactStore
}

function side(location: string): Side {
  const clock = new FakeClock()
  const { objects } = createMemoryStorage()
  const warnings: string[] = []
  const over = (wrap: (storage: Storage) => Storage, options: StoreOptions = {}): ArtifactStore =>
    openStore(wrap(createMemoryStorage({ clock: clock.now, objects, location })), {
      clock: clock.now,
      workers: { count: 0 },
      logger: { warn: (message) => warnings.push(message), info: () => undefined },
      ...options
    })
  return { objects, store: over((storage) => storage), warnings, over }
}

let from: Side
let to: Side
beforeEach(() => {
  from = side('the one store')
  to = side('the other store')
})

const told = (copied: readonly CopiedVersion[]): string[] =>
  copied.map(
    ({ from: { name, number }, version, created }) =>
      `${name}@v${number} ${created ? '->' : '=='} ${version.name}@v${version.number}`
  )

/** Versions that differ a little: a large file in which 1 KiB changes, and a small one. */
async function saveSeries(store: ArtifactStore, count: number, name = 'model'): Promise<string[][]> {
  const bytes = noise(1_500_000, 7)
  const folder = tree({ 'weights.bin': bytes, 'a/link': { link: '../weights.bin' }, empty: null })
  const contents: string[][] = []
  for (let number = 1; number <= count; number++) {
    bytes.set(noise(1024, 100 + number), number * 1000)
    writeTree(folder, { 'weights.bin': bytes, 'a/log.txt': `run ${number}\n` })
    await save(store, folder, { name, metrics: { step: number, loss: NaN }, params: { lr: 0.1 } })
    contents.push(snapshot(folder))
  }
  return contents
}

async function expectContents(store: ArtifactStore, contents: readonly string[][], first = 1): Promise<void> {
  for (const [at, content] of contents.entries()) {
    expect(await restored(store, { selectors: [`v${first + at}`] })).toEqual(content)
  }
}

describe('a copy', () => {
  test('brings every version with its number, digest and metadata, and says so', async () => {
    const contents = await saveSeries(from.store, 3)
    const copied = await from.store.copyTo(to.store, { name: 'model' })
    expect(told(copied)).toEqual(['model@v1 -> model@v1', 'model@v2 -> model@v2', 'model@v3 -> model@v3'])
    await expectContents(to.store, contents)
    for (const [at, { version }] of copied.entries()) {
      const original = recordOf(from.objects, at + 1)
      const copy = recordOf(to.objects, at + 1)
      expect(copy.metadata).toEqual({ ...original.metadata, storedSize: copy.metadata.storedSize })
      expect(version).toEqual(copy.metadata)
      expect(copy.origin).toEqual({ name: 'model', number: at + 1, nonce: original.nonce })
      expect(copy.nonce).not.toBe(original.nonce)
    }
  })

  test('of versions that share, sends what they share once', async () => {
    await saveSeries(from.store, 4)
    const copied = await from.store.copyTo(to.store)
    expect(copied.map(({ storedSize }) => storedSize > 1_500_000)).toEqual([true, false, false, false])
    expect(bytesBelow(to.objects, 'packs/')).toBeLessThanOrEqual(bytesBelow(from.objects, 'packs/') * 1.02)
    const sent = copied.reduce((sum, { storedSize }) => sum + storedSize, 0)
    expect(sent).toBe(bytesBelow(to.objects, 'packs/') + bytesBelow(to.objects, 'artifacts/model/versions/'))
  })

  test('to a folder and back, with every kind of entry', async () => {
    const small = Object.fromEntries(
      Array.from({ length: 300 }, (_, at) => [`files/${at}-${'name'.repeat(10)}`, `content of ${at % 50}`])
    )
    const folder = tree({
      ...small,
      'a/deep/model.bin': noise(700_000, 1),
      'a/text.txt': 'text '.repeat(50_000),
      'run.sh': { content: '#!/bin/sh\n', mode: 0o755 },
      empty: null,
      'empty.txt': '',
      dangling: { link: 'nowhere' },
      'größe 模型': 'ü'
    })
    const { version } = await save(from.store, folder)
    const place = join(newFolder(), 'store')
    const disk = openStore(await openLocalStorage(place, { create: true }), { workers: { count: 0 } })
    await from.store.copyTo(disk)
    await disk.copyTo(to.store)
    for (const store of [disk, to.store]) {
      expect((await store.resolve('model'))?.version.digest).toBe(version.digest)
      expect(await restored(store)).toEqual(snapshot(folder))
    }
    // Back where it came from it is what it was a copy of.
    expect(told(await to.store.copyTo(from.store))).toEqual(['model@v1 == model@v1'])
    await disk.close()
  })

  test('that is repeated does nothing', async () => {
    await saveSeries(from.store, 3)
    await from.store.copyTo(to.store)
    const before = copyOf(to.objects)
    const again = await from.store.copyTo(to.store)
    expect(told(again)).toEqual(['model@v1 == model@v1', 'model@v2 == model@v2', 'model@v3 == model@v3'])
    expect(again.map(({ storedSize }) => storedSize)).toEqual([0, 0, 0])
    expect(to.objects).toEqual(before)
  })

  test('later brings what is new, and shares with what is there', async () => {
    await saveSeries(from.store, 2)
    await from.store.copyTo(to.store)
    const folder = tree({ 'weights.bin': noise(1_500_000, 7), more: 'm' })
    await save(from.store, folder)
    const copied = await from.store.copyTo(to.store)
    expect(told(copied)).toEqual(['model@v1 == model@v1', 'model@v2 == model@v2', 'model@v3 -> model@v3'])
    expect(copied[2].storedSize).toBeLessThan(700_000)
  })

  test('of two versions that hold the same makes two', async () => {
    const folder = tree({ file: '1' })
    await save(from.store, folder)
    await save(from.store, folder, { ifUnchanged: 'new' })
    expect(told(await from.store.copyTo(to.store))).toEqual(['model@v1 -> model@v1', 'model@v2 -> model@v2'])
  })

  test('of one version takes what a selector names', async () => {
    const contents = await saveSeries(from.store, 3)
    const copied = await from.store.copyTo(to.store, { name: 'model', selector: 'v2' })
    expect(told(copied)).toEqual(['model@v2 -> model@v2'])
    expect(await restored(to.store)).toEqual(contents[1])
    expect(await to.store.resolve('model', ['v1'])).toBeUndefined()
    expect(told(await from.store.copyTo(to.store, { name: 'model', selector: 'latest' }))).toEqual([
      'model@v3 -> model@v3'
    ])
    const events: ProgressEvent[] = []
    const source = from.over((storage) => storage, { progress: (event) => events.push(event) })
    // v1 is behind the newest of the target by now, and shares with it.
    const late = await source.copyTo(to.store, { name: 'model', selector: 'v1' })
    expect(told(late)).toEqual(['model@v1 -> model@v4'])
    expect(late[0].storedSize).toBeLessThan(700_000)
    expect(await restored(to.store, { selectors: ['v4'] })).toEqual(contents[0])
    const { files, size } = recordOf(from.objects, 1).metadata
    const totals = { totalFiles: files, totalBytes: size }
    expect(events.at(-1)).toEqual({ phase: 'copy', files, bytes: size, ...totals })
    expect(events.every(({ bytes }) => bytes <= size)).toBe(true)
  })

  test('of all artifacts takes each of them', async () => {
    for (const name of ['model', 'team/data', '.hidden']) await save(from.store, tree({ file: name }), { name })
    const copied = await from.store.copyTo(to.store)
    expect(told(copied).sort()).toEqual(['.hidden', 'model', 'team/data'].map((name) => `${name}@v1 -> ${name}@v1`))
    expect((await to.store.list()).map(({ name }) => name).sort()).toEqual(['.hidden', 'model', 'team/data'])
  })

  test('under another name, also within one store, where nothing is sent but the record', async () => {
    const [content] = await saveSeries(from.store, 1)
    const there = await from.store.copyTo(to.store, { name: 'model', toName: 'team/other' })
    expect(told(there)).toEqual(['model@v1 -> team/other@v1'])
    expect(await restored(to.store, { name: 'team/other' })).toEqual(content)
    const packs = packsIn(from.objects)
    expect(told(await from.store.copyTo(from.store, { name: 'model', toName: 'other' }))).toEqual([
      'model@v1 -> other@v1'
    ])
    expect(packsIn(from.objects)).toEqual(packs)
    expect(await restored(from.store, { name: 'other' })).toEqual(content)
    expect(told(await from.store.copyTo(from.store, { name: 'model', toName: 'other' }))).toEqual([
      'model@v1 == other@v1'
    ])
  })

  test('shares with what a version was made of, where that is there', async () => {
    const base = tree({ 'weights.bin': noise(1_500_000, 1) })
    await save(from.store, base, { name: 'base' })
    await from.store.restore({ name: 'base', destination: join(newFolder(), 'base'), runKey: '1' })
    await save(from.store, base, { name: 'tuned', runKey: '1' })
    await from.store.copyTo(to.store, { name: 'base' })
    const [{ storedSize, version }] = await from.store.copyTo(to.store, { name: 'tuned' })
    expect(storedSize).toBeLessThan(5000)
    expect(version.inputs).toMatchObject([{ name: 'base', number: 1 }])
  })

  test('of compressed chunks takes them as they are stored', async () => {
    await save(from.store, tree({ 'text.txt': 'text '.repeat(100_000) }))
    await from.store.copyTo(to.store)
    expect(packsIn(to.objects)).toEqual(packsIn(from.objects))
  })
})

describe('numbers', () => {
  test('are kept: gaps of the source become placeholders, which every reader passes over', async () => {
    const contents = await saveSeries(from.store, 6)
    for (const number of [1, 2, 4, 5]) plantGone(from.objects, 'model', number)
    expect(told(await from.store.copyTo(to.store))).toEqual(['model@v3 -> model@v3', 'model@v6 -> model@v6'])
    expect(keys(to.objects, 'artifacts/model/versions/').length).toBe(6)
    expect(fieldsOf(to.objects, 'artifacts/model/versions/0000000004.json')).toMatchObject({
      name: 'model',
      number: 4,
      placeholder: true
    })
    expect((await to.store.list()).map(({ number }) => number)).toEqual([6, 3])
    const { digest } = recordOf(from.objects, 3).metadata
    for (const selector of [digest, 'as-of:2026-11-01', 'latest', 'newest', 'v3']) {
      expect(await to.store.resolve('model', [selector])).toBeDefined()
    }
    for (const selector of ['v1', 'v4', 'v5', 'sha256:000000000000']) {
      expect(await to.store.resolve('model', [selector])).toBeUndefined()
    }
    expect(await restored(to.store, { selectors: [digest] })).toEqual(contents[2])
    expect((await save(to.store, tree({ file: 'new' }))).version.number).toBe(7)
    expect(to.warnings).toEqual([])
    // The copy of a copy has the same gaps.
    const third = side('a third store')
    expect(told(await to.store.copyTo(third.store)).slice(0, 2)).toEqual([
      'model@v3 -> model@v3',
      'model@v6 -> model@v6'
    ])
  })

  test('that are taken are passed over, and a repetition finds the versions under theirs', async () => {
    const contents = await saveSeries(from.store, 2)
    for (const text of ['1', '2', '3']) await save(to.store, tree({ file: text }))
    const earlier = await restored(to.store, { selectors: ['v2'] })
    expect(told(await from.store.copyTo(to.store))).toEqual(['model@v1 -> model@v4', 'model@v2 -> model@v5'])
    await expectContents(to.store, contents, 4)
    expect(recordOf(to.objects, 4).metadata).toMatchObject({ number: 4, version: 'v4' })
    expect(await restored(to.store, { selectors: ['v2'] })).toEqual(earlier)
    expect(told(await from.store.copyTo(to.store))).toEqual(['model@v1 == model@v4', 'model@v2 == model@v5'])
    expect(told(await from.store.copyTo(to.store, { name: 'model', selector: 'v2' }))).toEqual(['model@v2 == model@v5'])
    // And back: the copies are known there, what is new gets numbers of its own.
    expect(told(await to.store.copyTo(from.store))).toEqual([
      'model@v1 -> model@v3',
      'model@v2 -> model@v4',
      'model@v3 -> model@v5',
      'model@v4 == model@v1',
      'model@v5 == model@v2'
    ])
  })

  test('beyond a thousand that are missing are not kept', async () => {
    await save(from.store, tree({ file: '1' }))
    const { checksum, ...fields } = fieldsOf(from.objects, 'artifacts/model/versions/0000000001.json')
    expect(checksum).toBeDefined()
    const key = (number: number): string => `artifacts/model/versions/${String(number).padStart(10, '0')}.json`
    for (const number of [1003, 2004]) {
      plant(from.objects, key(number), { ...fields, number, version: `v${number}`, nonce: `${number}` })
    }
    // 1,001 numbers are missing before the first, and from there to the second again.
    expect(told(await from.store.copyTo(to.store))).toEqual([
      'model@v1 -> model@v1',
      'model@v1003 -> model@v2',
      'model@v2004 -> model@v3'
    ])
    plant(from.objects, key(1004), { ...fields, number: 1004, version: 'v1004', nonce: '1004' })
    expect(told(await from.store.copyTo(to.store, { name: 'model', selector: 'v1004' }))).toEqual([
      'model@v1004 -> model@v1004'
    ])
    expect(keys(to.objects, 'artifacts/model/versions/').length).toBe(1004)
  })

  test('of placeholders that a killed copy left are passed over by saves, which share with the version before', async () => {
    const [content] = await saveSeries(from.store, 1)
    await from.store.copyTo(to.store)
    for (const number of [2, 3]) {
      const key = `artifacts/model/versions/000000000${number}.json`
      plant(to.objects, key, { name: 'model', number, placeholder: true, at: '2026-11-01T12:00:00.000Z', nonce: 'f' })
    }
    expect(await restored(to.store)).toEqual(content)
    const folder = join(newFolder(), 'again')
    await to.store.restore({ name: 'model', destination: folder })
    writeFileSync(join(folder, 'a/log.txt'), 'changed')
    const { version, storedSize } = await save(to.store, folder)
    expect(version.number).toBe(4)
    expect(storedSize).toBeLessThan(5000)
    expect(to.warnings).toEqual([])
  })

  test('change where others save meanwhile, and nothing else does', async () => {
    const contents = await saveSeries(from.store, 3)
    let saves = 0
    const busy = to.over((inner) =>
      observed(inner, async ({ operation, key }) => {
        // Right before a record is created, somebody takes its number.
        if (operation !== 'create' || !key.startsWith('artifacts/model/versions/') || saves >= 2) return
        saves++
        await save(to.store, tree({ file: `other ${saves}` }))
      })
    )
    expect(told(await from.store.copyTo(busy))).toEqual([
      'model@v1 -> model@v3',
      'model@v2 -> model@v4',
      'model@v3 -> model@v5'
    ])
    await expectContents(to.store, contents, 3)
    expect((await to.store.list()).map(({ number }) => number)).toEqual([5, 4, 3, 2, 1])
  })

  test('of two copies at once are each used once', async () => {
    const contents = await saveSeries(from.store, 3)
    const other = side('a third store')
    const others = await saveSeries(other.store, 3)
    const [mine, theirs] = await Promise.all([from.store.copyTo(to.store), other.store.copyTo(to.store)])
    const numbers = [...mine, ...theirs].map(({ version }) => version.number)
    expect([...numbers].sort()).toEqual([1, 2, 3, 4, 5, 6])
    for (const [at, number] of numbers.entries()) {
      expect(await restored(to.store, { selectors: [`v${number}`] })).toEqual([...contents, ...others][at])
    }
  })
})

describe('labels and aliases', () => {
  test('come along', async () => {
    const first = tree({ file: '1' })
    await save(from.store, first, { label: '1.0', aliases: ['best', 'old'] })
    await save(from.store, tree({ file: '2' }), { label: '2.0', aliases: ['best'] })
    await from.store.copyTo(to.store)
    expect((await to.store.resolve('model', ['1.0']))?.version).toMatchObject({ number: 1, version: '1.0' })
    expect((await to.store.list()).map(({ number, aliases }) => [number, aliases])).toEqual([
      [2, ['best']],
      [1, ['old']]
    ])
    expect((await failure(save(to.store, first, { label: '2.0' }))).code).toBe('CONFLICT')
  })

  test('that the target has stay as they are', async () => {
    await save(from.store, tree({ file: '1' }), { aliases: ['best', 'new'] })
    await save(to.store, tree({ file: 'other' }), { aliases: ['best'] })
    await from.store.copyTo(to.store)
    expect((await to.store.resolve('model', ['best']))?.version.number).toBe(1)
    expect((await to.store.resolve('model', ['new']))?.version.number).toBe(2)
    const entries = keys(to.objects, 'artifacts/model/aliases/')
    await from.store.copyTo(to.store)
    expect(keys(to.objects, 'artifacts/model/aliases/')).toEqual(entries)
  })

  test('are left where one version is copied: its label comes along, aliases do not', async () => {
    await save(from.store, tree({ file: '1' }), { label: '1.0', aliases: ['best'] })
    await from.store.copyTo(to.store, { name: 'model', selector: 'best' })
    expect((await to.store.resolve('model', ['1.0']))?.version.number).toBe(1)
    expect(await to.store.resolve('model', ['best'])).toBeUndefined()
  })

  test('that another version of the target has stop the copy before anything of the version is written', async () => {
    await saveSeries(from.store, 1)
    await save(from.store, tree({ file: 'mine' }), { label: '1.0' })
    await save(to.store, tree({ file: 'theirs' }), { label: '1.0' })
    const packs = packsIn(to.objects).length
    const { code, message } = await failure(from.store.copyTo(to.store))
    expect(code).toBe('CONFLICT')
    expect(message).toMatch(
      /^model@v2 in the one store cannot be copied to the other store: version: the label '1\.0' of model is taken by v1, .*copy it under another name \(one version was copied before that and stay/
    )
    expect(packsIn(to.objects).length).toBe(packs + 1)
    expect((await to.store.list()).map(({ number }) => number)).toEqual([2, 1])
    const aside = await from.store.copyTo(to.store, { name: 'model', toName: 'theirs' })
    expect(told(aside)).toEqual(['model@v1 -> theirs@v1', 'model@v2 -> theirs@v2'])
  })
})

describe('an interrupted copy', () => {
  /** Names long enough for a tree in a pack of its own. */
  const small = Object.fromEntries(
    Array.from({ length: 60 }, (_, at) => [`files/${at}-${'name'.repeat(30)}`, `content of ${at}`])
  )

  test('goes on: what was sent of a large version is not sent again, also under a label', async () => {
    const folder = tree({ 'large.bin': noise(70 * 1024 * 1024, 3), ...small })
    await save(from.store, folder, { label: '1.0' })
    expect(packsIn(from.objects).length).toBe(3)
    const fails: Fault = { operation: 'commit', effect: { kind: 'fail-before' }, calls: [2, 3, 4, 5] }
    // A kill, not a failure: what clears up after a failure fails as well.
    const dead: Fault = { operation: 'remove', effect: { kind: 'fail-before' } }
    const killed = to.over((inner) => withFaults(inner, [fails, dead]))
    expect((await failure(from.store.copyTo(killed))).code).toBe('STORAGE')
    const sent = packsIn(to.objects)
    expect(sent.length).toBe(1)
    expect(keys(to.objects, 'artifacts/').length).toBe(1)
    const before = bytesBelow(to.objects, 'packs/')
    expect(before).toBeGreaterThan(60 * 1024 * 1024)

    let created = 0
    const again = to.over((inner) =>
      observed(
        inner,
        () => undefined,
        ({ operation, key }) => {
          if (operation === 'commit' && !sent.includes(key.slice(-69, -5))) created++
        }
      )
    )
    const [{ storedSize, version }] = await from.store.copyTo(again)
    expect(version).toMatchObject({ number: 1, version: '1.0' })
    expect(created).toBe(2)
    expect(packsIn(to.objects)).toEqual(expect.arrayContaining(sent))
    expect(packsIn(to.objects).length).toBe(3)
    expect(storedSize).toBeLessThan(10 * 1024 * 1024)
    expect(await restored(to.store, { selectors: ['1.0'] })).toEqual(snapshot(folder))
  }, 120_000)

  test('leaves the target whole whatever call fails, and the next one ends it', async () => {
    await save(from.store, tree({ ...small, a: noise(100_000, 1) }), { label: '1.0', aliases: ['old'] })
    await save(from.store, tree({ ...small, a: noise(100_000, 2) }))
    await save(from.store, tree({ ...small, a: noise(100_000, 2), b: 'b' }), { aliases: ['best'] })
    plantGone(from.objects, 'model', 2)
    const folder = tree({ file: 'of the target' })
    const contents = [await restored(from.store, { selectors: ['v1'] }), await restored(from.store)]
    const prepared = side('the other store')
    await save(prepared.store, folder, { name: 'other' })
    let calls = 0
    const target = to.over((inner) =>
      observed(inner, () => {
        calls++
      })
    )
    for (const [key, object] of prepared.objects) to.objects.set(key, object)
    await from.store.copyTo(target)
    expect(calls).toBeGreaterThan(30)

    for (let call = 1; call <= calls; call++) {
      to.objects.clear()
      for (const [key, object] of prepared.objects) to.objects.set(key, object)
      let count = 0
      let dead = false
      const struck = to.over((inner) =>
        observed(inner, () => {
          if (++count === call) dead = true
          if (dead) throw new Error('killed')
        })
      )
      await from.store.copyTo(struck).catch((error: unknown) => {
        if (!isStoreError(error)) throw error
      })
      expect(await restored(to.store, { name: 'other' })).toEqual(snapshot(folder))
      const copied = await from.store.copyTo(to.store)
      expect(copied.map(({ version }) => version.number)).toEqual([1, 3])
      expect(await restored(to.store, { selectors: ['1.0'] })).toEqual(contents[0])
      expect(await restored(to.store, { selectors: ['best'] })).toEqual(contents[1])
      expect((await to.store.resolve('model', ['old']))?.version.number).toBe(1)
      expect(keys(to.objects, 'artifacts/model/versions/').length).toBe(3)
    }
  })

  test('by a signal stops and says so', async () => {
    await saveSeries(from.store, 2)
    const controller = new AbortController()
    const target = to.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'create' && key.endsWith('/versions/0000000001.json')) controller.abort()
      })
    )
    const source = from.over((inner) => inner, { signal: controller.signal })
    expect((await failure(source.copyTo(target))).code).toBe('CANCELLED')
    expect((await to.store.list()).map(({ number }) => number)).toEqual([1])
  })

  test('of which the reply to the commit was lost makes the version once', async () => {
    await saveSeries(from.store, 1)
    const lossy = to.over((inner) =>
      withFaults(inner, [{ operation: 'create', key: /versions/, effect: { kind: 'fail-after' }, calls: [1] }])
    )
    expect(told(await from.store.copyTo(lossy))).toEqual(['model@v1 -> model@v1'])
    expect((await to.store.list()).length).toBe(1)
  })
})

describe('a damaged source', () => {
  const versions = ['1', '2', '3'].map((text) => tree({ 'file.bin': noise(50_000, Number(text)) }))

  beforeEach(async () => {
    for (const folder of versions) await save(from.store, folder)
  })

  test.each([
    [
      'chunk',
      () => flipBit(from.objects, packKeyOf(2), 100),
      /^model@v2 in the one store cannot be copied: pack .* is damaged/
    ],
    [
      'pack that is missing',
      () => from.objects.delete(packKeyOf(2)),
      /^model@v2 in the one store cannot be copied: pack .* is missing/
    ],
    [
      'record',
      () => flipBit(from.objects, 'artifacts/model/versions/0000000002.json', 100),
      /^the record of model@v2 \(.*\) is damaged/
    ]
  ])('%s ends the copy with one error; what was copied before stays', async (_what, damage, expected) => {
    damage()
    const { code, message } = await failure(from.store.copyTo(to.store))
    expect(code).toBe('DAMAGED')
    expect(message).toMatch(expected)
    expect(message).toMatch(/\(one version was copied before that and stay/)
    expect((await to.store.list()).map(({ number }) => number)).toEqual([1])
    expect(await restored(to.store)).toEqual(snapshot(versions[0]))
    // What can be read can be copied by itself.
    expect(told(await from.store.copyTo(to.store, { name: 'model', selector: 'v3' }))).toEqual(['model@v3 -> model@v3'])
  })

  test('tree is found by its digest', async () => {
    const key = 'artifacts/model/versions/0000000002.json'
    const { checksum, ...fields } = fieldsOf(from.objects, key)
    expect(checksum).toBeDefined()
    plant(from.objects, key, { ...fields, digest: `sha256:${'0'.repeat(64)}` })
    const { code, message } = await failure(from.store.copyTo(to.store, { name: 'model', selector: 'v2' }))
    expect([code, message]).toEqual(['DAMAGED', expect.stringMatching(/^model@v2 in .* does not have the digest/)])
    expect(to.objects.size).toBe(1)
  })

  function packKeyOf(number: number): string {
    const [{ pack }] = recordOf(from.objects, number).packs
    return `packs/${pack.slice(0, 2)}/${pack}.pack`
  }
})

describe('is refused', () => {
  beforeEach(async () => {
    await save(from.store, tree({ file: '1' }))
  })

  test.each([
    [{ name: '../x' }, 'INVALID_INPUT', /^name: '\.\.\/x'/],
    [{ name: 'model', toName: 'v1' }, 'INVALID_INPUT', /^to-name: 'v1'/],
    [{ toName: 'other' }, 'INVALID_INPUT', /^to-name: .*name the one/],
    [{ selector: 'v1' }, 'INVALID_INPUT', /^name: 'v1' selects of one artifact/],
    [{ name: 'model', selector: 'sha256:1' }, 'INVALID_INPUT', /^name: 'sha256:1' is not a selector/],
    [{ name: 'model', selector: 'v9' }, 'NOT_FOUND', /^name: no version of 'model' matches 'v9' in the one store/],
    [{ name: 'other' }, 'NOT_FOUND', /^name: 'other' has no version in the one store/]
  ])('%j', async (request, code, expected) => {
    expect(await failure(from.store.copyTo(to.store, request))).toEqual({
      code,
      message: expect.stringMatching(expected)
    })
    expect(to.objects.size).toBe(0)
  })

  test('a copy of a store to itself, and to what is no store', async () => {
    for (const request of [{}, { name: 'model' }, { name: 'model', toName: 'model' }]) {
      const { code, message } = await failure(from.over((inner) => inner).copyTo(from.store, request))
      expect([code, message]).toEqual(['INVALID_INPUT', expect.stringMatching(/^to: 'the one store' is the store/)])
    }
    const foreign = { ...to.store, location: 'x' } as ArtifactStore
    expect((await failure(from.store.copyTo(foreign))).message).toMatch(/^target: /)
  })

  test('a source that is no store, which is not made', async () => {
    expect((await failure(to.store.copyTo(from.store))).code).toBe('NOT_FOUND')
    expect(to.objects.size).toBe(0)
  })

  test('versions that are gone: they are left behind', async () => {
    plantGone(from.objects, 'model', 1)
    expect(await from.store.copyTo(to.store)).toEqual([])
    expect((await failure(from.store.copyTo(to.store, { name: 'model', selector: 'v1' }))).code).toBe('NOT_FOUND')
    expect(to.objects.size).toBe(0)
  })
})

test('a copy that was removed in the target is made anew', async () => {
  await saveSeries(from.store, 1)
  await from.store.copyTo(to.store)
  plantGone(to.objects, 'model', 1)
  expect(told(await from.store.copyTo(to.store, { name: 'model', selector: 'v1' }))).toEqual(['model@v1 -> model@v2'])
})

test('packs of the target that are damaged are not relied on', async () => {
  const contents = await saveSeries(from.store, 2)
  await from.store.copyTo(to.store, { name: 'model', selector: 'v1' })
  flipBit(to.objects, keys(to.objects, 'packs/')[0], -40)
  await from.store.copyTo(to.store)
  expect(await restored(to.store, { selectors: ['v2'] })).toEqual(contents[1])
  expect(to.warnings.join()).toMatch(/damaged/)
})

test('threads verify what is copied', async () => {
  const folder = tree({ 'large.bin': noise(24 * 1024 * 1024, 5) })
  await save(from.store, folder)
  const target = to.over((inner) => inner, { workers: { count: 2 } })
  try {
    await from.store.copyTo(target)
    expect(await restored(to.store)).toEqual(snapshot(folder))
    rmSync(folder, { recursive: true })
  } finally {
    await target.close()
  }
})

test('the sources of a save are not needed: a copy reads packs, not files', async () => {
  const folder = tree({ file: 'x' })
  await from.store.save({ name: 'model', source: sourceOf(folder) })
  rmSync(folder, { recursive: true })
  await from.store.copyTo(to.store)
  expect(await restored(to.store)).toHaveLength(1)
})

describe('what came after the save', () => {
  async function noted(): Promise<void> {
    await saveSeries(from.store, 2)
    await from.store.record({ name: 'model', selectors: ['v1'], metrics: { accuracy: 0.9 }, run: { runId: '5' } })
    await from.store.record({ name: 'model', selectors: ['v1'], metrics: { accuracy: 0.8, f1: NaN } })
  }

  test('notes are copied with who and when, once, and later ones by a later copy', async () => {
    await noted()
    await from.store.copyTo(to.store)
    expect(await to.store.notes('model', 'v1')).toEqual(await from.store.notes('model', 'v1'))
    expect(recordOf(to.objects, 1).metadata.metrics).toEqual(recordOf(from.objects, 1).metadata.metrics)
    const before = copyOf(to.objects)
    await from.store.copyTo(to.store)
    await to.store.copyTo(from.store)
    expect(to.objects).toEqual(before)
    expect(await from.store.notes('model', 'v1')).toHaveLength(2)
    await from.store.record({ name: 'model', selectors: ['v2'], params: { seed: 1 } })
    for (const selector of ['v1', 'v2']) {
      await from.store.copyTo(to.store, { name: 'model', selector, toName: 'other' })
      await from.store.copyTo(to.store, { name: 'model', selector })
    }
    expect(await to.store.notes('model', 'v2')).toHaveLength(1)
    expect(await to.store.notes('other', 'v1')).toEqual(await from.store.notes('model', 'v1'))
  })

  test('a damaged note is left out with a warning', async () => {
    await noted()
    flipBit(from.objects, 'artifacts/model/notes/0000000001/0000000001.json', 30)
    await from.store.copyTo(to.store)
    expect(from.warnings.join('\n')).toMatch(/notes.0000000001.0000000001/)
    expect((await to.store.notes('model', 'v1'))?.map(({ metrics }) => metrics)).toEqual([{ accuracy: 0.8, f1: NaN }])
  })

  test('an alias that the target protects, or has as a label, is not copied, and warned of', async () => {
    await saveSeries(from.store, 1)
    await from.store.promote({ name: 'model', aliases: ['production', 'stable', 'best'] })
    await save(to.store, tree({ a: 'x' }), { label: 'stable' })
    const store = to.over((storage) => storage, { protectedAliases: { production: { branches: ['main'] } } })
    await from.store.copyTo(store)
    expect((await to.store.list({ where: 'number = 2' }))[0]?.aliases).toEqual(['best'])
    expect(to.warnings.join('\n')).toMatch(/production.*protected[^]*stable.*label/)
  })
})
