import type { Command } from 'commander'
import { Option } from 'commander'
import { resolve } from 'node:path'
import { restoreIfStored, restoreOutputs, storeFolderAt } from '../../doors/index.js'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkReference, lineageOf } from '../command-support.js'
import { describeRestore } from '../describe-results.js'
import {
  addCommonOptions,
  type CommonFlags,
  notBlank,
  notEmpty,
  type Reference,
  repeatable,
  SELECTOR_HELP,
  splitReference
} from '../options.js'
import { readPolicy, type VerifyFlags, writeSignatureOf } from '../signing.js'

export interface RestoreCommand extends CommonFlags, VerifyFlags {
  readonly command: 'restore'
  readonly name: string
  readonly selector?: string
  readonly destination: string
  readonly files: readonly string[]
  readonly clean: boolean
  readonly ifNotFound: 'error' | 'warn' | 'ignore'
}

type RestoreFlags = Omit<RestoreCommand, 'command' | 'name' | 'selector' | 'destination' | keyof CommonFlags> &
  Record<string, unknown>

export function addRestoreCommand(
  program: Command,
  accept: (reference: Reference, destination: string, flags: RestoreFlags) => void
): void {
  const command = program
    .command('restore')
    .summary('write a version to a folder')
    .description(
      'Writes the files of a version to DEST. Each byte is verified; files are replaced whole or not at all.'
    )
    .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
    .argument('[dest]', 'the destination folder', notEmpty, '.')
    .addOption(repeatable('--files <glob>', 'restore only the files that match (repeatable)'))
    .option('--clean', 'also remove what the version does not hold from the destination', false)
    .addOption(
      new Option('--if-not-found <what>', 'when no version matches')
        .choices(['error', 'warn', 'ignore'])
        .default('error')
    )
    .option('--verify-signature', 'restore nothing without a signature by the public key', false)
    .option('--public-key <file>', 'the public key: PEM', notBlank)
    .option('--signed-as <name>', 'for a copy: the name under which it was signed', notBlank)
    .option('--signature-path <file>', "where to write the signature, for 'model_signing verify key'", notBlank)
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store restore model
  $ artifact-store restore model@v3 ./earlier --clean
  $ artifact-store restore team/dataset@as-of:2026-11-01 ./data --files 'train/**'
  $ artifact-store restore model ./model --verify-signature --public-key signing.pub`
    )
    .action((reference: Reference, destination: string, flags: RestoreFlags) => accept(reference, destination, flags))
  addCommonOptions(command)
}

export async function runRestoreCommand(command: RestoreCommand, context: CommandContext): Promise<CommandResult> {
  checkReference(command)
  const { env, host, warn } = context
  const destination = resolve(host.workingFolder, command.destination)
  const storeFolder = storeFolderAt(context.storeLocation())
  const signed = await readPolicy(command, destination, context)
  const request = {
    ...signed,
    name: command.name,
    selectors: [command.selector ?? 'latest'],
    destination,
    ...(command.files.length === 0 ? {} : { files: command.files }),
    clean: command.clean,
    protectedFolders: [host.workingFolder, host.home, ...(storeFolder === undefined ? [] : [storeFolder])],
    ...lineageOf(env),
    storeFolder,
    versionName: 'NAME@SELECTOR',
    destinationName: 'DEST'
  }
  const outcome = await restoreIfStored(request, (use) => context.withStore(false, use))
  if ('result' in outcome) {
    await writeSignatureOf(outcome.result, command, context)
    return {
      text: describeRestore(outcome.result, command.destination),
      json: restoreOutputs(outcome.result, destination)
    }
  }
  const nothing = { text: '', json: restoreOutputs(undefined, destination) }
  if (command.ifNotFound === 'error') return { ...nothing, failure: outcome.miss }
  if (command.ifNotFound === 'warn') warn(outcome.miss.message)
  return nothing
}
