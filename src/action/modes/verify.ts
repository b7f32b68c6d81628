import { damageFailure, verifyOutputs } from '../../doors/index.js'
import { verifyToMarkdown, verifyToText } from '../../store/index.js'
import type { Warnings } from '../annotations.js'
import type { ActionContext } from '../context.js'
import type { VerifyInputs } from '../inputs.js'
import { setOutputs } from '../outputs.js'
import { locateStore, summarize, withStore } from '../step.js'

/** Outputs and summary come first: damage fails the step, and is what they are about. */
export async function verify(inputs: VerifyInputs, context: ActionContext, warnings: Warnings): Promise<void> {
  const warn = (message: string): void => warnings.warn(message)
  const { name, deep } = inputs
  const location = locateStore(inputs, context)
  const { result, place } = await withStore(location, { create: false }, context, warn, async (store) => ({
    result: await store.verify({ deep, ...(name === undefined ? {} : { name }) }),
    place: store.location
  }))
  for (const line of verifyToText(result).trimEnd().split('\n')) context.runner.info(line)
  setOutputs(context.runner, verifyOutputs(result, OUTPUT_BYTES))
  await summarize(inputs, context, warn, () => verifyToMarkdown(result, place))
  const failure = damageFailure(result, place)
  if (failure !== undefined) throw failure
}

/** Of the output `result`: a step's outputs may have 1 MiB each. */
const OUTPUT_BYTES = 512 * 1024
