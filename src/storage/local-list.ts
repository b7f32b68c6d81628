/** Listing a local store: in the order of keys, by walking only the folders that can hold what was asked for. */
import type { Dirent } from 'node:fs'
import { isAbsent } from './local-disk.js'
import type { LocalDisk } from './local-disk.js'
import { isKeySegment, TEMPORARY_FOLDER } from './keys.js'
import type { ObjectInfo, StorageKey } from './storage.js'

/** So many files are looked at together; it starts low for callers that stop early. */
const FIRST_WINDOW = 8
const LARGEST_WINDOW = 128

export async function* listObjects(
  disk: LocalDisk,
  prefix: string,
  after: StorageKey | undefined
): AsyncGenerator<ObjectInfo> {
  if (!(await disk.isFolder(prefix.slice(0, -1)))) return
  let window = FIRST_WINDOW
  for await (const keys of keysBelow(disk, prefix, after)) {
    for (let start = 0; start < keys.length;) {
      const end = start + window
      const infos = await Promise.all(keys.slice(start, end).map((key) => describe(disk, key)))
      for (const info of infos) if (info) yield info
      start = end
      window = Math.min(window * 2, LARGEST_WINDOW)
    }
  }
}

/**
 * The keys below a folder, in order, in runs that need no other folder to be read.
 * @param prefix empty, or the folder's key and `/`
 */
async function* keysBelow(disk: LocalDisk, prefix: string, after: StorageKey | undefined): AsyncGenerator<string[]> {
  let run: string[] = []
  for (const key of await entriesOf(disk, prefix)) {
    if (!key.endsWith('/')) {
      if (after === undefined || key > after) run.push(key)
    } else if (after === undefined || key > after || after.startsWith(key)) {
      if (run.length > 0) yield run
      run = []
      yield* keysBelow(disk, key, after)
    }
  }
  if (run.length > 0) yield run
}

/**
 * The keys of a folder's files, and of its folders with the `/` that all keys below them go on with: so sorted, `a-b/`
 * comes before `a/`, as `a-b/x` does before `a/x`. Links and what is neither file nor folder are no objects.
 */
async function entriesOf(disk: LocalDisk, prefix: string): Promise<string[]> {
  let entries: Dirent[]
  try {
    entries = await disk.fs.readdir(disk.path(prefix), { withFileTypes: true })
  } catch (error) {
    // Removed since the folder above was read.
    if (isAbsent(error)) return []
    throw disk.failure('list', prefix, error)
  }
  const keys: string[] = []
  for (const entry of entries) {
    if (!isKeySegment(entry.name) || (prefix === '' && entry.name === TEMPORARY_FOLDER)) continue
    if (entry.isFile()) keys.push(prefix + entry.name)
    else if (entry.isDirectory()) keys.push(`${prefix}${entry.name}/`)
  }
  // Keys are ASCII: the order of UTF-16 code units is that of the bytes.
  return keys.sort()
}

async function describe(disk: LocalDisk, key: StorageKey): Promise<ObjectInfo | undefined> {
  try {
    const stats = await disk.fs.lstat(disk.path(key))
    return stats.isFile() ? { key, size: stats.size, modifiedAt: new Date(stats.mtimeMs) } : undefined
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw disk.failure('look at', key, error)
  }
}
