/** What is killed: saves and restores of small trees that come by every step of both. */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { saveFolder } from '../support/library.js'
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
}

export interface SaveScenario extends Common {
  readonly command: 'save'
  readonly saved: Version
  /** Whether the new version uses packs of the earlier ones, where the scenario is about that. */
  readonly sharesPacks?: boolean
}

export interface RestoreScenario extends Common {
  readonly command: 'restore'
  readonly clean: boolean
  /** The destination, relative to the folder of the case, and what it holds before; undefined: it is not there. */
  readonly destination: string
  readonly before: Tree | undefined
}

export type Scenario = SaveScenario | RestoreScenario

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

export const scenarios: readonly Scenario[] = [
  firstSave,
  changedSave,
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
  ...[firstSave, changedSave, newFolder].map((scenario) => ({
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
  if (scenario.command === 'save') writeTree(sourceOf(shared, scenario.earlier.length + 1), scenario.saved.tree)
  else if (scenario.before !== undefined) writeTree(path.join(folder, scenario.destination), scenario.before)
}

/** What is struck. */
export function commandOf(scenario: Scenario, shared: string, folder: string): Command {
  return { args: argumentsOf(scenario, shared, folder), folder, links: scenario.links }
}

function argumentsOf(scenario: Scenario, shared: string, folder: string): string[] {
  const store = ['--store', path.join(folder, 'store')]
  if (scenario.command === 'restore') {
    const clean = scenario.clean ? ['--clean'] : []
    return ['restore', NAME, path.join(folder, scenario.destination), ...clean, ...store]
  }
  const { label, alias } = scenario.saved
  const source = sourceOf(shared, scenario.earlier.length + 1)
  const named = [
    ...(label === undefined ? [] : ['--version', label]),
    ...(alias === undefined ? [] : ['--alias', alias])
  ]
  return ['save', NAME, source, ...named, ...store]
}
