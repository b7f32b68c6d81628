/** Which tests of this folder run: all need strace, and some take minutes. */
import { hasStrace } from './strace.js'

/** Set by jest.crash.config.js (`npm run test:crash`). */
export const EVERY_BLOW = process.env['EVERY_BLOW'] === '1'

const isMissing = !hasStrace()
if (isMissing) {
  process.stderr.write(
    '\nSKIPPED: the crash suite needs Linux and strace (apt install strace). Nothing was killed.\n\n'
  )
}
// In continuous integration a suite that could run and does not fails: nobody reads that it was skipped.
const mustRun = process.platform === 'linux' && process.env['CI'] === 'true'

/** `test`, or `test.skip` where strace is missing or the test is not `wanted`. Where it must run, strace's own absence fails it. */
export function whereStraceIs(wanted = true): typeof test {
  return wanted && (!isMissing || mustRun) ? test : test.skip
}
