import type { Command } from 'commander'
import { Option } from 'commander'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkReference, noSuchArtifact } from '../command-support.js'
import { addCommonOptions, type CommonFlags, parseLimit } from '../options.js'
import { artifactDefaults } from '../../doors/index.js'
import { historyToJson, historyToText, type VersionHistory } from '../../store/index.js'

const DEFAULT_LIMIT = 100

export interface HistoryCommand extends CommonFlags {
  readonly command: 'history'
  readonly name: string
  readonly limit: number
}

type HistoryFlags = Pick<HistoryCommand, 'limit'> & Record<string, unknown>

export function addHistoryCommand(program: Command, accept: (name: string, flags: HistoryFlags) => void): void {
  const command = program
    .command('history')
    .summary('show how metrics and aliases moved over the versions')
    .description(
      'Shows the versions of NAME with their metrics, a sparkline for each metric (one character a version, the oldest first; · where it is missing), and where its aliases went. ' +
        "Metrics that the configuration's `artifacts` name come first."
    )
    .argument('<name>', 'the artifact')
    .addOption(
      new Option('--limit <number>', 'the newest so many versions').argParser(parseLimit).default(DEFAULT_LIMIT)
    )
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store history model
  $ artifact-store history model --limit 20
  $ artifact-store history model --json | jq '.metrics.accuracy.values'`
    )
    .action((name: string, flags: HistoryFlags) => accept(name, flags))
  addCommonOptions(command)
}

export async function runHistoryCommand(command: HistoryCommand, context: CommandContext): Promise<CommandResult> {
  const { name, limit } = command
  checkReference({ name })
  return context.withStore(false, async (store) => {
    const history = await store.history({ name, limit })
    if (history.versions.length === 0) throw noSuchArtifact(name, store)
    const { metrics } = artifactDefaults(context.config, name)
    return { text: historyToText(sorted(history, Object.keys(metrics))), json: historyToJson(history) }
  })
}

/** With the metrics of interest before the others. */
function sorted(history: VersionHistory, interest: readonly string[]): VersionHistory {
  const rank = (name: string): number => (interest.includes(name) ? interest.indexOf(name) : interest.length)
  return { ...history, metrics: [...history.metrics].sort((a, b) => rank(a.name) - rank(b.name)) }
}
