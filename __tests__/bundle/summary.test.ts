/** The example of docs/SUMMARY.md, made anew by the bundle as the runner runs it. */
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { temporaryFolder, writeTree } from '../support/folders.js'
import { WORKFLOW } from '../support/processes.js'
import { runAction, type ActionResult } from '../support/run-action.js'

// From where the tests are compiled to, back to where they are written.
const root = resolve(import.meta.dirname, '../..').replace(/[\\/]build$/, '')
const [, told] = /<!-- example -->\n\n([^]*)<!-- end of the example -->/.exec(
  readFileSync(join(root, 'docs/SUMMARY.md'), 'utf8')
)!

const CONFIG = 'artifacts: {digits/model: {type: model, metrics: {accuracy: higher, loss: lower}}}\n'
const REPOSITORY = { ...WORKFLOW, GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'acme/digits' }
/** Each of its accuracy and loss. */
const TRAINED = [
  [0.912, 0.31],
  [0.921, 0.284],
  [0.919, 0.279],
  [0.934, 0.241],
  [0.931, 0.233],
  [0.938, 0.228]
] as const

it('a save in a pull request tells what docs/SUMMARY.md shows', async () => {
  const { path: workspace, remove } = temporaryFolder()
  const step = async (inputs: Record<string, string>, env: Record<string, string>, event?: unknown): Promise<void> => {
    last = await runAction({ inputs: { store: 'store', ...inputs }, env, workspace, event })
    expect([last.errors, last.warnings]).toEqual([[], []])
  }
  let last: ActionResult | undefined
  const train = async (
    number: number,
    [accuracy, loss]: readonly [number, number],
    env: Record<string, string>,
    more: Record<string, string> = {},
    event?: unknown
  ): Promise<void> => {
    writeTree(workspace, {
      'out/model.bin': `weights ${accuracy}`,
      'out/labels.txt': 'zero\none\ntwo\n',
      ...(number < 7 ? { 'out/old-card.md': '# Digits\n' } : { 'out/card.md': '# Digits\n' })
    })
    const metrics = `{accuracy: ${accuracy}, loss: ${loss}, seconds: ${200 + number}}`
    const inputs = { name: 'digits/model', metrics, params: `{lr: 0.001, epochs: ${number}}`, ...more }
    await step({ mode: 'save', path: number < 7 ? 'out' : 'out\n!out/old-card.md', ...inputs }, env, event)
  }
  try {
    writeTree(workspace, { '.github/artifact-store.yml': CONFIG, 'data/rows.csv': '1,2,3\n' })
    const push = (number: number): Record<string, string> => ({
      ...REPOSITORY,
      GITHUB_EVENT_NAME: 'push',
      GITHUB_REF: 'refs/heads/main',
      GITHUB_RUN_ID: String(100 + number),
      GITHUB_SHA: String(number).repeat(40)
    })
    await step({ mode: 'save', name: 'digits/data', path: 'data' }, push(9))
    for (const [at, values] of TRAINED.entries()) {
      await train(at + 1, values, push(at + 1), at === 3 ? { aliases: 'production' } : {})
    }
    const pull = {
      ...REPOSITORY,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_REF: 'refs/pull/12/merge',
      GITHUB_HEAD_REF: 'wider-layers',
      GITHUB_BASE_REF: 'main',
      GITHUB_RUN_ID: '112',
      GITHUB_SHA: 'e'.repeat(40)
    }
    const head = { sha: 'f'.repeat(40), repo: { full_name: 'acme/digits' } }
    const event = { pull_request: { number: 12, head } }
    await step({ mode: 'restore', name: 'digits/data', path: 'input' }, pull, event)
    const more = { 'fail-if': 'metrics.accuracy < base.metrics.accuracy - 0.005', aliases: 'candidate' }
    await train(7, [0.935, 0.219], pull, more, event)
    // Where the store lies, and what compressed bytes and records of a run's length take, differ between machines.
    const shown = last!.summary
      .replace(join(workspace, 'store'), '/mnt/artifacts')
      .replace(/(New in the store<\/td><td>)[^<]*/, '$11.9 KiB')
      .replace(/(Shared with earlier versions<\/td><td>)[^<]*/, '$122 B')
    expect(shown).toBe(told)
  } finally {
    remove()
  }
})
