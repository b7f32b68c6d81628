/** What the suites of summaries share: versions, and a summary as its reader gets it. */
import { marked } from 'marked'
import { parseFragment, type DefaultTreeAdapterTypes } from 'parse5'
import type { FilesDiff, LineageGraph, VersionComparison } from '../../../src/store/index.js'
import type { VersionMetadata } from '../../../src/store/types.js'

export const version = (changes: Partial<VersionMetadata> = {}): VersionMetadata => ({
  name: 'team/model',
  number: 12,
  version: '1.4.0',
  createdAt: '2026-11-22T23:00:00.000Z',
  digest: `sha256:${'a'.repeat(64)}`,
  files: 3,
  size: 4096,
  storedSize: 1024,
  params: {},
  metrics: {},
  metadata: {},
  inputs: [],
  run: { workflow: 'Train', branch: 'main', sha: 'b'.repeat(40) },
  ...changes
})

export const filesDiff = (changes: Partial<FilesDiff> = {}): FilesDiff => ({
  added: { count: 0, bytes: 0, listed: [] },
  removed: { count: 0, bytes: 0, listed: [] },
  changed: { count: 0, bytesFrom: 0, bytesTo: 0, listed: [] },
  renamed: { count: 0, bytes: 0, listed: [] },
  unchanged: { count: 3, bytes: 4096 },
  folders: { added: 0, removed: 0 },
  renamesSought: true,
  ...changes
})

export const comparison = (changes: Partial<VersionComparison> = {}): VersionComparison => ({
  version: version(),
  base: undefined,
  aliases: [],
  history: [],
  files: undefined,
  failures: [],
  ...changes
})

/** Each node was made of the next one. */
export function lineage(...texts: readonly string[]): LineageGraph {
  const nodes = texts.map((text, at) => ({
    id: `${text}@v${at + 1}`,
    name: text,
    number: at + 1,
    digest: `sha256:${'a'.repeat(64)}` as const,
    version: text,
    type: text,
    createdAt: '2026-11-22T23:00:00.000Z',
    state: 'present' as const
  }))
  const edges = nodes.slice(1).map(({ id }, at) => ({ from: id, to: nodes[at].id }))
  return { root: nodes[0].id, nodes, edges, isWhole: true }
}

/** A summary as its reader gets it: Markdown rendered, then parsed as a browser does. */
export interface Rendered {
  readonly elements: ReadonlySet<string>
  /** `element name=value`. */
  readonly attributes: ReadonlySet<string>
  /** The cells of each row of each table. */
  readonly rows: readonly (readonly string[])[]
  readonly text: string
  /** The texts of diagrams. */
  readonly diagrams: readonly string[]
}

export function render(markdown: string): Rendered {
  const elements = new Set<string>()
  const attributes = new Set<string>()
  const rows: string[][] = []
  const diagrams: string[] = []
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) {
      elements.add(node.tagName)
      for (const { name, value } of node.attrs) attributes.add(`${node.tagName} ${name}=${value}`)
      if (node.tagName === 'tr') rows.push(node.childNodes.map(textOf))
      if (node.attrs.some(({ value }) => value === 'language-mermaid')) diagrams.push(textOf(node))
    }
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  const fragment = parseFragment(marked.parse(markdown, { async: false, gfm: true }))
  visit(fragment)
  return { elements, attributes, rows, text: textOf(fragment), diagrams }
}

function textOf(node: DefaultTreeAdapterTypes.Node): string {
  if ('value' in node && node.nodeName === '#text') return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

export const cell = (markdown: string, label: string): string | undefined =>
  render(markdown).rows.find(([first]) => first === label)?.[1]

/** The cells behind a metric's name, in the table of metrics. */
export const metricCells = (markdown: string, name: string): readonly string[] | undefined =>
  render(markdown)
    .rows.find(([first]) => first === name)
    ?.slice(1)

/** All that a summary is made of. */
const ELEMENTS = ['h3', 'h4', 'p', 'table', 'tbody', 'tr', 'th', 'td', 'code', 'details', 'summary', 'pre']
const ATTRIBUTES = /^(?:th (?:colspan=\d|align=left)|code class=language-mermaid)$/

/** What is in a summary that does not belong there. */
export function strangers(summary: string | Rendered): string[] {
  const { elements, attributes } = typeof summary === 'string' ? render(summary) : summary
  return [
    ...[...elements].filter((name) => !ELEMENTS.includes(name)),
    ...[...attributes].filter((one) => !ATTRIBUTES.test(one))
  ]
}
