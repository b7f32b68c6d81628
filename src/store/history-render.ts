/** A history for people: as text, and a metric of it as a Mermaid chart. */
import { sparkline, type MetricSeries, type VersionHistory } from './history.js'
import { counted, showBytes, showNumber, visible } from './show.js'
import type { VersionMetadata } from './types.js'

/** Columns of metrics in the table of versions. */
const COLUMNS_MAXIMUM = 4

/** Lines, each ended by a newline: metrics with their sparklines, versions newest first, moves of aliases newest first. */
export function historyToText(history: VersionHistory): string {
  const { name, versions, metrics, moves } = history
  const lines = [`${name}: ${counted(versions.length, 'version')}`]
  const width = Math.max(0, ...metrics.map((series) => visible(series.name).length))
  for (const series of metrics) {
    lines.push(`  ${visible(series.name).padEnd(width)}  ${sparkline(series.values)}  ${rangeOf(series)}`)
  }
  const columns = metrics.slice(0, COLUMNS_MAXIMUM)
  const rows = versions
    .map((version, index) => [
      `v${version.number}`,
      labelOf(version),
      version.createdAt,
      showBytes(version.size),
      ...columns.map(({ values }) => showOptional(values[index]))
    ])
    .reverse()
  const head = ['version', 'label', 'saved', 'size', ...columns.map((series) => visible(series.name))]
  lines.push('', ...table([head, ...rows]))
  if (moves.length > 0) {
    lines.push('', 'aliases')
    for (const { alias, number, movedAt } of [...moves].reverse()) {
      lines.push(`  ${visible(movedAt ?? '-')}  ${alias} → ${number === 0 ? 'removed' : `v${number}`}`)
    }
  }
  return `${lines.join('\n')}\n`
}

function rangeOf({ values }: MetricSeries): string {
  const finite = values.filter((value) => value !== undefined && Number.isFinite(value)) as number[]
  const last = values.findLast((value) => value !== undefined)
  const range =
    finite.length === 0
      ? ''
      : `, from ${showNumber(finite.reduce((a, b) => Math.min(a, b)))} to ${showNumber(finite.reduce((a, b) => Math.max(a, b)))}`
  return `last ${showOptional(last)}${range}`
}

function labelOf({ number, version }: VersionMetadata): string {
  return version === `v${number}` ? '' : visible(version)
}

function showOptional(value: number | undefined): string {
  return value === undefined ? '-' : showNumber(value)
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => rows.reduce((width, row) => Math.max(width, row[column]!.length), 0))
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ')}`.trimEnd())
}

// ── Mermaid ──────────────────────────────────────────────────────────────────────────────────────────────────────

const CHART_MAXIMUM = 20

/**
 * A blue that stands out from white and from black: that of the default theme is hardly to be seen. And lower than the
 * default, so that several fit on a screen.
 */
const CHART_STYLE =
  '%%{init: {"xyChart": {"height": 300}, "themeVariables": {"xyChart": {"plotColorPalette": "#2f81f7"}}}}%%'

export interface MetricChart {
  /** A Mermaid xychart, without a fence. */
  readonly mermaid: string
  /** Versions whose value a chart cannot show (NaN, an infinity), to be said beside it. */
  readonly leftOut: readonly { readonly number: number; readonly value: number }[]
}

/**
 * The last 20 values of a metric, oldest first; undefined where fewer than two of them are finite. Versions without the
 * metric are passed over.
 */
export function metricChart(
  { versions, metrics }: Pick<VersionHistory, 'versions' | 'metrics'>,
  metric: string
): MetricChart | undefined {
  const values = metrics.find(({ name }) => name === metric)?.values ?? []
  const points = versions
    .map(({ number }, index) => ({ number, value: values[index] }))
    .filter((point): point is { number: number; value: number } => point.value !== undefined)
    .slice(-CHART_MAXIMUM)
  const shown = points.filter(({ value }) => Number.isFinite(value))
  if (shown.length < 2) return undefined
  const low = Math.min(...shown.map(({ value }) => value))
  const high = Math.max(...shown.map(({ value }) => value))
  // An axis of no length is no axis.
  const margin = low === high ? Math.max(Math.abs(low) / 10, 1e-6) : (high / 2 - low / 2) / 5
  const lines = [
    CHART_STYLE,
    'xychart-beta',
    `  title "${chartText(metric)}"`,
    `  x-axis [${shown.map(({ number }) => `"v${number}"`).join(', ')}]`,
    `  y-axis ${decimal(bounded(low - margin))} --> ${decimal(bounded(high + margin))}`,
    `  line [${shown.map(({ value }) => decimal(value)).join(', ')}]`
  ]
  return { mermaid: `${lines.join('\n')}\n`, leftOut: points.filter(({ value }) => !Number.isFinite(value)) }
}

function bounded(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value))
}

/** Charts know no exponents. */
function decimal(value: number): string {
  const rounded = Number(value.toPrecision(12))
  const text = String(rounded)
  if (!text.includes('e')) return text
  if (Math.abs(rounded) >= 1) return String(BigInt(rounded))
  return rounded.toFixed(Math.min(100, 12 - Math.floor(Math.log10(Math.abs(rounded))))).replace(/\.?0+$/, '')
}

/** A title has no escapes that are sure to work: what could mean something is left out of it. */
function chartText(text: string): string {
  return visible(text, 80).replace(/[^\p{L}\p{N} ._/:()+-]/gu, '_')
}
