/** Aliases: moved to what selectors find, back, away; who may, and what stands in the way. */
import type { ArtifactStore, ProtectedAliases, RunContext, StoreOptions } from '../../src/store/index.js'
import { viewerOf } from '../../src/store/index.js'
import { plantVersion } from './long-series.js'
import { pull, push } from './runs.js'
import {
  copyOf,
  failure,
  fieldsOf,
  flipBit,
  keys,
  memoryStore,
  observed,
  plant,
  plantGone,
  removeFolders,
  save,
  START,
  tree,
  truncate,
  type TestStore
} from './support.js'

afterAll(removeFolders)

const ALIASES = 'artifacts/model/aliases/'

function moveOf(alias: string, move: number): string {
  return `${ALIASES}${alias}/${String(move).padStart(10, '0')}.json`
}

async function versions(length: number): Promise<TestStore> {
  const test = memoryStore()
  await save(test.store, tree({ file: '1' }), { metrics: { accuracy: 0.5 } })
  for (let number = 2; number <= length; number++) plantVersion(test, number)
  return test
}

async function promote(store: ArtifactStore, selector: string, ...aliases: string[]) {
  return await store.promote({ name: 'model', selectors: [selector], aliases })
}

async function pointsAt(test: TestStore, alias: string): Promise<number | undefined> {
  return (await test.store.resolve('model', [alias]))?.version.number
}

describe('promote', () => {
  test('moves several aliases at once, and tells where they were', async () => {
    const test = await versions(3)
    await promote(test.store, 'v1', 'staging')
    const result = await test.store.promote({
      name: 'model',
      selectors: ['none', 'v3'],
      aliases: ['staging', 'production', 'staging'],
      run: push()
    })
    expect(result).toMatchObject({
      version: { number: 3 },
      matched: 'v3',
      aliases: [
        { alias: 'staging', previous: 1, moved: true, matched: 'v3', version: { number: 3 } },
        { alias: 'production', moved: true }
      ]
    })
    expect(result?.aliases[1]).not.toHaveProperty('previous')
    expect([await pointsAt(test, 'staging'), await pointsAt(test, 'production')]).toEqual([3, 3])
    expect(fieldsOf(test.objects, moveOf('staging', 2))).toMatchObject({ number: 3, run: push() })
  })

  test('by values and conditions, as every selector', async () => {
    const test = await versions(3)
    expect((await promote(test.store, 'max:metrics.accuracy', 'best'))?.version.number).toBe(1)
    const request = { name: 'model', aliases: ['best'], where: 'number < 3' }
    expect((await test.store.promote(request))?.version.number).toBe(2)
  })

  test('to where an alias is writes nothing', async () => {
    const test = await versions(2)
    await promote(test.store, 'v2', 'best')
    const before = keys(test.objects)
    expect((await promote(test.store, 'latest', 'best'))?.aliases).toMatchObject([{ moved: false, previous: 2 }])
    expect(keys(test.objects)).toEqual(before)
  })

  test('where nothing is found, nothing is moved', async () => {
    const test = await versions(1)
    const before = keys(test.objects)
    expect(await promote(test.store, 'v7', 'best')).toBeUndefined()
    expect(await promote(test.store, 'previous', 'best')).toBeUndefined()
    expect(keys(test.objects)).toEqual(before)
  })

  test.each([
    [[], /^aliases: it is empty/],
    [['latest'], /^aliases: 'latest'/],
    [['a/b'], /^aliases: 'a\/b'/]
  ])('of %j is refused', async (aliases, message) => {
    const test = await versions(1)
    expect((await failure(test.store.promote({ name: 'model', aliases }))).message).toMatch(message)
    expect((await failure(test.store.removeAliases({ name: 'model', aliases }))).message).toMatch(message)
  })

  test('needs a store', async () => {
    const test = memoryStore()
    expect((await failure(promote(test.store, 'latest', 'best'))).code).toBe('NOT_FOUND')
    expect(keys(test.objects)).toEqual([])
  })
})

describe('rollback', () => {
  test('previous is where each alias pointed before, and twice is forth again', async () => {
    const test = await versions(4)
    for (const [selector, alias] of [
      ['v1', 'a'],
      ['v2', 'a'],
      ['v3', 'a'],
      ['v1', 'b'],
      ['v4', 'b']
    ] as const) {
      await promote(test.store, selector, alias)
    }
    const result = await promote(test.store, 'previous', 'a', 'b')
    expect(result?.aliases.map(({ alias, version, previous }) => [alias, version.number, previous])).toEqual([
      ['a', 2, 3],
      ['b', 1, 4]
    ])
    await promote(test.store, 'previous', 'a')
    expect(await pointsAt(test, 'a')).toBe(3)
  })

  test('of an alias that was removed is where it pointed', async () => {
    const test = await versions(2)
    await promote(test.store, 'v2', 'a')
    await test.store.removeAliases({ name: 'model', aliases: ['a'] })
    expect((await promote(test.store, 'previous', 'a'))?.version.number).toBe(2)
  })

  test('is a miss where the version before is gone, so that the next line counts', async () => {
    const test = await versions(3)
    await promote(test.store, 'v1', 'a')
    await promote(test.store, 'v2', 'a')
    plantGone(test.objects, 'model', 1)
    expect(await promote(test.store, 'previous', 'a')).toBeUndefined()
    const lines = { name: 'model', selectors: ['previous', 'v3'], aliases: ['a'] }
    expect(await test.store.promote(lines)).toMatchObject({ matched: 'v3', version: { number: 3 } })
  })

  test('of several aliases goes back with all or with none', async () => {
    const test = await versions(2)
    for (const [selector, alias] of [
      ['v1', 'a'],
      ['v2', 'a'],
      ['v2', 'b']
    ] as const) {
      await promote(test.store, selector, alias)
    }
    const { code, message } = await failure(promote(test.store, 'previous', 'a', 'b'))
    expect([code, message]).toEqual(['NOT_FOUND', expect.stringMatching(/^aliases: nothing was moved, since 'b'/)])
    expect(await pointsAt(test, 'a')).toBe(2)
  })
})

test('an alias is removed, and one that is not there is told as such', async () => {
  const test = await versions(1)
  await promote(test.store, 'v1', 'a')
  const removed = await test.store.removeAliases({ name: 'model', aliases: ['a', 'b'], run: push() })
  expect(removed).toEqual([{ alias: 'a', previous: 1 }, { alias: 'b' }])
  expect(await pointsAt(test, 'a')).toBeUndefined()
  expect((await test.store.getMetadata('model'))?.aliases).toEqual([])
  expect(keys(test.objects, `${ALIASES}b/`)).toEqual([])
})

describe('the history of an alias', () => {
  test('is who moved it where and when, newest first', async () => {
    const test = await versions(2)
    await promote(test.store, 'v1', 'a')
    test.clock.advance(60)
    await test.store.promote({ name: 'model', aliases: ['a'], run: push() })
    await test.store.removeAliases({ name: 'model', aliases: ['a'] })
    const later = new Date(Date.parse(START) + 60_000).toISOString()
    const history = await test.store.aliasHistory('model', 'a')
    expect(history).toEqual([
      { move: 3, number: undefined, movedAt: later, run: {} },
      { move: 2, number: 2, movedAt: later, run: push() },
      { move: 1, number: 1, movedAt: START, run: {} }
    ])
    expect(await test.store.aliasHistory('model', 'a', 1)).toEqual(history.slice(0, 1))
    expect(await test.store.aliasHistory('model', 'b')).toEqual([])
    expect((await failure(test.store.aliasHistory('model', 'a', 0))).message).toMatch(/^limit: /)
  })

  test('leaves a damaged move out with a warning, and the next move mends the alias', async () => {
    const test = await versions(2)
    await promote(test.store, 'v1', 'a')
    await promote(test.store, 'v2', 'a')
    flipBit(test.objects, moveOf('a', 2), 20)
    expect((await test.store.aliasHistory('model', 'a')).map(({ move }) => move)).toEqual([1])
    expect(test.warnings.join('\n')).toContain(moveOf('a', 2))
    expect((await failure(promote(test.store, 'previous', 'a'))).code).toBe('DAMAGED')
    await promote(test.store, 'v2', 'a')
    expect(await pointsAt(test, 'a')).toBe(2)
  })

  test('does not know of a move that was interrupted, where that can be', async () => {
    const test = await versions(2)
    await promote(test.store, 'v1', 'a')
    await promote(test.store, 'v2', 'a')
    truncate(test.objects, moveOf('a', 2), 9)
    const store = test.over((inner) => ({ ...inner, createMayTear: async () => true }))
    expect((await store.aliasHistory('model', 'a')).map(({ move }) => move)).toEqual([1])
  })

  test('of a store of the first release, whose moves do not say who, is the same', async () => {
    const test = await versions(1)
    plant(test.objects, moveOf('a', 1), { alias: 'a', number: 1, movedAt: START, nonce: 'a'.repeat(32) })
    expect(await test.store.aliasHistory('model', 'a')).toEqual([{ move: 1, number: 1, movedAt: START, run: {} }])
  })
})

describe('a version that is removed while an alias is moved to it', () => {
  function removing(test: TestStore, then: () => void = () => undefined): ArtifactStore {
    return test.over((inner) =>
      observed(
        inner,
        () => undefined,
        ({ operation, key }) => {
          if (operation !== 'create' || key !== moveOf('a', 2)) return
          plantGone(test.objects, 'model', 2)
          then()
        }
      )
    )
  }

  test('the alias goes back to where it was, and it is an error', async () => {
    const test = await versions(2)
    await promote(test.store, 'v1', 'a')
    const { code, message } = await failure(promote(removing(test), 'v2', 'a'))
    expect([code, message]).toEqual(['NOT_FOUND', expect.stringMatching(/model@v2 was removed while the alias 'a'/)])
    expect(await pointsAt(test, 'a')).toBe(1)
    expect(keys(test.objects, ALIASES)).toHaveLength(3)
  })

  test('but not where another one has moved it since', async () => {
    const test = await versions(3)
    await promote(test.store, 'v1', 'a')
    const store = removing(test, () =>
      plant(test.objects, moveOf('a', 3), { alias: 'a', number: 3, movedAt: START, nonce: 'b'.repeat(32) })
    )
    expect((await failure(promote(store, 'v2', 'a'))).code).toBe('NOT_FOUND')
    expect(await pointsAt(test, 'a')).toBe(3)
  })
})

describe('a label and an alias of one name', () => {
  test('an alias that is a label is refused before anything is written', async () => {
    const test = await versions(1)
    await save(test.store, tree({ file: 'l' }), { label: 'stable' })
    const before = copyOf(test.objects)
    for (const act of [
      () => promote(test.store, 'v1', 'good', 'stable'),
      () => save(test.store, tree({ file: 'new' }), { aliases: ['good', 'stable'] })
    ]) {
      const { code, message } = await failure(act())
      expect([code, message]).toEqual(['CONFLICT', expect.stringMatching(/^aliases: 'stable' is the label of v2/)])
      expect(test.objects).toEqual(before)
    }
  })

  test('a label that is an alias is refused, and its reservation given back', async () => {
    const test = await versions(1)
    await promote(test.store, 'v1', 'stable')
    const before = keys(test.objects)
    const { code, message } = await failure(save(test.store, tree({ file: 'l' }), { label: 'stable' }))
    expect([code, message]).toEqual(['CONFLICT', expect.stringMatching(/^version: 'stable' is an alias/)])
    expect(keys(test.objects)).toEqual(before)
    await test.store.removeAliases({ name: 'model', aliases: ['stable'] })
    expect((await save(test.store, tree({ file: 'l' }), { label: 'stable' })).version.version).toBe('stable')
  })

  test('one save cannot make both', async () => {
    const test = memoryStore()
    const { code, message } = await failure(save(test.store, tree({ a: '1' }), { label: 'x', aliases: ['x'] }))
    expect([code, message]).toEqual(['INVALID_INPUT', expect.stringMatching(/^aliases: 'x'/)])
    expect(keys(test.objects)).toEqual([])
  })

  test('a label that is reserved while the alias is moved wins', async () => {
    const test = await versions(1)
    const reservation = { label: 'a', nonce: 'c'.repeat(32), after: 1, reservedAt: START }
    const store = test.over((inner) =>
      observed(
        inner,
        () => undefined,
        ({ operation, key }) => {
          if (operation === 'create' && key === moveOf('a', 1))
            plant(test.objects, 'artifacts/model/labels/a.json', reservation)
        }
      )
    )
    expect((await failure(promote(store, 'v1', 'a'))).code).toBe('CONFLICT')
    test.objects.delete('artifacts/model/labels/a.json')
    expect(await pointsAt(test, 'a')).toBeUndefined()
  })

  test('a reservation that was given up a day ago is in nobody’s way', async () => {
    const test = await versions(1)
    plant(test.objects, 'artifacts/model/labels/a.json', {
      label: 'a',
      nonce: 'c'.repeat(32),
      after: 1,
      reservedAt: START
    })
    expect((await failure(promote(test.store, 'v1', 'a'))).message).toMatch(/another save has reserved/)
    test.clock.advance(24 * 3600 + 1)
    expect((await promote(test.store, 'v1', 'a'))?.version.number).toBe(1)
  })
})

describe('protected aliases', () => {
  const protectedAliases: ProtectedAliases = {
    production: { branches: ['main', 'release/*'], require: 'metrics.accuracy >= 0.4' },
    good: { require: 'metrics.accuracy >= 0.4' },
    vetted: { require: 'aliases = staging' }
  }
  const as = (test: TestStore, run?: RunContext, options: StoreOptions = {}): ArtifactStore =>
    test.over(undefined, { protectedAliases, ...(run === undefined ? {} : { viewer: viewerOf(run) }), ...options })

  test.each([
    ['main', push()],
    ['release/1', push('release/1')],
    ['a pull request of the repository from such a branch', pull(7, 'release/1')]
  ])('a run of %s moves it', async (_, run) => {
    const test = await versions(1)
    expect((await promote(as(test, run), 'v1', 'production'))?.aliases[0]?.moved).toBe(true)
    expect(await as(test, run).removeAliases({ name: 'model', aliases: ['production'] })).toHaveLength(1)
  })

  const { headRepository: _, ...unknown } = pull(7, 'main')
  test.each([
    ['another branch', push('topic'), "and this is one of 'topic'"],
    ['a tag', { ...push(), branch: '' }, 'of no branch'],
    ['no workflow', {}, 'of no branch'],
    ['a fork, from a branch of that name', pull(7, 'main', 'fork/repository'), 'comes from a fork'],
    ['a pull request from who knows where', unknown as RunContext, 'may come from a fork']
  ])('a run of %s is refused with the reason, whether it moves, removes or saves', async (_, run, reason) => {
    const test = await versions(1)
    await promote(as(test, push()), 'v1', 'production')
    plantVersion(test, 2, { metrics: { accuracy: 1 } })
    const before = copyOf(test.objects)
    const store = as(test, run)
    for (const act of [
      () => promote(store, 'v2', 'other', 'production'),
      () => store.removeAliases({ name: 'model', aliases: ['other', 'production'] }),
      () => save(store, tree({ file: 'new' }), { aliases: ['other', 'production'] }),
      // Who gives no viewer is who the run says that he is.
      () => as(test).promote({ name: 'model', aliases: ['production'], run })
    ]) {
      const { code, message } = await failure(act())
      expect([code, message]).toEqual(['REFUSED', expect.stringContaining(reason)])
      // A fork's run is held back before that from the artifact itself; what it saves goes elsewhere, with its aliases.
      expect(message).toMatch(/^(?:aliases: 'production' is protected|name: 'model' is not for this run to change)/)
      expect(test.objects).toEqual(before)
    }
  })

  test('a version that misses the bar is refused with the values, and none of the aliases is moved', async () => {
    const test = await versions(2)
    const before = copyOf(test.objects)
    const { code, message } = await failure(promote(as(test, push()), 'v2', 'other', 'production'))
    expect([code, message]).toEqual(['REFUSED', expect.stringContaining('metrics.accuracy (0.0002) >= 0.4')])
    expect(test.objects).toEqual(before)
    plantVersion(test, 3, { metrics: {} })
    expect((await failure(promote(as(test, push()), 'v3', 'production'))).message).toContain('(missing)')
  })

  test('what was recorded after the save counts', async () => {
    const test = await versions(2)
    await test.store.record({ name: 'model', metrics: { accuracy: 0.9 } })
    expect((await promote(as(test, push()), 'v2', 'production'))?.version.number).toBe(2)
    await test.store.record({ name: 'model', metrics: { accuracy: 0.1 } })
    expect((await failure(promote(as(test, push()), 'v2', 'good'))).code).toBe('REFUSED')
  })

  test('without branches any run moves it but that of a fork', async () => {
    const test = await versions(1)
    expect((await promote(as(test, push('topic')), 'v1', 'good'))?.aliases[0]?.moved).toBe(true)
    expect((await failure(promote(as(test, pull(7, 'x', 'fork/repository')), 'v1', 'good'))).code).toBe('REFUSED')
  })

  test('may require another alias', async () => {
    const test = await versions(1)
    expect((await failure(promote(as(test), 'v1', 'vetted'))).code).toBe('REFUSED')
    await promote(as(test), 'v1', 'staging')
    expect((await promote(as(test), 'v1', 'vetted'))?.aliases[0]?.moved).toBe(true)
  })

  test('a save whose version misses the bar says that it is saved, and moves no alias', async () => {
    const test = await versions(1)
    const request = { aliases: ['other', 'production'], metrics: { accuracy: 0.1 } }
    const { code, message } = await failure(save(as(test, push()), tree({ file: 'bad' }), request))
    expect([code, message]).toEqual(['REFUSED', expect.stringMatching(/^model@v2 is saved, but .*accuracy \(0.1\)/)])
    expect([await pointsAt(test, 'latest'), await pointsAt(test, 'other')]).toEqual([2, undefined])
    const good = { aliases: ['production'], metrics: { accuracy: 0.7 } }
    expect((await save(as(test, push()), tree({ file: 'good' }), good)).version.number).toBe(3)
    expect(await pointsAt(test, 'production')).toBe(3)
  })

  test('a version that is reused is judged by its own values, not by those that came with the save', async () => {
    const test = await versions(1)
    const folder = tree({ file: 'same' })
    await save(test.store, folder, { metrics: { accuracy: 0.1 } })
    const again = { aliases: ['production'], metrics: { accuracy: 0.9 } }
    expect((await failure(save(as(test, push()), folder, again))).code).toBe('REFUSED')
  })

  test('a requirement that cannot be read points at the place', async () => {
    const test = await versions(1)
    const store = as(test, push(), { protectedAliases: { a: { require: 'metrics.accuracy >' } } })
    const { code, message } = await failure(promote(store, 'v1', 'a'))
    expect([code, message]).toEqual(['INVALID_INPUT', expect.stringMatching(/^protected-aliases: 'a': require: /)])
  })

  test('an alias that is called as something every object has is not protected', async () => {
    const test = await versions(1)
    expect((await promote(as(test, {}), 'v1', 'constructor', '__proto__'))?.aliases).toHaveLength(2)
  })
})
