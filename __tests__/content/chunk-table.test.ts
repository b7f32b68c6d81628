import { ChunkTable } from '../../src/content/chunk-table.js'

const hash = (digit: string): string => digit.repeat(64)

test('of a trailer holds its chunks at their places', () => {
  const table = ChunkTable.ofTrailer([
    { stored: 10, size: 20, hash: hash('a') },
    { stored: 5, size: 5, hash: hash('b') }
  ])
  expect([table.length, table.at(0), table.at(1)]).toEqual([
    2,
    { offset: 0, stored: 10, size: 20, sha256: hash('a') },
    { offset: 10, stored: 5, size: 5, sha256: hash('b') }
  ])
})

test('finds exactly the chunk that is asked for', () => {
  const chunks = [
    { offset: 10, stored: 5, size: 5, sha256: hash('b') },
    { offset: 0, stored: 10, size: 20, sha256: hash('a') },
    // Two that say different things of one place.
    { offset: 10, stored: 5, size: 6, sha256: hash('c') }
  ]
  const table = ChunkTable.ofChunks(chunks)
  for (const chunk of chunks) expect(table.at(table.find(chunk))).toEqual(chunk)
  const [chunk] = chunks
  for (const other of [
    { ...chunk, offset: 9 },
    { ...chunk, offset: 11 },
    { ...chunk, stored: 4 },
    { ...chunk, size: 7 },
    { ...chunk, sha256: hash('d') }
  ]) {
    expect(table.find(other)).toBe(-1)
  }
  expect(ChunkTable.ofChunks([]).find(chunk)).toBe(-1)
})
