/**
 * Notes: metrics, params and metadata that were added to a version after its save. The record never changes; who reads
 * the version gets it merged with its notes. docs/PROTOCOL.md, "Notes".
 */
import { ArtifactStoreError, isStoreError } from '../errors.js'
import type { ObjectInfo, Storage } from '../storage/storage.js'
import { encodeDocument, publish, readUnlessTorn } from './documents.js'
import { noteKey, noteOfKey, notesOfPrefix, notesPrefix, numberOfKey } from './layout.js'
import { encodeAdded, parseNoteFields, type AddedFields } from './record.js'
import type { Logger } from './reporting.js'
import { LISTING_PAGE } from './segment-index.js'
import type { ArtifactName, JsonObject, Metrics, RunContext, VersionMetadata, VersionNumber } from './types.js'

/** What was added to a version after its save, at one time. */
export interface Note {
  /** 1, 2, 3, … for each version. */
  readonly note: number
  readonly metrics: Metrics
  readonly params: JsonObject
  readonly metadata: JsonObject
  /** ISO 8601, by the clock of the machine that recorded it. */
  readonly recordedAt: string
  /** The run that recorded it, as it was given. */
  readonly run: RunContext
}

/** Bytes. */
export const NOTE_MAXIMUM = 1024 * 1024

const READ_AT_ONCE = 16
/** For so many numbers it is asked at first which have notes: by one page, where each has one. Then for four times as many. */
const FIRST_WINDOW = LISTING_PAGE - 1

/** Appends a note. @returns its number. */
export async function appendNote(
  storage: Storage,
  name: ArtifactName,
  number: VersionNumber,
  note: Omit<Note, 'note'>,
  nonce: string
): Promise<number> {
  const { recordedAt, run } = note
  const document = encodeDocument({ number, ...encodeAdded(note), recordedAt, run, nonce })
  if (document.length > NOTE_MAXIMUM) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `metadata: what is to be recorded of ${name}@v${number} has ${document.length} bytes and may have ${NOTE_MAXIMUM}: give less params or metadata`
    )
  }
  const last = (await listNotes(storage, name, number)).at(-1)
  for (let next = (last === undefined ? 0 : numberOfKey(last.key)!) + 1; ; next++) {
    if (await publish(storage, noteKey(name, number, next), document)) return next
  }
}

/** A version whose notes are copied, and the one that is a copy of it. */
export interface NotedVersion {
  readonly storage: Storage
  readonly name: ArtifactName
  readonly number: VersionNumber
}

/**
 * Appends those notes of a version that a copy of it does not have, told by their nonces.
 * @returns their numbers there.
 */
export async function copyNotes(
  from: NotedVersion,
  to: NotedVersion,
  notes: readonly ObjectInfo[],
  logger: Logger
): Promise<number[]> {
  const added: number[] = []
  if (notes.length === 0) return added
  const there = await readNonces(to, await listNotes(to.storage, to.name, to.number), logger)
  const nonces = new Set(there.map(([, nonce]) => nonce))
  for (const [note, nonce] of await readNonces(from, notes, logger)) {
    if (nonces.has(nonce)) continue
    const [copied] = await readNotes(from.storage, logger, from.name, from.number, [note])
    if (copied !== undefined) added.push(await appendNote(to.storage, to.name, to.number, copied, nonce))
  }
  return added
}

async function readNonces(
  { storage }: NotedVersion,
  notes: readonly ObjectInfo[],
  logger: Logger
): Promise<[ObjectInfo, string][]> {
  const found: [ObjectInfo, string][] = []
  for (const note of notes) {
    try {
      const nonce = (await readUnlessTorn(storage, note.key, NOTE_MAXIMUM))?.['nonce']
      if (typeof nonce === 'string') found.push([note, nonce])
    } catch (error) {
      if (!isStoreError(error, 'DAMAGED')) throw error
      logger.warn(`${error.message}; the note is left out`)
    }
  }
  return found
}

/** A version's notes, in the order in which they were added. */
export async function listNotes(storage: Storage, name: ArtifactName, number: VersionNumber): Promise<ObjectInfo[]> {
  const notes: ObjectInfo[] = []
  for await (const info of storage.list(notesOfPrefix(name, number))) {
    if (noteOfKey(name, info.key)?.number === number) notes.push(info)
  }
  return notes
}

/**
 * Reads notes of a version. One whose create was interrupted never was.
 * @param logger is told of a damaged one, which is passed over; without one that is an error.
 */
export async function readNotes(
  storage: Storage,
  logger: Logger | undefined,
  name: ArtifactName,
  number: VersionNumber,
  notes: readonly Pick<ObjectInfo, 'key'>[]
): Promise<Note[]> {
  const found: Note[] = []
  for (let start = 0; start < notes.length; start += READ_AT_ONCE) {
    const window = notes.slice(start, start + READ_AT_ONCE)
    for (const note of await Promise.all(window.map((one) => readNote(storage, logger, name, number, one)))) {
      if (note !== undefined) found.push(note)
    }
  }
  return found
}

/** As {@link readNotes}, of one note. */
export async function readNote(
  storage: Storage,
  logger: Logger | undefined,
  name: ArtifactName,
  number: VersionNumber,
  { key }: Pick<ObjectInfo, 'key'>
): Promise<Note | undefined> {
  try {
    const fields = await readUnlessTorn(storage, key, NOTE_MAXIMUM)
    if (fields === undefined) return undefined
    const describe = `${storage.location}: ${key}`
    if (fields['number'] !== number) {
      throw new ArtifactStoreError('DAMAGED', `${describe} is damaged: it is a note of another version`)
    }
    return { note: numberOfKey(key)!, ...parseNoteFields(fields, describe) }
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED') || logger === undefined) throw error
    logger.warn(`${error.message}; what it adds to ${name}@v${number} is left out`)
    return undefined
  }
}

/** A version as readers see it: of each key the last note that has it holds. */
export function mergeNotes(version: VersionMetadata, notes: readonly AddedFields[]): VersionMetadata {
  if (notes.length === 0) return version
  return {
    ...version,
    params: merge([version, ...notes].map(({ params }) => params)),
    metrics: mergeMetrics(version.metrics, notes),
    metadata: merge([version, ...notes].map(({ metadata }) => metadata))
  }
}

/** The metrics of a version as readers see them. */
export function mergeMetrics(metrics: Metrics, notes: readonly AddedFields[]): Metrics {
  return merge([metrics, ...notes.map((note) => note.metrics)])
}

/** Entry by entry: as an own property `__proto__` is a key like any other. */
function merge<T>(parts: readonly Readonly<Record<string, T>>[]): Readonly<Record<string, T>> {
  return Object.fromEntries(parts.flatMap((part) => Object.entries(part)))
}

/** Which versions have notes, asked for as far down as somebody wants to know. */
export class NoteLookup {
  private readonly storage: Storage
  private readonly name: ArtifactName
  private readonly notes: Map<VersionNumber, ObjectInfo[]>
  /** From this number on it is known. */
  private known: VersionNumber
  private window = FIRST_WINDOW

  /** @param known from this number on `listed` are all. */
  constructor(storage: Storage, name: ArtifactName, listed: readonly ObjectInfo[], known: VersionNumber) {
    this.storage = storage
    this.name = name
    this.known = known
    this.notes = new Map()
    for (const info of listed) this.add(info)
  }

  /** The notes of one version, in the order in which they were added. */
  async of(number: VersionNumber): Promise<readonly ObjectInfo[]> {
    return number < this.known ? await listNotes(this.storage, this.name, number) : this.listed(number)
  }

  /** As {@link of}, for who goes through many versions, newest first. */
  async following(number: VersionNumber): Promise<readonly ObjectInfo[]> {
    if (number < this.known) await this.extend(number)
    return this.listed(number)
  }

  private listed(number: VersionNumber): readonly ObjectInfo[] {
    return this.notes.get(number) ?? NONE
  }

  private async extend(number: VersionNumber): Promise<void> {
    const from = Math.max(1, Math.min(number, this.known - this.window))
    this.window *= 4
    for await (const info of this.storage.list(notesPrefix(this.name), { after: noteKey(this.name, from, 0) })) {
      if ((noteOfKey(this.name, info.key)?.number ?? 0) >= this.known) break
      this.add(info)
    }
    this.known = from
  }

  /** Other keys are passed over. */
  private add(info: ObjectInfo): void {
    const number = noteOfKey(this.name, info.key)?.number
    if (number === undefined) return
    const notes = this.notes.get(number)
    if (notes === undefined) this.notes.set(number, [info])
    else notes.push(info)
  }
}

const NONE: readonly ObjectInfo[] = []
