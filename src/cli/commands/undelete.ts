import type { Command } from 'commander'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkReference } from '../command-support.js'
import { addCommonOptions, type CommonFlags, type Reference, splitReference } from '../options.js'
import { printable } from '../text.js'
import { UsageError } from '../usage-error.js'
import { referenceOf, undeleteOutputs } from '../../doors/index.js'
import { parseSelector } from '../../store/index.js'

export interface UndeleteCommand extends CommonFlags {
  readonly command: 'undelete'
  readonly name: string
  readonly selector?: string
}

export function addUndeleteCommand(
  program: Command,
  accept: (reference: Reference, flags: Record<string, unknown>) => void
): void {
  const command = program
    .command('undelete')
    .summary('bring back a version that was removed')
    .description(
      'Brings back a version that `remove` or `prune` removed, as long as all of its bytes are there: for about a week after the prune run that condemned them. ' +
        'Prune leaves it from then on; `artifact-store remove` removes it again.'
    )
    .argument('<name@vN>', 'the artifact, and the number of the version', splitReference)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store undelete model@v3`
    )
    .action((reference: Reference, flags: Record<string, unknown>) => accept(reference, flags))
  addCommonOptions(command)
}

export async function runUndeleteCommand(command: UndeleteCommand, context: CommandContext): Promise<CommandResult> {
  checkReference(command)
  const { name, selector } = command
  const parsed = selector === undefined ? undefined : parseSelector(selector)
  if (parsed?.kind !== 'number') {
    throw new UsageError('name the version by its number, as in NAME@v3: of what is removed no selector tells')
  }
  return context.withStore(false, async (store) => {
    const result = await store.undelete({ name, number: parsed.number })
    const reference = referenceOf(result.version)
    const text = result.broughtBack ? `Brought back ${reference}` : `${reference} is not removed`
    return { text: `${printable(text)}\n`, json: undeleteOutputs(result) }
  })
}
