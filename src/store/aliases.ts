/** Aliases: movable names of versions, kept as append-only series; the highest entry holds. */
import { ArtifactStoreError, isStoreError } from '../errors.js'
import type { ObjectInfo, Storage } from '../storage/storage.js'
import { encodeDocument, publish, readUnlessTorn } from './documents.js'
import { aliasesPrefix, aliasKey, aliasOfKey, aliasPrefix, numberOfKey } from './layout.js'
import type { Logger } from './reporting.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** Points an alias at a version. */
export async function moveAlias(
  storage: Storage,
  name: ArtifactName,
  alias: string,
  number: VersionNumber,
  movedAt: string,
  nonce: string
): Promise<void> {
  const document = encodeDocument({ alias, number, movedAt, nonce })
  const moves = await movesOf(storage, name, alias)
  for (let move = (moves[0]?.move ?? 0) + 1; ; move++) {
    if (await publish(storage, aliasKey(name, alias, move), document)) return
  }
}

/** The version that an alias points at, or undefined where there is no such alias. */
export async function resolveAlias(
  storage: Storage,
  name: ArtifactName,
  alias: string
): Promise<VersionNumber | undefined> {
  return await readTarget(storage, await movesOf(storage, name, alias))
}

/**
 * All aliases of an artifact, by the number of the version that they point at. One that cannot be read is left out, with
 * a warning.
 */
export async function aliasesByVersion(
  storage: Storage,
  logger: Logger,
  name: ArtifactName
): Promise<ReadonlyMap<VersionNumber, readonly string[]>> {
  const byAlias = new Map<string, Move[]>()
  for await (const info of storage.list(aliasesPrefix(name))) {
    const move = numberOfKey(info.key)
    if (move === undefined) continue
    const alias = aliasOfKey(name, info.key)
    const moves = byAlias.get(alias)
    if (moves === undefined) byAlias.set(alias, [{ ...info, move }])
    else moves.push({ ...info, move })
  }
  const byVersion = new Map<VersionNumber, string[]>()
  for (const [alias, moves] of byAlias) {
    try {
      const number = await readTarget(storage, moves.reverse())
      if (number !== undefined) byVersion.set(number, [...(byVersion.get(number) ?? []), alias])
    } catch (error) {
      if (!isStoreError(error, 'DAMAGED')) throw error
      logger.warn(`${error.message}; the alias is left out`)
    }
  }
  return byVersion
}

type Move = ObjectInfo & { readonly move: number }

/** The moves of an alias, newest first. */
async function movesOf(storage: Storage, name: ArtifactName, alias: string): Promise<Move[]> {
  const moves: Move[] = []
  for await (const info of storage.list(aliasPrefix(name, alias))) {
    const move = numberOfKey(info.key)
    if (move !== undefined) moves.push({ ...info, move })
  }
  return moves.reverse()
}

/** Where the newest of the moves leads; one that was interrupted never happened. */
async function readTarget(storage: Storage, moves: readonly Move[]): Promise<VersionNumber | undefined> {
  for (const { key } of moves) {
    const fields = await readUnlessTorn(storage, key)
    if (fields === undefined) continue
    const { number } = fields
    if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0) {
      throw new ArtifactStoreError('DAMAGED', `${storage.location}: ${key} is damaged: it points at no version`)
    }
    // 0 stands for an alias that was removed.
    return number === 0 ? undefined : number
  }
  return undefined
}
