import type { Command } from 'commander'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkReference } from '../command-support.js'
import { addCommonOptions, type CommonFlags } from '../options.js'
import { printable } from '../text.js'
import { damageFailure, verifyOutputs } from '../../doors/index.js'
import { verifyToText } from '../../store/index.js'

export interface VerifyCommand extends CommonFlags {
  readonly command: 'verify'
  /** All artifacts where it is missing. */
  readonly name?: string
  readonly quick: boolean
}

type VerifyFlags = { readonly quick?: boolean } & Record<string, unknown>

export function addVerifyCommand(
  program: Command,
  accept: (name: string | undefined, flags: VerifyFlags) => void
): void {
  const command = program
    .command('verify')
    .summary('look for damage, and name the versions and files that it hits')
    .description(
      'Looks at all that the versions of NAME, or of all artifacts, need, reads every byte of it, and names each damage with the versions and the files that it hits. ' +
        'Saves, restores and prunes may run meanwhile. Packs of which a chunk is damaged are marked, so that no later save builds on them; nothing else is written.'
    )
    .argument('[name]', 'the artifact')
    .option('--quick', 'look at what there is, its sizes and how it fits together, and do not read the files')
    .addHelpText(
      'after',
      `
It ends with 1 where something is damaged; 'artifact-store repair' mends what there are good copies of.

Examples:
  $ artifact-store verify
  $ artifact-store verify model --quick
  $ artifact-store verify --json | jq -r '.result.findings[].affected[] | "\\(.name)@v\\(.number)"' | sort -u`
    )
    .action((name: string | undefined, flags: VerifyFlags) => accept(name, flags))
  addCommonOptions(command)
}

export async function runVerifyCommand(command: VerifyCommand, context: CommandContext): Promise<CommandResult> {
  const { name, quick } = command
  if (name !== undefined) checkReference({ name })
  return context.withStore(false, async (store) => {
    const result = await store.verify({ deep: !quick, ...(name === undefined ? {} : { name }) })
    const failure = damageFailure(result, store.location)
    const lines = verifyToText(result).trimEnd().split('\n')
    return {
      text: lines.map((line) => `${printable(line)}\n`).join(''),
      json: verifyOutputs(result),
      ...(failure === undefined ? {} : { failure })
    }
  })
}
