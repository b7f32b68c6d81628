/** A pack on its way into a local store: streamed into `tmp/`, flushed as it grows, renamed to its name. */
import { both, folderOf, writeAll } from './local-disk.js'
import type { LocalDisk, TemporaryFile } from './local-disk.js'
import { sizeMismatch } from './failures.js'
import { checkKey } from './keys.js'
import type { CreateResult, ObjectWriter, StorageKey } from './storage.js'

/**
 * After this many bytes the disk is told to begin, while more are made: what is left to flush at the commit is then a
 * small part (on the machine this was written on 9 ms where it took 27 for 64 MiB).
 */
const FLUSH_EVERY = 16 * 1024 * 1024

export class LocalWriter implements ObjectWriter {
  readonly #disk: LocalDisk
  #temporary: TemporaryFile | undefined
  #size = 0
  #unflushed = 0
  #flushing: Promise<void> | undefined
  /** Why nothing more can be written: the first failure, also one of a flush that nobody was waiting for. */
  #failed: { readonly error: unknown } | undefined
  #done = false
  /** Calls run one after the other, whether or not the caller waits between them. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(disk: LocalDisk) {
    this.#disk = disk
  }

  append(parts: readonly Uint8Array[]): Promise<void> {
    return this.#next('write', undefined, async ({ handle }) => {
      await writeAll(handle, parts)
      const bytes = parts.reduce((total, part) => total + part.length, 0)
      this.#size += bytes
      this.#unflushed += bytes
      if (this.#unflushed >= FLUSH_EVERY && !this.#flushing) this.#flushEarly(handle)
    })
  }

  /** A disk tells of a write that failed only once: the error is kept, or the last flush would succeed without it. */
  #flushEarly(handle: TemporaryFile['handle']): void {
    this.#unflushed = 0
    this.#flushing = handle
      .datasync()
      .catch((error: unknown) => {
        this.#failed ??= { error }
      })
      .finally(() => {
        this.#flushing = undefined
      })
  }

  async commit(key: StorageKey): Promise<CreateResult> {
    checkKey(key)
    const disk = this.#disk
    const folder = folderOf(key)
    return this.#next('write', key, async (temporary) => {
      await both(
        (this.#flushing ?? Promise.resolve()).then(() => temporary.handle.sync()),
        disk.makeFolder(folder)
      )

      if (this.#failed) throw this.#failed.error
      await temporary.handle.close()
      const result = await this.#publish(temporary, key)
      // Also where it exists: whoever renamed it may not have come to this, and a record will rely on it.
      await both(disk.flushFolder(folder), disk.removeTemporary(temporary.path))
      this.#done = true
      return result
    })
  }

  async #publish(temporary: TemporaryFile, key: StorageKey): Promise<CreateResult> {
    if (await this.#isThere(key)) return 'exists'
    try {
      // Two that commit the same pack at once both rename: one set of bytes replaces the same bytes.
      const name = (): Promise<void> => this.#disk.fs.rename(temporary.path, this.#disk.path(key))
      await this.#disk.inFolder(folderOf(key), name, temporary)
      return 'created'
    } catch (error) {
      // Windows refuses to replace a file that somebody reads.
      if (await this.#isThere(key)) return 'exists'
      throw error
    }
  }

  async #isThere(key: StorageKey): Promise<boolean> {
    const there = await this.#disk.look(key)
    if (there && there.size !== this.#size) throw sizeMismatch(this.#disk.root, key, there.size, this.#size)
    return there !== undefined
  }

  async abort(): Promise<void> {
    await this.#last
    this.#done = true
    await this.#drop()
  }

  async #drop(): Promise<void> {
    const temporary = this.#temporary
    this.#temporary = undefined
    await this.#flushing
    if (temporary) await this.#disk.dropTemporary(temporary)
  }

  async #open(): Promise<TemporaryFile> {
    return (this.#temporary ??= await this.#disk.temporaryFile())
  }

  #next<T>(doing: string, key: StorageKey | undefined, act: (temporary: TemporaryFile) => Promise<T>): Promise<T> {
    const run = this.#last.then(async () => {
      if (this.#done) throw new Error('the writer was committed or aborted already')
      try {
        if (this.#failed) throw this.#failed.error
        return await act(await this.#open())
      } catch (error) {
        this.#failed ??= { error }
        await this.#drop()
        throw this.#disk.failure(doing, key ?? 'tmp', error)
      }
    })
    this.#last = run.catch(() => undefined)
    return run
  }
}
