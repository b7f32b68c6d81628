import { systemErrorCode } from '../errors.js'

/** A system error in words for a message: `permission denied (EACCES)`. */
export function systemErrorReason(error: unknown): string {
  const code = systemErrorCode(error)
  const message = error instanceof Error ? error.message : String(error)
  if (code === undefined) return message
  // Node's own messages read `EACCES: permission denied, open '/path'`.
  const words = /^[A-Z0-9_]+: ([^,]+)/.exec(message)?.[1]
  return words === undefined ? code : `${words} (${code})`
}
