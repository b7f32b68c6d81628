import { realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemErrorCode } from '../errors.js'

/** The real path of a folder that may be missing yet: of what there is of it, and the rest as it is spelled. */
export async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    const parent = dirname(path)
    const code = systemErrorCode(error)
    if (parent === path || (code !== 'ENOENT' && code !== 'ENOTDIR')) return path
    return join(await realFolder(parent), basename(path))
  }
}
