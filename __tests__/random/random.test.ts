/**
 * `npm run test:random`: random operations on the real code, compared with a plain model after each. RANDOM_OPERATIONS
 * says how many at the least, RANDOM_SEED where to begin. What fails tells what repeats it (RANDOM_PATH, RANDOM_REPLAY);
 * RANDOM_TRACE names a file for all that was done.
 */
import { appendFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Storage } from '../../src/storage/index.js'
import { inTimeOf } from './local.js'
import { DAYS, Runs } from './runs.js'

const { env } = process
const wanted = Number(env['RANDOM_OPERATIONS'] ?? 10_000)
const seed = Number(env['RANDOM_SEED'] ?? 1)
const failedPath = env['RANDOM_PATH']
const replayPath = env['RANDOM_REPLAY']
const trace = env['RANDOM_TRACE']

/** Commands of a run, at most; the longest are not the rule. */
const COMMANDS = 150
const RUNS_A_SEED = 4

let folder: string
let runs: Runs
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'artifact-store-random-')))
  runs = new Runs(folder)
  await runs.prepare()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs from one seed after the other, until so many operations were done. */
async function runFrom(
  first: number,
  count: number,
  open?: (now: () => Date) => Promise<Storage>
): Promise<{ readonly operations: number; readonly days: number; readonly text: string }> {
  let operations = 0
  let days = 0
  let runsDone = 0
  let last = first
  for (; operations < count; last++) {
    const result = await runs.run({
      seed: last,
      maxCommands: COMMANDS,
      numRuns: RUNS_A_SEED,
      shrinks: true,
      ...(open === undefined ? {} : { open }),
      ...(failedPath === undefined ? {} : { path: failedPath }),
      ...(replayPath === undefined ? {} : { replayPath }),
      ...(trace === undefined ? {} : { log: (line) => appendFileSync(trace, `${line}\n`) })
    })
    operations += result.operations
    days += result.days
    runsDone += result.runs
    if (result.failure !== undefined) throw new Error(result.failure)
    if (failedPath !== undefined) break
  }
  const text = `seeds ${first} to ${last - 1}: ${operations} operations in ${runsDone} runs over ${Math.round(days)} simulated days`
  if (failedPath === undefined) expect(days).toBeGreaterThanOrEqual(DAYS * runsDone)
  return { operations, days, text }
}

test(`${wanted} operations on a storage in memory, from seed ${seed} on`, async () => {
  const { operations, text } = await runFrom(seed, wanted)
  process.stdout.write(`${text}\n`)
  if (failedPath === undefined) expect(operations).toBeGreaterThanOrEqual(wanted)
}, 3_600_000)

test(`${Math.ceil(wanted / 20)} operations in a folder, from seed ${seed} on`, async () => {
  if (failedPath !== undefined) return
  let stores = 0
  const { text } = await runFrom(seed, Math.ceil(wanted / 20), async (now) => {
    return await inTimeOf(now, path.join(folder, `store ${++stores}`))
  })
  process.stdout.write(`in a folder: ${text}\n`)
}, 3_600_000)

test('the same seed gives the same run', async () => {
  const traces: string[][] = [[], []]
  for (const lines of traces) {
    await runs.run({ seed, maxCommands: COMMANDS, numRuns: 1, log: (line) => lines.push(line) })
  }
  expect(traces[0].length).toBeGreaterThan(10)
  expect(traces[1]).toEqual(traces[0])
}, 60_000)
