import { createHash, hash as oneShot } from 'node:crypto'

/** 64 lower-case hexadecimal digits. */
export type Sha256 = string

/** Bytes of a hash. */
export const HASH_BYTES = 32

/** The SHA-256 of `bytes`, 32 bytes. */
export function sha256(bytes: Uint8Array): Buffer {
  // crypto.hash spares the Hash object, a fifth of the time on small chunks; Node 20 has it from 20.12 on.
  return typeof oneShot === 'function'
    ? oneShot('sha256', bytes, 'buffer')
    : createHash('sha256').update(bytes).digest()
}

/** The SHA-256 of `data` (text as UTF-8), as 64 hexadecimal digits. */
export function sha256Hex(data: Uint8Array | string): Sha256 {
  return createHash('sha256').update(data).digest('hex')
}

const SHA256_PATTERN = /^[0-9a-f]{64}$/

export function isSha256(value: unknown): value is Sha256 {
  return typeof value === 'string' && SHA256_PATTERN.test(value)
}
