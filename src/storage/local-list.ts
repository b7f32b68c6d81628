/** Listing a local store: in the order of keys, by walking only the folders that can hold what was asked for. */
import type { Dirent } from 'node:fs'
import { isAbsent } from './local-disk.js'
import type { LocalDisk } from './local-disk.js'
import { isKeySegment, TEMPORARY_FOLDER } from './keys.js'
import type { ObjectInfo, StorageKey } from './storage.js'

/** So many files are looked at together; it starts low for callers that stop early. */
const FIRST_WINDOW = 8
const LARGEST_WINDOW = 128
/** So many folders are read at once. */
const LARGEST_AHEAD = 32

export async function* listObjects(
  disk: LocalDisk,
  prefix: string,
  after: StorageKey | undefined
): AsyncGenerator<ObjectInfo> {
  if (!(await disk.isFolder(prefix.slice(0, -1)))) return
  const walk = new Walk(disk, prefix, after)
  for (let window = FIRST_WINDOW; ; window = Math.min(window * 2, LARGEST_WINDOW)) {
    const keys = await walk.next(window)
    if (keys.length === 0) return
    const infos = await Promise.all(keys.map((key) => describe(disk, key)))
    for (const info of infos) if (info) yield info
  }
}

/** A folder that was come across, and what it holds once it is asked for. */
interface Folder {
  /** Ends in `/`. */
  readonly key: string
  entries?: Promise<readonly string[]>
}

/** Gives the keys below a folder, in order. Folders that come next are read while others are waited for. */
class Walk {
  private readonly disk: LocalDisk
  private readonly after: StorageKey | undefined
  /** What is still to come, the next one last. */
  private readonly ahead: (StorageKey | Folder)[]
  /** So many folders are read at once: more and more, since most callers stop early. */
  private width = 1

  /** @param prefix empty, or the folder's key and `/` */
  constructor(disk: LocalDisk, prefix: string, after: StorageKey | undefined) {
    this.disk = disk
    this.after = after
    this.ahead = [{ key: prefix }]
  }

  /** The next keys, so many of them; fewer only at the end. */
  async next(count: number): Promise<StorageKey[]> {
    const keys: StorageKey[] = []
    while (keys.length < count) {
      const next = this.ahead.pop()
      if (next === undefined) break
      if (typeof next === 'string') keys.push(next)
      else await this.enter(next)
    }
    return keys
  }

  private async enter(folder: Folder): Promise<void> {
    this.ahead.push(folder)
    this.readAhead()
    const entries = await folder.entries!
    this.ahead.pop()
    for (const key of [...entries].reverse()) {
      if (!key.endsWith('/')) {
        if (this.after === undefined || key > this.after) this.ahead.push(key)
      } else if (this.after === undefined || key > this.after || this.after.startsWith(key)) {
        this.ahead.push({ key })
      }
    }
    this.width = Math.min(this.width * 2, LARGEST_AHEAD)
  }

  /** Starts to read the folders that come next. */
  private readAhead(): void {
    let reading = 0
    for (let at = this.ahead.length - 1; at >= 0 && reading < this.width; at--) {
      const next = this.ahead[at]!
      if (typeof next === 'string') continue
      reading++
      if (next.entries !== undefined) continue
      next.entries = entriesOf(this.disk, next.key)
      // Who comes to it is told of its failure; who stops before does not ask.
      next.entries.catch(() => undefined)
    }
  }
}

/**
 * The keys of a folder's files, and of its folders with the `/` that all keys below them go on with: so sorted, `a-b/`
 * comes before `a/`, as `a-b/x` does before `a/x`. Links and what is neither file nor folder are no objects.
 */
async function entriesOf(disk: LocalDisk, prefix: string): Promise<readonly string[]> {
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
