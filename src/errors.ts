/**
 * What can go wrong, told apart by a code and never by the words of a message.
 *
 * Every error that reaches a user is an {@link ArtifactStoreError}: one message that names the input, file or object
 * and says what to do. Anything else that is thrown is a bug and is shown as one.
 */
import { constants } from 'node:os'

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
  if (!('code' in error) || typeof error.code !== 'string') return undefined
  const unnamed = /^Unknown system error -(\d+)$/.exec(error.code)
  if (unnamed !== null) return errnoNames().get(Number(unnamed[1])) ?? error.code
  // Calls that wait for the answer (`writeSync`) tell the number apart from the code.
  if (error.code !== 'UNKNOWN' || !('errno' in error) || typeof error.errno !== 'number') return error.code
  return errnoNames().get(-error.errno) ?? error.code
}

/** libuv has no names for some (`EDQUOT`, `ESTALE`) and tells their numbers, which differ between systems. */
function errnoNames(): ReadonlyMap<number, string> {
  return new Map(Object.entries(constants.errno).map(([name, number]) => [number, name]))
}

/**
 * Control characters and line breaks, what turns the direction of writing, what cannot be seen at all, and half a
 * character: with them a text could move the cursor, hide a line, look like another one, or start a workflow command.
 */
export const HIDDEN =
  /[\p{Cc}\p{Cs}\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{e0000}-\u{e007f}]|\u034f|\u17b4|\u17b5/gu

/** Text from elsewhere for one line, with all that is hidden made visible: `\n`, `\u202e`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, (character) => {
    if (character === '\n') return '\\n'
    if (character === '\r') return '\\r'
    if (character === '\t') return '\\t'
    const code = character.codePointAt(0)!.toString(16)
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`
  })
}

/** Text for a message, in quotes: {@link visible}, and cut where it is very long. */
export function quote(text: string): string {
  return `'${visible(cut(text, 300))}'`
}

/** No half of a character is left at the end. */
export function cut(text: string, maximum: number): string {
  return text.length > maximum ? `${text.slice(0, maximum).replace(/[\ud800-\udbff]$/, '')}…` : text
}
