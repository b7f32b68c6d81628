/**
 * The packs that a save may share: those of its parents, checked. To a save, a pack counts only if it is there with
 * the size that the record says, no condemned list names it, and its trailer hashes to its name. docs/PROTOCOL.md, S5.
 */
import { isStoreError } from '../errors.js'
import type { ChunkIndex, PackNumber } from '../content/chunk-index.js'
import { HASH_BYTES } from '../content/hash.js'
import { PACK_MAXIMUM_CHUNKS, TAIL_GUESS, fetchTrailer, type PackName, type Trailer } from '../content/pack.js'
import type { PackEntry } from '../content/pack-writer.js'
import { openChunk } from '../content/stored-chunk.js'
import type { Storage } from '../storage/storage.js'
import type { Condemned } from './condemned.js'
import { packKey } from './layout.js'
import { markedPacks } from './marks.js'
import type { UsedPack, VersionRecord } from './record.js'
import type { Logger } from './reporting.js'
import { pickStretch } from './sampling.js'

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
  /** Those of which every byte was hashed. */
  readonly proven: ReadonlySet<PackNumber>
  /** Whether every pack of the newest version is sound. */
  readonly newestIsSound: boolean
}

const TRAILERS_AT_ONCE = 8

/**
 * Checks the packs of the parents and adds their chunks to the index. A pack so small that it is read whole with its
 * trailer is hashed as well.
 * @param parents the newest version first, if there is one.
 * @param table gets an entry for each pack.
 * @param distrusted packs that turned out damaged in an earlier attempt of this save; those that turn out so now, and those
 *   that are marked, are added.
 * @param onDamagedChunk told of packs that look sound and hold a chunk that is not.
 */
export async function loadParents(
  storage: Storage,
  logger: Logger,
  newest: VersionRecord | undefined,
  parents: readonly VersionRecord[],
  condemned: Condemned,
  distrusted: Set<PackName>,
  index: ChunkIndex,
  table: PackEntry[],
  onDamagedChunk: (pack: PackName) => void
): Promise<ParentPacks> {
  const wanted = new Map<PackName, UsedPack>()
  for (const parent of parents) for (const pack of parent.packs) wanted.set(pack.pack, { ...pack, used: 0 })
  for (const pack of newest?.packs ?? []) wanted.set(pack.pack, pack)

  const packs = new Map<PackNumber, ParentPack>()
  const proven = new Set<PackNumber>()
  const sound = new Set<PackName>()
  const queue = [...wanted.values()].filter(({ pack }) => !condemned.packs.has(pack) && !distrusted.has(pack))
  // Who hashes all of a pack needs no mark.
  const marking = queue.some(({ size }) => size > TAIL_GUESS) ? markedPacks(storage) : new Set<PackName>()
  for (let start = 0; start < queue.length; start += TRAILERS_AT_ONCE) {
    const slice = queue.slice(start, start + TRAILERS_AT_ONCE)
    const [marked, ...ends] = await Promise.all([marking, ...slice.map((pack) => readEnd(storage, pack))])
    slice.forEach(({ pack: name, size, used }, position) => {
      const { parse, whole } = ends[position]!
      const isMarked = whole === undefined && marked.has(name)
      const trailer = isMarked ? distrustMarked(name) : unlessUnsound(parse, name)
      if (trailer === undefined) return
      if (whole !== undefined && !areSound(trailer.chunks, whole)) {
        warn(name, `pack ${name} is damaged: a chunk in it does not have the bytes that its hash names`)
        distrusted.add(name)
        onDamagedChunk(name)
        return
      }
      const number = table.push({ name, size }) - 1
      const fullOfChunks = trailer.chunks.length >= PACK_MAXIMUM_CHUNKS
      const chunkBytes = addChunks(trailer, number, index)
      packs.set(number, { number, name, size, chunkBytes, used, fullOfChunks })
      if (whole !== undefined) proven.add(number)
      sound.add(name)
    })
  }
  return { packs, proven, newestIsSound: (newest?.packs ?? []).every(({ pack }) => sound.has(pack)) }

  function unlessUnsound(parse: () => Trailer, pack: PackName): Trailer | undefined {
    try {
      return parse()
    } catch (error) {
      if (!isStoreError(error, 'DAMAGED') && !isStoreError(error, 'NOT_FOUND')) throw error
      warn(pack, error.message)
      // One that is missing may be written again, which mends the versions that need it.
      if (isStoreError(error, 'DAMAGED')) distrusted.add(pack)
      return undefined
    }
  }

  function distrustMarked(pack: PackName): undefined {
    warn(pack, `pack ${pack} is marked as damaged`)
    distrusted.add(pack)
  }

  function warn(pack: PackName, what: string): void {
    logger.warn(
      `${what} (${packKey(pack)} in ${storage.location}): the versions that need it are damaged; this save shares nothing with it`
    )
  }
}

/** The end of a pack, or all of it. */
interface PackEnd {
  /** Gives the trailer, or throws what is wrong with it. */
  readonly parse: () => Trailer
  /** All bytes of a pack that is so small that they came with its trailer. */
  readonly whole: Uint8Array | undefined
}

async function readEnd(storage: Storage, { pack, size }: Pick<UsedPack, 'pack' | 'size'>): Promise<PackEnd> {
  let whole: Uint8Array | undefined
  try {
    const parse = await fetchTrailer(pack, size, async (offset, length) => {
      // A pack that is shorter has no such end, and a longer one is refused.
      const bytes = await storage.read(packKey(pack), { offset, length }, size)
      if (length === size) whole = bytes
      return bytes
    })
    return { parse, whole }
  } catch (error) {
    const parse = (): Trailer => {
      throw error
    }
    return { parse, whole: undefined }
  }
}

/**
 * Holds a pack that is there to what a save asks of one that it shares, and hashes a stretch of it.
 * @param fraction from 0 to 1: the chance which one.
 * @returns whether it is damaged where only who reads it finds out.
 * @throws ArtifactStoreError `DAMAGED` where it is not of that size, or its trailer not the one that its name stands for;
 *   `NOT_FOUND`.
 */
export async function hasHiddenDamage(
  storage: Storage,
  pack: PackName,
  size: number,
  fraction: number
): Promise<boolean> {
  const { parse, whole } = await readEnd(storage, { pack, size })
  const { chunks } = parse()
  if (whole !== undefined) return !areSound(chunks, whole)
  if ((await markedPacks(storage)).has(pack)) return true
  const stretch = pickStretch(chunks, fraction)
  return !areSound(stretch.chunks, await storage.read(packKey(pack), stretch))
}

/** Whether chunks that lie one after the other in bytes are what they should be. */
function areSound(chunks: Trailer['chunks'], bytes: Uint8Array): boolean {
  let offset = 0
  try {
    for (const { stored, size, hash } of chunks) {
      openChunk(bytes, { offset, stored, size, hash: Buffer.from(hash, 'hex') }, '')
      offset += stored
    }
    return true
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED')) throw error
    return false
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
