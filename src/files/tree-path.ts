import type { TreePath } from './source.js'

/**
 * The order of paths in a tree: segment by segment, each by the bytes of its UTF-8. A folder comes before what it
 * holds and what it holds before its next sibling, so a walk that sorts each folder gives it without holding the list.
 *
 * Equals comparing code points with `/` below every other character. JavaScript compares UTF-16 units, which differs
 * where a surrogate meets a unit of U+E000 or above; the last lines put that right.
 */
export function compareTreePaths(left: TreePath, right: TreePath): number {
  const length = Math.min(left.length, right.length)
  for (let index = 0; index < length; index++) {
    const a = left.charCodeAt(index)
    const b = right.charCodeAt(index)
    if (a === b) continue
    if (a === SLASH) return -1
    if (b === SLASH) return 1
    if (a >= SURROGATES && b >= SURROGATES) return rotateSurrogates(a) - rotateSurrogates(b)
    return a - b
  }
  return left.length - right.length
}

const SLASH = 0x2f
const SURROGATES = 0xd800

/** Moves the surrogates (code points above U+FFFF) behind U+E000…U+FFFF. */
function rotateSurrogates(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000
}
