import type { Command } from 'commander'
import { Option } from 'commander'
import { copyOutputs } from '../../doors/index.js'
import { quote } from '../../errors.js'
import { checkArtifactName } from '../../store/index.js'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkArguments, checkReference } from '../command-support.js'
import { describeCopy } from '../describe-results.js'
import { notBlank, notEmpty, type Reference, SELECTOR_HELP, splitReference } from '../options.js'
import { UsageError } from '../usage-error.js'

export interface CopyCommand {
  readonly command: 'copy'
  /** Folders or `s3://bucket/prefix`, as given; never empty. */
  readonly from: string
  readonly to: string
  /** All artifacts where it is missing. */
  readonly name?: string
  /** All versions where it is missing. */
  readonly selector?: string
  readonly toName?: string
  readonly json: boolean
}

type CopyFlags = { readonly toName?: string } & Record<string, unknown>

export function addCopyCommand(
  program: Command,
  accept: (
    stores: { readonly from: string; readonly to: string },
    reference: Partial<Reference>,
    flags: CopyFlags
  ) => void
): void {
  program
    .command('copy')
    .summary('copy versions to another store')
    .description(
      'Copies versions from the store FROM to the store TO: one that a selector names, all of an artifact with its aliases, or all that there are. ' +
        'Numbers are kept where they are free. What TO holds already is not sent again: repeat a copy that was interrupted, and it goes on.'
    )
    .argument('<from>', 'the store to copy from: a folder, or s3://bucket/prefix', notBlank)
    .argument('<to>', 'the store to copy to; made where there is none', notBlank)
    .argument('[name[@selector]]', 'the artifact, or one version of it (default: all artifacts)', splitReference)
    .option('--to-name <name>', 'what the artifact is called in TO (default: the same)', notEmpty)
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store copy /mnt/artifacts s3://bucket/artifacts
  $ artifact-store copy s3://bucket/artifacts ./mine churn-model
  $ artifact-store copy ./mine s3://bucket/artifacts model@v3 --to-name team/model`
    )
    // Declared to be refused with a reason.
    .addOption(new Option('--store <location>').hideHelp())
    .option('--json', 'print the result as JSON, and nothing else')
    .action((from: string, to: string, reference: Reference | undefined, flags: CopyFlags) =>
      accept({ from, to }, reference ?? {}, flags)
    )
}

export async function runCopyCommand(command: CopyCommand, context: CommandContext): Promise<CommandResult> {
  const { name, selector, toName } = command
  if (name !== undefined) checkReference({ name, ...(selector === undefined ? {} : { selector }) })
  if (toName !== undefined) {
    if (name === undefined) throw new UsageError('--to-name needs the NAME of the artifact to copy')
    checkArguments(() => checkArtifactName(toName, '--to-name'))
  }
  const from = context.locate(command.from, 'FROM')
  const to = context.locate(command.to, 'TO')
  return context.withStoreAt(from, false, (source) =>
    context.withStoreAt(to, true, async (target) => {
      const copied = await source.copyTo(target, {
        ...(name === undefined ? {} : { name }),
        ...(selector === undefined ? {} : { selector }),
        ...(toName === undefined ? {} : { toName })
      })
      if (copied.length === 0) context.warn(`no version in the store ${quote(source.location)}: nothing to copy`)
      return { text: describeCopy(copied, target.location), json: copyOutputs(copied, selector) }
    })
  )
}
