import type { Command } from 'commander'
import { listedToJson } from '../../doors/index.js'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkReference, noSuchVersion } from '../command-support.js'
import { describeVersion } from '../describe-results.js'
import { addCommonOptions, type CommonFlags, type Reference, SELECTOR_HELP, splitReference } from '../options.js'

export interface ShowCommand extends CommonFlags {
  readonly command: 'show'
  readonly name: string
  readonly selector?: string
}

export function addShowCommand(
  program: Command,
  accept: (reference: Reference, flags: Record<string, unknown>) => void
): void {
  const command = program
    .command('show')
    .summary('show the record of a version')
    .description(
      'Shows what is recorded of a version: digest, metrics, parameters, what it was made of and by which run.'
    )
    .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store show model
  $ artifact-store show model@production --json | jq .metrics`
    )
    .action((reference: Reference, flags: Record<string, unknown>) => accept(reference, flags))
  addCommonOptions(command)
}

export async function runShowCommand(command: ShowCommand, context: CommandContext): Promise<CommandResult> {
  checkReference(command)
  return context.withStore(false, async (store) => {
    const version = await store.getMetadata(command.name, command.selector)
    if (version === undefined) throw noSuchVersion(command, store)
    return { text: describeVersion(version), json: listedToJson(version) }
  })
}
