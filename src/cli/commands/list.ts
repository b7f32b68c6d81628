import type { Command } from 'commander'
import { Option } from 'commander'
import { listedToJson } from '../../doors/index.js'
import { quote } from '../../errors.js'
import { parseCondition } from '../../store/index.js'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkArguments, checkReference, ofArtifact } from '../command-support.js'
import { describeList } from '../describe-results.js'
import { addCommonOptions, type CommonFlags, notEmpty, parseLimit } from '../options.js'

const DEFAULT_LIMIT = 100

export interface ListCommand extends CommonFlags {
  readonly command: 'list'
  readonly name?: string
  readonly where?: string
  readonly limit: number
}

type ListFlags = Pick<ListCommand, 'where' | 'limit'> & Record<string, unknown>

export function addListCommand(program: Command, accept: (name: string | undefined, flags: ListFlags) => void): void {
  const command = program
    .command('list')
    .summary('list versions, newest first')
    .description('Lists the versions of NAME, or of all artifacts, newest first.')
    .argument('[name]', 'the artifact')
    .option('--where <filter>', 'only versions of which this holds', notEmpty)
    .addOption(new Option('--limit <number>', 'at most so many versions').argParser(parseLimit).default(DEFAULT_LIMIT))
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store list
  $ artifact-store list model --limit 5
  $ artifact-store list --where 'type = model and metrics.accuracy >= 0.9 and run.branch = main'
  $ artifact-store list model --json | jq '.[] | [.version, .metrics.accuracy]'`
    )
    .action((name: string | undefined, flags: ListFlags) => accept(name, flags))
  addCommonOptions(command)
}

export async function runListCommand(command: ListCommand, context: CommandContext): Promise<CommandResult> {
  const { name, where } = command
  if (name !== undefined) checkReference({ name })
  if (where !== undefined) checkArguments(() => parseCondition(where, { input: '--where', allowBase: false }))
  return context.withStore(false, async (store) => {
    const versions = await store.list({
      limit: command.limit,
      ...(name === undefined ? {} : { name }),
      ...(where === undefined ? {} : { where })
    })
    if (versions.length === 0)
      context.warn(
        `no version${ofArtifact(name)}${where === undefined ? '' : ` where ${quote(where)}`} in the store ${quote(store.location)}`
      )
    return { text: () => describeList(versions), json: versions.map(listedToJson) }
  })
}
