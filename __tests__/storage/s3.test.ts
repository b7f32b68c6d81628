import { createHash } from 'node:crypto'
import { checkedStorage } from '../../src/storage/checked.js'
import { describeStorageConformance, type StorageUnderTest } from '../../src/storage/conformance.js'
import { withFaults, type Fault } from '../../src/storage/faulty.js'
import { openS3Storage, type S3StorageOptions, type Storage } from '../../src/storage/index.js'
import { openStore } from '../../src/store/index.js'
import { failure, removeFolders, save, tree } from '../store/support.js'
import { startS3Server, type S3Server, type S3ServerOptions } from '../support/s3-server.js'
import { makeBucket, newPrefix, s3Target, TEST_BUCKET, type S3Target } from '../support/s3-target.js'

let target: S3Target
beforeAll(async () => {
  target = await s3Target()
})
afterAll(() => target.close())

type Wrap = (storage: Storage) => Storage

/** Uneven, so that calls overtake each other; the same in every run. */
const delays: readonly Fault[] = [
  { operation: ['create', 'read', 'append'], effect: { kind: 'delay', milliseconds: (call) => (call * 7) % 4 } },
  { operation: ['commit', 'stat', 'list', 'remove'], effect: { kind: 'delay', milliseconds: (call) => (call * 5) % 3 } }
]

async function underTest(wrap: Wrap = (storage) => storage): Promise<StorageUnderTest> {
  const options = { prefix: newPrefix() }
  return { storage: wrap(await target.open(options)), reopen: async () => wrap(await target.open(options)) }
}

const framework = { describe, test }
describeStorageConformance('S3', () => underTest(), framework)
describeStorageConformance(
  'S3, checked and with delays',
  () => underTest((storage) => checkedStorage(withFaults(storage, delays))),
  framework
)

/** What goes over the wire: always at the server in this process, which tells it. */
describe('S3 requests', () => {
  const servers: S3Server[] = []
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

  interface Observed {
    readonly server: S3Server
    readonly storage: Storage
    readonly open: (options?: Partial<S3StorageOptions>) => Promise<Storage>
    /** Method and key of what was asked since the last look. */
    readonly asked: () => string[]
  }

  async function observed(options: S3ServerOptions = {}): Promise<Observed> {
    const server = await startS3Server(options)
    servers.push(server)
    await makeBucket(server.endpoint, credentials, options.region)
    const open = (more: Partial<S3StorageOptions> = {}): Promise<Storage> =>
      openS3Storage({
        bucket: TEST_BUCKET,
        prefix: 'p',
        endpoint: server.endpoint,
        credentials,
        retryDelay: 5,
        ...more
      })
    const asked = (): string[] =>
      server.requests.splice(0).map(({ method, path }) => `${method} ${path.slice(TEST_BUCKET.length + 1)}`)
    asked()
    return { server, storage: await open(), open, asked }
  }

  const credentials = { accessKeyId: 'AKIDTEST', secretAccessKey: 'hidden', sessionToken: 'session' }
  const large = Buffer.alloc(9 * 1024 * 1024, 7)
  const commit = async (storage: Storage, key: string, bytes: Uint8Array): Promise<unknown> => {
    const writer = storage.writer()
    await writer.append([bytes])
    return writer.commit(key)
  }
  const take = async (storage: Storage, count: number): Promise<number> => {
    let seen = 0
    for await (const _info of storage.list('')) if (++seen === count) break
    return seen
  }

  test('a create is one conditional PUT, whose hash is in the signature and in a checksum', async () => {
    const { server, storage } = await observed()
    const bytes = Buffer.from('content')
    await storage.create('a/b', bytes)
    expect(server.requests).toHaveLength(1)
    const [{ method, path, headers }] = server.requests
    const hash = createHash('sha256').update(bytes)
    expect([method, path]).toEqual(['PUT', `${TEST_BUCKET}/p/a/b`])
    expect(headers).toMatchObject({
      'if-none-match': '*',
      'content-length': '7',
      'x-amz-content-sha256': hash.copy().digest('hex'),
      'x-amz-checksum-sha256': hash.digest('base64'),
      'x-amz-security-token': 'session'
    })
    expect(headers.authorization).toMatch(/SignedHeaders=[^,]*if-none-match;[^,]*x-amz-content-sha256/)
    expect(headers).not.toHaveProperty('expect')
    expect(headers).not.toHaveProperty('transfer-encoding')
    expect(JSON.stringify(headers)).not.toContain('hidden')
  })

  test('a pack is one PUT; a large one is asked for first, and not sent where it is there', async () => {
    const { server, storage, asked } = await observed()
    expect(await commit(storage, 'packs/small', Buffer.from('small'))).toBe('created')
    expect(await commit(storage, 'packs/large', large)).toBe('created')
    expect(asked()).toEqual(['PUT p/packs/small', 'HEAD p/packs/large', 'PUT p/packs/large'])
    expect(await commit(storage, 'packs/large', large)).toBe('exists')
    expect(server.requests.map(({ received }) => received)).toEqual([0])
    expect(asked()).toEqual(['HEAD p/packs/large'])
    await expect(commit(storage, 'packs/large', large.subarray(1))).rejects.toMatchObject({ code: 'DAMAGED' })
    expect(asked()).toEqual(['HEAD p/packs/large'])
    expect(await commit(storage, 'packs/small', Buffer.from('small'))).toBe('exists')
    expect(asked()).toEqual(['PUT p/packs/small', 'HEAD p/packs/small'])
  })

  test('a pack that grows while it is collected keeps its bytes', async () => {
    const { server, storage } = await observed()
    const writer = storage.writer()
    const parts = Array.from({ length: 200 }, (_, index) => Buffer.alloc(100_000 + index, index))
    for (const part of parts) await writer.append([part])
    await writer.commit('packs/grown')
    expect(server.objects.get(`${TEST_BUCKET}/p/packs/grown`)!.bytes.equals(Buffer.concat(parts))).toBe(true)
  })

  test('a read is one GET, of a part where one is asked for; a part of nothing is a question', async () => {
    const { server, storage, asked } = await observed()
    await storage.create('a', large)
    asked()
    await storage.read('a')
    await storage.read('a', { offset: 1000, length: 10 })
    expect(server.requests.map(({ headers, sent }) => [headers.range, sent])).toEqual([
      [undefined, large.length],
      ['bytes=1000-1009', 10]
    ])
    expect(asked()).toEqual(['GET p/a', 'GET p/a'])
    await storage.read('a', { offset: 5, length: 0 })
    expect(asked()).toEqual(['HEAD p/a'])
  })

  test('a listing asks for pages of a thousand, and only for those that are wanted', async () => {
    const { server, storage, asked } = await observed()
    for (let index = 0; index < 2500; index++) {
      server.objects.set(`${TEST_BUCKET}/p/${String(index).padStart(5, '0')}`, {
        bytes: Buffer.alloc(0),
        modifiedAt: new Date()
      })
    }
    expect(await take(storage, 1000)).toBe(1000)
    expect(asked()).toHaveLength(1)
    expect(await take(storage, 1001)).toBe(1001)
    expect(asked()).toHaveLength(2)
    expect(await take(storage, Infinity)).toBe(2500)
    expect(asked()).toHaveLength(3)
  })

  test('connections are used again', async () => {
    const { server, storage } = await observed()
    for (let index = 0; index < 20; index++) await commit(storage, `packs/${index}`, large)
    expect(new Set(server.requests.map(({ port }) => port)).size).toBe(1)
  })

  test('time is the server’s', async () => {
    const { storage, asked } = await observed({ clockOffset: -20 * 60 * 1000 })
    const now = await storage.now()
    expect(Date.now() - now.getTime()).toBeGreaterThan(19 * 60 * 1000)
    await storage.create('a', Buffer.from('x'))
    expect(Math.abs((await storage.stat('a'))!.modifiedAt.getTime() - now.getTime())).toBeLessThan(10_000)
    asked()
    await storage.now()
    expect(asked()).toEqual(['HEAD p/store.json'])
  })

  test('a bucket of another region is found, and its region kept', async () => {
    const { storage, asked, server } = await observed({ region: 'eu-central-1' })
    await Promise.all(['a', 'b', 'c'].map((key) => storage.create(key, Buffer.from(key))))
    expect(asked()).toHaveLength(6)
    await storage.create('d', Buffer.from('d'))
    expect(server.requests.map(({ status }) => status)).toEqual([200])
  })

  describe('with settings of the SDK', () => {
    const before = process.env
    beforeEach(() => {
      // Nothing of whoever runs the tests.
      const { AWS_REGION: _region, AWS_DEFAULT_REGION: _default, ...env } = before
      process.env = { ...env, AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' }
    })
    afterEach(() => {
      process.env = before
    })

    test('the endpoint may come from them', async () => {
      const { server, open } = await observed()
      process.env['AWS_ENDPOINT_URL_S3'] = server.endpoint
      const storage = await openS3Storage({ bucket: TEST_BUCKET, prefix: 'p', credentials })
      expect(await storage.create('a', Buffer.from('a'))).toBe('created')
      expect(await (await open()).stat('a')).toBeDefined()
    })

    test('the credentials may, too', async () => {
      const { server } = await observed()
      Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIDENV', AWS_SECRET_ACCESS_KEY: 'hidden' })
      await (await openS3Storage({ bucket: TEST_BUCKET, endpoint: server.endpoint })).stat('a')
      expect(server.requests[0].headers.authorization).toContain('Credential=AKIDENV/')
    })

    test('without an endpoint a region must be known', async () => {
      await expect(openS3Storage({ bucket: TEST_BUCKET, credentials })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/is in no known region: set AWS_REGION, or add \?region=… to the store/)
      })
    })
  })

  test('of a server that replaces what exists, a create tells the truth; the store refuses to write to it', async () => {
    const { storage } = await observed({ ignoreConditions: true })
    expect(await storage.create('a', Buffer.from('a'))).toBe('created')
    expect(await storage.create('a', Buffer.from('a'))).toBe('created')
    const store = openStore(storage, { workers: { count: 0 } })
    const folder = tree({ 'a.txt': 'a' })
    const refused = await failure(save(store, folder))
    expect(refused.message).toMatch(/replaces objects that must not be replaced/)
    removeFolders()
  })
})
