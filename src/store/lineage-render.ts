/** A lineage for people and programs: as a tree of text, as JSON, and as a Mermaid diagram. */
import type { LineageGraph, LineageId, LineageNode } from './lineage-graph.js'
import { visible } from './show.js'
import type { JsonObject } from './types.js'

export function lineageToJson({ root, nodes, edges, isWhole }: LineageGraph): JsonObject {
  return {
    root,
    nodes: nodes.map(({ id, name, number, digest, version, type, createdAt, state }) => ({
      id,
      name,
      number,
      digest,
      ...(version === undefined ? {} : { version }),
      ...(type === undefined ? {} : { type }),
      ...(createdAt === undefined ? {} : { createdAt }),
      state
    })),
    edges: edges.map((edge) => ({ ...edge })),
    whole: isWhole
  }
}

/** What it came from, and what was made of it, as two trees. Lines, each ended by a newline. */
export function lineageToText(graph: LineageGraph): string {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]))
  const lines = [describe(nodes.get(graph.root)!)]
  const parents = group(graph.edges.map(({ from, to }) => [to, from]))
  const children = group(graph.edges.map(({ from, to }) => [from, to]))
  for (const [title, next] of [
    ['made from', parents],
    ['made into', children]
  ] as const) {
    const branch = drawTree(graph.root, next, nodes)
    lines.push(
      `  ${title}:${branch.length === 0 ? ' nothing that is recorded' : ''}`,
      ...branch.map((line) => `  ${line}`)
    )
  }
  if (!graph.isWhole) lines.push(`  … and more: only the nearest ${graph.nodes.length} versions are shown`)
  return `${lines.join('\n')}\n`
}

function group(pairs: readonly (readonly [LineageId, LineageId])[]): Map<LineageId, LineageId[]> {
  const groups = new Map<LineageId, LineageId[]>()
  for (const [key, value] of pairs) groups.set(key, [...(groups.get(key) ?? []), value])
  return groups
}

/** The branches below the root. A version that was drawn before is named and not followed again. */
function drawTree(
  root: LineageId,
  next: ReadonlyMap<LineageId, readonly LineageId[]>,
  nodes: ReadonlyMap<LineageId, LineageNode>
): string[] {
  const lines: string[] = []
  const drawn = new Set([root])
  // A stack of its own: a line of versions may be longer than calls may nest.
  const stack = branches(root, '')
  for (let branch = stack.pop(); branch !== undefined; branch = stack.pop()) {
    const { id, indent, isLast } = branch
    const isKnown = drawn.has(id)
    drawn.add(id)
    const below = isKnown && next.has(id) ? ' (above)' : ''
    lines.push(`${indent}${isLast ? '└─ ' : '├─ '}${describe(nodes.get(id)!)}${below}`)
    if (!isKnown) stack.push(...branches(id, `${indent}${isLast ? '   ' : '│  '}`))
  }
  return lines

  function branches(id: LineageId, indent: string): { id: LineageId; indent: string; isLast: boolean }[] {
    const ids = next.get(id) ?? []
    return ids.map((one, index) => ({ id: one, indent, isLast: index === ids.length - 1 })).reverse()
  }
}

function describe({ id, number, version, type, state }: LineageNode): string {
  const label = version === undefined || version === `v${number}` ? '' : ` (${visible(version)})`
  const kind = type === undefined ? '' : `, ${visible(type)}`
  return `${id}${label}${kind}${STATES[state]}`
}

const STATES: Readonly<Record<LineageNode['state'], string>> = {
  present: '',
  removed: ' [removed]',
  missing: ' [not in this store]',
  different: ' [another version has this number now]'
}

/** A Mermaid flowchart, without a fence. Nothing in a name, label or type ends its text. */
export function lineageToMermaid(graph: LineageGraph): string {
  const ids = new Map(graph.nodes.map(({ id }, index) => [id, `n${index}`]))
  const lines = ['flowchart LR']
  for (const node of graph.nodes) {
    const { id, number, version, type, state } = node
    const parts = [
      id,
      ...(version === undefined || version === `v${number}` ? [] : [version]),
      ...(type === undefined ? [] : [type]),
      ...(state === 'present' ? [] : [STATES[state].trim().slice(1, -1)])
    ]
    const mark = id === graph.root ? ':::root' : state === 'present' ? '' : ':::lost'
    lines.push(`  ${ids.get(id)!}["${parts.map(mermaidText).join(' · ')}"]${mark}`)
  }
  for (const { from, to } of graph.edges) lines.push(`  ${ids.get(from)!} --> ${ids.get(to)!}`)
  lines.push('  classDef root stroke-width:3px', '  classDef lost stroke-dasharray:4 4')
  return `${lines.join('\n')}\n`
}

/** Text inside of quotes: whatever could mean something to Mermaid, Markdown or HTML is written by its number. */
export function mermaidText(text: string): string {
  return visible(text, 100).replace(/[^\p{L}\p{N} ._/@()+-]/gu, (character) => `#${character.codePointAt(0)!};`)
}
