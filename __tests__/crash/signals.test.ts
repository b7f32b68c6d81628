/** The runner's way to cancel a step: SIGINT, SIGTERM 7.5 s later, SIGKILL 2.5 s after that. */
import { existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { auditStore } from '../support/audit.js'
import { saveFolder } from '../support/library.js'
import { cancelled } from './expect.js'
import { commandOf, NAME, prepare, scenarios, sourceOf } from './scenarios.js'
import { findPoints, holdUp } from './strace.js'
import { EVERY_BLOW, whereStraceIs } from './where-strace-is.js'

const TERM_AFTER_MS = 7500
const KILL_AFTER_MS = 10_000

const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'artifact-store-signals-')))
afterAll(() => rmSync(base, { recursive: true, force: true }))

// Takes as long as it says: `npm test` leaves it out, the sweep interrupts at many points anyway.
whereStraceIs(EVERY_BLOW)(
  'a save whose disk is busy for 9 s when it is cancelled cleans up before it is killed',
  async () => {
    const scenario = scenarios.find(({ title }) => title === 'the first save of a new store')!
    const shared = path.join(base, 'sources')
    const folder = path.join(base, 'case')
    await prepare(scenario, shared, folder)
    const command = commandOf(scenario, shared, folder)
    const points = await findPoints(command)
    const store = path.join(folder, 'store')
    rmSync(store, { recursive: true })

    // The first file that is written in pieces is the pack.
    const pack = points.find(({ call }) => call === 'writev')!.file
    const flush = points.find(({ call, file }) => call === 'fsync' && file === pack)!
    const { child, ended } = holdUp(command, flush, 9000)
    while (!existsSync(path.join(folder, pack))) await delay(10)
    await delay(500)

    const asked = performance.now()
    process.kill(-child.pid!, 'SIGINT')
    await delay(TERM_AFTER_MS)
    expect(child.exitCode).toBeNull()
    process.kill(-child.pid!, 'SIGTERM')
    const end = await ended
    expect(performance.now() - asked).toBeLessThan(KILL_AFTER_MS)

    cancelled(end)
    expect(auditStore(store)).toMatchObject({ versions: {}, temporary: [] })
    expect(readdirSync(path.join(store, 'tmp'))).toEqual([])
    expect(await saveFolder(store, sourceOf(shared, 1), { name: NAME })).toMatchObject({ created: true })
  }
)
