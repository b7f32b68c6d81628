/** The step's outputs: always all of them, so that an expression never finds one that is not there. */
import type { Runner } from './runner.js'
import type { Outputs } from '../doors/index.js'
import type { JsonValue } from '../store/types.js'

export const OUTPUT_NAMES = [
  'found',
  'created',
  'name',
  'version',
  'number',
  'digest',
  'reference',
  'matched',
  'path',
  'files',
  'size',
  'stored-size',
  'metadata',
  'result'
] as const
export type OutputName = (typeof OUTPUT_NAMES)[number]

/**
 * Sets every output: what the mode tells, `false` for a `found` or `created` that it does not, and empty for the rest.
 */
export function setOutputs(runner: Runner, outputs: Outputs): void {
  for (const name of OUTPUT_NAMES) runner.setOutput(name, outputText(outputs[name] ?? DEFAULTS[name]))
}

const DEFAULTS: Partial<Record<OutputName, boolean>> = { found: false, created: false }

function outputText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
