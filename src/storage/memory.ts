/** A storage in memory: for tests, and the shortest example of the contract. */
import { missingObject, outOfRange, sizeMismatch, tooLarge } from './failures.js'
import { checkKey, checkPrefix, checkRange } from './keys.js'
import type { CreateResult, ObjectInfo, ObjectWriter, Storage, StorageKey } from './storage.js'

export interface MemoryObject {
  readonly bytes: Uint8Array
  readonly modifiedAt: Date
}

export interface MemoryStorageOptions {
  /** The storage's own clock. By default one that starts at the same moment in every run and moves by 1 ms a look. */
  readonly clock?: () => Date
  /** The objects of another memory storage: two clients of one store. */
  readonly objects?: Map<StorageKey, MemoryObject>
  /** What messages call it, where there are several. Default `memory`. */
  readonly location?: string
}

export interface MemoryStorage extends Storage {
  /** What is stored, for tests that damage, age or count it. */
  readonly objects: Map<StorageKey, MemoryObject>
}

function steadyClock(): () => Date {
  let milliseconds = Date.UTC(2026, 0, 1)
  return () => new Date(milliseconds++)
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

export function createMemoryStorage(options: MemoryStorageOptions = {}): MemoryStorage {
  const clock = options.clock ?? steadyClock()
  const objects = options.objects ?? new Map<StorageKey, MemoryObject>()
  const location = options.location ?? 'memory'

  function publish(key: StorageKey, bytes: Uint8Array): CreateResult {
    if (objects.has(key)) return 'exists'
    objects.set(key, { bytes, modifiedAt: clock() })
    return 'created'
  }

  function writer(): ObjectWriter {
    let parts: Uint8Array[] | undefined = []
    function open(): Uint8Array[] {
      if (parts === undefined) throw new Error('the writer was committed or aborted already')
      return parts
    }
    return {
      async append(more) {
        open().push(joined(more))
      },
      async commit(key) {
        checkKey(key)
        const bytes = joined(open())
        parts = undefined
        const there = objects.get(key)
        if (there && there.bytes.length !== bytes.length) {
          throw sizeMismatch(location, key, there.bytes.length, bytes.length)
        }
        return publish(key, bytes)
      },
      async abort() {
        parts = undefined
      }
    }
  }

  async function* list(prefix: string, after: StorageKey | undefined): AsyncGenerator<ObjectInfo> {
    const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && (after === undefined || key > after))
    // Keys are ASCII: the order of UTF-16 code units is that of the bytes.
    for (const key of keys.sort()) {
      const object = objects.get(key)
      if (object) yield { key, size: object.bytes.length, modifiedAt: new Date(object.modifiedAt) }
    }
  }

  return {
    location,
    objects,
    async create(key, bytes) {
      return publish(checkKey(key), bytes.slice())
    },
    writer,
    async read(key, range, maximum = Infinity) {
      checkKey(key)
      if (range) checkRange(range)
      const object = objects.get(key)
      if (!object) throw missingObject(location, key)
      if (object.bytes.length > maximum) throw tooLarge(location, key, object.bytes.length, maximum)
      if (!range) return new Uint8Array(object.bytes)
      const end = range.offset + range.length
      if (end > object.bytes.length) throw outOfRange(location, key, object.bytes.length, range)
      return new Uint8Array(object.bytes.subarray(range.offset, end))
    },
    async stat(key) {
      const object = objects.get(checkKey(key))
      return object && { key, size: object.bytes.length, modifiedAt: new Date(object.modifiedAt) }
    },
    list: (prefix, { after } = {}) => list(checkPrefix(prefix), after === undefined ? undefined : checkKey(after)),
    async remove(key) {
      objects.delete(checkKey(key))
    },
    now: async () => clock(),
    createMayTear: async () => false
  }
}
