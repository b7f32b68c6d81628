/** The comparison can fail: each of some bugs that are planted is found, and soon. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { PLANTED } from './planted.js'
import { Runs } from './runs.js'

/** Operations, at the most, after which each must have been found. */
const BOUND = 4000

let folder: string
let runs: Runs
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'artifact-store-planted-')))
  runs = new Runs(folder)
  await runs.prepare()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(PLANTED)(
  '$name',
  async ({ name, plant }) => {
    let operations = 0
    for (let seed = 1; operations < BOUND; seed++) {
      const result = await runs.run({ seed, maxCommands: 150, numRuns: 1, plant })
      operations += result.operations
      if (result.failure === undefined) continue
      const [, what] = result.failure.split('\n')
      process.stdout.write(`${name}: seed ${seed}, after ${operations} operations: ${what.slice(0, 200)}\n`)
      // An error of ours is no finding.
      expect(what).toMatch(/^Mismatch: /)
      return
    }
    throw new Error(`it was not found in ${operations} operations`)
  },
  600_000
)
