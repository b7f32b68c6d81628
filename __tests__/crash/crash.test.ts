/**
 * A save, a restore and what else a store is for, struck at each system call that changes the file system: killed, told to stop, or told that
 * the disk failed or is full. `npm test` deals a part of the blows, `npm run test:crash` all of them.
 */
import { scenarios } from './scenarios.js'
import { sweep } from './sweep.js'
import { EVERY_BLOW, whereStraceIs } from './where-strace-is.js'

/** `npm test` deals one in so many: no multiple of the number of kinds, so that all kinds are among them. */
const SHARE = 15

const counts: string[] = []
let total = 0
afterAll(() => {
  const part = EVERY_BLOW ? '' : `, one in ${SHARE} of all (npm run test:crash deals all)`
  process.stdout.write(`crash points:\n  ${counts.join('\n  ')}\n  ${total} blows${part}\n`)
})

whereStraceIs().each(scenarios.map((scenario) => [scenario.title, scenario] as const))(
  '%s, struck at each system call that changes a file',
  async (title, scenario) => {
    let turn = 0
    const { points, dealt, problems } = await sweep(scenario, () => EVERY_BLOW || turn++ % SHARE === 0)
    const blows = Object.entries(dealt)
    counts.push(`${title}: ${points} points; ${blows.map(([blow, count]) => `${count} ${blow}`).join(', ')}`)
    const sum = blows.reduce((before, [, count]) => before + count, 0)
    total += sum
    expect(problems).toEqual([])
    // So many there are at least: fewer would mean that the calls are no longer seen.
    expect(points).toBeGreaterThanOrEqual({ upkeep: 6, repair: 17 }[scenario.command as string] ?? 18)
    const isOfAllKinds = scenario.inTurn !== true
    if (EVERY_BLOW) expect(dealt).toMatchObject({ kill: points, ...(isOfAllKinds && { SIGINT: points, EIO: points }) })
    else expect(sum).toBeGreaterThan(points / SHARE)
  },
  20 * 60_000
)
