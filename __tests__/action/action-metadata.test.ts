import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { INPUT_NAMES, inputsOf } from '../../src/action/input-table.js'
import { OUTPUT_NAMES } from '../../src/action/outputs.js'

interface ActionMetadata {
  readonly name: string
  readonly description: string
  readonly branding: { readonly icon: string; readonly color: string }
  readonly inputs: Record<
    string,
    { readonly description: string; readonly required?: boolean; readonly default?: string }
  >
  readonly outputs: Record<string, { readonly description: string }>
  readonly runs: { readonly using: string; readonly main: string }
}

/** Tests run from build/__tests__/action. */
const ROOT = join(import.meta.dirname, '../../..')

const read = (path: string): ActionMetadata => parse(readFileSync(join(ROOT, path), 'utf8')) as ActionMetadata

const whole = read('action.yml')
const save = read('save/action.yml')
const restore = read('restore/action.yml')
const all: [string, ActionMetadata][] = [
  ['action.yml', whole],
  ['save/action.yml', save],
  ['restore/action.yml', restore]
]

/** The names in the first column of the first table, and in the list of outputs, of what users are promised. */
const PROMISED_INPUTS =
  'mode store name path root version type description aliases params metrics metadata params-path metrics-path ' +
  'metadata-path if-no-files-found if-unchanged include-hidden-files parents symlinks compression files clean ' +
  'if-not-found where limit baseline fail-if sign sign-key verify-signature public-key signature-path to to-name ' +
  'deep keep-last keep-within keep-best dry-run summary'
const PROMISED_OUTPUTS =
  'found created name version number digest reference matched path files size stored-size metadata result'

describe('the metadata of the actions', () => {
  it('declares the inputs and outputs that users are promised', () => {
    expect(Object.keys(whole.inputs).sort()).toEqual(PROMISED_INPUTS.split(' ').sort())
    expect([...INPUT_NAMES].sort()).toEqual(PROMISED_INPUTS.split(' ').sort())
    expect([...OUTPUT_NAMES]).toEqual(PROMISED_OUTPUTS.split(' '))
  })

  it('declares for save and restore what those modes use', () => {
    expect(Object.keys(save.inputs).sort()).toEqual([...inputsOf('save')].sort())
    expect(Object.keys(restore.inputs).sort()).toEqual([...inputsOf('restore')].sort())
  })

  it('has no default but the mode of save and restore: others could not be refused', () => {
    const defaults = all.map(([path, { inputs }]) => [
      path,
      Object.entries(inputs)
        .filter(([, input]) => input.default !== undefined)
        .map(([name, input]) => [name, input.default])
    ])
    expect(defaults).toEqual([
      ['action.yml', []],
      ['save/action.yml', [['mode', 'save']]],
      ['restore/action.yml', [['mode', 'restore']]]
    ])
  })

  it('requires what the code requires', () => {
    const required = ({ inputs }: ActionMetadata): string[] =>
      Object.keys(inputs).filter((name) => inputs[name].required)
    expect(required(whole)).toEqual(['mode'])
    expect(required(save)).toEqual(['name', 'path'])
    expect(required(restore)).toEqual(['name'])
  })

  it.each(all)('%s is complete', (path, { name, description, branding, inputs, outputs, runs }) => {
    expect(name).toMatch(/^Artifact Store/)
    // What GitHub's marketplace takes.
    expect(description.length).toBeLessThanOrEqual(125)
    expect(branding).toEqual({ icon: 'archive', color: 'blue' })
    expect(runs).toEqual({ using: 'node24', main: path === 'action.yml' ? 'dist/index.js' : '../dist/index.js' })
    expect(Object.keys(outputs)).toEqual([...OUTPUT_NAMES])
    for (const item of [...Object.values(inputs), ...Object.values(outputs)])
      expect(item.description.length).toBeGreaterThan(5)
  })
})
