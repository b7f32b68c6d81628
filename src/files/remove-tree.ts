import { chmodSync, lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs'
import { systemErrorCode } from '../errors.js'
import { joinRaw, type RawPath } from './raw-path.js'

/**
 * Removes whatever lies at a path, never what a link points to, also out of folders that their owner may not write.
 * What is gone already is no error.
 * @returns How many files, links and folders were removed.
 */
export function removeTree(path: RawPath): number {
  let removed = 0
  // An explicit stack, since trees may be deeper than calls.
  const stack: { readonly path: RawPath; emptied: boolean }[] = [{ path, emptied: false }]
  for (let item = stack.at(-1); item !== undefined; item = stack.at(-1)) {
    const current = item.path
    const stats = item.emptied ? undefined : lstatSync(current, { throwIfNoEntry: false })
    if (stats?.isDirectory() === true) {
      if ((stats.mode & 0o700) !== 0o700) chmodSync(current, 0o700)
      for (const name of readdirSync(current, { encoding: 'buffer' })) {
        stack.push({ path: joinRaw(current, name), emptied: false })
      }
      item.emptied = true
      continue
    }
    stack.pop()
    if (item.emptied) removed += attempt(() => rmdirSync(current))
    else if (stats !== undefined) removed += attempt(() => unlinkSync(current))
  }
  return removed
}

/** 1, or 0 where somebody else was faster. */
function attempt(remove: () => void): number {
  try {
    remove()
    return 1
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return 0
    throw error
  }
}
