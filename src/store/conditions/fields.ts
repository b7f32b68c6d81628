/** The fields of a version that conditions speak of, and how they are read. */
import type { JsonObject, ListedVersion, VersionMetadata } from '../types.js'

/** A version: its record, with `aliases` and `label` where they are known; or the same as JSON. */
export type VersionLike = VersionMetadata | JsonObject

/**
 * What a field holds, as far as that is known without a version. `group`: fields by name. `any`: what a user or a
 * runner wrote.
 */
export type FieldKind = 'number' | 'text' | 'time' | 'texts' | 'group' | 'any'

/** Every field of a version; the compiler asks for new ones. */
const KINDS: Readonly<Record<keyof ListedVersion | 'label', FieldKind>> = {
  name: 'text',
  number: 'number',
  version: 'text',
  label: 'text',
  aliases: 'texts',
  type: 'text',
  description: 'text',
  createdAt: 'time',
  digest: 'text',
  files: 'number',
  size: 'number',
  storedSize: 'number',
  params: 'group',
  metrics: 'group',
  metadata: 'group',
  inputs: 'group',
  run: 'group'
}

export const FIELD_NAMES: readonly string[] = Object.keys(KINDS)

export interface Field {
  readonly kind: 'field'
  readonly of: 'version' | 'base'
  /** Empty for the base itself. */
  readonly path: readonly string[]
  readonly holds: FieldKind
  /** As it is shown, and can be written: `base.metrics["val/loss"]`. */
  readonly name: string
  readonly start: number
}

/** The kind of a field of a version by its first name; undefined where there is none of that name. */
export function rootKind(name: string): FieldKind | undefined {
  return Object.hasOwn(KINDS, name) ? KINDS[name as keyof typeof KINDS] : undefined
}

/** @param path starts with a name that {@link rootKind} knows. */
export function makeField(of: Field['of'], path: readonly string[], start: number): Field {
  // Metrics are not nested, and dots are usual in their names.
  const keys = path[0] === 'metrics' && path.length > 2 ? ['metrics', path.slice(1).join('.')] : path
  return {
    kind: 'field',
    of,
    path: keys,
    holds: kindOf(keys),
    name: showPath(of === 'base' ? ['base', ...keys] : keys),
    start
  }
}

function kindOf([root, ...rest]: readonly string[]): FieldKind {
  const kind = root === undefined ? 'group' : rootKind(root)!
  if (rest.length === 0) return kind
  if (root === 'metrics') return 'number'
  return kind === 'texts' ? 'text' : 'any'
}

/** What may stand in a path without quotes. */
export const PLAIN_KEY = /^[\p{L}\p{M}\p{N}_$]+$/u

/** A path as it can be written. */
export function showPath(keys: readonly string[]): string {
  return keys
    .map((key, index) => {
      if (!PLAIN_KEY.test(key)) return `["${key.replaceAll('"', '""')}"]`
      return index === 0 ? key : `.${key}`
    })
    .join('')
}

/**
 * What a version holds there; undefined where it holds nothing. Own properties alone: `metadata.constructor` is a
 * field like any other. A path through a list takes the entry of that number, or the field of each entry.
 */
export function readField({ path }: Field, version: VersionLike | undefined): unknown {
  if (version === undefined) return undefined
  if (path[0] === 'label' && !Object.hasOwn(version, 'label')) return labelOf(version)
  let value: unknown = version
  for (const key of path) {
    value = readKey(value, key)
    if (value === undefined) return undefined
  }
  return path[0] === 'metrics' && path.length > 1 ? metric(value) : value
}

/** Records of a list know a label only as what the version is called. */
function labelOf(version: VersionLike): unknown {
  return version.version === `v${version.number as number}` ? undefined : version.version
}

function readKey(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) return readEntries(value, key)
  if (Object.hasOwn(value, key)) return (value as Readonly<Record<string, unknown>>)[key]
  return undefined
}

function readEntries(list: readonly unknown[], key: string): unknown {
  if (/^\d+$/.test(key)) return list[Number(key)]
  const found = list.flatMap((entry): readonly unknown[] => {
    if (Array.isArray(entry)) return []
    const value = readKey(entry, key)
    if (value === undefined) return []
    return Array.isArray(value) ? value : [value]
  })
  return found.length === 0 && list.length > 0 ? undefined : found
}

/** As JSON, metrics that are no finite number are text. */
function metric(value: unknown): unknown {
  if (value === 'NaN') return NaN
  if (value === 'Infinity') return Infinity
  return value === '-Infinity' ? -Infinity : value
}
