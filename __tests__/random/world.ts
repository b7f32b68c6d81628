/**
 * A store, and beside it the model of what it must hold: operations are done in the one, and the other says whether what
 * came of them is right. Time, faults, deaths and who comes first are given.
 */
import path from 'node:path'
import { withFaults, type FaultyOperation, type Storage } from '../../src/storage/index.js'
import { openStore, type ArtifactStore } from '../../src/store/index.js'
import { packOfKey, PACKS_PREFIX, STORE_KEY } from '../../src/store/layout.js'
import { encodeDocument } from '../../src/store/documents.js'
import { observed } from '../store/support.js'
import {
  expect,
  expectPrune,
  isFailure,
  perform,
  type Circumstances,
  type Expected,
  type Operation,
  type Outcome
} from './operations.js'
import { applyEvent, DAY, HOUR, isGone, PlainStore, type Event, type PlainVersion } from './plain.js'
import {
  compareLists,
  compareMoves,
  contentsOf,
  eventsSince,
  isSame,
  Mismatch,
  readRecord,
  type SeenEvent
} from './seen.js'
import { Turns } from './turns.js'
import { dataOf, type PooledTree } from './trees.js'

/** What comes in the way of an operation. */
export type Trouble =
  /** Its process dies at its nth call to the storage, before or after that took effect: nothing reaches the storage then. */
  | { readonly kind: 'death'; readonly call: number; readonly when: 'before' | 'after' }
  /** Calls that fail: nothing was done, or it was done and the answer was lost. */
  | { readonly kind: 'faults'; readonly calls: readonly number[]; readonly when: 'before' | 'after' }

export interface Settings {
  /** Milliseconds that the machine's clock is ahead of the storage's. */
  readonly skew: number
  /** Milliseconds: times of the storage are multiples of it. */
  readonly grain: number
  /** G of the store, in days; undefined: the first save makes the store, with what is usual. */
  readonly graceDays: number | undefined
}

const FAULTY: readonly FaultyOperation[] = ['create', 'append', 'commit', 'read', 'stat', 'list', 'remove', 'now']
const START = Date.parse('2026-11-01T12:00:00Z')
const SKEW_OF_STORE = HOUR
const GRACE_DAYS = 7

/**
 * A bug of the storage, or one of the library that is as if the storage had it: wraps what one operation works with, or
 * what the store is looked at with.
 */
export type Plant = (inner: Storage, by: 'operation' | 'observer') => Storage

/** An operation that began, and did not come to its end yet. */
interface Running {
  readonly id: number
  readonly operation: Operation
  readonly trouble: Trouble | undefined
  readonly startedAt: number
  readonly ended: Promise<Outcome>
  outcome: Outcome | undefined
  /** What the model was when it began, and after each operation since. */
  readonly looks: PlainStore[]
}

export class World {
  model = new PlainStore()
  /** How many operations were done. */
  operations = 0
  readonly settings: Settings
  readonly trees: readonly PooledTree[]
  /** For what is restored. */
  readonly folder: string
  private readonly treeByDigest: ReadonlyMap<string, number>
  private readonly plant: Plant
  private readonly log: (line: string) => void
  private time = START
  private base!: Storage
  private observer!: ArtifactStore
  private readonly turns = new Turns()
  private suspended: Running[] = []

  constructor(options: {
    readonly settings: Settings
    readonly trees: readonly PooledTree[]
    readonly treeByDigest: ReadonlyMap<string, number>
    readonly folder: string
    readonly plant?: Plant
    readonly log?: (line: string) => void
  }) {
    this.settings = options.settings
    this.trees = options.trees
    this.treeByDigest = options.treeByDigest
    this.folder = options.folder
    this.plant = options.plant ?? ((storage) => storage)
    this.log = options.log ?? (() => undefined)
  }

  /** @param base the storage, by whose clock it is {@link now}. */
  async begin(base: Storage): Promise<void> {
    this.base = base
    this.observer = this.open(this.base, 'observer')
    const { graceDays } = this.settings
    if (graceDays === undefined) return
    await this.base.create(STORE_KEY, encodeDocument(storeFile(graceDays)))
  }

  /** By the storage. */
  readonly now = (): Date => new Date(this.time - (this.time % this.settings.grain))

  /** By the machine that works. */
  readonly machine = (): Date => new Date(this.time + this.settings.skew)

  get days(): number {
    return (this.time - START) / DAY
  }

  pass(milliseconds: number): void {
    this.time += milliseconds
  }

  private open(storage: Storage, by: 'operation' | 'observer' = 'operation'): ArtifactStore {
    return openStore(this.plant(storage, by), { clock: this.machine, workers: { count: 0 } })
  }

  private readonly treeOf = (digest: string): number => {
    const tree = this.treeByDigest.get(digest)
    if (tree === undefined) throw new Mismatch(`nobody saved what has the digest ${digest}`)
    return tree
  }

  /** G of the store. */
  get graceDays(): number {
    return this.settings.graceDays ?? GRACE_DAYS
  }

  private async circumstances(): Promise<Circumstances> {
    return {
      now: this.now().getTime(),
      createdAt: this.machine().toISOString(),
      isMade: (await this.base.stat(STORE_KEY)) !== undefined,
      grace: this.graceDays * DAY - SKEW_OF_STORE - this.settings.grain,
      trees: this.trees
    }
  }

  // ── one operation after the other ──────────────────────────────────────────────────────────────────────────────

  /** Does an operation that nobody else is in the way of, and compares. */
  async do(operation: Operation, trouble?: Trouble): Promise<void> {
    const circumstances = await this.circumstances()
    const id = ++this.operations
    const expected = expect(this.model, operation, id, circumstances)
    const { storage, isHit } = this.troubled(this.base, trouble)
    const outcome = await perform(this.open(storage), operation, id, this)
    const events = await this.look()
    this.log(`${id} ${describe(operation)}: ${outcome.told}${outcome.why === undefined ? '' : ` (${outcome.why})`}`)
    for (const { event } of events) this.log(`    ${JSON.stringify(event)}`)
    if (isHit()) this.judgeTroubled(operation, expected, outcome, events, trouble!)
    else this.judge(operation, expected, outcome, events)
    this.adopt(events, this.isHolding)
    this.settle(operation, outcome)
    this.judgeWritten(outcome, operation)
    for (const running of this.suspended) running.looks.push(this.model.copy())
    await this.compare((operation.kind === 'prune' && !operation.isDry) || isHit())
  }

  /** What happened must be what was expected, and no more. */
  private judge(
    operation: Operation,
    expected: readonly Expected[],
    outcome: Outcome,
    seen: readonly SeenEvent[]
  ): void {
    if (operation.kind === 'prune' && outcome.pruned !== undefined) {
      this.judgePrune(operation, outcome.pruned, seen)
      return
    }
    const events = seen.map(({ event }) => event)
    const fits = expected.some(({ told, events: wanted }) => told === outcome.told && isSameSet(wanted, events))
    if (!fits) throw this.mismatch(operation, expected, outcome, events)
  }

  private judgePrune(
    operation: Extract<Operation, { kind: 'prune' }>,
    { removed, back }: NonNullable<Outcome['pruned']>,
    seen: readonly SeenEvent[]
  ): void {
    const { least, most } = expectPrune(this.model, operation, this.now().getTime())
    const wrong = [...removed.filter((id) => !most.has(id)), ...[...least].filter((id) => !removed.includes(id))]
    if (wrong.length > 0) {
      throw new Mismatch(
        `${describe(operation)} removed ${removed.join()}; at least ${[...least].join()} and at most ${[...most].join()} were to go`
      )
    }
    for (const id of back) if (!this.isWronglyGone(id)) throw new Mismatch(`${describe(operation)} brought back ${id}`)
    const events: string[] = seen.map(({ event }) =>
      isChange(event) ? `${event.kind} ${idOf(event)}` : JSON.stringify(event)
    )
    const wanted = operation.isDry ? [] : [...removed.map((id) => `removed ${id}`), ...back.map((id) => `back ${id}`)]
    // One whose bytes turn out to be gone is taken back.
    const left = events.filter((event) => !wanted.includes(event))
    const missing = wanted.filter((event) => !events.includes(event))
    if (missing.length > 0 || left.some((event) => !this.isTakenBack(event))) {
      throw new Mismatch(`${describe(operation)} told of ${wanted.join()} and did ${events.join()}`)
    }
  }

  /** It was removed, and an alias points at it: by who could not see each other. */
  private isWronglyGone(id: string): boolean {
    const [name, number] = partsOf(id)
    const artifact = this.model.artifact(name)
    const version = artifact.version(number)
    return version !== undefined && isGone(version) && artifact.aliasesOf(number).length > 0
  }

  private isTakenBack(event: string): boolean {
    const [kind, id] = event.split(' ')
    return (kind === 'back' || kind === 'removed') && id !== undefined && this.isWronglyGone(id)
  }

  /**
   * Who told of success did all of it. Who did not may have done the first steps of it: everything is the old state, or
   * the new one, or one that docs/PROTOCOL.md says a kill leaves.
   */
  private judgeTroubled(
    operation: Operation,
    expected: readonly Expected[],
    outcome: Outcome,
    seen: readonly SeenEvent[],
    trouble: Trouble
  ): void {
    const events = seen.map(({ event }) => event)
    if (!isFailure(outcome)) {
      if (operation.kind === 'verify') return this.mustBeNone(operation, expected, outcome, events)
      // What could not be looked at counts as absent.
      const more = operation.kind === 'save' ? this.savedAnyway(operation, expected) : []
      // A label that could not be given back is free again after a day.
      const kept = outcome.told.endsWith(' reused') ? seen.filter(({ event }) => event.kind !== 'reserved') : seen
      this.judge(operation, [...expected, ...more], outcome, kept)
      return
    }
    if (trouble.kind === 'death' && outcome.told === 'error DAMAGED')
      throw this.mismatch(operation, expected, outcome, events)
    if (operation.kind === 'prune') {
      const { most } = expectPrune(this.model, operation, this.now().getTime())
      const isAllowed = (event: Event): boolean =>
        isChange(event) && (this.isWronglyGone(idOf(event)) || (event.kind === 'removed' && most.has(idOf(event))))
      if (operation.isDry ? events.length > 0 : !events.every(isAllowed)) {
        throw this.mismatch(operation, expected, outcome, events)
      }
      return
    }
    const more = operation.kind === 'save' ? this.savedAnyway(operation, expected) : []
    const isStart = [...expected, ...more].some(({ events: wanted }) =>
      isSameSet(wanted.slice(0, events.length), events)
    )
    if (!isStart && !isUndone(operation, events) && !isUnreserved(expected, events)) {
      throw this.mismatch(operation, expected, outcome, events)
    }
  }

  private mustBeNone(
    operation: Operation,
    expected: readonly Expected[],
    outcome: Outcome,
    events: readonly Event[]
  ): void {
    if (events.length > 0) throw this.mismatch(operation, expected, outcome, events)
  }

  /** A version of its own where one that holds the same could not be looked at. */
  private savedAnyway(operation: Extract<Operation, { kind: 'save' }>, expected: readonly Expected[]): Expected[] {
    if (!expected.some(({ told }) => told.endsWith(' reused'))) return []
    const { now, createdAt } = { now: this.now().getTime(), createdAt: this.machine().toISOString() }
    const anew: Operation = { ...operation, unchanged: 'new' }
    const circumstances = { now, createdAt, isMade: true, grace: 0, trees: this.trees }
    return expect(this.model, anew, this.operations, circumstances)
  }

  private mismatch(
    operation: Operation,
    expected: readonly Expected[],
    outcome: Outcome,
    events: readonly Event[]
  ): Mismatch {
    const ends = expected.map(({ told, events: wanted }) => `${told} ${JSON.stringify(wanted)}`)
    return new Mismatch(
      `${describe(operation)} told '${outcome.told}'${outcome.why === undefined ? '' : ` (${outcome.why})`} and did ${JSON.stringify(events)}; expected: ${ends.join(' or ')}`
    )
  }

  // ── several at once ────────────────────────────────────────────────────────────────────────────────────────────

  private start(operation: Operation, trouble?: Trouble): Running {
    const id = ++this.operations
    const { storage } = this.troubled(this.base, trouble)
    const store = this.open(this.turns.wrap(id, storage))
    const ended = perform(store, operation, id, { trees: this.trees, folder: path.join(this.folder, String(id)) })
    const looks = [this.model.copy()]
    const running: Running = { id, operation, trouble, startedAt: this.time, ended, outcome: undefined, looks }
    this.turns.watch(
      id,
      ended.then((outcome) => void (running.outcome = outcome))
    )
    return running
  }

  /** Does operations at once; who makes the next call to the storage is said by the order, over and over. */
  async together(
    asked: readonly { readonly operation: Operation; readonly trouble: Trouble | undefined }[],
    order: readonly number[]
  ): Promise<void> {
    const running = asked.map(({ operation, trouble }) => this.start(operation, trouble))
    for (let at = 0; ; at++) {
      const left = running.filter(({ id }) => this.turns.isRunning(id))
      if (left.length === 0) break
      await this.turns.next(left[order[at % order.length] % left.length].id)
    }
    await this.finish(running)
  }

  /**
   * Begins an operation and holds it, until {@link resume}.
   * @param before its nth call, or the first object that it creates below such a folder.
   */
  async suspend(operation: Operation, before: number | string): Promise<void> {
    const running = this.start(operation)
    for (let count = 1; ; count++) {
      const call = await this.turns.about(running.id)
      if (call === undefined || count === before) break
      if (call.operation === 'create' && call.key.includes(`/${before}/`)) break
      await this.turns.next(running.id)
    }
    if (!this.turns.isRunning(running.id)) {
      await this.finish([running])
      return
    }
    this.log(`${running.id} ${describe(operation)}: held before ${before}`)
    this.suspended.push(running)
    const events = await this.look()
    this.judgeTogether(events, [running])
    this.adopt(events, true)
    for (const one of this.suspended) one.looks.push(this.model.copy())
    await this.compare(false)
  }

  /** How many operations are held. */
  get holds(): number {
    return this.suspended.length
  }

  get isHolding(): boolean {
    return this.holds > 0
  }

  /** Lets the operation that was held longest go on to its end. */
  async resume(): Promise<void> {
    const [running] = this.suspended
    if (running === undefined) return
    while (this.turns.isRunning(running.id)) await this.turns.next(running.id)
    this.suspended = this.suspended.filter((one) => one !== running)
    await this.finish([running])
  }

  private async finish(ended: readonly Running[]): Promise<void> {
    // What was no outcome is thrown here.
    for (const running of ended) await running.ended
    const events = await this.look()
    for (const { id, operation, outcome } of ended)
      this.log(`${id} ${describe(operation)}: ${outcome!.told} (${outcome!.why ?? ''}), among others`)
    for (const { event } of events) this.log(`    ${JSON.stringify(event)}`)
    this.judgeTogether(events, ended)
    this.adopt(events, true)
    for (const running of ended) running.looks.push(this.model.copy())
    for (const running of ended) {
      this.judgeEnd(running, ended)
      this.settle(running.operation, running.outcome!)
      this.judgeWritten(running.outcome!, running.operation)
    }
    this.judgeHeld(ended)
    for (const one of this.suspended) one.looks.push(this.model.copy())
    await this.compare(ended.some(({ operation, trouble }) => operation.kind === 'prune' || trouble !== undefined))
  }

  /** Of two that meet, one at least saw the other: what an alias points at is there, and no artifact lost its last version. */
  private judgeHeld(ended: readonly Running[]): void {
    // Who is held may be between two steps; who failed could not take his step back.
    const isPlain = ended.every(({ outcome, trouble }) => !isFailure(outcome!) && trouble === undefined)
    if (!isPlain || this.isHolding) return
    for (const artifact of this.model.artifacts.values()) {
      const before = ended[0].looks[0].artifact(artifact.name)
      if (before.living.length > 0 && artifact.living.length === 0) {
        throw new Mismatch(`${artifact.name} has no version left`)
      }
      for (const alias of artifact.aliases.keys()) {
        const version = artifact.version(artifact.pointsAt(alias))
        if (version === undefined || !isGone(version)) continue
        const { number } = version
        const wasGone = ended[0].looks
          .slice(0, -1)
          .some((look) => isGone(look.artifact(artifact.name).version(number) ?? version))
        // One that was removed in between, and whose bytes may have gone, cannot be brought back.
        const known = before.version(number)
        if (wasGone || known === undefined || known.mayBeListed || known.changes > 0) continue
        throw new Mismatch(`${artifact.name}: ${alias} points at v${number}, which is gone`)
      }
    }
  }

  /** Everything that came to be is what one of them may do. */
  private judgeTogether(events: readonly SeenEvent[], among: readonly Running[]): void {
    // As it is then, but for what was removed.
    const then = this.model.copy()
    for (const { event, at } of events) if (event.kind !== 'removed') applyEvent(then, event, at)
    for (const { event } of events) {
      if (!among.some((running) => this.mayDo(running, event, then))) {
        const operations = among.map(
          ({ id, operation, outcome }) => `${id} ${describe(operation)}: ${outcome?.told ?? 'held'}`
        )
        throw new Mismatch(`none of these may have done ${JSON.stringify(event)}: ${operations.join('; ')}`)
      }
    }
    for (const { id } of among) {
      const made = events.filter(({ event }) => event.kind === 'version' && event.operation === id)
      const gone = events.filter(
        ({ event }) => event.kind === 'removed' && made.some((one) => isSameVersion(one.event, event))
      )
      if (made.length > gone.length + 1)
        throw new Mismatch(`${id} saved ${made.length} versions and took back ${gone.length}`)
    }
  }

  private mayDo({ id, operation, startedAt, looks }: Running, event: Event, then: PlainStore): boolean {
    if ('name' in operation && operation.name !== undefined && operation.name !== event.name) return false
    if ('operation' in event && event.operation !== id) return false
    // It asks for the time at its start, or where it goes on.
    const times = [startedAt - (startedAt % this.settings.grain), this.now().getTime()]
    const mayPrune = (rules: Extract<Operation, { kind: 'prune' }>, id: string): boolean =>
      [...looks, then].some((look) => times.some((now) => expectPrune(look, rules, now).most.has(id)))
    switch (operation.kind) {
      case 'save': {
        const { tree, label, aliases, score } = operation
        if (event.kind === 'version')
          return event.tree === tree && event.label === label && event.metrics['score'] === score
        if (event.kind === 'move') return aliases.includes(event.alias)
        if (event.kind === 'reserved' || event.kind === 'released') return event.label === label
        // It takes its own version back.
        return event.kind === 'removed'
      }
      case 'promote':
        return event.kind === 'move' && operation.aliases.includes(event.alias)
      case 'unalias':
        return event.kind === 'move' && event.to === undefined && event.alias === operation.alias
      case 'record':
        return event.kind === 'note' && event.metrics['score'] === operation.score
      case 'remove':
        return isChange(event) && (!/^v\d/.test(operation.selector) || operation.selector === `v${event.number}`)
      case 'undelete':
        return isChange(event) && event.number === operation.number
      case 'prune':
        if (operation.isDry || !isChange(event)) return false
        // One that could not be brought back is taken back.
        return event.kind === 'back' || mayPrune(operation, idOf(event)) || this.isWronglyGone(idOf(event))
      default:
        return false
    }
  }

  /** What was told of success holds, now that all of them have ended. */
  private judgeEnd({ id, operation, outcome, startedAt }: Running, among: readonly Running[]): void {
    const { told, number } = outcome!
    if (isFailure(outcome!) || told === 'none' || !('name' in operation) || operation.name === undefined) return
    const artifact = this.model.artifact(operation.name)
    const version = artifact.version(number)
    const wrong = (what: string): Mismatch => new Mismatch(`${id} ${describe(operation)} told '${told}', and ${what}`)
    if (number !== undefined && version === undefined) throw wrong('there is no such version')
    const isAlone = among.length === 1 && startedAt === this.time && !this.isHolding
    switch (operation.kind) {
      case 'save':
        if (version!.tree !== operation.tree) throw wrong(`v${number} holds tree ${version!.tree}`)
        if (told.endsWith('saved') && version!.operation !== id) throw wrong('another one saved that')
        if (operation.label !== undefined && told.endsWith('saved') && version!.label !== operation.label) {
          throw wrong('it has another label')
        }
        for (const alias of operation.aliases) this.mustHavePointed(operation.name, alias, number!, wrong)
        break
      case 'promote':
        for (const [, alias, to] of told.matchAll(/([^, ]+) (?:to|at) v(\d+)/g)) {
          this.mustHavePointed(operation.name, alias, Number(to), wrong)
        }
        break
      case 'record':
        if (!version!.notes.some((note) => note.operation === id)) throw wrong('the note is not there')
        break
      case 'remove':
        if (isAlone && !isGone(version!)) throw wrong('it is there')
        if (version!.changes === 0) throw wrong('it was never removed')
        break
      case 'undelete':
        if (isAlone && isGone(version!)) throw wrong('it is gone')
        break
      default:
        break
    }
  }

  private mustHavePointed(name: string, alias: string, number: number, wrong: (what: string) => Mismatch): void {
    if (!(this.model.artifact(name).aliases.get(alias) ?? []).some(({ to }) => to === number)) {
      throw wrong(`${alias} never pointed at v${number}`)
    }
  }

  // ── what is known then ─────────────────────────────────────────────────────────────────────────────────────────

  private async look(): Promise<SeenEvent[]> {
    return await eventsSince(this.model, this.base, this.treeOf)
  }

  /** @param isRaced others were at work: what was not told to be done may be half of something, until it is. */
  private adopt(events: readonly SeenEvent[], isRaced: boolean): void {
    for (const { event, at } of events) {
      applyEvent(this.model, event, at)
      if (!isRaced || (event.kind !== 'version' && !isChange(event))) continue
      const version = this.model.artifact(event.name).version(event.number)!
      version.mayBeListed = true
      version.doubtful = true
    }
  }

  /** A save that succeeded has told of its version; who brought one back, of that. */
  private settle(operation: Operation, outcome: Outcome): void {
    if (isFailure(outcome) || outcome.number === undefined) return
    if (operation.kind !== 'save' && operation.kind !== 'undelete') return
    const version = this.model.artifact(operation.name).version(outcome.number)!
    version.reported = true
    version.doubtful = false
  }

  /** A restore wrote what the version holds, and nothing else. */
  private judgeWritten({ number, wrote }: Outcome, operation: Operation): void {
    if (wrote === undefined || number === undefined || !('name' in operation)) return
    const tree = this.trees[this.model.artifact(operation.name!).version(number)!.tree]
    const holds = { ...wrote.under, ...(wrote.isPart ? dataOf(tree) : tree.holds) }
    if (isSame(wrote.lines, holds)) return
    throw new Mismatch(
      `${describe(operation)} of v${number} wrote ${JSON.stringify(wrote.lines)} and not ${JSON.stringify(holds)}`
    )
  }

  /** @param isWhole every version is read, and not one. */
  private async compare(isWhole: boolean): Promise<void> {
    if ((await this.base.stat(STORE_KEY)) === undefined) return
    await compareLists(this.model, this.observer, this.treeOf)
    const living = [...this.model.artifacts.values()].flatMap(({ name, living }) =>
      living.map((version) => ({ name, version }))
    )
    if (isWhole) await compareMoves(this.model, this.observer)
    const chosen = isWhole || living.length === 0 ? living : [living[(this.operations * 7919) % living.length]]
    for (const { name, version } of chosen) await this.compareContents(name, version)
  }

  private async compareContents(name: string, version: PlainVersion): Promise<void> {
    const { number, tree, doubtful } = version
    const storage = this.plant(this.base, 'observer')
    try {
      const holds = await contentsOf(storage, await readRecord(storage, name, number))
      if (!isSame(holds, this.trees[tree].holds))
        throw new Mismatch(`${name}@v${number} holds ${JSON.stringify(holds)}`)
    } catch (error) {
      if (error instanceof Mismatch) throw error
      if (doubtful) return
      throw new Mismatch(`${name}@v${number} cannot be read: ${String(error)}`, { cause: error })
    }
  }

  /** The end of a run: whoever is held goes on, all that is there is restored, and what nobody needs goes in time. */
  async end(days: number): Promise<void> {
    while (this.isHolding) await this.resume()
    if (this.days < days) this.pass((days - this.days) * DAY)
    await this.compare(true)
    if ((await this.base.stat(STORE_KEY)) === undefined) return
    // All were read above; some are written to a disk as well.
    for (const { name, living } of [...this.model.artifacts.values()]) {
      for (const { number } of living.slice(-2)) {
        await this.do({ kind: 'restore', name, selector: `v${number}`, isPart: false, where: 'clean' })
      }
    }
    for (let week = 0; week < 3; week++) {
      this.pass(this.graceDays * DAY + HOUR)
      await this.do({ kind: 'prune', name: undefined, rules: undefined, isDry: false })
    }
    await this.do({ kind: 'verify', isDeep: true })
    await this.mustBeTidy()
  }

  /** No pack is left that no version needs. */
  private async mustBeTidy(): Promise<void> {
    const used = new Set<string>()
    for (const { name, living } of this.model.artifacts.values()) {
      for (const { number } of living) {
        for (const { pack } of (await readRecord(this.base, name, number)).packs) used.add(pack)
      }
    }
    for await (const { key } of this.base.list(PACKS_PREFIX)) {
      const pack = packOfKey(key)
      if (pack === undefined || !used.has(pack)) throw new Mismatch(`${key} is of no use, and was not pruned`)
    }
  }

  private troubled(inner: Storage, trouble: Trouble | undefined): { storage: Storage; isHit: () => boolean } {
    if (trouble === undefined) return { storage: inner, isHit: () => false }
    if (trouble.kind === 'faults') {
      const kind = trouble.when === 'before' ? 'fail-before' : 'fail-after'
      const storage = withFaults(inner, [{ operation: FAULTY, calls: trouble.calls, effect: { kind } }])
      return { storage, isHit: () => storage.fired.length > 0 }
    }
    let call = 0
    let isDead = false
    const die = (): never => {
      isDead = true
      throw new Error('killed')
    }
    const storage = observed(
      inner,
      () => {
        if (isDead || (++call >= trouble.call && trouble.when === 'before')) die()
      },
      () => {
        if (isDead || call >= trouble.call) die()
      }
    )
    return { storage, isHit: () => isDead }
  }
}

export function describe(operation: Operation): string {
  const { kind, ...rest } = operation
  return `${kind} ${JSON.stringify(rest)}`
}

function isChange(event: Event): event is Extract<Event, { kind: 'removed' | 'back' }> {
  return event.kind === 'removed' || event.kind === 'back'
}

function idOf({ name, number }: { readonly name: string; readonly number: number }): string {
  return `${name}@v${number}`
}

function partsOf(id: string): [string, number] {
  const [name, number] = id.split('@v')
  return [name, Number(number)]
}

function isSameVersion(one: Event, other: Event): boolean {
  return 'number' in one && 'number' in other && idOf(one) === idOf(other)
}

function isSameSet(one: readonly Event[], other: readonly Event[]): boolean {
  const lines = (events: readonly Event[]): string =>
    JSON.stringify(events.map((event) => JSON.stringify(sortKeys(event))).sort())
  return lines(one) === lines(other)
}

function sortKeys(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** It was done and taken back, since it could not be looked at then; perhaps that was taken back as well. */
function isUndone(operation: Operation, events: readonly Event[]): boolean {
  const [first, second] = operation.kind === 'undelete' ? ['back', 'removed'] : ['removed', 'back']
  const isOf = operation.kind === 'remove' || operation.kind === 'undelete'
  return isOf && events.every(({ kind }, at) => kind === (at % 2 === 0 ? first : second))
}

/** A label was given back, or could not be. */
function isUnreserved(expected: readonly Expected[], events: readonly Event[]): boolean {
  const isOfLabel = ({ kind }: Event): boolean => kind === 'reserved' || kind === 'released'
  return events.length === 1 && events.every(isOfLabel) && expected.length > 0
}

/** As a save makes it, with another G. */
function storeFile(graceDays: number) {
  return {
    requires: [],
    hash: 'sha256',
    graceSeconds: (graceDays * DAY) / 1000,
    clockSkewSeconds: SKEW_OF_STORE / 1000,
    createdAt: new Date(START).toISOString()
  }
}
