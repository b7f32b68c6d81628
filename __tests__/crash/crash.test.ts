/**
 * A save and a restore, struck at each system call that changes the file system: killed, or told that the disk failed or
 * is full. `npm test` deals a part of the blows, `npm run test:crash` all of them.
 */
import { scenarios } from './scenarios.js'
import { hasStrace } from './strace.js'
import { sweep } from './sweep.js'

/** Set by jest.crash.config.js. */
const everyBlow = process.env['EVERY_BLOW'] === '1'
/** Otherwise one in so many: no multiple of the number of kinds, so that all kinds are among them. */
const SHARE = 11

const isMissing = !hasStrace()
if (isMissing) {
  process.stderr.write(
    '\nSKIPPED: the crash suite needs Linux and strace (apt install strace). Nothing was killed.\n\n'
  )
}
// In continuous integration a suite that could run and does not fails: nobody reads that it was skipped.
const mustRun = process.platform === 'linux' && process.env['CI'] === 'true'
const testOrSkip = isMissing && !mustRun ? test.skip : test

const counts: string[] = []
let total = 0
afterAll(() => {
  const part = everyBlow ? '' : `, one in ${SHARE} of all (npm run test:crash deals all)`
  process.stdout.write(`crash points:\n  ${counts.join('\n  ')}\n  ${total} blows${part}\n`)
})

testOrSkip.each(scenarios.map((scenario) => [scenario.title, scenario] as const))(
  '%s, struck at each system call that changes a file',
  async (title, scenario) => {
    if (isMissing) throw new Error('strace is missing: install it (apt install strace)')
    let turn = 0
    const { points, dealt, problems } = await sweep(scenario, () => everyBlow || turn++ % SHARE === 0)
    counts.push(`${title}: ${points} points; ${dealt.kill} kills, ${dealt.EIO} EIO, ${dealt.ENOSPC} ENOSPC`)
    total += dealt.kill + dealt.EIO + dealt.ENOSPC
    expect(problems).toEqual([])
    // So many there are at least: fewer would mean that the calls are no longer seen.
    expect(points).toBeGreaterThanOrEqual(18)
    if (everyBlow) expect(dealt).toMatchObject({ kill: points, EIO: points })
    else expect(dealt.kill + dealt.EIO + dealt.ENOSPC).toBeGreaterThan(points / SHARE)
  },
  20 * 60_000
)
