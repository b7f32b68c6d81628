/** Listing versions, of one artifact or of all. */
import { ArtifactStoreError, quote } from '../errors.js'
import { aliasesByVersion } from './aliases.js'
import { shownArtifactNames } from './artifact-names.js'
import type { Condition } from './conditions.js'
import type { StoreContext } from './context.js'
import { parseWhere } from './filter.js'
import { checkArtifactName } from './names.js'
import { readStoreFile } from './store-file.js'
import type { ArtifactName, ListedVersion, ListQuery } from './types.js'
import { VersionSeries } from './versions.js'
import { filterWhere } from './where.js'

export const DEFAULT_LIMIT = 100

/** Artifacts that are looked through at the same time. */
const ARTIFACTS_AT_ONCE = 8

export async function listVersions(context: StoreContext, query: ListQuery): Promise<readonly ListedVersion[]> {
  if (query.name !== undefined) checkArtifactName(query.name)
  const limit = query.limit ?? DEFAULT_LIMIT
  checkLimit(limit)
  const condition = parseWhere(query.where)
  await readStoreFile(context.storage)
  const names = query.name === undefined ? await shownArtifactNames(context.storage) : [query.name]
  const listed: ListedVersion[] = []
  for (let start = 0; start < names.length && listed.length < limit; start += ARTIFACTS_AT_ONCE) {
    context.throwIfCancelled()
    const wanted = limit - listed.length
    // Each may fill the list alone; of what is too much nobody is told.
    const artifacts = names.slice(start, start + ARTIFACTS_AT_ONCE)
    for (const versions of await Promise.all(artifacts.map((name) => listOne(context, name, condition, wanted)))) {
      listed.push(...versions.slice(0, limit - listed.length))
    }
  }
  return listed
}

async function listOne(
  context: StoreContext,
  name: ArtifactName,
  condition: Condition | undefined,
  limit: number
): Promise<ListedVersion[]> {
  const { storage, logger } = context
  const series = new VersionSeries(storage, name, logger)
  const versions = await series.list(limit, await filterWhere(context, name, condition))
  if (versions.length === 0) return []
  const aliases = await aliasesByVersion(storage, logger, name)
  return versions.map((version) => ({ ...version, aliases: aliases.get(version.number) ?? [] }))
}

/** @throws ArtifactStoreError `INVALID_INPUT`. */
export function checkLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1) return
  throw new ArtifactStoreError('INVALID_INPUT', `limit: ${quote(String(limit))} is not a number from 1 on`)
}
