/**
 * Walks a folder on this machine as the source of a save.
 *
 * One folder's names are in memory at a time for each level, never all paths. The calls are synchronous, in slices: a
 * tree of small files lists several times faster than through the thread pool, and the event loop gets its turn in
 * between.
 */
import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync, type BigIntStats, type Stats } from 'node:fs'
import { sep } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ArtifactStoreError, quote, systemErrorCode } from '../errors.js'
import type { SourceEntry, SourceTree, TreePath } from './source.js'
import { STAGING_NAME } from './staging-name.js'
import { systemErrorReason } from './system-error.js'
import { compareTreePaths } from './tree-path.js'
import { isDecodedExactly, isWellFormed } from './well-formed.js'

/** `preserve` lists links as links, `follow` what they point to. */
export type SymlinkMode = 'preserve' | 'follow'

/** What is to be done with one entry of a folder. */
export interface Choice {
  /** A folder that is not listed by itself is listed all the same once something below it is. */
  readonly listed: boolean
  /** How to choose among what a folder holds; undefined: do not look into it. */
  readonly below?: FolderFilter | undefined
}

export interface Verdict extends Choice {
  /** What would be chosen as well if the entry's name did not start with a dot: counted as left out. */
  readonly hidden?: Choice
}

/** Chooses among the entries of one folder. */
export interface FolderFilter {
  /**
   * The only names to look at; the folder need not be readable. Somebody named them, so they are followed where they
   * are links to folders, whatever the {@link SymlinkMode}, and one that does not exist is passed over.
   */
  readonly only?: readonly string[]
  decide(name: string, isFolder: boolean): Verdict
}

export interface WalkOptions {
  /** Absolute. Its entries are listed, not itself. */
  readonly folder: string
  /** Default: {@link everything}. */
  readonly filter?: FolderFilter
  readonly symlinks: SymlinkMode
  /** Real paths of folders to leave out with all that they hold: the store's own. */
  readonly excludeFolders?: readonly string[]
}

export interface WalkedTree extends SourceTree {
  /**
   * How many hidden entries the last walk left out so far (a hidden folder counts as one): known once it went through.
   */
  hiddenLeftOut(): number
}

const ALL: FolderFilter = { decide: () => TAKE_ALL }
const TAKE_ALL: Verdict = { listed: true, below: ALL }
const VISIBLE: FolderFilter = { decide: (name) => (name.startsWith('.') ? LEAVE_HIDDEN : TAKE_VISIBLE) }
const TAKE_VISIBLE: Verdict = { listed: true, below: VISIBLE }
const LEAVE_HIDDEN: Verdict = { listed: false, hidden: { listed: true } }

/** Chooses everything, or everything that neither is hidden nor lies in a hidden folder. */
export function everything(includeHidden: boolean): FolderFilter {
  return includeHidden ? ALL : VISIBLE
}

/** The tree of the files below a folder, in tree order. */
export function walkTree(options: WalkOptions): WalkedTree {
  let hidden = 0
  return {
    hiddenLeftOut: () => hidden,
    async *entries() {
      hidden = 0
      let turn = 0
      for (const entry of walk(options, () => hidden++)) {
        if (entry !== undefined) yield entry
        if (++turn % SLICE === 0) await nextTurn()
      }
    }
  }
}

/** Entries looked at before the event loop gets its turn: about a millisecond on a local disk. */
const SLICE = 256

/** A folder that is being walked. */
interface Frame {
  readonly absolutePath: string
  /** Empty, or ends in `/`. */
  readonly prefix: string
  readonly names: readonly string[]
  /** The index in `names` of what comes next. */
  next: number
  readonly filter: FolderFilter
  /** Its own entry, until something that it holds makes it listed. */
  pending: SourceEntry | undefined
  /** Only where links are followed: tells a folder that is met again below itself. */
  readonly identity: string | undefined
}

/** Yields undefined for an entry that is not listed, so that long stretches of those end the slice too. */
function* walk(options: WalkOptions, countHidden: () => void): Generator<SourceEntry | undefined> {
  const excluded = new ExcludedFolders(options.excludeFolders ?? [])
  if (excluded.holds(options.folder)) return
  const follow = options.symlinks === 'follow'
  const stack: Frame[] = [openFrame(options.folder, '', options.filter ?? ALL, undefined, follow)]
  let pendingFrames = 0

  for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
    const name = frame.names[frame.next++]
    if (name === undefined) {
      if (frame.pending !== undefined) pendingFrames--
      stack.pop()
      continue
    }
    const absolutePath = inFolder(frame.absolutePath, name)
    const named = frame.filter.only !== undefined
    if (!named && !isDecodedExactly(name) && !isStorable(frame, name)) {
      yield undefined
      continue
    }
    const found = look(absolutePath, follow, named)
    if (found === undefined) {
      yield undefined
      continue
    }
    const { stats, throughLink } = found
    const isFolder = stats.isDirectory()
    if (isFolder && (STAGING_NAME.test(name) || excluded.is(absolutePath, stats, throughLink))) {
      yield undefined
      continue
    }
    const verdict = frame.filter.decide(name, isFolder)
    if (verdict.hidden !== undefined && isChosen(verdict.hidden, absolutePath, isFolder)) countHidden()
    if (!verdict.listed && !(isFolder && verdict.below !== undefined)) {
      yield undefined
      continue
    }

    const path = frame.prefix + name
    const entry = toEntry(path, absolutePath, stats, follow)
    if (verdict.listed) {
      if (pendingFrames > 0) {
        for (const parent of stack) {
          if (parent.pending !== undefined) yield parent.pending
          parent.pending = undefined
        }
        pendingFrames = 0
      }
      yield entry
    }
    if (isFolder && verdict.below !== undefined) {
      const child = openFrame(absolutePath, `${path}/`, verdict.below, verdict.listed ? undefined : entry, follow)
      if (follow) refuseCycle(stack, child)
      if (child.pending !== undefined) pendingFrames++
      stack.push(child)
    }
  }
}

function openFrame(
  absolutePath: string,
  prefix: string,
  filter: FolderFilter,
  pending: SourceEntry | undefined,
  follow: boolean
): Frame {
  const names = filter.only === undefined ? readNames(absolutePath) : [...filter.only]
  sortNames(names)
  const identity = follow ? identityOf(absolutePath) : undefined
  return { absolutePath, prefix, names, next: 0, filter, pending, identity }
}

function readNames(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    throw new ArtifactStoreError('SOURCE', `cannot read the folder ${quote(folder)}: ${systemErrorReason(error)}`, {
      cause: error
    })
  }
}

/** Names that hold a surrogate or a unit above are the only ones that JavaScript's own order puts elsewhere. */
const NEEDS_TREE_ORDER = /[\ud800-\uffff]/

function sortNames(names: string[]): void {
  if (names.some((name) => NEEDS_TREE_ORDER.test(name))) names.sort(compareTreePaths)
  else names.sort()
}

/** What lies at a path; undefined where a named path does not exist. */
function look(
  absolutePath: string,
  follow: boolean,
  named: boolean
): { readonly stats: Stats; readonly throughLink: boolean } | undefined {
  let stats: Stats
  try {
    stats = lstatSync(absolutePath)
  } catch (error) {
    const code = systemErrorCode(error)
    if (named && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined
    const why = code === 'ENOENT' ? 'it vanished while its folder was read' : systemErrorReason(error)
    throw new ArtifactStoreError('SOURCE', `cannot read ${quote(absolutePath)}: ${why}`, { cause: error })
  }
  if (!stats.isSymbolicLink() || !(follow || named)) return { stats, throughLink: false }

  let target: Stats
  try {
    target = statSync(absolutePath)
  } catch (error) {
    if (!follow) return { stats, throughLink: false }
    const why = systemErrorCode(error) === 'ENOENT' ? 'what it points to does not exist' : systemErrorReason(error)
    throw new ArtifactStoreError('SOURCE', `cannot follow the link ${quote(absolutePath)}: ${why}`, { cause: error })
  }
  if (follow || target.isDirectory()) return { stats: target, throughLink: true }
  return { stats, throughLink: false }
}

function toEntry(path: TreePath, absolutePath: string, stats: Stats, followLinks: boolean): SourceEntry {
  const mode = stats.mode & 0o777
  if (stats.isFile()) {
    const file = { kind: 'file', path, absolutePath, mode, size: stats.size } as const
    return followLinks ? { ...file, followLinks } : file
  }
  if (stats.isDirectory()) return { kind: 'directory', path, mode }
  if (stats.isSymbolicLink()) return { kind: 'symlink', path, target: readTarget(absolutePath) }
  throw new ArtifactStoreError(
    'SOURCE',
    `cannot store ${quote(absolutePath)}: it is ${describeKind(stats)}, neither a file, a folder nor a link`
  )
}

function describeKind(stats: Stats): string {
  if (stats.isSocket()) return 'a socket'
  if (stats.isFIFO()) return 'a FIFO (a named pipe)'
  if (stats.isBlockDevice()) return 'a block device'
  if (stats.isCharacterDevice()) return 'a character device'
  return 'of an unknown kind'
}

function readTarget(absolutePath: string): string {
  let target: string
  try {
    target = readlinkSync(absolutePath)
    if (isDecodedExactly(target) || readlinkSync(absolutePath, 'buffer').equals(Buffer.from(target))) return target
  } catch (error) {
    throw new ArtifactStoreError('SOURCE', `cannot read the link ${quote(absolutePath)}: ${systemErrorReason(error)}`, {
      cause: error
    })
  }
  throw new ArtifactStoreError('SOURCE', `cannot store the link ${quote(absolutePath)}: its target is not valid UTF-8`)
}

/**
 * Whether a name whose decoding looks suspicious stands for what it says (a true U+FFFD): then it is like any other.
 * False: it is not valid UTF-8, and nobody wants it.
 * @throws ArtifactStoreError `SOURCE` where it is not valid UTF-8, which no tree can hold, and was chosen.
 */
function isStorable(frame: Frame, name: string): boolean {
  const bytes = Buffer.from(name)
  const raw = readdirSync(frame.absolutePath, { encoding: 'buffer' }).find(
    (candidate) => candidate.toString() === name && !candidate.equals(bytes)
  )
  if (raw === undefined && isWellFormed(name)) return true
  const rawPath = Buffer.concat([Buffer.from(inFolder(frame.absolutePath, '')), raw ?? bytes])
  const isFolder = lstatSync(rawPath, { throwIfNoEntry: false })?.isDirectory() ?? false
  const verdict = frame.filter.decide(name, isFolder)
  if (verdict.listed || verdict.below !== undefined) throw invalidName(frame.absolutePath, raw ?? bytes)
  return false
}

function invalidName(folder: string, name: Buffer): ArtifactStoreError {
  let visible = ''
  for (const byte of name) {
    visible +=
      byte < 0x20 || byte > 0x7e || byte === 0x5c
        ? `\\x${byte.toString(16).padStart(2, '0')}`
        : String.fromCharCode(byte)
  }
  return new ArtifactStoreError(
    'SOURCE',
    `cannot store '${visible}' in the folder ${quote(folder)}: its name is not valid UTF-8; rename it`
  )
}

function refuseCycle(stack: readonly Frame[], child: Frame): void {
  const above = stack.find((frame) => frame.identity === child.identity)
  if (above === undefined) return
  throw new ArtifactStoreError(
    'SOURCE',
    `cannot follow links: ${quote(child.absolutePath)} leads back to ${quote(above.absolutePath)}, which holds it`
  )
}

/** Whether a hidden entry would be listed, or holds something that would be. What cannot be read holds nothing. */
function isChosen(choice: Choice, absolutePath: string, isFolder: boolean): boolean {
  if (choice.listed) return true
  if (!isFolder || choice.below === undefined) return false
  const { below } = choice
  let found
  try {
    found = readdirSync(absolutePath, { withFileTypes: true })
  } catch {
    return false
  }
  return found.some((entry) => {
    if (entry.isDirectory() && STAGING_NAME.test(entry.name)) return false
    const verdict = below.decide(entry.name, entry.isDirectory())
    return isChosen(verdict, inFolder(absolutePath, entry.name), entry.isDirectory())
  })
}

/** The path of an entry; plain joining is what costs least for a million of them. */
function inFolder(folder: string, name: string): string {
  return folder.endsWith(sep) ? folder + name : folder + sep + name
}

/** Undefined where there is nothing. */
function identityOf(folder: string): string | undefined {
  const stats = lookAt(folder)
  return stats === undefined ? undefined : identify(stats)
}

/** Undefined where there is nothing, or where a file stands for one of the folders above: Node.js 20 throws for that. */
function lookAt(folder: string): BigIntStats | undefined {
  try {
    return statSync(folder, { bigint: true, throwIfNoEntry: false })
  } catch (error) {
    if (systemErrorCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}

function identify(stats: { dev: bigint; ino: bigint }): string {
  return `${stats.dev}:${stats.ino}`
}

/** Recognises folders by what the file system says they are, so that no link and no other spelling leads into them. */
class ExcludedFolders {
  readonly #paths: readonly string[]
  readonly #inodes = new Set<number>()
  readonly #identities = new Set<string>()

  constructor(paths: readonly string[]) {
    this.#paths = paths
    for (const path of paths) {
      const stats = lookAt(path)
      if (stats === undefined) continue
      this.#inodes.add(Number(stats.ino))
      this.#identities.add(identify(stats))
    }
  }

  /** Whether the folder at `path`, real but for its own name, is one of them. */
  is(path: string, stats: Stats, throughLink: boolean): boolean {
    if (this.#paths.length === 0) return false
    if (throughLink) return this.holds(path)
    if (this.#paths.includes(path)) return true
    // Inode numbers may be too long for a number (Windows), and then two folders look alike at first.
    return this.#inodes.has(stats.ino) && this.#identities.has(identify(lstatSync(path, { bigint: true })))
  }

  /** Whether `path`, or where it leads to, is one of them or lies in one. */
  holds(path: string): boolean {
    if (this.#paths.length === 0) return false
    let real: string
    try {
      real = realpathSync(path)
    } catch {
      return false
    }
    return this.#paths.some((folder) => real === folder || real.startsWith(folder + sep))
  }
}
