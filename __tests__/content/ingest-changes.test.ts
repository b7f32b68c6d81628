import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { SourceEntry, SourceTree } from '../../src/files/source.js'
import { entryOf, listed, openFilesIn, Saving, withPool, type ObservedPool } from './ingest-support.js'
import { failureOf, hashOf, MIB, noise, unhandledRejections, withFolder, within } from './support.js'

const LARGE = 9 * MIB

/** What happens to a file while it is read. */
const changes: Record<string, (path: string, turn: number) => void> = {
  'is appended to': (path) => appendFileSync(path, 'more'),
  'becomes shorter': (path, turn) => truncateSync(path, LARGE - 1000 * (turn + 1)),
  'becomes empty': (path, turn) => writeFileSync(path, turn % 2 === 0 ? '' : 'x'),
  'is written over in its middle': (path, turn) => {
    const content = readFileSync(path)
    content[4 * MIB + turn] ^= 0xff
    writeFileSync(path, content, { flag: 'r+' })
  }
}

/** Changes a file each time a block of it was read, so often. */
function changeWhileRead(
  pool: ObservedPool,
  path: string,
  times: number,
  change: (path: string, turn: number) => void
): void {
  let turn = 0
  pool.onTask = async (task) => {
    if (task.type !== 'scan' || turn >= times) return
    // Past the tick in which the file was looked at.
    await delay(15)
    change(path, turn++)
  }
}

describe.each([0, 2])('a large file that changes while it is read, with %d threads', (count) => {
  test.each(Object.entries(changes))('is read again until it is whole: it %s', (_, change) =>
    withPool(count, (pool) =>
      withFolder(async (folder) => {
        const path = join(folder, 'model.bin')
        writeFileSync(path, noise('model', LARGE))
        writeFileSync(join(folder, 'other'), noise('other', 5 * MIB))
        changeWhileRead(pool, path, 1, change)
        const saving = new Saving(pool)
        const table = await within(
          30_000,
          saving.save([listed(folder, 'model.bin', LARGE), listed(folder, 'other', 5 * MIB)])
        )
        const content = readFileSync(path)
        expect(table.sizeOf(0)).toBe(content.length)
        expect(table.sha256Of(0)).toBe(hashOf(content))
        expect(Buffer.compare(saving.contentOf(table, 'model.bin'), content)).toBe(0)
        expect(Buffer.compare(saving.contentOf(table, 'other'), noise('other', 5 * MIB))).toBe(0)
        expect(openFilesIn(folder)).toEqual([])
      })
    )
  )

  test.each(Object.entries(changes))('ends the save, naming it, when it does not stop: it %s', (_, change) =>
    withPool(count, (pool) =>
      withFolder(async (folder) => {
        const path = join(folder, 'busy model.bin')
        writeFileSync(path, noise('model', LARGE))
        changeWhileRead(pool, path, Infinity, (file, turn) => {
          if (change === changes['becomes shorter'] || change === changes['becomes empty']) {
            // So that there is something to read each time.
            writeFileSync(file, noise(turn, LARGE))
          }
          change(file, turn)
        })
        const saving = new Saving(pool)
        const unhandled = await unhandledRejections(async () => {
          const { message } = await failureOf(
            'SOURCE',
            within(30_000, saving.save([listed(folder, 'busy model.bin', LARGE)]))
          )
          expect(message).toContain(path)
          expect(message).toContain('changed')
        })
        expect(unhandled).toEqual([])
        expect(openFilesIn(folder)).toEqual([])
      })
    )
  )

  test('is hashed right where the version before had its beginning', () =>
    withPool(count, (pool) =>
      withFolder(async (folder) => {
        const path = join(folder, 'model.bin')
        writeFileSync(path, noise('model', LARGE))
        const saving = new Saving(pool)
        const known = saving.knownFile(await saving.save([listed(folder, 'model.bin', LARGE)]), 'model.bin')
        changeWhileRead(pool, path, 1, changes['is written over in its middle'])
        const table = await saving.save([listed(folder, 'model.bin', LARGE)], { knownFile: async () => known })
        expect(table.sha256Of(0)).toBe(hashOf(readFileSync(path)))
        expect(hashOf(saving.contentOf(table, 'model.bin'))).toBe(table.sha256Of(0))
      })
    ))
})

describe('a file that is not as it was listed', () => {
  test.each([
    ['a few bytes more', 10, 1000],
    ['one byte more', 1000, 1001],
    ['no longer empty', 0, 5],
    ['large by now', 10, 9 * MIB],
    ['just too large for a small one', 4 * MIB, 4 * MIB + 1],
    ['shorter', 1000, 10],
    ['empty by now', 1000, 0],
    ['no longer large', 9 * MIB, 3],
    ['large, and empty by now', 9 * MIB, 0],
    ['large, and larger', 5 * MIB, 9 * MIB]
  ])('is stored as it is: %s', (_, listedSize, size) =>
    withPool(0, (pool) =>
      withFolder(async (folder) => {
        writeFileSync(join(folder, 'a'), noise('a', 500))
        writeFileSync(join(folder, 'file'), noise('file', size))
        writeFileSync(join(folder, 'z'), noise('z', 700))
        const saving = new Saving(pool)
        const table = await saving.save([
          listed(folder, 'a', 500),
          listed(folder, 'file', listedSize),
          listed(folder, 'z', 700)
        ])
        for (const [path, content] of [
          ['a', noise('a', 500)],
          ['file', noise('file', size)],
          ['z', noise('z', 700)]
        ] as const) {
          const entry = entryOf(table, path)
          expect([table.sizeOf(entry), table.sha256Of(entry)]).toEqual([content.length, hashOf(content)])
          expect(Buffer.compare(saving.contentOf(table, path), content)).toBe(0)
        }
      })
    )
  )

  test('is found among many that are', () =>
    withPool(2, (pool) =>
      withFolder(async (folder) => {
        const entries: SourceEntry[] = []
        const contents: Buffer[] = []
        for (let number = 0; number < 700; number++) {
          const content = noise(number, 1000 + number)
          contents.push(content)
          writeFileSync(join(folder, String(1000 + number)), content)
          // Some were shorter, some longer, when they were listed.
          entries.push(listed(folder, String(1000 + number), content.length + [0, 0, -7, 0, 500][number % 5]))
        }
        const saving = new Saving(pool)
        const table = await saving.save(entries)
        contents.forEach((content, number) => {
          expect(table.sha256Of(number)).toBe(hashOf(content))
          expect(Buffer.compare(saving.contentOf(table, String(1000 + number)), content)).toBe(0)
        })
      })
    ))
})

describe.each([
  ['small', 100],
  ['large', LARGE]
])('a %s file that is no file any more', (_, size) => {
  const replacements: [string, (path: string) => void, RegExp][] = [
    ['removed', (path) => rmSync(path), /removed/],
    ['a folder', (path) => (rmSync(path), mkdirSync(path)), /no longer a regular file/],
    [
      'a FIFO that nobody writes to',
      (path) => (rmSync(path), execFileSync('mkfifo', [path])),
      /no longer a regular file/
    ],
    [
      'a link to what it was',
      (path) => {
        renameSync(path, `${path}-moved`)
        symlinkSync(`${path}-moved`, path)
      },
      /symbolic link/
    ]
  ]

  test.each(replacements)('ends the save, naming it: %s', (_, replace, words) =>
    withPool(2, (pool) =>
      withFolder(async (folder) => {
        const path = join(folder, 'data\n.bin')
        writeFileSync(path, noise('data', size))
        writeFileSync(join(folder, 'before'), noise('before', LARGE))
        replace(path)
        const saving = new Saving(pool)
        const entries = [listed(folder, 'before', LARGE), listed(folder, 'data\n.bin', size)]
        const unhandled = await unhandledRejections(async () => {
          const { message } = await failureOf('SOURCE', within(20_000, saving.save(entries)))
          expect(message).toContain('data\\n.bin')
          expect(message).toMatch(words)
        })
        expect(unhandled).toEqual([])
        expect(openFilesIn(folder)).toEqual([])
      })
    )
  )

  if (process.geteuid?.() !== 0) {
    test('ends the save, naming it: not to be read', () =>
      withPool(0, (pool) =>
        withFolder(async (folder) => {
          const path = join(folder, 'secret')
          writeFileSync(path, noise('secret', size))
          chmodSync(path, 0)
          const { message } = await failureOf('SOURCE', new Saving(pool).save([listed(folder, 'secret', size)]))
          expect(message).toMatch(/secret.*permission denied/)
        })
      ))
  }
})

test('a source that fails ends the save with what it says', () =>
  withPool(2, (pool) =>
    withFolder(async (folder) => {
      writeFileSync(join(folder, 'a'), noise('a', LARGE))
      const failure = new Error('the walk failed')
      const source: SourceTree = {
        async *entries() {
          yield listed(folder, 'a', LARGE)
          throw failure
        }
      }
      await expect(within(20_000, new Saving(pool).save(source))).rejects.toBe(failure)
      expect(openFilesIn(folder)).toEqual([])
    })
  ))
