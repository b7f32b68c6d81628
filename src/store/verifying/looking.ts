/** Reading objects that may be damaged: what is wrong with one is an answer, and only what is no object's fault is thrown. */
import { isStoreError, type ArtifactStoreError } from '../../errors.js'
import type { Storage, StorageKey } from '../../storage/storage.js'
import { DOCUMENT_MAXIMUM, decodeDocument, type DocumentFields } from '../documents.js'
import { STORE_KEY } from '../layout.js'
import type { FindingCode } from './findings.js'

/** What is wrong with an object. */
export interface Problem {
  readonly code: FindingCode
  /** Goes on behind the name of the object: `is missing`, `is damaged: its end is missing`. */
  readonly what: string
}

/**
 * What an error says of the object that was read.
 * @throws the error, where it says nothing of it: the storage is out of reach, the caller wants to stop.
 */
export async function problemOf(storage: Storage, error: unknown): Promise<Problem> {
  if (!isStoreError(error)) throw error
  switch (error.code) {
    case 'NOT_FOUND':
      return { code: 'missing', what: 'is missing' }
    case 'DAMAGED':
      return { code: 'damaged', what: `is damaged: ${reasonOf(error)}` }
    case 'UNSUPPORTED':
      return { code: 'unsupported', what: `was not verified: ${reasonOf(error)}` }
    case 'STORAGE':
      await throwIfOutOfReach(storage, error)
      return { code: 'unreadable', what: `cannot be read: ${error.message}` }
    default:
      throw error
  }
}

/** Where the storage answers for another object, that one is at fault: a bad sector, a permission. */
async function throwIfOutOfReach(storage: Storage, error: ArtifactStoreError): Promise<void> {
  try {
    await storage.stat(STORE_KEY)
  } catch {
    throw error
  }
}

/** The sentence behind `… is damaged:`, where the message has one: what is before it names the object once more. */
function reasonOf({ message }: ArtifactStoreError): string {
  return /is damaged: (.*)$/s.exec(message)?.[1] ?? message
}

/** A document as it was found. */
export type FoundDocument =
  | { readonly state: 'whole'; readonly fields: DocumentFields; readonly bytes: Uint8Array }
  | { readonly state: 'torn' }
  | { readonly state: 'problem'; readonly problem: Problem }

/** Reads a document. One that is not whole is looked at twice: it may be on its way. */
export async function lookAtDocument(
  storage: Storage,
  key: StorageKey,
  maximum: number = DOCUMENT_MAXIMUM
): Promise<FoundDocument> {
  const first = await lookOnce(storage, key, maximum)
  return first.state === 'whole' ? first : await lookOnce(storage, key, maximum)
}

async function lookOnce(storage: Storage, key: StorageKey, maximum: number): Promise<FoundDocument> {
  try {
    const bytes = await storage.read(key, undefined, maximum)
    const decoded = decodeDocument(bytes, 'it')
    if (decoded.state === 'whole') return { ...decoded, bytes }
    if (decoded.state === 'torn') return decoded
    return { state: 'problem', problem: { code: 'damaged', what: `is damaged: ${decoded.reason}` } }
  } catch (error) {
    return { state: 'problem', problem: await problemOf(storage, error) }
  }
}
