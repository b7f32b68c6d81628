/** Bugs that are planted, to see that the comparison finds them. */
import type { ObjectInfo, Storage, StorageKey } from '../../src/storage/index.js'
import { DAY } from './plain.js'
import type { Plant } from './world.js'

/** A storage of which some methods are others. */
function changed(inner: Storage, methods: (inner: Storage) => Partial<Storage>): Storage {
  return {
    location: inner.location,
    create: async (key, bytes) => await inner.create(key, bytes),
    writer: () => inner.writer(),
    read: async (key, range, maximum) => await inner.read(key, range, maximum),
    stat: async (key) => await inner.stat(key),
    list: (prefix, options) => inner.list(prefix, options),
    remove: async (key) => await inner.remove(key),
    now: async () => await inner.now(),
    createMayTear: async () => await inner.createMayTear(),
    ...methods(inner)
  }
}

async function all(objects: AsyncIterable<ObjectInfo>): Promise<ObjectInfo[]> {
  const found: ObjectInfo[] = []
  for await (const info of objects) found.push(info)
  return found
}

/** A listing that is another one. */
function listing(choose: (prefix: string, found: ObjectInfo[]) => ObjectInfo[]): Plant {
  return (inner) =>
    changed(inner, () => ({
      async *list(prefix, options) {
        yield* choose(prefix, await all(inner.list(prefix, options)))
      }
    }))
}

/** Every so many creates of some keys are told to be made, and are not. */
function losing(pattern: RegExp, every: number): Plant {
  let count = 0
  return (inner) =>
    changed(inner, () => ({
      create: async (key, bytes) =>
        pattern.test(key) && ++count % every === 0 ? 'created' : await inner.create(key, bytes)
    }))
}

/** The same answer to a listing for as long as an operation takes: as if it were not asked for a second time. */
function lookingOnce(pattern: RegExp): Plant {
  return (inner, by) => {
    if (by === 'observer') return inner
    const before = new Map<string, Promise<ObjectInfo[]>>()
    return changed(inner, () => ({
      async *list(prefix, options) {
        if (!pattern.test(prefix)) {
          yield* inner.list(prefix, options)
          return
        }
        const known = before.get(prefix) ?? all(inner.list(prefix, options))
        before.set(prefix, known)
        yield* await known
      }
    }))
  }
}

export interface PlantedBug {
  readonly name: string
  readonly plant: () => Plant
}

export const PLANTED: readonly PlantedBug[] = [
  {
    name: 'create replaces what exists',
    plant: () => (inner) =>
      changed(inner, () => ({
        async create(key, bytes) {
          if (key.startsWith('artifacts/')) await inner.remove(key)
          return await inner.create(key, bytes)
        }
      }))
  },
  {
    name: 'create tells of what exists that it was created',
    plant: () => (inner) =>
      changed(inner, () => ({
        async create(key, bytes) {
          const result = await inner.create(key, bytes)
          return key.startsWith('artifacts/') ? 'created' : result
        }
      }))
  },
  { name: 'a write is dropped, and told to be done', plant: () => losing(/^artifacts\//, 20) },
  { name: 'a move of an alias is lost', plant: () => losing(/\/aliases\//, 5) },
  { name: 'a removal is lost', plant: () => losing(/\/gone\//, 3) },
  { name: 'a note is lost', plant: () => losing(/\/notes\//, 5) },
  { name: 'condemned lists are lost on the way', plant: () => losing(/^condemned\//, 1) },
  {
    name: 'listings leave out the last key',
    plant: () => listing((prefix, found) => (prefix.startsWith('artifacts/') ? found.slice(0, -1) : found))
  },
  {
    name: 'no listing has the condemned lists',
    plant: () => listing((prefix, found) => (prefix.startsWith('condemned/') ? [] : found))
  },
  {
    name: 'objects look ten days older than they are',
    plant: () =>
      listing((_, found) =>
        found.map((info) => ({ ...info, modifiedAt: new Date(info.modifiedAt.getTime() - 10 * DAY) }))
      )
  },
  {
    name: 'the clock of the storage is that of a machine, two days ahead',
    plant: () => (inner) =>
      changed(inner, () => ({ now: async () => new Date((await inner.now()).getTime() + 2 * DAY) }))
  },
  {
    name: 'removing a pack removes another one',
    plant: () => (inner) =>
      changed(inner, () => ({
        async remove(key) {
          const packs = key.startsWith('packs/') ? (await all(inner.list('packs/'))).map((info) => info.key) : []
          await inner.remove(packs.find((other) => other !== key) ?? key)
        }
      }))
  },
  {
    name: 'a bit of a pack is another one',
    plant: () => {
      let count = 0
      return (inner) =>
        changed(inner, () => ({
          writer() {
            const writer = inner.writer()
            const isBad = ++count % 15 === 0
            return {
              append: async (parts) => {
                await writer.append(
                  isBad ? parts.map((part) => part.map((byte, at) => (at === 9 ? byte ^ 1 : byte))) : parts
                )
              },
              commit: async (key: StorageKey) => await writer.commit(key),
              abort: async () => {
                await writer.abort()
              }
            }
          }
        }))
    }
  },
  {
    name: 'reads give what another object of the folder had before',
    plant: () => {
      const stale = new Map<string, Uint8Array<ArrayBuffer>>()
      let count = 0
      return (inner) =>
        changed(inner, () => ({
          async read(key, range, maximum) {
            const bytes = await inner.read(key, range, maximum)
            if (!key.includes('/aliases/')) return bytes
            const folder = key.slice(0, key.lastIndexOf('/'))
            const old = stale.get(folder)
            stale.set(folder, bytes.slice())
            return old !== undefined && ++count % 10 === 0 ? old.slice() : bytes
          }
        }))
    }
  },
  { name: 'a save does not look a second time at the condemned lists', plant: () => lookingOnce(/^condemned\//) },
  { name: 'a prune run lists the records only once', plant: () => lookingOnce(/^artifacts\/$/) },
  {
    name: 'who moves an alias or removes a version does not look again',
    plant: () => lookingOnce(/\/(gone|aliases)\//)
  }
]
