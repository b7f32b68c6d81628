/**
 * An excerpt of many small documents, as a reader meets it: a cache, so that thousands of documents are known by a few
 * objects. Which documents there are is never taken from it. docs/PROTOCOL.md, "Excerpts".
 */
import { isStoreError, type ArtifactStoreError } from '../errors.js'
import type { ObjectInfo, Storage, StorageKey } from '../storage/storage.js'
import { WrongCache } from './cache-lines.js'
import { decodePiece, pieceMaximum, wholeSeconds, type DecodedPart, type ExcerptLine } from './excerpt.js'
import { excerptKey, excerptPieceOfKey, GROUP, type ExcerptPiece, type ExcerptScope } from './layout.js'
import type { Logger } from './reporting.js'
import { LISTING_PAGE } from './segment-index.js'

/** So many documents are read as they are first: most questions end there. */
const PATIENCE = 32
/** So many pieces are fetched at once, and so many bytes. */
const PIECES_AT_ONCE = 8
const BYTES_AT_ONCE = 16 * 1024 * 1024
/** So many bytes of an excerpt are held, before they are compressed. */
const TEXT_MAXIMUM = 128 * 1024 * 1024

/** A line, and the piece that it is from. */
export interface ToldDocument extends ExcerptLine {
  readonly piece: ExcerptPiece
}

/** The contents of an excerpt. */
interface Contents {
  readonly told: Map<StorageKey, ToldDocument>
  /** The highest number of a part; 0 where there is none. */
  readonly newest: number
  /** Those that there are; of parts, the newest. */
  readonly parts: Set<number>
  readonly groups: ReadonlySet<number>
  /** False where it is so long that its oldest pieces were left out. */
  readonly isWhole: boolean
}

interface ListedPiece {
  readonly piece: ExcerptPiece
  /** Bytes. */
  readonly size: number
}

export class Excerpts {
  private readonly storage: Storage
  private readonly scope: ExcerptScope
  private readonly logger: Logger
  private asked = 0
  private contents: Promise<Contents> | undefined

  constructor(storage: Storage, scope: ExcerptScope, logger: Logger) {
    this.storage = storage
    this.scope = scope
    this.logger = logger
  }

  /**
   * What is told of a document that a listing has; undefined where that is nothing, or where so few were asked for that
   * reading them is no more work.
   */
  async find(info: ObjectInfo): Promise<ToldDocument | undefined> {
    if (this.contents === undefined && ++this.asked <= PATIENCE) return undefined
    return tellsOf((await this.read()).told, info)
  }

  /** All of it; read once. */
  async read(): Promise<Contents> {
    return await (this.contents ??= this.readContents())
  }

  /** A document is not what was told of it: what else the piece tells is not believed either. */
  async distrust({ piece, key }: ToldDocument): Promise<void> {
    const { told } = await this.read()
    for (const [of, line] of told) if (line.piece === piece) told.delete(of)
    await this.discard(piece, `${key} is another one`)
  }

  /** The parts of a piece; undefined where it is missing or wrong. */
  async readPiece(
    piece: ExcerptPiece
  ): Promise<
    { readonly bytes: Uint8Array; readonly parts: readonly DecodedPart[]; readonly length: number } | undefined
  > {
    return await this.decode(piece, this.fetch(piece))
  }

  private async readContents(): Promise<Contents> {
    const listed = await this.list()
    const numbersOf = (wanted: ExcerptPiece['kind']): Set<number> =>
      new Set(listed.flatMap(({ piece: { kind, number } }) => (kind === wanted ? [number] : [])))
    const groups = numbersOf('group')
    const queue = listed
      .filter(({ piece: { kind, number } }) => kind === 'group' || !groups.has(groupOf(number)))
      .sort((a, b) => lastPart(b.piece) - lastPart(a.piece))
    const found: { readonly piece: ExcerptPiece; readonly parts: readonly DecodedPart[] }[] = []
    let held = 0
    while (queue.length > 0 && held < TEXT_MAXIMUM) {
      const window = takeWindow(queue)
      const fetched = window.map(({ piece }) => this.fetch(piece))
      for (const [at, { piece }] of window.entries()) {
        const read = await this.decode(piece, fetched[at]!)
        if (read !== undefined) {
          found.push({ piece, parts: read.parts })
          held += read.length
        } else if (piece.kind === 'group') {
          queue.unshift(
            ...listed.filter((one) => one.piece.kind === 'part' && groupOf(one.piece.number) === piece.number)
          )
        }
      }
    }
    const newest = Math.max(0, ...listed.map(({ piece }) => lastPart(piece)))
    return { told: inOrder(found), newest, parts: numbersOf('part'), groups, isWhole: queue.length === 0 }
  }

  /** The groups, and the newest parts, a thousand in all. */
  private async list(): Promise<ListedPiece[]> {
    const listed: ListedPiece[] = []
    let count = 0
    for await (const { key, size } of this.storage.list(this.scope.prefix)) {
      const piece = excerptPieceOfKey(this.scope, key)
      if (piece !== undefined) listed.push({ piece, size })
      // Asking for one more would be another request.
      if (++count === LISTING_PAGE) break
    }
    return listed
  }

  private fetch(piece: ExcerptPiece): Promise<Uint8Array> {
    const fetching = this.storage.read(excerptKey(this.scope, piece), undefined, pieceMaximum(piece))
    // Who awaits one after the other learns of a failure when its turn has come.
    fetching.catch(() => undefined)
    return fetching
  }

  private async decode(
    piece: ExcerptPiece,
    fetching: Promise<Uint8Array>
  ): Promise<
    { readonly bytes: Uint8Array; readonly parts: readonly DecodedPart[]; readonly length: number } | undefined
  > {
    try {
      const bytes = await fetching
      return { bytes, ...(await decodePiece(bytes, this.scope.of, piece)) }
    } catch (error) {
      if (error instanceof WrongCache) await this.discard(piece, error.message)
      else if (isStoreError(error, 'DAMAGED')) await this.discard(piece, 'it is too large')
      else if (isStoreError(error)) this.passOver(piece, error)
      else throw error
      return undefined
    }
  }

  private passOver(piece: ExcerptPiece, error: ArtifactStoreError): void {
    // Somebody else found it wrong, or knows more.
    if (error.code === 'NOT_FOUND' || error.code === 'UNSUPPORTED') return
    this.warn(piece, `cannot be read (${error.message})`)
  }

  /** It is removed if that can be done; what it told of is told of anew by and by. */
  private async discard(piece: ExcerptPiece, reason: string): Promise<void> {
    this.warn(piece, `is wrong: ${reason}`)
    try {
      await this.storage.remove(excerptKey(this.scope, piece))
    } catch (error) {
      // Who may only read goes on without it.
      if (!isStoreError(error)) throw error
    }
  }

  private warn(piece: ExcerptPiece, what: string): void {
    this.logger.warn(
      `${excerptKey(this.scope, piece)} in ${this.storage.location} ${what}; it is only a cache, and the documents are read instead`
    )
  }
}

/** What lines tell of a document, where the listing says that it is the same one. */
export function tellsOf(
  told: ReadonlyMap<StorageKey, ToldDocument>,
  { key, size, modifiedAt }: ObjectInfo
): ToldDocument | undefined {
  const line = told.get(key)
  return line?.size === size && line.modifiedAt === wholeSeconds(modifiedAt) ? line : undefined
}

export function groupOf(part: number): number {
  return Math.ceil(part / GROUP)
}

function lastPart({ kind, number }: ExcerptPiece): number {
  return kind === 'part' ? number : number * GROUP
}

/** Takes the first ones of a queue: some, or one large one. */
function takeWindow(queue: ListedPiece[]): ListedPiece[] {
  let bytes = 0
  let count = 0
  while (
    count < Math.min(queue.length, PIECES_AT_ONCE) &&
    (count === 0 || bytes + queue[count]!.size <= BYTES_AT_ONCE)
  ) {
    bytes += queue[count]!.size
    count++
  }
  return queue.splice(0, count)
}

/** Of two lines on one document that of the newer part holds. */
function inOrder(
  found: readonly { readonly piece: ExcerptPiece; readonly parts: readonly DecodedPart[] }[]
): Map<StorageKey, ToldDocument> {
  const told = new Map<StorageKey, ToldDocument>()
  const parts = found.flatMap(({ piece, parts: read }) => read.map((part) => ({ piece, ...part })))
  for (const { piece, lines } of parts.sort((a, b) => a.part - b.part)) {
    for (const line of lines) told.set(line.key, { ...line, piece })
  }
  return told
}
