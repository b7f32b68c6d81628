/**
 * Fifty processes save to one prefix of a bucket and restore from it for a minute (S3_STRESS_SECONDS). docs/PROTOCOL.md:
 * no number twice, no gap, every version that was reported saved is there with what was saved.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { aliasOfKey, aliasesPrefix, numberOfKey, versionsPrefix } from '../../src/store/layout.js'
import { openStore, type ArtifactStore, type Storage } from '../../src/index.js'
import { forEachAtOnce } from '../support/processes.js'
import { newPrefix, s3Target, type S3Target } from '../support/s3-target.js'
import { snapshot, writeTree } from '../support/trees.js'
import { stressTree, type Report, type Summary, type WorkerTask } from './stress-plan.js'

const SECONDS = Number(process.env['S3_STRESS_SECONDS'] || 60)
const WRITERS = 30
const READERS = 20
/** At the two cores of a small machine fifty programs that start at once would only wait for each other. */
const START_INTERVAL_MS = 60
const WORKER = fileURLToPath(new URL('./stress-worker.js', import.meta.url))

let target: S3Target
let base: string
beforeAll(async () => {
  target = await s3Target()
  base = mkdtempSync(path.join(tmpdir(), 'artifact-store-stress-'))
})
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await target.close()
  rmSync(base, { recursive: true, force: true })
})

const children: ChildProcess[] = []

interface Started {
  readonly child: ChildProcess
  readonly ready: Promise<void>
  readonly ended: Promise<Summary>
}

function startWorker(task: WorkerTask): Started {
  mkdirSync(task.scratch)
  const { accessKeyId, secretAccessKey } = target.credentials
  const child = spawn(process.execPath, ['--max-old-space-size=128', WORKER, JSON.stringify(task)], {
    env: {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey
    },
    stdio: ['pipe', 'pipe', 'pipe']
  })
  children.push(child)
  // Of a process that has ended; how it ended is told below.
  child.stdin.on('error', () => undefined)
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text))
  let last = ''
  const lines = createInterface({ input: child.stdout })
  const ready = new Promise<void>((resolve) => lines.once('line', () => resolve()))
  lines.on('line', (line) => (last = line))
  const ended = new Promise<Summary>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0 && errors === '') resolve(JSON.parse(last) as Summary)
      else reject(new Error(`${task.role} ${task.worker} ended with ${code ?? signal}: ${errors}`))
    })
  })
  return { child, ready: Promise.race([ready, ended.then(() => undefined)]), ended }
}

async function runAll(prefix: string, reports: string): Promise<Summary[]> {
  const started: Started[] = []
  for (let worker = 0; worker < WRITERS + READERS; worker++) {
    const role = worker % 5 < 3 ? 'writer' : 'reader'
    const { endpoint, bucket } = target
    started.push(
      startWorker({ worker, role, endpoint, bucket, prefix, reports, scratch: path.join(base, `worker-${worker}`) })
    )
    await delay(START_INTERVAL_MS)
  }
  await Promise.all(started.map(({ ready }) => ready))
  for (const { child } of started) child.stdin!.write('go\n')
  await delay(SECONDS * 1000)
  for (const { child } of started) child.stdin!.end()
  return await Promise.all(started.map(({ ended }) => ended))
}

test(
  `fifty processes for ${SECONDS} s: no number twice, no gap, and whatever was reported saved is restored as it was saved`,
  async () => {
    const prefix = newPrefix()
    const reports = path.join(base, 'reports')
    writeFileSync(reports, '')
    const summaries = await runAll(prefix, reports)

    expect(summaries.flatMap(({ problems }) => problems)).toEqual([])
    const saved = readFileSync(reports, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Report)
    const created = saved.filter((report) => report.created)
    const sum = (of: (summary: Summary) => number): number => summaries.reduce((total, each) => total + of(each), 0)
    console.log(
      `${saved.length} saves reported (${created.length} versions), ${sum(({ restores }) => restores)} restores, ` +
        `${sum(({ refusals }) => refusals.length)} labels refused, in ${SECONDS} s`
    )
    expect(saved).toHaveLength(sum(({ saves }) => saves))
    // It was a race.
    expect(summaries.filter(({ saves }) => saves > 0).length).toBeGreaterThan(WRITERS / 2)
    expect(summaries.filter(({ restores }) => restores > 0).length).toBeGreaterThan(READERS / 2)

    const storage = await target.open({ prefix })
    const warnings: string[] = []
    const logger = { warn: (message: string) => warnings.push(message), info: () => undefined }
    const store = openStore(storage, { workers: { count: 0 }, logger })
    try {
      for (const name of new Set(saved.map((report) => report.name))) {
        await checkNumbers(storage, name, created)
        await checkAliases(storage, store, name, saved)
        await checkLabels(store, name, saved)
      }
      await checkContents(store, saved)
    } finally {
      await store.close()
    }
    expect(warnings).toEqual([])
  },
  SECONDS * 1000 + 300_000
)

async function keysBelow(storage: Storage, prefix: string): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of storage.list(prefix)) keys.push(key)
  return keys
}

/** The versions that are there are those that were reported, and their numbers are 1, 2, 3, … */
async function checkNumbers(storage: Storage, name: string, created: readonly Report[]): Promise<void> {
  const there = (await keysBelow(storage, versionsPrefix(name))).map(numberOfKey)
  const reported = created.filter((report) => report.name === name).map(({ number }) => number)
  expect(there).toEqual(there.map((_, index) => index + 1))
  expect(reported.sort((a, b) => a - b)).toEqual(there)
}

/** Each move of an alias is there once, and it points at the last. */
async function checkAliases(
  storage: Storage,
  store: ArtifactStore,
  name: string,
  saved: readonly Report[]
): Promise<void> {
  const keys = await keysBelow(storage, aliasesPrefix(name))
  for (const alias of new Set(keys.map((key) => aliasOfKey(name, key)))) {
    const moves = keys.filter((key) => aliasOfKey(name, key) === alias)
    const moved = saved.filter((report) => report.name === name && report.alias === alias).map(({ number }) => number)
    expect(moves.map(numberOfKey)).toEqual(moves.map((_, index) => index + 1))
    const targets = await Promise.all(
      moves.map(async (key) => JSON.parse(Buffer.from(await storage.read(key)).toString()).number as number)
    )
    expect([...new Set(targets)].sort((a, b) => a - b)).toEqual([...new Set(moved)].sort((a, b) => a - b))
    // Each save moves it once, but for one that reused the version to which it pointed already.
    const times = (all: readonly number[], number: number): number => all.filter((one) => one === number).length
    for (const number of targets) expect(times(targets, number)).toBeLessThanOrEqual(times(moved, number))
    expect((await store.resolve(name, [alias]))?.version.number).toBe(targets.at(-1))
  }
}

/** A label was given once, and names that version. */
async function checkLabels(store: ArtifactStore, name: string, saved: readonly Report[]): Promise<void> {
  const labelled = saved.filter((report) => report.name === name && report.label !== undefined)
  expect(new Set(labelled.map(({ label }) => label)).size).toBe(labelled.length)
  for (const { label, number } of labelled) {
    expect((await store.resolve(name, [label!]))?.version).toMatchObject({ number, version: label })
  }
}

/** Every version that was reported, made or found unchanged, holds what was saved then. */
async function checkContents(store: ArtifactStore, saved: readonly Report[]): Promise<void> {
  const seeds = new Map<string, string>()
  for (const { name, number, seed } of saved) {
    const version = `${name}@v${number}`
    expect(`${version}: ${seeds.get(version) ?? seed}`).toBe(`${version}: ${seed}`)
    seeds.set(version, seed)
  }
  const destination = path.join(base, 'all')
  await forEachAtOnce([...seeds], 6, async ([version, seed]) => {
    const [name, selector] = version.split('@')
    const folder = path.join(destination, encodeURIComponent(version))
    await store.restore({ name, selectors: [selector], destination: folder })
    const expected = `${folder}-expected`
    writeTree(expected, stressTree(seed))
    expect({ version, tree: snapshot(folder) }).toEqual({ version, tree: snapshot(expected) })
    rmSync(folder, { recursive: true })
    rmSync(expected, { recursive: true })
  })
}
