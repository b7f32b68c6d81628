/** What `clean` does to a destination, and where it is refused. */
import { readdirSync, realpathSync, type Dirent } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { ArtifactStoreError, quote } from '../errors.js'
import { atDestination } from './destination-errors.js'
import { foldName } from './name-collisions.js'
import type { PlannedEntry } from './planned-entry.js'
import { joinRaw, type RawPath } from './raw-path.js'
import { removeTree } from './remove-tree.js'
import { forEachInSlices } from './slices.js'
import { STAGING_NAME } from './staging-name.js'
import { isDecodedExactly } from './well-formed.js'

/**
 * @param folder The destination's real path.
 * @param protectedFolders Folders that must not be emptied, nor one that holds them.
 * @throws ArtifactStoreError `INVALID_INPUT` where cleaning the folder is too dangerous.
 */
export async function refuseUncleanable(
  folder: string,
  exists: boolean,
  protectedFolders: readonly string[],
  signal: AbortSignal | undefined
): Promise<void> {
  if (dirname(folder) === folder) throw refused(folder, 'it is the root of the file system')
  for (const path of protectedFolders) {
    const real = realPathOf(path)
    if (real === folder) throw refused(folder, 'that folder is never emptied')
    if (real.startsWith(folder + sep)) throw refused(folder, `it holds ${quote(path)}, which is never emptied`)
  }
  if (!exists) return
  await forEachInSlices(foldersBelow(folder), signal, ({ path, names }) => {
    if (names.includes('.git')) throw refused(folder, `it holds ${quote(join(path, '.git'))}, a repository`)
  })
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

function refused(folder: string, why: string): ArtifactStoreError {
  return new ArtifactStoreError(
    'INVALID_INPUT',
    `clean: refused for ${quote(folder)}: ${why}; restore to a folder of its own, or without clean`
  )
}

/** All folders of a tree, none through a link, each with the names in it. */
function* foldersBelow(root: string): Generator<{ readonly path: string; readonly names: readonly string[] }> {
  const stack: RawPath[] = [root]
  for (let folder = stack.pop(); folder !== undefined; folder = stack.pop()) {
    const entries = readEntries(folder)
    for (const entry of entries) if (entry.isDirectory()) stack.push(joinRaw(folder, entry.name))
    yield { path: folder.toString(), names: entries.map((entry) => entry.name.toString()) }
  }
}

function readEntries(folder: RawPath): Dirent<Buffer>[] {
  return atDestination('read the folder', folder.toString(), () =>
    readdirSync(folder, { withFileTypes: true, encoding: 'buffer' })
  )
}

/** A folder of the version, with what of its names at the destination was not met in the version so far. */
interface Frame {
  readonly path: string
  /** By their folded form where the file system folds names. */
  readonly unmet: Map<string, string>
}

/**
 * Removes what a folder holds and the version does not, once the version is in place. Links are removed, not followed.
 * Remembers the names of one folder for each level.
 * @param folds Whether the file system takes different names for one; then a name that may be one of the version's
 *   stays.
 * @returns How many files, links and folders were removed.
 */
export async function removeOthers(
  destination: string,
  entries: () => Iterable<PlannedEntry>,
  folds: boolean,
  signal: AbortSignal | undefined
): Promise<number> {
  let removed = 0
  const keyOf = (name: string): string => (folds ? foldName(name) : name)
  const open = (path: string): Frame => {
    const folder = join(destination, path)
    const names = atDestination('read the folder', folder, () => readdirSync(folder))
    return { path, unmet: new Map(names.map((name) => [keyOf(name), name])) }
  }
  const close = (frame: Frame): void => {
    for (const name of frame.unmet.values()) {
      if (STAGING_NAME.test(name)) continue
      const folder = join(destination, frame.path)
      removed += atDestination('remove', join(folder, name), () => removeTree(join(folder, name)))
      if (!isDecodedExactly(name)) removed += atDestination('remove', folder, () => removeUndecodable(folder))
    }
  }

  const stack = [open('')]
  await forEachInSlices(entries(), signal, ({ kind, path }) => {
    const slash = path.lastIndexOf('/')
    const parent = slash === -1 ? '' : path.slice(0, slash)
    while (stack.at(-1)!.path !== parent) close(stack.pop()!)
    stack.at(-1)!.unmet.delete(keyOf(path.slice(slash + 1)))
    if (kind === 'directory') stack.push(open(path))
  })
  while (stack.length > 0) close(stack.pop()!)
  return removed
}

/** Removes what no text leads to: names that are not valid UTF-8. No version holds such a name. */
function removeUndecodable(folder: string): number {
  let removed = 0
  for (const name of readdirSync(folder, { encoding: 'buffer' })) {
    if (!Buffer.from(name.toString()).equals(name)) removed += removeTree(joinRaw(folder, name))
  }
  return removed
}
