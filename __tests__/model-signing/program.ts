/** The program `model_signing` (https://pypi.org/project/model-signing), where there is one. */
import { spawnSync } from 'node:child_process'

/** What `MODEL_SIGNING` says, or what the PATH has. */
const program = process.env['MODEL_SIGNING'] || 'model_signing'

export interface Verdict {
  readonly accepted: boolean
  /** What it wrote. */
  readonly text: string
}

export function modelSigning(...parameters: readonly string[]): Verdict {
  const { status, stdout, stderr, error } = spawnSync(program, parameters, { encoding: 'utf8' })
  if (error !== undefined) throw error
  const text = `${stdout}${stderr}`
  // A traceback is no verdict.
  if (text.includes('Traceback')) throw new Error(text)
  return { accepted: status === 0, text }
}

const isMissing = spawnSync(program, ['--version']).status !== 0
if (isMissing) {
  process.stderr.write(
    "\nSKIPPED: nothing was held against model_signing, which is not here. 'pip install model-signing pyOpenSSL' installs it; MODEL_SIGNING names the program.\n\n"
  )
}
// In continuous integration a suite that does not run fails: nobody reads that it was skipped.
export const testWithProgram: typeof test = isMissing && process.env['CI'] !== 'true' ? test.skip : test
