/**
 * The job summary: what was saved, restored, recorded, promoted, listed or copied, from where, and how well it did.
 *
 * Names, labels, metrics and parameters come from people and from pull requests. So all of it is written as blocks of
 * HTML without an empty line: inside of such a block Markdown means nothing, and text is held by escaping five
 * characters. Sizes are bounded, since a summary above 1 MiB makes the runner drop all of it.
 */
import { formatBytes, formatCount, formatMetric, inert, plural, referenceOf } from '../doors/index.js'
import type {
  CopiedVersion,
  JsonObject,
  JsonValue,
  ListedVersion,
  Metrics,
  PromoteResult,
  RecordResult,
  RestoreResult,
  SaveResult,
  VersionMetadata
} from '../store/types.js'

/** Rows of one table of metrics, parameters or metadata. */
const MAX_ROWS = 100
/** Bytes of one table, markup and all; three such tables and the head stay far below the runner's 1 MiB. */
const MAX_TABLE_BYTES = 200_000
/** Characters of one value, before escaping. */
const MAX_VALUE_LENGTH = 300

export interface SaveSummary {
  readonly result: SaveResult
  /** The store's place, without credentials. */
  readonly store: string
  readonly aliases: readonly string[]
}

export interface RestoreSummary {
  readonly result: RestoreResult
  readonly store: string
  readonly destination: string
}

export function describeSave({ result, store, aliases }: SaveSummary): string {
  const { version, created } = result
  const verb = created ? 'Saved' : 'Unchanged:'
  return [
    heading(`${verb} ${code(version.name)} ${code(version.version)}`),
    ...(created ? [] : [paragraph('The content is that of the newest version, so no new one was made.')]),
    table([
      ['Version', code(referenceOf(version))],
      ...optional('Type', version.type),
      ['Content', escape(content(version))],
      ['New in the store', escape(formatBytes(result.storedSize))],
      ['Shared with earlier versions', escape(formatBytes(result.sharedSize))],
      ...(aliases.length === 0 ? [] : [row('Aliases', aliases.map(code).join(' '))]),
      ['Digest', code(version.digest)],
      ['Store', code(store)]
    ]),
    ...optionalParagraph(version.description),
    ...values(version)
  ].join('')
}

export function describeRestore({ result, store, destination }: RestoreSummary): string {
  const { version } = result
  const isAll = result.files === version.files && result.size === version.size
  return [
    heading(`Restored ${code(version.name)} ${code(version.version)}`),
    table([
      ['Version', `${code(referenceOf(version))}, as ${code(result.matched)}`],
      ...optional('Type', version.type),
      ['Content', escape(isAll ? content(version) : `${content(result)} of ${content(version)}`)],
      ['Into', code(destination)],
      ...(result.removed === 0 ? [] : [row('Removed there', escape(plural(result.removed, 'path')))]),
      ['Saved', `${escape(version.createdAt)}${savedBy(version)}`],
      ['Digest', code(version.digest)],
      ['Store', code(store)]
    ]),
    ...optionalParagraph(version.description),
    ...values(version)
  ].join('')
}

export interface CopySummary {
  readonly copied: readonly CopiedVersion[]
  /** The stores' places, without credentials. */
  readonly from: string
  readonly to: string
}

export function describeCopy({ copied, from, to }: CopySummary): string {
  const created = copied.filter((copy) => copy.created)
  const sent = created.reduce((sum, { storedSize }) => sum + storedSize, 0)
  const known = copied.length - created.length
  return [
    heading(escape(`Copied ${plural(created.length, 'version')}`)),
    table([
      ['From', code(from)],
      ['To', code(to)],
      ...(known === 0 ? [] : [row('Already there', escape(plural(known, 'version')))]),
      ['Sent', escape(formatBytes(sent))]
    ]),
    ...copiedTable(copied)
  ].join('')
}

const COPY_COLUMNS = ['Version', 'In the other store', 'Content', 'Sent']

function copiedTable(copied: readonly CopiedVersion[]): string[] {
  if (copied.length === 0) return []
  const head = COPY_COLUMNS.map((title) => `<th align="left">${title}</th>`).join('')
  const rows = copied.slice(0, MAX_ROWS).map(({ from, version, created, storedSize }) => {
    const label = version.version === `v${version.number}` ? '' : ` ${code(version.version)}`
    return tableRow(
      code(referenceOf(from)),
      `${code(referenceOf(version))}${label}`,
      escape(content(version)),
      escape(created ? formatBytes(storedSize) : 'already there')
    )
  })
  const hidden = copied.length - rows.length
  const note = hidden === 0 ? '' : paragraph(escape(`${formatCount(hidden)} more are in the output 'result'.`))
  return [`<table><tr>${head}</tr>${rows.join('')}</table>\n\n${note}`]
}

export interface RecordSummary {
  readonly result: RecordResult
  readonly store: string
}

export function describeRecord({ result, store }: RecordSummary): string {
  const { version, matched } = result
  return [
    heading(`Recorded of ${code(version.name)} ${code(version.version)}`),
    table([
      ['Version', `${code(referenceOf(version))}, as ${code(matched)}`],
      ['Recorded after the save', escape(plural(result.note, 'time'))],
      ['Digest', code(version.digest)],
      ['Store', code(store)]
    ]),
    ...values(version)
  ].join('')
}

export interface PromoteSummary {
  readonly result: PromoteResult
  readonly store: string
}

export function describePromote({ result, store }: PromoteSummary): string {
  const rows = result.aliases.map(({ alias, version, matched, previous, moved }) => [
    code(alias),
    `${code(referenceOf(version))}, as ${code(matched)}`,
    moved ? (previous === undefined ? '' : code(`v${previous}`)) : 'the same'
  ])
  return [
    heading(`Promoted ${code(result.version.name)}`),
    table([['Store', code(store)]]),
    ...columns(['Alias', 'Version', 'Before'], rows, "in the output 'result'")
  ].join('')
}

export interface ListSummary {
  readonly versions: readonly ListedVersion[]
  readonly store: string
  readonly name: string | undefined
  readonly where: string | undefined
}

export function describeList({ versions, store, name, where }: ListSummary): string {
  const rows = versions.map((version) => [
    code(referenceOf(version)),
    version.version === `v${version.number}` ? '' : code(version.version),
    version.aliases.length === 0 ? '' : code(version.aliases.join(' ')),
    version.type === undefined ? '' : code(version.type),
    escape(version.createdAt),
    escape(content(version)),
    metricsCell(version.metrics)
  ])
  return [
    heading(escape(plural(versions.length, 'version'))),
    table([...optional('Artifact', name), ...optional('Where', where), ['Store', code(store)]]),
    ...columns(['Version', 'Label', 'Aliases', 'Type', 'Saved', 'Content', 'Metrics'], rows, "in the output 'result'")
  ].join('')
}

function metricsCell(metrics: Metrics): string {
  const entries = Object.entries(metrics)
  // What is cut off in the end is not written out before.
  const shown = entries.slice(0, MAX_ROWS).map(([name, value]) => `${name}=${formatMetric(value)}`)
  return entries.length === 0 ? '' : code(shown.join(' '))
}

/** A table with a head, bounded in rows and bytes. */
function columns(titles: readonly string[], rows: readonly (readonly string[])[], elsewhere: string): string[] {
  if (rows.length === 0) return []
  const head = titles.map((title) => `<th align="left">${title}</th>`).join('')
  const shown: string[] = []
  let bytes = 0
  for (const cells of rows.slice(0, MAX_ROWS)) {
    const line = tableRow(...cells)
    bytes += Buffer.byteLength(line)
    if (bytes > MAX_TABLE_BYTES) break
    shown.push(line)
  }
  const hidden = rows.length - shown.length
  const note = hidden === 0 ? '' : paragraph(escape(`${formatCount(hidden)} more are ${elsewhere}.`))
  return [`<table><tr>${head}</tr>${shown.join('')}</table>\n\n${note}`]
}

/** What was looked for and not found, where that is no error. */
export function describeMiss(message: string): string {
  return paragraph(escape(message))
}

type Row = readonly [label: string, html: string]

function row(label: string, html: string): Row {
  return [label, html]
}

function optional(label: string, text: string | undefined): Row[] {
  return text === undefined ? [] : [row(label, code(text))]
}

function optionalParagraph(text: string | undefined): string[] {
  return text === undefined ? [] : [paragraph(escape(shorten(text)))]
}

function values(version: VersionMetadata): string[] {
  return [
    ...valueTable('Metrics', metricRows(version.metrics)),
    ...valueTable('Parameters', jsonRows(version.params)),
    ...valueTable('Metadata', jsonRows(version.metadata))
  ]
}

function metricRows(metrics: Metrics): Row[] {
  return Object.entries(metrics).map(([name, value]) => [name, escape(formatMetric(value))])
}

function jsonRows(mapping: JsonObject): Row[] {
  return Object.entries(mapping).map(([name, value]) => [name, code(jsonText(value))])
}

function jsonText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function valueTable(title: string, rows: readonly Row[]): string[] {
  if (rows.length === 0) return []
  const shown: string[] = []
  let bytes = 0
  for (const [name, html] of rows.slice(0, MAX_ROWS)) {
    const line = tableRow(code(name), html)
    bytes += Buffer.byteLength(line)
    if (bytes > MAX_TABLE_BYTES) break
    shown.push(line)
  }
  const hidden = rows.length - shown.length
  const note = hidden === 0 ? '' : paragraph(escape(`${formatCount(hidden)} more are in the version's record.`))
  return [`<table><tr><th colspan="2" align="left">${title}</th></tr>${shown.join('')}</table>\n\n${note}`]
}

function table(rows: readonly Row[]): string {
  return `<table>${rows.map(([label, html]) => tableRow(escape(label), html)).join('')}</table>\n\n`
}

function tableRow(...cells: readonly string[]): string {
  return `<tr>${cells.map((html) => `<td>${html}</td>`).join('')}</tr>`
}

function heading(html: string): string {
  return `<h3>${html}</h3>\n\n`
}

function paragraph(html: string): string {
  return `<p>${html}</p>\n\n`
}

function content({ files, size }: { readonly files: number; readonly size: number }): string {
  return `${plural(files, 'file')}, ${formatBytes(size)}`
}

/** The commit and the run that made the version; where they are known, and as text: links would be trusted. */
function savedBy({ run }: VersionMetadata): string {
  const parts = [
    typeof run['workflow'] === 'string' ? `by workflow ${code(run['workflow'])}` : '',
    typeof run['branch'] === 'string' ? `on branch ${code(run['branch'])}` : '',
    typeof run['sha'] === 'string' ? `at commit ${code(run['sha'].slice(0, 12))}` : ''
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`
}

/** Text that someone else chose, on one line. GitHub leaves mentions and references inside `code` alone. */
function code(text: string): string {
  return `<code>${escape(shorten(text))}</code>`
}

function shorten(text: string): string {
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH)}…` : text
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;'
}

/** Control characters, line breaks among them, become visible; the five characters of HTML become entities. */
function escape(text: string): string {
  return inert(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
