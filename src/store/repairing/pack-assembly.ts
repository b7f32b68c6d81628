/** The bytes of a pack as it should be, out of what it has still and of copies of what it has not. */
import { openChunk } from '../../content/stored-chunk.js'
import { FOOTER_BYTES, withFooter } from '../../content/pack.js'
import type { PlacedChunk } from '../../content/chunk-table.js'
import { isStoreError } from '../../errors.js'
import type { Storage } from '../../storage/storage.js'
import { problemOf } from '../verifying/looking.js'
import type { PackState } from '../verifying/packs.js'
import type { ChunkCopies } from './chunk-copies.js'
import type { PackContents } from './pack-contents.js'

/** Of a pack that cannot be read as a whole, so much at a time is tried. */
const PIECE_BYTES = 256 * 1024

/** A pack in memory: whole, or with chunks that are lost. */
export interface Assembled {
  readonly bytes: Uint8Array
  /** Chunks that were good where they were. */
  readonly kept: readonly PlacedChunk[]
  /** Chunks that came from copies. */
  readonly regained: readonly PlacedChunk[]
  /** Chunks that are lost: their places hold what was there, or zeros. */
  readonly lost: readonly PlacedChunk[]
  /** Where copies came from, in words. */
  readonly sources: readonly string[]
  /** Whether something lies under the pack's name. */
  readonly isThere: boolean
  /** Whether its bytes are these already. */
  readonly isUnchanged: boolean
}

/** The chunks of a damaged pack that it does not have. */
export async function missingChunks(
  storage: Storage,
  state: PackState,
  contents: PackContents
): Promise<readonly PlacedChunk[]> {
  const bytes = (await readAsMuch(storage, state, contents.size)).bytes
  return contents.chunks.filter((chunk) => !isGood(bytes, chunk))
}

/** @param copies of the chunks that it lacks. */
export async function assemblePack(
  storage: Storage,
  state: PackState,
  { text, chunks, size }: PackContents,
  copies: ChunkCopies
): Promise<Assembled> {
  const found = await readAsMuch(storage, state, size)
  const { bytes } = found
  let isUnchanged = found.size === size
  const kept: PlacedChunk[] = []
  const regained: PlacedChunk[] = []
  const lost: PlacedChunk[] = []
  const sources = new Set<string>()
  for (const chunk of chunks) {
    if (isGood(bytes, chunk)) {
      kept.push(chunk)
      continue
    }
    const copy = await copies.find(chunk)
    if (copy === undefined) {
      lost.push(chunk)
      continue
    }
    bytes.set(copy.bytes, chunk.offset)
    sources.add(copy.where)
    regained.push(chunk)
    isUnchanged = false
  }
  const end = withFooter(text)
  if (Buffer.compare(bytes.subarray(size - end.length), end) !== 0) isUnchanged = false
  bytes.set(end, size - text.length - FOOTER_BYTES)
  return { bytes, kept, regained, lost, sources: [...sources], isThere: found.size !== undefined, isUnchanged }
}

/** Bytes of a pack as far as they can be read; `size` of it is undefined where it is missing. */
async function readAsMuch(
  storage: Storage,
  { key }: PackState,
  size: number
): Promise<{ readonly bytes: Uint8Array; readonly size: number | undefined }> {
  const bytes = new Uint8Array(size)
  const info = await storage.stat(key)
  if (info === undefined) return { bytes, size: undefined }
  const length = Math.min(info.size, size)
  const whole = await readPiece(storage, key, 0, length)
  if (whole !== undefined) {
    bytes.set(whole)
    return { bytes, size: info.size }
  }
  for (let offset = 0; offset < length; offset += PIECE_BYTES) {
    const piece = await readPiece(storage, key, offset, Math.min(PIECE_BYTES, length - offset))
    if (piece !== undefined) bytes.set(piece, offset)
  }
  return { bytes, size: info.size }
}

async function readPiece(
  storage: Storage,
  key: string,
  offset: number,
  length: number
): Promise<Uint8Array | undefined> {
  try {
    return await storage.read(key, { offset, length })
  } catch (error) {
    await problemOf(storage, error)
    return undefined
  }
}

function isGood(bytes: Uint8Array, { offset, stored, size, sha256 }: PlacedChunk): boolean {
  try {
    openChunk(bytes, { offset, stored, size, hash: Buffer.from(sha256, 'hex') }, '')
    return true
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED')) throw error
    return false
  }
}
