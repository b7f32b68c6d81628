/** Pruning a bucket: what it asks for, and beside saves and restores. */
import type { S3Server } from '../../support/s3-server.js'
import { s3Target, TEST_BUCKET, type S3Target } from '../../support/s3-target.js'
import { openStore, type ArtifactStore } from '../../../src/store/index.js'
import type { Storage } from '../../../src/storage/index.js'
import { failure, observed, removeFolders, restored, save, snapshot } from '../support.js'
import { contentOf } from './support.js'

const DAY = 24 * 60 * 60 * 1000

let target: S3Target
let server: S3Server
const stores: ArtifactStore[] = []

beforeEach(async () => {
  // The objects of this server can be aged, which those of no real one can.
  delete process.env['ARTIFACT_STORE_TEST_S3']
  target = await s3Target()
  server = target.server!
})

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
  await target.close()
})

afterAll(removeFolders)

async function bucket(wrap: (storage: Storage) => Storage = (inner) => inner): Promise<ArtifactStore> {
  const store = openStore(wrap(await target.open({ prefix: 'store' })), { workers: { count: 0 } })
  stores.push(store)
  return store
}

/** Makes everything older, as days do. */
function pass(days: number): void {
  for (const [key, object] of server.objects) {
    server.objects.set(key, { ...object, modifiedAt: new Date(object.modifiedAt.getTime() - days * DAY) })
  }
}

const keysBelow = (prefix: string): string[] =>
  [...server.objects.keys()].filter((key) => key.startsWith(`${TEST_BUCKET}/store/${prefix}`)).sort()

const pruneOne = (store: ArtifactStore) => store.prune({ rules: { keepLast: 1 }, dryRun: false })

test('by the clock of the server: removed, condemned, destroyed', async () => {
  const store = await bucket()
  const folders = [1, 2, 3].map((seed) => contentOf(seed))
  for (const folder of folders) await save(store, folder)
  expect((await pruneOne(store)).artifacts[0].removed.map(({ number }) => number)).toEqual([1, 2])
  pass(8)
  expect((await pruneOne(store)).packs.condemned.objects).toBe(2)
  expect(await restored(store)).toEqual(snapshot(folders[2]))
  pass(6)
  await store.undelete({ name: 'model', number: 2 })
  pass(2)
  expect((await failure(store.undelete({ name: 'model', number: 1 }))).code).toBe('NOT_FOUND')
  expect((await pruneOne(store)).packs.destroyed.objects).toBe(1)
  expect(keysBelow('packs/')).toHaveLength(2)
  for (const number of [2, 3]) {
    expect(await restored(store, { selectors: [`v${number}`] })).toEqual(snapshot(folders[number - 1]))
  }
})

test('a run asks for a page of objects at a time, for each living record, and writes one object a version', async () => {
  const store = await bucket()
  for (let seed = 1; seed <= 12; seed++) await save(store, contentOf(seed, 2000))
  pass(8)
  const requestsOf = async (act: (fresh: ArtifactStore) => Promise<unknown>): Promise<string[]> => {
    const start = server.requests.length
    await act(await bucket())
    return server.requests.slice(start).map(({ method, path, query }) => {
      const key = path.slice(`${TEST_BUCKET}/store/`.length).replace(/\/?[^/]*$/, '')
      return query.has('list-type') ? `LIST ${query.get('prefix')!.slice('store/'.length)}` : `${method} ${key}`
    })
  }
  const count = (requests: readonly string[]): Record<string, number> =>
    Object.fromEntries([...new Set(requests)].map((one) => [one, requests.filter((other) => other === one).length]))

  // The time comes with a look at store.json.
  const looking = {
    'GET ': 1,
    'HEAD ': 1,
    'LIST condemned/': 1,
    'LIST artifacts/': 1,
    'LIST packs/': 1,
    'LIST runs/': 1
  }
  expect(count(await requestsOf((fresh) => fresh.prune({ rules: { keepLast: 10 } })))).toEqual({
    ...looking,
    'GET artifacts/model/versions': 12
  })
  const doing = count(await requestsOf((fresh) => fresh.prune({ rules: { keepLast: 10 }, dryRun: false })))
  expect(doing).toEqual({
    ...looking,
    'GET ': 2,
    'PUT ': 1,
    'LIST artifacts/': 2,
    'LIST condemned/': 2,
    'GET artifacts/model/versions': 12,
    'LIST artifacts/model/gone/0000000001/': 1,
    'LIST artifacts/model/gone/0000000002/': 1,
    'PUT artifacts/model/gone/0000000001': 1,
    'PUT artifacts/model/gone/0000000002': 1,
    'PUT condemned': 1
  })
  pass(8)
  const destroying = count(await requestsOf((fresh) => fresh.prune({ rules: { keepLast: 10 }, dryRun: false })))
  expect(Object.entries(destroying).filter(([request]) => request.startsWith('DELETE packs/'))).toHaveLength(2)
  expect(destroying['GET artifacts/model/versions']).toBe(10)
})

test('a save that stands still at any moment, while weeks of pruning pass, is whole then', async () => {
  const store = await bucket()
  await save(store, contentOf(1))
  await save(store, contentOf(2))
  const content = contentOf(3)
  // What it will write is there already, left by a save that was killed, and old: the first thing to go.
  const dying = await bucket((inner) =>
    observed(inner, ({ operation, key }) => {
      if (operation === 'create' && key.includes('/versions/')) throw new Error('killed')
    })
  )
  await expect(save(dying, content)).rejects.toThrow('killed')
  pass(8)
  const start = new Map(server.objects)
  const numbers = new Set<number>()
  for (let moment = 1; ; moment++) {
    server.objects.clear()
    for (const [key, object] of start) server.objects.set(key, object)
    let call = 0
    const held = await bucket((inner) =>
      observed(inner, async () => {
        if (++call !== moment) return
        await pruneOne(store)
        pass(8)
        await pruneOne(store)
      })
    )
    const { version } = await save(held, content)
    numbers.add(version.number)
    pass(8)
    await pruneOne(store)
    pass(8)
    await pruneOne(store)
    expect(await restored(store, { selectors: [`v${version.number}`] })).toEqual(snapshot(content))
    if (call < moment) break
  }
  // Some had to begin again.
  expect(numbers).toEqual(new Set([3, 4]))
})
