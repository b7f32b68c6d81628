/** No secret is recorded: a save or a note that would hold one is refused before anything is written. */
import type { SaveRequest } from '../../src/store/index.js'
import { copyOf, failure, keys, memoryStore, removeFolders, save, tree } from './support.js'

afterAll(removeFolders)

const TOKEN = ['ghp', 'a1B2'.repeat(9)].join('_')
const SECRET = 'correct-horse-battery'
const LOOKS =
  'what looks like a GitHub token, and whoever reads the store would read it: leave it out (nothing was written)'
const OURS = 'a secret of this run, and whoever reads the store would read it: leave it out (nothing was written)'

const options = { secrets: [SECRET] }

const VALUES: [string, Partial<SaveRequest>, string][] = [
  ['params', { params: { url: { clone: `https://${TOKEN}@example.com` } } }, `params: 'url.clone' holds ${LOOKS}`],
  ['a list in params', { params: { args: ['--token', SECRET] } }, `params: 'args[1]' holds ${OURS}`],
  ['a key of params', { params: { a: { [TOKEN]: 1 } } }, `params: a key in 'a' is ${LOOKS}`],
  ['metadata', { metadata: { note: `it is ${SECRET}` } }, `metadata: 'note' holds ${OURS}`],
  ['the name of a metric', { metrics: { [SECRET]: 1 } }, `metrics: a key is ${OURS}`],
  ['the run', { run: { workflow: 'CI', branch: TOKEN } }, `run: 'branch' holds ${LOOKS}`]
]

describe('a save', () => {
  test.each<[string, Partial<SaveRequest>, string]>([
    ...VALUES,
    ['the name', { name: `models/${SECRET}` }, `name: it holds ${OURS}`],
    ['the label', { label: TOKEN }, `version: it holds ${LOOKS}`],
    ['an alias', { aliases: ['a', SECRET] }, `aliases: '[1]' holds ${OURS}`],
    ['the type', { type: SECRET }, `type: it holds ${OURS}`],
    ['the description', { description: `Made with ${TOKEN}.` }, `description: it holds ${LOOKS}`]
  ])('with a secret in %s is refused with the place, and writes nothing', async (_, request, message) => {
    const { store, objects } = memoryStore(options)
    expect(await failure(save(store, tree({ file: 'x' }), request))).toEqual({ code: 'INVALID_INPUT', message })
    expect(keys(objects)).toEqual([])
  })

  test('is refused by the shape of a secret also where no secret is known', async () => {
    const { store } = memoryStore()
    await expect(save(store, tree({ file: 'x' }), { params: { password: SECRET } })).resolves.toBeDefined()
    expect((await failure(save(store, tree({ file: 'x' }), { params: { token: TOKEN } }))).message).toBe(
      `params: 'token' holds ${LOOKS}`
    )
  })

  test('does not look into files: what they hold is what is to be saved', async () => {
    const { store } = memoryStore(options)
    const { version } = await save(store, tree({ [SECRET]: TOKEN }))
    expect(version.number).toBe(1)
  })
})

describe('a note', () => {
  test.each(VALUES)(
    'with a secret in %s is refused with the place, and writes nothing',
    async (_, request, message) => {
      const test = memoryStore(options)
      await save(test.store, tree({ file: 'x' }))
      const before = copyOf(test.objects)
      const note = { metrics: { accuracy: 1 }, ...request }
      expect(await failure(test.store.record({ name: 'model', ...note }))).toEqual({ code: 'INVALID_INPUT', message })
      expect(copyOf(test.objects)).toEqual(before)
    }
  )
})

describe('an alias', () => {
  test.each<[string, object, string]>([
    ['that is a secret', { aliases: ['best', TOKEN] }, `aliases: '[1]' holds ${LOOKS}`],
    ['moved by a run that holds one', { aliases: ['best'], run: { actor: SECRET } }, `run: 'actor' holds ${OURS}`]
  ])('%s is refused, and nothing is moved', async (_, request, message) => {
    const test = memoryStore(options)
    await save(test.store, tree({ file: 'x' }), { aliases: ['best'] })
    const before = copyOf(test.objects)
    const promote = { name: 'model', aliases: [], ...request }
    expect(await failure(test.store.promote(promote))).toEqual({ code: 'INVALID_INPUT', message })
    expect(copyOf(test.objects)).toEqual(before)
  })

  test('is not removed by a run that holds one: that is recorded, too', async () => {
    const test = memoryStore(options)
    await save(test.store, tree({ file: 'x' }), { aliases: ['best'] })
    const request = { name: 'model', aliases: ['best'], run: { actor: SECRET } }
    expect((await failure(test.store.removeAliases(request))).message).toBe(`run: 'actor' holds ${OURS}`)
  })
})

test('the logger is told of no secret that is known', async () => {
  const test = memoryStore({ secrets: ['packs/'.repeat(2), 'this save shares nothing'] })
  await save(test.store, tree({ file: 'x' }))
  for (const key of keys(test.objects, 'packs/')) test.objects.delete(key)
  await save(test.store, tree({ file: 'y' }))
  expect(test.warnings.length).toBeGreaterThan(0)
  expect(test.warnings.join('\n')).toMatch(/; \*\*\* with it$/m)
  expect(test.warnings.join('\n')).not.toContain('this save shares nothing')
})
