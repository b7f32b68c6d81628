import fc from 'fast-check'
import { MAXIMUM_GAP, MAXIMUM_ITEMS, MAXIMUM_SPAN, MAXIMUM_WASTE, planSpans } from '../../src/content/spans.js'
import { KIB, MIB } from './support.js'

interface Item {
  readonly pack: number
  readonly offset: number
  readonly stored: number
}

const spansOf = (
  items: readonly Item[]
): ReturnType<typeof planSpans> extends Generator<infer Span> ? Span[] : never => [
  ...planSpans(items.length, (item) => items[item])
]

const chunk = (offset: number, stored: number, pack = 0): Item => ({ pack, offset, stored })

/** Chunks sorted by pack and offset: neighbours, gaps of all lengths, and chunks that several files share. */
const anyItems = fc
  .array(
    fc.record({
      newPack: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
      gap: fc.oneof(
        { weight: 6, arbitrary: fc.constant(0) },
        { weight: 2, arbitrary: fc.nat(2 * MIB) },
        { weight: 2, arbitrary: fc.constantFrom(MAXIMUM_GAP - 1, MAXIMUM_GAP, MAXIMUM_GAP + 1) }
      ),
      stored: fc.oneof(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: MIB })),
      times: fc.integer({ min: 1, max: 4 })
    }),
    { maxLength: 120 }
  )
  .map((steps) => {
    const items: Item[] = []
    let pack = 0
    let end = 0
    for (const { newPack, gap, stored, times } of steps) {
      if (newPack) {
        pack++
        end = 0
      }
      for (let time = 0; time < times; time++) items.push(chunk(end + gap, stored, pack))
      end += gap + stored
    }
    return items
  })

const endOf = ({ offset, length }: { offset: number; length: number }): number => offset + length

/** The gaps between the items of one pack. */
function gapsOf(items: readonly Item[]): number[] {
  const gaps: number[] = []
  let end = items[0].offset
  for (const { offset, stored } of items) {
    if (offset > end) gaps.push(offset - end)
    end = Math.max(end, offset + stored)
  }
  return gaps
}

/** Bytes of a pack that items lie on, each counted once. */
function neededOf(items: readonly Item[], pack: number): number {
  const own = items.filter((item) => item.pack === pack)
  const gaps = gapsOf(own).reduce((sum, gap) => sum + gap, 0)
  return Math.max(...own.map(({ offset, stored }) => offset + stored)) - own[0].offset - gaps
}

describe('planning reads', () => {
  test('covers every chunk once, in order, with spans that hold it whole', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        let next = 0
        for (const { pack, offset, length, first, last } of spansOf(items)) {
          expect(first).toBe(next)
          expect(last).toBeGreaterThanOrEqual(first)
          next = last + 1
          const inSpan = items.slice(first, next)
          expect(inSpan.every((item) => item.pack === pack)).toBe(true)
          expect(Math.min(...inSpan.map((item) => item.offset))).toBe(offset)
          expect(Math.max(...inSpan.map((item) => item.offset + item.stored))).toBe(offset + length)
        }
        expect(next).toBe(items.length)
      })
    )
  })

  test('keeps spans short and reads through no long gap', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        for (const { offset, length, first, last } of spansOf(items)) {
          expect(length).toBeLessThanOrEqual(MAXIMUM_SPAN)
          let end = offset
          for (const item of items.slice(first, last + 1)) {
            expect(item.offset - end).toBeLessThanOrEqual(MAXIMUM_GAP)
            end = Math.max(end, item.offset + item.stored)
          }
        }
      })
    )
  })

  test('reads at most a quarter more of a pack than is needed of it', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        const read = new Map<number, number>()
        for (const { pack, length } of spansOf(items)) read.set(pack, (read.get(pack) ?? 0) + length)
        for (const [pack, bytes] of read) expect(bytes).toBeLessThanOrEqual(neededOf(items, pack) * (1 + MAXIMUM_WASTE))
      })
    )
  })

  test('takes together what may be: a span ends only where it must, or the gap is longer than those read through', () => {
    fc.assert(
      fc.property(anyItems, (items) => {
        const spans = spansOf(items)
        const gapAfter = (index: number): number => items[spans[index].last + 1].offset - endOf(spans[index])
        for (const [index, { pack, offset, length, first, last }] of spans.slice(0, -1).entries()) {
          const next = items[last + 1]
          if (next.pack !== pack || next.offset + next.stored - offset > MAXIMUM_SPAN) continue
          expect(spans[index + 1].first).toBe(last + 1)
          const gap = gapAfter(index)
          expect(gap).toBeGreaterThan(0)
          expect(Math.max(0, ...gapsOf(items.slice(first, last + 1)))).toBeLessThan(gap)
          // Reading it through, and all that are not longer, would be too much.
          const gaps = gapsOf(items.filter((item) => item.pack === pack)).filter((other) => other <= gap)
          const waste = gaps.reduce((sum, other) => sum + other, 0)
          expect(gap > MAXIMUM_GAP || waste > neededOf(items, pack) * MAXIMUM_WASTE).toBe(true)
          expect(offset + length).toBeLessThanOrEqual(next.offset)
        }
      })
    )
  })

  test('ends a span at its limits, to the byte', () => {
    expect(spansOf([])).toEqual([])
    expect(spansOf([chunk(5, 7)])).toEqual([{ pack: 0, offset: 5, length: 7, first: 0, last: 0 }])
    const enough = Array.from({ length: 8 }, (_, index) => chunk(index * MIB, MIB))
    expect(spansOf([...enough, chunk(8 * MIB + MAXIMUM_GAP, MIB)])).toHaveLength(3)
    const apart = [...enough, chunk(8 * MIB, 10), chunk(8 * MIB + 10 + MAXIMUM_GAP, 10)]
    expect(spansOf(apart).at(-1)).toMatchObject({ offset: 8 * MIB, length: MAXIMUM_GAP + 20 })
    expect(spansOf([...enough, chunk(8 * MIB, 10), chunk(8 * MIB + 11 + MAXIMUM_GAP, 10)])).toHaveLength(4)
    expect(spansOf([chunk(0, 8), chunk(10, 8)])).toHaveLength(1)
    expect(spansOf([chunk(0, 5), chunk(10, 5)])).toHaveLength(2)
    const full = Array.from({ length: MAXIMUM_SPAN / MIB }, (_, index) => chunk(index * MIB, MIB))
    expect(spansOf(full)).toHaveLength(1)
    expect(spansOf([...full, chunk(MAXIMUM_SPAN, 1)])).toHaveLength(2)
    expect(spansOf([chunk(0, 10, 0), chunk(10, 10, 1)])).toHaveLength(2)
  })

  test('ends a span also after very many chunks, be they one chunk of very many files', () => {
    for (const distance of [0, 1]) {
      const items = Array.from({ length: 2 * MAXIMUM_ITEMS + 1 }, (_, index) => chunk(index * distance, 1))
      expect(spansOf(items).map(({ first, last }) => last - first + 1)).toEqual([MAXIMUM_ITEMS, MAXIMUM_ITEMS, 1])
    }
  })

  test('sees a chunk that lies inside another one', () => {
    expect(spansOf([chunk(0, 100 * KIB), chunk(10, 5), chunk(100 * KIB, 5)])).toEqual([
      { pack: 0, offset: 0, length: 100 * KIB + 5, first: 0, last: 2 }
    ])
    expect(spansOf([chunk(0, 100 * KIB), chunk(10, 5)])).toEqual([
      { pack: 0, offset: 0, length: 100 * KIB, first: 0, last: 1 }
    ])
  })
})
