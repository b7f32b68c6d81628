/**
 * The way of files into packs: read, cut, hash, look up, compress, append.
 *
 * Small files are read and hashed in batches by the worker threads themselves. A large file is read here in blocks of
 * shared memory that the threads cut and hash side by side. Both meet in two ordered pipelines: looking up (is the
 * chunk known?) and storing (compress what is new, append it). All memory is in a fixed number of blocks and batches,
 * whatever the input.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { types } from 'node:util'
import { ArtifactStoreError } from '../errors.js'
import type { SourceEntry, SourceTree, TreePath } from '../files/source.js'
import type { ChunkIndex, ChunkSlot } from './chunk-index.js'
import { SCAN_START, type ScanState } from './chunker.js'
import { AUTO_LEVEL, canCompress } from './compression.js'
import { CompressionAdvisor, fileKind } from './compression-advisor.js'
import { EntryTable, type EntryNumber } from './entry-table.js'
import { HASH_BYTES } from './hash.js'
import type { NewChunk, PackWriter } from './pack-writer.js'
import { OrderedPipeline } from './pipeline.js'
import type { TaskPool } from './pool.js'
import { changingFile, isUnchanged, openForReading, readPiece, READ_ATTEMPTS, type OpenedFile } from './read-file.js'
import { releaseBuffer } from './release.js'
import type { ReadFilesResult, SmallFile } from './tasks.js'
import type { TreeEntry } from './tree.js'

/** Larger files are read in blocks. Bytes. */
const SMALL_FILE = 4 * 1024 * 1024
const BATCH_BYTES = 2 * 1024 * 1024
const BATCH_FILES = 256
/** Room before a block's data for the unfinished chunk of the block before, so that every chunk lies in one piece. */
const HEADROOM = 1024 * 1024
const BLOCK_BYTES = 4 * 1024 * 1024
/** Each large file holds up to three blocks (the last, this, the next); the rest are on their way into packs. */
const LARGE_FILES_AT_ONCE = 2
const BLOCKS = 9
/** Batches or blocks in a pipeline. */
const PIECES_AT_ONCE = 5

export interface IngestOptions {
  readonly source: SourceTree
  readonly pool: TaskPool
  /** Chunks that are known already; new ones are added. */
  readonly index: ChunkIndex
  readonly writer: PackWriter
  /** `auto`, `none`, or a zstd level. */
  readonly compression: 'auto' | 'none' | number
  /** The file of that path in the version before, if there is one: an unchanged one is not hashed as a whole again. */
  readonly knownFile: (path: TreePath) => Promise<Extract<TreeEntry, { type: 'file' }> | undefined>
  readonly onProgress: (files: number, bytes: number) => void
  readonly signal: AbortSignal | undefined
}

type FileEntry = Extract<SourceEntry, { kind: 'file' }>

/** Reads all of a source; gives its entries, whose chunks are in the index and in packs. */
export async function ingest(options: IngestOptions): Promise<EntryTable> {
  return await new Ingest(options).run()
}

class Ingest {
  private readonly options: IngestOptions
  private readonly table: EntryTable
  private readonly level: number | undefined
  private readonly advisor = new CompressionAdvisor()
  private readonly blocks = new BlockPool(BLOCKS)
  private readonly lookups = new OrderedPipeline(PIECES_AT_ONCE, (error) => this.fail(error))
  private readonly appends = new OrderedPipeline(PIECES_AT_ONCE, (error) => this.fail(error))
  private batch: { readonly entries: EntryNumber[]; readonly files: FileEntry[]; bytes: number } = emptyBatch()
  private readonly largeFiles = new Set<Promise<void>>()
  private failure: { readonly error: unknown } | undefined
  private readonly grown: { readonly entry: EntryNumber; readonly file: FileEntry }[] = []
  private files = 0
  private bytes = 0

  constructor(options: IngestOptions) {
    this.options = options
    this.table = new EntryTable(options.index)
    const wanted = options.compression
    this.level = wanted === 'none' || !canCompress ? undefined : wanted === 'auto' ? AUTO_LEVEL : wanted
  }

  async run(): Promise<EntryTable> {
    try {
      for await (const entry of this.options.source.entries()) {
        this.throwIfStopped()
        if (entry.kind === 'directory') this.table.addDirectory(entry.path, entry.mode)
        else if (entry.kind === 'symlink') this.table.addSymlink(entry.path, entry.target)
        else await this.addFile(entry)
      }
      await this.endBatch()
      await this.endLargeFiles()
      await this.drain()
      for (const { entry, file } of this.grown) {
        await this.addLargeFile(entry, file)
        await this.endLargeFiles()
      }
      await this.drain()
    } catch (error) {
      // Whatever still runs holds files and blocks of this save: wait for it, its own failure is a consequence.
      this.fail(error)
      await Promise.allSettled([...this.largeFiles, this.lookups.drain(), this.appends.drain()])
      this.throwFailure()
    }
    return this.table
  }

  private async addFile(file: FileEntry): Promise<void> {
    const entry = this.table.addFile(file.path, file.mode)
    if (file.size > SMALL_FILE) {
      await this.addLargeFile(entry, file)
      return
    }
    this.batch.entries.push(entry)
    this.batch.files.push(file)
    this.batch.bytes += file.size
    if (this.batch.bytes >= BATCH_BYTES || this.batch.files.length >= BATCH_FILES) await this.endBatch()
  }

  private async drain(): Promise<void> {
    await this.lookups.drain()
    await this.appends.drain()
    this.throwFailure()
  }

  /** Keeps the first failure, and wakes who waits for a block that will not come back. */
  private fail(error: unknown): void {
    this.failure ??= { error }
    this.blocks.close(error)
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw this.failure.error
  }

  /** Nothing is begun any more once the save failed elsewhere, or was cancelled. */
  private throwIfStopped(): void {
    this.throwFailure()
    if (this.options.signal?.aborted) throw new ArtifactStoreError('CANCELLED', 'cancelled')
  }

  private progress(files: number, bytes: number): void {
    this.files += files
    this.bytes += bytes
    this.options.onProgress(this.files, this.bytes)
  }

  // ── small files ──────────────────────────────────────────────────────────────────────────────────────────────

  private async endBatch(): Promise<void> {
    const batch = this.batch
    if (batch.files.length === 0) return
    this.batch = emptyBatch()
    const files = batch.files.map(({ absolutePath, followLinks = false, size }): SmallFile => ({
      absolutePath,
      followLinks,
      size
    }))
    // Opening a file costs about as much as hashing 16 KiB.
    const cost = batch.bytes + files.length * 16384
    const read = this.options.pool.run({ type: 'read-files', files }, cost)
    const { room, done } = this.lookups.push(read, async (result) => {
      await this.storeBatch(batch.entries, batch.files, result)
    })
    done.catch(() => undefined)
    await room
    // Inline tasks never yield by themselves; signals and timers want their turn.
    await nextTurn()
  }

  private async storeBatch(
    entries: readonly EntryNumber[],
    files: readonly FileEntry[],
    result: ReadFilesResult
  ): Promise<void> {
    const { sizes, fileHashes, chunkCounts, chunkSizes, chunkHashes } = result
    const fresh: FreshChunk[] = []
    let offset = 0
    let chunk = 0
    let count = 0
    files.forEach((file, number) => {
      const entry = entries[number]!
      const size = sizes[number]!
      if (size < 0) {
        this.grown.push({ entry, file })
        return
      }
      const end = chunk + chunkCounts[number]!
      const hashes = chunkHashes.subarray(chunk * HASH_BYTES, end * HASH_BYTES)
      const slots = this.lookUp(hashes, chunkSizes.slice(chunk, end), offset, file.path, fresh)
      const hash = fileHashes.subarray(number * HASH_BYTES, (number + 1) * HASH_BYTES)
      this.table.setContent(entry, size, hash, slots)
      offset += size
      chunk = end
      count++
    })
    await this.storeFresh(result.bytes, fresh, true, (bytes) => {
      releaseBuffer(bytes)
      this.progress(count, offset)
    })
  }

  // ── large files ──────────────────────────────────────────────────────────────────────────────────────────────

  private async addLargeFile(entry: EntryNumber, file: FileEntry): Promise<void> {
    while (this.largeFiles.size >= LARGE_FILES_AT_ONCE) await Promise.race(this.largeFiles)
    this.throwFailure()
    const known = await this.options.knownFile(file.path)
    const reading: Promise<void> = this.readLargeFile(entry, file, known)
      .catch((error: unknown) => {
        this.fail(error)
      })
      .finally(() => this.largeFiles.delete(reading))
    this.largeFiles.add(reading)
  }

  private async endLargeFiles(): Promise<void> {
    await Promise.all(this.largeFiles)
    this.throwFailure()
  }

  private async readLargeFile(
    entry: EntryNumber,
    file: FileEntry,
    known: Extract<TreeEntry, { type: 'file' }> | undefined
  ): Promise<void> {
    for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
      const opened = await openForReading(file.absolutePath, file.followLinks ?? false)
      try {
        const content = await this.readBlocks(file, opened, known?.size === opened.size ? known : undefined)
        if (content !== undefined && (await isUnchanged(opened))) {
          this.table.setContent(entry, opened.size, content.sha256, content.slots)
          this.progress(1, 0)
          return
        }
      } finally {
        await opened.handle.close()
      }
    }
    throw changingFile(file.absolutePath)
  }

  /** Undefined where the file ended before its size. */
  private async readBlocks(
    file: FileEntry,
    opened: OpenedFile,
    known: Extract<TreeEntry, { type: 'file' }> | undefined
  ): Promise<{ readonly sha256: Uint8Array; readonly slots: ChunkSlot[] } | undefined> {
    const { pool } = this.options
    const fileNumber = pool.newFile(opened.size)
    const slots: ChunkSlot[] = []
    const comparison = known === undefined ? undefined : new Comparison(known)
    let wholeHash: Promise<Uint8Array> | undefined
    const lookedUp: Promise<void>[] = []
    const hashed: Promise<void>[] = []

    let reading: Promise<FilledBlock> | undefined = this.readBlock(opened, 0)
    let tail: { readonly block: FilledBlock; readonly start: number } | undefined
    let state: ScanState = SCAN_START
    let complete = false
    try {
      while (reading !== undefined) {
        const block: FilledBlock = await reading
        reading = undefined
        this.throwIfStopped()
        const position = block.position + block.length
        const last = position >= opened.size
        complete = position === opened.size
        if (!last && block.length === BLOCK_BYTES) reading = this.readBlock(opened, position)
        reading?.catch(() => undefined)

        let chunkStart = HEADROOM
        if (tail !== undefined) {
          const rest = tail.block.bytes.subarray(tail.start, HEADROOM + tail.block.length)
          chunkStart -= rest.length
          block.bytes.set(rest, chunkStart)
          tail.block.release()
        }
        const end = HEADROOM + block.length
        if (comparison === undefined) {
          const data = block.bytes.subarray(HEADROOM, end)
          const hashing = keep(block, pool.updateHash(fileNumber, data))
          hashing.catch(() => undefined)
          hashed.push(hashing)
        }
        const scan = await pool.run(
          { type: 'scan', bytes: block.bytes, chunkStart, from: HEADROOM, end, last, state },
          block.length
        )
        state = scan.state
        const { cuts } = scan
        const hashes = pool.run({ type: 'hash-chunks', bytes: block.bytes, start: chunkStart, cuts }, block.length)
        const held = block.retain()
        const { room, done } = this.lookups.push(hashes, async (chunkHashes) => {
          const sizes = cuts.map((cut, index) => cut - (cuts[index - 1] ?? chunkStart))
          const fresh: FreshChunk[] = []
          slots.push(...this.lookUp(chunkHashes, sizes, chunkStart, file.path, fresh))
          if (comparison?.differs(chunkHashes, sizes) && wholeHash === undefined) {
            wholeHash = this.hashWhole(opened)
            wholeHash.catch(() => undefined)
          }
          await this.storeFresh(block.bytes, fresh, false, () => {
            held()
            this.progress(0, block.length)
          })
        })
        done.catch(() => undefined)
        lookedUp.push(done)
        await room
        tail = { block, start: cuts.at(-1) ?? chunkStart }
      }
      tail?.block.release()
      await Promise.all([...lookedUp, ...hashed])
      if (!complete) return undefined
      if (comparison === undefined) return { sha256: await pool.finishHash(fileNumber), slots }
      if (wholeHash === undefined && comparison.isComplete()) {
        return { sha256: Buffer.from(comparison.sha256, 'hex'), slots }
      }
      return { sha256: await (wholeHash ?? this.hashWhole(opened)), slots }
    } finally {
      // A read that is still under way writes into a block and holds the file.
      await Promise.allSettled([reading, wholeHash, ...hashed])
      await pool.dropHash(fileNumber)
    }
  }

  private async readBlock(opened: OpenedFile, position: number): Promise<FilledBlock> {
    const block = await this.blocks.acquire()
    try {
      const wanted = Math.min(BLOCK_BYTES, Math.max(0, opened.size - position))
      const length = await readPiece(opened, block.bytes, HEADROOM, wanted, position)
      return block.fill(position, length)
    } catch (error) {
      block.release()
      throw error
    }
  }

  /** The SHA-256 of a whole file that turned out to differ from the version before. */
  private async hashWhole(opened: OpenedFile): Promise<Uint8Array> {
    const { pool } = this.options
    const number = pool.newFile(opened.size)
    const bytes = new Uint8Array(new SharedArrayBuffer(BLOCK_BYTES))
    try {
      for (let position = 0; position < opened.size;) {
        this.throwIfStopped()
        const length = await readPiece(opened, bytes, 0, Math.min(BLOCK_BYTES, opened.size - position), position)
        // A file that became shorter shows in the look after reading.
        if (length === 0) break
        await pool.updateHash(number, bytes.subarray(0, length))
        position += length
      }
      return await pool.finishHash(number)
    } finally {
      await pool.dropHash(number)
    }
  }

  // ── chunks ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** The slots of chunks that lie in order from `offset` on; those not known before are added to `fresh`. */
  private lookUp(
    hashes: Uint8Array,
    sizes: readonly number[],
    offset: number,
    path: TreePath,
    fresh: FreshChunk[]
  ): ChunkSlot[] {
    const { index } = this.options
    let start = offset
    return sizes.map((size, number) => {
      let slot = index.find(hashes, number * HASH_BYTES)
      if (slot < 0) {
        // Where it lies is known once it is appended; until then the slot stands for it, so that a twin finds it.
        slot = index.add(hashes, number * HASH_BYTES, { pack: 0, offset: 0, stored: size, size })
        fresh.push({ slot, offset: start, size, kind: fileKind(path) })
      }
      start += size
      return slot
    })
  }

  private async storeFresh(
    bytes: Uint8Array,
    fresh: readonly FreshChunk[],
    transferable: boolean,
    done: (bytes: Uint8Array) => void
  ): Promise<void> {
    if (fresh.length === 0) {
      done(bytes)
      return
    }
    const compressed = this.compress(bytes, fresh, transferable)
    const { room, done: appended } = this.appends.push(compressed, async ({ frames, bytes: content }) => {
      const { index, writer } = this.options
      const chunks = fresh.map((chunk, number): NewChunk => {
        const frame = frames[number]
        return {
          stored: frame ?? content.subarray(chunk.offset, chunk.offset + chunk.size),
          size: chunk.size,
          hash: toHex(index.hashOf(chunk.slot))
        }
      })
      const locations = await writer.append(chunks)
      locations.forEach((location, number) => {
        index.move(fresh[number]!.slot, location)
      })
      for (const frame of frames) if (frame !== undefined) releaseBuffer(frame)
      done(content)
    })
    appended.catch(() => undefined)
    await room
  }

  private async compress(
    bytes: Uint8Array,
    fresh: readonly FreshChunk[],
    transferable: boolean
  ): Promise<{ readonly frames: readonly (Uint8Array | undefined)[]; readonly bytes: Uint8Array }> {
    const { level } = this
    const tried =
      level === undefined
        ? []
        : fresh.filter((chunk) => this.options.compression !== 'auto' || this.advisor.shouldTry(chunk.kind))
    if (level === undefined || tried.length === 0) return { frames: [], bytes }
    const result = await this.options.pool.run(
      { type: 'compress', bytes, ranges: tried.map((chunk) => [chunk.offset, chunk.size]), level },
      tried.reduce((sum, chunk) => sum + chunk.size, 0) * 4,
      transferable && !types.isSharedArrayBuffer(bytes.buffer) ? [bytes.buffer] : []
    )
    const frameOf = new Map(tried.map((chunk, number) => [chunk, result.frames[number]]))
    for (const chunk of tried) this.advisor.learn(chunk.kind, frameOf.get(chunk) !== undefined)
    return { frames: fresh.map((chunk) => frameOf.get(chunk)), bytes: result.bytes }
  }
}

interface FreshChunk {
  readonly slot: ChunkSlot
  /** In the bytes that it was found in. */
  readonly offset: number
  readonly size: number
  readonly kind: string
}

function emptyBatch(): { entries: EntryNumber[]; files: FileEntry[]; bytes: number } {
  return { entries: [], files: [], bytes: 0 }
}

function toHex(hash: Uint8Array): string {
  return Buffer.from(hash.buffer, hash.byteOffset, hash.length).toString('hex')
}

/** Holds a block until `work` is done. */
async function keep(block: Block, work: Promise<void>): Promise<void> {
  const release = block.retain()
  try {
    await work
  } finally {
    release()
  }
}

/** Follows a file against the one that the version before holds: is it, chunk by chunk, the same? */
class Comparison {
  readonly sha256: string
  private readonly chunks: readonly { readonly sha256: string; readonly size: number }[]
  private position = 0
  private same = true

  constructor(known: Extract<TreeEntry, { type: 'file' }>) {
    this.sha256 = known.sha256
    this.chunks = known.chunks
  }

  /** Takes the next chunks; true once one of them differs. */
  differs(hashes: Uint8Array, sizes: readonly number[]): boolean {
    for (let number = 0; this.same && number < sizes.length; number++) {
      const known = this.chunks[this.position++]
      this.same = known?.sha256 === toHex(hashes.subarray(number * HASH_BYTES, (number + 1) * HASH_BYTES))
    }
    return !this.same
  }

  isComplete(): boolean {
    return this.same && this.position === this.chunks.length
  }
}

type FilledBlock = Block & { readonly position: number; readonly length: number }

/** A piece of shared memory that goes back to its pool when the last who holds it lets go. */
class Block {
  readonly bytes: Uint8Array
  position = 0
  length = 0
  private holders = 0
  private readonly giveBack: (block: Block) => void

  constructor(giveBack: (block: Block) => void) {
    this.bytes = new Uint8Array(new SharedArrayBuffer(HEADROOM + BLOCK_BYTES))
    this.giveBack = giveBack
  }

  fill(position: number, length: number): FilledBlock {
    this.position = position
    this.length = length
    return this
  }

  /** Holds the block; the function that comes back lets go, once. */
  retain(): () => void {
    this.holders++
    let held = true
    return () => {
      if (!held) return
      held = false
      this.release()
    }
  }

  release(): void {
    if (--this.holders === 0) this.giveBack(this)
  }

  take(): this {
    this.holders = 1
    return this
  }
}

class BlockPool {
  private readonly free: Block[] = []
  private waiting: { readonly resolve: (block: Block) => void; readonly reject: (error: unknown) => void }[] = []
  private closed: { readonly error: unknown } | undefined
  private unmade: number

  constructor(count: number) {
    this.unmade = count
  }

  /** Fails everyone who waits, and will wait, for a block. */
  close(error: unknown): void {
    this.closed ??= { error }
    const { waiting } = this
    this.waiting = []
    for (const waiter of waiting) waiter.reject(error)
  }

  async acquire(): Promise<Block> {
    if (this.closed !== undefined) throw this.closed.error
    const block = this.free.pop()
    if (block !== undefined) return block.take()
    if (this.unmade > 0) {
      this.unmade--
      return new Block((back) => {
        const next = this.waiting.shift()
        if (next === undefined) this.free.push(back)
        else next.resolve(back.take())
      }).take()
    }
    return await new Promise<Block>((resolve, reject) => this.waiting.push({ resolve, reject }))
  }
}
