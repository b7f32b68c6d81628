/**
 * What versions a whole store has, as prune must know it: all records, or none. What cannot be read, is missing or is
 * of a newer format stops it, since the packs of that version would be taken for unused. docs/PROTOCOL.md, P1.
 */
import { ArtifactStoreError, isStoreError, quote } from '../../errors.js'
import type { PackName } from '../../content/pack.js'
import type { ObjectInfo, StorageKey } from '../../storage/storage.js'
import { readMoveTarget } from '../aliases.js'
import { eachAtOnce } from '../at-once.js'
import type { StoreContext } from '../context.js'
import {
  aliasesPrefix,
  aliasOfKey,
  artifactOfKey,
  artifactPrefix,
  ARTIFACTS_PREFIX,
  changeOfKey,
  gonePrefix,
  noteKey,
  noteOfKey,
  notesPrefix,
  numberOfKey,
  versionKey,
  versionsPrefix
} from '../layout.js'
import { isArtifactName } from '../names.js'
import { mergeMetrics, readNotes } from '../notes.js'
import type { VersionRecord } from '../record.js'
import { isRemoval } from '../artifact-objects.js'
import type { ArtifactName, InputVersion, Metrics, VersionNumber } from '../types.js'
import { VersionSeries } from '../versions.js'
import { pullRequestOf } from '../viewer.js'
import { idOf } from './removal.js'

const READ_AT_ONCE = 16
/** Numbers that a listing left out are looked for one by one, if there are no more than that. */
const LOOKED_FOR = 64

/** In the order of the keys. */
export type StoreSnapshot = readonly ArtifactSnapshot[]

export interface ArtifactSnapshot {
  readonly name: ArtifactName
  /** Those that are not gone, ascending. */
  readonly living: readonly LivingVersion[]
  readonly gone: readonly GoneVersion[]
  /** Where each alias points. */
  readonly aliases: ReadonlyMap<string, VersionNumber>
  /** Why it is not known what aliases point at; undefined where it is. */
  readonly damagedAlias: string | undefined
}

export interface LivingVersion {
  readonly name: ArtifactName
  readonly number: VersionNumber
  readonly label: string | undefined
  /** Its label, or `v` and the number. */
  readonly version: string
  /** ISO 8601, by the clock of who saved it. */
  readonly createdAt: string
  /** By the storage's clock. */
  readonly savedAt: Date
  /** It was removed before. */
  readonly wasBroughtBack: boolean
  readonly isOfPullRequest: boolean
  readonly packs: readonly PackName[]
  readonly inputs: readonly InputVersion[]
  /** The record's, merged with those of its notes where these were asked for; undefined where a note is damaged. */
  readonly metrics: Metrics | undefined
}

export interface GoneVersion {
  readonly number: VersionNumber
  /** By the storage's clock. */
  readonly removedAt: Date
}

/** What a record says that prune wants to know. */
type KnownRecord = Pick<LivingVersion, 'label' | 'version' | 'createdAt' | 'isOfPullRequest' | 'packs' | 'inputs'> & {
  readonly metrics: Metrics
}

/** Looks at a store, more than once: what was read and cannot change is not read again. */
export class SnapshotReader {
  private readonly context: StoreContext
  private readonly needsNotes: (name: ArtifactName) => boolean
  /** Undefined: a placeholder. */
  private readonly records = new Map<StorageKey, KnownRecord | undefined>()
  private readonly noted = new Map<string, Metrics | undefined>()
  private readonly targets = new Map<StorageKey, AliasTarget>()
  private readonly names = new Map<PackName, PackName>()

  /** @param needsNotes of which artifacts it matters what metrics were added after the save. */
  constructor(context: StoreContext, needsNotes: (name: ArtifactName) => boolean) {
    this.context = context
    this.needsNotes = needsNotes
  }

  /**
   * @param assumed versions, as `name@v12`, that are told as living even if they are gone.
   * @throws ArtifactStoreError `DAMAGED`, `UNSUPPORTED`: what is there is not all known.
   */
  async read(assumed: ReadonlySet<string> = new Set()): Promise<StoreSnapshot> {
    const listed = await this.list()
    for (const artifact of listed) await this.fillGaps(artifact)
    const snapshots: ArtifactSnapshot[] = []
    for (const artifact of listed) {
      this.context.throwIfCancelled()
      snapshots.push(await this.readArtifact(artifact, assumed))
    }
    return snapshots
  }

  /** One listing of all, so that a bucket is asked once for a thousand objects. */
  private async list(): Promise<ListedArtifact[]> {
    const listed: ListedArtifact[] = []
    let current: ListedArtifact | undefined
    for await (const info of this.context.storage.list(ARTIFACTS_PREFIX)) {
      if (current === undefined || !info.key.startsWith(current.prefix)) {
        const name = artifactOfKey(info.key)
        // What is no artifact, nor can be, has no versions: what looks like some is not passed over.
        if (name === undefined || !isArtifactName(name) || !info.key.startsWith(artifactPrefix(name))) {
          this.refuseForeign(info.key)
          continue
        }
        current = new ListedArtifact(name)
        listed.push(current)
        this.context.throwIfCancelled()
      }
      current.add(info)
    }
    return listed
  }

  private refuseForeign(key: StorageKey): void {
    if (!key.includes('/versions/')) return
    throw this.damaged(`${quote(key)} is no record of an artifact, and may be one of a newer program`)
  }

  /** Numbers are dense. A folder that is read while others save may show a number and not the one before. */
  private async fillGaps(artifact: ListedArtifact): Promise<void> {
    const { name, versions, changes } = artifact
    const newest = versions.at(-1)?.number ?? 0
    const there = new Set(versions.map(({ number }) => number))
    const missing: VersionNumber[] = []
    for (let number = 1; number < newest && missing.length <= LOOKED_FOR; number++) {
      if (!there.has(number) && !isRemoval(changes.get(number)?.change ?? 0)) missing.push(number)
    }
    for (const number of missing.slice(0, LOOKED_FOR)) {
      const info = await this.context.storage.stat(versionKey(name, number))
      if (info === undefined) {
        throw this.damaged(
          `${versionKey(name, number)} is missing although there is a v${newest} of ${name}: bring it back from a copy of the store, or give that version up (artifact-store remove ${name}@v${number})`
        )
      }
      versions.push({ number, savedAt: info.modifiedAt })
    }
    if (missing.length > LOOKED_FOR) throw this.damaged(`more than ${LOOKED_FOR} records of ${name} are missing`)
    if (missing.length > 0) versions.sort((one, other) => one.number - other.number)
  }

  private async readArtifact(artifact: ListedArtifact, assumed: ReadonlySet<string>): Promise<ArtifactSnapshot> {
    const { name, changes } = artifact
    const isGone = (number: VersionNumber): boolean =>
      isRemoval(changes.get(number)?.change ?? 0) && !assumed.has(idOf({ name, number }))
    const wanted = artifact.versions.filter(({ number }) => !isGone(number))
    const series = new VersionSeries(this.context.storage, name, this.context.logger)
    await eachAtOnce(wanted, READ_AT_ONCE, async ({ number }) => await this.readRecord(series, number))
    const living: LivingVersion[] = []
    for (const { number, savedAt } of wanted) {
      const record = this.records.get(versionKey(name, number))
      if (record === undefined) continue
      const wasBroughtBack = (changes.get(number)?.change ?? 0) > 1
      living.push({ name, number, savedAt, wasBroughtBack, ...record })
    }
    return {
      name,
      living: this.needsNotes(name) ? await this.withNotes(artifact, living) : living,
      gone: [...changes.keys()].filter(isGone).map((number) => ({ number, removedAt: changes.get(number)!.at })),
      ...(await this.readAliases(artifact))
    }
  }

  private async readRecord(series: VersionSeries, number: VersionNumber): Promise<void> {
    const key = versionKey(series.name, number)
    if (this.records.has(key)) return
    try {
      const record = await series.readListed(number)
      this.records.set(key, record === undefined ? undefined : this.summarize(record))
    } catch (error) {
      if (!isStoreError(error, 'DAMAGED')) throw error
      throw new ArtifactStoreError(
        'DAMAGED',
        `${error.message}. Nothing is pruned while it is not known what it needs: mend it, or give that version up (artifact-store remove ${series.name}@v${number})`,
        { cause: error }
      )
    }
  }

  private summarize({ metadata, label, packs }: VersionRecord): KnownRecord {
    const { version, createdAt, metrics, inputs, run } = metadata
    return {
      label,
      version,
      createdAt,
      isOfPullRequest: pullRequestOf(run) !== undefined,
      // Most versions share most of their packs: each name is kept once.
      packs: packs.map(({ pack }) => this.names.get(pack) ?? (this.names.set(pack, pack), pack)),
      inputs,
      metrics
    }
  }

  private async withNotes(artifact: ListedArtifact, living: readonly LivingVersion[]): Promise<LivingVersion[]> {
    const { name, notes } = artifact
    const withThem: LivingVersion[] = [...living]
    await eachAtOnce(living.entries(), READ_AT_ONCE, async ([at, version]) => {
      const { number, metrics = {} } = version
      const numbers = notes.get(number) ?? []
      if (numbers.length > 0) withThem[at] = { ...version, metrics: await this.merged(name, number, metrics, numbers) }
    })
    return withThem
  }

  private async merged(
    name: ArtifactName,
    number: VersionNumber,
    metrics: Metrics,
    notes: readonly number[]
  ): Promise<Metrics | undefined> {
    const known = `${versionKey(name, number)} ${notes.join()}`
    if (!this.noted.has(known)) {
      const { storage, logger } = this.context
      try {
        const read = await readNotes(
          storage,
          undefined,
          name,
          number,
          notes.map((note) => ({ key: noteKey(name, number, note) }))
        )
        this.noted.set(known, mergeMetrics(metrics, read))
      } catch (error) {
        if (!isStoreError(error, 'DAMAGED')) throw error
        logger.warn(`${error.message}; the metrics of ${name}@v${number} are not known for sure, so it stays`)
        this.noted.set(known, undefined)
      }
    }
    return this.noted.get(known)
  }

  private async readAliases({
    name,
    moves
  }: ListedArtifact): Promise<Pick<ArtifactSnapshot, 'aliases' | 'damagedAlias'>> {
    const aliases = new Map<string, VersionNumber>()
    let damagedAlias: string | undefined
    await eachAtOnce(moves, READ_AT_ONCE, async ([alias, keys]) => {
      const target = await this.targetOf(keys)
      if (target === 'none') return
      if (typeof target === 'number') aliases.set(alias, target)
      else damagedAlias = target.damage
    })
    if (damagedAlias !== undefined) {
      this.context.logger.warn(
        `${damagedAlias}; where that alias of ${name} points is not known, so all its versions stay`
      )
    }
    return { aliases, damagedAlias }
  }

  /** @param keys of its moves, ascending. */
  private async targetOf(keys: readonly StorageKey[]): Promise<Exclude<AliasTarget, 'torn'>> {
    for (const key of keys.toReversed()) {
      const target = this.targets.get(key) ?? (await this.readTarget(key))
      // One that is being written is looked at again the next time.
      if (target === 'torn') continue
      this.targets.set(key, target)
      return target
    }
    return 'none'
  }

  private async readTarget(key: StorageKey): Promise<AliasTarget> {
    try {
      return await readMoveTarget(this.context.storage, key)
    } catch (error) {
      if (!isStoreError(error, 'DAMAGED')) throw error
      return { damage: error.message }
    }
  }

  private damaged(what: string): ArtifactStoreError {
    return new ArtifactStoreError(
      'DAMAGED',
      `the store at ${quote(this.context.storage.location)} cannot be pruned: ${what}`
    )
  }
}

type AliasTarget = VersionNumber | 'none' | 'torn' | { readonly damage: string }

/** What the keys of an artifact tell. */
class ListedArtifact {
  readonly name: ArtifactName
  readonly prefix: string
  readonly versions: { readonly number: VersionNumber; readonly savedAt: Date }[] = []
  /** The newest change of each version that was ever removed. */
  readonly changes = new Map<VersionNumber, { readonly change: number; readonly at: Date }>()
  readonly notes = new Map<VersionNumber, number[]>()
  /** By alias, the keys of its moves, ascending. */
  readonly moves = new Map<string, StorageKey[]>()
  private readonly prefixes: {
    readonly versions: string
    readonly gone: string
    readonly notes: string
    readonly aliases: string
  }

  constructor(name: ArtifactName) {
    this.name = name
    this.prefix = artifactPrefix(name)
    this.prefixes = {
      versions: versionsPrefix(name),
      gone: gonePrefix(name),
      notes: notesPrefix(name),
      aliases: aliasesPrefix(name)
    }
  }

  /** Keys come ascending. */
  add({ key, modifiedAt }: ObjectInfo): void {
    const { prefixes } = this
    if (key.startsWith(prefixes.versions)) {
      const number = numberOfKey(key)
      if (number !== undefined && number > 0) this.versions.push({ number, savedAt: modifiedAt })
    } else if (key.startsWith(prefixes.gone)) {
      const changed = changeOfKey(this.name, key)
      if (changed !== undefined) this.changes.set(changed.number, { change: changed.change, at: modifiedAt })
    } else if (key.startsWith(prefixes.notes)) {
      const noted = noteOfKey(this.name, key)
      if (noted !== undefined) append(this.notes, noted.number, noted.note)
    } else if (key.startsWith(prefixes.aliases) && numberOfKey(key) !== undefined) {
      append(this.moves, aliasOfKey(this.name, key), key)
    }
  }
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}
