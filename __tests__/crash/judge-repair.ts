/** What a repair that was struck down may leave, and what must still work. docs/PROTOCOL.md, *Repairing*. */
import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { walkTree } from '../../src/files/index.js'
import type { ArtifactStore } from '../../src/store/index.js'
import { restoreFolder, saveFolder, withStore } from '../support/library.js'
import { runBundle, type Ended } from '../support/processes.js'
import { snapshot } from '../support/trees.js'
import { cancelled, equal, told, truthy } from './expect.js'
import { backupBeside, commandOf, NAME, sourceOf, type RepairScenario } from './scenarios.js'
import type { Blow, Point } from './strace.js'

export async function judgeRepair(
  scenario: RepairScenario,
  shared: string,
  folder: string,
  said: Ended,
  point: Point,
  blow: Blow
): Promise<void> {
  const store = path.join(folder, 'store')
  const ended = withoutWarnings(said)
  const isCleaning = point.file.startsWith('store/tmp/') && point.call === 'unlink'
  if (blow === 'kill') equal('how it ended', ended.signal, 'SIGKILL')
  else if (blow === 'SIGINT') {
    if (ended.code !== 0) cancelled(ended)
  } else if (ended.code !== 0) told(ended, store, point.file, blow)
  else truthy('only a file that could not be removed is passed over', isCleaning)
  if (blow !== 'kill' && !isCleaning) equal('files left in tmp/', readdirSync(path.join(store, 'tmp')).join(), '')
  if (ended.code === 0) await checkMended(scenario, shared, folder, store, 'restored')

  // Tried in a copy, so that the same repair finds what was left, and not what this makes of it.
  const other = path.join(folder, 'other')
  cpSync(store, other, { recursive: true, preserveTimestamps: true })
  if (scenario.lost !== undefined) await mendFromFile(scenario, scenario.lost, shared, folder, other)
  if (scenario.damaged !== undefined) await saveMeanwhile(scenario, scenario.damaged, shared, folder, other)

  // As the user would do it: the same once more.
  const { args } = commandOf(scenario, shared, folder)
  const again = withoutWarnings(await runBundle(args, { cwd: path.dirname(folder) }))
  equal('how the next repair ended', [again.code, again.stderr], [0, ''])
  await checkMended(scenario, shared, folder, store, 'restored again')
}

/** A copy that is brought back is published like a save, which warns of the damaged record that it is to replace. */
function withoutWarnings(ended: Ended): Ended {
  return { ...ended, stderr: ended.stderr.replace(/^artifact-store: warning: the record of model@v2 .*\n/gm, '') }
}

/** What was good is all there still: the one file that was damaged is all that it takes. */
async function mendFromFile(
  scenario: RepairScenario,
  lost: string,
  shared: string,
  folder: string,
  store: string
): Promise<void> {
  const files = path.join(folder, 'files')
  mkdirSync(files)
  cpSync(path.join(sourceOf(shared, 1), lost), path.join(files, lost))
  await repair(store, (opened) =>
    opened.repair({ files: [walkTree({ folder: files, symlinks: 'preserve' })], apply: true })
  )
  await checkMended(scenario, shared, folder, store, 'restored from other')
}

/** Who saves before the next repair does not get the number whose record is lost, so that repair can give it back. */
async function saveMeanwhile(
  scenario: RepairScenario,
  damaged: number,
  shared: string,
  folder: string,
  store: string
): Promise<void> {
  const { version } = await saveFolder(store, sourceOf(shared, 1), { name: NAME, ifUnchanged: 'new' }, { warnings: [] })
  truthy(`a save got v${version.number}`, version.number > damaged)
  await withStore(backupBeside(path.join(folder, 'store')), (backup) =>
    repair(store, (opened) => opened.repair({ from: [backup], apply: true }))
  )
  await checkMended(scenario, shared, folder, store, 'restored from other')
}

async function repair(store: string, mend: (opened: ArtifactStore) => ReturnType<ArtifactStore['repair']>) {
  const { sound, repairs } = await withStore(store, mend)
  equal('what cannot be mended', sound ? [] : repairs.map(({ message }) => message), [])
}

/** Nothing is damaged, every version is there and restores, and what was mended is what the backup has. */
async function checkMended(
  { earlier, links }: RepairScenario,
  shared: string,
  folder: string,
  store: string,
  into: string
): Promise<void> {
  const { findings } = await withStore(store, (opened) => opened.verify({ deep: true, mark: false }), { links })
  equal(
    'damage',
    findings.filter(({ severity }) => severity === 'damage').map(({ message }) => message),
    []
  )
  for (const [index] of earlier.entries()) {
    const number = index + 1
    const destination = path.join(folder, into, `v${number}`)
    await restoreFolder(store, destination, { name: NAME, selectors: [`v${number}`] }, { links })
    equal(`v${number} restored`, snapshot(destination), snapshot(sourceOf(shared, number)))
  }
  const packs = path.join(backupBeside(path.join(folder, 'store')), 'packs')
  const mended = snapshot(path.join(store, 'packs'))
  for (const [name, line] of Object.entries(snapshot(packs))) equal(`the pack ${name}`, mended[name], line)
}
