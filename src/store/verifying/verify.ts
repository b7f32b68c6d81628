/** Telling what is damaged in a store, and which versions and files that hits. docs/PROTOCOL.md, *Damage*. */
import type { StoreContext } from '../context.js'
import { tryToMark } from '../marks.js'
import { isWritable } from '../store-file.js'
import { Inspection } from './inspection.js'
import { tellDamages } from './telling.js'
import type { VerifyRequest, VerifyResult } from './types.js'

export async function verifyStore(context: StoreContext, request: VerifyRequest): Promise<VerifyResult> {
  const isDeep = request.deep ?? true
  const inspection = await Inspection.make(context, { name: request.name, isDeep, phase: 'verify' })
  const findings = (await tellDamages(inspection)).map(({ finding }) => finding)
  if (request.mark ?? true) await markDamaged(inspection)
  const packs = [...inspection.packs.all()]
  return {
    sound: !findings.some(({ severity }) => severity === 'damage'),
    deep: isDeep,
    artifacts: inspection.artifacts,
    versions: inspection.living.length,
    files: inspection.walker.files,
    packs: packs.length,
    packedSize: packs.reduce((sum, { size }) => sum + size, 0),
    bytesRead: inspection.packs.bytesRead,
    findings
  }
}

/** Of a pack that has no trailer any more everybody sees that it is damaged. */
async function markDamaged({ context, packs, store }: Inspection): Promise<void> {
  if (store === undefined || !isWritable(store)) return
  for (const state of packs.all()) {
    if (!state.hasTrailer || state.wrong.size === 0 || state.isMarked) continue
    // Who may not write the first mark may not write any.
    if (!(await tryToMark(context, state.name, 'verify'))) return
  }
}
