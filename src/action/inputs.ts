/**
 * The step's inputs as one typed object: all reading, all defaults and all checks that need neither files nor a store.
 *
 * Defaults live here and not in `action.yml`: there, an input that the mode does not use could not be told from one
 * that was left out, and could not be refused.
 */
import { resolve } from 'node:path'
import {
  INPUT_MODES,
  INPUT_NAMES,
  INPUTS_TO_COME,
  MODES,
  SUPPORTED_MODES,
  type InputName,
  type Mode,
  type SupportedMode
} from './input-table.js'
import { expandHome, ifUnchangedFor, labelFor, parseMapping } from '../doors/index.js'
import type { MappingKind } from '../doors/index.js'
import { ArtifactStoreError, quote } from '../errors.js'
import { checkAlias, checkArtifactName, checkLabel, parseCondition, parseSelector } from '../store/index.js'
import type { ArtifactName, Compression, JsonObject, Selector } from '../store/types.js'

export interface CommonInputs {
  /** As it was given; undefined where the rules of `resolveStoreLocation` decide. */
  readonly store: string | undefined
  readonly summary: boolean
}

export interface SaveInputs extends CommonInputs {
  readonly mode: 'save'
  readonly name: ArtifactName
  /** Files, folders and glob patterns; those that start with `!` exclude. */
  readonly patterns: readonly string[]
  /** Absolute. */
  readonly root: string | undefined
  readonly label: string | undefined
  readonly type: string | undefined
  readonly description: string | undefined
  readonly aliases: readonly string[]
  readonly params: MappingInput
  readonly metrics: MappingInput
  readonly metadata: MappingInput
  readonly ifNoFilesFound: MissPolicy
  readonly ifUnchanged: 'reuse' | 'new'
  readonly includeHidden: boolean
  readonly parents: readonly string[]
  readonly symlinks: 'preserve' | 'follow'
  readonly compression: Compression
}

export interface RestoreInputs extends CommonInputs {
  readonly mode: 'restore'
  readonly name: ArtifactName
  readonly selectors: readonly Selector[]
  /** A condition: only versions of which it holds are there to be selected. */
  readonly where: string | undefined
  /** Absolute. */
  readonly destination: string
  /** Glob patterns over the version's paths; none for all files. */
  readonly files: readonly string[]
  readonly clean: boolean
  readonly ifNotFound: MissPolicy
}

export interface RecordInputs extends CommonInputs {
  readonly mode: 'record'
  readonly name: ArtifactName
  readonly selectors: readonly Selector[]
  readonly params: MappingInput
  readonly metrics: MappingInput
  readonly metadata: MappingInput
}

export interface PromoteInputs extends CommonInputs {
  readonly mode: 'promote'
  readonly name: ArtifactName
  readonly selectors: readonly Selector[]
  /** At least one. */
  readonly aliases: readonly string[]
}

export interface ListInputs extends CommonInputs {
  readonly mode: 'list'
  /** All artifacts where it is undefined. */
  readonly name: ArtifactName | undefined
  readonly where: string | undefined
  readonly limit: number
}

export interface CopyInputs extends CommonInputs {
  readonly mode: 'copy'
  /** As it was given; never empty. */
  readonly to: string
  /** All artifacts where it is undefined. */
  readonly name: ArtifactName | undefined
  /** All versions where it is undefined. */
  readonly selector: Selector | undefined
  readonly toName: ArtifactName | undefined
}

export type Inputs = SaveInputs | RestoreInputs | RecordInputs | PromoteInputs | ListInputs | CopyInputs

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

/** @throws ArtifactStoreError `INVALID_INPUT` or `UNSUPPORTED`, naming the input. */
export function parseInputs(reader: InputReader): Inputs {
  const mode = modeInput(reader)
  refuseOtherModes(reader, mode)
  refuseInputsToCome(reader)
  switch (mode) {
    case 'save':
      return saveInputs(reader)
    case 'restore':
      return restoreInputs(reader)
    case 'record':
      return recordInputs(reader)
    case 'promote':
      return promoteInputs(reader)
    case 'list':
      return listInputs(reader)
    case 'copy':
      return copyInputs(reader)
  }
}

function saveInputs(reader: InputReader): SaveInputs {
  return {
    mode: 'save',
    ...commonInputs(reader),
    name: nameInput(reader, 'save'),
    patterns: patternsInput(reader),
    root: folderInput(reader, 'root'),
    label: labelInput(reader),
    type: typeInput(reader),
    description: descriptionInput(reader),
    aliases: aliasesInput(reader),
    params: mappingInput(reader, 'params', 'data'),
    metrics: mappingInput(reader, 'metrics', 'metrics'),
    metadata: mappingInput(reader, 'metadata', 'data'),
    ifNoFilesFound: choiceInput(reader, 'if-no-files-found', MISS_POLICIES),
    ifUnchanged: ifUnchangedInput(reader),
    includeHidden: booleanInput(reader, 'include-hidden-files', false),
    parents: parentsInput(reader),
    symlinks: choiceInput(reader, 'symlinks', ['preserve', 'follow']),
    compression: compressionInput(reader)
  }
}

function restoreInputs(reader: InputReader): RestoreInputs {
  return {
    mode: 'restore',
    ...commonInputs(reader),
    name: nameInput(reader, 'restore'),
    selectors: selectorsInput(reader),
    where: whereInput(reader),
    destination: folderInput(reader, 'path') ?? reader.workspace,
    files: lines(reader.input('files')),
    clean: booleanInput(reader, 'clean', false),
    ifNotFound: choiceInput(reader, 'if-not-found', MISS_POLICIES)
  }
}

function recordInputs(reader: InputReader): RecordInputs {
  const inputs: RecordInputs = {
    mode: 'record',
    ...commonInputs(reader),
    name: nameInput(reader, 'record'),
    selectors: selectorsInput(reader),
    params: mappingInput(reader, 'params', 'data'),
    metrics: mappingInput(reader, 'metrics', 'metrics'),
    metadata: mappingInput(reader, 'metadata', 'data')
  }
  const { params, metrics, metadata } = inputs
  if ([params, metrics, metadata].every(({ paths, inline }) => paths.length === 0 && inline === undefined))
    throw invalid('metrics', 'is missing: give metrics, params or metadata to record, or files of them')
  return inputs
}

function promoteInputs(reader: InputReader): PromoteInputs {
  const aliases = aliasesInput(reader)
  if (aliases.length === 0) throw invalid('aliases', 'is required with mode promote: give a name a line')
  return {
    mode: 'promote',
    ...commonInputs(reader),
    name: nameInput(reader, 'promote'),
    selectors: selectorsInput(reader),
    aliases
  }
}

function listInputs(reader: InputReader): ListInputs {
  const name = reader.input('name') || undefined
  if (name !== undefined) checkArtifactName(name, "input 'name'")
  return { mode: 'list', ...commonInputs(reader), name, where: whereInput(reader), limit: limitInput(reader) }
}

function copyInputs(reader: InputReader): CopyInputs {
  const to = reader.input('to')
  if (to === '')
    throw invalid('to', "is required with mode copy: give the other store, a folder or 's3://bucket/prefix'")
  const { name, selector } = referenceInput(reader)
  const toName = reader.input('to-name') || undefined
  if (toName !== undefined) {
    if (name === undefined) throw invalid('to-name', "is given without 'name': all artifacts cannot get one name")
    checkArtifactName(toName, "input 'to-name'")
  }
  return { mode: 'copy', ...commonInputs(reader), to, name, selector, toName }
}

/** `name`, or one version of it as `name@selector`; empty for all artifacts. */
function referenceInput(reader: InputReader): Pick<CopyInputs, 'name' | 'selector'> {
  const reference = reader.input('name')
  if (reference === '') return { name: undefined, selector: undefined }
  const at = reference.indexOf('@')
  const name = checkArtifactName(at < 0 ? reference : reference.slice(0, at), "input 'name'")
  if (at < 0) return { name, selector: undefined }
  const selector = reference.slice(at + 1)
  parseSelector(selector, "input 'name'")
  return { name, selector }
}

function commonInputs(reader: InputReader): CommonInputs {
  return {
    store: reader.input('store') || undefined,
    summary: booleanInput(reader, 'summary', true)
  }
}

const MISS_POLICIES = ['error', 'warn', 'ignore'] as const

function modeInput(reader: InputReader): SupportedMode {
  const value = reader.input('mode')
  if (value === '') throw invalid('mode', `is required: give one of ${SUPPORTED_MODES.join(', ')}`)
  const supported = SUPPORTED_MODES.find((mode) => mode === value)
  if (supported !== undefined) return supported
  if ((MODES as readonly string[]).includes(value)) {
    const have = `${SUPPORTED_MODES.slice(0, -1).join(', ')} and ${SUPPORTED_MODES.at(-1)}`
    throw unsupported('mode', `mode ${quote(value)} comes with a later version; this one has ${have}`)
  }
  throw invalid('mode', `is ${quote(value)}, which is no mode: give one of ${SUPPORTED_MODES.join(', ')}`)
}

function refuseOtherModes(reader: InputReader, mode: Mode): void {
  const others = INPUT_NAMES.filter((name) => reader.input(name) !== '' && !modesOf(name).includes(mode))
  if (others.length === 0) return
  const problems = others.map((name) => {
    const modes = modesOf(name)
    return `input ${quote(name)} is for ${modes.length === 1 ? 'mode' : 'modes'} ${modes.join(', ')}`
  })
  const verb = others.length === 1 ? ' and was' : '; they were'
  throw new ArtifactStoreError('INVALID_INPUT', `${problems.join('; ')}${verb} given with mode ${mode}`)
}

function refuseInputsToCome(reader: InputReader): void {
  for (const [name, harmless] of Object.entries(INPUTS_TO_COME) as [InputName, string | undefined][]) {
    const value = reader.input(name)
    if (value !== '' && value !== harmless) {
      const advice = harmless === undefined ? 'leave it out' : `leave it out, or give ${quote(harmless)}`
      throw unsupported(name, `is not supported by this version yet: ${advice}`)
    }
  }
}

function nameInput(reader: InputReader, mode: Mode): ArtifactName {
  const name = reader.input('name')
  if (name === '')
    throw invalid('name', `is required with mode ${mode}: name the artifact, such as 'model' or 'team/model'`)
  checkArtifactName(name, "input 'name'")
  return name
}

function patternsInput(reader: InputReader): readonly string[] {
  const patterns = lines(reader.input('path'))
  if (patterns.length === 0)
    throw invalid('path', 'is required with mode save: give files, folders or glob patterns, a line each')
  if (patterns.every((pattern) => pattern.startsWith('!'))) {
    throw invalid('path', "only excludes: give at least one line that does not start with '!'")
  }
  return patterns
}

function folderInput(reader: InputReader, name: 'path' | 'root'): string | undefined {
  const folder = reader.input(name)
  if (folder === '') return undefined
  if (lines(folder).length > 1) throw invalid(name, 'holds more than one line: give one folder')
  return absolutePath(reader, folder)
}

function labelInput(reader: InputReader): string | undefined {
  const version = reader.input('version') || 'auto'
  const label = labelFor(version, reader.now())
  if (label !== undefined) checkLabel(label, "input 'version'")
  return label
}

function ifUnchangedInput(reader: InputReader): 'reuse' | 'new' {
  const given = reader.input('if-unchanged') === '' ? undefined : choiceInput(reader, 'if-unchanged', ['reuse', 'new'])
  return ifUnchangedFor(reader.input('version') || 'auto', given)
}

function typeInput(reader: InputReader): string | undefined {
  const type = reader.input('type')
  if (type.length > MAX_TYPE_LENGTH) throw invalid('type', `is longer than ${MAX_TYPE_LENGTH} characters`)
  // eslint-disable-next-line no-control-regex -- a word has none
  if (/[\u0000-\u001f\u007f]/.test(type)) throw invalid('type', `is ${quote(type)}: give one line`)
  return type || undefined
}

const MAX_TYPE_LENGTH = 100

function descriptionInput(reader: InputReader): string | undefined {
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
function aliasesInput(reader: InputReader): readonly string[] {
  const aliases = lines(reader.input('aliases').replaceAll(',', '\n'))
  for (const alias of aliases) checkAlias(alias, "input 'aliases'")
  return [...new Set(aliases)]
}

function mappingInput(reader: InputReader, name: 'params' | 'metrics' | 'metadata', kind: MappingKind): MappingInput {
  const text = reader.input(name)
  return {
    paths: lines(reader.input(`${name}-path`)).map((path) => absolutePath(reader, path)),
    inline: text === '' ? undefined : parseMapping(text, `input ${quote(name)}`, kind)
  }
}

/** `name@selector`, a line each. */
function parentsInput(reader: InputReader): readonly string[] {
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

function selectorsInput(reader: InputReader): readonly Selector[] {
  const selectors = lines(reader.input('version'))
  for (const selector of selectors) parseSelector(selector, "input 'version'")
  return selectors.length === 0 ? ['latest'] : selectors
}

function whereInput(reader: InputReader): string | undefined {
  const where = reader.input('where')
  if (where === '') return undefined
  parseCondition(where, { input: "input 'where'", allowBase: false })
  return where
}

function limitInput(reader: InputReader): number {
  const limit = reader.input('limit')
  if (limit === '') return DEFAULT_LIMIT
  if (!/^[1-9]\d{0,8}$/.test(limit)) throw invalid('limit', `is ${quote(limit)}: give a whole number from 1 on`)
  return Number(limit)
}

const DEFAULT_LIMIT = 100

function compressionInput(reader: InputReader): Compression {
  const value = reader.input('compression')
  if (value === '' || value === 'auto') return 'auto'
  if (value === 'none') return 'none'
  const level = /^\d{1,2}$/.test(value) ? Number(value) : 0
  if (level >= 1 && level <= MAX_ZSTD_LEVEL) return level
  throw invalid('compression', `is ${quote(value)}: give auto, none, or a zstd level from 1 to ${MAX_ZSTD_LEVEL}`)
}

const MAX_ZSTD_LEVEL = 19

/** One of a few words; the first is the default. */
function choiceInput<const Choice extends string>(
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
function booleanInput(reader: InputReader, name: InputName, fallback: boolean): boolean {
  const value = reader.input(name)
  if (value === '') return fallback
  if (/^(?:true|True|TRUE)$/.test(value)) return true
  if (/^(?:false|False|FALSE)$/.test(value)) return false
  throw invalid(name, `is ${quote(value)}: give true or false`)
}

function absolutePath(reader: InputReader, path: string): string {
  return resolve(reader.workspace, expandHome(path, reader.home))
}

function lines(value: string): string[] {
  return value
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

function modesOf(name: InputName): readonly Mode[] {
  return INPUT_MODES[name]
}

function invalid(name: InputName, problem: string): ArtifactStoreError {
  return new ArtifactStoreError('INVALID_INPUT', `input ${quote(name)} ${problem}`)
}

function unsupported(name: InputName, problem: string): ArtifactStoreError {
  return new ArtifactStoreError(
    'UNSUPPORTED',
    `input ${quote(name)}${problem.startsWith('mode') ? ':' : ''} ${problem}`
  )
}
