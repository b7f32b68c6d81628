/**
 * Moves a restored tree into a folder that holds something already. What is not there yet is renamed as a whole, a
 * folder with all that it holds; folders on both sides are merged; files and links are replaced, never written to.
 */
import { chmodSync, closeSync, constants, fchmodSync, lstatSync, openSync, renameSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { ArtifactStoreError, quote } from '../errors.js'
import { atDestination } from './destination-errors.js'
import type { PlannedEntry } from './planned-entry.js'
import { forEachInSlices } from './slices.js'
import type { TreePath } from './source.js'
import { compareTreePaths } from './tree-path.js'

export interface FolderMode {
  readonly path: TreePath
  readonly mode: number
}

/** Whether a folder's owner may not read, write or enter it: it gets its mode when all else is done. */
export function isClosed(mode: number): boolean {
  return (mode & 0o700) !== 0o700
}

export interface Merge {
  /** The folder that holds the restored tree, on the same file system. */
  readonly staged: string
  readonly destination: string
  readonly entries: () => Iterable<PlannedEntry>
  readonly hasLinks: boolean
  /** Takes what has to give way; without one that is an error. */
  readonly trash: Trash | undefined
  readonly signal: AbortSignal | undefined
  /** Told of each open folder that was there already with another mode than the version's. */
  readonly onMerged: (folder: FolderMode) => void
}

export async function mergeInto(merge: Merge): Promise<void> {
  let inMovedFolder: string | undefined
  await forEachInSlices(merge.entries(), merge.signal, (entry) => {
    if (inMovedFolder !== undefined && entry.path.startsWith(inMovedFolder)) return
    inMovedFolder = undefined
    if (entry.kind === 'directory') {
      if (moveFolder(merge, entry)) inMovedFolder = `${entry.path}/`
    } else if (entry.kind === 'file') moveFile(merge, entry)
  })
  if (!merge.hasLinks) return
  await forEachInSlices(merge.entries(), merge.signal, (entry) => {
    if (entry.kind !== 'symlink') return
    // Those in a folder that was moved are there already.
    if (lstatSync(join(merge.staged, entry.path), { throwIfNoEntry: false }) !== undefined) moveFile(merge, entry)
  })
}

/** @returns Whether the folder was moved, with all that it holds. */
function moveFolder(merge: Merge, entry: PlannedEntry & { kind: 'directory' }): boolean {
  const to = join(merge.destination, entry.path)
  return atDestination('write to', to, () => {
    const existing = lstatSync(to, { throwIfNoEntry: false })
    if (existing?.isDirectory() === true) {
      const mode = existing.mode & 0o777
      if (mode !== entry.mode && !isClosed(entry.mode)) merge.onMerged({ path: entry.path, mode: entry.mode })
      if (isClosed(mode)) chmodSync(to, mode | 0o700)
      return false
    }
    if (existing !== undefined) clearAway(merge.trash, to, existing)
    renameSync(join(merge.staged, entry.path), to)
    return true
  })
}

function moveFile(merge: Merge, entry: PlannedEntry): void {
  const from = join(merge.staged, entry.path)
  const to = join(merge.destination, entry.path)
  atDestination('write', to, () => {
    try {
      renameSync(from, to)
    } catch (error) {
      // Looking first would cost as much as the renaming itself, for each of all files.
      const existing = lstatSync(to, { throwIfNoEntry: false })
      if (existing?.isDirectory() !== true) throw error
      clearAway(merge.trash, to, existing)
      renameSync(from, to)
    }
  })
}

function clearAway(trash: Trash | undefined, path: string, existing: Stats): void {
  if (trash === undefined) {
    throw new ArtifactStoreError(
      'DESTINATION',
      `cannot write ${quote(path)}: something was put there while the version was being restored; remove it`
    )
  }
  trash.take(path, existing)
}

/** A folder for what has to give way, until all is in place. */
export class Trash {
  readonly folder: string
  /** Where they were, by their number. */
  readonly #taken: string[] = []

  constructor(folder: string) {
    this.folder = folder
  }

  take(path: string, existing: Stats): void {
    // A folder that its owner may not write cannot be moved to another one.
    if (existing.isDirectory() && isClosed(existing.mode)) chmodSync(path, 0o700)
    renameSync(path, join(this.folder, String(this.#taken.length)))
    this.#taken.push(path)
  }

  /** On the way out of a failure: puts back what nothing has replaced yet, as far as that can be done. */
  giveBack(): void {
    for (const [number, path] of this.#taken.entries()) {
      try {
        if (lstatSync(path, { throwIfNoEntry: false }) === undefined)
          renameSync(join(this.folder, String(number)), path)
      } catch {
        // It was to be removed; that the rest of the restore failed is what is to be told.
      }
    }
  }
}

/** Gives folders their modes, the deepest first: the one above may be closed to us after that. */
export function setFolderModes(destination: string, folders: readonly FolderMode[]): void {
  if (process.platform === 'win32') return
  for (const { path, mode } of deepestFirst(folders)) {
    const folder = join(destination, path)
    atDestination('set the mode of', folder, () => {
      setFolderMode(folder, mode)
    })
  }
}

/** The same on the way out of a failure: for those that are there, as far as that can be done. */
export function trySetFolderModes(destination: string, folders: readonly FolderMode[]): void {
  if (process.platform === 'win32') return
  for (const { path, mode } of deepestFirst(folders)) {
    try {
      setFolderMode(join(destination, path), mode)
    } catch {
      // Not moved yet.
    }
  }
}

function deepestFirst(folders: readonly FolderMode[]): FolderMode[] {
  return [...folders].sort((left, right) => compareTreePaths(right.path, left.path))
}

function setFolderMode(folder: string, mode: number): void {
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    fchmodSync(descriptor, mode)
  } finally {
    closeSync(descriptor)
  }
}
