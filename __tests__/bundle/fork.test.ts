/** The bundle in the run of a pull request that comes from a fork: what it saves, and who finds it. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTree, temporaryFolder, writeTree } from '../support/folders.js'
import { BUNDLE, runAction, type ActionResult, type ActionStep } from '../support/run-action.js'

let workspace: { readonly path: string; remove: () => void }
const at = (...path: string[]): string => join(workspace.path, ...path)

beforeEach(async () => {
  workspace = temporaryFolder()
  writeTree(workspace.path, { 'out/model.bin': 'ours' })
  succeeded(await step(PUSH, { mode: 'save', name: 'model', path: 'out', aliases: 'production' }))
  writeTree(workspace.path, { 'out/model.bin': 'theirs' })
})
afterEach(() => workspace.remove())

type Run = Pick<ActionStep, 'env' | 'event'>

const WORKFLOW = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/models',
  GITHUB_RUN_ID: '7',
  GITHUB_WORKFLOW: 'CI'
}
const PUSH: Run = {
  env: { ...WORKFLOW, GITHUB_RUN_ID: '6', GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' },
  event: {}
}
const pullRequest = (head: object, event = 'pull_request', ref = 'refs/pull/7/merge'): Run => ({
  env: {
    ...WORKFLOW,
    GITHUB_EVENT_NAME: event,
    GITHUB_REF: ref,
    GITHUB_HEAD_REF: 'main',
    GITHUB_BASE_REF: 'main'
  },
  event: { pull_request: { number: 7, head } }
})
const FORK = pullRequest({ repo: { full_name: 'stranger/models' } })
const QUARANTINED = 'quarantine/acme/models/7/model'

async function step(run: Run, inputs: Record<string, string>): Promise<ActionResult> {
  return await runAction({ ...run, inputs: { store: 'store', ...inputs }, workspace: workspace.path })
}

function succeeded(result: ActionResult): ActionResult {
  expect({ exitCode: result.exitCode, errors: result.errors, stderr: result.stderr }).toEqual({
    exitCode: 0,
    errors: [],
    stderr: ''
  })
  return result
}

const save = { mode: 'save', name: 'model', path: 'out' }

it('saves into the quarantine of the pull request, and says so with the name to restore it by', async () => {
  const result = succeeded(await step(FORK, { ...save, version: '2.0', aliases: 'production' }))
  expect(result.outputs).toMatchObject({
    created: 'true',
    name: QUARANTINED,
    reference: `${QUARANTINED}@v1`,
    version: '2.0'
  })
  expect(result.warnings).toEqual([
    `'model' is saved as '${QUARANTINED}', where only those see it who name it: this run is of a pull request that comes from a fork, or may come from one. Restore it by that name (in a later step, name: \${{ steps.<id of this step>.outputs.name }})`
  ])
  expect(result.summary).toContain(QUARANTINED)

  for (const run of [PUSH, FORK]) {
    const restore = { mode: 'restore', path: 'back', clean: 'true' }
    expect(succeeded(await step(run, { ...restore, name: 'model' })).outputs['reference']).toBe('model@v1')
    expect(readTree(at('back'))).toMatchObject({ 'model.bin': 'ours' })
    expect(succeeded(await step(run, { ...restore, name: 'model', version: 'production' })).outputs['number']).toBe('1')
    expect((await step(run, { ...restore, name: 'model', version: '2.0' })).exitCode).toBe(1)
    expect(succeeded(await step(run, { ...restore, name: QUARANTINED })).outputs['matched']).toBe('latest')
    expect(readTree(at('back'))).toMatchObject({ 'model.bin': 'theirs' })
    const listed = JSON.parse(succeeded(await step(run, { mode: 'list' })).outputs['result']) as { name: string }[]
    expect(listed.map(({ name }) => name)).toEqual(['model'])
  }
})

it.each<[string, Run]>([
  ['whose fork is gone', pullRequest({ repo: null })],
  ['whose payload does not tell', { ...FORK, event: { pull_request: { number: 7 } } }],
  [
    'of pull_request_target',
    pullRequest({ repo: { full_name: 'stranger/models' } }, 'pull_request_target', 'refs/heads/main')
  ]
])('takes one %s for one from a fork', async (_, run) => {
  expect(succeeded(await step(run, save)).outputs['name']).toBe(QUARANTINED)
})

it('saves one of the repository itself as it is asked to', async () => {
  const result = succeeded(await step(pullRequest({ repo: { full_name: 'acme/models' } }), save))
  expect([result.outputs['reference'], result.warnings]).toEqual(['model@v2', []])
})

it.each<[string, Run, Record<string, string>, RegExp]>([
  ['record outside', FORK, { mode: 'record', name: 'model', metrics: 'a: 1' }, /^name: 'model' is not for this run/],
  ['promote outside', FORK, { mode: 'promote', name: 'model', aliases: 'x' }, /^name: 'model' is not for this run/],
  ['copy outside', FORK, { mode: 'copy', name: 'model', to: 'other' }, /^name: 'model' is not for this run/],
  ['save into another one', FORK, { ...save, name: 'quarantine/acme/models/8/model' }, /is not for this run to change/],
  ['save into any, from elsewhere', PUSH, { ...save, name: QUARANTINED }, /is kept for pull requests from forks/],
  [
    'save without a number',
    { env: { ...FORK.env, GITHUB_EVENT_NAME: 'pull_request_target', GITHUB_REF: 'refs/heads/main' }, event: {} },
    save,
    /GITHUB_EVENT_PATH/
  ]
])('refuses to %s, with one error, and nothing changes', async (_, run, inputs, message) => {
  const before = readTree(at('store'))
  const result = await step(run, inputs)
  expect(result).toMatchObject({ exitCode: 1, stderr: '', summary: '' })
  expect(result.errors).toEqual([expect.stringMatching(message)])
  expect(readTree(at('store'))).toEqual(before)
})

it('does the same as a command in a step of such a run', () => {
  writeFileSync(at('event.json'), JSON.stringify(FORK.event))
  const command = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [BUNDLE, ...args, '--store', 'store', '--json'], {
      cwd: workspace.path,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], GITHUB_ACTIONS: 'true', GITHUB_EVENT_PATH: at('event.json'), ...FORK.env }
    })
  const saved = command('save', 'model', 'out')
  expect([saved.status, (JSON.parse(saved.stdout) as { name: string }).name]).toEqual([0, QUARANTINED])
  expect(saved.stderr).toMatch(/^artifact-store: warning: 'model' is saved as 'quarantine\/acme\/models\/7\/model'/)
  const promoted = command('promote', 'model', 'mine')
  expect([promoted.status, promoted.stdout]).toEqual([1, ''])
  expect(promoted.stderr).toMatch(/^artifact-store: name: 'model' is not for this run to change.*\n$/)
})
