import type { Command } from 'commander'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkReference, noSuchVersion } from '../command-support.js'
import { addCommonOptions, type CommonFlags, type Reference, SELECTOR_HELP, splitReference } from '../options.js'
import { printable } from '../text.js'
import { UsageError } from '../usage-error.js'
import { referenceOf, removeOutputs } from '../../doors/index.js'

export interface RemoveCommand extends CommonFlags {
  readonly command: 'remove'
  readonly name: string
  readonly selector?: string
}

export function addRemoveCommand(
  program: Command,
  accept: (reference: Reference, flags: Record<string, unknown>) => void
): void {
  const command = program
    .command('remove')
    .summary('remove one version')
    .description(
      'Removes a version. The newest one, labelled and aliased ones are refused. Its space is freed by prune, a week later at the earliest; ' +
        'until then `artifact-store undelete` brings it back. A version whose record is damaged can be given up by its number (NAME@v12), for good.'
    )
    .argument('<name@selector>', 'the artifact, and which version of it', splitReference)
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store remove model@v3
  $ artifact-store remove model@min:metrics.accuracy`
    )
    .action((reference: Reference, flags: Record<string, unknown>) => accept(reference, flags))
  addCommonOptions(command)
}

export async function runRemoveCommand(command: RemoveCommand, context: CommandContext): Promise<CommandResult> {
  checkReference(command)
  const { name, selector } = command
  if (selector === undefined) throw new UsageError('say which version of it is to be removed, as in NAME@v3')
  return context.withStore(false, async (store) => {
    const removed = await store.remove({ name, selectors: [selector] })
    if (removed === undefined) throw noSuchVersion(command, store)
    const back =
      removed.version === undefined ? '' : `; 'artifact-store undelete ${referenceOf(removed)}' brings it back`
    return { text: `${printable(`Removed ${referenceOf(removed)}${back}`)}\n`, json: removeOutputs(removed) }
  })
}
