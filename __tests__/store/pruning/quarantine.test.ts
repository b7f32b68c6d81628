/** Pruning and the quarantine: what forks saved can go, and what forks may not do. docs/PROTOCOL.md, D2. */
import { failure, isGone, memoryStore, removeFolders, save, type TestStore } from '../support.js'
import { contentOf, DAY, livingNumbers, prune } from './support.js'

afterAll(removeFolders)

const FORK = { repository: 'acme/shop', pullRequest: '7', fromFork: true }
const NAME = 'quarantine/acme/shop/7/model'

/** Three versions of a fork, one with a label, one with an alias; and one of the repository itself. */
async function quarantined(): Promise<TestStore> {
  const test = memoryStore()
  await save(test.store, contentOf(1))
  await save(test.store, contentOf(2))
  const fork = test.over(undefined, { viewer: FORK })
  await save(fork, contentOf(3), { label: '1.0' })
  await save(fork, contentOf(4), { aliases: ['production'] })
  await save(fork, contentOf(5))
  test.clock.advance(DAY)
  return test
}

const living = (test: TestStore) => livingNumbers(test.objects, NAME.replaceAll('/', '%2F'))

test('no version of the quarantine stays for being the newest, labelled or aliased', async () => {
  const test = await quarantined()
  await test.store.prune({ name: NAME, rules: { keepWithin: '2d' }, dryRun: false })
  expect(living(test)).toEqual([1, 2, 3])
  await test.store.prune({ name: NAME, rules: { keepWithin: '1h' }, dryRun: false })
  expect(living(test)).toEqual([])
  // Nor does an alias bring one back.
  expect((await prune(test)).broughtBack).toEqual([])
  expect(livingNumbers(test.objects)).toEqual([1, 2])
})

test('the rules of all artifacts are for it, too', async () => {
  const test = await quarantined()
  await prune(test, { keepLast: 2 })
  expect(living(test)).toEqual([2, 3])
})

test('any of its versions can be removed by hand', async () => {
  const test = await quarantined()
  for (const selector of ['1.0', 'production', 'v3']) await test.store.remove({ name: NAME, selectors: [selector] })
  expect(living(test)).toEqual([])
})

describe('by the run of a fork', () => {
  test('nothing is pruned, and it may look', async () => {
    const test = await quarantined()
    const fork = test.over(undefined, { viewer: FORK })
    for (const name of [undefined, 'model', NAME]) {
      const request = { rules: { keepLast: 1 }, ...(name === undefined ? {} : { name }) }
      expect((await failure(fork.prune({ ...request, dryRun: false }))).code).toBe('REFUSED')
      expect((await fork.prune(request)).dryRun).toBe(true)
    }
    expect(livingNumbers(test.objects)).toEqual([1, 2])
  })

  test('versions are removed and brought back in its own quarantine alone', async () => {
    const test = await quarantined()
    const fork = test.over(undefined, { viewer: FORK })
    expect((await failure(fork.remove({ name: 'model', selectors: ['v1'] }))).code).toBe('REFUSED')
    await test.store.remove({ name: 'model', selectors: ['v1'] })
    expect((await failure(fork.undelete({ name: 'model', number: 1 }))).code).toBe('REFUSED')
    expect(isGone(test.objects, 'model', 1)).toBe(true)
    await fork.remove({ name: NAME, selectors: ['v1'] })
    expect(living(test)).toEqual([2, 3])
    await fork.undelete({ name: NAME, number: 1 })
    expect(living(test)).toEqual([1, 2, 3])
  })
})
