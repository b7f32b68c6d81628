/**
 * The SHA-256 of whole files, held against their chunks: each distinct file once. A file of one chunk needs no look, since
 * its hash is the chunk's.
 */
import { createHash } from 'node:crypto'
import { ChunkIndex } from '../../content/chunk-index.js'
import { HASH_BYTES } from '../../content/hash.js'
import { OrderedPipeline } from '../../content/pipeline.js'
import type { TaskPool } from '../../content/pool.js'
import { distinct, type ChunkReader } from './chunk-reader.js'
import type { FileEntry, ListedChunk } from './tree-walk.js'

/** Larger files are read in pieces of so many bytes; smaller ones, several at a time. */
const PIECE_BYTES = 4 * 1024 * 1024
const FILES_PER_BATCH = 512
const PIECES_AT_ONCE = 6

interface WaitingFile {
  readonly sha256: string
  readonly id: Buffer
  readonly chunks: readonly ListedChunk[]
}

export class FileChecker {
  private readonly reader: ChunkReader
  private readonly pool: TaskPool
  /** Files that were seen, by what is hashed of them. */
  private readonly seen = new ChunkIndex()
  private readonly wrong = new Set<string>()
  private pipeline: OrderedPipeline
  private batch: WaitingFile[] = []
  private batchBytes = 0

  constructor(reader: ChunkReader, pool: TaskPool) {
    this.reader = reader
    this.pool = pool
    this.pipeline = new OrderedPipeline(PIECES_AT_ONCE, () => undefined)
  }

  /** Whether there is a file whose chunks do not make what its hash names. */
  get foundWrong(): boolean {
    return this.wrong.size > 0
  }

  /** Whether a file is such a one. */
  isWrong(entry: FileEntry): boolean {
    return this.wrong.size > 0 && entry.chunks.length > 1 && this.wrong.has(idOf(entry).toString('hex'))
  }

  /** Resolves when there is room for the next one. */
  async add(entry: FileEntry, chunks: readonly ListedChunk[]): Promise<void> {
    if (chunks.length < 2) return
    const id = idOf(entry)
    if (this.seen.find(id, 0) >= 0) return
    this.seen.add(id, 0, { pack: 0, offset: 0, stored: 0, size: 0 })
    const file = { sha256: entry.sha256, id, chunks }
    if (entry.size > PIECE_BYTES) {
      await this.readLarge(file, entry.size)
      return
    }
    this.batch.push(file)
    this.batchBytes += entry.size
    if (this.batchBytes >= PIECE_BYTES || this.batch.length >= FILES_PER_BATCH) await this.readBatch()
  }

  /** Waits until all are checked. */
  async finish(): Promise<void> {
    await this.readBatch()
    await this.pipeline.drain()
  }

  /** Waits for what is under way. Never rejects. */
  async stop(): Promise<void> {
    await this.pipeline.drain().catch(() => undefined)
  }

  private async readBatch(): Promise<void> {
    const files = this.batch
    if (files.length === 0) return
    this.batch = []
    this.batchBytes = 0
    const { chunks, order } = distinct(files.flatMap((file) => file.chunks))
    const counts = Uint32Array.from(files, (file) => file.chunks.length)
    const reading = this.reader.read(chunks, { make: 'digests', order, counts })
    await this.push(reading, ({ bad, digests }) => {
      const lost = new Set(bad)
      let start = 0
      files.forEach((file, position) => {
        const end = start + file.chunks.length
        const isWhole = !order.subarray(start, end).some((number) => lost.has(number))
        start = end
        if (isWhole) this.judge(file, digests.subarray(position * HASH_BYTES, (position + 1) * HASH_BYTES))
      })
    })
  }

  private async readLarge(file: WaitingFile, size: number): Promise<void> {
    const hash = this.pool.newFile(size)
    let isWhole = true
    try {
      for (const piece of piecesOf(file.chunks)) {
        const { chunks, order } = distinct(piece)
        const reading = this.reader.read(chunks, { make: 'content', order, counts: Uint32Array.of(order.length) })
        await this.push(reading, async ({ bad, content }) => {
          if (bad.length > 0) isWhole = false
          else if (isWhole) await this.pool.updateHash(hash, content, [content.buffer])
        })
      }
      await this.push(Promise.resolve(), async () => {
        const digest = await this.pool.finishHash(hash)
        if (isWhole) this.judge(file, digest)
      })
    } catch (error) {
      await this.stop()
      await this.pool.dropHash(hash)
      throw error
    }
  }

  private judge(file: WaitingFile, digest: Uint8Array): void {
    if (Buffer.from(digest).toString('hex') !== file.sha256) this.wrong.add(file.id.toString('hex'))
  }

  private async push<T>(reading: Promise<T>, use: (value: T) => Promise<void> | void): Promise<void> {
    const { room, done } = this.pipeline.push(reading, use)
    done.catch(() => undefined)
    await room
  }
}

/** Stands for a file's hash and the chunks that should make it. */
function idOf({ sha256, chunks }: FileEntry): Buffer {
  const hash = createHash('sha256').update(sha256)
  for (const chunk of chunks) hash.update(chunk.sha256)
  return hash.digest()
}

/** Chunks in order, cut where they are about as many bytes as one piece may have. */
function* piecesOf(chunks: readonly ListedChunk[]): Generator<readonly ListedChunk[]> {
  let piece: ListedChunk[] = []
  let bytes = 0
  for (const chunk of chunks) {
    const size = chunk.table.sizeOf(chunk.position)
    if (piece.length > 0 && bytes + size > PIECE_BYTES) {
      yield piece
      piece = []
      bytes = 0
    }
    piece.push(chunk)
    bytes += size
  }
  if (piece.length > 0) yield piece
}
