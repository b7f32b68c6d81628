import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jest } from '@jest/globals'
import { parseInputs } from '../../src/action/inputs.js'
import { OUTPUT_NAMES } from '../../src/action/outputs.js'
import type { ActionContext } from '../../src/action/context.js'
import { run } from '../../src/action/run.js'
import { readConfig } from '../../src/doors/index.js'
import { ArtifactStoreError } from '../../src/errors.js'
import { createMemoryStorage, type MemoryStorage } from '../../src/storage/index.js'
import { openStore } from '../../src/store/index.js'
import type { ArtifactStore, RestoreRequest, SaveRequest, StoreOptions } from '../../src/store/types.js'
import { FakeRunner } from '../support/fake-runner.js'

let workspace: string
let storage: MemoryStorage
/** Besides that, by location. */
let others: Map<string, MemoryStorage>
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'action-'))
  storage = createMemoryStorage()
  others = new Map([['/mnt/other', createMemoryStorage({ location: '/mnt/other' })]])
  await write('out/model.bin', 'weights')
  await write('out/card.md', '# Card')
})
afterEach(() => rm(workspace, { recursive: true }))

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(workspace, path, '..'), { recursive: true })
  await writeFile(join(workspace, path), text)
}

/** One step: what it told the runner, and what it failed with. */
interface Step {
  readonly runner: FakeRunner
  readonly error: unknown
  /** Where stores were opened, and whether they were to be made. */
  readonly opened: { readonly location: string; readonly create: boolean }[]
  readonly requests: (SaveRequest | RestoreRequest)[]
  readonly closed: number
}

interface Surroundings {
  readonly env?: Record<string, string>
  readonly event?: unknown
  /** Stands before the store. */
  readonly around?: (store: ArtifactStore, options: StoreOptions) => Partial<ArtifactStore>
  readonly openError?: Error
  readonly summaryError?: Error
}

async function step(given: Record<string, string>, surroundings: Surroundings = {}): Promise<Step> {
  const runner = new FakeRunner(given)
  runner.summaryError = surroundings.summaryError
  const opened: Step['opened'] = []
  const requests: Step['requests'] = []
  let closed = 0
  const inner = new Map<ArtifactStore, ArtifactStore>()
  const context: ActionContext = {
    runner,
    env: surroundings.env ?? {},
    workspace,
    home: '/home/someone',
    config: await readConfig(workspace),
    event: surroundings.event,
    signal: new AbortController().signal,
    repeat: () => () => undefined,
    openStore: async (location, { create, ...options }) => {
      opened.push({ location, create })
      if (surroundings.openError !== undefined) throw surroundings.openError
      const store = openStore(others.get(location) ?? storage, { ...options, workers: { count: 0 } })
      const changed = surroundings.around?.(store, options) ?? {}
      const opening: ArtifactStore = {
        location: store.location,
        save: (request) => {
          requests.push(request)
          return (changed.save ?? store.save.bind(store))(request)
        },
        restore: (request) => {
          requests.push(request)
          return (changed.restore ?? store.restore.bind(store))(request)
        },
        resolve: store.resolve.bind(store),
        list: store.list.bind(store),
        statements: async () => undefined,
        getMetadata: store.getMetadata.bind(store),
        diff: store.diff.bind(store),
        lineage: store.lineage.bind(store),
        origins: (version, request) => (changed.origins ?? store.origins.bind(store))(version, request),
        compare: (request) => (changed.compare ?? store.compare.bind(store))(request),
        history: store.history.bind(store),
        bisect: store.bisect.bind(store),
        record: store.record.bind(store),
        notes: store.notes.bind(store),
        promote: store.promote.bind(store),
        removeAliases: store.removeAliases.bind(store),
        aliasHistory: store.aliasHistory.bind(store),
        checkGate: store.checkGate.bind(store),
        prune: store.prune.bind(store),
        remove: store.remove.bind(store),
        undelete: store.undelete.bind(store),
        verify: store.verify.bind(store),
        repair: store.repair.bind(store),
        copyTo: (target, request) => store.copyTo(inner.get(target) ?? target, request),
        close: async () => {
          closed++
          await store.close()
        }
      }
      inner.set(opening, store)
      return opening
    }
  }
  let error: unknown
  try {
    const reader = { input: runner.input, workspace, home: '/home/someone', now: () => new Date(0) }
    await run(parseInputs(reader), context)
  } catch (caught) {
    error = caught
  }
  return { runner, error, opened, requests, closed }
}

const save = (given: Record<string, string> = {}, surroundings?: Surroundings): Promise<Step> =>
  step({ mode: 'save', name: 'model', path: 'out', store: '/mnt/store', ...given }, surroundings)
const restore = (given: Record<string, string> = {}, surroundings?: Surroundings): Promise<Step> =>
  step({ mode: 'restore', name: 'model', path: 'back', store: '/mnt/store', ...given }, surroundings)

const WORKFLOW = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'o/r',
  GITHUB_RUN_ID: '7',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_WORKFLOW: 'CI',
  SECRET: 'do-not-record'
}

describe('a copy', () => {
  const copy = (given: Record<string, string> = {}, surroundings?: Surroundings): Promise<Step> =>
    step({ mode: 'copy', store: '/mnt/store', to: '/mnt/other', ...given }, surroundings)

  it('of one version tells all of it in outputs, log and summary', async () => {
    const first = await save({ version: '1.0' })
    const { runner, error, opened, closed } = await copy({ name: 'model@1.0', 'to-name': 'team/model' })
    expect(error).toBeUndefined()
    expect(opened).toEqual([
      { location: '/mnt/store', create: false },
      { location: '/mnt/other', create: true }
    ])
    expect(closed).toBe(2)
    expect(Object.keys(runner.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
    expect(runner.outputs).toMatchObject({
      found: 'true',
      created: 'true',
      name: 'team/model',
      version: '1.0',
      number: '1',
      digest: first.runner.outputs['digest'],
      reference: 'team/model@v1',
      matched: '1.0',
      path: '',
      files: '2',
      size: '13',
      'stored-size': expect.stringMatching(/^[1-9]\d+$/),
      metadata: expect.stringContaining('"name":"team/model"')
    })
    expect(JSON.parse(runner.outputs['result'])).toEqual([
      {
        from: 'model@v1',
        to: 'team/model@v1',
        created: true,
        number: 1,
        digest: first.runner.outputs['digest'],
        storedSize: Number(runner.outputs['stored-size'])
      }
    ])
    expect(runner.log.at(-2)).toMatch(/^Copied 'model@v1' as 'team\/model@v1': .* sent; sha256:/)
    expect(runner.log.at(-1)).toMatch(/^Copied 1 version from 'memory' to '\/mnt\/other', .* sent$/)
    expect(runner.summary).toContain('team/model@v1')
  })

  it('of several tells of each in the result, and of none of them besides', async () => {
    await save()
    await write('out/model.bin', 'others')
    await save()
    await copy({ name: 'model@v1' })
    const { runner } = await copy()
    expect(runner.outputs).toMatchObject({ found: 'true', created: 'true', name: '', number: '', 'stored-size': '' })
    expect(JSON.parse(runner.outputs['result'])).toMatchObject([
      { from: 'model@v1', created: false, storedSize: 0 },
      { from: 'model@v2', created: true }
    ])
    expect(runner.log.at(-1)).toMatch(/; 1 already there$/)
    expect(runner.summary).toContain('already there')
    expect((await copy()).runner.outputs).toMatchObject({ found: 'true', created: 'false' })
  })

  it('of a version that is not there fails, and of an empty store finds nothing', async () => {
    await save()
    expect((await copy({ name: 'model@v9' })).error).toMatchObject({ code: 'NOT_FOUND' })
    others.set('/mnt/empty', createMemoryStorage({ location: '/mnt/empty' }))
    expect((await copy({ store: '/mnt/empty' })).error).toMatchObject({ code: 'NOT_FOUND' })
    expect((await copy({ to: '/mnt/store' })).error).toMatchObject({ code: 'INVALID_INPUT' })
    expect((await copy({ to: 'https://x' })).error).toMatchObject({ message: expect.stringMatching(/^input 'to': /) })
  })

  it('to a folder of a hosted machine warns that it vanishes', async () => {
    await save()
    const { runner } = await copy({}, { env: { RUNNER_ENVIRONMENT: 'github-hosted' } })
    expect(runner.annotations).toHaveLength(1)
    expect(JSON.stringify(runner.annotations)).toContain('/mnt/other')
  })
})

describe('a save', () => {
  it('tells what it made in outputs, log and summary', async () => {
    const { runner, error, opened, closed } = await save({ metrics: 'accuracy: 0.9', aliases: 'production' })
    expect(error).toBeUndefined()
    expect(opened).toEqual([{ location: '/mnt/store', create: true }])
    expect(closed).toBe(1)
    expect(Object.keys(runner.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
    expect(runner.outputs).toMatchObject({
      found: 'true',
      created: 'true',
      name: 'model',
      version: 'v1',
      number: '1',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      reference: 'model@v1',
      matched: '',
      path: '',
      files: '2',
      size: '13',
      'stored-size': expect.stringMatching(/^[1-9]\d+$/),
      result: ''
    })
    expect(JSON.parse(runner.outputs['metadata'])).toMatchObject({
      name: 'model',
      number: 1,
      metrics: { accuracy: 0.9 }
    })
    expect(runner.annotations).toEqual([])
    expect(runner.log.at(-1)).toMatch(/^Saved 'model@v1' \(2 files, 13 B\) in 'memory/)
    expect(runner.summary).toContain('Saved')
    expect(runner.summary).toContain('0.9')
    expect(runner.summary).toContain('production')
  })

  it('hands everything on to the store', async () => {
    await write('params.json', '{"lr": 0.1, "epochs": 3}')
    const { requests, error } = await save(
      {
        version: '1.4.0',
        type: 'model',
        description: 'd',
        aliases: 'a\nb',
        params: 'lr: 0.2',
        'params-path': 'params.json',
        metadata: 'k: v',
        'if-unchanged': 'new',
        parents: '',
        compression: 'none'
      },
      { env: WORKFLOW, event: { pull_request: { head: { sha: 'c'.repeat(40) } } } }
    )
    expect(error).toBeUndefined()
    expect(requests).toEqual([
      {
        name: 'model',
        source: expect.anything(),
        label: '1.4.0',
        type: 'model',
        description: 'd',
        aliases: ['a', 'b'],
        params: { lr: 0.2, epochs: 3 },
        metrics: {},
        metadata: { k: 'v' },
        ifUnchanged: 'new',
        parents: [],
        compression: 'none',
        run: {
          workflow: 'CI',
          server: 'https://github.com',
          repository: 'o/r',
          runId: '7',
          runAttempt: 2,
          headSha: 'c'.repeat(40)
        },
        runKey: 'github.com/o/r/7'
      }
    ])
  })

  it('tells that nothing changed', async () => {
    await save()
    const { runner } = await save()
    expect(runner.outputs).toMatchObject({ found: 'true', created: 'false', version: 'v1', files: '2' })
    expect(runner.log.at(-1)).toMatch(/^Unchanged, so no new version: 'model@v1'/)
    expect(runner.summary).toContain('Unchanged')
  })

  it('warns of metrics that are no finite numbers, and records them', async () => {
    const { runner } = await save({ metrics: '{"loss": NaN, "best": -Infinity, "ok": 1}' })
    expect(runner.warnings()).toEqual([
      expect.stringMatching(/^input 'metrics': .*'loss is NaN' and 'best is -Infinity'$/)
    ])
    expect(JSON.parse(runner.outputs['metadata'])).toHaveProperty('metrics', { loss: 'NaN', best: '-Infinity', ok: 1 })
  })

  it('warns of hidden files that it left out, with their number', async () => {
    await write('out/.env', 'x')
    await write('out/.cache/a', 'x')
    expect((await save()).runner.warnings()).toEqual([
      "2 hidden files and folders left out: input 'include-hidden-files' saves them, too"
    ])
    const { runner } = await save({ 'include-hidden-files': 'true' })
    expect(runner.warnings()).toEqual([])
    expect(runner.outputs['files']).toBe('4')
  })

  it('warns of a store that vanishes with the machine, and of none that may stay', async () => {
    const { runner } = await save({}, { env: { RUNNER_ENVIRONMENT: 'github-hosted' } })
    expect(runner.warnings()).toEqual([
      expect.stringMatching(/^the store '\/mnt\/store' is a folder of a GitHub-hosted runner/)
    ])
    expect((await save({}, { env: { RUNNER_ENVIRONMENT: 'self-hosted' } })).runner.warnings()).toEqual([])
    const inBucket = await save({ store: 's3://bucket/a' }, { env: { RUNNER_ENVIRONMENT: 'github-hosted' } })
    expect(inBucket.runner.warnings()).toEqual([])
    expect(inBucket.runner.outputs['found']).toBe('true')
  })

  describe('of nothing', () => {
    const nothing = { path: 'none/*.bin' }

    it('fails, before the store is touched', async () => {
      const { error, opened, runner } = await save(nothing)
      expect(error).toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringContaining("no file matches 'none/*.bin'")
      })
      expect(opened).toEqual([])
      expect(runner.summary).toBe('')
    })

    it.each([
      ['warn', 1],
      ['ignore', 0]
    ])('is told and no failure with %s', async (policy, warnings) => {
      const { error, opened, runner } = await save({ ...nothing, 'if-no-files-found': policy })
      expect(error).toBeUndefined()
      expect(opened).toEqual([])
      expect(runner.outputs).toMatchObject({ found: 'false', created: 'false', version: '', files: '', metadata: '' })
      expect(runner.warnings()).toHaveLength(warnings)
      expect(runner.summary).toContain('Nothing was saved')
    })
  })

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a params file that is missing',
      { 'params-path': 'none.json' },
      /^file '.*none\.json' \(input 'params-path'\) does not exist$/
    ],
    ['a metric that is text', { metrics: 'a: "0.9"' }, /^input 'metrics': metric 'a' is the text '0\.9'/],
    [
      'a metric that is text, in a file',
      { 'metrics-path': 'bad.yml' },
      /^file '.*bad\.yml' \(input 'metrics-path'\): metric 'a' is the text 'x'/
    ],
    ['a bucket', { store: 's3://b' }, /^input 'store'/],
    ['a root that is missing', { root: 'none' }, /^root: .*none' does not exist$/],
    ['a file that is missing', { path: 'out\nnone.txt' }, /^path: 'none\.txt' does not exist$/]
  ])('refuses %s, before the store is touched', async (_, given, message) => {
    await write('bad.yml', 'a: x')
    const { error, opened, runner } = await save(given)
    expect(error).toMatchObject({ message: expect.stringMatching(message) })
    expect(opened).toEqual([])
    expect(runner.outputs).toEqual({})
  })

  it('closes the store when it fails, and shows the warnings there were', async () => {
    const failure = new ArtifactStoreError('STORAGE', 'no space')
    const { error, closed, runner } = await save(
      { metrics: 'a: .nan' },
      { around: () => ({ save: jest.fn<ArtifactStore['save']>().mockRejectedValue(failure) }) }
    )
    expect(error).toBe(failure)
    expect(closed).toBe(1)
    expect(runner.warnings()).toHaveLength(1)
    expect(runner.outputs).toEqual({})
  })

  it('passes on what the store tells', async () => {
    const { runner } = await save(
      {},
      {
        around: (store, { logger }) => ({
          save: async (request) => {
            logger?.warn('the parent is damaged')
            logger?.info('three packs rewritten')
            return store.save(request)
          }
        })
      }
    )
    expect(runner.warnings()).toEqual(['the parent is damaged'])
    expect(runner.log[0]).toBe('three packs rewritten')
  })

  it('writes no summary where none is wanted, and fails nothing where it cannot', async () => {
    expect((await save({ summary: 'false' })).runner.summary).toBe('')
    const { error, runner } = await save({ 'if-unchanged': 'new' }, { summaryError: new Error('read-only') })
    expect(error).toBeUndefined()
    expect(runner.warnings()).toEqual(['the job summary could not be written: read-only'])
  })
})

describe('a restore', () => {
  it('tells what it brought back', async () => {
    await save({ version: '1.0.0', metrics: 'accuracy: 0.9' })
    const { runner, error, opened, closed } = await restore({ version: 'none\n1.0.0\nlatest' })
    expect(error).toBeUndefined()
    expect(opened).toEqual([{ location: '/mnt/store', create: false }])
    expect(closed).toBe(1)
    expect(Object.keys(runner.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
    expect(runner.outputs).toMatchObject({
      found: 'true',
      created: 'false',
      name: 'model',
      version: '1.0.0',
      number: '1',
      reference: 'model@v1',
      matched: '1.0.0',
      path: join(workspace, 'back'),
      files: '2',
      size: '13',
      'stored-size': ''
    })
    expect(await readFile(join(workspace, 'back/model.bin'), 'utf8')).toBe('weights')
    expect(runner.log.at(-1)).toMatch(/^Restored 'model@v1', which matches '1\.0\.0', into '.*back': 2 files, 13 B$/)
    expect(runner.summary).toContain('Restored')
    expect(runner.annotations).toEqual([])
  })

  it('hands everything on to the store', async () => {
    await save()
    const { requests } = await restore({ version: 'v1', files: '*.bin', clean: 'true' }, { env: WORKFLOW })
    expect(requests[0]).toMatchObject({
      name: 'model',
      selectors: ['v1'],
      destination: join(workspace, 'back'),
      files: ['*.bin'],
      clean: true,
      protectedFolders: [workspace, '/home/someone', '/mnt/store'],
      runKey: 'github.com/o/r/7',
      runAttempt: 2
    })
    expect(await readdir(join(workspace, 'back'))).toEqual(['model.bin'])
  })

  it('refuses to clean the workspace', async () => {
    await save()
    const { error } = await restore({ path: '.', clean: 'true' })
    expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('clean') })
    expect(await readdir(workspace)).toEqual(['out'])
  })

  it.each(['store', 'store/deep/er', '.'])('refuses a destination in the store: %s', async (path) => {
    const { error, opened } = await restore({ store: path === '.' ? '.' : 'store', path })
    expect(error).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/^input 'path': .* is in the store/)
    })
    expect(opened).toEqual([])
  })

  describe('of nothing', () => {
    const misses: [string, () => Promise<Surroundings>][] = [
      [
        'no such version',
        async () => {
          await save({ name: 'other' })
          return {}
        }
      ],
      ['a folder without a store', async () => ({})],
      ['no folder', async () => ({ openError: new ArtifactStoreError('NOT_FOUND', 'there is no store at x') })]
    ]

    it.each(misses)('fails, and says so in the outputs: %s', async (_, prepare) => {
      const { error, runner } = await restore({}, await prepare())
      expect(error).toMatchObject({ code: 'NOT_FOUND' })
      expect(runner.outputs).toMatchObject({ found: 'false', created: 'false', version: '', path: '', metadata: '' })
      expect(runner.summary).toBe('')
      expect(await readdir(workspace)).toEqual(['out'])
    })

    it.each(misses)('is told and no failure where it may be: %s', async (_, prepare) => {
      const surroundings = await prepare()
      const warned = await restore({ 'if-not-found': 'warn' }, surroundings)
      expect(warned.error).toBeUndefined()
      expect(warned.runner.outputs).toMatchObject({ found: 'false', version: '' })
      expect(warned.runner.warnings()).toHaveLength(1)
      expect(warned.runner.summary).not.toBe('')

      const ignored = await restore({ 'if-not-found': 'ignore' }, surroundings)
      expect(ignored.error).toBeUndefined()
      expect(ignored.runner.annotations).toEqual([])
      expect(ignored.runner.log).toEqual(warned.runner.warnings())
    })

    it('names what was looked for, and where', async () => {
      await save()
      const { error } = await restore({ version: 'v2\nproduction' })
      expect(error).toMatchObject({
        message: expect.stringMatching(
          /^input 'version': no version of 'model' matches 'v2' and 'production' in the store/
        )
      })
    })
  })

  it('does not take files that match nothing for a miss', async () => {
    await save()
    const { error, runner } = await restore({ files: '*.onnx', 'if-not-found': 'ignore' })
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(/^files: no file of model@v1 matches/)
    })
    expect(runner.outputs).toEqual({})
  })

  it('does not take a failure for a miss', async () => {
    await save()
    const failure = new ArtifactStoreError('DAMAGED', 'damaged')
    const { error, closed } = await restore(
      { 'if-not-found': 'ignore' },
      { around: () => ({ restore: jest.fn<ArtifactStore['restore']>().mockRejectedValue(failure) }) }
    )
    expect(error).toBe(failure)
    expect(closed).toBe(1)
  })

  it('warns of no store that vanishes: it did not make it', async () => {
    await save()
    expect((await restore({}, { env: { RUNNER_ENVIRONMENT: 'github-hosted' } })).runner.warnings()).toEqual([])
  })
})

describe('a record', () => {
  const record = (given: Record<string, string> = {}, surroundings?: Surroundings): Promise<Step> =>
    step({ mode: 'record', name: 'model', store: '/mnt/store', ...given }, surroundings)

  it('adds to a version, and tells of it as it is then', async () => {
    const first = await save({ metrics: 'accuracy: 0.5\nloss: 1' })
    await save({ 'if-unchanged': 'new' })
    await write('more.json', '{"accuracy": 0.6, "f1": 0.7}')
    const { runner, error, opened, closed } = await record(
      { version: 'none\nv1', metrics: 'accuracy: 0.9', 'metrics-path': 'more.json', metadata: 'by: me' },
      { env: WORKFLOW }
    )
    expect(error).toBeUndefined()
    expect(opened).toEqual([{ location: '/mnt/store', create: false }])
    expect(closed).toBe(1)
    expect(runner.outputs).toMatchObject({
      found: 'true',
      created: 'false',
      name: 'model',
      version: 'v1',
      number: '1',
      digest: first.runner.outputs['digest'],
      reference: 'model@v1',
      matched: 'v1',
      files: '2',
      path: '',
      result: ''
    })
    expect(JSON.parse(runner.outputs['metadata'])).toMatchObject({
      metrics: { accuracy: 0.9, loss: 1, f1: 0.7 },
      metadata: { by: 'me' }
    })
    expect(runner.log.at(-1)).toBe("Recorded of 'model@v1' in 'memory': note 1")
    expect(runner.summary).toContain('Recorded of')
    const store = openStore(storage)
    expect(await store.notes('model', 'v1')).toMatchObject([{ run: { runId: '7' }, metadata: { by: 'me' } }])
    await store.close()
  })

  it('of a version that is not there fails, and says so in the outputs', async () => {
    await save()
    const { error, runner } = await record({ version: 'v9\nproduction', metrics: 'a: 1' })
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(
        /^input 'version': no version of 'model' matches 'v9' and 'production' in the store/
      )
    })
    expect(runner.outputs).toMatchObject({ found: 'false', reference: '' })
  })
})

describe('a promotion', () => {
  const promote = (given: Record<string, string> = {}, surroundings?: Surroundings): Promise<Step> =>
    step({ mode: 'promote', name: 'model', store: '/mnt/store', ...given }, surroundings)

  it('moves aliases, tells from where, and takes them back', async () => {
    await save({ aliases: 'production' })
    await save({ 'if-unchanged': 'new', version: '2.0' })
    const { runner, error } = await promote({ aliases: 'production, best', version: '2.0' }, { env: WORKFLOW })
    expect(error).toBeUndefined()
    expect(runner.outputs).toMatchObject({
      found: 'true',
      created: 'false',
      version: '2.0',
      reference: 'model@v2',
      matched: '2.0'
    })
    expect(JSON.parse(runner.outputs['result'])).toEqual([
      { alias: 'production', version: 'model@v2', previous: 'model@v1', moved: true },
      { alias: 'best', version: 'model@v2', moved: true }
    ])
    expect(runner.log).toEqual([
      "The alias 'production' moved to 'model@v2', from v1",
      "The alias 'best' moved to 'model@v2'"
    ])
    expect(runner.summary).toContain('Promoted')
    const back = await promote({ aliases: 'production', version: 'previous' })
    expect(back.runner.outputs).toMatchObject({ reference: 'model@v1', matched: 'previous' })
    expect((await promote({ aliases: 'production', version: 'v1' })).runner.log).toEqual([
      "The alias 'production' is at 'model@v1'"
    ])
  })

  it('to different versions tells of each in the result, and of none of them besides', async () => {
    await save({ aliases: 'a' })
    await save({ 'if-unchanged': 'new', aliases: 'b' })
    await save({ 'if-unchanged': 'new', aliases: 'a\nb' })
    const { runner } = await promote({ aliases: 'a, b', version: 'previous' })
    expect(runner.outputs).toMatchObject({ found: 'true', name: '', reference: '', matched: '' })
    expect(JSON.parse(runner.outputs['result'])).toMatchObject([{ version: 'model@v1' }, { version: 'model@v2' }])
  })

  it('of a version that is not there fails, and says so in the outputs', async () => {
    await save()
    const { error, runner } = await promote({ aliases: 'production', version: 'v9' })
    expect(error).toMatchObject({ code: 'NOT_FOUND', message: expect.stringMatching(/^input 'version': .*'v9'/) })
    expect(runner.outputs).toMatchObject({ found: 'false', result: '' })
  })
})

describe('a list', () => {
  const list = (given: Record<string, string> = {}): Promise<Step> =>
    step({ mode: 'list', store: '/mnt/store', ...given })

  it('tells the records in its result, newest first, and in the summary', async () => {
    await save({ metrics: 'accuracy: 0.5', type: 'model', aliases: 'candidate' })
    await save({ 'if-unchanged': 'new', metrics: 'accuracy: 0.9', version: '1.0' })
    await save({ name: 'report' })
    const { runner, error, opened, closed } = await list()
    expect(error).toBeUndefined()
    expect(opened).toEqual([{ location: '/mnt/store', create: false }])
    expect(closed).toBe(1)
    expect(Object.keys(runner.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
    expect(runner.outputs).toMatchObject({ found: 'true', created: 'false', name: '', metadata: '' })
    expect(JSON.parse(runner.outputs['result'])).toMatchObject([
      { name: 'model', number: 2, version: '1.0', aliases: [] },
      { name: 'model', number: 1, type: 'model', aliases: ['candidate'], metrics: { accuracy: 0.5 } },
      { name: 'report', number: 1 }
    ])
    expect(runner.summary).toContain('3 versions')
    expect(runner.summary).toContain('accuracy=0.9')
    expect(runner.log.at(-1)).toBe("Listed 3 versions in 'memory'")
  })

  it('is narrowed by a name, a filter and a limit, and may find nothing', async () => {
    await save({ metrics: 'accuracy: 0.5' })
    await save({ 'if-unchanged': 'new', metrics: 'accuracy: 0.9' })
    await save({ 'if-unchanged': 'new' })
    await save({ name: 'report' })
    const numbers = async (given: Record<string, string>): Promise<number[]> =>
      JSON.parse((await list(given)).runner.outputs['result']).map(({ number }: { number: number }) => number)
    expect(await numbers({ name: 'model', limit: '2' })).toEqual([3, 2])
    expect(await numbers({ where: 'metrics.accuracy < 0.9' })).toEqual([1])
    const { runner, error } = await list({ name: 'model', where: 'files > 99' })
    expect(error).toBeUndefined()
    expect(runner.outputs).toMatchObject({ found: 'false', result: '[]' })
    expect(runner.summary).toContain('files &gt; 99')
  })

  it('of no store fails', async () => {
    expect((await list()).error).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a restore with a filter', () => {
  it('chooses among the versions of which it holds', async () => {
    await save({ metrics: 'accuracy: 0.9' })
    await save({ 'if-unchanged': 'new', metrics: 'accuracy: 0.5' })
    const where = 'metrics.accuracy >= 0.9'
    expect((await restore({ where })).runner.outputs).toMatchObject({ reference: 'model@v1', matched: 'latest' })
    const { error } = await restore({ where, version: 'v2' })
    expect(error).toMatchObject({
      code: 'NOT_FOUND',
      message: expect.stringMatching(
        /^input 'version': no version of 'model' matches 'v2' where 'metrics\.accuracy >= 0\.9' in/
      )
    })
  })
})

describe('who asks', () => {
  const ofPullRequest = (number: number, base = 'main'): Surroundings => ({
    env: {
      ...WORKFLOW,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_REF: `refs/pull/${number}/merge`,
      GITHUB_HEAD_REF: `topic-${number}`,
      GITHUB_BASE_REF: base
    },
    event: { pull_request: { number, head: { sha: 'c'.repeat(40), repo: { full_name: 'o/r' } } } }
  })
  const onMain: Surroundings = { env: { ...WORKFLOW, GITHUB_EVENT_NAME: 'push', GITHUB_REF: 'refs/heads/main' } }
  const chosen = async (version: string, surroundings?: Surroundings): Promise<unknown> => {
    const { runner, error } = await restore({ version }, surroundings)
    return error ?? [runner.outputs['reference'], runner.outputs['matched']]
  }

  it('is told to the store: what a pull request saved is the latest to itself alone', async () => {
    await save({}, onMain)
    await write('out/model.bin', 'of the pull request')
    await save({}, ofPullRequest(5))
    expect(await chosen('latest', onMain)).toEqual(['model@v1', 'latest'])
    expect(await chosen('latest', ofPullRequest(5))).toEqual(['model@v2', 'latest'])
    expect(await chosen('latest', ofPullRequest(6))).toEqual(['model@v1', 'latest'])
    expect(await chosen('newest', onMain)).toEqual(['model@v2', 'newest'])
    expect(await chosen('branch:topic-5\nlatest', onMain)).toEqual(['model@v2', 'branch:topic-5'])
    expect(await chosen('run:7', onMain)).toEqual(['model@v2', 'run:7'])
    expect(await chosen(`commit:${'c'.repeat(8)}`, onMain)).toEqual(['model@v2', `commit:${'c'.repeat(8)}`])
  })

  it('has a base branch in a pull request alone', async () => {
    await save({}, onMain)
    expect(await chosen('pr-base', ofPullRequest(5))).toEqual(['model@v1', 'pr-base'])
    expect(await chosen('pr-base\nlatest', ofPullRequest(5, 'release'))).toEqual(['model@v1', 'latest'])
    expect(await chosen('pr-base\nlatest', onMain)).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(/^version: 'pr-base' .*pull request/)
    })
  })

  it('has the commits before that the workspace has', async () => {
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
        cwd: workspace,
        encoding: 'utf8'
      }).trim()
    const commit = (): Surroundings => {
      git('commit', '--quiet', '--allow-empty', '--message=m')
      return { env: { ...WORKFLOW, GITHUB_SHA: git('rev-parse', 'HEAD') } }
    }
    await save({})
    expect(await chosen('nearest')).toMatchObject({ message: expect.stringMatching(/no git repository here/) })
    git('init', '--quiet', '--initial-branch=main')
    await save({ 'if-unchanged': 'new' }, commit())
    git('checkout', '--quiet', '-b', 'topic')
    await save({ 'if-unchanged': 'new' }, commit())
    expect(await chosen('nearest')).toEqual(['model@v3', 'nearest'])
    git('checkout', '--quiet', 'main')
    expect(await chosen('nearest')).toEqual(['model@v2', 'nearest'])
  })
})

describe('lineage', () => {
  it('records what the run restored as inputs of what it saves', async () => {
    await save({ name: 'dataset' })
    await restore({ name: 'dataset' }, { env: WORKFLOW })
    const { runner } = await save({ path: 'back' }, { env: WORKFLOW })
    expect(JSON.parse(runner.outputs['metadata'])).toMatchObject({ inputs: [{ name: 'dataset', number: 1 }] })
    expect(runner.outputs['metadata']).not.toContain('do-not-record')
  })
})
