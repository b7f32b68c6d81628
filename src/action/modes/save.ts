import {
  artifactDefaults,
  findSaveSource,
  formatBytes,
  plural,
  quarantineWarning,
  referenceOf,
  runContext,
  runKey,
  saveOutputs,
  type SaveSource,
  storeFolderAt,
  warnOfHiddenFiles
} from '../../doors/index.js'
import { quote } from '../../errors.js'
import type { SaveRequest, SaveResult } from '../../store/types.js'
import type { Warnings } from '../annotations.js'
import type { ActionContext, Warn } from '../context.js'
import { type Description, readDescription } from '../description.js'
import type { SaveInputs } from '../inputs.js'
import { setOutputs } from '../outputs.js'
import type { Runner } from '../runner.js'
import { readSigning, tellOfSignatures } from '../signing.js'
import { locateStore, summarize, tellOfGate, warnOfVanishingStore, withStore } from '../step.js'
import { describeMiss, describeSave, surroundingsOf } from '../summary/index.js'

export async function save(inputs: SaveInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const location = locateStore(inputs, context)
  // All that can be wrong with the inputs is found before the store is made or touched.
  const signing = await readSigning(inputs.sign, context)
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
  const { aliases, gate } = inputs
  const saved = await withStore(location, { create: true }, context, warn, async (store) => {
    const result = await store.save({ ...saveRequest(inputs, context, source, description), ...signing })
    warnOfHiddenFiles(source, HIDDEN_FILES, warn)
    const quarantined = quarantineWarning(inputs.name, result.version.name, HOW_TO_NAME_IT)
    if (quarantined !== undefined) warn(quarantined)
    logSave(context.runner, result, store.location)
    const attestable = await tellOfSignatures(result, context, warn)
    setOutputs(context.runner, { found: true, ...saveOutputs(result), ...attestable })
    // What follows is only shown, so all that counts is told by now.
    const surroundings = inputs.summary ? await surroundingsOf(store, result.version, result.gate?.base, warn) : {}
    return { result, store: store.location, surroundings }
  })
  const { metrics: directions } = artifactDefaults(context.config, inputs.name)
  await summarize(inputs, context, warn, () =>
    describeSave({ ...saved, aliases, directions, ...(gate && { failIf: gate.failIf }) })
  )
  tellOfGate(saved.result, context, warn, aliases)
}

const HOW_TO_NAME_IT = 'in a later step, name: ${{ steps.<id of this step>.outputs.name }}'

const HIDDEN_FILES = { hiddenFilesName: "input 'include-hidden-files'" }

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
  { env, event, config }: ActionContext,
  source: SaveSource,
  description: Description
): SaveRequest {
  const key = runKey(env)
  const type = inputs.type ?? artifactDefaults(config, inputs.name).type
  return {
    name: inputs.name,
    source: source.tree,
    ...(inputs.label === undefined ? {} : { label: inputs.label }),
    ...(type === undefined ? {} : { type }),
    ...(inputs.description === undefined ? {} : { description: inputs.description }),
    aliases: inputs.aliases,
    ...description,
    ifUnchanged: inputs.ifUnchanged,
    parents: inputs.parents,
    compression: inputs.compression,
    ...(inputs.gate && { gate: inputs.gate }),
    run: runContext(env, event),
    ...(key === undefined ? {} : { runKey: key })
  }
}

function logSave(runner: Runner, { created, version, storedSize, sharedSize }: SaveResult, place: string): void {
  const what = `${quote(referenceOf(version))} (${plural(version.files, 'file')}, ${formatBytes(version.size)})`
  const verb = created ? 'Saved' : 'Unchanged, so no new version:'
  const cost = `${formatBytes(storedSize)} new, ${formatBytes(sharedSize)} shared with earlier versions`
  runner.info(`${verb} ${what} in ${quote(place)}: ${cost}; ${version.digest}`)
}
