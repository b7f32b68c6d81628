import { pruneOutputs, retentionOf } from '../../doors/index.js'
import { quote } from '../../errors.js'
import { pruneToText } from '../../store/index.js'
import type { Warnings } from '../annotations.js'
import type { ActionContext } from '../context.js'
import type { PruneInputs } from '../inputs.js'
import { setOutputs } from '../outputs.js'
import { locateStore, summarize, withStore } from '../step.js'
import { describePrune } from '../summary/prune.js'

export async function prune(inputs: PruneInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const { name, retention, dryRun } = inputs
  const location = locateStore(inputs, context)
  const rules = retentionOf(context.config, retention, "input 'keep-best'")
  const { result, place } = await withStore(location, { create: false }, context, warn, async (store) => ({
    result: await store.prune({ rules, dryRun, ...(name === undefined ? {} : { name }) }),
    place: store.location
  }))
  if (name !== undefined && result.artifacts.length === 0) {
    warn(`input 'name': there is no artifact ${quote(name)} in the store ${quote(place)}`)
  }
  for (const line of pruneToText(result).trimEnd().split('\n')) context.runner.info(line)
  if (dryRun) context.runner.info("Nothing was changed: this was a dry run. Give 'dry-run: false' to do it")
  setOutputs(context.runner, pruneOutputs(result))
  await summarize(inputs, context, warn, () => describePrune({ result, store: place }))
}
