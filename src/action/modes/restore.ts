import {
  artifactDefaults,
  formatBytes,
  plural,
  referenceOf,
  restoreIfStored,
  restoreOutputs,
  type RestoreStoredRequest,
  runAttempt,
  runKey,
  storeFolderAt
} from '../../doors/index.js'
import type { ArtifactStoreError } from '../../errors.js'
import { quote } from '../../errors.js'
import type { LineageGraph } from '../../store/index.js'
import type { RestoreResult } from '../../store/types.js'
import type { Warnings } from '../annotations.js'
import type { ActionContext, Warn } from '../context.js'
import type { MissPolicy } from '../input-readers.js'
import type { RestoreInputs } from '../inputs.js'
import { setOutputs } from '../outputs.js'
import type { Runner } from '../runner.js'
import { readPolicy, tellOfSigner } from '../signing.js'
import { locateStore, summarize, withStore } from '../step.js'
import { describeMiss, describeRestore, lineageOf } from '../summary/index.js'

export async function restore(inputs: RestoreInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const location = locateStore(inputs, context)
  const verified = await readPolicy(inputs, context)
  let lineage: LineageGraph | undefined
  const outcome = await restoreIfStored(
    { ...restoreRequest(inputs, context, location), ...verified },
    async (use) => withStore(location, { create: false }, context, warn, use),
    async (store, result) => {
      logRestore(context.runner, result, inputs.destination)
      await tellOfSigner(result, inputs, context)
      setOutputs(context.runner, restoreOutputs(result, inputs.destination))
      if (inputs.summary) lineage = await lineageOf(store, result.version, warn)
    }
  )
  if ('miss' in outcome) {
    setOutputs(context.runner, restoreOutputs(undefined, inputs.destination))
    complain(inputs.ifNotFound, outcome.miss, context, warn)
    await summarize(inputs, context, warn, () => describeMiss(outcome.miss.message))
    return
  }
  const { result, location: place } = outcome
  const { metrics: directions } = artifactDefaults(context.config, inputs.name)
  await summarize(inputs, context, warn, () =>
    describeRestore({
      result,
      store: place,
      destination: inputs.destination,
      directions,
      ...(lineage === undefined ? {} : { lineage })
    })
  )
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

function complain(policy: MissPolicy, miss: ArtifactStoreError, { runner }: ActionContext, warn: Warn): void {
  if (policy === 'error') throw miss
  if (policy === 'warn') warn(miss.message)
  else runner.info(miss.message)
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
