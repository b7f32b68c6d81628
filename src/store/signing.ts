/** Signing a version that is saved. docs/PROTOCOL.md, "Signatures". */
import { ArtifactStoreError, isStoreError } from '../errors.js'
import { readProvenance, signStatement, verifyPair, type SigningKey, type StatedProvenance } from '../signing/index.js'
import type { StoreContext } from './context.js'
import type { VersionRecord } from './record.js'
import { appendSignature, listSignatures, readSignature, type SignedVersion } from './signatures.js'
import { statedVersion, statementsOf, type VersionStatements } from './statements.js'
import type { InputVersion, SavedSignature, SaveRequest, SaveResult } from './types.js'

/**
 * Signs the version and gives its statements, as the request asks. Of a version that is reused what is stated is what
 * this run knows: its own run, which made the same contents, and no label that somebody else gave.
 * @param created false for a version that was there already, and may have such a signature
 * @throws ArtifactStoreError that says that the version is saved all the same
 */
export async function signSaved(
  context: StoreContext,
  { signingKey, statements: isWanted = false, label, run = {} }: SaveRequest,
  inputs: readonly InputVersion[],
  record: VersionRecord,
  created: boolean
): Promise<Pick<SaveResult, 'signature' | 'statements'>> {
  if (signingKey === undefined && !isWanted) return {}
  try {
    const statements = await statementsOf(context, record, { label, run, inputs })
    return {
      ...(signingKey === undefined ? {} : { signature: await sign(context, record, statements, created, signingKey) }),
      ...(isWanted ? { statements } : {})
    }
  } catch (error) {
    if (!isStoreError(error)) throw error
    const { name, number } = record.metadata
    const what = signingKey === undefined ? 'its statements could not be made' : 'it is not signed'
    throw new ArtifactStoreError(
      error.code,
      `${name}@v${number} is saved, but ${what}: ${error.message} (the same save again makes up for it)`,
      { cause: error }
    )
  }
}

async function sign(
  context: StoreContext,
  record: VersionRecord,
  statements: VersionStatements,
  created: boolean,
  key: SigningKey
): Promise<SavedSignature> {
  const { name, number } = record.metadata
  const { provenance, model, withoutModel } = statements
  const version: SignedVersion = { storage: context.storage, name, number }
  const result = { key: key.publicKey.fingerprint, ...(withoutModel === undefined ? {} : { withoutModel }) }
  if (!created && (await isSigned(version, record, readProvenance(provenance), key))) {
    return { ...result, created: false }
  }
  context.throwIfCancelled()
  await appendSignature(version, {
    provenance: signStatement(provenance, key),
    model: model === undefined ? undefined : signStatement(model, key),
    signedAt: context.clock().toISOString(),
    nonce: context.nonce()
  })
  if (withoutModel !== undefined) {
    context.logger.warn(`${name}@v${number} is signed without a statement for model_signing: ${withoutModel}`)
  }
  return { ...result, created: true }
}

/** Whether there is a signature by this key that says the same of the version and its workflow. */
async function isSigned(
  version: SignedVersion,
  record: VersionRecord,
  stated: StatedProvenance,
  key: SigningKey
): Promise<boolean> {
  const policy = { keys: [key.publicKey] }
  for (const signature of await listSignatures(version)) {
    try {
      const pair = await readSignature(version, signature)
      if (pair === undefined) continue
      const { provenance } = verifyPair(pair, statedVersion(record, stated.version.label), undefined, policy)
      const isSame = (['repository', 'workflow', 'ref'] as const).every((part) => provenance[part] === stated[part])
      if (isSame && provenance.version.label === stated.version.label) return true
    } catch (error) {
      if (!isStoreError(error, 'SIGNATURE') && !isStoreError(error, 'DAMAGED')) throw error
    }
  }
  return false
}
