/** A version beside others: its metrics with what got better or worse, as charts, and what changed of its files. */
import { formatBytes, formatCount, plural, referenceOf } from '../../doors/index.js'
import {
  compareUrl,
  commitOf,
  directionOf,
  judgeMetric,
  metricChart,
  showVerdict,
  sparkline,
  type Directions,
  type FilesDiff,
  type MetricSeries,
  type Verdict,
  type VersionComparison
} from '../../store/index.js'
import { showMetric } from '../../store/show.js'
import type { VersionMetadata } from '../../store/types.js'
import { code, columns, escapeHtml, folded, mermaid, paragraph, row, type Html, type Row, type Title } from './html.js'
import { part, type Part } from './sections.js'
import { directionNote, metricNames, metricOf } from './version.js'

/** Charts of the metrics of interest, and of a version of which nobody said which these are. */
const CHARTS_MAXIMUM = 6
const CHARTS_UNASKED = 3

/** A version that another one is compared with. */
export interface Other {
  /** Heads its column. */
  readonly title: Html
  readonly version: VersionMetadata
}

/** The versions to compare with, as rows of the table of what was saved. */
export function comparedRows({ base, aliases, version }: VersionComparison): Row[] {
  return [
    ...(base === undefined ? [] : [row('Compared with', `${code(referenceOf(base.version))}${whyBase(base)}`)]),
    ...(base === undefined ? [] : commitRows(base.version, version)),
    ...aliases.map(({ alias, version: other, isFormer }) =>
      row('And with', `${code(referenceOf(other))}, ${aliasWords(alias, isFormer)}`)
    )
  ]
}

function whyBase({ version, why }: NonNullable<VersionComparison['base']>): Html {
  if (why === 'asked') return ', as the gate does'
  const { branch } = version.run
  return why === 'branch' && typeof branch === 'string'
    ? `, the newest of the branch ${code(branch)}`
    : ', the one before'
}

function aliasWords(alias: string, isFormer: boolean): Html {
  return isFormer ? `which ${code(alias)} pointed at until now` : `which is ${code(alias)}`
}

/** The commits between two versions; a link only to the repository that both are of. */
function commitRows(from: VersionMetadata, to: VersionMetadata): Row[] {
  const [first, second] = [commitOf(from.run), commitOf(to.run)]
  if (first === undefined || second === undefined || first === second) return []
  const range = code(`${first.slice(0, 12)}...${second.slice(0, 12)}`)
  const url = compareUrl(from.run, to.run)
  return [row('Commits', url === undefined ? range : `<a href="${escapeHtml(url, Infinity)}">${range}</a>`)]
}

/** The base and the aliases, as columns. */
export function othersOf({ base, aliases }: VersionComparison): Other[] {
  return [
    ...(base === undefined ? [] : [{ title: versionTitle(base.version), version: base.version }]),
    ...aliases.map(({ alias, version }) => ({ title: `${versionTitle(version)} (${code(alias)})`, version }))
  ]
}

function versionTitle({ number }: VersionMetadata): Html {
  return code(`v${number}`)
}

/**
 * A table of metrics with a column for each version.
 * @param history the versions up to this one, for a line of their values; empty for none
 */
export function metricsTable(
  version: VersionMetadata,
  others: readonly Other[],
  history: readonly VersionMetadata[],
  directions: Directions
): string {
  const names = metricNames(
    [version, ...others.map((other) => other.version)].map(({ metrics }) => metrics),
    directions
  )
  if (names.length === 0) return ''
  const hasLine = history.length > 1
  const titles: Title[] = [
    { html: 'Metric' },
    { html: versionTitle(version) },
    ...others.map(({ title }) => ({ html: title, span: 2 })),
    ...(hasLine ? [{ html: escapeHtml(`Last ${history.length} versions`) }] : [])
  ]
  const rows = names.map((name) => [
    `${code(name)}${escapeHtml(directionNote(directions, name))}`,
    valueCell(metricOf(version, name)),
    ...others.flatMap((other) =>
      comparedCells(name, metricOf(other.version, name), metricOf(version, name), directions)
    ),
    ...(hasLine ? [code(sparkline(history.map((one) => metricOf(one, name))))] : [])
  ])
  return [
    ...others.map((other) => paragraph(countVerdicts(names, version, other, directions))),
    columns(titles, rows, "in the versions' records"),
    names.some((name) => directionOf(directions, name) !== undefined) || others.length === 0
      ? ''
      : paragraph(HOW_TO_TELL)
  ].join('')
}

const HOW_TO_TELL =
  '▲ and ▼ need to know which way a metric is better: <code>metrics</code> of the artifact in <code>.github/artifact-store.yml</code> says it.'

function valueCell(value: number | undefined): Html {
  return value === undefined ? '' : escapeHtml(showMetric(value))
}

function comparedCells(
  name: string,
  from: number | undefined,
  to: number | undefined,
  directions: Directions
): [Html, Html] {
  const judged = judgeMetric(name, from, to, directions)
  return [valueCell(from), judged === undefined ? '' : escapeHtml(showVerdict(judged))]
}

const VERDICTS: readonly (readonly [Verdict, string])[] = [
  ['better', 'better'],
  ['worse', 'worse'],
  ['changed', 'changed'],
  ['incomparable', 'not comparable'],
  ['added', 'new'],
  ['removed', 'no longer there'],
  ['same', 'the same']
]

/** `Against v11: 1 better, 1 worse, 3 the same.` */
function countVerdicts(names: readonly string[], version: VersionMetadata, other: Other, directions: Directions): Html {
  const counts = new Map<Verdict, number>()
  for (const name of names) {
    const judged = judgeMetric(name, metricOf(other.version, name), metricOf(version, name), directions)
    if (judged !== undefined) counts.set(judged.verdict, (counts.get(judged.verdict) ?? 0) + 1)
  }
  const words = VERDICTS.filter(([verdict]) => counts.has(verdict)).map(
    ([verdict, word]) => `${formatCount(counts.get(verdict)!)} ${word}`
  )
  return `Metrics against ${other.title}: ${escapeHtml(words.length === 0 ? 'none' : words.join(', '))}.`
}

export function metricsPart(comparison: VersionComparison, directions: Directions): Part {
  const { version, history } = comparison
  return part('metrics', metricsTable(version, othersOf(comparison), history, directions))
}

/** A chart for each metric of interest; where nobody said which these are, for the first ones of the version. */
export function chartsPart({ version, history }: VersionComparison, directions: Directions): Part {
  const asked = Object.keys(directions)
  const candidates = asked.length > 0 ? asked : Object.keys(version.metrics)
  const maximum = asked.length > 0 ? CHARTS_MAXIMUM : CHARTS_UNASKED
  const charts: string[] = []
  for (const name of candidates) {
    if (charts.length >= maximum) break
    const series: MetricSeries = { name, values: history.map((one) => metricOf(one, name)) }
    const chart = metricChart({ versions: history, metrics: [series] }, name)
    if (chart === undefined) continue
    charts.push(`${paragraph(chartCaption(name, directions, chart.leftOut))}${mermaid(chart.mermaid)}`)
  }
  return part('charts', ...charts)
}

function chartCaption(
  name: string,
  directions: Directions,
  leftOut: readonly { readonly number: number; readonly value: number }[]
): Html {
  const missing = leftOut.map(({ number, value }) => `v${number} (${showMetric(value)})`).join(', ')
  const note = missing === '' ? '' : `; not drawn: ${missing}`
  return `${code(name)} over the last versions${escapeHtml(`${directionNote(directions, name)}${note}`)}`
}

export function filesPart({ base, files }: VersionComparison): Part {
  if (base === undefined || files === undefined) return part('files')
  const title = `Files against ${versionTitle(base.version)}`
  if (files === 'too many') {
    return part('files', paragraph(`${title}: so many are different that they were not counted.`))
  }
  return part('files', filesTable(title, files), filesList(files))
}

function filesTable(
  title: Html,
  { added, removed, changed, renamed, unchanged, folders, renamesSought }: FilesDiff
): string {
  const growth = changed.bytesTo - changed.bytesFrom
  const all: readonly (readonly [string, number, string])[] = [
    ['Added', added.count, `+${formatBytes(added.bytes)}`],
    ['Removed', removed.count, `-${formatBytes(removed.bytes)}`],
    ['Changed', changed.count, `${growth < 0 ? '-' : '+'}${formatBytes(Math.abs(growth))}`],
    ['Renamed', renamed.count, formatBytes(renamed.bytes)],
    ['Unchanged', unchanged.count, formatBytes(unchanged.bytes)],
    ['Folders added', folders.added, ''],
    ['Folders removed', folders.removed, '']
  ]
  const rows = all
    .filter(([, count]) => count > 0)
    .map(([label, count, bytes]) => [escapeHtml(label), escapeHtml(formatCount(count)), escapeHtml(bytes)])
  const note = renamesSought ? '' : paragraph('So much was added or removed that renames were not looked for.')
  return `${columns([{ html: title }, { html: 'Count' }, { html: 'Bytes' }], rows, 'not shown')}${note}`
}

/** The first of each kind, by their paths. */
function filesList({ added, removed, changed, renamed }: FilesDiff): string {
  const rows: Html[][] = [
    ...added.listed.map(({ path }) => ['added', code(path)]),
    ...removed.listed.map(({ path }) => ['removed', code(path)]),
    ...changed.listed.map(({ path }) => ['changed', code(path)]),
    ...renamed.listed.map(({ from, to }) => ['renamed', `${code(from)} → ${code(to)}`])
  ]
  if (rows.length === 0) return ''
  const count = added.count + removed.count + changed.count + renamed.count
  const title = rows.length < count ? `The first ${rows.length} of ${plural(count, 'file')}` : 'Which files'
  return folded(escapeHtml(title), columns([{ html: '' }, { html: 'File' }], rows, 'not shown'))
}

/** What could not be had, so that nobody takes its absence for an answer. */
export function failuresOf({ failures }: VersionComparison): string {
  return failures.map((failure) => paragraph(escapeHtml(`Not shown: ${failure}`))).join('')
}
