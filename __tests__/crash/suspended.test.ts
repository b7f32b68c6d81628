/**
 * A save that stands still after any system call that changes the file system, as a laptop that is closed does, while
 * others save, promote and prune; then it goes on. docs/PROTOCOL.md, S4, S6, P7.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { isStoreError } from '../../src/errors.js'
import { restoreFolder, saveFolder, withStore } from '../support/library.js'
import { forEachAtOnce, resultOf, type Ended } from '../support/processes.js'
import { noise, snapshot, writeTree } from '../support/trees.js'
import { equal, truthy } from './expect.js'
import { commandOf, makeOlder, NAME, prepare, sourceOf, type SaveScenario } from './scenarios.js'
import { findPoints, hasStrace, suspend, type Command, type Point } from './strace.js'
import { copyOf, scratch } from './sweep.js'
import { EVERY_BLOW, whereStraceIs } from './where-strace-is.js'

/** It shares a pack, and makes a label, a pack, a record and an alias. */
const scenario: SaveScenario = {
  title: 'a save that is suspended',
  command: 'save',
  earlier: [{ tree: { 'weights.bin': noise('weights', 9000) }, alias: 'production' }],
  saved: {
    tree: { 'weights.bin': noise('weights', 9000), 'more.bin': noise('more', 3000) },
    label: '2.0',
    alias: 'candidate'
  }
}
const LABEL = scenario.saved.label!

/** How long it sleeps, and whether another save wants its label meanwhile. */
interface Sleep {
  readonly title: string
  readonly isLong: boolean
  readonly isWanted: boolean
}

const sleeps: readonly Sleep[] = [
  { title: 'for a moment', isLong: false, isWanted: false },
  { title: 'for months', isLong: true, isWanted: false },
  { title: 'for months, and its label is wanted', isLong: true, isWanted: true }
]

/** `npm test` does one in so many. */
const SHARE = EVERY_BLOW ? 1 : 12

const base = realpathSync(mkdtempSync(path.join(scratch(), 'artifact-store-suspended-')))
afterAll(() => rmSync(base, { recursive: true, force: true }))
const counts: string[] = []
afterAll(() => process.stdout.write(`suspended saves:\n  ${counts.join('\n  ')}\n`))

const shared = path.join(base, 'sources')
/** What the others save. */
const others = path.join(base, 'others')
const fixture = path.join(base, 'fixture')
let points: readonly Point[] = []
beforeAll(async () => {
  mkdirSync(shared)
  writeTree(others, { 'weights.bin': noise('other weights', 5000) })
  await prepare(scenario, shared, fixture)
  if (hasStrace()) points = await findPoints(commandIn(copyOf(fixture, path.join(base, 'first'))))
}, 60_000)

function commandIn(folder: string): Command {
  const command = commandOf(scenario, shared, folder)
  return { ...command, args: [...command.args, '--json'] }
}

whereStraceIs().each(sleeps.map((sleep) => [sleep.title, sleep] as const))(
  'a save that sleeps %s while others save, promote and prune',
  async (title, sleep) => {
    const problems: string[] = []
    const outcomes = new Map<string, number>()
    const lanes = Array.from({ length: availableParallelism() }, (_, lane) => path.join(base, `case-${lane}`))
    const chosen = points.filter((_, index) => index % SHARE === 0)
    await forEachAtOnce(chosen, lanes.length, async (point) => {
      const folder = lanes.pop()!
      try {
        const outcome = await sleepAt(point, sleep, copyOf(fixture, folder))
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      } catch (error) {
        problems.push(`${point.call} ${point.file} (${point.ordinal}): ${String(error)}`)
      } finally {
        lanes.push(folder)
      }
    })
    const told = [...outcomes].map(([outcome, count]) => `${count} ${outcome}`)
    counts.push(`${title}: ${chosen.length} points; ${told.join(', ')}`)
    expect(problems).toEqual([])
    // A label, a pack, a record and an alias: fewer would mean that the calls are no longer seen.
    expect(points.length).toBeGreaterThanOrEqual(24)
  },
  10 * 60_000
)

/** @returns what became of the save that slept, in words. */
async function sleepAt(point: Point, sleep: Sleep, folder: string): Promise<string> {
  const store = path.join(folder, 'store')
  const sleeper = await suspend(commandIn(folder), point)
  let other: number | undefined
  let ended: Ended
  try {
    other = await workMeanwhile(store, sleep)
  } finally {
    ended = await sleeper.wake()
  }

  // By number, the folders of which it is known that they are saved.
  const saved = new Map([[1, sourceOf(shared, 1)]])
  if (other !== undefined) saved.set(other, others)
  if (ended.code === 0) saved.set(resultOf(ended)['number'], sourceOf(shared, 2))
  else checkFailure(ended, sleep)
  const withoutAlias = /^artifact-store: model@v(\d+) is saved, but the alias /.exec(ended.stderr)
  if (withoutAlias !== null) saved.set(Number(withoutAlias[1]), sourceOf(shared, 2))
  if (sleep.isWanted) {
    truthy('one of the two that want the label is told that it has it', saved.size === 2)
    const labelled = await withStore(store, (opened) => opened.resolve(NAME, [LABEL]))
    truthy(`and has it: v${labelled?.version.number}`, saved.has(labelled?.version.number ?? 0))
  }
  await checkStore(store, folder, saved, 'restored')

  // As the user would do it; the label may be taken by now.
  const again = { name: NAME, aliases: ['candidate'], ifUnchanged: 'new' as const }
  const next = await saveFolder(store, sourceOf(shared, 2), again)
  saved.set(next.version.number, sourceOf(shared, 2))
  await checkStore(store, folder, saved, 'restored again')
  return ended.code === 0 ? 'succeeded' : 'failed'
}

/** @returns the number that the other save got, if it got the label. */
async function workMeanwhile(store: string, { isLong, isWanted }: Sleep): Promise<number | undefined> {
  if (isLong) await makeOlder(store)
  const number = await saveOther(store, isWanted)
  await withStore(store, (opened) => opened.promote({ name: NAME, selectors: ['v1'], aliases: ['best'] }))
  // What nobody refers to is condemned, and destroyed a month later.
  for (let round = 0; round < 2; round++) {
    if (isLong) await makeOlder(store)
    await withStore(store, (opened) => opened.prune({ rules: { keepLast: 10 }, dryRun: false }))
  }
  return number
}

async function saveOther(store: string, isWanted: boolean): Promise<number | undefined> {
  try {
    const request = { name: NAME, ...(isWanted ? { label: LABEL } : {}) }
    return (await saveFolder(store, others, request)).version.number
  } catch (error) {
    if (isWanted && isStoreError(error, 'CONFLICT')) return undefined
    throw error
  }
}

/** Only who slept so long that his file in tmp/ was cleared, or lost the label, fails; and is told what to do. */
function checkFailure({ code, stdout, stderr }: Ended, { isLong, isWanted }: Sleep): void {
  equal('how it ended', [code, stdout], [1, ''])
  const isTaken = isWanted && stderr.includes(`the label '${LABEL}' of ${NAME} is taken by v2, `)
  const isCleared = isLong && stderr.includes('run it again')
  truthy(`one message that says why: ${stderr}`, /^artifact-store: [^\n]+\n$/.test(stderr) && (isTaken || isCleared))
}

/** What is known to be saved restores byte for byte, nothing is damaged, and the aliases are where they were moved. */
async function checkStore(
  store: string,
  folder: string,
  saved: ReadonlyMap<number, string>,
  into: string
): Promise<void> {
  for (const [number, source] of saved) {
    const destination = path.join(folder, into, `v${number}`)
    await restoreFolder(store, destination, { name: NAME, selectors: [`v${number}`] })
    equal(`v${number} restored`, snapshot(destination), snapshot(source))
  }
  const versions = await withStore(store, (opened) => opened.list({ name: NAME }))
  const first = versions.find(({ number }) => number === 1)
  equal('the aliases of v1', [...(first?.aliases ?? [])].sort().join(), 'best,production')
  const { findings } = await withStore(store, (opened) => opened.verify({ deep: true, mark: false }))
  const damage = findings.filter(({ severity }) => severity === 'damage').map(({ message }) => message)
  equal('damage', damage.join(), '')
}
