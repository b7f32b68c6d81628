/** What a save that was struck down may leave, and what must still work. docs/PROTOCOL.md, *Saving*. */
import { existsSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { isStoreError } from '../../src/errors.js'
import { auditStore } from '../support/audit.js'
import { restoreFolder, saveFolder, withStore } from '../support/library.js'
import type { Ended } from '../support/processes.js'
import { snapshot } from '../support/trees.js'
import { cancelled, equal, told, truthy } from './expect.js'
import { NAME, sourceOf, type SaveScenario } from './scenarios.js'
import type { Blow, Point } from './strace.js'

const DAY_SECONDS = 24 * 60 * 60

export async function judgeSave(
  scenario: SaveScenario,
  shared: string,
  folder: string,
  ended: Ended,
  point: Point,
  blow: Blow
): Promise<void> {
  const store = path.join(folder, 'store')
  const before = scenario.earlier.length
  const saved = existsSync(store) ? checkStore(scenario, store) : false
  if (blow === 'kill') equal('how it ended', ended.signal, 'SIGKILL')
  else if (blow === 'SIGINT') checkCancelled(ended, saved, store)
  else checkFailure(ended, saved, store, point, blow)
  await checkVersions(shared, store, saved ? before + 1 : before, path.join(folder, 'restored'))
  await saveAgain(scenario, shared, store, saved)
  await checkVersions(shared, store, before + 1, path.join(folder, 'restored again'))
  if (scenario.sharesPacks !== undefined) {
    const last = auditStore(store).packs[`${NAME}@v${before + 1}`]
    const others = Array.from({ length: before }, (_, index) => auditStore(store).packs[`${NAME}@v${index + 1}`])
    const isShared = last.some((pack) => others.some((packs) => packs.includes(pack)))
    equal('whether the version uses packs of earlier ones', isShared, scenario.sharesPacks)
  }
}

/** @returns Whether the new version is there. */
function checkStore({ earlier, saved }: SaveScenario, store: string): boolean {
  const audit = auditStore(store)
  const count = audit.versions[NAME]?.length ?? 0
  truthy(
    `${count} versions, where there were ${earlier.length}`,
    count - earlier.length === 0 || count - earlier.length === 1
  )
  const isSaved = count > earlier.length
  const labels = [...earlier, saved].map((version) => version.label)
  for (const { label, held } of audit.labels) {
    truthy(`the label ${label} is one that was given`, labels.includes(label))
    truthy(`only the new label may be held by nobody`, held || (label === saved.label && !isSaved))
  }
  for (const [alias, moves] of Object.entries(audit.aliases)) {
    for (const number of moves) truthy(`${alias} points at a version that is there`, number <= count)
  }
  return isSaved
}

/** One error that says what failed, and nothing of this save but what the protocol allows. */
function checkFailure(ended: Ended, saved: boolean, store: string, point: Point, blow: Blow): void {
  const isTemporary = point.file.startsWith('store/tmp/')
  if (ended.code === 0) {
    // What is left in tmp/ hurts nobody, so that it could not be removed is no failure.
    truthy('only a file that could not be removed is passed over', isTemporary && point.call === 'unlink')
    truthy('it says that it saved, and did', saved)
    return
  }
  told(ended, store, point.file, blow)
  const left = existsSync(store) ? auditStore(store).temporary : []
  if (!(isTemporary && point.call === 'unlink')) equal('files left in tmp/', left, [])
}

/** It stopped and left no version, no label and nothing temporary, or it was done already. */
function checkCancelled(ended: Ended, saved: boolean, store: string): void {
  const audit = existsSync(store) ? auditStore(store) : undefined
  equal('files left in tmp/', audit?.temporary ?? [], [])
  if (ended.code === 0) return truthy('it says that it saved, and did', saved)
  cancelled(ended)
  truthy('it says that it stopped, and saved', !saved)
  truthy('the label is free again', audit?.labels.every(({ held }) => held) ?? true)
}

/** Every version restores byte for byte, and `list` knows it. */
async function checkVersions(shared: string, store: string, count: number, into: string): Promise<void> {
  if (count === 0) return
  const listed = await withStore(store, (opened) => opened.list({ name: NAME }))
  equal(
    'the numbers that are listed',
    listed.map((version) => version.number),
    Array.from({ length: count }, (_, index) => count - index)
  )
  for (let number = 1; number <= count; number++) {
    const destination = path.join(into, `v${number}`)
    await restoreFolder(store, destination, { name: NAME, selectors: [`v${number}`] })
    equal(`v${number} restored`, snapshot(destination), snapshot(sourceOf(shared, number)))
  }
}

/** The same save once more, as the user would do it: it makes the version, or finds that it is there. */
async function saveAgain(
  { earlier, saved }: SaveScenario,
  shared: string,
  store: string,
  isSaved: boolean
): Promise<void> {
  const number = earlier.length + 1
  const { label, alias } = saved
  const save = () =>
    saveFolder(store, sourceOf(shared, number), {
      name: NAME,
      ifUnchanged: label === undefined ? 'reuse' : 'new',
      ...(label === undefined ? {} : { label }),
      ...(alias === undefined ? {} : { aliases: [alias] })
    })
  const left = existsSync(store) ? auditStore(store) : undefined
  const reservation = left?.labels.find((held) => held.label === label)
  if (label !== undefined && reservation !== undefined) {
    const refusal = await save().then(
      () => undefined,
      (error: unknown) => error
    )
    truthy(`the label is refused: ${String(refusal)}`, isStoreError(refusal, 'CONFLICT'))
    truthy(
      'the refusal names the label',
      String(refusal).includes(`'${label}' of ${NAME} is ${isSaved ? 'taken' : 'reserved'}`)
    )
    equal('the number of versions', auditStore(store).versions[NAME].length, isSaved ? number : number - 1)
    if (isSaved) return
    // A reservation that no record carries is free after a day.
    const file = path.join(store, 'artifacts', NAME, 'labels', `${label}.json`)
    const then = Date.now() / 1000 - DAY_SECONDS - 60
    utimesSync(file, then, then)
  }
  const { version, created } = await save()
  equal('the version of the next save', [version.number, created], [number, !isSaved])
  const now = auditStore(store)
  equal('files that the next save left in tmp/', now.temporary, left?.temporary ?? [])
  if (alias !== undefined) equal('the alias after the next save', now.aliases[`${NAME}/${alias}`].at(-1), number)
}
