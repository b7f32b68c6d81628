/**
 * What a save reads: the paths and patterns that people give, made into a tree with a root.
 */
import { lstatSync, statSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { ArtifactStoreError, quote, systemErrorCode } from '../errors.js'
import { walkTree, type SourceEntry, type SourceTree, type SymlinkMode } from '../files/index.js'
import { readPathPatterns, type LiteralPath, type PathPattern } from './path-patterns.js'
import { filterByPatterns, type SearchPaths } from './pattern-filter.js'

export interface SelectionRequest {
  /**
   * Paths and glob patterns as @actions/glob reads them: `!` excludes, the last that matches wins, `#` starts a
   * comment, a folder means all below it, `~` is the home folder. `..` may stand before the first wildcard.
   */
  readonly patterns: readonly (string | LiteralPath)[]
  /**
   * The folder that stored paths are relative to. Default: the least common ancestor of what the patterns search, so
   * that one folder gives its contents and one file its name.
   */
  readonly root?: string
  /** Absolute: where relative paths start. */
  readonly workingDirectory: string
  /**
   * Otherwise what has a name that starts with a dot is left out, and what lies in such a folder. A name that a pattern
   * spells out before its first wildcard is not hidden: `.config/app.yml` and `.github/*.yml` give what they say.
   */
  readonly includeHidden: boolean
  /**
   * `preserve` stores links as links, also one that `patterns` names, unless it leads to a folder: then what is meant
   * is what the folder holds.
   */
  readonly symlinks: SymlinkMode
  /** Real paths of folders to leave out: the store's own. */
  readonly exclude: readonly string[]
}

export interface Selection {
  readonly tree: SourceTree
  /** The folder that the tree's paths are relative to; absolute. */
  readonly root: string
  /** Whether there is neither a file nor a link: folders alone are nothing to save. Walks until it finds one. */
  isEmpty(): Promise<boolean>
  /** How many hidden files and folders the last walk left out; known once it went through. */
  hiddenLeftOut(): number
  /** The paths without a wildcard that name nothing, as they were given. */
  readonly missing: readonly string[]
}

/**
 * Finds out what is to be saved. Files are looked at only once the tree is walked.
 * @throws ArtifactStoreError `INVALID_INPUT` naming the pattern or the root that cannot be used.
 */
export async function selectFiles(request: SelectionRequest): Promise<Selection> {
  const patterns = await readPathPatterns(request.patterns, request.workingDirectory)
  const wanted = patterns.filter((pattern) => !pattern.negate)
  if (wanted.length === 0) {
    const why = patterns.length === 0 ? 'is empty' : 'only holds exclusions'
    throw new ArtifactStoreError('INVALID_INPUT', `path: it ${why}; name the files or folders to save`)
  }

  const searchPaths = withoutNested(wanted.map((pattern) => pattern.searchPath))
  const root = request.root === undefined ? undefined : resolve(request.workingDirectory, request.root)
  if (root !== undefined) checkRoot(root, searchPaths)
  const base = walkedFolder(root === undefined ? searchPaths : [...searchPaths, root])
  const walked = walkTree({
    folder: base,
    filter: filterByPatterns(base, wayTo(searchPaths.filter(exists), base), {
      patterns,
      includeHidden: request.includeHidden
    }),
    symlinks: request.symlinks,
    excludeFolders: request.exclude
  })
  const tree = root === undefined || root === base ? walked : below(walked, base, root)
  return {
    tree,
    root: root ?? base,
    isEmpty: () => holdsNoFile(tree),
    hiddenLeftOut: () => walked.hiddenLeftOut(),
    missing: wanted.filter((pattern) => pattern.isLiteral && !isThere(pattern)).map((pattern) => pattern.text)
  }
}

async function holdsNoFile(tree: SourceTree): Promise<boolean> {
  for await (const entry of tree.entries()) {
    if (entry.kind !== 'directory') return false
  }
  return true
}

/** Drops paths that lie below another one. */
function withoutNested(paths: readonly string[]): string[] {
  const all = new Set(paths)
  const isNested = (path: string): boolean => {
    for (let parent = dirname(path); parent !== path; parent = dirname(parent)) {
      if (all.has(parent)) return true
      path = parent
    }
    return false
  }
  return [...all].filter((path) => !isNested(path))
}

/** Whether `path` is `folder` or lies in it, by their spelling. */
function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function checkRoot(root: string, searchPaths: readonly string[]): void {
  if (!exists(root)) throw new ArtifactStoreError('INVALID_INPUT', `root: ${quote(root)} does not exist`)
  if (!isFolder(root)) throw new ArtifactStoreError('INVALID_INPUT', `root: ${quote(root)} is not a folder`)
  const outside = searchPaths.find((path) => !isBelow(path, root) && !isBelow(root, path))
  if (outside !== undefined) throw notBelowRoot(outside, root)
}

function notBelowRoot(path: string, root: string): ArtifactStoreError {
  return new ArtifactStoreError(
    'INVALID_INPUT',
    `root: ${quote(path)}, which path selects, is not below ${quote(root)}; give a root that holds all files, or none`
  )
}

/** The folder to walk: the deepest that holds all of `paths`, or is the only one. */
function walkedFolder(paths: readonly string[]): string {
  const [first, ...others] = paths as [string, ...string[]]
  let ancestor = first
  while (!others.every((path) => isBelow(path, ancestor))) {
    const parent = dirname(ancestor)
    if (parent === ancestor) {
      throw new ArtifactStoreError('INVALID_INPUT', `path: ${paths.map(quote).join(', ')} have no folder in common`)
    }
    ancestor = parent
  }
  // A file, or nothing: its name is what the tree holds.
  return isFolder(ancestor) ? ancestor : dirname(ancestor)
}

/** The names that lead from `base` to each of `paths`; undefined where `base` is one of them. */
function wayTo(paths: readonly string[], base: string): SearchPaths | undefined {
  const way: MutableSearchPaths = new Map()
  for (const path of paths) {
    const names = relative(base, path)
      .split(sep)
      .filter((name) => name !== '')
    const last = names.pop()
    if (last === undefined) return undefined
    let folder = way
    for (const name of names) {
      const next: MutableSearchPaths = folder.get(name) ?? (new Map() as MutableSearchPaths)
      folder.set(name, next)
      folder = next
    }
    folder.set(last, undefined)
  }
  return way
}

type MutableSearchPaths = Map<string, MutableSearchPaths | undefined>

/** The part of a tree of `base` that lies in `root`, a folder below it. */
function below(walked: SourceTree, base: string, root: string): SourceTree {
  const prefix = `${relative(base, root).split(sep).join('/')}/`
  const isOutside = (path: string): boolean => !path.startsWith(prefix) && !prefix.startsWith(`${path}/`)
  return {
    async *entries(): AsyncGenerator<SourceEntry> {
      // A folder is only named where it is not merely on the way to a file, which says more.
      let folderOutside: string | undefined
      for await (const entry of walked.entries()) {
        const { kind, path } = entry
        if (folderOutside !== undefined && !path.startsWith(`${folderOutside}/`)) break
        folderOutside = undefined
        if (path.startsWith(prefix)) yield { ...entry, path: path.slice(prefix.length) }
        else if (isOutside(path)) {
          folderOutside = path
          if (kind !== 'directory') break
        }
      }
      if (folderOutside !== undefined) throw notBelowRoot(resolve(base, folderOutside), root)
    }
  }
}

/** Whether there is something, if only a broken link. What may not be looked at counts: the walk will say why. */
function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined
  } catch (error) {
    return !['ENOTDIR', 'ENAMETOOLONG'].includes(systemErrorCode(error) ?? '')
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    return false
  }
}

function isThere(pattern: PathPattern): boolean {
  return pattern.foldersOnly ? isFolder(pattern.searchPath) : exists(pattern.searchPath)
}
