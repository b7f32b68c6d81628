/**
 * Marks of packs of which a chunk was found damaged, so that no later save builds on them. Nothing else goes by a mark: one
 * that is wrong costs sharing and nothing more. docs/PROTOCOL.md, *Damage*.
 */
import { isStoreError } from '../errors.js'
import type { PackName } from '../content/pack.js'
import type { Storage } from '../storage/storage.js'
import type { StoreContext } from './context.js'
import { encodeDocument } from './documents.js'
import { damagedKey, DAMAGED_PREFIX, packOfMark } from './layout.js'
import { isConfined } from './viewer.js'

export type MarkedBy = 'save' | 'verify' | 'repair'

/** The packs that are marked: the keys tell, without reading them. */
export async function markedPacks(storage: Storage): Promise<ReadonlySet<PackName>> {
  const packs = new Set<PackName>()
  for await (const { key } of storage.list(DAMAGED_PREFIX)) {
    const pack = packOfMark(key)
    if (pack !== undefined) packs.add(pack)
  }
  return packs
}

/** Marks a pack. @throws ArtifactStoreError where that could not be done. */
export async function markPack(context: StoreContext, pack: PackName, by: MarkedBy): Promise<void> {
  const foundAt = context.clock().toISOString()
  await context.storage.create(damagedKey(pack), encodeDocument({ pack, by, foundAt, nonce: context.nonce() }))
}

/** As {@link markPack}; where it cannot be done, others have to find out by themselves. */
export async function tryToMark(context: StoreContext, pack: PackName, by: MarkedBy): Promise<boolean> {
  // What it says of packs would change what others share.
  if (isConfined(context.viewer ?? {})) return false
  try {
    await markPack(context, pack, by)
    return true
  } catch (error) {
    if (!isStoreError(error) || error.code === 'CANCELLED') throw error
    context.logger.info(`the damage of pack ${pack} could not be marked: ${error.message}`)
    return false
  }
}

/** Takes a mark away: of a pack that is sound, or was made anew. */
export async function unmarkPack(storage: Storage, pack: PackName): Promise<void> {
  await storage.remove(damagedKey(pack))
}
