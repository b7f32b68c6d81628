import { referenceOf, type Gated } from '../doors/index.js'
import { escapeHtml } from '../store/index.js'
import type { GateRequest } from '../store/types.js'

/** Characters of a condition, and of the reason; a version's values are cut before. */
const TEXT_MAXIMUM = 2000

/** Whether a version passes its gate, and why; empty where there is none. A block of HTML, as all of a summary is. */
export function describeGate({ gate }: Gated, request: GateRequest | undefined): string {
  if (gate === undefined || request === undefined) return ''
  const { failed, isJudged, explanation, base } = gate
  const verdict = failed ? '✗ Fails' : isJudged ? '✓ Passes' : '○ Not judged'
  // Below its first line is the condition, with the place.
  const [reason = ''] = explanation.split('\n')
  const beside = base === undefined ? '' : `; base is ${code(referenceOf(base))}`
  return `<p><b>${verdict}</b>: ${code(reason)}${beside}. Fails if ${code(request.failIf)}.</p>\n\n`
}

function code(text: string): string {
  return `<code>${escapeHtml(text, TEXT_MAXIMUM)}</code>`
}
