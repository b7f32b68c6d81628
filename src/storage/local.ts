/** A store in a folder: a disk of this machine, or one that a file server shares (NFS, SMB). */
import { constants } from 'node:fs'
import * as promises from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import path from 'node:path'
import { ArtifactStoreError, isStoreError, quote, systemErrorCode } from '../errors.js'
import { missingObject, NotDurableError, outOfRange, storageFailure, tooLarge } from './failures.js'
import { checkKey, checkPrefix, checkRange, TEMPORARY_FOLDER } from './keys.js'
import { clearEmptyFolders, clearTemporaryFiles } from './local-clearing.js'
import { both, folderOf, isAbsent, LocalDisk, writeAll } from './local-disk.js'
import type { FileSystem, TemporaryFile } from './local-disk.js'
import { listObjects } from './local-list.js'
import { LocalWriter } from './local-writer.js'
import type { ByteRange, Cleared, CreateResult, ObjectInfo, ObjectWriter, Storage, StorageKey } from './storage.js'

export interface LocalStorageOptions {
  /** Make the folder where it does not exist. */
  readonly create?: boolean
  /** Stands in for `node:fs/promises`, so that tests can make any call fail. */
  readonly fs?: Partial<FileSystem>
}

/**
 * How file systems say that they have no hard links: exFAT, some SMB and FUSE mounts (EPERM, ENOTSUP, ENOSYS, EINVAL,
 * EISDIR on Windows), links between folders on AFS and XFS project quotas (EXDEV), no link beyond the first (EMLINK).
 */
const noLinks: ReadonlySet<string | undefined> = new Set([
  'EPERM',
  'ENOTSUP',
  'ENOSYS',
  'EXDEV',
  'EMLINK',
  'EINVAL',
  ...(process.platform === 'win32' ? ['EISDIR'] : [])
])

/**
 * Never a link, and never waiting for somebody to write into a FIFO that was planted. (Links among the folders on the
 * way are refused by {@link LocalDisk.isFolder}.) Windows has neither flag.
 */
const READ_FLAGS =
  constants.O_RDONLY |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0) |
  ((constants.O_NONBLOCK as number | undefined) ?? 0)

/** One read asks for at most this much: above 2 GiB systems refuse or cut. */
const LARGEST_READ = 1024 * 1024 * 1024

/**
 * Opens the store in a folder.
 * @throws ArtifactStoreError `NOT_FOUND` where the folder does not exist and `create` is not set, `INVALID_INPUT`
 *   where it is no folder, `STORAGE` where it cannot be reached or made.
 */
export async function openLocalStorage(root: string, options: LocalStorageOptions = {}): Promise<Storage> {
  const disk = new LocalDisk(path.resolve(root), { ...promises, ...options.fs })
  try {
    if (options.create) await makeRoot(disk)
    if (!(await disk.fs.stat(disk.root)).isDirectory()) throw notAFolder(disk.root)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOENT') {
      const message = `there is no store at ${quote(disk.root)}; a save creates it`
      throw new ArtifactStoreError('NOT_FOUND', message, { cause: error })
    }
    if (code === 'ENOTDIR' || code === 'EEXIST') throw notAFolder(disk.root, error)
    throw storageFailure(disk.root, 'open', disk.root, error)
  }
  return new LocalStorage(disk)
}

function notAFolder(root: string, cause?: unknown): ArtifactStoreError {
  return new ArtifactStoreError(
    'INVALID_INPUT',
    `the store ${quote(root)} is not a folder (it, or a folder above it, is a file); name a folder`,
    { cause }
  )
}

async function makeRoot(disk: LocalDisk): Promise<void> {
  const folders = (await makeFolders(disk, disk.root)).reverse()
  // Whoever made it may have been killed, or told that the disk failed, before its name was durable.
  if (folders.length === 0 && (await isEmpty(disk, disk.root))) folders.push(disk.root)
  for (const made of folders) {
    await disk.flushFolder(path.relative(disk.root, path.dirname(made))).catch((error: unknown) => {
      // A folder that may be written into and not be read cannot be opened, and so not be flushed.
      if (systemErrorCode(error) !== 'EACCES') throw error
    })
  }
}

/** One that may not be listed counts as one that holds something. */
async function isEmpty(disk: LocalDisk, folder: string): Promise<boolean> {
  const names = await disk.fs.readdir(folder).catch(() => undefined)
  return names?.length === 0
}

/**
 * Makes a folder and those above it that are missing; gives those that it made, the highest first. Not by `recursive`:
 * Node.js then tells of a disk that fails as of a folder that is missing.
 */
async function makeFolders(disk: LocalDisk, folder: string): Promise<string[]> {
  try {
    return await makeOneFolder(disk, folder)
  } catch (error) {
    const above = path.dirname(folder)
    if (systemErrorCode(error) !== 'ENOENT' || above === folder) throw error
    return [...(await makeFolders(disk, above)), ...(await makeOneFolder(disk, folder))]
  }
}

/** Gives nothing where the folder exists, also one that somebody else made this moment. */
async function makeOneFolder(disk: LocalDisk, folder: string): Promise<string[]> {
  try {
    await disk.fs.mkdir(folder)
    return [folder]
  } catch (error) {
    // One that exists may be refused for any reason: the root of a drive, a file system that is read-only.
    const there = await disk.fs.stat(folder).catch(() => undefined)
    if (there?.isDirectory() === true) return []
    throw error
  }
}

class LocalStorage implements Storage {
  readonly location: string
  readonly #disk: LocalDisk
  /** Whether the file system has hard links; undefined until it was tried. */
  #links: boolean | undefined

  constructor(disk: LocalDisk) {
    this.#disk = disk
    this.location = disk.root
  }

  async create(key: StorageKey, bytes: Uint8Array): Promise<CreateResult> {
    checkKey(key)
    try {
      // Whoever lost a race learns it without flushing anything.
      if (await this.#disk.look(key)) return 'exists'
      const result = this.#links === false ? undefined : await this.#createByLink(key, bytes)
      return result ?? (await this.#createInPlace(key, bytes))
    } catch (error) {
      throw this.#disk.failure('create', key, error)
    }
  }

  /**
   * Writes a temporary file, makes it durable, and only then gives it its name, which `link` never takes from another
   * file. Undefined where the file system has no links.
   */
  async #createByLink(key: StorageKey, bytes: Uint8Array): Promise<CreateResult | undefined> {
    const disk = this.#disk
    const folder = folderOf(key)
    const temporary = await disk.temporaryFile()
    try {
      await both(fill(temporary.handle, bytes), disk.makeFolder(folder))
      await temporary.handle.close()
      const result = await disk.inFolder(folder, () => this.#link(temporary.path, disk.path(key)), temporary)
      if (result !== 'created') {
        await disk.removeTemporary(temporary.path)
        return result
      }
    } catch (error) {
      // After a failed flush nobody knows what is on the disk: the file is never used, a next try writes a new one.
      await disk.dropTemporary(temporary)
      throw error
    }
    await both(this.#flushName(key), disk.removeTemporary(temporary.path))
    return 'created'
  }

  async #link(from: string, to: string): Promise<CreateResult | undefined> {
    try {
      await this.#disk.fs.link(from, to)
    } catch (error) {
      const code = systemErrorCode(error)
      if (code === 'EEXIST') return (await this.#isSameFile(from, to)) ? 'created' : 'exists'
      if (!noLinks.has(code)) {
        // A file server may have done it and failed to say so; it is then still to be flushed.
        if (await this.#isSameFile(from, to).catch(() => false)) return 'created'
        throw error
      }
      this.#links = false
      return undefined
    }
    this.#links = true
    return 'created'
  }

  /**
   * NFS sends a request again when the answer is lost, and is then told that the name exists: by our own link. Only a
   * file with a second name is taken for ours, since the number of an inode alone may be made up by the file system.
   * Where this errs it errs towards `exists`, and the caller takes another name.
   */
  async #isSameFile(from: string, to: string): Promise<boolean> {
    const [ours, theirs] = await Promise.all([
      this.#disk.fs.lstat(from, { bigint: true }),
      this.#disk.fs.lstat(to, { bigint: true })
    ])
    return ours.nlink === 2n && theirs.nlink === 2n && ours.ino === theirs.ino && ours.dev === theirs.dev
  }

  /** Without links exclusivity is only to be had by writing under the final name: a kill can leave a torn object. */
  async #createInPlace(key: StorageKey, bytes: Uint8Array): Promise<CreateResult> {
    const disk = this.#disk
    let handle: FileHandle
    try {
      handle = await disk.inFolder(folderOf(key), () => disk.fs.open(disk.path(key), 'wx'))
    } catch (error) {
      if (systemErrorCode(error) === 'EEXIST') return 'exists'
      throw error
    }
    try {
      await fill(handle, bytes)
      await handle.close()
    } catch (error) {
      await disk.dropTemporary({ path: disk.path(key), handle })
      throw error
    }
    await this.#flushName(key)
    return 'created'
  }

  /** Where this fails the object stands, for others may have seen it; the caller is told that it failed. */
  async #flushName(key: StorageKey): Promise<void> {
    try {
      await this.#disk.flushFolder(folderOf(key))
    } catch (error) {
      throw new NotDurableError(this.#disk.failure('flush the folder of', key, error))
    }
  }

  writer(): ObjectWriter {
    return new LocalWriter(this.#disk)
  }

  async read(key: StorageKey, range?: ByteRange, maximum = Infinity): Promise<Uint8Array<ArrayBuffer>> {
    checkKey(key)
    if (range) checkRange(range)
    const disk = this.#disk
    let handle: FileHandle | undefined
    try {
      if (!(await disk.isFolder(folderOf(key)))) throw missingObject(disk.root, key)
      handle = await disk.fs.open(disk.path(key), READ_FLAGS)
      const stats = await handle.stat()
      if (stats.isDirectory()) throw missingObject(disk.root, key)
      if (!stats.isFile()) throw disk.notAnObject(key, stats)
      const wanted = range ?? { offset: 0, length: stats.size }
      // Before the memory is taken: a damaged record may ask for anything.
      if (stats.size > maximum) throw tooLarge(disk.root, key, stats.size, maximum)
      if (wanted.offset + wanted.length > stats.size) throw outOfRange(disk.root, key, stats.size, wanted)
      const bytes = allocate(wanted.length)
      const read = await readInto(handle, bytes, wanted.offset)
      if (read < wanted.length) throw outOfRange(disk.root, key, wanted.offset + read, wanted)
      return bytes
    } catch (error) {
      if (isAbsent(error)) throw missingObject(disk.root, key, error)
      if (systemErrorCode(error) === 'ELOOP') {
        const stats = await disk.fs.lstat(disk.path(key)).catch(() => undefined)
        if (stats?.isSymbolicLink()) throw disk.notAnObject(key, stats)
      }
      throw disk.failure('read', key, error)
    } finally {
      await handle?.close()
    }
  }

  async stat(key: StorageKey): Promise<ObjectInfo | undefined> {
    checkKey(key)
    try {
      const stats = await this.#disk.look(key)
      return stats && { key, size: stats.size, modifiedAt: new Date(stats.mtimeMs) }
    } catch (error) {
      throw this.#disk.failure('look at', key, error)
    }
  }

  list(prefix: string, options: { readonly after?: StorageKey } = {}): AsyncIterable<ObjectInfo> {
    checkPrefix(prefix)
    if (options.after !== undefined) checkKey(options.after)
    return listObjects(this.#disk, prefix, options.after)
  }

  /** The bytes as well: without hard links they are written under the name, and flushed after that. */
  async flush(key: StorageKey): Promise<void> {
    checkKey(key)
    try {
      await both(this.#disk.flushFolder(key), this.#disk.makeFolder(folderOf(key)))
      await this.#disk.flushFolder(folderOf(key))
    } catch (error) {
      throw this.#disk.failure('flush', key, error)
    }
  }

  async remove(key: StorageKey): Promise<void> {
    checkKey(key)
    const disk = this.#disk
    try {
      if (!(await disk.isFolder(folderOf(key)))) return
      await disk.fs.unlink(disk.path(key))
      await disk.flushFolder(folderOf(key))
    } catch (error) {
      if (!isAbsent(error)) throw disk.failure('remove', key, error)
    }
  }

  /** A new file gets its time from whoever keeps the disk. */
  async now(): Promise<Date> {
    try {
      const temporary = await this.#disk.temporaryFile()
      try {
        return new Date((await temporary.handle.stat()).mtimeMs)
      } finally {
        await this.#disk.dropTemporary(temporary)
      }
    } catch (error) {
      throw this.#disk.failure('write', TEMPORARY_FOLDER, error)
    }
  }

  async createMayTear(): Promise<boolean> {
    if (this.#links === undefined) await this.#tryLinks()
    return this.#links === false
  }

  async clearAbandoned(before: Date, dryRun: boolean): Promise<Cleared> {
    try {
      const cleared = await clearTemporaryFiles(this.#disk, before, dryRun)
      if (!dryRun) await clearEmptyFolders(this.#disk, before)
      return cleared
    } catch (error) {
      throw this.#disk.failure('clear', TEMPORARY_FOLDER, error)
    }
  }

  /** Finds out by linking a temporary file. Where none can be made, nothing can: nobody here creates anything. */
  async #tryLinks(): Promise<void> {
    let temporary: TemporaryFile
    try {
      temporary = await this.#disk.temporaryFile()
    } catch (error) {
      if (isStoreError(error)) throw error
      return
    }
    const second = `${temporary.path}-link`
    try {
      await this.#link(temporary.path, second)
    } catch (error) {
      throw this.#disk.failure('write', TEMPORARY_FOLDER, error)
    } finally {
      await both(this.#disk.dropTemporary(temporary), this.#disk.removeTemporary(second))
    }
  }
}

/** Writes and makes durable. */
async function fill(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  await writeAll(handle, [bytes])
  await handle.sync()
}

/** Not zeroed, since every byte is read over it; not from the pool, since it will be given away. */
function allocate(length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.allocUnsafeSlow(length).buffer)
}

/** Reads until the bytes are full or the file ends; returns how many were read. */
async function readInto(handle: FileHandle, bytes: Uint8Array, offset: number): Promise<number> {
  let done = 0
  while (done < bytes.length) {
    const length = Math.min(bytes.length - done, LARGEST_READ)
    const { bytesRead } = await handle.read(bytes, done, length, offset + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return done
}
