/** What summaries tell of a version, whatever was done with it. */
import { formatBytes, plural, referenceOf } from '../../doors/index.js'
import { directionOf, type Directions } from '../../store/index.js'
import { showMetric } from '../../store/show.js'
import type { JsonObject, JsonValue, Metrics, VersionMetadata } from '../../store/types.js'
import { code, columns, escapeHtml, paragraph, row, type Html, type Row } from './html.js'
import { part, type Part } from './sections.js'

const IN_THE_RECORD = "in the version's record"

export function content({ files, size }: { readonly files: number; readonly size: number }): string {
  return `${plural(files, 'file')}, ${formatBytes(size)}`
}

/** `team/model@v12`, and its label where it has one. */
export function versionCode(version: VersionMetadata): Html {
  const label = version.version === `v${version.number}` ? '' : ` ${code(version.version)}`
  return `${code(referenceOf(version))}${label}`
}

export function optional(label: string, text: string | undefined): Row[] {
  return text === undefined ? [] : [row(label, code(text))]
}

export function optionalParagraph(text: string | undefined): string {
  return text === undefined ? '' : paragraph(escapeHtml(text))
}

/** The commit and the run that made the version; where they are known, and as text: links would be trusted. */
export function savedBy({ run }: VersionMetadata): Html {
  const parts = [
    typeof run['workflow'] === 'string' ? `by workflow ${code(run['workflow'])}` : '',
    typeof run['branch'] === 'string' ? `on branch ${code(run['branch'])}` : '',
    typeof run['sha'] === 'string' ? `at commit ${code(run['sha'].slice(0, 12))}` : ''
  ].filter((text) => text !== '')
  return parts.length === 0 ? '' : ` ${parts.join(' ')}`
}

/** The metrics alone, those of interest first. */
export function metricsPart({ metrics }: VersionMetadata, directions: Directions): Part {
  const rows = metricNames([metrics], directions).map((name) => [code(name), escapeHtml(showMetric(metrics[name]!))])
  return part('metrics', columns([{ html: 'Metrics', span: 2 }], rows, IN_THE_RECORD))
}

export function describedParts(version: VersionMetadata): Part[] {
  return [
    part('parameters', jsonTable('Parameters', version.params)),
    part('metadata', jsonTable('Metadata', version.metadata))
  ]
}

/** The names in any of some metrics: those of interest first, in the order of the configuration, then as recorded. */
export function metricNames(all: readonly Metrics[], directions: Directions): string[] {
  const names = new Set(Object.keys(directions).filter((name) => all.some((metrics) => Object.hasOwn(metrics, name))))
  for (const metrics of all) for (const name of Object.keys(metrics)) names.add(name)
  return [...names]
}

export function metricOf({ metrics }: VersionMetadata, name: string): number | undefined {
  return Object.hasOwn(metrics, name) ? metrics[name] : undefined
}

/** `, higher is better`, where that is known. */
export function directionNote(directions: Directions, name: string): string {
  const direction = directionOf(directions, name)
  return direction === undefined ? '' : `, ${direction} is better`
}

function jsonTable(title: string, mapping: JsonObject): string {
  const rows = Object.entries(mapping).map(([name, value]) => [code(name), code(jsonText(value))])
  return columns([{ html: title, span: 2 }], rows, IN_THE_RECORD)
}

function jsonText(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
