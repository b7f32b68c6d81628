/** A store in a folder in which an object is no regular file: a link, a pipe, a folder. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isStoreError } from '../../src/errors.js'
import { openLocalStorage } from '../../src/storage/index.js'
import { openStore, type ArtifactStore } from '../../src/store/index.js'
import { newFolder, removeFolders, snapshot, sourceOf, tree } from '../store/support.js'

afterAll(removeFolders)

const FILES = { 'a/b.txt': 'content' }
const RECORD = 'artifacts/model/versions/0000000001.json'

interface Scene {
  readonly folder: string
  readonly store: ArtifactStore
  readonly canary: string
}

async function localStore(): Promise<Scene> {
  const folder = join(newFolder(), 'store')
  const canary = tree({ canary: 'sings' })
  const store = openStore(await openLocalStorage(folder, { create: true }), { workers: { count: 0 } })
  await store.save({ name: 'model', source: sourceOf(tree(FILES)), aliases: ['production'] })
  return { folder, store, canary }
}

const KINDS: Readonly<Record<string, (path: string, scene: Scene) => void>> = {
  'a link to a file': (path, { canary }) => symlinkSync(join(canary, 'canary'), path),
  'a link to nothing': (path) => symlinkSync('nothing', path),
  'a link to itself': (path) => symlinkSync(path, path),
  'a pipe': (path) => void execFileSync('mkfifo', [path]),
  'a folder': (path) => mkdirSync(path)
}

const OBJECTS = ['store.json', RECORD, 'artifacts/model/aliases/production/0000000001.json']

describe.each(Object.entries(KINDS))('%s', (_, make) => {
  test.each(OBJECTS)('in the place of %s', async (object) => {
    const scene = await localStore()
    const { folder, store, canary } = scene
    const path = join(folder, object)
    rmSync(path)
    make(path, scene)
    const before = snapshot(canary)
    const destination = join(newFolder(), 'restored')
    const operations = [
      async () => await store.restore({ name: 'model', selectors: ['v1'], destination }),
      async () => await store.list({}),
      async () => await store.verify({}),
      async () => await store.save({ name: 'model', source: sourceOf(tree({ other: 'x' })) }),
      async () => await store.prune({ dryRun: false })
    ]
    const outcomes: unknown[] = []
    for (const operation of operations) {
      await operation().then(
        () => outcomes.push('done'),
        (error: unknown) => outcomes.push(isStoreError(error) ? 'told' : error)
      )
    }
    for (const outcome of outcomes) expect(['done', 'told']).toContain(outcome)
    expect(snapshot(canary)).toEqual(before)
  })
})

test('a destination that holds links has none of them followed', async () => {
  const { store, canary } = await localStore()
  const destination = newFolder()
  symlinkSync(canary, join(destination, 'a'))
  await expect(store.restore({ name: 'model', destination })).rejects.toMatchObject({ code: 'DESTINATION' })
  expect(snapshot(canary)).toHaveLength(1)
  writeFileSync(join(canary, 'b.txt'), 'mine')
  await store.restore({ name: 'model', destination, clean: true })
  expect(readFileSync(join(canary, 'b.txt'), 'utf8')).toBe('mine')
  expect(snapshot(destination).filter((line) => line.startsWith('l'))).toEqual([])
})
