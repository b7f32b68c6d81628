/** Comparing and tracing on the command line, over a real store in memory. */
import { EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../../src/cli/index.js'
import { createMemoryStorage, type MemoryStorage } from '../../src/storage/index.js'
import { openStore } from '../../src/store/index.js'
import { Collected } from './support.js'

interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

let folder: string
let storage: MemoryStorage
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'cli-registry-')))
  storage = createMemoryStorage()
})
afterEach(() => rmSync(folder, { recursive: true }))

let clock = Date.parse('2026-11-22T10:00:00Z')

async function cli(...argv: string[]): Promise<Ended> {
  return await cliIn({}, ...argv)
}

async function cliIn(env: Readonly<Record<string, string>>, ...argv: string[]): Promise<Ended> {
  const [stdout, stderr] = [new Collected(), new Collected()]
  const code = await runCli(
    argv,
    env,
    { stdout, stderr },
    {
      workingFolder: folder,
      home: folder,
      clock: () => new Date((clock += 60_000)),
      now: () => 0,
      signals: new EventEmitter(),
      gitContext: async () => ({ workflow: false, branch: 'main', sha: 'a'.repeat(40) }),
      openStore: async (_location, { create: _, ...options }) =>
        openStore(storage, { ...options, workers: { count: 0 } })
    }
  )
  return { code, stdout: stdout.text, stderr: stderr.text }
}

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** Saves a file of that content as the next version. */
async function save(content: string, ...flags: string[]): Promise<Ended> {
  write('out/model.bin', content)
  return await cli('save', 'model', 'out', ...flags)
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test of its shape follows
async function json(...argv: string[]): Promise<any> {
  const { code, stdout, stderr } = await cli(...argv, '--json')
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

/** Versions of these accuracies. */
async function series(...accuracies: number[]): Promise<void> {
  for (const [at, accuracy] of accuracies.entries()) await save(String(at), '--metric', `accuracy=${accuracy}`)
}

describe('diff', () => {
  test('shows files and values side by side, better and worse by the configuration', async () => {
    write('.github/artifact-store.yml', 'artifacts: {model: {metrics: {accuracy: higher}}}')
    await series(0.9)
    write('out/new.txt', 'new')
    await save('1', '--metric', 'accuracy=0.93', '--version', '1.0')
    const { code, stdout, stderr } = await cli('diff', 'model@v1', 'model@1.0')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^model@v1 → model@v2 \(1\.0\)\n/)
    expect(stdout).toContain('files: 1 added (3 B), 0 removed (0 B), 1 changed (+0 B)')
    expect(stdout).toMatch(/accuracy {2}0\.9 → 0\.93 {2}\(\+0\.03, better\)/)
    expect(await json('diff', 'model@v1', 'model@1.0')).toMatchObject({
      from: { number: 1 },
      to: { number: 2 },
      files: { added: { count: 1, listed: [{ path: 'new.txt' }] } },
      metrics: { listed: [{ name: 'accuracy', from: 0.9, to: 0.93 }] }
    })
  })

  test('compares with the latest, or with another version of the same artifact', async () => {
    await series(0.1, 0.2, 0.3)
    expect(await json('diff', 'model@v1')).toMatchObject({ from: { number: 1 }, to: { number: 3 } })
    expect(await json('diff', 'model@max:metrics.accuracy', 'v2')).toMatchObject({
      from: { number: 3 },
      to: { number: 2 }
    })
  })

  test('lists as many files as it is told to', async () => {
    for (const name of ['a', 'b', 'c']) write(`out/${name}`, name)
    await save('1')
    for (const name of ['a', 'b', 'c']) write(`out/${name}`, `${name}!`)
    await save('1')
    expect((await json('diff', 'model@v1', '--limit', '2')).files.changed).toMatchObject({ count: 3, listed: [{}, {}] })
    expect((await cli('diff', 'model@v1', '--limit', '2')).stdout).toContain('… and 1 more')
  })

  test.each([
    [['model'], 2, /does not say which version to compare: write 'model@v1'/],
    [['model@v0'], 2, /diff: 'v0' is not a selector/],
    [['model@v1', 'v2', 'v3'], 2, /too many arguments/],
    [[], 2, /missing required argument/],
    [['model@v1', 'v9'], 1, /no version of 'model' matches 'v9'/],
    [['other@v1', 'model@v1'], 1, /no version of 'other' matches 'v1'/]
  ])('%j fails with a line', async (argv, code, message) => {
    await series(0.5)
    expect(await cli('diff', ...argv)).toEqual({ code, stdout: '', stderr: expect.stringMatching(message) })
  })
})

describe('show --lineage', () => {
  const RUN = {
    GITHUB_ACTIONS: 'true',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'owner/repository',
    GITHUB_RUN_ID: '7'
  }

  async function chain(): Promise<void> {
    write('data.csv', '1,2')
    await cliIn(RUN, 'save', 'data', 'data.csv', '--type', 'dataset')
    await cliIn(RUN, 'restore', 'data', 'in')
    write('out/model.bin', 'w')
    await cliIn(RUN, 'save', 'model', 'out')
    await cliIn(RUN, 'restore', 'model', 'back')
    write('report.md', '# r')
    await cliIn(RUN, 'save', 'report', 'report.md')
  }

  test('shows both ways: as text, as JSON and as a diagram', async () => {
    await chain()
    const { code, stdout } = await cli('show', 'model', '--lineage')
    expect([code, stdout]).toEqual([0, 'model@v1\n  made from:\n  └─ data@v1, dataset\n  made into:\n  └─ report@v1\n'])
    const graph = await json('show', 'model@v1', '--lineage')
    expect(graph.nodes.map(({ id }: { id: string }) => id).sort()).toEqual(['data@v1', 'model@v1', 'report@v1'])
    expect(graph).toMatchObject({ root: 'model@v1', whole: true })
    expect((await cli('show', 'model', '--mermaid')).stdout).toMatch(/^flowchart LR\n[^]*n1 --> n0|n0 --> n1/)
    expect(await json('show', 'data', '--lineage', '--limit', '1')).toMatchObject({ whole: false })
  })

  test.each([
    [['model', '--mermaid', '--json'], 2, /--mermaid and --json/],
    [['model', '--limit', '3'], 2, /--limit is for show --lineage/],
    [['model@v9', '--lineage'], 1, /no version of 'model' matches 'v9'/],
    [['none', '--mermaid'], 1, /no version of 'none' matches 'latest'/]
  ])('%j fails with a line', async (argv, code, message) => {
    await chain()
    expect(await cli('show', ...argv)).toEqual({ code, stdout: '', stderr: expect.stringMatching(message) })
  })
})

describe('history', () => {
  test('shows metrics with sparklines, those of interest first', async () => {
    write('.github/artifact-store.yml', `artifacts: {'mod*': {metrics: {z: higher}}}`)
    await save('1', '--metric', 'a=1', '--metric', 'z=1', '--alias', 'production')
    await save('2', '--metric', 'a=2', '--metric', 'z=4')
    await save('3', '--metric', 'a=3')
    const { code, stdout } = await cli('history', 'model')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^model: 3 versions\n {2}z {2}▁█· {2}last 4, from 1 to 4\n {2}a {2}▁▅█ {2}last 3/)
    expect(stdout).toContain('production → v1')
    expect(await json('history', 'model', '--limit', '2')).toMatchObject({
      versions: [{ number: 2 }, { number: 3 }],
      metrics: { a: { sparkline: '▁█', values: [2, 3] }, z: { values: [4, null] } }
    })
  })

  test.each([
    [['none'], 1, /no version of 'none' in the store 'memory': 'artifact-store list'/],
    [['v7'], 2, /NAME: 'v7'/],
    [['model', '--limit', '0'], 2, /--limit/]
  ])('%j fails with a line', async (argv, code, message) => {
    await series(0.5)
    expect(await cli('history', ...argv)).toEqual({ code, stdout: '', stderr: expect.stringMatching(message) })
  })
})

describe('bisect', () => {
  test('finds the version at which a metric fell, with its commit and inputs', async () => {
    await series(0.9, 0.91, 0.905, 0.85, 0.95)
    const { code, stdout } = await cli('bisect', 'model', '--metric', 'accuracy', '--drop', '0.01')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^model@v4: accuracy fell to 0\.85 \(-0\.06 against the best before\)\n/)
    expect(stdout).toContain('best     0.91 at v2')
    expect(stdout).toContain(`commit   ${'a'.repeat(40)}`)
    expect(stdout).toContain('inputs   none recorded')
    expect(await json('bisect', 'model', '--metric', 'metrics.accuracy')).toMatchObject({
      metric: 'accuracy',
      fallen: { version: { number: 3 }, value: 0.905 }
    })
    expect((await cli('bisect', 'model', '--metric', 'accuracy', '--drop', '0.5')).stdout).toMatch(
      /did not fall by 0\.5/
    )
  })

  test('knows which way is better from the configuration, or is told', async () => {
    write('.github/artifact-store.yml', 'artifacts: {model: {metrics: {accuracy: lower}}}')
    await series(0.9, 0.8, 0.85)
    expect(await json('bisect', 'model', '--metric', 'accuracy')).toMatchObject({
      direction: 'lower',
      fallen: { version: { number: 3 } }
    })
    const told = await json('bisect', 'model', '--metric', 'accuracy', '--direction', 'higher', '--since', 'v2')
    expect(told).toMatchObject({ direction: 'higher', checked: 2 })
    expect(told.fallen).toBeUndefined()
  })

  test.each([
    [['model', '--metric', 'acuracy'], 1, /has the metric 'acuracy'; did you mean 'accuracy'\? there are 'accuracy'$/m],
    [['model', '--metric', 'loss'], 1, /has the metric 'loss'; there are 'accuracy'$/m],
    [
      ['model', '--metric', 'accuracy', '--since', 'v2'],
      1,
      /no version of 'model' from v2 on has the metric 'accuracy';/
    ],
    [['none', '--metric', 'accuracy'], 1, /no version of 'none' in the store/],
    [['model'], 2, /--metric/],
    [['model', '--metric', 'accuracy', '--drop', 'some'], 2, /--drop/],
    [['model', '--metric', 'accuracy', '--drop', '-1'], 2, /--drop/],
    [['model', '--metric', 'accuracy', '--drop', ''], 2, /--drop/],
    [['model', '--metric', 'accuracy', '--direction', 'up'], 2, /--direction.*higher, lower/],
    [['model', '--metric', 'accuracy', '--since', '0'], 2, /--since/],
    [['model', '--metric', ''], 2, /--metric/]
  ])('%j fails with a line', async (argv, code, message) => {
    await series(0.5)
    expect(await cli('bisect', ...argv)).toEqual({ code, stdout: '', stderr: expect.stringMatching(message) })
  })
})

describe('catalog', () => {
  test('writes a site, with the metrics of interest first', async () => {
    write('.github/artifact-store.yml', `artifacts: {'*': {metrics: {zeta: higher}}}`)
    await save('1', '--metric', 'accuracy=0.9', '--metric', 'zeta=0.125')
    const { code, stdout, stderr } = await cli('catalog', 'site', '--title', 'Our <models>')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^Wrote the catalog of 1 artifact, 1 version to site: \d+ files, /)
    const index = readFileSync(join(folder, 'site/index.html'), 'utf8')
    expect(index).toContain('Our &lt;models&gt;')
    expect(index).toContain('0.125')
    expect(await json('catalog', 'site')).toMatchObject({ folder: join(folder, 'site'), artifacts: 1, versions: 1 })
  })

  test('takes neither a folder of something else nor one in the store', async () => {
    await series(0.5)
    expect(await cli('catalog', 'out')).toMatchObject({ code: 1, stderr: expect.stringMatching(/holds no catalog/) })
    expect(readdirSync(join(folder, 'out'))).toEqual(['model.bin'])
    expect(await cli('catalog', 'store/site', '--store', 'store')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^artifact-store: OUT: '.*store\/site' is in the store/)
    })
    expect(await cli('catalog', '')).toMatchObject({ code: 2, stderr: expect.stringMatching(/empty/) })
  })
})

describe('a gate', () => {
  const FELL = ['--fail-if', 'metrics.accuracy < base.metrics.accuracy - 0.005']

  test('prints the result, and then fails with the reason', async () => {
    expect(await save('1', '--metric', 'accuracy=0.9', ...FELL)).toMatchObject({
      code: 0,
      stderr:
        'artifact-store: warning: model@v1 was not judged: there is no earlier version of the base branch to compare with\n'
    })
    const failed = await save('2', '--metric', 'accuracy=0.5', '--alias', 'best', ...FELL)
    expect(failed.code).toBe(1)
    expect(failed.stdout).toMatch(/^Saved model@v2: /)
    expect(failed.stderr).toBe(
      'artifact-store: model@v2 fails (it is kept, without its aliases): metrics.accuracy (0.5) < base.metrics.accuracy (0.9) - 0.005; base is model@v1\n'
    )
    expect(await save('3', '--metric', 'accuracy=0.6', ...FELL)).toMatchObject({ code: 0, stderr: '' })
  })

  test('is in the JSON', async () => {
    await series(0.9)
    const { code, stdout } = await save('2', '--metric', 'accuracy=0.5', '--json', ...FELL)
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      found: true,
      reference: 'model@v2',
      result: { gate: { failed: true, judged: true, base: 'model@v1' } }
    })
  })

  test('of a record compares with what is named', async () => {
    await series(0.9, 0.8, 0.85)
    await cli('promote', 'model@v1', 'production')
    const record = ['record', 'model@v3', '--metric', 'f1=1', ...FELL]
    expect(await cli(...record)).toMatchObject({ code: 0, stderr: '' })
    const failed = await cli(...record, '--baseline', 'staging', '--baseline', 'production')
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringMatching(/^Recorded of model@v3/) })
    expect(failed.stderr).toMatch(/base is model@v1\n$/)
  })

  test('that nobody can judge fails, and shows the place', async () => {
    await series(0.9)
    const { code, stderr } = await save('2', ...FELL)
    expect(code).toBe(1)
    expect(stderr).toMatch(
      /^artifact-store: model@v2 fails \(it is kept\), since nobody can tell .*: metrics\.accuracy is missing\n {2}metrics.*\n {2}\^\n$/
    )
  })

  test.each([
    [['--fail-if', 'metrics.accuracy <'], /^artifact-store: --fail-if: .*\n {2}metrics\.accuracy <\n/],
    [['--fail-if', ''], /--fail-if.*empty/],
    [['--baseline', 'v1'], /--baseline is given without --fail-if/],
    [['--baseline', 'v0', ...FELL], /--baseline: 'v0' is not a selector/],
    [
      ['--baseline', 'v1', '--fail-if', 'metrics.accuracy < 1'],
      /--baseline is given with a condition that has no 'base/
    ]
  ])('%j is used wrongly, and nothing is saved', async (flags, message) => {
    expect(await save('1', ...flags)).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(message) })
    expect(storage.objects.size).toBe(0)
  })
})

describe('the configuration', () => {
  test('gives a save its type, and guards aliases', async () => {
    write(
      '.github/artifact-store.yml',
      'artifacts: {model: {type: model}}\nprotected-aliases: {production: {branches: [release/*]}, good: {require: metrics.accuracy >= 0.9}}\n'
    )
    await series(0.5)
    expect(await json('show', 'model')).toMatchObject({ type: 'model' })
    await save('2', '--type', 'other')
    expect(await json('show', 'model')).toMatchObject({ type: 'other' })
    expect(await cli('promote', 'model', 'production')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/'production' is protected .*only runs of 'release\/\*' move it/)
    })
    expect(await cli('promote', 'model@v1', 'good')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/it requires metrics\.accuracy >= 0\.9, .*metrics\.accuracy \(0\.5\)/)
    })
  })

  test('that is wrong fails whatever is asked for, with the place', async () => {
    write('.github/artifact-store.yml', 'protected-aliases:\n  production: {requires: x}\n')
    expect(await cli('list', '--store', 'other')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        "artifact-store: .github/artifact-store.yml, line 2, column 16: 'requires' is no setting in 'protected-aliases.production'; did you mean 'require'? there are 'branches' and 'require'\n"
    })
  })
})
