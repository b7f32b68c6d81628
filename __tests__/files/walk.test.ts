import { execFileSync } from 'node:child_process'
import { chmodSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { compareTreePaths, everything, walkTree, type FolderFilter } from '../../src/files/index.js'
import { anyTree, failureOf, listed, listedPaths, make, makeNodes, withFolder, withoutPrivileges } from './support.js'
import type { Node } from './support.js'

const walk = (folder: string, options: Partial<Parameters<typeof walkTree>[0]> = {}): ReturnType<typeof walkTree> =>
  walkTree({ folder, symlinks: 'preserve', ...options })

describe('walking a folder', () => {
  test('lists files, folders, also empty ones, and links, also broken ones, with their modes and sizes', () =>
    withFolder(async (folder) => {
      make(folder, {
        'b/x.txt': '12345',
        'b/.hidden': '',
        empty: null,
        broken: { link: 'nowhere' },
        up: { link: '..' }
      })
      chmodSync(join(folder, 'b/x.txt'), 0o751)
      chmodSync(join(folder, 'b/.hidden'), 0o4600)
      chmodSync(join(folder, 'empty'), 0o1700)
      chmodSync(join(folder, 'b'), 0o755)
      expect(await listed(walk(folder))).toEqual([
        { kind: 'directory', path: 'b', mode: 0o755 },
        { kind: 'file', path: 'b/.hidden', absolutePath: join(folder, 'b/.hidden'), mode: 0o600, size: 0 },
        { kind: 'file', path: 'b/x.txt', absolutePath: join(folder, 'b/x.txt'), mode: 0o751, size: 5 },
        { kind: 'symlink', path: 'broken', target: 'nowhere' },
        { kind: 'directory', path: 'empty', mode: 0o700 },
        { kind: 'symlink', path: 'up', target: '..' }
      ])
    }))

  test('gives every tree of odd names as it is, in strict tree order', () =>
    fc.assert(
      fc.asyncProperty(anyTree, (nodes) =>
        withFolder(async (folder) => {
          makeNodes(folder, nodes)
          const entries = await listed(walk(folder))
          for (const [index, entry] of entries.slice(1).entries()) {
            expect(compareTreePaths(entries[index].path, entry.path)).toBeLessThan(0)
          }
          const found = entries.map((entry) => [entry.path, entry.kind === 'symlink' ? entry.target : entry.kind])
          expect(new Map(found as [string, string][])).toEqual(new Map(flatten(nodes)))
        })
      ),
      { numRuns: 60 }
    ))

  test('walks anew each time', () =>
    withFolder(async (folder) => {
      make(folder, { a: '' })
      const tree = walk(folder)
      expect(await listedPaths(tree)).toEqual(['a'])
      make(folder, { b: '' })
      expect(await listedPaths(tree)).toEqual(['a', 'b'])
    }))

  test('leaves hidden files and folders out where it is told to, and counts them', () =>
    withFolder(async (folder) => {
      make(folder, { '.env': '', '.git/config': '', '.git/head': '', 'a/.keep': '', 'a/b': '', 'c.d': '' })
      const tree = walk(folder, { filter: everything(false) })
      expect(await listedPaths(tree)).toEqual(['a', 'a/b', 'c.d'])
      expect(tree.hiddenLeftOut()).toBe(3)
      await listedPaths(tree)
      expect(tree.hiddenLeftOut()).toBe(3)
      expect(await listedPaths(walk(folder, { filter: everything(true) }))).toHaveLength(8)
    }))

  test('lets the event loop have its turn in between', () =>
    withFolder(async (folder) => {
      for (let index = 0; index < 2000; index++) writeFileSync(join(folder, String(index)), '')
      let turns = 0
      const timer = setInterval(() => turns++, 0)
      await listed(walk(folder))
      clearInterval(timer)
      expect(turns).toBeGreaterThan(0)
    }))

  test('a folder that does not exist is an error that names it', () =>
    withFolder(async (folder) => {
      const missing = join(folder, 'nowhere')
      expect(await failureOf('SOURCE', listed(walk(missing)))).toContain(`cannot read the folder '${missing}'`)
    }))

  test('a folder that may not be read is an error that names it', () =>
    withFolder(async (folder) => {
      make(folder, { 'a/locked/b': '' })
      await withoutPrivileges(folder, async () => {
        chmodSync(join(folder, 'a/locked'), 0)
        const message = await failureOf('SOURCE', listed(walk(folder)))
        expect(message).toContain(`'${join(folder, 'a/locked')}'`)
        expect(message).toContain('permission denied (EACCES)')
        chmodSync(join(folder, 'a/locked'), 0o700)
      })
    }))
})

describe('what cannot be stored', () => {
  test('a FIFO is an error that names it', () =>
    withFolder(async (folder) => {
      make(folder, { 'a/b': '' })
      execFileSync('mkfifo', [join(folder, 'a/pipe')])
      expect(await failureOf('SOURCE', listed(walk(folder)))).toContain(`'${join(folder, 'a/pipe')}': it is a FIFO`)
    }))

  test('a socket is an error that names it', () =>
    withFolder(async (folder) => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve))
      try {
        expect(await failureOf('SOURCE', listed(walk(folder)))).toContain(`'${join(folder, 'socket')}': it is a socket`)
      } finally {
        await new Promise((resolve) => server.close(resolve))
      }
    }))

  test('a device is an error that names it', async () => {
    const devices: FolderFilter = { only: ['null'], decide: () => ({ listed: true }) }
    expect(await failureOf('SOURCE', listed(walk('/dev', { filter: devices })))).toContain(
      "'/dev/null': it is a character device"
    )
  })

  test.each([
    ['a file', (path: Buffer) => writeFileSync(path, '')],
    ['a folder', (path: Buffer) => mkdirSync(path)],
    ['a link', (path: Buffer) => symlinkSync('x', path)]
  ])('a name that is not UTF-8 is an error that shows it: %s', (_, create) =>
    withFolder(async (folder) => {
      make(folder, { 'a/\ufffd': 'a true replacement character is fine' })
      expect(await listedPaths(walk(folder))).toEqual(['a', 'a/\ufffd'])
      create(Buffer.concat([Buffer.from(join(folder, 'a/caf')), Buffer.from([0xe9, 0x0a])]))
      const message = await failureOf('SOURCE', listed(walk(folder)))
      expect(message).toBe(
        `cannot store 'caf\\xe9\\x0a' in the folder '${join(folder, 'a')}': its name is not valid UTF-8; rename it`
      )
    })
  )

  test('a name that is not UTF-8 is found beside one that it decodes to', () =>
    withFolder(async (folder) => {
      make(folder, { '\ufffd': '' })
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff])]), '')
      expect(await failureOf('SOURCE', listed(walk(folder)))).toContain("cannot store '\\xff'")
    }))

  test('a name that is not UTF-8 bothers nobody where it is not chosen', () =>
    withFolder(async (folder) => {
      make(folder, { 'a.txt': '' })
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff])]), '')
      const filter: FolderFilter = { decide: (name) => ({ listed: name.endsWith('.txt') }) }
      expect(await listedPaths(walk(folder, { filter }))).toEqual(['a.txt'])
    }))

  test('a link whose target is not UTF-8 is an error that names it', () =>
    withFolder(async (folder) => {
      symlinkSync(Buffer.from([0x61, 0xff]), join(folder, 'link'))
      expect(await failureOf('SOURCE', listed(walk(folder)))).toContain(`'${join(folder, 'link')}': its target is not`)
    }))
})

describe('links', () => {
  test('preserved, they are neither followed nor looked behind', () =>
    withFolder(async (folder) => {
      make(folder, { 'real/x': '', 'tree/loop': { link: '.' }, 'tree/out': { link: '../real' } })
      expect(await listed(walk(join(folder, 'tree')))).toEqual([
        { kind: 'symlink', path: 'loop', target: '.' },
        { kind: 'symlink', path: 'out', target: '../real' }
      ])
    }))

  test('followed, they are what they point to', () =>
    withFolder(async (folder) => {
      make(folder, { 'real/x': '123', 'tree/f': { link: '../real/x' }, 'tree/out': { link: '../real' } })
      const entries = await listed(walk(join(folder, 'tree'), { symlinks: 'follow' }))
      expect(entries).toMatchObject([
        { kind: 'file', path: 'f', size: 3, followLinks: true, absolutePath: join(folder, 'tree/f') },
        { kind: 'directory', path: 'out' },
        { kind: 'file', path: 'out/x', size: 3, absolutePath: join(folder, 'tree/out/x') }
      ])
    }))

  test('followed, one that leads nowhere is an error that names it', () =>
    withFolder(async (folder) => {
      make(folder, { 'a/broken': { link: 'nowhere' } })
      const message = await failureOf('SOURCE', listed(walk(folder, { symlinks: 'follow' })))
      expect(message).toBe(`cannot follow the link '${join(folder, 'a/broken')}': what it points to does not exist`)
    }))

  test.each([
    ['to its own folder', { 'a/loop': { link: '.' } }],
    ['to the folder that is walked', { 'a/b/loop': { link: '../..' } }],
    ['through another one', { 'a/x': { link: '../b' }, 'b/y': { link: '../a' } }]
  ])('followed, a cycle is an error: %s', (_, contents) =>
    withFolder(async (folder) => {
      make(folder, contents)
      const message = await failureOf('SOURCE', listed(walk(folder, { symlinks: 'follow' })))
      expect(message).toContain('cannot follow links')
      expect(message).toContain('leads back to')
    })
  )

  test('followed, the same folder twice is no cycle', () =>
    withFolder(async (folder) => {
      make(folder, { 'a/x': '', b: { link: 'a' }, c: { link: 'a' } })
      expect(await listedPaths(walk(folder, { symlinks: 'follow' }))).toEqual(['a', 'a/x', 'b', 'b/x', 'c', 'c/x'])
    }))
})

describe('folders that are left out', () => {
  test('the store, with all that it holds', () =>
    withFolder(async (folder) => {
      make(folder, { 'a/store/packs/x': '', 'a/store.txt': '', 'a/storeroom/y': '' })
      const tree = walk(folder, { excludeFolders: [join(folder, 'a/store')] })
      expect(await listedPaths(tree)).toEqual(['a', 'a/store.txt', 'a/storeroom', 'a/storeroom/y'])
    }))

  test('the store where it is made during the walk, or does not exist', () =>
    withFolder(async (folder) => {
      make(folder, { a: '', z: '' })
      const paths = []
      for await (const entry of walk(folder, { excludeFolders: [join(folder, 'store')] }).entries()) {
        paths.push(entry.path)
        make(folder, { 'store/packs/x': '' })
      }
      expect(paths).toEqual(['a', 'z'])
      expect(await listedPaths(walk(folder, { excludeFolders: [join(folder, 'store')] }))).toEqual(['a', 'z'])
    }))

  test('the store where a link leads into it', () =>
    withFolder(async (folder) => {
      make(folder, { 'store/packs/x': '', 'tree/s': { link: '../store' }, 'tree/p': { link: '../store/packs' } })
      const excludeFolders = [join(folder, 'store')]
      expect(await listedPaths(walk(join(folder, 'tree'), { symlinks: 'follow', excludeFolders }))).toEqual([])
      // As links they hold nothing of the store.
      expect(await listedPaths(walk(join(folder, 'tree'), { excludeFolders }))).toEqual(['p', 's'])
    }))

  test('everything where the walk starts in the store', () =>
    withFolder(async (folder) => {
      make(folder, { 'store/packs/x': '', link: { link: 'store/packs' } })
      const excludeFolders = [join(folder, 'store')]
      for (const start of ['store', 'store/packs', 'link']) {
        expect(await listedPaths(walk(join(folder, start), { excludeFolders }))).toEqual([])
      }
    }))

  test('what restores work in', () =>
    withFolder(async (folder) => {
      make(folder, {
        '.artifact-store-0a1b.tmp/tree/x': '',
        'b/.artifact-store-Zz_-.tmp/y': '',
        '.artifact-store-1.tmpx': ''
      })
      writeFileSync(join(folder, '.artifact-store-2.tmp'), 'a file of that name is a file')
      expect(await listedPaths(walk(folder))).toEqual(['.artifact-store-1.tmpx', '.artifact-store-2.tmp', 'b'])
    }))
})

describe('a filter', () => {
  test('lists the folders that lead to what it chose, and no others', () =>
    withFolder(async (folder) => {
      make(folder, { 'a/b/c/wanted': '', 'a/b/d/other': '', 'a/e': null, 'f/other': '' })
      const filter: FolderFilter = { decide: (name) => ({ listed: name === 'wanted', below: filter }) }
      expect(await listedPaths(walk(folder, { filter }))).toEqual(['a', 'a/b', 'a/b/c', 'a/b/c/wanted'])
    }))

  test('that names what to look at needs no folder that can be read, and passes over what does not exist', () =>
    withFolder(async (folder) => {
      make(folder, { 'closed/in/x': '', 'closed/other': '' })
      await withoutPrivileges(folder, async () => {
        chmodSync(join(folder, 'closed'), 0o100)
        const inner: FolderFilter = {
          only: ['nowhere', 'in'],
          decide: () => ({ listed: true, below: everything(true) })
        }
        const filter: FolderFilter = { only: ['closed'], decide: () => ({ listed: false, below: inner }) }
        expect(await listedPaths(walk(folder, { filter }))).toEqual(['closed', 'closed/in', 'closed/in/x'])
        chmodSync(join(folder, 'closed'), 0o700)
      })
    }))
})

test('40,000 files are listed in well under a second', () =>
  withFolder(async (folder) => {
    // Hard links are made several times faster than files, and listed alike.
    writeFileSync(join(folder, 'first'), 'x')
    for (let outer = 0; outer < 400; outer++) {
      const parent = join(folder, `folder-${outer}`)
      mkdirSync(parent)
      for (let inner = 0; inner < 100; inner++) linkSync(join(folder, 'first'), join(parent, `file-${inner}`))
    }
    rmSync(join(folder, 'first'))
    const started = performance.now()
    expect(await listedPaths(walk(folder))).toHaveLength(40_400)
    // It takes 0.2 s; the rest is for machines that do other things as well.
    expect(performance.now() - started).toBeLessThan(3000)
  }))

function flatten(nodes: ReadonlyMap<string, Node>, prefix = ''): [string, string][] {
  return [...nodes].flatMap(([name, node]): [string, string][] => {
    const path = prefix + name
    if (typeof node === 'string') return [[path, 'file']]
    if (node instanceof Map) return [[path, 'directory'], ...flatten(node as ReadonlyMap<string, Node>, `${path}/`)]
    return [[path, (node as { link: string }).link]]
  })
}
