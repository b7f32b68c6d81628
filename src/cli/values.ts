/** What is recorded beside the files: mappings out of files and flags. */
import { resolve } from 'node:path'
import type { CommandContext } from './command-context.js'
import type { RecordCommand } from './commands/record.js'
import type { CliHost } from './host.js'
import {
  type MappingKind,
  mergeMappings,
  nonFiniteMetrics,
  parseAssignments,
  parseMetrics,
  quoteList,
  readMappingFile
} from '../doors/index.js'
import type { JsonObject, SaveRequest } from '../store/types.js'

export type Values = Required<Pick<SaveRequest, 'params' | 'metrics' | 'metadata'>>

export async function readValues(
  command: Omit<RecordCommand, 'command' | 'name' | 'selector'>,
  { host, warn }: CommandContext
): Promise<Values> {
  const metrics = parseMetrics(await readMappings(command.metricsPath, command.metrics, 'metric', host), '--metric')
  const notFinite = nonFiniteMetrics(metrics)
  if (notFinite.length > 0) warn(`recorded as they are, though they are not finite numbers: ${quoteList(notFinite)}`)
  return {
    params: await readMappings(command.paramsPath, command.params, 'param', host),
    metrics,
    metadata: await readMappings(command.metadataPath, command.metadata, 'metadata', host)
  }
}

/** The files' mappings in the order given, then the flags: what is typed wins over what a file says. */
async function readMappings(
  paths: readonly string[],
  assignments: readonly string[],
  subject: 'metric' | 'param' | 'metadata',
  host: CliHost
): Promise<JsonObject> {
  const kind: MappingKind = subject === 'metric' ? 'metrics' : 'data'
  const pathFlag = subject === 'metadata' ? '--metadata-path' : `--${subject}s-path`
  const files: JsonObject[] = []
  for (const path of paths) files.push(await readMappingFile(resolve(host.workingFolder, path), pathFlag, kind))
  return mergeMappings(...files, parseAssignments(assignments, `--${subject}`, kind))
}
