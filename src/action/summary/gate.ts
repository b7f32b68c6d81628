/** What a gate found, and why. */
import { referenceOf, type Gated } from '../../doors/index.js'
import type { GateRequest, GateResult } from '../../store/types.js'
import { code, facts, row, subheading } from './html.js'
import { always, type Part } from './sections.js'

/** Characters of a condition, and of what was found of it. */
const MAX_TEXT = 2000

export interface GateSummary {
  /** The condition as it was given. */
  readonly failIf: string
  readonly result: GateResult
}

/** Of what a gate was asked for, where it was. */
export function gateSummary({ gate: result }: Gated, request: GateRequest | undefined): { gate?: GateSummary } {
  return result === undefined || request === undefined ? {} : { gate: { failIf: request.failIf, result } }
}

export function gatePart(gate: GateSummary | undefined): Part {
  if (gate === undefined) return always()
  const { failed, isJudged, explanation, base } = gate.result
  // Of a condition that cannot be judged there are further lines, which point at its place.
  const [reason = ''] = explanation.split('\n')
  return always(
    subheading(failed ? '✗ The gate failed' : isJudged ? '✓ The gate let it pass' : '○ The gate did not judge it'),
    facts([
      row('Fails if', code(gate.failIf, MAX_TEXT)),
      row('Found', code(reason, MAX_TEXT)),
      ...(base === undefined ? [] : [row('Compared with', code(referenceOf(base)))])
    ])
  )
}
