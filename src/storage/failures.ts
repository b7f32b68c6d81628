/** What storages say when something goes wrong: one sentence that names the object and what to do. */
import { ArtifactStoreError, quote, systemErrorCode, visible } from '../errors.js'
import type { ByteRange, StorageKey } from './storage.js'

/** Node's messages name the path as it is. */
function errorText(error: unknown): string {
  const isError = typeof error === 'object' && error !== null && 'message' in error
  return visible(String(isError ? error.message : error))
}

export function missingObject(location: string, key: StorageKey, cause?: unknown): ArtifactStoreError {
  return new ArtifactStoreError('NOT_FOUND', `the store at ${quote(location)} has no object ${quote(key)}`, { cause })
}

export function outOfRange(location: string, key: StorageKey, size: number, range: ByteRange): ArtifactStoreError {
  return new ArtifactStoreError(
    'DAMAGED',
    `the object ${quote(key)} of the store at ${quote(location)} is too short: ` +
      `it has ${size} bytes where at least ${range.offset + range.length} belong`
  )
}

export function tooLarge(location: string, key: StorageKey, size: number, maximum: number): ArtifactStoreError {
  return new ArtifactStoreError(
    'DAMAGED',
    `the object ${quote(key)} of the store at ${quote(location)} is damaged: it has ${size} bytes and may have ${maximum}`
  )
}

/** An object named by its contents that has another size than those contents. */
export function sizeMismatch(location: string, key: StorageKey, size: number, expected: number): ArtifactStoreError {
  return new ArtifactStoreError(
    'DAMAGED',
    `the object ${quote(key)} of the store at ${quote(location)} is damaged: it has ${size} bytes where ${expected} ` +
      'belong; move it out of the store and run again'
  )
}

/** Prune clears what lies in `tmp/` for longer than a week: who finds his own file gone stood still for so long. */
export function temporaryRemoved(location: string, temporary: string, cause: unknown): ArtifactStoreError {
  return new ArtifactStoreError(
    'STORAGE',
    `the file ${quote(temporary)} was removed before it came into the store at ${quote(location)}: prune does that ` +
      'to what was interrupted, after a week; if this program was suspended, run it again',
    { cause }
  )
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'its disk is full; free some space and run again',
  EDQUOT: 'the disk quota is used up; free some space and run again',
  EFBIG: 'the file is larger than the file system or a limit (ulimit -f) allows',
  EROFS: 'its file system is read-only',
  EACCES: 'permission denied; check who owns the folder and its mode',
  EPERM: 'the operation is not permitted; check who owns the folder and its mode',
  EIO: 'its disk reports an input/output error; check the disk before you trust it again',
  EMFILE: 'too many open files; raise the limit (ulimit -n)',
  ENFILE: 'the system has too many open files',
  ENAMETOOLONG: 'the path is too long for its file system',
  ESTALE: 'the file server has lost the folder (stale handle); mount it again',
  ENOENT: 'a folder of the store has vanished; is its file system still mounted?',
  ENOTDIR: 'a file lies where a folder of the store belongs',
  ELOOP: 'a symbolic link lies where an object belongs, and links inside a store are not followed'
}

/**
 * An object that is there and can be read, and may be gone after a crash: its name could not be flushed. Whoever made it
 * must not report success, though he finds it when he looks.
 */
export class NotDurableError extends ArtifactStoreError {
  constructor(failure: ArtifactStoreError) {
    super(failure.code, failure.message, { cause: failure.cause })
  }
}

/**
 * What a system call's failure means to whoever runs the program.
 * @param doing what could not be done: `write`, `read`, …
 * @param path the file or folder that it was done to
 */
export function storageFailure(location: string, doing: string, path: string, cause: unknown): ArtifactStoreError {
  if (cause instanceof ArtifactStoreError) return cause
  const code = systemErrorCode(cause)
  const reason = (code === undefined ? undefined : reasons[code]) ?? errorText(cause)
  const told = code === undefined ? reason : `${reason} (${code})`
  return new ArtifactStoreError(
    'STORAGE',
    `the store at ${quote(location)} could not ${doing} ${quote(path)}: ${told}`,
    {
      cause
    }
  )
}
