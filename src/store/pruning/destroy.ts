/** Destroying: packs that were condemned long ago, and that nothing uses, are removed. docs/PROTOCOL.md, P3. */
import { eachAtOnce } from '../at-once.js'
import type { StoreContext } from '../context.js'
import { packKey } from '../layout.js'
import type { StoredPack } from './packs.js'

const AT_ONCE = 16

export async function destroy(context: StoreContext, packs: readonly StoredPack[]): Promise<void> {
  await eachAtOnce(packs, AT_ONCE, async ({ pack }) => {
    context.throwIfCancelled()
    await context.storage.remove(packKey(pack))
  })
}
