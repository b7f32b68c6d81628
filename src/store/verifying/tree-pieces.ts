/** Leaves and nodes of trees, read and checked once for all versions that share them. */
import type { PackName } from '../../content/pack.js'
import { planSpans } from '../../content/spans.js'
import { openChunk } from '../../content/stored-chunk.js'
import type { ChunkReference } from '../../content/tree.js'
import { isStoreError } from '../../errors.js'
import { chunkId, type PackState, type Packs } from './packs.js'

/** Bytes of pieces that are kept. */
const KEPT_MAXIMUM = 32 * 1024 * 1024

/** A part of a tree is lost; the pack that it lies in knows. */
export class LostPiece extends Error {
  readonly pack: PackState

  constructor(pack: PackState) {
    super(`a part of a tree in pack ${pack.name} is lost`)
    this.pack = pack
  }
}

export class TreePieces {
  private readonly packs: Packs
  /** The one that was used last comes last. */
  private readonly pieces = new Map<string, Uint8Array>()
  private kept = 0

  constructor(packs: Packs) {
    this.packs = packs
  }

  /**
   * The bytes of leaves and nodes, in the order asked for.
   * @param stateOf the packs that they lie in; throws for one that the version does not name.
   * @throws LostPiece
   */
  async fetch(
    chunks: readonly ChunkReference[],
    stateOf: (pack: PackName) => PackState
  ): Promise<readonly Uint8Array[]> {
    const found = chunks.map((chunk) => this.takeKept(chunk))
    const wanted = chunks
      .map((chunk, position) => ({ chunk, position, state: stateOf(chunk.pack) }))
      .filter(({ position }) => found[position] === undefined)
      .sort((a, b) =>
        a.chunk.pack < b.chunk.pack ? -1 : a.chunk.pack > b.chunk.pack ? 1 : a.chunk.offset - b.chunk.offset
      )
    const numbers = new Map([...new Set(wanted.map(({ state }) => state))].map((state, number) => [state, number]))
    const spans = planSpans(wanted.length, (item) => {
      const { chunk, state } = wanted[item]!
      return { pack: numbers.get(state)!, offset: chunk.offset, stored: chunk.stored }
    })
    for (const span of spans) {
      const inSpan = wanted.slice(span.first, span.last + 1)
      const { state } = inSpan[0]!
      const bytes = await this.packs.read(state, span.offset, span.length)
      for (const { chunk, position } of inSpan) {
        found[position] = await this.open(state, chunk, bytes, span.offset)
      }
    }
    chunks.forEach((chunk, position) => {
      if (found[position] === undefined) throw new LostPiece(stateOf(chunk.pack))
      this.keep(chunk, found[position])
    })
    return found as Uint8Array[]
  }

  /** @param bytes of the pack from `start` on; undefined where so many of them cannot be read. */
  private async open(
    state: PackState,
    chunk: ChunkReference,
    bytes: Uint8Array | undefined,
    start: number
  ): Promise<Uint8Array | undefined> {
    const own = bytes ?? (await this.packs.read(state, chunk.offset, chunk.stored))
    const offset = bytes === undefined ? 0 : chunk.offset - start
    const piece = own === undefined ? undefined : openOrNothing(own, chunk, offset)
    const table = await this.packs.table(state)
    const place = table?.find(chunk) ?? -1
    if (table === undefined) state.told.set(chunkId(chunk), chunk)
    if (table !== undefined && place >= 0) state.judge(table, place, piece !== undefined)
    else if (piece === undefined) state.wrong.set(chunkId(chunk), chunk)
    // A copy: the rest of what was read need not stay.
    return piece?.slice()
  }

  private takeKept(chunk: ChunkReference): Uint8Array | undefined {
    const key = keyOf(chunk)
    const piece = this.pieces.get(key)
    if (piece === undefined) return undefined
    this.pieces.delete(key)
    this.pieces.set(key, piece)
    return piece
  }

  private keep(chunk: ChunkReference, piece: Uint8Array): void {
    const key = keyOf(chunk)
    if (this.pieces.has(key)) return
    this.pieces.set(key, piece)
    this.kept += piece.length
    for (const [oldest, { length }] of this.pieces) {
      if (this.kept <= KEPT_MAXIMUM || oldest === key) break
      this.pieces.delete(oldest)
      this.kept -= length
    }
  }
}

function keyOf(chunk: ChunkReference): string {
  return `${chunk.pack}:${chunkId(chunk)}`
}

function openOrNothing(bytes: Uint8Array, chunk: ChunkReference, offset: number): Uint8Array | undefined {
  try {
    const { stored, size, sha256 } = chunk
    return openChunk(bytes, { offset, stored, size, hash: Buffer.from(sha256, 'hex') }, '')
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED')) throw error
    return undefined
  }
}
