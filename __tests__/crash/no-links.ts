/** Loaded before the bundle (`--import`): the file system has no hard links, as exFAT and some network ones. */
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'

promises.link = async () => {
  throw Object.assign(new Error('EPERM: no hard links here'), { code: 'EPERM' })
}
syncBuiltinESMExports()
