/** What a damaged pack should hold: its trailer, from wherever one is that has the hash that the pack's name is. */
import { encodeTrailer, fetchPackEnd, FOOTER_BYTES, parseTrailer, type PackName } from '../../content/pack.js'
import type { PlacedChunk } from '../../content/chunk-table.js'
import { sha256Hex } from '../../content/hash.js'
import { isStoreError } from '../../errors.js'
import type { Storage } from '../../storage/storage.js'
import { CONDEMNED_PREFIX, packKey } from '../layout.js'
import { problemOf } from '../verifying/looking.js'
import type { PackState } from '../verifying/packs.js'
import { placed, readCopy, type FoundPack } from './store-source.js'

export interface PackContents {
  /** Of the trailer. */
  readonly text: Uint8Array
  readonly chunks: readonly PlacedChunk[]
  /** Bytes of the whole pack. */
  readonly size: number
}

/** A trailer is staged in so many chunks at most: longer than any that a program writes. */
const PIECES_MAXIMUM = 16

/** The trailer as the pack itself has it, or a pack of its name in one of the stores. */
export async function findContents(
  state: PackState,
  own: Storage,
  others: readonly Storage[]
): Promise<PackContents | undefined> {
  if (state.hasTrailer) return await readContents(own, state.name, state.size)
  for (const storage of others) {
    const info = await storage.stat(packKey(state.name))
    const contents = info === undefined ? undefined : await readContents(storage, state.name, info.size)
    if (contents !== undefined) return contents
  }
  return await rebuildContents(state, own)
}

async function readContents(storage: Storage, name: PackName, size: number): Promise<PackContents | undefined> {
  try {
    const { text, parse } = await fetchPackEnd(name, size, (offset, length) =>
      storage.read(packKey(name), { offset, length })
    )
    return { text, chunks: placed(parse()), size }
  } catch (error) {
    await problemOf(storage, error)
    return undefined
  }
}

/** From the text of a trailer that has the right hash. */
function contentsOf(name: PackName, text: Uint8Array): PackContents | undefined {
  try {
    const chunks = placed(parseTrailer(name, text))
    const bytes = chunks.reduce((sum, { stored }) => sum + stored, 0)
    return { text, chunks, size: bytes + text.length + FOOTER_BYTES }
  } catch (error) {
    if (!isStoreError(error)) throw error
    return undefined
  }
}

// ── from what trees say ────────────────────────────────────────────────────────────────────────────────────────────

/** Where trees name every chunk of a pack, its trailer is known but for few words; the name tells which were right. */
async function rebuildContents(state: PackState, storage: Storage): Promise<PackContents | undefined> {
  const chunks = withoutGaps([...state.told.values()])
  if (chunks === undefined) return undefined
  const listed = chunks.map(({ stored, size, sha256 }) => ({ stored, size, hash: sha256 }))
  for (const condemned of [null, ...(await condemnedIds(storage))]) {
    for (const salt of await saltsIn(state, storage)) {
      const { name, bytes } = encodeTrailer({ condemned, ...(salt === undefined ? {} : { salt }), chunks: listed })
      if (name === state.name) return contentsOf(name, bytes.subarray(0, -FOOTER_BYTES))
    }
  }
  return undefined
}

function withoutGaps(chunks: readonly PlacedChunk[]): PlacedChunk[] | undefined {
  const sorted = [...chunks].sort((a, b) => a.offset - b.offset)
  let end = 0
  for (const { offset, stored } of sorted) {
    if (offset !== end) return undefined
    end += stored
  }
  return sorted.length === 0 ? undefined : sorted
}

async function condemnedIds(storage: Storage): Promise<string[]> {
  const ids: string[] = []
  for await (const { key } of storage.list(CONDEMNED_PREFIX)) {
    ids.push(key.slice(CONDEMNED_PREFIX.length).replace(/\.json$/, ''))
  }
  return ids
}

/** The salt that the damaged trailer may show still; and none. */
async function saltsIn(state: PackState, storage: Storage): Promise<readonly (string | undefined)[]> {
  try {
    const whole = await storage.read(state.key)
    const head = Buffer.from(whole).toString('latin1')
    const match = /"salt":"([^"\\]{1,200})"/.exec(head.slice(head.lastIndexOf('{"format"')))
    return match === null ? [undefined] : [undefined, match[1]]
  } catch (error) {
    await problemOf(storage, error)
    return [undefined]
  }
}

// ── from a copy that a repair had staged when it was killed ──────────────────────────────────────────────────────────

const STAGED = /^repair of ([0-9a-f]{64}) /

/** Of the trailer of a pack that a repair stages: what it is a copy of, and a nonce. */
export function stagedSalt(pack: PackName, nonce: string): string {
  return `repair of ${pack} ${nonce}`
}

/** The pack whose good chunks a found one holds, where a repair made it. */
export function stagedFor({ trailer: { salt } }: FoundPack): PackName | undefined {
  return salt === undefined ? undefined : STAGED.exec(salt)?.[1]
}

/** The trailer of a pack, which the first chunks of its staged copy are. */
export async function readStaged(
  storage: Storage,
  pack: PackName,
  staged: FoundPack
): Promise<PackContents | undefined> {
  const pieces: Uint8Array[] = []
  for (const chunk of placed(staged.trailer).slice(0, PIECES_MAXIMUM)) {
    const piece = await readCopy(storage, staged.name, chunk)
    if (piece === undefined) return undefined
    pieces.push(piece.content)
    const text = Buffer.concat(pieces)
    if (sha256Hex(text) === pack) return contentsOf(pack, text)
  }
  return undefined
}
