/**
 * Measures the memory that a save, a changed save, an unchanged one, one with a single changed file, a restore and a
 * restore over what is there take at their peak, each as a process of its own, and fails where it is more than promised:
 * 256 MiB for large files, 600 MB for a million small ones. Also where a single changed file of many makes the store
 * grow by more than 2 MB.
 *
 *     npm run test:memory                                     3 GiB in two files, and 200,000 small files
 *     npm run test:memory -- --gib 1 --files 50000            less of both, as continuous integration does
 *     npm run test:memory -- --gib 0 --files 1000000          a million files: minutes, 12 GB and 3 million inodes
 *     npm run test:memory -- --gib 8 --large-files 1 --files 0  a file of 8 GiB: minutes, 28 GB
 *
 * --in FOLDER: work there instead of in the system's folder for temporary files. Linux and macOS.
 */
import { spawn } from 'node:child_process'
import { createCipheriv } from 'node:crypto'
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
  writeSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { bundle, compile } from './toolchain.mjs'

const KiB = 1024
const MiB = 1024 * KiB
const GiB = 1024 * MiB

/** Whatever the files are, so much may be taken; what comes on top grows with their number. */
const LIMIT = 256 * MiB
const MILLION_FILES_LIMIT = 600_000_000
const SMALL_FILE_BYTES = 100
/** What a version that differs in one small file may add. */
const ONE_FILE_LIMIT = 2_000_000
const FOLDERS = 1000

/**
 * Loaded before the bundle: notes the peak, in KiB, when the process ends. Not `maxRSS` on Linux: a process starts with
 * that of the one that started it.
 */
const NOTE_PEAK = `
  import { readFileSync, writeFileSync } from 'node:fs'
  process.on('exit', () => {
    const peak = process.platform === 'linux'
      ? /^VmHWM:\\s+(\\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]
      : process.resourceUsage().maxRSS
    writeFileSync(process.env.PEAK_NOTE, String(peak))
  })`

const { values: options } = parseArgs({
  options: {
    gib: { type: 'string', default: '3' },
    'large-files': { type: 'string', default: '2' },
    files: { type: 'string', default: '200000' },
    in: { type: 'string', default: tmpdir() }
  }
})
const gib = Number(options.gib)
const fileCount = Number(options.files)
const largeCount = Number(options['large-files'])
if (!(gib >= 0) || !Number.isInteger(fileCount) || fileCount < 0 || !Number.isInteger(largeCount) || largeCount < 1) {
  throw new Error('--gib is a number, --files a whole one, neither below 0; --large-files a whole number from 1 on')
}

// Before there is a folder to clear away: a compiler that fails ends this process.
compile()
const base = mkdtempSync(path.join(options.in, 'artifact-store-memory-'))
const cli = path.join(base, 'dist/index.js')
let running
let failures = 0

/** Runs the bundle; gives the peak of its resident memory in bytes, and what it told. */
async function run(args) {
  const note = path.join(base, 'peak')
  const preload = `data:text/javascript,${encodeURIComponent(NOTE_PEAK)}`
  const command = [cli, ...args, '--json', '--store', path.join(base, 'store')]
  running = spawn(process.execPath, ['--import', preload, ...command], {
    env: { PATH: process.env.PATH, HOME: base, PEAK_NOTE: note },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let told = ''
  running.stdout.setEncoding('utf8').on('data', (text) => (told += text))
  let messages = ''
  running.stderr.setEncoding('utf8').on('data', (text) => (messages += text))
  const code = await new Promise((resolve, reject) => running.on('error', reject).on('close', resolve))
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${messages}`)
  return { peak: Number(readFileSync(note, 'utf8')) * KiB, outputs: JSON.parse(told) }
}

async function check(what, limit, args) {
  const started = performance.now()
  const { peak, outputs } = await run(args)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  const added = outputs['stored-size']
  const grown = added === undefined ? '' : `, the store grew by ${added.toLocaleString('en')} bytes`
  judge(peak <= limit, `${what}: ${inMiB(peak)} of ${inMiB(limit)} MiB, ${seconds} s${grown}`)
  return added
}

function judge(isRight, line) {
  if (!isRight) failures++
  console.log(`${isRight ? 'ok  ' : 'MORE'} ${line}`)
}

const inMiB = (bytes) => Math.round(bytes / MiB)

/** The same bytes for the same seed; nothing can compress them. */
function noise(seed) {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16))
  return (length) => cipher.update(Buffer.alloc(length))
}

/** A third noise, a third that compresses by half, a third hole. */
function makeLargeFile(file, size, seed) {
  const next = noise(seed)
  const block = 6 * MiB
  const descriptor = openSync(file, 'w')
  for (let position = 0; position < size; position += block) {
    writeSync(descriptor, next(block / 3), 0, undefined, position)
    writeSync(descriptor, Buffer.from(next(block / 6).toString('hex')), 0, undefined, position + block / 3)
  }
  // Also where the last third would be a hole, the file has its size.
  writeSync(descriptor, '.', size)
  closeSync(descriptor)
}

/** Every `step`-th of so many small files, as they are in a generation; the first one makes the folders. */
function makeSmallFiles(folder, count, generation, step = 1) {
  for (let index = 0; index < count; index += step) {
    const within = path.join(folder, `folder-${String(index % FOLDERS).padStart(4, '0')}`)
    if (generation === 1 && index < FOLDERS) mkdirSync(within, { recursive: true })
    const content = `file ${index} of generation ${generation}\n`.padEnd(SMALL_FILE_BYTES, String(index * 7919))
    writeFileSync(path.join(within, `file-${index}.json`), content)
  }
}

/** Bytes and inodes, with room to spare: a disk that is full in the middle tells nothing about memory. */
function checkRoom(bytes, inodes) {
  const { bavail, bsize, ffree } = statfsSync(base)
  // A file system without a table of inodes has none that are free.
  if (bavail * bsize >= bytes && (ffree >= inodes || ffree === 0)) return
  const needed = `${Math.ceil(bytes / GiB)} GiB and ${inodes} files`
  throw new Error(`${options.in} has no room for ${needed}: name another folder with --in`)
}

/** Saves, restores; `change` makes other files of those that were saved first, `changeOne` of a single one. */
async function measure(name, limit, source, change, changeOne) {
  const restored = path.join(base, 'restored')
  await check('save', limit, ['save', name, source])
  change()
  await check('changed save', limit, ['save', name, source])
  await check('unchanged save', limit, ['save', name, source])
  if (changeOne !== undefined) {
    changeOne()
    const added = await check('save with one changed file', limit, ['save', name, source])
    judge(
      added <= ONE_FILE_LIMIT,
      `one changed file adds ${added.toLocaleString('en')} of ${ONE_FILE_LIMIT.toLocaleString('en')} bytes`
    )
  }
  await check('restore', limit, ['restore', name, restored])
  await check('restore over it', limit, ['restore', `${name}@v1`, restored])
  for (const done of [source, restored, path.join(base, 'store')]) rmSync(done, { recursive: true })
}

async function largeFiles() {
  checkRoom(3.5 * gib * GiB, 100)
  const source = path.join(base, 'large')
  mkdirSync(source)
  const size = Math.round((gib * GiB) / largeCount)
  const make = (number, seed) => makeLargeFile(path.join(source, `weights-${number}.bin`), size, seed)
  for (let number = 1; number <= largeCount; number++) make(number, number)
  console.log(`${largeCount === 1 ? 'a file' : `${largeCount} files`} of ${inMiB(size)} MiB:`)
  await measure('large', LIMIT, source, () => make(largeCount, largeCount + 1))
}

async function smallFiles() {
  checkRoom(3 * fileCount * 4 * KiB, 3 * fileCount)
  const source = path.join(base, 'small')
  makeSmallFiles(source, fileCount, 1)
  const limit = LIMIT + (MILLION_FILES_LIMIT - LIMIT) * (fileCount / 1e6)
  console.log(`${fileCount.toLocaleString('en')} files of ${SMALL_FILE_BYTES} bytes:`)
  const change = (generation, step) => () => makeSmallFiles(source, fileCount, generation, step)
  await measure('small', limit, source, change(2, 100), change(3, fileCount))
}

function clearAway() {
  rmSync(base, { recursive: true, force: true })
}

// Gigabytes must not be left behind by a time limit or by Ctrl-C.
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    running?.kill('SIGKILL')
    clearAway()
    process.exit(1)
  })
}

try {
  bundle('lib/main.js', path.dirname(cli))
  if (gib > 0) await largeFiles()
  if (fileCount > 0) await smallFiles()
} finally {
  clearAway()
}
if (failures > 0) {
  console.error(`${failures} of them take more memory than promised`)
  process.exitCode = 1
}
