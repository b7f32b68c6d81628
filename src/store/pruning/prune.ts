/** Pruning, step by step and in this order. docs/PROTOCOL.md, *Pruning*. */
import { isStoreError } from '../../errors.js'
import type { PackName } from '../../content/pack.js'
import { CondemnedLists, type Condemned } from '../condemned.js'
import type { StoreContext } from '../context.js'
import { checkArtifactName, isQuarantined } from '../names.js'
import { openForWriting } from '../promote.js'
import { checkMayWrite } from '../quarantine.js'
import { silentLogger } from '../reporting.js'
import { checkWritable, readStoreFile, type StoreFile } from '../store-file.js'
import type { ArtifactName } from '../types.js'
import { clearRuns, clearTemporary } from './clearing.js'
import { condemn } from './condemn.js'
import { destroy } from './destroy.js'
import { graceEnd, isPastGrace, packsOfGone, sortUnused, storedPacks, type Ages, type UnusedPacks } from './packs.js'
import { planRetention, type KeepReason, type Retention, type RetentionPlan } from './plan.js'
import { idOf, removeAll, type VersionId } from './removal.js'
import { describePrune, type PruneResult } from './result.js'
import { checkRules, type CheckedRules, type RetentionRules } from './rules.js'
import { SnapshotReader, type StoreSnapshot } from './snapshot.js'
import { bringBackSound } from './undelete.js'

export interface PruneRequest {
  /** The artifact whose versions the rules are for; all where it is missing. Packs are those of the whole store. */
  readonly name?: ArtifactName
  /** For all artifacts alike, or for each. Without any rule no version is removed. */
  readonly rules?: RetentionRules | ((name: ArtifactName) => RetentionRules | undefined)
  /** Write nothing, and tell what would be done. Default true. */
  readonly dryRun?: boolean
}

/** Why a version was removed, for people. */
const PRUNED = 'no rule of retention keeps it'

export async function pruneStore(context: StoreContext, request: PruneRequest): Promise<PruneResult> {
  const { name, dryRun = true } = request
  if (name !== undefined) checkArtifactName(name)
  // Packs are everybody's, also where one artifact's versions are removed.
  if (!dryRun) checkMayWrite(context.viewer ?? {}, undefined)
  const rulesOf = readRules(request)
  const store = await readStoreFile(context.storage)
  checkWritable(store, context.storage)
  if (!dryRun) {
    checkMayWrite(context.viewer ?? {}, undefined)
    await openForWriting(context)
  }
  return await new Pruning(context, store, rulesOf, name, dryRun).run()
}

/** Each artifact's rules are checked once, before anything is done where they are the same for all. */
function readRules({ name, rules }: PruneRequest): (artifact: ArtifactName) => CheckedRules | undefined {
  const common = typeof rules === 'function' ? undefined : checkRules(rules)
  const known = new Map<ArtifactName, CheckedRules | undefined>()
  return (artifact) => {
    if (name !== undefined && artifact !== name) return undefined
    if (typeof rules !== 'function') return common
    if (!known.has(artifact)) known.set(artifact, checkRules(rules(artifact)))
    return known.get(artifact)
  }
}

class Pruning {
  private readonly context: StoreContext
  private readonly store: StoreFile
  private readonly rulesOf: (name: ArtifactName) => CheckedRules | undefined
  private readonly name: ArtifactName | undefined
  private readonly dryRun: boolean
  private readonly reader: SnapshotReader
  private readonly condemned: CondemnedLists

  constructor(
    context: StoreContext,
    store: StoreFile,
    rulesOf: (name: ArtifactName) => CheckedRules | undefined,
    name: ArtifactName | undefined,
    dryRun: boolean
  ) {
    this.context = context
    this.store = store
    this.rulesOf = rulesOf
    this.name = name
    this.dryRun = dryRun
    this.condemned = new CondemnedLists(context.storage)
    this.reader = new SnapshotReader(context, (artifact) => (rulesOf(artifact)?.keepBest.length ?? 0) > 0)
  }

  async run(): Promise<PruneResult> {
    // The time comes first, and the lists before the records: a list that counts as old was there before any record that
    // is overlooked below, so the saver of that one sees it.
    const ages: Ages = { now: await this.now(), store: this.store }
    const condemned = await this.condemned.refresh()
    const first = await this.reader.read()
    const broughtBack = await this.bringBackAliased(first)
    const before = broughtBack.length === 0 ? first : await this.reader.read(new Set(broughtBack.map(idOf)))

    const retention: Retention = {
      rulesOf: this.rulesOf,
      now: ages.now,
      listed: condemned.packs,
      logger: this.context.logger
    }
    const plan = planRetention(before, retention)
    const { removed, spared, after } = await this.remove(before, plan, retention)
    const unused = await this.findUnused(after, removed, condemned, ages)
    if (!this.dryRun) {
      const packs = unused.condemnable.map(({ pack }) => pack)
      await condemn(this.context, packs, ages.now, condemned.newest)
      await destroy(this.context, unused.destroyable)
    }
    return describePrune({
      dryRun: this.dryRun,
      ages,
      plan: plan.artifacts.filter(({ name }) => this.name === undefined || this.name === name),
      removed,
      spared,
      broughtBack,
      unused,
      runs: await clearRuns(this.context, ages, this.dryRun),
      temporary: await clearTemporary(this.context, ages, this.dryRun)
    })
  }

  /** Who may only read a folder cannot ask it for the time, and only wants to know what would be. */
  private async now(): Promise<Date> {
    try {
      return await this.context.storage.now()
    } catch (error) {
      if (!this.dryRun || !isStoreError(error, 'STORAGE')) throw error
      this.context.logger.warn(`${error.message}; the time of this machine is taken for this dry run`)
      return this.context.clock()
    }
  }

  /**
   * Where an alias points at a version that is gone, whoever removed that was killed before he looked, or the alias was
   * put back to where it had been meanwhile.
   * @returns those that are back, or would be.
   */
  private async bringBackAliased(snapshot: StoreSnapshot): Promise<VersionId[]> {
    const versions = snapshot.flatMap(({ name, aliases, gone }) => {
      if (isQuarantined(name)) return []
      const targets = new Set(aliases.values())
      return gone.filter(({ number }) => targets.has(number)).map(({ number }) => ({ name, number }))
    })
    if (this.dryRun) return versions
    const back: VersionId[] = []
    for (const version of versions) {
      const told = `an alias of ${version.name} points at v${version.number}`
      if (await this.tryToBringBack(version, 'an alias points at it', told)) back.push(version)
    }
    return back
  }

  /** Removes what the plan says, looks again, and brings back what should have stayed. */
  private async remove(before: StoreSnapshot, plan: RetentionPlan, retention: Retention): Promise<Removal> {
    const planned = plan.artifacts.flatMap((artifact) => artifact.removed)
    const spared = new Map<string, KeepReason>()
    if (planned.length === 0 || this.dryRun) return { removed: new Set(planned.map(idOf)), spared, after: before }
    const own = new Set((await removeAll(this.context, planned, PRUNED)).map(idOf))
    const after = await this.reader.read(own)
    // Read after the records: a version whose packs had been listed before it was there takes no other one's place. What
    // is destroyed goes by the lists that were read before.
    const { packs: listed } = await this.condemned.refresh()
    const again = planRetention(after, { ...retention, listed, logger: silentLogger })
    const keptNow = new Map(again.artifacts.map(({ name, kept }) => [name, kept]))
    const removed = new Set<string>()
    for (const version of planned) {
      const id = idOf(version)
      const reason = keptNow.get(version.name)?.get(version.number)
      const stays = reason !== undefined && (!own.has(id) || (await this.stepBack(version, reason)))
      if (stays) spared.set(id, reason)
      else removed.add(id)
    }
    return { removed, spared, after }
  }

  /** @returns false where this run stood still for so long that the bytes are gone, or on their way out. */
  private async stepBack(version: VersionId, reason: KeepReason): Promise<boolean> {
    return await this.tryToBringBack(
      version,
      `it was pruned, and stays after all: ${reason}`,
      `${idOf(version)} was removed and should have stayed: ${reason}`
    )
  }

  private async tryToBringBack(version: VersionId, reason: string, told: string): Promise<boolean> {
    try {
      await bringBackSound(this.context, this.store, version, reason)
      return true
    } catch (error) {
      if (!isStoreError(error, 'NOT_FOUND') && !isStoreError(error, 'DAMAGED')) throw error
      this.context.logger.warn(`${told}, and ${error.message}`)
      return false
    }
  }

  private async findUnused(
    snapshot: StoreSnapshot,
    removed: ReadonlySet<string>,
    { lists }: Condemned,
    ages: Ages
  ): Promise<UnusedPacks> {
    const used = new Set<PackName>()
    for (const version of snapshot.flatMap(({ living }) => living)) {
      if (!removed.has(idOf(version))) for (const pack of version.packs) used.add(pack)
    }
    const unused = sortUnused(await storedPacks(this.context.storage), used, lists, ages)
    if (unused.destroyable.length === 0) return unused
    // Who restores a version that was removed just now still wants its bytes.
    const held = await packsOfGone(this.context, recentlyRemoved(snapshot, removed, ages))
    const until = graceEnd(ages, ages.now)
    const waiting = unused.destroyable.filter(({ pack }) => held.has(pack)).map((pack) => ({ ...pack, until }))
    const destroyable = unused.destroyable.filter(({ pack }) => !held.has(pack))
    return { ...unused, destroyable, waiting: [...unused.waiting, ...waiting] }
  }
}

interface Removal {
  /** What is gone now, or would be. */
  readonly removed: ReadonlySet<string>
  /** What was to be removed and stays. */
  readonly spared: ReadonlyMap<string, KeepReason>
  /** What there is then; those that this run removed are among the living. */
  readonly after: StoreSnapshot
}

function recentlyRemoved(snapshot: StoreSnapshot, removed: ReadonlySet<string>, ages: Ages): VersionId[] {
  return snapshot.flatMap(({ name, living, gone }) => [
    ...living.filter((version) => removed.has(idOf(version))).map(({ number }) => ({ name, number })),
    ...gone.filter(({ removedAt }) => !isPastGrace(ages, removedAt)).map(({ number }) => ({ name, number }))
  ])
}
