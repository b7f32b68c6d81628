/** From what a user names to the version that he means: selectors, one after the other, and a filter. */
import type { StoreContext } from './context.js'
import { parseWhere } from './filter.js'
import { checkArtifactName } from './names.js'
import { checkAskable, parseSelector, resolveSelector, type Asking, type ParsedSelector } from './selectors.js'
import { readStoreFile } from './store-file.js'
import type { ArtifactName, Selector } from './types.js'
import { VersionSeries, type SelectedVersion } from './versions.js'
import { filterOf } from './where.js'

const DEFAULT_SELECTORS: readonly Selector[] = ['latest']

export interface FoundBySelector extends SelectedVersion {
  /** As it was given. */
  readonly matched: Selector
}

/** Selectors that were read. */
export interface Wanted {
  readonly selector: Selector
  readonly kind: ParsedSelector
}

/**
 * Reads selectors; all of them before the first is looked up, so that a typing error is found in every line.
 * @param allowPrevious whether an alias is known whose past `previous` may mean.
 */
export function parseSelectors(
  asking: Asking,
  selectors: readonly Selector[] | undefined,
  allowPrevious = false,
  input = 'version'
): Wanted[] {
  const wanted = selectors === undefined || selectors.length === 0 ? DEFAULT_SELECTORS : selectors
  return wanted.map((selector) => {
    const kind = parseSelector(selector, input)
    if (kind.kind !== 'previous' || !allowPrevious) checkAskable(asking, kind, input)
    return { selector, kind }
  })
}

/**
 * The version that the first selector names that names one, or undefined.
 * @throws ArtifactStoreError `INVALID_INPUT`; `NOT_FOUND` where there is no store.
 */
export async function findVersion(
  context: StoreContext,
  name: ArtifactName,
  selectors: readonly Selector[] | undefined,
  where?: string
): Promise<FoundBySelector | undefined> {
  checkArtifactName(name)
  const wanted = parseSelectors(context, selectors)
  const condition = parseWhere(where)
  await readStoreFile(context.storage)
  const series = new VersionSeries(context.storage, name, context.logger)
  const filter = await filterOf(context, name, condition)
  for (const { selector, kind } of wanted) {
    const found = await resolveSelector(context, series, kind, filter)
    if (found !== undefined) return { ...found, matched: selector }
  }
  return undefined
}
