/** What git knows of where a command runs outside of a workflow. */
import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { which } from '@actions/io'
import type { RunContext } from '../store/types.js'

/** Runs git and gives its trimmed output, or undefined where git is absent or fails. Replaceable for tests. */
export type RunGit = (args: readonly string[]) => Promise<string | undefined>

/**
 * `workflow: false` and, inside a git work tree, `sha`, `branch` (absent when detached), `dirty` and `repository` (the
 * `origin` remote, without credentials). Never fails: a folder without git has nothing to tell.
 */
export async function gitContext(folder: string, runGit?: RunGit): Promise<RunContext> {
  if (runGit === undefined && !(await isInWorkTree(folder))) return { workflow: false }
  const run = runGit ?? gitIn(folder)
  const [sha, branch, changes, remote] = await Promise.all([
    run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),
    run(['symbolic-ref', '--quiet', '--short', 'HEAD']),
    run(['-c', 'core.fsmonitor=false', 'status', '--porcelain', '--untracked-files=no']),
    run(['config', '--get', 'remote.origin.url'])
  ])
  const repository = remote === undefined ? '' : withoutCredentials(remote)
  return {
    workflow: false,
    ...(sha ? { sha } : {}),
    ...(branch ? { branch } : {}),
    ...(sha && changes !== undefined ? { dirty: changes !== '' } : {}),
    ...(repository ? { repository } : {})
  }
}

/** Starting git four times only to hear that there is no repository would be a third of a small save. */
export async function isInWorkTree(folder: string): Promise<boolean> {
  if (process.env['GIT_DIR']) return true
  for (let current = folder; ; current = dirname(current)) {
    if (await stat(join(current, '.git')).catch(() => undefined)) return true
    if (dirname(current) === current) return false
  }
}

/** A remote's address with user, password, query and fragment removed; `user@host:path` keeps its conventional user. */
export function withoutCredentials(remote: string): string {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(remote)) {
    // scp-like (git@host:path) has no place for a password, but who forgets `https://` puts one there, or behind a helper
    // (`ext::`). A path is as good as it is.
    return /^[^/]*:[^/]*@|::/.test(remote) ? '' : remote
  }
  try {
    const url = new URL(remote)
    url.username = ''
    url.password = ''
    url.search = ''
    url.hash = ''
    return url.href
  } catch {
    return ''
  }
}

const GIT_TIMEOUT_MS = 5000
const GIT_MAX_OUTPUT = 16 * 1024 * 1024

function gitIn(folder: string): RunGit {
  // Found by PATH, so that a `git` that lies in the folder is never what runs (Windows would take it).
  const program = which('git').catch(() => '')
  return async (args) => {
    const git = await program
    if (git === '') return undefined
    return new Promise((settle) => {
      // Optional locks off: looking must not write into the user's repository.
      const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' }
      const options = { cwd: folder, env, timeout: GIT_TIMEOUT_MS, maxBuffer: GIT_MAX_OUTPUT, windowsHide: true }
      execFile(git, [...args], options, (error, stdout) => {
        settle(error === null ? stdout.trim() : undefined)
      })
    })
  }
}
