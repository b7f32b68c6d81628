/** Metrics over versions, drawn when the pages are made: they need no script. */
import { shareOf, showMetric } from '../store/show.js'
import type { VersionNumber } from '../store/types.js'
import { attribute, type Html } from './html.js'

export interface Point {
  readonly number: VersionNumber
  /** Finite. */
  readonly value: number
}

const WIDTH = 480
const HEIGHT = 180
const LEFT = 56
const RIGHT = 12
const TOP = 12
const BOTTOM = 24

/** Points of one curve; of more, the lowest and the highest of each stretch stay. */
const POINTS_MAXIMUM = 300
/** Up to so many points are marked and tell their value. */
const DOTS_MAXIMUM = 60

/** A curve with its axes. @param points by number, one at least. */
export function chart(metric: string, points: readonly Point[]): Html {
  const { low, high, ticks } = axis(points)
  const shown = thinned(points)
  const first = points[0]!.number
  const last = points.at(-1)!.number
  const x = (number: VersionNumber): number =>
    first === last ? (LEFT + WIDTH - RIGHT) / 2 : LEFT + ((number - first) / (last - first)) * (WIDTH - LEFT - RIGHT)
  const y = (value: number): number => TOP + (1 - shareOf(value, low, high)) * (HEIGHT - TOP - BOTTOM)
  const label = `${metric} over versions: ${points.length} values from v${first} to v${last}, the last one ${showMetric(points.at(-1)!.value)}`
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${attribute(label)}">`,
    ...ticks.map(
      (tick) =>
        `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y(tick))}" y2="${round(y(tick))}"/><text x="${LEFT - 6}" y="${round(y(tick) + 4)}" text-anchor="end">${shortNumber(tick)}</text>`
    ),
    `<text x="${LEFT}" y="${HEIGHT - 6}">v${first}</text>`,
    first === last ? '' : `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 6}" text-anchor="end">v${last}</text>`,
    `<polyline class="curve" points="${shown.map(({ number, value }) => `${round(x(number))},${round(y(value))}`).join(' ')}"/>`,
    ...(shown.length > DOTS_MAXIMUM ? [] : shown).map(
      ({ number, value }) =>
        `<circle class="dot" cx="${round(x(number))}" cy="${round(y(value))}" r="3"><title>v${number}: ${showMetric(value)}</title></circle>`
    ),
    '</svg>'
  ].join('')
}

/** A small curve for a row of a table; what it shows is said beside it. */
export function spark(points: readonly Point[]): Html {
  const shown = thinned(points, 60)
  const values = shown.map(({ value }) => value)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const coordinates = values.map((value, at) => {
    const x = values.length === 1 ? 60 : 2 + (at / (values.length - 1)) * 116
    return `${round(x)},${round(26 - shareOf(value, low, high) * 24)}`
  })
  const [lastX, lastY] = coordinates.at(-1)!.split(',')
  return `<svg class="spark" viewBox="0 0 120 28" aria-hidden="true"><polyline class="curve" points="${coordinates.join(' ')}"/><circle class="dot" cx="${lastX!}" cy="${lastY!}" r="2.5"/></svg>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function axis(points: readonly Point[]): { low: number; high: number; ticks: number[] } {
  let low = Infinity
  let high = -Infinity
  for (const { value } of points) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const span = high - low
  // Of numbers next to zero a step would be none.
  if (span < 1e-300 || !Number.isFinite(span)) return { low, high, ticks: low === high ? [low] : [low, high] }
  const step = niceStep(span / 3)
  const ticks: number[] = []
  for (let tick = Math.ceil(low / step) * step; tick <= high + step / 1e6 && ticks.length < 8; tick += step) {
    ticks.push(Number(tick.toPrecision(12)))
  }
  return { low, high, ticks: ticks.length === 0 ? [low, high] : ticks }
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step))
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= step * 0.999) ?? 10
  return factor * power
}

function shortNumber(value: number): string {
  const size = Math.abs(value)
  return size !== 0 && (size >= 1e6 || size < 1e-3) ? value.toExponential(1) : String(Number(value.toPrecision(4)))
}

function thinned(points: readonly Point[], maximum = POINTS_MAXIMUM): readonly Point[] {
  if (points.length <= maximum) return points
  const size = Math.ceil((points.length * 2) / maximum)
  const kept: Point[] = []
  for (let start = 0; start < points.length; start += size) {
    const part = points.slice(start, start + size)
    const low = part.reduce((a, b) => (b.value < a.value ? b : a))
    const high = part.reduce((a, b) => (b.value > a.value ? b : a))
    kept.push(...(low === high ? [low] : low.number < high.number ? [low, high] : [high, low]))
  }
  return kept
}
