/** Clearing a local store: files in `tmp/` that killed writers left, and folders in which nothing is left. */
import type { Dirent } from 'node:fs'
import { systemErrorCode } from '../errors.js'
import { isAbsent } from './local-disk.js'
import type { LocalDisk } from './local-disk.js'
import { isKeySegment, TEMPORARY_FOLDER } from './keys.js'
import type { Cleared } from './storage.js'

/** Names that {@link LocalDisk.temporaryFile} gives, and that of the second name of one which links are tried with. */
const TEMPORARY_NAME = /^[0-9a-f]{32}(?:-link)?$/

export async function clearTemporaryFiles(disk: LocalDisk, before: Date, dryRun: boolean): Promise<Cleared> {
  let objects = 0
  let bytes = 0
  if (!(await disk.isFolder(TEMPORARY_FOLDER))) return { objects, bytes }
  for (const { name } of await entriesOf(disk, TEMPORARY_FOLDER)) {
    const key = `${TEMPORARY_FOLDER}/${name}`
    try {
      if (!TEMPORARY_NAME.test(name)) continue
      const stats = await disk.fs.lstat(disk.path(key))
      if (!stats.isFile() || stats.mtimeMs >= before.getTime()) continue
      if (!dryRun) await disk.fs.unlink(disk.path(key))
      objects++
      bytes += stats.size
    } catch (error) {
      // Its writer has ended, or somebody else clears as well.
      if (!isAbsent(error)) throw disk.failure('remove', key, error)
    }
  }
  return { objects, bytes }
}

/**
 * Removes empty folders below those of the first level. A writer that needs one at that moment makes it again
 * ({@link LocalDisk.inFolder}).
 */
export async function clearEmptyFolders(disk: LocalDisk, before: Date): Promise<void> {
  for (const folder of foldersIn('', await entriesOf(disk, ''))) {
    if (folder === TEMPORARY_FOLDER) continue
    for (const below of foldersIn(folder, await entriesOf(disk, folder))) await clearBelow(disk, below, before)
  }
}

async function clearBelow(disk: LocalDisk, folder: string, before: Date): Promise<void> {
  const entries = await entriesOf(disk, folder)
  for (const below of foldersIn(folder, entries)) await clearBelow(disk, below, before)
  if (entries.length > 0) return
  try {
    if ((await disk.fs.lstat(disk.path(folder))).mtimeMs < before.getTime()) await disk.fs.rmdir(disk.path(folder))
  } catch (error) {
    // It is for tidiness alone: what is refused, or no longer empty, stays.
    if (systemErrorCode(error) === undefined) throw error
  }
}

function foldersIn(folder: string, entries: readonly Dirent[]): string[] {
  return entries
    .filter((entry) => entry.isDirectory() && isKeySegment(entry.name))
    .map(({ name }) => (folder === '' ? name : `${folder}/${name}`))
}

async function entriesOf(disk: LocalDisk, folder: string): Promise<Dirent[]> {
  try {
    return await disk.fs.readdir(disk.path(folder), { withFileTypes: true })
  } catch (error) {
    if (isAbsent(error)) return []
    throw disk.failure('list', folder, error)
  }
}
