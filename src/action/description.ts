/** What is recorded beside the files: mappings out of files and inputs. */
import type { Warn } from './context.js'
import type { MappingInput } from './input-readers.js'
import type { RecordInputs, SaveInputs } from './inputs.js'
import {
  type MappingKind,
  mergeMappings,
  nonFiniteMetrics,
  parseMetrics,
  quoteList,
  readMappingFile
} from '../doors/index.js'
import { quote } from '../errors.js'
import type { JsonObject, Metrics } from '../store/types.js'

/** What is recorded beside the files. */
export interface Description {
  readonly params: JsonObject
  readonly metrics: Metrics
  readonly metadata: JsonObject
}

export async function readDescription(inputs: SaveInputs | RecordInputs, warn: Warn): Promise<Description> {
  const params = await readMappings('params', inputs.params, 'data')
  const metrics = await readMappings('metrics', inputs.metrics, 'metrics')
  const metadata = await readMappings('metadata', inputs.metadata, 'data')
  const description = {
    params: mergeMappings(...params.map(({ mapping }) => mapping)),
    metrics: mergeMetrics(metrics.map(({ mapping, subject }) => parseMetrics(mapping, subject))),
    metadata: mergeMappings(...metadata.map(({ mapping }) => mapping))
  }
  const odd = nonFiniteMetrics(description.metrics).map((name) => `${name} is ${description.metrics[name]}`)
  if (odd.length > 0)
    warn(`input 'metrics': recorded as they are, though they are no finite numbers: ${quoteList(odd)}`)
  return description
}

/** A mapping, and how messages name where it is from. */
interface SourcedMapping {
  readonly mapping: JsonObject
  readonly subject: string
}

/** The files in the order given, then the input: what is written in the workflow wins. */
async function readMappings(name: string, input: MappingInput, kind: MappingKind): Promise<readonly SourcedMapping[]> {
  const mappings: SourcedMapping[] = []
  for (const path of input.paths) {
    const subject = `input '${name}-path'`
    mappings.push({ mapping: await readMappingFile(path, subject, kind), subject: `file ${quote(path)} (${subject})` })
  }
  if (input.inline !== undefined) mappings.push({ mapping: input.inline, subject: `input '${name}'` })
  return mappings
}

function mergeMetrics(sources: readonly Metrics[]): Metrics {
  return Object.fromEntries(sources.flatMap((metrics) => Object.entries(metrics)))
}
