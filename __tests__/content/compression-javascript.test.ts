import { jest } from '@jest/globals'

// What Node.js 20 has: no zstd. It must read every store all the same.
jest.unstable_mockModule('node:zlib', () => {
  const { zstdCompressSync, zstdDecompressSync, ...rest } = process.getBuiltinModule('node:zlib')
  expect(typeof zstdCompressSync).toBe(typeof zstdDecompressSync)
  return rest
})
// Loaded after that: what is imported above would load the code with the real one.
const { describeDecoder } = await import('./decoder-suite.js')
const { prose } = await import('./support.js')
const { canCompress, compressChunk, decompressChunk } = await import('../../src/content/compression.js')

describeDecoder('the decoder in JavaScript', decompressChunk)

test('a Node.js without zstd compresses nothing', () => {
  expect(canCompress).toBe(false)
  expect(compressChunk(prose('text', 5000), 3)).toBeUndefined()
})
