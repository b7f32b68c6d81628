/** A real folder in a time that is not the real one. */
import { mkdirSync } from 'node:fs'
import { openLocalStorage, type ObjectInfo, type Storage } from '../../src/storage/index.js'

/**
 * A storage in a folder, whose objects bear the time that is told. What writers left is not cleared, since that goes by the
 * times of the disk.
 */
export async function inTimeOf(now: () => Date, folder: string): Promise<Storage> {
  mkdirSync(folder, { recursive: true })
  const local = await openLocalStorage(folder)
  const times = new Map<string, Date>()
  const dated = (info: ObjectInfo): ObjectInfo => ({ ...info, modifiedAt: times.get(info.key) ?? now() })
  const made = (key: string): void => {
    if (!times.has(key)) times.set(key, now())
  }
  return {
    location: local.location,
    async create(key, bytes) {
      made(key)
      return await local.create(key, bytes)
    },
    writer() {
      const writer = local.writer()
      return {
        append: async (parts) => {
          await writer.append(parts)
        },
        async commit(key) {
          made(key)
          return await writer.commit(key)
        },
        abort: async () => {
          await writer.abort()
        }
      }
    },
    read: async (key, range, maximum) => await local.read(key, range, maximum),
    async stat(key) {
      const info = await local.stat(key)
      return info && dated(info)
    },
    async *list(prefix, options) {
      for await (const info of local.list(prefix, options)) yield dated(info)
    },
    async flush(key) {
      await local.flush?.(key)
    },
    async remove(key) {
      await local.remove(key)
      times.delete(key)
    },
    now: () => Promise.resolve(now()),
    createMayTear: async () => await local.createMayTear()
  }
}
