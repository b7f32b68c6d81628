import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { TaskPool } from '../../src/content/pool.js'
import type { ReadFilesTask } from '../../src/content/tasks.js'
import { hashOf, KIB, MIB, noise, prose, reasonOf, unhandledRejections, within, withFolder } from './support.js'

const entry = new URL('../../src/content/worker.js', import.meta.url)
/** Work enough that threads are started. */
const LARGE = 1024 * MIB

async function withPool<T>(count: number, act: (pool: TaskPool) => Promise<T>, module = entry): Promise<T> {
  const pool = new TaskPool({ count, entry: module })
  try {
    return await act(pool)
  } finally {
    await within(10_000, pool.close())
  }
}

function reading(...paths: string[]): ReadFilesTask {
  return { type: 'read-files', files: paths.map((absolutePath) => ({ absolutePath, followLinks: false, size: 1000 })) }
}

const hashed = async (pool: TaskPool, bytes: Uint8Array, cost: number): Promise<string> => {
  const hashes = await pool.run({ type: 'hash-chunks', bytes, start: 0, cuts: [bytes.length] }, cost)
  return Buffer.from(hashes).toString('hex')
}

describe.each([0, 1, 2])('a pool of %d threads', (count) => {
  test('does tasks, small ones and large ones', () =>
    withPool(count, async (pool) => {
      const bytes = noise('task', 100 * KIB)
      for (const cost of [1, LARGE, 1]) expect(await hashed(pool, bytes, cost)).toBe(hashOf(bytes))
      const many = await Promise.all(
        Array.from({ length: 40 }, (_, number) => hashed(pool, noise(number, 1000 + number), LARGE))
      )
      expect(many).toEqual(Array.from({ length: 40 }, (_, number) => hashOf(noise(number, 1000 + number))))
    }))

  test('gives memory to a task and gets it back', () =>
    withPool(count, async (pool) => {
      const text = new Uint8Array(prose('memory', 100 * KIB))
      const ranges: [number, number][] = [
        [0, 50 * KIB],
        [50 * KIB, 50 * KIB]
      ]
      const done = await pool.run({ type: 'compress', bytes: text, ranges, level: 1 }, LARGE, [text.buffer])
      expect(done.bytes.length).toBe(100 * KIB)
      expect(Buffer.compare(done.bytes, prose('memory', 100 * KIB))).toBe(0)
      expect(done.frames.map((frame) => frame !== undefined)).toEqual([true, true])
    }))

  test('keeps the running hash of each file in one place and in order', () =>
    withPool(count, async (pool) => {
      const files = [pool.newFile(), pool.newFile(), pool.newFile()]
      expect(new Set(files).size).toBe(3)
      // The first is begun before there are threads, and stays where it is.
      await pool.updateHash(files[0], noise('first', 10))
      await hashed(pool, noise(1, 10), LARGE)
      const pieces = Array.from({ length: 30 }, (_, number) => noise(number, 500 + number))
      const updates = pieces.flatMap((piece) => files.map((file) => pool.updateHash(file, piece)))
      const digests = await Promise.all(files.map((file) => pool.finishHash(file)))
      await Promise.all(updates)
      const whole = Buffer.concat(pieces)
      expect(digests.map((digest) => Buffer.from(digest).toString('hex'))).toEqual([
        hashOf(Buffer.concat([noise('first', 10), whole])),
        hashOf(whole),
        hashOf(whole)
      ])
    }))

  test('forgets the hash of a file that was given up, and minds neither one that ended nor one that never began', () =>
    withPool(count, async (pool) => {
      await hashed(pool, noise(1, 10), LARGE)
      const file = pool.newFile()
      await pool.updateHash(file, noise('given up', 10))
      await pool.dropHash(file)
      await pool.dropHash(file)
      await pool.dropHash(pool.newFile())
      expect(Buffer.from(await pool.finishHash(file)).toString('hex')).toBe(hashOf(''))
    }))

  test('brings failures back with their codes and messages, and goes on', () =>
    withPool(count, async (pool) =>
      withFolder(async (folder) => {
        for (const cost of [1, LARGE]) {
          const missing = join(folder, 'missing')
          const reason = await reasonOf(pool.run(reading(missing), cost))
          expect(reason).toMatchObject({ name: 'ArtifactStoreError', code: 'SOURCE' })
          expect((reason as Error).message).toContain(missing)
          const verify = { type: 'verify', describe: 'pack y', bytes: new Uint8Array(3) } as const
          const chunks = [{ offset: 0, stored: 3, size: 3, hash: new Uint8Array(32) }]
          await expect(pool.run({ ...verify, chunks }, cost)).rejects.toMatchObject({ code: 'DAMAGED' })
          // A bug stays one: no code, and where it happened.
          const bug = (await reasonOf(pool.run({ type: 'verify', describe: '' } as never, cost))) as Error
          expect(bug.name).not.toBe('ArtifactStoreError')
          expect(bug.message).toContain('chunks')
          expect(bug.stack).toContain('runTask')
          expect(await hashed(pool, noise(1, 10), cost)).toBe(hashOf(noise(1, 10)))
        }
      })
    ))

  test('closes the files that it keeps open for writing', () =>
    withPool(count, async (pool) =>
      withFolder(async (folder) => {
        const content = noise('piece', 100)
        const path = join(folder, 'file')
        await pool.run(
          {
            type: 'write-chunks',
            bytes: new Uint8Array(content),
            describe: '',
            chunks: Uint32Array.of(0, 100, 100),
            hashes: Buffer.from(hashOf(content), 'hex'),
            targets: Float64Array.of(0, 0, 0),
            files: { absolutePaths: [path], modes: Uint16Array.of(0o644), whole: Uint8Array.of(0) }
          },
          LARGE
        )
        await pool.reset()
        expect(readFileSync(path)).toEqual(content)
        if (process.platform === 'linux') {
          const { readdirSync, readlinkSync } = await import('node:fs')
          const open = readdirSync('/proc/self/fd').map((fd) => {
            try {
              return readlinkSync(`/proc/self/fd/${fd}`)
            } catch {
              return ''
            }
          })
          expect(open).not.toContain(path)
        }
      })
    ))
})

test('a pool starts no thread for little work', async () => {
  const missing = pathToFileURL('/nowhere/worker.js')
  await withPool(
    2,
    async (pool) => {
      for (let turn = 0; turn < 10; turn++)
        expect(await hashed(pool, noise(1, 10), 10 * KIB)).toBe(hashOf(noise(1, 10)))
    },
    missing
  )
})

describe('a thread that dies', () => {
  /** A worker that does what `onTask` says with each task. */
  const workerThat = (folder: string, onTask: string): URL => {
    const path = join(folder, 'worker.mjs')
    writeFileSync(
      path,
      `import { parentPort } from 'node:worker_threads'\nparentPort.on('message', ({ id }) => { ${onTask} })\n`
    )
    return pathToFileURL(path)
  }

  test.each([
    ['ends', 'process.exit(3)', /ended \(exit code 3\)/],
    ['throws', "throw new Error('a bug in the worker')", /a bug in the worker/],
    ['runs out of memory', 'const all = []; for (;;) all.push(Array(100000).fill({ a: {} }))', /memory/]
  ])('because it %s fails what it had to do, and what comes later', async (_, onTask, message) => {
    await withFolder(async (folder) => {
      const unhandled = await unhandledRejections(() =>
        withPool(
          1,
          async (pool) => {
            const tasks = [hashed(pool, noise(1, 10), LARGE), hashed(pool, noise(2, 10), LARGE)]
            const reasons = await within(30_000, Promise.all(tasks.map(reasonOf)))
            for (const reason of reasons) expect(String(reason)).toMatch(message)
            expect(String(await reasonOf(within(5000, hashed(pool, noise(3, 10), LARGE))))).toMatch(message)
            expect(String(await reasonOf(within(5000, pool.finishHash(pool.newFile()))))).toMatch(message)
          },
          workerThat(folder, onTask)
        )
      )
      expect(unhandled).toEqual([])
    })
  })

  test('because it cannot start fails what it had to do', async () => {
    await withPool(
      1,
      async (pool) => {
        const reason = await reasonOf(within(10_000, hashed(pool, noise(1, 10), LARGE)))
        expect(String(reason)).toContain('worker.js')
      },
      pathToFileURL('/nowhere/worker.js')
    )
  })

  test('because the pool is closed fails what it had to do', async () => {
    await withFolder(async (folder) => {
      const pool = new TaskPool({ count: 2, entry: workerThat(folder, 'void id') })
      const never = [reasonOf(hashed(pool, noise(1, 10), LARGE)), reasonOf(hashed(pool, noise(2, 10), LARGE))]
      await within(10_000, pool.close())
      for (const reason of await within(5000, Promise.all(never))) expect(String(reason)).toContain('ended')
    })
  })
})

test('memory that cannot be given to a thread fails that task alone', () =>
  withPool(1, async (pool) => {
    const gone = new Uint8Array(10)
    structuredClone(gone, { transfer: [gone.buffer] })
    const ranges: [number, number][] = [[0, 0]]
    await expect(pool.run({ type: 'compress', bytes: gone, ranges, level: 1 }, LARGE, [gone.buffer])).rejects.toThrow()
    expect(await hashed(pool, noise(1, 10), LARGE)).toBe(hashOf(noise(1, 10)))
  }))

test('threads without work do not keep a process alive, and those with work do', async () => {
  const script = `
    const { TaskPool } = await import(${JSON.stringify(new URL('../../src/content/pool.js', import.meta.url).href)})
    const pool = new TaskPool({ count: 2, entry: new URL(${JSON.stringify(entry.href)}) })
    // What cannot be given to a thread is nothing to wait for.
    const gone = new Uint8Array(10)
    structuredClone(gone, { transfer: [gone.buffer] })
    await pool.run({ type: 'compress', bytes: gone, ranges: [], level: 1 }, ${LARGE}, [gone.buffer]).catch(() => undefined)
    const bytes = new Uint8Array(1000)
    void pool.run({ type: 'hash-chunks', bytes, start: 0, cuts: [1000] }, ${LARGE}).then((hash) => {
      console.log(Buffer.from(hash).toString('hex'))
    })`
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    encoding: 'utf8',
    timeout: 20_000
  })
  expect(ran.stderr).toBe('')
  expect(ran.stdout.trim()).toBe(hashOf(new Uint8Array(1000)))
  expect([ran.status, ran.signal]).toEqual([0, null])
})
