import type { ChunkLocation, PackNumber } from './chunk-index.js'
import { encodeTrailer, PACK_MAXIMUM_CHUNKS, PACK_TARGET, type PackedChunk, type PackName } from './pack.js'

/** Where the bytes of one pack go. */
export interface PackSink {
  /** The buffers may be reused once the promise resolves. */
  append(parts: readonly Uint8Array[]): Promise<void>
  /** Makes the pack durable under its name. */
  commit(name: PackName): Promise<void>
  abort(): Promise<void>
}

/** A pack as the table of a save knows it; the name of one that is being written is known when it is sealed. */
export interface PackEntry {
  name: PackName | undefined
  /** Bytes; 0 until it is sealed. */
  size: number
}

/** A chunk to be stored: `stored` is what goes into the pack. */
export interface NewChunk {
  readonly stored: Uint8Array
  /** Bytes of the chunk when it is not compressed. */
  readonly size: number
  readonly hash: string
}

/** How many sealed packs may be on their way into the storage at once. */
const COMMITS_AT_ONCE = 2

/**
 * Fills packs one after another; a full one is made durable while the next fills.
 *
 * Not for use by several callers at once: `append` is awaited before the next call.
 */
export class PackWriter {
  private readonly packs: PackEntry[]
  private readonly condemned: string | null
  private readonly salt: string | undefined
  private readonly open: () => PackSink
  private current:
    { readonly number: PackNumber; readonly sink: PackSink; readonly chunks: PackedChunk[]; length: number } | undefined
  private readonly commits = new Set<Promise<void>>()
  private readonly sinks: PackSink[] = []
  private failure: { readonly error: unknown } | undefined
  private written = 0

  /**
   * @param packs the table that numbers of packs refer to; a pack is added when its first chunk comes.
   * @param condemned the id of the newest condemned list, for the trailers.
   * @param salt random text for the trailers, where no name may be that of a pack that exists.
   */
  constructor(packs: PackEntry[], condemned: string | null, open: () => PackSink, salt?: string) {
    this.packs = packs
    this.salt = salt
    this.condemned = condemned
    this.open = open
  }

  /** Bytes of all packs sealed so far, with their trailers. */
  get bytesWritten(): number {
    return this.written
  }

  /** The pack that the next chunk goes into, where one is being filled. */
  currentPack(): PackNumber | undefined {
    return this.current?.number
  }

  /** Stores chunks in order; gives where each lies. */
  async append(chunks: readonly NewChunk[]): Promise<ChunkLocation[]> {
    this.throwFailure()
    const locations: ChunkLocation[] = []
    let parts: Uint8Array[] = []
    for (const chunk of chunks) {
      const pack = (this.current ??= this.start())
      locations.push({ pack: pack.number, offset: pack.length, stored: chunk.stored.length, size: chunk.size })
      parts.push(chunk.stored)
      pack.chunks.push({ stored: chunk.stored.length, size: chunk.size, hash: chunk.hash })
      pack.length += chunk.stored.length
      if (pack.length >= PACK_TARGET || pack.chunks.length >= PACK_MAXIMUM_CHUNKS) {
        await this.write(pack.sink, parts)
        parts = []
        await this.seal()
      }
    }
    if (parts.length > 0 && this.current !== undefined) await this.write(this.current.sink, parts)
    return locations
  }

  /** A failure stays: bytes of the pack are missing then, and its trailer must not say that they are there. */
  private async write(sink: PackSink, parts: readonly Uint8Array[]): Promise<void> {
    try {
      await sink.append(parts)
    } catch (error) {
      this.failure ??= { error }
      throw error
    }
  }

  /** Ends the pack that is being filled, so that its name is known; it becomes durable in the background. */
  async seal(): Promise<void> {
    this.throwFailure()
    const pack = this.current
    if (pack === undefined) return
    this.current = undefined
    const trailer = encodeTrailer({
      condemned: this.condemned,
      ...(this.salt === undefined ? {} : { salt: this.salt }),
      chunks: pack.chunks
    })
    await this.write(pack.sink, [trailer.bytes])
    const entry = this.packs[pack.number]!
    entry.name = trailer.name
    entry.size = pack.length + trailer.bytes.length
    this.written += entry.size
    const commit = pack.sink.commit(trailer.name).then(
      () => void this.commits.delete(commit),
      (error: unknown) => {
        this.failure ??= { error }
        this.commits.delete(commit)
      }
    )
    this.commits.add(commit)
    if (this.commits.size >= COMMITS_AT_ONCE) await Promise.race(this.commits)
    this.throwFailure()
  }

  /** Seals, and waits until all packs are durable. */
  async finish(): Promise<void> {
    await this.seal()
    await Promise.all(this.commits)
    this.throwFailure()
  }

  /** Drops what is not durable yet. Never throws. */
  async abort(): Promise<void> {
    await Promise.all(this.commits)
    await Promise.allSettled(this.sinks.map((sink) => sink.abort()))
  }

  private start(): NonNullable<PackWriter['current']> {
    const sink = this.open()
    this.sinks.push(sink)
    this.packs.push({ name: undefined, size: 0 })
    return { number: this.packs.length - 1, sink, chunks: [], length: 0 }
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw this.failure.error
  }
}
