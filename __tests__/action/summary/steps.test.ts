/** What steps show of a version beside others: gathered when the work is done, so that nothing of it fails a step. */
import { surroundingsOf } from '../../../src/action/summary/index.js'
import { ArtifactStoreError } from '../../../src/errors.js'
import type { Storage } from '../../../src/storage/index.js'
import type { ArtifactStore } from '../../../src/store/types.js'
import { observed, type Call } from '../../store/support.js'
import { readDiagram } from '../../support/mermaid.js'
import { PUSH, Steps } from '../steps.js'
import { cell, metricCells, render, version } from './support.js'

let steps: Steps
beforeEach(() => {
  steps = new Steps()
})
afterEach(() => steps.remove())

const DIRECTIONS = 'artifacts:\n  model:\n    metrics: {accuracy: higher, loss: lower}\n'
const PULL = {
  ...PUSH,
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_REF: 'refs/pull/7/merge',
  GITHUB_REF_NAME: '7/merge',
  GITHUB_HEAD_REF: 'fix',
  GITHUB_BASE_REF: 'main',
  GITHUB_SHA: 'c'.repeat(40)
}
const OWN = { pull_request: { number: 7, head: { repo: { full_name: 'owner/repository' } } } }
const FORK = { pull_request: { number: 7, head: { repo: { full_name: 'stranger/repository' } } } }

/** The storage, but for calls that fail. */
const failing =
  (isBroken: (call: Call) => boolean, error = new ArtifactStoreError('STORAGE', 'no connection')) =>
  (storage: Storage): Storage =>
    observed(storage, (call) => {
      if (isBroken(call)) throw error
    })

/** What is called once the record of a version has been made. */
const onceSaved = (number: number): ((call: Call) => boolean) => {
  const key = `artifacts/model/versions/${String(number).padStart(10, '0')}.json`
  let condemned = 0
  let saved = false
  return (call) => {
    if (call.operation === 'create' && call.key === key) saved = true
    // The last that a save itself asks: what was condemned meanwhile.
    else if (saved && call.operation === 'list' && call.key === 'condemned/') condemned++
    else return condemned > 0
    return false
  }
}

describe('a save', () => {
  it('shows the metrics beside the base branch and production, charts, and what changed of the files', async () => {
    steps.configure(DIRECTIONS)
    await steps.save('1', { metrics: '{accuracy: 0.9, loss: 0.5}', aliases: 'production' })
    await steps.save('2', { metrics: '{accuracy: 0.93, loss: 0.4}' })
    const { runner } = await steps.save('3', { metrics: '{accuracy: 0.92, loss: 0.3}' }, PULL, OWN)
    const { summary } = runner
    expect(cell(summary, 'Compared with')).toBe('model@v2, the newest of the branch main')
    expect(cell(summary, 'And with')).toBe('model@v1, which is production')
    const [accuracy, loss] = await Promise.all(render(summary).diagrams.map(readDiagram))
    expect(metricCells(summary, 'accuracy, higher is better')).toEqual([
      '0.92',
      '0.93',
      '▼ worse (-0.01)',
      '0.9',
      '▲ better (+0.02)',
      '▁█▆'
    ])
    expect([accuracy.title, loss.title]).toEqual(['accuracy', 'loss'])
    expect(accuracy.points).toEqual([
      ['v1', 0.9],
      ['v2', 0.93],
      ['v3', 0.92]
    ])
    expect(cell(summary, 'Changed')).toBe('1')
    expect(runner.warnings()).toEqual([])
  })

  it('of a fork is compared with what everybody sees, and shows nothing of other pull requests', async () => {
    await steps.save('1', { metrics: '{accuracy: 0.9}', aliases: 'production' })
    await steps.save(
      '2',
      { metrics: '{accuracy: 0.1}' },
      { ...PULL, GITHUB_REF: 'refs/pull/8/merge' },
      {
        pull_request: { ...OWN.pull_request, number: 8 }
      }
    )
    const { runner } = await steps.save('3', { metrics: '{accuracy: 0.8}' }, PULL, FORK)
    const { summary } = runner
    expect(cell(summary, 'Version')).toBe('quarantine/owner/repository/7/model@v1')
    expect(cell(summary, 'Compared with')).toBe('model@v1, the newest of the branch main')
    expect(metricCells(summary, 'accuracy')).toEqual(['0.8', '0.9', '◆ -0.1', '0.9', '◆ -0.1'])
  })

  it('whose alias moves shows what the alias leaves behind', async () => {
    await steps.save('1', { metrics: '{a: 1}', aliases: 'production' })
    const { runner } = await steps.save('2', { metrics: '{a: 2}', aliases: 'production' })
    expect(cell(runner.summary, 'And with')).toBe('model@v1, which production pointed at until now')
  })

  it('uses what its gate compared with', async () => {
    await steps.save('1', { metrics: '{a: 1}', aliases: 'best' })
    await steps.save('2', { metrics: '{a: 2}' })
    const gate = { 'fail-if': 'metrics.a < base.metrics.a', baseline: 'best' }
    const { runner } = await steps.save('3', { metrics: '{a: 3}', ...gate })
    const compared = render(runner.summary).rows.filter(([label]) => label === 'Compared with')
    expect(compared.map(([, what]) => what)).toEqual(['model@v1, as the gate does', 'model@v1'])
  })

  it('shows what it was made of', async () => {
    steps.write('data/rows.csv', '1')
    await steps.step({ mode: 'save', name: 'data', path: 'data' }, PUSH)
    await steps.step({ mode: 'restore', name: 'data', path: 'in' }, PUSH)
    const { runner } = await steps.save('1')
    const [diagram] = await Promise.all(render(runner.summary).diagrams.map(readDiagram))
    expect(diagram.boxes.map(({ text }) => text)).toEqual(['model@v1', 'data@v1'])

    const restored = await steps.step({ mode: 'restore', name: 'model', path: 'back' }, PUSH)
    const [again] = await Promise.all(render(restored.runner.summary).diagrams.map(readDiagram))
    expect(again.arrows).toBe(1)
  })

  it('is done whatever cannot be shown of it, which is warned of', async () => {
    await steps.save('1', { metrics: '{a: 1}' })
    steps.wrap = failing(onceSaved(2))
    const { runner, error } = await steps.save('2', { metrics: '{a: 2}' })
    expect(error).toBeUndefined()
    expect(runner.outputs).toMatchObject({ created: 'true', reference: 'model@v2' })
    expect(runner.warnings()).toEqual([
      'the job summary lacks a part: the versions before it could not be read: no connection',
      'the job summary lacks a part: the versions of aliases could not be read: no connection'
    ])
    expect(metricCells(runner.summary, 'a')).toEqual(['2'])
    expect(runner.summary).toContain('Not shown: the versions before it could not be read: no connection')
  })

  it('is done also where a bug keeps it from being shown', async () => {
    const warnings: string[] = []
    const bug = async (): Promise<never> => Promise.reject(new TypeError('x is\nnot a function'))
    const store: ArtifactStore = Object.assign(steps.store, { compare: bug, origins: bug })
    const digest = `sha256:${'a'.repeat(64)}` as const
    const made = version({ inputs: [{ name: 'data', number: 1, digest }] })
    expect(await surroundingsOf(store, made, undefined, (message) => warnings.push(message))).toEqual({})
    expect(warnings).toEqual(Array.from({ length: 2 }, () => 'the job summary lacks a part: x is\\nnot a function'))
  })

  it('that is cancelled meanwhile has set its outputs', async () => {
    await steps.save('1')
    steps.wrap = failing(onceSaved(2), new ArtifactStoreError('CANCELLED', 'cancelled'))
    const { runner, error } = await steps.save('2')
    expect(error).toMatchObject({ code: 'CANCELLED' })
    expect(runner.outputs).toMatchObject({ reference: 'model@v2' })
  })

  it('without a summary asks for nothing more', async () => {
    await steps.save('1', { metrics: '{a: 1}' })
    const calls: Call[] = []
    const isLater = onceSaved(2)
    steps.wrap = (storage) =>
      observed(storage, (call) => {
        if (isLater(call)) calls.push(call)
      })
    const { runner } = await steps.save('2', { metrics: '{a: 2}', summary: 'false' })
    expect([runner.summary, calls]).toEqual(['', []])
  })
})

describe('a promotion', () => {
  it('shows the metrics against what gave way, once for all aliases of the same move', async () => {
    steps.configure(DIRECTIONS)
    await steps.save('1', { metrics: '{accuracy: 0.9}', aliases: 'production\nbest' })
    await steps.save('2', { metrics: '{accuracy: 0.8}' })
    const given = { mode: 'promote', name: 'model', aliases: 'production\nbest\nnew' }
    const { runner } = await steps.step(given, PUSH)
    expect(metricCells(runner.summary, 'accuracy, higher is better')).toEqual(['0.8', '0.9', '▼ worse (-0.1)'])
    expect(render(runner.summary).rows.filter(([first]) => first === 'Metric')).toHaveLength(1)
    expect(render(runner.summary).text).toContain('production best')
  })

  it('is done whatever cannot be shown of it', async () => {
    await steps.save('1', { aliases: 'production' })
    await steps.save('2')
    let isMoved = false
    steps.wrap = failing(({ operation, key }) => {
      if (operation === 'create' && key.includes('/aliases/')) isMoved = true
      return isMoved && operation === 'read' && key.endsWith('/versions/0000000001.json')
    })
    const { runner, error } = await steps.step({ mode: 'promote', name: 'model', aliases: 'production' }, PUSH)
    expect(error).toBeUndefined()
    expect(runner.warnings()).toEqual([
      'the job summary lacks a part: the version to compare with could not be read: no connection'
    ])
    expect(render(runner.summary).rows).toContainEqual(['production', 'model@v2, as latest', 'v1'])
  })
})

it('a record shows the metrics before and after', async () => {
  steps.configure(DIRECTIONS)
  await steps.save('1', { metrics: '{accuracy: 0.9}' })
  const { runner } = await steps.step({ mode: 'record', name: 'model', metrics: '{accuracy: 0.95}' }, PUSH)
  expect(metricCells(runner.summary, 'accuracy, higher is better')).toEqual(['0.95', '0.9', '▲ better (+0.05)'])
})

it('a diff shows which way is better', async () => {
  steps.configure(DIRECTIONS)
  await steps.save('1', { metrics: '{accuracy: 0.9}' })
  await steps.save('2', { metrics: '{accuracy: 0.95}' })
  const { runner } = await steps.step({ mode: 'diff', name: 'model@v1 model@v2' }, PUSH)
  expect(metricCells(runner.summary, 'accuracy')).toEqual(['0.9', '0.95', '▲ better (+0.05)'])
})
