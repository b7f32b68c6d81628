/**
 * The packs that a save may share: those of its parents, checked. To a save, a pack counts only if it is there with
 * the size that the record says, no condemned list names it, and its trailer hashes to its name. docs/PROTOCOL.md, S5.
 */
import { isStoreError } from '../errors.js'
import type { ChunkIndex, PackNumber } from '../content/chunk-index.js'
import { HASH_BYTES } from '../content/hash.js'
import { PACK_MAXIMUM_CHUNKS, fetchTrailer, type PackName, type Trailer } from '../content/pack.js'
import type { PackEntry } from '../content/pack-writer.js'
import type { Storage } from '../storage/storage.js'
import type { Condemned } from './condemned.js'
import { packKey } from './layout.js'
import type { UsedPack, VersionRecord } from './record.js'
import type { Logger } from './reporting.js'

/** A pack that may be shared. */
export interface ParentPack {
  readonly number: PackNumber
  readonly name: PackName
  readonly size: number
  /** Bytes of its chunks, without the trailer. */
  readonly chunkBytes: number
  /** Bytes that the newest version uses of it; 0 where only another parent does. */
  readonly used: number
  /** It holds as many chunks as a pack may: rewriting would not make fewer of such. */
  readonly fullOfChunks: boolean
}

export interface ParentPacks {
  readonly packs: ReadonlyMap<PackNumber, ParentPack>
  /** Whether every pack of the newest version is sound. */
  readonly newestIsSound: boolean
}

const TRAILERS_AT_ONCE = 8

/**
 * Checks the packs of the parents and adds their chunks to the index.
 * @param parents the newest version first, if there is one.
 * @param table gets an entry for each pack.
 * @param distrusted packs that turned out damaged in an earlier attempt of this save; those that turn out so now are added.
 */
export async function loadParents(
  storage: Storage,
  logger: Logger,
  newest: VersionRecord | undefined,
  parents: readonly VersionRecord[],
  condemned: Condemned,
  distrusted: Set<PackName>,
  index: ChunkIndex,
  table: PackEntry[]
): Promise<ParentPacks> {
  const wanted = new Map<PackName, UsedPack>()
  for (const parent of parents) for (const pack of parent.packs) wanted.set(pack.pack, { ...pack, used: 0 })
  for (const pack of newest?.packs ?? []) wanted.set(pack.pack, pack)

  const packs = new Map<PackNumber, ParentPack>()
  const sound = new Set<PackName>()
  const queue = [...wanted.values()].filter(({ pack }) => !condemned.packs.has(pack) && !distrusted.has(pack))
  for (let start = 0; start < queue.length; start += TRAILERS_AT_ONCE) {
    const slice = queue.slice(start, start + TRAILERS_AT_ONCE)
    const trailers = await Promise.all(
      slice.map(({ pack, size }) => {
        // A pack that is shorter has no such end, and a longer one is refused.
        const read = (offset: number, length: number): Promise<Uint8Array> =>
          storage.read(packKey(pack), { offset, length }, size)
        return fetchTrailer(pack, size, read).then(
          (parse) => parse,
          (error: unknown) => () => {
            throw error
          }
        )
      })
    )
    slice.forEach(({ pack: name, size, used }, position) => {
      const trailer = unlessUnsound(trailers[position]!, name)
      if (trailer === undefined) return
      const number = table.push({ name, size }) - 1
      const fullOfChunks = trailer.chunks.length >= PACK_MAXIMUM_CHUNKS
      const chunkBytes = addChunks(trailer, number, index)
      packs.set(number, { number, name, size, chunkBytes, used, fullOfChunks })
      sound.add(name)
    })
  }
  return { packs, newestIsSound: (newest?.packs ?? []).every(({ pack }) => sound.has(pack)) }

  function unlessUnsound(parse: () => Trailer, pack: PackName): Trailer | undefined {
    try {
      return parse()
    } catch (error) {
      if (!isStoreError(error, 'DAMAGED') && !isStoreError(error, 'NOT_FOUND')) throw error
      logger.warn(
        `${error.message} (${packKey(pack)} in ${storage.location}): the versions that need it are damaged; this save shares nothing with it`
      )
      // One that is missing may be written again, which mends the versions that need it.
      if (isStoreError(error, 'DAMAGED')) distrusted.add(pack)
      return undefined
    }
  }
}

/** @returns the bytes of all of them. */
function addChunks(trailer: Trailer, pack: PackNumber, index: ChunkIndex): number {
  const hash = Buffer.alloc(HASH_BYTES)
  let offset = 0
  for (const chunk of trailer.chunks) {
    hash.write(chunk.hash, 'hex')
    if (index.find(hash, 0) < 0) index.add(hash, 0, { pack, offset, stored: chunk.stored, size: chunk.size })
    offset += chunk.stored
  }
  return offset
}
