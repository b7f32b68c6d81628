/** What the run of a pull request from a fork may write, and who sees it. docs/PROTOCOL.md, "Who sees what". */
import { createMemoryStorage } from '../../src/storage/index.js'
import { openStore, viewerOf, type ArtifactStore, type RunContext, type StoreOptions } from '../../src/store/index.js'
import { artifactNames } from '../../src/store/artifact-names.js'
import { artifactPrefix } from '../../src/store/layout.js'
import { commit, pull, push } from './runs.js'
import {
  copyOf,
  failure,
  fieldsOf,
  keys,
  memoryStore,
  noise,
  observed,
  plant,
  recordOf,
  removeFolders,
  restored,
  save,
  START,
  tree,
  type TestStore
} from './support.js'

afterAll(removeFolders)

const FORK = 'stranger/repository'
const QUARANTINED = 'quarantine/owner/repository/7/model'

const forked = (number = 7, more: RunContext = {}): RunContext => pull(number, 'fix', FORK, more)

/** The store as a run finds it. */
const as = (test: TestStore, run: RunContext, options: StoreOptions = {}): ArtifactStore =>
  test.over(undefined, { viewer: viewerOf(run), ...options })

/** Saves as a run does. */
async function saveAs(test: TestStore, run: RunContext, file: string, more: object = {}) {
  return await save(as(test, run), tree({ file }), { run, ...more })
}

/** `model` with a version of a push, and one of a fork's pull request that would be better in every way. */
async function both(): Promise<TestStore> {
  const test = memoryStore()
  await saveAs(test, push('main', { sha: commit(1) }), 'ours', { metrics: { accuracy: 0.5 }, aliases: ['production'] })
  test.clock.advance(60)
  await saveAs(test, forked(7, { sha: commit(2), headSha: commit(3) }), 'theirs', {
    metrics: { accuracy: 0.9 },
    label: '2.0.0',
    aliases: ['production', 'best']
  })
  return test
}

describe('a save', () => {
  test('of the run of a fork goes below the quarantine of its pull request', async () => {
    const test = await both()
    expect(await artifactNames(test.storage)).toEqual(['model', QUARANTINED])
    const version = await test.store.getMetadata(QUARANTINED)
    expect(version).toMatchObject({ name: QUARANTINED, number: 1, version: '2.0.0', aliases: ['best', 'production'] })
    expect(version!.run['headRepository']).toBe(FORK)
    expect((await saveAs(test, forked(), 'theirs, better')).version).toMatchObject({ name: QUARANTINED, number: 2 })
    expect((await saveAs(test, forked(8), 'others')).version.name).toBe('quarantine/owner/repository/8/model')
  })

  test.each<[string, RunContext]>([
    ['of one that does not tell from where it comes', { ...forked(), headRepository: '' }],
    ['of pull_request_target', { ...forked(), event: 'pull_request_target', ref: 'refs/heads/main', pullRequest: 7 }]
  ])('%s goes there, too', async (_, run) => {
    const test = memoryStore()
    expect((await saveAs(test, run, 'x')).version.name).toBe(QUARANTINED)
  })

  test.each<[string, RunContext]>([
    ['a push', push()],
    ['a pull request of the repository itself', pull(7)],
    ['no workflow', { workflow: false }]
  ])('of %s does not', async (_, run) => {
    const test = memoryStore()
    expect((await saveAs(test, run, 'x')).version.name).toBe('model')
  })

  test('goes by the run that the store was opened for, and by that of the request where it was for none', async () => {
    const test = memoryStore()
    const folder = tree({ file: 'x' })
    expect((await save(test.store, folder, { run: forked() })).version.name).toBe(QUARANTINED)
    expect((await save(as(test, forked()), folder, { run: push() })).version.name).toBe(QUARANTINED)
  })

  test('takes the whole name as it is, of its own quarantine alone', async () => {
    const test = await both()
    const before = copyOf(test.objects)
    expect((await saveAs(test, forked(), 'more', { name: QUARANTINED })).version).toMatchObject({
      name: QUARANTINED,
      number: 2
    })
    test.objects.clear()
    for (const [key, object] of before) test.objects.set(key, object)
    for (const name of [
      'quarantine/owner/repository/8/model',
      'quarantine/owner/repository/77/model',
      'quarantine/x',
      'Quarantine/owner/repository/7/model'
    ]) {
      const { code, message } = await failure(saveAs(test, forked(), 'theirs', { name }))
      expect({ code, message }).toEqual({
        code: 'REFUSED',
        message: `name: '${name}' is not for this run to change: this run is of a pull request that comes from a fork, and writes only below 'quarantine/owner/repository/7/' (the output 'name' of its save tells the whole name)`
      })
    }
    expect(copyOf(test.objects)).toEqual(before)
  })

  test('of any other run under such a name is refused: the name is kept', async () => {
    const test = await both()
    const before = copyOf(test.objects)
    for (const name of [QUARANTINED, 'quarantine', 'quarantine/mine', 'Quarantine/mine', 'QUARANTINE']) {
      for (const run of [push(), pull(7), { workflow: false }]) {
        const { code, message } = await failure(saveAs(test, run, 'x', { name }))
        expect(code).toBe('INVALID_INPUT')
        expect(message).toMatch(/^name: '.*' is kept for pull requests from forks: choose a name that does not start/)
      }
    }
    expect(copyOf(test.objects)).toEqual(before)
    expect((await saveAs(test, push(), 'x', { name: 'quarantined' })).version.name).toBe('quarantined')
  })

  test.each<[string, RunContext, RegExp]>([
    ['its pull request', { ...forked(), event: 'pull_request_target', ref: 'refs/heads/main' }, /GITHUB_EVENT_PATH/],
    ['its repository', { ...forked(), repository: '' }, /GITHUB_REPOSITORY/],
    ['a repository that can be one', { ...forked(), repository: 'a/b/c' }, /GITHUB_REPOSITORY/]
  ])('of a run that does not tell %s is refused, and nothing is written', async (_, run, told) => {
    const test = memoryStore()
    const { code, message } = await failure(saveAs(test, run, 'x'))
    expect(code).toBe('REFUSED')
    expect(message).toMatch(told)
    expect(keys(test.objects)).toEqual([])
  })

  test('of a name that gets too long there is refused with the number of characters', async () => {
    const test = memoryStore()
    const name = 'n'.repeat(128 - 'quarantine/owner/repository/7/'.length)
    expect((await saveAs(test, forked(), 'x', { name })).version.name).toHaveLength(128)
    const { code, message } = await failure(saveAs(test, forked(), 'x', { name: `${name}ab` }))
    expect(code).toBe('INVALID_INPUT')
    expect(message).toMatch(
      /^name: 'n+ab' is too long by 2 characters: .* saved as 'quarantine.*, and a name may have 128$/
    )
  })
})

describe('what is in the quarantine', () => {
  const SELECTORS = [
    'latest',
    'newest',
    'v1',
    'production',
    'max:metrics.accuracy',
    'min:metrics.accuracy',
    'as-of:2026-11-02'
  ]
  const THEIRS = ['2.0.0', 'best', `commit:${commit(2)}`, `commit:${commit(3)}`, 'branch:fix', 'run:207']

  test('is named by no selector of the artifact, whoever asks', async () => {
    const test = await both()
    const { digest } = (await test.store.getMetadata(QUARANTINED))!
    const ours = (await test.store.getMetadata('model'))!.digest
    for (const run of [push(), pull(9), pull(7), forked(), forked(8)]) {
      const store = as(test, run, { ancestry: { ancestorsAmong: async (commits) => new Set(commits) } })
      for (const selector of [...SELECTORS, 'nearest', ...(run['baseRef'] === undefined ? [] : ['pr-base'])])
        expect([selector, (await store.resolve('model', [selector]))?.version.digest]).toEqual([selector, ours])
      for (const selector of [...THEIRS, digest]) expect(await store.resolve('model', [selector])).toBeUndefined()
      expect(await store.resolve('model', ['newest'], 'metrics.accuracy > 0.8')).toBeUndefined()
    }
  })

  test('is named by every selector, and restored, where the whole name is given', async () => {
    const test = await both()
    const { digest } = (await test.store.getMetadata(QUARANTINED))!
    const store = as(test, push())
    const all = [...SELECTORS, ...THEIRS.filter((selector) => selector !== 'branch:fix'), digest]
    for (const selector of all)
      expect([selector, (await store.resolve(QUARANTINED, [selector]))?.version.digest]).toEqual([selector, digest])
    expect((await store.resolve(QUARANTINED, ['latest'], 'metrics.accuracy > 0.8'))?.version.digest).toBe(digest)
    expect(await restored(store, { name: QUARANTINED })).toEqual(
      await restored(as(test, forked()), { name: QUARANTINED })
    )
  })

  test('is in no list and no search without its name', async () => {
    const test = await both()
    const names = async (query: object) =>
      (await test.store.list(query)).map(({ name, number }) => `${name}@v${number}`)
    expect(await names({})).toEqual(['model@v1'])
    expect(await names({ where: 'metrics.accuracy > 0.8' })).toEqual([])
    expect(await names({ name: 'model' })).toEqual(['model@v1'])
    expect(await names({ name: QUARANTINED })).toEqual([`${QUARANTINED}@v1`])
    expect(await names({ name: QUARANTINED, where: 'metrics.accuracy > 0.8' })).toEqual([`${QUARANTINED}@v1`])
    expect((await test.store.history({ name: 'model' })).versions.map(({ digest }) => digest)).toHaveLength(1)
  })

  test('costs a list of everything one request, however much it is', async () => {
    const test = await both()
    const fields = fieldsOf(test.objects, `${artifactPrefix(QUARANTINED)}versions/0000000001.json`)
    for (let number = 100; number < 400; number++)
      plant(test.objects, `${artifactPrefix(`quarantine/a/b/${number}/x`)}versions/0000000001.json`, fields, START)
    await saveAs(test, push(), 'z', { name: 'z' })
    let lists = 0
    const store = test.over((storage) =>
      observed(storage, ({ operation, key }) => {
        if (operation === 'list' && key === 'artifacts/') lists++
      })
    )
    expect((await store.list()).map(({ name }) => name)).toEqual(['model', 'z'])
    // All that comes before it, and all that comes behind it.
    expect(lists).toBe(2)
  })

  test('is not hidden behind names that only look alike', async () => {
    const test = memoryStore()
    for (const name of ['quarantin', 'quarantine-2', 'quarantined/a', 'a/quarantine/b'])
      await saveAs(test, push(), name, { name })
    await saveAs(test, forked(), 'x')
    const names = (await test.store.list()).map(({ name }) => name)
    expect(names.sort()).toEqual(['a/quarantine/b', 'quarantin', 'quarantine-2', 'quarantined/a'])
  })

  test('was made of what everybody sees, and only who looks there is shown that', async () => {
    const test = await both()
    const run = forked(7, { runId: '70' })
    await restored(as(test, run), { name: 'model', runKey: 'fork' })
    const theirs = await saveAs(test, run, 'made of ours', { name: 'derived', runKey: 'fork' })
    const derived = 'quarantine/owner/repository/7/derived'
    expect(theirs.version).toMatchObject({ name: derived, inputs: [{ name: 'model', number: 1 }] })
    const ids = async (name: string) => (await test.store.lineage({ name }))!.nodes.map(({ id }) => id)
    expect(await ids('model')).toEqual(['model@v1'])
    expect(await ids(derived)).toEqual([`${derived}@v1`, 'model@v1'])
  })

  test('is an input like any other of what a run made that restored it by its name', async () => {
    const test = await both()
    await restored(as(test, push()), { name: QUARANTINED, runKey: 'ours' })
    const { version } = await saveAs(test, push(), 'theirs', { runKey: 'ours' })
    expect(version).toMatchObject({ name: 'model', number: 2, inputs: [{ name: QUARANTINED, number: 1 }] })
    expect((await test.store.resolve('model'))?.version.number).toBe(2)
    const ids = (await test.store.lineage({ name: 'model' }))!.nodes.map(({ id }) => id)
    expect(ids).toEqual(['model@v2', `${QUARANTINED}@v1`])
    expect((await test.store.lineage({ name: QUARANTINED }))!.nodes.map(({ id }) => id)).toContain('model@v2')
  })
})

describe('what else a run of a fork writes', () => {
  type Act = (store: ArtifactStore, name: string, run: RunContext) => Promise<unknown>
  const acts: [string, Act][] = [
    ['record', async (store, name, run) => store.record({ name, metrics: { loss: 1 }, run })],
    ['promote', async (store, name, run) => store.promote({ name, aliases: ['production'], run })],
    ['removeAliases', async (store, name, run) => store.removeAliases({ name, aliases: ['production'], run })]
  ]

  test.each(acts)('%s is refused outside of its quarantine, with the reason, and changes nothing', async (_, act) => {
    const test = await both()
    await saveAs(test, forked(8), 'others')
    const before = copyOf(test.objects)
    const run = { ...forked(), headRepository: '' }
    for (const store of [as(test, run), test.store]) {
      for (const name of ['model', 'missing', 'quarantine/owner/repository/8/model']) {
        const { code, message } = await failure(act(store, name, run))
        expect(code).toBe('REFUSED')
        expect(message).toMatch(
          /^name: '.*' is not for this run to change: .* may come from a fork, and writes only below 'quarantine\/owner\/repository\/7\/'/
        )
      }
    }
    expect(copyOf(test.objects)).toEqual(before)
  })

  test.each(acts)('%s is let pass within it, and moves nothing outside', async (_, act) => {
    const test = await both()
    const outside = keys(test.objects).filter((key) => !key.startsWith(artifactPrefix(QUARANTINED)))
    expect(await act(as(test, forked()), QUARANTINED, forked())).toBeDefined()
    expect(keys(test.objects).filter((key) => !key.startsWith(artifactPrefix(QUARANTINED)))).toEqual(outside)
    expect((await test.store.resolve('model', ['production']))?.version.number).toBe(1)
  })

  test('a protected alias is moved by it nowhere', async () => {
    const test = await both()
    const store = as(test, forked(), { protectedAliases: { production: {} } })
    const request = { name: QUARANTINED, aliases: ['production'], run: forked() }
    expect((await failure(store.promote(request))).code).toBe('REFUSED')
  })

  test.each(acts)('%s of a trusted run reaches the quarantine by its name', async (_, act) => {
    const test = await both()
    expect(await act(as(test, push()), QUARANTINED, push())).toBeDefined()
  })
})

describe('removing', () => {
  const rules = { keepLast: 1 }

  test("prunes nothing for the run of a fork, not even its own: packs are everybody's; a dry run only looks", async () => {
    const test = await both()
    const before = copyOf(test.objects)
    const store = as(test, forked())
    for (const name of [undefined, 'model', QUARANTINED]) {
      const request = { rules, dryRun: false, ...(name === undefined ? {} : { name }) }
      const { code, message } = await failure(store.prune(request))
      expect([code, message]).toEqual(['REFUSED', expect.stringMatching(/^name: the store as a whole is not for this/)])
      await expect(store.prune({ ...request, dryRun: true })).resolves.toMatchObject({ dryRun: true })
    }
    expect(copyOf(test.objects)).toEqual(before)
  })

  test('keeps what is in the quarantine like all else: it is not left out where packs are marked', async () => {
    const test = await both()
    test.clock.advance(30 * 24 * 3600)
    await as(test, push()).prune({ rules, dryRun: false })
    test.clock.advance(30 * 24 * 3600)
    await as(test, push()).prune({ rules, dryRun: false })
    expect(await restored(test.store, { name: QUARANTINED })).toHaveLength(1)
    expect(await restored(test.store, { name: 'model' })).toHaveLength(1)
  })

  test('takes versions away, and brings them back, only within the quarantine of the run', async () => {
    const test = await both()
    await saveAs(test, push(), 'ours, later')
    await saveAs(test, push(), 'ours, last')
    for (const file of ['theirs, later', 'theirs, last']) await saveAs(test, forked(), file)
    const before = copyOf(test.objects)
    const store = as(test, forked())
    for (const act of [
      () => store.remove({ name: 'model', selectors: ['v2'] }),
      () => store.undelete({ name: 'model', number: 2 }),
      () => as(test, forked(8)).remove({ name: QUARANTINED, selectors: ['v2'] })
    ]) {
      const { code, message } = await failure(act())
      expect([code, message]).toEqual(['REFUSED', expect.stringMatching(/^name: '.*' is not for this run to change/)])
    }
    expect(copyOf(test.objects)).toEqual(before)
    expect((await store.remove({ name: QUARANTINED, selectors: ['v2'] }))?.number).toBe(2)
    expect((await store.undelete({ name: QUARANTINED, number: 2 })).broughtBack).toBe(true)
  })
})

describe('bytes', () => {
  test('of the artifact beside which it stands are shared by what goes into the quarantine', async () => {
    const test = memoryStore()
    const large = { large: noise(300_000, 1) }
    await save(as(test, push()), tree(large), { run: push() })
    const theirs = await save(as(test, forked()), tree({ ...large, more: 'x' }), { run: forked() })
    expect(theirs.version.name).toBe(QUARANTINED)
    expect(theirs.storedSize).toBeLessThan(10_000)
    expect(theirs.sharedSize).toBeGreaterThan(290_000)
    const named = await save(as(test, forked()), tree({ ...large, more: 'y' }), { run: forked(), name: QUARANTINED })
    expect(named.storedSize).toBeLessThan(10_000)
  })

  test('of the quarantine are shared by no trusted save that does not name it', async () => {
    const test = memoryStore()
    const large = { large: noise(300_000, 1) }
    await save(as(test, push()), tree({ small: '1' }), { run: push() })
    await save(as(test, forked()), tree({ ...large, file: 'theirs' }), { run: forked() })
    const theirs = new Set(packsOf(test, QUARANTINED, 1))
    const ours = await save(as(test, push()), tree({ ...large, file: 'ours' }), { run: push() })
    expect(ours.storedSize).toBeGreaterThan(300_000)
    expect(packsOf(test, 'model', 2).filter((pack) => theirs.has(pack))).toEqual([])
    const named = await save(as(test, push()), tree({ ...large, ours: 'y' }), {
      name: 'other',
      run: push(),
      parents: [QUARANTINED]
    })
    expect(named.storedSize).toBeLessThan(10_000)
  })

  test('a damaged version beside it only costs the sharing', async () => {
    const test = memoryStore()
    await saveAs(test, push(), 'ours')
    const key = `${artifactPrefix('model')}versions/0000000001.json`
    const object = test.objects.get(key)!
    test.objects.set(key, {
      ...object,
      bytes: Buffer.from(Buffer.from(object.bytes).toString().replace('"v1"', '"v2"'))
    })
    expect((await saveAs(test, forked(), 'theirs')).version.name).toBe(QUARANTINED)
    expect(test.warnings).toEqual([expect.stringMatching(/damaged.*; this save shares nothing with it$/)])
  })

  const packsOf = (test: TestStore, name: string, number: number): string[] =>
    recordOf(test.objects, number, name).packs.map(({ pack }) => pack)
})

describe('a copy', () => {
  test('of everything leaves the quarantine behind; of its name it is copied as it is', async () => {
    const test = await both()
    const storage = createMemoryStorage({ location: 'the other one' })
    const target = openStore(storage, { workers: { count: 0 } })
    expect((await test.store.copyTo(target)).map(({ version }) => version.name)).toEqual(['model'])
    expect(await artifactNames(storage)).toEqual(['model'])
    await test.store.copyTo(target, { name: QUARANTINED })
    expect(await artifactNames(storage)).toEqual(['model', QUARANTINED])
    expect((await target.getMetadata(QUARANTINED))!.aliases).toEqual(['best', 'production'])
  })

  test('takes a version over under another name, without its aliases: latest leaves it out all the same', async () => {
    const test = await both()
    const [copied] = await test.store.copyTo(test.over(), { name: QUARANTINED, toName: 'model' })
    expect(copied.version).toMatchObject({ name: 'model', number: 2, version: '2.0.0' })
    expect((await test.store.list({ name: 'model' })).map(({ aliases }) => aliases)).toEqual([[], ['production']])
    expect((await test.store.resolve('model', ['latest']))?.version.number).toBe(1)
    expect((await test.store.resolve('model', ['2.0.0']))?.version.number).toBe(2)
    expect(await as(test, push()).promote({ name: 'model', selectors: ['v2'], aliases: ['taken-over'] })).toBeDefined()
  })

  test('does not bring anything else into the quarantine', async () => {
    const test = await both()
    const { code, message } = await failure(
      test.store.copyTo(memoryStore().store, { name: 'model', toName: 'quarantine/owner/repository/7/other' })
    )
    expect([code, message]).toEqual(['INVALID_INPUT', expect.stringMatching(/^to-name: .* is kept for pull requests/)])
  })

  test.each<[string, object, RegExp]>([
    ['of everything', {}, /^name: the store as a whole is not for this run to change/],
    ['of an artifact', { name: 'model' }, /^name: 'model' is not for this run/],
    ['out of its quarantine', { name: QUARANTINED, toName: 'model' }, /^to-name: 'model' is not for this run/]
  ])('%s by the run of a fork is refused, and makes no store', async (_, request, told) => {
    const test = await both()
    for (const [source, viewer] of [
      [as(test, forked()), undefined],
      [as(test, push()), viewerOf(forked())]
    ] as const) {
      const target = memoryStore(viewer === undefined ? {} : { viewer })
      const { code, message } = await failure(source.copyTo(target.store, request))
      expect([code, message]).toEqual(['REFUSED', expect.stringMatching(told)])
      expect(keys(target.objects)).toEqual([])
    }
  })

  test('within its quarantine is let pass', async () => {
    const test = await both()
    const store = as(test, forked())
    const toName = 'quarantine/owner/repository/7/again'
    const [copied] = await store.copyTo(as(test, forked()), { name: QUARANTINED, toName })
    expect(copied.version.name).toBe(toName)
  })
})

describe('a gate', () => {
  const gate = { failIf: 'metrics.accuracy < base.metrics.accuracy' }

  test('on what is in the quarantine compares with the base branch outside of it', async () => {
    const test = await both()
    await saveAs(test, forked(), 'worse', { metrics: { accuracy: 0.4 } })
    const store = as(test, forked())
    expect(await store.checkGate({ name: QUARANTINED, number: 1 }, gate)).toMatchObject({
      failed: false,
      base: { name: 'model', number: 1 }
    })
    expect((await store.checkGate({ name: QUARANTINED, number: 2 }, gate)).failed).toBe(true)
  })

  test('compares with what is named there, whatever its number', async () => {
    const test = await both()
    const request = { ...gate, baseline: ['max:metrics.accuracy'] }
    expect(await as(test, forked()).checkGate({ name: QUARANTINED, number: 1 }, request)).toMatchObject({
      base: { name: 'model', number: 1 }
    })
    expect(await as(test, push()).checkGate({ name: QUARANTINED, number: 1 }, gate)).toMatchObject({
      base: { name: 'model', number: 1 }
    })
  })
})
