/** Mode prune: inputs, outputs, log and summary, over a real store in memory. */
import { OUTPUT_NAMES } from '../../src/action/outputs.js'
import { describePrune } from '../../src/action/summary/prune.js'
import { Steps } from './steps.js'

let steps: Steps
beforeEach(async () => {
  steps = new Steps()
  for (const [at, accuracy] of [0.7, 0.95, 0.8, 0.9].entries()) {
    await steps.save(String(at), { metrics: `accuracy: ${accuracy}` })
  }
})
afterEach(() => steps.remove())

const prune = (given: Record<string, string> = {}) => steps.step({ mode: 'prune', ...given })
const numbers = async () => (await steps.store.list({ name: 'model' })).map(({ number }) => number)

test('is a dry run where nothing else is said: the plan is in log, outputs and summary', async () => {
  const { runner, error } = await prune({ 'keep-last': '1', 'keep-best': 'accuracy:higher' })
  expect(error).toBeUndefined()
  expect(Object.keys(runner.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
  expect(runner.outputs['found']).toBe('true')
  const result = JSON.parse(runner.outputs['result'])
  expect(result).toMatchObject({
    dryRun: true,
    artifacts: [
      { name: 'model', kept: 2, reasons: { newest: 1, 'keep-best': 1 }, removed: [{ number: 1 }, { number: 3 }] }
    ],
    freed: { now: 0, later: expect.any(Number) }
  })
  expect(runner.log).toEqual([
    'model: 4 versions, 2 would be removed (v1, v3), 2 stay (1 newest, 1 by keep-best)',
    expect.stringMatching(/^packs: 2 \(.*too young to be condemned$/),
    expect.stringMatching(/^It would free 0 B; later runs free .*, from 20.*Z on$/),
    "Nothing was changed: this was a dry run. Give 'dry-run: false' to do it"
  ])
  expect(runner.summary).toContain('<h3>Prune: a dry run</h3>')
  expect(runner.summary).toContain('2 would be removed (v1, v3)')
  expect(await numbers()).toEqual([4, 3, 2, 1])
})

test('does it where it is told to', async () => {
  const { runner } = await prune({ 'keep-last': '1', 'keep-best': 'accuracy:higher\n', 'dry-run': 'false' })
  expect(await numbers()).toEqual([4, 2])
  expect(runner.log[0]).toContain('2 removed (v1, v3)')
  expect(runner.log.join()).not.toContain('dry run')
  expect(runner.summary).toContain('<h3>Pruned</h3>')
  expect((await prune({ summary: 'false' })).runner.summary).toBe('')
})

test('goes by the configuration, for one artifact or all', async () => {
  steps.configure(`
artifacts:
  model: {retention: {keep-best: {accuracy: 2}}, metrics: {accuracy: higher}}
  other: {retention: {keep-last: 1}}
`)
  await steps.save('x', { name: 'other' })
  await steps.save('y', { name: 'other' })
  await prune({ name: 'model', 'dry-run': 'false' })
  expect(await numbers()).toEqual([4, 2])
  expect(await steps.store.list({ name: 'other' })).toHaveLength(2)
  await prune({ 'dry-run': 'false' })
  expect(await steps.store.list({ name: 'other' })).toHaveLength(1)
})

test('without any rule removes no version', async () => {
  const { runner } = await prune({ 'dry-run': 'false' })
  expect(await numbers()).toEqual([4, 3, 2, 1])
  expect(runner.log[0]).toBe('1 artifact: no rule of retention: all versions stay')
})

test('of an artifact that is not there warns, and says so in the outputs', async () => {
  const { runner, error } = await prune({ name: 'modle', 'keep-last': '1', 'dry-run': 'false' })
  expect(error).toBeUndefined()
  expect(runner.warnings()).toEqual([expect.stringContaining("there is no artifact 'modle'")])
  expect(runner.outputs['found']).toBe('false')
  expect(await numbers()).toEqual([4, 3, 2, 1])
})

test.each([
  [{ 'keep-last': '0' }, /^input 'keep-last' is '0': give a whole number from 1 on$/],
  [{ 'keep-last': 'all' }, /^input 'keep-last' is 'all'/],
  [{ 'keep-within': '30' }, /^input 'keep-within' is '30': give a number and a unit/],
  [{ 'keep-within': '0d' }, /^input 'keep-within' is '0d'/],
  [{ 'keep-best': 'accuracy:0' }, /^input 'keep-best' is 'accuracy:0'/],
  [{ 'keep-best': 'accuracy' }, /^input 'keep-best': it is not known which way 'accuracy' of 'model' gets better/],
  [{ 'dry-run': 'no' }, /^input 'dry-run' is 'no': give true or false$/],
  [{ name: '../x' }, /^input 'name': '\.\.\/x'/],
  [{ name: 'model@v1' }, /^input 'name': 'model@v1'/],
  [{ version: 'v1' }, /^input 'version' is for modes save, restore, record, promote and was given with mode prune$/],
  [{ path: 'out' }, /^input 'path' is for modes save, restore/]
])('%j is refused, and nothing is done', async (given, message) => {
  const { error } = await prune({ 'dry-run': 'false', ...given })
  expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(message) })
  expect(await numbers()).toEqual([4, 3, 2, 1])
})

test('the summary is bounded, and nothing breaks out of it', () => {
  const none = { objects: 0, bytes: 0 }
  const artifacts = Array.from({ length: 5000 }, (_, at) => ({
    name: `<b>${at}</b>\n\n# x`,
    kept: 1,
    reasons: { newest: 1 },
    removed: Array.from({ length: 300 }, (_, number) => ({ number: number * 2 + 1, createdAt: '' }))
  }))
  const summary = describePrune({
    result: {
      dryRun: true,
      artifacts,
      broughtBack: [],
      packs: { destroyed: none, condemned: none, waiting: none, young: none },
      runs: none,
      temporary: none,
      freed: { now: 0, later: 0, laterFrom: undefined }
    },
    store: 's3://<bucket>'
  })
  expect(summary.length).toBeLessThan(100_000)
  expect(summary).toContain('&lt;b&gt;0&lt;/b&gt;\\n\\n# x')
  expect(summary).not.toContain('<b>')
  expect(summary).toContain('4,900 more are in the output')
  expect(summary).toContain('s3://&lt;bucket&gt;')
})

test('the inputs of prune are for no other mode', async () => {
  for (const input of ['keep-last', 'keep-within', 'keep-best', 'dry-run']) {
    const { error } = await steps.step({ mode: 'list', [input]: '1' })
    expect(error).toMatchObject({ message: `input '${input}' is for mode prune and was given with mode list` })
  }
})
