import { jest } from '@jest/globals'
import fc from 'fast-check'
import type { ChunkLocation } from '../../src/content/chunk-index.js'
import { PACK_MAXIMUM, PACK_MAXIMUM_CHUNKS, PACK_TARGET, readTrailer } from '../../src/content/pack.js'
import { PackWriter, type NewChunk, type PackEntry, type PackSink } from '../../src/content/pack-writer.js'
import { hashOf, MemoryPacks, MIB, noise, reasonOf, unhandledRejections, within } from './support.js'

const chunkOf = (stored: Uint8Array, size = stored.length): NewChunk => ({ stored, size, hash: hashOf(stored) })

/** A chunk of so many bytes that shares memory with all others: for packs of real size. */
const shared = noise('shared', MIB)
let offset = 0
const large = (): NewChunk => {
  offset = (offset + 13) % 1000
  return { stored: shared.subarray(offset, offset + MIB - 1000), size: MIB, hash: hashOf(`large ${offset}`) }
}

/** Keeps nothing but counts: what a storage would be given. */
function countingSinks(): { readonly open: () => PackSink; readonly sizes: Map<string, number> } {
  const sizes = new Map<string, number>()
  return {
    sizes,
    open: () => {
      let size = 0
      return {
        append: async (parts) => {
          for (const part of parts) size += part.length
        },
        commit: async (name) => void sizes.set(name, size),
        abort: async () => undefined
      }
    }
  }
}

describe('filling packs', () => {
  test('puts chunks where it says, under a name that their trailer has', async () => {
    const anyBatches = fc.array(fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 8 }), {
      maxLength: 6
    })
    await fc.assert(
      fc.asyncProperty(anyBatches, fc.boolean(), async (batches, sealBetween) => {
        const storage = new MemoryPacks()
        const packs: PackEntry[] = [{ name: hashOf('an older pack'), size: 5 }]
        const writer = new PackWriter(packs, 'list-3', storage.open)
        const stored: { readonly bytes: Uint8Array; readonly location: ChunkLocation }[] = []
        for (const batch of batches) {
          const locations = await writer.append(batch.map((bytes) => chunkOf(bytes)))
          expect(locations).toHaveLength(batch.length)
          locations.forEach((location, index) => stored.push({ bytes: batch[index], location }))
          if (sealBetween) await writer.seal()
        }
        await writer.finish()

        const lists = new Map<string, unknown>()
        for (const [name, bytes] of storage.packs) {
          const trailer = await readTrailer(name, bytes.length, async (start, length) =>
            bytes.subarray(start, start + length)
          )
          expect(trailer.condemned).toBe('list-3')
          lists.set(name, trailer.chunks)
        }
        const written = packs.slice(1)
        expect(new Set(written.map(({ name }) => name))).toEqual(new Set(storage.packs.keys()))
        expect(writer.bytesWritten).toBe(written.reduce((sum, { size }) => sum + size, 0))
        for (const { name, size } of written) expect(storage.packs.get(name!)!.length).toBe(size)
        for (const { bytes, location } of stored) {
          expect(location.pack).toBeGreaterThan(0)
          const name = packs[location.pack].name!
          const pack = storage.packs.get(name)!
          expect(Buffer.compare(pack.subarray(location.offset, location.offset + location.stored), bytes)).toBe(0)
          expect(lists.get(name)).toContainEqual({ stored: bytes.length, size: location.size, hash: hashOf(bytes) })
        }
      }),
      { numRuns: 60 }
    )
  })

  test('makes no pack for no chunks', async () => {
    const storage = new MemoryPacks()
    const packs: PackEntry[] = []
    const writer = new PackWriter(packs, null, storage.open)
    expect(await writer.append([])).toEqual([])
    await writer.seal()
    await writer.finish()
    expect([storage.opened, packs.length, writer.bytesWritten, writer.currentPack()]).toEqual([0, 0, 0, undefined])
  })

  test('tells the pack that is being filled, and its name once it is sealed', async () => {
    const storage = new MemoryPacks()
    const packs: PackEntry[] = []
    const writer = new PackWriter(packs, null, storage.open)
    await writer.append([chunkOf(noise(1, 10))])
    expect([writer.currentPack(), packs[0]]).toEqual([0, { name: undefined, size: 0 }])
    await writer.seal()
    expect(writer.currentPack()).toBeUndefined()
    expect(packs[0].name).toMatch(/^[0-9a-f]{64}$/)
    await writer.append([chunkOf(noise(2, 10))])
    expect(writer.currentPack()).toBe(1)
    await writer.finish()
    expect([...storage.packs.keys()]).toEqual(packs.map(({ name }) => name))
  })

  test('starts another pack at 64 MiB; the locations say which', async () => {
    const { open, sizes } = countingSinks()
    const packs: PackEntry[] = []
    const writer = new PackWriter(packs, null, open)
    const locations: ChunkLocation[] = []
    for (let batch = 0; batch < 14; batch++) locations.push(...(await writer.append(Array.from({ length: 10 }, large))))
    await writer.finish()
    expect(packs).toHaveLength(3)
    expect(packs.map(({ name }) => sizes.get(name!))).toEqual(packs.map(({ size }) => size))
    for (const size of sizes.values()) expect(size).toBeLessThanOrEqual(PACK_MAXIMUM)
    for (const { size } of packs.slice(0, 2)) {
      expect(size).toBeGreaterThanOrEqual(PACK_TARGET)
      expect(size).toBeLessThan(PACK_TARGET + 2 * MIB)
    }
    const ends = new Map<number, number>()
    for (const { pack, offset: start, stored } of locations) {
      expect(start).toBe(ends.get(pack) ?? 0)
      ends.set(pack, start + stored)
    }
    expect([...ends.keys()]).toEqual([0, 1, 2])
  })

  test('starts another pack at 65,536 chunks, so that trailers stay short', async () => {
    const { open } = countingSinks()
    const packs: PackEntry[] = []
    const writer = new PackWriter(packs, null, open)
    const one = chunkOf(noise('one', 1))
    const locations = await writer.append(Array<NewChunk>(PACK_MAXIMUM_CHUNKS + 1).fill(one))
    expect(packs).toHaveLength(2)
    expect(locations.at(-2)).toEqual({ pack: 0, offset: PACK_MAXIMUM_CHUNKS - 1, stored: 1, size: 1 })
    expect(locations.at(-1)).toEqual({ pack: 1, offset: 0, stored: 1, size: 1 })
    await writer.finish()
    expect(packs[0].size).toBeLessThan(PACK_MAXIMUM)
  })

  test('gives a batch to the storage in one call', async () => {
    const append = jest.fn(async () => undefined)
    const writer = new PackWriter([], null, () => ({
      append,
      commit: async () => undefined,
      abort: async () => undefined
    }))
    await writer.append(Array.from({ length: 100 }, (_, index) => chunkOf(noise(index, 10))))
    expect(append).toHaveBeenCalledTimes(1)
  })

  test('fills the next pack while one or two are made durable, and waits before a third', async () => {
    const commits: (() => void)[] = []
    const open = (): PackSink => ({
      append: async () => undefined,
      commit: () => new Promise((resolve) => commits.push(resolve)),
      abort: async () => undefined
    })
    const packs: PackEntry[] = []
    const writer = new PackWriter(packs, null, open)
    const fill = async (): Promise<void> => {
      await writer.append([chunkOf(noise(packs.length, 10))])
      await writer.seal()
    }
    await within(5000, fill())
    let isSealed = false
    const second = fill().then(() => (isSealed = true))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([commits.length, isSealed]).toEqual([2, false])
    commits[0]()
    await within(5000, second)
    let isFinished = false
    const finished = writer.finish().then(() => (isFinished = true))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(isFinished).toBe(false)
    commits[1]()
    await within(5000, finished)
  })
})

describe('a storage that fails', () => {
  const full = new Error('the disk is full')
  /** Sinks whose `failing` call rejects from the `nth` pack on, later than at once. */
  function failingSinks(failing: 'append' | 'commit', nth: number): { readonly open: () => PackSink; aborts: number } {
    let opened = 0
    const sinks = {
      aborts: 0,
      open: (): PackSink => {
        const number = opened++
        const answer = async (call: 'append' | 'commit'): Promise<void> => {
          await new Promise((resolve) => setTimeout(resolve, 5))
          if (call === failing && number >= nth) throw full
        }
        return {
          append: () => answer('append'),
          commit: () => answer('commit'),
          abort: async () => {
            sinks.aborts++
          }
        }
      }
    }
    return sinks
  }

  async function fillUntilFailure(writer: PackWriter): Promise<unknown> {
    return await reasonOf(
      (async () => {
        for (let pack = 0; pack < 6; pack++) {
          await writer.append([chunkOf(noise(pack, 10))])
          await writer.seal()
        }
        await writer.finish()
      })()
    )
  }

  test.each(['append', 'commit'] as const)(
    'at %s is told, at the latest by finish, and nothing hangs',
    async (failing) => {
      for (const nth of [0, 1, 5]) {
        const sinks = failingSinks(failing, nth)
        const writer = new PackWriter([], null, sinks.open)
        const unhandled = await unhandledRejections(async () => {
          expect(await within(5000, fillUntilFailure(writer))).toBe(full)
        })
        expect(unhandled).toEqual([])
        await within(5000, writer.abort())
        expect(sinks.aborts).toBe(Math.min(6, nth + (failing === 'append' ? 1 : sinks.aborts - nth)))
      }
    }
  )

  test.each(['append', 'commit'] as const)('at %s stays told: nothing counts as stored after it', async (failing) => {
    const packs: PackEntry[] = []
    const writer = new PackWriter(packs, null, failingSinks(failing, 0).open)
    expect(await within(5000, fillUntilFailure(writer))).toBe(full)
    expect(await reasonOf(writer.append([chunkOf(noise('later', 10))]))).toBe(full)
    expect(await reasonOf(writer.seal())).toBe(full)
    expect(await reasonOf(writer.finish())).toBe(full)
  })

  test('at the end of a pack is told too: its trailer may be missing', async () => {
    let appends = 0
    const writer = new PackWriter([], null, () => ({
      append: async () => {
        if (++appends === 2) throw full
      },
      commit: async () => undefined,
      abort: async () => undefined
    }))
    await writer.append([chunkOf(noise(1, 10))])
    expect(await reasonOf(writer.seal())).toBe(full)
    expect(await reasonOf(writer.finish())).toBe(full)
  })
})

test('giving up drops what is not stored, waits for what is under way and never throws', async () => {
  const storage = new MemoryPacks()
  const writer = new PackWriter([], null, storage.open)
  await writer.append([chunkOf(noise(1, 10))])
  await writer.seal()
  await writer.append([chunkOf(noise(2, 10))])
  await writer.abort()
  expect([storage.packs.size, storage.aborted]).toEqual([1, 1])
  await writer.abort()

  const stubborn = new PackWriter([], null, () => ({
    append: async () => undefined,
    commit: () => Promise.reject(new Error('commit')),
    abort: () => Promise.reject(new Error('abort'))
  }))
  await stubborn.append([chunkOf(noise(3, 10))])
  const unhandled = await unhandledRejections(async () => {
    await stubborn.seal()
    await within(5000, stubborn.abort())
  })
  expect(unhandled).toEqual([])
})
