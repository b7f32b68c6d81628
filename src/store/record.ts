/** Version records: the one object whose creation is the commit of a save. docs/FORMAT.md, "Version records". */
import { ArtifactStoreError, quote } from '../errors.js'
import { isSha256, type Sha256 } from '../content/hash.js'
import { isChunkSize, type PackName } from '../content/pack.js'
import type { InlineTree, TreeRoot } from '../content/tree.js'
import type { DocumentFields } from './documents.js'
import { isArtifactName } from './names.js'
import type {
  ArtifactName,
  Digest,
  InputVersion,
  JsonObject,
  JsonValue,
  Metrics,
  RunContext,
  VersionMetadata,
  VersionNumber
} from './types.js'

/** A pack that a version needs. */
export interface UsedPack {
  readonly pack: PackName
  /** Bytes of the pack. */
  readonly size: number
  /** Bytes of it that the version uses. */
  readonly used: number
}

/** The version that a copy is one of, as it was first saved: so the same version is known again in any store. */
export interface Origin {
  readonly name: ArtifactName
  readonly number: VersionNumber
  /** That of its record. */
  readonly nonce: string
}

/** What a record says of its version, without where its bytes are. */
export interface VersionSummary {
  readonly metadata: VersionMetadata
  readonly label?: string
  readonly origin?: Origin
  /** 32 hexadecimal digits. */
  readonly nonce: string
}

export interface VersionRecord extends VersionSummary {
  readonly condemned: string | null
  readonly tree: TreeRoot | InlineTree
  readonly packs: readonly UsedPack[]
}

/** The fields of the document. */
export function encodeRecord(record: VersionRecord): DocumentFields {
  return {
    ...encodeSummary(record),
    condemned: record.condemned,
    tree: record.tree,
    packs: record.packs
  }
}

/** The fields of a record that {@link parseSummary} reads. */
export function encodeSummary(version: VersionSummary): DocumentFields {
  return {
    ...metadataToJson(version.metadata),
    ...(version.label === undefined ? {} : { label: version.label }),
    ...(version.origin === undefined ? {} : { origin: version.origin }),
    nonce: version.nonce
  }
}

/** What readers of `metadata` get, as JSON: metrics that JSON cannot hold are the strings `NaN`, `Infinity`, `-Infinity`. */
export function metadataToJson(version: VersionMetadata): JsonObject {
  const { name, number, type, description, createdAt, digest, files, size, storedSize } = version
  return {
    name,
    number,
    version: version.version,
    ...(type === undefined ? {} : { type }),
    ...(description === undefined ? {} : { description }),
    createdAt,
    digest,
    files,
    size,
    storedSize,
    params: version.params,
    metrics: metricsToJson(version.metrics),
    metadata: version.metadata,
    inputs: version.inputs.map((input) => ({ ...input })),
    run: version.run
  }
}

/** @throws ArtifactStoreError `INVALID_INPUT` naming a metric that is no number. */
export function checkMetrics(metrics: Metrics): void {
  for (const [key, value] of Object.entries(metrics)) {
    if (typeof value !== 'number') {
      throw new ArtifactStoreError('INVALID_INPUT', `metrics: ${quote(key)} is not a number`)
    }
  }
}

export function metricsToJson(metrics: Metrics): JsonObject {
  return Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, metricToJson(value)]))
}

function metricToJson(value: number): JsonValue {
  return Number.isFinite(value) ? value : String(value)
}

const NOT_FINITE: Readonly<Record<string, number>> = { NaN: NaN, Infinity: Infinity, '-Infinity': -Infinity }

/**
 * Reads the fields of a record, believing none.
 * @param describe names the record in errors.
 * @throws ArtifactStoreError `DAMAGED` naming the field.
 */
export function parseRecord(
  fields: DocumentFields,
  name: ArtifactName,
  number: VersionNumber,
  describe: string
): VersionRecord {
  const summary = parseSummary(fields, name, number, describe)
  const read = new FieldReader(fields, describe)
  const tree = read.tree('tree')
  const packs = read.array('packs', parseUsedPack)
  // What prune keeps is `packs`.
  const named = new Set(packs.map(({ pack }) => pack))
  if (!('entries' in tree ? tree.packs : [tree.pack]).every((pack) => named.has(pack))) throw read.damaged('tree')
  const condemned = fields['condemned']
  if (condemned !== null && typeof condemned !== 'string') throw read.damaged('condemned')
  return { ...summary, condemned, tree, packs }
}

/** Reads what {@link encodeSummary} gives, as {@link parseRecord} does. */
export function parseSummary(
  fields: DocumentFields,
  name: ArtifactName,
  number: VersionNumber,
  describe: string
): VersionSummary {
  const read = new FieldReader(fields, describe)
  if (fields['name'] !== name) {
    throw new ArtifactStoreError(
      'DAMAGED',
      `${describe} is the record of another artifact (${quote(typeof fields['name'] === 'string' ? fields['name'] : 'of no name')}): on a file system that ignores case, names that differ only by case cannot share a store`
    )
  }
  if (fields['number'] !== number) throw read.damaged('number')
  const type = read.optionalString('type')
  const description = read.optionalString('description')
  const label = read.optionalString('label')
  const origin = fields['origin'] === undefined ? undefined : parseOrigin(fields['origin'])
  if (origin === undefined && fields['origin'] !== undefined) throw read.damaged('origin')
  const version = read.string('version')
  if (version !== (label ?? `v${number}`)) throw read.damaged('version')
  const metadata: VersionMetadata = {
    name,
    number,
    version,
    ...(type === undefined ? {} : { type }),
    ...(description === undefined ? {} : { description }),
    createdAt: read.time('createdAt'),
    digest: read.digest('digest'),
    files: read.count('files'),
    size: read.count('size'),
    storedSize: read.count('storedSize'),
    params: read.object('params'),
    metrics: read.metrics('metrics'),
    metadata: read.object('metadata'),
    inputs: read.array('inputs', parseInput),
    run: read.object('run') as RunContext
  }
  return {
    metadata,
    ...(label === undefined ? {} : { label }),
    ...(origin === undefined ? {} : { origin }),
    nonce: read.string('nonce')
  }
}

/** What notes add to a version. */
export type AddedFields = Pick<VersionMetadata, 'params' | 'metrics' | 'metadata'>

/** The fields of a note; `describe` and errors are as of {@link parseRecord}. */
export function parseNoteFields(
  fields: DocumentFields,
  describe: string
): AddedFields & { readonly recordedAt: string; readonly run: RunContext } {
  const read = new FieldReader(fields, describe)
  return {
    ...parseAdded(fields, describe),
    recordedAt: read.time('recordedAt'),
    run: read.object('run') as RunContext
  }
}

/** Reads what {@link encodeAdded} gives. */
export function parseAdded(fields: DocumentFields, describe: string): AddedFields {
  const read = new FieldReader({ params: {}, metrics: {}, metadata: {}, ...fields }, describe)
  return { params: read.object('params'), metrics: read.metrics('metrics'), metadata: read.object('metadata') }
}

/** What is empty is left out. */
export function encodeAdded({ metrics, params, metadata }: AddedFields): DocumentFields {
  return {
    ...(isEmpty(metrics) ? {} : { metrics: metricsToJson(metrics) }),
    ...(isEmpty(params) ? {} : { params }),
    ...(isEmpty(metadata) ? {} : { metadata })
  }
}

function isEmpty(fields: object): boolean {
  return Object.keys(fields).length === 0
}

function parseOrigin(value: unknown): Origin | undefined {
  if (!isObject(value)) return undefined
  const { name, number, nonce } = value
  return typeof name === 'string' && isCount(number) && typeof nonce === 'string' ? { name, number, nonce } : undefined
}

/** Which version this is, in whatever store and under whatever number it lies. */
export function originOf(record: VersionRecord): Origin {
  const { name, number } = record.metadata
  return record.origin ?? { name, number, nonce: record.nonce }
}

/**
 * What stands under a number that no version has: numbers are dense, also where a copy keeps the numbers of another store
 * that has removed some.
 */
export function encodePlaceholder(
  name: ArtifactName,
  number: VersionNumber,
  at: string,
  nonce: string
): DocumentFields {
  return { name, number, placeholder: true, at, nonce }
}

export function isPlaceholder(fields: DocumentFields, name: ArtifactName, number: VersionNumber): boolean {
  return fields['placeholder'] === true && fields['name'] === name && fields['number'] === number
}

/** A version as `inputs` and the documents of runs name it. */
export function parseInput(value: unknown): InputVersion | undefined {
  if (!isObject(value)) return undefined
  const { name, number, digest } = value
  // The name becomes part of a key.
  if (typeof name !== 'string' || !isArtifactName(name)) return undefined
  if (!isCount(number) || number === 0 || !isDigest(digest)) return undefined
  return { name, number, digest }
}

function parseUsedPack(value: unknown): UsedPack | undefined {
  if (!isObject(value)) return undefined
  const { pack, size, used } = value
  return isSha256(pack) && isCount(size) && isCount(used) ? { pack, size, used } : undefined
}

function parseTree(value: unknown): TreeRoot | InlineTree | undefined {
  if (!isObject(value)) return undefined
  const { packs, entries, level, pack, offset, stored, size, sha256 } = value
  if (Array.isArray(entries)) return Array.isArray(packs) && packs.every(isSha256) ? { packs, entries } : undefined
  if (!isCount(level) || !isSha256(pack) || !isCount(offset) || !isChunkSize(stored) || !isChunkSize(size))
    return undefined
  return isSha256(sha256) && stored <= size ? { level, pack, offset, stored, size, sha256 } : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

export function isDigest(value: unknown): value is Digest {
  return typeof value === 'string' && value.startsWith('sha256:') && isSha256(value.slice('sha256:'.length))
}

/** The hexadecimal digits of a digest. */
export function digestHex(digest: Digest): Sha256 {
  return digest.slice('sha256:'.length)
}

const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/

class FieldReader {
  private readonly fields: DocumentFields
  private readonly describe: string

  constructor(fields: DocumentFields, describe: string) {
    this.fields = fields
    this.describe = describe
  }

  damaged(field: string): ArtifactStoreError {
    return new ArtifactStoreError(
      'DAMAGED',
      `${this.describe} is damaged: its field '${field}' is missing or impossible`
    )
  }

  string(field: string): string {
    const value = this.fields[field]
    if (typeof value !== 'string') throw this.damaged(field)
    return value
  }

  optionalString(field: string): string | undefined {
    return this.fields[field] === undefined ? undefined : this.string(field)
  }

  time(field: string): string {
    const value = this.string(field)
    // Date.parse alone takes nearly any text, with comments in it; and this one is shown as it is.
    if (!ISO_TIME.test(value) || Number.isNaN(Date.parse(value))) throw this.damaged(field)
    return value
  }

  digest(field: string): Digest {
    const value = this.fields[field]
    if (!isDigest(value)) throw this.damaged(field)
    return value
  }

  count(field: string): number {
    const value = this.fields[field]
    if (!isCount(value)) throw this.damaged(field)
    return value
  }

  object(field: string): JsonObject {
    const value = this.fields[field]
    if (!isObject(value)) throw this.damaged(field)
    return value as JsonObject
  }

  metrics(field: string): Metrics {
    const entries = Object.entries(this.object(field)).map(([key, value]): [string, number] => {
      const number = typeof value === 'string' && Object.hasOwn(NOT_FINITE, value) ? NOT_FINITE[value] : value
      if (typeof number !== 'number') throw this.damaged(field)
      return [key, number]
    })
    return Object.fromEntries(entries)
  }

  array<T>(field: string, parse: (value: unknown) => T | undefined): readonly T[] {
    const values = this.fields[field]
    if (!Array.isArray(values)) throw this.damaged(field)
    return values.map((value: unknown) => {
      const parsed = parse(value)
      if (parsed === undefined) throw this.damaged(field)
      return parsed
    })
  }

  tree(field: string): TreeRoot | InlineTree {
    const tree = parseTree(this.fields[field])
    if (tree === undefined) throw this.damaged(field)
    return tree
  }
}
