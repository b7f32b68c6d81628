/** Packs stay few and full: the rule, simulated at full size, and real saves at a smaller one. */
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { packsToRewrite, type PackUse } from '../../src/store/rewriting.js'
import {
  bytesBelow,
  memoryStore,
  noise,
  packsIn,
  recordOf,
  removeFolders,
  restored,
  save,
  sourceOf,
  snapshot,
  tree
} from './support.js'

afterAll(removeFolders)

const KIB = 1024
const MIB = 1024 * KIB

/** Packs as pairs of size and used bytes, numbered from 0. */
function packs(...sizes: readonly (readonly [size: number, used: number])[]): PackUse[] {
  return sizes.map(([size, used], number) => ({ number, size, used, full: false }))
}

function chosen(uses: readonly PackUse[]): number[] {
  return [...packsToRewrite(uses)].sort((a, b) => a - b)
}

describe('the rule', () => {
  test('nothing to do where packs are few and used', () => {
    expect(chosen([])).toEqual([])
    expect(chosen(packs([64 * MIB, 64 * MIB], [64 * MIB, 33 * MIB], [MIB, MIB]))).toEqual([])
  })

  test('packs of which less than half is used, the emptiest first, until a quarter at most is of no use', () => {
    expect(chosen(packs([100, 49]))).toEqual([0])
    expect(chosen(packs([100, 50]))).toEqual([])
    // 51 of 204 are a quarter, and 52 are more.
    expect(chosen(packs([100, 49], [104, 104]))).toEqual([])
    expect(chosen(packs([100, 48], [104, 104]))).toEqual([0])
    expect(chosen(packs([1000, 1000], [100, 40], [1000, 10], [100, 45]))).toEqual([2])
    expect(chosen(packs([200, 200], [100, 40], [1000, 10], [100, 45]))).toEqual([1, 2])
  })

  test('a run of changes in a large file is no reason to copy what is left of its packs', () => {
    const model: [number, number][] = Array.from({ length: 16 }, () => [64 * MIB, 64 * MIB])
    model[7] = [64 * MIB, 12 * MIB]
    expect(chosen(packs(...model))).toEqual([])
  })

  test('eight packs in one tier, and those in smaller ones', () => {
    const tier = (size: number, count: number): [number, number][] => Array.from({ length: count }, () => [size, size])
    expect(chosen(packs(...tier(100 * KIB, 7)))).toEqual([])
    expect(chosen(packs(...tier(100 * KIB, 8)))).toHaveLength(8)
    expect(chosen(packs(...tier(100 * KIB, 8), ...tier(10 * KIB, 3), ...tier(MIB, 3)))).toHaveLength(11)
    expect(chosen(packs(...tier(10 * KIB, 8), ...tier(100 * KIB, 7)))).toHaveLength(8)
    expect(chosen(packs(...tier(100 * KIB, 4), ...tier(10 * KIB, 4)))).toEqual([])
  })

  test('tiers grow by eight from 64 KiB and end at 32 MiB', () => {
    const eight = (size: number, other: number): number[] =>
      chosen(packs(...Array.from({ length: 8 }, (_, at): [number, number] => (at < 7 ? [size, size] : [other, other]))))
    for (const [below, above] of [
      [64 * KIB - 1, 64 * KIB],
      [512 * KIB - 1, 512 * KIB],
      [4 * MIB - 1, 4 * MIB],
      [32 * MIB - 1, 32 * MIB]
    ]) {
      expect(eight(below, below)).toHaveLength(8)
      expect(eight(below, above)).toHaveLength(0)
    }
    expect(eight(32 * MIB, 32 * MIB)).toHaveLength(0)
    expect(eight(64 * MIB, 64 * MIB)).toHaveLength(0)
  })

  test('a pack that holds as many chunks as it may counts in no tier, however small', () => {
    const full = packs(...Array.from({ length: 8 }, (): [number, number] => [MIB, MIB])).map((pack) => ({
      ...pack,
      full: true
    }))
    expect(chosen(full)).toEqual([])
    expect(chosen(full.map((pack) => ({ ...pack, used: 100 })))).toHaveLength(8)
  })

  test('a pack that is rewritten because it is little used does not make a crowd', () => {
    expect(
      chosen(packs([400 * KIB, 1], ...Array.from({ length: 7 }, (): [number, number] => [100 * KIB, 100 * KIB])))
    ).toEqual([0])
  })

  test('whatever there was, afterwards fewer than eight are left in each tier, and little of no use', () => {
    const use = fc.record({
      size: fc.oneof(fc.integer({ min: 100, max: 64 * MIB }), fc.integer({ min: 100, max: 100_000 })),
      share: fc.double({ min: 0.01, max: 1, noNaN: true }),
      full: fc.boolean()
    })
    fc.assert(
      fc.property(fc.array(use, { maxLength: 60 }), (uses) => {
        const all = uses.map(({ size, share, full }, number) => ({ number, size, used: Math.ceil(size * share), full }))
        const rewritten = packsToRewrite(all)
        const left = all.filter(({ number }) => !rewritten.has(number))
        const size = left.reduce((sum, pack) => sum + pack.size, 0)
        const used = left.reduce((sum, pack) => sum + pack.used, 0)
        if (left.some((pack) => pack.used * 2 < pack.size)) expect(size - used).toBeLessThanOrEqual(size * 0.25)
        const tiers = [0, 64 * KIB, 512 * KIB, 4 * MIB, 32 * MIB]
        tiers.slice(0, -1).forEach((from, tier) => {
          const crowd = left.filter(({ size, full }) => !full && size >= from && size < tiers[tier + 1])
          expect(crowd.length).toBeLessThan(8)
        })
      })
    )
  })
})

/**
 * Saves of a model of `chunks` chunks by numbers alone: each save replaces some chunks, then the rule is applied.
 */
class Simulation {
  private readonly chunkBytes: number
  /** The pack of each chunk. */
  private readonly home: number[]
  private sizes = new Map<number, number>()
  private nextPack = 0
  private open: { number: number; size: number } | undefined
  written = 0

  constructor(chunkBytes: number, chunks: number) {
    this.chunkBytes = chunkBytes
    this.home = Array.from({ length: chunks }, () => 0)
    this.seal(this.home.map((_, chunk) => chunk))
  }

  /** Writes chunks into new packs of up to 64 MiB. */
  private seal(chunks: readonly number[]): void {
    for (const chunk of chunks) {
      this.open ??= { number: this.nextPack++, size: 0 }
      this.home[chunk] = this.open.number
      this.open.size += this.chunkBytes
      this.written += this.chunkBytes
      this.sizes.set(this.open.number, this.open.size)
      if (this.open.size >= 64 * MIB) this.open = undefined
    }
    this.open = undefined
  }

  /** Bytes that the newest version uses of each pack. */
  private uses(): Map<number, number> {
    const used = new Map<number, number>()
    for (const pack of this.home) used.set(pack, (used.get(pack) ?? 0) + this.chunkBytes)
    return used
  }

  save(changed: readonly number[]): void {
    const isChanged = new Set(changed)
    const used = new Map<number, number>()
    this.home.forEach((pack, chunk) => {
      if (!isChanged.has(chunk)) used.set(pack, (used.get(pack) ?? 0) + this.chunkBytes)
    })
    const rewritten = packsToRewrite(
      [...used].map(([number, bytes]) => ({ number, size: this.sizes.get(number)!, used: bytes, full: false }))
    )
    this.seal(this.home.flatMap((pack, chunk) => (isChanged.has(chunk) || rewritten.has(pack) ? [chunk] : [])))
  }

  append(count: number): void {
    const from = this.home.length
    for (let chunk = 0; chunk < count; chunk++) this.home.push(-1)
    this.save(Array.from({ length: count }, (_, at) => from + at))
  }

  get packs(): number {
    return this.uses().size
  }

  /** Bytes of the packs that the newest version needs. */
  get space(): number {
    return [...this.uses().keys()].reduce((sum, pack) => sum + this.sizes.get(pack)!, 0)
  }

  get size(): number {
    return this.home.length * this.chunkBytes
  }
}

/** The same numbers in every run. */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

describe('simulated', () => {
  test('100 saves with 1 to 5 % of 1 GiB changed: packs stay few, space and writes at most twice what is needed', () => {
    const below = random(7)
    const chunks = 4096
    const model = new Simulation(256 * KIB, chunks)
    let needed = model.written
    let mostPacks = 0
    let mostSpace = 0
    for (let version = 0; version < 100; version++) {
      const count = Math.floor((chunks * (1 + below(5))) / 100)
      const changed = [...new Set(Array.from({ length: count }, () => below(chunks)))]
      needed += changed.length * 256 * KIB
      model.save(changed)
      mostPacks = Math.max(mostPacks, model.packs)
      mostSpace = Math.max(mostSpace, model.space / model.size)
    }
    expect(mostPacks).toBeLessThanOrEqual(40)
    expect(mostSpace).toBeLessThanOrEqual(1.6)
    expect(model.written / needed).toBeLessThanOrEqual(2)
  })

  test('2,000 appends: tens of packs, not thousands', () => {
    const log = new Simulation(16 * KIB, 1)
    for (let version = 0; version < 2000; version++) log.append(1)
    expect(log.packs).toBeLessThanOrEqual(32)
    expect(log.space).toBeLessThanOrEqual(log.size * 2)
    // Each byte is written again once for each tier that it climbs through.
    expect(log.written).toBeLessThanOrEqual(log.size * 5)
  })
})

describe('saved for real', () => {
  test('100 saves with scattered changes of 4 MiB: packs and space stay bounded, every version restores', async () => {
    const { store, objects } = memoryStore()
    const pieces = 64
    const piece = 64 * KIB
    const folder = tree(Object.fromEntries(Array.from({ length: pieces }, (_, at) => [`p${at}`, noise(piece, at)])))
    const below = random(3)
    let needed = pieces * piece
    const kept = new Map<number, string[]>()
    await save(store, folder)
    for (let version = 2; version <= 100; version++) {
      const changed = new Set(Array.from({ length: 1 + below(3) }, () => below(pieces)))
      for (const at of changed) writeFileSync(join(folder, `p${at}`), noise(piece, 1000 * version + at))
      needed += changed.size * piece
      await save(store, folder)
      const { packs } = recordOf(objects, version)
      const files = packs.filter(({ used }) => used >= piece)
      expect(packs.length).toBeLessThanOrEqual(30)
      expect(files.reduce((sum, { size }) => sum + size, 0)).toBeLessThanOrEqual(2 * pieces * piece)
      if (version % 20 === 0) kept.set(version, snapshot(folder))
    }
    // At this size trees weigh in as well.
    expect(bytesBelow(objects, 'packs/')).toBeLessThanOrEqual(needed * 2.5)
    for (const [version, content] of kept)
      expect(await restored(store, { selectors: [`v${version}`] })).toEqual(content)
  })

  test('300 tiny appends: few packs in each version', async () => {
    const { store, objects } = memoryStore()
    const lines = Array.from({ length: 300 }, (_, at) => [`${String(at).padStart(3, '0')}.log`, `line ${at}\n`])
    const folder = tree(Object.fromEntries(lines))
    // All files are there from the start, so that no save waits until a file's times would tell a change.
    for (let version = 1; version <= 300; version++) {
      await store.save({
        name: 'model',
        source: {
          async *entries() {
            let count = 0
            for await (const entry of sourceOf(folder).entries()) if (count++ < version) yield entry
          }
        }
      })
    }
    const { packs } = recordOf(objects, 300)
    expect(packs.length).toBeLessThanOrEqual(16)
    expect(await restored(store)).toEqual(snapshot(folder))
    // Packs that no version needs but old ones stay: that is what prune is for.
    expect(packsIn(objects).length).toBeLessThanOrEqual(1000)
  })

  test('one of thousands of tiny files changes: their pack is shared, though its trailer is longer than its chunks', async () => {
    const { store } = memoryStore()
    const folder = tree(Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`f${at}`, `file ${at}`])))
    const { storedSize: first } = await save(store, folder)
    writeFileSync(join(folder, 'f1234'), 'changed')
    const { storedSize, sharedSize } = await save(store, folder)
    // The file itself, and of the tree what leads to it.
    expect(storedSize).toBeLessThan(40 * KIB)
    expect(first).toBeGreaterThan(10 * storedSize)
    expect(sharedSize).toBeGreaterThan(0)
    expect(await restored(store)).toEqual(snapshot(folder))
  })

  test('a file that grows shares what it was', async () => {
    const { store } = memoryStore()
    const folder = tree({ 'data.csv': noise(3 * MIB, 1) })
    await save(store, folder)
    for (let version = 0; version < 3; version++) {
      appendFileSync(join(folder, 'data.csv'), noise(20 * KIB, 10 + version))
      const { storedSize } = await save(store, folder)
      // The last chunk, which is cut anew, and what came.
      expect(storedSize).toBeLessThan(1100 * KIB)
    }
    expect(await restored(store)).toEqual(snapshot(folder))
  })

  test('little use of a large pack of another artifact is copied, not held', async () => {
    const { store, objects } = memoryStore()
    const base = tree({ a: noise(20 * KIB, 1), b: noise(500 * KIB, 2) })
    await save(store, base, { name: 'base' })
    const tuned = tree({ a: noise(20 * KIB, 1), c: 'x' })
    const { sharedSize } = await save(store, tuned, { parents: ['base'] })
    expect(sharedSize).toBe(0)
    const [{ pack }] = recordOf(objects, 1, 'base').packs
    expect(recordOf(objects, 1).packs.map((used) => used.pack)).not.toContain(pack)
    expect(await restored(store)).toEqual(snapshot(tuned))
  })
})
