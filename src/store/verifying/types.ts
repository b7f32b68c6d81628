import type { ArtifactName } from '../types.js'
import type { Finding } from './findings.js'

export interface VerifyRequest {
  /** All artifacts where it is missing. */
  readonly name?: ArtifactName
  /**
   * Read every byte: each chunk that is stored, each file as a whole. Otherwise what there is, its sizes, and how it fits
   * together. Default true.
   */
  readonly deep?: boolean
  /**
   * Mark packs of which a chunk is damaged, so that no later save shares it; where the store cannot be written, nothing is
   * marked. Default true.
   */
  readonly mark?: boolean
}

export interface VerifyResult {
  /** Nothing is damaged; there may be warnings. */
  readonly sound: boolean
  readonly deep: boolean
  readonly artifacts: number
  /** Living versions. */
  readonly versions: number
  /** Files of these versions, each in each version. */
  readonly files: number
  /** Packs that these versions name, and the bytes of them. */
  readonly packs: number
  readonly packedSize: number
  /** Bytes of packs that were read. */
  readonly bytesRead: number
  /** Damage first. */
  readonly findings: readonly Finding[]
}
