/** The operations, as they are asked for, done, and expected to end. */
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { isStoreError } from '../../src/errors.js'
import { walkTree } from '../../src/files/index.js'
import type { ArtifactStore, RetentionRules } from '../../src/store/index.js'
import { snapshot, type Snapshot } from '../support/trees.js'
import { isGone, type Event, type PlainArtifact, type PlainStore, type PlainVersion, type Rules } from './plain.js'
import { isSame, Mismatch } from './seen.js'
import { dataOf, type PooledTree } from './trees.js'

export type Operation =
  | {
      readonly kind: 'save'
      readonly name: string
      readonly tree: number
      readonly label: string | undefined
      readonly aliases: readonly string[]
      readonly score: number | undefined
      readonly unchanged: 'reuse' | 'new' | undefined
    }
  | {
      readonly kind: 'restore'
      readonly name: string
      readonly selector: string
      /** What is below `data/` alone. */
      readonly isPart: boolean
      /** Over what was restored there before, and perhaps without what is not of it. */
      readonly where: 'new' | 'over' | 'clean'
    }
  /** To where each pointed before, where the selector is `previous`: a rollback. */
  | { readonly kind: 'promote'; readonly name: string; readonly selector: string; readonly aliases: readonly string[] }
  | { readonly kind: 'unalias'; readonly name: string; readonly alias: string }
  | { readonly kind: 'record'; readonly name: string; readonly selector: string; readonly score: number }
  | { readonly kind: 'remove'; readonly name: string; readonly selector: string }
  | { readonly kind: 'undelete'; readonly name: string; readonly number: number }
  | {
      readonly kind: 'prune'
      readonly name: string | undefined
      readonly rules: Rules | undefined
      readonly isDry: boolean
    }
  | { readonly kind: 'verify'; readonly isDeep: boolean }
  | { readonly kind: 'list'; readonly name: string; readonly where: Where | undefined }

export type Where = 'metrics.score > 5' | 'aliases = best' | 'exists label'

/** What came of an operation. */
export interface Outcome {
  /** In a few words that can be compared. */
  readonly told: string
  /** The message of what it rejected with. */
  readonly why?: string
  /** The version that it was about. */
  readonly number?: number
  /** What a restore wrote. */
  readonly wrote?: { readonly isPart: boolean; readonly under: Snapshot; readonly lines: Snapshot }
  /** What a prune run removed and brought back, as `name@vN`. */
  readonly pruned?: { readonly removed: readonly string[]; readonly back: readonly string[] }
}

/** Where operations are done. */
export interface Place {
  readonly trees: readonly PooledTree[]
  /** A folder for what is restored. */
  readonly folder: string
}

export function isFailure({ told }: Outcome): boolean {
  return told.startsWith('error ')
}

/** Does it. What it rejects with is an outcome as any other one. @param id told to the store as who does it. */
export async function perform(store: ArtifactStore, operation: Operation, id: number, place: Place): Promise<Outcome> {
  try {
    return await act(store, operation, id, place)
  } catch (error) {
    if (!isStoreError(error)) throw error
    return { told: `error ${error.code}`, why: error.message }
  }
}

async function act(store: ArtifactStore, operation: Operation, id: number, place: Place): Promise<Outcome> {
  const run = { runId: String(id) }
  switch (operation.kind) {
    case 'save': {
      const { name, tree, label, aliases, score, unchanged } = operation
      const { version, created } = await store.save({
        name,
        source: walkTree({ folder: place.trees[tree].folder, symlinks: 'preserve' }),
        aliases,
        run,
        metadata: { operation: id },
        ...(label === undefined ? {} : { label }),
        ...(score === undefined ? {} : { metrics: { score } }),
        ...(unchanged === undefined ? {} : { ifUnchanged: unchanged })
      })
      return { told: `v${version.number} ${created ? 'saved' : 'reused'}`, number: version.number }
    }
    case 'restore':
      return await restore(store, operation, place)
    case 'promote': {
      const { name, selector, aliases } = operation
      const result = await store.promote({ name, selectors: [selector], aliases, run })
      if (result === undefined) return { told: 'none' }
      const moves = result.aliases.map(
        ({ alias, version, moved }) => `${alias} ${moved ? 'to' : 'at'} v${version.number}`
      )
      return { told: moves.join(), number: result.version.number }
    }
    case 'unalias': {
      const [{ previous }] = await store.removeAliases({ name: operation.name, aliases: [operation.alias], run })
      return { told: previous === undefined ? 'none' : `from v${previous}` }
    }
    case 'record': {
      const { name, selector, score } = operation
      const result = await store.record({ name, selectors: [selector], metrics: { score }, run })
      if (result === undefined) return { told: 'none' }
      return { told: `v${result.version.number} note ${result.note}`, number: result.version.number }
    }
    case 'remove': {
      const result = await store.remove({ name: operation.name, selectors: [operation.selector] })
      return result === undefined ? { told: 'none' } : { told: `v${result.number}`, number: result.number }
    }
    case 'undelete': {
      const { name, number } = operation
      const { broughtBack } = await store.undelete({ name, number })
      return { told: broughtBack ? 'back' : 'there', number }
    }
    case 'prune': {
      const { name, rules, isDry } = operation
      const asked = { dryRun: isDry, ...(name === undefined ? {} : { name }), ...(rules && { rules: rulesOf(rules) }) }
      const result = await store.prune(asked)
      const removed = result.artifacts.flatMap((one) => one.removed.map(({ number }) => `${one.name}@v${number}`))
      const back = result.broughtBack.map((one) => `${one.name}@v${one.number}`)
      return { told: 'pruned', pruned: { removed, back } }
    }
    case 'verify': {
      const { sound, findings } = await store.verify({ deep: operation.isDeep })
      return { told: sound ? 'sound' : `unsound: ${findings.map((finding) => JSON.stringify(finding)).join()}` }
    }
    case 'list': {
      const { name, where } = operation
      const listed = await store.list({ name, limit: 10_000, ...(where === undefined ? {} : { where }) })
      return { told: listed.map(({ number }) => `v${number}`).join() }
    }
  }
}

function rulesOf({ keepLast, keepWithinDays, keepBest }: Rules): RetentionRules {
  return {
    ...(keepLast === undefined ? {} : { keepLast }),
    ...(keepWithinDays === undefined ? {} : { keepWithin: `${keepWithinDays}d` }),
    ...(keepBest === undefined ? {} : { keepBest: [{ metric: 'score', ...keepBest }] })
  }
}

async function restore(
  store: ArtifactStore,
  { name, selector, isPart, where }: Extract<Operation, { kind: 'restore' }>,
  { folder, trees }: Place
): Promise<Outcome> {
  const destination = path.join(folder, 'restored')
  if (where === 'new') rmSync(destination, { recursive: true, force: true })
  mkdirSync(where === 'new' ? folder : destination, { recursive: true })
  const before = snapshot(destination)
  const files = isPart ? { files: ['data/**'] } : {}
  try {
    const result = await store.restore({ name, selectors: [selector], destination, clean: where === 'clean', ...files })
    if (result === undefined) {
      if (!isSame(snapshot(destination), before)) throw new Mismatch('a restore of nothing wrote something')
      return { told: 'none' }
    }
    const { number } = result.version
    const under = where === 'over' ? before : {}
    return { told: `v${number}`, number, wrote: { isPart, under, lines: snapshot(destination) } }
  } catch (error) {
    // A file is the one or the other, whatever happened.
    const lines = new Set(trees.flatMap(({ holds }) => Object.entries(holds).map(([name, line]) => `${name} ${line}`)))
    for (const [name, line] of Object.entries(snapshot(destination))) {
      if (name.startsWith('.artifact-store-')) continue
      if (!lines.has(`${name} ${line}`)) throw new Mismatch(`half of a file is at ${name}: ${line}`)
    }
    throw error
  }
}

// ── what is expected of an operation that nothing comes in the way of ──────────────────────────────────────────────

export interface Expected {
  readonly told: string
  readonly number?: number
  /** In the order in which they come to be. */
  readonly events: readonly Event[]
}

/** What is known beside the model. */
export interface Circumstances {
  /** By the storage. */
  readonly now: number
  /** The machine's clock. */
  readonly createdAt: string
  /** Whether there is a store. */
  readonly isMade: boolean
  /** Milliseconds: how long after its removal a version can surely be brought back. */
  readonly grace: number
  readonly trees: readonly PooledTree[]
}

const failed = (code: string): Expected => ({ told: `error ${code}`, events: [] })

/** All ends that it may have: most often one. Of a prune run, what {@link expectPrune} does not say. */
export function expect(model: PlainStore, operation: Operation, id: number, circumstances: Circumstances): Expected[] {
  const { now, isMade, grace, trees } = circumstances
  if (operation.kind === 'save') return expectSave(model.artifact(operation.name), operation, id, circumstances)
  if (!isMade) return [failed('NOT_FOUND')]
  switch (operation.kind) {
    case 'restore': {
      const version = model.artifact(operation.name).resolve(operation.selector)
      if (version === undefined) return [{ told: 'none', events: [] }]
      const { number, tree, doubtful } = version
      const isThere = !operation.isPart || dataOf(trees[tree]) !== undefined
      const ends = [isThere ? { told: `v${number}`, number, events: [] } : failed('NOT_FOUND')]
      return doubtful ? [...ends, failed('NOT_FOUND')] : ends
    }
    case 'promote':
      return [expectPromote(model.artifact(operation.name), operation, id, now)]
    case 'unalias': {
      const { name, alias } = operation
      const from = model.artifact(name).pointsAt(alias)
      if (from === undefined) return [{ told: 'none', events: [] }]
      return [{ told: `from v${from}`, events: [{ kind: 'move', name, alias, operation: id, to: undefined }] }]
    }
    case 'record': {
      const { name, selector, score } = operation
      const version = model.artifact(name).resolve(selector)
      if (version === undefined) return [{ told: 'none', events: [] }]
      const { number, notes } = version
      const event: Event = { kind: 'note', name, number, operation: id, metrics: { score } }
      return [{ told: `v${number} note ${notes.length + 1}`, number, events: [event] }]
    }
    case 'remove': {
      const artifact = model.artifact(operation.name)
      const version = artifact.resolve(operation.selector)
      if (version === undefined) return [{ told: 'none', events: [] }]
      if (artifact.isHeld(version)) return [failed('REFUSED')]
      const { number } = version
      return [{ told: `v${number}`, number, events: [{ kind: 'removed', name: operation.name, number }] }]
    }
    case 'undelete': {
      const { name, number } = operation
      const version = model.artifact(name).version(number)
      if (version === undefined) return [failed('NOT_FOUND')]
      if (!isGone(version)) return [{ told: 'there', number, events: [] }]
      const back: Expected = { told: 'back', number, events: [{ kind: 'back', name, number }] }
      const isSure = version.changes === 1 && !version.mayBeListed && now - version.changedAt <= grace
      return isSure ? [back] : [back, failed('NOT_FOUND')]
    }
    case 'prune':
      return [{ told: 'pruned', events: [] }]
    case 'verify':
      return [{ told: 'sound', events: [] }]
    case 'list': {
      const artifact = model.artifact(operation.name)
      const listed = artifact.living.filter((version) => holds(artifact, version, operation.where)).reverse()
      return [{ told: listed.map(({ number }) => `v${number}`).join(), events: [] }]
    }
  }
}

function holds(artifact: PlainArtifact, version: PlainVersion, where: Where | undefined): boolean {
  switch (where) {
    case undefined:
      return true
    case 'metrics.score > 5':
      return (artifact.metricsOf(version)['score'] ?? 0) > 5
    case 'aliases = best':
      return artifact.aliasesOf(version.number).includes('best')
    case 'exists label':
      return version.label !== undefined
  }
}

function expectSave(
  artifact: PlainArtifact,
  { name, tree, label, aliases, score, unchanged }: Extract<Operation, { kind: 'save' }>,
  id: number,
  { now, createdAt }: Circumstances
): Expected[] {
  if (aliases.some((alias) => artifact.isTaken(alias, now))) return [failed('CONFLICT')]
  if (label !== undefined) {
    if (artifact.isTaken(label, now) || artifact.pointsAt(label) !== undefined) return [failed('CONFLICT')]
  }
  const { newest } = artifact
  const moves = (number: number): Event[] =>
    aliases
      .filter((alias) => artifact.pointsAt(alias) !== number)
      .map((alias) => ({ kind: 'move', name, alias, operation: id, to: number }))
  const number = artifact.versions.length + 1
  const metrics: Record<string, number> = score === undefined ? {} : { score }
  const isReserved = label !== undefined && !artifact.labels.has(label)
  const saved: Expected = {
    told: `v${number} saved`,
    number,
    events: [
      ...(isReserved ? [{ kind: 'reserved', name, label } as const] : []),
      { kind: 'version', name, number, operation: id, tree, label, createdAt, metrics },
      ...moves(number)
    ]
  }
  const mayReuse = (unchanged ?? (label === undefined ? 'reuse' : 'new')) === 'reuse'
  if (!mayReuse || newest?.tree !== tree) return [saved]
  const reused = { told: `v${newest.number} reused`, number: newest.number, events: moves(newest.number) }
  // A version that lists name the packs of does not stand for another one.
  return newest.mayBeListed || newest.changes > 0 ? [reused, saved] : [reused]
}

function expectPromote(
  artifact: PlainArtifact,
  { name, selector, aliases }: Extract<Operation, { kind: 'promote' }>,
  id: number,
  now: number
): Expected {
  if (aliases.some((alias) => artifact.isTaken(alias, now))) return failed('CONFLICT')
  const found = aliases.flatMap((alias) => {
    const before = artifact.version(artifact.pointedAtBefore(alias))
    const to = selector !== 'previous' ? artifact.resolve(selector) : before && !isGone(before) ? before : undefined
    return to === undefined ? [] : [{ alias, to: to.number, moved: artifact.pointsAt(alias) !== to.number }]
  })
  if (found.length === 0) return { told: 'none', events: [] }
  if (found.length < aliases.length) return failed('NOT_FOUND')
  const events = found
    .filter(({ moved }) => moved)
    .map(({ alias, to }): Event => ({ kind: 'move', name, alias, operation: id, to }))
  const told = found.map(({ alias, to, moved }) => `${alias} ${moved ? 'to' : 'at'} v${to}`).join()
  return { told, number: found[0].to, events }
}

/** What a prune run may remove, at least and at most, as `name@vN`. They differ where a version may be in a list. */
export function expectPrune(
  model: PlainStore,
  { name, rules }: Extract<Operation, { kind: 'prune' }>,
  now: number
): { readonly least: Set<string>; readonly most: Set<string> } {
  const least = new Set<string>()
  const most = new Set<string>()
  for (const artifact of model.artifacts.values()) {
    if (name !== undefined && name !== artifact.name) continue
    const sure = artifact.keptBy(rules, now, () => true)
    const all = artifact.keptBy(rules, now, (version) => !version.mayBeListed && version.changes === 0)
    for (const { number } of artifact.living) {
      if (!all.has(number)) least.add(`${artifact.name}@v${number}`)
      if (!sure.has(number)) most.add(`${artifact.name}@v${number}`)
    }
  }
  return { least, most }
}
