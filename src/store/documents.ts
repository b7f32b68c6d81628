/**
 * The small JSON objects of a store: readable by a person and by jq, with a checksum that `sha256sum` can confirm.
 * docs/FORMAT.md, "Documents".
 */
import { ArtifactStoreError } from '../errors.js'
import { sha256Hex } from '../content/hash.js'
import { NotDurableError } from '../storage/failures.js'
import type { Storage, StorageKey } from '../storage/storage.js'

export const FORMAT = 1

/** Larger documents are refused unread. */
export const DOCUMENT_MAXIMUM = 16 * 1024 * 1024

/** What is nested deeper would be more than a call stack takes that goes through it. */
const DEPTH_MAXIMUM = 1000

const CHECKSUM_LINE = /^ {2}"checksum": "([0-9a-f]{64})"\n\}\n$/
/** Bytes of the last two lines. */
const CHECKSUM_BYTES = '  "checksum": ""\n}\n'.length + 64

/** A document's fields besides `format` and `checksum`. */
export type DocumentFields = Readonly<Record<string, unknown>>

/** @param maximum bytes */
export function encodeDocument(fields: DocumentFields, maximum: number = DOCUMENT_MAXIMUM): Buffer {
  if (isTooDeep(fields)) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `the record of this version would be nested more than ${DEPTH_MAXIMUM} levels deep: flatten its params or metadata`
    )
  }
  const text = JSON.stringify({ format: FORMAT, ...fields }, undefined, 2)
  // Everything before the last line of JSON, as it would look with a field after it.
  const body = `${text.slice(0, -2)},\n`
  const bytes = Buffer.from(`${body}  "checksum": "${sha256Hex(body)}"\n}\n`, 'utf8')
  if (bytes.length > maximum) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `the record of this version would have ${bytes.length} bytes and may have ${maximum}: give less params or metadata`
    )
  }
  return bytes
}

/** Whether JSON is nested deeper than a document may be. Without recursion, which is what such a one would exhaust. */
export function isTooDeep(value: unknown): boolean {
  let level = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_MAXIMUM) return true
    level = level.flatMap((item): unknown[] => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
  return false
}

/**
 * The bytes of a document.
 * @throws ArtifactStoreError `NOT_FOUND`; `DAMAGED` where it is larger than any document.
 */
export async function readDocument(
  storage: Storage,
  key: StorageKey,
  maximum: number = DOCUMENT_MAXIMUM
): Promise<Uint8Array> {
  return await storage.read(key, undefined, maximum)
}

/** What a document turned out to be. */
export type DecodedDocument =
  | { readonly state: 'whole'; readonly fields: DocumentFields }
  /** Its end is missing: perhaps an interrupted create, where the storage has no better. */
  | { readonly state: 'torn' }
  | { readonly state: 'damaged'; readonly reason: string }

/**
 * Reads a document and checks it.
 * @throws ArtifactStoreError `UNSUPPORTED` where it is of a newer format.
 */
export function decodeDocument(bytes: Uint8Array, describe: string): DecodedDocument {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!buffer.subarray(-3).equals(Buffer.from('\n}\n'))) return { state: 'torn' }
  const split = buffer.length - CHECKSUM_BYTES
  const checksum = split < 0 ? null : CHECKSUM_LINE.exec(buffer.subarray(split).toString('latin1'))
  if (checksum === null) return { state: 'damaged', reason: 'its checksum is missing' }
  if (sha256Hex(buffer.subarray(0, split)) !== checksum[1]) {
    return { state: 'damaged', reason: 'its bytes do not have its checksum' }
  }
  let fields: unknown
  try {
    fields = JSON.parse(buffer.toString('utf8'))
  } catch {
    return { state: 'damaged', reason: 'it is not JSON' }
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    return { state: 'damaged', reason: 'it is not an object' }
  }
  if (isTooDeep(fields)) return { state: 'damaged', reason: `it is nested more than ${DEPTH_MAXIMUM} levels deep` }
  const { format } = fields as { format?: unknown }
  if (typeof format === 'number' && format > FORMAT) {
    throw new ArtifactStoreError(
      'UNSUPPORTED',
      `${describe} is of format ${format}, and this version of Artifact Store knows format ${FORMAT}: use a newer version`
    )
  }
  if (format !== FORMAT) return { state: 'damaged', reason: 'it has no known format' }
  return { state: 'whole', fields: fields as DocumentFields }
}

/**
 * The fields of a document, or undefined where an interrupted create left it without its end: then it was never
 * published. Only where the storage has no better create; elsewhere it is damage.
 */
export async function readUnlessTorn(
  storage: Storage,
  key: StorageKey,
  maximum: number = DOCUMENT_MAXIMUM
): Promise<DocumentFields | undefined> {
  return await unlessTorn(storage, await readDocument(storage, key, maximum), `${storage.location}: ${key}`)
}

/** As {@link readUnlessTorn}, of bytes that were read already. */
export async function unlessTorn(
  storage: Storage,
  bytes: Uint8Array,
  describe: string
): Promise<DocumentFields | undefined> {
  if (decodeDocument(bytes, describe).state === 'torn' && (await storage.createMayTear())) return undefined
  return expectDocument(bytes, describe)
}

/**
 * Creates a document that holds a nonce.
 * @returns Whether it is this one that lies there now. No answer does not mean no effect: the document is then read
 *   back and compared.
 * @throws ArtifactStoreError where it could not be created and is not there, or would not outlast a crash.
 */
export async function publish(storage: Storage, key: StorageKey, document: Uint8Array): Promise<boolean> {
  try {
    return (await storage.create(key, document)) === 'created'
  } catch (error) {
    if (error instanceof NotDurableError) throw error
    const found = await storage.read(key).catch(() => undefined)
    if (found === undefined) throw error
    return Buffer.compare(found, document) === 0
  }
}

/** The fields of a document that must be whole. */
export function expectDocument(bytes: Uint8Array, describe: string): DocumentFields {
  const decoded = decodeDocument(bytes, describe)
  if (decoded.state === 'whole') return decoded.fields
  const reason = decoded.state === 'torn' ? 'its end is missing' : decoded.reason
  throw new ArtifactStoreError('DAMAGED', `${describe} is damaged: ${reason}`)
}
