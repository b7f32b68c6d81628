import { aliasesByVersion, type AliasesByVersion } from './aliases.js'
import type { Condition } from './conditions.js'
import type { StoreContext } from './context.js'
import { everyVersion, readsAliases, readsNotes, type VersionFilter } from './filter.js'
import type { ArtifactName } from './types.js'

/** The versions of an artifact of which a condition surely holds. @param readAliases those of the artifact. */
export async function filterWhere(
  { clock }: StoreContext,
  condition: Condition | undefined,
  readAliases: () => Promise<AliasesByVersion>
): Promise<VersionFilter> {
  if (condition === undefined) return everyVersion
  const aliases: AliasesByVersion = readsAliases(condition) ? await readAliases() : new Map()
  const now = clock()
  return {
    readsNotes: readsNotes(condition),
    matches: (version) => condition.matches({ ...version, aliases: aliases.get(version.number) ?? [] }, { now })
  }
}

/** As {@link filterWhere}, for who has no use for the aliases otherwise. */
export async function filterOf(
  context: StoreContext,
  name: ArtifactName,
  condition: Condition | undefined
): Promise<VersionFilter> {
  const { storage, logger } = context
  return await filterWhere(context, condition, async () => await aliasesByVersion(storage, logger, name))
}
