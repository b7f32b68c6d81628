/** Reading chunks that may be damaged, so that each that is wrong is known of its pack. */
import type { TaskPool } from '../../content/pool.js'
import { READ_CHUNK_COLUMNS, type ReadChunksResult, type ReadChunksTask } from '../../content/read-chunks.js'
import { planSpans } from '../../content/spans.js'
import type { PackState, Packs } from './packs.js'
import type { ListedChunk } from './tree-walk.js'

/** What is made of chunks: the hash of each file, or their bytes. */
export interface Wanted {
  readonly make: ReadChunksTask['make']
  /** Numbers of chunks, file after file, and how many each file has. */
  readonly order: Uint32Array
  readonly counts: Uint32Array
}

const NOTHING_WANTED: Wanted = { make: 'nothing', order: new Uint32Array(0), counts: new Uint32Array(0) }

export class ChunkReader {
  private readonly pool: TaskPool
  private readonly packs: Packs

  constructor(pool: TaskPool, packs: Packs) {
    this.pool = pool
    this.packs = packs
  }

  /**
   * Reads and opens chunks, each one once, and has their packs judge them. All are held at once.
   * @returns what was asked for, and the numbers of the chunks that are wrong.
   */
  async read(chunks: readonly ListedChunk[], wanted: Wanted = NOTHING_WANTED): Promise<ReadChunksResult> {
    const { spans, columns, cost } = await this.readSpans(chunks)
    const hashes = Buffer.concat(chunks.map(({ table, position }) => table.hashOf(position)))
    const task: ReadChunksTask = { type: 'read-chunks', spans, chunks: columns, hashes, ...wanted }
    const buffers = [...new Set(spans.map(({ buffer }) => buffer))]
    const result = await this.pool.run(task, cost, buffers)
    const bad = new Set(result.bad)
    chunks.forEach(({ state, table, position }, number) => {
      state.judge(table, position, !bad.has(number))
    })
    return result
  }

  private async readSpans(chunks: readonly ListedChunk[]): Promise<{
    readonly spans: Uint8Array<ArrayBuffer>[]
    readonly columns: Uint32Array
    readonly cost: number
  }> {
    const numbers = new Map<PackState, number>()
    for (const { state } of chunks) if (!numbers.has(state)) numbers.set(state, numbers.size)
    const order = chunks
      .map(({ state, table, position }, number) => ({
        number,
        state,
        pack: numbers.get(state)!,
        offset: table.offsetOf(position),
        stored: table.storedSizeOf(position)
      }))
      .sort((a, b) => a.pack - b.pack || a.offset - b.offset)
    const spans: Uint8Array<ArrayBuffer>[] = []
    const columns = new Uint32Array(chunks.length * READ_CHUNK_COLUMNS)
    let cost = 0
    const place = (number: number, span: number, offset: number): void => {
      const { state, table, position } = chunks[number]!
      const row = [span, offset, table.storedSizeOf(position), table.sizeOf(position), state.isProven(position) ? 1 : 0]
      columns.set(row, number * READ_CHUNK_COLUMNS)
      cost += table.sizeOf(position)
    }
    await Promise.all(
      [...planSpans(order.length, (item) => order[item]!)].map(async (span) => {
        const inSpan = order.slice(span.first, span.last + 1)
        const { state } = inSpan[0]!
        const bytes = await this.packs.read(state, span.offset, span.length)
        if (bytes !== undefined) {
          const at = spans.push(bytes) - 1
          for (const { number, offset } of inSpan) place(number, at, offset - span.offset)
          return
        }
        // One by one, so that a sector that cannot be read, or the end of a pack that is short, costs what lies there alone.
        for (const { number, offset, stored } of inSpan) {
          const own = await this.packs.read(state, offset, stored)
          place(number, spans.push(own ?? new Uint8Array(0)) - 1, 0)
          // No bytes are no chunk, whatever was found before.
          if (own === undefined) columns[number * READ_CHUNK_COLUMNS + READ_CHUNK_COLUMNS - 1] = 0
        }
      })
    )
    return { spans, columns, cost }
  }
}

/** Of chunks in any order, each one once, and for each place of the list the number of its chunk. */
export function distinct(chunks: readonly ListedChunk[]): {
  readonly chunks: readonly ListedChunk[]
  readonly order: Uint32Array
} {
  const numbers = new Map<PackState, Map<number, number>>()
  const once: ListedChunk[] = []
  const order = Uint32Array.from(chunks, (chunk) => {
    let ofPack = numbers.get(chunk.state)
    if (ofPack === undefined) numbers.set(chunk.state, (ofPack = new Map<number, number>()))
    let number = ofPack.get(chunk.position)
    if (number === undefined) ofPack.set(chunk.position, (number = once.push(chunk) - 1))
    return number
  })
  return { chunks: once, order }
}
