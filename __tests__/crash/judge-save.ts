/** What a save that was struck down may leave, and what must still work. docs/PROTOCOL.md, *Saving*. */
import { createPublicKey } from 'node:crypto'
import { existsSync, readFileSync, rmSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { isStoreError } from '../../src/errors.js'
import { parsePublicKeys } from '../../src/signing/index.js'
import { auditStore, type Audit } from '../support/audit.js'
import { restoreFolder, saveFolder, withStore } from '../support/library.js'
import { resultOf, runBundle, type Ended } from '../support/processes.js'
import { snapshot } from '../support/trees.js'
import { cancelled, cancelledUnsigned, equal, told, truthy, UNSIGNED } from './expect.js'
import { commandOf, keyBeside, NAME, sourceOf, type SaveScenario } from './scenarios.js'
import type { Blow, Point } from './strace.js'

const DAY_SECONDS = 24 * 60 * 60

/** A case, and what was found in its store. */
interface Case {
  readonly scenario: SaveScenario
  readonly shared: string
  readonly folder: string
  readonly store: string
  /** Undefined where there is no store. */
  readonly audit: Audit | undefined
  /** The new version is there. */
  readonly isSaved: boolean
  /** The object that was being created under its own name and has no end: only where there are no hard links. */
  readonly torn: string | undefined
}

export async function judgeSave(
  scenario: SaveScenario,
  shared: string,
  folder: string,
  ended: Ended,
  point: Point,
  blow: Blow
): Promise<void> {
  const store = path.join(folder, 'store')
  const audit = existsSync(store)
    ? auditStore(store, { mayTear: scenario.links === false && blow === 'kill' })
    : undefined
  const count = scenario.earlier.length
  const isSaved = (audit?.versions[NAME]?.length ?? 0) > count
  const found: Case = { scenario, shared, folder, store, audit, isSaved, torn: audit?.torn[0] }
  if (audit !== undefined) checkStore(found, audit)
  if (blow === 'kill') equal('how it ended', ended.signal, 'SIGKILL')
  else if (blow === 'SIGINT') checkCancelled(found, ended)
  else checkFailure(found, ended, point, blow)

  if (found.torn === 'store.json') await removeTornStoreFile(store)
  if (scenario.signs === true) await checkSigned(found, ended)
  // By number, the version whose files they are.
  const versions = new Map(Array.from({ length: count }, (_, index) => [index + 1, index + 1]))
  if (isSaved) versions.set(count + 1, count + 1)
  await checkVersions(found, versions, 'restored')
  // A number that an interrupted save has taken is never used again.
  const next = found.torn?.includes('/versions/') === true ? count + 2 : count + 1
  await saveAgain(found, next)
  versions.set(next, count + 1)
  await checkVersions(found, versions, 'restored again')
  if (scenario.signs === true) truthy('the next save signs it', await isSigned(found, next))
  if (scenario.sharesPacks !== undefined) checkPacks(found, next, scenario.sharesPacks)
}

function checkStore({ scenario, isSaved }: Case, audit: Audit): void {
  const numbers = audit.versions[NAME] ?? []
  const { earlier, saved } = scenario
  const extra = numbers.length - earlier.length
  truthy(`${numbers.length} versions, where there were ${earlier.length}`, extra === 0 || extra === 1)
  truthy(`at most one object without its end: ${audit.torn.join()}`, audit.torn.length <= 1)
  const labels = [...earlier, saved].map((version) => version.label)
  for (const { label, held } of audit.labels) {
    truthy(`the label ${label} is one that was given`, labels.includes(label))
    truthy(`only the new label may be held by nobody`, held || (label === saved.label && !isSaved))
  }
  for (const [alias, moves] of Object.entries(audit.aliases)) {
    for (const number of moves) truthy(`${alias} points at a version that is there`, number <= numbers.length)
  }
}

/** One error that says what failed, and nothing of this save but what the protocol allows. */
function checkFailure({ store, audit, isSaved }: Case, ended: Ended, point: Point, blow: Blow): void {
  // What is left in tmp/ hurts nobody, so that it could not be removed is no failure.
  const isCleaning = point.file.startsWith('store/tmp/') && point.call === 'unlink'
  if (ended.code === 0) {
    truthy('only a file that could not be removed is passed over', isCleaning)
    truthy('it says that it saved, and did', isSaved)
    return
  }
  told(ended, store, point.file, blow)
  if (!isCleaning) equal('files left in tmp/', audit?.temporary ?? [], [])
}

/** It stopped and left no version, no label and nothing temporary, or it was done already. */
function checkCancelled({ scenario, audit, isSaved }: Case, ended: Ended): void {
  equal('files left in tmp/', audit?.temporary ?? [], [])
  if (ended.code === 0) {
    truthy('it says that it saved, and did', isSaved)
    return
  }
  // Once there is a version, what is left out is its signature, and that is said.
  if (isSaved && scenario.signs === true) {
    cancelledUnsigned(ended)
    return
  }
  cancelled(ended)
  truthy('it says that it stopped, and saved', !isSaved)
  truthy('the label is free again', audit?.labels.every(({ held }) => held) ?? true)
}

/** The one case in which a person has to do something, and is told what: no version can have been saved yet. */
async function removeTornStoreFile(store: string): Promise<void> {
  const refusal = await failureOf(withStore(store, (opened) => opened.list(), { links: false }))
  truthy(
    `it is told: ${String(refusal)}`,
    isStoreError(refusal, 'DAMAGED') && String(refusal).includes('remove that file')
  )
  rmSync(path.join(store, 'store.json'))
}

/** Every version restores byte for byte, `list` knows it, and the newest of them is the latest. */
async function checkVersions(found: Case, versions: ReadonlyMap<number, number>, into: string): Promise<void> {
  const { scenario, shared, folder, store, torn } = found
  if (versions.size === 0) return
  const mayWarn = torn?.includes('/versions/') === true
  const warnings: string[] = []
  const options = { links: scenario.links, ...(mayWarn ? { warnings } : {}) }
  const listed = await withStore(store, (opened) => opened.list({ name: NAME }), options)
  const numbers = [...versions.keys()].reverse()
  equal(
    'the numbers that are listed',
    listed.map(({ number }) => number),
    numbers
  )
  if (mayWarn) truthy(`it warns of the record without its end: ${warnings.join()}`, warnings.length > 0)
  for (const [number, source] of versions) {
    const destination = path.join(folder, into, `v${number}`)
    await restoreFolder(store, destination, { name: NAME, selectors: [`v${number}`] }, options)
    equal(`v${number} restored`, snapshot(destination), snapshot(sourceOf(shared, source)))
  }
  const latest = await withStore(store, (opened) => opened.resolve(NAME), options)
  equal('the latest', latest?.version.number, numbers[0])
}

/** Signed, where it says so; what it says of a version that is not signed is so. */
async function checkSigned(found: Case, ended: Ended): Promise<void> {
  const isTold = ended.stderr.includes(UNSIGNED)
  if (isTold || ended.code === 0) truthy('what it tells of is there', found.isSaved)
  const number = found.scenario.earlier.length + 1
  if (ended.code === 0) truthy('it says that it is signed, and is', await isSigned(found, number))
}

async function isSigned({ scenario, folder, store }: Case, number: number): Promise<boolean> {
  const publicKey = createPublicKey(readFileSync(keyBeside(store))).export({ type: 'spki', format: 'pem' })
  const keys = parsePublicKeys(publicKey.toString(), 'the key')
  const request = { name: NAME, selectors: [`v${number}`], signaturePolicy: { keys } }
  const refusal = await failureOf(
    restoreFolder(store, path.join(folder, 'verified'), request, { links: scenario.links })
  )
  truthy(
    `it is restored, or not signed: ${String(refusal)}`,
    refusal === undefined || isStoreError(refusal, 'SIGNATURE')
  )
  return refusal === undefined
}

/** The same save once more, as the user would do it: it makes the version, or finds that it is there. */
async function saveAgain({ scenario, shared, folder, store, audit, isSaved }: Case, number: number): Promise<void> {
  const { label, alias } = scenario.saved
  if (scenario.signs === true) {
    const { args } = commandOf(scenario, shared, folder)
    const again = resultOf(await runBundle([...args, '--json'], { cwd: path.dirname(folder) }))
    equal('the version of the next save', [again['number'], again['created']], [number, !isSaved])
    return
  }
  const save = () =>
    saveFolder(
      store,
      sourceOf(shared, scenario.earlier.length + 1),
      {
        name: NAME,
        ifUnchanged: label === undefined ? 'reuse' : 'new',
        ...(label === undefined ? {} : { label }),
        ...(alias === undefined ? {} : { aliases: [alias] })
      },
      { links: scenario.links, ...(audit?.torn.length === 1 ? { warnings: [] } : {}) }
    )
  const look = (): Audit => auditStore(store, { mayTear: scenario.links === false })
  const isHeld = audit?.labels.some((held) => held.label === label) === true
  if (label !== undefined && isHeld) {
    const refusal = await failureOf(save())
    truthy(`the label is refused: ${String(refusal)}`, isStoreError(refusal, 'CONFLICT'))
    const reason = `'${label}' of ${NAME} is ${isSaved ? 'taken' : 'reserved'}`
    truthy(`the refusal names the label: ${String(refusal)}`, String(refusal).includes(reason))
    equal('the versions', look().versions[NAME], audit.versions[NAME])
    if (isSaved) return
    // A reservation that no record carries is free after a day.
    const then = Date.now() / 1000 - DAY_SECONDS - 60
    utimesSync(path.join(store, 'artifacts', NAME, 'labels', `${label}.json`), then, then)
  }
  const { version, created } = await save()
  equal('the version of the next save', [version.number, created], [number, !isSaved])
  const now = look()
  equal('files that the next save left in tmp/', now.temporary, audit?.temporary ?? [])
  if (alias !== undefined) equal('the alias after the next save', now.aliases[`${NAME}/${alias}`].at(-1), number)
}

function checkPacks({ scenario, store }: Case, number: number, isShared: boolean): void {
  const { packs } = auditStore(store, { mayTear: scenario.links === false })
  const others = scenario.earlier.flatMap((_, index) => packs[`${NAME}@v${index + 1}`])
  const shared = packs[`${NAME}@v${number}`].filter((pack) => others.includes(pack))
  equal('whether the version uses packs of earlier ones', shared.length > 0, isShared)
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error
  )
}
