/**
 * Names that a file system takes for one: `README` and `readme`, or an accented letter written as one character and as
 * two. What it really does is asked of it, since it depends on the disk and the folder, not on the platform.
 */
import { lstatSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ArtifactStoreError, quote } from '../errors.js'
import type { PlannedEntry } from './planned-entry.js'
import type { TreePath } from './source.js'

/** Whether two different names are one to the file system. */
export type SameName = (left: string, right: string) => boolean

/** Asks the file system that holds `folder`, by a file that is made there and removed again. */
export function sameNameIn(folder: string): SameName {
  return (left, right) => {
    const probe = join(folder, left)
    writeFileSync(probe, '', { flag: 'wx' })
    try {
      return lstatSync(join(folder, right), { throwIfNoEntry: false }) !== undefined
    } finally {
      // Not rmSync: the errors that it throws have no code.
      unlinkSync(probe)
    }
  }
}

/** Whether the file system takes different names for one at all. */
export function foldsNames(sameName: SameName): boolean {
  return sameName('probe-a', 'probe-A') || sameName('probe-\u00e9', 'probe-e\u0301')
}

/** Makes alike all names that some file system takes for one, and more. */
export function foldName(name: string): string {
  // Upper case first: it brings together what has one capital (σ and ς, K and the Kelvin sign).
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')
}

/**
 * Finds entries that would be one file, as the entries of a version stream by in tree order. Remembers the names of one
 * folder for each level.
 */
export class CollisionCheck {
  readonly #sameName: SameName
  readonly #levels: Map<string, string[]>[] = []

  constructor(sameName: SameName) {
    this.#sameName = sameName
  }

  /**
   * @param depth How many folders the entry lies in.
   * @throws ArtifactStoreError `DESTINATION` naming both entries.
   */
  next(entry: PlannedEntry, depth: number): void {
    this.#levels.length = Math.min(this.#levels.length, depth + 1)
    const names = (this.#levels[depth] ??= new Map<string, string[]>())
    const { path } = entry
    const name = path.slice(path.lastIndexOf('/') + 1)
    const folded = foldName(name)
    const others = names.get(folded)
    if (others === undefined) {
      names.set(folded, [name])
      return
    }
    const other = others.find((candidate) => this.#sameName(candidate, name))
    if (other !== undefined) throw collision(path, name, other)
    others.push(name)
  }
}

function collision(path: TreePath, name: string, other: string): ArtifactStoreError {
  const folder = path.slice(0, path.length - name.length)
  return new ArtifactStoreError(
    'DESTINATION',
    `cannot restore both ${quote(folder + other)} and ${quote(path)} here: ` +
      'this file system takes the two names for one; nothing was written'
  )
}
