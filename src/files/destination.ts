/**
 * Where a restore writes. Everything is checked before the first file is written, everything is written beside its
 * place, in a staging folder that nobody else may enter, and then moved there.
 */
import {
  accessSync,
  chmodSync,
  constants,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  statSync,
  symlinkSync,
  type Stats
} from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { ArtifactStoreError, quote, systemErrorCode } from '../errors.js'
import { refuseUncleanable, removeOthers } from './cleaning.js'
import { atDestination, toDestinationError } from './destination-errors.js'
import { CollisionCheck, foldsNames, sameNameIn, type SameName } from './name-collisions.js'
import { maxPathBytes } from './name-rules.js'
import { isClosed, mergeInto, setFolderModes, Trash, trySetFolderModes, type FolderMode } from './placing.js'
import { PlanCheck, type PlannedEntry } from './planned-entry.js'
import { removeTree } from './remove-tree.js'
import { forEachInSlices } from './slices.js'
import type { TreePath } from './source.js'
import { STAGING_NAME, stagingName } from './staging-name.js'

export interface DestinationOptions {
  /** Absolute. Made where it is missing, with its parents. */
  readonly folder: string
  /** What is to be restored, in tree order. Called several times; it may be a million entries. */
  readonly entries: () => Iterable<PlannedEntry>
  /** Also remove what the version does not hold, and replace a folder by a file or the other way round. */
  readonly clean: boolean
  /** Absolute paths that `clean` must not empty, nor a folder that holds one: the workspace, the home folder, a store. */
  readonly protectedFolders: readonly string[]
  /** Whose rules names have to follow. Default: this machine's. */
  readonly platform?: NodeJS.Platform
  readonly signal?: AbortSignal
  /** Random: letters, digits, `_` and `-`. Names the staging folder. */
  readonly nonce: string
  /** Whether the file system takes two names for one. Default: asks the one that holds the destination. */
  readonly sameName?: SameName
}

export interface Destination {
  /** Where the bytes of a file are to be written: create it (`O_EXCL`, `O_NOFOLLOW`) with its exact mode. */
  stagedPath(path: TreePath): string
  /**
   * Moves everything into place, once every file is written: folders and files, then links, then what `clean` removes.
   * Where it fails, each file at the destination is a whole one, old or new, and nothing temporary is left.
   * @returns How many files, links and folders were removed by `clean`.
   */
  place(): Promise<{ readonly removed: number }>
  /** Removes all that was made and not placed. Never throws; does nothing after {@link place}. */
  discard(): Promise<void>
}

/**
 * Checks that a version can be restored here, and makes the folders to write its files into.
 * @throws ArtifactStoreError `DAMAGED` where the version holds what no save makes, `INVALID_INPUT` where `clean` is
 *   refused, `DESTINATION` naming what is in the way. Nothing is left behind then.
 */
export async function prepareDestination(options: DestinationOptions): Promise<Destination> {
  try {
    return await prepare(options)
  } catch (error) {
    throw toDestinationError('restore to', options.folder, error)
  }
}

async function prepare(options: DestinationOptions): Promise<Destination> {
  const target = locate(options.folder)
  if (options.clean) await refuseUncleanable(target.path, target.exists, options.protectedFolders, options.signal)
  const staging = join(target.exists ? target.path : dirname(target.path), stagingName(options.nonce))
  const tree = join(staging, 'tree')
  const plan = await checkPlan(options, target, tree)

  const made = new MadeFolders()
  try {
    if (!target.exists) made.makeParents(dirname(target.path), target.nearest)
    made.make(staging, 0o700)
    made.make(tree, 0o777)
    removeAbandoned(staging)
    const folds = await checkCollisions(options, staging)
    if (plan.folders > 0) await makeFolders(options, tree)
    return new StagedDestination(options, target, staging, plan, folds, made)
  } catch (error) {
    made.discard()
    throw error
  }
}

/** The destination, with all links on the way to it resolved: that way is the user's own. */
interface Target {
  readonly path: string
  readonly exists: boolean
  /** The deepest folder on the way that exists. */
  readonly nearest: string
}

function locate(folder: string): Target {
  const missing: string[] = []
  let current = resolve(folder)
  for (;;) {
    const real = realPathOf(current)
    if (real !== undefined) {
      if (!atDestination('use', current, () => statSync(real)).isDirectory()) {
        const role = missing.length === 0 ? 'the destination' : 'on the way to the destination'
        throw new ArtifactStoreError('DESTINATION', `${quote(current)}, ${role}, is a file, not a folder`)
      }
      return { path: join(real, ...missing), exists: missing.length === 0, nearest: real }
    }
    missing.unshift(basename(current))
    current = dirname(current)
  }
}

/** Undefined where there is nothing. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'ENOTDIR') return undefined
    if (code === 'ENOENT') {
      if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return undefined
      throw new ArtifactStoreError(
        'DESTINATION',
        `${quote(path)}, the destination or on the way to it, is a link to what does not exist`,
        { cause: error }
      )
    }
    throw toDestinationError('use', path, error)
  }
}

/** What the first look at the version tells. */
interface PlanSummary {
  readonly folders: number
  readonly links: number
  readonly closedFolders: readonly FolderMode[]
}

async function checkPlan(options: DestinationOptions, target: Target, tree: string): Promise<PlanSummary> {
  const platform = options.platform ?? process.platform
  const check = new PlanCheck(platform)
  const obstacles = target.exists ? new ObstacleCheck(target.path, options.clean) : undefined
  const roomForPath = maxPathBytes(platform) - Math.max(Buffer.byteLength(tree), Buffer.byteLength(target.path)) - 2
  const closedFolders: FolderMode[] = []
  let folders = 0
  let links = 0
  await forEachInSlices(options.entries(), options.signal, (entry) => {
    const depth = check.next(entry)
    if (entry.path.length * 3 > roomForPath && Buffer.byteLength(entry.path) > roomForPath) {
      throw new ArtifactStoreError(
        'DESTINATION',
        `cannot restore ${quote(entry.path)} here: the path is too long; restore to a folder with a shorter path`
      )
    }
    if (entry.kind === 'symlink') links++
    else if (entry.kind === 'directory') {
      folders++
      if (isClosed(entry.mode)) closedFolders.push({ path: entry.path, mode: entry.mode })
    }
    obstacles?.next(entry, depth)
  })
  return { folders, links, closedFolders }
}

/** Finds what is in the way at a destination that exists, as the entries of the version stream by. */
class ObstacleCheck {
  readonly #root: string
  readonly #device: number
  readonly #replace: boolean
  /** For each level whether the folder that holds the entries there exists. */
  readonly #present: boolean[] = [true]

  constructor(root: string, replace: boolean) {
    this.#root = root
    this.#device = statSync(root).dev
    this.#replace = replace
  }

  next(entry: PlannedEntry, depth: number): void {
    if (this.#present[depth] !== true) {
      this.#present[depth + 1] = false
      return
    }
    const path = join(this.#root, entry.path)
    const existing = atDestination('look at', path, () => lstatSync(path, { throwIfNoEntry: false }))
    const isMerged = entry.kind === 'directory' && existing?.isDirectory() === true
    this.#present[depth + 1] = isMerged
    if (existing === undefined) return
    if (isMerged) this.#checkFolder(entry, existing, path)
    else if (entry.kind === 'directory' || existing.isDirectory()) {
      if (!this.#replace) throw inTheWay(entry, existing, path)
    }
  }

  #checkFolder(entry: PlannedEntry & { kind: 'directory' }, existing: Stats, path: string): void {
    if (existing.dev !== this.#device) {
      throw new ArtifactStoreError(
        'DESTINATION',
        `cannot restore into ${quote(path)}: it is on another file system than the destination; restore to it directly`
      )
    }
    const user = process.geteuid?.()
    if (user === undefined || user === 0 || user === existing.uid) return
    if ((existing.mode & 0o777) !== entry.mode) {
      throw new ArtifactStoreError(
        'DESTINATION',
        `cannot restore into ${quote(path)}: the folder belongs to another user and has another mode than in the version`
      )
    }
    atDestination('write to', path, () => {
      accessSync(path, constants.W_OK | constants.X_OK)
    })
  }
}

function inTheWay(entry: PlannedEntry, existing: Stats, path: string): ArtifactStoreError {
  const there = existing.isSymbolicLink() ? 'a link' : existing.isDirectory() ? 'a folder' : 'a file'
  const wanted = { file: 'a file', directory: 'a folder', symlink: 'a link' }[entry.kind]
  return new ArtifactStoreError(
    'DESTINATION',
    `cannot restore ${quote(entry.path)}: ${quote(path)} is ${there} where the version has ${wanted}; ` +
      'remove it, or restore with clean; nothing was written'
  )
}

/** A killed restore leaves its staging folder; this old, nobody is at work in it any more. */
const ABANDONED_AFTER = 24 * 60 * 60 * 1000

/** Removes what killed restores left in the same place, as far as that can be done. */
function removeAbandoned(staging: string): void {
  const parent = dirname(staging)
  const ours = atDestination('look at', staging, () => lstatSync(staging))
  const names = atDestination('read the folder', parent, () => readdirSync(parent))
  for (const name of names) {
    if (!STAGING_NAME.test(name) || name === basename(staging)) continue
    const path = join(parent, name)
    try {
      const stats = lstatSync(path)
      // By the file system's own time, as our folder was made this moment. Another user's is not ours to walk into.
      const isOld = ours.mtimeMs - stats.mtimeMs > ABANDONED_AFTER
      if (isOld && stats.isDirectory() && stats.uid === ours.uid) removeTree(path)
    } catch {
      // Somebody else removes it at this moment, or may remove it: it is in nobody's way.
    }
  }
}

/** @returns Whether the file system takes different names for one. */
async function checkCollisions(options: DestinationOptions, staging: string): Promise<boolean> {
  const sameName = options.sameName ?? sameNameIn(staging)
  const folds = atDestination('write to', staging, () => foldsNames(sameName))
  if (!folds) return false
  const depths = new PlanCheck(options.platform ?? process.platform)
  const collisions = new CollisionCheck(sameName)
  await forEachInSlices(options.entries(), options.signal, (entry) => {
    collisions.next(entry, depths.next(entry))
  })
  return true
}

async function makeFolders(options: DestinationOptions, tree: string): Promise<void> {
  // What this process' umask takes away from a mode shows in the folder that was just made.
  const taken = 0o777 & ~statSync(tree).mode
  await forEachInSlices(options.entries(), options.signal, (entry) => {
    if (entry.kind !== 'directory') return
    const path = tree + sep + entry.path
    // Their owner must be able to fill them; the staging folder keeps everybody else out.
    const mode = entry.mode | 0o700
    atDestination('make the folder', path, () => {
      mkdirSync(path, { mode })
      if ((mode & taken) !== 0) chmodSync(path, mode)
    })
  })
}

/** The folders that a restore made, so that they can be removed again. */
class MadeFolders {
  readonly #parents: string[] = []
  #staging: string | undefined

  /** Makes the folders from below `nearest`, which exists, down to `folder`. */
  makeParents(folder: string, nearest: string): void {
    const missing: string[] = []
    for (let path = folder; path !== nearest; path = dirname(path)) missing.unshift(path)
    for (const path of missing) {
      atDestination('make the folder', path, () => {
        try {
          // Not `recursive`: Node.js then tells of a disk that fails as of a folder that is missing.
          mkdirSync(path)
          this.#parents.push(path)
        } catch (error) {
          // Made by somebody else in the meantime is as good.
          if (systemErrorCode(error) !== 'EEXIST') throw error
        }
      })
    }
  }

  /** Makes the staging folder, or one inside of it. */
  make(folder: string, mode: number): void {
    atDestination('make the folder', folder, () => mkdirSync(folder, { mode }))
    this.#staging ??= folder
  }

  /** Removes the staging folder with what it holds. The parents stay. */
  finish(): void {
    if (this.#staging !== undefined) removeTree(this.#staging)
    this.#staging = undefined
    this.#parents.length = 0
  }

  /** Removes everything, as far as that can be done. */
  discard(): void {
    try {
      if (this.#staging !== undefined) removeTree(this.#staging)
      this.#staging = undefined
      for (let path = this.#parents.pop(); path !== undefined; path = this.#parents.pop()) rmdirSync(path)
    } catch {
      // Called on the way out of a failure, which is what is to be told.
    }
  }
}

class StagedDestination implements Destination {
  readonly #options: DestinationOptions
  readonly #target: Target
  readonly #staging: string
  readonly #tree: string
  readonly #plan: PlanSummary
  readonly #folds: boolean
  readonly #made: MadeFolders

  constructor(
    options: DestinationOptions,
    target: Target,
    staging: string,
    plan: PlanSummary,
    folds: boolean,
    made: MadeFolders
  ) {
    this.#options = options
    this.#target = target
    this.#staging = staging
    this.#tree = join(staging, 'tree')
    this.#plan = plan
    this.#folds = folds
    this.#made = made
  }

  stagedPath(path: TreePath): string {
    return this.#tree + sep + path
  }

  async place(): Promise<{ readonly removed: number }> {
    try {
      if (this.#plan.links > 0) await this.#makeLinks()
      const removed = this.#target.exists ? await this.#merge() : this.#moveWhole()
      this.#made.finish()
      return { removed }
    } catch (error) {
      this.#made.discard()
      throw toDestinationError('restore to', this.#target.path, error)
    }
  }

  discard(): Promise<void> {
    this.#made.discard()
    return Promise.resolve()
  }

  /** After every file is written, so that there is nothing left that could be written through one. */
  async #makeLinks(): Promise<void> {
    const { entries, signal } = this.#options
    await forEachInSlices(entries(), signal, (entry) => {
      if (entry.kind !== 'symlink') return
      atDestination('make the link', entry.path, () => {
        symlinkSync(entry.target, this.stagedPath(entry.path))
      })
    })
  }

  #moveWhole(): number {
    const { path } = this.#target
    atDestination('make the destination', path, () => {
      renameSync(this.#tree, path)
    })
    setFolderModes(path, this.#plan.closedFolders)
    return 0
  }

  async #merge(): Promise<number> {
    const { entries, clean, signal } = this.#options
    const { path } = this.#target
    const trash = new Trash(join(this.#staging, 'trash'))
    this.#made.make(trash.folder, 0o700)
    const modes = [...this.#plan.closedFolders]
    let removed = 0
    try {
      await mergeInto({
        staged: this.#tree,
        destination: path,
        entries,
        hasLinks: this.#plan.links > 0,
        trash: clean ? trash : undefined,
        signal,
        onMerged: (folder) => modes.push(folder)
      })
      if (clean) {
        removed = atDestination('remove', trash.folder, () => removeTree(trash.folder)) - 1
        removed += await removeOthers(path, entries, this.#folds, signal)
      }
    } catch (error) {
      trash.giveBack()
      trySetFolderModes(path, modes)
      throw error
    }
    setFolderModes(path, modes)
    return removed
  }
}
