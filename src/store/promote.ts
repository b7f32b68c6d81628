/** Promoting: aliases moved to a version, back to where they were, or removed. */
import { ArtifactStoreError, quote } from '../errors.js'
import { aliasMoves, type AliasChange } from './aliases.js'
import { Aliasing, type PlannedMove } from './aliasing.js'
import type { StoreContext } from './context.js'
import { parseWhere } from './filter.js'
import { parseSelectors, type FoundBySelector, type Wanted } from './finding.js'
import { checkAlias, checkArtifactName } from './names.js'
import { checkMayWrite } from './quarantine.js'
import { refuseSecrets } from './secrecy.js'
import { resolveSelector } from './selectors.js'
import { checkWritable, proveExclusive, readStoreFile } from './store-file.js'
import type {
  ArtifactName,
  PromoteRequest,
  PromoteResult,
  RemoveAliasesRequest,
  RemovedAlias,
  VersionNumber
} from './types.js'
import { VersionSeries } from './versions.js'
import { viewerOf } from './viewer.js'
import { filterOf } from './where.js'

/** Undefined where no selector names a version for any of the aliases. */
export async function promoteVersion(
  context: StoreContext,
  request: PromoteRequest
): Promise<PromoteResult | undefined> {
  const { name, run = {} } = request
  refuseSecrets(context.secrets, { aliases: request.aliases, run })
  checkArtifactName(name)
  checkMayWrite(context.viewer ?? viewerOf(run), name)
  const aliases = checkAliases(request.aliases)
  const wanted = parseSelectors(context, request.selectors, true)
  const condition = parseWhere(request.where)
  await openForWriting(context)
  const series = new VersionSeries(context.storage, name, context.logger)
  const aliasing = new Aliasing(context, series, run)
  await aliasing.checkBefore(aliases)
  const filter = await filterOf(context, name, condition)

  const cache = new Map<Wanted, FoundBySelector | undefined>()
  const findFor = async (alias: string): Promise<FoundBySelector | undefined> => {
    for (const one of wanted) {
      const { selector, kind } = one
      if (kind.kind === 'previous') {
        const number = await previousTarget(context, name, alias)
        const selected = number === undefined ? undefined : await series.select(number)
        if (selected !== undefined && filter.matches(selected.version)) return { ...selected, matched: selector }
        continue
      }
      if (!cache.has(one)) {
        const found = await resolveSelector(context, series, kind, filter)
        cache.set(one, found === undefined ? undefined : { ...found, matched: selector })
      }
      const found = cache.get(one)
      if (found !== undefined) return found
    }
    return undefined
  }

  const found: { readonly alias: string; readonly to: FoundBySelector }[] = []
  const missing: string[] = []
  for (const alias of aliases) {
    const to = await findFor(alias)
    if (to === undefined) missing.push(alias)
    else found.push({ alias, to })
  }
  if (found.length === 0) return undefined
  if (missing.length > 0) {
    throw new ArtifactStoreError(
      'NOT_FOUND',
      `aliases: nothing was moved, since ${missing.map(quote).join(', ')} of ${name} has no earlier version to go back to`
    )
  }
  const moves = await aliasing.move(found)
  return {
    version: found[0]!.to.version,
    matched: found[0]!.to.matched,
    aliases: found.map(({ alias, to }, at) => {
      const { from, moved } = moves[at]!
      const { version, matched } = to
      return { alias, version, matched, moved, ...(from === undefined ? {} : { previous: from }) }
    })
  }
}

/** Where an alias pointed before it pointed where it points, or before it was removed. */
async function previousTarget(
  { storage }: StoreContext,
  name: ArtifactName,
  alias: string
): Promise<VersionNumber | undefined> {
  let current: AliasChange | undefined
  for await (const move of aliasMoves(storage, name, alias)) {
    current ??= move
    if (move.number !== undefined && move.number !== current.number) return move.number
  }
  return undefined
}

/** Removes aliases; those that are not there are told as such. */
export async function removeAliases(
  context: StoreContext,
  request: RemoveAliasesRequest
): Promise<readonly RemovedAlias[]> {
  const { name, run = {} } = request
  refuseSecrets(context.secrets, { run })
  checkArtifactName(name)
  checkMayWrite(context.viewer ?? viewerOf(run), name)
  const aliases = checkAliases(request.aliases)
  await openForWriting(context)
  const series = new VersionSeries(context.storage, name, context.logger)
  const moves: PlannedMove[] = aliases.map((alias) => ({ alias, to: undefined }))
  const results = await new Aliasing(context, series, run).move(moves)
  return results.map(({ alias, from }) => ({ alias, ...(from === undefined ? {} : { previous: from }) }))
}

/** The moves of an alias, newest first. */
export async function aliasHistory(
  context: StoreContext,
  name: ArtifactName,
  alias: string,
  limit: number
): Promise<readonly AliasChange[]> {
  checkArtifactName(name)
  checkAlias(alias)
  await readStoreFile(context.storage)
  const moves: AliasChange[] = []
  for await (const move of aliasMoves(context.storage, name, alias, context.logger)) {
    moves.push(move)
    if (moves.length >= limit) break
  }
  return moves
}

/** @returns each once. */
function checkAliases(aliases: readonly string[]): string[] {
  if (aliases.length === 0) {
    throw new ArtifactStoreError('INVALID_INPUT', 'aliases: it is empty; name the aliases to move')
  }
  for (const alias of aliases) checkAlias(alias)
  return [...new Set(aliases)]
}

/** @throws ArtifactStoreError where there is no store, or it must not be written to. */
export async function openForWriting(context: StoreContext): Promise<void> {
  const { storage } = context
  const store = await readStoreFile(storage)
  checkWritable(store, storage)
  context.exclusive ??= proveExclusive(storage, store)
  await context.exclusive
}
