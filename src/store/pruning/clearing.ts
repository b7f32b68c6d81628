/** What else grows with time and is of no use any more: what old runs restored, temporary objects. docs/PROTOCOL.md, P7. */
import type { Cleared, StorageKey } from '../../storage/storage.js'
import { eachAtOnce } from '../at-once.js'
import type { StoreContext } from '../context.js'
import { RUNS_PREFIX } from '../layout.js'
import type { Ages } from './packs.js'

/**
 * What a run restored is wanted as long as a job of it may save. GitHub lets a run be run again for 30 days after it
 * began, and a run take 35 days.
 */
export const RUN_DAYS = 65

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000
const AT_ONCE = 16

/** Removes what runs restored that can no longer save; with `dryRun` it is only counted. */
export async function clearRuns(context: StoreContext, { now }: Ages, dryRun: boolean): Promise<Cleared> {
  const before = now.getTime() - RUN_DAYS * DAY_MILLISECONDS
  const old: StorageKey[] = []
  let bytes = 0
  for await (const { key, size, modifiedAt } of context.storage.list(RUNS_PREFIX)) {
    if (modifiedAt.getTime() >= before) continue
    old.push(key)
    bytes += size
  }
  if (!dryRun) {
    await eachAtOnce(old, AT_ONCE, async (key) => {
      context.throwIfCancelled()
      await context.storage.remove(key)
    })
  }
  return { objects: old.length, bytes }
}

/** Removes what writers that were killed left, once it is older than G: no save is held up for so long. */
export async function clearTemporary(
  { storage }: StoreContext,
  { now, store }: Ages,
  dryRun: boolean
): Promise<Cleared> {
  const before = new Date(now.getTime() - store.graceSeconds * 1000)
  return (await storage.clearAbandoned?.(before, dryRun)) ?? { objects: 0, bytes: 0 }
}
