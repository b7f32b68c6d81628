/** Whatever names and values hold, it stays where it was put: in its cell, its paragraph, the text of its box. */
import fc from 'fast-check'
import {
  describeCopy,
  describeDiff,
  describeList,
  describeMiss,
  describePromote,
  describeRecord,
  describeRestore,
  describeSave
} from '../../../src/action/summary/index.js'
import { visible } from '../../../src/store/show.js'
import { readDiagram } from '../../support/mermaid.js'
import { comparison, filesDiff, lineage, render, strangers, version, type Rendered } from './support.js'

const MARKUP = [
  ...['<', '>', '</td>', '</table>', '</details>', '<script>alert(1)</script>', '<img src=x onerror=y>', '<!--', ']]>'],
  ...['&lt;', '&#60;', '&', '"', "'", '|', '`', '```', '```mermaid', '~~~', '*', '_', '[x](y)', '![x](y)', '# ', '- '],
  ...['\n', '\n\n', '\r\n', '\n```\n', '\\', '\u0000', '\u202e', '\u2028', '\ud800', '\u200b', '$x$', ':tada:'],
  ...['http://x.y', 'https://x.y/?a=b', '@user', '#1', 'a']
]
const MERMAID = [
  ...['"]', ']', '[', '(', ')', '{', '}', ';', '#quot;', '#34;', '#', '%%', '%%{init: {"theme": "dark"}}%%', ':::root'],
  ...['\nclick n0 "javascript:alert(1)"', 'click n0 href "https://x.y"', 'end', 'subgraph', '-->', '---', '<br/>'],
  ...[
    '`**x**`',
    'fa:fa-ban',
    '$$x$$',
    '\n  line [1]\n',
    '\ntitle "x"',
    'accTitle: x',
    '---\ntitle: x\n---',
    '@{ shape: x }'
  ]
]
const markup = fc
  .array(fc.constantFrom(...MARKUP, ...MERMAID), { minLength: 1, maxLength: 10 })
  .map((parts) => parts.join(''))
const hostile = fc.oneof(
  { weight: 3, arbitrary: markup },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1 }) }
)
const key = hostile.filter((text) => text !== '__proto__')

/** Versions and all else whose every text is the same. */
function everywhere(text: string, name: string) {
  const changed = version({
    name: text,
    version: text,
    type: text,
    description: text,
    metrics: { [name]: 0.5 },
    params: { [name]: text },
    metadata: { [name]: [text] },
    run: { workflow: text, branch: text, sha: text }
  })
  const other = { ...changed, number: 11, metrics: { [name]: 0.25 } }
  const file = { type: 'symlink', target: text } as const
  const files = filesDiff({
    added: { count: 1, bytes: 1, listed: [{ path: text, file }] },
    removed: { count: 1, bytes: 1, listed: [{ path: text, file }] },
    changed: {
      count: 1,
      bytesFrom: 1,
      bytesTo: 1,
      listed: [{ path: text, from: file, to: file, changes: ['target'] }]
    },
    renamed: { count: 1, bytes: 1, listed: [{ from: text, to: text, size: 1 }] }
  })
  return { changed, other, files }
}

function allSummaries(text: string, name: string): string[] {
  const { changed, other, files } = everywhere(text, name)
  const directions = { [name]: 'higher' } as const
  const compared = comparison({
    version: changed,
    base: { version: other, why: 'branch' },
    aliases: [{ alias: text, version: other, isFormer: true }],
    history: [other, changed],
    files,
    failures: [text]
  })
  const gate = { failed: true, isJudged: true, explanation: text, base: other }
  const graph = { ...lineage(text, `${text}2`, `3${text}`), isWhole: false }
  return [
    describeSave({
      result: { created: true, version: changed, storedSize: 1, sharedSize: 1, gate },
      store: text,
      aliases: [text],
      directions,
      failIf: text,
      surroundings: { comparison: compared, lineage: graph }
    }),
    describeRestore({
      result: { version: changed, matched: text, files: 1, size: 1, bytesRead: 1, removed: 1 },
      store: text,
      destination: text,
      lineage: graph
    }),
    describeRecord({
      result: { version: changed, before: other, matched: text, note: 1, gate },
      store: text,
      failIf: text,
      directions
    }),
    describePromote({
      result: {
        version: changed,
        matched: text,
        aliases: [{ alias: text, version: changed, matched: text, previous: 11, moved: true }]
      },
      store: text,
      replaced: [{ aliases: [text], from: other, to: changed }]
    }),
    describeList({ versions: [{ ...changed, aliases: [text] }], store: text, name: text, where: text }),
    describeCopy({
      copied: [{ from: { name: text, number: 1 }, version: changed, created: true, storedSize: 1 }],
      from: text,
      to: text
    }),
    describeDiff({
      diff: {
        from: other,
        to: changed,
        isSameContent: false,
        files,
        metrics: { changed: 1, unchanged: 0, listed: [{ name, from: 1, to: 2, delta: 1, isChanged: true }] },
        params: {
          changed: 1,
          unchanged: 0,
          listed: [{ name, from: text, to: [text], delta: undefined, isChanged: true }]
        },
        metadata: { changed: 0, unchanged: 0, listed: [] },
        commits: { from: text, to: text },
        compareUrl: undefined
      },
      store: text
    }),
    describeMiss(text)
  ]
}

/** How many cells the rows have is the same whatever is in them. */
const shapeOf = ({ rows }: Rendered): number[] => rows.map((cells) => cells.length)
const shapes = allSummaries('plain', 'metric').map((summary) => shapeOf(render(summary)))

it('adds no element, and no cell, to any summary', () => {
  fc.assert(
    fc.property(key, hostile, (name, text) => {
      const summaries = allSummaries(text, name).map(render)
      expect(summaries.flatMap(strangers)).toEqual([])
      expect(summaries.map(shapeOf)).toEqual(shapes)
      const [save] = summaries
      expect(save.rows).toEqual(
        expect.arrayContaining([
          [visible(name), visible(text)],
          ['Store', visible(text)],
          ['Fails if', visible(text)]
        ])
      )
      expect(summaries.at(-1)!.text.trimEnd()).toBe(visible(text).trimEnd())
    }),
    { numRuns: 150 }
  )
})

const CHART_CONFIG = { xyChart: { height: 300 }, themeVariables: { xyChart: { plotColorPalette: '#2f81f7' } } }

it('stays the text of its box, in diagrams that Mermaid can read', async () => {
  await fc.assert(
    fc.asyncProperty(key, hostile, async (name, text) => {
      const [save] = allSummaries(text, name)
      const { diagrams } = render(save)
      expect(diagrams).toHaveLength(2)
      const [chart, flow] = await Promise.all(diagrams.map(readDiagram))
      expect(chart).toMatchObject({ type: 'xychart', boxes: [] })
      expect(chart.config).toEqual(CHART_CONFIG)
      expect(chart.points).toEqual([
        ['v11', 0.25],
        ['v12', 0.5]
      ])
      expect(chart.title).toMatch(/^[\p{L}\p{N} ._/:()+\\…-]*$/u)
      expect(flow).toMatchObject({ type: 'flowchart-v2', arrows: 2 })
      expect(flow.config).toEqual({})
      expect(flow.boxes.map(({ link, classes }) => [link, classes])).toEqual([
        [undefined, ['root']],
        [undefined, []],
        [undefined, []]
      ])
      const label = visible(text, 100)
      expect(flow.boxes[0].text).toBe(`${visible(`${text}@v1`, 100)} · ${label} · ${label}`.trim())
    }),
    { numRuns: 40 }
  )
})
