/** Copying to a bucket and back: the same versions, and no pack sent twice. */
import { withFaults } from '../../src/storage/index.js'
import { openStore, type ArtifactStore } from '../../src/store/index.js'
import type { RecordedRequest } from '../support/s3-server.js'
import { s3Target, type S3Target } from '../support/s3-target.js'
import { failure, memoryStore, noise, removeFolders, restored, save, snapshot, tree } from './support.js'

let target: S3Target
const stores: ArtifactStore[] = []

beforeEach(async () => {
  // This server keeps a record of its requests, which no real one does.
  delete process.env['ARTIFACT_STORE_TEST_S3']
  target = await s3Target()
})

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()))
  await target.close()
})

afterAll(removeFolders)

async function bucket(wrap: Parameters<typeof withFaults>[1] = []): Promise<ArtifactStore> {
  const store = openStore(withFaults(await target.open({ prefix: 'store' }), wrap), { workers: { count: 0 } })
  stores.push(store)
  return store
}

const packsSent = (requests: readonly RecordedRequest[]): string[] =>
  requests.filter(({ method, path }) => method === 'PUT' && path.includes('/packs/')).map(({ path }) => path)

/** Names long enough for a tree in a pack of its own. */
const names = Object.fromEntries(
  Array.from({ length: 60 }, (_, at) => [`files/${at}-${'name'.repeat(30)}`, `content of ${at}`])
)

test('versions come to a bucket and back with the same digests, numbers, labels and aliases', async () => {
  const source = memoryStore().store
  const folders = [1, 2].map((seed) => tree({ ...names, 'weights.bin': noise(400_000, seed) }))
  await save(source, folders[0], { label: '1.0', aliases: ['best'] })
  await save(source, folders[1])
  await source.copyTo(await bucket())
  const back = memoryStore().store
  const copied = await (await bucket()).copyTo(back)
  expect(copied.map(({ version }) => version.digest)).toEqual(
    (await source.list()).map(({ digest }) => digest).reverse()
  )
  for (const store of [await bucket(), back]) {
    expect(await restored(store, { selectors: ['best'] })).toEqual(snapshot(folders[0]))
    expect(await restored(store, { selectors: ['v2'] })).toEqual(snapshot(folders[1]))
    expect((await store.resolve('model', ['1.0']))?.version.number).toBe(1)
  }
  const { requests } = target.server!
  const before = requests.length
  await source.copyTo(await bucket())
  expect(requests.slice(before).filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([])
})

test('a copy that broke off does not send a large pack again', async () => {
  const source = memoryStore().store
  const folder = tree({ ...names, 'weights.bin': noise(10 * 1024 * 1024, 1) })
  await save(source, folder)
  const breaking = await bucket([{ operation: 'commit', effect: { kind: 'fail-before' }, calls: [2] }])
  expect((await failure(source.copyTo(breaking))).code).toBe('STORAGE')
  const { requests } = target.server!
  const [large, ...others] = packsSent(requests)
  expect(others).toEqual([])

  const before = requests.length
  const [{ storedSize }] = await source.copyTo(await bucket())
  const again = packsSent(requests.slice(before))
  expect(again).toHaveLength(1)
  expect(again).not.toContain(large)
  expect(storedSize).toBeLessThan(100_000)
  expect(await restored(await bucket())).toEqual(snapshot(folder))
})
