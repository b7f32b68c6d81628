import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { walkTree, type PlannedEntry } from '../../src/files/index.js'
import { prepare, restore, writeFiles } from './restoring.js'
import {
  anyTree,
  failureOf,
  file,
  folder,
  link,
  listed,
  make,
  makeNodes,
  pathsIn,
  snapshot,
  withFolder,
  withoutPrivileges
} from './support.js'

/** A bit of everything, in tree order. */
const version: PlannedEntry[] = [
  folder('bin', 0o750),
  file('bin/run', 0o755),
  folder('closed', 0o555),
  file('closed/key', 0o400),
  folder('closed/shut', 0),
  folder('empty', 0o777),
  link('here', 'bin/run'),
  link('nowhere', '../../gone'),
  file('open', 0o666)
]
const restored = [
  'd 750 bin',
  'f 755 bin/run bin/run',
  'd 555 closed',
  'f 400 closed/key closed/key',
  'd 0 closed/shut',
  'd 777 empty',
  'l here -> bin/run',
  'l nowhere -> ../../gone',
  'f 666 open open'
]

describe('a destination that does not exist', () => {
  test('gets everything as it was, with exact modes whatever the umask', () =>
    withFolder(async (parent) => {
      const umask = process.umask(0o027)
      try {
        await restore(join(parent, 'a/b'), version)
      } finally {
        process.umask(umask)
      }
      expect(snapshot(join(parent, 'a/b'))).toEqual(restored)
      // The folders that the version does not tell of are like any that are made.
      expect(snapshot(parent).slice(0, 2)).toEqual(['d 750 a', 'd 750 a/b'])
      expect(readdirSync(join(parent, 'a'))).toEqual(['b'])
    }))

  test('does so without privileges', () =>
    withFolder(async (parent) => {
      await withoutPrivileges(parent, async () => {
        await restore(join(parent, 'a'), version)
        await restore(join(parent, 'a'), version)
        // Whether there is a repository in a folder that may not be read cannot be known.
        const message = await failureOf('DESTINATION', prepare(join(parent, 'a'), version, { clean: true }))
        expect(message).toContain(`cannot read the folder '${join(parent, 'a/closed/shut')}'`)
        chmodSync(join(parent, 'a/closed/shut'), 0o500)
        await restore(join(parent, 'a'), version, { clean: true })
      })
      expect(snapshot(join(parent, 'a'))).toEqual(restored)
    }))

  test('appears at once and whole', () =>
    withFolder(async (parent) => {
      const destination = await prepare(join(parent, 'a'), version)
      writeFiles(destination, version)
      expect(existsSync(join(parent, 'a'))).toBe(false)
      await destination.place()
      expect(snapshot(join(parent, 'a'))).toEqual(restored)
    }))

  test('is an empty folder for an empty version', () =>
    withFolder(async (parent) => {
      await restore(join(parent, 'a'), [])
      expect(pathsIn(parent)).toEqual(['a'])
    }))

  test('keeps others out of what is not in place yet', () =>
    withFolder(async (parent) => {
      const destination = await prepare(join(parent, 'a'), version)
      expect(snapshot(parent)[0]).toMatch(/^d 700 \.artifact-store-test-\d+\.tmp$/)
      await destination.discard()
    }))

  test('is not made where it appears in the meantime', () =>
    withFolder(async (parent) => {
      const destination = await prepare(join(parent, 'a'), version)
      writeFiles(destination, version)
      make(parent, { 'a/mine': 'mine' })
      expect(await failureOf('DESTINATION', destination.place())).toContain(`'${join(parent, 'a')}'`)
      expect(pathsIn(parent)).toEqual(['a', 'a/mine'])
    }))

  test('is found through links on the way, which are the own ones of the user', () =>
    withFolder(async (parent) => {
      make(parent, { real: null, way: { link: 'real' } })
      await restore(join(parent, 'way/a/b'), [file('x')])
      await restore(join(parent, 'way'), [file('y')])
      expect(pathsIn(parent)).toEqual(['real', 'real/a', 'real/a/b', 'real/a/b/x', 'real/y', 'way'])
    }))

  test.each([
    ['file', 'is a file, not a folder'],
    ['file/x', 'is a file, not a folder'],
    ['file/x/y', 'is a file, not a folder'],
    ['link', 'is a file, not a folder'],
    ['dangling', 'is a link to what does not exist'],
    ['dangling/x', 'is a link to what does not exist'],
    ['loop', 'cannot use']
  ])('is refused at %s', (path, why) =>
    withFolder(async (parent) => {
      make(parent, { file: 'mine', link: { link: 'file' }, dangling: { link: 'gone' }, loop: { link: 'loop' } })
      const before = snapshot(parent)
      expect(await failureOf('DESTINATION', prepare(join(parent, path), [file('y')]))).toContain(why)
      expect(snapshot(parent)).toEqual(before)
    })
  )

  test('is an error where it may not be made, and leaves nothing', () =>
    withFolder(async (parent) => {
      make(parent, { 'closed/x': '' })
      await withoutPrivileges(parent, async () => {
        chmodSync(join(parent, 'closed'), 0o555)
        for (const path of ['closed/a', 'closed/a/b', 'closed']) {
          const message = await failureOf('DESTINATION', prepare(join(parent, path), [file('y')]))
          expect(message).toContain('permission denied (EACCES)')
        }
        chmodSync(join(parent, 'closed'), 0o755)
      })
      expect(pathsIn(parent)).toEqual(['closed', 'closed/x'])
    }))
})

describe('a destination that exists', () => {
  test('keeps what the version does not hold, and gets the rest', () =>
    withFolder(async (parent) => {
      make(parent, { 'bin/run': 'old', 'bin/mine': 'mine', 'closed/key': 'old', mine: 'mine', here: 'old' })
      chmodSync(join(parent, 'bin'), 0o700)
      const expected = ['f 644 bin/mine mine', 'f 644 mine mine', ...restored]
      await restore(parent, version)
      expect(snapshot(parent).sort()).toEqual(expected.sort())
      await restore(parent, version)
      expect(snapshot(parent).sort()).toEqual(expected.sort())
    }))

  test('is merged in folders that are closed to their owner', () =>
    withFolder(async (parent) => {
      make(parent, { 'a/b/old': 'old', 'a/b/x': 'old' })
      await withoutPrivileges(parent, async () => {
        chmodSync(join(parent, 'a/b'), 0o500)
        chmodSync(join(parent, 'a'), 0o500)
        const entries = [folder('a', 0o511), folder('a/b', 0o755), file('a/b/x'), file('a/c')]
        await restore(parent, entries)
        expect(snapshot(parent)).toEqual([
          'd 511 a',
          'd 755 a/b',
          'f 644 a/b/old old',
          'f 644 a/b/x a/b/x',
          'f 644 a/c a/c'
        ])
        chmodSync(join(parent, 'a'), 0o755)
      })
    }))

  test('never has a file written to: others that share its bytes keep theirs', () =>
    withFolder(async (parent) => {
      make(parent, { 'other/x': 'shared', 'to/a': 'x' })
      linkSync(join(parent, 'other/x'), join(parent, 'to/x'))
      await restore(join(parent, 'to'), [file('x')])
      expect(readFileSync(join(parent, 'other/x'), 'utf8')).toBe('shared')
      expect(readFileSync(join(parent, 'to/x'), 'utf8')).toBe('x')
    }))

  test.each<[string, PlannedEntry[]]>([
    ['a folder where the version has a file', [file('dir')]],
    ['a folder where the version has a link', [link('dir', 'x')]],
    ['a file where the version has a folder', [folder('file'), file('file/x')]],
    ['a link where the version has a folder', [folder('link'), file('link/x')]],
    ['a broken link where the version has a folder', [folder('broken')]],
    ['such a thing further down', [folder('dir'), folder('dir/file')]]
  ])('is refused untouched: %s', (_, entries) =>
    withFolder(async (parent) => {
      make(parent, { 'dir/file': 'mine', file: 'mine', link: { link: 'dir' }, broken: { link: 'gone' } })
      const before = snapshot(parent)
      const message = await failureOf('DESTINATION', prepare(parent, entries))
      expect(message).toContain('nothing was written')
      expect(snapshot(parent)).toEqual(before)

      await restore(parent, entries, { clean: true })
      expect(pathsIn(parent)).toEqual(entries.map((entry) => entry.path))
    })
  )

  test('is refused where a folder belongs to somebody else', () =>
    withFolder(async (parent) => {
      if (process.geteuid?.() !== 0) return
      make(parent, { 'to/a': null })
      await withoutPrivileges(parent, async () => {
        process.seteuid!(0)
        mkdirSync(join(parent, 'to/theirs'), { mode: 0o755 })
        process.seteuid!(65534)
        const to = join(parent, 'to')
        const other = await failureOf('DESTINATION', prepare(to, [folder('theirs', 0o700)]))
        expect(other).toContain('belongs to another user')
        expect(pathsIn(to)).toEqual(['a', 'theirs'])
      })
    }))
})

describe('clean', () => {
  test('removes what the version does not hold, and tells how much', () =>
    withFolder(async (parent) => {
      make(parent, {
        'bin/run': 'old',
        'bin/old/er': '',
        'empty/.hidden': '',
        gone: '',
        'to/outside': { link: '../..' },
        '.dot/x': ''
      })
      make(parent, { 'bin/zzz': { link: '/' } })
      // bin/old, bin/old/er, bin/zzz, empty/.hidden, gone, to, to/outside, .dot, .dot/x
      expect(await restore(parent, version, { clean: true })).toBe(9)
      expect(snapshot(parent)).toEqual(restored)
      expect(await restore(parent, version, { clean: true })).toBe(0)
    }))

  test('removes what links are, not what they point to', () =>
    withFolder(async (parent) => {
      make(parent, {
        'out/x': 'mine',
        'to/a': { link: '../out' },
        'to/d/b': { link: '../../out' },
        'to/c': { link: '../out' }
      })
      await restore(join(parent, 'to'), [folder('a'), file('a/x'), folder('d')], { clean: true })
      expect(snapshot(join(parent, 'out'))).toEqual(['f 644 x mine'])
      expect(pathsIn(join(parent, 'to'))).toEqual(['a', 'a/x', 'd'])
    }))

  test('removes names that are not UTF-8, and from folders that are closed', () =>
    withFolder(async (parent) => {
      const raw = Buffer.concat([Buffer.from(`${parent}/`), Buffer.from([0xff])])
      mkdirSync(raw)
      writeFileSync(Buffer.concat([raw, Buffer.from('/a')]), '')
      make(parent, { 'x/y': '', '\ufffd': '' })
      await restore(parent, [file('z')], { clean: true })
      expect(pathsIn(parent)).toEqual(['z'])

      make(parent, { 'x/y/z': '' })
      await withoutPrivileges(parent, async () => {
        chmodSync(join(parent, 'x/y'), 0o500)
        chmodSync(join(parent, 'x'), 0o500)
        await restore(parent, [file('z')], { clean: true })
      })
      expect(pathsIn(parent)).toEqual(['z'])
    }))

  test('leaves alone what other restores are at work in', () =>
    withFolder(async (parent) => {
      make(parent, { '.artifact-store-other.tmp/tree/x': '', gone: '' })
      expect(await restore(parent, [file('z')], { clean: true })).toBe(1)
      expect(pathsIn(parent)).toContain('.artifact-store-other.tmp/tree/x')
    }))

  test('keeps what the file system takes for a name of the version', () =>
    withFolder(async (parent) => {
      make(parent, { README: '', other: '' })
      const sameName = (left: string, right: string): boolean => left.toLowerCase() === right.toLowerCase()
      await restore(parent, [file('readme')], { clean: true, sameName })
      expect(pathsIn(parent)).toEqual(['README', 'readme'])
    }))

  test('is refused for the root, protected folders, what holds them, and what holds a repository', () =>
    withFolder(async (parent) => {
      make(parent, {
        'work/a/x': 'mine',
        'repo/deep/er/.git': 'gitdir: elsewhere',
        'home/x': '',
        way: { link: 'home' }
      })
      const before = snapshot(parent)
      const protectedFolders = [join(parent, 'work/a'), join(parent, 'way'), join(parent, 'missing')]
      for (const [path, why] of [
        ['work/a', 'never emptied'],
        ['work', `it holds '${join(parent, 'work/a')}'`],
        ['.', 'never emptied'],
        ['home', 'never emptied'],
        ['way', 'never emptied'],
        ['missing', 'never emptied'],
        ['repo', `it holds '${join(parent, 'repo/deep/er/.git')}', a repository`],
        ['repo/deep/er', 'a repository'],
        ['/', 'the root of the file system']
      ]) {
        const to = path === '/' ? path : join(parent, path)
        const message = await failureOf('INVALID_INPUT', prepare(to, [file('y')], { clean: true, protectedFolders }))
        expect(message).toMatch(/^clean: refused for /)
        expect(message).toContain(why)
      }
      expect(snapshot(parent)).toEqual(before)
      // Below a protected folder, and beside one, it is what the user asks for.
      await restore(join(parent, 'work/a/b'), [file('y')], { clean: true, protectedFolders })
      expect(await restore(join(parent, 'repo'), [file('y')], { protectedFolders })).toBe(0)
    }))
})

describe('a hostile destination', () => {
  const entries = [folder('a'), folder('a/b'), folder('a/b/c'), file('a/b/c/f'), link('a/b/c/l', 'f'), file('a/z')]

  test.each([
    ['a', true],
    ['a/b', true],
    ['a/b/c', true],
    ['a/b/c/f', false],
    ['a/b/c/l', false]
  ])('nothing goes through a link at %s', (at, isFolder) =>
    withFolder(async (parent) => {
      const to = join(parent, 'to')
      for (const target of ['../'.repeat(at.split('/').length) + 'out', join(parent, 'out'), 'gone', '.', '/']) {
        for (const clean of [false, true]) {
          make(parent, { 'out/f': 'mine', 'out/b/c/f': 'mine', 'out/c/f': 'mine', 'out/l': 'mine' })
          make(to, { [at]: { link: target } })
          const outside = snapshot(join(parent, 'out'))
          const before = snapshot(to)
          if (isFolder && !clean) {
            const message = await failureOf('DESTINATION', prepare(to, entries))
            expect(message).toContain(`'${join(to, at)}' is a link`)
            expect(snapshot(to)).toEqual(before)
          } else {
            await restore(to, entries, { clean })
            expect(pathsIn(to)).toEqual(entries.map((entry) => entry.path))
          }
          expect(snapshot(join(parent, 'out'))).toEqual(outside)
          rmSync(to, { recursive: true })
        }
      }
    })
  )

  test.each(['a', 'a/b', 'a/b/c'])('nothing goes through a link that is put at %s while it is restored', (at) =>
    withFolder(async (parent) => {
      const to = join(parent, 'to')
      for (const clean of [false, true]) {
        make(parent, { 'out/x': 'mine', 'to/a/b/c/f': 'old' })
        const destination = await prepare(to, entries, { clean })
        writeFiles(destination, entries)
        rmSync(join(to, at), { recursive: true })
        symlinkSync(join(parent, 'out'), join(to, at))
        if (clean) {
          await destination.place()
          expect(pathsIn(to)).toEqual(entries.map((entry) => entry.path))
        } else {
          expect(await failureOf('DESTINATION', destination.place())).toContain(`'${join(to, at)}'`)
          expect(readdirSync(to)).toEqual(['a'])
        }
        expect(snapshot(join(parent, 'out'))).toEqual(['f 644 x mine'])
        rmSync(to, { recursive: true })
      }
    })
  )
})

describe('names that are one to the file system', () => {
  const insensitive = (left: string, right: string): boolean =>
    left.normalize('NFC').toLowerCase() === right.normalize('NFC').toLowerCase()

  test.each<[string, string, PlannedEntry[]]>([
    ['README', 'readme', [file('README'), file('other'), file('readme')]],
    ['a/b/X', 'a/b/x', [folder('a'), folder('a/b'), file('a/b/X'), file('a/b/Y'), link('a/b/x', 'y')]],
    ['Dir', 'dir', [folder('Dir'), file('Dir/x'), folder('dir'), file('dir/y')]],
    ['e\u0301', '\u00e9', [file('e\u0301'), file('\u00e9')]],
    ['Stra\u00dfe', 'stra\u00dfe', [file('Stra\u00dfe'), file('strasse'), file('stra\u00dfe')]]
  ])('%s and %s are refused with both names, before anything is written', (first, second, entries) =>
    withFolder(async (parent) => {
      const message = await failureOf('DESTINATION', prepare(join(parent, 'a'), entries, { sameName: insensitive }))
      expect(message).toContain(`both '${first}' and '${second}'`)
      expect(pathsIn(parent)).toEqual([])
      // What distinguishes names takes them as they are.
      await restore(join(parent, 'a'), entries, { sameName: () => false })
      expect(pathsIn(join(parent, 'a'))).toEqual(entries.map((entry) => entry.path))
    })
  )

  test('the same names in different folders are fine, as are those that only look alike', () =>
    withFolder(async (parent) => {
      const entries = [
        folder('A'),
        file('A/x'),
        folder('b'),
        file('b/X'),
        file('b/strasse'),
        file('b/stra\u00dfe'),
        file('x')
      ]
      await restore(join(parent, 'a'), entries, { sameName: insensitive })
      expect(pathsIn(join(parent, 'a'))).toEqual(entries.map((entry) => entry.path))
    }))

  test('the file system is asked, and what it was asked with is gone', () =>
    withFolder(async (parent) => {
      const destination = await prepare(join(parent, 'a'), [file('x')])
      expect(readdirSync(join(destination.stagedPath('x'), '../..'))).toEqual(['tree'])
      await destination.discard()
    }))
})

describe('giving up', () => {
  test('leaves nothing behind, however often', () =>
    withFolder(async (parent) => {
      const destination = await prepare(join(parent, 'a/b/c'), version)
      writeFiles(destination, version.slice(0, 2))
      await destination.discard()
      await destination.discard()
      expect(pathsIn(parent)).toEqual([])
    }))

  test('leaves what others put into the folders that were made', () =>
    withFolder(async (parent) => {
      const destination = await prepare(join(parent, 'a/b/c'), version)
      make(parent, { 'a/mine': '' })
      await destination.discard()
      expect(pathsIn(parent)).toEqual(['a', 'a/mine'])
    }))

  test('after all is in place does nothing', () =>
    withFolder(async (parent) => {
      const destination = await prepare(join(parent, 'a/b'), version)
      writeFiles(destination, version)
      await destination.place()
      await destination.discard()
      expect(snapshot(join(parent, 'a/b'))).toEqual(restored)
    }))

  test('a file that was not written is a failure, and leaves whole files only', () =>
    withFolder(async (parent) => {
      make(parent, { 'bin/run': 'old', open: 'old' })
      const destination = await prepare(parent, version)
      writeFiles(destination, version.slice(0, 2))
      expect(await failureOf('DESTINATION', destination.place())).toContain(`cannot write '${join(parent, 'open')}'`)
      expect(snapshot(parent).filter((line) => line.startsWith('f'))).toEqual([
        'f 755 bin/run bin/run',
        'f 644 open old'
      ])
      expect(readdirSync(parent).filter((name) => name.startsWith('.'))).toEqual([])
    }))

  test('what is put in the way in the meantime is a failure, and stays', () =>
    withFolder(async (parent) => {
      make(parent, { 'bin/run': 'old' })
      const destination = await prepare(parent, version)
      writeFiles(destination, version)
      make(parent, { 'open/mine': 'mine' })
      expect(await failureOf('DESTINATION', destination.place())).toContain('something was put there')
      expect(readFileSync(join(parent, 'open/mine'), 'utf8')).toBe('mine')
      expect(readdirSync(parent).filter((name) => name.startsWith('.'))).toEqual([])
    }))

  test('on a signal leaves nothing behind', () =>
    withFolder(async (parent) => {
      const before = new AbortController()
      before.abort()
      await failureOf('CANCELLED', prepare(join(parent, 'a'), version, { signal: before.signal }))
      expect(pathsIn(parent)).toEqual([])

      make(parent, { 'to/bin/run': 'old' })
      const during = new AbortController()
      const destination = await prepare(join(parent, 'to'), version, { signal: during.signal })
      writeFiles(destination, version)
      during.abort()
      await failureOf('CANCELLED', destination.place())
      expect(pathsIn(parent)).toEqual(['to', 'to/bin', 'to/bin/run'])
    }))
})

describe('what killed restores left', () => {
  const yesterday = Date.now() / 1000 - 25 * 60 * 60

  test.each(['.', 'new'])('is removed after a day, and not before: %s', (to) =>
    withFolder(async (parent) => {
      make(parent, { '.artifact-store-old.tmp/tree/x': '', '.artifact-store-new.tmp/tree/x': '', 'out/x': '' })
      make(parent, {
        '.artifact-store-old.tmp/tree/l': { link: '../../out' },
        '.artifact-store-link.tmp': { link: 'out' }
      })
      writeFileSync(join(parent, '.artifact-store-file.tmp'), '')
      for (const name of ['old', 'file', 'link'])
        utimesSync(join(parent, `.artifact-store-${name}.tmp`), yesterday, yesterday)
      await restore(join(parent, to), [file('y')])
      expect(readdirSync(parent).filter((name) => name.startsWith('.'))).toEqual([
        '.artifact-store-file.tmp',
        '.artifact-store-link.tmp',
        '.artifact-store-new.tmp'
      ])
      expect(pathsIn(join(parent, 'out'))).toEqual(['x'])
    })
  )
})

describe('any tree', () => {
  const planOf = async (source: string): Promise<PlannedEntry[]> => {
    const entries = await listed(walkTree({ folder: source, symlinks: 'preserve' }))
    return entries.map((entry) => (entry.kind === 'file' ? { ...entry, size: entry.size } : entry))
  }
  /** As `snapshot` tells of it: what the tests write into a file is its path. */
  const wanted = (plan: readonly PlannedEntry[]): string[] =>
    plan.map((entry) => {
      if (entry.kind === 'symlink') return `l ${entry.path} -> ${entry.target}`
      const mode = entry.mode.toString(8)
      return entry.kind === 'file' ? `f ${mode} ${entry.path} ${entry.path}` : `d ${mode} ${entry.path}`
    })

  test('is restored as it was, also over any other with clean', () =>
    fc.assert(
      fc.asyncProperty(anyTree, anyTree, (nodes, others) =>
        withFolder(async (parent) => {
          for (const name of ['from', 'over']) mkdirSync(join(parent, name))
          makeNodes(join(parent, 'from'), nodes)
          makeNodes(join(parent, 'over'), others)
          const plan = await planOf(join(parent, 'from'))
          await restore(join(parent, 'new'), plan)
          expect(snapshot(join(parent, 'new'))).toEqual(wanted(plan))
          await restore(join(parent, 'over'), plan, { clean: true })
          expect(snapshot(join(parent, 'over'))).toEqual(wanted(plan))
        })
      ),
      { numRuns: 40 }
    ))

  test('is merged with any other, or refused with nothing changed', () =>
    fc.assert(
      fc.asyncProperty(anyTree, anyTree, (nodes, others) =>
        withFolder(async (parent) => {
          for (const name of ['from', 'over']) mkdirSync(join(parent, name))
          makeNodes(join(parent, 'from'), nodes)
          makeNodes(join(parent, 'over'), others)
          const plan = await planOf(join(parent, 'from'))
          const before = snapshot(join(parent, 'over'))
          try {
            await restore(join(parent, 'over'), plan)
          } catch {
            expect(snapshot(join(parent, 'over'))).toEqual(before)
            return
          }
          const planned = new Set(plan.map((entry) => entry.path))
          const pathOf = (line: string): string => line.replace(/^(?:[df] \d+|l) /, '')
          const after = snapshot(join(parent, 'over'))
          expect(after).toEqual(expect.arrayContaining(wanted(plan)))
          const untouched = before.filter((line) => ![...planned].some((path) => pathOf(line).startsWith(path)))
          expect(after).toEqual(expect.arrayContaining(untouched))
        })
      ),
      { numRuns: 40 }
    ))
})

test('40,000 files are prepared for and placed in well under a second', () =>
  withFolder(async (parent) => {
    const entries: PlannedEntry[] = []
    for (let outer = 100; outer < 500; outer++) {
      entries.push(folder(`${outer}`))
      for (let inner = 100; inner < 200; inner++) entries.push(file(`${outer}/${inner}`))
    }
    writeFileSync(join(parent, 'bytes'), 'x')
    let started = performance.now()
    const destination = await prepare(join(parent, 'new'), entries)
    const prepared = performance.now() - started
    for (const entry of entries)
      if (entry.kind === 'file') linkSync(join(parent, 'bytes'), destination.stagedPath(entry.path))
    started = performance.now()
    await destination.place()
    // It takes 0.15 s; the rest is for machines that do other things as well.
    expect(prepared + performance.now() - started).toBeLessThan(3000)
    expect(readdirSync(join(parent, 'new'))).toHaveLength(400)
  }))
