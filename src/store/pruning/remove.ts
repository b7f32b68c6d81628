/** Removing one version by hand. docs/PROTOCOL.md, D2 and D5. */
import { ArtifactStoreError, isStoreError, quote } from '../../errors.js'
import { aliasesByVersion } from '../aliases.js'
import type { StoreContext } from '../context.js'
import { findVersion } from '../finding.js'
import { checkArtifactName, isQuarantined } from '../names.js'
import { openForWriting } from '../promote.js'
import { checkMayWrite } from '../quarantine.js'
import { parseSelector } from '../selectors.js'
import { silentLogger } from '../reporting.js'
import { readStoreFile } from '../store-file.js'
import type { ArtifactName, Selector, VersionMetadata, VersionNumber } from '../types.js'
import { VersionSeries } from '../versions.js'
import { bringBack, removeAll } from './removal.js'
import { bringBackSound } from './undelete.js'

export interface RemoveRequest {
  readonly name: ArtifactName
  /** At least one; the first that matches wins. */
  readonly selectors: readonly Selector[]
}

export interface RemovedVersion {
  readonly name: ArtifactName
  readonly number: VersionNumber
  /** The selector that matched, as it was given. */
  readonly matched: Selector
  /** Undefined where its record cannot be read: such a version cannot be brought back. */
  readonly version: VersionMetadata | undefined
}

/**
 * Undefined where no selector names a version.
 * @throws ArtifactStoreError `REFUSED` where it is one that stays: the newest, a labelled or an aliased one.
 */
export async function removeVersion(
  context: StoreContext,
  request: RemoveRequest
): Promise<RemovedVersion | undefined> {
  const { name, selectors } = request
  checkArtifactName(name)
  checkMayWrite(context.viewer ?? {}, name)
  if (selectors.length === 0) {
    throw new ArtifactStoreError('INVALID_INPUT', 'version: name the version that is to be removed')
  }
  for (const selector of selectors) parseSelector(selector)
  checkMayWrite(context.viewer ?? {}, name)
  await openForWriting(context)
  const found = await find(context, request)
  if (found === undefined) return undefined
  await refuseStaying(context, found, 'and stays')
  const own = await removeAll(context, [found], 'removed by hand')
  if (own.length === 0) return found
  try {
    await refuseStaying(context, found, 'since a moment ago, and was not removed')
  } catch (error) {
    await stepBack(context, found, error)
    throw error
  }
  return found
}

/** Who stood still between his two steps may find that the bytes went meanwhile: it is looked as by D3. */
async function stepBack(context: StoreContext, found: RemovedVersion, stays: unknown): Promise<void> {
  const reason = 'removed by hand, and it should stay'
  if (found.version === undefined) {
    await bringBack(context, found, reason)
    return
  }
  try {
    await bringBackSound(context, await readStoreFile(context.storage), found, reason)
  } catch (error) {
    if (!isStoreError(error, 'NOT_FOUND') || !isStoreError(stays)) throw error
    throw new ArtifactStoreError(
      'NOT_FOUND',
      `${error.message}. It was removed a moment before it was found that it stays`,
      { cause: stays }
    )
  }
}

async function find(context: StoreContext, { name, selectors }: RemoveRequest): Promise<RemovedVersion | undefined> {
  try {
    const found = await findVersion(context, name, selectors)
    if (found !== undefined) {
      return { name, number: found.version.number, matched: found.matched, version: found.version }
    }
  } catch (error) {
    // What cannot be read can still be given up, if it is meant by its number.
    if (!isStoreError(error, 'DAMAGED') || selectors.length > 1) throw error
  }
  return selectors.length === 1 ? await findUnreadable(context, name, selectors[0]!) : undefined
}

/** A version of which no more is known than its number: its record is damaged, torn, or missing. */
async function findUnreadable(
  { storage, logger }: StoreContext,
  name: ArtifactName,
  selector: Selector
): Promise<RemovedVersion | undefined> {
  const kind = parseSelector(selector)
  const series = new VersionSeries(storage, name, logger)
  if (kind.kind !== 'number' || (await series.isGone(kind.number))) return undefined
  if (kind.number > (await series.survey()).newest) return undefined
  try {
    await series.readListed(kind.number)
    return undefined
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED')) throw error
    logger.warn(`${error.message}; it is given up, and cannot be brought back`)
    return { name, number: kind.number, matched: selector, version: undefined }
  }
}

/** @throws ArtifactStoreError `REFUSED`; `DAMAGED` where it is not known where an alias points. */
async function refuseStaying(
  { storage }: StoreContext,
  { name, number, version }: RemovedVersion,
  what: string
): Promise<void> {
  // Forks have no say in what stays for ever.
  if (isQuarantined(name)) return
  const refused = (why: string): ArtifactStoreError =>
    new ArtifactStoreError('REFUSED', `version: ${name}@v${number} ${why}, ${what}`)
  if (version !== undefined) {
    if (version.version !== `v${number}`) throw refused(`has the label ${quote(version.version)}`)
    const series = new VersionSeries(storage, name, silentLogger)
    const { record: newest } = await series.newestReadable(await series.survey())
    if (newest === undefined || newest.metadata.number <= number) throw refused('is the newest version')
  }
  const aliases = (await aliasesByVersion(storage, undefined, name)).get(number)
  if (aliases !== undefined) throw refused(`has the alias ${aliases.map(quote).join(', ')}`)
}
