/**
 * Runs in a mount namespace of its own (full-disk.test.ts starts it there, by `unshare`): mounts a small disk, fills it
 * to leave a certain room, runs the bundle on it, and judges what it left. Prints what was found as JSON.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import path from 'node:path'
import { restoreFolder, saveFolder, withStore } from '../support/library.js'
import { runBundle, type Ended } from '../support/processes.js'
import { noise, snapshot, writeTree, type Snapshot, type Tree } from '../support/trees.js'
import { equal, truthy } from './expect.js'
import { checkDestination, isStaging } from './judge-restore.js'
import { makeOlder, NAME } from './scenarios.js'

/** What is short: bytes (pages, as a tmpfs counts them), or inodes. */
export type Resource = 'bytes' | 'inodes'

interface Case {
  readonly title: string
  readonly earlier: readonly Tree[]
  /** Where `earlier` goes: the store on the small disk, or one beside it. */
  readonly storeIs: 'small' | 'beside'
  /** What a save saves. */
  readonly saved?: Tree
  /** What lies at the destination of a restore before. */
  readonly destination?: Tree
  readonly before?: (store: string) => Promise<void>
  readonly args: (places: Places) => readonly string[]
  /** Versions that are there whatever happens, and those that are there when it is done. */
  readonly keeps: readonly number[]
  readonly done: readonly number[]
  /** Of what it can run out; both, unless it is told. */
  readonly resources?: readonly Resource[]
}

interface Places {
  readonly store: string
  /** A store that is on a disk with room. */
  readonly other: string
  readonly source: string
  readonly destination: string
}

/** What came of one size. */
export interface Outcome {
  readonly cases: number
  readonly failed: number
  readonly problems: readonly string[]
}

const PAGE = 4096
/** A remount has to name a size: so much is plenty for all that is done here. */
const PLENTY = { bytes: 128 * 1024 * 1024, inodes: 100_000 }

const many: Tree = Object.fromEntries(
  Array.from({ length: 300 }, (_, index) => [`rows/${index % 7}/${index}.bin`, noise(`row ${index}`, 1500)])
)
const one: Tree = { 'weights.bin': noise('one', 300_000), 'config.json': '{"layers": 12}' }
const two: Tree = { ...one, 'config.json': '{"layers": 24}', 'more.bin': noise('more', 200_000) }
const three: Tree = { 'weights.bin': noise('three', 300_000) }
const large: Tree = { 'large.bin': noise('large', 4_000_000) }
const apart: readonly Tree[] = [one, three, { 'other.bin': noise('other', 40_000) }]

const save = ({ store, source }: Places): string[] => ['save', NAME, source, '--alias', 'production', '--store', store]
const restore = ({ store, destination }: Places): string[] => ['restore', NAME, destination, '--store', store]
const prune = ({ store }: Places): string[] => ['prune', '--keep-last', '1', '--apply', '--store', store]

async function pruneAndAge(store: string): Promise<void> {
  await makeOlder(store)
  await withStore(store, (opened) => opened.prune({ rules: { keepLast: 1 }, dryRun: false }))
  await makeOlder(store)
}

const common = { storeIs: 'small' as const }

export const cases: readonly Case[] = [
  { ...common, title: 'the first save', earlier: [], saved: one, args: save, keeps: [], done: [1] },
  {
    ...common,
    title: 'the save of a second version',
    earlier: [one],
    saved: two,
    args: save,
    keeps: [1],
    done: [1, 2]
  },
  { ...common, title: 'a save of many small files', earlier: [one], saved: many, args: save, keeps: [1], done: [1, 2] },
  { ...common, title: 'a save of one large file', earlier: [one], saved: large, args: save, keeps: [1], done: [1, 2] },
  { ...common, storeIs: 'beside', title: 'a restore', earlier: [one, two], args: restore, keeps: [1, 2], done: [1, 2] },
  {
    ...common,
    storeIs: 'beside',
    title: 'a restore of many files over others',
    earlier: [many],
    destination: { 'rows/3/3.bin': 'old', 'own.txt': 'stays' },
    args: restore,
    keeps: [1],
    done: [1]
  },
  {
    ...common,
    title: 'a promote',
    earlier: [one, two],
    args: ({ store }) => ['promote', `${NAME}@v1`, 'production', 'best', '--store', store],
    keeps: [1, 2],
    done: [1, 2]
  },
  {
    ...common,
    title: 'a record of metrics',
    earlier: [one, two],
    args: ({ store }) => ['record', `${NAME}@v1`, '--metric', 'accuracy=0.5', '--store', store],
    keeps: [1, 2],
    done: [1, 2]
  },
  {
    ...common,
    title: 'a prune that removes and condemns',
    earlier: apart,
    before: makeOlder,
    args: prune,
    keeps: [3],
    done: [3]
  },
  {
    ...common,
    title: 'a prune that destroys',
    // It writes nothing but empty files, to ask the disk for the time.
    resources: ['inodes'],
    earlier: apart,
    before: pruneAndAge,
    args: prune,
    keeps: [3],
    done: [3]
  },
  {
    ...common,
    title: 'a copy of three versions into a store',
    earlier: [],
    args: ({ store, other }) => ['copy', other, store],
    keeps: [],
    done: [1, 2, 3]
  }
]

/** What `copy` copies. */
const copied: readonly Tree[] = [one, two, many]

const sourceOf = (base: string, number: number): string => path.join(base, 'sources', `v${number}`)

async function saveAll(base: string, store: string, trees: readonly Tree[]): Promise<void> {
  for (const [index, tree] of trees.entries()) {
    const source = sourceOf(base, index + 1)
    writeTree(source, tree)
    await saveFolder(store, source, { name: NAME })
  }
}

/** A disk that can be given any size while it is mounted. */
class SmallDisk {
  readonly folder: string

  constructor(folder: string) {
    this.folder = folder
    mkdirSync(folder)
    must('mount', '-t', 'tmpfs', '-o', `size=${PLENTY.bytes},nr_inodes=${PLENTY.inodes}`, 'small', folder)
  }

  /** Starts again from the fixture. */
  fill(fixture: string): void {
    this.#resize(PLENTY.bytes, PLENTY.inodes)
    for (const name of readdirSync(this.folder)) rmSync(path.join(this.folder, name), { recursive: true })
    must('cp', '-a', `${fixture}/.`, this.folder)
  }

  leave(room: number, resource: Resource): void {
    const { blocks, bfree, bsize, files, ffree } = statfsSync(this.folder)
    const bytes = (blocks - bfree) * bsize
    if (resource === 'bytes') this.#resize(Math.max(bytes + room, PAGE), PLENTY.inodes)
    else this.#resize(PLENTY.bytes, files - ffree + room)
  }

  makeRoom(): void {
    this.#resize(PLENTY.bytes, PLENTY.inodes)
  }

  #resize(bytes: number, inodes: number): void {
    must('mount', '-o', `remount,size=${bytes},nr_inodes=${inodes}`, this.folder)
  }
}

function must(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
}

class Sweep {
  readonly #case: Case
  readonly #base: string
  readonly #disk: SmallDisk
  readonly #places: Places
  #before: Snapshot = {}

  constructor(swept: Case, base: string) {
    this.#case = swept
    this.#base = base
    this.#disk = new SmallDisk(path.join(base, 'small'))
    const store = path.join(swept.storeIs === 'small' ? this.#disk.folder : base, 'store')
    const destination = path.join(this.#disk.folder, 'destination')
    this.#places = { store, destination, other: path.join(base, 'other'), source: path.join(base, 'sources', 'new') }
  }

  get #fixture(): string {
    return path.join(this.#base, 'fixture')
  }

  async prepare(): Promise<void> {
    const { earlier, storeIs, saved, destination, before } = this.#case
    mkdirSync(this.#fixture)
    const store = storeIs === 'small' ? path.join(this.#fixture, 'store') : this.#places.store
    await saveAll(this.#base, store, earlier)
    await before?.(store)
    if (saved !== undefined) {
      writeTree(this.#places.source, saved)
      writeTree(sourceOf(this.#base, earlier.length + 1), saved)
    }
    if (this.#case.args(this.#places)[0] === 'copy') await saveAll(this.#base, this.#places.other, copied)
    if (destination !== undefined) writeTree(path.join(this.#fixture, 'destination'), destination)
    this.#before = snapshot(path.join(this.#fixture, 'destination'))
  }

  #run(): Promise<Ended> {
    return runBundle(this.#case.args(this.#places), { cwd: this.#base })
  }

  async #runWith(room: number, resource: Resource): Promise<Ended> {
    this.#disk.fill(this.#fixture)
    this.#disk.leave(room, resource)
    return this.#run()
  }

  /** The least room, in units, with which it is done; by halves, so that it is about that where more room is no help. */
  async #needed(resource: Resource, unit: number): Promise<number> {
    let enough = 1
    while ((await this.#runWith(enough * unit, resource)).code !== 0) enough *= 2
    let short = enough === 1 ? 0 : enough / 2
    while (enough - short > 1) {
      const middle = (enough + short) >> 1
      if ((await this.#runWith(middle * unit, resource)).code === 0) enough = middle
      else short = middle
    }
    return enough
  }

  /** @param sizes at how many sizes, from no room to a little more than is needed */
  async sweep(resource: Resource, sizes: number): Promise<Outcome> {
    const unit = resource === 'bytes' ? PAGE : 1
    const last = (await this.#needed(resource, unit)) + 1
    const rooms = new Set(Array.from({ length: sizes }, (_, index) => Math.round((index * last) / (sizes - 1))))
    const problems: string[] = []
    let failed = 0
    for (const room of rooms) {
      try {
        const ended = await this.#runWith(room * unit, resource)
        if (ended.code !== 0) failed++
        await this.#judge(ended)
      } catch (error) {
        problems.push(`${resource}, room for ${room}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
    return { cases: rooms.size, failed, problems }
  }

  async #judge(ended: Ended): Promise<void> {
    const { keeps, done } = this.#case
    if (ended.code !== 0) this.#checkTold(ended)
    await this.#checkVersions(ended.code === 0 ? done : keeps, 'restored')
    if (this.#case.args(this.#places)[0] === 'restore') this.#checkDestination(ended.code === 0)
    const temporary = path.join(this.#places.store, 'tmp')
    equal('files left in tmp/', existsSync(temporary) ? readdirSync(temporary) : [], [])

    this.#disk.makeRoom()
    const again = await this.#run()
    equal('how the next run ended', [again.code, again.signal, again.stderr], [0, null, ''])
    await this.#checkVersions(done, 'restored again')
    if (this.#case.args(this.#places)[0] === 'restore') this.#checkDestination(true)
    await this.#checkSound()
  }

  /** One line, that names what could not be written and says why. */
  #checkTold({ code, stdout, stderr }: Ended): void {
    equal('how it ended', [code, stdout], [1, ''])
    truthy(`one message: ${stderr}`, /^artifact-store: [^\n]+\n$/.test(stderr))
    truthy(`it names what could not be written: ${stderr}`, stderr.includes(this.#disk.folder))
    truthy(
      `it says why: ${stderr}`,
      /its disk is full; .*\(ENOSPC\)|no space left on device \(ENOSPC\)|the disk of the destination is full/.test(
        stderr
      )
    )
  }

  #checkDestination(isDone: boolean): void {
    const { destination } = this.#places
    const version = snapshot(sourceOf(this.#base, this.#case.earlier.length))
    const before = this.#case.destination
    const isWhole = checkDestination({ clean: false, before }, destination, version, this.#before)
    if (isDone) truthy('it says that it restored, and did', isWhole)
    const places = [destination, this.#disk.folder].filter((place) => existsSync(place))
    equal('staging folders', places.flatMap((place) => readdirSync(place)).filter(isStaging), [])
  }

  /** At least these are there, and each that is restores byte for byte. */
  async #checkVersions(least: readonly number[], into: string): Promise<void> {
    const { store } = this.#places
    if (!existsSync(path.join(store, 'store.json'))) return equal('versions of a store that is not there', least, [])
    const numbers = (await withStore(store, (opened) => opened.list({ name: NAME }))).map(({ number }) => number)
    for (const number of least) truthy(`v${number} is there: ${numbers.join()}`, numbers.includes(number))
    for (const number of numbers) {
      const destination = path.join(this.#base, into)
      rmSync(destination, { recursive: true, force: true })
      await restoreFolder(store, destination, { name: NAME, selectors: [`v${number}`] })
      equal(`v${number} restored`, snapshot(destination), snapshot(sourceOf(this.#base, number)))
    }
  }

  async #checkSound(): Promise<void> {
    const verify = withStore(this.#places.store, (opened) => opened.verify({ deep: true, mark: false }))
    const { sound, findings } = await verify
    const damage = findings.filter(({ severity }) => severity === 'damage').map(({ message }) => message)
    truthy(`the store is sound: ${damage.join()}`, sound)
  }
}

async function main([title, base, resource, sizes]: readonly string[]): Promise<void> {
  const swept = cases.find((known) => known.title === title)
  if (swept === undefined) throw new Error(`there is no case '${title}'`)
  const sweep = new Sweep(swept, base)
  await sweep.prepare()
  process.stdout.write(JSON.stringify(await sweep.sweep(resource as Resource, Number(sizes))))
}

// The test imports the list of cases from here.
if (process.argv[1]?.endsWith('full-disk-cases.js')) await main(process.argv.slice(2))
