import type { Command } from 'commander'
import { resolve } from 'node:path'
import { plural, referenceOf, writeStatements } from '../../doors/index.js'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkReference, noSuchVersion } from '../command-support.js'
import {
  addCommonOptions,
  type CommonFlags,
  notEmpty,
  type Reference,
  SELECTOR_HELP,
  splitReference
} from '../options.js'

export interface AttestCommand extends CommonFlags {
  readonly command: 'attest'
  readonly name: string
  readonly selector?: string
  /** The folder that is written. */
  readonly out: string
}

export function addAttestCommand(
  program: Command,
  accept: (reference: Reference, out: string, flags: Record<string, unknown>) => void
): void {
  const command = program
    .command('attest')
    .summary('write what actions/attest signs of a version')
    .description(
      'Writes the statements of a version to a folder, to be signed without a key by actions/attest: for each a predicate and the checksums of its subjects. Run and inputs are those of the record: whoever signs vouches for them.'
    )
    .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
    .requiredOption('--out <folder>', 'the folder to write to', notEmpty)
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store attest model@v3 --out attest
  $ cat attest/provenance.subjects`
    )
    .action((reference: Reference, { out, ...flags }: { out: string } & Record<string, unknown>) =>
      accept(reference, out, flags)
    )
  addCommonOptions(command)
}

export async function runAttestCommand(command: AttestCommand, context: CommandContext): Promise<CommandResult> {
  checkReference(command)
  const folder = resolve(context.host.workingFolder, command.out)
  return context.withStore(false, async (store) => {
    const version = await store.getMetadata(command.name, command.selector)
    // By its number: another one may be the latest by now.
    const statements = version === undefined ? undefined : await store.statements(command.name, `v${version.number}`)
    if (version === undefined || statements === undefined) throw noSuchVersion(command, store)
    const problem = await writeStatements(folder, statements)
    const reference = referenceOf(version)
    if (problem !== undefined) context.warn(`of ${reference} there is only the provenance to attest: ${problem}`)
    const count = plural(problem === undefined ? 2 : 1, 'statement')
    return {
      text: `Wrote ${count} of ${reference} to ${command.out}\n`,
      json: {
        found: true,
        reference,
        path: folder,
        statements: problem === undefined ? ['provenance', 'model'] : ['provenance']
      }
    }
  })
}
