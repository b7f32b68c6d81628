import fc from 'fast-check'
import { PACK_MAXIMUM } from '../../src/content/pack.js'
import { RestorePlan } from '../../src/content/restore-plan.js'
import { MAXIMUM_SPAN } from '../../src/content/spans.js'
import type { ChunkReference, TreeEntry } from '../../src/content/tree.js'
import { hashOf, MIB, thrownBy } from './support.js'
import { anyTree, asRead } from './tree-support.js'

function planOf(entries: readonly TreeEntry[]): RestorePlan {
  const plan = new RestorePlan()
  for (const entry of entries) plan.add(entry)
  return plan
}

const chunk = (offset: number, size: number, pack = 'a'): ChunkReference => ({
  pack: hashOf(pack),
  offset,
  stored: size,
  size,
  sha256: hashOf(`${pack} ${offset}`)
})

function file(path: string, ...chunks: ChunkReference[]): TreeEntry {
  const size = chunks.reduce((sum, { size }) => sum + size, 0)
  return {
    type: 'file',
    path,
    mode: 0o640,
    size,
    sha256: chunks.length === 1 ? chunks[0].sha256 : hashOf(path),
    chunks
  }
}

describe('the plan of a restore', () => {
  test('brings every chunk of every file, from where it lies to where it belongs', () => {
    fc.assert(
      fc.property(anyTree, (located) => {
        const entries = located.map(asRead)
        const plan = planOf(entries)
        const wanted = entries.flatMap((entry, number) => {
          if (entry.type !== 'file') return []
          let position = 0
          return entry.chunks.map((chunk) => {
            position += chunk.size
            return { ...chunk, entry: number, position: position - chunk.size }
          })
        })
        const planned: (ChunkReference & { entry: number; position: number })[] = []
        let previous = ''
        for (const span of plan.spans()) {
          // Ascending in each pack; and a pack is not come back to.
          let end = span.offset
          for (const { hash, ...chunk } of plan.chunksOf(span)) {
            expect(chunk.offset).toBeGreaterThanOrEqual(end)
            expect(chunk.offset + chunk.stored).toBeLessThanOrEqual(span.offset + span.length)
            end = chunk.offset
            planned.push({ ...chunk, pack: span.pack, sha256: Buffer.from(hash).toString('hex') })
          }
          expect(span.length).toBeLessThanOrEqual(MAXIMUM_SPAN)
          previous = previous.endsWith(span.pack) ? previous : previous + span.pack
        }
        const order = (chunks: typeof planned): typeof planned =>
          [...chunks].sort((a, b) => a.entry - b.entry || a.position - b.position)
        expect(order(planned)).toEqual(order(wanted))
        expect(previous.length).toBe(64 * new Set(wanted.map(({ pack }) => pack)).size)
        expect(new Set(plan.usedPacks())).toEqual(new Set(wanted.map(({ pack }) => pack)))
      }),
      { numRuns: 30 }
    )
  })

  test('tells the entries as they were, and how much there is', () => {
    fc.assert(
      fc.property(anyTree, (located) => {
        const plan = planOf(located.map(asRead))
        expect([...plan.entries()]).toEqual(
          located.map((entry) => {
            if (entry.type === 'symlink') return { kind: 'symlink', path: entry.path, target: entry.target }
            const { path, mode } = entry
            return entry.type === 'directory'
              ? { kind: 'directory', path, mode }
              : { kind: 'file', path, mode, size: entry.size }
          })
        )
        const files = located.filter((entry) => entry.type === 'file')
        expect(plan.files).toBe(located.filter((entry) => entry.type !== 'directory').length)
        expect(plan.bytes).toBe(files.reduce((sum, { size }) => sum + size, 0))
        expect([...plan.filesToFinish()]).toEqual(
          files
            .filter(({ chunks }) => chunks.length !== 1)
            .map(({ path, mode, chunks }) => ({ path, mode, isEmpty: chunks.length === 0 }))
        )
        located.forEach((entry, number) => {
          expect(plan.pathOf(number)).toBe(entry.path)
          if (entry.type === 'symlink') return
          expect(plan.modeOf(number)).toBe(entry.mode)
          if (entry.type === 'file') expect(plan.isWhole(number)).toBe(entry.chunks.length === 1)
        })
      }),
      { numRuns: 30 }
    )
  })

  test('reads a chunk that several files share once, and knows all of them', () => {
    const shared = chunk(0, MIB)
    const plan = planOf([file('a', shared), file('b', chunk(MIB, 5), shared), file('c', shared)])
    const spans = [...plan.spans()]
    expect(spans).toEqual([{ pack: hashOf('a'), offset: 0, length: MIB + 5, first: 0, last: 3 }])
    const places = [...plan.chunksOf(spans[0])].map(({ entry, position, offset }) => [entry, position, offset])
    expect(places).toEqual([
      [0, 0, 0],
      [1, 5, 0],
      [2, 0, 0],
      [1, 0, MIB]
    ])
  })

  test('grows to very many chunks', () => {
    const count = 20_000
    const chunks = Array.from({ length: count }, (_, index) => chunk(count - index, 1, String(index % 3)))
    const plan = planOf([file('large', ...chunks)])
    let seen = 0
    for (const span of plan.spans()) {
      for (const { hash, position } of plan.chunksOf(span)) {
        seen++
        if (Buffer.from(hash).toString('hex') !== chunks[position].sha256)
          throw new Error(`another hash at ${position}`)
      }
    }
    expect(seen).toBe(count)
  })

  test('refuses bytes behind the end of any pack', () => {
    planOf([file('a', chunk(PACK_MAXIMUM - MIB, MIB))])
    for (const offset of [PACK_MAXIMUM - MIB + 1, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
      const { message } = thrownBy('DAMAGED', () => planOf([file('a', chunk(0, 1), chunk(offset, MIB))]))
      expect(message).toContain(hashOf('a'))
    }
  })
})
