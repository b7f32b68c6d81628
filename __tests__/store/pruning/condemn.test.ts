/** Condemned lists as prune makes them: their ids, and how long one may be. */
import { sha256Hex } from '../../../src/content/hash.js'
import { createMemoryStorage } from '../../../src/storage/index.js'
import { CondemnedLists } from '../../../src/store/condemned.js'
import { StoreContext } from '../../../src/store/context.js'
import { condemn, LIST_MAXIMUM, nextId } from '../../../src/store/pruning/condemn.js'
import {
  FakeClock,
  fieldsOf,
  keys,
  memoryStore,
  plantCondemned,
  removeFolders,
  save,
  observed,
  packsIn
} from '../support.js'
import { contentOf, packsOf } from './support.js'

afterAll(removeFolders)

const NONCE = 'f'.repeat(32)
const at = (time: string): Date => new Date(time)

describe('an id', () => {
  test('is the time, and a nonce', () => {
    expect(nextId(at('2026-11-01T12:00:00.007Z'), null, NONCE)).toBe('20261101120000007-ffffffffffffffff')
  })

  test.each([
    ['a second later', '2026-11-01T12:00:01Z'],
    ['in the same millisecond', '2026-11-01T12:00:00.007Z'],
    ['where the clock was set back by a year', '2025-11-01T12:00:00Z']
  ])('sorts behind the newest one: %s', (_, time) => {
    const newest = nextId(at('2026-11-01T12:00:00.007Z'), null, NONCE)
    const next = nextId(at(time), newest, '0'.repeat(32))
    expect(next > newest).toBe(true)
    expect(nextId(at(time), next, NONCE) > next).toBe(true)
  })

  test.each(['run-1', '99999999999999999-x', 'zz'])('is the time behind one that is of another kind: %s', (newest) => {
    expect(nextId(at('2026-11-01T12:00:00Z'), newest, NONCE)).toBe('20261101120000000-ffffffffffffffff')
  })
})

test('a long list is several documents, whose ids sort behind each other, and savers read them all', async () => {
  const clock = new FakeClock()
  const storage = createMemoryStorage({ clock: clock.now })
  const context = new StoreContext(storage, { clock: clock.now })
  const packs = Array.from({ length: LIST_MAXIMUM + 1 }, (_, at) => sha256Hex(String(at)))
  await condemn(context, packs, clock.now(), 'run-1'.replace('run', '20260101000000000'))
  const lists = keys(storage.objects)
  expect(lists).toHaveLength(2)
  expect(lists.map((key) => (fieldsOf(storage.objects, key)['packs'] as string[]).length)).toEqual([LIST_MAXIMUM, 1])
  for (const key of lists) expect(key).toBe(`condemned/${String(fieldsOf(storage.objects, key)['id'])}.json`)
  const known = await new CondemnedLists(storage).refresh()
  expect([known.packs.size, known.newest]).toEqual([packs.length, lists[1].slice('condemned/'.length, -'.json'.length)])
})

test('no list is made of no packs', async () => {
  const storage = createMemoryStorage()
  await condemn(new StoreContext(storage, {}), [], new Date(0), null)
  expect(keys(storage.objects)).toEqual([])
})

test('a save whose packs are condemned under an id that is not the newest gives them other names', async () => {
  const test = memoryStore()
  await save(test.store, contentOf(1))
  // It will stay the newest one, whatever time it is.
  plantCondemned(test.objects, 'zz', [])
  const content = contentOf(2)
  let lists = 0
  const store = test.over((inner) =>
    observed(inner, ({ operation, key }) => {
      if (operation !== 'create' || !key.includes('/versions/') || lists++ > 0) return
      plantCondemned(test.objects, '20261101120000000-x', packsIn(test.objects))
    })
  )
  const { version } = await save(store, content)
  expect(version.number).toBe(3)
  const listed = fieldsOf(test.objects, 'condemned/20261101120000000-x.json')['packs']
  for (const pack of packsOf(test.objects, 3)) expect(listed).not.toContain(pack)
})
