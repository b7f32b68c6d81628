import { checkKey, checkPrefix, checkRange, ArtifactStoreError } from '../../src/index.js'
import type { ByteRange, CreateResult, ObjectInfo, ObjectWriter, Storage } from '../../src/index.js'

/** What the server behind this adapter offers: a table of keys, with a put that refuses to replace. */
export interface KeyValueClient {
  /** False where the key exists and `ifAbsent` is set. The server decides, in one step. */
  put(key: string, bytes: Uint8Array, options: { ifAbsent: boolean }): Promise<boolean>
  /** Undefined where the key does not exist. A range past the end is cut, as HTTP servers do. `total`: of the whole object. */
  get(key: string, range?: ByteRange): Promise<{ bytes: Uint8Array; total: number } | undefined>
  head(key: string): Promise<{ size: number; modified: Date } | undefined>
  /** A page of keys, sorted by their bytes; an empty one is the last. */
  page(prefix: string, after: string): Promise<{ key: string; size: number; modified: Date }[]>
  delete(key: string): Promise<void>
  time(): Promise<Date>
}

export function keyValueStorage(client: KeyValueClient, location: string): Storage {
  function missing(key: string): ArtifactStoreError {
    return new ArtifactStoreError('NOT_FOUND', `${location} has no object ${key}`)
  }

  function damaged(key: string, size: number): ArtifactStoreError {
    return new ArtifactStoreError('DAMAGED', `the object ${key} of ${location} has the wrong size, ${size} bytes`)
  }

  async function stat(key: string): Promise<ObjectInfo | undefined> {
    const found = await client.head(checkKey(key))
    return found && { key, size: found.size, modifiedAt: found.modified }
  }

  async function read(key: string, range?: ByteRange, maximum = Infinity): Promise<Uint8Array<ArrayBuffer>> {
    checkKey(key)
    if (range) checkRange(range)
    if (range?.length === 0) {
      // HTTP has no range of no bytes.
      const info = await stat(key)
      if (!info) throw missing(key)
      if (range.offset > info.size || info.size > maximum) throw damaged(key, info.size)
      return new Uint8Array()
    }
    // Where bytes come as a stream, compare `total` before you take them in.
    const found = await client.get(key, range)
    if (!found) throw missing(key)
    const { bytes, total } = found
    if (total > maximum || (range && bytes.length !== range.length)) throw damaged(key, total)
    return new Uint8Array(bytes)
  }

  async function* list(prefix: string, start: string): AsyncGenerator<ObjectInfo> {
    for (let after = start; ;) {
      const page = await client.page(prefix, after)
      for (const { key, size, modified } of page) yield { key, size, modifiedAt: modified }
      const last = page.at(-1)
      if (!last) return
      after = last.key
    }
  }

  /** Packs are about 64 MiB and are collected here; where the server takes uploads in parts, send each when it is full. */
  function writer(): ObjectWriter {
    let parts: Uint8Array[] | undefined = []
    function open(): Uint8Array[] {
      if (!parts) throw new Error('the writer was committed or aborted already')
      return parts
    }
    return {
      append: async (more) => {
        // Copied: the caller may reuse its buffers.
        for (const part of more) open().push(part.slice())
      },
      commit: async (key) => {
        checkKey(key)
        const bytes = Buffer.concat(open())
        parts = undefined
        const there = await client.head(key)
        if (there && there.size !== bytes.length) throw damaged(key, there.size)
        if (there) return 'exists'
        await client.put(key, bytes, { ifAbsent: false })
        return 'created'
      },
      abort: async () => {
        parts = undefined
      }
    }
  }

  return {
    location,
    create: async (key, bytes): Promise<CreateResult> =>
      (await client.put(checkKey(key), bytes, { ifAbsent: true })) ? 'created' : 'exists',
    writer,
    read,
    stat,
    list: (prefix, { after } = {}) => list(checkPrefix(prefix), after === undefined ? '' : checkKey(after)),
    remove: async (key) => client.delete(checkKey(key)),
    now: () => client.time(),
    // Such a server shows a new object whole or not at all.
    createMayTear: async () => false
  }
}
