/** Runs the bundle as users do: a process of its own, with an environment of its own. */
import { spawn, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** What `npm test` bundles before it starts (scripts/test.mjs). */
export const BUNDLE = fileURLToPath(new URL('../../dist/index.js', import.meta.url))

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<Ended>
}

export interface ProcessOptions {
  readonly cwd?: string
  /** Added to an environment that holds nothing of this machine's but what programs need. */
  readonly env?: Readonly<Record<string, string>>
}

/**
 * A step's environment: outside of a workflow the bundle asks git about the folder, four processes each time, which
 * is not what these suites are about.
 */
export const WORKFLOW: Readonly<Record<string, string>> = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/models',
  GITHUB_RUN_ID: '1001',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_WORKFLOW: 'train'
}

export function start(program: string, args: readonly string[], options: ProcessOptions = {}): Started {
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: { PATH: process.env['PATH'], HOME: '/nonexistent', LC_ALL: 'C.UTF-8', ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, which signals can be sent to as a whole (`process.kill(-child.pid)`).
    detached: true
  })
  const ended = new Promise<Ended>((resolve, reject) => {
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.on('error', reject)
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, ended }
}

/** Arguments for Node.js that start the bundle, behind modules that are loaded before it. */
export function bundleArguments(args: readonly string[], preload: readonly URL[] = []): string[] {
  return [...preload.flatMap((module) => ['--import', module.href]), BUNDLE, ...args]
}

export interface BundleOptions extends ProcessOptions {
  readonly preload?: readonly URL[]
}

export function startBundle(args: readonly string[], { preload, ...options }: BundleOptions = {}): Started {
  const env = { ...WORKFLOW, ...options.env }
  return start(process.execPath, bundleArguments(args, preload), { ...options, env })
}

export function runBundle(args: readonly string[], options?: BundleOptions): Promise<Ended> {
  return startBundle(args, options).ended
}

/** What `--json` printed; throws with what else was printed where the process failed. */
export function resultOf(ended: Ended): Record<string, never> {
  if (ended.code !== 0) throw new Error(`ended with ${ended.code ?? ended.signal}: ${ended.stderr}`)
  return JSON.parse(ended.stdout)
}

/** Runs `act` on every item, `width` at a time. */
export async function forEachAtOnce<T>(items: readonly T[], width: number, act: (item: T) => Promise<void>) {
  const rest = items.values()
  const lane = async (): Promise<void> => {
    for (const item of rest) await act(item)
  }
  await Promise.all(Array.from({ length: width }, lane))
}
