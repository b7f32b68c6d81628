/** The step itself: what each mode does, in order. */
import { Warnings } from './annotations.js'
import type { ActionContext } from './context.js'
import type { Inputs } from './inputs.js'
import { copy } from './modes/copy.js'
import { diff } from './modes/diff.js'
import { list } from './modes/list.js'
import { promote } from './modes/promote.js'
import { prune } from './modes/prune.js'
import { record } from './modes/record.js'
import { restore } from './modes/restore.js'
import { save } from './modes/save.js'
import { verify } from './modes/verify.js'

/**
 * Runs the mode that the inputs ask for and sets every output, also where there was nothing to save or restore.
 * @throws ArtifactStoreError whatever failed; outputs are then set only where a version was looked for and not found.
 */
export async function run(inputs: Inputs, context: ActionContext): Promise<void> {
  const warnings = new Warnings(context.runner)
  try {
    await runMode(inputs, context, warnings)
  } finally {
    warnings.flush()
  }
}

function runMode(inputs: Inputs, context: ActionContext, warnings: Warnings): Promise<void> {
  switch (inputs.mode) {
    case 'save':
      return save(inputs, context, warnings)
    case 'restore':
      return restore(inputs, context, warnings)
    case 'record':
      return record(inputs, context, warnings)
    case 'promote':
      return promote(inputs, context, warnings)
    case 'list':
      return list(inputs, context, warnings)
    case 'diff':
      return diff(inputs, context, warnings)
    case 'copy':
      return copy(inputs, context, warnings)
    case 'verify':
      return verify(inputs, context, warnings)
    case 'prune':
      return prune(inputs, context, warnings)
  }
}
