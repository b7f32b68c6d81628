/**
 * What can go wrong, told apart by a code and never by the words of a message.
 *
 * Every error that reaches a user is an {@link ArtifactStoreError}: one message that names the input, file or object
 * and says what to do. Anything else that is thrown is a bug and is shown as one.
 */

/** The kinds of failure that a caller may want to tell apart. */
export type ErrorCode =
  /** A value that the caller gave is not acceptable; nothing was read or written. */
  | 'INVALID_INPUT'
  /** What was asked for (version, file, store) does not exist. */
  | 'NOT_FOUND'
  /** What was to be made exists already (a label that is taken). */
  | 'CONFLICT'
  /** A guard does not let it pass: a protected alias, what a fork's run may write, or a version that stays. Nothing of it was changed. */
  | 'REFUSED'
  /** A version lacks the signature that was asked for. Nothing of it was written. */
  | 'SIGNATURE'
  /** A version does not pass its `fail-if`, or nobody can tell whether it does. It is saved, or recorded of, all the same. */
  | 'GATE'
  /** Bytes in the store are not what they should be. */
  | 'DAMAGED'
  /** The store is of a newer format, or needs what this program cannot do. */
  | 'UNSUPPORTED'
  /** A file of the caller cannot be stored, or changed while it was read. */
  | 'SOURCE'
  /** The destination of a restore cannot take what should be written. */
  | 'DESTINATION'
  /** The storage failed: no space, no permission, no connection. */
  | 'STORAGE'
  /** The caller asked to stop. */
  | 'CANCELLED'

/** A failure with a message meant for the person who runs the program. */
export class ArtifactStoreError extends Error {
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.name = 'ArtifactStoreError'
    this.code = code
  }
}

/** Whether `error` is an {@link ArtifactStoreError}, of the given code where one is given. */
export function isStoreError(error: unknown, code?: ErrorCode): error is ArtifactStoreError {
  return error instanceof ArtifactStoreError && (code === undefined || error.code === code)
}

/**
 * The `code` of a Node.js system error (`ENOENT`, `ENOSPC`, …), or undefined. Told by the property and not by the
 * class: an error of another realm (a `vm` context, in which jest runs tests) is no `instanceof Error`.
 */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || error instanceof ArtifactStoreError) return undefined
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/**
 * Text for a message: control characters made visible, so that a hostile name can neither break a line nor start a
 * workflow command, and cut where it is very long.
 */
export function quote(text: string): string {
  const shown = text.length > 300 ? `${text.slice(0, 300)}…` : text
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  const visible = shown.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    if (character === '\n') return '\\n'
    if (character === '\r') return '\\r'
    if (character === '\t') return '\\t'
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
  return `'${visible}'`
}
