/** Reading many chunks with few reads: neighbours in a pack are read together, small gaps read through. */

/** A longer gap is never read through. Bytes. */
export const MAXIMUM_GAP = 1024 * 1024
/** All gaps that are read through in a pack are at most this share of what is needed of it: a bucket counts bytes too. */
export const MAXIMUM_WASTE = 0.25
/** Longer spans are cut, so that memory stays bounded. Bytes. */
export const MAXIMUM_SPAN = 4 * 1024 * 1024
/** As are those of more items: many small files, or one chunk that many files share. */
export const MAXIMUM_ITEMS = 4096

/** A stretch of one pack, and the items of a sorted list that lie in it: `first` to `last`, both included. */
export interface Span {
  readonly offset: number
  readonly length: number
  readonly first: number
  readonly last: number
}

interface Item {
  readonly pack: number
  readonly offset: number
  readonly stored: number
}

/**
 * Cuts items that are sorted by pack and offset into spans.
 * @param count how many items there are.
 * @param at gives pack (any number that tells packs apart), offset and stored bytes of an item.
 */
export function* planSpans(count: number, at: (item: number) => Item): Generator<Span & { readonly pack: number }> {
  let item = 0
  while (item < count) {
    const { pack } = at(item)
    let end = item + 1
    while (end < count && at(end).pack === pack) end++
    const gap = longestGap(item, end, at)
    while (item < end) {
      const span = nextSpan(item, end, gap, at)
      yield { pack, ...span }
      item = span.last + 1
    }
  }
}

function nextSpan(first: number, count: number, gap: number, at: (item: number) => Item): Span {
  const { offset, stored } = at(first)
  let end = offset + stored
  let item = first + 1
  while (item < count && item - first < MAXIMUM_ITEMS) {
    const next = at(item)
    const grown = Math.max(end, next.offset + next.stored)
    if (next.offset - end > gap || grown - offset > MAXIMUM_SPAN) break
    end = grown
    item++
  }
  return { offset, length: end - offset, first, last: item - 1 }
}

/** The length up to which the gaps between the items of a pack are read through: the shortest ones, within the waste. */
function longestGap(first: number, count: number, at: (item: number) => Item): number {
  const gaps: number[] = []
  let needed = 0
  let end = at(first).offset
  for (let item = first; item < count; item++) {
    const { offset, stored } = at(item)
    if (offset > end) gaps.push(offset - end)
    needed += Math.max(0, offset + stored - Math.max(end, offset))
    end = Math.max(end, offset + stored)
  }
  gaps.sort((a, b) => a - b)
  let waste = 0
  let longest = 0
  for (let start = 0; start < gaps.length;) {
    const length = gaps[start]!
    let after = start
    while (gaps[after] === length) after++
    waste += length * (after - start)
    if (length > MAXIMUM_GAP || waste > needed * MAXIMUM_WASTE) break
    longest = length
    start = after
  }
  return longest
}
