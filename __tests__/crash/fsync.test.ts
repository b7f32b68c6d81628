/** A failed flush is a failure of what asked for it, and what it was about is not trusted afterwards. docs/PROTOCOL.md. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { restoreFolder, withStore } from '../support/library.js'
import { runBundle } from '../support/processes.js'
import { snapshot } from '../support/trees.js'
import { equal, told, truthy } from './expect.js'
import { commandOf, NAME, prepare, scenarios, sourceOf, type Scenario } from './scenarios.js'
import { findPoints, strike, type Point } from './strace.js'
import { copyOf } from './sweep.js'
import { EVERY_BLOW, whereStraceIs } from './where-strace-is.js'

const isFlush = ({ call }: Point): boolean => /^f(data)?sync$/.test(call)

const titles = [
  'the first save of a new store',
  'a changed save with a label and an alias',
  'a save with worker threads',
  'a promote of three aliases',
  'a record of metrics',
  'a prune that removes versions and condemns their packs'
]
const swept = scenarios.filter(
  ({ title, links }) => titles.includes(title.replace(', without hard links', '')) && (EVERY_BLOW || links !== false)
)

const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'artifact-store-fsync-')))
afterAll(() => rmSync(base, { recursive: true, force: true }))
const counts: string[] = []
afterAll(() => process.stdout.write(`failed flushes:\n  ${counts.join('\n  ')}\n`))

/** `npm test` strikes one in so many. */
const SHARE = EVERY_BLOW ? 1 : 4

whereStraceIs().each(swept.map((scenario) => [scenario.title, scenario] as const))(
  '%s: a flush that fails fails it, and the next run flushes anew',
  async (title, scenario) => {
    const shared = path.join(base, title, 'sources')
    const fixture = path.join(base, title, 'fixture')
    mkdirSync(shared, { recursive: true })
    await prepare(scenario, shared, fixture)
    const first = copyOf(fixture, path.join(base, title, 'first'))
    const flushes = (await findPoints(commandOf(scenario, shared, first))).filter(isFlush).filter(hasFixedName)
    const problems: string[] = []
    for (const point of flushes.filter((_, index) => index % SHARE === 0)) {
      try {
        await failFlush(scenario, shared, copyOf(fixture, path.join(base, title, 'case')), point)
      } catch (error) {
        problems.push(`${point.call} ${point.file} (${point.ordinal}): ${String(error)}`)
      }
    }
    counts.push(`${title}: ${flushes.length} flushes`)
    expect(problems).toEqual([])
    // The file of the first object, its folder, and the folder above that: fewer would mean that they are not seen.
    expect(flushes.length).toBeGreaterThanOrEqual(3)
  },
  10 * 60_000
)

/** A list of condemned packs has the time in its name. */
const hasFixedName = ({ file }: Point): boolean => !/^store\/condemned\/\d/.test(file)

async function failFlush(scenario: Scenario, shared: string, folder: string, point: Point): Promise<void> {
  const command = commandOf(scenario, shared, folder)
  const store = path.join(folder, 'store')
  told(await strike(command, point, 'EIO'), store, point.file, 'EIO')
  const temporary = path.join(store, 'tmp')
  equal('files left in tmp/', existsSync(temporary) ? readdirSync(temporary).join() : '', '')
  await restoreAll(scenario, shared, folder)

  // By another process, which cannot know: what it stands on is flushed by itself before it says that it is done.
  const { label } = scenario.command === 'save' ? scenario.saved : {}
  const isTaken = label !== undefined && existsSync(path.join(store, 'artifacts', NAME, 'labels', `${label}.json`))
  if (isTaken) {
    const refused = await runBundle(command.args, { cwd: path.dirname(folder) })
    equal('a label that may be held', refused.code, 1)
    return
  }
  const again = await findPoints(command)
  // A folder whose flush failed is flushed again; a file is written anew, under another name. A removal, or a list of
  // condemned packs, that a crash takes back after all keeps what it would have removed.
  if (/^store\/(tmp|condemned|artifacts\/model\/gone)(\/|$)/.test(point.file)) return
  truthy(
    `${point.file} is flushed by the next run: ${again
      .filter(isFlush)
      .map(({ file }) => file)
      .join()}`,
    again.some((other) => isFlush(other) && other.file === point.file)
  )
}

/** Whatever was there is there, and every version restores byte for byte. */
async function restoreAll(scenario: Scenario, shared: string, folder: string): Promise<void> {
  const store = path.join(folder, 'store')
  const options = { links: scenario.links, warnings: [] }
  const versions = existsSync(path.join(store, 'store.json'))
    ? await withStore(store, (opened) => opened.list({ name: NAME }), options)
    : []
  const numbers = versions.map(({ number }) => number)
  const kept = scenario.command === 'upkeep' ? scenario.keeps : scenario.earlier.map((_, index) => index + 1)
  for (const number of kept) truthy(`v${number} is there`, numbers.includes(number))
  for (const number of numbers) {
    const destination = path.join(folder, 'restored', `v${number}`)
    await restoreFolder(store, destination, { name: NAME, selectors: [`v${number}`] }, options)
    equal(`v${number} restored`, snapshot(destination), snapshot(sourceOf(shared, number)))
  }
}
