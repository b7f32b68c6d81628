/** Every input and output of mode restore, with the bundle run as the runner runs it. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { OUTPUT_NAMES } from '../../src/action/outputs.js'
import { readTree, snapshot, temporaryFolder, writeTree } from '../support/folders.js'
import { nodeRuntimes, runAction, type ActionResult, type ActionStep } from '../support/run-action.js'

/** A store with three versions of `model`: 1.0.0, aliased production; v2; v3. */
const shared = temporaryFolder()
const digests: string[] = []
let betweenSecondAndThird: string
let workspace: { readonly path: string; remove: () => void }

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

beforeAll(async () => {
  const save = async (inputs: Record<string, string>): Promise<void> => {
    const result = await runAction({
      inputs: { mode: 'save', name: 'model', path: 'out', store: join(shared.path, 'store'), ...inputs },
      workspace: shared.path
    })
    if (result.exitCode !== 0) throw new Error(result.errors.join('\n'))
    digests.push(result.outputs['digest'])
  }
  writeTree(shared.path, {
    'out/model.bin': 'one',
    'out/docs/card.md': '# One',
    'out/docs/deep/a.txt': 'a',
    'out/log.txt': 'l'
  })
  await save({ version: '1.0.0', aliases: 'production', metrics: 'accuracy: 0.5', type: 'model' })
  writeTree(shared.path, { 'out/model.bin': 'two' })
  await save({})
  await pause(20)
  betweenSecondAndThird = new Date().toISOString()
  await pause(20)
  writeTree(shared.path, { 'out/model.bin': 'three' })
  await save({})
})
afterAll(() => shared.remove())

beforeEach(() => {
  workspace = temporaryFolder()
})
afterEach(() => workspace.remove())

const at = (...path: string[]): string => join(workspace.path, ...path)

async function restore(inputs: Record<string, string> = {}, more: Partial<ActionStep> = {}): Promise<ActionResult> {
  const result = await runAction({
    inputs: { mode: 'restore', name: 'model', store: join(shared.path, 'store'), path: 'back', ...inputs },
    workspace: workspace.path,
    ...more
  })
  expect(result).toMatchObject({ exitCode: 0, errors: [], stderr: '' })
  expect(Object.keys(result.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
  return result
}

describe('outputs of a restore', () => {
  it('tell of the version that was brought back', async () => {
    const { outputs, warnings, summary } = await restore({ version: 'production' })
    expect(warnings).toEqual([])
    expect(outputs).toEqual({
      found: 'true',
      created: 'false',
      name: 'model',
      version: '1.0.0',
      number: '1',
      digest: digests[0],
      reference: 'model@v1',
      matched: 'production',
      path: at('back'),
      files: '4',
      size: '10',
      'stored-size': '',
      metadata: expect.stringMatching(/^\{.*\}$/),
      result: ''
    })
    expect(JSON.parse(outputs['metadata'])).toMatchObject({
      version: '1.0.0',
      type: 'model',
      metrics: { accuracy: 0.5 }
    })
    expect(readTree(at('back'))).toEqual({
      'docs/card.md': '# One',
      'docs/deep/a.txt': 'a',
      'log.txt': 'l',
      'model.bin': 'one'
    })
    for (const part of ['Restored', 'model@v1', 'production', at('back'), '0.5']) expect(summary).toContain(part)
  })
})

describe('inputs of a restore', () => {
  it.each<[string, () => string, string, string]>([
    ['nothing', () => '', 'latest', '3'],
    ['latest', () => 'latest', 'latest', '3'],
    ['a number', () => 'v2', 'v2', '2'],
    ['a label', () => '1.0.0', '1.0.0', '1'],
    ['an alias', () => 'production', 'production', '1'],
    ['a digest', () => digests[1], '', '2'],
    ['a digest, shortened', () => digests[1].slice(0, 19), '', '2'],
    ['a time', () => `as-of:${betweenSecondAndThird}`, '', '2'],
    ['a day', () => 'as-of:2999-01-01', '', '3'],
    ['lines, the first that matches', () => 'v99\nstaging\nas-of:2001-01-01\nv2\nlatest', 'v2', '2']
  ])('version: %s', async (_, version, matched, number) => {
    const { outputs } = await restore({ version: version() })
    expect(outputs).toMatchObject({ number, matched: matched || version(), digest: digests[Number(number) - 1] })
  })

  it('path: the workspace where nothing is said, and what is there stays', async () => {
    writeTree(workspace.path, { 'src/main.py': 'print()', 'model.bin': 'old' })
    const { outputs } = await restore({ path: '' })
    expect(outputs['path']).toBe(workspace.path)
    expect(readTree(workspace.path)).toMatchObject({ 'src/main.py': 'print()', 'model.bin': 'three' })
  })

  it('path: absolute, deep, in the home folder', async () => {
    expect((await restore({ path: at('a/b/c') })).outputs['path']).toBe(at('a/b/c'))
    expect((await restore({ path: '~/x' }, { env: { HOME: at('home') } })).outputs['path']).toBe(at('home/x'))
    expect(readdirSync(at('home/x'))).toEqual(readdirSync(at('a/b/c')))
  })

  it('files: only these', async () => {
    const { outputs, summary } = await restore({ files: '*.bin\ndocs/**/*.txt' })
    expect(outputs).toMatchObject({ files: '2', size: '6' })
    expect(Object.keys(readTree(at('back')))).toEqual(['docs/deep/a.txt', 'model.bin'])
    expect(summary).toContain('2 files, 6 B of 4 files')
  })

  it('clean: removes what the version does not hold', async () => {
    writeTree(workspace.path, { 'back/stale.txt': 'x', 'back/docs/stale.txt': 'x', 'back/empty/x': 'x' })
    await restore()
    expect(Object.keys(readTree(at('back')))).toContain('stale.txt')
    const { summary } = await restore({ clean: 'true' })
    expect(Object.keys(readTree(at('back')))).toEqual(['docs/card.md', 'docs/deep/a.txt', 'log.txt', 'model.bin'])
    expect(existsSync(at('back/empty'))).toBe(false)
    expect(summary).toContain('Removed there')
  })

  it.each([
    ['warn', 'v99', '', 1],
    ['ignore', 'v99', '', 0],
    ['warn', 'latest', 'none', 1],
    ['ignore', 'latest', 'none', 0]
  ])('if-not-found: %s, for %s in the store %j', async (policy, version, store, warnings) => {
    const result = await restore({ 'if-not-found': policy, version, ...(store === '' ? {} : { store }) })
    expect(result.outputs).toMatchObject({ found: 'false', created: 'false', path: '', metadata: '' })
    expect(result.warnings).toHaveLength(warnings)
    expect(snapshot(workspace.path)).toEqual({})
  })

  it('summary: not written', async () => {
    expect((await restore({ summary: 'false' })).summary).toBe('')
  })

  it('store: the environment', async () => {
    const env = { ARTIFACT_STORE: join(shared.path, 'store') }
    expect((await restore({ store: '' }, { env })).outputs['found']).toBe('true')
  })
})

describe('restore/action.yml', () => {
  it('is the same with its mode set', async () => {
    const inputs = { name: 'model', store: join(shared.path, 'store'), path: 'back' }
    const result = await runAction({ action: 'restore', inputs, workspace: workspace.path })
    expect(result.outputs).toMatchObject({ found: 'true', number: '3' })
  })
})

describe('the program that runs the bundle', () => {
  it.each(nodeRuntimes())('is %s', async (node) => {
    writeTree(workspace.path, { 'out/a': 'a'.repeat(300_000), 'out/b': 'b' })
    const inputs = { mode: 'save', name: 'a', path: 'out', store: 'store' }
    expect(await runAction({ node, inputs, workspace: workspace.path })).toMatchObject({
      exitCode: 0,
      errors: [],
      stderr: ''
    })
    expect((await restore({ name: 'a', store: 'store' }, { node })).outputs['files']).toBe('2')
    expect(readTree(at('back'))).toEqual(readTree(at('out')))
  })
})
