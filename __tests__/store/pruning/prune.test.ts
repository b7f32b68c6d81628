/** Pruning over time: versions are removed, their packs condemned, and destroyed by a later run. */
import { removeFolders, restored, snapshot } from '../support.js'
import {
  contents,
  DAY,
  GRACE,
  keys,
  livingNumbers,
  packsIn,
  prune,
  removedOf,
  versions,
  wholeNumbers
} from './support.js'

afterAll(removeFolders)

describe('over time', () => {
  test('a version is removed at once, its packs condemned once they are older than G, destroyed another G later', async () => {
    const { test, folders } = await versions(4)
    const before = packsIn(test.objects)
    const first = await prune(test, { keepLast: 1 })
    expect(removedOf(first)).toEqual([1, 2, 3])
    expect(livingNumbers(test.objects)).toEqual([4])
    expect(packsIn(test.objects)).toEqual(before)
    test.clock.advance(GRACE)
    const second = await prune(test, { keepLast: 1 })
    expect(second.packs.condemned.objects).toBe(3)
    expect(packsIn(test.objects)).toEqual(before)
    test.clock.advance(GRACE)
    expect((await prune(test, { keepLast: 1 })).packs.destroyed.objects).toBe(0)
    test.clock.advance(1)
    const last = await prune(test, { keepLast: 1 })
    expect(last.packs.destroyed.objects).toBe(3)
    expect(wholeNumbers(test.objects)).toEqual([4])
    expect(await restored(test.store)).toEqual(snapshot(folders[4]))
  })

  test('a dry run writes nothing and tells the same', async () => {
    const { test } = await versions(9)
    test.clock.advance(3 * DAY)
    const before = contents(test.objects)
    const told = await test.store.prune({ rules: { keepLast: 2 } })
    expect(contents(test.objects)).toEqual(before)
    expect(told.dryRun).toBe(true)
    const done = await prune(test, { keepLast: 2 })
    expect({ ...done, dryRun: true }).toEqual(told)
    expect(keys(test.objects, 'condemned/')).toHaveLength(1)
  })
})
