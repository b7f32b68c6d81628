/** Every input and output of mode save, with the bundle run as the runner runs it. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { OUTPUT_NAMES } from '../../src/action/outputs.js'
import { readTree, snapshot, temporaryFolder, writeTree } from '../support/folders.js'
import { runAction, type ActionResult, type ActionStep } from '../support/run-action.js'

let workspace: { readonly path: string; remove: () => void }
beforeEach(() => {
  workspace = temporaryFolder()
  writeTree(workspace.path, {
    'out/model.bin': 'weights',
    'out/sub/card.md': '# Card',
    'metrics.json': '{"accuracy": 0.5}'
  })
})
afterEach(() => workspace.remove())

const at = (...path: string[]): string => join(workspace.path, ...path)

async function step(inputs: Record<string, string>, more: Partial<ActionStep> = {}): Promise<ActionResult> {
  const result = await runAction({ inputs: { store: 'store', ...inputs }, workspace: workspace.path, ...more })
  expect(result).toMatchObject({ exitCode: 0, errors: [], stderr: '' })
  expect(Object.keys(result.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
  return result
}

const save = (inputs: Record<string, string> = {}, more?: Partial<ActionStep>): Promise<ActionResult> =>
  step({ mode: 'save', name: 'model', path: 'out', ...inputs }, more)

/** What a version holds, by restoring it. */
async function contents(version = 'latest', name = 'model'): Promise<Record<string, string>> {
  await step({ mode: 'restore', name, version, path: `restored-${version}` })
  return readTree(at(`restored-${version}`))
}

interface Metadata {
  readonly [field: string]: unknown
  readonly run: Record<string, unknown>
}

const metadataOf = (result: ActionResult): Metadata => JSON.parse(result.outputs['metadata']) as Metadata

describe('outputs of a save', () => {
  it('tell of the version that was made', async () => {
    const { outputs, warnings } = await save({ version: '1.4.0' })
    expect(warnings).toEqual([])
    expect(outputs).toEqual({
      found: 'true',
      created: 'true',
      name: 'model',
      version: '1.4.0',
      number: '1',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      reference: 'model@v1',
      matched: '',
      path: '',
      files: '2',
      size: '13',
      'stored-size': expect.stringMatching(/^\d+$/),
      metadata: expect.stringMatching(/^\{.*\}$/),
      result: ''
    })
    expect(Number(outputs['stored-size'])).toBeGreaterThan(13)
  })

  it('tell that nothing changed, and what a change cost', async () => {
    const first = await save()
    const again = await save()
    expect(again.outputs).toMatchObject({
      found: 'true',
      created: 'false',
      version: 'v1',
      digest: first.outputs['digest']
    })
    expect(again.outputs['stored-size']).toBe('0')
    writeTree(workspace.path, { 'out/model.bin': 'other weights' })
    const changed = await save()
    expect(changed.outputs).toMatchObject({ created: 'true', version: 'v2', number: '2' })
    expect(changed.outputs['digest']).not.toBe(first.outputs['digest'])
  })

  it('hold the record of the version', async () => {
    const result = await save({
      type: 'model',
      description: 'Nightly\nrun',
      params: 'lr: 0.1\nlayers: [64, 32]',
      metrics: 'accuracy: 0.91\nloss: .nan\nbest: -.inf',
      metadata: '{"note": {"by": "us"}}'
    })
    expect(metadataOf(result)).toMatchObject({
      name: 'model',
      number: 1,
      version: 'v1',
      type: 'model',
      description: 'Nightly\nrun',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      digest: result.outputs['digest'],
      files: 2,
      size: 13,
      params: { lr: 0.1, layers: [64, 32] },
      metrics: { accuracy: 0.91, loss: 'NaN', best: '-Infinity' },
      metadata: { note: { by: 'us' } },
      inputs: []
    })
    expect(result.warnings).toEqual([
      expect.stringMatching(/^input 'metrics': .*'loss is NaN' and 'best is -Infinity'/)
    ])
  })
})

describe('inputs of a save', () => {
  it('path: files, folders, patterns and exclusions', async () => {
    writeTree(workspace.path, { 'logs/a.txt': 'a', 'logs/b.log': 'b' })
    await save({ path: 'out\nlogs/*\n!logs/*.log\nmetrics.json' })
    expect(Object.keys(await contents())).toEqual(['logs/a.txt', 'metrics.json', 'out/model.bin', 'out/sub/card.md'])
  })

  it('path: one folder gives its contents, one file its name', async () => {
    await save()
    expect(Object.keys(await contents())).toEqual(['model.bin', 'sub/card.md'])
    await save({ name: 'file', path: 'out/sub/card.md' })
    expect(await contents('latest', 'file')).toMatchObject({ 'card.md': '# Card' })
  })

  it('root: what paths are relative to', async () => {
    await save({ root: '.' })
    expect(Object.keys(await contents())).toEqual(['out/model.bin', 'out/sub/card.md'])
  })

  it('version: labels, the time, and numbers', async () => {
    expect((await save({ version: 'release-1' })).outputs).toMatchObject({
      version: 'release-1',
      reference: 'model@v1'
    })
    const timed = await save({ version: 'timestamp', 'if-unchanged': 'new' })
    expect(timed.outputs['version']).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}Z$/)
    expect((await save({ version: 'auto', 'if-unchanged': 'new' })).outputs['version']).toBe('v3')
    expect(Object.keys(await contents('release-1'))).toHaveLength(2)
    expect(
      (await step({ mode: 'restore', name: 'model', path: 'x', version: timed.outputs['version'] })).outputs['number']
    ).toBe('2')
  })

  it('name: segments', async () => {
    expect((await save({ name: 'team/vision/model-1_a.b' })).outputs['reference']).toBe('team/vision/model-1_a.b@v1')
  })

  it('aliases: move to the version, also to one that is there', async () => {
    await save({ aliases: 'production\ncandidate' })
    writeTree(workspace.path, { 'out/model.bin': '2' })
    await save({ aliases: 'candidate' })
    expect((await contents('production'))['model.bin']).toBe('weights')
    expect((await contents('candidate'))['model.bin']).toBe('2')
    await save({ aliases: 'production' })
    const moved = await step({ mode: 'restore', name: 'model', version: 'production', path: 'moved' })
    expect(moved.outputs['number']).toBe('2')
  })

  it('params, metrics and metadata: files, and inline values that win', async () => {
    writeTree(workspace.path, {
      'params.yml': 'lr: 0.1\nepochs: 3',
      'more.json': '{"epochs": 4, "seed": 7}',
      'metadata.yml': 'a: {b: 1, c: 2}'
    })
    const result = await save({
      'params-path': 'params.yml\nmore.json',
      params: 'seed: 8',
      'metrics-path': 'metrics.json',
      metrics: 'loss: 0.25',
      'metadata-path': at('metadata.yml'),
      metadata: 'a: {b: 3}'
    })
    expect(metadataOf(result)).toMatchObject({
      params: { lr: 0.1, epochs: 4, seed: 8 },
      metrics: { accuracy: 0.5, loss: 0.25 },
      metadata: { a: { b: 3 } }
    })
  })

  it.each([
    ['warn', 1],
    ['ignore', 0]
  ])('if-no-files-found: %s', async (policy, warnings) => {
    const result = await save({ path: 'none/*', 'if-no-files-found': policy })
    expect(result.outputs).toMatchObject({ found: 'false', created: 'false', version: '', digest: '', metadata: '' })
    expect(result.warnings).toHaveLength(warnings)
    expect(Object.keys(snapshot(workspace.path))).not.toContain('store')
  })

  it('if-unchanged: new', async () => {
    await save()
    const again = await save({ 'if-unchanged': 'new' })
    expect(again.outputs).toMatchObject({ created: 'true', version: 'v2' })
    expect(Number(again.outputs['stored-size'])).toBeGreaterThan(0)
  })

  it('include-hidden-files', async () => {
    writeTree(workspace.path, { 'out/.env': 'x', 'out/.cache/a': 'y' })
    const without = await save()
    expect(without.outputs['files']).toBe('2')
    expect(without.warnings).toEqual([expect.stringMatching(/^2 hidden files and folders left out/)])
    const all = await save({ 'include-hidden-files': 'true' })
    expect(all.outputs['files']).toBe('4')
    expect(all.warnings).toEqual([])
    expect(Object.keys(await contents())).toEqual(['.cache/a', '.env', 'model.bin', 'sub/card.md'])
  })

  it('parents: share bytes with another artifact', async () => {
    const weights = Buffer.alloc(600_000, 0).map((_, index) => (index * 2654435761) >>> 24)
    writeTree(workspace.path, { 'base/weights.bin': weights, 'tuned/weights.bin': weights, 'tuned/extra': 'x' })
    const base = await save({ name: 'base', path: 'base', compression: 'none' })
    expect(Number(base.outputs['stored-size'])).toBeGreaterThan(600_000)
    const alone = await save({ name: 'alone', path: 'tuned', compression: 'none' })
    expect(Number(alone.outputs['stored-size'])).toBeGreaterThan(600_000)
    const tuned = await save({ name: 'tuned', path: 'tuned', compression: 'none', parents: 'base@latest' })
    expect(Number(tuned.outputs['stored-size'])).toBeLessThan(10_000)
  })

  it('symlinks: preserved, or followed', async () => {
    symlinkSync('model.bin', at('out/current'))
    await save()
    const preserved = await step({ mode: 'restore', name: 'model', path: 'preserved' })
    expect(preserved.outputs['files']).toBe('3')
    expect(snapshot(at('preserved'))['current']).toBe('link model.bin')
    await save({ symlinks: 'follow' })
    expect((await contents())['current']).toBe('weights')
    expect(snapshot(at('restored-latest'))['current']).toMatch(/^file/)
  })

  it('compression: none, a level, auto', async () => {
    writeTree(workspace.path, { 'out/table.csv': 'a,b,c\n'.repeat(50_000) })
    const sizes: number[] = []
    for (const compression of ['none', '1', 'auto']) {
      sizes.push(Number((await save({ name: `c-${compression}`, compression })).outputs['stored-size']))
      expect((await contents('latest', `c-${compression}`))['table.csv']).toHaveLength(300_000)
    }
    expect(sizes[0]).toBeGreaterThan(300_000)
    expect(sizes[1]).toBeLessThan(50_000)
    expect(sizes[2]).toBeLessThan(50_000)
  })

  it('summary: written, or not', async () => {
    const { summary } = await save({ metrics: 'accuracy: 0.91', params: 'lr: 0.1', aliases: 'production' })
    for (const part of [
      'Saved',
      'model@v1',
      '0.91',
      'lr',
      'production',
      'New in the store',
      'Shared with earlier versions',
      at('store')
    ]) {
      expect(summary).toContain(part)
    }
    expect((await save({ summary: 'false' })).summary).toBe('')
  })

  it('store: the input, the environment, the configuration, the home folder', async () => {
    writeTree(workspace.path, { '.github/artifact-store.yml': 'store: from-config\n' })
    const where = async (inputs: Record<string, string>, env: Record<string, string>): Promise<string> => {
      const { log } = await save(inputs, { env })
      return / in '(.*)': /.exec(log.at(-1) ?? '')?.[1] ?? ''
    }
    const env = { ARTIFACT_STORE: at('from-env'), HOME: at('home') }
    expect(await where({ store: 'given' }, env)).toBe(at('given'))
    expect(await where({ store: '' }, env)).toBe(at('from-env'))
    expect(await where({ store: '' }, { ...env, ARTIFACT_STORE: '' })).toBe(at('from-config'))
    writeTree(workspace.path, { '.github/artifact-store.yml': '# nothing\n' })
    expect(await where({ store: '' }, { ...env, ARTIFACT_STORE: '' })).toBe(at('home/.artifact-store'))
    expect(await where({ store: '~/mine' }, env)).toBe(at('home/mine'))
  })

  it('store: leaves itself out', async () => {
    await save({ store: 'out/store' })
    const again = await save({ store: 'out/store' })
    expect(again.outputs).toMatchObject({ created: 'false', files: '2' })
  })
})

describe('the run of a save', () => {
  const run = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'owner/repository',
    GITHUB_RUN_ID: '77',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_WORKFLOW: 'CI',
    GITHUB_REF: 'refs/pull/7/merge',
    GITHUB_HEAD_REF: 'topic',
    GITHUB_TOKEN: 'secret-token',
    RUNNER_ENVIRONMENT: 'github-hosted'
  }

  it('is recorded by allow-list, with the head of the pull request', async () => {
    const event = {
      pull_request: { head: { sha: 'c'.repeat(40), repo: { full_name: 'owner/repository' } }, body: 'private' }
    }
    const result = await save({}, { env: run, event })
    expect(metadataOf(result).run).toEqual({
      workflow: 'CI',
      server: 'https://github.com',
      repository: 'owner/repository',
      runId: '77',
      runAttempt: 1,
      ref: 'refs/pull/7/merge',
      headRef: 'topic',
      branch: 'topic',
      headSha: 'c'.repeat(40),
      headRepository: 'owner/repository',
      runnerEnvironment: 'github-hosted'
    })
    const stored = Object.values(readTree(at('store'))).join('\n')
    expect(stored).not.toMatch(/secret-token|private/)
    expect(result.warnings).toEqual([
      expect.stringMatching(/is a folder of a GitHub-hosted runner and vanishes with it/)
    ])
  })

  it('has as inputs what it restored before, and not what another run did', async () => {
    await save({ name: 'dataset' })
    await step({ mode: 'restore', name: 'dataset', path: 'data' }, { env: run })
    const { outputs } = await save({ name: 'dataset' })
    const inputs = [{ name: 'dataset', number: 1, digest: outputs['digest'] }]
    expect(metadataOf(await save({ name: 'trained' }, { env: run }))).toMatchObject({ inputs })
    const other = await save({ name: 'unrelated' }, { env: { ...run, GITHUB_RUN_ID: '78' } })
    expect(metadataOf(other)).toMatchObject({ inputs: [] })
  })
})

describe('save/action.yml', () => {
  it('is the same with its mode set', async () => {
    const result = await step({ name: 'model', path: 'out' }, { action: 'save' })
    expect(result.outputs).toMatchObject({ created: 'true', reference: 'model@v1' })
  })
})

describe('names that are not plain', () => {
  it('come back as they were, and start no command in the log', async () => {
    const names = [
      'with space',
      "it's",
      '"quoted"',
      '100%',
      '#1',
      'a*b',
      '-rf',
      'line\nbreak',
      '::error::x',
      '##[error]y',
      'é',
      '漢字',
      '😀'
    ]
    mkdirSync(at('odd'))
    writeTree(at('odd'), Object.fromEntries(names.map((name) => [name, name])))
    const result = await save({ name: 'odd', path: 'odd' })
    expect(result.outputs['files']).toBe(String(names.length))
    expect(await contents('latest', 'odd')).toEqual(Object.fromEntries(names.map((name) => [name, name])))
  })

  it('are quoted where they cannot be stored', async () => {
    const { execFileSync } = await import('node:child_process')
    execFileSync('mkfifo', [at('out', 'x\n::set-output name=found::true\n##[add-path]y')])
    const result = await runAction({
      inputs: { mode: 'save', name: 'a', path: 'out', store: 'store' },
      workspace: workspace.path
    })
    expect(result.exitCode).toBe(1)
    expect(result.errors).toEqual([expect.stringContaining('x\\n::set-output name=found::true\\n## [add-path]y')])
    expect(result.outputs).toEqual({})
  })
})

describe('a runner that lacks something', () => {
  it.each(['GITHUB_STEP_SUMMARY', 'GITHUB_EVENT_PATH', 'GITHUB_WORKSPACE', 'GITHUB_ACTIONS'])(
    'does without %s',
    async (name) => {
      expect((await save({}, { env: { [name]: undefined } })).outputs).toMatchObject({ created: 'true' })
    }
  )

  it('does without a place for outputs', async () => {
    const inputs = { mode: 'save', name: 'model', path: 'out', store: 'store' }
    const result = await runAction({ inputs, workspace: workspace.path, env: { GITHUB_OUTPUT: undefined } })
    expect(result).toMatchObject({ exitCode: 0, errors: [], outputs: {} })
    expect(JSON.parse(readFileSync(at('store/store.json'), 'utf8'))).toMatchObject({ format: 1 })
  })
})
