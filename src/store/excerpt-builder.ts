/** Making the parts of excerpts that are missing, after a document was created. docs/PROTOCOL.md, "Excerpts". */
import { isStoreError } from '../errors.js'
import { sha256 } from '../content/hash.js'
import type { ObjectInfo, Storage, StorageKey } from '../storage/storage.js'
import { listShownArtifacts, type ArtifactObjects, type ListedArtifact } from './artifact-objects.js'
import { joinBlocks } from './cache-lines.js'
import type { StoreContext } from './context.js'
import { encodePart, excerptLine, PART_BYTES, PART_LINES } from './excerpt.js'
import { Excerpts, groupOf, tellsOf } from './excerpts.js'
import {
  aliasKey,
  aliasOfKey,
  excerptKey,
  GROUP,
  noteKey,
  notesExcerpt,
  notesPrefix,
  noteOfKey,
  STORE_EXCERPT,
  versionKey,
  type ExcerptScope
} from './layout.js'
import { isQuarantined } from './names.js'
import { LISTING_PAGE } from './segment-index.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** One of so many documents makes its creator look for what is not told of. */
const EACH_NOTE = 16
const EACH_DOCUMENT = 64

/** Fewer documents make no part. */
const FEWEST = 32
const READ_AT_ONCE = 32
const PARTS_AT_ONCE = 8
/** A longer document is not read: it would hardly fit a line. */
const DOCUMENT_MAXIMUM = 256 * 1024

/** So much is listed at most: of an artifact's notes, and of the store. */
const NOTE_PAGES = 8
const STORE_PAGES = 32
/** Notes of so many versions before the one that was noted are looked at. */
const VERSIONS_BACK = 4096
/** An artifact with so many notes has an excerpt of them. */
const OWN_NOTES = 64

/** To be called by who created a record. It never rejects, and mostly asks the storage nothing. */
export async function excerptRecord(context: StoreContext, name: ArtifactName, number: VersionNumber): Promise<void> {
  if (isDue(versionKey(name, number), EACH_DOCUMENT)) await extendStoreExcerpt(context, name)
}

/** As {@link excerptRecord}, of a note. */
export async function excerptNote(
  context: StoreContext,
  name: ArtifactName,
  number: VersionNumber,
  note: number
): Promise<void> {
  const key = noteKey(name, number, note)
  if (isDue(key, EACH_NOTE)) await extendNotesExcerpt(context, name, number)
  if (isDue(key, EACH_DOCUMENT)) await extendStoreExcerpt(context, name)
}

/** As {@link excerptRecord}, of the move of an alias. */
export async function excerptMove(
  context: StoreContext,
  name: ArtifactName,
  alias: string,
  move: number
): Promise<void> {
  if (isDue(aliasKey(name, alias, move), EACH_DOCUMENT)) await extendStoreExcerpt(context, name)
}

/** The same for all programs, and spread evenly. */
function isDue(key: StorageKey, each: number): boolean {
  return sha256(Buffer.from(`told ${key}`)).readUInt32BE(0) % each === 0
}

/** Makes a part of the excerpt of an artifact's notes, where enough are not told of: those up to a version. */
export async function extendNotesExcerpt(
  context: StoreContext,
  name: ArtifactName,
  number: VersionNumber
): Promise<void> {
  await extend(context, notesExcerpt(name), recentNotes(context.storage, name, number))
}

/** Makes a part of the excerpt of the store, where enough is not told of; looks at an artifact and those behind it. */
export async function extendStoreExcerpt(context: StoreContext, name: ArtifactName): Promise<void> {
  // What forks save is not told of, and their runs make nothing that is read outside of the quarantine.
  if (isQuarantined(name)) return
  await extend(context, STORE_EXCERPT, documentsFrom(context.storage, name))
}

async function extend(context: StoreContext, scope: ExcerptScope, documents: AsyncIterable<ObjectInfo>): Promise<void> {
  try {
    await new ExcerptBuilder(context, scope).extend(documents)
  } catch (error) {
    if (error !== STOPPED) context.logger.info(`the excerpt ${scope.prefix} was not extended: ${String(error)}`)
  }
}

// ── which documents ──────────────────────────────────────────────────────────────────────────────────────────────

async function* recentNotes(storage: Storage, name: ArtifactName, number: VersionNumber): AsyncGenerator<ObjectInfo> {
  const after = noteKey(name, Math.max(1, number - VERSIONS_BACK), 0)
  let count = 0
  for await (const info of storage.list(notesPrefix(name), { after })) {
    yield info
    // Asking for one more would be another request.
    if (++count === NOTE_PAGES * LISTING_PAGE) return
  }
}

/** From an artifact on to the last one, and from the first one up to it. */
async function* documentsFrom(storage: Storage, from: ArtifactName): AsyncGenerator<ObjectInfo> {
  let count = 0
  const seen = new Set<ArtifactName>()
  const each = async function* (artifacts: AsyncIterable<ListedArtifact>): AsyncGenerator<ObjectInfo> {
    for await (const { name, objects } of artifacts) {
      if (seen.has(name)) return
      seen.add(name)
      count += objects?.count ?? LISTING_PAGE
      if (objects !== undefined) yield* documentsOf(name, objects)
    }
  }
  yield* each(listShownArtifacts(storage, { from, pages: STORE_PAGES }))
  const pages = STORE_PAGES - Math.ceil(count / LISTING_PAGE)
  if (pages > 0) yield* each(listShownArtifacts(storage, { pages }))
}

/** Those that nothing else tells of. */
function* documentsOf(name: ArtifactName, objects: ArtifactObjects): Generator<ObjectInfo> {
  const { records, gone, segments, notes, moves } = objects
  const isInSegment = (number: VersionNumber): boolean =>
    segments.some(({ first, last }) => first <= number && number <= last)
  for (const [number, info] of records) if (!gone.has(number) && !isInSegment(number)) yield info
  if (notes.length < OWN_NOTES) {
    for (const info of notes) {
      const noted = noteOfKey(name, info.key)
      if (noted !== undefined && !gone.has(noted.number)) yield info
    }
  }
  const newest = new Map<string, ObjectInfo>()
  for (const info of moves) newest.set(aliasOfKey(name, info.key), info)
  yield* newest.values()
}

// ── the part ─────────────────────────────────────────────────────────────────────────────────────────────────────

const STOPPED = new Error('stopped')

class ExcerptBuilder {
  private readonly context: StoreContext
  private readonly scope: ExcerptScope
  private readonly excerpts: Excerpts

  constructor(context: StoreContext, scope: ExcerptScope) {
    this.context = context
    this.scope = scope
    this.excerpts = new Excerpts(context.storage, scope, context.logger)
  }

  async extend(documents: AsyncIterable<ObjectInfo>): Promise<void> {
    this.stopIfCancelled()
    const { told, newest, parts, groups, isWhole } = await this.excerpts.read()
    // What is left out would be told once more.
    if (!isWhole) return
    const untold: ObjectInfo[] = []
    for await (const info of documents) {
      if (tellsOf(told, info) === undefined && untold.push(info) === PART_LINES) break
    }
    const made = untold.length < FEWEST ? undefined : await this.makePart(newest + 1, untold)
    if (made !== undefined) parts.add(made)
    await this.makeGroup(parts, groups, made ?? newest)
  }

  /** @returns its number; undefined where another one made it at the same time. */
  private async makePart(number: number, documents: readonly ObjectInfo[]): Promise<number | undefined> {
    const lines = await this.readLines(documents)
    const bytes = await encodePart(number, this.scope.of, lines)
    return (await this.create({ kind: 'part', number }, bytes)) === 'created' ? number : undefined
  }

  private async readLines(documents: readonly ObjectInfo[]): Promise<string[]> {
    const lines: string[] = []
    let bytes = 0
    for (let start = 0; start < documents.length; start += READ_AT_ONCE) {
      this.stopIfCancelled()
      const window = documents.slice(start, start + READ_AT_ONCE)
      for (const line of await Promise.all(window.map((info) => this.readLine(info)))) {
        if (line === undefined) continue
        lines.push(line)
        bytes += Buffer.byteLength(line)
        // The others are told of in the next part.
        if (bytes > PART_BYTES) return lines
      }
    }
    return lines
  }

  /** Undefined where the document is not what was listed. */
  private async readLine(info: ObjectInfo): Promise<string | undefined> {
    if (info.size > DOCUMENT_MAXIMUM) return excerptLine(info, undefined)
    try {
      const bytes = await this.context.storage.read(info.key, undefined, info.size)
      return bytes.length === info.size ? excerptLine(info, bytes) : undefined
    } catch (error) {
      if (isStoreError(error, 'NOT_FOUND') || isStoreError(error, 'DAMAGED')) return undefined
      throw error
    }
  }

  /** The newest group that is missing. Parts that are wrong are left out. */
  private async makeGroup(parts: ReadonlySet<number>, groups: ReadonlySet<number>, newest: number): Promise<void> {
    let group = Math.floor(newest / GROUP)
    const full = [...parts].filter((part) => groupOf(part) <= group && !groups.has(groupOf(part)))
    if (full.length === 0) return
    group = Math.max(...full.map(groupOf))
    const numbers = full.filter((part) => groupOf(part) === group).sort((a, b) => a - b)
    const blocks: Uint8Array[] = []
    for (let start = 0; start < numbers.length; start += PARTS_AT_ONCE) {
      this.stopIfCancelled()
      const window = numbers.slice(start, start + PARTS_AT_ONCE)
      const read = await Promise.all(window.map((number) => this.excerpts.readPiece({ kind: 'part', number })))
      blocks.push(...read.flatMap((piece) => (piece === undefined ? [] : [piece.bytes])))
    }
    if (blocks.length > 0) await this.create({ kind: 'group', number: group }, joinBlocks(blocks))
  }

  private async create(piece: { kind: 'part' | 'group'; number: number }, bytes: Uint8Array) {
    this.stopIfCancelled()
    return await this.context.storage.create(excerptKey(this.scope, piece), bytes)
  }

  private stopIfCancelled(): void {
    if (this.context.signal?.aborted === true) throw STOPPED
  }
}
