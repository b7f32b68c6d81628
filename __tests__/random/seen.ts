/** What a store holds, looked at from outside: by the keys of its objects, and by what the library says of them. */
import { createHash } from 'node:crypto'
import type { Storage } from '../../src/storage/index.js'
import { expectDocument } from '../../src/store/documents.js'
import type { ArtifactStore, ListedVersion } from '../../src/store/index.js'
import {
  aliasOfKey,
  artifactOfKey,
  ARTIFACTS_PREFIX,
  aliasesPrefix,
  aliasKey,
  changeOfKey,
  labelOfKey,
  labelsPrefix,
  noteKey,
  noteOfKey,
  numberOfKey,
  versionKey,
  versionsPrefix
} from '../../src/store/layout.js'
import { PackReader } from '../../src/store/pack-reader.js'
import { parseNoteFields, parseRecord, type VersionRecord } from '../../src/store/record.js'
import { readVersionTree } from '../../src/store/tree-reader.js'
import type { Snapshot } from '../support/trees.js'
import type { Event, PlainArtifact, PlainStore } from './plain.js'

/** The store is not as it must be. */
export class Mismatch extends Error {
  override readonly name = 'Mismatch'
}

/** Something that came to be, and when by the storage. */
export interface SeenEvent {
  readonly event: Event
  readonly at: number
}

interface SeenArtifact {
  readonly versions: Map<number, number>
  /** The newest change of each version that was ever removed. */
  readonly changes: Map<number, { readonly count: number; readonly at: number }>
  readonly notes: Map<number, number>
  readonly labels: Map<string, number>
  readonly moves: Map<string, number>
}

async function seenArtifacts(storage: Storage): Promise<Map<string, SeenArtifact>> {
  const artifacts = new Map<string, SeenArtifact>()
  for await (const { key, modifiedAt } of storage.list(ARTIFACTS_PREFIX)) {
    const name = artifactOfKey(key)!
    const at = modifiedAt.getTime()
    const artifact: SeenArtifact = artifacts.get(name) ?? {
      versions: new Map(),
      changes: new Map(),
      notes: new Map(),
      labels: new Map(),
      moves: new Map()
    }
    artifacts.set(name, artifact)
    const changed = changeOfKey(name, key)
    const noted = noteOfKey(name, key)
    if (key.startsWith(versionsPrefix(name))) artifact.versions.set(numberOfKey(key)!, at)
    else if (changed !== undefined) artifact.changes.set(changed.number, { count: changed.change, at })
    else if (noted !== undefined) artifact.notes.set(noted.number, noted.note)
    else if (key.startsWith(labelsPrefix(name))) artifact.labels.set(labelOfKey(name, key)!, at)
    else if (key.startsWith(aliasesPrefix(name))) artifact.moves.set(aliasOfKey(name, key), numberOfKey(key)!)
  }
  return artifacts
}

export async function readRecord(storage: Storage, name: string, number: number): Promise<VersionRecord> {
  const key = versionKey(name, number)
  return parseRecord(expectDocument(await storage.read(key), key), name, number, key)
}

/** What came to be since the model was last brought up to date. @param treeOf which tree of the pool a digest is. */
export async function eventsSince(
  model: PlainStore,
  storage: Storage,
  treeOf: (digest: string) => number
): Promise<SeenEvent[]> {
  const events: SeenEvent[] = []
  const seen = await seenArtifacts(storage)
  for (const { name } of model.artifacts.values()) {
    if (!seen.has(name) && model.artifact(name).versions.length > 0) throw new Mismatch(`${name} is gone as a whole`)
  }
  for (const [name, artifact] of seen) {
    const known = model.artifact(name)
    const numbers = [...artifact.versions.keys()].sort((a, b) => a - b)
    if (numbers.some((number, at) => number !== at + 1)) throw new Mismatch(`${name} has the numbers ${numbers.join()}`)
    if (numbers.length < known.versions.length) throw new Mismatch(`${name} has lost v${known.versions.length}`)
    for (const number of numbers.slice(known.versions.length)) {
      const { metadata, label } = await readRecord(storage, name, number)
      const { createdAt, metrics } = metadata
      const tree = treeOf(metadata.digest)
      const operation = Number(metadata.metadata['operation'])
      const event = { kind: 'version', name, number, operation, tree, label, createdAt, metrics } as const
      events.push({ event, at: artifact.versions.get(number)! })
    }
    for (const [number, { count, at }] of artifact.changes) {
      for (let change = (known.version(number)?.changes ?? 0) + 1; change <= count; change++) {
        events.push({ event: { kind: change % 2 === 1 ? 'removed' : 'back', name, number }, at })
      }
    }
    await addMoves(events, storage, known, artifact)
    await addNotes(events, storage, known, artifact)
    for (const [label, at] of artifact.labels) {
      if (!known.labels.has(label)) events.push({ event: { kind: 'reserved', name, label }, at })
    }
    for (const label of known.labels.keys()) {
      if (!artifact.labels.has(label)) events.push({ event: { kind: 'released', name, label }, at: 0 })
    }
    mustNotShrink(known, artifact)
  }
  return events
}

async function addMoves(events: SeenEvent[], storage: Storage, { name, aliases }: PlainArtifact, seen: SeenArtifact) {
  for (const [alias, count] of seen.moves) {
    for (let move = (aliases.get(alias)?.length ?? 0) + 1; move <= count; move++) {
      const key = aliasKey(name, alias, move)
      const { number, run } = expectDocument(await storage.read(key), key) as { number: number; run: { runId: string } }
      const to = number === 0 ? undefined : number
      events.push({ event: { kind: 'move', name, alias, operation: Number(run.runId), to }, at: 0 })
    }
  }
}

async function addNotes(events: SeenEvent[], storage: Storage, known: PlainArtifact, seen: SeenArtifact) {
  const { name } = known
  for (const [number, count] of seen.notes) {
    for (let note = (known.version(number)?.notes.length ?? 0) + 1; note <= count; note++) {
      const key = noteKey(name, number, note)
      const { metrics, run } = parseNoteFields(expectDocument(await storage.read(key), key), key)
      events.push({ event: { kind: 'note', name, number, operation: Number(run['runId']), metrics }, at: 0 })
    }
  }
}

function mustNotShrink({ name, versions, aliases }: PlainArtifact, seen: SeenArtifact): void {
  for (const { number, changes, notes } of versions) {
    if ((seen.changes.get(number)?.count ?? 0) < changes) throw new Mismatch(`${name}@v${number}: a removal was lost`)
    if ((seen.notes.get(number) ?? 0) < notes.length) throw new Mismatch(`${name}@v${number}: a note was lost`)
  }
  for (const [alias, moves] of aliases) {
    if ((seen.moves.get(alias) ?? 0) < moves.length) throw new Mismatch(`${name}: a move of ${alias} was lost`)
  }
}

/** That the library tells of the store what the model does. */
export async function compareLists(
  model: PlainStore,
  store: ArtifactStore,
  treeOf: (digest: string) => number
): Promise<void> {
  const said = (await store.list({ limit: 100_000 })).map((version) => lineOf(version, treeOf)).sort()
  const expected = [...model.artifacts.values()]
    .flatMap((artifact) =>
      artifact.living.map((version) => {
        const { number, tree, label, createdAt } = version
        const metrics = artifact.metricsOf(version)
        const aliases = artifact.aliasesOf(number)
        return JSON.stringify([artifact.name, number, label ?? `v${number}`, tree, createdAt, sorted(metrics), aliases])
      })
    )
    .sort()
  for (const line of expected) if (!said.includes(line)) throw new Mismatch(`not listed: ${line}; ${said.length} are`)
  if (said.length !== expected.length) {
    throw new Mismatch(`listed, and should not be: ${said.filter((line) => !expected.includes(line)).join(' ')}`)
  }
}

function lineOf(version: ListedVersion, treeOf: (digest: string) => number): string {
  const { name, number, version: label, digest, createdAt, metrics, aliases } = version
  return JSON.stringify([name, number, label, treeOf(digest), createdAt, sorted(metrics), [...aliases].sort()])
}

function sorted(metrics: Readonly<Record<string, number>>): [string, number][] {
  return Object.entries(metrics).sort(([one], [other]) => (one < other ? -1 : 1))
}

/** That the library tells of the moves of each alias what the model does. */
export async function compareMoves(model: PlainStore, store: ArtifactStore): Promise<void> {
  for (const { name, aliases } of model.artifacts.values()) {
    for (const [alias, moves] of aliases) {
      const said = (await store.aliasHistory(name, alias, 10_000)).map(({ number, run }) => [number, run['runId']])
      const expected = moves.map(({ to, operation }) => [to, String(operation)]).reverse()
      if (JSON.stringify(said) !== JSON.stringify(expected)) {
        throw new Mismatch(`${name}: ${alias} moved ${JSON.stringify(said)} and not ${JSON.stringify(expected)}`)
      }
    }
  }
}

/** What a version holds, every chunk and the tree checked, in the words of `snapshot`; without a disk. */
export async function contentsOf(storage: Storage, record: VersionRecord): Promise<Snapshot> {
  const reader = new PackReader(storage)
  const lines: Record<string, string> = {}
  for await (const entry of readVersionTree(reader, record)) {
    if (entry.type === 'symlink') lines[entry.path] = `link to ${entry.target}`
    else if (entry.type === 'directory') lines[entry.path] = `folder ${entry.mode.toString(8)}`
    else {
      const hash = createHash('sha256')
      for (const bytes of await reader.fetch(entry.chunks)) hash.update(bytes)
      lines[entry.path] = `file ${entry.mode.toString(8)} ${entry.size} ${hash.digest('hex')}`
    }
  }
  return lines
}

/** Whether two snapshots hold the same, in whatever order. */
export function isSame(one: Snapshot, other: Snapshot): boolean {
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}
