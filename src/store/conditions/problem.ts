/** Errors about a condition: one message, and below it the place in the text that it is about. */
import { ArtifactStoreError } from '../../errors.js'

/** A condition as it was given. */
export interface Source {
  /** How messages name it: `where`, `fail-if`. */
  readonly input: string
  readonly text: string
}

/** Columns of the text that are shown; of a longer one, those around the place. */
const MAX_COLUMNS = 100

/**
 * `INVALID_INPUT`: the message, the text on a line of its own, and a caret below the place.
 * @param offset UTF-16 code units from the start of the text.
 */
export function conditionError({ input, text }: Source, offset: number, message: string): ArtifactStoreError {
  // One column for each code point, whatever it is: the caret must stand below what it means.
  const columns = Array.from(text, visible)
  const column = Array.from(text.slice(0, offset)).length
  const from = Math.max(0, Math.min(column - MAX_COLUMNS / 2, columns.length - MAX_COLUMNS))
  const before = from > 0 ? '…' : ''
  const after = from + MAX_COLUMNS < columns.length ? '…' : ''
  const shown = `${before}${columns.slice(from, from + MAX_COLUMNS).join('')}${after}`
  const caret = `${' '.repeat(before.length + column - from)}^`
  return new ArtifactStoreError('INVALID_INPUT', `${input}: ${message}\n  ${shown}\n  ${caret}`)
}

function visible(character: string): string {
  if (/[ \t\r\n]/.test(character)) return ' '
  // What cannot be seen, or would turn the line around.
  return /[\p{C}\p{Z}]/u.test(character) ? '·' : character
}
