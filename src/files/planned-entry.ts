/**
 * What a restore is to write, as the version tells it, and the check that it is a tree at all.
 *
 * The list comes from a store, which somebody else may have written: nothing in it is believed. It is checked as it
 * streams by, with one folder's path remembered for each level: the order and the folders that come first rule out
 * duplicates, files that are folders too, and anything below a link.
 */
import { ArtifactStoreError, quote } from '../errors.js'
import { checkName } from './name-rules.js'
import type { TreePath } from './source.js'
import { compareTreePaths } from './tree-path.js'

export type PlannedEntry =
  | { readonly kind: 'file'; readonly path: TreePath; readonly mode: number; readonly size: number }
  | { readonly kind: 'directory'; readonly path: TreePath; readonly mode: number }
  | { readonly kind: 'symlink'; readonly path: TreePath; readonly target: string }

/** Checks the entries of a version one after the other. */
export class PlanCheck {
  readonly #platform: NodeJS.Platform
  /** The folders that the next entry may lie in, outermost first. */
  readonly #folders: TreePath[] = []
  #previous: TreePath | undefined

  constructor(platform: NodeJS.Platform) {
    this.#platform = platform
  }

  /**
   * Checks the next entry.
   * @returns How many folders it lies in: 0 at the top.
   * @throws ArtifactStoreError `DAMAGED` where no save makes such an entry, `DESTINATION` where the platform cannot
   *   hold its name.
   */
  next(entry: PlannedEntry): number {
    const { path } = entry
    checkKind(entry)
    const slash = path.lastIndexOf('/')
    const parent = slash === -1 ? undefined : path.slice(0, slash)
    checkName(path.slice(slash + 1), path, this.#platform)

    if (this.#previous !== undefined) {
      const order = compareTreePaths(this.#previous, path)
      if (order === 0) throw damaged(path, 'is there twice')
      if (order > 0) throw damaged(path, `comes after ${quote(this.#previous)}, which is out of order`)
    }
    this.#previous = path

    while (this.#folders.length > 0 && this.#folders.at(-1) !== parent) this.#folders.pop()
    if (parent !== undefined && this.#folders.length === 0) throw damaged(path, 'lies in what is not a folder')
    const depth = this.#folders.length
    if (entry.kind === 'directory') this.#folders.push(path)
    return depth
  }
}

function checkKind(entry: PlannedEntry): void {
  const { kind, path } = entry as { kind: unknown; path: unknown }
  if (typeof path !== 'string') throw new ArtifactStoreError('DAMAGED', 'the version holds an entry without a path')
  if (kind !== 'file' && kind !== 'directory' && kind !== 'symlink') {
    throw damaged(path, `is of a kind that is not known, ${quote(String(kind))}`)
  }
  if (entry.kind === 'symlink') {
    const target: unknown = entry.target
    if (typeof target !== 'string' || target === '' || target.includes('\0'))
      throw damaged(path, 'is a link without a valid target')
    return
  }
  if (!Number.isInteger(entry.mode) || entry.mode < 0 || entry.mode > 0o777) {
    throw damaged(path, `has a mode that is none, ${String(entry.mode)}`)
  }
  if (entry.kind === 'file' && !(Number.isSafeInteger(entry.size) && entry.size >= 0)) {
    throw damaged(path, `has a size that is none, ${String(entry.size)}`)
  }
}

function damaged(path: TreePath, what: string): ArtifactStoreError {
  return new ArtifactStoreError('DAMAGED', `the version's list of files is damaged: ${quote(path)} ${what}`)
}
