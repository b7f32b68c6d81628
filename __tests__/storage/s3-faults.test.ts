/**
 * What goes wrong between a client and its bucket ends in right bytes or in one clear error: each request alone, and
 * saves and restores over it.
 */
import { isStoreError } from '../../src/errors.js'
import type { S3StorageOptions, Storage } from '../../src/storage/index.js'
import { openStore, type ArtifactStore } from '../../src/store/index.js'
import { startS3Proxy, type ProxyEffect, type ProxyFault, type S3Proxy } from '../support/s3-proxy.js'
import { newPrefix, s3Target, type S3Target } from '../support/s3-target.js'
import { newFolder, noise, removeFolders, restored, save, snapshot, tree, writeTree } from '../store/support.js'

let target: S3Target
const proxies: S3Proxy[] = []
beforeAll(async () => {
  target = await s3Target()
})
afterEach(async () => {
  removeFolders()
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()))
})
afterAll(() => target.close())

/** Milliseconds; long enough for 9 MiB on a machine with other work. */
const IDLE = 1000

interface Faulty {
  /** Through the proxy. */
  readonly storage: Storage
  /** The same objects, without it. */
  readonly direct: Storage
  readonly proxy: S3Proxy
  /** Another client through the proxy. */
  readonly open: () => Promise<Storage>
}

async function faulty(faults: readonly ProxyFault[], options: Partial<S3StorageOptions> = {}): Promise<Faulty> {
  const proxy = await startS3Proxy(target.endpoint, faults)
  proxies.push(proxy)
  const prefix = newPrefix()
  const open = (): Promise<Storage> =>
    target.open({ prefix, endpoint: proxy.endpoint, idleTimeout: IDLE, attempts: 4, ...options })
  return { storage: await open(), direct: await target.open({ prefix }), proxy, open }
}

const small = noise(1000, 1)
const large = noise(9 * 1024 * 1024, 2)

async function commit(storage: Storage, key: string, bytes: Uint8Array): Promise<unknown> {
  const writer = storage.writer()
  await writer.append([bytes])
  return writer.commit(key)
}

async function keysOf(storage: Storage): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of storage.list('')) keys.push(key)
  return keys
}

function same(actual: Uint8Array, expected: Uint8Array): void {
  expect(Buffer.compare(actual, expected)).toBe(0)
}

async function told(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    (value) => new Error(`it did not fail: ${JSON.stringify(value)}`),
    (reason: unknown) => reason
  )
  if (!isStoreError(error, 'STORAGE')) throw error as Error
  expect(error.message).not.toContain('\n')
  expect(error.message).not.toContain(target.credentials.secretAccessKey)
  return error.message
}

interface Trial {
  readonly method: string
  /** Acts, and looks at the result. */
  readonly act: (storage: Storage, direct: Storage) => Promise<void>
}

const trials: Readonly<Record<string, Trial>> = {
  create: {
    method: 'PUT',
    act: async (storage, direct) => {
      expect(await storage.create('a/new', small)).toBe('created')
      same(await direct.read('a/new'), small)
      expect(await storage.create('a/new', noise(1000, 3))).toBe('exists')
      same(await direct.read('a/new'), small)
    }
  },
  'commit of a small pack': {
    method: 'PUT',
    act: async (storage, direct) => {
      expect(['created', 'exists']).toContain(await commit(storage, 'packs/new', small))
      same(await direct.read('packs/new'), small)
    }
  },
  'commit of a large pack': {
    method: 'PUT',
    act: async (storage, direct) => {
      expect(['created', 'exists']).toContain(await commit(storage, 'packs/new', large))
      same(await direct.read('packs/new'), large)
    }
  },
  read: { method: 'GET', act: async (storage) => same(await storage.read('a/there'), small) },
  'read of a range': {
    method: 'GET',
    act: async (storage) => same(await storage.read('a/there', { offset: 100, length: 300 }), small.subarray(100, 400))
  },
  stat: { method: 'HEAD', act: async (storage) => expect((await storage.stat('a/there'))?.size).toBe(1000) },
  'stat of nothing': {
    method: 'HEAD',
    act: async (storage) => expect(await storage.stat('a/nothing')).toBeUndefined()
  },
  list: { method: 'GET', act: async (storage) => expect(await keysOf(storage)).toEqual(['a/there']) },
  remove: {
    method: 'DELETE',
    act: async (storage, direct) => {
      await storage.remove('a/there')
      expect(await direct.stat('a/there')).toBeUndefined()
    }
  },
  now: {
    method: 'HEAD',
    act: async (storage) => expect(Math.abs((await storage.now()).getTime() - Date.now())).toBeLessThan(60_000)
  }
}

const onAnyRequest: Readonly<Record<string, ProxyEffect>> = {
  'the connection breaks before the server acted': { kind: 'drop', after: false },
  'the connection breaks after the server acted': { kind: 'drop', after: true },
  'the server fails (500)': { kind: 'answer', status: 500, code: 'InternalError' },
  'the server fails (500) and has acted': { kind: 'answer', status: 500, code: 'InternalError', after: true },
  'a gateway times out (504) and the server has acted': {
    kind: 'answer',
    status: 504,
    code: 'GatewayTimeout',
    after: true
  },
  'the server asks for patience (503 SlowDown)': { kind: 'answer', status: 503, code: 'SlowDown' },
  'others create at the same moment (409)': { kind: 'answer', status: 409, code: 'ConditionalRequestConflict' },
  'no answer comes': { kind: 'silence' }
}

describe.each(Object.entries(onAnyRequest))('%s, once', (_title, effect) => {
  test.each(Object.entries(trials))('%s succeeds', async (_name, { method, act }) => {
    const { storage, direct, proxy } = await faulty([{ method, calls: [1], effect }])
    await direct.create('a/there', small)
    await act(storage, direct)
    expect(proxy.fired).toHaveLength(1)
  })
})

describe('a body that does not come whole, once', () => {
  const reading = ['read', 'read of a range', 'list'] as const
  const effects: readonly ProxyEffect[] = [{ kind: 'cut' }, { kind: 'stall' }]
  test.each(effects.flatMap((effect) => reading.map((name) => [effect, name] as const)))(
    '%j: %s succeeds',
    async (effect, name) => {
      const { storage, direct, proxy } = await faulty([{ method: 'GET', calls: [1], effect }])
      await direct.create('a/there', small)
      await trials[name].act(storage, direct)
      expect(proxy.fired).toHaveLength(1)
    }
  )
})

describe('a wrong byte in what is sent', () => {
  test.each(['create', 'commit of a small pack', 'commit of a large pack'])(
    'is refused by the server, and sent again: %s',
    async (name) => {
      const { storage, direct, proxy } = await faulty([
        { method: 'PUT', calls: [1], effect: { kind: 'flip', of: 'request' } }
      ])
      await trials[name].act(storage, direct)
      expect(proxy.fired).toHaveLength(1)
    }
  )

  test('is told where it comes each time, and nothing is stored', async () => {
    const { storage, direct } = await faulty([{ method: 'PUT', effect: { kind: 'flip', of: 'request' } }])
    expect(await told(storage.create('a/new', small))).toMatch(
      /could not create 'a\/new': the bytes reached the server changed, each time they were sent/
    )
    expect(await direct.stat('a/new')).toBeUndefined()
  })
})

describe('what does not pass is told in one clear sentence', () => {
  const forEver: [string, ProxyEffect, RegExp][] = [
    [
      'a broken connection',
      { kind: 'drop', after: false },
      /the connection to http:.* broke off, after several attempts/
    ],
    ['silence', { kind: 'silence' }, /did not answer in time, after several attempts/],
    ['SlowDown', { kind: 'answer', status: 503, code: 'SlowDown' }, /asks for fewer requests.*\(SlowDown, HTTP 503\)$/],
    ['a failing server', { kind: 'answer', status: 500, code: 'InternalError' }, /failed, after several attempts/],
    [
      'an expired token',
      { kind: 'answer', status: 400, code: 'ExpiredToken' },
      /the credentials have expired; get new ones and run again \(ExpiredToken, HTTP 400\)$/
    ],
    ['an expired token (403)', { kind: 'answer', status: 403, code: 'ExpiredToken' }, /the credentials have expired/],
    [
      'unknown credentials',
      { kind: 'answer', status: 403, code: 'InvalidAccessKeyId' },
      /does not know the credentials/
    ],
    [
      'a wrong region',
      { kind: 'answer', status: 301, code: 'PermanentRedirect' },
      /the bucket is in another region; set AWS_REGION, or add \?region=/
    ],
    [
      'clocks that stay apart',
      { kind: 'answer', status: 403, code: 'RequestTimeTooSkewed' },
      /the clocks of this machine and of the server are too far apart/
    ],
    ['what nobody foresaw', { kind: 'answer', status: 400, code: 'Odd' }, /says 'Odd' \(Odd, HTTP 400\)$/]
  ]
  test.each(forEver)('%s', async (_title, effect, message) => {
    const { storage } = await faulty([{ effect }], { idleTimeout: 100, attempts: 3 })
    const location = `the store at '${storage.location}' could not`
    const calls: [string, () => Promise<unknown>][] = [
      ["create 'a/new'", () => storage.create('a/new', small)],
      ["write 'packs/new'", () => commit(storage, 'packs/new', small)],
      ["read 'a/there'", () => storage.read('a/there')],
      ["list 'its objects'", () => keysOf(storage)]
    ]
    for (const [doing, call] of calls) {
      const sentence = await told(call())
      expect(sentence).toMatch(message)
      expect(sentence).toContain(`${location} ${doing}: `)
    }
  })

  const denied = { kind: 'answer', status: 403, code: 'AccessDenied' } as const
  test('no permission: which one is missing, and never that the object is', async () => {
    const { storage, proxy } = await faulty([{ effect: denied }])
    const needs = (permission: string) =>
      expect.stringContaining(`access is denied; the credentials need ${permission}`)
    expect(await told(storage.create('a', small))).toEqual(needs('s3:PutObject'))
    expect(await told(commit(storage, 'packs/a', small))).toEqual(needs('s3:PutObject'))
    expect(await told(storage.read('a'))).toEqual(needs('s3:GetObject and s3:ListBucket (without it'))
    expect(await told(storage.stat('a'))).toEqual(needs('s3:GetObject'))
    expect(await told(keysOf(storage))).toEqual(needs('s3:ListBucket'))
    expect(await told(storage.remove('a'))).toEqual(needs('s3:DeleteObject'))
    // The clock may be asked for by anybody.
    expect(await storage.now()).toBeInstanceOf(Date)
    // Nothing of it passes, so nothing was asked twice.
    expect(proxy.fired).toHaveLength(7)
  })

  test('a server without conditional writes', async () => {
    const { storage } = await faulty([
      { method: 'PUT', effect: { kind: 'answer', status: 501, code: 'NotImplemented' } }
    ])
    expect(await told(storage.create('a', small))).toMatch(/does not implement .* \(PUT with If-None-Match\)/)
  })

  test('a body that always breaks off, or stands still', async () => {
    for (const effect of [{ kind: 'cut' }, { kind: 'stall' }] as const) {
      const { storage, direct, proxy } = await faulty([{ method: 'GET', effect }], { idleTimeout: 100, attempts: 3 })
      await direct.create('a/there', small)
      expect(await told(storage.read('a/there'))).toMatch(/broke off|did not answer in time/)
      expect(proxy.fired).toHaveLength(3)
    }
  })

  test('no server', async () => {
    const storage = await target.open({ endpoint: 'http://127.0.0.1:9' })
    expect(await told(storage.read('a'))).toMatch(/http:\/\/127\.0\.0\.1:9 cannot be reached; check the endpoint/)
  })

  test('no TLS', async () => {
    const storage = await target.open({ endpoint: target.endpoint.replace('http:', 'https:') })
    expect(await told(storage.read('a'))).toMatch(/no secure connection to https:.* \(http or https\?\)/)
  })

  test('no bucket', async () => {
    const storage = await target.open({ bucket: 'artifact-store-no-such-bucket' })
    const message = /there is no bucket 'artifact-store-no-such-bucket' at http:.*; create it, or correct the store/
    expect(await told(storage.stat('a'))).toMatch(message)
    expect(await told(storage.read('a'))).toMatch(message)
    expect(await told(storage.create('a', small))).toMatch(message)
    expect(await told(commit(storage, 'a', large))).toMatch(message)
    expect(await told(keysOf(storage))).toMatch(message)
  })

  test('no credentials', async () => {
    const storage = await target.open({
      credentials: () => Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }))
    })
    expect(await told(storage.read('a'))).toMatch(/no credentials were found; set AWS_ACCESS_KEY_ID/)
  })
})

describe('clocks 20 minutes apart', () => {
  const TWENTY_MINUTES = 20 * 60 * 1000

  test.each([TWENTY_MINUTES, -TWENTY_MINUTES])('are told by the first answer: %d ms', async (clockOffset) => {
    for (const [name, { act }] of Object.entries(trials)) {
      const prefix = newPrefix()
      const direct = await target.open({ prefix })
      await direct.create('a/there', small)
      const storage = await target.open({ prefix, clockOffset })
      await act(storage, direct).catch((error: unknown) => {
        throw new Error(`${name} failed`, { cause: error })
      })
    }
  })

  test('cost one request more, and not one for each that is refused for another reason', async () => {
    const prefix = newPrefix()
    const proxy = await startS3Proxy(target.endpoint, [])
    proxies.push(proxy)
    const storage = await target.open({ prefix, endpoint: proxy.endpoint, clockOffset: TWENTY_MINUTES })
    await storage.create('a', small)
    const before = proxy.passed
    expect(before).toBe(2)
    expect(await storage.create('a', small)).toBe('exists')
    await expect(storage.read('b')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(proxy.passed - before).toBe(2)
  })
})

describe('a save and a restore', () => {
  const store = (storage: Storage): ArtifactStore => openStore(storage, { workers: { count: 0 } })
  const folders = (seed: number) =>
    tree({
      'model.bin': noise(300_000, seed),
      'notes/readme.txt': `version ${seed}`,
      'notes/data.bin': noise(70_000, seed + 50)
    })

  /** Of a quiet run: how many requests a save and a restore make. */
  async function requestsOf(): Promise<number> {
    const { storage, proxy } = await faulty([])
    await save(store(storage), folders(1))
    await restored(store(storage))
    return proxy.passed
  }

  const effects: readonly ProxyEffect[] = [
    { kind: 'drop', after: false },
    { kind: 'drop', after: true },
    { kind: 'answer', status: 500, code: 'InternalError', after: true },
    { kind: 'answer', status: 503, code: 'SlowDown' },
    { kind: 'cut' },
    { kind: 'flip', of: 'request' }
  ]
  test.each(effects)('give one version with the right bytes, whichever request meets %j', async (effect) => {
    const requests = await requestsOf()
    for (let call = 1; call <= requests; call++) {
      const { storage, direct, proxy } = await faulty([{ calls: [call], effect }])
      const folder = folders(1)
      expect((await save(store(storage), folder)).version.number).toBe(1)
      expect(await restored(store(storage))).toEqual(snapshot(folder))
      expect(await store(direct).list()).toHaveLength(1)
      expect(proxy.fired).toHaveLength(1)
    }
  })

  test('never give wrong bytes where an answer does', async () => {
    const { storage, direct } = await faulty([])
    const folder = folders(1)
    await save(store(direct), folder)
    let failures = 0
    for (let call = 1; ; call++) {
      const proxy = await startS3Proxy(target.endpoint, [
        { method: 'GET', calls: [call], effect: { kind: 'flip', of: 'answer' } }
      ])
      proxies.push(proxy)
      const prefix = storage.location.split('/').at(-1)!
      const through = await target.open({ prefix, endpoint: proxy.endpoint })
      const outcome = await restored(store(through)).catch((error: unknown) => error)
      if (proxy.fired.length === 0) break
      if (Array.isArray(outcome)) expect(outcome).toEqual(snapshot(folder))
      else {
        expect(isStoreError(outcome)).toBe(true)
        failures++
      }
    }
    expect(failures).toBeGreaterThan(2)
  })

  test('a lost answer to the write that makes the version: one version, none lost', async () => {
    for (const after of [true, false]) {
      const { storage, direct, proxy } = await faulty([
        { method: 'PUT', path: /\/versions\//, calls: [1, 4], effect: { kind: 'drop', after } }
      ])
      for (const seed of [1, 2, 3]) {
        const saved = await save(store(storage), folders(seed), { ifUnchanged: 'new' })
        expect(saved.version.number).toBe(seed)
      }
      expect((await store(direct).list()).map(({ number }) => number)).toEqual([3, 2, 1])
      expect(proxy.fired).toHaveLength(2)
    }
  })

  test('many who save at once, half of whose answers are lost: as many versions, each with its bytes', async () => {
    const WRITERS = 8
    const { open, direct, proxy } = await faulty(
      [
        {
          method: 'PUT',
          path: /\/versions\//,
          calls: Array.from({ length: 200 }, (_, index) => 2 * index + 1),
          effect: { kind: 'drop', after: true }
        }
      ],
      { attempts: 8 }
    )
    const source = Array.from({ length: WRITERS }, (_, seed) => folders(seed + 1))
    const numbers = await Promise.all(
      source.map(async (folder) => (await save(store(await open()), folder)).version.number)
    )
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: WRITERS }, (_, index) => index + 1))
    expect(await store(direct).list()).toHaveLength(WRITERS)
    for (const [index, folder] of source.entries()) {
      expect(await restored(store(direct), { selectors: [`v${numbers[index]}`] })).toEqual(snapshot(folder))
    }
    expect(proxy.fired.length).toBeGreaterThanOrEqual(WRITERS)
  })

  test('an expired credential in the middle of a save: an error that says so, and the versions before it', async () => {
    const { storage, direct } = await faulty([
      { method: 'PUT', path: /\/versions\//, calls: [2], effect: { kind: 'answer', status: 400, code: 'ExpiredToken' } }
    ])
    const folder = folders(1)
    await save(store(storage), folder)
    const second = newFolder()
    writeTree(second, { 'other.txt': 'other' })
    expect(await told(save(store(storage), second))).toMatch(/the credentials have expired/)
    expect(await store(direct).list()).toHaveLength(1)
    expect(await restored(store(direct))).toEqual(snapshot(folder))
  })
})
