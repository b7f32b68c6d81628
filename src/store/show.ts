/** Values and text from elsewhere as renderers show them: visible, bounded, and as text whatever they hold. */
import prettyBytes from 'pretty-bytes'
import { cut, visible as visibleWhole } from '../errors.js'
import type { JsonValue } from './types.js'

/** Characters of one value. */
const VALUE_MAXIMUM = 300

/** {@link visibleWhole}, and cut where it is long. */
export function visible(text: string, maximum = VALUE_MAXIMUM): string {
  return visibleWhole(cut(text, maximum))
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

/** Visible text for HTML, in elements and in quoted attributes. */
export function escapeHtml(text: string, maximum = VALUE_MAXIMUM): string {
  return visible(text, maximum).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** Text that somebody else chose. GitHub leaves mentions and references inside of `code` alone. */
export function code(text: string, maximum = VALUE_MAXIMUM): string {
  return `<code>${escapeHtml(text, maximum)}</code>`
}

/** `1536` → `1.5 KiB`. */
export function showBytes(bytes: number): string {
  return prettyBytes(bytes, { binary: true })
}

/** `12345` → `12,345`. */
export function showCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',')
}

/** `1 file`, `1,200 files`. */
export function counted(count: number, singular: string): string {
  return `${showCount(count)} ${singular}${count === 1 ? '' : 's'}`
}

/** A metric's value: `NaN` and infinities by name, everything else in JavaScript's shortest digits. */
export function showNumber(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** A metric in ten digits: what comes after them is rounding, and makes columns wide. */
export function showMetric(value: number): string {
  const rounded = Number(value.toPrecision(10))
  // The largest numbers are rounded to more than there is.
  return showNumber(Number.isFinite(rounded) ? rounded : value)
}

/** A difference with its sign, in six digits: 0.93 - 0.92 is 0.010000000000000009. */
export function showDelta(delta: number): string {
  const rounded = Number.isFinite(delta) ? Number(delta.toPrecision(6)) : delta
  return rounded > 0 ? `+${rounded}` : String(rounded)
}

/** A value of params or metadata. */
export function showValue(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A number for JSON, which knows neither NaN nor infinities. */
export function numberToJson(value: number): JsonValue {
  return Number.isFinite(value) ? value : String(value)
}

/** Where a value lies between two others, from 0 to 1; in the middle where they are the same. All are finite. */
export function shareOf(value: number, low: number, high: number): number {
  if (low === high) return 0.5
  const span = high - low
  // By halves, where the difference of two numbers is more than a number can be.
  return Number.isFinite(span) ? (value - low) / span : (value / 2 - low / 2) / (high / 2 - low / 2)
}
