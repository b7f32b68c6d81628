/** What a version is to be seen beside: which versions are chosen, what fails alone, and what it costs. */
import { ArtifactStoreError } from '../../src/errors.js'
import type { Storage } from '../../src/storage/index.js'
import { viewerOf, type CompareRequest, type RunContext, type VersionComparison } from '../../src/store/index.js'
import { diffFilesUpTo } from '../../src/store/diff.js'
import { aliasKey, noteKey, versionKey } from '../../src/store/layout.js'
import { counted, indexAll, plantVersion } from './long-series.js'
import { pull, push } from './runs.js'
import {
  failure,
  flipBit,
  memoryStore,
  observed,
  plantGone,
  recordOf,
  removeFolders,
  save,
  tree,
  type Call,
  type Contents,
  type TestStore
} from './support.js'

afterAll(removeFolders)

/** Versions of these runs, from v1 on, each with its number as `accuracy`. */
async function series(...runs: readonly RunContext[]): Promise<TestStore> {
  const test = memoryStore()
  await save(test.store, tree({ file: '1' }))
  runs.forEach((run, at) => plantVersion(test, at + 1, { run, metrics: { accuracy: at + 1 } }))
  return test
}

async function compare(
  test: TestStore,
  number: number,
  request: Partial<CompareRequest> = {},
  wrap?: (storage: Storage) => Storage
): Promise<VersionComparison> {
  const found = await test.store.resolve('model', [`v${number}`])
  // Planted versions share their contents, so that files are beside the point where they are not asked for.
  return await test.over(wrap).compare({ version: found!.version, files: false, ...request })
}

const numbersOf = ({ history }: VersionComparison): number[] => history.map(({ number }) => number)
const baseOf = ({ base }: VersionComparison) => [base?.version.number, base?.why]

describe('the base', () => {
  test('of a push is the one before of the same branch', async () => {
    const test = await series(push(), push('topic'), pull(7, 'main'), push())
    expect(baseOf(await compare(test, 4))).toEqual([1, 'branch'])
  })

  test('of a pull request it is the newest of its base branch, also one that is newer', async () => {
    const test = await series(push(), pull(7), push())
    expect(baseOf(await compare(test, 2))).toEqual([3, 'branch'])
  })

  test('is the one before where there is none of the branch, or that is not known', async () => {
    const test = await series(push('one'), push('two'), {})
    expect(baseOf(await compare(test, 2))).toEqual([1, 'before'])
    expect(baseOf(await compare(test, 3))).toEqual([2, 'before'])
    expect(baseOf(await compare(test, 1))).toEqual([undefined, undefined])
  })

  test('is never what another pull request saved', async () => {
    const test = await series(push('one'), pull(9), push('two'), pull(7), pull(8))
    expect(baseOf(await compare(test, 3))).toEqual([1, 'before'])
    expect(baseOf(await compare(test, 5, { viewer: { ...viewerOf(pull(8)), baseBranch: 'none' } }))).toEqual([
      3,
      'before'
    ])
  })

  test('may be given, as a version or as a number; of the version itself there is none', async () => {
    const test = await series(push(), push(), push())
    const first = (await test.store.resolve('model', ['v1']))!.version
    expect(baseOf(await compare(test, 3, { base: first }))).toEqual([1, 'asked'])
    expect(baseOf(await compare(test, 3, { base: 1 }))).toEqual([1, 'asked'])
    expect(baseOf(await compare(test, 3, { base: 3 }))).toEqual([undefined, undefined])
    expect(baseOf(await compare(test, 1, { base: first }))).toEqual([undefined, undefined])
    plantGone(test.objects, 'model', 1)
    expect(await compare(test, 3, { base: 1 })).toMatchObject({ base: undefined, failures: [] })
  })

  test('has what was recorded of it after its save, and so has the version', async () => {
    const test = await series(push(), push())
    await test.store.record({ name: 'model', selectors: ['v1'], metrics: { accuracy: 0.5 } })
    await test.store.record({ name: 'model', selectors: ['v2'], metrics: { loss: 0.25 } })
    const { base, version } = await compare(test, 2)
    expect(base?.version.metrics).toEqual({ accuracy: 0.5 })
    expect(version.metrics).toEqual({ accuracy: 2, loss: 0.25 })
  })
})

describe('an alias', () => {
  const aliasesOf = ({ aliases }: VersionComparison) =>
    aliases.map(({ alias, version, isFormer }) => [alias, version.number, isFormer])

  test('is by default production, and is told where it points at another version', async () => {
    const test = await series(push(), push(), push())
    expect(aliasesOf(await compare(test, 3))).toEqual([])
    await test.store.promote({ name: 'model', selectors: ['v1'], aliases: ['production', 'best'] })
    expect(aliasesOf(await compare(test, 3))).toEqual([['production', 1, false]])
    expect(aliasesOf(await compare(test, 3, { aliases: ['best', 'none'] }))).toEqual([['best', 1, false]])
    expect(aliasesOf(await compare(test, 3, { aliases: [] }))).toEqual([])
  })

  test('that was moved to the version is told with where it pointed before', async () => {
    const test = await series(push(), push(), push())
    for (const selector of ['v1', 'v2', 'v3']) {
      await test.store.promote({ name: 'model', selectors: [selector], aliases: ['production'] })
    }
    expect(aliasesOf(await compare(test, 3))).toEqual([['production', 2, true]])
    await test.store.promote({ name: 'model', selectors: ['v3'], aliases: ['new'] })
    expect(aliasesOf(await compare(test, 3, { aliases: ['new'] }))).toEqual([])
  })

  test('that was removed, or whose version is gone, is none', async () => {
    const test = await series(push(), push(), push())
    await test.store.promote({ name: 'model', selectors: ['v1'], aliases: ['production', 'best'] })
    await test.store.removeAliases({ name: 'model', aliases: ['production'] })
    plantGone(test.objects, 'model', 1)
    expect(aliasesOf(await compare(test, 3, { aliases: ['production', 'best'] }))).toEqual([])
  })

  test('is found in a series that one listing does not tell', async () => {
    const test = await series(push())
    for (let number = 2; number <= 1100; number++) plantVersion(test, number, { run: push() })
    await indexAll(test)
    await test.store.promote({ name: 'model', selectors: ['v500'], aliases: ['production'] })
    expect(aliasesOf(await compare(test, 1100))).toEqual([['production', 500, false]])
  })
})

describe('the history', () => {
  test('is the last versions up to this one, oldest first, with their notes', async () => {
    const test = await series(...Array.from({ length: 30 }, () => push()))
    await test.store.record({ name: 'model', selectors: ['v9'], metrics: { accuracy: 0.9 } })
    plantGone(test.objects, 'model', 12)
    const { history } = await compare(test, 28)
    expect(history.map(({ number }) => number)).toEqual([
      ...Array.from({ length: 4 }, (_, at) => at + 8),
      ...Array.from({ length: 16 }, (_, at) => at + 13)
    ])
    expect(history.find(({ number }) => number === 9)?.metrics).toEqual({ accuracy: 0.9 })
    expect(numbersOf(await compare(test, 30, { history: 2 }))).toEqual([29, 30])
    expect(numbersOf(await compare(test, 30, { history: 0 }))).toEqual([])
  })

  test('leaves out what other pull requests saved', async () => {
    const test = await series(push(), pull(7), pull(8), push('topic'), pull(7))
    expect(numbersOf(await compare(test, 5))).toEqual([1, 2, 4, 5])
    expect(numbersOf(await compare(test, 4))).toEqual([1, 4])
    const fork = pull(7, 'main', 'someone/repository')
    expect(numbersOf(await compare(test, 5, { viewer: viewerOf({ ...fork, repository: 'else/where' }) }))).toEqual([
      1, 4, 5
    ])
  })

  test('goes no further than the newest 256 versions', async () => {
    const test = await series(push())
    for (let number = 2; number <= 300; number++) plantVersion(test, number, { run: number < 40 ? push() : pull(9) })
    plantVersion(test, 300, { run: push() })
    expect(await compare(test, 300)).toMatchObject({ base: undefined, history: [{ number: 300 }], failures: [] })
    plantVersion(test, 46, { run: push() })
    expect(numbersOf(await compare(test, 300))).toEqual([46, 300])
  })

  test('begins where there are more notes than can be read', async () => {
    const test = await series(...Array.from({ length: 4 }, () => push()))
    const note = async (number: number): Promise<void> => {
      await test.store.record({ name: 'model', selectors: [`v${number}`], metrics: { a: number } })
    }
    await note(3)
    await note(2)
    const { bytes, modifiedAt } = test.objects.get(noteKey('model', 2, 1))!
    for (let at = 2; at <= 400; at++) test.objects.set(noteKey('model', 2, at), { bytes, modifiedAt })
    expect(numbersOf(await compare(test, 4))).toEqual([3, 4])
    expect(numbersOf(await compare(test, 2))).toEqual([1, 2])
  })
})

describe('the files', () => {
  async function withFiles(): Promise<TestStore> {
    const test = memoryStore()
    await save(test.store, tree({ a: '1', b: '2', c: '3' }), { run: push() })
    await save(test.store, tree({ a: '1', b: 'two', d: '4' }), { run: push() })
    return test
  }

  test('are compared with those of the base', async () => {
    const { files } = await compare(await withFiles(), 2, { files: true })
    expect(files).toMatchObject({
      added: { count: 1 },
      removed: { count: 1 },
      changed: { count: 1, listed: [{ path: 'b' }] },
      unchanged: { count: 1 }
    })
  })

  test('of the same contents are all unchanged', async () => {
    const test = await withFiles()
    await save(test.store, tree({ a: '1', b: 'two', d: '4' }), { run: push(), ifUnchanged: 'new' })
    expect((await compare(test, 3, { files: true })).files).toMatchObject({
      unchanged: { count: 3 },
      added: { count: 0 }
    })
  })

  test('are not compared where there is nothing to compare with, or it is not asked for', async () => {
    const test = await withFiles()
    expect((await compare(test, 1, { files: true })).files).toBeUndefined()
    expect((await compare(test, 2, { files: false })).files).toBeUndefined()
  })

  test('that are too many are not read: what the leaves would take is known without them', async () => {
    const test = memoryStore()
    const contents = (changed: number): Contents =>
      Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`file-${at}`, at < changed ? 'new' : 'old']))
    await save(test.store, tree(contents(0)))
    await save(test.store, tree(contents(600)))
    const [from, to] = [recordOf(test.objects, 1), recordOf(test.objects, 2)]
    let reads = 0
    const storage = observed(test.storage, ({ operation }) => void (reads += operation === 'read' ? 1 : 0))
    const diff = async (maximum: number) =>
      await diffFilesUpTo(storage, { from: from.metadata, to: to.metadata, limit: 0, maximum }, async ({ number }) =>
        recordOf(test.objects, number)
      )
    expect(await diff(1_000_000)).toMatchObject({ changed: { count: 600 } })
    const whole = reads
    reads = 0
    expect(await diff(20_000)).toBe('too many')
    expect(reads).toBeLessThan(whole)
  })
})

describe('what fails', () => {
  /** A storage at which reading some keys fails. */
  const broken =
    (isBroken: (call: Call) => boolean) =>
    (storage: Storage): Storage =>
      observed(storage, (call) => {
        if (isBroken(call)) throw new ArtifactStoreError('STORAGE', 'no connection')
      })

  async function promoted(): Promise<TestStore> {
    const test = memoryStore()
    await save(test.store, tree({ a: '1' }), { run: push(), metrics: { a: 1 } })
    await save(test.store, tree({ a: '2' }), { run: push('other'), metrics: { a: 2 } })
    await save(test.store, tree({ a: '3' }), { run: push(), metrics: { a: 3 } })
    await test.store.promote({ name: 'model', selectors: ['v2'], aliases: ['production'] })
    return test
  }

  test('leaves a gap that is told, and all else is there', async () => {
    const test = await promoted()
    const isMove = ({ key }: Call): boolean => key === aliasKey('model', 'production', 1)
    const comparison = await compare(test, 3, { files: true }, broken(isMove))
    expect(comparison).toMatchObject({
      base: { version: { number: 1 } },
      aliases: [],
      history: [{ number: 1 }, { number: 2 }, { number: 3 }],
      files: { changed: { count: 1 } },
      failures: ['the versions of aliases could not be read: no connection']
    })
  })

  test('where nothing can be read nothing is shown, and each part says so', async () => {
    const test = await promoted()
    const comparison = await compare(
      test,
      3,
      { files: true },
      broken(() => true)
    )
    expect(comparison).toMatchObject({ base: undefined, aliases: [], history: [], files: undefined })
    expect(comparison.failures).toEqual([
      'the versions before it could not be read: no connection',
      'the versions of aliases could not be read: no connection'
    ])
    expect(comparison.version.number).toBe(3)
  })

  test('a damaged record is passed over with a warning', async () => {
    const test = await promoted()
    flipBit(test.objects, versionKey('model', 2), 100)
    expect(await compare(test, 3)).toMatchObject({ aliases: [], history: [{ number: 1 }, { number: 3 }], failures: [] })
    expect(test.warnings).toEqual(expect.arrayContaining([expect.stringMatching(/v2.*it is passed over/)]))
  })

  test('to cancel is no failure of a part', async () => {
    const test = await promoted()
    const { version } = (await test.store.resolve('model'))!
    const store = test.over(undefined, { signal: AbortSignal.abort() })
    expect((await failure(store.compare({ version }))).code).toBe('CANCELLED')
  })

  test('a name or alias that can be none is an error', async () => {
    const test = await promoted()
    const { version } = (await test.store.resolve('model'))!
    expect((await failure(test.store.compare({ version: { ...version, name: '../x' } }))).code).toBe('INVALID_INPUT')
    expect((await failure(test.store.compare({ version, aliases: ['a/../b'] }))).code).toBe('INVALID_INPUT')
  })
})

describe('in the quarantine', () => {
  const fork = pull(7, 'fix', 'stranger/repository')
  const metrics = (accuracy: number) => ({ metrics: { accuracy } })

  test('a version is compared with the artifact that it would be, and has a history of its own', async () => {
    const test = await series(push(), push())
    await test.store.promote({ name: 'model', selectors: ['v1'], aliases: ['production'] })
    const as = test.over(undefined, { viewer: viewerOf(fork) })
    await save(as, tree({ file: 'a' }), { run: fork, ...metrics(8) })
    const { version } = await save(as, tree({ file: 'b', more: 'c' }), {
      run: fork,
      ...metrics(9),
      aliases: ['production']
    })
    expect(version).toMatchObject({ name: 'quarantine/owner/repository/7/model', number: 2 })
    expect(await as.compare({ version })).toMatchObject({
      base: { version: { name: 'model', number: 2 }, why: 'branch' },
      aliases: [{ alias: 'production', version: { name: 'model', number: 1 }, isFormer: false }],
      history: [{ metrics: { accuracy: 8 } }, { metrics: { accuracy: 9 } }],
      files: { added: { count: 1 }, changed: { count: 1 } },
      failures: []
    })
  })

  test('a version is found beside nothing where there is no such artifact', async () => {
    const test = memoryStore()
    const as = test.over(undefined, { viewer: viewerOf(fork) })
    const { version } = await save(as, tree({ file: 'a' }), { run: fork })
    expect(await as.compare({ version })).toMatchObject({
      base: undefined,
      aliases: [],
      files: undefined,
      failures: []
    })
  })
})

describe('the requests', () => {
  async function requests(test: TestStore, number: number, request: Partial<CompareRequest> = {}): Promise<number> {
    const { version } = (await test.store.resolve('model', [`v${number}`]))!
    let count = 0
    await test.over((inner) => counted(inner, () => count++)).compare({ version, ...request })
    return count
  }

  test('are one for a first version', async () => {
    expect(await requests(await series(push()), 1)).toBe(1)
  })

  test('are one for each version that is shown, one for the listing and two for production', async () => {
    const test = await series(...Array.from({ length: 40 }, () => push()))
    expect(await requests(test, 40, { files: false })).toBe(1 + 21)
    expect(await requests(test, 40, { files: false, history: 0 })).toBe(1 + 1 + 4)
    await test.store.promote({ name: 'model', selectors: ['v30'], aliases: ['production'] })
    expect(await requests(test, 40, { files: false })).toBe(1 + 21 + 1)
    await test.store.promote({ name: 'model', selectors: ['v3'], aliases: ['production'] })
    expect(await requests(test, 40, { files: false })).toBe(1 + 21 + 2)
    expect(await requests(test, 40, { files: false, history: 0, aliases: [], base: 12 })).toBe(3)
  })

  test('stay few in a series of thousands', async () => {
    const test = await series(push())
    for (let number = 2; number <= 5000; number++) plantVersion(test, number, { run: push() })
    await indexAll(test)
    expect(await requests(test, 5000, { files: false })).toBeLessThanOrEqual(30)
  })
})
