import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { PackSink } from '../../src/content/pack-writer.js'
import { TaskPool } from '../../src/content/pool.js'
import { ArtifactStoreError } from '../../src/errors.js'
import type { SourceEntry, SourceTree } from '../../src/files/source.js'
import { listed, openFilesIn, Saving, withPool } from './ingest-support.js'
import { failureOf, MIB, noise, reasonOf, unhandledRejections, withFolder, within } from './support.js'

const full = new ArtifactStoreError('STORAGE', 'the disk is full')

/** Large and small files, enough that several of each are on their way at once. */
function makeFiles(folder: string, { large = 6, size = 9 * MIB, small = 600 } = {}): SourceEntry[] {
  const entries: SourceEntry[] = []
  const add = (path: string, content: Buffer): void => {
    writeFileSync(join(folder, path), content)
    entries.push(listed(folder, path, content.length))
  }
  for (let number = 0; number < large; number++) {
    add(`large-${number}`, noise(`large ${number}`, size))
    for (let each = 0; each < small / large; each++)
      add(`small-${number}-${1000 + each}`, noise(`${number} ${each}`, 3000))
  }
  return entries
}

/** A sink whose `nth` call fails, after a moment. */
function failingSink(failing: 'append' | 'commit', nth: number): () => PackSink {
  let calls = 0
  const call = async (name: string): Promise<void> => {
    if (name !== failing) return
    await delay(1)
    if (calls++ >= nth) throw full
  }
  return () => ({
    append: () => call('append'),
    commit: () => call('commit'),
    abort: async () => undefined
  })
}

describe.each([0, 2])('a failure of the storage, with %d threads', (count) => {
  test.each([0, 1, 7])('ends the save with it, at once, and nothing hangs (%d calls before it)', (nth) =>
    withPool(count, (pool) =>
      withFolder(async (folder) => {
        const entries = makeFiles(folder)
        let walked = 0
        const source: SourceTree = {
          async *entries() {
            for (const entry of entries) {
              walked++
              yield entry
            }
          }
        }
        const saving = new Saving(pool)
        saving.open = failingSink('append', nth)
        const unhandled = await unhandledRejections(async () => {
          expect(await reasonOf(within(20_000, saving.save(source)))).toBe(full)
        })
        expect(unhandled).toEqual([])
        // Not by going through all the rest first.
        expect(walked).toBeLessThan(entries.length)
        expect(openFilesIn(folder)).toEqual([])
      })
    )
  )

  test('ends the save with it also while files wait for memory that will not come back', () =>
    withPool(count, (pool) =>
      withFolder(async (folder) => {
        const entries = makeFiles(folder, { large: 2, size: 48 * MIB, small: 0 })
        const saving = new Saving(pool)
        // So slowly that all blocks are in use by then.
        const append = (): Promise<never> => delay(400).then(() => Promise.reject(full))
        saving.open = () => ({ append, commit: async () => undefined, abort: async () => undefined })
        expect(await reasonOf(within(20_000, saving.save(entries)))).toBe(full)
        expect(openFilesIn(folder)).toEqual([])
      })
    ))

  test('when a pack is made durable ends the save with it', () =>
    withPool(count, (pool) =>
      withFolder(async (folder) => {
        const saving = new Saving(pool)
        saving.open = failingSink('commit', 0)
        const unhandled = await unhandledRejections(async () => {
          expect(await reasonOf(within(20_000, saving.save(makeFiles(folder, { large: 3 }))))).toBe(full)
        })
        expect(unhandled).toEqual([])
        expect(openFilesIn(folder)).toEqual([])
      })
    ))

  test('leaves the pool as it was: the next save works', () =>
    withPool(count, (pool) =>
      withFolder(async (folder) => {
        const entries = makeFiles(folder, { large: 2, size: 9 * MIB, small: 10 })
        const failed = new Saving(pool)
        failed.open = failingSink('append', 1)
        expect(await reasonOf(within(20_000, failed.save(entries)))).toBe(full)
        const saving = new Saving(pool)
        const table = await within(20_000, saving.save(entries))
        expect(Buffer.compare(saving.contentOf(table, 'large-1'), noise('large 1', 9 * MIB))).toBe(0)
      })
    ))
})

describe('a failure of one file', () => {
  test('ends the reading of the others, and the walk, at once', () =>
    withPool(2, (pool) =>
      withFolder(async (folder) => {
        const entries = [listed(folder, 'gone', 9 * MIB), ...makeFiles(folder, { large: 1, size: 48 * MIB, small: 1 })]
        let walked = 0
        const source: SourceTree = {
          async *entries() {
            for (const entry of entries) yield entry
            for (; walked < 10_000; walked++) {
              yield { kind: 'directory', path: `z${10_000 + walked}`, mode: 0o755 }
              if (walked % 10 === 0) await delay(1)
            }
          }
        }
        let scans = 0
        pool.onTask = (task) => {
          if (task.type === 'scan') scans++
        }
        const { message } = await failureOf('SOURCE', within(20_000, new Saving(pool).save(source)))
        expect(message).toContain('gone')
        expect(walked).toBeLessThan(5000)
        expect(scans).toBeLessThan(10)
        expect(openFilesIn(folder)).toEqual([])
      })
    ))

  test('ends the hashing of another that changed since the version before', () =>
    withPool(2, (pool) =>
      withFolder(async (folder) => {
        const size = 40 * MIB
        const entries = makeFiles(folder, { large: 1, size, small: 1 })
        const known = {
          type: 'file',
          path: 'large-0',
          mode: 0o644,
          size,
          sha256: '0'.repeat(64),
          chunks: [{ pack: '', offset: 0, stored: 1, size, sha256: '1'.repeat(64) }]
        } as const
        const saving = new Saving(pool)
        // Late enough that hashing has begun.
        const begun = new Promise<void>((resolve) => {
          const updateHash = pool.updateHash.bind(pool)
          pool.updateHash = async (file, bytes) => {
            await updateHash(file, bytes)
            resolve()
            await delay(20)
          }
        })
        const append = (): Promise<never> => begun.then(() => Promise.reject(full))
        saving.open = () => ({ append, commit: async () => undefined, abort: async () => undefined })
        expect(await reasonOf(within(20_000, saving.save(entries, { knownFile: async () => known })))).toBe(full)
        expect(pool.counts['hash-update']).toBeLessThan(size)
        expect(openFilesIn(folder)).toEqual([])
      })
    ))
})

describe('a failure of what is asked on the way', () => {
  test('for the version before ends the save with it', () =>
    withPool(2, (pool) =>
      withFolder(async (folder) => {
        const failure = new Error('the tree cannot be read')
        let asked = 0
        const knownFile = async (): Promise<undefined> => {
          if (++asked === 3) throw failure
        }
        const unhandled = await unhandledRejections(async () => {
          const saved = new Saving(pool).save(makeFiles(folder), { knownFile })
          expect(await reasonOf(within(20_000, saved))).toBe(failure)
        })
        expect(unhandled).toEqual([])
        expect(openFilesIn(folder)).toEqual([])
      })
    ))

  test.each(['read-files', 'scan', 'hash-chunks', 'compress'])('of the threads ends the save with it: %s', (type) =>
    withPool(2, (pool) =>
      withFolder(async (folder) => {
        const failure = new Error('a worker thread ended')
        let tasks = 0
        pool.onTask = (task) => {
          if (task.type === type && ++tasks >= 2) throw failure
        }
        const unhandled = await unhandledRejections(async () => {
          const reason = await reasonOf(
            within(20_000, new Saving(pool).save(makeFiles(folder, { large: 2, size: 9 * MIB })))
          )
          // It is not the file's fault, and must not be told as if it were.
          expect(reason).toBe(failure)
        })
        expect(unhandled).toEqual([])
        expect(openFilesIn(folder)).toEqual([])
      })
    )
  )

  test('of threads that cannot start ends the save', () =>
    withFolder(async (folder) => {
      const pool = new TaskPool({ count: 2, entry: new URL('file:///nowhere/worker.js') })
      try {
        const unhandled = await unhandledRejections(async () => {
          const reason = await reasonOf(within(20_000, new Saving(pool).save(makeFiles(folder))))
          expect(String(reason)).toContain('worker.js')
        })
        expect(unhandled).toEqual([])
        expect(openFilesIn(folder)).toEqual([])
      } finally {
        await pool.close()
      }
    }))
})

describe('cancelling', () => {
  test.each([0, 2])('ends the save soon, wherever it is (%d threads)', (count) =>
    withPool(count, (pool) =>
      withFolder(async (folder) => {
        const entries = makeFiles(folder, { large: 3, small: 300 })
        for (const after of [0, 1, 5, 12]) {
          const abort = new AbortController()
          if (after === 0) abort.abort()
          let tasks = 0
          pool.onTask = () => {
            if (++tasks === after) abort.abort()
          }
          const unhandled = await unhandledRejections(async () => {
            await failureOf('CANCELLED', within(20_000, new Saving(pool).save(entries, { signal: abort.signal })))
          })
          expect(unhandled).toEqual([])
          expect(tasks).toBeLessThan(after + 12)
          expect(openFilesIn(folder)).toEqual([])
        }
      })
    )
  )

  test('ends also the hashing of a file that changed since the version before', () =>
    withPool(0, (pool) =>
      withFolder(async (folder) => {
        const size = 32 * MIB
        const [entry] = makeFiles(folder, { large: 1, size, small: 0 })
        const abort = new AbortController()
        const known = {
          type: 'file',
          path: 'large-0',
          mode: 0o644,
          size,
          sha256: '0'.repeat(64),
          chunks: [{ pack: '', offset: 0, stored: 1, size: 1, sha256: '1'.repeat(64) }]
        } as const
        const updateHash = pool.updateHash.bind(pool)
        pool.updateHash = async (file, bytes) => {
          abort.abort()
          await updateHash(file, bytes)
        }
        const saved = new Saving(pool).save([entry], { signal: abort.signal, knownFile: async () => known })
        await failureOf('CANCELLED', within(20_000, saved))
        expect(pool.counts['hash-update']).toBeLessThanOrEqual(8 * MIB)
      })
    ))
})
