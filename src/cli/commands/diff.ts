import type { Command } from 'commander'
import { Option } from 'commander'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkArguments } from '../command-support.js'
import { addCommonOptions, type CommonFlags, parseLimit, SELECTOR_HELP } from '../options.js'
import { artifactDefaults, missingOfPair, parsePair } from '../../doors/index.js'
import { diffToJson, diffToText } from '../../store/index.js'

const DEFAULT_LIMIT = 100

export interface DiffCommand extends CommonFlags {
  readonly command: 'diff'
  /** As they were given: one or two. */
  readonly versions: readonly string[]
  readonly limit: number
}

type DiffFlags = Pick<DiffCommand, 'limit'> & Record<string, unknown>

export function addDiffCommand(
  program: Command,
  accept: (versions: readonly string[], flags: DiffFlags) => void
): void {
  const command = program
    .command('diff')
    .summary('show what differs between two versions')
    .description(
      'Shows what differs between two versions, of one artifact or of two: files added, removed, changed and renamed, metrics and parameters side by side, the runs and the commits.'
    )
    .argument('<name@selector>', 'the version to compare')
    .argument(
      '[name@selector]',
      'the version to compare it with; of the same artifact the selector is enough (default: its latest)'
    )
    .addOption(
      new Option('--limit <number>', 'list at most so many files of each kind; the counts are of all')
        .argParser(parseLimit)
        .default(DEFAULT_LIMIT)
    )
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store diff model@v1 model@v2
  $ artifact-store diff model@production latest
  $ artifact-store diff team/dataset@as-of:2026-10-01
  $ artifact-store diff model@v1 v2 --json | jq '.files.changed.listed[].path'`
    )
    .action((from: string, to: string | undefined, flags: DiffFlags) =>
      accept(to === undefined ? [from] : [from, to], flags)
    )
  addCommonOptions(command)
}

export async function runDiffCommand(command: DiffCommand, context: CommandContext): Promise<CommandResult> {
  const { limit } = command
  const pair = checkArguments(() => parsePair(command.versions, 'diff'))
  return context.withStore(false, async (store) => {
    const diff = await store.diff({ ...pair, limit })
    if (diff === undefined) throw await missingOfPair(store, pair)
    const { metrics } = artifactDefaults(context.config, diff.to.name)
    return { text: diffToText(diff, metrics), json: diffToJson(diff) }
  })
}
