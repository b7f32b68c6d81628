import { formatCount } from '../../doors/index.js'
import { freedText, pruneLines, type PruneResult } from '../../store/index.js'
import { code, escapeHtml } from '../../store/show.js'

export interface PruneSummary {
  readonly result: PruneResult
  /** The store's place, without credentials. */
  readonly store: string
}

/** Rows: of a store of thousands of artifacts the rest is in the output. */
const MAX_ROWS = 100
/** Characters of one row's text: of more versions than that the numbers are in the output. */
const MAX_TEXT = 1000

/** The plan of a dry run, or what was done. */
export function describePrune({ result, store }: PruneSummary): string {
  const lines = pruneLines(result)
  const rows = lines.slice(0, MAX_ROWS).map(({ subject, text }) => row(code(subject), escapeHtml(text, MAX_TEXT)))
  const hidden = lines.length - rows.length
  return [
    `<h3>${result.dryRun ? 'Prune: a dry run' : 'Pruned'}</h3>\n\n`,
    `<table>${rows.join('')}${row('Space', escapeHtml(freedText(result)))}${row('Store', code(store))}</table>\n\n`,
    hidden === 0 ? '' : `<p>${escapeHtml(`${formatCount(hidden)} more are in the output 'result'.`)}</p>\n\n`,
    result.dryRun ? '<p>Nothing was changed. Give <code>dry-run: false</code> to do it.</p>\n\n' : ''
  ].join('')
}

function row(subject: string, html: string): string {
  return `<tr><td>${subject}</td><td>${html}</td></tr>`
}
