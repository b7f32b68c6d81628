import { promoteOutputs, referenceOf, runContext } from '../../doors/index.js'
import { quote } from '../../errors.js'
import type { Warnings } from '../annotations.js'
import type { ActionContext } from '../context.js'
import type { PromoteInputs } from '../inputs.js'
import { setOutputs } from '../outputs.js'
import { locateStore, missing, summarize, withStore } from '../step.js'
import { describePromote } from '../summary.js'

export async function promote(inputs: PromoteInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const { name, selectors, aliases } = inputs
  const location = locateStore(inputs, context)
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
