/** in-toto Statements, version 1: what is claimed (the predicate) of what (the subjects). */
import { ArtifactStoreError } from '../errors.js'
import { isObject } from './json.js'

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'

export interface Subject {
  readonly name: string
  readonly digest: { readonly sha256: string }
}

export interface Statement<Predicate extends object = object> {
  readonly _type: typeof STATEMENT_TYPE
  readonly subject: readonly Subject[]
  readonly predicateType: string
  readonly predicate: Predicate
}

export function statement<Predicate extends object>(
  predicateType: string,
  predicate: Predicate,
  subject: readonly Subject[]
): Statement<Predicate> {
  return { _type: STATEMENT_TYPE, subject, predicateType, predicate }
}

/**
 * Reads a statement of one type. That it was signed does not make it well-formed.
 * @throws ArtifactStoreError `SIGNATURE`
 */
export function parseStatement(payload: Uint8Array, predicateType: string): Statement {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    throw malformed('its payload is not JSON')
  }
  if (!isObject(value) || value['_type'] !== STATEMENT_TYPE) throw malformed('its payload is no in-toto Statement v1')
  if (value['predicateType'] !== predicateType) throw malformed(`it states something else than ${predicateType}`)
  const { subject, predicate } = value
  if (!Array.isArray(subject) || subject.length === 0 || !subject.every(isSubject)) {
    throw malformed('its statement has no subject with a SHA-256')
  }
  if (!isObject(predicate)) throw malformed('its statement has no predicate')
  return { _type: STATEMENT_TYPE, subject, predicateType, predicate }
}

function isSubject(value: unknown): value is Subject {
  if (!isObject(value) || typeof value['name'] !== 'string' || !isObject(value['digest'])) return false
  const { sha256 } = value['digest']
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)
}

/** What is wrong with a signature, as the rest of a sentence about it. */
export function malformed(problem: string): ArtifactStoreError {
  return new ArtifactStoreError('SIGNATURE', `it is malformed: ${problem}`)
}
