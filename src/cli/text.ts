import Table from 'cli-table3'
import { visible } from '../errors.js'

/**
 * Text that is safe on a terminal: what a version holds was written by others, and a control character in a
 * description could move the cursor, hide a line or set the window's title.
 */
export const printable: (text: string) => string = visible

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  '
}

/**
 * Aligned columns without lines, so that they can be read and cut alike; each cell made {@link printable}.
 * @param rows of equal length
 * @param alignRight the columns that hold numbers
 */
export function alignColumns(rows: readonly (readonly string[])[], alignRight: readonly number[] = []): string {
  const first = rows[0]
  if (first === undefined) return ''
  const table = new Table({
    chars: NO_BORDERS,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    colAligns: first.map((_cell, column) => (alignRight.includes(column) ? 'right' : 'left'))
  })
  for (const row of rows) table.push(row.map((cell) => printable(cell)))
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}
