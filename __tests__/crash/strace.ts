/**
 * Runs the bundle under strace: to see every system call that changes the file system, and to have any one of them
 * kill the process, or fail, instead of being done, or suspend it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { bundleArguments, start, WORKFLOW, type Ended, type Started } from '../support/processes.js'

/** Those that change a file system; `openat` where it may create or empty a file. */
const CHANGING = [
  ...['open', 'openat', 'openat2', 'creat', 'write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'sendfile'],
  ...['copy_file_range', 'truncate', 'ftruncate', 'fallocate', 'fsync', 'fdatasync', 'sync_file_range'],
  ...['link', 'linkat', 'symlink', 'symlinkat', 'rename', 'renameat', 'renameat2', 'unlink', 'unlinkat'],
  ...['mkdir', 'mkdirat', 'rmdir', 'chmod', 'fchmod', 'fchmodat', 'fchmodat2', 'utimensat', 'mknod', 'mknodat']
]

/** A system call that changed something, so that it can be told from all others in another run of the same command. */
export interface Point {
  readonly call: string
  /** The (first) file that it is about, relative to the folder of the case. */
  readonly file: string
  /** So many calls of that name on that file came before it, and itself, in its thread. */
  readonly ordinal: number
}

export interface Command {
  readonly args: readonly string[]
  /** The folder of the case: only what happens in it counts. */
  readonly folder: string
  /** Whether the file system has hard links. */
  readonly links?: boolean | undefined
}

/** The process is killed before the call, or told to stop; or the call fails. */
export type Blow = 'kill' | 'SIGINT' | 'EIO' | 'ENOSPC' | 'EDQUOT'

export function hasStrace(): boolean {
  return process.platform === 'linux' && spawnSync('strace', ['-V']).status === 0
}

/** strace and the program's fixed surroundings: one thread for all of libuv's file system calls, names that repeat. */
function run(straceArguments: readonly string[], { args, folder, links = true }: Command): Started {
  const preload = ['./fixed-names.js', ...(links ? [] : ['./no-links.js'])]
  const modules = preload.map((module) => new URL(module, import.meta.url))
  const program = [process.execPath, ...bundleArguments(args, modules)]
  const env = { ...WORKFLOW, UV_THREADPOOL_SIZE: '1' }
  return start('strace', ['-f', '-qq', '-s', '0', ...straceArguments, ...program], { cwd: path.dirname(folder), env })
}

/** The calls that changed something below `folder`, in order. Throws where the command failed. */
export async function findPoints(command: Command): Promise<readonly Point[]> {
  const { folder } = command
  const log = `${folder}.strace`
  const ended = await run(['-y', '-e', `trace=${known(CHANGING)}`, '-o', log], command).ended
  if (ended.code !== 0) throw new Error(`ended with ${ended.code ?? ended.signal}: ${ended.stderr}`)
  const points = readPoints(readFileSync(log, 'utf8'), folder)
  rmSync(log)
  return points
}

/** Runs the command again and strikes where the point is. */
export function strike(command: Command, point: Point, blow: Blow): Promise<Ended> {
  const signals: Partial<Record<Blow, string>> = { kill: 'signal=SIGKILL', SIGINT: 'signal=SIGINT' }
  const effect = signals[blow] ?? `error=${blow}`
  return runInjected(command, point, effect).ended
}

/** Runs the command again and holds the call up, as a disk does that is busy; all else goes on. */
export function holdUp(command: Command, point: Point, milliseconds: number): Started {
  return runInjected(command, point, `delay_enter=${milliseconds * 1000}`)
}

/** Runs the command again and suspends it, all of its threads, right after the call. Resolves when it stands still. */
export async function suspend(command: Command, point: Point): Promise<Suspended> {
  const log = `${command.folder}.strace`
  const { child, ended } = runInjected(command, point, 'signal=SIGSTOP', log)
  let hasEnded = false
  const end = ended.finally(() => (hasEnded = true))
  while (!existsSync(log) || !readFileSync(log, 'utf8').includes('--- stopped by SIGSTOP ---')) {
    if (hasEnded) throw new Error(`it was not suspended: ${JSON.stringify(await end)}`)
    await delay(5)
  }
  rmSync(log)
  return {
    wake: () => {
      process.kill(-child.pid!, 'SIGCONT')
      return end
    }
  }
}

export interface Suspended {
  /** Lets it go on, to its end. */
  readonly wake: () => Promise<Ended>
}

function runInjected(command: Command, point: Point, effect: string, log = '/dev/null'): Started {
  const target = ['-P', path.join(command.folder, point.file), '-e', `trace=${point.call}`]
  const inject = ['-e', `inject=${point.call}:${effect}:when=${point.ordinal}`, '-o', log]
  return run([...target, ...inject], command)
}

/** strace refuses a call that this kind of machine does not have, unless it is asked not to. */
function known(calls: readonly string[]): string {
  return calls.map((call) => `?${call}`).join()
}

/** Whether `-P` also finds what a file is renamed to: strace 6.1 looks at the old name only. */
function seesTargets(): boolean {
  if (seenTargets === undefined) {
    const folder = mkdtempSync(path.join(tmpdir(), 'artifact-store-strace-'))
    const [from, to, log] = ['from', 'to', 'log'].map((name) => path.join(folder, name))
    writeFileSync(from, '')
    const rename = ['-e', 'fs.renameSync(...process.argv.slice(1))', from, to]
    spawnSync('strace', ['-f', '-qq', '-P', to, '-e', 'trace=rename', '-o', log, process.execPath, ...rename])
    seenTargets = readFileSync(log, 'utf8').includes('rename(')
    rmSync(folder, { recursive: true })
  }
  return seenTargets
}
let seenTargets: boolean | undefined

function readPoints(log: string, folder: string): Point[] {
  const points: Point[] = []
  const counts = new Map<string, number>()
  /** Of each thread the point of a call that has begun and not ended in the log. */
  const begun = new Map<string, Point>()
  for (const line of log.split('\n')) {
    const resumed = /^(\d+) +<\.\.\. (\w+) resumed>.* = (-1)?/.exec(line)
    if (resumed !== null) {
      const point = begun.get(resumed[1])
      begun.delete(resumed[1])
      if (point !== undefined && resumed[3] !== undefined) points.splice(points.indexOf(point), 1)
      continue
    }
    const match = /^(\d+) +(\w+)\((.*?)(?: <unfinished \.\.\.>|\) += (-1)?[^()]*.*)$/.exec(line)
    if (match === null) continue
    const [, thread, call, told, failed] = match
    const files = filesIn(told, folder)
    for (const file of call === 'rename' && !seesTargets() ? files.slice(0, 1) : files) {
      const key = JSON.stringify([thread, call, file])
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    const file = files[0]
    if (file === undefined || failed !== undefined || (call.startsWith('open') && !/O_CREAT|O_TRUNC/.test(told)))
      continue
    const point = { call, file, ordinal: counts.get(JSON.stringify([thread, call, file]))! }
    points.push(point)
    if (line.endsWith('<unfinished ...>')) begun.set(thread, point)
  }
  return points
}

/** The files below a folder (and it itself, and the one above) that a call is about, in order, each once. */
function filesIn(told: string, folder: string): string[] {
  const files = [...told.replace(/AT_FDCWD<[^>]*>/g, '').matchAll(/<(\/[^>]*)>|"(\/[^"]*)"/g)]
    .map(([, descriptor, text]) => path.relative(folder, unescape(descriptor ?? text)))
    .filter((file) => file === '..' || !file.startsWith('../'))
  return [...new Set(files)]
}

/** strace writes bytes that are not ASCII in octal. (The trees here hold no names with other special characters.) */
function unescape(text: string): string {
  const bytes = text.replace(/\\([0-7]{1,3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
  return Buffer.from(bytes, 'latin1').toString()
}
