/** Selectors: the ways to name a version. A malformed one is an error, one that names nothing a miss. */
import { ArtifactStoreError, quote } from '../errors.js'
import { resolveAlias } from './aliases.js'
import type { StoreContext } from './context.js'
import { everyVersion, type VersionFilter } from './filter.js'
import { findLabel } from './labels.js'
import { isLabel } from './names.js'
import { digestHex } from './record.js'
import type { Ancestry, Selector, VersionMetadata, VersionNumber } from './types.js'
import type { Choose, FoundVersion, SelectedVersion, VersionSeries } from './versions.js'
import { commitsOf, isOfBranch, isOnBranch, isShownTo } from './viewer.js'

/** What selectors want to know besides the versions. */
export type Asking = Pick<StoreContext, 'storage' | 'viewer' | 'ancestry'>

export type ParsedSelector =
  | { readonly kind: 'latest' }
  | { readonly kind: 'newest' }
  | { readonly kind: 'commit'; readonly prefix: string }
  | { readonly kind: 'branch'; readonly branch: string }
  | { readonly kind: 'run'; readonly id: string }
  | { readonly kind: 'pr-base' }
  | { readonly kind: 'nearest' }
  /** `previous`: where the alias that is promoted pointed before. */
  | { readonly kind: 'previous' }
  | Extreme
  | { readonly kind: 'number'; readonly number: VersionNumber }
  | { readonly kind: 'digest'; readonly prefix: string }
  | { readonly kind: 'as-of'; readonly time: Date }
  | { readonly kind: 'name'; readonly name: string }

/** The version of which a value is the largest, or the smallest. */
interface Extreme {
  readonly kind: 'extreme'
  readonly sign: 1 | -1
  readonly group: 'metrics' | 'params' | 'metadata'
  readonly key: string
}

const MINIMUM_DIGEST_DIGITS = 12
const MINIMUM_COMMIT_DIGITS = 7
const EXTREME_FIELD = /^(metrics|params|metadata)(?:\.(.+)|\["((?:[^"]|"")+)"\])$/s
/** What git refuses in the name of a branch. */
// eslint-disable-next-line no-control-regex -- control characters are among it
const NO_BRANCH = /^$|[\u0000-\u0020\u007f~^:?*[\\]|\.\.|\/\/|^\/|\/$|\.$/

/** Commits that git is asked of at once: most often one of the newest it is. */
const FIRST_COMMITS = 64
const COMMITS = 1024

/** @throws ArtifactStoreError `INVALID_INPUT` naming `input` and the selector. */
export function parseSelector(selector: Selector, input = 'version'): ParsedSelector {
  const bad = (reason: string): ArtifactStoreError =>
    new ArtifactStoreError('INVALID_INPUT', `${input}: ${quote(selector)} is not a selector: ${reason}`)
  if (selector === '') throw bad('it is empty')
  switch (selector) {
    case 'latest':
    case 'newest':
    case 'pr-base':
    case 'nearest':
    case 'previous':
      return { kind: selector }
  }
  const number = /^v(\d+)$/.exec(selector)
  if (number !== null) {
    const value = Number(number[1])
    if (!Number.isSafeInteger(value) || value < 1 || String(value) !== number[1])
      throw bad('version numbers are v1, v2, v3, …')
    return { kind: 'number', number: value }
  }
  const digest = /^sha256:(.*)$/s.exec(selector)
  if (digest !== null) {
    const prefix = digest[1]!.toLowerCase()
    if (!/^[0-9a-f]*$/.test(prefix) || prefix.length > 64) throw bad("after 'sha256:' come up to 64 hexadecimal digits")
    if (prefix.length < MINIMUM_DIGEST_DIGITS) throw bad(`a digest needs at least ${MINIMUM_DIGEST_DIGITS} digits`)
    return { kind: 'digest', prefix }
  }
  const commit = /^commit:(.*)$/s.exec(selector)
  if (commit !== null) {
    const prefix = commit[1]!.toLowerCase()
    if (!/^[0-9a-f]*$/.test(prefix) || prefix.length > 64) throw bad("after 'commit:' come up to 64 hexadecimal digits")
    if (prefix.length < MINIMUM_COMMIT_DIGITS) throw bad(`a commit needs at least ${MINIMUM_COMMIT_DIGITS} digits`)
    return { kind: 'commit', prefix }
  }
  const branch = /^branch:(.*)$/s.exec(selector)
  if (branch !== null) {
    const [, name] = branch as unknown as [string, string]
    if (name.startsWith('refs/')) throw bad("after 'branch:' comes the branch's name alone, without 'refs/heads/'")
    if (NO_BRANCH.test(name)) throw bad("after 'branch:' comes the name of a branch")
    return { kind: 'branch', branch: name }
  }
  const run = /^run:(.*)$/s.exec(selector)
  if (run !== null) {
    if (!/^\d{1,20}$/.test(run[1]!)) throw bad("after 'run:' comes the id of a workflow run, a number")
    return { kind: 'run', id: run[1]! }
  }
  const extreme = /^(max|min):(.*)$/s.exec(selector)
  if (extreme !== null) {
    const field = EXTREME_FIELD.exec(extreme[2]!)
    if (field === null) throw bad(`after '${extreme[1]!}:' comes a field: metrics.NAME, params.NAME or metadata.NAME`)
    const key = field[2] ?? field[3]!.replaceAll('""', '"')
    return { kind: 'extreme', sign: extreme[1] === 'max' ? 1 : -1, group: field[1] as Extreme['group'], key }
  }
  const asOf = /^as-of:(.*)$/s.exec(selector)
  if (asOf !== null) {
    const time = parseTime(asOf[1]!)
    if (time === undefined) throw bad("after 'as-of:' comes a date (2026-11-01) or a time (2026-11-01T12:00:00Z)")
    return { kind: 'as-of', time }
  }
  if (!isLabel(selector)) throw bad('it is no known selector, and cannot be a label or an alias')
  return { kind: 'name', name: selector }
}

const DATE = /^\d{4}-\d{2}-\d{2}$/
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/i

/** A date means its whole day, in UTC; a time without a zone is UTC. */
function parseTime(text: string): Date | undefined {
  if (DATE.test(text)) return validDate(`${text}T23:59:59.999Z`, text)
  const match = TIME.exec(text)
  if (match === null) return undefined
  const [, date, time, zone = 'Z'] = match
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()
  return validDate(`${date}T${time}${offset}`, date!)
}

/** Date.parse takes the 30th of February for the 2nd of March; people mistype it. */
function validDate(iso: string, day: string): Date | undefined {
  const date = new Date(iso)
  const midnight = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(date.getTime()) || Number.isNaN(midnight.getTime())) return undefined
  return midnight.toISOString().startsWith(day) ? date : undefined
}

/**
 * That a selector can be asked here, found out before the first one is looked up.
 * @throws ArtifactStoreError `INVALID_INPUT` that says what to do.
 */
export function checkAskable(asking: Asking, selector: ParsedSelector, input = 'version'): void {
  if (selector.kind === 'pr-base') baseBranch(asking, input)
  if (selector.kind === 'nearest') ancestry(asking, input)
  if (selector.kind === 'previous') {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `${input}: 'previous' is where an alias pointed before, so it is for promote alone: name the version, or another selector`
    )
  }
}

function baseBranch({ viewer }: Asking, input: string): string {
  if (viewer?.pullRequest !== undefined && viewer.baseBranch !== undefined) return viewer.baseBranch
  throw new ArtifactStoreError(
    'INVALID_INPUT',
    `${input}: 'pr-base' is the branch that a pull request is to be merged into, and this run is of none: use it in workflows of pull_request events, or name the branch (branch:main)`
  )
}

function ancestry({ ancestry: given }: Asking, input: string): Ancestry {
  if (given !== undefined) return given
  throw new ArtifactStoreError(
    'INVALID_INPUT',
    `${input}: 'nearest' asks git which commits came before this one, and there is no git repository here: check it out first (actions/checkout with fetch-depth: 0), or use another selector`
  )
}

/**
 * The version that a selector names, or undefined.
 * @param filter of all versions only those that match it are there to be named.
 * @throws ArtifactStoreError as {@link checkAskable}.
 */
export async function resolveSelector(
  asking: Asking,
  series: VersionSeries,
  selector: ParsedSelector,
  filter: VersionFilter = everyVersion
): Promise<SelectedVersion | undefined> {
  const { viewer } = asking
  const newest = async (matches: (version: VersionMetadata) => boolean): Promise<SelectedVersion | undefined> =>
    await series.search(
      filter,
      first((version) => matches(version) && filter.matches(version))
    )
  checkAskable(asking, selector)
  switch (selector.kind) {
    case 'latest':
      return await findNewest(series, filter, (version) => isShownTo(viewer, version))
    case 'newest':
      return await findNewest(series, filter, () => true)
    case 'number':
      return matching(await series.select(selector.number), filter)
    case 'as-of': {
      const limit = selector.time.getTime()
      return await newest(({ createdAt }) => Date.parse(createdAt) <= limit)
    }
    case 'digest':
      return await findDigest(series, selector.prefix, filter)
    case 'commit':
      return await newest((version) => commitsOf(version).some((commit) => commit.startsWith(selector.prefix)))
    case 'branch':
      return await newest((version) => isOfBranch(viewer, version, selector.branch))
    case 'run':
      return await newest(({ run }) => run['runId'] !== undefined && String(run['runId']) === selector.id)
    case 'pr-base': {
      const branch = baseBranch(asking, 'version')
      return await newest((version) => isOnBranch(viewer, version, branch))
    }
    case 'nearest':
      return await series.search(filter, nearest(ancestry(asking, 'version'), filter))
    case 'extreme':
      return await series.search({ readsNotes: true }, best(selector, filter))
    case 'name':
      return matching(await findName(asking, series, selector.name), filter)
    case 'previous':
      return undefined
  }
}

function matching(selected: SelectedVersion | undefined, filter: VersionFilter): SelectedVersion | undefined {
  return selected !== undefined && filter.matches(selected.version) ? selected : undefined
}

/** The newest version, where it may be that one, is read without going through the others. */
async function findNewest(
  series: VersionSeries,
  filter: VersionFilter,
  isShown: (version: VersionMetadata) => boolean
): Promise<SelectedVersion | undefined> {
  const survey = await series.survey()
  const newest = await series.newest(survey)
  if (newest === undefined || (isShown(newest.version) && filter.matches(newest.version))) return newest
  const { readsNotes } = filter
  return await series.search(
    { survey, readsNotes },
    first((version) => isShown(version) && filter.matches(version))
  )
}

async function findName(
  { storage }: Asking,
  series: VersionSeries,
  name: string
): Promise<SelectedVersion | undefined> {
  const labelled = await findLabel(storage, series, name)
  if (labelled !== undefined) return await series.withNotes(labelled)
  const number = await resolveAlias(storage, series.name, name)
  return number === undefined ? undefined : await series.select(number)
}

/** Takes the newest version that matches. */
function first(matches: (version: VersionMetadata) => boolean): Choose {
  return async (versions) => {
    for await (const found of versions) if (matches(found.version)) return found
    return undefined
  }
}

/** Takes the newest version one of whose commits came before this one; git is asked of many commits at once. */
function nearest(git: Ancestry, filter: VersionFilter): Choose {
  return async (versions) => {
    const known = new Map<string, boolean>()
    let waiting: FoundVersion[] = []
    let unknown = new Set<string>()
    let width = FIRST_COMMITS
    const ask = async (): Promise<FoundVersion | undefined> => {
      if (unknown.size > 0) {
        const ancestors = await git.ancestorsAmong([...unknown])
        for (const commit of unknown) known.set(commit, ancestors.has(commit))
      }
      const found = waiting.find(({ version }) => commitsOf(version).some((commit) => known.get(commit)))
      waiting = []
      unknown = new Set()
      width = COMMITS
      return found
    }
    for await (const found of versions) {
      const commits = commitsOf(found.version)
      if (commits.length === 0 || !filter.matches(found.version)) continue
      waiting.push(found)
      for (const commit of commits) if (!known.has(commit)) unknown.add(commit)
      if (waiting.length < width) continue
      const ancestor = await ask()
      if (ancestor !== undefined) return ancestor
    }
    return await ask()
  }
}

/** Takes the version with the best value, of several the newest. */
function best({ sign, group, key }: Extreme, filter: VersionFilter): Choose {
  return async (versions) => {
    let chosen: FoundVersion | undefined
    let highest = NaN
    for await (const found of versions) {
      const value = numberIn(found.version[group], key)
      if (value === undefined || (chosen !== undefined && sign * value <= highest)) continue
      if (!filter.matches(found.version)) continue
      chosen = found
      highest = sign * value
    }
    return chosen
  }
}

/** A number by its key, or by the keys that lead to it (`params.optimizer.lr`); what is no number counts as missing. */
function numberIn(group: object, key: string): number | undefined {
  const value = ownValue(group, key) ?? key.split('.').reduce<unknown>(ownValue, group)
  return typeof value === 'number' && !Number.isNaN(value) ? value : undefined
}

function ownValue(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  if (Array.isArray(value) && key === 'length') return undefined
  return (value as Readonly<Record<string, unknown>>)[key]
}

/** The newest version of that digest; a prefix that stands for several contents is an error. */
async function findDigest(
  series: VersionSeries,
  prefix: string,
  filter: VersionFilter
): Promise<SelectedVersion | undefined> {
  const matches = (version: VersionMetadata): boolean =>
    digestHex(version.digest).startsWith(prefix) && filter.matches(version)
  const found = await series.search(filter, first(matches))
  if (found === undefined || prefix.length === 64) return found
  const { digest, number } = found.version
  const other = await series.search(
    filter,
    first((version) => matches(version) && version.digest !== digest)
  )
  if (other === undefined) return found
  throw new ArtifactStoreError(
    'INVALID_INPUT',
    `version: 'sha256:${prefix}' stands for several versions of ${series.name}, v${other.version.number} and v${number} among them: give more digits`
  )
}
