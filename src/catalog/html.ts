/** The frame of every page, and the pieces that pages are made of. All text from a store passes {@link text}. */
import { createHash } from 'node:crypto'
import { escapeHtml } from '../store/show.js'
import { SCRIPT } from './script.js'
import { STYLE } from './style.js'

/** Markup. What is no markup becomes it by {@link text}. */
export type Html = string

/** Text that somebody chose: escaped, its hidden characters made visible, and of a direction of its own. */
export function text(value: string): Html {
  return `<bdi>${escapeHtml(value)}</bdi>`
}

/** As {@link text}, for attributes. */
export function attribute(value: string, maximum?: number): Html {
  return escapeHtml(value, maximum)
}

export function chip(value: string): Html {
  return `<span class="chip">${text(value)}</span>`
}

/** A time of a record, to the minute. */
export function time(iso: string): Html {
  return `<time datetime="${attribute(iso)}">${attribute(iso.slice(0, 16).replace('T', ' '))}</time>`
}

/** A link that leaves the catalog, to a page that the record's run names. */
export function outerLink(url: string, html: Html): Html {
  return `<a href="${attribute(url, Infinity)}" rel="noreferrer noopener">${html}</a>`
}

/** A table in a box that scrolls by itself, by keyboard too. @param caption says what it is, to those who do not see it. */
export function table(caption: string, head: Html, rows: readonly Html[], id?: string): Html {
  const idAttribute = id === undefined ? '' : ` id="${id}"`
  return `<div class="scroll" role="region" aria-label="${attribute(caption)}" tabindex="0"><table${idAttribute}><caption>${attribute(caption)}</caption><thead><tr>${head}</tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table></div>`
}

export function columnHead(title: string, isNumber = false): Html {
  return `<th scope="col"${isNumber ? ' class="n"' : ''}>${text(title)}</th>`
}

/** Data for the script, in ASCII. A `<` could end it, and other characters could hide what it says. */
export function dataScript(id: string, value: unknown): Html {
  return `<script type="application/json" id="${id}">${JSON.stringify(value).replace(/[<>&\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)}</script>`
}

/** A box to filter the rows of a table, which the script shows: without it there is nothing to filter with. */
export function filterBox(table: string, label: string): Html {
  return `<div class="tools" data-filter="${table}" hidden><label for="${table}-filter">${label}</label><input id="${table}-filter" type="search" autocomplete="off" spellcheck="false"><span role="status" class="soft"></span></div>`
}

function hashOf(content: string): string {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`
}

/** Nothing is loaded, and nothing runs but the one script: a name that became markup all the same could do nothing. */
const POLICY = `default-src 'none'; script-src ${hashOf(SCRIPT)}; style-src ${hashOf(STYLE)}; base-uri 'none'; form-action 'none'`

export interface Page {
  /** As text. */
  readonly title: string
  /** Where the page is, before its heading. */
  readonly navigation: Html
  readonly main: Html
  readonly footer: Html
}

export function page({ title, navigation, main, footer }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${attribute(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header>
<nav aria-label="Where you are">${navigation}</nav>
</header>
<main id="main" tabindex="-1">
${main}
</main>
<footer>${footer}</footer>
<script>${SCRIPT}</script>
</body>
</html>
`
}
