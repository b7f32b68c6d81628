/** Selectors that look through versions: by what their runs were, and by the values that they have. */
import fc from 'fast-check'
import { viewerOf, type RunContext, type StoreOptions } from '../../src/store/index.js'
import { versionKey } from '../../src/store/layout.js'
import { indexAll, plantVersion } from './long-series.js'
import { commit, pull, push } from './runs.js'
import { failure, flipBit, memoryStore, plantGone, removeFolders, save, tree, type TestStore } from './support.js'

afterAll(removeFolders)

/** Versions of these runs, from v1 on. */
async function series(...runs: readonly RunContext[]): Promise<TestStore> {
  const test = memoryStore()
  await save(test.store, tree({ file: '1' }))
  runs.forEach((run, at) => plantVersion(test, at + 1, { run }))
  return test
}

async function numberOf(test: TestStore, selector: string, run?: RunContext, options: StoreOptions = {}) {
  const store = test.over(undefined, { ...(run === undefined ? {} : { viewer: viewerOf(run) }), ...options })
  return (await store.resolve('model', [selector]))?.version.number
}

describe('who asks', () => {
  test('a push is of a branch, a pull request also of its number and its base', () => {
    expect(viewerOf(push())).toEqual({ repository: 'owner/repository', branch: 'main' })
    expect(viewerOf(pull(7))).toEqual({
      repository: 'owner/repository',
      branch: 'fix',
      pullRequest: '7',
      baseBranch: 'main',
      fromFork: false
    })
    expect(viewerOf(pull(7, 'fix', 'fork/repository')).fromFork).toBe(true)
    expect(viewerOf({})).toEqual({})
  })

  test('what does not say from where it comes is not known to be no fork', () => {
    const { headRepository: _, ...run } = pull(7)
    expect(viewerOf(run)).not.toHaveProperty('fromFork')
  })

  test('the run of pull_request_target, whose ref is the base branch, is of a pull request, too', () => {
    const run = { ...pull(7), event: 'pull_request_target', ref: 'refs/heads/main' }
    expect(viewerOf(run).pullRequest).toBe('of fix')
    expect(viewerOf({ ...run, pullRequest: 7 }).pullRequest).toBe('7')
  })
})

describe('latest', () => {
  test('leaves out what other pull requests saved, and newest does not', async () => {
    const test = await series(push(), pull(7), push(), pull(8), pull(7))
    expect(await numberOf(test, 'latest')).toBe(3)
    expect(await numberOf(test, 'latest', push())).toBe(3)
    expect(await numberOf(test, 'latest', pull(7))).toBe(5)
    expect(await numberOf(test, 'latest', pull(8))).toBe(4)
    expect(await numberOf(test, 'latest', pull(9))).toBe(3)
    for (const run of [undefined, push(), pull(8)]) expect(await numberOf(test, 'newest', run)).toBe(5)
  })

  test('a pull request of the same number in another repository is another one', async () => {
    const test = await series(push(), pull(7))
    expect(await numberOf(test, 'latest', pull(7, 'fix', 'other/one', { repository: 'other/one' }))).toBe(1)
  })

  test('is a miss where there is nothing else', async () => {
    const test = await series(pull(7))
    expect(await numberOf(test, 'latest')).toBeUndefined()
    expect(await numberOf(test, 'latest', pull(7))).toBe(1)
  })

  test('a push does not reuse what a pull request saved: it would not find it again', async () => {
    const test = await series(push(), pull(7))
    const folder = tree({ file: 'same' })
    const ofPull = await save(test.store, folder, { run: pull(7) })
    expect((await save(test.store, folder, { run: pull(7) })).created).toBe(false)
    const ofPush = await save(test.store, folder, { run: push() })
    expect([ofPull.version.number, ofPush.version.number, ofPush.created]).toEqual([3, 4, true])
    expect((await save(test.store, folder, { run: pull(7) })).version.number).toBe(4)
  })

  test('a damaged version is not passed over in silence', async () => {
    const test = await series(push(), pull(7))
    flipBit(test.objects, versionKey('model', 2), 100)
    expect((await failure(test.store.resolve('model'))).code).toBe('DAMAGED')
  })
})

describe('by the run', () => {
  test('branch: is the newest of a branch; a fork cannot pass for it', async () => {
    const fork = 'fork/repository'
    const test = await series(push(), push('topic'), pull(7, 'topic'), pull(8, 'main', fork), pull(9, 'other', fork))
    expect(await numberOf(test, 'branch:main')).toBe(1)
    expect(await numberOf(test, 'branch:topic')).toBe(3)
    expect(await numberOf(test, 'branch:other')).toBeUndefined()
    expect(await numberOf(test, 'branch:other', pull(9, 'other', fork))).toBe(5)
    expect(await numberOf(test, 'branch:ma')).toBeUndefined()
    const { headRepository: _, ...unknown } = pull(8, 'main')
    expect(await numberOf(await series(push(), unknown), 'branch:main')).toBe(1)
  })

  test('commit: is the newest of a commit, or of a pull request with that head', async () => {
    const test = await series(
      push('main', { sha: commit('a') }),
      pull(7, 'fix', undefined, { sha: commit('b'), headSha: commit('a') }),
      push('main', { sha: commit('c') })
    )
    expect(await numberOf(test, `commit:${commit('a')}`)).toBe(2)
    expect(await numberOf(test, 'commit:BBBBBBB')).toBe(2)
    expect(await numberOf(test, 'commit:ccccccc')).toBe(3)
    expect(await numberOf(test, 'commit:ddddddd')).toBeUndefined()
  })

  test('run: is the newest of a run', async () => {
    const test = await series(push('main', { runId: '5' }), push('main', { runId: '5' }), push('main', { runId: '55' }))
    expect(await numberOf(test, 'run:5')).toBe(2)
    expect(await numberOf(test, 'run:55')).toBe(3)
    expect(await numberOf(test, 'run:6')).toBeUndefined()
  })

  test('pr-base is the newest of the base branch, saved by no pull request and in this repository', async () => {
    const test = await series(
      push(),
      push('other'),
      pull(7, 'main', 'fork/repository'),
      push('main', { repository: 'x/y' })
    )
    expect(await numberOf(test, 'pr-base', pull(9))).toBe(1)
    expect(await numberOf(test, 'pr-base', { ...pull(9), baseRef: 'nothing' })).toBeUndefined()
  })

  test.each([[undefined], [push()], [{ ...pull(9), baseRef: '' }]])(
    'pr-base outside of a pull request is an error that says what to do: %j',
    async (run) => {
      const test = await series(push())
      const { code, message } = await failure(numberOf(test, 'pr-base', run))
      expect(code).toBe('INVALID_INPUT')
      expect(message).toMatch(/^version: 'pr-base' .* name the branch/)
    }
  )

  test('previous is for promote alone', async () => {
    const test = await series(push())
    expect((await failure(test.store.resolve('model', ['latest', 'previous']))).message).toMatch(/for promote alone/)
  })
})

describe('nearest', () => {
  const git = (ancestors: readonly string[], asked: string[][] = []): StoreOptions => ({
    ancestry: {
      ancestorsAmong: async (commits) => {
        asked.push([...commits])
        return new Set(commits.filter((one) => ancestors.includes(one)))
      }
    }
  })

  test('is the newest version one of whose commits came before', async () => {
    const test = await series(
      push('main', { sha: commit(1) }),
      push('main', { sha: commit(2) }),
      push('topic', { sha: commit(3) }),
      pull(7, 'fix', undefined, { sha: commit(4), headSha: commit(5) })
    )
    expect(await numberOf(test, 'nearest', undefined, git([commit(1), commit(2)]))).toBe(2)
    expect(await numberOf(test, 'nearest', undefined, git([commit(1), commit(5)]))).toBe(4)
    expect(await numberOf(test, 'nearest', undefined, git([commit(9)]))).toBeUndefined()
  })

  test('git is asked of no text that is no commit, of each once, and not at all by other selectors', async () => {
    const test = await series(
      push('main', { sha: '--upload-pack=x' }),
      push('main', { sha: commit('A') }),
      push('main', { sha: commit('a') }),
      push('main', { sha: `${commit(1)}\n` })
    )
    const asked: string[][] = []
    expect(await numberOf(test, 'nearest', undefined, git([], asked))).toBeUndefined()
    expect(asked).toEqual([[commit('a')]])
    asked.length = 0
    expect(await numberOf(test, 'branch:main', undefined, git([], asked))).toBe(4)
    expect(asked).toEqual([])
  })

  test('without git it is an error that says what to do; what git says against it is told as it is', async () => {
    const test = await series(push('main', { sha: commit(1) }))
    expect((await failure(numberOf(test, 'nearest'))).message).toMatch(/^version: 'nearest' .*fetch-depth: 0/)
    const error = new Error('shallow')
    const ancestry = { ancestorsAmong: () => Promise.reject(error) }
    await expect(numberOf(test, 'nearest', undefined, { ancestry })).rejects.toBe(error)
  })
})

describe('max: and min:', () => {
  async function valued(...values: readonly object[]): Promise<TestStore> {
    const test = await series(push())
    values.forEach((more, at) => plantVersion(test, at + 1, more as Record<string, unknown>))
    return test
  }

  test('of metrics; of several with the best value the newest; NaN and missing are passed over', async () => {
    const test = await valued(
      { metrics: { accuracy: 0.9, loss: 2 } },
      { metrics: { accuracy: 'NaN', loss: 1 } },
      { metrics: { accuracy: 0.9, loss: 3 } },
      { metrics: { accuracy: 0.5, loss: 1 } },
      { metrics: {} }
    )
    expect(await numberOf(test, 'max:metrics.accuracy')).toBe(3)
    expect(await numberOf(test, 'min:metrics.accuracy')).toBe(4)
    expect(await numberOf(test, 'min:metrics.loss')).toBe(4)
    expect(await numberOf(test, 'max:metrics.nothing')).toBeUndefined()
    expect(await numberOf(test, 'max:metrics.__proto__')).toBeUndefined()
  })

  test('of params and metadata, below their first keys, too; what is no number counts as missing', async () => {
    const test = await valued(
      { params: { lr: 1, optimizer: { lr: 5 }, 'a.b': 1 } },
      { params: { lr: '9', optimizer: { lr: 4 }, a: { b: 2 } }, metadata: { cost: 1 } },
      { params: { lr: true, optimizer: [] } }
    )
    expect(await numberOf(test, 'max:params.lr')).toBe(1)
    expect(await numberOf(test, 'max:params.optimizer.lr')).toBe(1)
    expect(await numberOf(test, 'max:params.a.b')).toBe(2)
    expect(await numberOf(test, 'max:params["a.b"]')).toBe(2)
    expect(await numberOf(test, 'min:metadata.cost')).toBe(2)
    expect(await numberOf(test, 'max:params.optimizer.length')).toBeUndefined()
  })

  test('infinite values are values', async () => {
    const test = await valued({ metrics: { a: 'Infinity' } }, { metrics: { a: 1 } }, { metrics: { a: '-Infinity' } })
    expect(await numberOf(test, 'max:metrics.a')).toBe(1)
    expect(await numberOf(test, 'min:metrics.a')).toBe(3)
  })

  test('versions that are gone are passed over', async () => {
    const test = await valued({ metrics: { a: 1 } }, { metrics: { a: 2 } })
    plantGone(test.objects, 'model', 2)
    expect(await numberOf(test, 'max:metrics.a')).toBe(1)
  })

  test('are what a plain look at all values says, with an index and without', async () => {
    const value = fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constantFrom('NaN', 'Infinity', '-Infinity', undefined))
    const property = fc.asyncProperty(fc.array(value, { minLength: 65, maxLength: 70 }), async (values) => {
      const test = await valued(...values.map((a) => ({ metrics: a === undefined ? {} : { a } })))
      const number = (at: number): number => Number(values[at] ?? NaN)
      const expected = (sign: number): number | undefined => {
        let best: number | undefined
        for (let at = values.length - 1; at >= 0; at--) {
          if (!Number.isNaN(number(at)) && (best === undefined || sign * number(at) > sign * number(best))) best = at
        }
        return best === undefined ? undefined : best + 1
      }
      for (const hasIndex of [false, true]) {
        if (hasIndex) await indexAll(test)
        expect(await numberOf(test, 'max:metrics.a')).toBe(expected(1))
        expect(await numberOf(test, 'min:metrics.a')).toBe(expected(-1))
      }
    })
    await fc.assert(property, { numRuns: 12 })
  })
})

describe('where', () => {
  test('only versions of which it holds are there to be selected, and it is read before anything is looked up', async () => {
    const test = await series(push(), push('topic'), push(), push('topic'))
    const resolve = async (selector: string, where: string) =>
      (await test.store.resolve('model', [selector], where))?.version.number
    expect(await resolve('latest', 'run.branch = main')).toBe(3)
    expect(await resolve('newest', 'run.branch = main')).toBe(3)
    expect(await resolve('v4', 'run.branch = main')).toBeUndefined()
    expect(await resolve('v3', 'run.branch = main')).toBe(3)
    expect(await resolve('max:metrics.accuracy', 'run.branch = main')).toBe(3)
    expect(await resolve('branch:topic', 'number < 4')).toBe(2)
    expect(await resolve('latest', 'metrics.nothing > 1')).toBeUndefined()
    expect((await failure(resolve('latest', 'run.branch =='))).code).toBe('INVALID_INPUT')
  })

  test('of aliases, for a selector and in a list', async () => {
    const test = await series(push(), push(), push())
    await test.store.promote({ name: 'model', selectors: ['v2'], aliases: ['best', 'staging'] })
    expect((await test.store.resolve('model', ['latest'], 'aliases = best'))?.version.number).toBe(2)
    const listed = await test.store.list({ name: 'model', where: 'aliases = best' })
    expect(listed.map(({ number, aliases }) => [number, aliases])).toEqual([[2, ['best', 'staging']]])
    expect(await test.store.list({ where: 'missing aliases' })).toHaveLength(2)
  })

  test('lists the newest that match, up to the limit, of all artifacts', async () => {
    const test = await series(push(), push('topic'), push(), push('topic'), push())
    await save(test.store, tree({ other: '1' }), { name: 'another', run: push() })
    const told = async (query: object) => (await test.store.list(query)).map(({ name, number }) => `${name}@v${number}`)
    expect(await told({ name: 'model', where: 'run.branch = main', limit: 2 })).toEqual(['model@v5', 'model@v3'])
    expect(await told({ where: 'run.branch = main', limit: 3 })).toEqual(['another@v1', 'model@v5', 'model@v3'])
    expect(await told({ where: 'name ~ "an*"' })).toEqual(['another@v1'])
    expect(await told({ where: ' ' })).toHaveLength(6)
  })
})
