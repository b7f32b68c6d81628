/** The bundle with secrets in its environment: none of them is recorded, and none is in what it says. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readTree, temporaryFolder, writeTree } from '../support/folders.js'
import { BUNDLE, runAction, type ActionResult } from '../support/run-action.js'

const SECRETS = {
  GITHUB_TOKEN: 'installation-0123456789',
  ACTIONS_RUNTIME_TOKEN: 'runtime&"<0123456789',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'identity-0123456789',
  AWS_SECRET_ACCESS_KEY: 'minioadmin',
  AWS_SESSION_TOKEN: 'session/0123456789+abc==',
  TRAINING_API_KEY: 'k-0123456789',
  DATABASE_URL: 'postgres://trainer:hunter2hunter2@db/features'
}
const VALUES = [...Object.values(SECRETS).slice(0, -1), 'hunter2hunter2']
/** Known to nobody: its shape tells. */
const TOKEN = ['hf', 'aB3'.repeat(12)].join('_')

let workspace: { readonly path: string; remove: () => void }
const at = (...path: string[]): string => join(workspace.path, ...path)
beforeEach(() => {
  workspace = temporaryFolder()
  writeTree(workspace.path, { 'out/model.bin': 'weights' })
})
afterEach(() => workspace.remove())

async function step(inputs: Record<string, string>): Promise<ActionResult> {
  return await runAction({ inputs: { store: 'store', ...inputs }, env: SECRETS, workspace: workspace.path })
}

/** All that people or a log may see. */
function said({ annotations, log, stderr, summary }: ActionResult): string {
  return [...annotations.map(({ message }) => message), ...log, stderr, summary].join('\n')
}

function expectNone(text: string): void {
  for (const value of [...VALUES, TOKEN]) {
    expect(text).not.toContain(value)
    expect(text).not.toContain(Buffer.from(value).toString('base64').replace(/=+$/, '').slice(0, -1))
  }
}

const save = { mode: 'save', name: 'model', path: 'out' }

it.each<[string, Record<string, string>, string]>([
  ...VALUES.map((value): [string, Record<string, string>, string] => [
    `params with ${value}`,
    { params: JSON.stringify({ run: { token: `it is ${value}` } }) },
    "params: 'run.token' holds a secret of this run"
  ]),
  [
    'a token',
    { metadata: JSON.stringify({ hub: [TOKEN] }) },
    "metadata: 'hub[0]' holds what looks like a Hugging Face token"
  ],
  ['a metric named so', { metrics: `{"${TOKEN}": 1}` }, 'metrics: a key is what looks like a Hugging Face token'],
  ['a description', { description: `run with ${VALUES[0]}` }, 'description: it holds a secret of this run'],
  ['a label', { version: TOKEN }, 'version: it holds what looks like a Hugging Face token'],
  ['a metric that is none', { metrics: `{"a": "${TOKEN}"}` }, "input 'metrics': metric 'a' is the text '***"],
  ['YAML that is none', { params: `a: [${TOKEN}` }, "input 'params' is not valid YAML or JSON"],
  ['a name that is none', { name: `${TOKEN}/../x` }, "input 'name': '***"],
  ['a file that is missing', { path: `out/${VALUES[0]}` }, "path: 'out/***' does not exist"],
  ['a store that is none', { store: `s3://user:${VALUES[0]}@bucket` }, "input 'store': credentials do not belong"]
])('refuses to save %s with one message, in which it is not', async (_, inputs, message) => {
  const result = await step({ ...save, ...inputs })
  expect(result.exitCode).toBe(1)
  expect(result.errors).toEqual([expect.stringContaining(message)])
  expectNone(said(result))
  expect(Object.keys(readTree(workspace.path)).filter((path) => path.startsWith('store'))).toEqual([])
})

it('refuses to record one of a version that is there, from a file too', async () => {
  await step(save)
  const before = readTree(at('store'))
  writeFileSync(at('metadata.json'), JSON.stringify({ env: { TOKEN } }))
  const result = await step({ mode: 'record', name: 'model', 'metadata-path': 'metadata.json' })
  expect(result.errors).toEqual([expect.stringMatching(/^metadata: 'env\.TOKEN' holds what looks like a Hugging Face/)])
  expectNone(said(result))
  expect(readTree(at('store'))).toEqual(before)
})

it('takes them out of the log, of warnings and of the summary where they are in names of files and folders', async () => {
  const store = `stores/${VALUES[0]}`
  mkdirSync(at('stores'))
  writeTree(workspace.path, { [`out/${VALUES[0]}.txt`]: 'x', [`out/.${VALUES[1].replace('"', '')}`]: 'x' })
  const saved = await step({ ...save, store, params: 'a: 1' })
  expect([saved.exitCode, saved.errors]).toEqual([0, []])
  const back = await step({ mode: 'restore', name: 'model', store, path: `back/${VALUES[3]}` })
  expect([back.exitCode, back.outputs['path']]).toEqual([0, at('back', VALUES[3])])
  for (const result of [saved, back]) {
    expect(result.log.join('\n')).toContain('***')
    expect(result.summary).toContain('***')
    expectNone(said(result))
  }
  expect(Object.keys(readTree(at('back', VALUES[3])))).toContain(`${VALUES[0]}.txt`)
})

it('finds none in a run without any, and lets digests, ids and paths pass', async () => {
  const params = JSON.stringify({
    commit: 'c'.repeat(40),
    digest: `sha256:${'0123456789abcdef'.repeat(4)}`,
    checksum: Buffer.from('0123456789abcdef0123456789abcdef').toString('base64'),
    id: '014df517-39d1-4453-b7b3-9930c563627c',
    library: 'sk-learn',
    data: 's3://bucket/datasets/2026-11-01/part-00000.parquet',
    big: '123456789012345678901234567890'
  })
  const result = await runAction({ inputs: { ...save, store: 'store', params }, workspace: workspace.path })
  expect([result.exitCode, result.errors, result.warnings]).toEqual([0, [], []])
})

it('is the same for a command, whatever it prints', () => {
  const command = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [BUNDLE, ...args, '--store', `stores/${VALUES[0]}`], {
      cwd: workspace.path,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: workspace.path, ...SECRETS }
    })
  const refused = command('save', 'model', 'out', '--param', `password=${VALUES[0]}`)
  expect([refused.status, refused.stdout]).toEqual([2, ''])
  expect(refused.stderr).toMatch(/^artifact-store: params: 'password' holds a secret of this run, .*\n$/)
  const used = command('save', 'model', 'out', '--param', TOKEN)
  expect([used.status, used.stderr]).toEqual([2, expect.stringContaining("--param '***' is not KEY=VALUE")])
  const saved = command('save', 'model', 'out')
  expect(saved.status).toBe(0)
  const missing = command('restore', 'other', `back-${VALUES[0]}`)
  expect([missing.status, missing.stderr]).toEqual([1, expect.stringContaining("in the store '")])
  const restored = command('restore', 'model', `back-${VALUES[0]}`)
  expect([restored.status, restored.stdout]).toEqual([0, expect.stringContaining('to back-***')])
  for (const { stdout, stderr } of [refused, used, saved, missing, restored]) expectNone(stdout + stderr)
})
