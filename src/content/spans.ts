/** Reading many chunks with few reads: neighbours in a pack are read together, small gaps read through. */

/** A gap up to this is cheaper read than asked around. Bytes. */
export const MAXIMUM_GAP = 1024 * 1024
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

/**
 * Cuts items that are sorted by pack and offset into spans.
 * @param count how many items there are.
 * @param at gives pack (any number that tells packs apart), offset and stored bytes of an item.
 */
export function* planSpans(
  count: number,
  at: (item: number) => { readonly pack: number; readonly offset: number; readonly stored: number }
): Generator<Span & { readonly pack: number }> {
  let item = 0
  while (item < count) {
    const first = item
    const { pack, offset, stored } = at(item++)
    let end = offset + stored
    while (item < count && item - first < MAXIMUM_ITEMS) {
      const next = at(item)
      const grown = Math.max(end, next.offset + next.stored)
      if (next.pack !== pack || next.offset - end > MAXIMUM_GAP || grown - offset > MAXIMUM_SPAN) break
      end = grown
      item++
    }
    yield { pack, offset, length: end - offset, first, last: item - 1 }
  }
}
