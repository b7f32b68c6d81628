/** Signatures of versions, kept as append-only series beside the records. docs/FORMAT.md, "Signatures". */
import { isStoreError } from '../errors.js'
import type { SignatureBundle, SignaturePair } from '../signing/index.js'
import type { Storage } from '../storage/storage.js'
import { encodeDocument, publish, readUnlessTorn, type DocumentFields } from './documents.js'
import { numberOfKey, signatureKey, signaturesOfPrefix, signaturesPrefix } from './layout.js'
import type { Logger } from './reporting.js'
import type { ArtifactName, VersionNumber } from './types.js'

/** Bytes; a list of files may be long. */
export const SIGNATURE_MAXIMUM = 32 * 1024 * 1024

/** A version whose signatures are meant, and where. */
export interface SignedVersion {
  readonly storage: Storage
  readonly name: ArtifactName
  readonly number: VersionNumber
}

export interface NewSignature {
  readonly provenance: SignatureBundle
  readonly model: SignatureBundle | undefined
  /** ISO 8601, by the clock of the machine that signed. */
  readonly signedAt: string
  readonly nonce: string
}

/** @returns the number of the signature. */
export async function appendSignature(to: SignedVersion, signature: NewSignature): Promise<number> {
  const { provenance, model, signedAt, nonce } = signature
  return await append(to, { provenance, ...(model === undefined ? {} : { model }), signedAt, nonce })
}

async function append({ storage, name, number }: SignedVersion, fields: DocumentFields): Promise<number> {
  const document = encodeDocument(fields, SIGNATURE_MAXIMUM)
  for (let next = ((await listSignatures({ storage, name, number })).at(-1) ?? 0) + 1; ; next++) {
    if (await publish(storage, signatureKey(name, number, next), document)) return next
  }
}

/** The numbers of a version's signatures, ascending. */
export async function listSignatures({ storage, name, number }: SignedVersion): Promise<number[]> {
  const signatures: number[] = []
  for await (const { key } of storage.list(signaturesOfPrefix(name, number))) {
    const signature = numberOfKey(key)
    if (signature !== undefined && signature > 0) signatures.push(signature)
  }
  return signatures
}

/**
 * What lies there, of which nothing is believed. Undefined where its create was interrupted: then it never was.
 * @throws ArtifactStoreError `DAMAGED`
 */
export async function readSignature(
  { storage, name, number }: SignedVersion,
  signature: number
): Promise<SignaturePair | undefined> {
  const fields = await readUnlessTorn(storage, signatureKey(name, number, signature), SIGNATURE_MAXIMUM)
  return fields === undefined ? undefined : { provenance: fields['provenance'], model: fields['model'] }
}

/** The signatures of all versions of an artifact, ascending, by the versions' numbers. */
export async function listAllSignatures(
  storage: Storage,
  name: ArtifactName
): Promise<ReadonlyMap<VersionNumber, readonly number[]>> {
  const prefix = signaturesPrefix(name)
  const found = new Map<VersionNumber, number[]>()
  for await (const { key } of storage.list(prefix)) {
    const number = Number(key.slice(prefix.length).split('/')[0])
    const signature = numberOfKey(key)
    if (signature === undefined || signature === 0 || !Number.isSafeInteger(number)) continue
    const others = found.get(number)
    if (others === undefined) found.set(number, [signature])
    else others.push(signature)
  }
  return found
}

/** Appends those signatures of a version that a copy of it does not have, told by their nonces; each as it is. */
export async function copySignatures(
  from: SignedVersion,
  to: SignedVersion,
  signatures: readonly number[],
  logger: Logger
): Promise<void> {
  if (signatures.length === 0) return
  const there = new Set<unknown>()
  for (const signature of await listSignatures(to)) there.add((await readSound(to, signature, logger))?.['nonce'])
  for (const signature of signatures) {
    const fields = await readSound(from, signature, logger)
    if (fields === undefined || there.has(fields['nonce'])) continue
    const { format: _format, checksum: _checksum, ...own } = fields
    await append(to, own)
  }
}

async function readSound(
  { storage, name, number }: SignedVersion,
  signature: number,
  logger: Logger
): Promise<DocumentFields | undefined> {
  try {
    return await readUnlessTorn(storage, signatureKey(name, number, signature), SIGNATURE_MAXIMUM)
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED')) throw error
    logger.warn(`${error.message}; the signature is left out`)
    return undefined
  }
}
