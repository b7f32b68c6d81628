/** What the summaries of the other modes show. */
import {
  describeCopy,
  describeDiff,
  describeList,
  describePromote,
  describeRecord,
  describeRestore
} from '../../../src/action/summary/index.js'
import { openStore } from '../../../src/store/index.js'
import type { GateResult, VersionMetadata } from '../../../src/store/types.js'
import { createMemoryStorage } from '../../../src/storage/index.js'
import { removeFolders, save, tree } from '../../store/support.js'
import { readDiagram } from '../../support/mermaid.js'
import { cell, lineage, metricCells, render, strangers, version } from './support.js'

afterAll(removeFolders)

describe('the summary of a restore', () => {
  const restored = (changes: { files?: number; size?: number; removed?: number } = {}): string =>
    describeRestore({
      result: {
        version: version({ metrics: { loss: 1, accuracy: 2 } }),
        matched: 'production',
        files: 3,
        size: 4096,
        bytesRead: 4000,
        removed: 0,
        ...changes
      },
      store: '/mnt/store',
      destination: '/work space/out',
      directions: { accuracy: 'higher' },
      lineage: lineage('model', 'data')
    })

  it('shows the version, its origin, and where it went', () => {
    const summary = restored()
    expect(render(summary).text).toContain('Restored team/model 1.4.0')
    expect(cell(summary, 'Version')).toBe('team/model@v12, as production')
    expect(cell(summary, 'Content')).toBe('3 files, 4 KiB')
    expect(cell(summary, 'Into')).toBe('/work space/out')
    expect(cell(summary, 'Saved')).toBe(
      `2026-11-22T23:00:00.000Z by workflow Train on branch main at commit ${'b'.repeat(12)}`
    )
    expect(cell(summary, 'Removed there')).toBeUndefined()
    const names = render(summary).rows.map(([first]) => first)
    expect(names.indexOf('accuracy')).toBeLessThan(names.indexOf('loss'))
  })

  it('tells a part from the whole, and what was removed', () => {
    const summary = restored({ files: 1, size: 10, removed: 2 })
    expect(cell(summary, 'Content')).toBe('1 file, 10 B of 3 files, 4 KiB')
    expect(cell(summary, 'Removed there')).toBe('2 paths')
  })

  it('shows what the version came from', async () => {
    const [diagram] = await Promise.all(render(restored()).diagrams.map(readDiagram))
    expect(diagram.boxes).toHaveLength(2)
  })
})

describe('the summary of a record', () => {
  const recorded = (gate?: GateResult): string =>
    describeRecord({
      result: {
        before: version({ metrics: { accuracy: 0.9, f1: 1 } }),
        version: version({ metrics: { accuracy: 0.8, f1: 1, loss: 2 }, params: { k: 1 } }),
        matched: 'v12',
        note: 2,
        ...(gate && { gate })
      },
      store: '/mnt/store',
      directions: { accuracy: 'higher' },
      failIf: 'metrics.loss > 1'
    })

  it('shows metrics before and after', () => {
    const summary = recorded()
    expect(cell(summary, 'Recorded after the save')).toBe('2 times')
    expect(metricCells(summary, 'accuracy, higher is better')).toEqual(['0.8', '0.9', '▼ worse (-0.1)'])
    expect(metricCells(summary, 'f1')).toEqual(['1', '1', '= same'])
    expect(metricCells(summary, 'loss')).toEqual(['2', '', '+ new'])
    expect(cell(summary, 'k')).toBe('1')
    expect(strangers(summary)).toEqual([])
  })

  it('shows what its gate found', () => {
    const summary = recorded({ failed: true, isJudged: true, explanation: 'loss (2)' })
    expect(render(summary).text).toContain('The gate failed')
    expect(cell(summary, 'Which holds')).toBe('loss (2)')
  })
})

describe('the summary of a promotion', () => {
  const from = version({ number: 9, metrics: { accuracy: 0.9 } })
  const to = version({ metrics: { accuracy: 0.95 } })

  it('shows where the aliases are, and the metrics against where they were', () => {
    const summary = describePromote({
      result: {
        version: to,
        matched: 'latest',
        aliases: [
          { alias: 'production', version: to, matched: 'latest', previous: 9, moved: true },
          { alias: 'best', version: to, matched: 'latest', previous: 12, moved: false },
          { alias: 'new', version: to, matched: 'latest', moved: true }
        ]
      },
      store: '/mnt/store',
      directions: { accuracy: 'higher' },
      replaced: [{ aliases: ['production'], from, to }]
    })
    expect(render(summary).rows).toEqual(
      expect.arrayContaining([
        ['production', 'team/model@v12, as latest', 'v9'],
        ['best', 'team/model@v12, as latest', 'the same'],
        ['new', 'team/model@v12, as latest', ''],
        ['Metric', 'v12', 'v9']
      ])
    )
    expect(metricCells(summary, 'accuracy, higher is better')).toEqual(['0.95', '0.9', '▲ better (+0.05)'])
    expect(strangers(summary)).toEqual([])
  })

  it('of versions without metrics has no table of them', () => {
    const plain = version()
    const result = { version: plain, matched: 'latest', aliases: [] }
    const replaced = [{ aliases: ['best'], from: plain, to: plain }]
    expect(render(describePromote({ result, store: '/s', replaced })).rows).toEqual([['Store', '/s']])
  })
})

test('the summary of a diff is the diff', async () => {
  const store = openStore(createMemoryStorage(), { workers: { count: 0 } })
  await save(store, tree({ a: '1' }), { metrics: { accuracy: 0.9 } })
  await save(store, tree({ a: '2', b: '3' }), { metrics: { accuracy: 0.8 } })
  const diff = await store.diff({ from: { name: 'model', selector: 'v1' }, to: { name: 'model' } })
  const summary = describeDiff({ diff: diff!, store: '/mnt/store', directions: { accuracy: 'higher' } })
  expect(render(summary).text).toContain('From model@v1 to model@v2')
  expect(metricCells(summary, 'accuracy')).toEqual(['0.9', '0.8', '▼ worse (-0.1)'])
  expect(strangers(summary)).toEqual([])
})

describe('the summary of a copy', () => {
  const copied = (count: number, changes: Partial<VersionMetadata> = {}): string =>
    describeCopy({
      copied: Array.from({ length: count }, (_, at) => ({
        from: { name: 'team/model', number: at + 1 },
        version: version({ number: at + 12, ...changes }),
        created: at !== 1,
        storedSize: at === 1 ? 0 : 1024
      })),
      from: '/mnt/store',
      to: 's3://bucket/there'
    })

  it('tells what was copied, from where to where, and what was sent', () => {
    const { rows } = render(copied(3))
    expect(rows).toEqual([
      ['From', '/mnt/store'],
      ['To', 's3://bucket/there'],
      ['Already there', '1 version'],
      ['Sent', '2 KiB'],
      ['Version', 'In the other store', 'Content', 'Sent'],
      ['team/model@v1', 'team/model@v12 1.4.0', '3 files, 4 KiB', '1 KiB'],
      ['team/model@v2', 'team/model@v13 1.4.0', '3 files, 4 KiB', 'already there'],
      ['team/model@v3', 'team/model@v14 1.4.0', '3 files, 4 KiB', '1 KiB']
    ])
  })

  it('is bounded, whatever versions are called', () => {
    const text = copied(10_000, { name: '<img src=x>'.repeat(30), version: '[link](https://x)' })
    expect(Buffer.byteLength(text)).toBeLessThan(300_000)
    expect(strangers(text)).toEqual([])
    expect(render(text).text).toContain("9,900 more are in the output 'result'.")
    expect(render(copied(0)).text).toContain('Copied 0 versions')
  })
})

describe('the summary of a list', () => {
  const listed = (count: number, changes: Partial<VersionMetadata> = {}): string =>
    describeList({
      versions: Array.from({ length: count }, () => ({ ...version(changes), aliases: ['production', 'best'] })),
      store: '/mnt/store',
      name: 'team/model',
      where: 'files < 9'
    })

  it('has a row for each version', () => {
    const { rows } = render(listed(1, { metrics: { accuracy: 0.9, loss: NaN } }))
    expect(rows).toEqual([
      ['Artifact', 'team/model'],
      ['Where', 'files < 9'],
      ['Store', '/mnt/store'],
      ['Version', 'Label', 'Aliases', 'Type', 'Saved', 'Content', 'Metrics'],
      [
        'team/model@v12',
        '1.4.0',
        'production best',
        '',
        '2026-11-22T23:00:00.000Z',
        '3 files, 4 KiB',
        'accuracy=0.9 loss=NaN'
      ]
    ])
    expect(render(listed(0)).text).toContain('0 versions')
  })

  it('is bounded, whatever versions are called', () => {
    const hostile = '<img src=x>\u0000'.repeat(100)
    const text = listed(1000, { version: hostile, type: hostile, metrics: { [hostile]: 1 } })
    expect(Buffer.byteLength(text)).toBeLessThan(300_000)
    expect(strangers(text)).toEqual([])
    expect(render(text).text).toMatch(/9\d\d more are in the output 'result'\./)
  })
})
