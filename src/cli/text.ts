import stringWidth from 'string-width'
import { visible } from '../errors.js'

/**
 * Text that is safe on a terminal: what a version holds was written by others, and a control character in a
 * description could move the cursor, hide a line or set the window's title.
 */
export const printable: (text: string) => string = visible

const GAP = '  '

/** So wide as they are long: most cells, and many times faster to tell. */
const NARROW = /^[\x20-\x7e]*$/

/**
 * Aligned columns without lines, so that they can be read and cut alike; each cell made {@link printable}.
 * @param rows of equal length
 * @param alignRight the columns that hold numbers
 */
export function alignColumns(rows: readonly (readonly string[])[], alignRight: readonly number[] = []): string {
  const cells = rows.map((row) => row.map((cell) => measured(printable(cell))))
  const widths = (rows[0] ?? []).map((_, column) => cells.reduce((most, row) => Math.max(most, row[column]!.width), 0))
  const align = ({ text, width }: Measured, column: number): string => {
    const padding = ' '.repeat(widths[column]! - width)
    return alignRight.includes(column) ? padding + text : text + padding
  }
  return cells.map((row) => row.map(align).join(GAP).trimEnd()).join('\n')
}

interface Measured {
  readonly text: string
  /** Columns of a terminal. */
  readonly width: number
}

function measured(text: string): Measured {
  return { text, width: NARROW.test(text) ? text.length : stringWidth(text) }
}
