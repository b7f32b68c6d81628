/**
 * Chooses among the entries of a walk by patterns, folder by folder.
 *
 * As in @actions/glob the last pattern that matches decides, and a pattern that matches a folder means all below it. So
 * each folder carries, for each pattern, what is known of everything below it, and most entries need no matching.
 */
import { parse, sep } from 'node:path'
import { everything, type Choice, type FolderFilter, type Verdict } from '../files/index.js'
import type { PathPattern } from './path-patterns.js'

/** What one pattern means for all that a folder holds. */
type Reach = typeof NOTHING_BELOW | typeof SOME_BELOW | typeof ALL_BELOW
const NOTHING_BELOW = 0
const SOME_BELOW = 1
const ALL_BELOW = 2

/** The names on the way to the search paths; a name whose node is undefined is one of them. */
export type SearchPaths = ReadonlyMap<string, SearchPaths | undefined>

export interface PatternFilterOptions {
  readonly patterns: readonly PathPattern[]
  readonly includeHidden: boolean
}

/** The filter for a walk of `folder` (absolute) that looks only at what `searchPaths` lead to. */
export function filterByPatterns(
  folder: string,
  searchPaths: SearchPaths | undefined,
  options: PatternFilterOptions
): FolderFilter {
  // A folder above may be matched already: with `!data` nothing below `data/raw` is chosen.
  const { root } = parse(folder)
  let filter = new PatternFilter(
    root,
    options.patterns.map(() => SOME_BELOW),
    undefined,
    options
  )
  for (const name of folder
    .slice(root.length)
    .split(sep)
    .filter((part) => part !== '')) {
    filter = filter.enterAny(name)
  }
  return filter.withSearchPaths(searchPaths)
}

const SKIP: Verdict = { listed: false }
const TAKE: Verdict = { listed: true }
const LEAVE_HIDDEN: Verdict = { listed: false, hidden: TAKE }

class PatternFilter implements FolderFilter {
  readonly only?: readonly string[]
  readonly #folder: string
  readonly #reaches: readonly Reach[]
  readonly #searchPaths: SearchPaths | undefined
  readonly #options: PatternFilterOptions

  constructor(
    folder: string,
    reaches: readonly Reach[],
    searchPaths: SearchPaths | undefined,
    options: PatternFilterOptions
  ) {
    this.#folder = folder
    this.#reaches = reaches
    this.#searchPaths = searchPaths
    this.#options = options
    if (searchPaths !== undefined) this.only = [...searchPaths.keys()]
  }

  withSearchPaths(searchPaths: SearchPaths | undefined): FolderFilter {
    return new PatternFilter(this.#folder, this.#reaches, searchPaths, this.#options)
  }

  decide(name: string, isFolder: boolean): Verdict {
    const path = this.#pathOf(name)
    const chosen = this.#choose(name, path, isFolder, !this.#options.includeHidden)
    if (this.#options.includeHidden || !name.startsWith('.')) return chosen
    const shown = this.#choose(name, path, isFolder, false)
    if (shown.listed === chosen.listed && (shown.below === undefined) === (chosen.below === undefined)) return chosen
    if (!isFolder && !chosen.listed) return LEAVE_HIDDEN
    return { ...chosen, hidden: shown }
  }

  /** The filter below a folder on the way to what is walked. */
  enterAny(name: string): PatternFilter {
    const path = this.#pathOf(name)
    const reaches = this.#options.patterns.map((_, index) => this.#look(index, name, path, true, false).below)
    return new PatternFilter(path, reaches, undefined, this.#options)
  }

  #pathOf(name: string): string {
    return this.#folder.endsWith(sep) ? this.#folder + name : this.#folder + sep + name
  }

  #choose(name: string, path: string, isFolder: boolean, leaveHidden: boolean): Choice {
    const { patterns } = this.#options
    let listed = false
    const reaches: Reach[] | undefined = isFolder ? [] : undefined
    for (let index = 0; index < patterns.length; index++) {
      const { matched, below } = this.#look(index, name, path, isFolder, leaveHidden)
      if (matched) listed = !patterns[index]!.negate
      reaches?.push(below)
    }
    if (reaches === undefined) return listed ? TAKE : SKIP
    const below = this.#enter(name, path, reaches, leaveHidden)
    return below === undefined ? (listed ? TAKE : SKIP) : { listed, below }
  }

  /** Whether one pattern matches an entry, and what it means for all below. */
  #look(index: number, name: string, path: string, isFolder: boolean, leaveHidden: boolean): Look {
    const reach = this.#reaches[index]!
    if (reach === NOTHING_BELOW) return NO_MATCH
    const pattern = this.#options.patterns[index]!
    if (leaveHidden && !pattern.negate && name.startsWith('.') && !leadsTo(path, pattern.searchPath)) return NO_MATCH
    if (reach === ALL_BELOW) return MATCH
    if ((isFolder || !pattern.foldersOnly) && pattern.matches(path)) return MATCH
    return isFolder && pattern.mayMatchBelow(path) ? MAY_MATCH_BELOW : NO_MATCH
  }

  /** The filter for a folder with these reaches; undefined where nothing in it can be chosen. */
  #enter(name: string, path: string, reaches: readonly Reach[], leaveHidden: boolean): FolderFilter | undefined {
    const { patterns } = this.#options
    const isNegated = (index: number): boolean => patterns[index]!.negate
    const lastExcludingAll = reaches.findLastIndex((reach, index) => isNegated(index) && reach === ALL_BELOW)
    const mayChoose = reaches.some(
      (reach, index) => index > lastExcludingAll && !isNegated(index) && reach !== NOTHING_BELOW
    )
    if (!mayChoose) return undefined

    const searchPaths = this.#searchPaths?.get(name)
    const lastChoosingAll = reaches.findLastIndex((reach, index) => !isNegated(index) && reach === ALL_BELOW)
    const choosesAll =
      lastChoosingAll !== -1 &&
      searchPaths === undefined &&
      reaches.every((reach, index) => index < lastChoosingAll || !isNegated(index) || reach === NOTHING_BELOW) &&
      // A pattern that spells out a hidden name is still to be asked.
      (!leaveHidden || reaches.every((reach, index) => isNegated(index) || reach !== SOME_BELOW))
    if (choosesAll) return everything(!leaveHidden)
    return new PatternFilter(path, reaches, searchPaths, { patterns, includeHidden: !leaveHidden })
  }
}

interface Look {
  readonly matched: boolean
  readonly below: Reach
}
const NO_MATCH: Look = { matched: false, below: NOTHING_BELOW }
const MAY_MATCH_BELOW: Look = { matched: false, below: SOME_BELOW }
const MATCH: Look = { matched: true, below: ALL_BELOW }

/** Whether `path` is `target`, or a folder on the way to it. What a pattern spells out is not hidden to it. */
function leadsTo(path: string, target: string): boolean {
  return target === path || (target.startsWith(path) && (path.endsWith(sep) || target.charAt(path.length) === sep))
}
