/** A diff for people: as text, and as Markdown that holds whatever names and values hold. */
import type { VersionDiff } from './diff.js'
import type { ChangedFile, FilesDiff, FileState } from './diff-files.js'
import type { ValueChange, ValuesDiff } from './diff-values.js'
import { code, counted, escapeHtml, showBytes, showCount, showDelta, showNumber, showValue, visible } from './show.js'
import type { JsonValue, VersionMetadata } from './types.js'
import { directionOf, judgeMetric, showVerdict, type Directions } from './verdict.js'

/** Lines, each ended by a newline. */
export function diffToText(diff: VersionDiff, directions: Directions = {}): string {
  const { from, to, files } = diff
  const lines = [
    `${referenceOf(from)} → ${referenceOf(to)}`,
    `  saved    ${from.createdAt} → ${to.createdAt}`,
    `  content  ${contentOf(from)} → ${contentOf(to)}`,
    ...runLines(diff),
    filesLine(diff),
    ...fileLines(files)
  ]
  for (const [title, values] of tables(diff)) {
    if (values.listed.length === 0) continue
    lines.push(`${title}: ${showCount(values.changed)} changed, ${showCount(values.unchanged)} unchanged`)
    const width = Math.max(...values.listed.map(({ name }) => visible(name).length))
    for (const change of values.listed) {
      const name = visible(change.name).padEnd(width)
      const parts = change.isChanged
        ? `${textOf(change.from)} → ${textOf(change.to)}${deltaOf(change, title === 'metrics' ? directions : {})}`
        : textOf(change.to)
      lines.push(`  ${name}  ${parts}`)
    }
    const hidden = values.changed + values.unchanged - values.listed.length
    if (hidden > 0) lines.push(`  … and ${showCount(hidden)} more`)
  }
  return `${lines.join('\n')}\n`
}

function tables(diff: VersionDiff): (readonly [string, ValuesDiff])[] {
  return [
    ['metrics', diff.metrics],
    ['params', diff.params],
    ['metadata', diff.metadata]
  ]
}

function runLines({ from, to, commits, compareUrl }: VersionDiff): string[] {
  const runs = [from, to].map(({ run }) => (typeof run['runId'] === 'string' ? visible(run['runId']) : '-'))
  const short = [commits.from, commits.to].map((commit) => commit?.slice(0, 12) ?? '-')
  return [
    ...(runs.every((run) => run === '-') ? [] : [`  run      ${runs.join(' → ')}`]),
    ...(short.every((commit) => commit === '-') ? [] : [`  commit   ${short.join(' → ')}`]),
    ...(compareUrl === undefined ? [] : [`  compare  ${compareUrl}`])
  ]
}

/** The counts of all kinds of change, on one line. */
export function filesLine({ files, isSameContent }: VersionDiff): string {
  if (isSameContent) return `files: all the same (${counted(files.unchanged.count, 'file')})`
  const { added, removed, changed, renamed, unchanged, folders } = files
  const growth = changed.bytesTo - changed.bytesFrom
  return `files: ${[
    `${showCount(added.count)} added (${showBytes(added.bytes)})`,
    `${showCount(removed.count)} removed (${showBytes(removed.bytes)})`,
    `${showCount(changed.count)} changed (${growth < 0 ? '-' : '+'}${showBytes(Math.abs(growth))})`,
    `${showCount(renamed.count)} renamed`,
    `${showCount(unchanged.count)} unchanged`,
    ...(folders.added === 0 ? [] : [`${counted(folders.added, 'folder')} added`]),
    ...(folders.removed === 0 ? [] : [`${counted(folders.removed, 'folder')} removed`])
  ].join(', ')}`
}

interface FileLine {
  readonly mark: '+' | '-' | '~' | '>'
  readonly path: string
  readonly note: string
}

function* eachFile(files: FilesDiff): Generator<FileLine> {
  for (const { path, file } of files.added.listed) yield { mark: '+', path: visible(path), note: stateOf(file) }
  for (const { path, file } of files.removed.listed) yield { mark: '-', path: visible(path), note: stateOf(file) }
  for (const file of files.changed.listed) yield { mark: '~', path: visible(file.path), note: changeNote(file) }
  for (const { from, to, size } of files.renamed.listed) {
    yield { mark: '>', path: `${visible(from)} → ${visible(to)}`, note: showBytes(size) }
  }
}

function fileLines(files: FilesDiff): string[] {
  const lines = [...eachFile(files)]
  const hidden = hiddenFiles(files, lines.length)
  return [
    ...lines.map(({ mark, path, note }) => `  ${mark} ${path}  ${note}`),
    ...(hidden === 0 ? [] : [`  … and ${showCount(hidden)} more`]),
    ...(files.renamesSought ? [] : [`  ${NOT_SOUGHT}`])
  ]
}

const NOT_SOUGHT = 'so much was added or removed that renames were not looked for'

function hiddenFiles({ added, removed, changed, renamed }: FilesDiff, shown: number): number {
  return added.count + removed.count + changed.count + renamed.count - shown
}

function stateOf(file: FileState): string {
  if (file.type === 'symlink') return `link to ${visible(file.target)}`
  return `${showBytes(file.size)}${file.isExecutable ? ', executable' : ''}`
}

function changeNote({ from, to, changes }: ChangedFile): string {
  if (from.type !== 'file' || to.type !== 'file') return `${stateOf(from)} → ${stateOf(to)}`
  return [
    ...(changes.includes('contents') ? [`${showBytes(from.size)} → ${showBytes(to.size)}`] : []),
    ...(changes.includes('executable') ? [to.isExecutable ? 'now executable' : 'no longer executable'] : [])
  ].join(', ')
}

function referenceOf({ name, number, version }: VersionMetadata): string {
  return version === `v${number}` ? `${name}@v${number}` : `${name}@v${number} (${visible(version)})`
}

function contentOf({ files, size }: VersionMetadata): string {
  return `${counted(files, 'file')}, ${showBytes(size)}`
}

function textOf(value: JsonValue | undefined): string {
  if (value === undefined) return '-'
  return typeof value === 'number' ? showNumber(value) : visible(showValue(value))
}

function deltaOf({ name, delta }: ValueChange, directions: Directions): string {
  if (delta === undefined || delta === 0 || Number.isNaN(delta)) return ''
  const direction = directionOf(directions, name)
  const verdict = direction === undefined ? '' : delta > 0 === (direction === 'higher') ? ', better' : ', worse'
  return `  (${showDelta(delta)}${verdict})`
}

// ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Bytes of one table: the file list and three tables stay far below a summary's 1 MiB. */
const TABLE_MAXIMUM = 150_000

/**
 * Blocks of HTML without an empty line: inside of those Markdown means nothing, so five characters are all that there is
 * to escape.
 */
export function diffToMarkdown(diff: VersionDiff, directions: Directions = {}): string {
  const { from, to, compareUrl } = diff
  const commits = [diff.commits.from, diff.commits.to].map((commit) => (commit ? code(commit.slice(0, 12)) : '-'))
  const head = [
    ['Version', code(referenceOf(from)), code(referenceOf(to))],
    ['Saved', escapeHtml(from.createdAt), escapeHtml(to.createdAt)],
    ['Content', escapeHtml(contentOf(from)), escapeHtml(contentOf(to))],
    ['Commit', ...commits]
  ]
  return [
    table(['', 'From', 'To'], head),
    ...(compareUrl === undefined
      ? []
      : [`<p><a href="${escapeHtml(compareUrl, Infinity)}">The commits between them</a></p>\n\n`]),
    `<p>${escapeHtml(filesLine(diff))}</p>\n\n`,
    filesTable(diff.files),
    valuesTable('metrics', diff.metrics, (change) => metricDelta(change, directions)),
    ...tables(diff)
      .slice(1)
      .map(([title, values]) => valuesTable(title, values, (change) => deltaOf(change, {}).trim().slice(1, -1)))
  ].join('')
}

function filesTable(files: FilesDiff): string {
  const rows = [...eachFile(files)].map(({ mark, path, note }) => [code(mark), code(path), escapeHtml(note)])
  const note = files.renamesSought ? '' : `<p>${NOT_SOUGHT}</p>\n\n`
  return rows.length === 0 ? note : `${table(['', 'File', ''], rows, hiddenFiles(files, rows.length))}${note}`
}

function metricDelta({ name, from, to }: ValueChange<number>, directions: Directions): string {
  const judged = judgeMetric(name, from, to, directions)
  return judged === undefined ? '' : showVerdict(judged)
}

function valuesTable<T extends JsonValue>(
  title: string,
  { listed, changed, unchanged }: ValuesDiff<T>,
  delta: (change: ValueChange<T>) => string
): string {
  if (listed.length === 0) return ''
  const rows = listed.map((change) => [
    code(change.name),
    code(textOf(change.from)),
    code(textOf(change.to)),
    escapeHtml(delta(change))
  ])
  return table([title, 'From', 'To', 'Delta'], rows, changed + unchanged - listed.length)
}

function table(titles: readonly string[], rows: readonly (readonly string[])[], hidden = 0): string {
  const shown: string[] = []
  let bytes = 0
  for (const cells of rows) {
    const row = `<tr>${cells.map((html) => `<td>${html}</td>`).join('')}</tr>`
    bytes += Buffer.byteLength(row)
    if (bytes > TABLE_MAXIMUM) break
    shown.push(row)
  }
  const missing = hidden + rows.length - shown.length
  const head = titles.map((title) => `<th align="left">${title}</th>`).join('')
  return `<table><tr>${head}</tr>${shown.join('')}</table>\n\n${missing === 0 ? '' : `<p>… and ${showCount(missing)} more</p>\n\n`}`
}
