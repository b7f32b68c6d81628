import { readdirSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { ChunkIndex } from '../../src/content/chunk-index.js'
import type { EntryTable } from '../../src/content/entry-table.js'
import { ingest, type IngestOptions } from '../../src/content/ingest.js'
import { PackWriter, type PackEntry, type PackSink } from '../../src/content/pack-writer.js'
import { TaskPool } from '../../src/content/pool.js'
import type { Task, TaskResults } from '../../src/content/tasks.js'
import type { ChunkReference, TreeEntry } from '../../src/content/tree.js'
import type { SourceEntry, SourceTree } from '../../src/files/source.js'
import { MemoryPacks, within } from './support.js'

export type KnownFile = Extract<TreeEntry, { type: 'file' }>

export const workerEntry = new URL('../../src/content/worker.js', import.meta.url)

/** A pool that tells of what it does, before it does it. */
export class ObservedPool extends TaskPool {
  readonly counts: Record<string, number> = {}
  onTask: (task: Task) => Promise<void> | void = () => undefined

  constructor(count: number) {
    super({ count, entry: workerEntry })
  }

  override async run<T extends Task>(task: T, cost: number, transfer?: ArrayBuffer[]): Promise<TaskResults[T['type']]> {
    this.counts[task.type] = (this.counts[task.type] ?? 0) + 1
    await this.onTask(task)
    return await super.run(task, cost, transfer)
  }

  override async updateHash(file: number, bytes: Uint8Array): Promise<void> {
    this.counts['hash-update'] = (this.counts['hash-update'] ?? 0) + bytes.length
    await super.updateHash(file, bytes)
  }
}

export function sourceOf(entries: readonly SourceEntry[]): SourceTree {
  return {
    async *entries() {
      yield* entries
    }
  }
}

/** A file in a folder, as a walk lists it. */
export function listed(folder: string, path: string, size: number): SourceEntry {
  return { kind: 'file', path, absolutePath: join(folder, path), mode: 0o644, size }
}

/** A save into packs in memory. */
export class Saving {
  readonly storage = new MemoryPacks()
  readonly packs: PackEntry[] = []
  readonly index = new ChunkIndex()
  readonly pool: TaskPool
  readonly progress: [files: number, bytes: number][] = []
  open: () => PackSink = this.storage.open

  constructor(pool: TaskPool) {
    this.pool = pool
  }

  /** Reads the source, and makes all packs durable. */
  async save(source: SourceTree | SourceEntry[], options: Partial<IngestOptions> = {}): Promise<EntryTable> {
    const writer = new PackWriter(this.packs, null, () => this.open())
    const table = await ingest({
      source: Array.isArray(source) ? sourceOf(source) : source,
      pool: this.pool,
      index: this.index,
      writer,
      compression: 'auto',
      knownFile: async () => undefined,
      onProgress: (files, bytes) => this.progress.push([files, bytes]),
      signal: undefined,
      ...options
    })
    await writer.finish()
    return table
  }

  chunksOf(table: EntryTable, entry: number): ChunkReference[] {
    return Array.from(table.slotsOf(entry), (slot) => ({
      pack: this.packs[this.index.packOf(slot)].name!,
      offset: this.index.offsetOf(slot),
      stored: this.index.storedSizeOf(slot),
      size: this.index.sizeOf(slot),
      sha256: Buffer.from(this.index.hashOf(slot)).toString('hex')
    }))
  }

  /** The bytes of a file as they lie in the packs, each chunk checked against its hash. */
  contentOf(table: EntryTable, path: string): Buffer {
    return Buffer.concat(this.chunksOf(table, entryOf(table, path)).map((chunk) => this.storage.chunk(chunk)))
  }

  /** The file as the tree of this version will hold it. */
  knownFile(table: EntryTable, path: string): KnownFile {
    const entry = entryOf(table, path)
    return {
      type: 'file',
      path,
      mode: table.modeOf(entry),
      size: table.sizeOf(entry),
      sha256: table.sha256Of(entry),
      chunks: this.chunksOf(table, entry)
    }
  }

  /** Bytes of all packs. */
  get storedBytes(): number {
    return [...this.storage.packs.values()].reduce((sum, pack) => sum + pack.length, 0)
  }
}

export function entryOf(table: EntryTable, path: string): number {
  for (let entry = 0; entry < table.length; entry++) if (table.pathOf(entry) === path) return entry
  throw new Error(`no entry ${path}`)
}

export async function withPool<T>(count: number, act: (pool: ObservedPool) => Promise<T>): Promise<T> {
  const pool = new ObservedPool(count)
  try {
    return await act(pool)
  } finally {
    await within(20_000, pool.close())
  }
}

/** Files below a folder that this process has open. */
export function openFilesIn(folder: string): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`)
      return path.startsWith(folder) ? [path] : []
    } catch {
      // It was closed meanwhile: the one that lists them.
      return []
    }
  })
}
