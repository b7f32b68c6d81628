/** What only a store in a folder does: the order of its system calls, its failures, and what lies about in folders. */
import { constants } from 'node:fs'
import * as promises from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { jest } from '@jest/globals'
import { isStoreError } from '../../src/errors.js'
import { openLocalStorage } from '../../src/storage/local.js'
import type { FileSystem } from '../../src/storage/local-disk.js'
import type { Storage } from '../../src/storage/storage.js'
import { withFolder } from './temporary-folder.js'

const { lstat, mkdir, readdir, readFile, rm, symlink, truncate, writeFile } = promises

function bytes(words: string): Uint8Array {
  return new TextEncoder().encode(words)
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: injected`), { code })
}

async function failure(promise: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await promise
  } catch (error) {
    if (isStoreError(error)) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('it did not fail')
}

async function keysOf(storage: Storage, prefix = ''): Promise<string[]> {
  const keys: string[] = []
  for await (const info of storage.list(prefix)) keys.push(info.key)
  return keys
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort()
}

type HandleMethod = 'sync' | 'datasync' | 'writev' | 'close' | 'read' | 'stat'

/**
 * The real file system, telling each call before it is made: what is thrown then takes the place of the call.
 * @param tell gets the call and the path (in the store's folder) that it is about
 */
function watched(root: string, tell: (call: string, path: string) => void): Partial<FileSystem> {
  const shown = (name: unknown): string => {
    const relative = path.relative(root, String(name))
    return relative.startsWith('tmp/') ? 'tmp/*' : relative
  }
  const open = async (...args: Parameters<typeof promises.open>): Promise<FileHandle> => {
    const name = shown(args[0])
    tell(`open ${String(args[1])}`, name)
    const handle = await promises.open(...args)
    for (const method of ['sync', 'datasync', 'writev', 'close', 'read', 'stat'] satisfies HandleMethod[]) {
      const real = handle[method].bind(handle) as (...rest: unknown[]) => Promise<unknown>
      Object.defineProperty(handle, method, {
        value: async (...rest: unknown[]) => {
          if (method === 'close') {
            // Whatever is told of it, the handle must not stay open.
            await real(...rest)
            tell(method, name)
            return
          }
          tell(method, name)
          return real(...rest)
        }
      })
    }
    return handle
  }
  const one =
    <T>(call: string, real: (name: string, ...rest: never[]) => Promise<T>, at = 0) =>
    async (...args: unknown[]): Promise<T> => {
      tell(call, shown(args[at]))
      return real(...(args as [string, ...never[]]))
    }
  return {
    open,
    link: one('link', promises.link as never, 1),
    rename: one('rename', promises.rename as never, 1),
    mkdir: one<string | undefined>('mkdir', promises.mkdir) as FileSystem['mkdir'],
    unlink: one('unlink', promises.unlink)
  }
}

/** Makes the calls fail that `which` picks; tells how many did. */
function failing(
  root: string,
  code: string,
  which: (call: string, path: string) => boolean
): { fs: Partial<FileSystem>; count: () => number } {
  let count = 0
  const fs = watched(root, (call, name) => {
    if (!which(call, name)) return
    count++
    throw systemError(code)
  })
  return { fs, count: () => count }
}

describe('opening', () => {
  test('a folder that does not exist is NOT_FOUND and is not made', () =>
    withFolder(async (folder) => {
      const root = path.join(folder, 'store')
      const { code, message } = await failure(openLocalStorage(root))
      expect(code).toBe('NOT_FOUND')
      expect(message).toContain(root)
      expect(message).toContain('a save creates it')
      expect(await readdir(folder)).toEqual([])
    }))

  test('with create the folder is made, with those above it, and they are made durable', () =>
    withFolder(async (folder) => {
      const synced: string[] = []
      const fs = watched(folder, (call, name) => {
        if (call === 'sync') synced.push(name)
      })
      const storage = await openLocalStorage(path.join(folder, 'a/b/store'), { create: true, fs })
      expect(synced).toEqual(['a/b', 'a', ''])
      expect(storage.location).toBe(path.join(folder, 'a/b/store'))
      // Whoever made it may have been killed before he flushed its name: while it is empty that is done anew.
      const again = await openLocalStorage(path.join(folder, 'a/b/store'), { create: true, fs })
      expect(synced.splice(3)).toEqual(['a/b'])
      await again.create('first', bytes('x'))
      synced.length = 0
      await openLocalStorage(path.join(folder, 'a/b/store'), { create: true, fs })
      expect(synced).toEqual([])
    }))

  test.each(['store', 'store/below'])('a file as root is refused: %s', (name) =>
    withFolder(async (folder) => {
      await writeFile(path.join(folder, 'store'), 'a file')
      for (const create of [true, false]) {
        const { code, message } = await failure(openLocalStorage(path.join(folder, name), { create }))
        expect(code).toBe('INVALID_INPUT')
        expect(message).toContain(path.join(folder, name))
        expect(message).toContain('not a folder')
      }
      expect(await readFile(path.join(folder, 'store'), 'utf8')).toBe('a file')
    })
  )

  test('a root that may not be looked at or made says so', () =>
    withFolder(async (folder) => {
      const fs: Partial<FileSystem> = { mkdir: () => Promise.reject<undefined>(systemError('EACCES')) }
      const { code, message } = await failure(openLocalStorage(path.join(folder, 'store'), { create: true, fs }))
      expect(code).toBe('STORAGE')
      expect(message).toContain('permission denied')
      expect(message).toContain(path.join(folder, 'store'))
    }))

  test('a root that is a link to a folder is followed: the user named it', () =>
    withFolder(async (folder) => {
      await mkdir(path.join(folder, 'disk'))
      await symlink('disk', path.join(folder, 'store'))
      const storage = await openLocalStorage(path.join(folder, 'store'), { create: true })
      expect(await storage.create('a/b', bytes('x'))).toBe('created')
      expect(await filesBelow(path.join(folder, 'disk'))).toEqual(['a/b'])
    }))

  test('a root that vanishes is not made again by a write', () =>
    withFolder(async (folder) => {
      const root = path.join(folder, 'store')
      const storage = await openLocalStorage(root, { create: true })
      await storage.create('a/b', bytes('x'))
      await rm(root, { recursive: true })
      const { code, message } = await failure(storage.create('a/c', bytes('x')))
      expect(code).toBe('STORAGE')
      expect(message).toContain('has vanished')
      expect(await readdir(folder)).toEqual([])
    }))
})

describe('the order of system calls', () => {
  test('create: written and flushed under a temporary name, linked, then the folders are flushed', () =>
    withFolder(async (root) => {
      const calls: string[] = []
      const storage = await openLocalStorage(root, { fs: watched(root, (call, name) => calls.push(`${call} ${name}`)) })
      expect(await storage.create('a/b/c', bytes('x'))).toBe('created')
      const at = (call: string): number => {
        expect(calls.filter((one) => one === call)).toHaveLength(1)
        return calls.indexOf(call)
      }
      expect(at('open wx tmp/*')).toBeLessThan(at('writev tmp/*'))
      expect(at('writev tmp/*')).toBeLessThan(at('sync tmp/*'))
      expect(at('sync tmp/*')).toBeLessThan(at('close tmp/*'))
      expect(at('close tmp/*')).toBeLessThan(at('link a/b/c'))
      // What the link rests on is durable before it is made, and the link itself before create says so.
      expect(at('sync ')).toBeLessThan(at('link a/b/c'))
      expect(at('sync a')).toBeLessThan(at('link a/b/c'))
      expect(at('link a/b/c')).toBeLessThan(at('sync a/b'))
      expect(at('link a/b/c')).toBeLessThan(at('unlink tmp/*'))
    }))

  test('a folder that is known costs two flushes, one that is not a flush more for each level', () =>
    withFolder(async (root) => {
      const synced: string[] = []
      const fs = watched(root, (call, name) => {
        if (call === 'sync') synced.push(name)
      })
      const storage = await openLocalStorage(root, { fs })
      await storage.create('a/b/c', bytes('x'))
      expect(synced.sort()).toEqual(['', 'a', 'a/b', 'tmp/*'])
      synced.length = 0
      await storage.create('a/b/d', bytes('x'))
      expect(synced.sort()).toEqual(['a/b', 'tmp/*'])
      synced.length = 0
      expect(await storage.create('a/b/d', bytes('y'))).toBe('exists')
      expect(synced).toEqual([])
    }))

  test('a folder that somebody else made is flushed too: he may have been killed before he did', () =>
    withFolder(async (root) => {
      await mkdir(path.join(root, 'a/b'), { recursive: true })
      const synced: string[] = []
      const fs = watched(root, (call, name) => {
        if (call === 'sync') synced.push(name)
      })
      await (await openLocalStorage(root, { fs })).create('a/b/c', bytes('x'))
      expect(synced.sort()).toEqual(['', 'a', 'a/b', 'tmp/*'])
    }))

  test('commit: flushed before it is renamed, and the folder after; also where the object exists', () =>
    withFolder(async (root) => {
      const calls: string[] = []
      const storage = await openLocalStorage(root, { fs: watched(root, (call, name) => calls.push(`${call} ${name}`)) })
      for (const expected of ['created', 'exists']) {
        calls.length = 0
        const writer = storage.writer()
        await writer.append([bytes('a pack')])
        expect(await writer.commit('packs/a')).toBe(expected)
        const done = expected === 'created' ? 'rename packs/a' : 'unlink tmp/*'
        expect(calls).toContain(done)
        expect(calls.indexOf('sync tmp/*')).toBeGreaterThan(calls.indexOf('writev tmp/*'))
        if (expected === 'created') expect(calls.indexOf('sync tmp/*')).toBeLessThan(calls.indexOf(done))
        expect(calls.lastIndexOf('sync packs')).toBeGreaterThan(calls.indexOf('close tmp/*'))
      }
      expect(calls).not.toContain('rename packs/a')
    }))

  test('a long object is flushed while it grows', () =>
    withFolder(async (root) => {
      const calls: string[] = []
      const storage = await openLocalStorage(root, { fs: watched(root, (call) => calls.push(call)) })
      const writer = storage.writer()
      const part = new Uint8Array(8 << 20)
      for (let index = 0; index < 5; index++) await writer.append([part])
      expect(calls).toContain('datasync')
      await writer.commit('packs/a')
      expect((await storage.stat('packs/a'))?.size).toBe(5 * part.length)
    }))

  test('short writes are gone on with, and more buffers than one call takes', () =>
    withFolder(async (root) => {
      const lengths: number[] = []
      const open = async (...args: Parameters<typeof promises.open>): Promise<FileHandle> => {
        const handle = await promises.open(...args)
        const writev = handle.writev.bind(handle)
        // At most two buffers and a half of the third at a time.
        handle.writev = (async (buffers: Uint8Array[]) => {
          lengths.push(buffers.length)
          const [first, second, third] = buffers
          const some = [first, second, third?.subarray(0, Math.ceil(third.length / 2))].filter(
            (part) => part !== undefined
          )
          return writev(some)
        }) as typeof handle.writev
        return handle
      }
      const storage = await openLocalStorage(root, { fs: { open } })
      const parts = Array.from({ length: 2500 }, (_, index) => bytes(`part ${index},`))
      const writer = storage.writer()
      await writer.append(parts)
      await writer.commit('packs/a')
      expect(Buffer.from(await storage.read('packs/a')).equals(Buffer.concat(parts))).toBe(true)
      expect(lengths.length).toBeGreaterThan(800)
      expect(Math.max(...lengths)).toBe(1024)
    }))
})

describe('flushes that fail', () => {
  test('a file that cannot be flushed is never given its name', () =>
    withFolder(async (root) => {
      const { fs, count } = failing(root, 'EIO', (call, name) => call === 'sync' && name === 'tmp/*')
      const storage = await openLocalStorage(root, { fs })
      const { code, message } = await failure(storage.create('a/b', bytes('x')))
      expect(count()).toBe(1)
      expect(code).toBe('STORAGE')
      expect(message).toContain(path.join(root, 'a/b'))
      expect(message).toContain('input/output error')
      expect(await filesBelow(root)).toEqual([])
    }))

  test('nor one that cannot be closed', () =>
    withFolder(async (root) => {
      const { fs } = failing(root, 'EDQUOT', (call, name) => call === 'close' && name === 'tmp/*')
      const storage = await openLocalStorage(root, { fs })
      expect((await failure(storage.create('a/b', bytes('x')))).message).toContain('quota')
      expect(await filesBelow(root)).toEqual([])
    }))

  test.each(['', 'a'])('nor one whose folders cannot be flushed: "%s"; the next try flushes them anew', (folder) =>
    withFolder(async (root) => {
      let broken = true
      const { fs } = failing(root, 'EIO', (call, name) => broken && call === 'sync' && name === folder)
      const storage = await openLocalStorage(root, { fs })
      expect((await failure(storage.create('a/b/c', bytes('x')))).code).toBe('STORAGE')
      expect(await filesBelow(root)).toEqual([])
      expect((await failure(storage.create('a/b/c', bytes('x')))).code).toBe('STORAGE')
      broken = false
      expect(await storage.create('a/b/c', bytes('x'))).toBe('created')
    })
  )

  test('where the link itself cannot be made durable, create fails though the object is seen', () =>
    withFolder(async (root) => {
      const { fs } = failing(root, 'EIO', (call, name) => call === 'sync' && name === 'a')
      const storage = await openLocalStorage(root, { fs })
      expect((await failure(storage.create('a/b', bytes('x')))).code).toBe('STORAGE')
      expect(await filesBelow(root)).toEqual(['a/b'])
    }))

  test('what was found is made durable with its folder and those above; a flush of it that fails is told', () =>
    withFolder(async (root) => {
      let broken = true
      const { fs } = failing(root, 'EIO', (call, name) => broken && call === 'sync' && name === 'a/b')
      expect((await failure((await openLocalStorage(root, { fs })).create('a/b/c', bytes('x')))).code).toBe('STORAGE')
      const other = await openLocalStorage(root, { fs })
      expect((await failure(other.flush!('a/b/c'))).code).toBe('STORAGE')
      broken = false
      const flushed: string[] = []
      const { fs: watching } = failing(root, 'EIO', (call, name) => {
        if (call === 'sync') flushed.push(name)
        return false
      })
      await (
        await openLocalStorage(root, { fs: watching })
      ).flush!('a/b/c')
      expect(flushed.sort()).toEqual(['', 'a', 'a/b', 'a/b/c'])
    }))

  test.each(['EINVAL', 'ENOTSUP'])('file systems that cannot flush folders (%s) are taken as they are', (code) =>
    withFolder(async (root) => {
      const { fs, count } = failing(root, code, (call, name) => call === 'sync' && name !== 'tmp/*')
      const storage = await openLocalStorage(root, { fs })
      expect(await storage.create('a/b', bytes('x'))).toBe('created')
      expect(count()).toBe(2)
    })
  )

  test('a commit whose flush fails shows nothing, and the writer takes nothing more', () =>
    withFolder(async (root) => {
      const { fs } = failing(root, 'EIO', (call, name) => call === 'sync' && name === 'tmp/*')
      const storage = await openLocalStorage(root, { fs })
      const writer = storage.writer()
      await writer.append([bytes('a pack')])
      const { code, message } = await failure(writer.commit('packs/a'))
      expect(code).toBe('STORAGE')
      expect(message).toContain(path.join(root, 'packs/a'))
      expect((await failure(writer.commit('packs/a'))).code).toBe('STORAGE')
      expect((await failure(writer.append([bytes('more')]))).code).toBe('STORAGE')
      await writer.abort()
      expect(await filesBelow(root)).toEqual([])
    }))

  test('an early flush that fails fails the commit, though the last flush would succeed', () =>
    withFolder(async (root) => {
      const { fs, count } = failing(root, 'EIO', (call) => call === 'datasync')
      const storage = await openLocalStorage(root, { fs })
      const writer = storage.writer()
      await writer.append([new Uint8Array(17 << 20)])
      expect((await failure(writer.commit('packs/a'))).message).toContain('input/output error')
      expect(count()).toBe(1)
      expect(await filesBelow(root)).toEqual([])
    }))
})

describe('full disks and missing permission', () => {
  const writes = (call: string): boolean => call === 'writev'
  const makes = (call: string): boolean => call === 'open wx' || call === 'mkdir'
  test.each([
    ['ENOSPC', writes, 'its disk is full'],
    ['EDQUOT', writes, 'quota'],
    ['EFBIG', writes, 'larger than'],
    ['EROFS', makes, 'read-only'],
    ['EACCES', makes, 'permission denied'],
    ['EMFILE', makes, 'too many open files'],
    ['ESTALE', makes, 'stale']
  ] as const)('%s', (code, which, words) =>
    withFolder(async (root) => {
      await (await openLocalStorage(root)).create('a/before', bytes('before'))
      const { fs, count } = failing(root, code, which)
      const storage = await openLocalStorage(root, { fs })
      const told = await failure(storage.create('a/b', bytes('x')))
      expect(told.code).toBe('STORAGE')
      expect(told.message).toContain(words)
      expect(told.message).toContain(code)
      expect(told.message).toContain(path.join(root, 'a/b'))
      const writer = storage.writer()
      expect((await failure(writer.append([bytes('x')]))).message).toContain(words)
      await writer.abort()
      expect(count()).toBeGreaterThan(0)
      expect(await filesBelow(root)).toEqual(['a/before'])
      expect(await keysOf(storage)).toEqual(['a/before'])
    })
  )

  test('a file that may not be read is not told as missing', () =>
    withFolder(async (root) => {
      await (await openLocalStorage(root)).create('a/b', bytes('x'))
      const { fs } = failing(root, 'EACCES', (call) => call === `open ${reading}`)
      const { code, message } = await failure((await openLocalStorage(root, { fs })).read('a/b'))
      expect(code).toBe('STORAGE')
      expect(message).toContain('permission denied')
    }))

  test('nor are a folder or a file that may not be looked at', () =>
    withFolder(async (root) => {
      await (await openLocalStorage(root)).create('a/b', bytes('x'))
      const denied = (): Promise<never> => Promise.reject(systemError('EACCES'))
      const storage = await openLocalStorage(root, { fs: { lstat: denied, readdir: denied, unlink: denied } })
      for (const call of [storage.stat('a/b'), storage.read('a/b'), keysOf(storage), storage.remove('a/b')]) {
        const { code, message } = await failure(call)
        expect(code).toBe('STORAGE')
        expect(message).toContain('permission denied')
      }
    }))

  test('a store that cannot be written to is read all the same', () =>
    withFolder(async (root) => {
      await (await openLocalStorage(root)).create('a/b', bytes('x'))
      await rm(path.join(root, 'tmp'), { recursive: true })
      const { fs } = failing(root, 'EROFS', (call) => call === 'open wx' || call === 'mkdir')
      const storage = await openLocalStorage(root, { fs })
      expect(await storage.createMayTear()).toBe(false)
      expect(await storage.read('a/b')).toEqual(bytes('x'))
      expect(await keysOf(storage)).toEqual(['a/b'])
      expect((await failure(storage.now())).message).toContain('read-only')
    }))

  test('an input/output error while reading is an error, never wrong bytes', () =>
    withFolder(async (root) => {
      await (await openLocalStorage(root)).create('a/b', bytes('x'))
      const { fs } = failing(root, 'EIO', (call) => call === 'read')
      expect((await failure((await openLocalStorage(root, { fs })).read('a/b'))).message).toContain('input/output')
    }))

  test('a file that shrinks while it is read is DAMAGED; one that is read in pieces is whole', () =>
    withFolder(async (root) => {
      const file = path.join(root, 'a/b')
      const content = Buffer.alloc(10_000, 'content ')
      await (await openLocalStorage(root)).create('a/b', content)
      let shrink = false
      const open = async (...args: Parameters<typeof promises.open>): Promise<FileHandle> => {
        const handle = await promises.open(...args)
        const read = handle.read.bind(handle) as (...rest: unknown[]) => Promise<never>
        handle.read = (async (into: Uint8Array, at: number, length: number, position: number) => {
          if (shrink) await truncate(file, 5000)
          return read(into, at, Math.min(length, 777), position)
        }) as never
        return handle
      }
      const storage = await openLocalStorage(root, { fs: { open } })
      expect(Buffer.from(await storage.read('a/b')).equals(content)).toBe(true)
      shrink = true
      for (const range of [undefined, { offset: 4000, length: 2000 }]) {
        expect((await failure(storage.read('a/b', range))).code).toBe('DAMAGED')
        await writeFile(file, content)
      }
    }))
})

const reading = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

describe('without hard links', () => {
  const codes = ['EPERM', 'ENOTSUP', 'ENOSYS', 'EXDEV', 'EMLINK', 'EINVAL']

  test.each(codes)('%s: written under the final name, which is tried first from then on', (code) =>
    withFolder(async (root) => {
      const { fs, count } = failing(root, code, (call) => call === 'link')
      const storage = await openLocalStorage(root, { fs })
      expect(await storage.create('a/b', bytes('first'))).toBe('created')
      expect(await storage.create('a/b', bytes('second'))).toBe('exists')
      expect(await storage.create('a/c', bytes('third'))).toBe('created')
      expect(count()).toBe(1)
      expect(await storage.createMayTear()).toBe(true)
      expect(await storage.read('a/b')).toEqual(bytes('first'))
      expect(await filesBelow(root)).toEqual(['a/b', 'a/c'])
    })
  )

  test('createMayTear finds out by itself, once', () =>
    withFolder(async (root) => {
      const { fs, count } = failing(root, 'EPERM', (call) => call === 'link')
      const storage = await openLocalStorage(root, { fs })
      expect(await storage.createMayTear()).toBe(true)
      expect(await storage.createMayTear()).toBe(true)
      expect(count()).toBe(1)
      const linking = await openLocalStorage(root)
      expect(await linking.createMayTear()).toBe(false)
      expect(await filesBelow(root)).toEqual([])
    }))

  test('another failure of link is a failure', () =>
    withFolder(async (root) => {
      const { fs } = failing(root, 'EIO', (call) => call === 'link')
      const storage = await openLocalStorage(root, { fs })
      expect((await failure(storage.create('a/b', bytes('x')))).code).toBe('STORAGE')
      expect((await failure(storage.createMayTear())).code).toBe('STORAGE')
      expect(await filesBelow(root)).toEqual([])
    }))

  test('a file that cannot be written or flushed under its final name is taken away again', () =>
    withFolder(async (root) => {
      for (const fails of ['writev a/b', 'sync a/b', 'close a/b']) {
        let broken = true
        const fs = watched(root, (call, name) => {
          if (call === 'link') throw systemError('EPERM')
          if (broken && `${call} ${name}` === fails) throw systemError('ENOSPC')
        })
        const storage = await openLocalStorage(root, { fs })
        expect((await failure(storage.create('a/b', bytes('x')))).message).toContain('its disk is full')
        expect(await filesBelow(root)).toEqual([])
        broken = false
        expect(await storage.create('a/b', bytes('x'))).toBe('created')
        await storage.remove('a/b')
      }
    }))

  test('the file and then its folder are flushed', () =>
    withFolder(async (root) => {
      const calls: string[] = []
      const fs = watched(root, (call, name) => {
        if (call === 'link') throw systemError('EPERM')
        calls.push(`${call} ${name}`)
      })
      const storage = await openLocalStorage(root, { fs })
      await storage.create('a/b', bytes('x'))
      expect(calls.slice(calls.indexOf('open wx a/b'))).toEqual([
        'open wx a/b',
        'writev a/b',
        'sync a/b',
        'close a/b',
        'open r a',
        'sync a',
        'close a'
      ])
    }))
})

describe('every step at which it can end', () => {
  const content = bytes('content '.repeat(1000))
  const writings: [string, (storage: Storage) => Promise<unknown>][] = [
    ['create', (storage) => storage.create('a/b/c', content)],
    [
      'commit',
      async (storage) => {
        const writer = storage.writer()
        try {
          await writer.append([content])
          return await writer.commit('a/b/c')
        } finally {
          await writer.abort()
        }
      }
    ]
  ]

  /** Writes with the n-th call failing, for every n; `after` looks at what is left. */
  async function enumerate(
    write: (storage: Storage) => Promise<unknown>,
    fails: (call: number, n: number) => boolean,
    after: (root: string, result: unknown) => Promise<void>
  ): Promise<number> {
    for (let n = 1; ; n++) {
      const reached = await withFolder(async (root) => {
        let calls = 0
        const fs = watched(root, () => {
          if (fails(++calls, n)) throw systemError('EIO')
        })
        const result = await write(await openLocalStorage(root, { fs })).catch((error: unknown) => error)
        await after(root, result)
        return calls >= n
      })
      if (!reached) return n - 1
    }
  }

  test.each(writings)(
    '%s: one call that fails is told, and nothing is left of it but a whole object',
    async (_name, write) => {
      const steps = await enumerate(
        write,
        (call, n) => call === n,
        async (root, result) => {
          const storage = await openLocalStorage(root)
          const keys = await keysOf(storage)
          if (result === 'created') expect(keys).toEqual(['a/b/c'])
          else expect(isStoreError(result, 'STORAGE')).toBe(true)
          if (keys.length > 0) expect(await storage.read('a/b/c')).toEqual(content)
          // One call fails here: it can be the one that removes the temporary file.
          expect((await filesBelow(root)).filter((name) => !name.startsWith('tmp/'))).toEqual(keys)
          expect(['created', 'exists']).toContain(await write(storage))
          expect(await storage.read('a/b/c')).toEqual(content)
        }
      )
      expect(steps).toBeGreaterThan(12)
    }
  )

  test.each(writings)(
    '%s: after a kill at any step there is a whole object or none, and the rest is in tmp/',
    async (_n, write) => {
      const seen = new Set<string>()
      await enumerate(
        write,
        (call, n) => call >= n,
        async (root) => {
          const files = await filesBelow(root)
          const storage = await openLocalStorage(root)
          const keys = await keysOf(storage)
          if (keys.length > 0) expect(await storage.read('a/b/c')).toEqual(content)
          expect(files.filter((name) => !name.startsWith('tmp/'))).toEqual(keys)
          seen.add(`${keys.length} objects, ${files.length - keys.length} in tmp`)
          expect(['created', 'exists']).toContain(await write(storage))
          expect(await storage.read('a/b/c')).toEqual(content)
        }
      )
      expect(seen).toContain('0 objects, 1 in tmp')
      expect(seen).toContain('1 objects, 0 in tmp')
    }
  )
})

describe('replies that are lost', () => {
  test('our own link that the file server reports as existing is ours', () =>
    withFolder(async (root) => {
      const link = async (from: string, to: string): Promise<void> => {
        await promises.link(from, to)
        throw systemError('EEXIST')
      }
      const storage = await openLocalStorage(root, { fs: { link: link as FileSystem['link'] } })
      expect(await storage.create('a/b', bytes('x'))).toBe('created')
      expect(await filesBelow(root)).toEqual(['a/b'])
    }))

  test('the link of another is not, whatever its number of links', () =>
    withFolder(async (root) => {
      const link = async (from: string, to: string): Promise<void> => {
        await writeFile(to, 'another')
        // As a backup by hard links does with both files.
        await promises.link(from, `${to}-backup-of-ours`)
        await promises.link(to, `${to}-backup`)
        throw systemError('EEXIST')
      }
      const storage = await openLocalStorage(root, { fs: { link: link as FileSystem['link'] } })
      expect(await storage.create('a/b', bytes('x'))).toBe('exists')
      expect(await storage.read('a/b')).toEqual(bytes('another'))
    }))

  test('a commit whose rename is reported as failed, though the object is there, succeeded', () =>
    withFolder(async (root) => {
      const rename = async (from: string, to: string): Promise<void> => {
        await promises.rename(from, to)
        throw systemError('ENOENT')
      }
      const storage = await openLocalStorage(root, { fs: { rename: rename as FileSystem['rename'] } })
      const writer = storage.writer()
      await writer.append([bytes('a pack')])
      expect(await writer.commit('packs/a')).toBe('exists')
      expect(await storage.read('packs/a')).toEqual(bytes('a pack'))
    }))

  test('folders that vanish between two writes are made again', () =>
    withFolder(async (root) => {
      const storage = await openLocalStorage(root)
      await storage.create('a/b/c', bytes('x'))
      for (const [index, gone] of ['a', 'tmp', 'a/b'].entries()) {
        await rm(path.join(root, gone), { recursive: true })
        expect(await storage.create(`a/b/created-${index}`, bytes('x'))).toBe('created')
        await rm(path.join(root, gone), { recursive: true })
        const writer = storage.writer()
        await writer.append([bytes('x')])
        expect(await writer.commit(`a/b/committed-${index}`)).toBe('created')
      }
      expect(await filesBelow(path.join(root, 'a/b'))).toEqual(['committed-2'])
    }))

  test('also those that vanish at the last moment', () =>
    withFolder(async (root) => {
      const tidied = new Set<string>()
      const tidy = async (to: string): Promise<void> => {
        if (!tidied.has(to)) await rm(path.join(root, 'a'), { recursive: true })
        tidied.add(to)
      }
      const storage = await openLocalStorage(root, {
        fs: {
          link: (async (from: string, to: string) => {
            await tidy(to)
            return promises.link(from, to)
          }) as FileSystem['link'],
          rename: (async (from: string, to: string) => {
            await tidy(to)
            return promises.rename(from, to)
          }) as FileSystem['rename']
        }
      })
      expect(await storage.create('a/b/c', bytes('x'))).toBe('created')
      const writer = storage.writer()
      expect(await writer.commit('a/b/d')).toBe('created')
      expect(await filesBelow(root)).toEqual(['a/b/d'])
    }))
})

describe('what lies about in folders', () => {
  test('leftovers of a kill are never listed and cannot be named', () =>
    withFolder(async (root) => {
      const storage = await openLocalStorage(root)
      await storage.create('a/b', bytes('x'))
      await writeFile(path.join(root, 'tmp/0123456789abcdef'), 'half an object')
      expect(await keysOf(storage)).toEqual(['a/b'])
      await expect(storage.read('tmp/0123456789abcdef')).rejects.toThrow('not a storage key')
      // Only at the root: a folder of the same name elsewhere is the store's own.
      await storage.create('a/tmp/c', bytes('x'))
      expect(await keysOf(storage)).toEqual(['a/b', 'a/tmp/c'])
    }))

  test('hidden files, names that are no keys, links and pipes are not listed', () =>
    withFolder(async (root) => {
      const storage = await openLocalStorage(root)
      await storage.create('a/b', bytes('x'))
      await mkdir(path.join(root, 'a/.snapshot'))
      await mkdir(path.join(root, 'a/empty'))
      await writeFile(path.join(root, 'a/.snapshot/b'), 'x')
      for (const name of ['.nfs0001', '.DS_Store', 'naïve', 'new\nline', 'what?', 'back\\slash']) {
        await writeFile(path.join(root, 'a', name), 'x')
      }
      await symlink('b', path.join(root, 'a/link'))
      await symlink('/', path.join(root, 'linked-folder'))
      await promisify(execFile)('mkfifo', [path.join(root, 'a/pipe')])
      expect(await keysOf(storage)).toEqual(['a/b'])
      expect(await keysOf(storage, 'a/')).toEqual(['a/b'])
    }))

  test('a link in an object’s place is not followed', () =>
    withFolder(async (folder) => {
      const root = path.join(folder, 'store')
      const storage = await openLocalStorage(root, { create: true })
      await writeFile(path.join(folder, 'secret'), 'secret')
      await storage.create('a/b', bytes('x'))
      for (const target of ['../../secret', '../../missing', 'link']) {
        await symlink(target, path.join(root, 'a/link'))
        for (const call of [
          storage.read('a/link'),
          storage.read('a/link', { offset: 0, length: 1 }),
          storage.stat('a/link'),
          storage.create('a/link', bytes('x'))
        ]) {
          const { code, message } = await failure(call)
          expect(code).toBe('DAMAGED')
          expect(message).toContain('symbolic link')
          expect(message).toContain(path.join(root, 'a/link'))
        }
        const writer = storage.writer()
        await writer.append([bytes('secret')])
        expect((await failure(writer.commit('a/link'))).code).toBe('DAMAGED')
        await storage.remove('a/link')
      }
      expect(await filesBelow(folder)).toEqual(['secret', 'store/a/b'])
      expect(await readFile(path.join(folder, 'secret'), 'utf8')).toBe('secret')
    }))

  test.each(['a', 'a/b', 'tmp'])('a link in a folder’s place is refused: %s', (place) =>
    withFolder(async (folder) => {
      const root = path.join(folder, 'store')
      const outside = path.join(folder, 'outside')
      await mkdir(path.join(outside, 'b'), { recursive: true })
      await writeFile(path.join(outside, 'c'), 'not of the store')
      await writeFile(path.join(outside, 'b/c'), 'not of the store')
      await mkdir(path.dirname(path.join(root, place)), { recursive: true })
      await symlink(outside, path.join(root, place))
      const storage = await openLocalStorage(root)
      const calls: (() => Promise<unknown>)[] = [() => storage.create('a/b/new', bytes('x'))]
      if (place === 'tmp')
        calls.push(
          () => storage.now(),
          () => storage.createMayTear()
        )
      else {
        calls.push(
          () => storage.read('a/b/c'),
          () => storage.stat('a/b/c'),
          () => storage.remove('a/b/c'),
          () => keysOf(storage, 'a/b/')
        )
      }
      for (const call of calls) {
        const { code, message } = await failure(call())
        expect(code).toBe('DAMAGED')
        expect(message).toContain('symbolic link')
      }
      expect(await filesBelow(outside)).toEqual(['b/c', 'c'])
    })
  )

  test('a pipe or a folder in an object’s place neither blocks nor is read', () =>
    withFolder(async (root) => {
      const storage = await openLocalStorage(root)
      await mkdir(path.join(root, 'a/folder'), { recursive: true })
      await promisify(execFile)('mkfifo', [path.join(root, 'a/pipe')])
      expect((await failure(storage.read('a/pipe'))).code).toBe('DAMAGED')
      expect((await failure(storage.stat('a/pipe'))).code).toBe('DAMAGED')
      expect((await failure(storage.read('a/folder'))).code).toBe('NOT_FOUND')
    }))

  test('a file where a folder belongs is a clear error', () =>
    withFolder(async (root) => {
      await writeFile(path.join(root, 'a'), 'a file')
      const storage = await openLocalStorage(root)
      const { code, message } = await failure(storage.create('a/b', bytes('x')))
      expect(code).toBe('STORAGE')
      expect(message).toContain('a file lies where a folder of the store belongs')
    }))
})

describe('modes', () => {
  async function modeOf(file: string): Promise<string> {
    return ((await lstat(file)).mode & 0o777).toString(8)
  }

  test.each([
    ['022', '644', '755'],
    ['002', '664', '775'],
    ['077', '600', '700']
  ])('the umask %s decides who shares a store: files %s, folders %s', (umask, file, directory) =>
    withFolder(async (folder) => {
      const root = path.join(folder, 'store')
      // process.umask() cannot be set everywhere that jest runs tests; a process of its own can.
      const script = `
        import { openLocalStorage } from ${JSON.stringify(new URL('../../src/storage/local.js', import.meta.url).href)}
        process.umask(0o${umask})
        const storage = await openLocalStorage(${JSON.stringify(root)}, { create: true })
        await storage.create('a/b', new Uint8Array(1))
        await storage.writer().commit('packs/p')`
      await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
      for (const name of ['a/b', 'packs/p']) expect(await modeOf(path.join(root, name))).toBe(file)
      for (const name of ['', 'a', 'packs', 'tmp']) {
        expect(await modeOf(path.join(root, name))).toBe(directory)
      }
    })
  )
})

describe('large folders', () => {
  test('12,000 objects are listed with one reading of the folder, and those before the start are not looked at', () =>
    withFolder(async (root) => {
      await mkdir(path.join(root, 'versions'))
      await mkdir(path.join(root, 'other'))
      const names = Array.from({ length: 12_000 }, (_, index) => String(index).padStart(10, '0'))
      for (let start = 0; start < names.length; start += 500) {
        await Promise.all(
          names.slice(start, start + 500).map((name) => writeFile(path.join(root, 'versions', name), ''))
        )
      }
      const readdirs = jest.fn(promises.readdir)
      const lstats = jest.fn(promises.lstat)
      const fs = { readdir: readdirs, lstat: lstats } as unknown as Partial<FileSystem>
      const storage = await openLocalStorage(root, { fs })
      const keys: string[] = []
      for await (const info of storage.list('versions/')) keys.push(info.key)
      expect(keys).toEqual(names.map((name) => `versions/${name}`))
      expect(readdirs).toHaveBeenCalledTimes(1)
      lstats.mockClear()
      for await (const info of storage.list('versions/', { after: 'versions/0000011989' })) {
        expect(info.key).toBe('versions/0000011990')
        break
      }
      expect(lstats.mock.calls.length).toBeLessThan(10)
    }))

  test('folders before the start are not read', () =>
    withFolder(async (root) => {
      const storage = await openLocalStorage(root)
      for (const name of ['a/1', 'b/1', 'b/2', 'b-c/1', 'c/1']) await storage.create(name, bytes('x'))
      const readdirs = jest.fn(promises.readdir)
      const watching = await openLocalStorage(root, { fs: { readdir: readdirs } as unknown as Partial<FileSystem> })
      const keys: string[] = []
      for await (const info of watching.list('', { after: 'b/1' })) keys.push(info.key)
      expect(keys).toEqual(['b/2', 'c/1'])
      expect(readdirs.mock.calls.map(([name]) => path.relative(root, String(name)))).toEqual(['', 'b', 'c'])
    }))
})
