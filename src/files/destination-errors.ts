import { ArtifactStoreError, quote, systemErrorCode } from '../errors.js'
import { systemErrorReason } from './system-error.js'

/** Does one thing at the destination; what the system refuses is told as such, with the path. */
export function atDestination<Result>(doing: string, path: string, act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    throw toDestinationError(doing, path, error)
  }
}

/** What to throw for a failure at the destination: a system error becomes one for the user, others stay. */
export function toDestinationError(doing: string, path: string, error: unknown): unknown {
  if (systemErrorCode(error) === undefined) return error
  return new ArtifactStoreError('DESTINATION', `cannot ${doing} ${quote(path)}: ${systemErrorReason(error)}`, {
    cause: error
  })
}
