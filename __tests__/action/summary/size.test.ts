/** A summary is bounded whatever was recorded: the runner drops one that is above 1 MiB. */
import { describeDiff, describeSave, SUMMARY_MAXIMUM } from '../../../src/action/summary/index.js'
import { always, assemble, part } from '../../../src/action/summary/sections.js'
import type { VersionDiff } from '../../../src/store/index.js'
import type { JsonObject, Metrics, VersionMetadata } from '../../../src/store/types.js'
import { comparison, filesDiff, lineage, render, strangers, version } from './support.js'

const saved = (changes: Partial<VersionMetadata>): string =>
  describeSave({
    result: { created: true, version: version(changes), storedSize: 1024, sharedSize: 3072 },
    store: '/mnt/store',
    aliases: []
  })

it('is three quarters of what the runner takes', () => {
  expect(SUMMARY_MAXIMUM).toBe(768 * 1024)
})

describe.each<[string, string]>([
  ['quotes', '"'],
  ['wide characters', '漢'],
  ['control characters', '\u0000']
])('of %s', (_, character) => {
  const text = character.repeat(1000)
  const rows: JsonObject = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`${index}${text}`, text]))
  const metrics: Metrics = Object.fromEntries(Object.keys(rows).map((name) => [name, 1]))

  it('of a version alone', () => {
    const summary = saved({ params: rows, metadata: rows, metrics, description: text.repeat(20), type: text })
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(SUMMARY_MAXIMUM)
    expect(render(summary).text).toMatch(/1,9\d\d more are in the version's record/)
    expect(strangers(summary)).toEqual([])
  })

  it('of a version beside others, of megabytes of metadata and thousands of metrics', () => {
    const now = version({ params: rows, metadata: rows, metrics })
    const other = version({ number: 11, metrics: Object.fromEntries(Object.keys(metrics).map((name) => [name, 0.1])) })
    const listed = Array.from({ length: 20 }, (_, at) => ({
      path: `${at}${text}`,
      file: { type: 'symlink', target: text } as const
    }))
    const gate = { failed: true, isJudged: true, explanation: text, base: other }
    const summary = describeSave({
      result: { created: true, version: now, storedSize: 1024, sharedSize: 3072, gate },
      store: text,
      aliases: Array.from({ length: 1000 }, () => text),
      failIf: text,
      directions: Object.fromEntries(Object.keys(metrics).map((name) => [name, 'higher'])),
      surroundings: {
        comparison: comparison({
          version: now,
          base: { version: other, why: 'branch' },
          aliases: [{ alias: text, version: other, isFormer: false }],
          history: Array.from({ length: 20 }, () => other),
          files: filesDiff({
            added: { count: 1000, bytes: 1, listed },
            removed: { count: 1000, bytes: 1, listed }
          }),
          failures: [text, text, text]
        }),
        lineage: lineage(...Array.from({ length: 30 }, (_, at) => `${at}${text}`))
      }
    })
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(SUMMARY_MAXIMUM)
    expect(strangers(summary)).toEqual([])
    // What was done and why the gate failed are there in any case.
    expect(render(summary).rows.map(([label]) => label)).toEqual(expect.arrayContaining(['Version', 'Which holds']))
  })

  it('of a diff', () => {
    const listed = Object.keys(rows).map((name) => ({ name, from: text, to: text, delta: 1, isChanged: true }))
    const values = { changed: 5000, unchanged: 0, listed }
    const numbers = { ...values, listed: listed.map((one) => ({ ...one, from: 1, to: 2 })) }
    const paths = Array.from({ length: 1000 }, (_, at) => ({ from: `${at}${text}`, to: text, size: 1 }))
    const diff: VersionDiff = {
      from: version(),
      to: version(),
      isSameContent: false,
      files: filesDiff({ renamed: { count: 1000, bytes: 1, listed: paths } }),
      metrics: numbers,
      params: values,
      metadata: values,
      commits: { from: undefined, to: undefined },
      compareUrl: undefined
    }
    const summary = describeDiff({ diff, store: text })
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(SUMMARY_MAXIMUM)
    expect(render(summary).rows.length).toBeGreaterThan(100)
  })
})

it('has a hundred rows of a table, and counts the others', () => {
  const metrics: Metrics = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`m${index}`, index]))
  const { rows, text } = render(saved({ metrics }))
  expect(rows.filter(([name]) => /^m\d+$/.test(name))).toHaveLength(100)
  expect(text).toContain("30 more are in the version's record.")
})

describe('what is too much', () => {
  const parts = (bytes: number) => [
    always('<h3>head</h3>\n\n'),
    part('metrics', `<p>metrics ${'m'.repeat(bytes)}</p>\n\n`),
    part('lineage', `<p>lineage ${'l'.repeat(bytes)}</p>\n\n`),
    part('parameters', `<p>parameters ${'p'.repeat(bytes)}</p>\n\n`),
    part('files', ''),
    part('metadata', `<p>metadata ${'d'.repeat(bytes)}</p>\n\n`)
  ]
  const shown = (bytes: number): string[] =>
    assemble(parts(bytes), 1000)
      .split('\n\n')
      .filter((block) => block !== '')
      .map((block) => /^<\w+>(Left out.*(?=<)|\w+)/.exec(block)![1])

  it('is left out in the order of its worth, and that is said', () => {
    expect(shown(100)).toEqual(['head', 'metrics', 'lineage', 'parameters', 'metadata'])
    expect(shown(250)).toEqual(['head', 'metrics', 'lineage', 'parameters', expect.stringMatching(/: metadata\.$/)])
    expect(shown(400)).toEqual(['head', 'metrics', 'lineage', expect.stringMatching(/: metadata, parameters\.$/)])
    expect(shown(800)).toEqual(['head', 'metrics', expect.stringMatching(/: metadata, parameters, lineage\.$/)])
    expect(shown(2000)).toEqual(['head', expect.stringMatching(/: metadata, parameters, lineage, metrics\.$/)])
  })
})
