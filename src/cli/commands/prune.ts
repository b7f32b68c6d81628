import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkReference } from '../command-support.js'
import { addCommonOptions, type CommonFlags, parseLimit } from '../options.js'
import { printable } from '../text.js'
import { type GivenBest, parseKeepBest, pruneOutputs, retentionOf } from '../../doors/index.js'
import { isStoreError, quote } from '../../errors.js'
import { isRetentionTime, pruneToText } from '../../store/index.js'

export interface PruneCommand extends CommonFlags {
  readonly command: 'prune'
  /** All artifacts where it is missing. */
  readonly name?: string
  readonly keepLast?: number
  readonly keepWithin?: string
  readonly keepBest: readonly GivenBest[]
  /** Otherwise it is a dry run. */
  readonly apply: boolean
}

type PruneFlags = Omit<PruneCommand, 'command' | 'name' | 'apply' | keyof CommonFlags> & {
  readonly apply?: boolean
} & Record<string, unknown>

export function addPruneCommand(program: Command, accept: (name: string | undefined, flags: PruneFlags) => void): void {
  const command = program
    .command('prune')
    .summary('remove what no rule keeps, and free its space')
    .description(
      'Removes the versions of NAME, or of all artifacts, that no rule keeps, and frees the space of what no version uses. ' +
        'A version stays if any rule keeps it, one given here or one of the configuration; without any rule all versions stay. ' +
        'The newest version, labelled and aliased ones, and what a version that stays was made of stay in any case. ' +
        'Without --apply nothing is changed, and you are told what would be. ' +
        'Space is freed by later runs, a week and two later, so that saves and restores that run are not disturbed: run it daily or weekly.'
    )
    .argument('[name]', 'the artifact')
    .addOption(new Option('--keep-last <number>', 'keep the newest so many versions').argParser(parseLimit))
    .addOption(new Option('--keep-within <time>', 'keep what is younger, such as 12h, 30d, 4w').argParser(parseTime))
    .addOption(
      new Option(
        '--keep-best <metric[:higher|:lower][:number]>',
        'keep the versions that are best by a metric; which way is better may be in the configuration (repeatable)'
      )
        .argParser((value: string, previous: readonly GivenBest[]) => [...previous, parseBest(value)])
        .default([], 'none')
    )
    .option('--apply', 'do it')
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store prune --keep-last 10
  $ artifact-store prune model --keep-last 5 --keep-within 30d --keep-best accuracy:higher:3 --apply
  $ artifact-store prune --json | jq '.result.freed'`
    )
    .action((name: string | undefined, flags: PruneFlags) => accept(name, flags))
  addCommonOptions(command)
}

export async function runPruneCommand(command: PruneCommand, context: CommandContext): Promise<CommandResult> {
  const { name, keepLast, keepWithin, keepBest, apply } = command
  if (name !== undefined) checkReference({ name })
  const given = {
    keepBest,
    ...(keepLast === undefined ? {} : { keepLast }),
    ...(keepWithin === undefined ? {} : { keepWithin })
  }
  const rules = retentionOf(context.config, given, '--keep-best')
  return context.withStore(false, async (store) => {
    const result = await store.prune({ rules, dryRun: !apply, ...(name === undefined ? {} : { name }) })
    if (name !== undefined && result.artifacts.length === 0)
      context.warn(`there is no artifact ${quote(name)} in the store ${quote(store.location)}`)
    const lines = pruneToText(result).trimEnd().split('\n')
    if (!apply) lines.push('Nothing was changed: this was a dry run. Give --apply to do it')
    return { text: lines.map((line) => `${printable(line)}\n`).join(''), json: pruneOutputs(result) }
  })
}

function parseTime(value: string): string {
  if (isRetentionTime(value)) return value
  throw new InvalidArgumentError('It must be a number and a unit, s, m, h, d or w, such as 30d.')
}

function parseBest(value: string): GivenBest {
  try {
    return parseKeepBest(value, '--keep-best')
  } catch (error) {
    if (!isStoreError(error)) throw error
    throw new InvalidArgumentError(
      'It must be a metric, which way is better, and how many, such as accuracy:higher:3; the last two can be left out.'
    )
  }
}
