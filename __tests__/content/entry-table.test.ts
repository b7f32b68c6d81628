import fc from 'fast-check'
import { ChunkIndex } from '../../src/content/chunk-index.js'
import { EntryTable } from '../../src/content/entry-table.js'
import { hashOf } from './support.js'

/** Whatever a name may hold: of one to four bytes a character. */
const anyPath = fc.string({ unit: 'binary', minLength: 1 })

const anyEntry = fc.oneof(
  fc.record({
    type: fc.constant('file' as const),
    path: anyPath,
    mode: fc.integer({ min: 0, max: 0o777 }),
    size: fc.oneof(fc.nat(1000), fc.constantFrom(2 ** 32, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER)),
    seed: fc.nat(),
    slots: fc.array(fc.nat(2 ** 32 - 1), { maxLength: 20 }),
    /** When its content is known: files are read side by side. */
    turn: fc.nat()
  }),
  fc.record({ type: fc.constant('directory' as const), path: anyPath, mode: fc.integer({ min: 0, max: 0o777 }) }),
  fc.record({ type: fc.constant('symlink' as const), path: anyPath, target: fc.string({ minLength: 1 }) })
)

const hash = (seed: number): Buffer => Buffer.from(hashOf(String(seed)), 'hex')

test('the table of entries gives back what was put in, whichever file is read first', () => {
  // More than a few hundred, so that its columns grow.
  const anyEntries = fc.oneof(
    fc.array(anyEntry, { maxLength: 30 }),
    fc.array(anyEntry, { minLength: 600, maxLength: 700, size: 'max' })
  )
  fc.assert(
    fc.property(anyEntries, (entries) => {
      const index = new ChunkIndex()
      const table = new EntryTable(index)
      entries.forEach((entry, number) => {
        if (entry.type === 'file') expect(table.addFile(entry.path, entry.mode)).toBe(number)
        else if (entry.type === 'directory') table.addDirectory(entry.path, entry.mode)
        else table.addSymlink(entry.path, entry.target)
      })
      // The only chunk of a file has its hash.
      const slotsOf = ({ slots, seed }: { slots: number[]; seed: number }): number[] => {
        if (slots.length !== 1) return slots
        const known = index.find(hash(seed), 0)
        return [known < 0 ? index.add(hash(seed), 0, { pack: 0, offset: 0, stored: 1, size: 1 }) : known]
      }
      const files = entries.flatMap((entry, number) => (entry.type === 'file' ? [{ entry, number }] : []))
      files.sort((a, b) => a.entry.turn - b.entry.turn)
      for (const { entry, number } of files) {
        table.setContent(number, entry.size, hash(entry.seed), slotsOf(entry))
      }
      expect(table.length).toBe(entries.length)
      entries.forEach((entry, number) => {
        expect(table.typeOf(number)).toBe(entry.type)
        expect(table.pathOf(number)).toBe(entry.path)
        if (entry.type === 'symlink') expect(table.targetOf(number)).toBe(entry.target)
        else expect(table.modeOf(number)).toBe(entry.mode)
        if (entry.type !== 'file') return
        expect(table.sizeOf(number)).toBe(entry.size)
        expect(table.sha256Of(number)).toBe(hashOf(String(entry.seed)))
        expect([...table.slotsOf(number)]).toEqual(slotsOf(entry))
      })
      expect([...table.usedSlots()]).toEqual(files.flatMap(({ entry }) => slotsOf(entry)))
    }),
    // Looking for the shortest of such long lists would take minutes.
    { numRuns: 15, endOnFailure: true }
  )
})
