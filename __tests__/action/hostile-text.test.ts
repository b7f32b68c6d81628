/**
 * Whatever files, values, branches and errors are called: a step's log holds the commands that the step meant and no
 * other, its outputs are its own, and nothing that is hidden leaves it.
 */
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as core from '@actions/core'
import fc from 'fast-check'
import type { ActionContext } from '../../src/action/context.js'
import { reportFailure } from '../../src/action/failure.js'
import { parseInputs } from '../../src/action/inputs.js'
import { OUTPUT_NAMES } from '../../src/action/outputs.js'
import { run } from '../../src/action/run.js'
import { githubRunner, type ActionsCore } from '../../src/action/runner.js'
import { NO_CONFIG } from '../../src/doors/index.js'
import { createMemoryStorage, type MemoryStorage } from '../../src/storage/index.js'
import { openStore } from '../../src/store/index.js'
import { parseFileCommands } from '../support/file-commands.js'
import { hostileFileName, hostileText, WORST } from '../support/hostile-text.js'
import { commandOf, HARMFUL, linesOf } from '../support/log-commands.js'

const environment = { ...process.env }
const write = process.stdout.write.bind(process.stdout)
let workspace: string
let storage: MemoryStorage
beforeEach(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'hostile-'))
})
afterEach(async () => {
  process.env = { ...environment }
  process.stdout.write = write
  await rm(workspace, { recursive: true })
})

interface Told {
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly log: readonly string[]
  readonly failed: boolean
}

/** Runs a step as the bundle does, with the real `@actions/core`; checks what must hold of each. */
async function step(inputs: Record<string, string>, env: Record<string, string> = {}): Promise<Told> {
  const [output, summary] = [join(workspace, 'outputs'), join(workspace, 'summary')]
  await writeFile(output, '')
  await writeFile(summary, '')
  process.env = { ...environment, ...env, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary }
  // A summary that was begun goes on in the file that it was begun in.
  Reflect.set(core.summary, '_filePath', summary)
  const meant: string[] = []
  const spied: ActionsCore = {
    ...core,
    warning: (message, properties) => {
      meant.push(`warning ${String(message)}`)
      core.warning(message, properties)
    },
    error: (message, properties) => {
      meant.push(`error ${String(message)}`)
      core.error(message, properties)
    },
    debug: (message) => {
      meant.push(`debug ${message}`)
      core.debug(message)
    }
  }
  const runner = githubRunner({ ...spied, getInput: (name: string) => (inputs[name] ?? '').trim() }, process.env)
  const context: ActionContext = {
    runner,
    env,
    workspace,
    home: workspace,
    config: NO_CONFIG,
    event: {},
    signal: new AbortController().signal,
    repeat: () => () => undefined,
    openStore: async (location, { create: _, ...options }) =>
      openStore(location.endsWith('other') ? createMemoryStorage({ location }) : storage, {
        ...options,
        workers: { count: 0 }
      })
  }
  const texts: string[] = []
  process.stdout.write = (text: string | Uint8Array) => {
    texts.push(String(text))
    return true
  }
  let failed = false
  try {
    const reader = { input: runner.input, workspace, home: workspace, now: () => new Date(0) }
    await run(parseInputs(reader), context)
  } catch (error) {
    failed = true
    reportFailure(error, runner)
  } finally {
    process.stdout.write = write
  }
  const stdout = texts.join('')
  const lines = linesOf(stdout)
  const commands = lines.map(commandOf)
  const found = commands.filter((command) => command !== undefined).map(({ name, data }) => `${name} ${data}`)
  expect(found).toEqual(meant)
  expect(stdout).not.toMatch(HARMFUL)
  expect(meant.filter((message) => message.startsWith('error'))).toHaveLength(failed ? 1 : 0)
  const told = {
    outputs: parseFileCommands(await readFile(output, 'utf8')),
    summary: await readFile(summary, 'utf8'),
    log: lines.filter((_, at) => commands[at] === undefined),
    failed
  }
  expect(told.summary).not.toMatch(HARMFUL)
  if (!failed) expect(Object.keys(told.outputs)).toEqual([...OUTPUT_NAMES])
  return told
}

/** A name for what must be one: that of a variable, a type. */
const oneLine = (text: string): string => text.replace(/\p{Cc}/gu, '')

interface World {
  readonly files: readonly string[]
  readonly link: string
  readonly key: string
  readonly value: string
  readonly text: string
}

/** Every mode, one after the other, with these texts wherever a text may be. */
async function goThrough({ files, link, key, value, text }: World): Promise<void> {
  storage = createMemoryStorage()
  await rm(join(workspace, 'in'), { recursive: true, force: true })
  for (const file of files) {
    await mkdir(join(workspace, 'in', `d${file}`), { recursive: true })
    await writeFile(join(workspace, 'in', `d${file}`, file), value)
  }
  await symlink(link, join(workspace, 'in', 'link'))
  const values = { [key]: value, nested: { [key]: [value, { [key]: text }] } }
  await writeFile(join(workspace, 'values.json'), JSON.stringify(values))
  await writeFile(join(workspace, 'metrics.json'), JSON.stringify({ [key]: 0.5, accuracy: 0.9 }))
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKFLOW: text,
    GITHUB_REF: `refs/heads/${oneLine(text)}`,
    GITHUB_SHA: value,
    GITHUB_SERVER_URL: value,
    GITHUB_ACTOR: text,
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_RUN_ID: '7',
    GITHUB_JOB: key
  }
  const common = { store: '/the/store', name: 'model' }
  const paths = { 'params-path': 'values.json', 'metadata-path': 'values.json', 'metrics-path': 'metrics.json' }
  const save = { ...common, mode: 'save', path: 'in', 'include-hidden-files': 'true' }

  const plain = await step({ ...save, type: oneLine(text), description: text, ...paths }, env)
  if (!plain.failed) {
    const metadata = JSON.parse(plain.outputs['metadata']) as { params: unknown; description?: string }
    expect(metadata.params).toEqual(JSON.parse(JSON.stringify(values)))
  } else await step(save, env)
  await step({ ...save, type: text, version: text, aliases: text }, env)
  await step({ ...save, path: `in/${text}` }, env)
  await step({ ...save, params: `${key}: ${value}`, metrics: `{"${key}": ${value}}` }, env)
  await step({ ...common, mode: 'record', ...paths }, env)
  await step({ ...common, mode: 'restore', path: `back/${files[0]}` }, env)
  await step({ ...common, mode: 'restore', path: `back/${oneLine(files[0])}` }, env)
  await step({ ...common, mode: 'restore', path: 'back', files: `**/${text}`, version: `${text}\nlatest` }, env)
  await step({ ...common, mode: 'restore', path: 'back', where: `params["${key}"] = "${value}"` }, env)
  await step({ ...common, mode: 'promote', aliases: `best\n${text}`, version: value }, env)
  await step({ ...common, mode: 'promote', aliases: 'best' }, env)
  await step({ ...common, mode: 'list', where: text }, env)
  await step({ ...common, mode: 'list' }, env)
  await step({ ...common, mode: 'copy', to: '/an/other', name: `model@${value}` }, env)
  await step({ ...common, mode: text }, env)
  await step({ ...common, mode: 'list', name: text, store: text }, env)
}

test('a step says what it meant to say, with the worst of texts in every place', async () => {
  const name = WORST.replaceAll('\0', '')
  await goThrough({ files: [name, 'a'], link: name, key: name, value: WORST, text: WORST })
}, 30_000)

test('a step says what it meant to say, with any text in any place', async () => {
  const world = fc.record({
    files: fc.uniqueArray(hostileFileName, { minLength: 1, maxLength: 2 }),
    link: hostileFileName,
    key: hostileText,
    value: hostileText,
    text: hostileText
  })
  await fc.assert(fc.asyncProperty(world, goThrough), { numRuns: 25 })
}, 120_000)

test('what a storage says in its errors is text', async () => {
  storage = createMemoryStorage()
  const failing = { code: 'EWEIRD', message: `EWEIRD: failed, open '${WORST}'` }
  const fail = (): Promise<never> => Promise.reject(Object.assign(new Error(failing.message), failing))
  storage.stat = fail
  storage.read = fail
  await mkdir(join(workspace, 'in'))
  await writeFile(join(workspace, 'in', 'a'), 'a')
  const told = await step({ store: '/the/store', name: 'model', mode: 'save', path: 'in' })
  expect(told.failed).toBe(true)
})
