/** `store.json`: what a store is. docs/FORMAT.md. */
import { setTimeout as delay } from 'node:timers/promises'
import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import { CHUNKING } from '../content/chunker.js'
import type { Storage } from '../storage/storage.js'
import { encodeDocument, publish, readDocument, unlessTorn, type DocumentFields } from './documents.js'
import { STORE_KEY } from './layout.js'

export interface StoreFile {
  /** What a program must know to write. */
  readonly requires: readonly string[]
  /** G of the protocol. */
  readonly graceSeconds: number
  /** C of the protocol. */
  readonly clockSkewSeconds: number
  /** As it is stored. */
  readonly bytes: Uint8Array
}

const GRACE_SECONDS = 7 * 24 * 60 * 60
const CLOCK_SKEW_SECONDS = 60 * 60

/** Where a create can be torn, another save may be writing the file just now: it is given a second. */
const TORN_LOOKS = 10
const TORN_WAIT_MILLISECONDS = 100

const PROOF_LOOKS = 3

/** What this program knows of `requires`. */
const KNOWN_REQUIREMENTS: readonly string[] = []

/**
 * Reads `store.json`.
 * @throws ArtifactStoreError `NOT_FOUND` where there is no store, `UNSUPPORTED` where it is of a newer format.
 */
export async function readStoreFile(storage: Storage): Promise<StoreFile> {
  const describe = `${storage.location}: ${STORE_KEY}`
  try {
    for (let look = 1; look <= TORN_LOOKS; look++) {
      const bytes = await readDocument(storage, STORE_KEY)
      const fields = await unlessTorn(storage, bytes, describe)
      if (fields !== undefined) return parseStoreFile(fields, bytes, describe)
      await delay(TORN_WAIT_MILLISECONDS)
    }
  } catch (error) {
    if (!isStoreError(error, 'NOT_FOUND')) throw error
    throw new ArtifactStoreError(
      'NOT_FOUND',
      `store: there is no artifact store at ${quote(storage.location)} (it has no ${STORE_KEY}); the first save creates one`,
      { cause: error }
    )
  }
  throw new ArtifactStoreError(
    'DAMAGED',
    `${describe} is damaged: its end is missing, since the save that created the store was interrupted; remove that file, and the next save writes it anew`
  )
}

/** As {@link readStoreFile}; undefined where there is no store. */
export async function findStoreFile(storage: Storage): Promise<StoreFile | undefined> {
  try {
    return await readStoreFile(storage)
  } catch (error) {
    if (!isStoreError(error, 'NOT_FOUND')) throw error
    return undefined
  }
}

/** Creates `store.json`; gives the one that is there then, which another save may have created. */
export async function createStoreFile(storage: Storage, now: Date): Promise<StoreFile> {
  await refuseForeignFolder(storage)
  await publish(
    storage,
    STORE_KEY,
    encodeDocument({
      requires: [],
      hash: 'sha256',
      chunking: CHUNKING,
      graceSeconds: GRACE_SECONDS,
      clockSkewSeconds: CLOCK_SKEW_SECONDS,
      createdAt: now.toISOString()
    })
  )
  return await readStoreFile(storage)
}

/**
 * Creates `store.json` once more, with the very bytes that it has: a storage that keeps its promise says that it exists,
 * and one that ignores it has done no harm. (Servers that speak S3 and take no notice of `If-None-Match` are about.)
 * @throws ArtifactStoreError `UNSUPPORTED` where creating replaces: two saves would take one number, and one be lost.
 */
export async function proveExclusive(storage: Storage, file: StoreFile): Promise<void> {
  for (let look = 1; ; look++) {
    try {
      if ((await storage.create(STORE_KEY, file.bytes)) === 'exists') return
      // Not at the first look: a create whose reply was lost is made again, and takes these very bytes for its own.
      if (look >= PROOF_LOOKS) break
    } catch (error) {
      if (look >= PROOF_LOOKS) throw error
    }
  }
  throw new ArtifactStoreError(
    'UNSUPPORTED',
    `store: ${quote(storage.location)} replaces objects that must not be replaced: it created ${STORE_KEY} again although that exists. ` +
      'Saves that run side by side would lose versions there, so nothing was written. A server for S3 must support conditional writes (If-None-Match: *): use a newer version of it, or another one'
  )
}

/** A store without its `store.json` is damaged; starting another one over it would hide that. */
async function refuseForeignFolder(storage: Storage): Promise<void> {
  for await (const object of storage.list('artifacts/')) {
    // Another first save may have created the store, and filled it, since this one looked.
    if ((await findStoreFile(storage)) !== undefined) return
    throw new ArtifactStoreError(
      'DAMAGED',
      `store: ${quote(storage.location)} holds artifacts (${object.key}) but no ${STORE_KEY}: put that file back, from a copy or from another store of the same settings`
    )
  }
}

/** Whether this program may write to the store. */
export function isWritable(file: StoreFile): boolean {
  return unknownRequirements(file).length === 0
}

function unknownRequirements(file: StoreFile): string[] {
  return file.requires.filter((entry) => !KNOWN_REQUIREMENTS.includes(entry))
}

/** @throws ArtifactStoreError `UNSUPPORTED` where this program must not write to the store. */
export function checkWritable(file: StoreFile, storage: Storage): void {
  const unknown = unknownRequirements(file)
  if (unknown.length > 0) {
    throw new ArtifactStoreError(
      'UNSUPPORTED',
      `store: ${quote(storage.location)} requires ${unknown.map(quote).join(', ')} of programs that write to it: use a newer version of Artifact Store`
    )
  }
}

/** A hundred years: with more, times could not be told any more. */
const SECONDS_MAXIMUM = 3_155_760_000

function parseStoreFile(fields: DocumentFields, bytes: Uint8Array, describe: string): StoreFile {
  const { requires, hash, graceSeconds, clockSkewSeconds } = fields
  if (hash !== 'sha256') {
    throw new ArtifactStoreError(
      'UNSUPPORTED',
      `${describe} names the hash ${quote(hash === undefined || typeof hash === 'string' ? `${hash}` : JSON.stringify(hash))}: use a newer version of Artifact Store`
    )
  }
  if (
    !Array.isArray(requires) ||
    !requires.every((entry) => typeof entry === 'string') ||
    typeof graceSeconds !== 'number' ||
    typeof clockSkewSeconds !== 'number' ||
    clockSkewSeconds < 0 ||
    graceSeconds > SECONDS_MAXIMUM ||
    graceSeconds < 2 * clockSkewSeconds
  ) {
    throw new ArtifactStoreError('DAMAGED', `${describe} is damaged: a field is missing or impossible`)
  }
  return { requires, graceSeconds, clockSkewSeconds, bytes }
}
