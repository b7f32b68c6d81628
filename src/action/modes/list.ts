import { listOutputs, plural, referenceOf } from '../../doors/index.js'
import { quote } from '../../errors.js'
import type { Warnings } from '../annotations.js'
import type { ActionContext } from '../context.js'
import type { ListInputs } from '../inputs.js'
import { setOutputs } from '../outputs.js'
import { locateStore, summarize, withStore } from '../step.js'
import { describeList } from '../summary/index.js'

export async function list(inputs: ListInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const { name, where, limit } = inputs
  const location = locateStore(inputs, context)
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
