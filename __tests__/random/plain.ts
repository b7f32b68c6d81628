/**
 * What a store must hold, as plainly as it can be said: versions with their files, labels, aliases with their moves, what
 * was recorded, what was removed. No chunks, no packs, no keys. Written from README.md and docs/PROTOCOL.md, not from src/.
 */

export const HOUR = 60 * 60 * 1000
export const DAY = 24 * HOUR

export interface PlainVersion {
  readonly number: number
  /** The save that made it. */
  readonly operation: number
  /** Which tree of the pool. */
  readonly tree: number
  readonly label: string | undefined
  /** By the machine that saved it. */
  readonly createdAt: string
  /** By the storage. */
  readonly savedAt: number
  readonly metrics: Readonly<Record<string, number>>
  /** In the order in which they were recorded. */
  readonly notes: PlainNote[]
  /** How often it was removed and brought back: it is gone where that is odd. */
  changes: number
  /** By the storage: when that was last. */
  changedAt: number
  /** A save told somebody that it is there. */
  reported: boolean
  /** Its save, or who brought it back, did not come to its end while others were at work: its bytes may go. */
  doubtful: boolean
  /** Others were at work when it was saved: a list may name what it uses, and removing it may be final. */
  mayBeListed: boolean
}

export interface PlainNote {
  readonly operation: number
  readonly metrics: Readonly<Record<string, number>>
}

export interface PlainMove {
  readonly operation: number
  /** Undefined: the alias was removed. */
  readonly to: number | undefined
}

export interface Rules {
  readonly keepLast?: number
  readonly keepWithinDays?: number
  readonly keepBest?: { readonly count: number; readonly direction: 'higher' | 'lower' }
}

export function isGone(version: PlainVersion): boolean {
  return version.changes % 2 === 1
}

export class PlainArtifact {
  readonly name: string
  /** v1 first, and none left out. */
  readonly versions: PlainVersion[] = []
  /** Since when a label is reserved, by the storage. */
  readonly labels = new Map<string, number>()
  readonly aliases = new Map<string, PlainMove[]>()

  constructor(name: string) {
    this.name = name
  }

  get living(): PlainVersion[] {
    return this.versions.filter((version) => !isGone(version))
  }

  get newest(): PlainVersion | undefined {
    return this.living.at(-1)
  }

  version(number: number | undefined): PlainVersion | undefined {
    return number === undefined ? undefined : this.versions[number - 1]
  }

  pointsAt(alias: string): number | undefined {
    return this.aliases.get(alias)?.at(-1)?.to
  }

  /** Where an alias pointed before it pointed where it points, or before it was removed. */
  pointedAtBefore(alias: string): number | undefined {
    const moves = this.aliases.get(alias) ?? []
    const current = moves.at(-1)?.to
    return moves.findLast(({ to }) => to !== undefined && to !== current)?.to
  }

  aliasesOf(number: number): string[] {
    return [...this.aliases.keys()].filter((alias) => this.pointsAt(alias) === number).sort()
  }

  /** Whether a label was ever given to a version, also one that is gone. */
  isGiven(label: string): boolean {
    return this.versions.some((version) => version.label === label)
  }

  /** Whether nobody may take a label now. */
  isTaken(label: string, now: number): boolean {
    const since = this.labels.get(label)
    return since !== undefined && (this.isGiven(label) || now - since <= DAY)
  }

  metricsOf({ metrics, notes }: PlainVersion): Record<string, number> {
    return Object.assign({}, metrics, ...notes.map((note) => note.metrics)) as Record<string, number>
  }

  resolve(selector: string): PlainVersion | undefined {
    if (selector === 'latest' || selector === 'newest') return this.newest
    const number = /^v(\d+)$/.exec(selector)
    if (number !== null) return this.livingOf(Number(number[1]))
    if (selector.startsWith('as-of:')) {
      return this.living.findLast(({ createdAt }) => createdAt <= selector.slice('as-of:'.length))
    }
    if (selector === 'max:metrics.score') {
      const valueOf = (version: PlainVersion): number => this.metricsOf(version)['score'] ?? -Infinity
      return this.living
        .filter((version) => valueOf(version) > -Infinity)
        .reverse()
        .reduce<PlainVersion | undefined>(
          (best, version) => (best === undefined || valueOf(version) > valueOf(best) ? version : best),
          undefined
        )
    }
    const labelled = this.labels.has(selector) ? this.living.find(({ label }) => label === selector) : undefined
    return labelled ?? this.livingOf(this.pointsAt(selector))
  }

  private livingOf(number: number | undefined): PlainVersion | undefined {
    const version = this.version(number)
    return version === undefined || isGone(version) ? undefined : version
  }

  /** Why a version may not be removed by hand. */
  isHeld(version: PlainVersion): boolean {
    return version === this.newest || version.label !== undefined || this.aliasesOf(version.number).length > 0
  }

  /**
   * What rules of retention keep.
   * @param counts whether a version takes the place of another one; who may be withdrawn yet does not.
   */
  keptBy(rules: Rules | undefined, now: number, counts: (version: PlainVersion) => boolean): Set<number> {
    const { living } = this
    const all = new Set(living.map(({ number }) => number))
    if (rules === undefined) return all
    const scoreOf = (version: PlainVersion): number | undefined => this.metricsOf(version)['score']
    const isJudged = living.some((version) => scoreOf(version) !== undefined)
    const best = isJudged ? rules.keepBest : undefined
    if (rules.keepLast === undefined && rules.keepWithinDays === undefined && best === undefined) return all

    const kept = new Set<number>()
    const keepFirst = (versions: readonly PlainVersion[], count: number): void => {
      let left = count
      for (const version of versions) {
        if (left <= 0) return
        kept.add(version.number)
        if (counts(version)) left--
      }
    }
    const newestFirst = living.toReversed()
    keepFirst(newestFirst, Math.max(1, rules.keepLast ?? 0))
    for (const version of living) {
      const isYoung = rules.keepWithinDays !== undefined && now - version.savedAt <= rules.keepWithinDays * DAY
      if (isYoung || version.label !== undefined || version.changes > 0) kept.add(version.number)
      if (this.aliasesOf(version.number).length > 0) kept.add(version.number)
    }
    if (best !== undefined) {
      const sign = best.direction === 'higher' ? -1 : 1
      const ranked = newestFirst.filter((version) => scoreOf(version) !== undefined)
      keepFirst(
        ranked.sort((one, other) => sign * (scoreOf(one)! - scoreOf(other)!)),
        best.count
      )
    }
    return kept
  }
}

export class PlainStore {
  readonly artifacts = new Map<string, PlainArtifact>()

  artifact(name: string): PlainArtifact {
    const artifact = this.artifacts.get(name) ?? new PlainArtifact(name)
    this.artifacts.set(name, artifact)
    return artifact
  }

  /** As it is now, for a look back. */
  copy(): PlainStore {
    const store = new PlainStore()
    for (const [name, { versions, labels, aliases }] of this.artifacts) {
      const artifact = store.artifact(name)
      artifact.versions.push(...versions.map((version) => ({ ...version, notes: [...version.notes] })))
      for (const [label, since] of labels) artifact.labels.set(label, since)
      for (const [alias, moves] of aliases) artifact.aliases.set(alias, [...moves])
    }
    return store
  }
}

/** Something that came to be in a store; nothing ever goes, but for reservations of labels. */
export type Event =
  | {
      readonly kind: 'version'
      readonly name: string
      readonly number: number
      readonly operation: number
      readonly tree: number
      readonly label: string | undefined
      readonly createdAt: string
      readonly metrics: Readonly<Record<string, number>>
    }
  | { readonly kind: 'removed' | 'back'; readonly name: string; readonly number: number }
  | {
      readonly kind: 'move'
      readonly name: string
      readonly alias: string
      readonly operation: number
      readonly to: number | undefined
    }
  | {
      readonly kind: 'note'
      readonly name: string
      readonly number: number
      readonly operation: number
      readonly metrics: Readonly<Record<string, number>>
    }
  | { readonly kind: 'reserved' | 'released'; readonly name: string; readonly label: string }

/** @param now by the storage. */
export function applyEvent(store: PlainStore, event: Event, now: number): void {
  const artifact = store.artifact(event.name)
  switch (event.kind) {
    case 'version': {
      const { number, operation, tree, label, createdAt, metrics } = event
      const facts = { number, operation, tree, label, createdAt, savedAt: now, metrics, notes: [] }
      const doubts = { reported: false, doubtful: false, mayBeListed: false }
      artifact.versions.push({ ...facts, changes: 0, changedAt: 0, ...doubts })
      return
    }
    case 'removed':
    case 'back': {
      const version = artifact.version(event.number)!
      version.changes++
      version.changedAt = now
      return
    }
    case 'move': {
      const { alias, operation, to } = event
      artifact.aliases.set(alias, [...(artifact.aliases.get(alias) ?? []), { operation, to }])
      return
    }
    case 'note':
      artifact.version(event.number)!.notes.push({ operation: event.operation, metrics: event.metrics })
      return
    case 'reserved':
      artifact.labels.set(event.label, now)
      return
    case 'released':
      artifact.labels.delete(event.label)
  }
}
