/**
 * One of the processes of the stress test: saves, or restores, in a loop, from the line `go` on its standard input to the
 * end of that. What it restores it compares with what was saved.
 */
import { appendFileSync, closeSync, openSync, readSync, rmSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { isStoreError, openS3Storage, openStore, walkTree, type ArtifactStore } from '../../src/index.js'
import { snapshot, writeTree } from '../support/trees.js'
import { ALIASES, LABELS, NAMES, REFUSAL, stressTree, type Report, type WorkerTask } from './stress-plan.js'

/** After so many turns a process starts afresh: another client, another look at what the store is. */
const TURNS_OF_A_STORE = 8

const task = JSON.parse(process.argv[2]) as WorkerTask
const refusals: string[] = []
const problems: string[] = []
let saves = 0
let restores = 0

function problem(what: string, error?: unknown): void {
  const told =
    error === undefined ? '' : isStoreError(error) ? `: ${error.code}: ${error.message}` : `: ${trace(error)}`
  problems.push(`${new Date().toISOString()} ${task.role} ${task.worker}: ${what}${told}`)
}

function trace(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

const random = (count: number): number => Math.floor(Math.random() * count)
const pick = <T>(from: readonly T[]): T => from[random(from.length)]

async function open(): Promise<ArtifactStore> {
  const { endpoint, bucket, prefix } = task
  const storage = await openS3Storage({ endpoint, bucket, prefix })
  const logger = { warn: (message: string) => problem(`a warning: ${message}`), info: () => undefined }
  return openStore(storage, { workers: { count: 0 }, logger })
}

async function save(store: ArtifactStore, turn: number): Promise<void> {
  const name = pick(NAMES)
  // Some of all that is saved is the same: then no version is made where the newest holds it.
  const seed = random(4) === 0 ? `the same ${random(2)}` : `worker ${task.worker} turn ${turn}`
  const label = random(12) === 0 ? `1.${random(LABELS)}.0` : undefined
  const alias = random(4) === 0 ? pick(ALIASES) : undefined
  const folder = path.join(task.scratch, `saved-${turn}`)
  writeTree(folder, stressTree(seed))
  try {
    const { created, version } = await store.save({
      name,
      source: walkTree({ folder, symlinks: 'preserve' }),
      metadata: { seed },
      runKey: `worker-${task.worker}`,
      ...(label === undefined ? {} : { label }),
      ...(alias === undefined ? {} : { aliases: [alias] })
    })
    const report: Report = {
      name,
      number: version.number,
      created,
      seed,
      ...(label === undefined ? {} : { label }),
      ...(alias === undefined ? {} : { alias })
    }
    // In one write, as the processes share the file.
    appendFileSync(task.reports, `${JSON.stringify(report)}\n`)
    saves++
  } catch (error) {
    const isRefusal = label !== undefined && isStoreError(error, 'CONFLICT') && REFUSAL.test(error.message)
    if (isRefusal) refusals.push(error.message)
    else problem(`a save of ${name}${label === undefined ? '' : ` as ${label}`}`, error)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// ── readers ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const reported: Report[] = []
let position = 0
let rest = ''

/** Whole lines that were appended since. */
function readReports(): void {
  const file = openSync(task.reports, 'r')
  try {
    const block = Buffer.alloc(64 * 1024)
    for (;;) {
      const length = readSync(file, block, 0, block.length, position)
      if (length === 0) break
      position += length
      const lines = (rest + block.toString('utf8', 0, length)).split('\n')
      rest = lines.pop()!
      for (const line of lines) reported.push(JSON.parse(line) as Report)
    }
  } finally {
    closeSync(file)
  }
}

async function read(store: ArtifactStore, turn: number): Promise<void> {
  readReports()
  if (reported.length === 0) {
    // Nobody has saved yet, and where no store is there is nothing to restore.
    await new Promise((resolve) => setTimeout(resolve, 50))
    return
  }
  const about = pick(reported)
  const newestReported = (name: string): number =>
    Math.max(...reported.filter((report) => report.name === name).map((report) => report.number))
  switch (random(6)) {
    case 0:
    case 1: {
      const number = await restore(store, turn, about.name, 'latest')
      if (number === undefined || number < newestReported(about.name)) break
      restores++
      return
    }
    case 2:
    case 3: {
      if ((await restore(store, turn, about.name, `v${about.number}`, about.seed)) !== about.number) break
      restores++
      return
    }
    case 4: {
      const named = reported.findLast((report) => report.label !== undefined || report.alias !== undefined)
      if (named === undefined) return
      const number = await restore(store, turn, named.name, named.label ?? named.alias!)
      if (number === undefined || (named.label !== undefined && number !== named.number)) break
      restores++
      return
    }
    default: {
      const newest = newestReported(about.name)
      const listed = await store.list({ name: about.name, limit: 20 })
      const numbers = listed.map(({ number }) => number)
      const isDense = numbers.every((number, index) => index === 0 || number === numbers[index - 1] - 1)
      if (numbers[0] >= newest && isDense) return
      problem(`a list of ${about.name} gave ${numbers.join()}, when v${newest} was reported`)
      return
    }
  }
  problem(`a restore of ${JSON.stringify(about)}, or of the newest, gave another version or none`)
}

/** Restores and compares; gives the number. */
async function restore(
  store: ArtifactStore,
  turn: number,
  name: string,
  selector: string,
  seed?: string
): Promise<number | undefined> {
  const destination = path.join(task.scratch, `restored-${turn}`)
  const expected = path.join(task.scratch, `expected-${turn}`)
  try {
    const result = await store.restore({ name, selectors: [selector], destination, runKey: `worker-${task.worker}` })
    if (result === undefined) return undefined
    const saved = result.version.metadata['seed'] as string
    if (seed !== undefined && saved !== seed)
      problem(`${name}@${selector} says it is ${saved}, and was saved as ${seed}`)
    writeTree(expected, stressTree(saved))
    if (JSON.stringify(snapshot(destination)) !== JSON.stringify(snapshot(expected))) {
      problem(`${name}@${selector} was restored with other contents than were saved`)
    }
    return result.version.number
  } finally {
    rmSync(destination, { recursive: true, force: true })
    rmSync(expected, { recursive: true, force: true })
  }
}

// ── the loop ─────────────────────────────────────────────────────────────────────────────────────────────────────────

let stopped = false

async function run(first: ArtifactStore): Promise<void> {
  let store = first
  for (let turn = 1; !stopped; turn++) {
    try {
      if (task.role === 'writer') await save(store, turn)
      else await read(store, turn)
    } catch (error) {
      problem('a turn', error)
    }
    if (turn % TURNS_OF_A_STORE === 0) {
      await store.close()
      store = await open()
    }
  }
  await store.close()
  process.stdout.write(`${JSON.stringify({ worker: task.worker, saves, restores, refusals, problems })}\n`)
}

// Loads the client of AWS, which is half a second's work.
const first = await open()
const lines = createInterface({ input: process.stdin })
lines.once('line', () => void run(first))
lines.once('close', () => (stopped = true))
process.stdout.write('ready\n')
