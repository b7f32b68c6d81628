/** Whatever goes wrong below, what reaches the caller of a checked storage is a clear error, never wrong bytes. */
import { isStoreError } from '../../src/errors.js'
import type { ErrorCode } from '../../src/errors.js'
import { checkedStorage } from '../../src/storage/checked.js'
import { withFaults } from '../../src/storage/faulty.js'
import type { Fault, FaultyStorage } from '../../src/storage/faulty.js'
import { createMemoryStorage } from '../../src/storage/memory.js'
import type { ObjectInfo, Storage } from '../../src/storage/storage.js'

function bytes(words: string): Uint8Array {
  return new TextEncoder().encode(words)
}

async function filled(): Promise<Storage> {
  const storage = createMemoryStorage()
  for (const key of ['a/1', 'a/2', 'b/1']) await storage.create(key, bytes(`content of ${key}`))
  return storage
}

async function faulty(...faults: Fault[]): Promise<{ inner: Storage; faults: FaultyStorage; storage: Storage }> {
  const inner = await filled()
  const wrapped = withFaults(inner, faults)
  return { inner, faults: wrapped, storage: checkedStorage(wrapped) }
}

async function keysOf(storage: Storage, prefix = ''): Promise<string[]> {
  const keys: string[] = []
  for await (const info of storage.list(prefix)) keys.push(info.key)
  return keys
}

async function failure(promise: Promise<unknown>): Promise<{ code: ErrorCode; message: string; cause: unknown }> {
  try {
    await promise
  } catch (error) {
    if (isStoreError(error)) return { code: error.code, message: error.message, cause: error.cause }
    throw error
  }
  throw new Error('it did not fail')
}

async function commit(storage: Storage, key: string): Promise<unknown> {
  const writer = storage.writer()
  await writer.append([bytes('new')])
  return writer.commit(key)
}

const calls: [Fault['operation'], string, (storage: Storage) => Promise<unknown>][] = [
  ['create', 'a/new', (storage) => storage.create('a/new', bytes('new'))],
  ['append', 'memory', (storage) => commit(storage, 'a/new')],
  ['commit', 'a/new', (storage) => commit(storage, 'a/new')],
  ['read', 'a/1', (storage) => storage.read('a/1')],
  ['stat', 'a/1', (storage) => storage.stat('a/1')],
  ['list', 'a/', (storage) => keysOf(storage, 'a/')],
  ['remove', 'a/1', (storage) => storage.remove('a/1')],
  ['now', 'memory', (storage) => storage.now()],
  ['createMayTear', 'memory', (storage) => storage.createMayTear()]
]

describe('calls that fail', () => {
  test.each(calls)(
    '%s fails before it acts: a STORAGE error that names store and object',
    async (operation, key, call) => {
      const { inner, faults, storage } = await faulty({ operation, effect: { kind: 'fail-before' } })
      const told = await failure(call(storage))
      expect(told.code).toBe('STORAGE')
      expect(told.message).toContain(`'memory'`)
      expect(told.message).toContain(`'${key}'`)
      expect(told.message).toContain('connection reset (injected) (ECONNRESET)')
      expect(told.cause).toBeInstanceOf(Error)
      expect(faults.fired).toHaveLength(1)
      expect(await keysOf(inner)).toEqual(['a/1', 'a/2', 'b/1'])
    }
  )

  test.each(calls)('%s fails after it acted: an error all the same', async (operation, _key, call) => {
    const { inner, faults, storage } = await faulty({ operation, effect: { kind: 'fail-after' } })
    expect((await failure(call(storage))).code).toBe('STORAGE')
    expect(faults.fired).toHaveLength(1)
    const expected =
      operation === 'create' || operation === 'commit'
        ? ['a/1', 'a/2', 'a/new', 'b/1']
        : operation === 'remove'
          ? ['a/2', 'b/1']
          : ['a/1', 'a/2', 'b/1']
    expect(await keysOf(inner)).toEqual(expected)
  })

  test('an error that is clear already stays as it is', async () => {
    const { storage } = await faulty()
    expect((await failure(storage.read('a/nothing'))).code).toBe('NOT_FOUND')
    expect((await failure(storage.read('a/1', { offset: 0, length: 99 }))).code).toBe('DAMAGED')
  })

  test('what is no Error at all is told too', async () => {
    const inner = await filled()
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- as an adapter in JavaScript may
    const storage = checkedStorage({ ...inner, stat: () => Promise.reject('just words') })
    expect((await failure(storage.stat('a/1'))).message).toContain('just words')
  })

  test('a listing that breaks off is an error, not a shorter listing', async () => {
    const { storage } = await faulty({ operation: 'list', effect: { kind: 'fail-after' } })
    const seen: string[] = []
    const walk = async (): Promise<void> => {
      for await (const info of storage.list('')) seen.push(info.key)
    }
    expect((await failure(walk())).code).toBe('STORAGE')
    expect(seen).toEqual(['a/1'])
  })

  test('what a consumer of a listing throws is his own', async () => {
    const { storage } = await faulty()
    const walk = async (): Promise<void> => {
      for await (const info of storage.list('')) throw new TypeError(`mine: ${info.key}`)
    }
    await expect(walk()).rejects.toThrow(TypeError)
  })
})

describe('the plan', () => {
  test('counts calls by fault, key and operation', async () => {
    const { faults, storage } = await faulty(
      { operation: 'read', key: /^a\//, calls: [2], effect: { kind: 'fail-before' } },
      { operation: ['stat', 'remove'], key: 'b/1', effect: { kind: 'fail-before' } }
    )
    await storage.read('a/1')
    await storage.read('b/1')
    await expect(storage.read('a/2')).rejects.toThrow('injected')
    await storage.read('a/2')
    await storage.stat('a/1')
    await expect(storage.stat('b/1')).rejects.toThrow('injected')
    await expect(storage.remove('b/1')).rejects.toThrow('injected')
    expect(faults.fired.map((fault) => `${fault.operation} ${String(fault.key)}`)).toEqual([
      'read a/2',
      'stat b/1',
      'remove b/1'
    ])
  })

  test('throws the error that it was given', async () => {
    const error = Object.assign(new Error('disk full'), { code: 'ENOSPC' })
    const { storage } = await faulty({ operation: 'create', effect: { kind: 'fail-before', error } })
    const told = await failure(storage.create('a/new', bytes('x')))
    expect(told.message).toContain('its disk is full')
    expect(told.cause).toBe(error)
  })

  test('delays reorder calls that nobody waits for', async () => {
    const { storage } = await faulty({ operation: 'stat', key: 'a/1', effect: { kind: 'delay', milliseconds: 30 } })
    const order: string[] = []
    await Promise.all(['a/1', 'a/2'].map(async (key) => order.push((await storage.stat(key))!.key)))
    expect(order).toEqual(['a/2', 'a/1'])
  })

  test('refuses faults that cannot happen', async () => {
    const inner = await filled()
    expect(() => withFaults(inner, [{ operation: 'stat', effect: { kind: 'short-read' } }])).toThrow('short-read')
    expect(() => withFaults(inner, [{ operation: ['read', 'list'], effect: { kind: 'flip-bit' } }])).toThrow('flip-bit')
  })
})

describe('wrong bytes', () => {
  test.each([1, 5, 1000])('a range that is %d bytes short is DAMAGED', async (missing) => {
    const { faults, storage } = await faulty({ operation: 'read', effect: { kind: 'short-read', missing } })
    const told = await failure(storage.read('a/1', { offset: 1, length: 6 }))
    expect(told.code).toBe('DAMAGED')
    expect(told.message).toContain(`'a/1'`)
    expect(told.message).toContain('where 6 were asked for')
    expect(faults.fired).toHaveLength(1)
  })

  test('a range that is too long is DAMAGED', async () => {
    const inner = await filled()
    const storage = checkedStorage({ ...inner, read: (key) => inner.read(key) })
    expect((await failure(storage.read('a/1', { offset: 0, length: 3 }))).code).toBe('DAMAGED')
  })

  test('exactly one bit is flipped, where the plan says; who stores hashes must see it', async () => {
    const expected = bytes('content of a/1')
    const { storage } = await faulty(
      { operation: 'read', calls: [1], effect: { kind: 'flip-bit', bit: 9 } },
      { operation: 'read', calls: [2], effect: { kind: 'flip-bit' } }
    )
    const differences = async (): Promise<number[]> => {
      const seen = await storage.read('a/1')
      return [...seen].flatMap((byte, index) =>
        byte === expected[index] ? [] : [index * 256 + (byte ^ expected[index])]
      )
    }
    expect(await differences()).toEqual([1 * 256 + 2])
    expect(await differences()).toEqual([7 * 256 + 1])
    expect(await differences()).toEqual([])
  })

  test('bits flip on the way in, too, and not in the caller’s buffer', async () => {
    const { inner, storage } = await faulty({ operation: ['create', 'append'], effect: { kind: 'flip-bit', bit: 0 } })
    const mine = bytes('abc')
    await storage.create('a/new', mine)
    const writer = storage.writer()
    await writer.append([mine])
    await writer.commit('b/new')
    expect(mine).toEqual(bytes('abc'))
    expect(await inner.read('a/new')).toEqual(bytes('`bc'))
    expect(await inner.read('b/new')).toEqual(bytes('`bc'))
  })
})

describe('adapters that break the contract', () => {
  async function* infos(...keys: string[]): AsyncGenerator<ObjectInfo> {
    for (const key of keys) yield { key, size: 1, modifiedAt: new Date(0) }
  }

  async function listing(...keys: string[]): Promise<Storage> {
    return checkedStorage({ ...(await filled()), list: () => infos(...keys) })
  }

  test.each([
    ['out of order', ['a/2', 'a/1']],
    ['twice', ['a/1', 'a/1']],
    ['in the order of folders', ['a/b', 'a-b/c']],
    ['in the order of a locale', ['a/b', 'a/B']]
  ])('a listing %s is an error: something may be missing in it', async (_how, keys) => {
    const told = await failure(keysOf(await listing(...keys)))
    expect(told.code).toBe('STORAGE')
    expect(told.message).toContain('cannot be relied on')
    expect(told.message).toContain(`'${keys[1]}'`)
  })

  test('so is one outside of the prefix, or before the start', async () => {
    const storage = await listing('a/1', 'b/1')
    expect((await failure(keysOf(storage, 'a/'))).message).toContain(`'b/1'`)
    const walk = async (): Promise<void> => {
      for await (const info of storage.list('', { after: 'a/1' })) expect(info.key).toBe('b/1')
    }
    expect((await failure(walk())).message).toContain('cannot be relied on')
  })

  test('what is no key is left out of a listing, wherever it stands', async () => {
    const storage = await listing('.DS_Store', 'a/1', 'a/.hidden', 'tmp/half', 'a//2', '../escape', 'a/2', 'é')
    expect(await keysOf(storage)).toEqual(['a/1', 'a/2'])
  })

  test('sizes and times that are none are errors', async () => {
    const inner = await filled()
    for (const wrong of [{ size: -1 }, { size: 1.5 }, { size: Number.NaN }, { modifiedAt: new Date(Number.NaN) }]) {
      const info = { key: 'a/1', size: 1, modifiedAt: new Date(0), ...wrong }
      const storage = checkedStorage({
        ...inner,
        stat: () => Promise.resolve(info),
        list: async function* () {
          yield info
        },
        now: () => Promise.resolve(new Date(Number.NaN))
      })
      expect((await failure(storage.stat('a/1'))).code).toBe('STORAGE')
      expect((await failure(keysOf(storage))).code).toBe('STORAGE')
      expect((await failure(storage.now())).code).toBe('STORAGE')
    }
  })

  test('an answer that is neither created nor exists is an error', async () => {
    const inner = await filled()
    const storage = checkedStorage({
      ...inner,
      create: () => Promise.resolve(undefined as never),
      writer: () => ({ ...inner.writer(), commit: () => Promise.resolve(true as never) })
    })
    expect((await failure(storage.create('a/new', bytes('x')))).code).toBe('STORAGE')
    expect((await failure(commit(storage, 'a/new'))).code).toBe('STORAGE')
  })

  test('bytes that share their buffer are copied, since the caller may give it away', async () => {
    const pool = new Uint8Array(100).fill(7)
    const storage = checkedStorage({ ...(await filled()), read: () => Promise.resolve(pool.subarray(10, 20)) })
    const read = await storage.read('a/1')
    expect(read.buffer.byteLength).toBe(10)
    expect(read).toEqual(pool.slice(10, 20))
  })

  test('malformed keys, prefixes and ranges never reach the adapter', async () => {
    const reached: string[] = []
    const inner = new Proxy(await filled(), {
      get: (target, name: keyof Storage) => {
        if (name === 'writer' || name === 'location') return target[name]
        reached.push(name)
        return target[name]
      }
    })
    const storage = checkedStorage(inner)
    await expect(storage.create('../x', bytes('x'))).rejects.toThrow('not a storage key')
    await expect(storage.read('/etc/passwd')).rejects.toThrow('not a storage key')
    await expect(storage.read('a/1', { offset: -1, length: 1 })).rejects.toThrow('not a range')
    await expect(storage.stat('a//b')).rejects.toThrow('not a storage key')
    await expect(storage.remove('..')).rejects.toThrow('not a storage key')
    await expect(storage.writer().commit('tmp/x')).rejects.toThrow('not a storage key')
    expect(() => storage.list('a')).toThrow('not a prefix')
    expect(() => storage.list('', { after: 'a/' })).toThrow('not a storage key')
    expect(reached).toEqual([])
  })
})

describe('writers', () => {
  test('after a failed append neither another nor a commit is tried', async () => {
    const { inner, faults, storage } = await faulty({
      operation: 'append',
      calls: [2],
      effect: { kind: 'fail-before' }
    })
    const writer = storage.writer()
    await writer.append([bytes('one')])
    await expect(writer.append([bytes('two')])).rejects.toThrow('injected')
    await expect(writer.append([bytes('three')])).rejects.toThrow('has failed before')
    await expect(writer.commit('a/new')).rejects.toThrow('has failed before')
    await writer.abort()
    expect(faults.fired).toHaveLength(1)
    expect(await keysOf(inner)).toEqual(['a/1', 'a/2', 'b/1'])
  })

  test('abort never rejects', async () => {
    const inner = await filled()
    const storage = checkedStorage({
      ...inner,
      writer: () => ({ ...inner.writer(), abort: () => Promise.reject(new Error('connection reset')) })
    })
    await expect(storage.writer().abort()).resolves.toBeUndefined()
  })
})
