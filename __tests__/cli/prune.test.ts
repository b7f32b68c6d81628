/** prune, remove and undelete on the command line, over a real store in memory. */
import { EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../../src/cli/index.js'
import { parseArguments } from '../../src/cli/arguments.js'
import { UsageError } from '../../src/cli/usage-error.js'
import { createMemoryStorage, type MemoryStorage } from '../../src/storage/index.js'
import { openStore } from '../../src/store/index.js'
import { Collected } from './support.js'

let folder: string
let storage: MemoryStorage
beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'cli-prune-')))
  storage = createMemoryStorage()
  for (const [at, loss] of [0.4, 0.1, 0.3, 0.2].entries()) {
    mkdirSync(join(folder, 'out'), { recursive: true })
    writeFileSync(join(folder, 'out/model.bin'), String(at))
    expect((await cli('save', 'model', 'out', '--metric', `loss=${loss}`)).code).toBe(0)
  }
})
afterEach(() => rmSync(folder, { recursive: true }))

async function cli(...argv: string[]) {
  const [stdout, stderr] = [new Collected(), new Collected()]
  const code = await runCli(
    argv,
    {},
    { stdout, stderr },
    {
      workingFolder: folder,
      home: folder,
      clock: () => new Date('2026-11-22T10:00:00Z'),
      now: () => 0,
      signals: new EventEmitter(),
      gitContext: async () => ({ workflow: false }),
      openStore: async (_location, { create: _, ...options }) =>
        openStore(storage, { ...options, workers: { count: 0 } })
    }
  )
  return { code, stdout: stdout.text, stderr: stderr.text }
}

const numbers = async () =>
  (JSON.parse((await cli('list', 'model', '--json')).stdout) as { number: number }[]).map(({ number }) => number)

function parse(...argv: string[]) {
  return parseArguments(argv, { stdout: new Collected(), stderr: new Collected() })
}

describe('prune', () => {
  test('tells the plan, and does it with --apply', async () => {
    const told = await cli('prune', '--keep-last', '1', '--keep-best', 'loss:lower')
    expect(told).toMatchObject({ code: 0, stderr: '' })
    expect(told.stdout.split('\n')).toEqual([
      'model: 4 versions, 2 would be removed (v1, v3), 2 stay (1 newest, 1 by keep-best)',
      expect.stringContaining('too young to be condemned'),
      expect.stringMatching(/^It would free 0 B; later runs free/),
      'Nothing was changed: this was a dry run. Give --apply to do it',
      ''
    ])
    expect(await numbers()).toEqual([4, 3, 2, 1])
    const done = await cli('prune', 'model', '--keep-last', '1', '--keep-best', 'loss:lower', '--apply')
    expect(done.stdout).toContain('2 removed (v1, v3)')
    expect(done.stdout).not.toContain('dry run')
    expect(await numbers()).toEqual([4, 2])
  })

  test('--json is what the action has for outputs', async () => {
    const { stdout } = await cli('prune', '--keep-last', '3', '--json')
    expect(JSON.parse(stdout)).toMatchObject({
      found: true,
      result: { dryRun: true, artifacts: [{ name: 'model', kept: 3, removed: [{ number: 1 }] }] }
    })
  })

  test('takes the rules of the configuration, and the direction of a metric from it', async () => {
    mkdirSync(join(folder, '.github'))
    writeFileSync(
      join(folder, '.github/artifact-store.yml'),
      'artifacts: {model: {metrics: {loss: lower}, retention: {keep-last: 2}}}'
    )
    const { stdout } = await cli('prune', '--keep-best', 'loss')
    expect(stdout).toContain('1 would be removed (v1), 3 stay (1 newest, 1 by keep-last, 1 by keep-best)')
  })

  test('of a metric whose direction nobody tells is an error', async () => {
    const { code, stderr } = await cli('prune', '--keep-best', 'loss', '--apply')
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/--keep-best: it is not known which way 'loss' of 'model'/)
    ])
    expect(await numbers()).toEqual([4, 3, 2, 1])
  })

  test('of an artifact that is not there says so', async () => {
    const { code, stderr } = await cli('prune', 'modle', '--keep-last', '1')
    expect([code, stderr]).toEqual([0, "artifact-store: warning: there is no artifact 'modle' in the store 'memory'\n"])
  })

  test('takes several metrics, before and after the name', () => {
    expect(parse('prune', '--keep-best', 'a:higher', 'm', '--keep-best', 'b:lower:2', '--keep-within', '30d')).toEqual({
      command: 'prune',
      name: 'm',
      keepWithin: '30d',
      keepBest: [
        { metric: 'a', direction: 'higher' },
        { metric: 'b', direction: 'lower', count: 2 }
      ],
      apply: false,
      json: false
    })
    expect(parse('prune', '--apply', '--json', '--keep-last', '7')).toEqual({
      command: 'prune',
      keepLast: 7,
      keepBest: [],
      apply: true,
      json: true
    })
  })
})

describe('remove and undelete', () => {
  test('take a version away and bring it back', async () => {
    expect(await cli('remove', 'model@max:metrics.loss')).toEqual({
      code: 0,
      stdout: "Removed model@v1; 'artifact-store undelete model@v1' brings it back\n",
      stderr: ''
    })
    expect(await numbers()).toEqual([4, 3, 2])
    expect((await cli('undelete', 'model@v1')).stdout).toBe('Brought back model@v1\n')
    expect((await cli('undelete', 'model@v1')).stdout).toBe('model@v1 is not removed\n')
    expect(await numbers()).toEqual([4, 3, 2, 1])
  })

  test('--json tells of the version', async () => {
    expect(JSON.parse((await cli('remove', 'model@v2', '--json')).stdout)).toMatchObject({
      found: true,
      reference: 'model@v2',
      matched: 'v2',
      metadata: { metrics: { loss: 0.1 } }
    })
    expect(JSON.parse((await cli('undelete', 'model@v2', '--json')).stdout)).toMatchObject({
      found: true,
      reference: 'model@v2',
      result: { broughtBack: true }
    })
  })

  test('what stays is refused, what is not there is told', async () => {
    expect(await cli('remove', 'model@v4')).toMatchObject({
      code: 1,
      stderr: 'artifact-store: version: model@v4 is the newest version, and stays\n'
    })
    expect((await cli('remove', 'model@v9')).stderr).toMatch(/no version of 'model' matches 'v9'/)
    expect((await cli('undelete', 'model@v9')).stderr).toMatch(/there is no model@v9/)
  })

  test('a damaged version is given up by its number', async () => {
    const key = 'artifacts/model/versions/0000000002.json'
    storage.objects.set(key, { bytes: new Uint8Array(3), modifiedAt: new Date() })
    const { code, stdout, stderr } = await cli('remove', 'model@v2', '--json')
    expect([code, stderr]).toEqual([0, expect.stringContaining('it is given up, and cannot be brought back')])
    expect(JSON.parse(stdout)).toEqual({ found: true, name: 'model', number: 2, reference: 'model@v2', matched: 'v2' })
    expect((await cli('prune')).code).toBe(0)
  })
})

test.each([
  [['prune', '--keep-last', '0'], /whole number from 1 on/],
  [['prune', '--keep-within', 'soon'], /a number and a unit/],
  [['prune', '--keep-best', 'loss:'], /a metric, which way is better/],
  [['prune', 'a', 'b'], /too many arguments/],
  [['prune', '--dry-run'], /unknown option/],
  [['remove'], /missing required argument/],
  [['undelete'], /missing required argument/]
])('%j is used wrongly', (argv, message) => {
  expect(() => parse(...argv)).toThrow(UsageError)
  expect(() => parse(...argv)).toThrow(message)
})

test.each([
  [['prune', '../x'], /NAME: '\.\.\/x'/],
  [['remove', 'model'], /say which version/],
  [['remove', 'model@v0'], /SELECTOR: 'v0'/],
  [['undelete', 'model'], /by its number/],
  [['undelete', 'model@latest'], /by its number/]
])('%j is told as such', async (argv, message) => {
  const { code, stderr } = await cli(...argv)
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)])
  expect(await numbers()).toEqual([4, 3, 2, 1])
})
