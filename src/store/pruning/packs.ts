/** Which packs of a store are used, listed, or neither. docs/PROTOCOL.md, P2 and P3. */
import { isStoreError } from '../../errors.js'
import type { PackName } from '../../content/pack.js'
import type { Storage } from '../../storage/storage.js'
import { eachAtOnce } from '../at-once.js'
import type { CondemnedList } from '../condemned.js'
import type { StoreContext } from '../context.js'
import { packOfKey, PACKS_PREFIX } from '../layout.js'
import type { StoreFile } from '../store-file.js'
import { VersionSeries } from '../versions.js'
import type { VersionId } from './removal.js'

const READ_AT_ONCE = 16

export interface StoredPack {
  readonly pack: PackName
  /** Bytes. */
  readonly size: number
  /** By the storage's clock. */
  readonly storedAt: Date
}

/** The packs that are there, in the order of their names. */
export async function storedPacks(storage: Storage): Promise<StoredPack[]> {
  const packs: StoredPack[] = []
  for await (const { key, size, modifiedAt } of storage.list(PACKS_PREFIX)) {
    const pack = packOfKey(key)
    if (pack !== undefined) packs.push({ pack, size, storedAt: modifiedAt })
  }
  return packs
}

/** What ages are measured against. */
export interface Ages {
  /** By the storage's clock. */
  readonly now: Date
  readonly store: Pick<StoreFile, 'graceSeconds' | 'clockSkewSeconds'>
}

/** Whether something is older than G. */
export function isPastGrace({ now, store }: Ages, since: Date): boolean {
  return now.getTime() - since.getTime() > store.graceSeconds * 1000
}

/** When something will be older than G. */
export function graceEnd({ store }: Pick<Ages, 'store'>, since: Date): Date {
  return new Date(since.getTime() + store.graceSeconds * 1000)
}

/** Packs that no living version uses, by what may be done with them. */
export interface UnusedPacks {
  /** In a list that is older than G: they may be destroyed. */
  readonly destroyable: readonly StoredPack[]
  /** In younger lists alone, with the time from which on they may be destroyed. */
  readonly waiting: readonly (StoredPack & { readonly until: Date })[]
  /** In no list, and older than G: they may be condemned. */
  readonly condemnable: readonly StoredPack[]
  /** In no list, and younger: a save that runs may be about to use them. */
  readonly young: readonly StoredPack[]
}

export function sortUnused(
  packs: readonly StoredPack[],
  used: ReadonlySet<PackName>,
  lists: readonly CondemnedList[],
  ages: Ages
): UnusedPacks {
  const listedSince = new Map<PackName, Date>()
  for (const { packs: listed, condemnedAt } of lists) {
    for (const pack of listed) {
      const before = listedSince.get(pack)
      if (before === undefined || condemnedAt < before) listedSince.set(pack, condemnedAt)
    }
  }
  const destroyable: StoredPack[] = []
  const waiting: (StoredPack & { until: Date })[] = []
  const condemnable: StoredPack[] = []
  const young: StoredPack[] = []
  for (const pack of packs) {
    if (used.has(pack.pack)) continue
    const since = listedSince.get(pack.pack)
    if (since === undefined) (isPastGrace(ages, pack.storedAt) ? condemnable : young).push(pack)
    else if (isPastGrace(ages, since)) destroyable.push(pack)
    else waiting.push({ ...pack, until: graceEnd(ages, since) })
  }
  return { destroyable, waiting, condemnable, young }
}

/**
 * The packs of versions that are gone. What is not known of them (a record that is damaged, or missing: such a version
 * can be removed, and never be brought back) is left out.
 */
export async function packsOfGone(context: StoreContext, versions: readonly VersionId[]): Promise<Set<PackName>> {
  const packs = new Set<PackName>()
  const { storage, logger } = context
  await eachAtOnce(versions, READ_AT_ONCE, async ({ name, number }) => {
    try {
      const record = await new VersionSeries(storage, name, logger).read(number)
      for (const { pack } of record?.packs ?? []) packs.add(pack)
    } catch (error) {
      if (!isStoreError(error, 'DAMAGED')) throw error
    }
  })
  return packs
}
