/** A prune run, an undelete or a removal that is killed at any of its calls is finished by the next one. docs/PROTOCOL.md, *Pruning*. */
import { withFaults, type Storage } from '../../../src/storage/index.js'
import type { ArtifactStore } from '../../../src/store/index.js'
import { packKey } from '../../../src/store/layout.js'
import {
  copyOf,
  isGone,
  keys,
  observed,
  packsIn,
  plant,
  plantCondemned,
  plantGone,
  removeFolders,
  restored,
  snapshot,
  type Call,
  type TestStore
} from '../support.js'
import { outcomeOf } from './moments.js'
import { GRACE, livingNumbers, prune, versions, type Objects } from './support.js'

afterAll(removeFolders)

/** Everything that a run can do is to be done. */
async function ripe(): Promise<{ readonly test: TestStore; readonly folders: readonly string[] }> {
  const made = await versions(5, (number) => (number === 2 ? { aliases: ['best'] } : {}))
  const { test } = made
  test.clock.advance(70 * 24 * 60 * 60)
  const orphans = ['ab', 'cd', 'ef'].map((digits) => digits.repeat(32))
  for (const pack of orphans) test.objects.set(packKey(pack), { bytes: new Uint8Array(9), modifiedAt: new Date(0) })
  plantCondemned(test.objects, '20250101000000000-0', orphans.slice(1))
  plant(test.objects, 'runs/old/x.json', { name: 'model' })
  plantGone(test.objects, 'model', 2)
  return made
}

const pruneOne = (store: ArtifactStore) => store.prune({ rules: { keepLast: 2 }, dryRun: false })

/** What is there, less what is another one in each run. */
function stateOf(objects: Objects): unknown {
  const lists = keys(objects, 'condemned/').flatMap(
    (key) => JSON.parse(Buffer.from(objects.get(key)!.bytes).toString()).packs
  )
  return {
    living: livingNumbers(objects),
    packs: packsIn(objects),
    lists: [...new Set(lists)].sort(),
    // A version that was brought back, and could not be looked at then, is taken back, and brought back once more.
    rest: keys(objects).filter((key) => !/^condemned\/|\/gone\//.test(key))
  }
}

function reset(test: TestStore, start: Objects): void {
  test.objects.clear()
  for (const [key, object] of start) test.objects.set(key, object)
}

async function callsOf(test: TestStore, act: (store: ArtifactStore) => Promise<unknown>): Promise<Call[]> {
  const calls: Call[] = []
  await act(test.over((inner) => observed(inner, (call) => void calls.push(call))))
  return calls
}

/** Dies before or after its nth call: nothing reaches the storage from then on. */
function dying(inner: Storage, moment: number, when: 'before' | 'after'): Storage {
  let call = 0
  const die = (): never => {
    throw new Error('killed')
  }
  return observed(
    inner,
    () => {
      if (++call > moment || (call === moment && when === 'before')) die()
    },
    () => {
      if (call >= moment) die()
    }
  )
}

test.each(['before', 'after'] as const)(
  'a run that is killed %s any of its calls is finished by the next one',
  async (when) => {
    const { test, folders } = await ripe()
    const start = copyOf(test.objects)
    const calls = await callsOf(test, pruneOne)
    const end = stateOf(test.objects)
    expect(end).toMatchObject({ living: [2, 4, 5] })
    expect(calls.length).toBeGreaterThan(25)
    for (let moment = 1; moment <= calls.length; moment++) {
      reset(test, start)
      await outcomeOf(pruneOne(test.over((inner) => dying(inner, moment, when))))
      // What lived before and is to stay is whole all the time.
      for (const number of [4, 5]) {
        expect(await restored(test.store, { selectors: [`v${number}`] })).toEqual(snapshot(folders[number]))
      }
      await pruneOne(test.store)
      // A list that was made is there, and another one holds nothing new.
      expect(stateOf(test.objects)).toEqual(end)
      expect(await restored(test.store, { selectors: ['best'] })).toEqual(snapshot(folders[2]))
    }
  }
)

test('each call that fails ends the run with one error, and the next run finishes it', async () => {
  const { test } = await ripe()
  const start = copyOf(test.objects)
  const calls = await callsOf(test, pruneOne)
  const end = stateOf(test.objects)
  let failed = 0
  for (const operation of ['create', 'read', 'stat', 'list', 'remove', 'now'] as const) {
    for (const kind of ['fail-before', 'fail-after'] as const) {
      const count = calls.filter((call) => call.operation === operation).length
      for (let call = 1; call <= count; call++) {
        reset(test, start)
        const { error } = await outcomeOf(
          pruneOne(test.over((inner) => withFaults(inner, [{ operation, calls: [call], effect: { kind } }])))
        )
        // A write whose reply was lost has been made.
        if (error === undefined) expect([operation, kind]).toEqual(['create', expect.any(String)])
        else {
          failed++
          expect(error).toMatchObject({ code: 'STORAGE' })
        }
        await pruneOne(test.store)
        expect(stateOf(test.objects)).toEqual(end)
      }
    }
  }
  expect(failed).toBeGreaterThan(40)
})

test.each(['before', 'after'] as const)(
  'an undelete that is killed %s any of its calls has done it, or not',
  async (when) => {
    const { test, folders } = await versions(2)
    await prune(test, { keepLast: 1 })
    const undelete = (store: ArtifactStore) => store.undelete({ name: 'model', number: 1 })
    const start = copyOf(test.objects)
    const calls = await callsOf(test, undelete)
    for (let moment = 1; moment <= calls.length; moment++) {
      reset(test, start)
      await outcomeOf(undelete(test.over((inner) => dying(inner, moment, when))))
      await undelete(test.store)
      expect(isGone(test.objects, 'model', 1)).toBe(false)
      test.clock.advance(3 * GRACE)
      await prune(test, { keepLast: 1 })
      expect(await restored(test.store, { selectors: ['v1'] })).toEqual(snapshot(folders[1]))
    }
  }
)

test.each(['before', 'after'] as const)(
  'a removal that is killed %s any of its calls has done it, or not',
  async (when) => {
    const { test } = await versions(2)
    const remove = (store: ArtifactStore) => store.remove({ name: 'model', selectors: ['v1'] })
    const start = copyOf(test.objects)
    const calls = await callsOf(test, remove)
    for (let moment = 1; moment <= calls.length; moment++) {
      reset(test, start)
      await outcomeOf(remove(test.over((inner) => dying(inner, moment, when))))
      await remove(test.store)
      expect(livingNumbers(test.objects)).toEqual([2])
    }
  }
)
