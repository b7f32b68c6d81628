import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openLocalStorage, openStore, walkTree } from '../../src/index.js'
import { hashOf, MIB, noise, prose, withFolder } from './support.js'
import { contentsOf } from './folder-contents.js'

/** From the compiled test back to the folder that both lie in. */
const program = fileURLToPath(new URL('../../../docs/examples/read-store.mjs', import.meta.url))

interface Ran {
  readonly status: number | null
  readonly output: string
  readonly errors: string
}

function readStore(...args: (string | number)[]): Ran {
  const ran = spawnSync(process.execPath, [program, ...args.map(String)], { encoding: 'utf8', timeout: 30_000 })
  return { status: ran.status, output: ran.stdout, errors: ran.stderr }
}

/** Everything that a tree can be: levels of pieces, continued lines, shared and compressed chunks, odd names. */
function makeFolder(folder: string): void {
  mkdirSync(join(folder, 'small'), { recursive: true })
  for (let number = 0; number < 1500; number++) {
    writeFileSync(
      join(folder, 'small', `${number % 7 === 0 ? 'näme ' : 'file-'}${number}.txt`),
      prose(number, number % 300)
    )
  }
  // Over 96 chunks: its line is continued.
  writeFileSync(join(folder, 'large.bin'), noise('large', 28 * MIB))
  writeFileSync(join(folder, 'table.csv'), prose('table', 3 * MIB))
  writeFileSync(join(folder, 'zeros'), Buffer.alloc(5 * MIB))
  writeFileSync(join(folder, 'empty'), '')
  for (const name of ['-rf', '"quoted" \'name\'', 'new\nline', '100%', '😀', '\uffff', '__proto__', '#*?']) {
    mkdirSync(join(folder, 'odd', name), { recursive: true })
    writeFileSync(join(folder, 'odd', name, name), name)
  }
  mkdirSync(join(folder, 'closed', 'inner'), { recursive: true })
  writeFileSync(join(folder, 'closed', 'secret'), 'x', { mode: 0o400 })
  writeFileSync(join(folder, 'run.sh'), '#!/bin/sh\n')
  chmodSync(join(folder, 'run.sh'), 0o755)
  symlinkSync('large.bin', join(folder, 'latest'))
  symlinkSync('/nowhere/at/all', join(folder, 'closed', 'broken'))
  chmodSync(join(folder, 'closed'), 0o550)
}

/** Only root may remove what lies in a folder that forbids it. */
function makeRemovable(folder: string): void {
  if (existsSync(join(folder, 'closed'))) chmodSync(join(folder, 'closed'), 0o750)
}

describe('docs/examples/read-store.mjs, which knows docs/FORMAT.md and no line of this program', () => {
  test('brings back what was saved, to the bit', () =>
    withFolder(async (folder) => {
      const [store, source] = [join(folder, 'store'), join(folder, 'source')]
      const open = openStore(await openLocalStorage(store, { create: true }), { workers: { count: 0 } })
      const saved: Record<string, ReturnType<typeof contentsOf>> = {}
      async function save(name: string, from = source): Promise<void> {
        const { version } = await open.save({
          name,
          source: walkTree({ folder: from, symlinks: 'preserve' }),
          metrics: { loss: NaN, accuracy: 0.5 },
          metadata: { 'größe "x"\n': ['\u2028', null] }
        })
        saved[`${name} ${version.number}`] = contentsOf(from)
      }
      try {
        makeFolder(source)
        await save('team/model.v1')
        // The second version shares most with the first, and lies in its packs, too.
        writeFileSync(join(source, 'small', 'file-3.txt'), 'changed')
        rmSync(join(source, 'small', 'file-5.txt'))
        const large = readFileSync(join(source, 'large.bin'))
        noise('changed', 1000).copy(large, 10 * MIB)
        writeFileSync(join(source, 'large.bin'), large)
        await save('team/model.v1')
        // A small one, whose tree lies in its record; and one of nothing.
        mkdirSync(join(folder, 'report'))
        writeFileSync(join(folder, 'report', 'report.html'), prose('report', 2000))
        await save('report', join(folder, 'report'))
        rmSync(join(folder, 'report', 'report.html'))
        mkdirSync(join(folder, 'report', 'empty'))
        await save('report', join(folder, 'report'))
      } finally {
        await open.close()
        makeRemovable(source)
      }

      expect(Object.keys(saved)).toEqual(['team/model.v1 1', 'team/model.v1 2', 'report 1', 'report 2'])
      for (const [version, contents] of Object.entries(saved)) {
        const destination = join(folder, 'out', hashOf(version))
        mkdirSync(join(folder, 'out'), { recursive: true })
        const [name, number] = version.split(' ')
        expect(readStore(store, name, number, destination)).toMatchObject({ status: 0, errors: '' })
        expect(contentsOf(destination)).toEqual(contents)
        makeRemovable(destination)
      }

      const packs = readdirSync(join(store, 'packs'), { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.pack'))
        .map((path) => join(store, 'packs', path))
      const record = join(store, 'artifacts', 'report', 'versions', '0000000001.json')
      const damages: [string, (path: string) => void][] = [
        [record, (path) => writeFileSync(path, readFileSync(path, 'utf8').replace('report.html', 'rep0rt.html'))],
        [record, (path) => truncateSync(path, 500)],
        ...packs.flatMap((pack): [string, (path: string) => void][] => [
          [pack, (path) => truncateSync(path, 1000)],
          [
            pack,
            (path) => {
              // Each byte a little different: whatever is read of it is wrong, but for its end.
              const bytes = readFileSync(path)
              for (let position = 0; position < bytes.length - 500_000; position += 1000) bytes[position] ^= 1
              bytes[100] ^= 2
              writeFileSync(path, bytes)
            }
          ]
        ])
      ]
      for (const [path, damage] of damages) {
        const before = readFileSync(path)
        damage(path)
        const destination = join(folder, 'damaged')
        const ran = [readStore(store, 'report', 1, destination), readStore(store, 'team/model.v1', 2, destination)]
        // A pack may be needed by one of the two only.
        expect(ran.some(({ status, errors }) => status === 1 && errors !== '')).toBe(true)
        for (const { status, errors } of ran) {
          if (status !== 0) expect(errors).not.toContain('    at ')
          else {
            makeRemovable(destination)
            rmSync(destination, { recursive: true })
          }
        }
        expect(existsSync(destination)).toBe(false)
        writeFileSync(path, before)
      }
    }))

  test('says how it is used', () => {
    expect(readStore()).toMatchObject({
      status: 2,
      errors: expect.stringContaining('read-store.mjs STORE NAME NUMBER')
    })
  })
})
