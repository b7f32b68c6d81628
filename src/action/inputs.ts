/**
 * The step's inputs as one typed object: all reading, all defaults and all checks that need neither files nor a store.
 *
 * Defaults live here and not in `action.yml`: there, an input that the mode does not use could not be told from one
 * that was left out, and could not be refused.
 */
import {
  aliasesInput,
  booleanInput,
  choiceInput,
  compressionInput,
  descriptionInput,
  folderInput,
  gateInput,
  ifUnchangedInput,
  type InputReader,
  invalid,
  labelInput,
  limitInput,
  lines,
  type MappingInput,
  mappingInput,
  MISS_POLICIES,
  type MissPolicy,
  nameInput,
  pairInput,
  parentsInput,
  patternsInput,
  referenceInput,
  retentionInput,
  selectorsInput,
  typeInput,
  whereInput
} from './input-readers.js'
import { INPUT_MODES, INPUT_NAMES, type InputName, type Mode, MODES } from './input-table.js'
import { type SignInput, signInput, type VerifySignatureInputs, verifySignatureInputs } from './signing-inputs.js'
import type { GivenRules, VersionPair } from '../doors/index.js'
import { ArtifactStoreError, quote } from '../errors.js'
import { checkArtifactName } from '../store/index.js'
import type { ArtifactName, Compression, GateRequest, Selector } from '../store/types.js'

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
  readonly gate: GateRequest | undefined
  readonly sign: SignInput
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
  readonly signatures: VerifySignatureInputs
}

export interface RecordInputs extends CommonInputs {
  readonly mode: 'record'
  readonly name: ArtifactName
  readonly selectors: readonly Selector[]
  readonly params: MappingInput
  readonly metrics: MappingInput
  readonly metadata: MappingInput
  readonly gate: GateRequest | undefined
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

export interface DiffInputs extends CommonInputs {
  readonly mode: 'diff'
  readonly pair: VersionPair
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

export interface VerifyInputs extends CommonInputs {
  readonly mode: 'verify'
  /** All artifacts where it is undefined. */
  readonly name: ArtifactName | undefined
  readonly deep: boolean
}

export interface PruneInputs extends CommonInputs {
  readonly mode: 'prune'
  /** All artifacts where it is undefined. */
  readonly name: ArtifactName | undefined
  readonly retention: GivenRules
  readonly dryRun: boolean
}

export type Inputs =
  | SaveInputs
  | RestoreInputs
  | RecordInputs
  | PromoteInputs
  | ListInputs
  | DiffInputs
  | CopyInputs
  | VerifyInputs
  | PruneInputs

/** @throws ArtifactStoreError `INVALID_INPUT` or `UNSUPPORTED`, naming the input. */
export function parseInputs(reader: InputReader): Inputs {
  const mode = modeInput(reader)
  refuseOtherModes(reader, mode)
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
    case 'diff':
      return { mode: 'diff', ...commonInputs(reader), pair: pairInput(reader) }
    case 'copy':
      return copyInputs(reader)
    case 'verify':
      return verifyInputs(reader)
    case 'prune':
      return pruneInputs(reader)
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
    compression: compressionInput(reader),
    gate: gateInput(reader),
    sign: signInput(reader)
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
    ifNotFound: choiceInput(reader, 'if-not-found', MISS_POLICIES),
    signatures: verifySignatureInputs(reader)
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
    metadata: mappingInput(reader, 'metadata', 'data'),
    gate: gateInput(reader)
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
  const name = anyNameInput(reader)
  return { mode: 'list', ...commonInputs(reader), name, where: whereInput(reader), limit: limitInput(reader) }
}

function verifyInputs(reader: InputReader): VerifyInputs {
  const name = anyNameInput(reader)
  return { mode: 'verify', ...commonInputs(reader), name, deep: booleanInput(reader, 'deep', true) }
}

/** Where no name stands for all artifacts. */
function anyNameInput(reader: InputReader): ArtifactName | undefined {
  const name = reader.input('name') || undefined
  if (name !== undefined) checkArtifactName(name, "input 'name'")
  return name
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

function pruneInputs(reader: InputReader): PruneInputs {
  const name = reader.input('name') || undefined
  if (name !== undefined) checkArtifactName(name, "input 'name'")
  const dryRun = booleanInput(reader, 'dry-run', true)
  return { mode: 'prune', ...commonInputs(reader), name, retention: retentionInput(reader), dryRun }
}

function commonInputs(reader: InputReader): CommonInputs {
  return {
    store: reader.input('store') || undefined,
    summary: booleanInput(reader, 'summary', true)
  }
}

function modeInput(reader: InputReader): Mode {
  const value = reader.input('mode')
  if (value === '') throw invalid('mode', `is required: give one of ${MODES.join(', ')}`)
  const known = MODES.find((mode) => mode === value)
  if (known === undefined)
    throw invalid('mode', `is ${quote(value)}, which is no mode: give one of ${MODES.join(', ')}`)
  return known
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

function modesOf(name: InputName): readonly Mode[] {
  return INPUT_MODES[name]
}
