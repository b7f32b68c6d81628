/** What can be stated of a version, to be signed here or elsewhere: its provenance, and its files. */
import {
  ModelFiles,
  modelStatement,
  provenanceStatement,
  type Statement,
  type StatedVersion
} from '../signing/index.js'
import type { StoreContext } from './context.js'
import { PackReader } from './pack-reader.js'
import { digestHex, type VersionRecord } from './record.js'
import { readVersionTree } from './tree-reader.js'
import type { InputVersion, RunContext } from './types.js'

/** in-toto statements of one version. */
export interface VersionStatements {
  /** SLSA provenance v1. */
  readonly provenance: Statement
  /** OpenSSF Model Signing v1.0. */
  readonly model?: Statement
  /** Why there is none, as the rest of a sentence. */
  readonly withoutModel?: string
}

/** How a version came to be, as who signs it knows it: what the store says of it may be anybody's. */
export interface Making {
  readonly label: string | undefined
  readonly run: RunContext
  readonly inputs: readonly InputVersion[]
}

/** Reads the tree, and holds it against the digest. */
export async function statementsOf(
  { storage }: StoreContext,
  record: VersionRecord,
  { label, run, inputs }: Making
): Promise<VersionStatements> {
  const files = new ModelFiles()
  for await (const entry of readVersionTree(new PackReader(storage), record)) files.add(entry)
  const { name } = record.metadata
  const list = files.list()
  const model = list === undefined ? undefined : modelStatement(name, list)
  const provenance = provenanceStatement({
    version: statedVersion(record, label),
    model: model?.subject[0],
    run,
    inputs: inputs.map((input) => ({ ...input, digest: digestHex(input.digest) }))
  })
  return model === undefined ? { provenance, withoutModel: files.reasonForNone()! } : { provenance, model }
}

export function statedVersion({ metadata }: VersionRecord, label: string | undefined): StatedVersion {
  const { name, number, digest } = metadata
  return { name, number, label, digest: digestHex(digest) }
}
