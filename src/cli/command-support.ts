/** What several commands need: who runs them, and their words for what is wrong. */
import type { CommandContext } from './command-context.js'
import { UsageError } from './usage-error.js'
import { isInWorkflow, runAttempt, runKey } from '../doors/index.js'
import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import { checkArtifactName, parseSelector } from '../store/index.js'
import type { ArtifactStore, RestoreRequest, SaveRequest } from '../store/types.js'

/** Inside a workflow the record tells of which run; anywhere else, what git knows of the folder. */
export async function runOf({ env, host, workflowRun }: CommandContext): Promise<Pick<SaveRequest, 'run' | 'runKey'>> {
  if (workflowRun === undefined) return { run: await host.gitContext(host.workingFolder) }
  const { runKey } = lineageOf(env)
  return { run: workflowRun, ...(runKey === undefined ? {} : { runKey }) }
}

/** What ties the restores and saves of one run together. */
export function lineageOf(env: CommandContext['env']): Pick<RestoreRequest, 'runKey' | 'runAttempt'> {
  const key = isInWorkflow(env) ? runKey(env) : undefined
  const attempt = runAttempt(env)
  if (key === undefined) return {}
  return { runKey: key, ...(attempt === undefined ? {} : { runAttempt: attempt }) }
}

export function checkReference({ name, selector }: { readonly name: string; readonly selector?: string }): void {
  checkArguments(() => {
    checkArtifactName(name, 'NAME')
    if (selector !== undefined) parseSelector(selector, 'SELECTOR')
  })
}

/** What is wrong with the arguments is told as such, also a selector that a later version will know. */
export function checkArguments<T>(check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!isStoreError(error)) throw error
    throw new UsageError(error.message, { cause: error })
  }
}

export function noSuchVersion(
  { name, selector = 'latest' }: { readonly name: string; readonly selector?: string },
  store: ArtifactStore
): ArtifactStoreError {
  return new ArtifactStoreError(
    'NOT_FOUND',
    `no version of ${quote(name)} matches ${quote(selector)} in the store ${quote(store.location)}: 'artifact-store list' shows what there is`
  )
}

export function noSuchArtifact(name: string, store: ArtifactStore): ArtifactStoreError {
  return new ArtifactStoreError(
    'NOT_FOUND',
    `no version of ${quote(name)} in the store ${quote(store.location)}: 'artifact-store list' shows what there is`
  )
}

export function ofArtifact(name: string | undefined): string {
  return name === undefined ? '' : ` of ${quote(name)}`
}
