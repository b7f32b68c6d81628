import { copyOutputs, formatBytes, formatCount, plural, referenceOf, resolveStoreLocation } from '../../doors/index.js'
import { quote } from '../../errors.js'
import type { CopiedVersion } from '../../store/types.js'
import type { Warnings } from '../annotations.js'
import type { ActionContext } from '../context.js'
import type { CopyInputs } from '../inputs.js'
import { setOutputs } from '../outputs.js'
import type { Runner } from '../runner.js'
import { locateStore, summarize, warnOfVanishingStore, withStore } from '../step.js'
import { describeCopy } from '../summary/index.js'

export async function copy(inputs: CopyInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const { name, selector, toName } = inputs
  const from = locateStore(inputs, context)
  const to = resolveStoreLocation({ ...context, explicit: inputs.to, explicitName: "input 'to'" })
  warnOfVanishingStore(to, context, warn)
  const { copied, places } = await withStore(from, { create: false }, context, warn, async (source) =>
    withStore(to, { create: true }, context, warn, async (target) => ({
      copied: await source.copyTo(target, {
        ...(name === undefined ? {} : { name }),
        ...(selector === undefined ? {} : { selector }),
        ...(toName === undefined ? {} : { toName })
      }),
      places: { from: source.location, to: target.location }
    }))
  )
  logCopy(context.runner, copied, places)
  setOutputs(context.runner, copyOutputs(copied, selector))
  await summarize(inputs, context, warn, () => describeCopy({ copied, ...places }))
}

function logCopy(
  runner: Runner,
  copied: readonly CopiedVersion[],
  { from, to }: { readonly from: string; readonly to: string }
): void {
  for (const { from: version, version: copy, created, storedSize } of copied) {
    const verb = created ? 'Copied' : 'Already there:'
    const cost = created ? `: ${formatBytes(storedSize)} sent` : ''
    runner.info(`${verb} ${quote(referenceOf(version))} as ${quote(referenceOf(copy))}${cost}; ${copy.digest}`)
  }
  const created = copied.filter((copy) => copy.created)
  const sent = created.reduce((sum, { storedSize }) => sum + storedSize, 0)
  const known = copied.length - created.length
  const rest = known === 0 ? '' : `; ${formatCount(known)} already there`
  runner.info(
    `Copied ${plural(created.length, 'version')} from ${quote(from)} to ${quote(to)}, ${formatBytes(sent)} sent${rest}`
  )
}
