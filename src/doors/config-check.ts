/** Whether a configuration is what its JSON Schema says, and where it is not, what to write instead. */
import { validate as isValid } from './config-schema.js'
import { quoteList } from './describe.js'
import type { PlacedMapping } from './mapping.js'
import type { Place } from './places.js'
import { didYouMean } from './suggest.js'
import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import { checkAlias, parseCondition } from '../store/index.js'
import type { JsonObject, JsonValue } from '../store/types.js'

/** The file, as schema/artifact-store.schema.json describes it. */
export interface ConfigFile {
  readonly store?: string | null
  readonly 'protected-aliases'?: Readonly<
    Record<string, { readonly branches?: readonly string[]; readonly require?: string }>
  > | null
  readonly signatures?: {
    readonly 'required-for'?: readonly string[]
    readonly 'public-key'?: string
    readonly repository?: string
    readonly workflow?: string
    readonly branches?: readonly string[]
    readonly 'signed-as'?: Readonly<Record<string, string>>
  } | null
  readonly artifacts?: Readonly<Record<string, ArtifactSettings>> | null
}

interface ArtifactSettings {
  readonly type?: string
  readonly retention?: {
    readonly 'keep-last'?: number
    readonly 'keep-within'?: string
    readonly 'keep-best'?: Readonly<Record<string, number>>
  }
  readonly metrics?: Readonly<Record<string, 'higher' | 'lower'>>
}

/**
 * @param file how messages name the file.
 * @throws ArtifactStoreError `INVALID_INPUT`: the file, the line and column, the setting and what it can be.
 */
export function checkConfig(mapping: PlacedMapping, file: string): ConfigFile {
  const { value } = mapping
  const validate = isValid as Validator
  if (!validate(value)) throw describe(validate.errors![0]!, mapping, file)
  const config = value as ConfigFile
  checkMeaning(config, mapping, file)
  return config
}

/** What Ajv makes of a schema, as far as it is used here. */
interface Validator {
  (value: JsonValue): boolean
  errors?: readonly Violation[] | null
}

interface Violation {
  readonly keyword: string
  /** The JSON pointer of the value. */
  readonly instancePath: string
  /** Of a key that is wrong. */
  readonly propertyName?: string
  readonly params: { readonly additionalProperty?: string; readonly allowedValues?: readonly string[] }
  readonly data: JsonValue
  /** The part of the schema that is not met. */
  readonly parentSchema: {
    readonly type?: string | readonly string[]
    readonly description?: string
    readonly examples?: readonly JsonValue[]
    readonly properties?: JsonObject
  }
}

function describe(violation: Violation, { places }: PlacedMapping, file: string): ArtifactStoreError {
  const { keyword, instancePath, propertyName, params, data, parentSchema } = violation
  const path = pathOf(instancePath)
  const { description } = parentSchema
  const about = description === undefined ? '' : `: ${description.replaceAll('`', "'")}`
  const key = params.additionalProperty
  if (key !== undefined) {
    const known = Object.keys(parentSchema.properties ?? {})
    const where = path.length === 0 ? '' : ` in ${quote(path.join('.'))}`
    const meant = didYouMean(key, known)
    return invalid(
      file,
      places.ofKey([...path, key]),
      `${quote(key)} is no setting${where}${meant}${meant === '' ? ';' : ''} there ${known.length === 1 ? 'is' : 'are'} ${quoteList(known, known.length)}`
    )
  }
  if (propertyName !== undefined) {
    return invalid(file, places.ofKey([...path, propertyName]), `${quote(propertyName)} cannot be a key here${about}`)
  }
  const setting = quote(path.join('.'))
  const place = places.ofValue(path)
  if (keyword === 'enum') {
    return invalid(file, place, `${setting} is ${show(data)}; give one of ${quoteList(params.allowedValues ?? [])}`)
  }
  if (keyword === 'type') {
    return invalid(
      file,
      place,
      `${setting} is ${kindOf(data)}; give ${wantedKind(parentSchema.type)}${suchAs(parentSchema.examples)}`
    )
  }
  return invalid(file, place, `${setting} cannot be ${show(data)}${about}`)
}

/** What a schema cannot say: names that are taken by selectors, and the language of conditions. */
function checkMeaning(config: ConfigFile, { places }: PlacedMapping, file: string): void {
  for (const [alias, guard] of Object.entries(config['protected-aliases'] ?? {})) {
    const path = ['protected-aliases', alias]
    attempt(file, places.ofKey(path), () => checkAlias(alias, "'protected-aliases'"))
    const { require } = guard
    if (require === undefined) continue
    attempt(file, places.ofValue([...path, 'require']), () =>
      parseCondition(require, { input: quote([...path, 'require'].join('.')), allowBase: false })
    )
  }
}

function attempt(file: string, place: Place, check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!isStoreError(error)) throw error
    throw invalid(file, place, error.message, error)
  }
}

function invalid(file: string, { line, column }: Place, problem: string, cause?: unknown): ArtifactStoreError {
  return new ArtifactStoreError('INVALID_INPUT', `${file}, line ${line}, column ${column}: ${problem}`, { cause })
}

function pathOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function show(value: JsonValue): string {
  if (typeof value === 'string') return value === '' ? 'empty' : quote(value)
  if (Array.isArray(value) && value.length === 0) return 'an empty list'
  if (typeof value === 'object' && value !== null) return kindOf(value)
  return String(value)
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  return typeof value === 'string' ? `the text ${quote(value)}` : `the value ${String(value)}`
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a mapping',
  array: 'a list',
  integer: 'a whole number'
}

function wantedKind(type: string | readonly string[] | undefined): string {
  const name = [type ?? []].flat().find((one) => one !== 'null')
  return KINDS[name ?? ''] ?? 'another value'
}

function suchAs([example]: readonly JsonValue[] = []): string {
  return example === undefined ? '' : `, such as ${JSON.stringify(example)}`
}
