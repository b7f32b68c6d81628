import { createHash } from 'node:crypto'
import { compressChunk } from '../../src/content/compression.js'
import { readChunks, type ReadChunksTask } from '../../src/content/read-chunks.js'

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()
const [one, two, long] = ['one', 'another', 'a line that comes again\n'.repeat(500)].map((text) => Buffer.from(text))
const frame = compressChunk(long, 1)!

/** The three chunks in two stretches; the third is compressed. */
function task(changes: Partial<ReadChunksTask> = {}): ReadChunksTask {
  return {
    type: 'read-chunks',
    spans: [Uint8Array.from(Buffer.concat([one, two])), Uint8Array.from(frame)],
    chunks: Uint32Array.from([
      ...[0, 0, one.length, one.length, 0],
      ...[0, one.length, two.length, two.length, 0],
      ...[1, 0, frame.length, long.length, 0]
    ]),
    hashes: Buffer.concat([one, two, long].map(sha256)),
    make: 'nothing',
    order: new Uint32Array(0),
    counts: new Uint32Array(0),
    ...changes
  }
}

/** With a wrong byte in the second chunk. */
function spoiled(changes: Partial<ReadChunksTask> = {}): ReadChunksTask {
  const spoilt = task(changes)
  spoilt.spans[0][one.length] ^= 1
  return spoilt
}

test('tells which chunks are wrong', () => {
  expect(readChunks(task()).bad).toEqual([])
  expect(readChunks(spoiled()).bad).toEqual([1])
  // A frame that is none, one of another size, and no bytes at all.
  expect(readChunks(task({ spans: [Uint8Array.from(Buffer.concat([one, two])), frame.map(() => 7)] })).bad).toEqual([2])
  const chunks = task().chunks.map((value, at) => (at === 13 ? value + 1 : value))
  expect(readChunks(task({ chunks })).bad).toEqual([2])
  expect(readChunks(task({ spans: [new Uint8Array(0), Uint8Array.from(frame)] })).bad).toEqual([0, 1])
})

test('does not hash again what is proven', () => {
  const chunks = task().chunks.map((value, at) => (at % 5 === 4 ? 1 : value))
  expect(readChunks(spoiled({ chunks })).bad).toEqual([])
})

test('gives the hash of each file, and none where a chunk of it is wrong', () => {
  const files = { make: 'digests', order: Uint32Array.from([0, 1, 2, 2, 0]), counts: Uint32Array.from([2, 3]) } as const
  const whole = readChunks(task(files)).digests
  expect(Buffer.from(whole)).toEqual(
    Buffer.concat([sha256(Buffer.concat([one, two])), sha256(Buffer.concat([long, long, one]))])
  )
  const { bad, digests } = readChunks(spoiled(files))
  expect(bad).toEqual([1])
  expect(Buffer.from(digests)).toEqual(Buffer.concat([Buffer.alloc(32), sha256(Buffer.concat([long, long, one]))]))
})

test('gives the bytes in order, and none where a chunk is wrong', () => {
  const piece = { make: 'content', order: Uint32Array.from([2, 0, 1]), counts: Uint32Array.from([3]) } as const
  expect(Buffer.from(readChunks(task(piece)).content)).toEqual(Buffer.concat([long, one, two]))
  expect(readChunks(spoiled(piece)).content).toHaveLength(0)
})
