import path from 'node:path'
import type { Command } from 'commander'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkReference } from '../command-support.js'
import { addCommonOptions, type CommonFlags, notBlank, notEmpty, repeatable } from '../options.js'
import { printable } from '../text.js'
import { filesAt, repairFailure, repairOutputs } from '../../doors/index.js'
import { repairToText } from '../../store/index.js'
import type { ArtifactStore } from '../../store/types.js'

export interface RepairCommand extends CommonFlags {
  readonly command: 'repair'
  /** All artifacts where it is missing. */
  readonly name?: string
  /** Folders or `s3://bucket/prefix`, as given; never empty. */
  readonly from: readonly string[]
  /** Files and folders, as given; never empty. */
  readonly files: readonly string[]
  readonly quick: boolean
  /** Otherwise nothing is written. */
  readonly apply: boolean
}

type RepairFlags = Pick<RepairCommand, 'from' | 'files'> & {
  readonly quick?: boolean
  readonly apply?: boolean
} & Record<string, unknown>

export function addRepairCommand(
  program: Command,
  accept: (name: string | undefined, flags: RepairFlags) => void
): void {
  const command = program
    .command('repair')
    .summary('mend what is damaged, from good copies')
    .description(
      "Mends what 'verify' finds damaged, from good copies: of chunks that other versions in the store hold, of another store (--from), of files (--files). " +
        'From a backup of the store also records, notes and other small objects come back; from a store that versions were copied to, the versions. ' +
        'What cannot be mended is told with the versions and files that it hits. Without --apply nothing is written, and you are told what could be done.'
    )
    .argument('[name]', 'the artifact')
    .addOption(
      repeatable('--from <store>', 'another store: a folder, or s3://bucket/prefix (repeatable)').argParser(
        (value: string, previous: readonly string[]) => [...previous, notBlank(value)]
      )
    )
    .addOption(
      repeatable('--files <path>', 'a file, or a folder of files, whatever they are called (repeatable)').argParser(
        (value: string, previous: readonly string[]) => [...previous, notEmpty(value)]
      )
    )
    .option('--quick', "look for damage as 'verify --quick' does")
    .option('--apply', 'do it')
    .addHelpText(
      'after',
      `
It ends with 1 where something stays damaged, or would.

Examples:
  $ artifact-store repair --from s3://bucket/backup
  $ artifact-store repair model --from /mnt/mirror --files ./data --apply`
    )
    .action((name: string | undefined, flags: RepairFlags) => accept(name, flags))
  addCommonOptions(command)
}

export async function runRepairCommand(command: RepairCommand, context: CommandContext): Promise<CommandResult> {
  const { name, from, files, quick, apply } = command
  if (name !== undefined) checkReference({ name })
  const trees = await Promise.all(files.map((file) => filesAt(path.resolve(context.host.workingFolder, file), file)))
  return context.withStore(false, (store) =>
    withOthers(from, context, async (others) => {
      const result = await store.repair({
        deep: !quick,
        from: others,
        files: trees,
        apply,
        ...(name === undefined ? {} : { name })
      })
      const failure = repairFailure(result, store.location)
      const lines = repairToText(result).trimEnd().split('\n')
      if (!apply && result.repairs.length > 0) lines.push('Nothing was written. Give --apply to do it')
      return {
        text: lines.map((line) => `${printable(line)}\n`).join(''),
        json: repairOutputs(result),
        ...(failure === undefined ? {} : { failure })
      }
    })
  )
}

/** Opens other stores, one inside of the other. */
async function withOthers<T>(
  locations: readonly string[],
  context: CommandContext,
  use: (stores: readonly ArtifactStore[]) => Promise<T>
): Promise<T> {
  const [first, ...rest] = locations
  if (first === undefined) return use([])
  return context.withStoreAt(context.locate(first, '--from'), false, (store) =>
    withOthers(rest, context, (others) => use([store, ...others]))
  )
}
