/**
 * What a summary shows of a version beside what was done: gathered once the work is done, so that nothing of it fails the
 * step. What cannot be had is a warning.
 */
import type { Replaced } from './promote.js'
import { inert } from '../../doors/index.js'
import { isStoreError } from '../../errors.js'
import type { LineageGraph, VersionComparison } from '../../store/index.js'
import type { ArtifactStore, PromoteResult, VersionMetadata } from '../../store/types.js'
import type { Warn } from '../context.js'

/** A diagram of more is none that anybody reads; and each version of it is two requests. */
const LINEAGE = { limit: 30, depth: 5 } as const
/** Versions that gave way to others, of which the metrics are shown. */
const REPLACED_MAXIMUM = 5

export interface Surroundings {
  readonly comparison?: VersionComparison
  readonly lineage?: LineageGraph
}

/**
 * Of a version that was saved.
 * @param base what a gate compared it with already
 */
export async function surroundingsOf(
  store: ArtifactStore,
  version: VersionMetadata,
  base: VersionMetadata | undefined,
  warn: Warn
): Promise<Surroundings> {
  const comparison = await attempt(warn, async () => {
    const hasMetrics = Object.keys(version.metrics).length > 0
    return await store.compare({
      version,
      ...(base === undefined ? {} : { base }),
      // Without metrics there is nothing to draw of the versions before.
      ...(hasMetrics ? {} : { history: 0 })
    })
  })
  for (const failure of comparison?.failures ?? []) warn(`the job summary lacks a part: ${failure}`)
  const lineage = await lineageOf(store, version, warn)
  return { ...(comparison === undefined ? {} : { comparison }), ...(lineage === undefined ? {} : { lineage }) }
}

/** What a version came from; undefined where it was made of nothing, which takes no request to know. */
export async function lineageOf(
  store: ArtifactStore,
  version: VersionMetadata,
  warn: Warn
): Promise<LineageGraph | undefined> {
  if (version.inputs.length === 0) return undefined
  return await attempt(warn, async () => await store.origins(version, LINEAGE))
}

/** The versions that gave way to others when aliases were moved. Those that were removed since are left out. */
export async function replacedBy(store: ArtifactStore, result: PromoteResult, warn: Warn): Promise<Replaced[]> {
  const replaced = new Map<
    string,
    { readonly aliases: string[]; readonly from: number; readonly to: VersionMetadata }
  >()
  for (const { alias, version, previous, moved } of result.aliases) {
    if (!moved || previous === undefined) continue
    const key = `${previous} ${version.number}`
    const known = replaced.get(key)
    if (known === undefined) replaced.set(key, { aliases: [alias], from: previous, to: version })
    else known.aliases.push(alias)
  }
  const found: Replaced[] = []
  for (const { aliases, from, to } of [...replaced.values()].slice(0, REPLACED_MAXIMUM)) {
    const request = { version: to, base: from, aliases: [], history: 0, files: false }
    const comparison = await attempt(warn, async () => await store.compare(request))
    for (const failure of comparison?.failures ?? []) warn(`the job summary lacks a part: ${failure}`)
    if (comparison?.base !== undefined) found.push({ aliases, from: comparison.base.version, to })
  }
  return found
}

/** Whatever goes wrong, also a bug: the work is done. Who cancels is heard all the same. */
async function attempt<T>(warn: Warn, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act()
  } catch (error) {
    if (isStoreError(error, 'CANCELLED')) throw error
    warn(`the job summary lacks a part: ${inert(error instanceof Error ? error.message : String(error))}`)
    return undefined
  }
}
