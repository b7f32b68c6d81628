/** The keys of a store's objects. docs/FORMAT.md, "Layout". */
import type { PackName } from '../content/pack.js'
import type { StorageKey } from '../storage/storage.js'
import type { ArtifactName, VersionNumber } from './types.js'

export const STORE_KEY: StorageKey = 'store.json'
export const ARTIFACTS_PREFIX = 'artifacts/'
export const PACKS_PREFIX = 'packs/'
export const RUNS_PREFIX = 'runs/'
export const CONDEMNED_PREFIX = 'condemned/'
export const DAMAGED_PREFIX = 'damaged/'

const DIGITS = 10
const LARGEST_NUMBER = 10 ** DIGITS - 1
const DOCUMENT_KEY = /\/(\d{10})\.json$/
const DOUBLE_KEY = /^(\d{10})\/(\d{10})\.json$/
const PACK_KEY = /^packs\/([0-9a-f]{2})\/(\1[0-9a-f]{62})\.pack$/
const MARK_KEY = /^damaged\/([0-9a-f]{64})\.json$/
const SEGMENT_KEY = /^(\d+)\/(\d{10})\.jsonl\.gz$/
const EXCERPT_KEY = /^(parts|groups)\/(\d{10})\.jsonl\.gz$/
const OF_ARTIFACT = /^artifacts\/[^/]+\/(versions|notes|aliases)\//

export function packKey(pack: PackName): StorageKey {
  return `${PACKS_PREFIX}${pack.slice(0, 2)}/${pack}.pack`
}

/** The pack that a key is, where it is one. */
export function packOfKey(key: StorageKey): PackName | undefined {
  return PACK_KEY.exec(key)?.[2]
}

export function condemnedKey(id: string): StorageKey {
  return `${CONDEMNED_PREFIX}${id}.json`
}

/** The mark that a pack was found damaged. */
export function damagedKey(pack: PackName): StorageKey {
  return `${DAMAGED_PREFIX}${pack}.json`
}

/** The pack that a key below {@link DAMAGED_PREFIX} marks. */
export function packOfMark(key: StorageKey): PackName | undefined {
  return MARK_KEY.exec(key)?.[1]
}

export function artifactPrefix(name: ArtifactName): string {
  return `${ARTIFACTS_PREFIX}${encodeName(name)}/`
}

/**
 * A name, label or alias as one segment of a key: a `/` would make two, and storages keep a leading dot for what is no
 * object. Neither holds a `%`.
 */
export function encodeName(name: string): string {
  return name.replaceAll('/', '%2F').replace(/^\./, '%2E')
}

function decodeName(segment: string): string {
  return segment.replaceAll('%2F', '/').replace(/^%2E/, '.')
}

/** The artifact whose objects a key belongs to, where it is one. */
export function artifactOfKey(key: StorageKey): ArtifactName | undefined {
  const segment = key.startsWith(ARTIFACTS_PREFIX) ? key.slice(ARTIFACTS_PREFIX.length).split('/')[0] : undefined
  return segment === undefined || segment === '' ? undefined : decodeName(segment)
}

export function versionsPrefix(name: ArtifactName): string {
  return `${artifactPrefix(name)}versions/`
}

export function versionKey(name: ArtifactName, number: VersionNumber): StorageKey {
  return `${versionsPrefix(name)}${pad(number)}.json`
}

export function labelsPrefix(name: ArtifactName): string {
  return `${artifactPrefix(name)}labels/`
}

export function labelKey(name: ArtifactName, label: string): StorageKey {
  return `${labelsPrefix(name)}${encodeName(label)}.json`
}

/** The label whose reservation a key below {@link labelsPrefix} is. */
export function labelOfKey(name: ArtifactName, key: StorageKey): string | undefined {
  const match = /^([^/]+)\.json$/.exec(key.slice(labelsPrefix(name).length))
  return match === null ? undefined : decodeName(match[1]!)
}

export function aliasesPrefix(name: ArtifactName): string {
  return `${artifactPrefix(name)}aliases/`
}

export function aliasPrefix(name: ArtifactName, alias: string): string {
  return `${aliasesPrefix(name)}${encodeName(alias)}/`
}

/** The alias whose move a key below {@link aliasesPrefix} is. */
export function aliasOfKey(name: ArtifactName, key: StorageKey): string {
  return decodeName(key.slice(aliasesPrefix(name).length).split('/')[0]!)
}

export function aliasKey(name: ArtifactName, alias: string, move: number): StorageKey {
  return `${aliasPrefix(name, alias)}${pad(move)}.json`
}

export function gonePrefix(name: ArtifactName): string {
  return `${artifactPrefix(name)}gone/`
}

/** The changes of one version, removed and brought back. */
export function changesPrefix(name: ArtifactName, number: VersionNumber): string {
  return `${gonePrefix(name)}${pad(number)}/`
}

export function goneKey(name: ArtifactName, number: VersionNumber, change: number): StorageKey {
  return `${changesPrefix(name, number)}${pad(change)}.json`
}

/** The change of a version that a key below {@link gonePrefix} is, where it is one. */
export function changeOfKey(
  name: ArtifactName,
  key: StorageKey
): { readonly number: VersionNumber; readonly change: number } | undefined {
  const numbers = numbersBelow(gonePrefix(name), key)
  return numbers === undefined ? undefined : { number: numbers[0], change: numbers[1] }
}

export function notesPrefix(name: ArtifactName): string {
  return `${artifactPrefix(name)}notes/`
}

/** The notes of one version. */
export function notesOfPrefix(name: ArtifactName, number: VersionNumber): string {
  return `${notesPrefix(name)}${pad(number)}/`
}

export function noteKey(name: ArtifactName, number: VersionNumber, note: number): StorageKey {
  return `${notesOfPrefix(name, number)}${pad(note)}.json`
}

/** The note that a key below {@link notesPrefix} is, where it is one. */
export function noteOfKey(
  name: ArtifactName,
  key: StorageKey
): { readonly number: VersionNumber; readonly note: number } | undefined {
  const numbers = numbersBelow(notesPrefix(name), key)
  return numbers === undefined ? undefined : { number: numbers[0], note: numbers[1] }
}

/** A series for each version: both numbers, which start at 1. */
function numbersBelow(prefix: string, key: StorageKey): readonly [VersionNumber, number] | undefined {
  const match = DOUBLE_KEY.exec(key.slice(prefix.length))
  if (match === null) return undefined
  const [number, item] = [Number(match[1]), Number(match[2])]
  return number > 0 && item > 0 ? [number, item] : undefined
}

export function signaturesPrefix(name: ArtifactName): string {
  return `${artifactPrefix(name)}signatures/`
}

/** The signatures of one version. */
export function signaturesOfPrefix(name: ArtifactName, number: VersionNumber): string {
  return `${signaturesPrefix(name)}${pad(number)}/`
}

export function signatureKey(name: ArtifactName, number: VersionNumber, signature: number): StorageKey {
  return `${signaturesOfPrefix(name, number)}${pad(signature)}.json`
}

export function indexPrefix(name: ArtifactName): string {
  return `${artifactPrefix(name)}index/`
}

/** So many versions a segment of the index tells of. In the order in which a listing gives them. */
export const SEGMENT_LEVELS = [4096, 64] as const
export type SegmentLevel = (typeof SEGMENT_LEVELS)[number]

/** A segment of the index: that of the versions from `first` to `last`. */
export interface SegmentId {
  readonly level: SegmentLevel
  readonly first: VersionNumber
  readonly last: VersionNumber
}

/** @param position 1 for the segment of the oldest versions. */
export function segmentAt(level: SegmentLevel, position: number): SegmentId {
  return { level, first: (position - 1) * level + 1, last: position * level }
}

/** Counted down, so that the newest segment is listed first. */
export function segmentKey(name: ArtifactName, { level, last }: SegmentId): StorageKey {
  return `${indexPrefix(name)}${level}/${pad(LARGEST_NUMBER - last / level)}.jsonl.gz`
}

/** The segment that a key below {@link indexPrefix} is, where it is one. */
export function segmentOfKey(name: ArtifactName, key: StorageKey): SegmentId | undefined {
  const match = SEGMENT_KEY.exec(key.slice(indexPrefix(name).length))
  const level = SEGMENT_LEVELS.find((size) => String(size) === match?.[1])
  if (match === null || level === undefined) return undefined
  const position = LARGEST_NUMBER - Number(match[2])
  return position >= 1 && position * level <= LARGEST_NUMBER ? segmentAt(level, position) : undefined
}

/** An excerpt of many small documents: where it lies, and what the keys of the documents begin with. */
export interface ExcerptScope {
  readonly prefix: string
  readonly of: string
}

/** The excerpt of the whole store. */
export const STORE_EXCERPT: ExcerptScope = { prefix: 'index/', of: ARTIFACTS_PREFIX }

/** The excerpt of an artifact's notes. */
export function notesExcerpt(name: ArtifactName): ExcerptScope {
  return { prefix: `${indexPrefix(name)}notes/`, of: notesPrefix(name) }
}

/** So many parts make a group. */
export const GROUP = 32

/** A part of an excerpt (1, 2, 3, …), or so many of them: group 1 is of the parts 1 to 32. */
export interface ExcerptPiece {
  readonly kind: 'part' | 'group'
  readonly number: number
}

/** Counted down, so that the newest is listed first; and groups are listed before parts. */
export function excerptKey({ prefix }: ExcerptScope, { kind, number }: ExcerptPiece): StorageKey {
  return `${prefix}${kind}s/${pad(LARGEST_NUMBER - number)}.jsonl.gz`
}

/** The piece of an excerpt that a key below its prefix is, where it is one. */
export function excerptPieceOfKey({ prefix }: ExcerptScope, key: StorageKey): ExcerptPiece | undefined {
  const match = EXCERPT_KEY.exec(key.slice(prefix.length))
  const number = LARGEST_NUMBER - Number(match?.[2])
  if (match === null || number < 1) return undefined
  return { kind: match[1] === 'parts' ? 'part' : 'group', number }
}

/** A document that an excerpt may tell of, by its key. */
export type TellableDocument =
  | { readonly kind: 'version' | 'note'; readonly name: ArtifactName; readonly number: VersionNumber }
  | { readonly kind: 'alias'; readonly name: ArtifactName; readonly alias: string }

export function tellableOfKey(key: StorageKey): TellableDocument | undefined {
  const folder = OF_ARTIFACT.exec(key)?.[1]
  const name = artifactOfKey(key)
  const last = numberOfKey(key)
  if (folder === undefined || name === undefined || last === undefined || last === 0) return undefined
  if (folder === 'aliases') {
    const alias = aliasOfKey(name, key)
    return key === aliasKey(name, alias, last) ? { kind: 'alias', name, alias } : undefined
  }
  if (folder === 'versions') return key === versionKey(name, last) ? { kind: 'version', name, number: last } : undefined
  const noted = noteOfKey(name, key)
  return noted === undefined ? undefined : { kind: 'note', name, number: noted.number }
}

export function runPrefix(runKey: string): string {
  return `${RUNS_PREFIX}${encodeSegment(runKey)}/`
}

/** The number that a key of a numbered series ends in. */
export function numberOfKey(key: StorageKey): number | undefined {
  const match = DOCUMENT_KEY.exec(key)
  return match === null ? undefined : Number(match[1])
}

function pad(number: number): string {
  return String(number).padStart(DIGITS, '0')
}

/** Any text as one segment of a key: safe characters as they are, other bytes as `%XX`; long text is cut, by its end. */
function encodeSegment(text: string): string {
  const encoded = [...Buffer.from(text, 'utf8')]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return /[A-Za-z0-9._-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
  // A run's id is at the end and tells runs apart. No segment of a key starts with a dot.
  return encoded.slice(-240).replace(/^\./, '%2E')
}
