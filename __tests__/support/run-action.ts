/** Runs the bundle as the runner runs it: a process, inputs in its environment, files for what it hands back. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { parse } from 'yaml'
import { parseFileCommands } from './file-commands.js'

/** Tests run from build/__tests__/…; the bundle that belongs to them is build/dist (scripts/test.mjs makes it). */
export const BUNDLE = join(import.meta.dirname, '../../dist/index.js')
const ROOT = join(import.meta.dirname, '../../..')

const NOBODY = 65534

export interface ActionStep {
  /** Which of the actions; the whole one is at the root. */
  readonly action?: '.' | 'save' | 'restore'
  readonly inputs: Readonly<Record<string, string>>
  /** Added to, or with undefined taken from, what the runner sets. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly workspace: string
  /** The payload of the event. */
  readonly event?: unknown
  /** The program that runs the bundle. */
  readonly node?: string
  /** Runs the step as a user who may not write what is protected, also where the tests run as root. */
  readonly unprivileged?: boolean
  readonly onStart?: (child: ChildProcess) => void
}

export interface Annotation {
  readonly kind: string
  readonly title: string | undefined
  readonly message: string
}

export interface ActionResult {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly outputs: Readonly<Record<string, string>>
  readonly summary: string
  readonly errors: readonly string[]
  readonly warnings: readonly string[]
  readonly annotations: readonly Annotation[]
  /** What the runner was told to keep out of the log. */
  readonly masks: readonly string[]
  /** Lines of the log that are no commands. */
  readonly log: readonly string[]
  readonly stderr: string
}

/** Starts a step and waits for its end. */
export async function runAction(step: ActionStep): Promise<ActionResult> {
  const files = mkdtempSync(join(tmpdir(), 'runner-files-'))
  try {
    chmodSync(files, 0o755)
    const file = (name: string, text: string): string => {
      writeFileSync(join(files, name), text)
      chmodSync(join(files, name), 0o666)
      return join(files, name)
    }
    const output = file('output', '')
    const summary = file('summary', '')
    const env = {
      PATH: process.env['PATH'],
      HOME: join(files, 'home'),
      GITHUB_ACTIONS: 'true',
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
      GITHUB_EVENT_PATH: file('event.json', JSON.stringify(step.event ?? {})),
      GITHUB_WORKSPACE: step.workspace,
      ...declaredInputs(step),
      ...step.env
    }
    const ended = await new Promise<Pick<ActionResult, 'exitCode' | 'signal' | 'stderr'> & { stdout: string }>(
      (resolve, reject) => {
        const child = spawn(step.node ?? process.execPath, [BUNDLE], {
          cwd: step.workspace,
          env,
          stdio: ['ignore', 'pipe', 'pipe'],
          ...(step.unprivileged && process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {})
        })
        let stdout = ''
        let stderr = ''
        child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
        child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
        child.on('error', reject)
        child.on('close', (exitCode, signal) => resolve({ exitCode, signal, stdout, stderr }))
        step.onStart?.(child)
      }
    )
    const { annotations, masks, log } = readLog(ended.stdout)
    const messages = (kind: string): string[] =>
      annotations.filter((one) => one.kind === kind).map(({ message }) => message)
    return {
      exitCode: ended.exitCode,
      signal: ended.signal,
      stderr: ended.stderr,
      outputs: parseFileCommands(readFileSync(output, 'utf8')),
      summary: readFileSync(summary, 'utf8'),
      annotations,
      masks,
      errors: messages('error'),
      warnings: messages('warning'),
      log
    }
  } finally {
    rmSync(files, { recursive: true, force: true })
  }
}

interface DeclaredInputs {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>
}

/** As the runner does: every declared input is set, to its default or empty; others too, after a warning. */
function declaredInputs({ action = '.', inputs }: ActionStep): Record<string, string> {
  const metadata = parse(readFileSync(join(ROOT, action, 'action.yml'), 'utf8')) as DeclaredInputs
  const defaults = Object.entries(metadata.inputs).map(([name, input]) => [name, input.default ?? ''])
  const values: Record<string, string> = { ...(Object.fromEntries(defaults) as Record<string, string>), ...inputs }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]))
}

/** What the runner makes of a log: a line that starts with `::` is a command, and so is `##[` in any other. */
function readLog(stdout: string): { annotations: Annotation[]; masks: string[]; log: string[] } {
  const annotations: Annotation[] = []
  const masks: string[] = []
  const log: string[] = []
  for (const line of stdout.split(/\r?\n/)) {
    if (line === '') continue
    const command = /^\s*::(\w[\w-]*)(?: ([^:]*))?::(.*)$/.exec(line)
    if (command === null) {
      if (line.includes('##[')) throw new Error(`an old-style command in the log: ${line}`)
      log.push(line)
      continue
    }
    const [, kind, properties = '', data] = command
    const message = data.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%')
    if (kind === 'add-mask') {
      masks.push(message)
      continue
    }
    if (!['error', 'warning', 'notice', 'debug'].includes(kind)) throw new Error(`a command in the log: ${line}`)
    annotations.push({ kind, title: /title=([^,]*)/.exec(properties)?.[1], message })
  }
  return { annotations, masks, log }
}

/** The Node.js programs to try the bundle with: the one that runs the tests, and others on the PATH that it supports. */
export function nodeRuntimes(): string[] {
  return [process.execPath, ...otherRuntimes()]
}

function otherRuntimes(): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  const found = new Map<string, string>()
  for (const folder of folders) {
    const program = join(folder, 'node')
    const major = majorOf(program)
    if (major !== undefined && major >= 20 && !found.has(String(major))) found.set(String(major), program)
  }
  found.delete(process.versions.node.split('.')[0])
  return [...found.values()]
}

function majorOf(program: string): number | undefined {
  const { status, stdout } = spawnSync(program, ['-p', 'process.versions.node'], { encoding: 'utf8' })
  return status === 0 ? Number.parseInt(stdout, 10) : undefined
}
