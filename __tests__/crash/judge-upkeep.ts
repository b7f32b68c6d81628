/** What a promote, a record or a prune that was struck down may leave, and what must still work. docs/PROTOCOL.md. */
import path from 'node:path'
import { readdirSync } from 'node:fs'
import { restoreFolder, withStore } from '../support/library.js'
import { runBundle, type Ended } from '../support/processes.js'
import { snapshot } from '../support/trees.js'
import { cancelled, cancelledUnsigned, equal, told, truthy, UNSIGNED } from './expect.js'
import { commandOf, NAME, sourceOf, type UpkeepScenario } from './scenarios.js'
import type { Blow, Point } from './strace.js'

export async function judgeUpkeep(
  scenario: UpkeepScenario,
  shared: string,
  folder: string,
  ended: Ended,
  point: Point,
  blow: Blow
): Promise<void> {
  const store = path.join(folder, 'store')
  if (blow === 'kill') equal('how it ended', ended.signal, 'SIGKILL')
  else if (blow === 'SIGINT') {
    if (scenario.signs === true && ended.stderr.includes(UNSIGNED)) cancelledUnsigned(ended)
    else if (ended.code !== 0) cancelled(ended)
  } else if (ended.code !== 0) told(ended, store, point.file, blow)
  else truthy('only a file that could not be removed is passed over', point.call === 'unlink' || point.call === 'rmdir')

  const isDone = ended.code === 0
  await checkStore(scenario, shared, folder, isDone, 'restored')
  // As the user would do it: the same once more.
  const { args } = commandOf(scenario, shared, folder)
  const isRefused = scenario.isOnce === true && (await numbersIn(store, scenario)).length === scenario.keeps.length
  const again = await runBundle(args, { cwd: path.dirname(folder) })
  equal('how the next run ended', [again.code, again.signal], [isRefused ? 1 : 0, null])
  await checkStore(scenario, shared, folder, true, 'restored again')
}

/** Whatever should be there restores byte for byte, and nothing is damaged. */
async function checkStore(
  { keeps, brings, signs, aliases = {}, metrics, packs, earlier, links }: UpkeepScenario,
  shared: string,
  folder: string,
  isDone: boolean,
  into: string
): Promise<void> {
  const store = path.join(folder, 'store')
  // A document without its end, where there are no hard links, is passed over with a warning.
  const options = { links, ...(links === false ? { warnings: [] } : {}) }
  const versions = await withStore(store, (opened) => opened.list({ name: NAME }), options)
  const numbers = versions.map(({ number }) => number)
  const done = [...keeps, ...(brings === undefined ? [] : [brings])].sort()
  if (isDone) equal('the versions', [...numbers].sort(), done)
  if (isDone && signs === true) truthy('it is signed', signaturesIn(store).length > 0)
  for (const number of keeps) truthy(`v${number} is there: ${numbers.join()}`, numbers.includes(number))
  truthy(
    'the numbers are those that were saved',
    numbers.every((number) => number <= earlier.length)
  )
  for (const number of numbers) {
    const destination = path.join(folder, into, `v${number}`)
    await restoreFolder(store, destination, { name: NAME, selectors: [`v${number}`] }, options)
    equal(`v${number} restored`, snapshot(destination), snapshot(sourceOf(shared, number)))
  }
  for (const [alias, places] of Object.entries(aliases)) {
    const found = versions.find((version) => version.aliases.includes(alias))?.number
    truthy(`${alias} points at v${found}, which it did or should`, places.includes(found))
    if (isDone) equal(`where ${alias} points`, found, places.at(-1))
  }
  if (isDone && metrics !== undefined) equal('the metrics', versions.at(-1)?.metrics, metrics)
  if (isDone && packs !== undefined) equal('packs', packsIn(store), packs)
  const { sound, findings } = await withStore(store, (opened) => opened.verify({ deep: true, mark: false }), options)
  const damage = findings.filter(({ severity }) => severity === 'damage').map(({ message }) => message)
  truthy(
    `the store is sound: ${damage.join()}`,
    sound || (links === false && damage.every((text) => text.includes('end')))
  )
}

/** The numbers that are listed, also where a document without its end is passed over. */
async function numbersIn(store: string, { links }: UpkeepScenario): Promise<readonly number[]> {
  const listed = await withStore(store, (opened) => opened.list({ name: NAME }), { links, warnings: [] })
  return listed.map(({ number }) => number)
}

function signaturesIn(store: string): readonly string[] {
  const names = readdirSync(path.join(store, 'artifacts', NAME), { recursive: true }).map(String)
  return names.filter((name) => /^signatures\/.*\.json$/.test(name))
}

function packsIn(store: string): number {
  return readdirSync(path.join(store, 'packs'), { recursive: true }).filter((name) => String(name).endsWith('.pack'))
    .length
}
