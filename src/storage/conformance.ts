/**
 * What every storage must do, as a suite of tests for any framework that has `describe` and `test` (jest, vitest,
 * node:test, mocha). It brings its own assertions, so it needs none of the framework's types. `docs/ADAPTERS.md` shows
 * how to run it against an adapter of one's own.
 */
import assert from 'node:assert/strict'
import type { ByteRange, CreateResult, ObjectInfo, Storage, StorageKey } from './storage.js'

export interface TestFramework {
  describe(name: string, define: () => void): unknown
  test(name: string, run: () => Promise<void>, timeoutMilliseconds?: number): unknown
}

/** An empty storage, made for one test. */
export interface StorageUnderTest {
  readonly storage: Storage
  /** Another client of the same storage, as another process would open it. Without it one client plays them all. */
  readonly reopen?: () => Promise<Storage>
  readonly cleanup?: () => Promise<void>
}

const MEBIBYTE = 1024 * 1024
/** A storage over a network is given this long for the tests that move much. */
const LONG = 300_000

function text(words: string): Uint8Array {
  return new TextEncoder().encode(words)
}

/** 64 KiB of a linear congruential generator: no byte depends on chance. */
const noise = ((): Uint8Array => {
  const block = new Uint8Array(65_536)
  let state = 1
  for (let index = 0; index < block.length; index++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    block[index] = state >>> 24
  }
  return block
})()

/** Bytes of which no two blocks are alike: each begins with its number. */
function pattern(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  for (let start = 0, block = 0; start < length; start += noise.length, block++) {
    bytes.set(noise.subarray(0, length - start), start)
    bytes[start] = block & 0xff
  }
  return bytes
}

function assertSame(actual: Uint8Array, expected: Uint8Array): void {
  assert.equal(actual.length, expected.length)
  // Not deepEqual: a difference in 8 MiB would be printed byte by byte.
  assert.ok(Buffer.compare(actual, expected) === 0, 'the bytes differ')
}

/** By the property and not by the class: an adapter may be built with a copy of this library of its own. */
function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}

async function assertRejects(promise: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(promise, (error: unknown) => {
    assert.equal(codeOf(error), code, `expected ${code}, got: ${String(error)}`)
    return true
  })
}

/** What no correct caller does is answered with a plain error, which no one takes for a missing object. */
async function assertRefuses(promise: Promise<unknown>, what: unknown): Promise<void> {
  await assert.rejects(
    promise,
    (error: unknown) => {
      assert.equal(codeOf(error), undefined, `a plain error is expected, got: ${String(error)}`)
      return true
    },
    `not refused: ${JSON.stringify(what)}`
  )
}

async function listed(storage: Storage, prefix: string, after?: StorageKey): Promise<ObjectInfo[]> {
  const infos: ObjectInfo[] = []
  for await (const info of storage.list(prefix, after === undefined ? undefined : { after })) infos.push(info)
  return infos
}

async function keysOf(storage: Storage, prefix: string, after?: StorageKey): Promise<string[]> {
  return (await listed(storage, prefix, after)).map((info) => info.key)
}

/** Byte order, written out: the suite does not lean on how the storages sort. */
function inByteOrder(keys: readonly string[]): string[] {
  return [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}

async function write(storage: Storage, key: StorageKey, ...parts: Uint8Array[]): Promise<CreateResult> {
  const writer = storage.writer()
  await writer.append(parts)
  return writer.commit(key)
}

async function createAll(storage: Storage, keys: readonly string[]): Promise<void> {
  const waiting = [...keys]
  const one = async (): Promise<void> => {
    for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) await storage.create(key, text(key))
  }
  await Promise.all(Array.from({ length: 32 }, one))
}

const malformedKeys: readonly string[] = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  '../a',
  'a/..',
  'a/../b',
  'a/./b',
  '.hidden',
  'a/.hidden',
  'a\\b',
  'C:a',
  'a\u0000b',
  'a\nb',
  'a\u007f',
  'é',
  ' a',
  'a ',
  'a?b',
  'tmp/a',
  'tmp',
  'x'.repeat(255),
  `a/${'x'.repeat(255)}`,
  Array.from({ length: 8 }, () => 'x'.repeat(100)).join('/')
]

/**
 * Defines the suite.
 * @param name the implementation, for the heading
 * @param factory makes a fresh, empty storage; it is called once a test
 */
export function describeStorageConformance(
  name: string,
  factory: () => Promise<StorageUnderTest>,
  framework: TestFramework
): void {
  const it = (title: string, run: (storage: Storage, reopen: () => Promise<Storage>) => Promise<void>): void => {
    framework.test(
      title,
      async () => {
        const { storage, reopen, cleanup } = await factory()
        try {
          await run(storage, reopen ?? (() => Promise.resolve(storage)))
        } finally {
          await cleanup?.()
        }
      },
      LONG
    )
  }

  framework.describe(`storage conformance: ${name}`, () => {
    framework.describe('create', () => {
      it('publishes bytes that every client reads', async (storage, reopen) => {
        const bytes = pattern(1000)
        assert.equal(await storage.create('folder/object.json', bytes), 'created')
        assertSame(await storage.read('folder/object.json'), bytes)
        assertSame(await (await reopen()).read('folder/object.json'), bytes)
      })

      it('never overwrites', async (storage, reopen) => {
        await storage.create('a/b', text('first'))
        assert.equal(await storage.create('a/b', text('second')), 'exists')
        assert.equal(await (await reopen()).create('a/b', text('third')), 'exists')
        assertSame(await storage.read('a/b'), text('first'))
      })

      it('takes an empty object', async (storage) => {
        assert.equal(await storage.create('a/empty', new Uint8Array()), 'created')
        assert.equal((await storage.read('a/empty')).length, 0)
        assert.equal(await storage.create('a/empty', text('more')), 'exists')
      })

      it('takes 8 MiB', async (storage) => {
        const bytes = pattern(8 * MEBIBYTE)
        assert.equal(await storage.create('a/large', bytes), 'created')
        assertSame(await storage.read('a/large'), bytes)
      })

      it('takes a part of a larger buffer, and shared memory', async (storage) => {
        const bytes = pattern(300)
        await storage.create('a/part', bytes.subarray(100, 200))
        assertSame(await storage.read('a/part'), bytes.slice(100, 200))
        const shared = new Uint8Array(new SharedArrayBuffer(300))
        shared.set(bytes)
        await storage.create('a/shared', shared)
        assertSame(await storage.read('a/shared'), bytes)
      })

      it('does not keep the caller’s buffer', async (storage) => {
        const bytes = text('as it was')
        await storage.create('a/b', bytes)
        bytes.fill(0)
        assertSame(await storage.read('a/b'), text('as it was'))
      })

      it('tells one of 50 who race for a key that it created it', async (storage) => {
        const results = await Promise.all(
          Array.from({ length: 50 }, (_, index) => storage.create('race/1', text(`racer ${index}`)))
        )
        const winners = results.flatMap((result, index) => (result === 'created' ? [index] : []))
        assert.equal(winners.length, 1)
        assertSame(await storage.read('race/1'), text(`racer ${winners[0]!}`))
      })

      it('tells one of 50 from several clients that it created it', async (storage, reopen) => {
        const clients = [storage, await reopen(), await reopen(), await reopen(), await reopen()]
        for (let round = 0; round < 5; round++) {
          const key = `race/${round}`
          const results = await Promise.all(
            Array.from({ length: 50 }, (_, index) =>
              clients[index % clients.length]!.create(key, text(`racer ${index}`))
            )
          )
          const winners = results.flatMap((result, index) => (result === 'created' ? [index] : []))
          assert.equal(winners.length, 1)
          for (const client of clients) assertSame(await client.read(key), text(`racer ${winners[0]!}`))
        }
      })

      it('makes 50 objects at once in folders that do not exist yet', async (storage) => {
        const keys = Array.from({ length: 50 }, (_, index) => `new/${index % 5}/deep/er/${index}`)
        const results = await Promise.all(keys.map((key) => storage.create(key, text(key))))
        assert.ok(results.every((result) => result === 'created'))
        for (const key of keys) assertSame(await storage.read(key), text(key))
      })
    })

    framework.describe('read', () => {
      it('reads any range, exactly', async (storage) => {
        const bytes = pattern(10_000)
        await storage.create('a/b', bytes)
        const ranges: ByteRange[] = [
          { offset: 0, length: 10_000 },
          { offset: 0, length: 1 },
          { offset: 9_999, length: 1 },
          { offset: 1234, length: 4321 },
          { offset: 0, length: 0 },
          { offset: 5000, length: 0 },
          { offset: 10_000, length: 0 }
        ]
        for (const range of ranges) {
          assertSame(await storage.read('a/b', range), bytes.slice(range.offset, range.offset + range.length))
        }
      })

      it('reads 50 ranges at once', async (storage) => {
        const bytes = pattern(MEBIBYTE)
        await write(storage, 'a/b', bytes)
        await Promise.all(
          Array.from({ length: 50 }, async (_, index) => {
            const range = { offset: index * 20_000, length: 20_000 + index }
            assertSame(await storage.read('a/b', range), bytes.slice(range.offset, range.offset + range.length))
          })
        )
      })

      it('says DAMAGED where a range reaches past the end', async (storage) => {
        await storage.create('a/b', pattern(100))
        await assertRejects(storage.read('a/b', { offset: 0, length: 101 }), 'DAMAGED')
        await assertRejects(storage.read('a/b', { offset: 99, length: 2 }), 'DAMAGED')
        await assertRejects(storage.read('a/b', { offset: 100, length: 1 }), 'DAMAGED')
        await assertRejects(storage.read('a/b', { offset: 5000, length: 10 }), 'DAMAGED')
        await assertRejects(storage.read('a/b', { offset: 101, length: 0 }), 'DAMAGED')
        // As a damaged record might ask: nothing of that size may be reserved.
        await assertRejects(storage.read('a/b', { offset: 0, length: 2 ** 50 }), 'DAMAGED')
        await storage.create('a/empty', new Uint8Array())
        await assertRejects(storage.read('a/empty', { offset: 0, length: 1 }), 'DAMAGED')
      })

      it('says NOT_FOUND of what does not exist', async (storage) => {
        await storage.create('a/b/c', text('here'))
        for (const key of ['nothing', 'a/nothing', 'no/such/folder', 'a', 'a/b', 'a/b/c/d']) {
          await assertRejects(storage.read(key), 'NOT_FOUND')
          await assertRejects(storage.read(key, { offset: 0, length: 1 }), 'NOT_FOUND')
          await assertRejects(storage.read(key, { offset: 0, length: 0 }), 'NOT_FOUND')
        }
      })

      it('says DAMAGED of an object that is larger than it may be, whatever part was asked for', async (storage) => {
        await storage.create('a/b', pattern(100))
        for (const range of [
          undefined,
          { offset: 0, length: 1 },
          { offset: 99, length: 1 },
          { offset: 5, length: 0 }
        ]) {
          await assertRejects(storage.read('a/b', range, 99), 'DAMAGED')
          await assertRejects(storage.read('a/b', range, 0), 'DAMAGED')
          const expected = range ? pattern(100).slice(range.offset, range.offset + range.length) : pattern(100)
          assertSame(await storage.read('a/b', range, 100), expected)
          assertSame(await storage.read('a/b', range, 2 ** 40), expected)
        }
        await assertRejects(storage.read('a/nothing', undefined, 10), 'NOT_FOUND')
      })

      it('gives bytes that belong to the caller', async (storage) => {
        await storage.create('a/b', text('as it was'))
        for (const range of [undefined, { offset: 3, length: 2 }]) {
          const bytes = await storage.read('a/b', range)
          assert.equal(bytes.byteLength, bytes.buffer.byteLength)
          bytes.fill(0)
          structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
        }
        assertSame(await storage.read('a/b'), text('as it was'))
      })

      it('refuses ranges that are none', async (storage) => {
        await storage.create('a/b', pattern(100))
        for (const [offset, length] of [
          [-1, 2],
          [0, -1],
          [0.5, 1],
          [0, Number.NaN],
          [Number.MAX_SAFE_INTEGER, 1]
        ] as const) {
          await assertRefuses(storage.read('a/b', { offset, length }), [offset, length])
        }
      })
    })

    framework.describe('stat and now', () => {
      it('tells size and time of an object', async (storage) => {
        const before = await storage.now()
        await storage.create('a/b', pattern(123))
        const after = await storage.now()
        const info = await storage.stat('a/b')
        assert.ok(info)
        assert.equal(info.key, 'a/b')
        assert.equal(info.size, 123)
        // Some storages keep whole seconds.
        assert.ok(info.modifiedAt.getTime() >= before.getTime() - 2000)
        assert.ok(info.modifiedAt.getTime() <= after.getTime() + 2000)
        assert.ok(after.getTime() >= before.getTime() - 1000)
      })

      it('says undefined of what does not exist', async (storage) => {
        await storage.create('a/b/c', text('here'))
        for (const key of ['nothing', 'no/such/folder', 'a', 'a/b', 'a/b/c/d']) {
          assert.equal(await storage.stat(key), undefined)
        }
      })

      it('leaves nothing behind when asked for the time', async (storage) => {
        await storage.now()
        await storage.createMayTear()
        assert.deepEqual(await keysOf(storage, ''), [])
      })
    })

    framework.describe('writer', () => {
      it('puts what was appended together', async (storage, reopen) => {
        const bytes = pattern(5 * MEBIBYTE)
        const writer = storage.writer()
        const reused = new Uint8Array(MEBIBYTE)
        for (let offset = 0; offset < bytes.length; offset += MEBIBYTE) {
          reused.set(bytes.subarray(offset, offset + MEBIBYTE))
          await writer.append([reused.subarray(0, 1000), reused.subarray(1000, 1000), reused.subarray(1000)])
        }
        assert.equal(await writer.commit('packs/a'), 'created')
        assertSame(await storage.read('packs/a'), bytes)
        assertSame(await (await reopen()).read('packs/a'), bytes)
        assert.equal((await storage.stat('packs/a'))?.size, bytes.length)
      })

      it('keeps the order of appends that nobody waited for', async (storage) => {
        const bytes = pattern(MEBIBYTE)
        const writer = storage.writer()
        const size = bytes.length / 16
        await Promise.all(
          Array.from({ length: 16 }, (_, index) => writer.append([bytes.subarray(index * size, (index + 1) * size)]))
        )
        await writer.commit('packs/a')
        assertSame(await storage.read('packs/a'), bytes)
      })

      it('takes thousands of buffers at once, also of shared memory', async (storage) => {
        const bytes = new Uint8Array(new SharedArrayBuffer(50_000))
        bytes.set(pattern(50_000))
        const parts = Array.from({ length: 5000 }, (_, index) => bytes.subarray(index * 10, (index + 1) * 10))
        await write(storage, 'packs/a', ...parts)
        assertSame(await storage.read('packs/a'), bytes)
      })

      it('writes 32 MiB', async (storage) => {
        const part = pattern(8 * MEBIBYTE)
        const writer = storage.writer()
        for (let index = 0; index < 4; index++) await writer.append([part])
        await writer.commit('packs/large')
        for (let index = 0; index < 4; index++) {
          assertSame(await storage.read('packs/large', { offset: index * part.length, length: part.length }), part)
        }
      })

      it('writes an empty object', async (storage) => {
        assert.equal(await storage.writer().commit('packs/empty'), 'created')
        assert.equal((await storage.read('packs/empty')).length, 0)
      })

      it('shows nothing before the commit', async (storage, reopen) => {
        const writer = storage.writer()
        await writer.append([pattern(6 * MEBIBYTE)])
        await writer.append([pattern(6 * MEBIBYTE)])
        assert.deepEqual(await keysOf(await reopen(), ''), [])
        await writer.commit('packs/a')
        assert.deepEqual(await keysOf(await reopen(), ''), ['packs/a'])
      })

      it('shows nothing after an abort', async (storage, reopen) => {
        const writer = storage.writer()
        await writer.append([pattern(6 * MEBIBYTE)])
        await writer.abort()
        await writer.abort()
        assert.deepEqual(await keysOf(await reopen(), ''), [])
        await assert.rejects(writer.append([text('more')]))
        await assert.rejects(writer.commit('packs/a'))
        await storage.writer().abort()
        assert.deepEqual(await keysOf(await reopen(), ''), [])
      })

      it('aborts while an append is on its way', async (storage) => {
        const writer = storage.writer()
        const appending = writer.append([pattern(2 * MEBIBYTE)]).catch(() => undefined)
        await writer.abort()
        await appending
        assert.deepEqual(await keysOf(storage, ''), [])
      })

      it('is done after its commit, which no abort takes back', async (storage) => {
        const writer = storage.writer()
        await writer.append([text('content')])
        await writer.commit('packs/a')
        await writer.abort()
        await assert.rejects(writer.append([text('more')]))
        await assert.rejects(writer.commit('packs/b'))
        assert.deepEqual(await keysOf(storage, ''), ['packs/a'])
        assertSame(await storage.read('packs/a'), text('content'))
      })

      it('takes an object of the same size for the same', async (storage, reopen) => {
        assert.equal(await write(storage, 'packs/a', pattern(1000)), 'created')
        assert.equal(await write(storage, 'packs/a', pattern(1000)), 'exists')
        assert.equal(await write(await reopen(), 'packs/a', pattern(1000)), 'exists')
        assertSame(await storage.read('packs/a'), pattern(1000))
      })

      it('says DAMAGED where an object of another size has the key', async (storage) => {
        await write(storage, 'packs/a', pattern(1000))
        await assertRejects(write(storage, 'packs/a', pattern(999)), 'DAMAGED')
        assertSame(await storage.read('packs/a'), pattern(1000))
      })

      it('lets 20 commit one key at once', async (storage, reopen) => {
        const clients = [storage, await reopen()]
        const bytes = pattern(10_000)
        const results = await Promise.all(
          Array.from({ length: 20 }, (_, index) => write(clients[index % 2]!, 'packs/a', bytes))
        )
        assert.ok(results.includes('created'))
        assertSame(await storage.read('packs/a'), bytes)
        assert.deepEqual(await keysOf(storage, ''), ['packs/a'])
      })
    })

    framework.describe('list', () => {
      const keys = ['a-b/x', 'a/b', 'a/x', 'a/x-y/z', 'a/x.json', 'a.b', 'a0', 'ab/c/d/e', 'b/1', 'b/10', 'b/2', 'z']
        .concat(['m/k-1/x', 'm/k/x', 'm/k0/x', 'm/k.x', 'B/1'])
        .filter((key) => key !== 'a/x')

      it('lists in the order of the bytes of whole keys', async (storage, reopen) => {
        await createAll(storage, keys)
        const expected = inByteOrder(keys)
        assert.ok(expected.indexOf('a-b/x') < expected.indexOf('a/b'))
        assert.deepEqual(await keysOf(storage, ''), expected)
        assert.deepEqual(await keysOf(await reopen(), ''), expected)
      })

      it('lists below a prefix only', async (storage) => {
        await createAll(storage, keys)
        for (const prefix of ['a/', 'a/x-y/', 'ab/', 'ab/c/', 'b/', 'm/', 'm/k/', 'z/', 'nothing/', 'no/such/']) {
          const expected = inByteOrder(keys.filter((key) => key.startsWith(prefix)))
          assert.deepEqual(await keysOf(storage, prefix), expected)
        }
      })

      it('starts after a key, which need not exist', async (storage) => {
        await createAll(storage, keys)
        const starts = [...keys, 'a', 'a-b', 'a-b/w', 'a-b/y', 'a/x-y', 'a/x-y/zz', 'm/k', 'm/k-1', 'm/k/', '0', 'zz']
        for (const after of starts.filter((start) => !start.endsWith('/'))) {
          for (const prefix of ['', 'a/', 'm/']) {
            const expected = inByteOrder(
              keys.filter((key) => key.startsWith(prefix) && Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0)
            )
            assert.deepEqual(await keysOf(storage, prefix, after), expected, `below '${prefix}' after '${after}'`)
          }
        }
      })

      it('tells size and time as stat does', async (storage) => {
        await storage.create('a/one', pattern(10))
        await write(storage, 'a/two', pattern(20))
        const infos = await listed(storage, 'a/')
        assert.deepEqual(
          infos.map((info) => info.size),
          [10, 20]
        )
        for (const info of infos) {
          const seen = await storage.stat(info.key)
          // A listing may keep whole seconds where stat does not.
          assert.ok(Math.abs(seen!.modifiedAt.getTime() - info.modifiedAt.getTime()) < 1000)
        }
      })

      it('lists 2,000 keys', async (storage) => {
        const many = Array.from({ length: 2000 }, (_, index) => `many/${String(index).padStart(10, '0')}.json`)
        await createAll(storage, many)
        assert.deepEqual(await keysOf(storage, 'many/'), many)
        assert.deepEqual(await keysOf(storage, 'many/', many[1489]), many.slice(1490))
        assert.deepEqual(await keysOf(storage, 'many/', many[1999]), [])
      })

      it('may be left early, and be walked twice at once', async (storage) => {
        await createAll(storage, keys)
        for await (const info of storage.list('')) {
          assert.equal(info.key, inByteOrder(keys)[0])
          break
        }
        const [first, second] = await Promise.all([keysOf(storage, ''), keysOf(storage, 'a/')])
        assert.equal(first.length, keys.length)
        assert.ok(second.length < first.length)
      })

      it('does not fail where objects vanish or appear meanwhile', async (storage) => {
        const many = Array.from({ length: 300 }, (_, index) => `d${index % 10}/${String(index).padStart(4, '0')}`)
        await createAll(storage, many)
        const seen: string[] = []
        for await (const info of storage.list('')) {
          seen.push(info.key)
          if (seen.length === 1) {
            await Promise.all(many.filter((key) => key.startsWith('d5/')).map((key) => storage.remove(key)))
            await storage.create('d0/zzz', text('new'))
          }
        }
        const kept = inByteOrder(many.filter((key) => !key.startsWith('d5/')))
        assert.deepEqual(
          seen.filter((key) => kept.includes(key)),
          kept
        )
      })

      it('refuses prefixes that are none', async (storage) => {
        for (const prefix of ['a', '/', '../', 'a//', 'a/../', 'tmp/', './']) {
          await assertRefuses(keysOf(storage, prefix), prefix)
        }
      })
    })

    framework.describe('remove', () => {
      it('removes', async (storage, reopen) => {
        await createAll(storage, ['a/b', 'a/c'])
        await storage.remove('a/b')
        assert.equal(await storage.stat('a/b'), undefined)
        await assertRejects(storage.read('a/b'), 'NOT_FOUND')
        assert.deepEqual(await keysOf(await reopen(), ''), ['a/c'])
      })

      it('takes no offence where there is nothing', async (storage) => {
        await storage.remove('a/b')
        await storage.create('a/b', text('here'))
        await storage.remove('a/nothing')
        await storage.remove('a/b/c')
        await storage.remove('a/b')
        await storage.remove('a/b')
        assert.deepEqual(await keysOf(storage, ''), [])
      })

      it('leaves a key that can be created again', async (storage) => {
        await storage.create('a/b', text('first'))
        await storage.remove('a/b')
        assert.equal(await storage.create('a/b', text('second')), 'created')
        assertSame(await storage.read('a/b'), text('second'))
      })
    })

    framework.describe('clearAbandoned, where there is one', () => {
      it('takes nothing that is stored, and folders come again', async (storage, reopen) => {
        await createAll(storage, ['a/b', 'a/gone/c'])
        await storage.remove('a/gone/c')
        const late = new Date((await storage.now()).getTime() + 60_000)
        const told = await storage.clearAbandoned?.(late, true)
        const cleared = await storage.clearAbandoned?.(late, false)
        assert.deepEqual(cleared, told)
        assert.deepEqual(await keysOf(storage, ''), ['a/b'])
        const other = await reopen()
        assertSame(await other.read('a/b'), text('a/b'))
        for (const [key, client] of [
          ['a/gone/d', storage],
          ['a/gone/e', other]
        ] as const) {
          assert.equal(await client.create(key, text(key)), 'created')
        }
        assert.deepEqual(await keysOf(storage, 'a/'), ['a/b', 'a/gone/d', 'a/gone/e'])
      })
    })

    framework.describe('keys', () => {
      it('takes every key that the contract allows', async (storage) => {
        const allowed = [
          'artifacts/models%2Firis/versions/0000000012.json',
          'artifacts/models%2Firis%252F/x',
          '%2E%2E/%2e',
          'with space/and + plus',
          "!#$%&'()+,-.;=@[]^_`{}~",
          'dots/a..b',
          'x'.repeat(254),
          `long/${'y'.repeat(254)}`,
          'd/e/e/p/e/r/s/t/i/l/l',
          '0',
          'CON-/aux-'
        ]
        for (const key of allowed) {
          assert.equal(await storage.create(key, text(key)), 'created', key)
          assertSame(await storage.read(key), text(key))
          assert.equal((await storage.stat(key))?.size, key.length)
        }
        assert.deepEqual(await keysOf(storage, ''), inByteOrder(allowed))
        assert.deepEqual(await keysOf(storage, 'artifacts/models%2Firis/'), [allowed[0]])
      })

      it('refuses all others, everywhere, and does nothing', async (storage) => {
        for (const key of malformedKeys) {
          await assertRefuses(storage.create(key, text('x')), key)
          await assertRefuses(write(storage, key, text('x')), key)
          await assertRefuses(storage.read(key), key)
          await assertRefuses(storage.stat(key), key)
          await assertRefuses(storage.remove(key), key)
          await assertRefuses(keysOf(storage, '', key), key)
        }
        assert.deepEqual(await keysOf(storage, ''), [])
      })
    })

    framework.describe('itself', () => {
      it('says where it is, and whether its objects may be torn', async (storage) => {
        assert.ok(storage.location.length > 0)
        assert.equal(typeof (await storage.createMayTear()), 'boolean')
      })
    })
  })
}
