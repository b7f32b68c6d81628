/** A version of another store as a draft for this one: its tree as it is, and the chunks that are missing here. */
import { ArtifactStoreError, isStoreError } from '../errors.js'
import type { ChunkIndex, ChunkSlot } from '../content/chunk-index.js'
import { EntryTable } from '../content/entry-table.js'
import { HASH_BYTES, sha256Hex } from '../content/hash.js'
import { PACK_MAXIMUM, type PackName } from '../content/pack.js'
import type { NewChunk, PackWriter } from '../content/pack-writer.js'
import { OrderedPipeline } from '../content/pipeline.js'
import { releaseBuffer } from '../content/release.js'
import { planSpans, type Span } from '../content/spans.js'
import type { StoredChunk } from '../content/stored-chunk.js'
import type { ChunkReference } from '../content/tree.js'
import type { StoreContext } from './context.js'
import { encodeDocument, publish } from './documents.js'
import { reserveLabel, type ReservedLabel } from './labels.js'
import { versionKey } from './layout.js'
import { PackReader } from './pack-reader.js'
import type { Content, ContentSpace, Draft } from './publication.js'
import { encodePlaceholder, originOf, type Origin, type VersionRecord } from './record.js'
import { namedPackCheck, readVersionTree } from './tree-reader.js'
import type { ArtifactName, VersionMetadata, VersionNumber } from './types.js'
import { VersionSeries } from './versions.js'

/** Spans that are read ahead of the one that is written: 4 MiB each. */
const SPANS_AT_ONCE = 6

/** A longer gap of numbers is not filled: each placeholder is a write of its own, one after the other. */
const PLACEHOLDERS_MAXIMUM = 1000

export interface CopyDraftOptions {
  readonly source: StoreContext
  readonly target: StoreContext
  /** Of the source. */
  readonly record: VersionRecord
  /** The artifact in the target. */
  readonly name: ArtifactName
  /** Versions of the target to share bytes with. */
  readonly parents: readonly VersionRecord[]
  /** Told how many bytes of the version are in the target, of its size. */
  readonly onProgress: (bytes: number) => void
}

export class CopyDraft implements Draft {
  readonly name: ArtifactName
  readonly label: string | undefined
  readonly parents: readonly VersionRecord[]
  readonly origin: Origin
  /** A version is more than its contents: two that hold the same stay two. */
  readonly ifUnchanged = 'new'
  readonly compressTree = true
  private readonly source: StoreContext
  private readonly target: StoreContext
  private readonly record: VersionRecord
  private readonly onProgress: (bytes: number) => void

  constructor({ source, target, record, name, parents, onProgress }: CopyDraftOptions) {
    this.source = source
    this.target = target
    this.record = record
    this.name = name
    this.label = record.label
    this.parents = parents
    this.origin = originOf(record)
    this.onProgress = onProgress
  }

  async reserveLabel(): Promise<ReservedLabel | undefined> {
    const { label, name, target } = this
    if (label === undefined) return undefined
    // The same for each run of this copy: one that was killed must not keep the next from its label for a day.
    const nonce = sha256Hex(`copy of ${this.origin.nonce}`).slice(0, 32)
    const series = new VersionSeries(target.storage, name, target.logger)
    const at = target.clock().toISOString()
    const advice = 'copy it under another name'
    try {
      return await reserveLabel(target.storage, series, label, nonce, at, advice)
    } catch (error) {
      if (!isStoreError(error, 'CONFLICT')) throw error
      throw new ArtifactStoreError(
        'CONFLICT',
        `${this.describeSource()} cannot be copied to ${target.storage.location}: ${error.message}`,
        { cause: error }
      )
    }
  }

  async claimFrom(newest: VersionNumber): Promise<VersionNumber> {
    const wanted = this.record.metadata.number
    if (wanted <= newest || wanted - newest - 1 > PLACEHOLDERS_MAXIMUM) return newest + 1
    const { storage, clock } = this.target
    for (let number = newest + 1; number < wanted; number++) {
      this.throwIfCancelled()
      const placeholder = encodePlaceholder(this.name, number, clock().toISOString(), this.target.nonce())
      // Where somebody saved meanwhile, the number is taken just as well.
      await publish(storage, versionKey(this.name, number), encodeDocument(placeholder))
    }
    return wanted
  }

  async readContent({ index, writer }: ContentSpace): Promise<EntryTable> {
    const reader = new PackReader(this.source.storage)
    const packs: PackName[] = []
    const known = index.length
    const table = await this.readFromSource(() => this.readEntries(reader, index, packs))
    await this.sendChunks(new MissingChunks(index, known, packs), reader, writer)
    return table
  }

  describe(number: VersionNumber, content: Content, storedSize: number): VersionMetadata {
    const { name, label } = this
    return { ...this.record.metadata, name, number, version: label ?? `v${number}`, ...content, storedSize }
  }

  /** Chunks that the index does not know are added to it as they lie in the source, whose packs are numbered by `packs`. */
  private async readEntries(reader: PackReader, index: ChunkIndex, packs: PackName[]): Promise<EntryTable> {
    const table = new EntryTable(index)
    const checkNamed = namedPackCheck(this.record)
    const numbers = new Map<PackName, number>()
    const hash = Buffer.alloc(HASH_BYTES)
    const slotOf = (chunk: ChunkReference): ChunkSlot => {
      hash.write(chunk.sha256, 'hex')
      const slot = index.find(hash, 0)
      if (slot >= 0) {
        if (index.sizeOf(slot) !== chunk.size) throw this.damaged(`a chunk is listed with ${chunk.size} bytes`)
        return slot
      }
      checkNamed(chunk.pack)
      if (chunk.offset + chunk.stored > PACK_MAXIMUM) {
        throw this.damaged(`it names bytes behind the end of pack ${chunk.pack}`)
      }
      let pack = numbers.get(chunk.pack)
      if (pack === undefined) numbers.set(chunk.pack, (pack = packs.push(chunk.pack) - 1))
      return index.add(hash, 0, { pack, offset: chunk.offset, stored: chunk.stored, size: chunk.size })
    }
    for await (const entry of readVersionTree(reader, this.record)) {
      this.throwIfCancelled()
      if (entry.type === 'directory') table.addDirectory(entry.path, entry.mode)
      else if (entry.type === 'symlink') table.addSymlink(entry.path, entry.target)
      else {
        const file = table.addFile(entry.path, entry.mode)
        table.setContent(file, entry.size, Buffer.from(entry.sha256, 'hex'), entry.chunks.map(slotOf))
      }
    }
    return table
  }

  /** The order is that of the source's packs, so the same copy, repeated, makes the same packs. */
  private async sendChunks(missing: MissingChunks, reader: PackReader, writer: PackWriter): Promise<void> {
    let done = Math.max(0, this.record.metadata.size - missing.bytes)
    this.onProgress(done)
    const pipeline = new OrderedPipeline(SPANS_AT_ONCE, () => undefined)
    const reading = new Set<Promise<unknown>>()
    try {
      for (const span of missing.spans()) {
        this.throwIfCancelled()
        const chunks = this.readFromSource(() => this.readSpan(missing, span, reader))
        reading.add(chunks)
        const { room, done: used } = pipeline.push(chunks, async ({ bytes, fresh }) => {
          reading.delete(chunks)
          missing.moved(span, await writer.append(fresh))
          releaseBuffer(bytes)
          done += fresh.reduce((sum, { size }) => sum + size, 0)
          this.onProgress(done)
        })
        used.catch(() => undefined)
        await room
      }
      await pipeline.drain()
    } finally {
      // What is under way still uses the writer, which is aborted next.
      await Promise.allSettled(reading)
      await pipeline.drain().catch(() => undefined)
    }
  }

  /** The chunks of a span, checked, as they are stored: views of its bytes. */
  private async readSpan(
    missing: MissingChunks,
    span: MissingSpan,
    reader: PackReader
  ): Promise<{ readonly bytes: Uint8Array; readonly fresh: readonly NewChunk[] }> {
    const chunks = missing.chunksOf(span)
    const read = await reader.read(span.pack, span.offset, span.length)
    const verify = { type: 'verify', bytes: read, chunks, describe: reader.describe(span.pack) } as const
    const bytes = await this.target.pool().run(verify, span.length, [read.buffer])
    const fresh = chunks.map(({ offset, stored, size, hash }) => ({
      stored: bytes.subarray(offset, offset + stored),
      size,
      hash: Buffer.from(hash).toString('hex')
    }))
    return { bytes, fresh }
  }

  private async readFromSource<T>(read: () => Promise<T>): Promise<T> {
    try {
      return await read()
    } catch (error) {
      const isTheVersions = isStoreError(error, 'DAMAGED') || isStoreError(error, 'NOT_FOUND')
      if (!isTheVersions) throw error
      throw new ArtifactStoreError(error.code, `${this.describeSource()} cannot be copied: ${error.message}`, {
        cause: error
      })
    }
  }

  private describeSource(): string {
    const { name, number } = this.record.metadata
    return `${name}@v${number} in ${this.source.storage.location}`
  }

  private damaged(what: string): ArtifactStoreError {
    return new ArtifactStoreError('DAMAGED', `its list of files (tree) is damaged: ${what}`)
  }

  private throwIfCancelled(): void {
    this.source.throwIfCancelled()
    this.target.throwIfCancelled()
  }
}

interface MissingSpan extends Span {
  readonly pack: PackName
}

/**
 * The chunks of an index from a slot on, which still lie in the source: in the order of its packs. They are in the index
 * alone, so that a million of them need no memory besides.
 */
class MissingChunks {
  /** Of the chunks, not compressed. */
  readonly bytes: number
  private readonly index: ChunkIndex
  private readonly packs: readonly PackName[]
  private readonly slots: Uint32Array

  constructor(index: ChunkIndex, first: ChunkSlot, packs: readonly PackName[]) {
    this.index = index
    this.packs = packs
    this.slots = Uint32Array.from({ length: index.length - first }, (_, at) => first + at).sort(
      (a, b) => index.packOf(a) - index.packOf(b) || index.offsetOf(a) - index.offsetOf(b) || a - b
    )
    this.bytes = this.slots.reduce((sum, slot) => sum + index.sizeOf(slot), 0)
  }

  /** Planned at once: chunks move while they are sent. */
  spans(): MissingSpan[] {
    const { index, slots } = this
    const at = (item: number): { pack: number; offset: number; stored: number } => {
      const slot = slots[item]!
      return { pack: index.packOf(slot), offset: index.offsetOf(slot), stored: index.storedSizeOf(slot) }
    }
    return [...planSpans(slots.length, at)].map((span) => ({ ...span, pack: this.packs[span.pack]! }))
  }

  /** Before they are moved: where they lie in the span's bytes. */
  chunksOf(span: MissingSpan): StoredChunk[] {
    const { index } = this
    return this.slotsOf(span).map((slot) => ({
      offset: index.offsetOf(slot) - span.offset,
      stored: index.storedSizeOf(slot),
      size: index.sizeOf(slot),
      hash: index.hashOf(slot).slice()
    }))
  }

  moved(span: MissingSpan, locations: Awaited<ReturnType<PackWriter['append']>>): void {
    this.slotsOf(span).forEach((slot, position) => {
      this.index.move(slot, locations[position]!)
    })
  }

  private slotsOf({ first, last }: Span): ChunkSlot[] {
    return [...this.slots.subarray(first, last + 1)]
  }
}
