/** The bundle with texts that try to be more: in names of files, in values, branches, configuration, on both doors. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { OUTPUT_NAMES } from '../../src/action/outputs.js'
import { temporaryFolder, writeTree } from '../support/folders.js'
import { hostileFileName, hostileText, WORST } from '../support/hostile-text.js'
import { commandOf, HARMFUL, linesOf } from '../support/log-commands.js'
import { BUNDLE, runAction, type ActionResult } from '../support/run-action.js'

let workspace: { readonly path: string; remove: () => void }
const at = (...path: string[]): string => join(workspace.path, ...path)
beforeEach(() => {
  workspace = temporaryFolder()
})
afterEach(() => workspace.remove())

interface Texts {
  readonly file: string
  readonly key: string
  readonly text: string
}

/** What an environment can hold. */
const variable = (text: string): string => text.replaceAll('\0', '').toWellFormed()

async function step(inputs: Record<string, string>, { key, text }: Texts): Promise<ActionResult> {
  const env = { GITHUB_WORKFLOW: text, GITHUB_ACTOR: text, GITHUB_JOB: key, GITHUB_REF: `refs/heads/${text}` }
  const clean = Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, variable(value)]))
  const result = await runAction({
    inputs: { store: 'store', name: 'model', ...clean },
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, variable(value)])),
    workspace: workspace.path
  })
  expect(result.stderr).toBe('')
  expect([0, 1]).toContain(result.exitCode)
  expect(result.errors).toHaveLength(result.exitCode ?? 0)
  const titles = new Set(result.annotations.map(({ kind, title }) => (kind === 'debug' ? 'Artifact Store' : title)))
  expect([...titles].filter((title) => title !== 'Artifact Store')).toEqual([])
  const said = [...result.log, ...result.annotations.map(({ message }) => message)].join('\n')
  expect(said + result.summary).not.toMatch(HARMFUL)
  expect(said).not.toContain('##[')
  if (result.exitCode === 0) expect(Object.keys(result.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
  return result
}

function command(...args: string[]): { readonly status: number | null; readonly stdout: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BUNDLE, ...args.map(variable)], {
    cwd: workspace.path,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: workspace.path, ARTIFACT_STORE: 'store' }
  })
  for (const output of [stdout, stderr]) {
    expect(output).not.toMatch(HARMFUL)
    for (const line of linesOf(output)) expect(commandOf(line)).toBeUndefined()
  }
  return { status, stdout }
}

async function goThrough(texts: Texts): Promise<void> {
  const { file, key, text } = texts
  rmSync(at('in'), { recursive: true, force: true })
  rmSync(at('store'), { recursive: true, force: true })
  writeTree(workspace.path, { [`in/${file}`]: text, 'in/plain': 'x' })
  const values = { [key]: text, list: [text, { [key]: text }] }
  writeFileSync(at('values.json'), JSON.stringify(values))
  writeFileSync(at('metrics.json'), JSON.stringify({ [key]: 0.5 }))
  const paths = { 'metadata-path': 'values.json', 'metrics-path': 'metrics.json' }
  const save = { mode: 'save', path: 'in', 'include-hidden-files': 'true' }

  const saved = await step({ ...save, ...paths, description: text }, texts)
  if (saved.exitCode === 0) {
    const metadata = JSON.parse(saved.outputs['metadata']) as { metadata: unknown }
    expect(metadata.metadata).toEqual(JSON.parse(JSON.stringify(values)))
  } else await step(save, texts)
  await step({ mode: 'restore', path: `back/${file}`, files: text, version: text }, texts)
  await step({ mode: 'restore', path: `back/${file.replace(/\p{Cc}/gu, '')}` }, texts)
  await step({ mode: 'list', where: text }, texts)
  await step({ mode: 'list' }, texts)

  expect(command('show', 'model').status).toBe(0)
  const listed = command('list', '--json')
  expect((JSON.parse(listed.stdout) as { name: string }[])[0].name).toBe('model')
  command('list', text)
  command('restore', `model@${text}`, `back/${text}`)
  command(text, `--${text}`)
}

it('says nothing but text, with the worst of texts in every place', async () => {
  await goThrough({ file: WORST, key: WORST, text: WORST })
})

it('says nothing but text, with any text in any place', async () => {
  const texts = fc.record({ file: hostileFileName, key: hostileText, text: hostileText })
  await fc.assert(fc.asyncProperty(texts, goThrough), { numRuns: 3 })
}, 180_000)

it.each<[string, string]>([
  ['the store', `store: "s3://bu\\r\\n::error::\\u202e##[x]cket/p"`],
  ['a setting that is none', `"\\n::set-output name=x::y\\u001b[2J": 1`],
  ['a condition', `protected-aliases: {a: {require: "x =\\n::error:: \\u202e 1"}}`],
  ['YAML that is none', `store: [\n::error::x\n##[error]y`]
])('says nothing but text where the configuration is wrong: %s', async (_, yaml) => {
  mkdirSync(at('.github'))
  writeFileSync(at('.github/artifact-store.yml'), yaml)
  writeTree(workspace.path, { 'in/plain': 'x' })
  const texts = { file: 'a', key: 'a', text: 'a' }
  const result = await step({ mode: 'save', path: 'in', store: '', aliases: 'a' }, texts)
  expect(result.exitCode).toBe(1)
  command('list')
})
