/** What is killed: saves and restores of small trees that come by every step of both, what keeps a store in order, and what is done between two stores. */
import { generateKeyPairSync } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { saveFolder, withStore } from '../support/library.js'
import { noise, writeTree, type Tree } from '../support/trees.js'
import type { Command } from './strace.js'

export const NAME = 'model'

export interface Version {
  readonly tree: Tree
  readonly label?: string
  readonly alias?: string
}

interface Common {
  readonly title: string
  /** What the store holds before: versions 1, 2, …; a store that is empty here does not exist. */
  readonly earlier: readonly Version[]
  /** False: on a file system without hard links, where an object is written under its own name. */
  readonly links?: boolean
  /**
   * Each call gets a kill, and one other kind of blow in turn: nearly all of its steps are those of other scenarios,
   * which get every kind.
   */
  readonly inTurn?: boolean
}

export interface SaveScenario extends Common {
  readonly command: 'save'
  readonly saved: Version
  /** Whether the new version uses packs of the earlier ones, where the scenario is about that. */
  readonly sharesPacks?: boolean
  /** Whether it is signed, with the key beside the store. */
  readonly signs?: boolean
}

export interface RestoreScenario extends Common {
  readonly command: 'restore'
  readonly clean: boolean
  /** The destination, relative to the folder of the case, and what it holds before; undefined: it is not there. */
  readonly destination: string
  readonly before: Tree | undefined
}

/** What changes neither files nor versions' contents: aliases, notes, which versions there are. */
export interface UpkeepScenario extends Common {
  readonly command: 'upkeep'
  /** What is struck. */
  readonly args: readonly string[]
  /** Of which version's folder the arguments name the files, after themselves. */
  readonly saves?: number
  /** An option that names a private key, which `before` writes beside the store. */
  readonly signs?: boolean
  /** What is done to the store after the earlier versions are saved. */
  readonly before?: (store: string) => Promise<void>
  /** The versions that are there whatever happens, and those that are there when it is done. */
  readonly keeps: readonly number[]
  /** Where aliases may point on the way, in the order of time. */
  readonly aliases?: Readonly<Record<string, readonly (number | undefined)[]>>
  /** The metrics of version 1 when it is done. */
  readonly metrics?: Readonly<Record<string, number>>
  /** A version that is there when it is done, besides those that it keeps. */
  readonly brings?: number
  /** Whether it is refused where it is done already. */
  readonly isOnce?: boolean
  /** Packs that are left when it is done. */
  readonly packs?: number
}

/** A store that is mended with what a backup of it has, which lies beside it. */
export interface RepairScenario extends Common {
  readonly command: 'repair'
  /** Makes the backup and does the damage, after the earlier versions are saved. */
  readonly before: (store: string) => Promise<void>
  /** A file of the earlier versions that the damage is about: all else is to be found in the store whenever it ends. */
  readonly lost?: string
  /** A number whose record is damaged. */
  readonly damaged?: number
}

/** All versions of a store are copied into another one, beside it. */
export interface CopyScenario extends Common {
  readonly command: 'copy'
  readonly before: (store: string) => Promise<void>
  /** The versions that are in the other store before, and when it is done. */
  readonly there: readonly number[]
  readonly copied: readonly number[]
  /** The metrics of the newest of them. */
  readonly metrics: Readonly<Record<string, number>>
}

export type Scenario = SaveScenario | RestoreScenario | UpkeepScenario | RepairScenario | CopyScenario

const small: Tree = {
  'config.json': '{"layers": 12}',
  'weights.bin': noise('weights', 150_000),
  'copy.bin': noise('weights', 150_000),
  'bin/run.sh': { content: '#!/bin/sh\n', mode: 0o755 },
  'bin/secret': { content: 'for me alone', mode: 0o600 },
  'empty.txt': '',
  logs: { folder: 0o750 },
  latest: { link: 'weights.bin' },
  dangling: { link: 'nowhere/at/all' }
}

/** So many that the tree does not fit into the record but has a pack of its own. */
const many: Tree = Object.fromEntries(
  Array.from({ length: 60 }, (_, index) => [`rows/${String(index).padStart(3, '0')}.csv`, `row ${index}\n`.repeat(9)])
)

/** More than is done without worker threads, in small files and in one that is read in blocks. */
const large: Tree = {
  ...Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`shard-${index}`, noise(`shard ${index}`, 700_000)])),
  'weights.bin': noise('large weights', 6_000_000),
  'config.json': '{}'
}

const blocks = (kept: number): Tree =>
  Object.fromEntries(Array.from({ length: kept }, (_, index) => [`block-${index}`, noise(`block ${index}`, 30_000)]))

/** A folder that its owner may not write into gets its mode last. */
const awkward: Tree = {
  ...small,
  closed: { folder: 0o555 },
  'closed/inner/file.txt': 'in a closed folder',
  'becomes-a-file': 'a file now',
  'becomes-a-folder/file.txt': 'in a folder now'
}

/** Some of it is in the version, some is not, some differs, some is of another kind. */
const occupied: Tree = {
  'config.json': '{"layers": 6}',
  'weights.bin': noise('weights', 150_000),
  'bin/run.sh': { content: 'old', mode: 0o644 },
  'bin/own.sh': 'not in the version',
  'own/deep/file.txt': 'not in the version either',
  'own.txt': 'nor this',
  logs: { folder: 0o777 },
  'logs/today.log': 'nothing happened',
  latest: { link: 'own.txt' },
  dangling: 'a file where the version has a link',
  closed: { folder: 0o555 }
}

const firstSave: Scenario = {
  title: 'the first save of a new store',
  command: 'save',
  earlier: [],
  saved: { tree: small }
}

const changedSave: Scenario = {
  title: 'a changed save with a label and an alias',
  command: 'save',
  earlier: [{ tree: { ...small, ...many }, label: 'first', alias: 'production' }],
  saved: { tree: { ...small, ...many, 'config.json': '{"layers": 24}' }, label: 'second', alias: 'production' },
  sharesPacks: true
}

const newFolder: Scenario = {
  title: 'a restore into a new folder',
  command: 'restore',
  earlier: [{ tree: small }, { tree: awkward }],
  destination: 'new/deep/destination',
  before: undefined,
  clean: false
}

/** Three versions that share nothing, of which the first two are prune's. */
const threeApart: readonly Version[] = ['one', 'two', 'three'].map((seed) => ({
  tree: { 'weights.bin': noise(`apart ${seed}`, 40_000), 'notes.txt': seed }
}))

const MONTH_SECONDS = 30 * 24 * 60 * 60

/** Everything in a store becomes a month old, longer than G: a storage's own stamps are what prune goes by. */
export async function makeOlder(store: string): Promise<void> {
  const then = Date.now() / 1000 - MONTH_SECONDS
  for (const entry of readdirSync(store, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) utimesSync(path.join(entry.parentPath, entry.name), then, then)
  }
}

/** Versions are removed and their packs condemned a month ago; the next run destroys them. */
async function pruneAndAge(store: string): Promise<void> {
  await makeOlder(store)
  await withStore(store, (opened) => opened.prune({ rules: { keepLast: 1 }, dryRun: false }))
  await makeOlder(store)
}

async function removeFirst(store: string): Promise<void> {
  await withStore(store, (opened) => opened.remove({ name: NAME, selectors: ['v1'] }))
}

/** Signing needs a key of the curve that signatures are made with. */
async function writeKey(store: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  writeFileSync(keyBeside(store), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 })
}

export const keyBeside = (store: string): string => path.join(path.dirname(store), 'key.pem')

/** What `repair` mends from: a backup, or a store that versions were copied to. */
export const backupBeside = (store: string): string => path.join(path.dirname(store), 'backup')

/** What `copy` copies to. */
export const targetBeside = (store: string): string => path.join(path.dirname(store), 'target')

/** One bit of one byte. */
function flipBit(file: string, position: number): void {
  const bytes = readFileSync(file)
  bytes[position] ^= 1
  writeFileSync(file, bytes)
}

/** The first chunk of the pack that both files lie in is damaged: that of `a.bin`. */
async function damagePack(store: string): Promise<void> {
  cpSync(store, backupBeside(store), { recursive: true, preserveTimestamps: true })
  const packs = readdirSync(path.join(store, 'packs'), { recursive: true }).map(String)
  flipBit(
    path.join(
      store,
      'packs',
      packs.find((name) => name.endsWith('.pack'))!
    ),
    30
  )
}

const recordOf = (store: string, number: number): string =>
  path.join(store, 'artifacts', NAME, 'versions', `${String(number).padStart(10, '0')}.json`)

async function damageRecord(store: string): Promise<void> {
  cpSync(store, backupBeside(store), { recursive: true, preserveTimestamps: true })
  flipBit(recordOf(store, 2), 60)
}

/** The other store has the version, but not the very record. */
async function loseCopiedRecord(store: string): Promise<void> {
  await withStore(store, (opened) => withStore(backupBeside(store), (backup) => opened.copyTo(backup)))
  flipBit(recordOf(store, 2), 60)
}

/** The first of three was copied before; the second is gone; the third has a note. */
async function copyFirst(store: string): Promise<void> {
  await withStore(store, async (opened) => {
    await withStore(targetBeside(store), (target) => opened.copyTo(target, { name: NAME, selector: 'v1' }))
    await opened.remove({ name: NAME, selectors: ['v2'] })
    await opened.record({ name: NAME, selectors: ['v3'], metrics: { accuracy: 0.5 } })
  })
}

const upkeep: readonly UpkeepScenario[] = [
  {
    title: 'a promote of three aliases',
    command: 'upkeep',
    earlier: [{ tree: small, alias: 'production' }, { tree: awkward }],
    args: ['promote', `${NAME}@v2`, 'production', 'candidate', 'best'],
    keeps: [1, 2],
    aliases: { production: [1, 2], candidate: [undefined, 2], best: [undefined, 2] }
  },
  {
    title: 'a record of metrics',
    command: 'upkeep',
    earlier: [{ tree: small }],
    args: ['record', `${NAME}@v1`, '--metric', 'accuracy=0.5'],
    keeps: [1],
    metrics: { accuracy: 0.5 }
  },
  {
    title: 'a prune that removes versions and condemns their packs',
    command: 'upkeep',
    earlier: threeApart,
    before: makeOlder,
    args: ['prune', '--keep-last', '1', '--apply'],
    keeps: [3],
    packs: 3
  },
  {
    title: 'a prune that destroys packs',
    command: 'upkeep',
    earlier: threeApart,
    before: pruneAndAge,
    args: ['prune', '--keep-last', '1', '--apply'],
    keeps: [3],
    packs: 1
  },
  {
    title: 'a removal by hand',
    command: 'upkeep',
    earlier: threeApart,
    args: ['remove', `${NAME}@v1`],
    keeps: [2, 3],
    // Said once more it is refused: there is no such version.
    isOnce: true
  },
  {
    title: 'an undelete',
    command: 'upkeep',
    earlier: threeApart,
    before: removeFirst,
    args: ['undelete', `${NAME}@v1`],
    keeps: [2, 3],
    brings: 1
  },
  {
    title: 'a signed save of what is saved and not signed',
    command: 'upkeep',
    earlier: [{ tree: small }],
    before: writeKey,
    args: ['save', NAME],
    saves: 1,
    signs: true,
    keeps: [1]
  }
]

const signedSave: Scenario = {
  title: 'a signed save of a new version',
  command: 'save',
  inTurn: true,
  earlier: [{ tree: { 'config.json': '{"layers": 12}' } }],
  saved: { tree: { 'config.json': '{"layers": 24}' } },
  signs: true
}

/** Two files that lie in one pack, and are a chunk each. */
const packRepair: Scenario = {
  title: 'a repair of a damaged pack',
  command: 'repair',
  earlier: [{ tree: { 'a.bin': noise('a', 20_000), 'b.bin': noise('b', 30_000) } }],
  before: damagePack,
  lost: 'a.bin'
}

const onlyText: readonly Version[] = ['one', 'two'].map((seed) => ({ tree: { 'notes.txt': seed } }))

const betweenStores: readonly Scenario[] = [
  packRepair,
  {
    title: 'a repair of the newest record by a backup',
    command: 'repair',
    inTurn: true,
    earlier: onlyText,
    before: damageRecord,
    damaged: 2
  },
  {
    title: 'a repair of the newest record by a store that it was copied to',
    command: 'repair',
    inTurn: true,
    earlier: onlyText,
    before: loseCopiedRecord,
    damaged: 2
  },
  {
    title: 'a copy of versions to another store',
    command: 'copy',
    inTurn: true,
    earlier: [
      { tree: { 'config.json': '{"layers": 12}' } },
      { tree: { 'config.json': '{"layers": 18}' } },
      { tree: { 'config.json': '{"layers": 24}' }, label: 'third' }
    ],
    before: copyFirst,
    there: [1],
    copied: [1, 3],
    metrics: { accuracy: 0.5 }
  }
]

export const scenarios: readonly Scenario[] = [
  firstSave,
  changedSave,
  signedSave,
  {
    title: 'a save that writes packs anew',
    command: 'save',
    earlier: [{ tree: blocks(8) }, { tree: { ...blocks(8), 'more.bin': noise('more', 20_000) } }],
    saved: { tree: { ...blocks(2), 'new.bin': noise('new', 20_000) } },
    sharesPacks: false
  },
  {
    title: 'a save with worker threads',
    command: 'save',
    earlier: [{ tree: small }],
    saved: { tree: large }
  },
  newFolder,
  {
    title: 'a restore into a folder that holds something',
    command: 'restore',
    earlier: [{ tree: small }, { tree: awkward }],
    destination: 'destination',
    before: occupied,
    clean: false
  },
  {
    title: 'a restore that cleans the folder',
    command: 'restore',
    earlier: [{ tree: small }, { tree: awkward }],
    destination: 'destination',
    before: { ...occupied, 'becomes-a-file/with/files.txt': 'a folder still', 'becomes-a-folder': 'a file still' },
    clean: true
  },
  {
    title: 'a restore with worker threads',
    command: 'restore',
    earlier: [{ tree: large }],
    destination: 'destination',
    before: { 'shard-0': 'not whole', 'own.txt': 'stays' },
    clean: false
  },
  ...upkeep,
  ...betweenStores,
  ...[firstSave, changedSave, newFolder, ...upkeep].map((scenario) => ({
    ...scenario,
    title: `${scenario.title}, without hard links`,
    links: false
  }))
]

/** What all runs of a scenario share and nobody writes to: the folders that versions are saved from. */
export function sourceOf(shared: string, number: number): string {
  return path.join(shared, `v${number}`)
}

/** Makes what the command finds: a store of the earlier versions, a destination. */
export async function prepare(scenario: Scenario, shared: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const [index, { tree, label, alias }] of scenario.earlier.entries()) {
    const source = sourceOf(shared, index + 1)
    writeTree(source, tree)
    await saveFolder(path.join(folder, 'store'), source, {
      name: NAME,
      ...(label === undefined ? {} : { label }),
      ...(alias === undefined ? {} : { aliases: [alias] })
    })
  }
  if (scenario.command === 'save') {
    writeTree(sourceOf(shared, scenario.earlier.length + 1), scenario.saved.tree)
    if (scenario.signs === true) await writeKey(path.join(folder, 'store'))
  } else if (scenario.command !== 'restore') await scenario.before?.(path.join(folder, 'store'))
  else if (scenario.before !== undefined) writeTree(path.join(folder, scenario.destination), scenario.before)
}

/** What is struck. */
export function commandOf(scenario: Scenario, shared: string, folder: string): Command {
  return { args: argumentsOf(scenario, shared, folder), folder, links: scenario.links }
}

function argumentsOf(scenario: Scenario, shared: string, folder: string): string[] {
  const store = ['--store', path.join(folder, 'store')]
  if (scenario.command === 'upkeep') {
    const saved = scenario.saves === undefined ? [] : [sourceOf(shared, scenario.saves)]
    const signed = scenario.signs === true ? ['--sign-key', keyBeside(store[1])] : []
    return [...scenario.args, ...saved, ...signed, ...store]
  }
  if (scenario.command === 'repair') return ['repair', '--from', backupBeside(store[1]), '--apply', ...store]
  if (scenario.command === 'copy') return ['copy', store[1], targetBeside(store[1])]
  if (scenario.command === 'restore') {
    const clean = scenario.clean ? ['--clean'] : []
    return ['restore', NAME, path.join(folder, scenario.destination), ...clean, ...store]
  }
  const { label, alias } = scenario.saved
  const source = sourceOf(shared, scenario.earlier.length + 1)
  const named = [
    ...(label === undefined ? [] : ['--version', label]),
    ...(alias === undefined ? [] : ['--alias', alias]),
    ...(scenario.signs === true ? ['--sign-key', keyBeside(store[1])] : [])
  ]
  return ['save', NAME, source, ...named, ...store]
}
