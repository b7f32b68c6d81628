import { aliasesByVersion } from './aliases.js'
import type { Condition } from './conditions.js'
import type { StoreContext } from './context.js'
import { everyVersion, readsAliases, readsNotes, type VersionFilter } from './filter.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** The versions of an artifact of which a condition surely holds. */
export async function filterWhere(
  { storage, logger, clock }: StoreContext,
  name: ArtifactName,
  condition: Condition | undefined
): Promise<VersionFilter> {
  if (condition === undefined) return everyVersion
  const aliases: ReadonlyMap<VersionNumber, readonly string[]> = readsAliases(condition)
    ? await aliasesByVersion(storage, logger, name)
    : new Map()
  const now = clock()
  return {
    readsNotes: readsNotes(condition),
    matches: (version) => condition.matches({ ...version, aliases: aliases.get(version.number) ?? [] }, { now })
  }
}
