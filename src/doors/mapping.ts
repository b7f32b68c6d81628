/**
 * The mappings that people give: params, metrics and metadata, as YAML 1.2 or JSON (which is YAML), inline or in files.
 *
 * The document comes from a workflow, often from a file that a training script or a pull request wrote, so it is held
 * to JSON's data model and to limits, and converted by a walk of our own over the parsed nodes: `yaml`'s own
 * conversion compares every key of a mapping with every other one and knows neither a depth nor forbidden keys.
 */
import { readFile, stat } from 'node:fs/promises'
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  Scalar,
  type ParsedNode,
  type YAMLMap,
  type YAMLSeq
} from 'yaml'
import { formatBytes } from './describe.js'
import { inert } from './inert.js'
import { Places } from './places.js'
import { ArtifactStoreError, quote, systemErrorCode } from '../errors.js'
import type { JsonObject, JsonValue, Metrics } from '../store/types.js'

/** Bytes of UTF-8 that a document may have. */
export const MAX_DOCUMENT_BYTES = 1024 * 1024
/** Mappings and sequences inside one another. */
export const MAX_DEPTH = 64
/** Characters and values that aliases may add to a document by standing for what was written elsewhere. */
export const MAX_ALIASED_WEIGHT = 1024 * 1024
/** Characters of a key. */
export const MAX_KEY_LENGTH = 512

/**
 * `data`: what JSON can hold exactly; integers beyond 2^53 and non-finite numbers are refused.
 * `metrics`: numbers are floating point; NaN and infinities are kept, also as Python writes them (`NaN`, `inf`).
 */
export type MappingKind = 'data' | 'metrics'

/**
 * Parses a mapping.
 * @param subject how messages name the text: `input 'params'`, `file 'metrics.json' (input 'metrics-path')`.
 * @throws ArtifactStoreError `INVALID_INPUT`, with the line and column where there is one.
 */
export function parseMapping(text: string, subject: string, kind: MappingKind = 'data'): JsonObject {
  return parsePlacedMapping(text, subject, kind).value
}

/** A mapping, and where in its text each part of it stands. */
export interface PlacedMapping {
  readonly value: JsonObject
  readonly places: Places
}

/** As {@link parseMapping}, for those whose messages point at a part of it later. */
export function parsePlacedMapping(text: string, subject: string, kind: MappingKind = 'data'): PlacedMapping {
  if (Buffer.byteLength(text) > MAX_DOCUMENT_BYTES) {
    throw invalid(
      `${subject} is larger than ${formatBytes(MAX_DOCUMENT_BYTES)}: keep large data in a file of the version`
    )
  }
  const { contents, lines } = parseYaml(text, subject)
  if (contents === null) throw invalid(`${subject} is empty: give a YAML or JSON mapping, such as 'key: value'`)
  if (isScalar(contents) && (contents.value === null || contents.value === undefined)) {
    throw invalid(`${subject} holds nothing: give a YAML or JSON mapping, such as 'key: value'`)
  }
  if (!isMap(contents)) {
    const found = isSeq(contents) ? 'a list' : 'a single value'
    throw invalid(`${subject} is ${found}, not a mapping: write it as 'key: value', a line each, or as a JSON object`)
  }
  return { value: new Converter(subject, kind, lines).convertRoot(contents), places: new Places(contents, lines) }
}

/** Reads a file that holds a mapping, JSON or YAML by what is in it. Parameters and errors as {@link parseMapping}. */
export async function readMappingFile(path: string, subject: string, kind: MappingKind = 'data'): Promise<JsonObject> {
  const where = `file ${quote(path)} (${subject})`
  return parseMapping(await readTextFile(path, where), where, kind)
}

/** One mapping of several: a later one's value wins, whole, over an earlier one's of the same key. */
export function mergeMappings(...mappings: readonly JsonObject[]): JsonObject {
  return Object.fromEntries(mappings.flatMap((mapping) => Object.entries(mapping)))
}

/**
 * The values of a mapping as metrics. Words that JSON writers use for what JSON has no number for (`NaN`, `Infinity`,
 * `inf`, of any case) are taken as numbers; any other value that is not a number is refused.
 */
export function parseMetrics(mapping: JsonObject, subject: string): Metrics {
  return Object.fromEntries(
    Object.entries(mapping).map(([name, value]): [string, number] => {
      if (name === '') throw invalid(`${subject} has a metric without a name`)
      return [name, metricValue(name, value, subject)]
    })
  )
}

/** The names of the metrics that are NaN or infinite: legal, and worth a warning. */
export function nonFiniteMetrics(metrics: Metrics): readonly string[] {
  return Object.keys(metrics).filter((name) => !Number.isFinite(metrics[name]))
}

/**
 * `['lr=0.1', 'note=a: b']` → `{lr: 0.1, note: 'a: b'}`: each value read as a YAML scalar, and as plain text where it
 * would be anything else.
 * @param flag how messages name the option: `--param`.
 */
export function parseAssignments(assignments: readonly string[], flag: string, kind: MappingKind = 'data'): JsonObject {
  const entries = new Map<string, JsonValue>()
  for (const assignment of assignments) {
    const split = assignment.indexOf('=')
    if (split < 1) throw invalid(`${flag} ${quote(assignment)} is not KEY=VALUE`)
    const key = assignment.slice(0, split).trim()
    checkKey(key, flag, '')
    if (entries.has(key)) throw invalid(`${flag} ${quote(key)} is given twice`)
    entries.set(key, scalarValue(assignment.slice(split + 1), `${flag} ${quote(key)}`, kind))
  }
  return Object.fromEntries(entries)
}

function parseYaml(text: string, subject: string): { contents: ParsedNode | null; lines: LineCounter } {
  const lines = new LineCounter()
  const document = attempt(subject, () =>
    parseDocument(text, {
      version: '1.2',
      schema: 'core',
      resolveKnownTags: false,
      intAsBigInt: true,
      // Looked for by the converter, which does not compare each key with each other one.
      uniqueKeys: false,
      prettyErrors: false,
      // Not 'silent', which would also hide that a second document follows. Nothing is logged by this function.
      logLevel: 'error',
      lineCounter: lines
    })
  )
  const problem = document.errors[0] ?? document.warnings[0]
  if (problem !== undefined) {
    if (problem.code === 'MULTIPLE_DOCS') {
      throw invalid(`${subject} holds more than one YAML document: give one mapping`)
    }
    // The parser recurses, and tells a stack that ran out as a mistake in the document.
    if (problem.message.includes('call stack')) throw nestedTooDeeply(subject, problem)
    const { line, col } = lines.linePos(problem.pos[0])
    throw invalid(
      `${subject} is not valid YAML or JSON: ${inert(problem.message)} (line ${line}, column ${col})`,
      problem
    )
  }
  return { contents: document.contents, lines }
}

/** What the parser throws instead of collecting it. */
function attempt<T>(subject: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    if (error instanceof RangeError) throw nestedTooDeeply(subject, error)
    throw invalid(`${subject} is not valid YAML or JSON: ${inert(String(error))}`, error)
  }
}

/** A value that was converted, and how much of the alias budget an alias to it takes. */
interface Converted {
  readonly value: JsonValue
  readonly weight: number
}

/** Turns parsed nodes into plain values, in the order of the document, since an alias means the last anchor before it. */
class Converter {
  readonly #subject: string
  readonly #kind: MappingKind
  readonly #lines: LineCounter
  readonly #anchors = new Map<string, Converted | 'open'>()
  #aliased = 0

  constructor(subject: string, kind: MappingKind, lines: LineCounter) {
    this.#subject = subject
    this.#kind = kind
    this.#lines = lines
  }

  convertRoot(map: YAMLMap): JsonObject {
    return this.#convert(map as ParsedNode, '', 1).value as JsonObject
  }

  #convert(node: ParsedNode | null, path: string, depth: number): Converted {
    if (node === null) return { value: null, weight: 1 }
    if (isAlias(node)) return this.#convertAlias(node.source, path, node)
    const { anchor } = node
    if (anchor !== undefined) this.#anchors.set(anchor, 'open')
    const converted = this.#convertPlain(node, path, depth)
    if (anchor !== undefined) this.#anchors.set(anchor, converted)
    return converted
  }

  #convertPlain(node: ParsedNode, path: string, depth: number): Converted {
    if (isScalar(node)) {
      const value = plainValue(node.value, this.#kind, () => `${this.#subject}: ${describePath(path)}`)
      return { value, weight: 1 + (typeof value === 'string' ? value.length : 0) }
    }
    if (depth > MAX_DEPTH) throw nestedTooDeeply(this.#subject)
    if (isMap(node)) return this.#convertMap(node, path, depth)
    return this.#convertSequence(node as YAMLSeq, path, depth)
  }

  #convertMap(map: YAMLMap, path: string, depth: number): Converted {
    const entries = new Map<string, JsonValue>()
    let weight = 1
    for (const pair of map.items) {
      const key = this.#keyText(pair.key as ParsedNode | null, path)
      if (entries.has(key)) {
        throw invalid(`${this.#subject}: ${describePath(join(path, key))} is given twice${this.#at(pair.key)}`)
      }
      const converted = this.#convert(pair.value as ParsedNode | null, join(path, key), depth + 1)
      entries.set(key, converted.value)
      weight += key.length + converted.weight
    }
    return { value: Object.fromEntries(entries), weight }
  }

  #convertSequence(sequence: YAMLSeq, path: string, depth: number): Converted {
    let weight = 1
    const value = sequence.items.map((item, index) => {
      const converted = this.#convert(item as ParsedNode | null, `${path}[${index}]`, depth + 1)
      weight += converted.weight
      return converted.value
    })
    return { value, weight }
  }

  #convertAlias(name: string, path: string, node: ParsedNode): Converted {
    const target = this.#anchors.get(name)
    if (target === undefined) {
      throw invalid(`${this.#subject}: alias ${quote(`*${name}`)} has no anchor before it${this.#at(node)}`)
    }
    if (target === 'open') {
      throw invalid(`${this.#subject}: ${describePath(path)} contains itself by the alias ${quote(`*${name}`)}`)
    }
    this.#aliased += target.weight
    if (this.#aliased > MAX_ALIASED_WEIGHT) {
      throw invalid(`${this.#subject} expands to too much by its aliases: write the values out`)
    }
    return target
  }

  /** Keys are text; numbers and booleans (epochs, say) are taken as they are written, as JSON writers do. */
  #keyText(node: ParsedNode | null, path: string): string {
    if (!isScalar(node)) {
      throw invalid(`${this.#subject}: a key of ${describePath(path)} is not plain text${this.#at(node)}`)
    }
    if (node.anchor !== undefined) {
      this.#anchors.set(node.anchor, this.#convertPlain(node, path, 0))
    }
    if (node.value === '<<' && node.type === Scalar.PLAIN) {
      throw invalid(
        `${this.#subject}: merge keys ('<<') are not part of YAML 1.2${this.#at(node)}: write the values out`
      )
    }
    const key = typeof node.value === 'string' ? node.value : node.source
    checkKey(key, this.#subject, path)
    return key
  }

  #at(node: unknown): string {
    const range = isNode(node) ? node.range : undefined
    if (!range) return ''
    const { line, col } = this.#lines.linePos(range[0])
    return ` (line ${line}, column ${col})`
  }
}

/** Keys that reach an object's prototype in a reader that assigns them. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

function checkKey(key: string, subject: string, path: string): void {
  if (FORBIDDEN_KEYS.has(key)) {
    throw invalid(`${subject} holds the key ${quote(join(path, key))}, which is not allowed: rename it`)
  }
  if (key.length > MAX_KEY_LENGTH) {
    throw invalid(`${subject} holds a key of more than ${MAX_KEY_LENGTH} characters: ${quote(key.slice(0, 60))}…`)
  }
}

function plainValue(value: unknown, kind: MappingKind, subject: () => string): JsonValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'bigint') {
    const number = Number(value)
    if (kind === 'metrics' || Number.isSafeInteger(number)) return number
    throw invalid(`${subject()} is an integer that JSON readers cannot hold exactly: put it in quotes`)
  }
  if (typeof value !== 'number') throw invalid(`${subject()} is not a value that JSON can hold`)
  if (kind === 'metrics' || Number.isFinite(value)) return value
  throw invalid(`${subject()} is ${value}: only metrics can be NaN or infinite; put it in quotes to keep it as text`)
}

const NON_FINITE_WORDS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ['inf', Number.POSITIVE_INFINITY],
  ['+inf', Number.POSITIVE_INFINITY],
  ['-inf', Number.NEGATIVE_INFINITY],
  ['infinity', Number.POSITIVE_INFINITY],
  ['+infinity', Number.POSITIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY]
])

function metricValue(name: string, value: JsonValue, subject: string): number {
  if (typeof value === 'number') return value
  const refuse = (found: string, advice: string): ArtifactStoreError =>
    invalid(`${subject}: metric ${quote(name)} is ${found}, not a number: ${advice}`)
  if (typeof value === 'string') {
    const word = NON_FINITE_WORDS.get(value.toLowerCase())
    if (word !== undefined) return word
    const numeric = value.trim() !== '' && !Number.isNaN(Number(value))
    throw refuse(`the text ${quote(value)}`, numeric ? 'leave out the quotes' : 'put text into params or metadata')
  }
  if (value === null) throw refuse('empty', 'give it a value or leave it out')
  if (typeof value === 'boolean') throw refuse(String(value), 'write 1 or 0, or put it into params')
  if (Array.isArray(value)) throw refuse('a list', 'give each number a name of its own, or put it into metadata')
  const first = Object.keys(value)[0]
  const example = first === undefined ? '' : ` such as ${quote(`${name}.${first}`)}`
  throw refuse('a mapping', `metrics are flat, give each number a name of its own${example}`)
}

function scalarValue(text: string, subject: string, kind: MappingKind): JsonValue {
  const trimmed = text.trim()
  if (trimmed === '') return text
  if (text.length > MAX_DOCUMENT_BYTES) throw invalid(`${subject} is longer than ${formatBytes(MAX_DOCUMENT_BYTES)}`)
  const document = attempt(subject, () =>
    parseDocument(trimmed, {
      version: '1.2',
      schema: 'core',
      resolveKnownTags: false,
      intAsBigInt: true,
      prettyErrors: false,
      logLevel: 'silent'
    })
  )
  const node: unknown = document.contents
  if (document.errors.length > 0 || document.warnings.length > 0 || !isScalar(node)) return text
  // A comment, a tag or an anchor beside the scalar: to someone at a shell that is part of the text.
  const isWhole =
    node.type === Scalar.PLAIN
      ? node.source === trimmed
      : (node.type === Scalar.QUOTE_SINGLE || node.type === Scalar.QUOTE_DOUBLE) &&
        node.range?.[0] === 0 &&
        node.range[1] === trimmed.length
  if (!isWhole) return text
  return typeof node.value === 'string' && node.type === Scalar.PLAIN
    ? text
    : plainValue(node.value, kind, () => subject)
}

async function readTextFile(path: string, subject: string): Promise<string> {
  try {
    const found = await stat(path)
    if (!found.isFile()) throw invalid(`${subject} is not a file: give the path of a JSON or YAML file`)
    if (found.size > MAX_DOCUMENT_BYTES) {
      throw invalid(
        `${subject} is larger than ${formatBytes(MAX_DOCUMENT_BYTES)}: keep large data in a file of the version`
      )
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch (error) {
    if (error instanceof ArtifactStoreError) throw error
    const code = systemErrorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') throw invalid(`${subject} does not exist`, error)
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') throw invalid(`${subject} is not UTF-8 text`, error)
    throw invalid(`${subject} cannot be read: ${inert(error instanceof Error ? error.message : String(error))}`, error)
  }
}

function describePath(path: string): string {
  return path === '' ? 'the mapping' : quote(path)
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

function nestedTooDeeply(subject: string, cause?: unknown): ArtifactStoreError {
  return invalid(`${subject} is nested more than ${MAX_DEPTH} levels deep`, cause)
}

function invalid(message: string, cause?: unknown): ArtifactStoreError {
  return new ArtifactStoreError('INVALID_INPUT', message, cause === undefined ? undefined : { cause })
}
