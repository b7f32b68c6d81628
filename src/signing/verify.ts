/** Whether signatures of a version are good enough. Everything that is not known to be right is wrong. */
import { ArtifactStoreError, quote } from '../errors.js'
import { openBundle, type OpenedBundle, type SignatureBundle } from './bundle.js'
import type { KeyFingerprint } from './keys.js'
import { MODEL_PREDICATE_TYPE } from './model-statement.js'
import { checkPolicy, type SignaturePolicy } from './policy.js'
import { PROVENANCE_PREDICATE_TYPE, readProvenance, type StatedProvenance, type StatedVersion } from './provenance.js'
import type { Statement } from './statement.js'

/** The two signatures of one signing, as they were found. */
export interface SignaturePair {
  readonly provenance: unknown
  /** Undefined where the files are nothing that Model Signing can list. */
  readonly model: unknown
}

export interface VerifiedPair {
  readonly key: KeyFingerprint
  readonly provenance: StatedProvenance
  /** The signed list of files, which is yet to be held against the version's. */
  readonly model: Statement | undefined
  /** The signatures themselves. */
  readonly bundles: { readonly provenance: SignatureBundle; readonly model: SignatureBundle | undefined }
}

/**
 * @param version what the statements must be about
 * @param asked the selector by which the version was chosen: a label must be signed if it chose
 * @throws ArtifactStoreError `SIGNATURE`, as the rest of a sentence about the signature.
 */
export function verifyPair(
  pair: SignaturePair,
  version: StatedVersion,
  asked: string | undefined,
  policy: SignaturePolicy
): VerifiedPair {
  const { statement, key, bundle } = openBundle(pair.provenance, PROVENANCE_PREDICATE_TYPE, policy.keys)
  const provenance = readProvenance(statement)
  checkVersion(provenance.version, version, asked, policy.signedAs)
  checkPolicy(policy, provenance)
  const model = openModel(pair.model, provenance, policy, key.fingerprint)
  if (model === undefined && policy.requireModel === true) {
    throw refused('it has no statement for model_signing, which cannot represent the files, and that is asked for')
  }
  return {
    key: key.fingerprint,
    provenance,
    model: model?.statement,
    bundles: { provenance: bundle, model: model?.bundle }
  }
}

/** What was signed together is believed together: nobody can take one of the two away. */
function openModel(
  bundle: unknown,
  { modelRoot }: StatedProvenance,
  { keys }: SignaturePolicy,
  fingerprint: KeyFingerprint
): OpenedBundle | undefined {
  if (bundle === undefined && modelRoot === undefined) return undefined
  if (bundle === undefined) throw refused('the model statement that was signed with its provenance is missing')
  if (modelRoot === undefined) throw refused('its provenance knows of no model statement, and there is one')
  const ofThisKey = keys.filter((key) => key.fingerprint === fingerprint)
  return openBundle(bundle, MODEL_PREDICATE_TYPE, ofThisKey)
}

function checkVersion(
  stated: StatedVersion,
  version: StatedVersion,
  asked: string | undefined,
  signedAs: string | undefined
): void {
  if (stated.digest !== version.digest) throw refused(`it is of other contents, sha256:${stated.digest}`)
  if (signedAs !== undefined) {
    if (stated.name !== signedAs) throw refused(`it is of ${describe(stated)}, and ${quote(signedAs)} is required`)
    return
  }
  const isThisOne = stated.name === version.name && stated.number === version.number
  if (!isThisOne || (stated.label !== undefined && stated.label !== version.label)) {
    throw refused(`it is of ${describe(stated)}, not of ${describe(version)}`)
  }
  if (version.label !== undefined && asked === version.label && stated.label === undefined) {
    throw refused(`it does not cover the label ${quote(version.label)} that was asked for`)
  }
}

function describe({ name, number, label }: StatedVersion): string {
  return quote(`${name}@v${number}${label === undefined ? '' : ` (${label})`}`)
}

function refused(reason: string): ArtifactStoreError {
  return new ArtifactStoreError('SIGNATURE', reason)
}
