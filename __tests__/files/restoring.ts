/** What the tests of the destination share: a restore as the pipeline does it, with a file's path as its contents. */
import { closeSync, constants, fchmodSync, openSync, writeSync } from 'node:fs'
import {
  prepareDestination,
  type Destination,
  type DestinationOptions,
  type PlannedEntry
} from '../../src/files/index.js'

let nonces = 0

export function prepare(
  folder: string,
  entries: readonly PlannedEntry[],
  options: Partial<DestinationOptions> = {}
): Promise<Destination> {
  return prepareDestination({
    folder,
    entries: () => entries,
    clean: false,
    protectedFolders: [],
    nonce: `test-${nonces++}`,
    ...options
  })
}

export function writeFiles(destination: Destination, entries: readonly PlannedEntry[]): void {
  const flags = constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | constants.O_WRONLY
  for (const entry of entries) {
    if (entry.kind !== 'file') continue
    const descriptor = openSync(destination.stagedPath(entry.path), flags, 0o600)
    writeSync(descriptor, entry.path)
    fchmodSync(descriptor, entry.mode)
    closeSync(descriptor)
  }
}

/** @returns How many paths `clean` removed. */
export async function restore(
  folder: string,
  entries: readonly PlannedEntry[],
  options: Partial<DestinationOptions> = {}
): Promise<number> {
  const destination = await prepare(folder, entries, options)
  writeFiles(destination, entries)
  return (await destination.place()).removed
}
