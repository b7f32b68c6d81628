import { systemErrorCode, visible } from '../errors.js'

/** A system error in words for a message: `permission denied (EACCES)`. */
export function systemErrorReason(error: unknown): string {
  const code = systemErrorCode(error)
  // No `instanceof`: the error may be of another realm.
  const { message } = Object(error) as { readonly message?: unknown }
  const text = visible(typeof message === 'string' ? message : String(error))
  if (code === undefined) return text
  // Node's own messages read `EACCES: permission denied, open '/path'`.
  const words = /^[A-Z0-9_]+: ([^,]+)/.exec(text)?.[1]
  const known = words ?? UNNAMED[code]
  return known === undefined ? code : `${known} (${code})`
}

/** Node.js has no words for these. */
const UNNAMED: Readonly<Record<string, string>> = { EDQUOT: 'disk quota exceeded', ESTALE: 'stale file handle' }
