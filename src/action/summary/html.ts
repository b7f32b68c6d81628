/**
 * What summaries are made of. Names, labels, metrics and parameters come from people and from pull requests. So all of it
 * is written as blocks of HTML without an empty line: inside of such a block Markdown means nothing, and text is held by
 * escaping five characters. Diagrams are the one exception: Mermaid in a fence, whose text never holds a backtick.
 */
import { formatCount } from '../../doors/index.js'
import { code, escapeHtml } from '../../store/show.js'

export { code, escapeHtml }

/** Markup. What is no markup becomes it by {@link escapeHtml} or {@link code}. */
export type Html = string

/** Rows of one table. */
export const MAX_ROWS = 100
/** Bytes of one table, markup and all. */
export const MAX_TABLE_BYTES = 200_000

export function heading(html: Html): string {
  return `<h3>${html}</h3>\n\n`
}

export function subheading(html: Html): string {
  return `<h4>${html}</h4>\n\n`
}

export function paragraph(html: Html): string {
  return `<p>${html}</p>\n\n`
}

/** A label, and what is to say of it. */
export type Row = readonly [label: string, html: Html]

export function row(label: string, html: Html): Row {
  return [label, html]
}

/** A table of few rows with their labels in the first column. */
export function facts(rows: readonly Row[]): string {
  return `<table>${rows.map(([label, html]) => tableRow([escapeHtml(label), html])).join('')}</table>\n\n`
}

/** A column's title, or that of several. */
export interface Title {
  readonly html: Html
  readonly span?: number
}

/**
 * A table with a head, bounded in rows and bytes.
 * @param elsewhere where the rows are that do not fit in: `in the version's record`
 */
export function columns(titles: readonly Title[], rows: Iterable<readonly Html[]>, elsewhere: string): string {
  const shown: string[] = []
  let bytes = 0
  let hidden = 0
  for (const cells of rows) {
    const line = hidden > 0 || shown.length >= MAX_ROWS ? '' : tableRow(cells)
    bytes += Buffer.byteLength(line)
    if (line === '' || bytes > MAX_TABLE_BYTES) hidden++
    else shown.push(line)
  }
  if (shown.length + hidden === 0) return ''
  const head = titles.map(
    ({ html, span = 1 }) => `<th${span > 1 ? ` colspan="${span}"` : ''} align="left">${html}</th>`
  )
  const note = hidden === 0 ? '' : paragraph(escapeHtml(`${formatCount(hidden)} more are ${elsewhere}.`))
  return `<table><tr>${head.join('')}</tr>${shown.join('')}</table>\n\n${note}`
}

/** What is only unfolded by who wants to see it. */
export function folded(title: Html, html: Html): string {
  return `<details><summary>${title}</summary>\n\n${html}</details>\n\n`
}

/** @param diagram Mermaid, without a backtick, ended by a newline. */
export function mermaid(diagram: string): string {
  return `\`\`\`mermaid\n${diagram}\`\`\`\n\n`
}

function tableRow(cells: readonly Html[]): Html {
  return `<tr>${cells.map((html) => `<td>${html}</td>`).join('')}</tr>`
}
