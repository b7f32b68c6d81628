import { artifactDefaults, recordOutputs, referenceOf, runContext } from '../../doors/index.js'
import { quote } from '../../errors.js'
import type { Warnings } from '../annotations.js'
import type { ActionContext } from '../context.js'
import { readDescription } from '../description.js'
import type { RecordInputs } from '../inputs.js'
import { setOutputs } from '../outputs.js'
import { locateStore, missing, summarize, tellOfGate, withStore } from '../step.js'
import { describeRecord } from '../summary/index.js'

export async function record(inputs: RecordInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const { name, selectors, gate } = inputs
  const location = locateStore(inputs, context)
  const description = await readDescription(inputs, warn)
  const run = runContext(context.env, context.event)
  const { result, place } = await withStore(location, { create: false }, context, warn, async (store) => ({
    result: await store.record({ name, selectors, ...description, ...(gate && { gate }), run }),
    place: store.location
  }))
  if (result === undefined) throw missing(inputs, context, place)
  context.runner.info(`Recorded of ${quote(referenceOf(result.version))} in ${quote(place)}: note ${result.note}`)
  setOutputs(context.runner, recordOutputs(result))
  const { metrics: directions } = artifactDefaults(context.config, name)
  await summarize(inputs, context, warn, () =>
    describeRecord({ result, store: place, directions, ...(gate && { failIf: gate.failIf }) })
  )
  tellOfGate(result, context, warn)
}
