/** What a save does and in which order, where nothing goes wrong. */
import { appendFileSync, chmodSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ProgressEvent } from '../../src/store/index.js'
import { packKey } from '../../src/store/layout.js'
import {
  bytesBelow,
  failure,
  fieldsOf,
  keys,
  memoryStore,
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
  START,
  tree,
  writeTree,
  type Call
} from './support.js'

afterAll(removeFolders)

describe('what is recorded', () => {
  test('everything that was given', async () => {
    const { store, objects } = memoryStore()
    const folder = tree({ 'model.bin': 'weights', notes: { link: 'model.bin' }, empty: null })
    const request = {
      type: 'model',
      description: 'the first one',
      params: { rate: 0.1, layers: [1, 2] },
      metrics: { accuracy: 0.9, loss: NaN },
      metadata: { owner: { team: 'x' } },
      run: { workflow: true, sha: 'abc' }
    }
    const { version, created } = await save(store, folder, { label: '1.0', ...request })
    expect(created).toBe(true)
    expect(version).toMatchObject({
      ...request,
      name: 'model',
      number: 1,
      version: '1.0',
      files: 2,
      size: 7,
      inputs: []
    })
    expect(version.createdAt).toBe(START)
    expect(recordOf(objects, 1).metadata).toEqual(version)
    expect((await store.getMetadata('model'))!).toEqual({ ...version, aliases: [] })
    expect(await restored(store)).toEqual(snapshot(folder))
  })

  test('without a label the version is called by its number', async () => {
    const { store } = memoryStore()
    const { version } = await save(store, tree({ a: '1' }))
    expect(version.version).toBe('v1')
    expect(version).not.toHaveProperty('type')
    expect(version).not.toHaveProperty('description')
  })

  test('params that make the record too large are an error, and no version', async () => {
    const { store, objects } = memoryStore()
    const { code, message } = await failure(
      save(store, tree({ a: '1' }), { label: 'x', params: { text: 'x'.repeat(16 * 1024 * 1024) } })
    )
    expect([code, message]).toEqual(['INVALID_INPUT', expect.stringContaining('give less params or metadata')])
    expect(keys(objects, 'artifacts/')).toEqual([])
  })
})

describe('unchanged content', () => {
  const folder = tree({ 'a/b': 'content', c: { link: 'a' } })

  test('makes no new version, and says which one it is', async () => {
    const { store, objects } = memoryStore()
    await save(store, folder, { metrics: { accuracy: 1 } })
    const before = keys(objects)
    const again = await save(store, folder, { metrics: { accuracy: 2 } })
    expect(again).toMatchObject({ created: false, storedSize: 0, version: { number: 1, metrics: { accuracy: 1 } } })
    expect(again.sharedSize).toBe(again.version.size)
    expect(keys(objects)).toEqual(before)
  })

  test('moves the aliases all the same', async () => {
    const { store } = memoryStore()
    await save(store, folder)
    await save(store, folder, { aliases: ['best'] })
    expect((await store.resolve('model', ['best']))?.version.number).toBe(1)
  })

  test('makes one where it is asked for', async () => {
    const { store, objects } = memoryStore()
    await save(store, folder)
    const packs = packsIn(objects)
    const second = await save(store, folder, { ifUnchanged: 'new' })
    expect(second).toMatchObject({ created: true, version: { number: 2 } })
    expect(packsIn(objects)).toEqual(packs)
    expect(second.storedSize).toBe(objects.get('artifacts/model/versions/0000000002.json')!.bytes.length)
  })

  test('a label makes one, unless reuse is asked for', async () => {
    const { store, objects } = memoryStore()
    await save(store, folder)
    expect((await save(store, folder, { label: 'x' })).version).toMatchObject({ number: 2, version: 'x' })
    const reused = await save(store, folder, { label: 'y', ifUnchanged: 'reuse' })
    expect(reused).toMatchObject({ created: false, version: { version: 'x' } })
    expect(keys(objects, 'artifacts/model/labels/')).toEqual(['artifacts/model/labels/x.json'])
  })

  test('is that of the newest version, not of one before it', async () => {
    const { store } = memoryStore()
    await save(store, folder)
    await save(store, tree({ other: 'content' }))
    expect((await save(store, folder)).version.number).toBe(3)
  })

  test.each([
    ['a byte', (copy: string) => writeFileSync(join(copy, 'a/b'), 'cOntent')],
    ['the executable bit', (copy: string) => chmodSync(join(copy, 'a/b'), 0o755)],
    ['an empty file more', (copy: string) => writeFileSync(join(copy, 'z'), '')],
    [
      "a link's target",
      (copy: string) => {
        rmSync(join(copy, 'c'))
        symlinkSync('b', join(copy, 'c'))
      }
    ]
  ])('%s makes it another one', async (_, change) => {
    const { store } = memoryStore()
    const copy = tree({ 'a/b': 'content', c: { link: 'a' } })
    await save(store, copy)
    change(copy)
    expect((await save(store, copy)).version.number).toBe(2)
    expect(await restored(store)).toEqual(snapshot(copy))
  })

  test('a version that goes while it is compared is saved anew', async () => {
    const test = memoryStore()
    await save(test.store, folder)
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        // The look after the decision.
        if (operation === 'list' && key === 'artifacts/model/gone/0000000001/') plantGone(test.objects, 'model', 1)
      })
    )
    const result = await save(store, folder)
    expect(result).toMatchObject({ created: true, version: { number: 2 } })
    expect(await restored(test.store)).toEqual(snapshot(folder))
  })

  test('a version that is gone is not reused, and its number never used again', async () => {
    const { store, objects } = memoryStore()
    await save(store, folder)
    plantGone(objects, 'model', 1)
    expect((await save(store, folder)).version.number).toBe(2)
    plantGone(objects, 'model', 2)
    expect((await save(store, folder)).version.number).toBe(3)
    plantGone(objects, 'model', 2, 2, false)
    expect((await store.resolve('model', ['v2']))?.version.number).toBe(2)
  })
})

describe('the order of writes', () => {
  /** Large enough for a tree of its own, so that there are packs of both kinds. */
  const many = tree(Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`folder/file-${i}`, `content ${i}`])))

  async function logOf(run: (store: ReturnType<typeof memoryStore>['store']) => Promise<unknown>) {
    const test = memoryStore()
    const log: Call[] = []
    const answered: Call[] = []
    const store = test.over((inner) =>
      observed(
        inner,
        (call) => void log.push(call),
        (call) => void answered.push(call)
      )
    )
    await run(store)
    return { test, log, answered }
  }

  test('store, lists, label, packs, record, lists again, aliases', async () => {
    const { log } = await logOf(async (store) => await save(store, many, { label: '1.0', aliases: ['best', 'prod'] }))
    const steps = log
      .filter(
        ({ operation, key }) =>
          operation === 'create' || operation === 'commit' || (operation === 'list' && key === 'condemned/')
      )
      .map(({ operation, key }) => (operation === 'commit' ? 'pack' : operation === 'list' ? 'condemned' : key))
    expect(steps).toEqual([
      'store.json',
      // Once more, to see that it is not replaced.
      'store.json',
      'artifacts/model/labels/1.0.json',
      'condemned',
      'pack',
      'pack',
      'artifacts/model/versions/0000000001.json',
      'condemned',
      'artifacts/model/aliases/best/0000000001.json',
      'artifacts/model/aliases/prod/0000000001.json'
    ])
  })

  test('every pack that the record names is durable before the record is sent', async () => {
    const { test, log, answered } = await logOf(async (store) => await save(store, many))
    const record = log.findIndex(({ operation, key }) => operation === 'create' && key.includes('/versions/'))
    const before = answered.slice(0, answered.length).filter(({ operation }) => operation === 'commit')
    const { packs } = recordOf(test.objects, 1)
    expect(packs.length).toBeGreaterThan(1)
    for (const { pack } of packs) {
      expect(log.findIndex((call) => call.operation === 'commit' && call.key === packKey(pack))).toBeLessThan(record)
      expect(before.map(({ key }) => key)).toContain(packKey(pack))
    }
  })

  test('a pack that takes long to become durable holds the record back', async () => {
    const test = memoryStore()
    const open = new Set<string>()
    const store = test.over((inner) =>
      observed(
        inner,
        async ({ operation, key }) => {
          if (operation === 'create' && key.includes('/versions/')) expect([...open]).toEqual([])
          if (operation !== 'commit') return
          open.add(key)
          for (let turn = 0; turn < 50; turn++) await nextTurn()
        },
        ({ key }) => void open.delete(key)
      )
    )
    await save(store, many)
    expect(await restored(test.store)).toEqual(snapshot(many))
  })

  test('an unchanged save writes nothing', async () => {
    const test = memoryStore()
    await save(test.store, many)
    const log: Call[] = []
    await save(
      test.over((inner) => observed(inner, (call) => void log.push(call))),
      many
    )
    expect(log.filter(({ operation }) => ['create', 'append', 'commit', 'remove'].includes(operation))).toEqual([])
  })
})

describe('sizes', () => {
  test('storedSize is what packs and record added; the label and aliases are not counted', async () => {
    const { store, objects } = memoryStore()
    const folder = tree({ 'model.bin': noise(300_000, 1), 'text.txt': 'words '.repeat(5000) })
    let before = 0
    for (const [number, change] of ['', 'a', 'ab'].entries()) {
      appendFileSync(join(folder, 'text.txt'), change)
      const { storedSize, version } = await save(store, folder, { label: `l${number}`, ifUnchanged: 'new' })
      const record = objects.get(`artifacts/model/versions/000000000${version.number}.json`)!.bytes.length
      const now = bytesBelow(objects, 'packs/') + bytesBelow(objects, 'artifacts/model/versions/')
      expect(storedSize).toBe(now - before)
      expect(version.storedSize).toBe(storedSize - record)
      before = now
    }
  })

  test('a pack that another artifact wrote already is not counted, and not stored twice', async () => {
    const { store, objects } = memoryStore()
    const folder = tree({ 'model.bin': noise(300_000, 1) })
    await save(store, folder)
    const packs = packsIn(objects)
    const twin = await save(store, folder, { name: 'copy' })
    expect(packsIn(objects)).toEqual(packs)
    expect(twin.storedSize).toBe(objects.get('artifacts/copy/versions/0000000001.json')!.bytes.length)
    expect(twin.version.storedSize).toBe(0)
    expect(await restored(store, { name: 'copy' })).toEqual(snapshot(folder))
  })

  test('sharedSize is what lies in packs of earlier versions', async () => {
    const { store, objects } = memoryStore()
    const folder = tree({ 'model.bin': noise(300_000, 1), other: noise(100_000, 2) })
    const first = await save(store, folder)
    expect(first.sharedSize).toBe(0)
    writeFileSync(join(folder, 'other'), noise(100_000, 3))
    const second = await save(store, folder)
    expect(second.sharedSize).toBe(300_000)
    const { packs } = recordOf(objects, 2)
    expect(packs.reduce((sum, { used }) => sum + used, 0)).toBeGreaterThanOrEqual(400_000)
    expect(second.version.storedSize).toBeLessThan(110_000)
  })

  test('twins are stored once, and counted whole', async () => {
    const { store } = memoryStore()
    const bytes = noise(200_000, 5)
    const result = await save(store, tree({ a: bytes, b: bytes, 'c/d': bytes }))
    expect(result.version).toMatchObject({ files: 3, size: 600_000 })
    expect(result.storedSize).toBeLessThan(210_000)
  })

  test('text is compressed, noise is not, and none means none', async () => {
    const { store } = memoryStore()
    const folder = tree({ 'text.txt': 'the same words again and again\n'.repeat(10_000) })
    expect((await save(store, folder)).storedSize).toBeLessThan(30_000)
    expect((await save(store, folder, { name: 'plain', compression: 'none' })).storedSize).toBeGreaterThan(50_000)
    expect((await save(store, folder, { name: 'level', compression: 19 })).storedSize).toBeLessThan(30_000)
    for (const name of ['plain', 'level']) expect(await restored(store, { name })).toEqual(snapshot(folder))
  })
})

describe('what is shared', () => {
  const base = tree({ 'weights.bin': noise(400_000, 11) })
  const tuned = tree({ 'weights.bin': noise(400_000, 11), 'head.bin': noise(20_000, 12) })

  test('nothing with an artifact that nobody names', async () => {
    const { store } = memoryStore()
    await save(store, base, { name: 'base' })
    // A file before it makes another pack of it.
    const result = await save(store, tuned, { name: 'tuned' })
    expect(result.sharedSize).toBe(0)
  })

  test('`parents` names versions of other artifacts', async () => {
    const { store } = memoryStore()
    await save(store, base, { name: 'base', label: '1.0', aliases: ['good'] })
    for (const [number, parent] of ['base', 'base@latest', 'base@v1', 'base@1.0', 'base@good'].entries()) {
      const result = await save(store, tuned, { name: `tuned-${number}`, parents: [parent] })
      expect(result.sharedSize).toBe(400_000)
      expect(result.version.inputs).toEqual([])
      expect(await restored(store, { name: `tuned-${number}` })).toEqual(snapshot(tuned))
    }
  })

  test('a parent that names nothing is an error', async () => {
    const { store, objects } = memoryStore()
    await save(store, base, { name: 'base' })
    const before = keys(objects)
    for (const parent of ['base@v2', 'other', 'base@nothing']) {
      const { code, message } = await failure(save(store, tuned, { parents: [parent] }))
      expect([code, message]).toEqual(['NOT_FOUND', expect.stringContaining(`'${parent}'`)])
    }
    expect((await failure(save(store, tuned, { parents: ['base@nearest'] }))).message).toMatch(/^parents: 'nearest'/)
    expect((await failure(save(store, tuned, { parents: ['@v1'] }))).message).toMatch(/^parents: /)
    expect(keys(objects)).toEqual(before)
  })

  test('lineage: what the run restored is shared with, and recorded as inputs', async () => {
    const { store, objects } = memoryStore()
    const runKey = 'https://github.com/acme/x/42'
    const { version } = await save(store, base, { name: 'team/base' })
    await save(store, tree({ rows: '1,2' }), { name: 'data' })
    await restored(store, { name: 'team/base', runKey, runAttempt: 2 })
    await restored(store, { name: 'team/base', runKey, runAttempt: 2 })
    await restored(store, { name: 'data', runKey })
    await restored(store, { name: 'data' })
    const result = await save(store, tuned, { name: 'tuned', runKey })
    expect(result.sharedSize).toBe(400_000)
    expect(result.version.inputs).toEqual([
      { name: 'data', number: 1, digest: expect.stringMatching(/^sha256:/) },
      { name: 'team/base', number: 1, digest: version.digest }
    ])
    expect((await save(store, tuned, { name: 'other-run', runKey: `${runKey}1` })).version.inputs).toEqual([])
    const [first] = keys(objects, 'runs/https%3A%2F%2Fgithub.com%2Facme%2Fx%2F42/')
    expect(fieldsOf(objects, first)).toMatchObject({ number: 1, restoredAt: START })
  })

  test('lineage: a note of a run that names no version is passed over with a warning', async () => {
    const test = memoryStore()
    const digest = (await save(test.store, base, { name: 'base' })).version.digest
    const bad = [
      { name: '../base', number: 1, digest },
      { name: 'a b', number: 1, digest },
      { name: 'base', number: 1.5, digest },
      { name: 'base', number: 0, digest },
      { name: 'base', number: 1, digest: 'sha256:x' },
      { name: 7, number: 1, digest }
    ]
    bad.forEach((fields, number) => plant(test.objects, `runs/42/${number}.json`, fields))
    // A version that was there and is not any more is still an input.
    plant(test.objects, 'runs/42/x.json', { name: 'removed', number: 3, digest })
    const { version } = await save(test.store, tuned, { name: 'tuned', runKey: '42' })
    expect(version.inputs).toEqual([{ name: 'removed', number: 3, digest }])
    expect(test.warnings).toHaveLength(bad.length)
    expect(recordOf(test.objects, 1, 'tuned').metadata.inputs).toHaveLength(1)
  })

  test('lineage: a damaged record of an input is a warning', async () => {
    const test = memoryStore()
    await save(test.store, base, { name: 'base' })
    await restored(test.store, { name: 'base', runKey: '42' })
    const key = 'artifacts/base/versions/0000000001.json'
    test.objects.set(key, { bytes: new Uint8Array(10), modifiedAt: new Date(START) })
    const { version, sharedSize } = await save(test.store, tuned, { name: 'tuned', runKey: '42' })
    expect([version.inputs.length, sharedSize]).toEqual([1, 0])
    expect(test.warnings.join('\n')).toMatch(/base@v1.*shares nothing with it/)
  })
})

describe('progress', () => {
  test('counts up to all files and bytes', async () => {
    const events: ProgressEvent[] = []
    const test = memoryStore({ progress: (event) => events.push(event) })
    const contents = { a: '1', 'b/c': noise(5 * 1024 * 1024, 3), 'b/d': '', link: { link: 'a' } }
    const folder = tree(contents)
    await save(test.store, folder)
    expect(events.every(({ phase }) => phase === 'save')).toBe(true)
    expect(events.at(-1)).toEqual({ phase: 'save', files: 3, bytes: 5 * 1024 * 1024 + 1 })
    for (let at = 1; at < events.length; at++) {
      expect(events[at].bytes).toBeGreaterThanOrEqual(events[at - 1].bytes)
      expect(events[at].files).toBeGreaterThanOrEqual(events[at - 1].files)
    }
    events.length = 0
    await restored(test.store)
    expect(events.at(-1)).toEqual({
      phase: 'restore',
      files: 4,
      bytes: 5 * 1024 * 1024 + 1,
      totalFiles: 4,
      totalBytes: 5 * 1024 * 1024 + 1
    })
  })
})

describe('several at once through one store object', () => {
  test('large files keep their own hashes', async () => {
    const { store } = memoryStore()
    const folders = Array.from({ length: 4 }, (_, number) => tree({ big: noise(6 * 1024 * 1024, 20 + number) }))
    await Promise.all(folders.map((folder, number) => save(store, folder, { name: `m${number}` })))
    for (const [number, folder] of folders.entries()) {
      expect(await restored(store, { name: `m${number}` })).toEqual(snapshot(folder))
      const { digest } = (await store.resolve(`m${number}`))!.version
      const alone = memoryStore()
      expect((await save(alone.store, folder)).version.digest).toBe(digest)
    }
  })

  test('a restore does not disturb a save, nor another restore', async () => {
    const { store } = memoryStore()
    const old = tree({ big: noise(6 * 1024 * 1024, 30), small: 'x' })
    const next = tree({ big: noise(9 * 1024 * 1024, 31) })
    await save(store, old, { name: 'old' })
    const [one, other] = await Promise.all([
      restored(store, { name: 'old' }),
      restored(store, { name: 'old' }),
      save(store, next, { name: 'next' })
    ])
    expect(one).toEqual(snapshot(old))
    expect(other).toEqual(snapshot(old))
    const alone = memoryStore()
    expect((await store.resolve('next'))!.version.digest).toBe((await save(alone.store, next)).version.digest)
    expect(await restored(store, { name: 'next' })).toEqual(snapshot(next))
  })

  test('saves of one name get numbers of their own', async () => {
    const { store } = memoryStore()
    const folders = Array.from({ length: 6 }, (_, number) => tree({ a: `${number}` }))
    const results = await Promise.all(folders.map((folder) => save(store, folder)))
    expect(results.map(({ version }) => version.number).sort()).toEqual([1, 2, 3, 4, 5, 6])
    for (const [at, { version }] of results.entries()) {
      expect(await restored(store, { selectors: [`v${version.number}`] })).toEqual(snapshot(folders[at]))
    }
  })
})

describe('files that change', () => {
  test('a file that goes while it is saved is one clear error, and no version', async () => {
    const { store, objects } = memoryStore()
    const folder = tree({ a: '1', b: '2' })
    const source = sourceOf(folder)
    const { code, message } = await failure(
      store.save({
        name: 'model',
        label: 'x',
        source: {
          async *entries() {
            for await (const entry of source.entries()) {
              if (entry.path === 'b') rmSync(join(folder, 'b'))
              yield entry
            }
          }
        }
      })
    )
    expect([code, message]).toEqual(['SOURCE', expect.stringMatching(/'.*\/b': it was removed during the save/)])
    expect(keys(objects, 'artifacts/')).toEqual([])
  })

  test('what the source throws comes through', async () => {
    const { store, objects } = memoryStore()
    const { code } = await failure(
      store.save({
        name: 'model',
        label: 'x',
        source: sourceOf(join(newFolder(), 'nothing'))
      })
    )
    expect(code).toBe('SOURCE')
    expect(keys(objects, 'artifacts/')).toEqual([])
  })

  test('a file that never stops changing is an error that names it; one that stops is saved as it is then', async () => {
    const { store, objects } = memoryStore()
    const folder = newFolder()
    const size = 12 * 1024 * 1024
    writeTree(folder, { 'log.bin': noise(size, 1) })
    let writes = 0
    const busy = (until: number) => {
      const timer = setInterval(() => {
        if (writes++ < until) appendFileSync(join(folder, 'log.bin'), 'x')
      }, 1)
      return () => clearInterval(timer)
    }
    let stop = busy(Infinity)
    const { code, message } = await failure(save(store, folder)).finally(() => stop())
    expect([code, message]).toEqual(['SOURCE', expect.stringMatching(/log\.bin' changed each time it was read/)])
    expect(keys(objects, 'artifacts/')).toEqual([])
    writes = 0
    stop = busy(1)
    await save(store, folder).finally(() => stop())
    expect(await restored(store)).toEqual(snapshot(folder))
  })
})
