/** What a gate found, and why. */
import { referenceOf } from '../../doors/index.js'
import type { GateResult } from '../../store/types.js'
import { code, facts, row, subheading } from './html.js'
import { always, type Part } from './sections.js'

/** Characters of a condition, and of what was found of it. */
const MAX_TEXT = 2000

/** @param failIf the condition as it was given. */
export function gatePart(gate: GateResult | undefined, failIf = ''): Part {
  if (gate === undefined) return always()
  const { failed, isJudged, explanation, base } = gate
  // Of a condition that cannot be judged there are further lines, which point at its place.
  const [reason = ''] = explanation.split('\n')
  return always(
    subheading(failed ? '✗ The gate failed' : isJudged ? '✓ The gate let it pass' : '○ The gate did not judge it'),
    facts([
      row('Fails if', code(failIf, MAX_TEXT)),
      row(isJudged ? (failed ? 'Which holds' : 'Which does not hold') : 'Reason', code(reason, MAX_TEXT)),
      ...(base === undefined ? [] : [row('Compared with', code(referenceOf(base)))])
    ])
  )
}
