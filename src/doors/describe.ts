/** Numbers, times and lists as both doors show them. */
import prettyBytes from 'pretty-bytes'
import { quote } from '../errors.js'

/** `1536` → `1.5 KiB`: powers of 1024, three significant digits. Without a locale: see {@link formatCount}. */
export function formatBytes(bytes: number): string {
  return prettyBytes(bytes, { binary: true })
}

/** `12345` → `12,345`. By hand, because the first `toLocaleString` of a process loads ICU's data: 40 ms of its start. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 file`, `2 files`, `1,200 files`. Give the plural where it is not the singular and an s. */
export function plural(count: number, singular: string, pluralForm = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : pluralForm}`
}

/** `0.4 s`, `12 s`, `3 min 20 s`. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  return `${formatCount(Math.floor(whole / 60))} min ${whole % 60} s`
}

/** A metric's value as people write it: `NaN` and infinities by name, everything else as JavaScript's shortest digits. */
export function formatMetric(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** `'a', 'b' and 3 more`: a list that stays short whatever it is given. */
export function quoteList(names: readonly string[], limit = 5): string {
  const shown = names.slice(0, limit).map(quote)
  const hidden = names.length - shown.length
  if (hidden > 0) return `${shown.join(', ')} and ${formatCount(hidden)} more`
  if (shown.length < 2) return shown.join('')
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
