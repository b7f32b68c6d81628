/** What a copy that was struck down may leave in the store that it goes to, and what must still work. docs/PROTOCOL.md, *Copying*. */
import path from 'node:path'
import { auditStore } from '../support/audit.js'
import { restoreFolder, withStore } from '../support/library.js'
import { runBundle, type Ended } from '../support/processes.js'
import { snapshot, type Snapshot } from '../support/trees.js'
import { cancelled, equal, told, truthy } from './expect.js'
import { storeWithoutRuns } from './judge-restore.js'
import { commandOf, NAME, sourceOf, targetBeside, type CopyScenario } from './scenarios.js'
import type { Blow, Point } from './strace.js'

/** @param source the store that is copied from, as it was before */
export async function judgeCopy(
  scenario: CopyScenario,
  shared: string,
  folder: string,
  ended: Ended,
  point: Point,
  blow: Blow,
  source: Snapshot
): Promise<void> {
  const store = path.join(folder, 'store')
  const target = targetBeside(store)
  const isCleaning = point.file.startsWith('target/tmp/') && point.call === 'unlink'
  if (blow === 'kill') equal('how it ended', ended.signal, 'SIGKILL')
  else if (blow === 'SIGINT') {
    if (ended.code !== 0) cancelled(ended)
  } else if (ended.code !== 0) told(ended, target, point.file, blow)
  else truthy('only a file that could not be removed is passed over', isCleaning)
  const { temporary } = auditStore(target)
  if (blow !== 'kill' && !isCleaning) equal('files left in tmp/', temporary, [])

  equal('the store that is copied from', storeWithoutRuns(store), source)
  await checkTarget(scenario, shared, folder, ended.code === 0, 'restored')
  // As the user would do it: the same once more. A label that the first run reserved is its own.
  const { args } = commandOf(scenario, shared, folder)
  const again = await runBundle(args, { cwd: path.dirname(folder) })
  equal('how the next run ended', [again.code, again.stderr], [0, ''])
  await checkTarget(scenario, shared, folder, true, 'restored again')
  equal('the store that is copied from, again', storeWithoutRuns(store), source)
  equal('packs that no version uses', auditStore(target).unreferenced, [])
}

/** Whole versions, under their own numbers, and no other ones. */
async function checkTarget(
  { earlier, there, copied, metrics }: CopyScenario,
  shared: string,
  folder: string,
  isDone: boolean,
  into: string
): Promise<void> {
  const target = targetBeside(path.join(folder, 'store'))
  const versions = await withStore(target, (opened) => opened.list({ name: NAME }))
  const numbers = versions.map(({ number }) => number).reverse()
  if (isDone) {
    equal('the versions', numbers, copied)
    equal('the metrics of the newest', versions[0].metrics, metrics)
  }
  for (const number of there) truthy(`v${number} is there: ${numbers.join()}`, numbers.includes(number))
  for (const { number, version } of versions) {
    truthy(`v${number} is one that is copied`, copied.includes(number))
    equal(`what v${number} is called`, version, earlier[number - 1].label ?? `v${number}`)
    const destination = path.join(folder, into, `v${number}`)
    await restoreFolder(target, destination, { name: NAME, selectors: [version] })
    equal(`v${number} restored`, snapshot(destination), snapshot(sourceOf(shared, number)))
  }
  const { findings } = await withStore(target, (opened) => opened.verify({ deep: true, mark: false }))
  const damage = findings.filter(({ severity }) => severity === 'damage').map(({ message }) => message)
  equal('damage', damage, [])
}
