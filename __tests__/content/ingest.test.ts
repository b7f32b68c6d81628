import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { types } from 'node:util'
import fc from 'fast-check'
import { readTrailer } from '../../src/content/pack.js'
import type { SourceEntry } from '../../src/files/source.js'
import { entryOf, listed, openFilesIn, Saving, sourceOf, withPool } from './ingest-support.js'
import { hashOf, KIB, MIB, noise, prose, withFolder, within } from './support.js'

type Kind = 'noise' | 'prose' | 'zeros'

const bytesOf = (kind: Kind, seed: number, size: number): Buffer =>
  kind === 'zeros' ? Buffer.alloc(size) : kind === 'noise' ? noise(seed, size) : prose(seed, size)

interface File {
  readonly kind: Kind
  readonly seed: number
  readonly size: number
}

/** Writes files, saves them, and compares what lies in the packs with what was written. */
async function saveAndCompare(saving: Saving, folder: string, files: readonly File[]): Promise<void> {
  const entries: SourceEntry[] = []
  const contents = new Map<string, Buffer>()
  files.forEach(({ kind, seed, size }, number) => {
    const path = `${String(number).padStart(5, '0')}.${kind === 'prose' ? 'txt' : 'bin'}`
    const content = bytesOf(kind, seed, size)
    writeFileSync(join(folder, path), content)
    contents.set(path, content)
    entries.push(listed(folder, path, size))
  })
  const table = await within(60_000, saving.save(entries))
  expect(table.length).toBe(files.length)
  for (const [path, content] of contents) {
    const entry = entryOf(table, path)
    expect([table.sizeOf(entry), table.sha256Of(entry)]).toEqual([content.length, hashOf(content)])
    expect(Buffer.compare(saving.contentOf(table, path), content)).toBe(0)
  }
  expect(saving.progress.at(-1) ?? [0, 0]).toEqual([files.length, files.reduce((sum, { size }) => sum + size, 0)])
  expect(openFilesIn(folder)).toEqual([])
}

/** Not a block of the memory that all files share. */
const isOwn = (buffer: ArrayBufferLike): boolean => !types.isSharedArrayBuffer(buffer)

const limits = [0, 1, 64 * KIB, 256 * KIB, MIB, 4 * MIB]
  .flatMap((size) => [size - 1, size, size + 1])
  .filter((size) => size >= 0)

describe.each([0, 2])('saving with %d threads', (count) => {
  test('stores any files, whole and once', async () => {
    const anyFile = fc.record({
      kind: fc.constantFrom<Kind>('noise', 'prose', 'zeros'),
      // Few, so that files are alike now and then.
      seed: fc.nat(3),
      size: fc.oneof(
        { weight: 6, arbitrary: fc.nat(3000) },
        { weight: 3, arbitrary: fc.constantFrom(...limits.filter((size) => size < MIB)) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 7 * MIB }) }
      )
    })
    await fc.assert(
      fc.asyncProperty(fc.array(anyFile, { maxLength: 25 }), (files) =>
        withPool(count, (pool) => withFolder((folder) => saveAndCompare(new Saving(pool), folder, files)))
      ),
      // Each run writes megabytes: looking for the shortest example of a failure would take longer than the test may.
      { numRuns: 10, endOnFailure: true }
    )
  })

  test('stores files of every size at which something changes', () =>
    withPool(count, (pool) =>
      withFolder((folder) => {
        const files = [...limits, 8 * MIB, 9 * MIB].map((size, seed): File => ({ kind: 'noise', seed, size }))
        return saveAndCompare(new Saving(pool), folder, files)
      })
    ))

  test('stores files that are larger than all blocks together, side by side', () =>
    withPool(count, (pool) =>
      withFolder((folder) => {
        // The second of zeros: nothing of it but one chunk is new, and its blocks are free at once.
        const files: File[] = [
          { kind: 'noise', seed: 1, size: 40 * MIB },
          { kind: 'zeros', seed: 0, size: 44 * MIB + 1 }
        ]
        const saving = new Saving(pool)
        // A slow storage, so that the readers have to wait for blocks.
        saving.open = () => {
          const sink = saving.storage.open()
          return {
            ...sink,
            append: async (parts) => {
              await delay(40)
              await sink.append(parts)
            }
          }
        }
        return saveAndCompare(saving, folder, files)
      })
    ))

  test('gives back the memory of what it compressed as soon as that is stored, and not before', () =>
    withPool(count, (pool) =>
      withFolder(async (folder) => {
        // Digits shrink by half: frames of a hundred KiB.
        const content = Buffer.from(noise('digits', 4 * MIB).toString('hex'))
        writeFileSync(join(folder, 'digits.txt'), content)
        const saving = new Saving(pool)
        const frames: Uint8Array[] = []
        saving.open = () => {
          const sink = saving.storage.open()
          return {
            ...sink,
            append: async (parts) => {
              await delay(5)
              await sink.append(parts)
              frames.push(...parts.filter(({ buffer }) => buffer.byteLength > Buffer.poolSize && isOwn(buffer)))
            }
          }
        }
        const table = await saving.save([listed(folder, 'digits.txt', content.length)])
        expect(Buffer.compare(saving.contentOf(table, 'digits.txt'), content)).toBe(0)
        expect(frames.length).toBeGreaterThan(10)
        expect(frames.map(({ length }) => length).filter((length) => length > 0)).toEqual([])
      })
    ))

  test('stores many small files', () =>
    withPool(count, (pool) =>
      withFolder((folder) => {
        const files = Array.from({ length: 600 }, (_, seed): File => ({
          kind: 'prose',
          seed,
          size: (seed * 37) % 9000
        }))
        return saveAndCompare(new Saving(pool), folder, files)
      })
    ))
})

describe('what is stored', () => {
  test('is in the order of the source: folders and links with it', () =>
    withPool(0, (pool) =>
      withFolder(async (folder) => {
        writeFileSync(join(folder, 'x'), 'x')
        const entries: SourceEntry[] = [
          { kind: 'directory', path: 'a', mode: 0o700 },
          { kind: 'symlink', path: 'a/link', target: '../x' },
          { ...(listed(folder, 'x', 1) as Extract<SourceEntry, { kind: 'file' }>), mode: 0o751 }
        ]
        const saving = new Saving(pool)
        const table = await saving.save(entries)
        expect([0, 1, 2].map((entry) => [table.typeOf(entry), table.pathOf(entry)])).toEqual([
          ['directory', 'a'],
          ['symlink', 'a/link'],
          ['file', 'x']
        ])
        expect([table.modeOf(0), table.targetOf(1), table.modeOf(2)]).toEqual([0o700, '../x', 0o751])
      })
    ))

  test('is nothing for nothing', () =>
    withPool(2, async (pool) => {
      const saving = new Saving(pool)
      expect((await saving.save([])).length).toBe(0)
      expect(saving.storage.opened).toBe(0)
    }))

  test('is stored once, however often it is there: in one batch, in another, in a file that is read at the same time', () =>
    withPool(2, (pool) =>
      withFolder(async (folder) => {
        const large = noise('large', 6 * MIB)
        const small = noise('small', 1000)
        const entries: SourceEntry[] = []
        for (let number = 0; number < 300; number++) {
          const path = `small-${1000 + number}`
          writeFileSync(join(folder, path), small)
          entries.push(listed(folder, path, 1000))
        }
        for (const path of ['z1', 'z2', 'z3']) {
          writeFileSync(join(folder, path), large)
          entries.push(listed(folder, path, large.length))
        }
        const saving = new Saving(pool)
        const table = await saving.save(entries)
        expect(saving.storedBytes).toBeLessThan(7 * MIB)
        for (const path of ['z1', 'z2', 'z3']) expect(Buffer.compare(saving.contentOf(table, path), large)).toBe(0)
        expect(saving.contentOf(table, 'small-1299')).toEqual(small)
      })
    ))

  test('is what the packs say of themselves', () =>
    withPool(0, (pool) =>
      withFolder(async (folder) => {
        writeFileSync(join(folder, 'a.txt'), prose('a', 300 * KIB))
        writeFileSync(join(folder, 'b.bin'), noise('b', 5 * MIB))
        const saving = new Saving(pool)
        const table = await saving.save([listed(folder, 'a.txt', 300 * KIB), listed(folder, 'b.bin', 5 * MIB)])
        const [[name, bytes]] = saving.storage.packs
        const trailer = await readTrailer(name, bytes.length, async (offset, length) =>
          bytes.subarray(offset, offset + length)
        )
        const inOrder = [0, 1]
          .flatMap((entry) => saving.chunksOf(table, entry))
          .sort((a, b) => a.offset - b.offset)
          .map(({ stored, size, sha256 }) => ({ stored, size, hash: sha256 }))
        expect(inOrder).toEqual(trailer.chunks)
      })
    ))

  test.each([
    ['auto', true],
    ['none', false],
    [1, true],
    [19, true]
  ] as const)('is compressed where it pays and compression is %s', (compression, compressed) =>
    withPool(0, (pool) =>
      withFolder(async (folder) => {
        writeFileSync(join(folder, 'a.txt'), prose('a', 3 * MIB))
        writeFileSync(join(folder, 'b.txt'), prose('b', 5 * MIB))
        writeFileSync(join(folder, 'c.bin'), noise('c', MIB))
        const entries = [
          listed(folder, 'a.txt', 3 * MIB),
          listed(folder, 'b.txt', 5 * MIB),
          listed(folder, 'c.bin', MIB)
        ]
        const saving = new Saving(pool)
        const table = await saving.save(compression === 19 ? entries.slice(2) : entries, { compression })
        if (compression !== 19) {
          for (const path of ['a.txt', 'b.txt']) {
            const chunks = saving.chunksOf(table, entryOf(table, path))
            expect(chunks.every(({ stored, size }) => stored < size)).toBe(compressed)
          }
        }
        expect(saving.chunksOf(table, entryOf(table, 'c.bin')).every(({ stored, size }) => stored === size)).toBe(true)
      })
    )
  )

  test('is tried to compress only now and then where it never shrinks', () =>
    withPool(0, (pool) =>
      withFolder(async (folder) => {
        writeFileSync(join(folder, 'model.bin'), noise('model', 20 * MIB))
        let tried = 0
        pool.onTask = (task) => {
          if (task.type === 'compress') tried += task.ranges.length
        }
        const saving = new Saving(pool)
        const table = await saving.save([listed(folder, 'model.bin', 20 * MIB)])
        expect(tried).toBeGreaterThan(0)
        expect(tried).toBeLessThan(table.slotsOf(0).length / 2)
      })
    ))

  test('is read through links where that is asked for', () =>
    withPool(0, (pool) =>
      withFolder(async (folder) => {
        writeFileSync(join(folder, 'small'), 'content')
        writeFileSync(join(folder, 'large'), noise('large', 5 * MIB))
        symlinkSync('small', join(folder, 'to-small'))
        symlinkSync('large', join(folder, 'to-large'))
        const entries = [listed(folder, 'to-large', 5 * MIB), listed(folder, 'to-small', 7)].map((entry) => ({
          ...(entry as Extract<SourceEntry, { kind: 'file' }>),
          followLinks: true
        }))
        const saving = new Saving(pool)
        const table = await saving.save(entries)
        expect(saving.contentOf(table, 'to-small').toString()).toBe('content')
        expect(Buffer.compare(saving.contentOf(table, 'to-large'), noise('large', 5 * MIB))).toBe(0)
      })
    ))
})

describe.each([0, 2])('a large file that was there before, with %d threads', (count) => {
  const size = 9 * MIB + 12_345
  const before = noise('before', size)

  async function saveAgain(after: Buffer): Promise<{ hashedBytes: number; added: number }> {
    return await withPool(count, (pool) =>
      withFolder(async (folder) => {
        const saving = new Saving(pool)
        const path = 'model.bin'
        writeFileSync(join(folder, path), before)
        const first = await saving.save([listed(folder, path, size)])
        expect(pool.counts['hash-update']).toBe(size)
        const known = saving.knownFile(first, path)
        const stored = saving.storedBytes

        writeFileSync(join(folder, path), after)
        pool.counts['hash-update'] = 0
        const asked: string[] = []
        const second = await saving.save([listed(folder, path, after.length)], {
          knownFile: async (wanted) => {
            asked.push(wanted)
            return wanted === path ? known : undefined
          }
        })
        expect(asked).toEqual([path])
        expect(second.sha256Of(0)).toBe(hashOf(after))
        expect(second.sizeOf(0)).toBe(after.length)
        expect(Buffer.compare(saving.contentOf(second, path), after)).toBe(0)
        expect(openFilesIn(folder)).toEqual([])
        return { hashedBytes: pool.counts['hash-update'] ?? 0, added: saving.storedBytes - stored }
      })
    )
  }

  test('is not hashed as a whole again, nor stored, when it is the same', async () => {
    expect(await saveAgain(before)).toEqual({ hashedBytes: 0, added: 0 })
  })

  test.each([0, 3 * MIB, 5 * MIB, size - 1])(
    'is hashed anew, once, when a byte of it changed (at %d)',
    async (position) => {
      const after = Buffer.from(before)
      after[position] ^= 1
      const { hashedBytes, added } = await saveAgain(after)
      expect(hashedBytes).toBe(size)
      expect(added).toBeGreaterThan(0)
      expect(added).toBeLessThan(3 * MIB)
    }
  )

  test('is hashed anew when it has another length, even if it begins the same', async () => {
    for (const after of [before.subarray(0, size - 1), Buffer.concat([before, Buffer.from('x')])]) {
      const { hashedBytes } = await saveAgain(after)
      expect(hashedBytes).toBe(after.length)
    }
  })

  test('is hashed anew when its chunks come in another order', async () => {
    const { hashedBytes } = await saveAgain(Buffer.concat([before.subarray(5 * MIB), before.subarray(0, 5 * MIB)]))
    expect(hashedBytes).toBe(size)
  })
})

test('progress never goes back', () =>
  withPool(2, (pool) =>
    withFolder(async (folder) => {
      const entries: SourceEntry[] = []
      for (let number = 0; number < 600; number++) {
        const path = `small-${1000 + number}`
        writeFileSync(join(folder, path), noise(number, 5000))
        entries.push(listed(folder, path, 5000))
      }
      writeFileSync(join(folder, 'z'), noise('z', 9 * MIB))
      entries.push(listed(folder, 'z', 9 * MIB))
      const saving = new Saving(pool)
      await saving.save(sourceOf(entries))
      expect(saving.progress.length).toBeGreaterThan(3)
      saving.progress.reduce((before, now) => {
        expect(now[0]).toBeGreaterThanOrEqual(before[0])
        expect(now[1]).toBeGreaterThanOrEqual(before[1])
        return now
      })
    })
  ))
