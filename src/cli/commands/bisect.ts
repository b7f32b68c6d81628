import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkReference, noSuchArtifact } from '../command-support.js'
import { addCommonOptions, type CommonFlags, notEmpty } from '../options.js'
import { artifactDefaults, didYouMean, quoteList } from '../../doors/index.js'
import { ArtifactStoreError, quote } from '../../errors.js'
import { bisectToJson, bisectToText } from '../../store/index.js'
import type { ArtifactStore } from '../../store/types.js'

export interface BisectCommand extends CommonFlags {
  readonly command: 'bisect'
  readonly name: string
  readonly metric: string
  readonly drop: number
  readonly direction?: 'higher' | 'lower'
  readonly since?: number
}

type BisectFlags = Omit<BisectCommand, 'command' | 'name' | keyof CommonFlags> & Record<string, unknown>

export function addBisectCommand(program: Command, accept: (name: string, flags: BisectFlags) => void): void {
  const command = program
    .command('bisect')
    .summary('find the version at which a metric fell')
    .description(
      'Finds the first version of NAME at which a recorded metric was worse than the best before it, and shows its run, its commit and what it was made of.'
    )
    .argument('<name>', 'the artifact')
    .addOption(new Option('--metric <name>', 'the metric').argParser(parseMetric).makeOptionMandatory())
    .addOption(
      new Option('--drop <number>', 'by how much it is worse, at least (default: 0, anything)')
        .argParser(parseDrop)
        .default(0, 'any')
    )
    .addOption(
      new Option(
        '--direction <way>',
        'what is better (default: what the configuration says of the metric, else higher)'
      ).choices(['higher', 'lower'])
    )
    .addOption(
      new Option('--since <version>', 'look at this version and later ones only, such as v12').argParser(parseNumber)
    )
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store bisect model --metric accuracy --drop 0.01
  $ artifact-store bisect model --metric loss --direction lower --since v12
  $ artifact-store bisect model --metric accuracy --json | jq '.fallen.version.run.sha'`
    )
    .action((name: string, flags: BisectFlags) => accept(name, flags))
  addCommonOptions(command)
}

export async function runBisectCommand(command: BisectCommand, context: CommandContext): Promise<CommandResult> {
  const { name, metric, drop, since } = command
  checkReference({ name })
  const { metrics } = artifactDefaults(context.config, name)
  const direction = command.direction ?? (Object.hasOwn(metrics, metric) ? metrics[metric] : undefined)
  return context.withStore(false, async (store) => {
    const result = await store.bisect({
      name,
      metric,
      drop,
      ...(direction === undefined ? {} : { direction }),
      ...(since === undefined ? {} : { since })
    })
    if (result.checked === 0) throw await noSuchMetric(command, store)
    return { text: bisectToText(result), json: bisectToJson(result) }
  })
}

async function noSuchMetric({ name, metric, since }: BisectCommand, store: ArtifactStore): Promise<ArtifactStoreError> {
  const { versions, metrics } = await store.history({ name })
  if (versions.length === 0) return noSuchArtifact(name, store)
  const known = metrics.map((series) => series.name)
  const from = since === undefined ? '' : ` from v${since} on`
  const meant = known.includes(metric) ? '' : didYouMean(metric, known)
  const there = known.length === 0 ? 'none of them has any metric' : `there are ${quoteList(known, 20)}`
  return new ArtifactStoreError(
    'NOT_FOUND',
    `no version of ${quote(name)}${from} has the metric ${quote(metric)}${meant || ';'} ${there}`
  )
}

/** People write it as in filters, too: `metrics.accuracy`. */
function parseMetric(value: string): string {
  return notEmpty(value.replace(/^metrics\./, ''))
}

function parseDrop(value: string): number {
  const number = value.trim() === '' ? NaN : Number(value)
  if (!Number.isFinite(number) || number < 0) throw new InvalidArgumentError('It must be a number from 0 on.')
  return number
}

function parseNumber(value: string): number {
  const match = /^v?([1-9]\d{0,14})$/.exec(value)
  if (match === null) throw new InvalidArgumentError('It must be the number of a version, such as v12.')
  return Number(match[1])
}
