import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import { systemErrorReason } from './system-error.js'

/** Does one thing at the destination; what the system refuses is told as such, with the path. */
export function atDestination<Result>(doing: string, path: string, act: () => Result): Result {
  try {
    return act()
  } catch (error) {
    if (isStoreError(error)) throw error
    throw new ArtifactStoreError('DESTINATION', `cannot ${doing} ${quote(path)}: ${systemErrorReason(error)}`, {
      cause: error
    })
  }
}
