/**
 * Putting a mended pack under its name, where nothing may ever be overwritten: its good chunks are staged as a pack of
 * another name, the damaged one is removed, the mended one created. docs/PROTOCOL.md, *Repairing*.
 */
import { CHUNK_MAXIMUM, type PackName } from '../../content/pack.js'
import { PackWriter, type NewChunk, type PackEntry, type PackSink } from '../../content/pack-writer.js'
import type { PlacedChunk } from '../../content/chunk-table.js'
import { sha256Hex } from '../../content/hash.js'
import { ArtifactStoreError, isStoreError } from '../../errors.js'
import type { StoreContext } from '../context.js'
import { CondemnedLists } from '../condemned.js'
import { packKey } from '../layout.js'
import { markPack, unmarkPack } from '../marks.js'
import type { PackState } from '../verifying/packs.js'
import type { Storage } from '../../storage/storage.js'
import { missingChunks, type Assembled } from './pack-assembly.js'
import { stagedSalt, type PackContents } from './pack-contents.js'

export async function replacePack(
  context: StoreContext,
  state: PackState,
  contents: PackContents,
  pack: Assembled
): Promise<void> {
  const { storage } = context
  // Before a pack with lost chunks has a trailer that looks sound, nobody may build on it any more.
  if (pack.lost.length > 0) await markPack(context, state.name, 'repair')
  const staged = pack.isThere ? await stage(context, state, contents, pack) : []
  if (pack.isThere) {
    await refuseIfMended(storage, state, contents, pack, staged)
    await storage.remove(state.key)
  }
  await create(context, state, pack.bytes, staged)
  for (const name of staged) await storage.remove(packKey(name))
  if (pack.lost.length === 0) await unmarkPack(storage, state.name)
}

/** Somebody with better copies may have been quicker: what was lost here would be lost there, too. */
async function refuseIfMended(
  storage: Storage,
  state: PackState,
  contents: PackContents,
  { lost }: Assembled,
  staged: readonly PackName[]
): Promise<void> {
  if (lost.length === 0) return
  const missing = new Set((await missingChunks(storage, state, contents)).map(({ offset }) => offset))
  if (lost.every(({ offset }) => missing.has(offset))) return
  for (const name of staged) await storage.remove(packKey(name))
  throw new ArtifactStoreError(
    'CONFLICT',
    `${state.key} was mended by somebody else while it was repaired: repeat the repair, one at a time`
  )
}

/** Not by a writer, which may replace: a save that writes the same pack this moment has all of its chunks. */
async function create(
  { storage }: StoreContext,
  { key }: PackState,
  bytes: Uint8Array,
  staged: readonly PackName[]
): Promise<void> {
  try {
    await storage.create(key, bytes)
    const written = await storage.read(key, undefined, bytes.length)
    if (Buffer.compare(written, bytes) === 0) return
    throw new ArtifactStoreError('DAMAGED', `${key} has other bytes than were written`)
  } catch (error) {
    if (!isStoreError(error) || staged.length === 0) throw error
    throw new ArtifactStoreError(
      error.code,
      `${error.message}; ${key} could not be put back where it was removed: what was good of it is kept in ${staged
        .map(packKey)
        .join(', ')}, so repeat the repair before that is pruned`,
      { cause: error }
    )
  }
}

/** The trailer of the pack, in pieces, and after it its good chunks: all that is needed to go on after a kill. */
async function stage(
  context: StoreContext,
  state: PackState,
  { text }: PackContents,
  { bytes, kept, regained }: Assembled
): Promise<PackName[]> {
  const { newest } = await new CondemnedLists(context.storage).refresh()
  const packs: PackEntry[] = []
  const openPack = (): PackSink => openSink(context)
  const writer = new PackWriter(packs, newest, openPack, stagedSalt(state.name, context.nonce()))
  try {
    await writer.append(piecesOf(text))
    // One at a time: the writer begins another pack where one is full.
    for (const chunk of [...kept, ...regained].sort((a, b) => a.offset - b.offset)) {
      await writer.append([stagedChunk(bytes, chunk)])
    }
    await writer.finish()
  } catch (error) {
    await writer.abort()
    throw error
  }
  return packs.map(({ name }) => name!)
}

function openSink({ storage }: StoreContext): PackSink {
  const writer = storage.writer()
  return {
    append: async (parts) => {
      await writer.append(parts)
    },
    commit: async (name) => {
      await writer.commit(packKey(name))
    },
    abort: async () => {
      await writer.abort()
    }
  }
}

function piecesOf(text: Uint8Array): NewChunk[] {
  const pieces: NewChunk[] = []
  for (let offset = 0; offset < text.length; offset += CHUNK_MAXIMUM) {
    const piece = text.subarray(offset, offset + CHUNK_MAXIMUM)
    pieces.push({ stored: piece, size: piece.length, hash: sha256Hex(piece) })
  }
  return pieces
}

function stagedChunk(bytes: Uint8Array, { offset, stored, size, sha256 }: PlacedChunk): NewChunk {
  return { stored: bytes.subarray(offset, offset + stored), size, hash: sha256 }
}
