/**
 * A real S3 server for tests: on 127.0.0.1 at a free port, over a temporary folder, with credentials of its own. The
 * program is what the variable S3_SERVER names (a path), else `versitygw` on the PATH.
 */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const START_LIMIT_MS = 30_000
const STOP_LIMIT_MS = 5_000
/** The free port may be taken by another program before the server has it. */
const STARTS = 3

/** How each program is started; told apart by its file name. */
const programs = {
  versitygw: ({ port, folder, accessKeyId, secretAccessKey, accessLog }) => ({
    // With a folder for users, its policies can be tested, too.
    args: ['--port', `127.0.0.1:${port}`, '--quiet', '--keep-alive', '--iam-dir', folder('users')].concat(
      accessLog === undefined ? [] : ['--access-log', accessLog],
      ['posix', folder('buckets')]
    ),
    env: { ROOT_ACCESS_KEY: accessKeyId, ROOT_SECRET_KEY: secretAccessKey }
  }),
  minio: ({ port, folder, accessKeyId, secretAccessKey }) => ({
    args: ['server', '--quiet', '--address', `127.0.0.1:${port}`, folder('buckets')],
    env: { MINIO_ROOT_USER: accessKeyId, MINIO_ROOT_PASSWORD: secretAccessKey, MINIO_BROWSER: 'off' }
  }),
  rclone: ({ port, folder, accessKeyId, secretAccessKey }) => ({
    args: ['serve', 's3', '--config', '', '--addr', `127.0.0.1:${port}`, folder('buckets')],
    // A list with one entry, as CSV.
    env: { RCLONE_AUTH_KEY: `"${accessKeyId},${secretAccessKey}"` }
  })
}

/**
 * The server that is there, as `{ kind, program }`; undefined where the variable is not set and no versitygw is found.
 * @throws Error where S3_SERVER names nothing that can be started
 */
export function findS3Server() {
  const named = process.env.S3_SERVER
  if (named) {
    const kind = path.basename(named).replace(/\.exe$/, '')
    if (!(kind in programs)) {
      throw new Error(
        `S3_SERVER: ${named} is none of ${Object.keys(programs).join(', ')}, which are told by the file name`
      )
    }
    if (!isProgram(named)) throw new Error(`S3_SERVER: there is no program at ${named}`)
    return { kind, program: path.resolve(named) }
  }
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const program = path.join(folder, 'versitygw')
    if (folder !== '' && isProgram(program)) return { kind: 'versitygw', program }
  }
  return undefined
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Says that something is left out for want of a server; in continuous integration, where nobody reads that, it is a failure. */
export function reportMissingServer(what) {
  console.error(
    `\nSKIPPED: ${what} needs a real S3 server. Set S3_SERVER to the path of versitygw, minio or rclone, or put versitygw on the PATH.\n`
  )
  if (process.env.CI) {
    console.error('CI is set: what could run and does not, fails.')
    process.exitCode = 1
  }
}

/**
 * Starts the server and waits until it answers.
 * @param options `accessLog`: a file that the server is to note its requests in, where it can (versitygw)
 * @returns its `endpoint`, its `credentials`, and `stop()`, which ends it and removes its folder, however often it is called
 */
export async function startS3Server({ kind, program }, { accessLog } = {}) {
  for (let start = 1; ; start++) {
    const base = mkdtempSync(path.join(tmpdir(), 'artifact-store-s3-'))
    const credentials = {
      accessKeyId: `test${randomBytes(8).toString('hex')}`,
      secretAccessKey: randomBytes(20).toString('hex')
    }
    const port = await freePort()
    const folder = (name) => {
      mkdirSync(path.join(base, name))
      return path.join(base, name)
    }
    const { args, env } = programs[kind]({ port, folder, accessLog, ...credentials })
    const child = spawn(program, args, {
      cwd: base,
      env: { PATH: process.env.PATH, HOME: base, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Not in the terminal's group: Ctrl-C is for us, who then stop it in turn.
      detached: true
    })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-4000)))
    }
    let failure
    child.once('error', (error) => (failure = error))
    const ended = new Promise((resolve) => child.once('close', resolve))
    const hasEnded = () => failure !== undefined || child.exitCode !== null || child.signalCode !== null
    const stop = async () => {
      if (!hasEnded()) child.kill('SIGTERM')
      const killer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
      await ended
      clearTimeout(killer)
      rmSync(base, { recursive: true, force: true })
    }

    const endpoint = `http://127.0.0.1:${port}`
    if (await answers(endpoint, hasEnded)) {
      return { kind, program, endpoint, credentials, folder: base, stop }
    }
    await stop()
    if (start === STARTS) {
      throw new Error(`${program} did not start: ${failure?.message ?? (said.trim() || 'it said nothing')}`)
    }
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

/** Any answer will do: a refusal of who does not say who he is comes from a server that is up. */
async function answers(endpoint, hasEnded) {
  const end = performance.now() + START_LIMIT_MS
  while (performance.now() < end && !hasEnded()) {
    try {
      const response = await fetch(endpoint, { signal: AbortSignal.timeout(2_000) })
      await response.arrayBuffer()
      // MinIO answers before it is ready.
      if (response.status < 500) return !hasEnded()
    } catch {
      // Not yet.
    }
    await delay(50)
  }
  return false
}
