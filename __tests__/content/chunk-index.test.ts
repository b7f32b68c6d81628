import fc from 'fast-check'
import { ChunkIndex, type ChunkLocation } from '../../src/content/chunk-index.js'
import { noise } from './support.js'

const anyLocation: fc.Arbitrary<ChunkLocation> = fc.record({
  pack: fc.nat(100_000),
  offset: fc.nat(80 * 1024 * 1024),
  stored: fc.integer({ min: 1, max: 1024 * 1024 }),
  size: fc.integer({ min: 1, max: 1024 * 1024 })
})

/** Hashes that often share their first bytes, by which the index looks first, and differ only in the last. */
const anyHash = fc.tuple(fc.constantFrom(0, 1, 255), fc.nat(3), fc.nat(20)).map(([first, fourth, last]) => {
  const hash = Buffer.alloc(32, first)
  hash[3] = fourth
  hash[31] = last
  return hash
})

describe('the index of chunks', () => {
  test('finds what was added, where it lies by now, and nothing else', () => {
    const anyStep = fc.record({ hash: anyHash, location: anyLocation, moves: fc.boolean(), at: fc.nat(40) })
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 300 }), anyHash, (steps, other) => {
        const index = new ChunkIndex()
        const model = new Map<string, { readonly slot: number; location: ChunkLocation }>()
        for (const { hash, location, moves, at } of steps) {
          // Hashes lie anywhere in longer bytes.
          const bytes = Buffer.concat([noise(at, at), hash, noise('after', 5)])
          const known = model.get(hash.toString('hex'))
          expect(index.find(bytes, at)).toBe(known?.slot ?? -1)
          if (known === undefined) {
            const slot = index.add(bytes, at, location)
            expect(slot).toBe(model.size)
            model.set(hash.toString('hex'), { slot, location })
          } else if (moves) {
            // The same chunk: its size stays.
            index.move(known.slot, location)
            known.location = { ...location, size: known.location.size }
          }
        }
        expect(index.length).toBe(model.size)
        for (const [hash, { slot, location }] of model) {
          expect(index.find(Buffer.from(hash, 'hex'), 0)).toBe(slot)
          expect(Buffer.from(index.hashOf(slot)).toString('hex')).toBe(hash)
          const found = {
            pack: index.packOf(slot),
            offset: index.offsetOf(slot),
            stored: index.storedSizeOf(slot),
            size: index.sizeOf(slot)
          }
          expect(found).toEqual(location)
        }
        if (!model.has(other.toString('hex'))) expect(index.find(other, 0)).toBe(-1)
      })
    )
  })

  test('grows to many chunks and stays quick', () => {
    const count = 100_000
    const hashes = noise('many', count * 32)
    const index = new ChunkIndex()
    for (let chunk = 0; chunk < count; chunk++) {
      expect(index.add(hashes, chunk * 32, { pack: chunk % 7, offset: chunk, stored: 5, size: 9 })).toBe(chunk)
    }
    expect(index.length).toBe(count)
    let wrong = 0
    for (let chunk = 0; chunk < count; chunk++) {
      if (index.find(hashes, chunk * 32) !== chunk || index.packOf(chunk) !== chunk % 7) wrong++
      if (index.offsetOf(chunk) !== chunk) wrong++
    }
    expect(wrong).toBe(0)
    expect(index.find(noise('none', 32), 0)).toBe(-1)
  })

  test('keeps chunks whose hashes share their first four bytes apart', () => {
    const index = new ChunkIndex()
    const hashOf = (last: number): Buffer => {
      const hash = Buffer.alloc(32, 0xff)
      hash.writeUInt32LE(last, 28)
      return hash
    }
    for (let last = 0; last < 1500; last++) index.add(hashOf(last), 0, { pack: last, offset: 0, stored: 1, size: 1 })
    for (let last = 0; last < 1500; last++) expect(index.packOf(index.find(hashOf(last), 0))).toBe(last)
    expect(index.find(hashOf(1500), 0)).toBe(-1)
  })
})
