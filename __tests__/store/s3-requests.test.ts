/** What the store asks of a bucket, request by request: a bucket is slow to answer, and each answer costs. */
import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openStore, type ArtifactStore, type VersionMetadata } from '../../src/store/index.js'
import type { RecordedRequest } from '../support/s3-server.js'
import { s3Target, TEST_BUCKET, type S3Target } from '../support/s3-target.js'
import { newFolder, removeFolders, snapshot, sourceOf, tree } from './support.js'

const MIB = 1024 * 1024
const PACK = 64 * MIB

let target: S3Target
let store: ArtifactStore

beforeEach(async () => {
  // This server keeps a record of its requests, which no real one does.
  delete process.env['ARTIFACT_STORE_TEST_S3']
  target = await s3Target()
  store = openStore(await target.open({ prefix: 'store' }))
})

afterEach(async () => {
  await store.close()
  await target.close()
})

afterAll(removeFolders)

/** The requests that `act` makes, by a process that starts anew. */
async function requestsOf(act: (store: ArtifactStore) => Promise<unknown>): Promise<RecordedRequest[]> {
  const { requests } = target.server!
  const fresh = openStore(await target.open({ prefix: 'store' }))
  const start = requests.length
  try {
    await act(fresh)
  } finally {
    await fresh.close()
  }
  return requests.slice(start)
}

const isWrite = ({ method }: RecordedRequest): boolean => method !== 'GET' && method !== 'HEAD'
const ofPacks = ({ path: key }: RecordedRequest): boolean => key.startsWith(`${TEST_BUCKET}/store/packs/`)

function describeRequest({ method, path: key, query }: RecordedRequest): string {
  const shown = key
    .slice(`${TEST_BUCKET}/store/`.length)
    .replace(/[0-9a-f]{64}/, '…')
    .replace(/packs\/../, 'packs')
  return query.has('list-type') ? `LIST ${query.get('prefix')!.slice('store/'.length)}` : `${method} ${shown}`
}

function model(bytes: number): string {
  const folder = newFolder()
  writeFileSync(path.join(folder, 'model.bin'), randomBytes(bytes))
  return folder
}

const report = (): string =>
  tree(Object.fromEntries(Array.from({ length: 12 }, (_, at) => [`table-${at}.csv`, `${at},${Math.random()}\n`])))

describe('a save', () => {
  test('of a small report makes eight requests', async () => {
    await store.save({ name: 'other', source: sourceOf(report()) })
    const requests = await requestsOf((fresh) =>
      fresh.save({ name: 'report', source: sourceOf(report()), runKey: 'server/acme/models/1' })
    )
    expect(requests.map(describeRequest)).toEqual([
      'GET store.json',
      'LIST runs/server%2Facme%2Fmodels%2F1/',
      'LIST condemned/',
      'LIST artifacts/report/',
      'PUT store.json',
      'PUT packs/….pack',
      'PUT artifacts/report/versions/0000000001.json',
      'LIST condemned/'
    ])
  })

  test('of its next version makes one more, and one for each pack that the version before rests on', async () => {
    for (let version = 1; version <= 5; version++) await store.save({ name: 'report', source: sourceOf(report()) })
    const requests = await requestsOf((fresh) => fresh.save({ name: 'report', source: sourceOf(report()) }))
    const trailers = requests.filter((request) => !isWrite(request) && ofPacks(request))
    expect(trailers).toHaveLength(1)
    expect(requests.length - trailers.length).toBe(8)
  })

  test('of a large file writes each pack once, and four small objects', async () => {
    const size = 2.5 * PACK
    const folder = model(size)
    const requests = await requestsOf((fresh) => fresh.save({ name: 'model', source: sourceOf(folder) }))
    const writes = requests.filter(isWrite)
    // Of 1 GiB 20: 16 packs of files, one of the tree, the record, store.json, and that once more.
    expect(writes.length).toBeLessThanOrEqual(Math.ceil(size / PACK) + 4)
    expect(writes.filter(ofPacks)).toHaveLength(4)
    for (const { headers, method } of writes) {
      expect([method, headers['if-none-match']]).toEqual(['PUT', '*'])
      expect(headers['x-amz-checksum-sha256']).toBeDefined()
    }

    const unchanged = await requestsOf(async (fresh) => {
      expect(await fresh.save({ name: 'model', source: sourceOf(folder) })).toMatchObject({ created: false })
    })
    expect(unchanged.filter(isWrite)).toEqual([])
    // Ten, and a small read for each pack that the version rests on.
    expect(unchanged.length).toBeLessThanOrEqual(10 + 4)
    // One of the ten hashes old bytes once more.
    const [sample, ...small] = unchanged
      .filter(ofPacks)
      .map(({ sent }) => sent)
      .sort((a, b) => b - a)
    expect(sample).toBeLessThanOrEqual(4 * MIB)
    for (const sent of small) expect(sent).toBeLessThan(MIB)
    rmSync(folder, { recursive: true })
  })
})

describe('what the summary of a save shows besides', () => {
  const run = { branch: 'main' }
  const compared = async (version: VersionMetadata, history?: number): Promise<string[]> => {
    const compare = async (fresh: ArtifactStore): Promise<void> => {
      const { failures } = await fresh.compare({ version, ...(history === undefined ? {} : { history }) })
      expect(failures).toEqual([])
    }
    return (await requestsOf(compare)).map(describeRequest)
  }

  test('is one request for a first version, and three for a second one', async () => {
    const first = await store.save({ name: 'report', source: sourceOf(report()), run })
    expect(await compared(first.version)).toEqual(['LIST artifacts/report/'])
    const second = await store.save({ name: 'report', source: sourceOf(report()), run })
    expect(await compared(second.version)).toEqual([
      'LIST artifacts/report/',
      'GET artifacts/report/versions/0000000002.json',
      'GET artifacts/report/versions/0000000001.json'
    ])
  })

  test('of a series with metrics and a production is 24 requests, of one without metrics 6 and 2 for production', async () => {
    let last: VersionMetadata | undefined
    for (let number = 1; number <= 25; number++) {
      const aliases = number === 2 ? ['production'] : []
      const request = { name: 'report', run, metrics: { a: number }, aliases, compression: 'none' } as const
      last = (await store.save({ ...request, source: sourceOf(report()) })).version
    }
    const requests = await compared(last!)
    expect(requests).toHaveLength(1 + 21 + 2)
    expect(requests).toEqual(expect.arrayContaining(['GET artifacts/report/aliases/production/0000000001.json']))
    expect(await compared(last!, 0)).toHaveLength(1 + 1 + 4 + 2)
  })

  test('of files that do not fit into the record is a few reads more', async () => {
    const many = (changed: string): string =>
      tree(Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [`f${at}`, at === 1000 ? changed : `${at}`])))
    await store.save({ name: 'dataset', source: sourceOf(many('a')), run })
    const { version } = await store.save({ name: 'dataset', source: sourceOf(many('b')), run })
    const requests = await compared(version)
    const packs = requests.filter((request) => request.startsWith('GET packs'))
    expect(requests.length - packs.length).toBe(3)
    expect(packs.length).toBeLessThanOrEqual(6)
  })
})

describe('a restore', () => {
  /** Bytes of the bodies of answers. */
  const sent = (requests: readonly RecordedRequest[]): number =>
    requests.reduce((sum, request) => sum + request.sent, 0)

  test('reads pack by pack, in order, little more than it needs, and asks once for megabytes', async () => {
    const size = 1.5 * PACK
    const folder = model(size)
    await store.save({ name: 'model', source: sourceOf(folder) })
    const destination = path.join(newFolder(), 'restored')
    const requests = await requestsOf((fresh) => fresh.restore({ name: 'model', destination }))
    expect(snapshot(destination)).toEqual(snapshot(folder))
    expect(sent(requests)).toBeLessThanOrEqual(size * 1.3)
    expect(requests.length).toBeLessThanOrEqual(size / (4 * MIB) + 20)

    const parts = requests.filter((request) => ofPacks(request) && request.sent > MIB)
    const packs = [...new Set(parts.map(({ path: key }) => key))]
    const order = parts.map(({ path: key, headers }) => {
      const [, start] = /^bytes=(\d+)-/.exec(headers.range!)!
      return packs.indexOf(key) * PACK * 2 + Number(start)
    })
    // Several are on their way at once, so neighbours may overtake each other.
    order.forEach((place, at) => expect(place).toBeGreaterThan(order[at - 6] ?? -1))
    for (const old of [folder, destination]) rmSync(old, { recursive: true })
  })

  test('of some files reads little more than these', async () => {
    const files = 600
    const bytes = 100_000
    const folder = tree(
      Object.fromEntries(Array.from({ length: files }, (_, at) => [`f${at}.bin`, randomBytes(bytes)]))
    )
    await store.save({ name: 'dataset', source: sourceOf(folder) })
    for (const [pattern, count] of [
      ['f*7.bin', 60],
      ['f1?.bin', 10],
      ['f5.bin', 1]
    ] as const) {
      const destination = path.join(newFolder(), 'restored')
      const requests = await requestsOf(async (fresh) => {
        expect(await fresh.restore({ name: 'dataset', destination, files: [pattern] })).toMatchObject({ files: count })
      })
      const content = requests.filter((request) => ofPacks(request) && request.sent >= bytes)
      expect(content.length).toBeGreaterThan(0)
      expect(sent(content)).toBeLessThanOrEqual(count * bytes * 1.3)
    }
  })
})
