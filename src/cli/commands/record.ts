import type { Command } from 'commander'
import { recordOutputs } from '../../doors/index.js'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkReference, noSuchVersion, runOf } from '../command-support.js'
import { describeRecord } from '../describe-results.js'
import { baselineOption, failIfOption, gateOf, judged } from '../gate.js'
import {
  addCommonOptions,
  type CommonFlags,
  type Reference,
  repeatable,
  SELECTOR_HELP,
  splitReference
} from '../options.js'
import { UsageError } from '../usage-error.js'
import { readValues } from '../values.js'

export interface RecordCommand extends CommonFlags {
  readonly command: 'record'
  readonly name: string
  readonly selector?: string
  /** `KEY=VALUE` each. */
  readonly metrics: readonly string[]
  readonly params: readonly string[]
  readonly metadata: readonly string[]
  readonly paramsPath: readonly string[]
  readonly metricsPath: readonly string[]
  readonly metadataPath: readonly string[]
  readonly failIf?: string
  readonly baseline: readonly string[]
}

type RecordFlags = Omit<RecordCommand, 'command' | 'name' | 'selector' | keyof CommonFlags> & Record<string, unknown>

export function addRecordCommand(program: Command, accept: (reference: Reference, flags: RecordFlags) => void): void {
  const command = program
    .command('record')
    .summary('record metrics of a version that is saved')
    .description(
      'Adds metrics, parameters and metadata to a version after its save; who did, and when, is kept. Of a key that is there the new value holds.'
    )
    .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
    .addOption(repeatable('--metric <key=value>', 'record a number (repeatable)', 'metrics'))
    .addOption(repeatable('--param <key=value>', 'record a parameter (repeatable)', 'params'))
    .addOption(repeatable('--metadata <key=value>', 'record anything else (repeatable)'))
    .addOption(repeatable('--metrics-path <file>', 'a JSON or YAML file of metrics (repeatable)'))
    .addOption(repeatable('--params-path <file>', 'a JSON or YAML file of parameters (repeatable)'))
    .addOption(repeatable('--metadata-path <file>', 'a JSON or YAML file of further metadata (repeatable)'))
    .addOption(failIfOption())
    .addOption(baselineOption())
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store record model@v3 --metric accuracy=0.93
  $ artifact-store record model@candidate --metrics-path evaluation.json --metadata reviewer=mk
  $ artifact-store record model --metrics-path evaluation.json --fail-if 'metrics.accuracy < base.metrics.accuracy'`
    )
    .action((reference: Reference, flags: RecordFlags) => accept(reference, flags))
  addCommonOptions(command)
}

export async function runRecordCommand(command: RecordCommand, context: CommandContext): Promise<CommandResult> {
  checkReference(command)
  const gate = gateOf(command)
  const { name, selector } = command
  const values = await readValues(command, context)
  if (Object.values(values).every((part) => Object.keys(part).length === 0))
    throw new UsageError('there is nothing to record: give --metric, --param or --metadata, or files of them')
  const { run } = await runOf(context)
  return context.withStore(false, async (store) => {
    const result = await store.record({
      name,
      selectors: [selector ?? 'latest'],
      ...values,
      ...(gate && { gate }),
      ...(run && { run })
    })
    if (result === undefined) throw noSuchVersion(command, store)
    return { text: describeRecord(result), json: recordOutputs(result), ...judged(result, context) }
  })
}
