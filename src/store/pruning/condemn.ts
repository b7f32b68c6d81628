/** Condemning: a list says of which packs no save may make use any more. docs/PROTOCOL.md, P2. */
import { ArtifactStoreError, quote } from '../../errors.js'
import type { PackName } from '../../content/pack.js'
import type { StoreContext } from '../context.js'
import { encodeDocument, publish } from '../documents.js'
import { condemnedKey } from '../layout.js'

/** 100,000 names are 7 MiB: a document may have 16. */
export const LIST_MAXIMUM = 100_000

/** Digits of the nonce in an id: enough that no two runs of one millisecond share one. */
const NONCE_DIGITS = 16

/**
 * Creates lists of packs; none where there are no packs, since every save reads all lists there ever were.
 * @param now by the storage's clock.
 * @param newest the id of the newest list, or null.
 */
export async function condemn(
  context: StoreContext,
  packs: readonly PackName[],
  now: Date,
  newest: string | null
): Promise<void> {
  const { storage } = context
  let last = newest
  for (let start = 0; start < packs.length; start += LIST_MAXIMUM) {
    const id = nextId(now, last, context.nonce())
    const fields = { id, createdAt: context.clock().toISOString(), packs: packs.slice(start, start + LIST_MAXIMUM) }
    if (!(await publish(storage, condemnedKey(id), encodeDocument(fields)))) {
      throw new ArtifactStoreError(
        'STORAGE',
        `the store at ${quote(storage.location)} says of ${condemnedKey(id)}, which nobody else can have made, that it exists: run again`
      )
    }
    last = id
  }
}

/**
 * An id that sorts behind the newest one: a save writes that of the newest list it knows into its packs, so that none of
 * them gets the name of a pack that a list names. Where the clock was set back it goes on from the newest.
 */
export function nextId(now: Date, newest: string | null, nonce: string): string {
  const id = `${digitsOf(now)}-${nonce.slice(0, NONCE_DIGITS)}`
  if (newest === null || id > newest) return id
  const time = timeOf(newest)
  return time === undefined ? id : `${digitsOf(new Date(time + 1))}-${nonce.slice(0, NONCE_DIGITS)}`
}

/** `20261101120000000`: year to milliseconds, UTC. */
function digitsOf(time: Date): string {
  return time.toISOString().replace(/\D/g, '')
}

function timeOf(id: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})-/.exec(id)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, millisecond] = match
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${millisecond}Z`)
  return Number.isNaN(time) ? undefined : time
}
