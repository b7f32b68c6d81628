import { artifactDefaults, promoteOutputs, referenceOf, runContext } from '../../doors/index.js'
import { quote } from '../../errors.js'
import type { PromoteResult } from '../../store/types.js'
import type { Warnings } from '../annotations.js'
import type { ActionContext } from '../context.js'
import type { PromoteInputs } from '../inputs.js'
import { setOutputs } from '../outputs.js'
import type { Runner } from '../runner.js'
import { locateStore, missing, summarize, withStore } from '../step.js'
import { describePromote, replacedBy } from '../summary/index.js'

export async function promote(inputs: PromoteInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const { name, selectors, aliases } = inputs
  const location = locateStore(inputs, context)
  const run = runContext(context.env, context.event)
  const promoted = await withStore(location, { create: false }, context, warn, async (store) => {
    const result = await store.promote({ name, selectors, aliases, run })
    if (result === undefined) throw missing(inputs, context, store.location)
    logPromote(context.runner, result)
    setOutputs(context.runner, promoteOutputs(result))
    return { result, store: store.location, replaced: inputs.summary ? await replacedBy(store, result, warn) : [] }
  })
  const { metrics: directions } = artifactDefaults(context.config, name)
  await summarize(inputs, context, warn, () => describePromote({ ...promoted, directions }))
}

function logPromote(runner: Runner, { aliases }: PromoteResult): void {
  for (const { alias, version, previous, moved } of aliases) {
    const before = previous === undefined ? '' : `, from v${previous}`
    const verb = moved ? `moved to ${quote(referenceOf(version))}${before}` : `is at ${quote(referenceOf(version))}`
    runner.info(`The alias ${quote(alias)} ${verb}`)
  }
}
