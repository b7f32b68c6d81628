/** Removing one version by hand. docs/PROTOCOL.md, D2 and D5. */
import { versionKey } from '../../../src/store/layout.js'
import {
  failure,
  flipBit,
  isGone,
  keys,
  observed,
  plant,
  plantGone,
  removeFolders,
  save,
  truncate,
  type TestStore
} from '../support.js'
import { contentOf, livingNumbers, prune, versions, type Objects } from './support.js'

afterAll(removeFolders)

const remove = (test: Pick<TestStore, 'store'>, ...selectors: string[]) =>
  test.store.remove({ name: 'model', selectors })

test('the version that a selector names is gone', async () => {
  const { test } = await versions(4, (number) => ({ metrics: { a: -number } }))
  expect(await remove(test, 'nothing', 'max:metrics.a', 'v2')).toMatchObject({
    name: 'model',
    number: 1,
    matched: 'max:metrics.a',
    version: { number: 1 }
  })
  expect(livingNumbers(test.objects)).toEqual([2, 3, 4])
  expect(await remove(test, 'v1')).toBeUndefined()
  expect(await remove(test, 'v9')).toBeUndefined()
  expect(await remove(test, 'sha256:000000000000')).toBeUndefined()
  expect(keys(test.objects, 'artifacts/model/gone/')).toHaveLength(1)
})

test('the newest, a labelled and an aliased version stays, with the reason', async () => {
  const { test } = await versions(4, (number) =>
    number === 1 ? { label: '1.0' } : number === 2 ? { aliases: ['best', 'production'] } : {}
  )
  const before = keys(test.objects)
  const told = await Promise.all(['v4', 'v1', 'v2', 'latest', 'production'].map((one) => failure(remove(test, one))))
  expect(told.map(({ code }) => code)).toEqual(['REFUSED', 'REFUSED', 'REFUSED', 'REFUSED', 'REFUSED'])
  expect(told.map(({ message }) => message).slice(0, 3)).toEqual([
    'version: model@v4 is the newest version, and stays',
    "version: model@v1 has the label '1.0', and stays",
    "version: model@v2 has the alias 'best', 'production', and stays"
  ])
  expect(keys(test.objects)).toEqual(before)
})

test.each<[string, (test: TestStore) => unknown, RegExp]>([
  [
    'an alias comes in between',
    (test) => test.store.promote({ name: 'model', selectors: ['v2'], aliases: ['best'] }),
    /has the alias 'best', since a moment ago, and was not removed/
  ],
  [
    'the newer ones go in between',
    (test) => {
      plantGone(test.objects, 'model', 3)
    },
    /is the newest version, since a moment ago/
  ]
])('where %s it stays after all', async (_, meanwhile, message) => {
  const { test } = await versions(3)
  let done = false
  const store = test.over((inner) =>
    observed(inner, async ({ operation, key }) => {
      if (operation !== 'create' || !key.includes('/gone/') || done) return
      done = true
      await meanwhile(test)
    })
  )
  expect(await failure(remove({ store }, 'v2'))).toMatchObject({
    code: 'REFUSED',
    message: expect.stringMatching(message)
  })
  expect(isGone(test.objects, 'model', 2)).toBe(false)
})

test('who finds it done already takes no step back', async () => {
  const { test } = await versions(3)
  let done = false
  const store = test.over((inner) =>
    observed(inner, async ({ operation, key }) => {
      if (operation !== 'create' || !key.includes('/gone/') || done) return
      done = true
      plantGone(test.objects, 'model', 2)
      // Of one that is gone; the one that was removed before is none of this call's business.
      plantGone(test.objects, 'model', 3)
    })
  )
  expect((await remove({ store }, 'v2'))?.number).toBe(2)
  expect(livingNumbers(test.objects)).toEqual([1])
})

test('where it is not known where an alias points, nothing is removed', async () => {
  const { test } = await versions(3, (number) => (number === 1 ? { aliases: ['best'] } : {}))
  flipBit(test.objects, keys(test.objects, 'artifacts/model/aliases/')[0], 30)
  expect((await failure(remove(test, 'v2'))).code).toBe('DAMAGED')
  expect(livingNumbers(test.objects)).toEqual([1, 2, 3])
})

describe('a version that cannot be read can be given up', () => {
  const key = versionKey('model', 2)
  test.each<[string, (objects: Objects) => unknown]>([
    ['damaged', (objects) => flipBit(objects, key, 50)],
    ['torn', (objects) => truncate(objects, key, 10)],
    ['missing', (objects) => objects.delete(key)]
  ])('%s, by its number alone', async (_, damage) => {
    const { test } = await versions(4)
    damage(test.objects)
    expect((await failure(prune(test))).code).toBe('DAMAGED')
    expect(await remove(test, 'v2')).toEqual({ name: 'model', number: 2, matched: 'v2', version: undefined })
    expect(test.warnings.at(-1)).toContain('it is given up')
    await prune(test)
    expect((await failure(test.store.undelete({ name: 'model', number: 2 }))).code).toMatch(/DAMAGED|NOT_FOUND/)
    expect(await remove(test, 'v2')).toBeUndefined()
  })

  test('also the newest, so that latest gives the one before', async () => {
    const { test } = await versions(2)
    flipBit(test.objects, key, 50)
    expect((await failure(test.store.resolve('model'))).code).toBe('DAMAGED')
    await remove(test, 'v2')
    expect((await test.store.resolve('model'))?.version.number).toBe(1)
    expect((await save(test.store, contentOf(7))).version.number).toBe(3)
  })

  test('a placeholder is none', async () => {
    const { test } = await versions(2)
    plant(test.objects, versionKey('model', 3), { name: 'model', number: 3, placeholder: true, at: '', nonce: '' })
    expect(await remove(test, 'v3')).toBeUndefined()
  })
})

test('something must be named', async () => {
  const { test } = await versions(2)
  expect((await failure(remove(test))).code).toBe('INVALID_INPUT')
  expect((await failure(remove(test, 'v0'))).code).toBe('INVALID_INPUT')
})
