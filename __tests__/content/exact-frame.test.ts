import * as zlib from 'node:zlib'
import { Decompress } from 'fzstd'
import { compressChunk, decompressChunk } from '../../src/content/compression.js'
import { frameOfLength } from '../../src/content/exact-frame.js'

/** Text that shrinks to about a third. */
function text(length: number): Buffer {
  let lines = ''
  for (let at = 0; lines.length < length; at++) lines += `${(at * 7919) % 10_007};${at % 31};name ${(at * 31) % 997}\n`
  return Buffer.from(lines.slice(0, length))
}

function byJavaScript(frame: Uint8Array): Buffer {
  const parts: Uint8Array[] = []
  new Decompress((part) => parts.push(part)).push(frame, true)
  return Buffer.concat(parts)
}

describe.each([100, 255, 256, 300, 5000, 65_791, 65_792, 200_000, 1_048_576])('a chunk of %i bytes', (size) => {
  const chunk = text(size)

  test('as any level made it', () => {
    for (const level of [1, 3, 7, 19]) {
      const frame = zlib.zstdCompressSync(chunk, { params: { [zlib.constants.ZSTD_c_compressionLevel]: level } })
      const made = frameOfLength(chunk, frame.length)
      expect(made).toHaveLength(frame.length)
    }
  })

  test('in any number of bytes more than it needs, for every decoder', () => {
    const shortest = zlib.zstdCompressSync(chunk, { params: { [zlib.constants.ZSTD_c_compressionLevel]: 19 } }).length
    for (const more of [9, 10, 11, 12, 100, 1000, 1001, 1002]) {
      const made = frameOfLength(chunk, shortest + more)!
      expect(made).toHaveLength(shortest + more)
      expect(Buffer.compare(decompressChunk(made, size), chunk)).toBe(0)
      expect(Buffer.compare(zlib.zstdDecompressSync(made), chunk)).toBe(0)
      expect(Buffer.compare(byJavaScript(made), chunk)).toBe(0)
    }
  })

  test('not in fewer bytes than it needs', () => {
    expect(frameOfLength(chunk, 20)).toBeUndefined()
  })
})

test('what a save stores is made again', () => {
  const chunk = text(300_000)
  const stored = compressChunk(chunk, 1)!
  expect(Buffer.compare(frameOfLength(chunk, stored.length)!, stored)).toBe(0)
})
