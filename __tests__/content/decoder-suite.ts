import fc from 'fast-check'
import { ArtifactStoreError } from '../../src/errors.js'
import { KIB, MIB, noise, prose, thrownBy } from './support.js'

// The real one, also where a test takes it away from the code.
const zlib = process.getBuiltinModule('node:zlib')

const zstd = (content: Uint8Array, level = 1, params: Record<number, number> = {}): Buffer =>
  zlib.zstdCompressSync(content, { params: { [zlib.constants.ZSTD_c_compressionLevel]: level, ...params } })

/** A frame as a writer makes it that does not know the size beforehand: no content size, a window by the level. */
async function streamed(pieces: Iterable<Uint8Array>, windowLog: number): Promise<Buffer> {
  const compressing = zlib.createZstdCompress({
    params: { [zlib.constants.ZSTD_c_compressionLevel]: 1, [zlib.constants.ZSTD_c_windowLog]: windowLog }
  })
  const frame: Buffer[] = []
  compressing.on('data', (part: Buffer) => frame.push(part))
  const ended = new Promise((resolve) => compressing.once('end', resolve))
  for (const piece of pieces) {
    if (!compressing.write(piece)) await new Promise((resolve) => compressing.once('drain', resolve))
  }
  compressing.end()
  await ended
  return Buffer.concat(frame)
}

/** A frame by hand (RFC 8878): the magic number, a header, and one last block that repeats a byte. */
function frameOf(header: readonly number[], repeat: number): Buffer {
  const block = (repeat << 3) | (1 << 1) | 1
  return Buffer.from([0x28, 0xb5, 0x2f, 0xfd, ...header, block & 255, (block >> 8) & 255, block >> 16, 0x61])
}

/** Bytes of memory that this process has more of after `act`. */
function memoryTakenBy(act: () => void): number {
  const before = process.memoryUsage.rss()
  act()
  return process.memoryUsage.rss() - before
}

const anyContent = fc.oneof(
  fc.tuple(fc.integer(), fc.integer({ min: 1, max: 200 * KIB })).map(([seed, length]) => prose(seed, length)),
  fc.tuple(fc.integer(), fc.integer({ min: 1, max: 20 * KIB })).map(([seed, length]) => noise(seed, length)),
  fc.tuple(fc.nat(255), fc.integer({ min: 1, max: MIB })).map(([byte, length]) => Buffer.alloc(length, byte)),
  fc.uint8Array({ minLength: 1, maxLength: 300 })
)

/** What must hold of every decoder, whichever this Node.js has. */
export function describeDecoder(name: string, decompressChunk: (frame: Uint8Array, size: number) => Uint8Array): void {
  describe(name, () => {
    test('gives back what was compressed, at any level', () => {
      fc.assert(
        fc.property(anyContent, fc.constantFrom(1, 3, 9, 19), (content, level) => {
          const back = decompressChunk(zstd(content, level), content.length)
          expect(Buffer.compare(back, content)).toBe(0)
        }),
        { numRuns: 60 }
      )
    })

    test('reads what others may write: no content size, a checksum, a window of 8 MiB', async () => {
      const content = prose('others', 300 * KIB)
      const streamedFrame = await streamed([content.subarray(0, 1000), content.subarray(1000)], 23)
      expect(Buffer.compare(decompressChunk(streamedFrame, content.length), content)).toBe(0)
      const checked = zstd(content, 1, { [zlib.constants.ZSTD_c_checksumFlag]: 1 })
      expect(Buffer.compare(decompressChunk(checked, content.length), content)).toBe(0)
    })

    test('reads a frame that lies in the middle of other bytes', () => {
      const content = prose('middle', 5000)
      const frame = zstd(content)
      const around = Buffer.concat([noise(1, 33), frame, noise(2, 33)])
      expect(Buffer.compare(decompressChunk(around.subarray(33, 33 + frame.length), 5000), content)).toBe(0)
    })

    test.each([-5000, -1, 1, 5000])('refuses a frame of another length, by %d', (difference) => {
      for (const content of [prose('length', 70 * KIB), Buffer.alloc(70 * KIB)]) {
        thrownBy('DAMAGED', () => decompressChunk(zstd(content), content.length + difference))
      }
    })

    test('refuses a frame that stops early', () => {
      const content = prose('early', 3000)
      const frame = zstd(content)
      for (let length = 0; length < frame.length; length++) {
        thrownBy('DAMAGED', () => decompressChunk(frame.subarray(0, length), content.length))
      }
    })

    test('refuses what is no frame', () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 500 }), (garbage, size) => {
          expect(thrownBy('DAMAGED', () => decompressChunk(garbage, size)).message).toContain('compressed bytes')
        })
      )
    })

    test('gives the right length or the one error, whatever is flipped', () => {
      const content = prose('flipped', 2000)
      const frame = zstd(content)
      fc.assert(
        fc.property(fc.nat(frame.length - 1), fc.integer({ min: 1, max: 255 }), (position, flip) => {
          const damaged = Buffer.from(frame)
          damaged[position] ^= flip
          try {
            expect(decompressChunk(damaged, content.length).length).toBe(content.length)
          } catch (error) {
            expect(error).toBeInstanceOf(ArtifactStoreError)
          }
        }),
        { numRuns: 300 }
      )
    })

    test('stops at the size where a frame holds more, without memory for the rest', async () => {
      const zeros = Buffer.alloc(4 * MIB)
      const bomb = await streamed(Array<Buffer>(64).fill(zeros), 21)
      expect(bomb.length).toBeLessThan(64 * KIB)
      const taken = memoryTakenBy(() => {
        for (const size of [1, 1000, MIB]) thrownBy('DAMAGED', () => decompressChunk(bomb, size))
      })
      expect(taken).toBeLessThan(48 * MIB)
    })

    test('refuses a frame that asks for more memory than a chunk can need', () => {
      const claims = [
        // No content size, windows of 2 GiB less a byte's eighth, 128 MiB, and just over 8 MiB.
        [0x00, (20 << 3) | 7],
        [0x00, 17 << 3],
        [0x00, (13 << 3) | 1],
        // A single segment: the window is the content, of 2 GiB less a little and of 9 MiB, in four bytes.
        [0xa0, 0x00, 0x00, 0xe0, 0x7f],
        [0xa0, 0x00, 0x00, 0x90, 0x00],
        // The same with a dictionary's id before, and in eight bytes.
        [0xa1, 0x01, 0x00, 0x00, 0xe0, 0x7f],
        [0xe0, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00]
      ]
      const taken = memoryTakenBy(() => {
        for (const header of claims) thrownBy('DAMAGED', () => decompressChunk(frameOf(header, 100), 100))
      })
      expect(taken).toBeLessThan(16 * MIB)
      // The frames are right but for what they ask for.
      expect(Buffer.from(decompressChunk(frameOf([0x00, 13 << 3], 100), 100)).toString()).toBe('a'.repeat(100))
      expect(Buffer.from(decompressChunk(frameOf([0x20, 100], 100), 100)).toString()).toBe('a'.repeat(100))
    })
  })
}
