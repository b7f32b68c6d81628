/**
 * Labels: explicit, immutable names of versions. A label is reserved before anything is written; the record that
 * carries it is what makes it hold. docs/PROTOCOL.md, S6.
 */
import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import type { ObjectInfo, Storage } from '../storage/storage.js'
import { resolveAlias } from './aliases.js'
import { encodeDocument, publish, readUnlessTorn, type DocumentFields } from './documents.js'
import { labelKey } from './layout.js'
import type { VersionRecord } from './record.js'
import type { VersionNumber } from './types.js'
import type { VersionSeries } from './versions.js'

/** After so long a reservation that no record carries is an abandoned one. */
const RESERVATION_SECONDS = 24 * 60 * 60

/**
 * Until then a save gives its reservation back. Later another one may be about to take it over, and what it relies on must
 * not go: between this and a day lies more than any request takes.
 */
const GIVEN_BACK_SECONDS = RESERVATION_SECONDS / 2

interface Reservation {
  readonly nonce: string
  /** The record is looked for behind this number. */
  readonly after: VersionNumber
}

export interface ReservedLabel {
  /** Gives the label back, for a save that failed before any record could carry it. Never throws. */
  release(): Promise<void>
  /**
   * The number of the version that holds the label, now that the record of `number` carries it: the lowest one. A save
   * that took longer than a day, or one that took over a reservation, may find that another save has it.
   */
  holder(number: VersionNumber): Promise<VersionNumber>
}

/** The living version that carries a label, or undefined. Of several the lowest number holds it. */
export async function findLabel(
  storage: Storage,
  series: VersionSeries,
  label: string
): Promise<VersionRecord | undefined> {
  const reservation = await readReservation(storage, series, label)
  return reservation === undefined ? undefined : await findCarrier(series, label, reservation, false)
}

/**
 * Whether no saver can still find that the label of this version is another one's, and withdraw it (S6). Versions that are
 * gone count: one that lives when that saver looks may be gone by now.
 */
export async function holdsItsLabel(storage: Storage, series: VersionSeries, record: VersionRecord): Promise<boolean> {
  const { label, metadata } = record
  if (label === undefined) return true
  try {
    const reservation = await readReservation(storage, series, label)
    const carrier = reservation && (await findCarrier(series, label, reservation, true))
    return carrier?.metadata.number === metadata.number
  } catch (error) {
    // A damaged reservation is for who asks for the label.
    if (isStoreError(error, 'DAMAGED')) return false
    throw error
  }
}

/**
 * Who has a label, in words: the version that carries it, also one that is gone, or a save that still runs. Undefined
 * where it is free.
 */
export async function whoHasLabel(storage: Storage, series: VersionSeries, label: string): Promise<string | undefined> {
  const reservation = await readReservation(storage, series, label)
  if (reservation === undefined) return undefined
  const carrier = await findCarrier(series, label, reservation, true)
  if (carrier !== undefined) return `the label of v${carrier.metadata.number}`
  const info = await storage.stat(labelKey(series.name, label))
  if (info === undefined || (await isAbandoned(storage, info))) return undefined
  return 'a label that another save has reserved'
}

/** Whether a reservation is so old that it may be taken over. */
export async function isAbandoned(storage: Storage, info: ObjectInfo): Promise<boolean> {
  return (await ageOf(storage, info)) > RESERVATION_SECONDS
}

/** Seconds. */
async function ageOf(storage: Storage, { modifiedAt }: ObjectInfo): Promise<number> {
  return ((await storage.now()).getTime() - modifiedAt.getTime()) / 1000
}

/**
 * Reserves a label.
 * @param nonce of this save. A reservation that carries it is this save's: made by an earlier run of it that was killed.
 * @param advice what to do where the label is taken.
 * @throws ArtifactStoreError `CONFLICT` where it is taken.
 */
export async function reserveLabel(
  storage: Storage,
  series: VersionSeries,
  label: string,
  nonce: string,
  at: string,
  advice = 'choose another one'
): Promise<ReservedLabel> {
  const key = labelKey(series.name, label)
  const after = (await series.survey()).newest
  const release = async (): Promise<void> => {
    try {
      const held = await readReservation(storage, series, label)
      if (held?.nonce !== nonce) return
      const info = await storage.stat(key)
      if (info !== undefined && (await ageOf(storage, info)) < GIVEN_BACK_SECONDS) await storage.remove(key)
    } catch {
      // It is free again after a day anyway, and the failure that led here is what is worth telling.
    }
  }
  const reserve = async (behind: VersionNumber): Promise<boolean> =>
    await publish(storage, key, encodeDocument({ label, nonce, after: behind, reservedAt: at }))
  const reserveOrRelease = async (): Promise<boolean> => {
    try {
      return await reserve(after)
    } catch (error) {
      // It may be there all the same: what this save cannot rely on must not keep the next one out for a day.
      await release()
      throw error
    }
  }
  const reserved: ReservedLabel = {
    release,
    holder: async (number) => {
      // Whose it was may have given it back; without it nobody finds the record by its label.
      if ((await readReservation(storage, series, label)) === undefined) await reserve(number - 1)
      return (await findLabel(storage, series, label))?.metadata.number ?? number
    }
  }
  if (await reserveOrRelease()) {
    await refuseAlias(storage, series, label, reserved)
    return reserved
  }

  const held = await readReservation(storage, series, label)
  const carrier = held === undefined ? undefined : await findCarrier(series, label, held, true)
  if (carrier !== undefined) {
    const { number, createdAt } = carrier.metadata
    const removed = (await series.isGone(number)) ? ', which was removed' : ''
    throw new ArtifactStoreError(
      'CONFLICT',
      `version: the label ${quote(label)} of ${series.name} is taken by v${number}, saved at ${createdAt}${removed}; labels are immutable: ${advice}`
    )
  }
  if (held?.nonce === nonce) {
    await refuseAlias(storage, series, label, reserved)
    return reserved
  }
  const info = await storage.stat(key)
  if (info !== undefined && (await isAbandoned(storage, info))) {
    // It stays where it is. Others may take it over as well, and who removed it could remove what the label of their
    // version is found by; all who look for the record look from the same number on, and the lowest one holds the label.
    await refuseAlias(storage, series, label, reserved)
    return reserved
  }
  throw new ArtifactStoreError(
    'CONFLICT',
    `version: the label ${quote(label)} of ${series.name} is reserved by another save${info === undefined ? '' : ` since ${info.modifiedAt.toISOString()}`}, which still runs or was killed: ` +
      `choose another label, or try again a day after that time`
  )
}

/**
 * A label would hide the alias of the same name. Looked for once the label is reserved: who moves an alias looks for the
 * label after that, so one of the two sees the other.
 */
async function refuseAlias(
  storage: Storage,
  series: VersionSeries,
  label: string,
  reserved: ReservedLabel
): Promise<void> {
  let number: VersionNumber | undefined
  try {
    number = await resolveAlias(storage, series.name, label)
  } catch (error) {
    await reserved.release()
    throw error
  }
  if (number === undefined) return
  await reserved.release()
  throw new ArtifactStoreError(
    'CONFLICT',
    `version: ${quote(label)} is an alias of ${series.name}, which points at v${number}: a label would hide it, so choose another one, or remove the alias first`
  )
}

async function findCarrier(
  series: VersionSeries,
  label: string,
  reservation: Reservation,
  includeGone: boolean
): Promise<VersionRecord | undefined> {
  for await (const number of series.eachNumberAfter(reservation.after)) {
    const record = await series.readUnlessTorn(number)
    if (record?.label === label && (includeGone || !(await series.isGone(number)))) return record
  }
  return undefined
}

async function readReservation(
  storage: Storage,
  series: VersionSeries,
  label: string
): Promise<Reservation | undefined> {
  const key = labelKey(series.name, label)
  let fields: DocumentFields | undefined
  try {
    fields = await readUnlessTorn(storage, key)
  } catch (error) {
    if (isStoreError(error, 'NOT_FOUND')) return undefined
    throw error
  }
  // Whose create was interrupted, that save never wrote a record.
  if (fields === undefined) return { nonce: '', after: 0 }
  const { nonce, after } = fields
  if (typeof nonce !== 'string' || typeof after !== 'number' || !Number.isSafeInteger(after) || after < 0) {
    throw new ArtifactStoreError('DAMAGED', `${storage.location}: ${key} is damaged: a field is missing or impossible`)
  }
  return { nonce, after }
}
