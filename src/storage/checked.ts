/**
 * Holds any storage to the contract while it runs, so that a mistake of an adapter (or of the server behind it) ends
 * in a clear error and not in wrong bytes or a version that is overlooked. The store wraps every storage it is given.
 */
import { ArtifactStoreError, quote } from '../errors.js'
import { storageFailure, tooLarge } from './failures.js'
import { checkKey, checkPrefix, checkRange, isKey } from './keys.js'
import type { ByteRange, Cleared, CreateResult, ObjectInfo, ObjectWriter, Storage, StorageKey } from './storage.js'

/**
 * What it adds to `inner`:
 * - malformed keys, prefixes and ranges never reach it;
 * - whatever it throws arrives as an `ArtifactStoreError` (`STORAGE` where it is none yet) that names store and object;
 * - a range is as long as was asked for (`DAMAGED` otherwise), and the bytes own their buffer;
 * - listings are in order, below the prefix and after `after` (`STORAGE` otherwise: an entry may be missing as well);
 *   what is no key is left out;
 * - sizes and times are real ones;
 * - a writer does one thing at a time, in order, and nothing more after its end or its first failure; `abort` never
 *   rejects.
 *
 * The length of an object that is read whole is not known here: whoever wrote it knows, and keeps a checksum in it. No
 * more does this see a flipped bit.
 */
export function checkedStorage(inner: Storage): Storage {
  return new CheckedStorage(inner)
}

class CheckedStorage implements Storage {
  readonly #inner: Storage

  constructor(inner: Storage) {
    this.#inner = inner
  }

  get location(): string {
    return this.#inner.location
  }

  async #try<T>(doing: string, key: string, act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      throw storageFailure(this.location, doing, key, error)
    }
  }

  #broken(what: string): ArtifactStoreError {
    return new ArtifactStoreError('STORAGE', `the store at ${quote(this.location)} cannot be relied on: ${what}`)
  }

  #checkResult(result: CreateResult, key: StorageKey): CreateResult {
    // An adapter may be written in JavaScript: anything but these two must not be taken for one of them.
    const told: string = result
    if (told !== 'created' && told !== 'exists') {
      throw this.#broken(`it says ${quote(told)} of the new object ${quote(key)}`)
    }
    return result
  }

  #checkInfo(info: ObjectInfo): ObjectInfo {
    if (!Number.isSafeInteger(info.size) || info.size < 0) {
      throw this.#broken(`it says that ${quote(info.key)} has ${info.size} bytes`)
    }
    this.#checkTime(info.modifiedAt, info.key)
    return info
  }

  #checkTime(time: Date, of: string): Date {
    if (Number.isNaN(time.getTime())) throw this.#broken(`it gives no valid time for ${quote(of)}`)
    return time
  }

  async create(key: StorageKey, bytes: Uint8Array): Promise<CreateResult> {
    checkKey(key)
    return this.#try('create', key, async () => this.#checkResult(await this.#inner.create(key, bytes), key))
  }

  writer(): ObjectWriter {
    const inner = this.#inner.writer()
    let ended: 'was committed or aborted' | 'has failed before' | undefined
    let last: Promise<unknown> = Promise.resolve()
    const next = <T>(doing: string, key: string, act: () => Promise<T>): Promise<T> => {
      const run = last.then(async () => {
        if (ended) throw new Error(`the writer ${ended}`)
        try {
          return await this.#try(doing, key, act)
        } catch (error) {
          ended ??= 'has failed before'
          throw error
        }
      })
      last = run.catch(() => undefined)
      return run
    }
    return {
      append: (parts) => next('write', 'a new object', () => inner.append(parts)),
      commit: async (key) => {
        checkKey(key)
        return next('write', key, async () => {
          const result = this.#checkResult(await inner.commit(key), key)
          ended = 'was committed or aborted'
          return result
        })
      },
      abort: async () => {
        ended = 'was committed or aborted'
        // Whatever is left is a temporary object.
        await this.#try('abort', 'a new object', () => inner.abort()).catch(() => undefined)
      }
    }
  }

  async read(key: StorageKey, range?: ByteRange, maximum?: number): Promise<Uint8Array<ArrayBuffer>> {
    checkKey(key)
    if (range) checkRange(range)
    return this.#try('read', key, async () => {
      const bytes = await this.#inner.read(key, range, maximum)
      if (maximum !== undefined && bytes.length > maximum) throw tooLarge(this.location, key, bytes.length, maximum)
      if (range && bytes.length !== range.length) {
        throw new ArtifactStoreError(
          'DAMAGED',
          `the store at ${quote(this.location)} gave ${bytes.length} bytes of ${quote(key)} where ${range.length} ` +
            'were asked for; run again, and if it stays so the object is damaged'
        )
      }
      return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
    })
  }

  async stat(key: StorageKey): Promise<ObjectInfo | undefined> {
    checkKey(key)
    return this.#try('look at', key, async () => {
      const info = await this.#inner.stat(key)
      return info && this.#checkInfo(info)
    })
  }

  list(prefix: string, options: { readonly after?: StorageKey } = {}): AsyncIterable<ObjectInfo> {
    checkPrefix(prefix)
    if (options.after !== undefined) checkKey(options.after)
    return this.#list(prefix, options)
  }

  async *#list(prefix: string, options: { readonly after?: StorageKey }): AsyncGenerator<ObjectInfo> {
    let last = options.after
    try {
      for await (const info of this.#inner.list(prefix, options)) {
        if (!isKey(info.key)) continue
        if (!info.key.startsWith(prefix)) throw this.#broken(`it lists ${quote(info.key)} below ${quote(prefix)}`)
        if (last !== undefined && info.key <= last) {
          throw this.#broken(`it lists ${quote(info.key)} after ${quote(last)}`)
        }
        last = info.key
        yield this.#checkInfo(info)
      }
    } catch (error) {
      throw storageFailure(this.location, 'list', prefix, error)
    }
  }

  async flush(key: StorageKey): Promise<void> {
    checkKey(key)
    await this.#try('flush', key, async () => this.#inner.flush?.(key))
  }

  async remove(key: StorageKey): Promise<void> {
    checkKey(key)
    await this.#try('remove', key, () => this.#inner.remove(key))
  }

  async now(): Promise<Date> {
    return this.#try('tell the time of', 'its clock', async () => this.#checkTime(await this.#inner.now(), 'now'))
  }

  async createMayTear(): Promise<boolean> {
    return this.#try('probe', 'itself', () => this.#inner.createMayTear())
  }

  async clearAbandoned(before: Date, dryRun: boolean): Promise<Cleared> {
    return this.#try('clear', 'abandoned objects', async () => {
      const cleared = await this.#inner.clearAbandoned?.(before, dryRun)
      return cleared ?? { objects: 0, bytes: 0 }
    })
  }
}
