import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { CHUNKING, findCuts, SCAN_START } from '../../src/content/chunker.js'
import { hashOf, KIB, MIB, noise, prose } from './support.js'

const { minimum, average, maximum } = CHUNKING

const cutsOf = (bytes: Uint8Array): number[] => findCuts(bytes, 0, 0, bytes.length, true).cuts

/** The gear hash's table as docs/FORMAT.md has it. */
const GEAR = Int32Array.from({ length: 256 }, (_, byte) =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.from('artifact-store'), Buffer.of(byte)]))
    .digest()
    .readInt32BE(0)
)

/** docs/FORMAT.md, "Chunks", word by word and slowly. */
function specifiedCuts(bytes: Uint8Array): number[] {
  const cuts: number[] = []
  let length = 0
  let h = 0
  for (let index = 0; index < bytes.length; index++) {
    length++
    if (length <= 64 * KIB - 64) continue
    h = ((h << 1) + GEAR[bytes[index]]) | 0
    const topBits = length <= 256 * KIB ? 20 : 16
    if ((length >= 64 * KIB && h >>> (32 - topBits) === 0) || length === MIB) {
      cuts.push(index + 1)
      length = 0
      h = 0
    }
  }
  if (length > 0) cuts.push(bytes.length)
  return cuts
}

/** As ingest does it: windows of any length, with what is left of the chunk before copied in front of longer ones. */
function cutsInWindows(bytes: Uint8Array, windows: readonly number[], headroom: number): number[] {
  const cuts: number[] = []
  let chunkStart = 0
  let position = 0
  let state = SCAN_START
  for (let turn = 0; position < bytes.length; turn++) {
    const end = Math.min(bytes.length, position + windows[turn % windows.length])
    const isMoved = end - position > KIB
    const moved = isMoved ? headroom - chunkStart : 0
    let window = bytes
    if (isMoved) {
      // What lies around the window is rubbish that must not matter.
      window = new Uint8Array(headroom + end - chunkStart + 7).fill(0x5a)
      window.set(bytes.subarray(chunkStart, end), headroom)
    }
    const found = findCuts(window, chunkStart + moved, position + moved, end + moved, end === bytes.length, state)
    state = found.state
    cuts.push(...found.cuts.map((cut) => cut - moved))
    chunkStart = cuts.at(-1) ?? 0
    position = end
  }
  return cuts
}

function chunksOf(bytes: Uint8Array): Map<string, number> {
  const chunks = new Map<string, number>()
  let start = 0
  for (const cut of cutsOf(bytes)) {
    chunks.set(hashOf(bytes.subarray(start, cut)), cut - start)
    start = cut
  }
  return chunks
}

/** How many chunks a change adds. */
function added(before: Uint8Array, after: Uint8Array): number {
  const known = chunksOf(before)
  return [...chunksOf(after).keys()].filter((hash) => !known.has(hash)).length
}

/** Contents of all kinds: runs of one byte (which only the maximum cuts), text, noise. */
const anyContent = fc
  .array(
    fc.record({
      kind: fc.constantFrom('run', 'text', 'noise', 'period'),
      seed: fc.integer({ min: 0, max: 1e6 }),
      length: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 1_250_000 }))
    }),
    { maxLength: 4 }
  )
  .map((parts) =>
    Buffer.concat(
      parts.map(({ kind, seed, length }) => {
        if (kind === 'run') return Buffer.alloc(length, seed)
        if (kind === 'text') return prose(seed, length)
        return kind === 'noise' ? noise(seed, length) : Buffer.alloc(length, noise(seed, 1 + (seed % 5000)))
      })
    )
  )

/** 4 bytes after a long run of zeros that make exactly so many top bits of the hash zero. */
function suffixWithZeroBits(zeroBits: number): Buffer {
  let before = 0
  for (let turn = 0; turn < 64; turn++) before = (before << 1) + GEAR[0]
  for (let candidate = 1; ; candidate++) {
    let h = before
    for (let shift = 24; shift >= 0; shift -= 8) h = ((h << 1) + GEAR[(candidate >>> shift) & 255]) | 0
    if (Math.clz32(h) === zeroBits) return Buffer.of(candidate >>> 24, candidate >>> 16, candidate >>> 8, candidate)
  }
}

/** Zeros, then the suffix, so that its last byte is byte number `length` of the chunk, then zeros. */
function cutAfter(length: number, suffix: Buffer): number {
  const bytes = Buffer.alloc(2 * MIB)
  suffix.copy(bytes, length - suffix.length)
  return cutsOf(bytes)[0]
}

describe('cutting files into chunks', () => {
  test('cuts as docs/FORMAT.md says', () => {
    fc.assert(
      fc.property(anyContent, (bytes) => {
        expect(cutsOf(bytes)).toEqual(specifiedCuts(bytes))
      }),
      { numRuns: 25 }
    )
  })

  test('cuts as it always did: other cuts share nothing with what is stored', () => {
    expect(cutsOf(noise('pinned', 3 * MIB))).toEqual([
      266897, 646274, 1009623, 1315517, 1607994, 1800140, 2095446, 2508682, 2797376, 3145728
    ])
  })

  test('cuts at the first byte that may be one, and not before', () => {
    const strict = suffixWithZeroBits(20)
    expect(cutAfter(minimum, strict)).toBe(minimum)
    expect(cutAfter(minimum - 1, strict)).toBe(maximum)
    expect(cutAfter(minimum + 1, strict)).toBe(minimum + 1)
  })

  test('asks for twenty zero bits up to 256 KiB, for sixteen from there on', () => {
    const loose = suffixWithZeroBits(16)
    const nineteen = suffixWithZeroBits(19)
    expect(cutAfter(average, loose)).toBe(maximum)
    expect(cutAfter(average, nineteen)).toBe(maximum)
    expect(cutAfter(average + 1, loose)).toBe(average + 1)
    expect(cutAfter(average + 1, suffixWithZeroBits(15))).toBe(maximum)
    expect(cutAfter(maximum - 1, loose)).toBe(maximum - 1)
  })

  test('makes chunks of 64 KiB to 1 MiB that together are the file', () => {
    fc.assert(
      fc.property(anyContent, (bytes) => {
        const cuts = cutsOf(bytes)
        const sizes = cuts.map((cut, index) => cut - (cuts[index - 1] ?? 0))
        for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThanOrEqual(minimum)
        for (const size of sizes) expect(size >= 1 && size <= maximum).toBe(true)
        expect(cuts.at(-1) ?? 0).toBe(bytes.length)
      }),
      { numRuns: 25 }
    )
  })

  test.each([
    [0, []],
    [1, [1]],
    [minimum - 1, [minimum - 1]],
    [minimum, [minimum]],
    [minimum + 1, [minimum + 1]],
    [maximum, [maximum]],
    [maximum + 1, [maximum, maximum + 1]],
    [2 * maximum, [maximum, 2 * maximum]]
  ])('cuts %d bytes of one value at %j', (length, expected) => {
    expect(cutsOf(Buffer.alloc(length))).toEqual(expected)
    expect(cutsOf(Buffer.alloc(length, 0xff))).toEqual(expected)
  })

  test('cuts the same through whatever windows it sees the file', () => {
    const window = fc.oneof(
      fc.integer({ min: 1, max: 70 }),
      fc.integer({ min: 1, max: 70 * KIB }),
      fc.integer({ min: 1, max: MIB })
    )
    fc.assert(
      fc.property(
        anyContent,
        // At least one long window, so that a turn through them gets on.
        fc.array(window, { maxLength: 20 }).map((windows) => [...windows, 65_000]),
        fc.integer({ min: 0, max: 100 }),
        (bytes, windows, headroom) => {
          expect(cutsInWindows(bytes, windows, headroom)).toEqual(cutsOf(bytes))
        }
      ),
      { numRuns: 40 }
    )
  })

  test('cuts the same through windows that end around a possible cut', () => {
    const bytes = noise('windows', 2 * MIB)
    const [first, second] = cutsOf(bytes)
    for (const edge of [minimum - 64, minimum - 63, minimum - 1, minimum, average, first, second]) {
      for (const window of [edge - 1, edge, edge + 1]) {
        expect(cutsInWindows(bytes, [window, 4 * MIB], 0)).toEqual(cutsOf(bytes))
        expect(cutsInWindows(bytes, [window, 1, 4 * MIB], 3)).toEqual(cutsOf(bytes))
      }
    }
  })

  test('leaves an unfinished window without a cut at its end', () => {
    const bytes = noise('unfinished', 40 * KIB)
    expect(findCuts(bytes, 0, 0, bytes.length, false).cuts).toEqual([])
  })

  test('makes chunks of about 256 KiB', () => {
    const count = cutsOf(noise('average', 32 * MIB)).length
    expect((32 * MIB) / count / KIB).toBeGreaterThan(220)
    expect((32 * MIB) / count / KIB).toBeLessThan(330)
  })

  // Where the cuts are found again is a matter of chance: these seeds make it the same chance each time.
  describe.each([
    ['overwriting', (bytes: Buffer, at: number, k: number) => noise(at, k).copy(bytes, at)],
    [
      'inserting',
      (bytes: Buffer, at: number, k: number) => Buffer.concat([bytes.subarray(0, at), noise(at, k), bytes.subarray(at)])
    ],
    [
      'removing',
      (bytes: Buffer, at: number, k: number) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + k)])
    ]
  ])('%s k bytes', (_, change) => {
    test('adds few chunks', () => {
      const counts: number[] = []
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 1e6 }),
          fc.integer({ min: 2 * MIB, max: 5 * MIB }),
          fc.double({ min: 0, max: 1, noNaN: true }),
          fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 600 * KIB })),
          (seed, size, place, k) => {
            const before = noise(seed, size)
            const at = Math.floor(place * (size - k))
            const copy = Buffer.from(before)
            const result = change(copy, at, k)
            const after = typeof result === 'number' ? copy : result
            const count = added(before, after)
            counts.push(count - k / average)
            // What was changed, and what it takes to find the cuts again.
            expect(count).toBeLessThanOrEqual(Math.ceil(k / minimum) + 12)
          }
        ),
        { numRuns: 25, seed: 20261122 }
      )
      expect(counts.reduce((sum, count) => sum + count, 0) / counts.length).toBeLessThan(3.5)
    })
  })

  test('finds a file again behind a longer header', () => {
    const body = noise('body', 6 * MIB)
    expect(
      added(Buffer.concat([noise('h1', 100), body]), Buffer.concat([noise('h2', 5000), body]))
    ).toBeLessThanOrEqual(4)
  })
})
