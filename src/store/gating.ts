/** Gates of a save and of a record: read before anything is written, judged once all of it is. */
import { isStoreError } from '../errors.js'
import { parseCondition } from './conditions.js'
import type { StoreContext } from './context.js'
import { parseSelectors } from './finding.js'
import { baseBranch, checkGate, readsBase } from './gate.js'
import type { GateRequest, GateResult, RunContext, VersionMetadata } from './types.js'
import { viewerOf } from './viewer.js'

/**
 * @param run the one that saves, or saved, the version.
 * @throws ArtifactStoreError `INVALID_INPUT`: a condition or a selector that cannot be read, or not be asked here.
 */
export function checkGateRequest(
  { storage, ancestry, viewer }: StoreContext,
  gate: GateRequest | undefined,
  run: RunContext
): void {
  if (gate === undefined) return
  const { failIf, baseline = [] } = gate
  const condition = parseCondition(failIf, { input: 'fail-if', allowBase: true })
  const asking = { storage, ancestry, viewer: gate.viewer ?? viewer ?? viewerOf(run) }
  if (baseline.length > 0) parseSelectors(asking, baseline, false, 'baseline')
  else if (readsBase(condition)) baseBranch(asking.viewer, run)
}

/**
 * Judges a version that is there. What keeps it from being judged is no failure of what was written before, so it is in
 * the result: the version has failed then.
 */
export async function judge(
  context: StoreContext,
  { name, number }: VersionMetadata,
  gate: GateRequest | undefined
): Promise<GateResult | undefined> {
  if (gate === undefined) return undefined
  try {
    return await checkGate(context, { name, number }, gate)
  } catch (error) {
    if (!isStoreError(error) || error.code === 'CANCELLED') throw error
    return { failed: true, isJudged: false, explanation: error.message }
  }
}
