/** Chunks in the packs of a store: of another one, or of the very store that is mended. */
import { fetchPackEnd, type PackName, type Trailer } from '../../content/pack.js'
import type { PlacedChunk } from '../../content/chunk-table.js'
import { unpackChunk } from '../../content/stored-chunk.js'
import { isStoreError } from '../../errors.js'
import type { ObjectInfo, Storage } from '../../storage/storage.js'
import { packKey, packOfKey, PACKS_PREFIX } from '../layout.js'
import { problemOf } from '../verifying/looking.js'
import { isChunk, type ChunkCopies, type CopiedChunk } from './chunk-copies.js'

const TRAILERS_AT_ONCE = 8

/** A pack that was found in a store. */
export interface FoundPack {
  readonly name: PackName
  readonly trailer: Trailer
}

/**
 * Reads the trailers of all packs of a store, and notes where wanted chunks are.
 * @param isLost chunks that are known to be damaged there.
 * @param onPack told of each pack.
 */
export async function searchStore(
  storage: Storage,
  copies: ChunkCopies,
  isLost: (pack: PackName, chunk: PlacedChunk) => boolean,
  onPack: (pack: FoundPack) => void
): Promise<void> {
  let waiting: ObjectInfo[] = []
  const search = async (): Promise<void> => {
    const infos = waiting
    waiting = []
    // Parsed one at a time: a trailer may be long.
    for (const { name, parse } of await Promise.all(infos.map((info) => readEnd(storage, info)))) {
      const trailer = parse()
      if (trailer === undefined) continue
      onPack({ name, trailer })
      noteChunks(storage, { name, trailer }, copies, isLost)
    }
  }
  for await (const info of storage.list(PACKS_PREFIX)) {
    if (packOfKey(info.key) === undefined) continue
    waiting.push(info)
    if (waiting.length >= TRAILERS_AT_ONCE) await search()
  }
  await search()
}

async function readEnd(
  storage: Storage,
  { key, size }: ObjectInfo
): Promise<{ readonly name: PackName; readonly parse: () => Trailer | undefined }> {
  const name = packOfKey(key)!
  try {
    const { parse } = await fetchPackEnd(name, size, (offset, length) => storage.read(key, { offset, length }))
    return { name, parse: () => unlessWrong(parse) }
  } catch (error) {
    // What is damaged there is of no use here.
    await problemOf(storage, error)
    return { name, parse: () => undefined }
  }
}

function unlessWrong(parse: () => Trailer): Trailer | undefined {
  try {
    return parse()
  } catch (error) {
    if (!isStoreError(error)) throw error
    return undefined
  }
}

function noteChunks(
  storage: Storage,
  { name, trailer }: FoundPack,
  copies: ChunkCopies,
  isLost: (pack: PackName, chunk: PlacedChunk) => boolean
): void {
  for (const chunk of placed(trailer)) {
    if (!copies.isWanted(chunk.sha256) || isLost(name, chunk)) continue
    copies.add(chunk.sha256, {
      where: `${packKey(name)} in ${storage.location}`,
      stored: chunk.stored,
      read: () => readCopy(storage, name, chunk)
    })
  }
}

/** The chunks of a trailer with their places. */
export function placed({ chunks }: Trailer): PlacedChunk[] {
  let offset = 0
  return chunks.map(({ stored, size, hash }) => {
    const chunk = { offset, stored, size, sha256: hash }
    offset += stored
    return chunk
  })
}

/** A chunk of a pack, where it is what it should be. */
export async function readCopy(
  storage: Storage,
  pack: PackName,
  chunk: PlacedChunk
): Promise<Required<CopiedChunk> | undefined> {
  const { offset, stored: length, size, sha256 } = chunk
  try {
    const stored = await storage.read(packKey(pack), { offset, length })
    const content = unpackChunk(stored, { offset: 0, stored: length, size })
    return isChunk(content, sha256) ? { content, stored } : undefined
  } catch (error) {
    await problemOf(storage, error)
    return undefined
  }
}
