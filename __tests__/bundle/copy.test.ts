/** Mode copy, with the bundle run as the runner runs it: a folder to another one, and on from there. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { OUTPUT_NAMES } from '../../src/action/outputs.js'
import { readTree, snapshot, temporaryFolder, writeTree } from '../support/folders.js'
import { runAction, type ActionResult } from '../support/run-action.js'

let workspace: { readonly path: string; remove: () => void }
beforeEach(async () => {
  workspace = temporaryFolder()
  writeTree(workspace.path, { 'out/model.bin': 'weights', 'out/sub/card.md': '# Card' })
  await step({ mode: 'save', name: 'model', path: 'out', version: '1.0', aliases: 'production' })
  writeTree(workspace.path, { 'out/model.bin': 'other weights' })
  await step({ mode: 'save', name: 'model', path: 'out' })
})
afterEach(() => workspace.remove())

const at = (...path: string[]): string => join(workspace.path, ...path)

const run = (inputs: Record<string, string>): Promise<ActionResult> =>
  runAction({ inputs: { store: 'store', ...inputs }, workspace: workspace.path })

async function step(inputs: Record<string, string>): Promise<ActionResult> {
  const result = await run(inputs)
  expect(result).toMatchObject({ exitCode: 0, errors: [], stderr: '' })
  expect(Object.keys(result.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
  return result
}

const copy = (inputs: Record<string, string> = {}): Promise<ActionResult> =>
  step({ mode: 'copy', to: 'other', ...inputs })

it('brings all versions, with labels and aliases, and sends nothing twice', async () => {
  const { outputs, summary } = await copy()
  expect(outputs).toMatchObject({ found: 'true', created: 'true', name: '', metadata: '' })
  expect(JSON.parse(outputs['result'])).toMatchObject([
    { from: 'model@v1', to: 'model@v1', created: true, number: 1 },
    { from: 'model@v2', to: 'model@v2', created: true, number: 2 }
  ])
  expect(summary).toContain('Copied 2 versions')
  const before = snapshot(at('other'))
  expect((await copy()).outputs).toMatchObject({ found: 'true', created: 'false' })
  expect(snapshot(at('other'))).toEqual(before)
  rmSync(at('store'), { recursive: true })
  for (const [version, weights] of [
    ['production', 'weights'],
    ['1.0', 'weights'],
    ['latest', 'other weights']
  ]) {
    await step({ mode: 'restore', name: 'model', store: 'other', version, path: `back-${version}` })
    expect(readTree(at(`back-${version}`))).toEqual({ 'model.bin': weights, 'sub/card.md': '# Card' })
  }
})

it('of one version tells what it is there, as a save would', async () => {
  const { outputs } = await copy({ name: 'model@production', 'to-name': 'team/model', summary: 'false' })
  expect(outputs).toMatchObject({
    found: 'true',
    created: 'true',
    name: 'team/model',
    version: '1.0',
    number: '1',
    reference: 'team/model@v1',
    matched: 'production',
    path: '',
    files: '2',
    size: '13',
    metadata: expect.stringMatching(/^\{.*\}$/)
  })
  expect(JSON.parse(outputs['result'])).toHaveLength(1)
})

it.each<[string, Record<string, string>, RegExp]>([
  ['no other store', { to: '' }, /^input 'to' is required with mode copy/],
  ['the same store', { to: './store/' }, /^to: '.*store' is the store that is copied from/],
  ['a store that is none', { store: 'nowhere' }, /nowhere/],
  ['a version that is not there', { name: 'model@v9' }, /^name: no version of 'model' matches 'v9'/],
  ['an input of another mode', { path: 'x' }, /^input 'path' is for modes save, restore and was given with mode copy/],
  [
    'a label that is taken',
    { to: 'taken' },
    /^model@v1 in .* cannot be copied to .*: the label '1\.0' of model is taken by v1/
  ]
])('refuses %s, with one error', async (_what, inputs, message) => {
  mkdirSync(at('taken'))
  await step({ mode: 'save', store: 'taken', name: 'model', path: 'out/sub', version: '1.0' })
  const before = snapshot(at('taken'))
  const { exitCode, errors } = await run({ mode: 'copy', to: 'other', ...inputs })
  expect(exitCode).toBe(1)
  expect(errors).toHaveLength(1)
  expect(errors[0]).toMatch(message)
  expect(snapshot(at('taken'))).toEqual(before)
})
