import type { Runner } from './runner.js'
import { inert } from '../doors/index.js'
import { ArtifactStoreError } from '../errors.js'

/** Causes of causes that are shown: enough for a person, and an end where an error is its own cause. */
const MAX_CAUSES = 10

/** One error annotation; with debug logging also where it happened, and what caused it. */
export function reportFailure(error: unknown, runner: Runner): void {
  runner.annotate('error', failureMessage(error))
  let cause = error
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth++) {
    runner.debug(cause.stack ?? cause.message)
    cause = cause.cause
  }
}

function failureMessage(error: unknown): string {
  if (error instanceof ArtifactStoreError) return error.message
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return `unexpected failure, which is a bug in this action: ${inert(reason)} (run again with debug logging to see where)`
}
