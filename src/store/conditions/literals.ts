/**
 * Values as they are written in a condition. One has no kind of its own: it is read as what the field holds that it is
 * compared with, so `1.4` is a number beside a number and a text beside a text.
 */

export class Literal {
  readonly kind = 'literal'
  readonly text: string
  /** In quotes it is never `true`, `false` or `null`. */
  readonly quoted: boolean
  /** As a number, where it can be one. */
  readonly number: number | undefined
  /** As a time, where it can be one. */
  readonly time: TimeSpan | undefined
  readonly start: number

  constructor(text: string, quoted: boolean, start: number) {
    this.text = text
    this.quoted = quoted
    this.number = readNumber(text)
    this.time = readTime(text)
    this.start = start
  }
}

/** Milliseconds since 1970, UTC; `end` is no longer part of it. A date is its whole day, a time its millisecond. */
export interface TimeSpan {
  readonly start: number
  readonly end: number
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i
const INFINITE = /^([+-]?)inf(?:inity)?$/i

/** `0.9`, `-1e3`, `NaN`, `Infinity`, `-inf`, of any case. */
export function readNumber(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text)
  if (/^nan$/i.test(text)) return NaN
  const sign = INFINITE.exec(text)?.[1]
  if (sign === undefined) return undefined
  return sign === '-' ? -Infinity : Infinity
}

const DAY = 86_400_000
const DATE = /^\d{4}-\d{2}-\d{2}$/
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/i

/** A date in UTC, or a time; one without a zone is UTC. */
export function readTime(text: string): TimeSpan | undefined {
  if (DATE.test(text)) {
    const start = readDate(text)
    return start === undefined ? undefined : { start, end: start + DAY }
  }
  const match = TIME.exec(text)
  if (match === null) return undefined
  const [, date, time, zone = 'Z'] = match
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()
  const start = Date.parse(`${date}T${time}${offset}`)
  return Number.isNaN(start) || readDate(date!) === undefined ? undefined : { start, end: start + 1 }
}

/** Date.parse takes the 30th of February for the 2nd of March. */
function readDate(day: string): number | undefined {
  const midnight = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day) ? midnight.getTime() : undefined
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY }

/** `7d`, `1.5h`: seconds, minutes, hours, days or weeks, in milliseconds. */
export function readDuration(text: string): number | undefined {
  const match = /^(\d{1,9}(?:\.\d{1,9})?)([smhdw])$/i.exec(text)
  return match === null ? undefined : Number(match[1]) * UNITS[match[2]!.toLowerCase()]!
}
