/** What `.github/artifact-store.yml` does to the steps of its workspace. */
import { PUSH, Steps } from './steps.js'

let steps: Steps
beforeEach(() => {
  steps = new Steps()
})
afterEach(() => steps.remove())

const TOPIC = { ...PUSH, GITHUB_REF: 'refs/heads/topic', GITHUB_REF_NAME: 'topic' }
const GUARDS = 'protected-aliases: {production: {branches: [main], require: metrics.accuracy >= 0.9}}\n'

test('the store is where it says', async () => {
  steps.configure('store: elsewhere\n')
  await steps.save('1')
  expect(steps.opened).toEqual([`${steps.workspace}/elsewhere`])
})

test('a save without a type gets that of its artifact', async () => {
  steps.configure(`artifacts: {'*': {type: file}, model: {type: model}}`)
  const typeOf = async (given: Record<string, string>): Promise<unknown> =>
    JSON.parse((await steps.save('1', { ...given, 'if-unchanged': 'new' })).runner.outputs['metadata']).type
  expect(await typeOf({})).toBe('model')
  expect(await typeOf({ name: 'report' })).toBe('file')
  expect(await typeOf({ type: 'dataset' })).toBe('dataset')
})

describe('a protected alias', () => {
  beforeEach(() => steps.configure(GUARDS))

  test('is moved by runs of its branches alone', async () => {
    await steps.save('1', { metrics: 'accuracy: 0.95' })
    const promote = { mode: 'promote', name: 'model', aliases: 'production' }
    const { error } = await steps.step(promote, TOPIC)
    expect(error).toMatchObject({
      code: 'REFUSED',
      message: expect.stringMatching(
        /'production' is protected .*only runs of 'main' move it, and this is one of 'topic'/
      )
    })
    expect((await steps.save('2', { aliases: 'production', metrics: 'accuracy: 1' }, TOPIC)).error).toMatchObject({
      code: 'REFUSED'
    })
    expect((await steps.store.list()).length).toBe(1)
    expect((await steps.step(promote, PUSH)).error).toBeUndefined()
  })

  test('is not moved to a version that misses the bar', async () => {
    await steps.save('1', { metrics: 'accuracy: 0.5' })
    const { error } = await steps.step({ mode: 'promote', name: 'model', aliases: 'production' }, PUSH)
    expect(error).toMatchObject({ code: 'REFUSED', message: expect.stringContaining('metrics.accuracy (0.5) >= 0.9') })
  })

  test('is not moved by the pull request of a fork, whatever it calls its branch', async () => {
    await steps.save('1', { metrics: 'accuracy: 0.95' })
    const env = {
      ...PUSH,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_REF_NAME: '7/merge',
      GITHUB_HEAD_REF: 'main',
      GITHUB_BASE_REF: 'main'
    }
    const event = { pull_request: { number: 7, head: { sha: 'b'.repeat(40), repo: { full_name: 'fork/repository' } } } }
    const { error } = await steps.step({ mode: 'promote', name: 'model', aliases: 'production' }, env, event)
    expect(error).toMatchObject({ code: 'REFUSED' })
    expect(await steps.store.resolve('model', ['production'])).toBeUndefined()
  })
})

test('the metrics of an artifact have a direction in what is compared', async () => {
  steps.configure('artifacts: {model: {metrics: {loss: lower}}}')
  await steps.save('1', { metrics: '{loss: 0.5, size: 3}' })
  await steps.save('2', { metrics: '{loss: 0.4, size: 2}' })
  const { runner } = await steps.step({ mode: 'diff', name: 'model@v1 model@v2' })
  expect(runner.log.join('\n')).toMatch(/loss +0\.5 → 0\.4 {2}\(-0\.1, better\)/)
  expect(runner.log.join('\n')).toMatch(/size +3 → 2 {2}\(-1\)/)
})
