/** What the modes have in common: the store that is opened for one use, and what is told in the end. */
import type { ActionContext, Warn } from './context.js'
import type { Inputs, PromoteInputs, RecordInputs } from './inputs.js'
import { setOutputs } from './outputs.js'
import { startProgressLines } from './progress.js'
import {
  askingFrom,
  gateFailure,
  gateReason,
  gateWarning,
  inert,
  referenceOf,
  type Gated,
  quoteList,
  resolveStoreLocation,
  runContext,
  secretsOf,
  storeFolderAt
} from '../doors/index.js'
import { ArtifactStoreError, quote } from '../errors.js'
import type { ArtifactStore } from '../store/types.js'

export function locateStore(inputs: Inputs, context: ActionContext): string {
  return resolveStoreLocation({ ...context, explicit: inputs.store, explicitName: "input 'store'" })
}

/** Opens the store for one use, with progress in the log, and closes it whatever happens. */
export async function withStore<T>(
  location: string,
  { create }: { readonly create: boolean },
  { runner, repeat, signal, openStore, env, event, workspace, config }: ActionContext,
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
      protectedAliases: config.protectedAliases,
      secrets: secretsOf(env),
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
export function warnOfVanishingStore(location: string, { env }: ActionContext, warn: Warn): void {
  if (storeFolderAt(location) === undefined || env['RUNNER_ENVIRONMENT'] !== 'github-hosted') return
  warn(
    `the store ${quote(location)} is a folder of a GitHub-hosted runner and vanishes with it when the job ends: keep it with another action, or use a self-hosted runner's disk`
  )
}

/** The outputs say so, too: a step after this one may go on. */
export function missing(
  { name, selectors }: RecordInputs | PromoteInputs,
  { runner }: ActionContext,
  place: string
): ArtifactStoreError {
  setOutputs(runner, { found: false })
  const wanted = `no version of ${quote(name)} matches ${quoteList(selectors)}`
  return new ArtifactStoreError('NOT_FOUND', `input 'version': ${wanted} in the store ${quote(place)}`)
}

/**
 * What is told of a gate once all else is: the step fails with it.
 * @throws ArtifactStoreError `GATE` where the version does not pass.
 */
export function tellOfGate(
  result: Gated,
  { runner }: ActionContext,
  warn: Warn,
  aliases: readonly string[] = []
): void {
  const failure = gateFailure(result, aliases)
  if (failure !== undefined) throw failure
  const warning = gateWarning(result)
  if (warning !== undefined) warn(warning)
  else if (result.gate !== undefined) {
    runner.info(`${quote(referenceOf(result.version))} passes: not ${gateReason(result.gate)}`)
  }
}

/** The work is done by then: a summary that cannot be written is told, and fails nothing. */
export async function summarize(
  inputs: Inputs,
  { runner }: ActionContext,
  warn: Warn,
  describe: () => string
): Promise<void> {
  if (!inputs.summary) return
  try {
    await runner.appendSummary(describe())
  } catch (error) {
    warn(`the job summary could not be written: ${inert(error instanceof Error ? error.message : String(error))}`)
  }
}
