/** Every chunk of packs that nobody has looked at yet: each pack is read in its order, in large pieces. */
import { OrderedPipeline } from '../../content/pipeline.js'
import { MAXIMUM_ITEMS, MAXIMUM_SPAN } from '../../content/spans.js'
import type { ChunkReader } from './chunk-reader.js'
import type { PackState, Packs } from './packs.js'
import type { ListedChunk } from './tree-walk.js'

const PIECES_AT_ONCE = 6

/** @param onPiece called after each piece; may throw to stop. */
export async function checkPacks(
  packs: Packs,
  states: Iterable<PackState>,
  reader: ChunkReader,
  onPiece: () => void
): Promise<void> {
  const pipeline = new OrderedPipeline(PIECES_AT_ONCE, () => undefined)
  try {
    for (const state of states) {
      if (!state.isThere) continue
      for (const piece of piecesOf(await unjudged(packs, state))) {
        const { room, done } = pipeline.push(reader.read(piece), onPiece)
        done.catch(() => undefined)
        await room
      }
    }
    await pipeline.drain()
  } finally {
    await pipeline.drain().catch(() => undefined)
  }
}

async function unjudged(packs: Packs, state: PackState): Promise<ListedChunk[]> {
  const table = await packs.contents(state)
  const chunks: ListedChunk[] = []
  for (let position = 0; position < table.length; position++) {
    if (!state.isJudged(position)) chunks.push({ state, table, position })
  }
  return chunks
}

function* piecesOf(chunks: readonly ListedChunk[]): Generator<readonly ListedChunk[]> {
  let piece: ListedChunk[] = []
  let bytes = 0
  for (const chunk of chunks) {
    const stored = chunk.table.storedSizeOf(chunk.position)
    if (piece.length > 0 && (bytes + stored > MAXIMUM_SPAN || piece.length >= MAXIMUM_ITEMS)) {
      yield piece
      piece = []
      bytes = 0
    }
    piece.push(chunk)
    bytes += stored
  }
  if (piece.length > 0) yield piece
}
