/** Gates as both doors read them, and what they tell of one. */
import { referenceOf } from './outputs.js'
import { ArtifactStoreError } from '../errors.js'
import { parseCondition, parseSelector, readsBase } from '../store/index.js'
import type { GateRequest, GateResult, Selector, VersionMetadata } from '../store/types.js'

/** How messages name the two: `input 'fail-if'`, `--baseline`. */
export interface GateNames {
  readonly failIf: string
  readonly baseline: string
}

/** @throws ArtifactStoreError `INVALID_INPUT` for what cannot be read, and a baseline that nothing is compared with. */
export function readGate(
  failIf: string | undefined,
  baseline: readonly Selector[],
  names: GateNames
): GateRequest | undefined {
  const unused = (why: string): ArtifactStoreError =>
    new ArtifactStoreError('INVALID_INPUT', `${names.baseline} is given ${why}: nothing is compared with it`)
  if (failIf === undefined) {
    if (baseline.length > 0) throw unused(`without ${names.failIf}`)
    return undefined
  }
  const condition = parseCondition(failIf, { input: names.failIf, allowBase: true })
  for (const selector of baseline) parseSelector(selector, names.baseline)
  if (baseline.length === 0) return { failIf }
  if (!readsBase(condition)) throw unused(`with a condition that has no 'base.…' in it`)
  return { failIf, baseline }
}

/** What was saved or recorded, as far as a gate has judged it. */
export interface Gated {
  readonly version: VersionMetadata
  readonly gate?: GateResult
}

/**
 * Why the step or the command fails; undefined where it does not.
 * @param aliases that the version would have got.
 */
export function gateFailure({ version, gate }: Gated, aliases: readonly string[] = []): ArtifactStoreError | undefined {
  if (gate?.failed !== true) return undefined
  const kept = aliases.length === 0 ? 'it is kept' : 'it is kept, without its aliases'
  const name = referenceOf(version)
  if (gate.isJudged) return new ArtifactStoreError('GATE', `${name} fails (${kept}): ${gateReason(gate)}`)
  return new ArtifactStoreError(
    'GATE',
    `${name} fails (${kept}), since nobody can tell whether it is good enough: ${gate.explanation}`
  )
}

/** A warning where the version was not judged, and that is no failure; else undefined. */
export function gateWarning({ version, gate }: Gated): string | undefined {
  if (gate === undefined || gate.failed || gate.isJudged) return undefined
  return `${referenceOf(version)} was not judged: ${gate.explanation}`
}

/** `metrics.accuracy (0.92) < base.metrics.accuracy (0.93); base is model@v2` */
export function gateReason({ explanation, base }: GateResult): string {
  return base === undefined ? explanation : `${explanation}; base is ${referenceOf(base)}`
}
