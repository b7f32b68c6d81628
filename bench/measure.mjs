/** Runs a command as a whole process and says what it took, until what it wrote is on the disk. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** GNU time tells the peak memory of what it runs; without it there is none to tell. */
const GNU_TIME = '/usr/bin/time'
const hasGnuTime = /GNU/.test(spawnSync(GNU_TIME, ['--version'], { encoding: 'utf8' }).stdout ?? '')

/**
 * @typedef {object} Command
 * @property {readonly string[]} argv
 * @property {string} [cwd]
 * @property {Readonly<Record<string, string>>} [env] added to this process's
 *
 * @typedef {object} Measurement
 * @property {number} seconds from the start of the process until its end and the flush of the file system
 * @property {number} processSeconds without the flush
 * @property {number} [peakBytes] the resident memory of its largest process
 */

/**
 * @param {Command} command
 * @param {string} written a folder on the file system that is to be flushed
 * @returns {Promise<Measurement>}
 */
export async function measure(command, written) {
  // What others left unwritten must not be flushed on this command's time.
  flush(written)
  const notes = mkdtempSync(join(tmpdir(), 'bench-time-'))
  const note = join(notes, 'peak')
  try {
    const argv = hasGnuTime ? [GNU_TIME, '-f', '%M', '-o', note, ...command.argv] : command.argv
    const started = performance.now()
    await run({ ...command, argv })
    const ended = performance.now()
    flush(written)
    const flushed = performance.now()
    const peak = hasGnuTime ? Number(readFileSync(note, 'utf8').trim().split('\n').at(-1)) * 1024 : undefined
    return { seconds: (flushed - started) / 1000, processSeconds: (ended - started) / 1000, peakBytes: peak }
  } finally {
    rmSync(notes, { recursive: true })
  }
}

/** @param {Command} command throws with what it printed where it fails */
export async function run({ argv, cwd, env }) {
  const child = spawn(argv[0], argv.slice(1), {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => {
      output = (output + text).slice(-4000)
    })
  }
  const [code, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (...how) => resolve(how))
  })
  if (code !== 0) throw new Error(`${argv.join(' ')} ended with ${code ?? signal}:\n${output}`)
}

/** Writes all that is pending on the file system that holds `folder`: the same for every tool. */
export function flush(folder) {
  const { status, stderr } = spawnSync('sync', ['-f', folder], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`sync failed: ${stderr}`)
}

/** @returns {{ bytes: number, files: number }} of all files below a folder, by their lengths */
export function sizeOf(folder) {
  let bytes = 0
  let files = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    files++
    bytes += statSync(join(entry.parentPath, entry.name)).size
  }
  return { bytes, files }
}

/** Throws where two folders differ in a name or a byte. */
export async function compareFolders(expected, actual) {
  await run({ argv: ['diff', '-r', '--brief', '--no-dereference', expected, actual] })
}
