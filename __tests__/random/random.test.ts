/**
 * `npm run test:random`: random operations on the real code, compared with a plain model after each. RANDOM_OPERATIONS
 * says how many at the least, RANDOM_SEED where to begin, RANDOM_PATH where in it (as a failure tells).
 */
import { appendFileSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Runs } from './runs.js'

const wanted = Number(process.env['RANDOM_OPERATIONS'] ?? 10_000)
const seed = Number(process.env['RANDOM_SEED'] ?? 1)
const failedPath = process.env['RANDOM_PATH']
const trace = process.env['RANDOM_TRACE']

let folder: string
let runs: Runs
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'artifact-store-random-')))
  runs = new Runs(folder)
  await runs.prepare()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test(`${wanted} operations from seed ${seed} on`, async () => {
  let operations = 0
  let days = 0
  let at = seed
  for (; operations < wanted; at++) {
    const result = await runs.run({
      seed: at,
      maxCommands: 150,
      numRuns: 4,
      shrinks: true,
      ...(failedPath === undefined ? {} : { path: failedPath }),
      ...(trace === undefined ? {} : { log: (line) => appendFileSync(trace, `${line}\n`) })
    })
    operations += result.operations
    days += result.days
    if (result.failure !== undefined) throw new Error(result.failure)
    if (failedPath !== undefined) break
  }
  process.stdout.write(`seeds ${seed} to ${at - 1}: ${operations} operations over ${Math.round(days)} simulated days\n`)
}, 3_600_000)
