/** Aliases: movable names of versions, kept as append-only series; the highest entry holds. */
import { ArtifactStoreError, isStoreError } from '../errors.js'
import type { ObjectInfo, Storage, StorageKey } from '../storage/storage.js'
import { encodeDocument, publish, readUnlessTorn, type DocumentFields } from './documents.js'
import type { Excerpts } from './excerpts.js'
import { aliasesPrefix, aliasKey, aliasOfKey, aliasPrefix, numberOfKey } from './layout.js'
import type { Logger } from './reporting.js'
import type { ArtifactName, RunContext, VersionNumber } from './types.js'

/** So many moves are read at once. */
const READ_AT_ONCE = 16

/** A move of an alias. */
export interface AliasChange {
  /** 1, 2, 3, … for each alias. */
  readonly move: number
  /** Where it pointed from then on; undefined where it was removed. */
  readonly number: VersionNumber | undefined
  /** ISO 8601, by the clock of the machine that moved it. */
  readonly movedAt: string
  /** The run that moved it, as far as it was told. */
  readonly run: RunContext
}

/** When and by whom an alias is moved. */
export interface MovedBy {
  readonly movedAt: string
  readonly run: RunContext
  readonly nonce: string
}

/** Points an alias at a version, or removes it. @returns the number of the move. */
export async function moveAlias(
  storage: Storage,
  name: ArtifactName,
  alias: string,
  number: VersionNumber | undefined,
  { movedAt, run, nonce }: MovedBy
): Promise<number> {
  // 0 stands for an alias that was removed.
  const document = encodeDocument({ alias, number: number ?? 0, movedAt, run, nonce })
  const moves = await movesOf(storage, name, alias)
  for (let move = (moves[0]?.move ?? 0) + 1; ; move++) {
    if (await publish(storage, aliasKey(name, alias, move), document)) return move
  }
}

/** Where an alias points already: whoever moved it may have been killed, or told that the disk failed, before that was durable. */
export async function flushAlias(storage: Storage, name: ArtifactName, alias: string): Promise<void> {
  if (storage.flush === undefined) return
  const [newest] = await movesOf(storage, name, alias)
  if (newest !== undefined) await storage.flush(newest.key)
}

/** Takes a move back, unless somebody has moved the alias since. */
export async function takeBack(
  storage: Storage,
  name: ArtifactName,
  alias: string,
  move: number,
  number: VersionNumber | undefined,
  { movedAt, run, nonce }: MovedBy
): Promise<void> {
  const moves = await movesOf(storage, name, alias)
  if (moves[0]?.move !== move) return
  const document = encodeDocument({ alias, number: number ?? 0, movedAt, run, nonce })
  await publish(storage, aliasKey(name, alias, move + 1), document)
}

/**
 * The moves of an alias, newest first; one that was interrupted never happened.
 * @param logger is told of a damaged one, which is passed over; without one that is an error.
 * @param known the moves of all aliases, where somebody has listed them.
 */
export async function* aliasMoves(
  storage: Storage,
  name: ArtifactName,
  alias: string,
  logger?: Logger,
  known?: readonly ObjectInfo[]
): AsyncGenerator<AliasChange> {
  const moves = known === undefined ? await movesOf(storage, name, alias) : movesAmong(known, name, alias)
  // The newest is most often all that is wanted, and the one before it next to always.
  for (let start = 0, width = 1; start < moves.length; start += width, width = READ_AT_ONCE) {
    const reading = moves.slice(start, start + width).map((move) => readMove(storage, move))
    for (const one of reading) one.catch(() => undefined)
    for (const one of reading) {
      const move = await one.catch((error: unknown) => {
        if (!isStoreError(error, 'DAMAGED') || logger === undefined) throw error
        logger.warn(`${error.message}; the move is left out`)
        return undefined
      })
      if (move !== undefined) yield move
    }
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

/** The aliases that point at each version. */
export type AliasesByVersion = ReadonlyMap<VersionNumber, readonly string[]>

/**
 * All aliases of an artifact, by the number of the version that they point at.
 * @param logger is told of one that cannot be read, which is left out; without one that is an error.
 * @param known `moves`: those that a listing of the artifact had; where they are missing they are listed.
 */
export async function aliasesByVersion(
  storage: Storage,
  logger: Logger | undefined,
  name: ArtifactName,
  known: { readonly moves?: readonly ObjectInfo[] | undefined; readonly excerpts?: Excerpts | undefined } = {}
): Promise<AliasesByVersion> {
  const byAlias = new Map<string, Move[]>()
  for await (const info of known.moves ?? storage.list(aliasesPrefix(name))) {
    const move = numberOfKey(info.key)
    if (move === undefined) continue
    const alias = aliasOfKey(name, info.key)
    const moves = byAlias.get(alias)
    if (moves === undefined) byAlias.set(alias, [{ ...info, move }])
    else moves.push({ ...info, move })
  }
  const byVersion = new Map<VersionNumber, string[]>()
  const aliases = [...byAlias]
  for (let start = 0; start < aliases.length; start += READ_AT_ONCE) {
    const window = aliases.slice(start, start + READ_AT_ONCE)
    const targets = window.map(([, moves]) => targetOrWarn(storage, logger, moves.reverse(), known.excerpts))
    for (const [at, number] of (await Promise.all(targets)).entries()) {
      const alias = window[at]![0]
      if (number !== undefined) byVersion.set(number, [...(byVersion.get(number) ?? []), alias])
    }
  }
  return byVersion
}

async function targetOrWarn(
  storage: Storage,
  logger: Logger | undefined,
  moves: readonly Move[],
  excerpts: Excerpts | undefined
): Promise<VersionNumber | undefined> {
  try {
    return await readTarget(storage, moves, excerpts)
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED') || logger === undefined) throw error
    logger.warn(`${error.message}; the alias is left out`)
    return undefined
  }
}

/** Where the move of a key leads: a number, `none` where it removes the alias, `torn` where it is not whole (yet). */
export async function readMoveTarget(storage: Storage, key: StorageKey): Promise<VersionNumber | 'none' | 'torn'> {
  const move = await readMove(storage, { key, move: 0 })
  return move === undefined ? 'torn' : (move.number ?? 'none')
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

/** As {@link movesOf}. @param known in the order of keys. */
function movesAmong(known: readonly ObjectInfo[], name: ArtifactName, alias: string): Move[] {
  const prefix = aliasPrefix(name, alias)
  const moves = known.flatMap((info) => {
    const move = info.key.startsWith(prefix) ? numberOfKey(info.key) : undefined
    return move === undefined ? [] : [{ ...info, move }]
  })
  return moves.reverse()
}

/** Where the newest of the moves leads; one that was interrupted never happened. */
async function readTarget(
  storage: Storage,
  moves: readonly Move[],
  excerpts?: Excerpts
): Promise<VersionNumber | undefined> {
  for (const move of moves) {
    const says = (await excerpts?.find(move))?.says
    if (says?.kind === 'alias') return says.number === 0 ? undefined : says.number
    const read = await readMove(storage, move)
    if (read !== undefined) return read.number
  }
  return undefined
}

async function readMove(storage: Storage, { key, move }: Pick<Move, 'key' | 'move'>): Promise<AliasChange | undefined> {
  const fields = await readUnlessTorn(storage, key)
  if (fields === undefined) return undefined
  const number = aliasTarget(fields, `${storage.location}: ${key}`)
  const { movedAt, run } = fields
  return {
    move,
    number: number === 0 ? undefined : number,
    movedAt: typeof movedAt === 'string' ? movedAt : '',
    run: typeof run === 'object' && run !== null && !Array.isArray(run) ? (run as RunContext) : {}
  }
}

/** Where a move leads; 0: the alias was removed. @throws ArtifactStoreError `DAMAGED`; `describe` names the document. */
export function aliasTarget({ number }: DocumentFields, describe: string): number {
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number
  throw new ArtifactStoreError('DAMAGED', `${describe} is damaged: it points at no version`)
}
