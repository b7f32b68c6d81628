/** What differs between the files of two versions: both lists are walked once, side by side. */
import type { TreeHeader } from '../content/tree.js'
import type { Sha256 } from '../content/hash.js'
import type { TreePath } from '../files/source.js'
import { compareTreePaths } from '../files/tree-path.js'

/** A file or link as one version has it. */
export type FileState =
  | {
      readonly type: 'file'
      /** Bytes. */
      readonly size: number
      readonly isExecutable: boolean
    }
  | { readonly type: 'symlink'; readonly target: string }

export interface ListedFile {
  readonly path: TreePath
  readonly file: FileState
}

export interface ChangedFile {
  readonly path: TreePath
  readonly from: FileState
  readonly to: FileState
  /** What of it: its bytes, its executable bit, a link's target, or what it is (a file, a link). */
  readonly changes: readonly ('contents' | 'executable' | 'target' | 'type')[]
}

export interface RenamedFile {
  readonly from: TreePath
  readonly to: TreePath
  readonly size: number
}

/** Files and links; the first of each kind are listed, in the order of paths, the counts are of all. */
export interface FilesDiff {
  readonly added: { readonly count: number; readonly bytes: number; readonly listed: readonly ListedFile[] }
  readonly removed: { readonly count: number; readonly bytes: number; readonly listed: readonly ListedFile[] }
  readonly changed: {
    readonly count: number
    readonly bytesFrom: number
    readonly bytesTo: number
    readonly listed: readonly ChangedFile[]
  }
  /** Of the same content under another path. */
  readonly renamed: { readonly count: number; readonly bytes: number; readonly listed: readonly RenamedFile[] }
  readonly unchanged: { readonly count: number; readonly bytes: number }
  readonly folders: { readonly added: number; readonly removed: number }
  /** False where so much was added or removed that renames were not looked for: they count as one and the other. */
  readonly renamesSought: boolean
}

/** Of files that were added, or removed, so many are held to find renames. */
const RENAME_MAXIMUM = 200_000

interface Totals {
  readonly files: number
  readonly size: number
}

/**
 * Compares two lists of files, each in tree order. What is left out of both is the same in both.
 * @param totals of the older version, whole.
 * @param limit how many are listed of each kind.
 */
export async function diffFiles(
  from: AsyncGenerator<TreeHeader>,
  to: AsyncGenerator<TreeHeader>,
  totals: Totals,
  limit: number,
  renameMaximum = RENAME_MAXIMUM
): Promise<FilesDiff> {
  const added = new Candidates(renameMaximum, limit)
  const removed = new Candidates(renameMaximum, limit)
  const changed = { count: 0, bytesFrom: 0, bytesTo: 0, listed: [] as ChangedFile[] }
  const folders = { added: 0, removed: 0 }
  for await (const [before, after] of sideBySide(from, to)) {
    const was = before?.type === 'directory' ? undefined : before
    const is = after?.type === 'directory' ? undefined : after
    if (before?.type === 'directory' && after?.type !== 'directory') folders.removed++
    if (after?.type === 'directory' && before?.type !== 'directory') folders.added++
    if (was !== undefined && is !== undefined) {
      const changes = changesOf(was, is)
      if (changes.length === 0) continue
      changed.count++
      changed.bytesFrom += bytesOf(was)
      changed.bytesTo += bytesOf(is)
      if (changed.listed.length < limit) {
        changed.listed.push({ path: is.path, from: stateOf(was), to: stateOf(is), changes })
      }
    } else if (was !== undefined) removed.add(was)
    else if (is !== undefined) added.add(is)
  }
  const renamesSought = added.isWhole && removed.isWhole
  const renames = renamesSought ? findRenames(removed.held, added.held) : []
  const renamedBytes = renames.reduce((sum, { to: file }) => sum + bytesOf(file), 0)
  return {
    added: added.summary(new Set(renames.map((rename) => rename.to))),
    removed: removed.summary(new Set(renames.map((rename) => rename.from))),
    changed,
    renamed: {
      count: renames.length,
      bytes: renamedBytes,
      listed: renames.slice(0, limit).map((rename) => ({
        from: rename.from.path,
        to: rename.to.path,
        size: bytesOf(rename.to)
      }))
    },
    unchanged: {
      count: Math.max(0, totals.files - removed.count - changed.count),
      bytes: Math.max(0, totals.size - removed.bytes - changed.bytesFrom)
    },
    folders,
    renamesSought
  }
}

type FileEntry = Exclude<TreeHeader, { type: 'directory' }>

async function* sideBySide(
  left: AsyncGenerator<TreeHeader>,
  right: AsyncGenerator<TreeHeader>
): AsyncGenerator<readonly [TreeHeader | undefined, TreeHeader | undefined]> {
  try {
    let [a, b] = await Promise.all([left.next(), right.next()])
    while (a.done !== true || b.done !== true) {
      const order = a.done === true ? 1 : b.done === true ? -1 : compareTreePaths(a.value.path, b.value.path)
      const first = order <= 0 && a.done !== true ? a.value : undefined
      const second = order >= 0 && b.done !== true ? b.value : undefined
      yield [first, second]
      if (first !== undefined) a = await left.next()
      if (second !== undefined) b = await right.next()
    }
  } finally {
    // Who stops early, or fails, must not leave the other one waiting.
    await Promise.allSettled([left.return(undefined), right.return(undefined)])
  }
}

function changesOf(from: FileEntry, to: FileEntry): ChangedFile['changes'] {
  if (from.type === 'symlink' || to.type === 'symlink') {
    if (from.type !== to.type) return ['type']
    return from.type === 'symlink' && to.type === 'symlink' && from.target !== to.target ? ['target'] : []
  }
  return [
    ...(from.sha256 === to.sha256 ? [] : (['contents'] as const)),
    ...(isExecutable(from.mode) === isExecutable(to.mode) ? [] : (['executable'] as const))
  ]
}

/** As the digest sees it: whether the owner may. */
function isExecutable(mode: number): boolean {
  return (mode & 0o100) !== 0
}

function bytesOf(file: FileEntry): number {
  return file.type === 'file' ? file.size : 0
}

function stateOf(file: FileEntry): FileState {
  return file.type === 'file'
    ? { type: 'file', size: file.size, isExecutable: isExecutable(file.mode) }
    : { type: 'symlink', target: file.target }
}

/** What is in one version only: all of it is held, for renames, up to a bound; behind that no more than is listed. */
class Candidates {
  count = 0
  bytes = 0
  held: FileEntry[] = []
  private readonly maximum: number
  private readonly limit: number

  constructor(maximum: number, limit: number) {
    this.maximum = maximum
    this.limit = limit
  }

  get isWhole(): boolean {
    return this.count <= this.maximum
  }

  add(file: FileEntry): void {
    this.count++
    this.bytes += bytesOf(file)
    if (this.isWhole) this.held.push(file)
    else if (this.held.length > this.limit) this.held = this.held.slice(0, this.limit)
  }

  summary(renamed: ReadonlySet<FileEntry>): FilesDiff['added'] {
    const listed: ListedFile[] = []
    for (const file of this.held) {
      if (listed.length >= this.limit) break
      if (!renamed.has(file)) listed.push({ path: file.path, file: stateOf(file) })
    }
    let bytes = this.bytes
    for (const file of renamed) bytes -= bytesOf(file)
    return { count: this.count - renamed.size, bytes, listed }
  }
}

interface Rename {
  readonly from: FileEntry
  readonly to: FileEntry
}

/**
 * Pairs what was removed with what was added: of the same content, each at most once. Of several those of the same file
 * name belong together, and what is left in the order of paths. Empty files are all alike, so they tell nothing.
 */
function findRenames(removed: readonly FileEntry[], added: readonly FileEntry[]): Rename[] {
  const before = byContent(removed)
  const after = byContent(added)
  const origins = new Map<FileEntry, FileEntry>()
  for (const [sha256, files] of after) {
    const sources = before.get(sha256)
    if (sources !== undefined) pair(sources, files, origins)
  }
  return added.flatMap((to) => {
    const from = origins.get(to)
    return from === undefined ? [] : [{ from, to }]
  })
}

function pair(sources: readonly FileEntry[], files: readonly FileEntry[], origins: Map<FileEntry, FileEntry>): void {
  const byName = new Map<string, FileEntry[]>()
  // Backwards, so that the first path is the one that `pop` gives.
  for (const source of sources.toReversed()) {
    const name = fileName(source.path)
    const same = byName.get(name)
    if (same === undefined) byName.set(name, [source])
    else same.push(source)
  }
  const left: FileEntry[] = []
  const taken = new Set<FileEntry>()
  for (const file of files) {
    const source = byName.get(fileName(file.path))?.pop()
    if (source === undefined) left.push(file)
    else {
      origins.set(file, source)
      taken.add(source)
    }
  }
  const free = sources.filter((source) => !taken.has(source))
  for (const [index, file] of left.slice(0, free.length).entries()) origins.set(file, free[index]!)
}

function byContent(files: readonly FileEntry[]): Map<Sha256, FileEntry[]> {
  const groups = new Map<Sha256, FileEntry[]>()
  for (const file of files) {
    if (file.type !== 'file' || file.size === 0) continue
    const group = groups.get(file.sha256)
    if (group === undefined) groups.set(file.sha256, [file])
    else group.push(file)
  }
  return groups
}

function fileName(path: TreePath): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
