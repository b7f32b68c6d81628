/** One input at a time: its words, its default, and what is wrong with it. */
import { resolve } from 'node:path'
import type { InputName, Mode } from './input-table.js'
import type { CopyInputs } from './inputs.js'
import {
  expandHome,
  type GivenRules,
  ifUnchangedFor,
  labelFor,
  type MappingKind,
  parseKeepBest,
  parseMapping,
  parsePair,
  readGate,
  type VersionPair
} from '../doors/index.js'
import { ArtifactStoreError, quote } from '../errors.js'
import {
  checkAlias,
  checkArtifactName,
  checkLabel,
  isRetentionTime,
  parseCondition,
  parseSelector
} from '../store/index.js'
import type { ArtifactName, Compression, GateRequest, JsonObject, Selector } from '../store/types.js'

/** What to do where nothing was found: fail, warn, or only tell so in the outputs. */
export type MissPolicy = 'error' | 'warn' | 'ignore'

/** A mapping that comes from files, in this order, and then from the input itself. */
export interface MappingInput {
  /** Absolute. */
  readonly paths: readonly string[]
  readonly inline: JsonObject | undefined
}

/** What inputs are read with. */
export interface InputReader {
  /** A value without surrounding white space; empty where it was not given. */
  readonly input: (name: string) => string
  /** Relative paths start here. */
  readonly workspace: string
  readonly home: string
  /** For `version: timestamp`. */
  readonly now: () => Date
}

/** `name`, or one version of it as `name@selector`; empty for all artifacts. */
export function referenceInput(reader: InputReader): Pick<CopyInputs, 'name' | 'selector'> {
  const reference = reader.input('name')
  if (reference === '') return { name: undefined, selector: undefined }
  const at = reference.indexOf('@')
  const name = checkArtifactName(at < 0 ? reference : reference.slice(0, at), "input 'name'")
  if (at < 0) return { name, selector: undefined }
  const selector = reference.slice(at + 1)
  parseSelector(selector, "input 'name'")
  return { name, selector }
}

/** Two versions as `name@a name@b`, on one line or on two. */
export function pairInput(reader: InputReader): VersionPair {
  const names = reader
    .input('name')
    .split(/\s+/)
    .filter((one) => one !== '')
  if (names.length === 0)
    throw invalid('name', "is required with mode diff: name the versions to compare, such as 'model@v1 model@v2'")
  return parsePair(names, "input 'name'")
}

export const MISS_POLICIES = ['error', 'warn', 'ignore'] as const

export function nameInput(reader: InputReader, mode: Mode): ArtifactName {
  const name = reader.input('name')
  if (name === '')
    throw invalid('name', `is required with mode ${mode}: name the artifact, such as 'model' or 'team/model'`)
  checkArtifactName(name, "input 'name'")
  return name
}

export function patternsInput(reader: InputReader): readonly string[] {
  const patterns = lines(reader.input('path'))
  if (patterns.length === 0)
    throw invalid('path', 'is required with mode save: give files, folders or glob patterns, a line each')
  if (patterns.every((pattern) => pattern.startsWith('!'))) {
    throw invalid('path', "only excludes: give at least one line that does not start with '!'")
  }
  return patterns
}

export function folderInput(reader: InputReader, name: 'path' | 'root'): string | undefined {
  const folder = reader.input(name)
  if (folder === '') return undefined
  if (lines(folder).length > 1) throw invalid(name, 'holds more than one line: give one folder')
  return absolutePath(reader, folder)
}

export function labelInput(reader: InputReader): string | undefined {
  const version = reader.input('version') || 'auto'
  const label = labelFor(version, reader.now())
  if (label !== undefined) checkLabel(label, "input 'version'")
  return label
}

export function ifUnchangedInput(reader: InputReader): 'reuse' | 'new' {
  const given = reader.input('if-unchanged') === '' ? undefined : choiceInput(reader, 'if-unchanged', ['reuse', 'new'])
  return ifUnchangedFor(reader.input('version') || 'auto', given)
}

export function typeInput(reader: InputReader): string | undefined {
  const type = reader.input('type')
  if (type.length > MAX_TYPE_LENGTH) throw invalid('type', `is longer than ${MAX_TYPE_LENGTH} characters`)
  // eslint-disable-next-line no-control-regex -- a word has none
  if (/[\u0000-\u001f\u007f]/.test(type)) throw invalid('type', `is ${quote(type)}: give one line`)
  return type || undefined
}

const MAX_TYPE_LENGTH = 100

export function descriptionInput(reader: InputReader): string | undefined {
  const description = reader.input('description')
  if (description.length > MAX_DESCRIPTION_LENGTH) {
    throw invalid(
      'description',
      `is longer than ${MAX_DESCRIPTION_LENGTH} characters: save it as a file of the version`
    )
  }
  return description || undefined
}

const MAX_DESCRIPTION_LENGTH = 65_536

/** A line each; commas separate too, since no alias can hold one. */
export function aliasesInput(reader: InputReader): readonly string[] {
  const aliases = lines(reader.input('aliases').replaceAll(',', '\n'))
  for (const alias of aliases) checkAlias(alias, "input 'aliases'")
  return [...new Set(aliases)]
}

export function mappingInput(
  reader: InputReader,
  name: 'params' | 'metrics' | 'metadata',
  kind: MappingKind
): MappingInput {
  const text = reader.input(name)
  return {
    paths: lines(reader.input(`${name}-path`)).map((path) => absolutePath(reader, path)),
    inline: text === '' ? undefined : parseMapping(text, `input ${quote(name)}`, kind)
  }
}

/** `name@selector`, a line each. */
export function parentsInput(reader: InputReader): readonly string[] {
  const parents = lines(reader.input('parents'))
  for (const parent of parents) {
    const at = parent.indexOf('@')
    if (at < 1)
      throw invalid('parents', `holds ${quote(parent)}, which is not 'name@version', such as 'base-model@latest'`)
    checkArtifactName(parent.slice(0, at), "input 'parents'")
    parseSelector(parent.slice(at + 1), "input 'parents'")
  }
  return parents
}

export function selectorsInput(reader: InputReader): readonly Selector[] {
  const selectors = lines(reader.input('version'))
  for (const selector of selectors) parseSelector(selector, "input 'version'")
  return selectors.length === 0 ? ['latest'] : selectors
}

/** `fail-if`, and what it compares with. */
export function gateInput(reader: InputReader): GateRequest | undefined {
  const failIf = reader.input('fail-if') || undefined
  const names = { failIf: "input 'fail-if'", baseline: "input 'baseline'" }
  return readGate(failIf, lines(reader.input('baseline')), names)
}

export function whereInput(reader: InputReader): string | undefined {
  const where = reader.input('where')
  if (where === '') return undefined
  parseCondition(where, { input: "input 'where'", allowBase: false })
  return where
}

export function limitInput(reader: InputReader): number {
  return countInput(reader, 'limit') ?? DEFAULT_LIMIT
}

function countInput(reader: InputReader, name: 'limit' | 'keep-last'): number | undefined {
  const count = reader.input(name)
  if (count === '') return undefined
  if (!/^[1-9]\d{0,8}$/.test(count)) throw invalid(name, `is ${quote(count)}: give a whole number from 1 on`)
  return Number(count)
}

/** `keep-last`, `keep-within` and `keep-best`, a metric a line. */
export function retentionInput(reader: InputReader): GivenRules {
  const keepLast = countInput(reader, 'keep-last')
  const keepWithin = reader.input('keep-within') || undefined
  if (keepWithin !== undefined && !isRetentionTime(keepWithin)) {
    throw invalid('keep-within', `is ${quote(keepWithin)}: give a number and a unit, s, m, h, d or w, such as 30d`)
  }
  return {
    keepBest: lines(reader.input('keep-best')).map((line) => parseKeepBest(line, "input 'keep-best'")),
    ...(keepLast === undefined ? {} : { keepLast }),
    ...(keepWithin === undefined ? {} : { keepWithin })
  }
}

const DEFAULT_LIMIT = 100

export function compressionInput(reader: InputReader): Compression {
  const value = reader.input('compression')
  if (value === '' || value === 'auto') return 'auto'
  if (value === 'none') return 'none'
  const level = /^\d{1,2}$/.test(value) ? Number(value) : 0
  if (level >= 1 && level <= MAX_ZSTD_LEVEL) return level
  throw invalid('compression', `is ${quote(value)}: give auto, none, or a zstd level from 1 to ${MAX_ZSTD_LEVEL}`)
}

const MAX_ZSTD_LEVEL = 19

/** One of a few words; the first is the default. */
export function choiceInput<const Choice extends string>(
  reader: InputReader,
  name: InputName,
  choices: readonly [Choice, ...Choice[]]
): Choice {
  const value = reader.input(name)
  if (value === '') return choices[0]
  const choice = choices.find((candidate) => candidate === value)
  if (choice === undefined) throw invalid(name, `is ${quote(value)}: give one of ${choices.join(', ')}`)
  return choice
}

/** The words of YAML 1.2, as `@actions/core` takes them. */
export function booleanInput(reader: InputReader, name: InputName, fallback: boolean): boolean {
  const value = reader.input(name)
  if (value === '') return fallback
  if (/^(?:true|True|TRUE)$/.test(value)) return true
  if (/^(?:false|False|FALSE)$/.test(value)) return false
  throw invalid(name, `is ${quote(value)}: give true or false`)
}

export function absolutePath(reader: InputReader, path: string): string {
  return resolve(reader.workspace, expandHome(path, reader.home))
}

export function lines(value: string): string[] {
  return value
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

export function invalid(name: InputName, problem: string): ArtifactStoreError {
  return new ArtifactStoreError('INVALID_INPUT', `input ${quote(name)} ${problem}`)
}
