/** What each run restored: appended by restores, read by saves of the same run. docs/PROTOCOL.md, R6. */
import { ArtifactStoreError, isStoreError } from '../errors.js'
import type { Storage } from '../storage/storage.js'
import { encodeDocument, publish, readUnlessTorn } from './documents.js'
import { runPrefix } from './layout.js'
import { parseInput } from './record.js'
import type { Logger } from './reporting.js'
import type { InputVersion, VersionMetadata } from './types.js'

/** Appends that the run restored a version. A store that cannot be written is a warning: the restore itself is done. */
export async function recordRestore(
  storage: Storage,
  logger: Logger,
  runKey: string,
  attempt: number | undefined,
  version: VersionMetadata,
  restoredAt: string,
  nonce: string
): Promise<void> {
  const { name, number, digest } = version
  const document = encodeDocument({ name, number, digest, restoredAt, ...(attempt === undefined ? {} : { attempt }) })
  try {
    await publish(storage, `${runPrefix(runKey)}${nonce}.json`, document)
  } catch (error) {
    if (!isStoreError(error)) throw error
    logger.warn(`what this run restored could not be noted for lineage: ${error.message}`)
  }
}

/** The versions that the run restored, each once, by name and number. */
export async function readInputs(storage: Storage, logger: Logger, runKey: string): Promise<InputVersion[]> {
  const inputs = new Map<string, InputVersion>()
  for await (const { key } of storage.list(runPrefix(runKey))) {
    try {
      const fields = await readUnlessTorn(storage, key)
      if (fields === undefined) continue
      const input = parseInput(fields)
      if (input === undefined) {
        throw new ArtifactStoreError('DAMAGED', `${storage.location}: ${key} is damaged: it names no version`)
      }
      inputs.set(`${input.name}@${input.number}`, input)
    } catch (error) {
      // Removed by a prune run since it was listed: of a run that long ago.
      if (isStoreError(error, 'NOT_FOUND')) continue
      if (!isStoreError(error, 'DAMAGED')) throw error
      logger.warn(`${error.message}; it is missing from the lineage`)
    }
  }
  return [...inputs.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.number - b.number))
}
