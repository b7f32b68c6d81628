import { lstatSync } from 'node:fs'
import { resolve } from 'node:path'
import type {
  CopyCommand,
  ListCommand,
  PromoteCommand,
  RecordCommand,
  RestoreCommand,
  SaveCommand,
  ShowCommand
} from './arguments.js'
import {
  describeCopy,
  describeList,
  describePromote,
  describeRecord,
  describeRestore,
  describeSave,
  describeVersion
} from './describe-results.js'
import type { CliHost } from './host.js'
import { UsageError } from './usage-error.js'
import {
  copyOutputs,
  findSaveSource,
  ifUnchangedFor,
  labelFor,
  listedToJson,
  mergeMappings,
  nonFiniteMetrics,
  parseAssignments,
  parseMetrics,
  promoteOutputs,
  quoteList,
  readMappingFile,
  resolvedOutputs,
  restoreIfStored,
  restoreOutputs,
  saveOutputs,
  runAttempt,
  runKey,
  isInWorkflow,
  storeFolderAt,
  warnOfHiddenFiles,
  type LiteralPath,
  type MappingKind
} from '../doors/index.js'
import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import { checkAlias, checkArtifactName, checkLabel, parseCondition, parseSelector } from '../store/index.js'
import type { ArtifactStore, JsonObject, JsonValue, RestoreRequest, RunContext, SaveRequest } from '../store/types.js'

/** What a command works with, besides its own arguments. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly host: CliHost
  readonly signal: AbortSignal
  readonly warn: (message: string) => void
  /** Undefined outside of a workflow. */
  readonly workflowRun: RunContext | undefined
  readonly storeLocation: () => Promise<string>
  /** The location that an argument gives; `name` is how messages call the argument. */
  readonly locate: (argument: string, name: string) => Promise<string>
  /** Opens the store for one use; `create` makes it where there is none. */
  readonly withStore: <T>(create: boolean, use: (store: ArtifactStore) => Promise<T>) => Promise<T>
  readonly withStoreAt: <T>(location: string, create: boolean, use: (store: ArtifactStore) => Promise<T>) => Promise<T>
}

/** What a command has to tell; which of the two is shown is not its business. */
export interface CommandResult {
  /** Lines for a person, each ended; may be empty. */
  readonly text: string
  readonly json: JsonValue
  /** The command did what it could and failed all the same: told after the result, and in the exit code. */
  readonly failure?: ArtifactStoreError
}

export async function runSaveCommand(command: SaveCommand, context: CommandContext): Promise<CommandResult> {
  // All that can be wrong with the arguments is found before a file is read or the store is made.
  const label = checkSave(command, context)
  // Git takes a while to answer, and never fails: meanwhile the files are found.
  const run = runOf(context)
  const description = await readDescription(command, context)
  const sourceRequest = {
    patterns: command.paths.map((path) => asSpelled(path, context.host.workingFolder)),
    ...(command.root === undefined ? {} : { root: command.root }),
    workingDirectory: context.host.workingFolder,
    includeHidden: command.includeHiddenFiles,
    hiddenFilesName: '--include-hidden-files',
    symlinks: command.symlinks,
    storeFolder: storeFolderAt(await context.storeLocation()),
    ifNoFilesFound: command.ifNoFilesFound
  }
  const source = await findSaveSource(sourceRequest, context.warn)
  if (source === undefined) return { text: '', json: saveOutputs(undefined) }
  return context.withStore(true, async (store) => {
    const result = await store.save({
      name: command.name,
      source: source.tree,
      ...(label === undefined ? {} : { label }),
      ...description,
      aliases: command.aliases,
      ifUnchanged: ifUnchangedFor(command.version, command.ifUnchanged),
      parents: command.parents,
      compression: command.compression,
      ...(await run)
    })
    warnOfHiddenFiles(source, sourceRequest, context.warn)
    return { text: describeSave(result), json: saveOutputs(result) }
  })
}

/**
 * The shell expands patterns before this program starts, so a path that exists is meant as it is: `report [1].html`
 * is that file and not `report 1.html`. What does not exist may be a pattern in quotes.
 */
function asSpelled(path: string, workingFolder: string): string | LiteralPath {
  const isThere = lstatSync(resolve(workingFolder, path), { throwIfNoEntry: false }) !== undefined
  return isThere ? { literal: path } : path
}

/** @returns the label, where the version gets one */
function checkSave(command: SaveCommand, { host }: CommandContext): string | undefined {
  const label = labelFor(command.version, host.clock())
  checkArguments(() => {
    checkArtifactName(command.name, 'NAME')
    if (label !== undefined) checkLabel(label, '--version')
    for (const alias of command.aliases) checkAlias(alias, '--alias')
    for (const parent of command.parents) checkParent(parent)
  })
  return label
}

type Description = Pick<SaveRequest, 'type' | 'description'> & Values

async function readDescription(command: SaveCommand, context: CommandContext): Promise<Description> {
  return {
    // Empty is what a variable of a script expands to when it is not set: nothing to record.
    ...(command.type ? { type: command.type } : {}),
    ...(command.description ? { description: command.description } : {}),
    ...(await readValues({ ...command, metadata: [] }, context))
  }
}

type Values = Required<Pick<SaveRequest, 'params' | 'metrics' | 'metadata'>>

async function readValues(
  command: Omit<RecordCommand, 'command' | 'name' | 'selector'>,
  { host, warn }: CommandContext
): Promise<Values> {
  const metrics = parseMetrics(await readMappings(command.metricsPath, command.metrics, 'metric', host), '--metric')
  const notFinite = nonFiniteMetrics(metrics)
  if (notFinite.length > 0) warn(`recorded as they are, though they are not finite numbers: ${quoteList(notFinite)}`)
  return {
    params: await readMappings(command.paramsPath, command.params, 'param', host),
    metrics,
    metadata: await readMappings(command.metadataPath, command.metadata, 'metadata', host)
  }
}

/** The files' mappings in the order given, then the flags: what is typed wins over what a file says. */
async function readMappings(
  paths: readonly string[],
  assignments: readonly string[],
  subject: 'metric' | 'param' | 'metadata',
  host: CliHost
): Promise<JsonObject> {
  const kind: MappingKind = subject === 'metric' ? 'metrics' : 'data'
  const pathFlag = subject === 'metadata' ? '--metadata-path' : `--${subject}s-path`
  const files: JsonObject[] = []
  for (const path of paths) files.push(await readMappingFile(resolve(host.workingFolder, path), pathFlag, kind))
  return mergeMappings(...files, parseAssignments(assignments, `--${subject}`, kind))
}

export async function runRestoreCommand(command: RestoreCommand, context: CommandContext): Promise<CommandResult> {
  checkReference(command)
  const { env, host, warn } = context
  const destination = resolve(host.workingFolder, command.destination)
  const storeFolder = storeFolderAt(await context.storeLocation())
  const request = {
    name: command.name,
    selectors: [command.selector ?? 'latest'],
    destination,
    ...(command.files.length === 0 ? {} : { files: command.files }),
    clean: command.clean,
    protectedFolders: [host.workingFolder, host.home, ...(storeFolder === undefined ? [] : [storeFolder])],
    ...lineageOf(env),
    storeFolder,
    versionName: 'NAME@SELECTOR',
    destinationName: 'DEST'
  }
  const outcome = await restoreIfStored(request, (use) => context.withStore(false, use))
  if ('result' in outcome) {
    return {
      text: describeRestore(outcome.result, command.destination),
      json: restoreOutputs(outcome.result, destination)
    }
  }
  const nothing = { text: '', json: restoreOutputs(undefined, destination) }
  if (command.ifNotFound === 'error') return { ...nothing, failure: outcome.miss }
  if (command.ifNotFound === 'warn') warn(outcome.miss.message)
  return nothing
}

export async function runRecordCommand(command: RecordCommand, context: CommandContext): Promise<CommandResult> {
  checkReference(command)
  const { name, selector } = command
  const values = await readValues(command, context)
  if (Object.values(values).every((part) => Object.keys(part).length === 0))
    throw new UsageError('there is nothing to record: give --metric, --param or --metadata, or files of them')
  const { run } = await runOf(context)
  return context.withStore(false, async (store) => {
    const result = await store.record({ name, selectors: [selector ?? 'latest'], ...values, ...(run && { run }) })
    if (result === undefined) throw noSuchVersion(command, store)
    return { text: describeRecord(result), json: resolvedOutputs(result) }
  })
}

export async function runPromoteCommand(command: PromoteCommand, context: CommandContext): Promise<CommandResult> {
  checkReference(command)
  const { name, selector, aliases } = command
  checkArguments(() => {
    for (const alias of aliases) checkAlias(alias, 'ALIAS')
  })
  const { run } = await runOf(context)
  return context.withStore(false, async (store) => {
    const result = await store.promote({ name, selectors: [selector ?? 'latest'], aliases, ...(run && { run }) })
    if (result === undefined) throw noSuchVersion(command, store)
    return { text: describePromote(result), json: promoteOutputs(result) }
  })
}

export async function runListCommand(command: ListCommand, context: CommandContext): Promise<CommandResult> {
  const { name, where } = command
  if (name !== undefined) checkReference({ name })
  if (where !== undefined) checkArguments(() => parseCondition(where, { input: '--where', allowBase: false }))
  return context.withStore(false, async (store) => {
    const versions = await store.list({
      limit: command.limit,
      ...(name === undefined ? {} : { name }),
      ...(where === undefined ? {} : { where })
    })
    if (versions.length === 0)
      context.warn(
        `no version${of(name)}${where === undefined ? '' : ` where ${quote(where)}`} in the store ${quote(store.location)}`
      )
    return { text: describeList(versions), json: versions.map(listedToJson) }
  })
}

export async function runShowCommand(command: ShowCommand, context: CommandContext): Promise<CommandResult> {
  checkReference(command)
  return context.withStore(false, async (store) => {
    const version = await store.getMetadata(command.name, command.selector)
    if (version === undefined) throw noSuchVersion(command, store)
    return { text: describeVersion(version), json: listedToJson(version) }
  })
}

export async function runCopyCommand(command: CopyCommand, context: CommandContext): Promise<CommandResult> {
  const { name, selector, toName } = command
  if (name !== undefined) checkReference({ name, ...(selector === undefined ? {} : { selector }) })
  if (toName !== undefined) {
    if (name === undefined) throw new UsageError('--to-name needs the NAME of the artifact to copy')
    checkArguments(() => checkArtifactName(toName, '--to-name'))
  }
  const from = await context.locate(command.from, 'FROM')
  const to = await context.locate(command.to, 'TO')
  return context.withStoreAt(from, false, (source) =>
    context.withStoreAt(to, true, async (target) => {
      const copied = await source.copyTo(target, {
        ...(name === undefined ? {} : { name }),
        ...(selector === undefined ? {} : { selector }),
        ...(toName === undefined ? {} : { toName })
      })
      if (copied.length === 0) context.warn(`no version in the store ${quote(source.location)}: nothing to copy`)
      return { text: describeCopy(copied, target.location), json: copyOutputs(copied, selector) }
    })
  )
}

/** Inside a workflow the record tells of which run; anywhere else, what git knows of the folder. */
async function runOf({ env, host, workflowRun }: CommandContext): Promise<Pick<SaveRequest, 'run' | 'runKey'>> {
  if (workflowRun === undefined) return { run: await host.gitContext(host.workingFolder) }
  const { runKey } = lineageOf(env)
  return { run: workflowRun, ...(runKey === undefined ? {} : { runKey }) }
}

/** What ties the restores and saves of one run together. */
function lineageOf(env: CommandContext['env']): Pick<RestoreRequest, 'runKey' | 'runAttempt'> {
  const key = isInWorkflow(env) ? runKey(env) : undefined
  const attempt = runAttempt(env)
  if (key === undefined) return {}
  return { runKey: key, ...(attempt === undefined ? {} : { runAttempt: attempt }) }
}

function checkReference({ name, selector }: { readonly name: string; readonly selector?: string }): void {
  checkArguments(() => {
    checkArtifactName(name, 'NAME')
    if (selector !== undefined) parseSelector(selector, 'SELECTOR')
  })
}

function checkParent(parent: string): void {
  const at = parent.indexOf('@')
  if (at < 1) throw new UsageError(`--parents ${quote(parent)} is not NAME@SELECTOR, such as base@latest`)
  checkArtifactName(parent.slice(0, at), '--parents')
  parseSelector(parent.slice(at + 1), '--parents')
}

/** What is wrong with the arguments is told as such, also a selector that a later version will know. */
function checkArguments(check: () => void): void {
  try {
    check()
  } catch (error) {
    if (!isStoreError(error)) throw error
    throw new UsageError(error.message, { cause: error })
  }
}

function noSuchVersion(
  { name, selector = 'latest' }: { readonly name: string; readonly selector?: string },
  store: ArtifactStore
): ArtifactStoreError {
  return new ArtifactStoreError(
    'NOT_FOUND',
    `no version of ${quote(name)} matches ${quote(selector)} in the store ${quote(store.location)}: 'artifact-store list' shows what there is`
  )
}

function of(name: string | undefined): string {
  return name === undefined ? '' : ` of ${quote(name)}`
}
