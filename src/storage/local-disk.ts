/**
 * The folders of a store on a file system: they are made, made durable and checked for links here, and temporary files
 * are handed out. What differs between file systems is told apart here too.
 */
import { randomBytes } from 'node:crypto'
import type { BigIntStats, Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type * as promises from 'node:fs/promises'
import path from 'node:path'
import { ArtifactStoreError, quote, systemErrorCode } from '../errors.js'
import { storageFailure, temporaryRemoved } from './failures.js'
import { TEMPORARY_FOLDER } from './keys.js'
import type { StorageKey } from './storage.js'

/** What the local storage needs of `node:fs/promises`; tests give their own to make it fail. */
export type FileSystem = Pick<
  typeof promises,
  'link' | 'lstat' | 'mkdir' | 'open' | 'readdir' | 'rename' | 'rmdir' | 'stat' | 'unlink'
>

export interface TemporaryFile {
  readonly path: string
  readonly handle: FileHandle
}

/** A folder that is there, or on its way to be. */
interface FolderState {
  readonly made: Promise<void>
  /** Its entry in the folder above will outlast a crash, and so on up to the root. */
  readonly durable: Promise<void>
}

/** The root is made when a store is opened, and never again: where it has vanished, its disk is not mounted. */
const rootState: FolderState = { made: Promise.resolve(), durable: Promise.resolve() }

/** writev takes at most this many buffers (IOV_MAX on Linux and macOS). */
const MAX_BUFFERS = 1024

/** Folders cannot be flushed on these file systems; there is nothing to be done about it, and nothing else is wrong. */
const cannotFlushFolders: ReadonlySet<string | undefined> = new Set(
  process.platform === 'win32' ? ['EINVAL', 'ENOTSUP', 'EPERM', 'EACCES', 'EISDIR'] : ['EINVAL', 'ENOTSUP']
)

export function isAbsent(error: unknown): boolean {
  const code = systemErrorCode(error)
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** The folder of a key, or of a folder, by its path in the store; the root is the empty one. */
export function folderOf(key: string): string {
  return key.slice(0, Math.max(0, key.lastIndexOf('/')))
}

/** Runs both to their end whatever happens, so that nothing is still being written when the error is told. */
export async function both(first: Promise<unknown>, second: Promise<unknown>): Promise<void> {
  for (const result of await Promise.allSettled([first, second])) {
    if (result.status === 'rejected') throw result.reason
  }
}

/** Writes all bytes where the file's position is, without copying them. */
export async function writeAll(handle: FileHandle, parts: readonly Uint8Array[]): Promise<void> {
  let rest = parts.filter((part) => part.length > 0)
  while (rest.length > 0) {
    let { bytesWritten } = await handle.writev(rest.slice(0, MAX_BUFFERS))
    if (bytesWritten === 0) throw new Error('the file system takes no more bytes')
    let whole = 0
    while (whole < rest.length && bytesWritten >= rest[whole]!.length) bytesWritten -= rest[whole++]!.length
    rest = rest.slice(whole)
    if (bytesWritten > 0) rest[0] = rest[0]!.subarray(bytesWritten)
  }
}

export class LocalDisk {
  readonly fs: FileSystem
  readonly root: string
  readonly #folders = new Map<string, FolderState>()
  /** Folders that were seen to be folders and not links. */
  readonly #real = new Set<string>()

  constructor(root: string, fs: FileSystem) {
    this.root = root
    this.fs = fs
  }

  path(key: string): string {
    return path.join(this.root, key)
  }

  failure(doing: string, key: string, cause: unknown): ArtifactStoreError {
    return storageFailure(this.root, doing, this.path(key), cause)
  }

  /** What to say of anything but a regular file in an object's place. */
  notAnObject(key: string, stats: Stats | BigIntStats): ArtifactStoreError {
    const what = stats.isSymbolicLink() ? 'a symbolic link, which is not followed' : 'no regular file'
    return new ArtifactStoreError(
      'DAMAGED',
      `${quote(this.path(key))} in the store is ${what}; move it out of the store`
    )
  }

  /**
   * Whether a folder is there. A link in a folder's place is refused: whoever may write into a store could otherwise
   * make others read, write or prune anywhere. It is looked at once a folder and process, which is a guard against
   * what lies there, not against a race: who may swap folders under a running program may do so at any time.
   */
  async isFolder(folder: string): Promise<boolean> {
    if (folder === '' || this.#real.has(folder)) return true
    if (!(await this.isFolder(folderOf(folder)))) return false
    try {
      const stats = await this.fs.lstat(this.path(folder))
      if (stats.isSymbolicLink()) throw this.notAnObject(folder, stats)
      if (!stats.isDirectory()) return false
    } catch (error) {
      if (isAbsent(error)) return false
      throw error
    }
    this.#real.add(folder)
    return true
  }

  /**
   * Makes a folder, with those above it, and flushes the folder above each. Also where it exists: whoever made it may
   * have been killed before he flushed, or may be about to. Once a folder and process, and all flushes at a time.
   */
  makeFolder(folder: string): Promise<void> {
    return this.#folder(folder).durable
  }

  #folder(folder: string): FolderState {
    if (folder === '') return rootState
    let state = this.#folders.get(folder)
    if (!state) {
      const above = this.#folder(folderOf(folder))
      const made = above.made.then(() => this.#mkdir(folder))
      const durable = both(
        above.durable,
        made.then(() => this.flushFolder(folderOf(folder)))
      )
      state = { made, durable }
      this.#folders.set(folder, state)
      // Tried anew the next time. (Who waits is told: `durable` fails where `made` does.)
      durable.catch(() => this.#folders.delete(folder))
    }
    return state
  }

  async #mkdir(folder: string): Promise<void> {
    try {
      await this.fs.mkdir(this.path(folder))
    } catch (error) {
      if (systemErrorCode(error) !== 'EEXIST') throw error
      if (!(await this.isFolder(folder))) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
    }
  }

  /**
   * Does what needs `folder`, and once more where the folder has vanished since it was made (an empty one, tidied up).
   * @param temporary what is to get its name there, if it is that
   */
  async inFolder<T>(folder: string, act: () => Promise<T>, temporary?: TemporaryFile): Promise<T> {
    await this.makeFolder(folder)
    try {
      return await act()
    } catch (error) {
      if (systemErrorCode(error) !== 'ENOENT') throw error
      for (let gone = folder; gone !== ''; gone = folderOf(gone)) {
        this.#folders.delete(gone)
        this.#real.delete(gone)
      }
      await this.makeFolder(folder)
      return await act().catch(async (again: unknown) => {
        if (temporary === undefined || !(await this.#isRemoved(temporary))) throw again
        throw temporaryRemoved(this.root, temporary.path, again)
      })
    }
  }

  /** Not so where all of the store has vanished. */
  async #isRemoved(temporary: TemporaryFile): Promise<boolean> {
    const isGone = (file: string): Promise<boolean> => this.fs.lstat(file).then(() => false, isAbsent)
    return (await isGone(temporary.path)) && !(await isGone(this.root))
  }

  /** Makes durable that the names in a folder are what they are now; or the bytes of a file. */
  async flushFolder(folder: string): Promise<void> {
    let handle: FileHandle | undefined
    try {
      handle = await this.fs.open(this.path(folder), 'r')
      await handle.sync()
    } catch (error) {
      if (!cannotFlushFolders.has(systemErrorCode(error))) throw error
    } finally {
      await handle?.close()
    }
  }

  /** The object under a key, or undefined; a folder is none. */
  async look(key: StorageKey): Promise<Stats | undefined> {
    if (!(await this.isFolder(folderOf(key)))) return undefined
    try {
      const stats = await this.fs.lstat(this.path(key))
      if (stats.isDirectory()) return undefined
      if (!stats.isFile()) throw this.notAnObject(key, stats)
      return stats
    } catch (error) {
      if (isAbsent(error)) return undefined
      throw error
    }
  }

  /**
   * A new, empty file in `tmp/`, of a name that no other process or machine has (so no process ids). All temporary files
   * lie there and not beside their targets: whatever a kill leaves behind is then in one place that no listing ever
   * reads and that can be emptied by hand. `tmp/` is on the file system of the store's root, as everything else is, so
   * files can be linked and renamed out of it.
   */
  async temporaryFile(): Promise<TemporaryFile> {
    const file = this.path(`${TEMPORARY_FOLDER}/${randomBytes(16).toString('hex')}`)
    const open = async (): Promise<TemporaryFile> => ({ path: file, handle: await this.fs.open(file, 'wx') })
    if (await this.isFolder(TEMPORARY_FOLDER)) {
      try {
        return await open()
      } catch (error) {
        if (!isAbsent(error)) throw error
      }
    }
    // Nothing in it needs to outlast a crash, so neither does the folder: it is not flushed.
    await this.#mkdir(TEMPORARY_FOLDER)
    return open()
  }

  /** What cannot be removed stays in `tmp/`, where it hurts nobody. */
  async removeTemporary(file: string): Promise<void> {
    await this.fs.unlink(file).catch(() => undefined)
  }

  /** Closes and removes, for the ways out of a failure. */
  async dropTemporary(temporary: TemporaryFile): Promise<void> {
    await temporary.handle.close().catch(() => undefined)
    await this.removeTemporary(temporary.path)
  }
}
