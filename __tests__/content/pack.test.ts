import fc from 'fast-check'
import {
  CHUNK_MAXIMUM,
  encodeTrailer,
  FOOTER_BYTES,
  PACK_MAXIMUM,
  readTrailer,
  type PackedChunk,
  type Trailer
} from '../../src/content/pack.js'
import { failureOf, hashOf, MIB, noise } from './support.js'

const chunk = (stored: number, size: number, seed: unknown = stored): PackedChunk => ({
  stored,
  size,
  hash: hashOf(`chunk ${String(seed)}`)
})

const anyChunk = fc
  .record({
    size: fc.integer({ min: 1, max: 3000 }),
    seed: fc.integer(),
    saved: fc.double({ min: 0, max: 1, noNaN: true })
  })
  .map(({ size, seed, saved }) => chunk(Math.max(1, Math.floor(size * (1 - saved))), size, seed))
const anyTrailer: fc.Arbitrary<Trailer> = fc.record({
  condemned: fc.option(fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => text.isWellFormed())),
  chunks: fc.array(anyChunk, { maxLength: 40 })
})

/** A pack whose chunks are so many bytes of anything. */
function packOf(trailer: Trailer): { readonly name: string; readonly bytes: Buffer } {
  const end = encodeTrailer(trailer)
  const stored = trailer.chunks.reduce((sum, { stored }) => sum + stored, 0)
  return { name: end.name, bytes: Buffer.concat([noise('chunks', stored), end.bytes]) }
}

/** A pack with a trailer of any text, under the name that this text has. */
function packOfText(text: string, chunkBytes: number): { readonly name: string; readonly bytes: Buffer } {
  const trailer = Buffer.from(text)
  const footer = `artifact-store pack 1 ${String(trailer.length).padStart(9, '0')}\n`
  return { name: hashOf(trailer), bytes: Buffer.concat([Buffer.alloc(chunkBytes), trailer, Buffer.from(footer)]) }
}

/** Reads as storages do: exactly what is asked for, or an error. */
async function read(name: string, bytes: Uint8Array, reads: [number, number][] = []): Promise<Trailer> {
  return await readTrailer(name, bytes.length, async (offset, length) => {
    if (offset < 0 || length < 0 || offset + length > bytes.length) throw new Error('a read outside of the pack')
    reads.push([offset, length])
    return bytes.subarray(offset, offset + length)
  })
}

describe('the trailer of a pack', () => {
  test('is as docs/FORMAT.md says', () => {
    const { name, bytes } = encodeTrailer({ condemned: 'run-7', chunks: [chunk(3, 5, 'a'), chunk(4, 4, 'b')] })
    const text = `{"format":1,"condemned":"run-7","chunks":[[3,5,"${hashOf('chunk a')}"],[4,4,"${hashOf('chunk b')}"]]}`
    expect(bytes.toString()).toBe(`${text}artifact-store pack 1 000000${text.length}\n`)
    expect(name).toBe(hashOf(text))
    expect(encodeTrailer({ condemned: null, chunks: [] }).bytes.toString()).toMatch(
      /^\{"format":1,"condemned":null,"chunks":\[\]\}/
    )
  })

  test('comes back as it was written', async () => {
    await fc.assert(
      fc.asyncProperty(anyTrailer, async (trailer) => {
        const { name, bytes } = packOf(trailer)
        expect(await read(name, bytes)).toEqual(trailer)
      })
    )
  })

  test('has another name for other chunks, another order, another condemned list', () => {
    const [a, b] = [chunk(1, 1, 'a'), chunk(1, 1, 'b')]
    const trailers: Trailer[] = [
      { condemned: null, chunks: [a, b] },
      { condemned: null, chunks: [b, a] },
      { condemned: null, chunks: [a] },
      { condemned: 'x', chunks: [a, b] },
      { condemned: '', chunks: [a, b] },
      { condemned: null, salt: 'x', chunks: [a, b] },
      { condemned: null, salt: 'y', chunks: [a, b] }
    ]
    expect(new Set(trailers.map((trailer) => encodeTrailer(trailer).name)).size).toBe(trailers.length)
  })

  test('with random text that makes its name new is read with it', async () => {
    const trailer = { condemned: null, chunks: [chunk(3, 5)] }
    const { name, bytes } = packOf({ ...trailer, salt: '00ff' })
    expect(bytes.toString('latin1')).toContain('{"format":1,"condemned":null,"salt":"00ff","chunks":[[')
    expect(await read(name, bytes)).toEqual({ ...trailer, salt: '00ff' })
  })

  test('is read with one read where it is short, and with two where it is long', async () => {
    const few = packOf({ condemned: null, chunks: Array.from({ length: 300 }, (_, index) => chunk(1000, 1000, index)) })
    const reads: [number, number][] = []
    await read(few.name, few.bytes, reads)
    expect(reads).toHaveLength(1)

    const many = { condemned: null, chunks: Array.from({ length: 3000 }, (_, index) => chunk(7, 9, index)) }
    const pack = packOf(many)
    reads.length = 0
    expect(await read(pack.name, pack.bytes, reads)).toEqual(many)
    expect(reads).toHaveLength(2)
    expect(reads.reduce((sum, [, length]) => sum + length, 0)).toBeLessThan(pack.bytes.length + 64 * 1024)
  })

  test.each([-1, 0, 1])('is read around the length of the first read (%d)', async (difference) => {
    // With an id of the right length, trailer and footer together have 64 KiB, less or more one byte.
    const base = encodeTrailer({ condemned: '', chunks: [chunk(1, 1)] }).bytes.length
    const trailer = { condemned: 'x'.repeat(64 * 1024 - base + difference), chunks: [chunk(1, 1)] }
    const pack = packOf(trailer)
    expect(pack.bytes.length).toBe(64 * 1024 + difference + 1)
    expect(await read(pack.name, pack.bytes)).toEqual(trailer)
  })
})

describe('a damaged pack', () => {
  const pack = packOf({ condemned: 'run-1', chunks: [chunk(500, 900), chunk(700, 700), chunk(1, 1)] })
  const chunkBytes = 1201

  test('is told for every flipped bit in trailer and footer', async () => {
    for (let position = chunkBytes; position < pack.bytes.length; position++) {
      for (let bit = 0; bit < 8; bit++) {
        const damaged = Buffer.from(pack.bytes)
        damaged[position] ^= 1 << bit
        const { message } = await failureOf('DAMAGED', read(pack.name, damaged))
        expect(message).toContain(pack.name)
      }
    }
  })

  test('is told for every length that it is cut to, and for bytes too many', async () => {
    for (let length = 0; length < pack.bytes.length; length++) {
      await failureOf('DAMAGED', read(pack.name, pack.bytes.subarray(0, length)))
      if (length > 0) await failureOf('DAMAGED', read(pack.name, pack.bytes.subarray(length)))
    }
    await failureOf('DAMAGED', read(pack.name, Buffer.concat([pack.bytes, Buffer.from('\n')])))
    await failureOf('DAMAGED', read(pack.name, Buffer.concat([Buffer.alloc(1), pack.bytes])))
  })

  test('is told under the name of another one', async () => {
    await failureOf('DAMAGED', read(hashOf('another'), pack.bytes))
  })

  test('is told where a read gives less than was asked for', async () => {
    const short = async (offset: number, length: number): Promise<Uint8Array> =>
      pack.bytes.subarray(offset, offset + length - 1)
    await failureOf('DAMAGED', readTrailer(pack.name, pack.bytes.length, short))
  })

  test('of a size that no pack has is refused before anything is read', async () => {
    const refuse = async (): Promise<never> => {
      throw new Error('read')
    }
    for (const size of [0, FOOTER_BYTES - 1, PACK_MAXIMUM + 1, Number.MAX_SAFE_INTEGER]) {
      await failureOf('DAMAGED', readTrailer(pack.name, size, refuse))
    }
  })

  test('tells a failure of the storage as what it is', async () => {
    const failure = new Error('no connection')
    await expect(readTrailer(pack.name, 100, () => Promise.reject(failure))).rejects.toBe(failure)
  })

  test.each([
    ['not JSON', '{"format":1,'],
    ['null', 'null'],
    ['a list', '[]'],
    ['text', '"x"'],
    ['without chunks', '{"format":1,"condemned":null}'],
    ['with an object of chunks', '{"format":1,"condemned":null,"chunks":{"length":1}}'],
    ['with a number as the list that condemned', '{"format":1,"condemned":3,"chunks":[]}'],
    ['without the list that condemned', '{"format":1,"chunks":[]}'],
    ['empty', '']
  ])('whose trailer is %s is refused, though it has the name', async (_, text) => {
    const { name, bytes } = packOfText(text, 0)
    const code = text === '[]' || text === '"x"' ? /UNSUPPORTED|DAMAGED/ : /DAMAGED/
    await expect(read(name, bytes)).rejects.toMatchObject({
      name: 'ArtifactStoreError',
      code: expect.stringMatching(code)
    })
  })

  test.each([
    ['[]'],
    ['7'],
    ['null'],
    [`[0,1,"${hashOf('')}"]`],
    [`[-1,1,"${hashOf('')}"]`],
    [`[1.5,2,"${hashOf('')}"]`],
    [`["1",1,"${hashOf('')}"]`],
    [`[1e400,1,"${hashOf('')}"]`],
    [`[1,0,"${hashOf('')}"]`],
    [`[2,1,"${hashOf('')}"]`],
    [`[1,${CHUNK_MAXIMUM + 1},"${hashOf('')}"]`],
    [`[1,1,"${hashOf('').toUpperCase()}"]`],
    ['[1,1,"x"]'],
    ['[1,1]'],
    [`{"0":1,"1":1,"2":"${hashOf('')}"}`]
  ])('that lists the chunk %s is refused', async (item) => {
    for (const chunkBytes of [0, 1, 2]) {
      const { name, bytes } = packOfText(`{"format":1,"condemned":null,"chunks":[${item}]}`, chunkBytes)
      await failureOf('DAMAGED', read(name, bytes))
    }
  })

  test('that holds more or less than its chunks is refused', async () => {
    const text = `{"format":1,"condemned":null,"chunks":[[10,10,"${hashOf('')}"]]}`
    for (const chunkBytes of [0, 9, 11]) {
      const { name, bytes } = packOfText(text, chunkBytes)
      await failureOf('DAMAGED', read(name, bytes))
    }
    const { name, bytes } = packOfText(text, 10)
    expect((await read(name, bytes)).chunks).toHaveLength(1)
  })

  test('of a newer format says so', async () => {
    for (const format of ['2', '"1"', 'null']) {
      const { name, bytes } = packOfText(`{"format":${format},"condemned":null,"chunks":[]}`, 0)
      const { message } = await failureOf('UNSUPPORTED', read(name, bytes))
      expect(message).toContain('newer')
    }
  })

  test('with fields that are not known is read', async () => {
    const { name, bytes } = packOfText(
      '{"format":1,"condemned":null,"chunks":[],"__proto__":{"format":2},"more":[1]}',
      0
    )
    expect(await read(name, bytes)).toEqual({ condemned: null, chunks: [] })
  })

  test('whose footer claims the longest trailer is refused without a read for it', async () => {
    const bytes = Buffer.concat([Buffer.alloc(MIB), Buffer.from('artifact-store pack 1 999999999\n')])
    const reads: [number, number][] = []
    await failureOf('DAMAGED', read(hashOf(''), bytes, reads))
    expect(reads).toHaveLength(1)
  })
})
