import fc from 'fast-check'
import { canCompress, compressChunk, decompressChunk } from '../../src/content/compression.js'
import { describeDecoder } from './decoder-suite.js'
import { KIB, MIB, noise, prose } from './support.js'

describeDecoder("Node's own decoder", decompressChunk)

describe('compressing a chunk', () => {
  test('is possible where the tests run', () => {
    expect(canCompress).toBe(true)
  })

  test('gives a frame of at most nine tenths, in memory of its own, or nothing', () => {
    const anyChunk = fc
      .tuple(fc.integer(), fc.integer({ min: 0, max: 60 * KIB }), fc.integer({ min: 0, max: 60 * KIB }))
      .map(([seed, text, random]) => Buffer.concat([prose(seed, text), noise(seed, random)]))
    fc.assert(
      fc.property(anyChunk, fc.constantFrom(1, 3, 12), (chunk, level) => {
        const frame = compressChunk(chunk, level)
        if (frame === undefined) return
        expect(frame.length).toBeLessThanOrEqual(chunk.length * 0.9)
        // It travels between threads: a slice would take the whole of a larger buffer along.
        expect(frame.buffer.byteLength).toBe(frame.length)
        expect(Buffer.compare(decompressChunk(frame, chunk.length), chunk)).toBe(0)
      }),
      { numRuns: 80 }
    )
  })

  test('pays for text and zeros, and not for noise', () => {
    expect(compressChunk(prose('pays', 256 * KIB), 1)!.length).toBeLessThan(180 * KIB)
    expect(compressChunk(Buffer.alloc(MIB), 1)!.length).toBeLessThan(KIB)
    expect(compressChunk(noise('pays not', 256 * KIB), 1)).toBeUndefined()
    // A twentieth of zeros saves less than a tenth.
    expect(compressChunk(Buffer.concat([Buffer.alloc(3 * KIB), noise('little', 57 * KIB)]), 1)).toBeUndefined()
    expect(compressChunk(Buffer.concat([Buffer.alloc(9 * KIB), noise('enough', 51 * KIB)]), 1)).toBeDefined()
  })

  test('pays also for a long chunk whose middle shrinks, and only if the whole does', () => {
    const mixed = (middle: Buffer): Buffer => Buffer.concat([noise('a', 300 * KIB), middle, noise('b', 300 * KIB)])
    expect(compressChunk(mixed(Buffer.alloc(100 * KIB)), 1)!.length).toBeLessThan(620 * KIB)
    expect(compressChunk(mixed(Buffer.alloc(40 * KIB)), 1)).toBeUndefined()
  })

  test('is not tried where there is nothing to save', () => {
    expect(compressChunk(Buffer.alloc(63), 1)).toBeUndefined()
    expect(compressChunk(Buffer.alloc(64), 1)).toBeDefined()
    expect(compressChunk(Buffer.alloc(0), 1)).toBeUndefined()
  })

  test('takes views of shared memory', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(10 * KIB + 5)).subarray(5)
    shared.set(prose('shared', 10 * KIB))
    const frame = compressChunk(shared, 1)!
    expect(frame.buffer).toBeInstanceOf(ArrayBuffer)
    expect(Buffer.compare(decompressChunk(frame, shared.length), shared)).toBe(0)
  })

  test('saves more at a higher level', () => {
    const text = prose('levels', 256 * KIB)
    expect(compressChunk(text, 19)!.length).toBeLessThan(compressChunk(text, 1)!.length)
  })
})
