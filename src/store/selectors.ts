/** Selectors: the ways to name a version. A malformed one is an error, one that names nothing a miss. */
import { ArtifactStoreError, quote } from '../errors.js'
import type { Storage } from '../storage/storage.js'
import { resolveAlias } from './aliases.js'
import { findLabel } from './labels.js'
import { isLabel } from './names.js'
import { digestHex, type VersionRecord } from './record.js'
import type { Selector, VersionNumber } from './types.js'
import type { VersionSeries } from './versions.js'

export type ParsedSelector =
  | { readonly kind: 'newest' }
  | { readonly kind: 'number'; readonly number: VersionNumber }
  | { readonly kind: 'digest'; readonly prefix: string }
  | { readonly kind: 'as-of'; readonly time: Date }
  | { readonly kind: 'name'; readonly name: string }

const MINIMUM_DIGEST_DIGITS = 12
const LATER = /^(?:(?:commit|branch|run|max|min):.*|pr-base|nearest|previous)$/s

/** @throws ArtifactStoreError `INVALID_INPUT` naming `input` and the selector. */
export function parseSelector(selector: Selector, input = 'version'): ParsedSelector {
  const bad = (reason: string): ArtifactStoreError =>
    new ArtifactStoreError('INVALID_INPUT', `${input}: ${quote(selector)} is not a selector: ${reason}`)
  if (selector === '') throw bad('it is empty')
  if (selector === 'latest' || selector === 'newest') return { kind: 'newest' }
  if (LATER.test(selector)) {
    throw new ArtifactStoreError(
      'UNSUPPORTED',
      `${input}: the selector ${quote(selector)} comes with a later version of Artifact Store`
    )
  }
  const number = /^v(\d+)$/.exec(selector)
  if (number !== null) {
    const value = Number(number[1])
    if (!Number.isSafeInteger(value) || value < 1 || String(value) !== number[1])
      throw bad('version numbers are v1, v2, v3, …')
    return { kind: 'number', number: value }
  }
  const digest = /^sha256:(.*)$/s.exec(selector)
  if (digest !== null) {
    const prefix = digest[1]!.toLowerCase()
    if (!/^[0-9a-f]*$/.test(prefix) || prefix.length > 64) throw bad("after 'sha256:' come up to 64 hexadecimal digits")
    if (prefix.length < MINIMUM_DIGEST_DIGITS) throw bad(`a digest needs at least ${MINIMUM_DIGEST_DIGITS} digits`)
    return { kind: 'digest', prefix }
  }
  const asOf = /^as-of:(.*)$/s.exec(selector)
  if (asOf !== null) {
    const time = parseTime(asOf[1]!)
    if (time === undefined) throw bad("after 'as-of:' comes a date (2026-11-01) or a time (2026-11-01T12:00:00Z)")
    return { kind: 'as-of', time }
  }
  if (!isLabel(selector)) throw bad('it is no known selector, and cannot be a label or an alias')
  return { kind: 'name', name: selector }
}

const DATE = /^\d{4}-\d{2}-\d{2}$/
const TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/i

/** A date means its whole day, in UTC; a time without a zone is UTC. */
function parseTime(text: string): Date | undefined {
  if (DATE.test(text)) return validDate(`${text}T23:59:59.999Z`, text)
  const match = TIME.exec(text)
  if (match === null) return undefined
  const [, date, time, zone = 'Z'] = match
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()
  return validDate(`${date}T${time}${offset}`, date!)
}

/** Date.parse takes the 30th of February for the 2nd of March; people mistype it. */
function validDate(iso: string, day: string): Date | undefined {
  const date = new Date(iso)
  const midnight = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(date.getTime()) || Number.isNaN(midnight.getTime())) return undefined
  return midnight.toISOString().startsWith(day) ? date : undefined
}

/** The version that a selector names, or undefined. */
export async function resolveSelector(
  storage: Storage,
  series: VersionSeries,
  selector: ParsedSelector
): Promise<VersionRecord | undefined> {
  switch (selector.kind) {
    case 'newest':
      return await series.newest()
    case 'number':
      return await readLiving(series, selector.number)
    case 'as-of': {
      const limit = selector.time.getTime()
      return await series.findDescending((record) => Date.parse(record.metadata.createdAt) <= limit)
    }
    case 'digest':
      return await findDigest(series, selector.prefix)
    case 'name': {
      const labelled = await findLabel(storage, series, selector.name)
      if (labelled !== undefined) return labelled
      const number = await resolveAlias(storage, series.name, selector.name)
      return number === undefined ? undefined : await readLiving(series, number)
    }
  }
}

async function readLiving(series: VersionSeries, number: VersionNumber): Promise<VersionRecord | undefined> {
  const record = await series.readUnlessTorn(number)
  return record === undefined || (await series.isGone(number)) ? undefined : record
}

/** The newest version of that digest; a prefix that stands for several contents is an error. */
async function findDigest(series: VersionSeries, prefix: string): Promise<VersionRecord | undefined> {
  const found = await series.findDescending((record) => digestHex(record.metadata.digest).startsWith(prefix))
  if (found === undefined || prefix.length === 64) return found
  const other = await series.findDescending(
    (record) => digestHex(record.metadata.digest).startsWith(prefix) && record.metadata.digest !== found.metadata.digest
  )
  if (other === undefined) return found
  throw new ArtifactStoreError(
    'INVALID_INPUT',
    `version: 'sha256:${prefix}' stands for several versions of ${series.name}, v${other.metadata.number} and v${found.metadata.number} among them: give more digits`
  )
}
