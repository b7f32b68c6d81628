/**
 * Signing and opening: a statement in a DSSE envelope (https://github.com/secure-systems-lab/dsse) in a Sigstore bundle
 * v0.3, as `model_signing` writes them for a key.
 */
import { ArtifactStoreError } from '../errors.js'
import { textAt, valueAt } from './json.js'
import type { SigningKey, VerifyingKey } from './keys.js'
import { malformed, parseStatement, type Statement } from './statement.js'

const MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json'
const PAYLOAD_TYPE = 'application/vnd.in-toto+json'

/** Plain JSON. */
export interface SignatureBundle {
  readonly mediaType: typeof MEDIA_TYPE
  readonly verificationMaterial: {
    /** The key's fingerprint: which key to try, and nothing to rely on. */
    readonly publicKey: { readonly hint: string }
    readonly tlogEntries: readonly never[]
  }
  readonly dsseEnvelope: {
    /** Base64. */
    readonly payload: string
    readonly payloadType: typeof PAYLOAD_TYPE
    readonly signatures: readonly [{ readonly sig: string; readonly keyid: '' }]
  }
}

export function signStatement(statement: Statement, key: SigningKey): SignatureBundle {
  const payload = Buffer.from(JSON.stringify(statement), 'utf8')
  const signature = key.sign(preAuthEncoding(PAYLOAD_TYPE, payload))
  return bundleOf(payload.toString('base64'), signature.toString('base64'), key.publicKey)
}

function bundleOf(payload: string, sig: string, { fingerprint }: VerifyingKey): SignatureBundle {
  return {
    mediaType: MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint: fingerprint }, tlogEntries: [] },
    dsseEnvelope: { payload, payloadType: PAYLOAD_TYPE, signatures: [{ sig, keyid: '' }] }
  }
}

export interface OpenedBundle {
  readonly statement: Statement
  /** The one that it is signed by. */
  readonly key: VerifyingKey
  /** The same again, with nothing else that was in it. */
  readonly bundle: SignatureBundle
}

/**
 * The statement of a bundle, once it is known to be signed by one of the keys. Nothing of it is read before.
 * @throws ArtifactStoreError `SIGNATURE`, as the rest of a sentence about the signature.
 */
export function openBundle(bundle: unknown, predicateType: string, keys: readonly VerifyingKey[]): OpenedBundle {
  if (valueAt(bundle, 'mediaType') !== MEDIA_TYPE) throw malformed('it is no Sigstore bundle v0.3')
  const envelope = valueAt(bundle, 'dsseEnvelope')
  if (valueAt(envelope, 'payloadType') !== PAYLOAD_TYPE) throw malformed('its payload is of another type')
  const signatures = valueAt(envelope, 'signatures')
  if (!Array.isArray(signatures) || signatures.length !== 1) throw malformed('it does not hold exactly one signature')
  const [payload, sig] = [textAt(envelope, 'payload') ?? '', textAt(signatures[0], 'sig') ?? '']
  const bytes = decodeBase64(payload, 'payload')
  const signature = decodeBase64(sig, 'signature')
  const signed = preAuthEncoding(PAYLOAD_TYPE, bytes)
  const key = keys.find((candidate) => candidate.verifies(signed, signature))
  if (key === undefined) throw notByThese(keys, textAt(bundle, 'verificationMaterial', 'publicKey', 'hint'))
  return { statement: parseStatement(bytes, predicateType), key, bundle: bundleOf(payload, sig, key) }
}

/** What is signed, so that a payload of one type cannot stand for one of another (DSSE, "PAE"). */
export function preAuthEncoding(payloadType: string, payload: Uint8Array): Buffer {
  const header = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `
  return Buffer.concat([Buffer.from(header, 'utf8'), payload])
}

/** Strictly: of two texts that decode to the same bytes only one is right. */
function decodeBase64(text: string, what: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length === 0 || bytes.toString('base64') !== text) throw malformed(`its ${what} is not Base64`)
  return bytes
}

function notByThese(keys: readonly VerifyingKey[], hint: string | undefined): ArtifactStoreError {
  if (keys.some(({ fingerprint }) => fingerprint === hint)) {
    return new ArtifactStoreError('SIGNATURE', 'what it states was altered: the signature does not fit it')
  }
  const other = hint !== undefined && /^[0-9a-f]{64}$/.test(hint) ? `, ${hint.slice(0, 16)}…` : ''
  return new ArtifactStoreError('SIGNATURE', `it is by another key${other}`)
}
