import { alignColumns, printable } from './text.js'
import { describeSigner, formatBytes, formatCount, formatMetric, plural, referenceOf } from '../doors/index.js'
import type {
  CopiedVersion,
  JsonValue,
  ListedVersion,
  Metrics,
  PromoteResult,
  RecordResult,
  RestoreResult,
  SaveResult,
  VersionMetadata
} from '../store/types.js'

export function describeSave({ created, version, storedSize, sharedSize, signature }: SaveResult): string {
  const content = `${plural(version.files, 'file')}, ${formatBytes(version.size)}, ${version.digest}`
  const signed =
    signature === undefined
      ? []
      : [`Signed ${signature.created ? '' : 'already '}by key ${signature.key.slice(0, 16)}…`]
  if (!created) return lines(`Unchanged: ${nameOf(version)} holds the same already: ${content}`, ...signed)
  return lines(
    `Saved ${nameOf(version)}: ${content}`,
    `The store grew by ${formatBytes(storedSize)}; ${formatBytes(sharedSize)} are shared with earlier versions`,
    ...signed
  )
}

/** @param destination as the user gave it */
export function describeRestore(result: RestoreResult, destination: string): string {
  const removed = result.removed === 0 ? '' : `; removed ${plural(result.removed, 'path')} that it does not hold`
  return lines(
    `Restored ${nameOf(result.version)} to ${destination}: ${plural(result.files, 'file')}, ${formatBytes(result.size)}${removed}`,
    ...(result.signature === undefined ? [] : [`Verified: ${describeSigner(result.signature)}`])
  )
}

/** A line for each version, and one for all where they are several. */
export function describeCopy(copied: readonly CopiedVersion[], to: string): string {
  const created = copied.filter((copy) => copy.created)
  const sent = created.reduce((sum, { storedSize }) => sum + storedSize, 0)
  const known = copied.length - created.length
  const total = `${plural(created.length, 'version')} copied to ${to}, ${formatBytes(sent)} sent`
  return lines(
    ...copied.map(({ from, version, created: isNew, storedSize }) => {
      const content = `${plural(version.files, 'file')}, ${formatBytes(version.size)}`
      return isNew
        ? `Copied ${referenceOf(from)} to ${nameOf(version)}: ${content}; ${formatBytes(storedSize)} sent`
        : `Already there: ${referenceOf(from)} is ${nameOf(version)}: ${content}`
    }),
    ...(copied.length < 2 ? [] : [known === 0 ? total : `${total}; ${formatCount(known)} already there`])
  )
}

export function describeRecord({ version, note }: RecordResult): string {
  return lines(`Recorded of ${nameOf(version)}: what was added to it after its save is note ${note}`)
}

export function describePromote({ aliases }: PromoteResult): string {
  return lines(
    ...aliases.map(({ alias, version, previous, moved }) => {
      if (!moved) return `${alias} is at ${nameOf(version)} already`
      return `${alias} moved to ${nameOf(version)}${previous === undefined ? '' : `, from v${previous}`}`
    })
  )
}

/** A row for each version; what none of them has gets no column. */
export function describeList(versions: readonly ListedVersion[]): string {
  if (versions.length === 0) return ''
  const shown = COLUMNS.filter(
    ({ optional, cell }) => optional !== true || versions.some((version) => cell(version) !== '')
  )
  const rows = [shown.map(({ title }) => title), ...versions.map((version) => shown.map(({ cell }) => cell(version)))]
  const numbers = shown.flatMap(({ number }, index) => (number === true ? [index] : []))
  return `${alignColumns(rows, numbers)}\n`
}

interface Column {
  readonly title: string
  readonly cell: (version: ListedVersion) => string
  readonly number?: boolean
  readonly optional?: boolean
}

/** Digits of a digest that are enough to find the version by `sha256:…`. */
const SHORT_DIGEST = 'sha256:'.length + 12

const COLUMNS: readonly Column[] = [
  { title: 'NAME', cell: ({ name }) => name },
  { title: 'VERSION', cell: ({ number }) => `v${number}` },
  { title: 'LABEL', cell: (version) => labelOf(version) ?? '', optional: true },
  { title: 'ALIASES', cell: ({ aliases }) => aliases.join(' '), optional: true },
  { title: 'TYPE', cell: ({ type }) => type ?? '', optional: true },
  { title: 'CREATED', cell: ({ createdAt }) => createdAt.replace(/\.\d+Z$/, 'Z') },
  { title: 'FILES', cell: ({ files }) => formatCount(files), number: true },
  { title: 'SIZE', cell: ({ size }) => formatBytes(size), number: true },
  { title: 'STORED', cell: ({ storedSize }) => formatBytes(storedSize), number: true },
  { title: 'DIGEST', cell: ({ digest }) => digest.slice(0, SHORT_DIGEST) },
  { title: 'METRICS', cell: ({ metrics }) => describeMetrics(metrics), optional: true }
]

function describeMetrics(metrics: Metrics): string {
  return Object.entries(metrics)
    .map(([name, value]) => `${name}=${formatMetric(value)}`)
    .join(' ')
}

/** Everything that is recorded of a version, in sections; those that are empty are left out. */
export function describeVersion(version: ListedVersion): string {
  const about: readonly (readonly [string, string | undefined])[] = [
    ['label', labelOf(version)],
    ['aliases', version.aliases.length === 0 ? undefined : version.aliases.join(', ')],
    ['type', version.type],
    ['description', version.description],
    ['created', version.createdAt],
    ['digest', version.digest],
    ['content', `${plural(version.files, 'file')}, ${formatBytes(version.size)} (${plural(version.size, 'byte')})`],
    ['stored', `${formatBytes(version.storedSize)}: what the store grew by`]
  ]
  const metrics = Object.entries(version.metrics).map(([name, value]) => [name, formatMetric(value)] as const)
  const inputs = version.inputs.map((input) => [referenceOf(input), input.digest] as const)
  return [
    section(referenceOf(version), about),
    section('metrics', metrics),
    section('params', Object.entries(version.params).map(describeEntry)),
    section('metadata', Object.entries(version.metadata).map(describeEntry)),
    section('inputs', inputs),
    section('run', Object.entries(version.run).map(describeEntry))
  ]
    .filter((text) => text !== '')
    .join('\n')
}

function section(title: string, entries: readonly (readonly [string, string | undefined])[]): string {
  const rows = entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))
  return rows.length === 0 ? '' : `${printable(title)}\n${alignColumns(rows).replace(/^/gm, '  ')}\n`
}

function describeEntry([key, value]: readonly [string, JsonValue]): readonly [string, string] {
  return [key, typeof value === 'string' ? value : JSON.stringify(value)]
}

/** `model@v3`, with the label where it has one. */
function nameOf(version: VersionMetadata): string {
  const label = labelOf(version)
  return label === undefined ? referenceOf(version) : `${referenceOf(version)} (${label})`
}

function labelOf({ version, number }: VersionMetadata): string | undefined {
  return version === `v${number}` ? undefined : version
}

function lines(...texts: readonly string[]): string {
  return texts.map((text) => `${printable(text)}\n`).join('')
}
