/** Pruning a folder: ages are those of its files, and what is left of a run is tidy. */
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openStore, type ArtifactStore } from '../../../src/store/index.js'
import { openLocalStorage, type Storage } from '../../../src/storage/index.js'
import { newFolder, observed, removeFolders, restored, save, snapshot } from '../support.js'
import { contentOf } from './support.js'

afterAll(removeFolders)

const DAY = 24 * 60 * 60 * 1000
const stores: ArtifactStore[] = []
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
})

let folder: string
beforeEach(() => {
  folder = newFolder()
})

async function open(wrap: (storage: Storage) => Storage = (inner) => inner): Promise<ArtifactStore> {
  const store = openStore(wrap(await openLocalStorage(folder)), { workers: { count: 0 } })
  stores.push(store)
  return store
}

function everything(below = ''): string[] {
  return readdirSync(path.join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    return entry.isDirectory() ? [`${name}/`, ...everything(name)] : [name]
  })
}

/** Makes everything older, as days do; what is on its way in only where that is asked for. */
function pass(days: number, temporary = false): void {
  for (const name of everything().reverse()) {
    if (name.startsWith('tmp') && !temporary) continue
    const file = path.join(folder, name)
    const time = new Date(statSync(file).mtimeMs - days * DAY)
    utimesSync(file, time, time)
  }
}

const pruneOne = (store: ArtifactStore) => store.prune({ rules: { keepLast: 1 }, dryRun: false })

test('removed, condemned, destroyed; old runs, abandoned files and empty folders go', async () => {
  const store = await open()
  const folders = [1, 2, 3].map((seed) => contentOf(seed))
  for (const one of folders) await save(store, one)
  await restored(store, { runKey: 'server/o/r/1' })
  pass(70)
  mkdirSync(path.join(folder, 'tmp'), { recursive: true })
  const abandoned = path.join(folder, 'tmp', 'ab'.repeat(16))
  writeFileSync(abandoned, '12345')
  utimesSync(abandoned, new Date(0), new Date(0))

  const before = everything()
  const told = await store.prune({ rules: { keepLast: 1 } })
  expect(everything()).toEqual(before)
  expect(told).toMatchObject({
    packs: { condemned: { objects: 2 } },
    runs: { objects: 1 },
    temporary: { objects: 1, bytes: 5 }
  })
  const done = await pruneOne(store)
  expect({ ...done, dryRun: true, freed: {} }).toEqual({ ...told, freed: {} })
  expect(existsSync(abandoned)).toBe(false)
  expect(readdirSync(path.join(folder, 'runs/server%2Fo%2Fr%2F1'))).toEqual([])
  pass(8)
  expect((await pruneOne(store)).packs.destroyed.objects).toBe(2)
  pass(8)
  await pruneOne(store)
  expect(readdirSync(path.join(folder, 'runs'))).toEqual([])
  expect(readdirSync(path.join(folder, 'packs'))).toHaveLength(1)
  expect(await restored(store)).toEqual(snapshot(folders[2]))
  // Folders that were tidied away are made again.
  const { version } = await save(store, folders[0])
  expect(await restored(store, { selectors: [`v${version.number}`], runKey: 'server/o/r/2' })).toEqual(
    snapshot(folders[0])
  )
})

test('a save that stands still at any moment, while weeks of pruning pass, is whole then', async () => {
  const content = contentOf(3)
  const numbers = new Set<number>()
  for (let moment = 1, calls = Infinity; moment <= calls; moment++) {
    folder = newFolder()
    const store = await open()
    await save(store, contentOf(1))
    // What it will write is there already, left by a save that was killed, and old: the first thing to go.
    const dying = await open((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'create' && key.includes('/versions/')) throw new Error('killed')
      })
    )
    await expect(save(dying, content)).rejects.toThrow('killed')
    pass(8)
    let call = 0
    const held = await open((inner) =>
      observed(inner, async () => {
        if (++call !== moment) return
        await pruneOne(store)
        pass(8)
        await pruneOne(store)
      })
    )
    const { version } = await save(held, content)
    calls = call
    numbers.add(version.number)
    for (let week = 0; week < 2; week++) {
      pass(8)
      await pruneOne(store)
    }
    expect(await restored(store, { selectors: [`v${version.number}`] })).toEqual(snapshot(content))
  }
  // Some had to begin again.
  expect(numbers).toEqual(new Set([2, 3]))
})

test('a save that stands still for longer than G while its pack is on its way in fails, and has done no harm', async () => {
  const store = await open()
  const first = contentOf(1)
  await save(store, first)
  const held = await open((inner) =>
    observed(inner, async ({ operation }) => {
      if (operation !== 'commit') return
      pass(8, true)
      await pruneOne(store)
    })
  )
  await expect(save(held, contentOf(2))).rejects.toMatchObject({
    code: 'STORAGE',
    message: expect.stringMatching(
      /was removed before it came into the store .*; if this program was suspended, run it again$/
    )
  })
  expect(await restored(store)).toEqual(snapshot(first))
  expect((await save(store, contentOf(2))).version.number).toBe(2)
})
