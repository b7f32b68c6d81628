import { EventEmitter } from 'node:events'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { Collected, run, version } from './support.js'
import { runCli, type OutputStream } from '../../src/cli/index.js'
import { ArtifactStoreError } from '../../src/errors.js'
import type { SourceTree } from '../../src/files/index.js'
import type { CopiedVersion, SaveResult, StoreOptions } from '../../src/store/types.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'artifact-store-cli-'))
  await mkdir(join(folder, 'out'))
  await writeFile(join(folder, 'out', 'weights.bin'), 'w')
})

afterEach(async () => {
  await rm(folder, { recursive: true })
})

async function pathsOf(tree: SourceTree): Promise<string[]> {
  const paths: string[] = []
  for await (const entry of tree.entries()) paths.push(entry.path)
  return paths
}

describe('copy', () => {
  const copied = (number: number, created = true): CopiedVersion => ({
    from: { name: 'model', number },
    version: version({ name: 'model', number: number + 1, version: number === 1 ? '1.0' : `v${number + 1}` }),
    created,
    storedSize: created ? 512 : 0
  })
  const copy = (argv: string[], options: Parameters<typeof run>[1] = {}) =>
    run(['copy', 'from here', 's3://bucket/there', ...argv], options)

  test('opens both stores, makes only the second, and hands on what was asked for', async () => {
    const { code, store, opened } = await copy(['team/model@1.0', '--to-name', 'other'], {
      copy: () => [copied(1)],
      env: { ARTIFACT_STORE: '/not/this' }
    })
    expect(code).toBe(0)
    expect(opened).toEqual([
      { location: '/work folder/from here', create: false },
      { location: 's3://bucket/there', create: true }
    ])
    expect(store.copies).toEqual([{ target: '/the/store', name: 'team/model', selector: '1.0', toName: 'other' }])
    expect(store.closed).toBe(2)
    expect((await copy([], { copy: () => [copied(1)] })).store.copies).toEqual([{ target: '/the/store' }])
  })

  test('tells a person of each version, and of all', async () => {
    expect((await copy(['model@v1'], { copy: () => [copied(1)] })).stdout).toBe(
      'Copied model@v1 to model@v2 (1.0): 12 files, 2 KiB; 512 B sent\n'
    )
    expect((await copy([], { copy: () => [copied(1), copied(2), copied(3, false)] })).stdout).toBe(
      'Copied model@v1 to model@v2 (1.0): 12 files, 2 KiB; 512 B sent\n' +
        'Copied model@v2 to model@v3: 12 files, 2 KiB; 512 B sent\n' +
        'Already there: model@v3 is model@v4: 12 files, 2 KiB\n' +
        '2 versions copied to /the/store, 1 KiB sent; 1 already there\n'
    )
  })

  test('--json prints the outputs of the action', async () => {
    const digest = `sha256:${'ab'.repeat(32)}`
    const entry = (number: number, created: boolean) => ({
      from: `model@v${number}`,
      to: `model@v${number + 1}`,
      created,
      number: number + 1,
      digest,
      storedSize: created ? 512 : 0
    })
    const several = await copy(['--json'], { copy: () => [copied(1), copied(2, false)] })
    expect(JSON.parse(several.stdout)).toEqual({
      found: true,
      created: true,
      result: [entry(1, true), entry(2, false)]
    })
    const one = await copy(['model@1.0', '--json'], { copy: () => [copied(1, false)] })
    expect(JSON.parse(one.stdout)).toMatchObject({
      found: true,
      created: false,
      name: 'model',
      version: '1.0',
      number: 2,
      digest,
      reference: 'model@v2',
      matched: '1.0',
      files: 12,
      size: 2048,
      'stored-size': 0,
      metadata: { name: 'model', number: 2 },
      result: [entry(1, false)]
    })
  })

  test('warns where there is nothing to copy', async () => {
    const { code, stderr, stdout } = await copy(['--json'])
    expect(code).toBe(0)
    expect(stderr).toBe("artifact-store: warning: no version in the store '/the/store': nothing to copy\n")
    expect(JSON.parse(stdout)).toEqual({ found: false, created: false, result: [] })
  })

  test.each([
    [['../model'], /NAME: '\.\.\/model'/],
    [['model@sha256:1'], /SELECTOR: 'sha256:1'/],
    [['model', '--to-name', 'v1'], /--to-name: 'v1'/],
    [['--to-name', 'other'], /--to-name needs the NAME/],
    [['--store', 'x'], /--store is not for 'copy'/]
  ])('%j is refused before a store is opened', async (argv, message) => {
    const { code, stderr, opened } = await copy(argv)
    expect({ code, opened }).toEqual({ code: 2, opened: [] })
    expect(stderr).toMatch(message)
  })

  test('names the argument that is no place', async () => {
    expect(await run(['copy', 'a', 'https://b'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/: TO: '/) })
    expect(await run(['copy', 'ftp://a', 'b'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/: FROM: '/) })
  })
})

describe('save', () => {
  const save = (argv: string[], options: Parameters<typeof run>[1] = {}) =>
    run(['save', ...argv], { ...options, host: { workingFolder: folder, ...options.host } })

  test('hands the store what was asked for', async () => {
    await writeFile(join(folder, 'm.json'), '{"accuracy": 0.1, "loss": 0.5}')
    await writeFile(join(folder, 'p.yml'), 'lr: 0.1\nlayers: [1, 2]')
    const { code, store, opened } = await save([
      ...[
        'team/model',
        'out',
        '--version',
        'timestamp',
        '--type',
        'model',
        '--description',
        'first',
        '--alias',
        'best'
      ],
      ...['--metrics-path', 'm.json', '--metric', 'accuracy=0.93', '--params-path', 'p.yml', '--param', 'seed=7'],
      ...['--compression', '3', '--if-unchanged', 'new', '--parents', 'base@v1', '--store', 'my store']
    ])
    expect(code).toBe(0)
    expect(opened).toEqual([{ location: join(folder, 'my store'), create: true }])
    expect(store.closed).toBe(1)
    const { source, ...request } = store.saves[0]
    expect(request).toEqual({
      name: 'team/model',
      label: '2026-11-22T23-54-38.123Z',
      type: 'model',
      description: 'first',
      aliases: ['best'],
      params: { lr: 0.1, layers: [1, 2], seed: 7 },
      metrics: { accuracy: 0.93, loss: 0.5 },
      metadata: {},
      ifUnchanged: 'new',
      parents: ['base@v1'],
      compression: 3,
      run: { workflow: false, branch: 'main' }
    })
    expect(await pathsOf(source)).toEqual(['weights.bin'])
  })

  test('tells a person in two lines, on stdout alone', async () => {
    const { stdout, stderr } = await save(['model', 'out'])
    expect(stdout).toBe(
      `Saved model@v3: 12 files, 2 KiB, sha256:${'ab'.repeat(32)}\n` +
        'The store grew by 512 B; 1.5 KiB are shared with earlier versions\n'
    )
    expect(stderr).toBe('')
  })

  test('tells of a version that was there already', async () => {
    const result: SaveResult = {
      created: false,
      version: version({ version: '1.0' }),
      storedSize: 0,
      sharedSize: 2048
    }
    const { stdout } = await save(['model', 'out'], { save: () => result })
    expect(stdout).toMatch(/^Unchanged: team\/model@v3 \(1\.0\) holds the same already: .*\n$/)
  })

  test('--json prints the outputs of the action, and nothing else', async () => {
    const { stdout, stderr } = await save(['model', 'out', '--json'])
    const outputs = JSON.parse(stdout)
    expect(outputs).toMatchObject({
      found: true,
      created: true,
      name: 'model',
      version: 'v3',
      number: 3,
      digest: `sha256:${'ab'.repeat(32)}`,
      reference: 'model@v3',
      files: 12,
      size: 2048,
      'stored-size': 512,
      metadata: { name: 'model', number: 3, createdAt: '2026-11-22T23:54:38.123Z' }
    })
    expect(stderr).toBe('')
  })

  test('finds no file: an error, a warning or nothing, and no store is made', async () => {
    const argv = ['model', 'nothing/*.bin', '--json']
    const failed = await save(argv)
    expect(failed).toMatchObject({ code: 1, stdout: '', opened: [] })
    expect(failed.stderr).toMatch(/^artifact-store: .*nothing\/\*\.bin.*\n$/)
    const warned = await save([...argv, '--if-no-files-found', 'warn'])
    expect(warned).toMatchObject({ code: 0, opened: [] })
    expect(JSON.parse(warned.stdout)).toEqual({ found: false, created: false })
    expect(warned.stderr).toMatch(/^artifact-store: warning: .*nothing\/\*\.bin.*\n$/)
    expect(await save([...argv, '--if-no-files-found', 'ignore'])).toMatchObject({ code: 0, stderr: '' })
  })

  test('never takes a glob character for a pattern where a file has that name', async () => {
    await mkdir(join(folder, 'odd'))
    const names = ['[1].txt', 'a*b', '#x', '~', ' y ', 'q?', '!n', 'back\\slash', 'new\nline']
    for (const name of [...names, '1.txt', 'ab', 'aXb', 'qq']) await writeFile(join(folder, 'odd', name), name)
    const host = { workingFolder: join(folder, 'odd') }
    const { code, store, stderr } = await save(['model', ...names], { host })
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect((await pathsOf(store.saves[0].source)).sort()).toEqual([...names].sort())
  })

  test('warns of hidden files that were left out', async () => {
    await writeFile(join(folder, 'out', '.hidden'), 'h')
    const reads = async ({ source }: { source: SourceTree }): Promise<SaveResult> => {
      await pathsOf(source)
      return { created: true, version: version(), storedSize: 1, sharedSize: 0 }
    }
    const left = await save(['model', 'out'], { save: reads })
    expect(left.stderr).toMatch(/^artifact-store: warning: 1 hidden file or folder .*--include-hidden-files.*\n$/)
    const taken = await save(['model', 'out', '--include-hidden-files'], { save: reads })
    expect(taken.stderr).toBe('')
  })

  test.each([
    [['../model', 'out'], /'\.\.\/model'/],
    [['', 'out'], /name/],
    [['model', 'out', '--version', 'v7'], /'v7'/],
    [['model', 'out', '--version', 'latest'], /'latest'/],
    [['model', 'out', '--alias', 'a/b'], /'a\/b'/],
    [['model', 'out', '--parents', 'base'], /--parents 'base'/],
    [['model', 'out', '--metric', 'accuracy'], /--metric 'accuracy'/],
    [['model', 'out', '--metric', 'accuracy=high'], /'accuracy'/],
    [['model', 'out', '--param', '__proto__=1'], /__proto__/],
    [['model', 'out', '--params-path', 'missing.yml'], /missing\.yml/],
    [['model', 'out', '--store', 'http://x'], /--store/]
  ])('%j is used wrongly: exit code 2, a line, no store', async (argv, message) => {
    const result = await save(argv)
    expect(result).toMatchObject({ code: 2, stdout: '', opened: [] })
    expect(result.stderr).toMatch(message)
    expect(result.stderr).toMatch(/^artifact-store: [^\n]*\n$/)
  })

  test('inside a workflow the record holds the run, never the whole environment', async () => {
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKFLOW: 'train',
      GITHUB_REPOSITORY: 'acme/x',
      GITHUB_SERVER_URL: 'https://git.example',
      GITHUB_RUN_ID: '77',
      GITHUB_RUN_ATTEMPT: '2',
      GITHUB_SHA: 'c0ffee',
      GITHUB_TOKEN: 'secret'
    }
    const { store } = await save(['model', 'out'], { env })
    expect(store.saves[0].run).toMatchObject({ workflow: 'train', repository: 'acme/x', sha: 'c0ffee', runId: '77' })
    expect(JSON.stringify(store.saves[0].run)).not.toContain('secret')
    const restored = await run(['restore', 'model', '--if-not-found', 'ignore'], { env })
    expect(restored.store.restores[0]).toMatchObject({ runKey: store.saves[0].runKey, runAttempt: 2 })
    expect(store.saves[0].runKey).toContain('77')
  })
})

describe('restore', () => {
  const answer = () => ({ version: version(), matched: 'v3', files: 5, size: 100, bytesRead: 100, removed: 2 })

  test('hands the store what was asked for', async () => {
    const { code, stdout, store, opened } = await run(
      ['restore', 'team/model@v3', 'dest', '--files', '*.bin', '--clean', '--store', '/s'],
      { restore: answer }
    )
    expect(code).toBe(0)
    expect(opened).toEqual([{ location: '/s', create: false }])
    expect(store.restores).toMatchObject([
      { name: 'team/model', selectors: ['v3'], destination: '/work folder/dest', files: ['*.bin'], clean: true }
    ])
    expect(stdout).toBe('Restored team/model@v3 to dest: 5 files, 100 B; removed 2 paths that it does not hold\n')
  })

  test('--json prints the outputs of the action', async () => {
    const { stdout } = await run(['restore', 'team/model@v3', 'dest', '--json'], { restore: answer })
    expect(JSON.parse(stdout)).toMatchObject({
      found: true,
      name: 'team/model',
      reference: 'team/model@v3',
      matched: 'v3',
      path: '/work folder/dest',
      files: 5,
      size: 100
    })
  })

  test('a miss is an error, a warning or nothing', async () => {
    const failed = await run(['restore', 'model@v9', '--json'])
    expect(failed.code).toBe(1)
    expect(JSON.parse(failed.stdout)).toEqual({ found: false })
    expect(failed.stderr).toMatch(/^artifact-store: [^\n]*'model'[^\n]*'v9'[^\n]*\n$/)
    const warned = await run(['restore', 'model', '--if-not-found', 'warn'])
    expect(warned).toMatchObject({ code: 0, stdout: '' })
    expect(warned.stderr).toMatch(/^artifact-store: warning: .*'latest'/)
    expect(await run(['restore', 'model', '--if-not-found', 'ignore'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: ''
    })
  })

  test('a store that does not exist yet is a miss, too', async () => {
    const host = {
      openStore: async () => {
        throw new ArtifactStoreError('NOT_FOUND', 'there is no store at /x')
      }
    }
    expect(await run(['restore', 'model', '--if-not-found', 'ignore'], { host })).toMatchObject({ code: 0, stderr: '' })
    const failed = await run(['restore', 'model', '--json'], { host })
    expect(failed).toMatchObject({ code: 1, stderr: 'artifact-store: there is no store at /x\n' })
    expect(JSON.parse(failed.stdout)).toEqual({ found: false })
  })

  test.each(['v0x!', 'sha256:12', 'as-of:yesterday'])('the malformed selector %j is used wrongly', async (selector) => {
    const result = await run(['restore', `model@${selector}`])
    expect(result).toMatchObject({ code: 2, opened: [] })
    expect(result.stderr).toContain(selector)
  })
})

describe('record', () => {
  test('hands on what is to be recorded, the files first, and tells of the version', async () => {
    await writeFile(join(folder, 'm.json'), '{"accuracy": 0.1, "f1": 0.5}')
    const record = { version: version({ version: '1.4.0' }), before: version(), matched: 'production', note: 2 }
    const argv = ['record', 'model@production', '--metric', 'accuracy=0.9', '--metrics-path', 'm.json']
    const options = { record, host: { workingFolder: folder } }
    const { code, stdout, store, opened } = await run([...argv, '--param', 'k=1', '--metadata', 'by=me'], options)
    expect(code).toBe(0)
    expect(opened).toMatchObject([{ create: false }])
    expect(store.records).toEqual([
      {
        name: 'model',
        selectors: ['production'],
        metrics: { accuracy: 0.9, f1: 0.5 },
        params: { k: 1 },
        metadata: { by: 'me' },
        run: { workflow: false, branch: 'main' }
      }
    ])
    expect(stdout).toBe('Recorded of team/model@v3 (1.4.0): what was added to it after its save is note 2\n')
    expect(JSON.parse((await run([...argv, '--json'], options)).stdout)).toMatchObject({
      found: true,
      reference: 'team/model@v3',
      matched: 'production',
      metadata: { number: 3 }
    })
  })

  test.each([
    [['model@v1'], 2, /nothing to record/],
    [['model@v1', '--metric', 'a=high'], 2, /'a'/],
    [['model@sha256:1', '--metric', 'a=1'], 2, /SELECTOR: 'sha256:1'/],
    [['model@v9', '--metric', 'a=1'], 1, /no version of 'model' matches 'v9'/]
  ])('%j fails', async (argv, code, message) => {
    const result = await run(['record', ...argv])
    expect(result).toMatchObject({ code, stderr: expect.stringMatching(message) })
  })
})

describe('promote', () => {
  test('hands on the aliases, and tells where each of them is', async () => {
    const to = { version: version(), matched: 'v3' }
    const aliases = [
      { ...to, alias: 'production', previous: 2, moved: true },
      { ...to, alias: 'best', moved: true },
      { ...to, alias: 'tried', previous: 3, moved: false }
    ]
    const argv = ['promote', 'team/model@v3', 'production', 'best', 'tried']
    const { code, stdout, store } = await run(argv, { promote: { ...to, aliases } })
    expect(code).toBe(0)
    expect(store.promotions).toEqual([
      {
        name: 'team/model',
        selectors: ['v3'],
        aliases: ['production', 'best', 'tried'],
        run: { workflow: false, branch: 'main' }
      }
    ])
    expect(stdout).toBe(
      'production moved to team/model@v3, from v2\nbest moved to team/model@v3\ntried is at team/model@v3 already\n'
    )
    expect(JSON.parse((await run([...argv, '--json'], { promote: { ...to, aliases } })).stdout)).toMatchObject({
      found: true,
      reference: 'team/model@v3',
      matched: 'v3',
      result: [
        { alias: 'production', version: 'team/model@v3', previous: 'team/model@v2', moved: true },
        { alias: 'best' },
        { alias: 'tried', moved: false }
      ]
    })
  })

  test.each([
    [['model@v1'], 2, /alias/],
    [['model@v1', 'latest'], 2, /ALIAS: 'latest'/],
    [['../model', 'a'], 2, /NAME: /],
    [['model@v9', 'a'], 1, /no version of 'model' matches 'v9'/]
  ])('%j fails', async (argv, code, message) => {
    const result = await run(['promote', ...argv])
    expect(result).toMatchObject({ code, stderr: expect.stringMatching(message) })
  })
})

describe('who asks', () => {
  const asked = async (env: Record<string, string>, workingFolder: string) => {
    const given: StoreOptions[] = []
    await run(['show', 'model@pr-base'], {
      env,
      host: {
        workingFolder,
        openStore: async (_location, options) => {
          given.push(options)
          throw new ArtifactStoreError('NOT_FOUND', 'not asked for')
        }
      }
    })
    const [{ viewer, ancestry }] = given
    return { viewer, hasGit: ancestry !== undefined }
  }

  test('is the run of a workflow, with the commits that the folder has', async () => {
    const event = join(folder, 'event.json')
    await writeFile(event, JSON.stringify({ pull_request: { number: 5, head: { repo: { full_name: 'else/x' } } } }))
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'acme/x',
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_EVENT_PATH: event,
      GITHUB_REF: 'refs/pull/5/merge',
      GITHUB_HEAD_REF: 'topic',
      GITHUB_BASE_REF: 'main'
    }
    await mkdir(join(folder, '.git'))
    expect(await asked(env, folder)).toEqual({
      viewer: { repository: 'acme/x', branch: 'topic', pullRequest: '5', baseBranch: 'main', fromFork: true },
      hasGit: true
    })
  })

  test('is nobody in particular outside of one', async () => {
    expect(await asked({}, folder)).toEqual({ viewer: undefined, hasGit: false })
  })
})

describe('list', () => {
  test('is an aligned table of what there is', async () => {
    const versions = [
      version({ version: '1.4.0', aliases: ['prod', 'best'], metrics: { accuracy: 0.93, loss: NaN } }),
      version({ number: 2, version: 'v2', size: 5 * 1024 ** 2, files: 1200 })
    ]
    const { stdout, stderr, store } = await run(['list', 'team/model', '--limit', '2'], { versions })
    expect(store.queries).toEqual([{ name: 'team/model', limit: 2 }])
    expect(stderr).toBe('')
    expect(stdout).toBe(
      [
        'NAME        VERSION  LABEL  ALIASES    CREATED               FILES   SIZE  STORED  DIGEST               METRICS',
        'team/model  v3       1.4.0  prod best  2026-11-22T23:54:38Z     12  2 KiB   512 B  sha256:abababababab  accuracy=0.93 loss=NaN',
        'team/model  v2                         2026-11-22T23:54:38Z  1,200  5 MiB   512 B  sha256:abababababab',
        ''
      ].join('\n')
    )
  })

  test('--json is an array of records', async () => {
    const { stdout } = await run(['list', '--json'], { versions: [version({ aliases: ['a'] })] })
    expect(JSON.parse(stdout)).toMatchObject([{ name: 'team/model', number: 3, aliases: ['a'], metrics: {} }])
    expect(JSON.parse((await run(['list', '--json'])).stdout)).toEqual([])
  })

  test('a filter is handed on, and one that is wrong shows the place', async () => {
    const { store, stderr } = await run(['list', '--where', 'files > 1'])
    expect(store.queries).toEqual([{ where: 'files > 1', limit: 100 }])
    expect(stderr).toMatch(/no version where 'files > 1' in the store/)
    const wrong = await run(['list', '--where', 'files >'])
    expect(wrong).toMatchObject({ code: 2, opened: [] })
    expect(wrong.stderr).toMatch(/^artifact-store: --where: [^\n]*\n {2}files >\n {2} +\^\n$/)
    expect((await run(['list', '--where', ''])).code).toBe(2)
  })

  test('nothing found is said beside the result', async () => {
    const { code, stdout, stderr } = await run(['list', 'model'])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toMatch(/no version of 'model'/)
  })
})

describe('show', () => {
  test('is all that is recorded, in sections', async () => {
    const recorded = version({
      version: '1.4.0',
      aliases: ['prod'],
      type: 'model',
      metrics: { accuracy: 0.93 },
      params: { lr: 0.1, layers: [1, 2] },
      inputs: [{ name: 'data', number: 2, digest: 'sha256:cd' }]
    })
    const { stdout, store } = await run(['show', 'team/model@prod'], { versions: [recorded] })
    expect(store.shown).toEqual([['team/model', 'prod']])
    expect(stdout).toBe(`team/model@v3
  label    1.4.0
  aliases  prod
  type     model
  created  2026-11-22T23:54:38.123Z
  digest   sha256:${'ab'.repeat(32)}
  content  12 files, 2 KiB (2,048 bytes)
  stored   512 B: what the store grew by

metrics
  accuracy  0.93

params
  lr      0.1
  layers  [1,2]

inputs
  data@v2  sha256:cd

run
  workflow  false
`)
  })

  test('what others wrote into a record cannot steer the terminal', async () => {
    const hostile = '\u001b[2J\u001b]0;title\u0007\nFORGED  line\u202e'
    const recorded = version({
      description: hostile,
      type: hostile,
      params: { [hostile]: hostile },
      metadata: { nested: { deep: [hostile] } },
      run: { actor: hostile }
    })
    for (const argv of [['show', 'm'], ['list']]) {
      const { stdout } = await run(argv, { versions: [recorded] })
      // eslint-disable-next-line no-control-regex -- control characters are what this is about
      expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
      expect(stdout).not.toMatch(/^FORGED/m)
    }
  })

  test('a version that is not there is a failure without output', async () => {
    const { code, stdout, stderr } = await run(['show', 'model@v9', '--json'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^artifact-store: .*'v9'.*\n$/)
  })
})

describe('failures', () => {
  const failing = (error: unknown) => ({
    host: {
      openStore: async () => {
        throw error
      }
    }
  })

  test.each([
    ['INVALID_INPUT', 2],
    ['NOT_FOUND', 1],
    ['DAMAGED', 1],
    ['STORAGE', 1],
    ['UNSUPPORTED', 1]
  ] as const)('%s ends with %i and a line', async (code, exitCode) => {
    const result = await run(['list'], failing(new ArtifactStoreError(code, 'the disk\nis \u001b[31mfull')))
    expect(result).toMatchObject({ code: exitCode, stdout: '' })
    expect(result.stderr).toBe('artifact-store: the disk\\nis \\u001b[31mfull\n')
  })

  test('wrong flags end with 2 and a line, the suggestion in it', async () => {
    const result = await run(['list', '--limt', '4'])
    expect(result.code).toBe(2)
    expect(result.stderr).toBe("artifact-store: unknown option '--limt' (Did you mean --limit?)\n")
  })

  test('no command shows the help and ends with 2', async () => {
    const { code, stdout, stderr } = await run([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Usage: artifact-store')
  })

  test('a bug shows where it is, and asks to be reported', async () => {
    const { code, stderr } = await run(['list'], failing(new TypeError('x is not a function')))
    expect(code).toBe(1)
    expect(stderr).toMatch(/a bug\. Please report/)
    expect(stderr).toMatch(/TypeError: x is not a function\n +at /)
  })

  test('the store is closed after a failure', async () => {
    const { code, store } = await run(['save', 'model', 'out'], {
      host: { workingFolder: folder },
      save: () => {
        throw new ArtifactStoreError('STORAGE', 'full')
      }
    })
    expect(code).toBe(1)
    expect(store.closed).toBe(1)
  })
})

describe('the surroundings', () => {
  test.each(['SIGINT', 'SIGTERM'])('%s stops what is under way and ends with 130', async (signal) => {
    const signals = new EventEmitter()
    const { code, stdout, stderr, store } = await run(['save', 'model', 'out', '--json'], {
      host: { workingFolder: folder, signals: signals },
      save: (_request, options) =>
        new Promise((_resolve, reject) => {
          options.signal?.addEventListener('abort', () => reject(new Error('whatever broke on the way out')))
          signals.emit(signal, signal)
        })
    })
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toMatch(new RegExp(`artifact-store: cancelled by ${signal}\n$`))
    expect(stderr).not.toContain('bug')
    expect(store.closed).toBe(1)
    // Until the process has ended by itself a second signal must not end it with another exit code.
    expect(signals.listenerCount(signal)).toBe(1)
  })

  class Broken extends Writable implements OutputStream {
    readonly #code: string
    constructor(code: string) {
      super()
      this.#code = code
    }
    override _write(_chunk: Buffer, _encoding: BufferEncoding, done: (error: Error) => void): void {
      setImmediate(() => done(Object.assign(new Error('write failed'), { code: this.#code })))
    }
  }

  test.each([
    ['EPIPE', 0, ''],
    ['ENOSPC', 1, 'artifact-store: the result cannot be written to standard output: write failed\n']
  ])('%s on stdout ends with %i', async (code, exitCode, message) => {
    const stderr = new Collected()
    const stdout = new Broken(code)
    expect(await runCli(['--version'], {}, { stdout, stderr })).toBe(0)
    expect(
      await runCli(
        ['list', '--json', '--store', folder],
        {},
        { stdout: new Broken(code), stderr },
        { openStore: emptyStore }
      )
    ).toBe(exitCode)
    expect(stderr.text).toBe(message === '' ? stderr.text : `${noVersions}${message}`)
  })

  const noVersions = "artifact-store: warning: no version in the store '/s'\n"
  const emptyStore = async () => ({
    location: '/s',
    save: () => Promise.reject(new Error()),
    restore: async () => undefined,
    resolve: async () => undefined,
    list: async () => [],
    statements: async () => undefined,
    getMetadata: async () => undefined,
    diff: async () => undefined,
    lineage: async () => undefined,
    origins: () => Promise.reject(new Error()),
    compare: () => Promise.reject(new Error()),
    history: () => Promise.reject(new Error()),
    bisect: () => Promise.reject(new Error()),
    record: async () => undefined,
    notes: async () => undefined,
    promote: async () => undefined,
    removeAliases: async () => [],
    aliasHistory: async () => [],
    checkGate: () => Promise.reject(new Error()),
    prune: () => Promise.reject(new Error()),
    remove: async () => undefined,
    undelete: () => Promise.reject(new Error()),
    verify: () => Promise.reject(new Error()),
    repair: () => Promise.reject(new Error()),
    copyTo: async () => [],
    close: async () => undefined
  })

  test('--store wins over ARTIFACT_STORE, which wins over the default', async () => {
    const env = { ARTIFACT_STORE: '/from/env' }
    expect((await run(['list', '--store', '/given'], { env })).opened[0].location).toBe('/given')
    expect((await run(['list'], { env })).opened[0].location).toBe('/from/env')
    expect((await run(['list'])).opened[0].location).toBe('/home/somebody/.artifact-store')
  })
})
