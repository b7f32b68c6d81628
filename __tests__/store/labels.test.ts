/** Reservations of labels: taken, given back, taken over; and aliases, which move. */
import type { SourceEntry } from '../../src/files/index.js'
import { withFaults, type Fault } from '../../src/storage/index.js'
import { labelKey, versionKey } from '../../src/store/layout.js'
import {
  failure,
  fieldsOf,
  flipBit,
  isGone,
  keys,
  memoryStore,
  observed,
  plant,
  plantGone,
  removeFolders,
  save,
  START,
  tree,
  type TestStore
} from './support.js'

afterAll(removeFolders)

const one = tree({ file: '1' })
const two = tree({ file: '2' })
const three = tree({ file: '3' })
const KEY = labelKey('model', 'x')
const DAY = 24 * 3600

/** A save that stops while it creates its record, until it is let go on. */
function stalled(test: TestStore): {
  readonly save: () => Promise<unknown>
  readonly reached: Promise<void>
  readonly go: () => void
} {
  let go = (): void => undefined
  let reach = (): void => undefined
  const wait = new Promise<void>((resolve) => (go = resolve))
  const reached = new Promise<void>((resolve) => (reach = resolve))
  const store = test.over((inner) =>
    observed(inner, async ({ operation, key }) => {
      if (operation !== 'commit' && !(operation === 'create' && key.includes('/versions/'))) return
      reach()
      await wait
    })
  )
  return { save: async () => await save(store, two, { label: 'x' }), reached, go }
}

async function numberOf(test: TestStore, selector: string): Promise<number | undefined> {
  return (await test.store.resolve('model', [selector]))?.version.number
}

describe('reservations', () => {
  test('a label that a version carries is taken, for ever', async () => {
    const { store, objects, clock } = memoryStore()
    await save(store, one, { label: 'x' })
    const before = keys(objects)
    for (let day = 0; day < 3; day++) {
      const { code, message } = await failure(save(store, two, { label: 'x' }))
      expect([code, message]).toEqual([
        'CONFLICT',
        expect.stringMatching(/'x' of model is taken by v1, saved at 2026-11-01/)
      ])
      clock.advance(DAY)
    }
    expect(keys(objects)).toEqual(before)
    expect((await save(store, two, { label: 'y' })).version.number).toBe(2)
  })

  test('also when that version is gone', async () => {
    const { store, objects } = memoryStore()
    await save(store, one, { label: 'x' })
    plantGone(objects, 'model', 1)
    const { code, message } = await failure(save(store, two, { label: 'x' }))
    expect([code, message]).toEqual(['CONFLICT', expect.stringMatching(/taken by v1, .*which was removed/)])
  })

  test('labels of other artifacts are others', async () => {
    const { store } = memoryStore()
    await save(store, one, { label: 'x' })
    expect((await save(store, one, { name: 'other', label: 'x' })).version.version).toBe('x')
  })

  test('it is reserved before anything is written, with the number it is looked for behind', async () => {
    const test = memoryStore()
    await save(test.store, one)
    let seen: unknown
    const store = test.over((inner) =>
      observed(inner, ({ operation }) => {
        if (operation === 'append') seen ??= fieldsOf(test.objects, KEY)
      })
    )
    await save(store, two, { label: 'x' })
    expect(seen).toMatchObject({
      label: 'x',
      after: 1,
      reservedAt: START,
      nonce: expect.stringMatching(/^[0-9a-f]{32}$/)
    })
  })

  const record: Fault['key'] = /versions/
  test.each<[string, Fault]>([
    ['a pack fails', { operation: 'commit', effect: { kind: 'fail-before' } }],
    ['an append fails', { operation: 'append', effect: { kind: 'fail-before' } }],
    ['a lost reply to a pack', { operation: 'commit', effect: { kind: 'fail-after' } }],
    ['the lists cannot be read', { operation: 'list', key: 'condemned/', calls: [1], effect: { kind: 'fail-before' } }],
    [
      'the record finds no space',
      { operation: 'create', key: record, effect: { kind: 'fail-before', error: noSpace() } }
    ],
    [
      'the record finds no space, where other versions came meanwhile',
      { operation: 'create', key: record, calls: [2], effect: { kind: 'fail-before', error: noSpace() } }
    ]
  ])('given back where %s: no record can carry it', async (what, fault) => {
    const test = memoryStore()
    await save(test.store, one)
    const other = what.includes('meanwhile')
    const store = test.over((inner) =>
      observed(withFaults(inner, [fault]), async ({ operation, key }) => {
        if (other && operation === 'create' && key === versionKey('model', 2)) await save(test.store, three)
      })
    )
    expect((await failure(save(store, two, { label: 'x' }))).code).toBe('STORAGE')
    expect(keys(test.objects, 'artifacts/model/labels/')).toEqual([])
    expect((await save(test.store, two, { label: 'x' })).version.number).toBe(other ? 3 : 2)
  })

  test('given back where the source fails, and where the save is cancelled', async () => {
    const { store, objects, over } = memoryStore()
    const broken = {
      // eslint-disable-next-line require-yield -- it comes to nothing
      async *entries(): AsyncGenerator<SourceEntry> {
        throw new Error('a bug')
      }
    }
    await expect(store.save({ name: 'model', source: broken, label: 'x' })).rejects.toThrow('a bug')
    const aborted = over(undefined, { signal: AbortSignal.abort() })
    expect((await failure(save(aborted, one, { label: 'x' }))).code).toBe('CANCELLED')
    expect(keys(objects, 'artifacts/')).toEqual([])
  })

  test('kept where a record may carry it: a request that failed may still arrive', async () => {
    const test = memoryStore()
    await save(test.store, one)
    let late: (() => Promise<unknown>) | undefined
    const store = test.over((inner) => ({
      ...inner,
      create: async (key, bytes) => {
        if (!key.includes('/versions/')) return await inner.create(key, bytes)
        late = async () => await inner.create(key, bytes)
        throw Object.assign(new Error('timed out'), { code: 'ETIMEDOUT' })
      }
    }))
    expect((await failure(save(store, two, { label: 'x' }))).code).toBe('STORAGE')
    expect(keys(test.objects, 'artifacts/model/labels/')).toEqual([KEY])
    const { code, message } = await failure(save(test.store, three, { label: 'x' }))
    expect([code, message]).toEqual(['CONFLICT', expect.stringMatching(/reserved by another save since .*a day after/)])
    await late!()
    expect(await numberOf(test, 'x')).toBe(2)
  })

  test('a lost reply to the reservation is found out by its nonce', async () => {
    const test = memoryStore()
    const store = test.over((inner) =>
      withFaults(inner, [{ operation: 'create', key: KEY, effect: { kind: 'fail-after' } }])
    )
    expect((await save(store, one, { label: 'x' })).version.version).toBe('x')
    expect(await numberOf(test, 'x')).toBe(1)
  })

  test('a reservation that fails is an error, and nothing is written', async () => {
    const test = memoryStore()
    const store = test.over((inner) =>
      withFaults(inner, [{ operation: 'create', key: KEY, effect: { kind: 'fail-before' } }])
    )
    expect((await failure(save(store, one, { label: 'x' }))).code).toBe('STORAGE')
    expect(keys(test.objects)).toEqual(['store.json'])
  })

  test('a running save holds it, another one is refused', async () => {
    const test = memoryStore()
    const { save: start, reached, go } = stalled(test)
    const running = start()
    await reached
    test.clock.advance(DAY)
    expect((await failure(save(test.store, three, { label: 'x' }))).code).toBe('CONFLICT')
    go()
    await running
    expect(await numberOf(test, 'x')).toBe(1)
  })

  test('an abandoned one is taken over after a day, by the clock of the storage', async () => {
    const test = memoryStore()
    await save(test.store, one)
    plant(test.objects, KEY, { label: 'x', nonce: 'f'.repeat(32), after: 1, reservedAt: '1999-01-01T00:00:00.000Z' })
    // This machine's clock may be wrong by years.
    const store = test.over(undefined, { clock: () => new Date('2099-01-01T00:00:00Z') })
    test.clock.advance(DAY - 1)
    expect((await failure(save(store, two, { label: 'x' }))).code).toBe('CONFLICT')
    test.clock.advance(2)
    expect((await save(store, two, { label: 'x' })).version.number).toBe(2)
    expect(await numberOf(test, 'x')).toBe(2)
    expect((await failure(save(store, three, { label: 'x' }))).code).toBe('CONFLICT')
  })

  test('and stays where it is: of two that take it over, one when the other is done, that one keeps its label', async () => {
    const test = memoryStore()
    await save(test.store, one)
    plant(test.objects, KEY, { label: 'x', nonce: 'f'.repeat(32), after: 1, reservedAt: START })
    test.clock.advance(DAY + 1)
    // The second one looked at the reservation before the first one came, and fails when that one is done.
    const late = test.over((inner) =>
      observed(
        withFaults(inner, [{ operation: 'append', effect: { kind: 'fail-before' } }]),
        () => undefined,
        async ({ operation, key }) => {
          if (operation === 'stat' && key === KEY) await save(test.store, two, { label: 'x' })
        }
      )
    )
    expect((await failure(save(late, three, { label: 'x' }))).code).toBe('STORAGE')
    expect(await numberOf(test, 'x')).toBe(2)
    expect((await failure(save(test.store, three, { label: 'x' }))).code).toBe('CONFLICT')
  })

  test('by whom it is does not give it back any more: another save may rely on it', async () => {
    const test = memoryStore()
    const failing = test.over((inner) =>
      observed(withFaults(inner, [{ operation: 'append', effect: { kind: 'fail-before' } }]), async ({ operation }) => {
        if (operation !== 'append') return
        test.clock.advance(DAY + 1)
        await save(test.store, two, { label: 'x' })
      })
    )
    expect((await failure(save(failing, one, { label: 'x' }))).code).toBe('STORAGE')
    expect(await numberOf(test, 'x')).toBe(1)
  })

  test('one that was torn is taken over too', async () => {
    const test = memoryStore()
    await save(test.store, one)
    test.objects.set(KEY, { bytes: new TextEncoder().encode('{\n  "form'), modifiedAt: test.clock.now() })
    const store = test.over((inner) => ({ ...inner, createMayTear: async () => true }))
    expect((await failure(save(store, two, { label: 'x' }))).code).toBe('CONFLICT')
    test.clock.advance(DAY + 1)
    expect((await save(store, two, { label: 'x' })).version.number).toBe(2)
  })

  test('one that is damaged is told as that', async () => {
    const test = memoryStore()
    await save(test.store, one, { label: 'x' })
    flipBit(test.objects, KEY, 40)
    for (const call of [save(test.store, two, { label: 'x' }), test.store.resolve('model', ['x'])]) {
      expect(await failure(call)).toMatchObject({ code: 'DAMAGED', message: expect.stringContaining(KEY) })
    }
  })

  test('of two records with one label the lower number holds it: the one that took it over', async () => {
    const test = memoryStore()
    const { save: start, reached, go } = stalled(test)
    const slow = start()
    await reached
    test.clock.advance(DAY + 1)
    expect((await save(test.store, three, { label: 'x' })).version.number).toBe(1)
    go()
    const { code, message } = await failure(slow)
    expect([code, message]).toEqual([
      'CONFLICT',
      expect.stringMatching(/'x' of model is taken by v1, which was saved meanwhile/)
    ])
    expect(isGone(test.objects, 'model', 2)).toBe(true)
    expect(await numberOf(test, 'x')).toBe(1)
    expect(await numberOf(test, 'latest')).toBe(1)
  })

  test('or the one that it was taken from', async () => {
    const test = memoryStore()
    const first = stalled(test)
    const slow = first.save()
    await first.reached
    test.clock.advance(DAY + 1)
    const second = stalled(test)
    const taker = second.save()
    await second.reached
    first.go()
    expect(await slow).toMatchObject({ created: true, version: { number: 1, version: 'x' } })
    second.go()
    expect((await failure(taker)).code).toBe('CONFLICT')
    expect(isGone(test.objects, 'model', 2)).toBe(true)
    expect(await numberOf(test, 'x')).toBe(1)
    expect(keys(test.objects, 'artifacts/model/labels/')).toEqual([KEY])
  })

  test('a slow save whose reservation was taken over by one that failed has it still', async () => {
    const test = memoryStore()
    const { save: start, reached, go } = stalled(test)
    const slow = start()
    await reached
    test.clock.advance(DAY + 1)
    const failing = test.over((inner) => withFaults(inner, [{ operation: 'append', effect: { kind: 'fail-before' } }]))
    expect((await failure(save(failing, three, { label: 'x' }))).code).toBe('STORAGE')
    expect(test.objects.has(KEY)).toBe(true)
    go()
    await slow
    expect(await numberOf(test, 'x')).toBe(1)
    expect((await failure(save(test.store, three, { label: 'x' }))).code).toBe('CONFLICT')
  })

  test('two records with one label, however they came to be: the lower one is found', async () => {
    const test = memoryStore()
    await save(test.store, one, { label: 'x' })
    const reservation = test.objects.get(KEY)!
    test.objects.delete(KEY)
    await save(test.store, two, { label: 'x' })
    test.objects.set(KEY, reservation)
    expect(await numberOf(test, 'x')).toBe(1)
    plantGone(test.objects, 'model', 1)
    expect(await numberOf(test, 'x')).toBe(2)
  })

  test('a version stands for an unchanged save only where its label is its own: else its saver is about to withdraw it', async () => {
    const test = memoryStore()
    await save(test.store, one, { label: 'x' })
    const reservation = test.objects.get(KEY)!
    expect(await save(test.store, one)).toMatchObject({ created: false, version: { number: 1 } })
    test.objects.delete(KEY)
    await save(test.store, two, { label: 'x' })
    test.objects.set(KEY, reservation)
    expect(await save(test.store, two)).toMatchObject({ created: true, version: { number: 3 } })
    expect(await save(test.store, two)).toMatchObject({ created: false, version: { number: 3 } })
  })

  test.each([
    ['the lower one is gone by now', (test: TestStore) => plantGone(test.objects, 'model', 1)],
    ['what reserved it is damaged', (test: TestStore) => flipBit(test.objects, KEY, 40)]
  ])('nor where %s', async (_, change) => {
    const test = memoryStore()
    await save(test.store, one, { label: 'x' })
    const reservation = test.objects.get(KEY)!
    test.objects.delete(KEY)
    await save(test.store, two, { label: 'x' })
    test.objects.set(KEY, reservation)
    change(test)
    expect(await save(test.store, two)).toMatchObject({ created: true, version: { number: 3 } })
  })
})

function noSpace(): Error {
  return Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
}

describe('aliases', () => {
  test('move, and keep their history', async () => {
    const test = memoryStore()
    await save(test.store, one, { aliases: ['best', 'prod', 'best'] })
    await save(test.store, two, { aliases: ['best'] })
    expect([await numberOf(test, 'best'), await numberOf(test, 'prod')]).toEqual([2, 1])
    expect(keys(test.objects, 'artifacts/model/aliases/')).toEqual([
      'artifacts/model/aliases/best/0000000001.json',
      'artifacts/model/aliases/best/0000000002.json',
      'artifacts/model/aliases/prod/0000000001.json'
    ])
    expect(fieldsOf(test.objects, 'artifacts/model/aliases/best/0000000002.json')).toMatchObject({
      alias: 'best',
      number: 2,
      movedAt: START
    })
    const listed = await test.store.list({ name: 'model' })
    expect(listed.map(({ number, aliases }) => [number, aliases])).toEqual([
      [2, ['best']],
      [1, ['prod']]
    ])
    expect((await test.store.getMetadata('model', 'v1'))!.aliases).toEqual(['prod'])
  })

  test('several of one version, by name, also with a leading dot', async () => {
    const { store } = memoryStore()
    await save(store, one, { aliases: ['z', '.a', 'm'] })
    expect((await store.getMetadata('model', '.a'))!.aliases).toEqual(['.a', 'm', 'z'])
  })

  test('one that was removed names nothing', async () => {
    const test = memoryStore()
    await save(test.store, one, { aliases: ['best'] })
    plant(test.objects, 'artifacts/model/aliases/best/0000000002.json', {
      alias: 'best',
      number: 0,
      movedAt: START,
      nonce: 'n'
    })
    expect(await numberOf(test, 'best')).toBeUndefined()
    expect((await test.store.list())[0].aliases).toEqual([])
  })

  test('moved by several at once, each move is kept and one of them is the last', async () => {
    const test = memoryStore()
    const folders = Array.from({ length: 5 }, (_, at) => tree({ a: `${at}` }))
    await Promise.all(folders.map((folder) => save(test.over(), folder, { aliases: ['best'] })))
    const moves = keys(test.objects, 'artifacts/model/aliases/best/')
    expect(moves).toHaveLength(5)
    const targets = moves.map((key) => fieldsOf(test.objects, key)['number'])
    expect([...targets].sort()).toEqual([1, 2, 3, 4, 5])
    expect(await numberOf(test, 'best')).toBe(targets.at(-1))
  })

  test('a lost reply moves it once', async () => {
    const test = memoryStore()
    const store = test.over((inner) =>
      withFaults(inner, [{ operation: 'create', key: /aliases/, effect: { kind: 'fail-after' } }])
    )
    await save(store, one, { aliases: ['best'] })
    expect(keys(test.objects, 'artifacts/model/aliases/')).toHaveLength(1)
  })

  test('where it cannot be moved, the error says that the version is saved', async () => {
    const test = memoryStore()
    const store = test.over((inner) =>
      withFaults(inner, [{ operation: 'create', key: /aliases/, effect: { kind: 'fail-before', error: noSpace() } }])
    )
    const { code, message } = await failure(save(store, one, { aliases: ['best'] }))
    expect([code, message]).toEqual([
      'STORAGE',
      expect.stringMatching(/^model@v1 is saved, but the alias 'best' could not be moved/)
    ])
    expect(await numberOf(test, 'latest')).toBe(1)
    expect((await save(test.store, one, { aliases: ['best'] })).created).toBe(false)
    expect(await numberOf(test, 'best')).toBe(1)
  })

  test('a damaged move is an error for who asks for it, and a warning in a list', async () => {
    const test = memoryStore()
    await save(test.store, one, { aliases: ['best', 'prod'] })
    flipBit(test.objects, 'artifacts/model/aliases/best/0000000001.json', 30)
    plant(test.objects, 'artifacts/model/aliases/odd/0000000001.json', {
      alias: 'odd',
      number: -1,
      movedAt: START,
      nonce: 'n'
    })
    expect((await failure(test.store.resolve('model', ['best']))).code).toBe('DAMAGED')
    expect((await failure(test.store.resolve('model', ['odd']))).code).toBe('DAMAGED')
    expect((await test.store.list())[0].aliases).toEqual(['prod'])
    expect(test.warnings.filter((warning) => warning.includes('aliases/'))).toHaveLength(2)
    await save(test.store, two, { aliases: ['best'] })
    expect(await numberOf(test, 'best')).toBe(2)
  })
})
