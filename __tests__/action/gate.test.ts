/** Gates in steps: what is told, and in which order. */
import { Steps, type Told } from './steps.js'
import { cell } from './summary/support.js'

let steps: Steps
beforeEach(() => {
  steps = new Steps()
})
afterEach(() => steps.remove())

const FELL = 'metrics.accuracy < base.metrics.accuracy - 0.005'

const save = (content: string, accuracy: number, given: Record<string, string> = {}): Promise<Told> =>
  steps.save(content, { metrics: `accuracy: ${accuracy}`, 'fail-if': FELL, ...given })

test('a save that passes says so', async () => {
  await save('1', 0.9)
  const { runner, error } = await save('2', 0.91, { aliases: 'candidate' })
  expect(error).toBeUndefined()
  expect(runner.warnings()).toEqual([])
  expect(runner.log.at(-1)).toBe(
    "'model@v2' passes: not metrics.accuracy (0.91) < base.metrics.accuracy (0.9) - 0.005; base is model@v1"
  )
  expect(JSON.parse(runner.outputs['result'])).toEqual({
    gate: {
      failed: false,
      judged: true,
      explanation: 'metrics.accuracy (0.91) < base.metrics.accuracy (0.9) - 0.005',
      base: 'model@v1'
    }
  })
  expect(runner.summary).toContain('✓ The gate let it pass')
  expect((await steps.store.resolve('model', ['candidate']))?.version.number).toBe(2)
})

test('a save that fails has set its outputs and written why into the summary, and keeps the version without its aliases', async () => {
  await save('1', 0.9)
  const { runner, error } = await save('2', 0.5, { aliases: 'candidate' })
  const reason = 'metrics.accuracy (0.5) < base.metrics.accuracy (0.9) - 0.005'
  expect(error).toMatchObject({
    code: 'GATE',
    message: `model@v2 fails (it is kept, without its aliases): ${reason}; base is model@v1`
  })
  expect(runner.outputs).toMatchObject({ found: 'true', created: 'true', reference: 'model@v2' })
  expect(JSON.parse(runner.outputs['result'])).toMatchObject({ gate: { failed: true, judged: true, base: 'model@v1' } })
  expect(runner.summary).toContain('✗ The gate failed')
  expect(cell(runner.summary, 'Which holds')).toBe(reason)
  expect(cell(runner.summary, 'Fails if')).toBe(FELL)
  expect(cell(runner.summary, 'Compared with')).toMatch(/^model@v1\b/)
  expect(cell(runner.summary, 'Aliases')).toBe('candidate: not moved, since the gate failed')
  expect(await steps.store.resolve('model', ['candidate'])).toBeUndefined()
  expect((await steps.store.resolve('model', ['latest']))?.version.number).toBe(2)
})

test('the first version of a branch is not judged, with a warning', async () => {
  const { runner, error } = await save('1', 0.9)
  expect(error).toBeUndefined()
  expect(runner.warnings()).toEqual([
    'model@v1 was not judged: there is no earlier version of the base branch to compare with'
  ])
  expect(JSON.parse(runner.outputs['result'])).toMatchObject({ gate: { failed: false, judged: false } })
  expect(runner.summary).toContain('○ The gate did not judge it')
})

test('a version that nobody can judge fails the step, with the place in the condition', async () => {
  await save('1', 0.9)
  const { runner, error } = await steps.save('2', { 'fail-if': FELL })
  expect(error).toMatchObject({
    code: 'GATE',
    message: expect.stringMatching(
      /^model@v2 fails \(it is kept\), since nobody can tell .*\n {2}metrics\.accuracy <.*\n {2}\^$/
    )
  })
  expect(runner.outputs['created']).toBe('true')
  expect(runner.summary).toContain('metrics.accuracy is missing')
  // The condition itself is said once, and the caret means nothing in a summary.
  expect(runner.summary).not.toContain('^')
})

test('compares with what baseline names, the first that there is', async () => {
  await save('1', 0.9, { aliases: 'production' })
  await save('2', 0.95)
  const baseline = 'staging\nproduction'
  const { runner } = await save('3', 0.9, { baseline })
  expect(JSON.parse(runner.outputs['result'])).toMatchObject({ gate: { failed: false, base: 'model@v1' } })
  const { error } = await save('4', 0.9, { baseline: 'staging' })
  expect(error).toMatchObject({ code: 'GATE', message: expect.stringContaining('there is no base version') })
})

test('a record judges the version with what it adds', async () => {
  await save('1', 0.9)
  await save('2', 0.9)
  const record = (accuracy: number): Promise<Told> =>
    steps.step({ mode: 'record', name: 'model', metrics: `accuracy: ${accuracy}`, 'fail-if': FELL })
  const bad = await record(0.4)
  expect(bad.error).toMatchObject({ code: 'GATE', message: expect.stringMatching(/^model@v2 fails \(it is kept\): /) })
  expect(bad.runner.outputs).toMatchObject({ found: 'true', reference: 'model@v2' })
  expect(bad.runner.summary).toContain('✗ The gate failed')
  expect((await record(0.92)).error).toBeUndefined()
})

test.each([
  [{ 'fail-if': 'metrics.accuracy <' }, /^input 'fail-if': /],
  [{ 'fail-if': FELL, baseline: 'production\nv0' }, /^input 'baseline': 'v0' is not a selector/],
  [
    { 'fail-if': '', baseline: 'production' },
    /^input 'baseline' is given without input 'fail-if': nothing is compared/
  ],
  [
    { 'fail-if': 'metrics.accuracy < 1', baseline: 'v1' },
    /^input 'baseline' is given with a condition that has no 'base/
  ]
])('%j is refused before the store is opened', async (given, message) => {
  const { error } = await save('1', 0.9, given)
  expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(message) })
  expect(steps.opened).toEqual([])
})

test('nothing in a condition or a value breaks out of the summary', async () => {
  await steps.save('1', { params: JSON.stringify({ note: '</code><script>alert(1)</script>' }) })
  const given = { 'fail-if': `params.note = "</code><b>" or params.note = base.params.note` }
  const { runner } = await steps.save('2', { ...given, params: JSON.stringify({ note: '</code><script>' }) })
  expect(runner.summary).not.toContain('<script>')
  expect(runner.summary).not.toContain('<b>"')
})
