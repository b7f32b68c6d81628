/** Which names may be written: what no tree may hold, and what one platform or the other cannot. */
import { ArtifactStoreError, quote } from '../errors.js'
import type { TreePath } from './source.js'
import { isWellFormed } from './well-formed.js'

/** Of a name, in the unit that the platform counts. */
const MAX_NAME = 255

/** Windows takes these for devices, with any extension. */
const RESERVED_ON_WINDOWS = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(?:\.|$)/i
// eslint-disable-next-line no-control-regex -- control characters are among what Windows refuses
const FORBIDDEN_ON_WINDOWS = /[\u0000-\u001f<>:"|?*\\]/

/**
 * Checks one segment of a path.
 * @param path The whole path, for the message.
 * @throws ArtifactStoreError `DAMAGED` where no tree may hold it, `DESTINATION` where the platform cannot.
 */
export function checkName(name: string, path: TreePath, platform: NodeJS.Platform): void {
  if (name === '' || name === '.' || name === '..' || name.includes('\0') || !isWellFormed(name)) {
    throw new ArtifactStoreError(
      'DAMAGED',
      `the version holds the path ${quote(path)}, which no save makes; nothing was written`
    )
  }
  const why = platform === 'win32' ? refusedByWindows(name) : isTooLong(name, platform) ? 'is too long' : undefined
  if (why === undefined) return
  throw new ArtifactStoreError(
    'DESTINATION',
    `cannot restore ${quote(path)} here: the name ${quote(name)} ${why}; nothing was written`
  )
}

function refusedByWindows(name: string): string | undefined {
  if (FORBIDDEN_ON_WINDOWS.test(name)) return 'holds a character that Windows does not allow'
  if (/[. ]$/.test(name)) return 'ends in a dot or a space, which Windows drops'
  if (RESERVED_ON_WINDOWS.test(name)) return 'is reserved by Windows'
  return name.length > MAX_NAME ? 'is too long' : undefined
}

function isTooLong(name: string, platform: NodeJS.Platform): boolean {
  // macOS counts characters, where Linux and others count bytes. No character takes more than three bytes for a unit.
  if (name.length * 3 <= MAX_NAME) return false
  return (platform === 'darwin' ? name.length : Buffer.byteLength(name)) > MAX_NAME
}

/** The longest path that the platform takes, in bytes with the NUL that ends it. */
export function maxPathBytes(platform: NodeJS.Platform): number {
  if (platform === 'win32') return 32_767
  return platform === 'darwin' ? 1024 : 4096
}
