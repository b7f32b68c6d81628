import { inertLines, inertMessage } from '../doors/index.js'
import { isStoreError } from '../errors.js'
import { PROGRAM_VERSION } from './program-version.js'
import { UsageError } from './usage-error.js'

export const EXIT_DONE = 0
export const EXIT_FAILED = 1
export const EXIT_USED_WRONGLY = 2
/** As shells tell it of a command that SIGINT ended: 128 and the signal's number. */
export const EXIT_INTERRUPTED = 130

/** What a failure means for the caller: the lines for stderr and the exit code. */
export interface Failure {
  readonly text: string
  readonly exitCode: number
}

/** One line for what the user can put right; a stack for what only the maintainers can. */
export function describeFailure(error: unknown): Failure {
  if (error instanceof UsageError) return { text: line(error.message), exitCode: EXIT_USED_WRONGLY }
  if (isStoreError(error)) {
    const exitCode =
      error.code === 'INVALID_INPUT' ? EXIT_USED_WRONGLY : error.code === 'CANCELLED' ? EXIT_INTERRUPTED : EXIT_FAILED
    return { text: line(error.message), exitCode }
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    text: `${line('something went wrong that should not have: a bug. Please report it with these lines.')}artifact-store ${PROGRAM_VERSION}, Node.js ${process.version}, ${process.platform}\n${inertLines(stack)}\n`,
    exitCode: EXIT_FAILED
  }
}

function line(message: string): string {
  return inertLines(`artifact-store: ${inertMessage(message)}
`)
}
