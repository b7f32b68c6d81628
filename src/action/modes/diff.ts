import { artifactDefaults, diffOutputs, missingOfPair } from '../../doors/index.js'
import { diffToText } from '../../store/index.js'
import type { Warnings } from '../annotations.js'
import type { ActionContext } from '../context.js'
import type { DiffInputs } from '../inputs.js'
import { setOutputs } from '../outputs.js'
import { locateStore, summarize, withStore } from '../step.js'
import { describeDiff } from '../summary/index.js'

export async function diff(inputs: DiffInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const { pair } = inputs
  const location = locateStore(inputs, context)
  const { result, place } = await withStore(location, { create: false }, context, warn, async (store) => {
    const found = await store.diff(pair)
    if (found !== undefined) return { result: found, place: store.location }
    setOutputs(context.runner, diffOutputs(undefined))
    throw await missingOfPair(store, pair)
  })
  const { metrics: directions } = artifactDefaults(context.config, result.to.name)
  for (const line of diffToText(result, directions).trimEnd().split('\n')) context.runner.info(line)
  setOutputs(context.runner, diffOutputs(result))
  await summarize(inputs, context, warn, () => describeDiff({ diff: result, store: place, directions }))
}
