/** Listing versions, of one artifact or of all. */
import { ArtifactStoreError, quote } from '../errors.js'
import { aliasesByVersion, type AliasesByVersion } from './aliases.js'
import { listShownArtifacts, type ListedArtifact } from './artifact-objects.js'
import type { Condition } from './conditions.js'
import type { StoreContext } from './context.js'
import { Excerpts } from './excerpts.js'
import { parseWhere } from './filter.js'
import { STORE_EXCERPT } from './layout.js'
import { checkArtifactName } from './names.js'
import { readStoreFile } from './store-file.js'
import type { ListedVersion, ListQuery } from './types.js'
import { VersionSeries } from './versions.js'
import { filterWhere } from './where.js'

export const DEFAULT_LIMIT = 100

/** Artifacts that are looked through at the same time. */
const ARTIFACTS_AT_ONCE = 16
/** So many versions are read by their records, without asking what is known of all. */
const FEW = 1000

export async function listVersions(context: StoreContext, query: ListQuery): Promise<readonly ListedVersion[]> {
  if (query.name !== undefined) checkArtifactName(query.name)
  const limit = query.limit ?? DEFAULT_LIMIT
  checkLimit(limit)
  const condition = parseWhere(query.where)
  await readStoreFile(context.storage)
  return query.name === undefined
    ? await listAll(context, condition, limit)
    : await listOne(context, { name: query.name, objects: undefined }, condition, limit)
}

async function listAll(
  context: StoreContext,
  condition: Condition | undefined,
  limit: number
): Promise<readonly ListedVersion[]> {
  const { storage, logger } = context
  // Where few versions are wanted, reading them is less than reading what is known of all.
  const excerpts = condition === undefined && limit <= FEW ? undefined : new Excerpts(storage, STORE_EXCERPT, logger)
  const listed: ListedVersion[] = []
  let window: ListedArtifact[] = []
  let expected = 0
  const read = async (): Promise<void> => {
    context.throwIfCancelled()
    const wanted = limit - listed.length
    // Each may fill the list alone; of what is too much nobody is told.
    const reading = window.map((artifact) => listOne(context, artifact, condition, wanted, excerpts))
    for (const versions of await Promise.all(reading)) listed.push(...versions.slice(0, limit - listed.length))
    window = []
    expected = 0
  }
  for await (const artifact of listShownArtifacts(storage)) {
    window.push(artifact)
    if (condition === undefined) expected += livingOf(artifact)
    if (window.length < ARTIFACTS_AT_ONCE && listed.length + expected < limit) continue
    await read()
    if (listed.length >= limit) return listed
  }
  if (window.length > 0) await read()
  return listed
}

/** How many versions an artifact has, as far as its keys tell. */
function livingOf({ objects }: ListedArtifact): number {
  if (objects === undefined) return Infinity
  return [...objects.records.keys()].filter((number) => !objects.gone.has(number)).length
}

async function listOne(
  context: StoreContext,
  { name, objects }: ListedArtifact,
  condition: Condition | undefined,
  limit: number,
  excerpts?: Excerpts
): Promise<ListedVersion[]> {
  const { storage, logger } = context
  let aliases: Promise<AliasesByVersion> | undefined
  const readAliases = (): Promise<AliasesByVersion> =>
    (aliases ??= aliasesByVersion(storage, logger, name, { moves: objects?.moves, excerpts }))
  const filter = await filterWhere(context, condition, readAliases)
  const series = new VersionSeries(storage, name, logger)
  const versions = await series.list({ limit, filter, listed: objects, excerpts })
  if (versions.length === 0) return []
  const byVersion = await readAliases()
  return versions.map((version) => ({ ...version, aliases: byVersion.get(version.number) ?? [] }))
}

/** @throws ArtifactStoreError `INVALID_INPUT`. */
export function checkLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 1) return
  throw new ArtifactStoreError('INVALID_INPUT', `limit: ${quote(String(limit))} is not a number from 1 on`)
}
