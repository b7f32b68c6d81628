/** verify and repair over a bucket: what they ask for, and that they do there what they do in a folder. */
import { openStore, type ArtifactStore } from '../../src/store/index.js'
import type { Storage } from '../../src/storage/index.js'
import { packKey, versionKey } from '../../src/store/layout.js'
import { s3Target, TEST_BUCKET, type S3Target } from '../support/s3-target.js'
import { noise, removeFolders, restored, save, snapshot, tree } from './support.js'

const MIB = 1024 * 1024

let target: S3Target
let storage: Storage
let store: ArtifactStore

beforeEach(async () => {
  // This server keeps a record of its requests, which no real one does.
  delete process.env['ARTIFACT_STORE_TEST_S3']
  target = await s3Target()
  storage = await target.open({ prefix: 'store' })
  store = openStore(storage, { workers: { count: 0 } })
})
afterEach(async () => {
  await store.close()
  await target.close()
})
afterAll(removeFolders)

async function requestsOf(act: () => Promise<unknown>) {
  const { requests } = target.server!
  const start = requests.length
  await act()
  return requests.slice(start)
}

async function packs(): Promise<{ key: string; size: number }[]> {
  const found: { key: string; size: number }[] = []
  for await (const { key, size } of storage.list('packs/')) found.push({ key, size })
  return found
}

test('a quick look asks once for each record and each pack, a deep one for megabytes at a time', async () => {
  const versions = 6
  const bytes = noise(20 * MIB, 1)
  for (let version = 1; version <= versions; version++) {
    bytes.set(noise(1000, version), version * 2 * MIB)
    await save(store, tree({ 'model.bin': bytes, 'log.txt': `${version}` }))
  }
  const quick = await requestsOf(async () => {
    expect(await store.verify({ deep: false })).toMatchObject({ sound: true, versions })
  })
  expect(quick.every(({ method }) => method === 'GET')).toBe(true)
  // store.json, four listings (condemned/, damaged/, the artifacts twice), that of the artifact.
  expect(quick.length).toBeLessThanOrEqual(versions + (await packs()).length + 6)

  const deep = await requestsOf(async () => {
    expect(await store.verify()).toMatchObject({ sound: true, versions })
  })
  expect(deep.every(({ method }) => method === 'GET')).toBe(true)
  // Each version of the large file is read once, and what is in none of them.
  const read = deep.reduce((sum, { sent }) => sum + sent, 0)
  expect(read).toBeLessThan(versions * 20 * MIB * 1.1)
  expect(deep.length).toBeLessThan(quick.length + (read / (4 * MIB)) * 3 + 10)
})

test('a damaged pack and a damaged record are found and mended from another prefix', async () => {
  const folder = tree({ 'model.bin': noise(3 * MIB, 1), 'b.txt': 'two' })
  await save(store, folder)
  await save(store, tree({ other: 'x' }))
  const backup = await target.open({ prefix: 'backup' })
  for await (const { key } of storage.list('')) await backup.create(key, await storage.read(key))
  const [{ key: pack }] = (await packs()).sort((a, b) => b.size - a.size)
  for (const key of [pack, versionKey('model', 1)]) {
    const bytes = await storage.read(key)
    bytes[100] ^= 1
    await storage.remove(key)
    await storage.create(key, bytes)
  }
  expect((await store.verify()).findings.map(({ key }) => key)).toEqual([versionKey('model', 1)])
  const from = [openStore(backup)]
  const result = await store.repair({ from, apply: true })
  expect(result.repairs.map(({ finding, outcome }) => [finding.key, outcome])).toEqual([
    [versionKey('model', 1), 'healed'],
    [pack, 'healed']
  ])
  expect((await store.verify()).findings).toEqual([])
  expect(await restored(store, { selectors: ['v1'] })).toEqual(snapshot(folder))
  // Every write was a conditional one.
  const { requests } = target.server!
  const writes = requests.filter(({ method, path }) => method === 'PUT' && path.startsWith(`${TEST_BUCKET}/store/`))
  for (const { headers } of writes) expect(headers['if-none-match']).toBe('*')
  expect(pack).toBe(packKey(pack.slice(-69, -5)))
})
