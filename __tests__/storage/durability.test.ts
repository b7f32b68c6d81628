/** Nothing counts as made that a crash may take away, also where it can be read. docs/PROTOCOL.md, rules 1 and 3. */
import promises from 'node:fs/promises'
import path from 'node:path'
import { walkTree } from '../../src/files/index.js'
import { NotDurableError, openLocalStorage, type FileSystem } from '../../src/storage/index.js'
import { openStore } from '../../src/store/index.js'
import { withFolder } from './temporary-folder.js'

const systemError = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code })

/** A file system on which folders whose path matches cannot be flushed. */
function failingFlush(pattern: RegExp): Partial<FileSystem> {
  const open = async (file: string, flags: string): Promise<promises.FileHandle> => {
    const handle = await promises.open(file, flags)
    if (flags === 'r' && pattern.test(file)) {
      handle.sync = async () => {
        throw systemError('EIO')
      }
    }
    return handle
  }
  return { open: open as FileSystem['open'] }
}

test('an object whose name could not be flushed stands, and its create fails', () =>
  withFolder(async (root) => {
    const storage = await openLocalStorage(root, { fs: failingFlush(/\/a$/) })
    const refusal = await storage.create('a/b', Buffer.from('x')).catch((error: unknown) => error)
    expect(refusal).toBeInstanceOf(NotDurableError)
    expect(String(refusal)).toMatch(/flush the folder of .*b': its disk reports an input\/output error.*\(EIO\)/)
    expect(Buffer.from(await storage.read('a/b'))).toEqual(Buffer.from('x'))
    expect(await promises.readdir(path.join(root, 'tmp'))).toEqual([])
  }))

test.each(['versions', 'aliases/production', 'labels'])('a save fails whose entry in %s may be lost', (folder) =>
  withFolder(async (root) => {
    const source = path.join(root, 'source')
    await promises.mkdir(source)
    await promises.writeFile(path.join(source, 'file'), 'content')
    const fs = failingFlush(new RegExp(`/model/${folder}$`))
    const save = async (options: { fs?: Partial<FileSystem> }) => {
      const storage = await openLocalStorage(path.join(root, 'store'), { create: true, ...options })
      const store = openStore(storage, { workers: { count: 0 } })
      const walked = walkTree({ folder: source, symlinks: 'preserve' })
      return store.save({ name: 'model', source: walked, label: '1.0', aliases: ['production'] })
    }
    await expect(save({ fs })).rejects.toThrow(/flush the folder of .*\(EIO\)/)
    // A label that no record can carry is given back at once.
    if (folder === 'labels') expect(await save({})).toMatchObject({ created: true, version: { number: 1 } })
    else await expect(save({})).rejects.toThrow("the label '1.0' of model is taken by v1")
  })
)

test('a link that was made though it is told as failed is flushed, and counts', () =>
  withFolder(async (root) => {
    const flushed: string[] = []
    const open = async (file: string, flags: string): Promise<promises.FileHandle> => {
      if (flags === 'r') flushed.push(path.relative(root, file))
      return promises.open(file, flags)
    }
    const link = async (from: string, to: string): Promise<void> => {
      await promises.link(from, to)
      flushed.length = 0
      throw systemError('ETIMEDOUT')
    }
    const fs = { open: open as FileSystem['open'], link: link as FileSystem['link'] }
    const storage = await openLocalStorage(root, { fs })
    expect(await storage.create('a/b', Buffer.from('x'))).toBe('created')
    expect(flushed).toEqual(['a'])
  }))
