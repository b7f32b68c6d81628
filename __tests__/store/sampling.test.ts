/** What a save does about damage of its parents that only who reads it finds out: some is read at each save. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ChunkIndex } from '../../src/content/chunk-index.js'
import { EntryTable } from '../../src/content/entry-table.js'
import { withFaults } from '../../src/storage/index.js'
import { packKey } from '../../src/store/layout.js'
import { pickSample, pickStretch, randomFraction } from '../../src/store/sampling.js'
import {
  fieldsOf,
  flipBit,
  keys,
  memoryStore,
  noise,
  observed,
  packsIn,
  plant,
  recordOf,
  removeFolders,
  restored,
  save,
  snapshot,
  tree,
  type TestStore
} from './support.js'

afterAll(removeFolders)

const MIB = 1024 * 1024

/** Spoils every chunk of a pack, and leaves its trailer. */
function spoil(test: TestStore, pack: string, share = 1): void {
  const key = packKey(pack)
  const object = test.objects.get(key)!
  const bytes = new Uint8Array(object.bytes)
  const end = Math.floor((bytes.length - 20_000) * share)
  for (let at = 0; at < end; at += 1000) bytes[at] ^= 1
  test.objects.set(key, { ...object, bytes })
}

const packOf = (test: TestStore, number: number): string => recordOf(test.objects, number).packs[0].pack
const marks = (test: TestStore): string[] => keys(test.objects, 'damaged/')

describe('a pack that is small enough to be read whole', () => {
  test('is hashed: one bit is found, marked, and nothing of the pack is shared', async () => {
    const test = memoryStore()
    const folder = tree({ 'a.txt': 'one', 'b.txt': 'two' })
    await save(test.store, folder)
    const pack = packOf(test, 1)
    flipBit(test.objects, packKey(pack), 1)
    writeFileSync(join(folder, 'c.txt'), 'three')
    const { sharedSize } = await save(test.store, folder)
    expect(sharedSize).toBe(0)
    expect(await restored(test.store)).toEqual(snapshot(folder))
    expect(recordOf(test.objects, 2).packs.map((used) => used.pack)).not.toContain(pack)
    expect(test.warnings).toEqual([expect.stringMatching(new RegExp(`${pack} is damaged: a chunk .* shares nothing`))])
    expect(marks(test)).toEqual([`damaged/${pack}.json`])
    expect(fieldsOf(test.objects, `damaged/${pack}.json`)).toMatchObject({ pack, by: 'save' })
  })

  test('does not stand for the same content, nor for a pack of its name', async () => {
    const test = memoryStore()
    const folder = tree({ 'a.txt': 'one' })
    await save(test.store, folder)
    flipBit(test.objects, packKey(packOf(test, 1)), 1)
    expect(await save(test.store, folder)).toMatchObject({ created: true })
    expect(await restored(test.store)).toEqual(snapshot(folder))
    // Another artifact knows of no parent, and writes the same pack.
    expect(await save(test.store, folder, { name: 'other' })).toMatchObject({ created: true })
    expect(await restored(test.store, { name: 'other' })).toEqual(snapshot(folder))
  })
})

describe('a larger pack', () => {
  /** A large file, and a small one that changes. */
  async function saved(): Promise<TestStore & { readonly folder: string; readonly pack: string }> {
    const test = memoryStore()
    const folder = tree({ 'large.bin': noise(6 * MIB, 1), 'log.txt': '1' })
    await save(test.store, folder)
    return { ...test, folder, pack: packOf(test, 1) }
  }

  test('of which all is spoiled is found at once: the save starts again without it, and marks it', async () => {
    const test = await saved()
    spoil(test, test.pack)
    writeFileSync(join(test.folder, 'log.txt'), '2')
    await save(test.store, test.folder)
    expect(await restored(test.store)).toEqual(snapshot(test.folder))
    expect(recordOf(test.objects, 2).packs.map(({ pack }) => pack)).not.toContain(test.pack)
    expect(test.warnings).toEqual([
      expect.stringMatching(new RegExp(`${test.pack}.*is damaged; the save starts again without it`))
    ])
    expect(marks(test)).toEqual([`damaged/${test.pack}.json`])
  })

  test('of which all is spoiled does not stand for unchanged content', async () => {
    const test = await saved()
    spoil(test, test.pack)
    expect(await save(test.store, test.folder)).toMatchObject({ created: true, version: { number: 2 } })
    expect(await restored(test.store)).toEqual(snapshot(test.folder))
    expect(marks(test)).toEqual([`damaged/${test.pack}.json`])
  })

  test('of which a third is spoiled is found within some saves, and no version after that needs it', async () => {
    const test = await saved()
    spoil(test, test.pack, 1 / 3)
    let round = 1
    while (marks(test).length === 0 && round < 40) {
      writeFileSync(join(test.folder, 'log.txt'), `${round++}`)
      await save(test.store, test.folder)
    }
    expect(marks(test)).toEqual([`damaged/${test.pack}.json`])
    expect(await restored(test.store)).toEqual(snapshot(test.folder))
  })

  test('is read elsewhere at each save, once, and little of it', async () => {
    const test = await saved()
    const offsets = new Set<number>()
    for (let round = 1; round <= 8; round++) {
      writeFileSync(join(test.folder, 'log.txt'), `${round}`)
      const reads: number[] = []
      const store = test.over((inner) => ({
        ...observed(inner, () => undefined),
        read: async (key, range, maximum) => {
          if (key === packKey(test.pack) && range !== undefined && maximum === undefined) {
            expect(range.length).toBeLessThanOrEqual(4 * MIB)
            reads.push(range.offset)
          }
          return await inner.read(key, range, maximum)
        }
      }))
      await save(store, test.folder)
      expect(reads.length).toBeLessThanOrEqual(1)
      for (const offset of reads) offsets.add(offset)
    }
    expect(offsets.size).toBeGreaterThan(2)
    expect(test.warnings).toEqual([])
  })

  test('that is marked is not shared, and no pack of its name is relied upon', async () => {
    const test = await saved()
    plant(test.objects, `damaged/${test.pack}.json`, {})
    writeFileSync(join(test.folder, 'log.txt'), '2')
    const { sharedSize } = await save(test.store, test.folder)
    expect(sharedSize).toBe(0)
    expect(test.warnings).toEqual([expect.stringMatching(/is marked as damaged .*shares nothing with it/)])
    writeFileSync(join(test.folder, 'log.txt'), '1')
    await save(test.store, test.folder, { name: 'other' })
    expect(recordOf(test.objects, 1, 'other').packs.map(({ pack }) => pack)).not.toContain(test.pack)
    // The mark was wrong: nothing is lost by it but room.
    for (const number of [1, 2]) expect(await restored(test.store, { selectors: [`v${number}`] })).toHaveLength(2)
    expect(packsIn(test.objects)).toHaveLength(3)
  })

  test('that somebody put there for the one that is to be written does not stand for it', async () => {
    const test = await saved()
    spoil(test, test.pack)
    // Another artifact knows of no parent, and writes the same pack.
    await save(test.store, test.folder, { name: 'other' })
    expect(await restored(test.store, { name: 'other' })).toEqual(snapshot(test.folder))
    expect(recordOf(test.objects, 1, 'other').packs.map(({ pack }) => pack)).not.toContain(test.pack)
    expect(marks(test)).toEqual([`damaged/${test.pack}.json`])
  })

  test('that is sound and there already is not written twice', async () => {
    const test = await saved()
    await save(test.store, test.folder, { name: 'other' })
    expect(packsIn(test.objects)).toEqual([test.pack])
    expect(test.warnings).toEqual([])
  })

  test('whose mark cannot be written is left all the same', async () => {
    const test = await saved()
    spoil(test, test.pack)
    writeFileSync(join(test.folder, 'log.txt'), '2')
    const store = test.over((inner) =>
      withFaults(inner, [{ operation: 'create', key: /^damaged/, effect: { kind: 'fail-before' } }])
    )
    await save(store, test.folder)
    expect(await restored(test.store)).toEqual(snapshot(test.folder))
    expect(marks(test)).toEqual([])
  })
})

describe('what is picked', () => {
  /** Packs of so many chunks each, all in one file, which uses those that `isUsed`. */
  function space(chunks: readonly number[], isUsed: (pack: number, chunk: number) => boolean) {
    const index = new ChunkIndex()
    const table = new EntryTable(index)
    const slots: number[] = []
    chunks.forEach((count, pack) => {
      for (let chunk = 0; chunk < count; chunk++) {
        const hash = Buffer.alloc(32)
        hash.writeUInt32LE(pack * 1000 + chunk + 1)
        const slot = index.add(hash, 0, { pack, offset: chunk * 300_000, stored: 300_000, size: 300_000 })
        if (isUsed(pack, chunk)) slots.push(slot)
      }
    })
    const file = table.addFile('file', 0o644)
    table.setContent(file, slots.length * 300_000, Buffer.alloc(32), slots)
    return { index, table }
  }

  test('is each used chunk at some time, none else, and at most 4 MiB', () => {
    const { index, table } = space([40, 3], (pack, chunk) => pack === 1 || chunk % 2 === 0)
    const seen = new Set<string>()
    for (let step = 0; step < 1000; step++) {
      const sample = pickSample(index, table, () => true, step / 1000)!
      expect(sample.length).toBeLessThanOrEqual(4 * MIB)
      for (const slot of sample.slots) {
        expect(index.packOf(slot)).toBe(sample.pack)
        expect(index.offsetOf(slot)).toBeGreaterThanOrEqual(sample.offset)
        expect(index.offsetOf(slot) + 300_000).toBeLessThanOrEqual(sample.offset + sample.length)
      }
      seen.add(`${sample.pack} ${sample.offset / 300_000}`)
    }
    expect(seen.size).toBe(23)
    expect(pickSample(index, table, (pack) => pack === 1, 0.999)!.pack).toBe(1)
    expect(pickSample(index, table, () => false, 0.5)).toBeUndefined()
  })

  test('of a pack is each chunk at some time, whole, and at most 4 MiB', () => {
    const chunks = Array.from({ length: 50 }, (_, at) => ({ stored: 100_000 + at, size: 200_000, hash: `${at}` }))
    const starts = new Set<number>()
    for (let step = 0; step <= 500; step++) {
      const stretch = pickStretch(chunks, step / 500)
      const first = chunks.indexOf(stretch.chunks[0])
      starts.add(first)
      expect(stretch.chunks).toEqual(chunks.slice(first, first + stretch.chunks.length))
      expect(stretch.offset).toBe(chunks.slice(0, first).reduce((sum, { stored }) => sum + stored, 0))
      expect(stretch.length).toBe(stretch.chunks.reduce((sum, { stored }) => sum + stored, 0))
      expect(stretch.length).toBeLessThanOrEqual(4 * MIB)
    }
    expect(starts.size).toBe(50)
  })

  test('is told by a nonce', () => {
    expect(randomFraction('0'.repeat(32))).toBe(0)
    expect(randomFraction('8'.padEnd(32, '0'))).toBe(0.5)
    expect(randomFraction('f'.repeat(32))).toBeLessThan(1)
  })
})
