import type { Command } from 'commander'
import { promoteOutputs } from '../../doors/index.js'
import { checkAlias } from '../../store/index.js'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkArguments, checkReference, noSuchVersion, runOf } from '../command-support.js'
import { describePromote } from '../describe-results.js'
import { addCommonOptions, type CommonFlags, type Reference, SELECTOR_HELP, splitReference } from '../options.js'

export interface PromoteCommand extends CommonFlags {
  readonly command: 'promote'
  readonly name: string
  readonly selector?: string
  /** At least one. */
  readonly aliases: readonly string[]
}

export function addPromoteCommand(
  program: Command,
  accept: (reference: Reference, aliases: string[], flags: Record<string, unknown>) => void
): void {
  const command = program
    .command('promote')
    .summary('move aliases to a version')
    .description(
      'Moves aliases to a version, all of them or none. `NAME@previous` moves each back to where it was before.'
    )
    .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
    .argument('<alias...>', 'the aliases to move')
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store promote model@v3 production
  $ artifact-store promote model@max:metrics.accuracy candidate best
  $ artifact-store promote model@previous production`
    )
    .action((reference: Reference, aliases: string[], flags: Record<string, unknown>) =>
      accept(reference, aliases, flags)
    )
  addCommonOptions(command)
}

export async function runPromoteCommand(command: PromoteCommand, context: CommandContext): Promise<CommandResult> {
  checkReference(command)
  const { name, selector, aliases } = command
  checkArguments(() => {
    for (const alias of aliases) checkAlias(alias, 'ALIAS')
  })
  const { run } = await runOf(context)
  return context.withStore(false, async (store) => {
    const result = await store.promote({ name, selectors: [selector ?? 'latest'], aliases, ...(run && { run }) })
    if (result === undefined) throw noSuchVersion(command, store)
    return { text: describePromote(result), json: promoteOutputs(result) }
  })
}
