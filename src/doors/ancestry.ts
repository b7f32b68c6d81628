/** Which commits came before the one that is worked on, as the repository around a folder knows it. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { which } from '@actions/io'
import { isInWorkTree } from './git.js'
import { inert } from './inert.js'
import { ArtifactStoreError } from '../errors.js'
import type { Ancestry } from '../store/types.js'

/** Undefined where there is no repository around the folder. Git is started only when commits are asked for. */
export async function gitAncestry(folder: string): Promise<Ancestry | undefined> {
  if (!(await isInWorkTree(folder))) return undefined
  return { ancestorsAmong: async (commits) => ancestorsAmong(folder, commits) }
}

async function ancestorsAmong(folder: string, commits: readonly string[]): Promise<ReadonlySet<string>> {
  const shallow: string[] = []
  await git(folder, ['rev-parse', '--is-shallow-repository'], (line) => {
    shallow.push(line)
    return true
  })
  if (shallow[0] === 'true') throw cannotTell(SHALLOW)
  // All ancestors are gone through, since git fails where it is asked of a commit that it has not: versions may be of
  // other repositories, and of branches that are gone.
  const wanted = new Set(commits)
  const found = new Set<string>()
  await git(folder, ['rev-list', 'HEAD', '--'], (line) => {
    if (wanted.has(line)) found.add(line)
    return found.size < wanted.size
  })
  return found
}

const SHALLOW =
  'this clone is shallow, so most of its commits are not here: check out all of them (actions/checkout with fetch-depth: 0; in a shell, git fetch --unshallow)'

const TIMEOUT_MS = 60_000
/** Characters of what git says about a failure. */
const MAX_COMPLAINT = 300

/**
 * Runs git and hands on its lines.
 * @param take false to hear no more
 */
async function git(folder: string, args: readonly string[], take: (line: string) => boolean): Promise<void> {
  // By PATH and not from the folder, as in git.ts.
  const program = await which('git').catch(() => '')
  if (program === '') throw cannotTell('there is no git on this machine: install it')
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' }
  const child = spawn(program, args, {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: TIMEOUT_MS,
    windowsHide: true
  })
  let complaint = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (complaint.length < MAX_COMPLAINT) complaint += text
  })
  const ended = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? signal))
  })
  // What it rejects with is awaited below, after the lines.
  ended.catch(() => undefined)
  let isEnough = false
  for await (const line of createInterface({ input: child.stdout })) {
    if (take(line)) continue
    isEnough = true
    child.kill()
    break
  }
  const end = await ended.catch((error: unknown) => {
    throw cannotTell(`git cannot be started: ${inert(String(error))}`, error)
  })
  if (end === 0 || isEnough) return
  const why = typeof end === 'string' ? `it took longer than ${TIMEOUT_MS / 1000} s` : complaint.trim()
  throw cannotTell(`git failed: ${inert(why.slice(0, MAX_COMPLAINT))}`)
}

function cannotTell(why: string, cause?: unknown): ArtifactStoreError {
  return new ArtifactStoreError(
    'INVALID_INPUT',
    `version: 'nearest' asks git which commits came before this one, and ${why}`,
    { cause }
  )
}
