/** What a restore that was struck down may leave at the destination, and what must still work. docs/PROTOCOL.md, R3. */
import { existsSync, readdirSync, utimesSync } from 'node:fs'
import path from 'node:path'
import { restoreFolder, saveFolder } from '../support/library.js'
import type { Ended } from '../support/processes.js'
import { snapshot, type Snapshot } from '../support/trees.js'
import { cancelled, equal, told, truthy } from './expect.js'
import { NAME, sourceOf, type RestoreScenario } from './scenarios.js'
import type { Blow, Point } from './strace.js'

const DAY_SECONDS = 24 * 60 * 60
/** What processes.ts says of the run. */
const RUN_KEY = 'github.com/acme/models/1001'

export const isStaging = (name: string): boolean => /^\.artifact-store-[0-9a-f]{32}\.tmp$/.test(name)

export async function judgeRestore(
  scenario: RestoreScenario,
  shared: string,
  folder: string,
  ended: Ended,
  point: Point,
  blow: Blow,
  before: { readonly destination: Snapshot; readonly store: Snapshot }
): Promise<void> {
  const store = path.join(folder, 'store')
  const destination = path.join(folder, scenario.destination)
  const version = snapshot(sourceOf(shared, scenario.earlier.length))
  const isWhole = checkDestination(scenario, destination, version, before.destination)
  equal('the store', storeWithoutRuns(store), before.store)

  if (blow === 'kill') equal('how it ended', ended.signal, 'SIGKILL')
  else if (blow === 'SIGINT') checkCancelled(ended, isWhole, destination)
  else checkFailure(ended, isWhole, folder, destination, point, blow)

  // What a kill left is in the way of nobody, and is gone after a day.
  const staging = path.dirname(stagingFolders(destination)[0] ?? destination)
  const request = { name: NAME, clean: scenario.clean }
  for (const age of [0, DAY_SECONDS + 60]) {
    const then = Date.now() / 1000 - age
    for (const left of stagingFolders(destination)) utimesSync(left, then, then)
    await restoreFolder(store, destination, request, { links: scenario.links })
    const expected = scenario.clean ? version : { ...before.destination, ...version }
    equal('the next restore', snapshot(destination, isStaging), expected)
  }
  // What was noted of the run is whole, or nothing: the next save of the run reads it.
  const options = { links: scenario.links }
  const { version: next } = await saveFolder(store, destination, { name: 'after', runKey: RUN_KEY }, options)
  truthy(
    'the inputs of the next save',
    next.inputs.every(({ name, number }) => name === NAME && number === scenario.earlier.length)
  )

  if (staging === destination) equal('staging folders that are old', stagingFolders(destination), [])
}

/** Staging folders lie in the destination, or beside it where it did not exist. */
function stagingFolders(destination: string): string[] {
  return [destination, path.dirname(destination)].flatMap((place) =>
    existsSync(place)
      ? readdirSync(place)
          .filter(isStaging)
          .map((name) => path.join(place, name))
      : []
  )
}

/** Everything in a store but what it says of runs: a restore changes nothing else. */
export function storeWithoutRuns(store: string): Snapshot {
  return snapshot(store, (name) => name === 'runs' || name === 'tmp')
}

/** Whole right files, old or new, and none missing. @returns Whether all of the version is there. */
export function checkDestination(
  { clean, before }: Pick<RestoreScenario, 'clean' | 'before'>,
  destination: string,
  version: Snapshot,
  old: Snapshot
): boolean {
  const found = snapshot(destination, isStaging)
  for (const [name, line] of Object.entries(found)) {
    const allowed = [version[name], old[name]].filter((known) => known !== undefined)
    // A folder may be open still: it gets its mode when all is in it.
    const isRight = line.startsWith('folder')
      ? allowed.some((known) => known.startsWith('folder'))
      : allowed.includes(line)
    truthy(`${name} is ${line}, which is neither old nor new`, isRight)
  }
  for (const [name, line] of Object.entries(old)) {
    if (name in found) continue
    // Only what is not in the version is cleaned away, and what has to give way to another kind.
    const changesKind = kindOf(version[name]) !== kindOf(line) || !isIn(name, version)
    truthy(`${name} is missing`, clean && changesKind)
  }
  const isWhole = Object.entries(version).every(([name, line]) => found[name] === line)
  if (before === undefined)
    truthy('a new destination comes whole', Object.keys(found).length === 0 || hasAll(found, version))
  return isWhole && (!clean || Object.keys(found).length === Object.keys(version).length)
}

const hasAll = (found: Snapshot, version: Snapshot): boolean => Object.keys(version).every((name) => name in found)

const kindOf = (line: string | undefined): string | undefined => line?.split(' ')[0]

const isIn = (name: string, version: Snapshot): boolean => name in version

/** It stopped and left nothing temporary, or it was done already. */
function checkCancelled(ended: Ended, isWhole: boolean, destination: string): void {
  equal('staging folders', stagingFolders(destination), [])
  if (ended.code === 0) truthy('it says that it restored, and did', isWhole)
  else cancelled(ended)
}

function checkFailure(
  ended: Ended,
  isWhole: boolean,
  folder: string,
  destination: string,
  point: Point,
  blow: Blow
): void {
  const isRemoval = point.call === 'unlink' || point.call === 'rmdir'
  if (ended.code === 0) {
    // That a run restored a version is noted where it can be: otherwise it is a warning.
    const isNote = /^store(\/(runs|tmp)(\/|$)|$)/.test(point.file)
    truthy('only the note of the run may be missing', isNote)
    truthy('it says that it restored, and did', isWhole)
    return
  }
  told(ended, folder, point.file, blow)
  if (!isRemoval) equal('staging folders', stagingFolders(destination), [])
}
