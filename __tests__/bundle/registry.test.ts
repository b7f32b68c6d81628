/** Gates, comparisons and the configuration file, with the bundle run as the runner and as a shell run it. */
import { join } from 'node:path'
import { temporaryFolder, writeTree } from '../support/folders.js'
import { BUNDLE, start, WORKFLOW } from '../support/processes.js'
import { runAction, type ActionResult } from '../support/run-action.js'

let workspace: { readonly path: string; remove: () => void }
beforeEach(() => {
  workspace = temporaryFolder()
  writeTree(workspace.path, { '.github/artifact-store.yml': CONFIG })
})
afterEach(() => workspace.remove())

const CONFIG = `
store: store
protected-aliases: {production: {branches: [main], require: metrics.accuracy >= 0.9}}
artifacts: {model: {type: model, metrics: {accuracy: higher}}}
`
const ON_MAIN = { ...WORKFLOW, GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_NAME: 'push', GITHUB_SHA: 'a'.repeat(40) }

const step = (inputs: Record<string, string>, env: Record<string, string> = ON_MAIN): Promise<ActionResult> =>
  runAction({ inputs: { name: 'model', ...inputs }, workspace: workspace.path, env })

async function save(accuracy: number, inputs: Record<string, string> = {}): Promise<ActionResult> {
  writeTree(workspace.path, { 'out/model.bin': `weights of ${accuracy}` })
  return await step({ mode: 'save', path: 'out', metrics: `accuracy: ${accuracy}`, ...inputs })
}

it('a gate fails the step once its outputs are set, and the summary says why', async () => {
  const gate = { 'fail-if': 'metrics.accuracy < base.metrics.accuracy - 0.005' }
  expect(await save(0.95, gate)).toMatchObject({
    exitCode: 0,
    warnings: ['model@v1 was not judged: there is no earlier version of the base branch to compare with']
  })
  const failed = await save(0.9, { ...gate, aliases: 'candidate' })
  const reason = 'metrics.accuracy (0.9) < base.metrics.accuracy (0.95) - 0.005'
  expect(failed).toMatchObject({
    exitCode: 1,
    stderr: '',
    errors: [`model@v2 fails (it is kept, without its aliases): ${reason}; base is model@v1`],
    outputs: { found: 'true', created: 'true', reference: 'model@v2', number: '2' }
  })
  expect(JSON.parse(failed.outputs['result'])).toEqual({
    gate: { failed: true, judged: true, explanation: reason, base: 'model@v1' }
  })
  expect(failed.summary).toContain('The gate failed')
  expect(failed.summary).toContain('metrics.accuracy (0.9) &lt; base.metrics.accuracy (0.95) - 0.005')
  expect((await step({ mode: 'restore', version: 'candidate', path: 'x' })).exitCode).toBe(1)
  const recorded = await step({ mode: 'record', version: 'v2', metrics: 'accuracy: 0.96', ...gate })
  expect(recorded).toMatchObject({ exitCode: 0, errors: [], warnings: [] })
})

it('a protected alias is refused with the reason', async () => {
  expect(await save(0.8)).toMatchObject({ exitCode: 0 })
  const bar = await step({ mode: 'promote', aliases: 'production' })
  expect(bar).toMatchObject({ exitCode: 1, outputs: {} })
  expect(bar.errors[0]).toMatch(/'production' is protected .*metrics\.accuracy \(0\.8\) >= 0\.9/)
  const branch = await step({ mode: 'promote', aliases: 'production' }, { ...ON_MAIN, GITHUB_REF: 'refs/heads/x' })
  expect(branch.errors[0]).toMatch(/only runs of 'main' move it, and this is one of 'x'/)
  expect((await save(0.95, { aliases: 'production' })).exitCode).toBe(0)
})

it('a difference is told in outputs, log and summary', async () => {
  await save(0.8)
  await save(0.95)
  const { exitCode, errors, outputs, log, summary } = await step({ mode: 'diff', name: 'model@v1 v2' })
  expect([exitCode, errors]).toEqual([0, []])
  expect(JSON.parse(outputs['result'])).toMatchObject({
    from: { number: 1, type: 'model' },
    to: { number: 2 },
    files: { changed: { count: 1, listed: [{ path: 'model.bin' }] } },
    metrics: { listed: [{ name: 'accuracy', from: 0.8, to: 0.95 }] }
  })
  expect(log.join('\n')).toMatch(/accuracy {2}0\.8 → 0\.95 {2}\(\+0\.15, better\)/)
  expect(summary).toContain('model.bin')
})

it('a mistake in the configuration fails the step, with the place', async () => {
  writeTree(workspace.path, { '.github/artifact-store.yml': 'store: store\nartifact: {}\n' })
  expect((await save(0.8)).errors).toEqual([
    ".github/artifact-store.yml, line 2, column 1: 'artifact' is no setting; did you mean 'artifacts'? there are 'store', 'protected-aliases', 'signatures' and 'artifacts'"
  ])
})

it('a shell compares and traces', async () => {
  for (const accuracy of [0.95, 0.96, 0.7]) await save(accuracy)
  const shell = async (...argv: string[]) => {
    const { ended } = start(process.execPath, [BUNDLE, ...argv], { cwd: workspace.path, env: { ...WORKFLOW } })
    return await ended
  }
  expect(await shell('bisect', 'model', '--metric', 'accuracy', '--drop', '0.1')).toMatchObject({
    code: 0,
    stderr: '',
    stdout: expect.stringMatching(new RegExp(`^model@v3: accuracy fell to 0\\.7 [^]*${'a'.repeat(40)}`))
  })
  expect((await shell('history', 'model')).stdout).toMatch(/accuracy {2}██▁/)
  expect((await shell('diff', 'model@v2', 'v3')).stdout).toMatch(/accuracy {2}0\.96 → 0\.7 {2}\(-0\.26, worse\)/)
  expect((await shell('show', 'model', '--lineage')).stdout).toMatch(/^model@v3, model\n {2}made from: nothing/)
  expect(await shell('catalog', 'site')).toMatchObject({ code: 0, stderr: '' })
  const gated = ['save', 'model', join(workspace.path, 'out'), '--if-unchanged', 'new', '--metric', 'accuracy=0.6']
  const failed = await shell(...gated, '--baseline', 'v2', '--fail-if', 'metrics.accuracy < base.metrics.accuracy')
  expect(failed).toMatchObject({ code: 1, stdout: expect.stringMatching(/^Saved model@v4: /) })
  expect(failed.stderr).toMatch(/^artifact-store: model@v4 fails \(it is kept\): .*base is model@v2\n$/)
})
