/** The step itself: what each mode does, in order. */
import { Warnings } from './annotations.js'
import type {
  CopyInputs,
  ListInputs,
  MappingInput,
  MissPolicy,
  PromoteInputs,
  RecordInputs,
  RestoreInputs,
  SaveInputs,
  Inputs
} from './inputs.js'
import { setOutputs } from './outputs.js'
import { startProgressLines, type Repeat } from './progress.js'
import type { Environment, Runner } from './runner.js'
import {
  describeCopy,
  describeList,
  describeMiss,
  describePromote,
  describeRecord,
  describeRestore,
  describeSave
} from './summary.js'
import {
  askingFrom,
  copyOutputs,
  findSaveSource,
  formatBytes,
  formatCount,
  inert,
  listOutputs,
  mergeMappings,
  nonFiniteMetrics,
  parseMetrics,
  plural,
  promoteOutputs,
  quoteList,
  readMappingFile,
  referenceOf,
  resolvedOutputs,
  resolveStoreLocation,
  restoreIfStored,
  restoreOutputs,
  runAttempt,
  runContext,
  runKey,
  saveOutputs,
  storeFolderAt,
  warnOfHiddenFiles,
  type MappingKind,
  type RestoreStoredRequest,
  type SaveSource
} from '../doors/index.js'
import { ArtifactStoreError, quote } from '../errors.js'
import type {
  ArtifactStore,
  CopiedVersion,
  JsonObject,
  Metrics,
  RestoreResult,
  SaveRequest,
  SaveResult,
  StoreOptions
} from '../store/types.js'

/** What a step works with: the outside world, replaceable as a whole. */
export interface ActionContext {
  readonly runner: Runner
  readonly env: Environment
  /** Absolute: relative paths start here. */
  readonly workspace: string
  readonly home: string
  /** The parsed payload of the event that started the workflow, or undefined. */
  readonly event: unknown
  readonly signal: AbortSignal
  readonly repeat: Repeat
  readonly openStore: (location: string, options: OpenOptions) => Promise<ArtifactStore>
}

/** `create`: make the store where there is none. */
export type OpenOptions = Pick<StoreOptions, 'progress' | 'logger' | 'signal' | 'viewer' | 'ancestry'> & {
  readonly create: boolean
}

/**
 * Runs the mode that the inputs ask for and sets every output, also where there was nothing to save or restore.
 * @throws ArtifactStoreError whatever failed; outputs are then set only where a version was looked for and not found.
 */
export async function run(inputs: Inputs, context: ActionContext): Promise<void> {
  const warnings = new Warnings(context.runner)
  try {
    if (inputs.mode === 'save') await save(inputs, context, warnings)
    else if (inputs.mode === 'restore') await restore(inputs, context, warnings)
    else if (inputs.mode === 'record') await record(inputs, context, warnings)
    else if (inputs.mode === 'promote') await promote(inputs, context, warnings)
    else if (inputs.mode === 'list') await list(inputs, context, warnings)
    else await copy(inputs, context, warnings)
  } finally {
    warnings.flush()
  }
}

async function save(inputs: SaveInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const location = await locateStore(inputs, context)
  // All that can be wrong with the inputs is found before the store is made or touched.
  const description = await readDescription(inputs, warn)
  const source = await findSource(inputs, context, location, warn)
  if (source === undefined) {
    setOutputs(context.runner, saveOutputs(undefined))
    await summarize(inputs, context, warn, () =>
      describeMiss(`Nothing was saved as '${inputs.name}': there was no file to save.`)
    )
    return
  }
  warnOfVanishingStore(location, context, warn)
  const { result, place } = await withStore(location, { create: true }, context, warn, async (store) => ({
    result: await store.save(saveRequest(inputs, context, source, description)),
    place: store.location
  }))
  warnOfHiddenFiles(source, HIDDEN_FILES, warn)
  logSave(context.runner, result, place)
  setOutputs(context.runner, { found: true, ...saveOutputs(result) })
  await summarize(inputs, context, warn, () => describeSave({ result, store: place, aliases: inputs.aliases }))
}

async function restore(inputs: RestoreInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const location = await locateStore(inputs, context)
  const outcome = await restoreIfStored(restoreRequest(inputs, context, location), async (use) =>
    withStore(location, { create: false }, context, warn, use)
  )
  if ('miss' in outcome) {
    setOutputs(context.runner, restoreOutputs(undefined, inputs.destination))
    complain(inputs.ifNotFound, outcome.miss, context, warn)
    await summarize(inputs, context, warn, () => describeMiss(outcome.miss.message))
    return
  }
  const { result, location: place } = outcome
  logRestore(context.runner, result, inputs.destination)
  setOutputs(context.runner, restoreOutputs(result, inputs.destination))
  await summarize(inputs, context, warn, () =>
    describeRestore({ result, store: place, destination: inputs.destination })
  )
}

async function record(inputs: RecordInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const { name, selectors } = inputs
  const location = await locateStore(inputs, context)
  const description = await readDescription(inputs, warn)
  const run = runContext(context.env, context.event)
  const { result, place } = await withStore(location, { create: false }, context, warn, async (store) => ({
    result: await store.record({ name, selectors, ...description, run }),
    place: store.location
  }))
  if (result === undefined) throw missing(inputs, context, place)
  context.runner.info(`Recorded of ${quote(referenceOf(result.version))} in ${quote(place)}: note ${result.note}`)
  setOutputs(context.runner, resolvedOutputs(result))
  await summarize(inputs, context, warn, () => describeRecord({ result, store: place }))
}

async function promote(inputs: PromoteInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const { name, selectors, aliases } = inputs
  const location = await locateStore(inputs, context)
  const run = runContext(context.env, context.event)
  const { result, place } = await withStore(location, { create: false }, context, warn, async (store) => ({
    result: await store.promote({ name, selectors, aliases, run }),
    place: store.location
  }))
  if (result === undefined) throw missing(inputs, context, place)
  for (const { alias, version, previous, moved } of result.aliases) {
    const before = previous === undefined ? '' : `, from v${previous}`
    const verb = moved ? `moved to ${quote(referenceOf(version))}${before}` : `is at ${quote(referenceOf(version))}`
    context.runner.info(`The alias ${quote(alias)} ${verb}`)
  }
  setOutputs(context.runner, promoteOutputs(result))
  await summarize(inputs, context, warn, () => describePromote({ result, store: place }))
}

/** The outputs say so, too: a step after this one may go on. */
function missing(
  { name, selectors }: RecordInputs | PromoteInputs,
  { runner }: ActionContext,
  place: string
): ArtifactStoreError {
  setOutputs(runner, { found: false })
  const wanted = `no version of ${quote(name)} matches ${quoteList(selectors)}`
  return new ArtifactStoreError('NOT_FOUND', `input 'version': ${wanted} in the store ${quote(place)}`)
}

async function list(inputs: ListInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const { name, where, limit } = inputs
  const location = await locateStore(inputs, context)
  const { versions, place } = await withStore(location, { create: false }, context, warn, async (store) => ({
    versions: await store.list({
      limit,
      ...(name === undefined ? {} : { name }),
      ...(where === undefined ? {} : { where })
    }),
    place: store.location
  }))
  for (const version of versions) context.runner.info(`${quote(referenceOf(version))}: ${version.digest}`)
  context.runner.info(`Listed ${plural(versions.length, 'version')} in ${quote(place)}`)
  setOutputs(context.runner, listOutputs(versions))
  await summarize(inputs, context, warn, () => describeList({ versions, store: place, name, where }))
}

async function copy(inputs: CopyInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const { env, workspace, home } = context
  const { name, selector, toName } = inputs
  const from = await locateStore(inputs, context)
  const to = await resolveStoreLocation({ explicit: inputs.to, explicitName: "input 'to'", env, workspace, home })
  warnOfVanishingStore(to, context, warn)
  const { copied, places } = await withStore(from, { create: false }, context, warn, async (source) =>
    withStore(to, { create: true }, context, warn, async (target) => ({
      copied: await source.copyTo(target, {
        ...(name === undefined ? {} : { name }),
        ...(selector === undefined ? {} : { selector }),
        ...(toName === undefined ? {} : { toName })
      }),
      places: { from: source.location, to: target.location }
    }))
  )
  logCopy(context.runner, copied, places)
  setOutputs(context.runner, copyOutputs(copied, selector))
  await summarize(inputs, context, warn, () => describeCopy({ copied, ...places }))
}

type Warn = (message: string) => void

const HIDDEN_FILES = { hiddenFilesName: "input 'include-hidden-files'" }

async function locateStore(inputs: Inputs, { env, workspace, home }: ActionContext): Promise<string> {
  return resolveStoreLocation({ explicit: inputs.store, explicitName: "input 'store'", env, workspace, home })
}

/** What is recorded beside the files. */
interface Description {
  readonly params: JsonObject
  readonly metrics: Metrics
  readonly metadata: JsonObject
}

async function readDescription(inputs: SaveInputs | RecordInputs, warn: Warn): Promise<Description> {
  const params = await readMappings('params', inputs.params, 'data')
  const metrics = await readMappings('metrics', inputs.metrics, 'metrics')
  const metadata = await readMappings('metadata', inputs.metadata, 'data')
  const description = {
    params: mergeMappings(...params.map(({ mapping }) => mapping)),
    metrics: mergeMetrics(metrics.map(({ mapping, subject }) => parseMetrics(mapping, subject))),
    metadata: mergeMappings(...metadata.map(({ mapping }) => mapping))
  }
  const odd = nonFiniteMetrics(description.metrics).map((name) => `${name} is ${description.metrics[name]}`)
  if (odd.length > 0)
    warn(`input 'metrics': recorded as they are, though they are no finite numbers: ${quoteList(odd)}`)
  return description
}

/** A mapping, and how messages name where it is from. */
interface SourcedMapping {
  readonly mapping: JsonObject
  readonly subject: string
}

/** The files in the order given, then the input: what is written in the workflow wins. */
async function readMappings(name: string, input: MappingInput, kind: MappingKind): Promise<readonly SourcedMapping[]> {
  const mappings: SourcedMapping[] = []
  for (const path of input.paths) {
    const subject = `input '${name}-path'`
    mappings.push({ mapping: await readMappingFile(path, subject, kind), subject: `file ${quote(path)} (${subject})` })
  }
  if (input.inline !== undefined) mappings.push({ mapping: input.inline, subject: `input '${name}'` })
  return mappings
}

function mergeMetrics(sources: readonly Metrics[]): Metrics {
  return Object.fromEntries(sources.flatMap((metrics) => Object.entries(metrics)))
}

async function findSource(
  inputs: SaveInputs,
  { workspace }: ActionContext,
  location: string,
  warn: Warn
): Promise<SaveSource | undefined> {
  const request = {
    patterns: inputs.patterns,
    ...(inputs.root === undefined ? {} : { root: inputs.root }),
    workingDirectory: workspace,
    includeHidden: inputs.includeHidden,
    symlinks: inputs.symlinks,
    storeFolder: storeFolderAt(location),
    ifNoFilesFound: inputs.ifNoFilesFound,
    ...HIDDEN_FILES
  }
  return findSaveSource(request, warn)
}

function saveRequest(
  inputs: SaveInputs,
  { env, event }: ActionContext,
  source: SaveSource,
  description: Description
): SaveRequest {
  const key = runKey(env)
  return {
    name: inputs.name,
    source: source.tree,
    ...(inputs.label === undefined ? {} : { label: inputs.label }),
    ...(inputs.type === undefined ? {} : { type: inputs.type }),
    ...(inputs.description === undefined ? {} : { description: inputs.description }),
    aliases: inputs.aliases,
    ...description,
    ifUnchanged: inputs.ifUnchanged,
    parents: inputs.parents,
    compression: inputs.compression,
    run: runContext(env, event),
    ...(key === undefined ? {} : { runKey: key })
  }
}

function restoreRequest(inputs: RestoreInputs, context: ActionContext, location: string): RestoreStoredRequest {
  const key = runKey(context.env)
  const attempt = runAttempt(context.env)
  const storeFolder = storeFolderAt(location)
  return {
    name: inputs.name,
    selectors: inputs.selectors,
    ...(inputs.where === undefined ? {} : { where: inputs.where }),
    destination: inputs.destination,
    ...(inputs.files.length === 0 ? {} : { files: inputs.files }),
    clean: inputs.clean,
    protectedFolders: [context.workspace, context.home, ...(storeFolder === undefined ? [] : [storeFolder])],
    ...(key === undefined ? {} : { runKey: key }),
    ...(attempt === undefined ? {} : { runAttempt: attempt }),
    storeFolder,
    versionName: "input 'version'",
    destinationName: "input 'path'"
  }
}

/** Opens the store for one use, with progress in the log, and closes it whatever happens. */
async function withStore<T>(
  location: string,
  { create }: { readonly create: boolean },
  { runner, repeat, signal, openStore, env, event, workspace }: ActionContext,
  warn: Warn,
  use: (store: ArtifactStore) => Promise<T>
): Promise<T> {
  const progress = startProgressLines(runner, repeat)
  try {
    const logger = { warn, info: (message: string) => runner.info(message) }
    const store = await openStore(location, {
      create,
      logger,
      progress: progress.listener,
      signal,
      ...(await askingFrom(workspace, runContext(env, event)))
    })
    try {
      return await use(store)
    } finally {
      await store.close()
    }
  } finally {
    progress.stop()
  }
}

/** A hosted machine is thrown away after the job, with every folder on it. */
function warnOfVanishingStore(location: string, { env }: ActionContext, warn: Warn): void {
  if (storeFolderAt(location) === undefined || env['RUNNER_ENVIRONMENT'] !== 'github-hosted') return
  warn(
    `the store ${quote(location)} is a folder of a GitHub-hosted runner and vanishes with it when the job ends: keep it with another action, or use a self-hosted runner's disk`
  )
}

function complain(policy: MissPolicy, miss: ArtifactStoreError, { runner }: ActionContext, warn: Warn): void {
  if (policy === 'error') throw miss
  if (policy === 'warn') warn(miss.message)
  else runner.info(miss.message)
}

function logSave(runner: Runner, { created, version, storedSize, sharedSize }: SaveResult, place: string): void {
  const what = `${quote(referenceOf(version))} (${plural(version.files, 'file')}, ${formatBytes(version.size)})`
  const verb = created ? 'Saved' : 'Unchanged, so no new version:'
  const cost = `${formatBytes(storedSize)} new, ${formatBytes(sharedSize)} shared with earlier versions`
  runner.info(`${verb} ${what} in ${quote(place)}: ${cost}; ${version.digest}`)
}

function logRestore(
  runner: Runner,
  { version, matched, files, size, removed }: RestoreResult,
  destination: string
): void {
  const what = `${quote(referenceOf(version))}, which matches ${quote(matched)}`
  const gone = removed === 0 ? '' : `, removed ${plural(removed, 'path')}`
  runner.info(`Restored ${what}, into ${quote(destination)}: ${plural(files, 'file')}, ${formatBytes(size)}${gone}`)
}

function logCopy(
  runner: Runner,
  copied: readonly CopiedVersion[],
  { from, to }: { readonly from: string; readonly to: string }
): void {
  for (const { from: version, version: copy, created, storedSize } of copied) {
    const verb = created ? 'Copied' : 'Already there:'
    const cost = created ? `: ${formatBytes(storedSize)} sent` : ''
    runner.info(`${verb} ${quote(referenceOf(version))} as ${quote(referenceOf(copy))}${cost}; ${copy.digest}`)
  }
  const created = copied.filter((copy) => copy.created)
  const sent = created.reduce((sum, { storedSize }) => sum + storedSize, 0)
  const known = copied.length - created.length
  const rest = known === 0 ? '' : `; ${formatCount(known)} already there`
  runner.info(
    `Copied ${plural(created.length, 'version')} from ${quote(from)} to ${quote(to)}, ${formatBytes(sent)} sent${rest}`
  )
}

/** The work is done by then: a summary that cannot be written is told, and fails nothing. */
async function summarize(inputs: Inputs, { runner }: ActionContext, warn: Warn, describe: () => string): Promise<void> {
  if (!inputs.summary) return
  try {
    await runner.appendSummary(describe())
  } catch (error) {
    warn(`the job summary could not be written: ${inert(error instanceof Error ? error.message : String(error))}`)
  }
}
