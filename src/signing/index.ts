/**
 * What is signed of a version, and when a signature counts: statements, keys, bundles, policies. Pure: it knows neither
 * stores nor where anything is kept.
 */
export { openBundle, preAuthEncoding, signStatement, type SignatureBundle } from './bundle.js'
export { parsePublicKeys, parseSigningKey, SigningKey, VerifyingKey, type KeyFingerprint } from './keys.js'
export {
  checkModelStatement,
  MODEL_PREDICATE_TYPE,
  ModelFiles,
  modelStatement,
  modelSubject,
  type ModelFile
} from './model-statement.js'
export type { SignaturePolicy } from './policy.js'
export {
  PROVENANCE_PREDICATE_TYPE,
  provenanceStatement,
  readProvenance,
  type Origins,
  type StatedProvenance,
  type StatedVersion
} from './provenance.js'
export type { Statement, Subject } from './statement.js'
export { verifyPair, type SignaturePair, type VerifiedPair } from './verify.js'
