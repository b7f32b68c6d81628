/** What the summary of a save shows. */
import { describeSave, type SaveSummary } from '../../../src/action/summary/index.js'
import type { VersionComparison } from '../../../src/store/index.js'
import type { GateResult, VersionMetadata } from '../../../src/store/types.js'
import { readDiagram } from '../../support/mermaid.js'
import { cell, comparison, filesDiff, lineage, metricCells, render, strangers, version } from './support.js'

const saved = (
  changes: Partial<VersionMetadata> = {},
  summary: Partial<SaveSummary> = {},
  created = true,
  gate?: GateResult
): string =>
  describeSave({
    result: { created, version: version(changes), storedSize: 1024, sharedSize: 3072, ...(gate && { gate }) },
    store: '/mnt/store',
    aliases: ['production'],
    ...summary
  })

const beside = (changes: Partial<VersionComparison>, summary: Partial<SaveSummary> = {}): string => {
  const compared = comparison(changes)
  return saved(compared.version, { surroundings: { comparison: compared }, ...summary })
}

describe('what was saved', () => {
  it('is the version, where it is, and what it cost', () => {
    const summary = saved({ type: 'model', description: 'Nightly' })
    expect(render(summary).text).toContain('Saved team/model 1.4.0')
    expect(render(summary).text).toContain('Nightly')
    expect(cell(summary, 'Version')).toBe('team/model@v12')
    expect(cell(summary, 'Type')).toBe('model')
    expect(cell(summary, 'Content')).toBe('3 files, 4 KiB')
    expect(cell(summary, 'New in the store')).toBe('1 KiB')
    expect(cell(summary, 'Shared with earlier versions')).toBe('3 KiB')
    expect(cell(summary, 'Aliases')).toBe('production')
    expect(cell(summary, 'Digest')).toBe(`sha256:${'a'.repeat(64)}`)
    expect(cell(summary, 'Store')).toBe('/mnt/store')
    expect(cell(summary, 'Compared with')).toBeUndefined()
  })

  it('says that nothing changed', () => {
    const { text } = render(saved({}, {}, false))
    expect(text).toContain('Unchanged: team/model 1.4.0')
    expect(text).toContain('no new one was made')
  })

  it('names twenty aliases and counts the others', () => {
    const aliases = Array.from({ length: 23 }, (_, at) => `a${at}`)
    expect(cell(saved({}, { aliases }), 'Aliases')).toMatch(/^a0 a1 .* a19 and 3 more$/)
  })

  it('shows metrics, parameters and metadata as tables, and none that is empty', () => {
    const summary = saved({ metrics: { accuracy: 0.91, loss: NaN }, params: { layers: [64, 32], name: 'a' } })
    const { rows } = render(summary)
    expect(rows).toEqual(
      expect.arrayContaining([
        ['Metrics'],
        ['accuracy', '0.91'],
        ['loss', 'NaN'],
        ['Parameters'],
        ['layers', '[64,32]'],
        ['name', 'a']
      ])
    )
    expect(rows).not.toContainEqual(['Metadata'])
  })
})

describe('beside other versions', () => {
  const now = version({ metrics: { f1: 0.5, accuracy: 0.93, loss: 0.4, size: 10 } })
  const base = version({
    number: 11,
    metrics: { accuracy: 0.92, loss: 0.3, size: 9, f1: 0.5, old: 1 },
    run: { branch: 'main', sha: 'c'.repeat(40) }
  })
  const production = version({ number: 9, metrics: { accuracy: 0.95, loss: NaN } })
  const directions = { accuracy: 'higher', loss: 'lower' } as const
  const compared = {
    version: now,
    base: { version: base, why: 'branch' },
    aliases: [{ alias: 'production', version: production, isFormer: false }]
  } as const

  it('says which these are, and why', () => {
    const summary = beside(compared)
    expect(cell(summary, 'Compared with')).toBe('team/model@v11, the newest of the branch main')
    expect(cell(summary, 'Commits')).toBe(`${'c'.repeat(12)}...${'b'.repeat(12)}`)
    expect(cell(summary, 'And with')).toBe('team/model@v9, which is production')
    expect(cell(beside({ ...compared, base: { version: base, why: 'before' } }), 'Compared with')).toBe(
      'team/model@v11, the one before'
    )
    expect(cell(beside({ ...compared, base: { version: base, why: 'asked' } }), 'Compared with')).toBe(
      'team/model@v11, as the gate does'
    )
    const former = { alias: 'production', version: production, isFormer: true }
    expect(cell(beside({ ...compared, aliases: [former] }), 'And with')).toBe(
      'team/model@v9, which production pointed at until now'
    )
  })

  it('links the commits where both are of one repository', () => {
    const run = { server: 'https://github.com', repository: 'o/r', branch: 'main' }
    const of = (repository: string): string =>
      beside({
        version: version({ run: { ...run, sha: 'b'.repeat(40) } }),
        base: { version: version({ number: 11, run: { ...run, repository, sha: 'c'.repeat(40) } }), why: 'branch' }
      })
    expect(strangers(of('o/r'))).toEqual([
      'a',
      `a href=https://github.com/o/r/compare/${'c'.repeat(40)}...${'b'.repeat(40)}`
    ])
    expect(strangers(of('o/other'))).toEqual([])
  })

  it('has a column for each, with a sign and a word for what is better or worse', () => {
    const summary = beside(compared, { directions })
    expect(metricCells(summary, 'Metric')).toEqual(['v12', 'v11', 'v9 (production)'])
    expect(metricCells(summary, 'accuracy, higher is better')).toEqual([
      '0.93',
      '0.92',
      '▲ better (+0.01)',
      '0.95',
      '▼ worse (-0.02)'
    ])
    expect(metricCells(summary, 'loss, lower is better')).toEqual([
      '0.4',
      '0.3',
      '▼ worse (+0.1)',
      'NaN',
      '≠ not comparable'
    ])
    expect(metricCells(summary, 'size')).toEqual(['10', '9', '◆ +1', '', '+ new'])
    expect(metricCells(summary, 'f1')).toEqual(['0.5', '0.5', '= same', '', '+ new'])
    expect(metricCells(summary, 'old')).toEqual(['', '1', '− not there', '', ''])
    const { text } = render(summary)
    expect(text).toContain('Metrics against v11: 1 better, 1 worse, 1 changed, 1 no longer there, 1 the same.')
    expect(text).toContain('Metrics against v9 (production): 1 worse, 1 not comparable, 2 new.')
  })

  it('shows the metrics of interest first, and says how to tell which way is better', () => {
    const names = (summary: string): string[] =>
      render(summary)
        .rows.map(([first]) => first)
        .filter((first) => /^(?:accuracy|loss|size|f1|old)\b/.test(first))
    expect(names(beside(compared, { directions }))).toEqual([
      'accuracy, higher is better',
      'loss, lower is better',
      'f1',
      'size',
      'old'
    ])
    expect(render(beside(compared)).text).toContain('.github/artifact-store.yml')
    expect(render(beside(compared, { directions })).text).not.toContain('.github/artifact-store.yml')
    expect(render(beside({ version: now })).text).not.toContain('.github/artifact-store.yml')
  })

  it('shows what was recorded meanwhile of the version', () => {
    const summary = saved({}, { surroundings: { comparison: comparison({ version: now }) } })
    expect(metricCells(summary, 'accuracy')).toEqual(['0.93'])
  })

  it('says what could not be had', () => {
    const failures = ["the versions of aliases could not be read: no '<b>'"]
    expect(render(beside({ version: now, failures })).text).toContain(`Not shown: ${failures[0]}`)
  })
})

describe('charts', () => {
  const history = Array.from({ length: 5 }, (_, at) =>
    version({ number: at + 8, metrics: { accuracy: at === 1 ? NaN : at, loss: 5 - at, a: at, b: at, c: at } })
  )
  const now = history[4]

  it('are of the metrics of interest, with what they cannot show', async () => {
    const directions = { loss: 'lower', accuracy: 'higher', none: 'higher' } as const
    const summary = beside({ version: now, history }, { directions })
    const diagrams = await Promise.all(render(summary).diagrams.map(readDiagram))
    expect(diagrams.map(({ type, title }) => [type, title])).toEqual([
      ['xychart', 'loss'],
      ['xychart', 'accuracy']
    ])
    expect(diagrams[1].points).toEqual([
      ['v8', 0],
      ['v10', 2],
      ['v11', 3],
      ['v12', 4]
    ])
    expect(render(summary).text).toContain('accuracy over the last versions, higher is better; not drawn: v9 (NaN)')
    expect(metricCells(summary, 'accuracy, higher is better')).toEqual(['4', '▁×▅▇█'])
    expect(render(summary).rows).toContainEqual(['Metric', 'v12', 'Last 5 versions'])
  })

  it('are of the first three where nobody said which are of interest, and of six at most', async () => {
    const titles = async (summary: string): Promise<string[]> =>
      (await Promise.all(render(summary).diagrams.map(readDiagram))).map(({ title }) => title)
    expect(await titles(beside({ version: now, history }))).toEqual(['accuracy', 'loss', 'a'])
    const many = Array.from({ length: 9 }, (_, at) => `m${at}`)
    const metrics = Object.fromEntries(many.map((name, at) => [name, at]))
    const directions = Object.fromEntries(many.map((name) => [name, 'higher' as const]))
    const two = [version({ number: 11, metrics }), version({ metrics })]
    expect(await titles(beside({ version: two[1], history: two }, { directions }))).toEqual(many.slice(0, 6))
  })

  it('are none of a single version', () => {
    expect(render(beside({ version: now, history: [now] })).diagrams).toEqual([])
  })
})

describe('the files', () => {
  const base = { version: version({ number: 11 }), why: 'branch' } as const

  it('are counted by what happened to them, and the first are named', () => {
    const files = filesDiff({
      added: { count: 30, bytes: 2048, listed: [{ path: 'new.txt', file: { type: 'symlink', target: 'x' } }] },
      changed: { count: 2, bytesFrom: 10, bytesTo: 4, listed: [] },
      renamed: { count: 1, bytes: 5, listed: [{ from: 'a', to: 'b', size: 5 }] },
      folders: { added: 1, removed: 0 }
    })
    const summary = beside({ base, files })
    expect(render(summary).rows).toEqual(
      expect.arrayContaining([
        ['Files against v11', 'Count', 'Bytes'],
        ['Added', '30', '+2 KiB'],
        ['Changed', '2', '-6 B'],
        ['Renamed', '1', '5 B'],
        ['Unchanged', '3', '4 KiB'],
        ['Folders added', '1', ''],
        ['added', 'new.txt'],
        ['renamed', 'a → b']
      ])
    )
    expect(render(summary).text).toContain('The first 2 of 33 files')
    expect(render(summary).rows).not.toContainEqual(['Removed', '0', '-0 B'])
    expect(strangers(summary)).toEqual([])
  })

  it('that are all the same are counted, and none is named', () => {
    const { rows, elements } = render(beside({ base, files: filesDiff() }))
    expect(rows).toContainEqual(['Unchanged', '3', '4 KiB'])
    expect(elements).not.toContain('details')
  })

  it('that are too many are not counted, which is said', () => {
    expect(render(beside({ base, files: 'too many' })).text).toContain('were not counted')
    expect(render(beside({ base, files: filesDiff({ renamesSought: false }) })).text).toContain(
      'renames were not looked'
    )
  })
})

describe('the lineage', () => {
  it('is a diagram of what the version was made of', async () => {
    const summary = saved({}, { surroundings: { lineage: lineage('model', 'data', 'raw') } })
    const [diagram] = await Promise.all(render(summary).diagrams.map(readDiagram))
    expect(diagram.boxes.map(({ text }) => text)).toEqual([
      'model@v1 · model · model',
      'data@v2 · data · data',
      'raw@v3 · raw · raw'
    ])
    expect(diagram.arrows).toBe(2)
    expect(render(summary).text).not.toContain('Only the nearest')
  })

  it('that is cut off says so, and of nothing there is none', () => {
    const graph = { ...lineage('model', 'data'), isWhole: false }
    expect(render(saved({}, { surroundings: { lineage: graph } })).text).toContain('Only the nearest 2 versions')
    expect(saved({}, { surroundings: { lineage: lineage('model') } })).not.toContain('Made from')
  })
})

describe('the gate', () => {
  const failIf = 'metrics.accuracy < 0.95'
  const gated = (gate: Partial<GateResult>): string =>
    saved({}, { failIf }, true, { failed: true, isJudged: true, explanation: 'metrics.accuracy (0.9) < 0.95', ...gate })

  it('says that and why it failed, and that no alias was moved', () => {
    const summary = gated({ base: version({ number: 11 }) })
    expect(render(summary).text).toContain('The gate failed')
    expect(cell(summary, 'Fails if')).toBe(failIf)
    expect(cell(summary, 'Which holds')).toBe('metrics.accuracy (0.9) < 0.95')
    expect(cell(summary, 'Compared with')).toBe('team/model@v11')
    expect(cell(summary, 'Aliases')).toBe('production: not moved, since the gate failed')
  })

  it('says that it let it pass', () => {
    const summary = gated({ failed: false })
    expect(render(summary).text).toContain('The gate let it pass')
    expect(cell(summary, 'Which does not hold')).toBe('metrics.accuracy (0.9) < 0.95')
    expect(cell(summary, 'Aliases')).toBe('production')
  })

  it('says why it did not judge, without the lines that point at the place', () => {
    const summary = gated({ failed: false, isJudged: false, explanation: 'there is no base\n  metrics.a\n  ^' })
    expect(render(summary).text).toContain('The gate did not judge it')
    expect(cell(summary, 'Reason')).toBe('there is no base')
  })
})
