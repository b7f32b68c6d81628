import type { Command } from 'commander'
import { Option } from 'commander'
import { listedToJson } from '../../doors/index.js'
import { lineageToJson, lineageToMermaid, lineageToText } from '../../store/index.js'
import type { ArtifactStore } from '../../store/types.js'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkReference, noSuchVersion } from '../command-support.js'
import { describeVersion } from '../describe-results.js'
import {
  addCommonOptions,
  type CommonFlags,
  parseLimit,
  type Reference,
  SELECTOR_HELP,
  splitReference
} from '../options.js'
import { UsageError } from '../usage-error.js'

export interface ShowCommand extends CommonFlags {
  readonly command: 'show'
  readonly name: string
  readonly selector?: string
  /** Instead of the record. */
  readonly lineage: boolean
  /** The lineage as a Mermaid diagram. */
  readonly mermaid: boolean
  /** Of the lineage. */
  readonly limit?: number
}

type ShowFlags = Pick<ShowCommand, 'lineage' | 'mermaid' | 'limit'> & Record<string, unknown>

export function addShowCommand(program: Command, accept: (reference: Reference, flags: ShowFlags) => void): void {
  const command = program
    .command('show')
    .summary('show the record of a version, or its lineage')
    .description(
      'Shows what is recorded of a version: digest, metrics, parameters, what it was made of and by which run. With --lineage what it came from, to the beginnings, and what was made of it, to the ends.'
    )
    .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
    .option('--lineage', 'show what it came from and what was made of it', false)
    .option('--mermaid', 'show that as a Mermaid diagram, for Markdown', false)
    .addOption(
      new Option('--limit <number>', 'with --lineage: the nearest so many versions (default: 200)').argParser(
        parseLimit
      )
    )
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store show model
  $ artifact-store show model@production --json | jq .metrics
  $ artifact-store show model@production --lineage
  $ artifact-store show report --lineage --json | jq '.nodes[].id'
  $ artifact-store show model --mermaid > lineage.mmd`
    )
    .action((reference: Reference, flags: ShowFlags) => accept(reference, flags))
  addCommonOptions(command)
}

export async function runShowCommand(command: ShowCommand, context: CommandContext): Promise<CommandResult> {
  checkReference(command)
  const { name, selector, mermaid, json, limit } = command
  if (mermaid && json) throw new UsageError('--mermaid and --json are two ways to write it: give one of them')
  if (command.lineage || mermaid) return context.withStore(false, (store) => showLineage(command, store))
  if (limit !== undefined) throw new UsageError('--limit is for show --lineage')
  return context.withStore(false, async (store) => {
    const version = await store.getMetadata(name, selector)
    if (version === undefined) throw noSuchVersion(command, store)
    return { text: describeVersion(version), json: listedToJson(version) }
  })
}

async function showLineage(
  { name, selector, limit, mermaid }: ShowCommand,
  store: ArtifactStore
): Promise<CommandResult> {
  const graph = await store.lineage({
    name,
    ...(selector === undefined ? {} : { selector }),
    ...(limit === undefined ? {} : { limit })
  })
  if (graph === undefined) throw noSuchVersion({ name, ...(selector === undefined ? {} : { selector }) }, store)
  return { text: mermaid ? lineageToMermaid(graph) : lineageToText(graph), json: lineageToJson(graph) }
}
