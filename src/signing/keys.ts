/** ECDSA keys over P-256, as PEM. The private one is used, and never shown. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign as signBytes,
  verify as verifyBytes
} from 'node:crypto'
import { ArtifactStoreError } from '../errors.js'

/** How OpenSSL calls P-256. */
const CURVE = 'prime256v1'
const HASH = 'sha256'

/** The SHA-256 of the public key as PEM, 64 hexadecimal digits: what `model_signing` names a key by. */
export type KeyFingerprint = string

const HOW_TO_MAKE_ONE = "'openssl ecparam -name prime256v1 -genkey -noout -out signing.key' makes one"
const HOW_TO_EXPORT_ONE = "'openssl ec -in signing.key -pubout -out signing.pub' writes that of a private key"

/** A private key that signs. What it is made of is in no property, so that nothing that shows an object shows it. */
export class SigningKey {
  readonly #key: KeyObject
  /** Verifies what this key signs. */
  readonly publicKey: VerifyingKey

  constructor(key: KeyObject) {
    this.#key = key
    this.publicKey = new VerifyingKey(createPublicKey(key))
  }

  /** @returns an ASN.1 DER signature over the SHA-256 of `bytes`. */
  sign(bytes: Uint8Array): Buffer {
    return signBytes(HASH, bytes, this.#key)
  }
}

/** A public key. */
export class VerifyingKey {
  readonly fingerprint: KeyFingerprint
  /** As PEM (SubjectPublicKeyInfo). */
  readonly pem: string
  private readonly key: KeyObject

  constructor(key: KeyObject) {
    this.key = key
    this.pem = key.export({ type: 'spki', format: 'pem' }).toString()
    this.fingerprint = createHash(HASH).update(this.pem).digest('hex')
  }

  /** Whether `signature` is one that the private key made over `bytes`. */
  verifies(bytes: Uint8Array, signature: Uint8Array): boolean {
    try {
      return verifyBytes(HASH, bytes, this.key, signature)
    } catch {
      // Bytes that are no signature at all.
      return false
    }
  }
}

/**
 * Reads a private key. No message and no cause of an error holds anything of the text.
 * @param pem PKCS#8 or SEC1, not encrypted.
 * @param origin how messages call it: `input 'sign-key'`.
 * @throws ArtifactStoreError `INVALID_INPUT`
 */
export function parseSigningKey(pem: string, origin: string): SigningKey {
  if (isEncrypted(pem)) {
    throw invalid(
      origin,
      "is encrypted with a passphrase, which nobody can type here: give it decrypted ('openssl ec -in FILE'), as a secret"
    )
  }
  if (!/-----BEGIN (?:EC )?PRIVATE KEY-----/.test(pem)) {
    const isPublic = pem.includes('-----BEGIN PUBLIC KEY-----')
    throw invalid(
      origin,
      `is ${isPublic ? 'a public key, not' : 'not'} a private key in PEM format: ${HOW_TO_MAKE_ONE}`
    )
  }
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    // What OpenSSL says of it names neither the place nor the remedy.
    throw invalid(origin, `cannot be read as a private key in PEM format: is it whole, with its line breaks?`)
  }
  checkCurve(key, origin)
  return new SigningKey(key)
}

/** Public keys in one text: while keys are changed, signatures of the old and of the new one hold. */
export function parsePublicKeys(pem: string, origin: string): readonly VerifyingKey[] {
  if (pem.includes('PRIVATE KEY-----')) {
    throw invalid(origin, `is a private key, which has no place here: give the public one; ${HOW_TO_EXPORT_ONE}`)
  }
  const blocks = pem.match(/-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----/g)
  if (blocks === null) throw invalid(origin, `is not a public key in PEM format: ${HOW_TO_EXPORT_ONE}`)
  return blocks.map((block) => {
    let key: KeyObject
    try {
      key = createPublicKey(block)
    } catch {
      throw invalid(origin, 'cannot be read as a public key in PEM format: is it whole, with its line breaks?')
    }
    checkCurve(key, origin)
    return new VerifyingKey(key)
  })
}

function isEncrypted(pem: string): boolean {
  return /-----BEGIN ENCRYPTED [A-Z ]*PRIVATE KEY-----|^Proc-Type: *4, *ENCRYPTED/m.test(pem)
}

function checkCurve(key: KeyObject, origin: string): void {
  const { asymmetricKeyType, asymmetricKeyDetails } = key
  if (asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === CURVE) return
  const curve = asymmetricKeyDetails?.namedCurve
  const what = curve === undefined ? (asymmetricKeyType ?? 'unknown').toUpperCase() : `EC key over ${curve}`
  throw invalid(origin, `is a key of another kind (${what}), and must be ECDSA over P-256: ${HOW_TO_MAKE_ONE}`)
}

function invalid(origin: string, problem: string): ArtifactStoreError {
  return new ArtifactStoreError('INVALID_INPUT', `${origin} ${problem}`)
}
