import { OUTPUT_NAMES } from '../../src/action/outputs.js'
import { Steps } from './steps.js'

let steps: Steps
beforeEach(async () => {
  steps = new Steps()
  await steps.save('1', { metrics: 'accuracy: 0.9' })
  steps.write('out/new.txt', 'new')
  await steps.save('2', { metrics: 'accuracy: 0.93', version: '1.0' })
})
afterEach(() => steps.remove())

const diff = (name: string) => steps.step({ mode: 'diff', name })

test('tells what differs in its result, the log and the summary', async () => {
  const { runner, error } = await diff('model@v1 model@1.0')
  expect(error).toBeUndefined()
  expect(Object.keys(runner.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
  expect(runner.outputs['found']).toBe('true')
  expect(JSON.parse(runner.outputs['result'])).toMatchObject({
    from: { name: 'model', number: 1 },
    to: { name: 'model', number: 2, version: '1.0' },
    sameContent: false,
    files: { added: { count: 1, listed: [{ path: 'new.txt' }] }, changed: { count: 1 } },
    metrics: { changed: 1, listed: [{ name: 'accuracy', from: 0.9, to: 0.93 }] }
  })
  expect(runner.log[0]).toBe('model@v1 → model@v2 (1.0)')
  expect(runner.log.join('\n')).toContain('+ new.txt')
  expect(runner.summary).toContain('<code>new.txt</code>')
})

test.each([
  ['model@v1\nmodel@v2', 1, 2],
  ['model@v2 v1', 2, 1],
  ['model@v1', 1, 2],
  [' model@v1\r\n  1.0 ', 1, 2]
])('takes the two as %j', async (name, from, to) => {
  const { runner } = await diff(name)
  expect(JSON.parse(runner.outputs['result'])).toMatchObject({ from: { number: from }, to: { number: to } })
})

test('of versions that are not there fails, names the one, and says so in the outputs', async () => {
  for (const [name, missing] of [
    ['model@v1 model@v9', 'v9'],
    ['model@v8 model@v9', 'v8']
  ] as const) {
    const { runner, error } = await diff(name)
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(new RegExp(`^no version of 'model' matches '${missing}' in the store`))
    })
    expect(runner.outputs).toMatchObject({ found: 'false', result: '' })
  }
})

test.each([
  ['', /^input 'name' is required with mode diff/],
  ['model', /^input 'name': 'model' does not say which version to compare: write 'model@v1'/],
  ['model report', /write 'model@latest report@latest'/],
  ['model@v1 team/report', /write 'team\/report@latest'/],
  ['model@v1 v0', /^input 'name': 'v0' is not a selector/],
  ['model@v1 model@v2 model@v3', /give two versions to compare.*these are 3/],
  ['mo del@v1', /'mo' does not say which version/],
  ['model@ model@v1', /^input 'name': '' is not a selector: it is empty/]
])('%j is refused before the store is opened', async (name, message) => {
  steps.opened.length = 0
  const { error } = await diff(name)
  expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(message) })
  expect(steps.opened).toEqual([])
})
