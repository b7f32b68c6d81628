/** What verify found, as text and as JSON. In text, what others wrote is made visible; in JSON it is as they wrote it. */
import { code, counted, escapeHtml, showBytes, visible } from '../show.js'
import type { JsonObject } from '../types.js'
import type { AffectedVersion, Finding } from './findings.js'
import type { VerifyResult } from './types.js'

/** Versions that text names of a finding. */
const VERSIONS_SHOWN = 20

export function verifyToJson(result: VerifyResult): JsonObject {
  return { ...result, findings: result.findings.map(findingToJson) }
}

export function findingToJson({ severity, code, kind, key, message, versions, affected }: Finding): JsonObject {
  return { severity, code, kind, key, message, versions, affected: affected.map(affectedToJson) }
}

export function affectedToJson({ name, number, version, files, paths, all }: AffectedVersion): JsonObject {
  return { name, number, version, files, paths, all }
}

/** Lines: each finding with what it hits, and what was looked at. */
export function verifyToText(result: VerifyResult): string {
  const lines = result.findings.flatMap(({ severity, message, affected, versions }) => [
    `${severity}: ${message}`,
    ...affectedToLines(affected, versions)
  ])
  return [...lines, verifySummary(result)].map((line) => `${line}\n`).join('')
}

/** One line: what was looked at, and how it is. */
export function verifySummary(result: VerifyResult): string {
  const { versions, artifacts, files, packs, deep } = result
  const looked = `${counted(versions, 'version')} of ${counted(artifacts, 'artifact')}, ${counted(files, 'file')}, ${counted(packs, 'pack')}`
  return `Verified ${looked}, ${deep ? 'every byte' : 'without reading the files'}: ${verdict(result)}`
}

function verdict({ findings }: VerifyResult): string {
  const damages = findings.filter(({ severity }) => severity === 'damage').length
  const warnings = findings.length - damages
  const warned = warnings === 0 ? '' : `, ${counted(warnings, 'warning')}`
  return damages === 0 ? `nothing is damaged${warned}` : `${counted(damages, 'object')} damaged${warned}`
}

/** Indented, a line a version. @param versions how many there are in all. */
export function affectedToLines(affected: readonly AffectedVersion[], versions: number): string[] {
  const shown = affected.slice(0, VERSIONS_SHOWN)
  const hidden = versions - shown.length
  const more = hidden > 0 ? [`  and ${counted(hidden, 'more version')}`] : []
  return [...shown.map((version) => `  ${affectedToText(version)}`), ...more]
}

/** `model@v3 (1.2): a.bin, b.bin and 7 more files`. */
function affectedToText({ name, number, version, files, paths, all }: AffectedVersion): string {
  const label = version === `v${number}` ? '' : ` (${visible(version)})`
  const reference = `${name}@v${number}${label}`
  const hidden = files - paths.length
  const named = `${paths.map((path) => visible(path)).join(', ')}${hidden > 0 ? ` and ${counted(hidden, 'more file')}` : ''}`
  if (all) return `${reference}: ${named === '' ? 'any of its files' : `${named}, and any after these`}`
  return named === '' ? reference : `${reference}: ${named}`
}

// ── for a job summary ──────────────────────────────────────────────────────────────────────────────────────────────

/** Bounds: a summary above 1 MiB makes the runner drop all of it. */
const ROWS_MAXIMUM = 100
const BYTES_MAXIMUM = 300_000
const PATHS_SHOWN = 3

/** Blocks of HTML without an empty line: inside of such Markdown means nothing. @param store its place, for people. */
export function verifyToMarkdown(result: VerifyResult, store: string): string {
  const { artifacts, versions, files, packs, packedSize, deep } = result
  const facts = [
    [
      'Looked at',
      escapeHtml(`${counted(versions, 'version')} of ${counted(artifacts, 'artifact')}, ${counted(files, 'file')}`)
    ],
    ['In packs', escapeHtml(`${counted(packs, 'pack')}, ${showBytes(packedSize)}`)],
    ['How', deep ? 'every byte was read' : 'what there is, its sizes and how it fits together'],
    ['Store', code(store)]
  ]
  return [
    `<h3>${escapeHtml(title(result))}</h3>\n\n`,
    `<table>${facts.map(([name, html]) => `<tr><td>${name}</td><td>${html}</td></tr>`).join('')}</table>\n\n`,
    findingTable(result.findings)
  ].join('')
}

function title(result: VerifyResult): string {
  const text = verdict(result)
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

function findingTable(findings: readonly Finding[]): string {
  if (findings.length === 0) return ''
  const rows: string[] = []
  let bytes = 0
  for (const { severity, message, affected, versions } of findings.slice(0, ROWS_MAXIMUM)) {
    const row = `<tr><td>${severity}</td><td>${code(message)}</td><td>${hitsToHtml(affected, versions)}</td></tr>`
    bytes += Buffer.byteLength(row)
    if (bytes > BYTES_MAXIMUM) break
    rows.push(row)
  }
  const hidden = findings.length - rows.length
  const note = hidden === 0 ? '' : `<p>${counted(hidden, 'more finding')} in the output <code>result</code>.</p>\n\n`
  const head = ['', 'Object', 'Versions and files'].map((text) => `<th align="left">${text}</th>`).join('')
  return `<table><tr>${head}</tr>${rows.join('')}</table>\n\n${note}`
}

function hitsToHtml(affected: readonly AffectedVersion[], versions: number): string {
  const shown = affected.slice(0, VERSIONS_SHOWN).map((version) => {
    const paths = version.paths.slice(0, PATHS_SHOWN)
    return code(affectedToText({ ...version, paths }))
  })
  const hidden = versions - shown.length
  return [...shown, ...(hidden > 0 ? [counted(hidden, 'more version')] : [])].join('<br>')
}
