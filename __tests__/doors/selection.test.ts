import { chmodSync, lstatSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { jest } from '@jest/globals'
import { create } from '@actions/glob'
import fc from 'fast-check'
import { selectFiles, type Selection, type SelectionRequest } from '../../src/doors/selection.js'
import { systemErrorCode } from '../../src/errors.js'
import { failureOf, listed, listedPaths, make, withFolder, type Contents } from '../files/support.js'

const select = (
  folder: string,
  patterns: string | readonly string[],
  options: Partial<SelectionRequest> = {}
): Promise<Selection> =>
  selectFiles({
    patterns: [patterns].flat(),
    workingDirectory: folder,
    includeHidden: false,
    symlinks: 'preserve',
    exclude: [],
    ...options
  })

const project: Contents = {
  'data/a.csv': '',
  'data/raw/b.csv': '',
  'data/raw/deep/c.bin': '',
  'data/empty': null,
  'models/big.bin': 'big',
  'models/small.bin': '',
  'models/readme': '',
  'top.txt': ''
}

/** Runs on a folder that holds `contents`. */
const inProject =
  (run: (folder: string) => Promise<void>, contents: Contents = project): (() => Promise<void>) =>
  () =>
    withFolder(async (folder) => {
      make(folder, contents)
      await run(folder)
    })

describe('the root', () => {
  test(
    'one folder gives its contents',
    inProject(async (folder) => {
      const selection = await select(folder, 'models')
      expect(selection.root).toBe(join(folder, 'models'))
      expect(await listedPaths(selection.tree)).toEqual(['big.bin', 'readme', 'small.bin'])
    })
  )

  test(
    'one file gives its name',
    inProject(async (folder) => {
      const selection = await select(folder, 'models/big.bin')
      expect(selection.root).toBe(join(folder, 'models'))
      expect(await listed(selection.tree)).toEqual([
        {
          kind: 'file',
          path: 'big.bin',
          absolutePath: join(folder, 'models/big.bin'),
          mode: lstatSync(join(folder, 'models/big.bin')).mode & 0o777,
          size: 3
        }
      ])
    })
  )

  test(
    'a pattern gives what it matches, relative to where its wildcards start',
    inProject(async (folder) => {
      const selection = await select(folder, 'data/**/*.csv')
      expect(selection.root).toBe(join(folder, 'data'))
      expect(await listedPaths(selection.tree)).toEqual(['a.csv', 'raw', 'raw/b.csv'])
    })
  )

  test(
    'several give their least common ancestor, with the folders in between and their modes',
    inProject(async (folder) => {
      chmodSync(join(folder, 'data'), 0o750)
      const selection = await select(folder, ['data/raw/deep', 'models/big.bin'])
      expect(selection.root).toBe(folder)
      const entries = await listed(selection.tree)
      expect(entries.map((entry) => entry.path)).toEqual([
        'data',
        'data/raw',
        'data/raw/deep',
        'data/raw/deep/c.bin',
        'models',
        'models/big.bin'
      ])
      expect(entries[0]).toEqual({ kind: 'directory', path: 'data', mode: 0o750 })
    })
  )

  test(
    'one folder and what lies in it give the folder',
    inProject(async (folder) => {
      expect((await select(folder, ['data', 'data/raw', 'data/raw/*.csv'])).root).toBe(join(folder, 'data'))
    })
  )

  test(
    'does not depend on what exists',
    inProject(async (folder) => {
      expect((await select(folder, ['data/raw', 'nowhere/x'])).root).toBe(folder)
      rmSync(join(folder, 'data'), { recursive: true })
      expect((await select(folder, ['data/raw', 'nowhere/x'])).root).toBe(folder)
    })
  )

  test(
    'is taken where it is given',
    inProject(async (folder) => {
      const selection = await select(folder, ['data/raw/deep', 'data/a.csv'], { root: '.' })
      expect(selection.root).toBe(folder)
      expect(await listedPaths(selection.tree)).toEqual([
        'data',
        'data/a.csv',
        'data/raw',
        'data/raw/deep',
        'data/raw/deep/c.bin'
      ])
    })
  )

  test(
    'may lie below what is searched, as long as the files lie below it',
    inProject(async (folder) => {
      const selection = await select(folder, '**/*.csv', { root: 'data' })
      expect(selection.root).toBe(join(folder, 'data'))
      expect(await listedPaths(selection.tree)).toEqual(['a.csv', 'raw', 'raw/b.csv'])
      const outside = await select(folder, '**/*.bin', { root: 'data' })
      expect(await failureOf('INVALID_INPUT', listed(outside.tree))).toContain(
        `root: '${join(folder, 'models/big.bin')}'`
      )
    })
  )

  test.each([
    ['nowhere', 'does not exist'],
    ['top.txt', 'is not a folder'],
    ['data/raw', "models', which path selects, is not below"]
  ])('%j is refused', (root, why) =>
    inProject(async (folder) => {
      const message = await failureOf('INVALID_INPUT', select(folder, 'models', { root }))
      expect(message).toMatch(/^root: /)
      expect(message).toContain(why)
    })()
  )
})

describe('patterns', () => {
  test.each<[string[], string[]]>([
    [
      ['data', '!data/raw'],
      ['a.csv', 'empty']
    ],
    [
      ['data', '!data/raw', 'data/raw/deep'],
      ['a.csv', 'empty', 'raw', 'raw/deep', 'raw/deep/c.bin']
    ],
    [
      ['data', '!**/*.csv'],
      ['empty', 'raw', 'raw/deep', 'raw/deep/c.bin']
    ],
    [
      ['!data/raw', 'data'],
      ['a.csv', 'empty', 'raw', 'raw/b.csv', 'raw/deep', 'raw/deep/c.bin']
    ],
    [['data/raw', '!.'], []],
    [['data/*'], ['a.csv', 'empty', 'raw', 'raw/b.csv', 'raw/deep', 'raw/deep/c.bin']],
    [['data/*/'], ['empty', 'raw', 'raw/b.csv', 'raw/deep', 'raw/deep/c.bin']],
    [['data/a.csv/'], []],
    [['data/**/deep/**'], ['raw', 'raw/deep', 'raw/deep/c.bin']],
    [['data/???.*'], []],
    [['data/[ab].csv'], ['a.csv']],
    [['data/[a].csv'], ['a.csv']],
    [['../*/data/a*'], ['HERE', 'HERE/data', 'HERE/data/a.csv']],
    [['./data/./raw/../a.csv'], ['a.csv']],
    [['# comment', '', 'data/raw/deep'], ['c.bin']]
  ])('%j', (patterns, paths) =>
    inProject(async (folder) => {
      const name = folder.slice(folder.lastIndexOf('/') + 1)
      const mine = patterns.map((pattern) => pattern.replace('../*', `../${name.slice(0, -1)}?`))
      expect(await listedPaths((await select(folder, mine)).tree)).toEqual(
        paths.map((path) => path.replace('HERE', name))
      )
    })()
  )

  test.each([
    [[], 'path: it is empty'],
    [['', '# x'], 'path: it is empty'],
    [['!a', '!b/**'], 'path: it only holds exclusions']
  ])('%j is refused', async (patterns, why) => {
    expect(await failureOf('INVALID_INPUT', select('/', patterns))).toContain(why)
  })

  test('names that no pattern can spell are stored from the folder they lie in', () => {
    const names = ['*', '[a]', '?', '#x', '!y', ' lead', 'trail ', 'a\nb', 'back\\slash', '{a,b}', '-rf', '%20']
    return inProject(
      async (folder) => {
        for (const patterns of [['odd'], ['odd/**'], ['o*'], ['odd', '!nothing*']]) {
          const entries = await listed((await select(folder, patterns)).tree)
          const files = entries.filter((entry) => entry.kind === 'file')
          expect(files.map((entry) => entry.path.split('/').at(-1)).sort()).toEqual([...names].sort())
          for (const entry of files) expect(readFileSync(entry.absolutePath, 'utf8')).toBe(entry.path.split('/').at(-1))
        }
      },
      Object.fromEntries(names.map((name) => [`odd/${name}`, name]))
    )()
  })

  test('a path that is meant as it is spelled', () =>
    inProject(
      async (folder) => {
        const selection = await select(folder, [], { patterns: [{ literal: 'a[1]*.bin' }, { literal: '!x' }] })
        expect(await listedPaths(selection.tree)).toEqual(['!x', 'a[1]*.bin'])
      },
      { 'a[1]*.bin': '', a1x: '', '!x': '', x: '' }
    )())

  test('choose the files that @actions/glob chooses', async () => {
    // It prints a debug command for each folder.
    jest.spyOn(process.stdout, 'write').mockReturnValue(true)
    const segment = fc.constantFrom('a', 'b', 'c', 'ab', 'a.x', '.h')
    const path = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'))
    const wild = fc.constantFrom('a', 'b', 'c', '*', '?', '**', 'a*', '[ab]', '*.x', '.h', '.*', '[!a]')
    const pattern = fc
      .tuple(fc.constantFrom('', '', '!'), fc.array(wild, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '', '/'))
      .map(([negation, segments, end]) => negation + segments.join('/') + end)
    await fc.assert(
      fc.asyncProperty(
        fc.array(path, { maxLength: 12 }),
        fc.array(pattern, { maxLength: 3 }),
        wild,
        (paths, others, first) =>
          withFolder(async (folder) => {
            for (const each of paths) {
              try {
                make(folder, { [each]: '' })
              } catch {
                // A file already where a folder should be, or the other way round: the tree does without it.
              }
            }
            const patterns = [first, ...others]
            const selection = await select(folder, patterns, { includeHidden: true })
            const chosen = (await listed(selection.tree)).filter((entry) => entry.kind === 'file')

            const lines = patterns.map((each) => each.replace(/^(!?)/, `$1${folder}/`))
            const found = await (await create(lines.join('\n'))).glob().catch(failedOnFile)
            if (found === undefined) return
            const expected = found.filter((each) => lstatSync(each).isFile())
            expect(chosen.map((entry) => (entry as { absolutePath: string }).absolutePath).sort()).toEqual(
              expected.sort()
            )
          })
      ),
      { numRuns: 200 }
    )
  })
})

/** @actions/glob stumbles over a pattern that goes on below a file; there is nothing to compare with then. */
function failedOnFile(error: unknown): undefined {
  if (systemErrorCode(error) !== 'ENOTDIR') throw error
}

describe('hidden files', () => {
  const contents: Contents = {
    '.env': '',
    '.config/app.yml': '',
    '.config/.secret': '',
    '.config/sub/x.yml': '',
    '.cache/x.txt': '',
    'a/.hidden/y.yml': '',
    'a/b.yml': '',
    'c.txt': ''
  }

  test.each<[string[], string[], number]>([
    [['.'], ['a', 'a/b.yml', 'c.txt'], 4],
    [['**/*.yml'], ['a', 'a/b.yml'], 2],
    [['*.txt'], ['c.txt'], 0],
    [['.env'], ['.env'], 0],
    [['.config'], ['app.yml', 'sub', 'sub/x.yml'], 1],
    [['.config/*.yml'], ['app.yml'], 0],
    [['.*'], [], 3],
    [['.', '.config/app.yml'], ['.config', '.config/app.yml', 'a', 'a/b.yml', 'c.txt'], 4],
    [['.', '!.env', '!**/.hidden'], ['a', 'a/b.yml', 'c.txt'], 2]
  ])('%j', (patterns, paths, leftOut) =>
    inProject(async (folder) => {
      const selection = await select(folder, patterns)
      expect(await listedPaths(selection.tree)).toEqual(paths)
      expect(selection.hiddenLeftOut()).toBe(leftOut)
    }, contents)()
  )

  test('are like any other where they are included', () =>
    inProject(async (folder) => {
      const selection = await select(folder, ['.', '!**/*.yml'], { includeHidden: true })
      expect(await listedPaths(selection.tree)).toEqual([
        '.cache',
        '.cache/x.txt',
        '.config',
        '.config/.secret',
        '.config/sub',
        '.env',
        'a',
        'a/.hidden',
        'c.txt'
      ])
      expect(selection.hiddenLeftOut()).toBe(0)
    }, contents)())

  test('a hidden folder on the way to the working directory hides nothing', () =>
    inProject(
      async (folder) => {
        const selection = await select(join(folder, '.work'), ['.', '*.x'])
        expect(await listedPaths(selection.tree)).toEqual(['a.x', 'b'])
      },
      { '.work/a.x': '', '.work/b': '' }
    )())
})

describe('links', () => {
  const contents: Contents = {
    'releases/2/x': '',
    current: { link: 'releases/2' },
    latest: { link: 'releases/2/x' },
    broken: { link: 'nowhere' },
    'in/here': { link: '../releases' }
  }

  test('that are named and lead to a folder mean what it holds', () =>
    inProject(async (folder) => {
      for (const path of ['current', 'current/']) {
        const selection = await select(folder, path)
        expect(selection.root).toBe(join(folder, 'current'))
        expect(await listedPaths(selection.tree)).toEqual(['x'])
      }
      const several = await select(folder, ['current', 'latest'])
      expect(await listed(several.tree)).toMatchObject([
        { kind: 'directory', path: 'current' },
        { kind: 'file', path: 'current/x' },
        { kind: 'symlink', path: 'latest', target: 'releases/2/x' }
      ])
    }, contents)())

  test('that are found are stored as links, also broken ones', () =>
    inProject(async (folder) => {
      const entries = await listed((await select(folder, ['*', '!releases'])).tree)
      expect(entries).toMatchObject([
        { kind: 'symlink', path: 'broken' },
        { kind: 'symlink', path: 'current' },
        { kind: 'directory', path: 'in' },
        { kind: 'symlink', path: 'in/here' },
        { kind: 'symlink', path: 'latest' }
      ])
      expect(await listed((await select(folder, 'broken')).tree)).toMatchObject([{ kind: 'symlink', path: 'broken' }])
    }, contents)())

  test('are followed where that is asked for', () =>
    inProject(async (folder) => {
      const selection = await select(folder, ['in', 'latest'], { symlinks: 'follow' })
      expect(await listed(selection.tree)).toMatchObject([
        { path: 'in' },
        { path: 'in/here', kind: 'directory' },
        { path: 'in/here/2' },
        { path: 'in/here/2/x', followLinks: true },
        { path: 'latest', kind: 'file', followLinks: true }
      ])
      const broken = await select(folder, ['.'], { symlinks: 'follow' })
      expect(await failureOf('SOURCE', listed(broken.tree))).toContain(`the link '${join(folder, 'broken')}'`)
    }, contents)())
})

describe('what is there', () => {
  test(
    'paths that name nothing are told, as they were given',
    inProject(async (folder) => {
      const selection = await select(folder, [
        'nowhere',
        'data/a.csv',
        'top.txt/',
        'top.txt/x',
        '!gone',
        'no*',
        './gone'
      ])
      expect(selection.missing).toEqual(['nowhere', 'top.txt/', 'top.txt/x', './gone'])
      expect(await listedPaths(selection.tree)).toEqual(['data', 'data/a.csv'])
    })
  )

  test.each<[string[], boolean]>([
    [['nowhere'], true],
    [['nowhere/*.bin'], true],
    [['nowhere/a', 'nowhere/b'], true],
    [['top.txt/*'], true],
    [['data/empty'], true],
    [['data/emp*'], true],
    [['data', '!data/**'], true],
    [['models'], false],
    [['top.txt'], false]
  ])('whether %j is empty: %j', (patterns, empty) =>
    inProject(async (folder) => {
      for (const symlinks of ['preserve', 'follow'] as const) {
        expect(await (await select(folder, patterns, { symlinks })).isEmpty()).toBe(empty)
      }
    })()
  )

  test('one link is something', () =>
    inProject(async (folder) => expect(await (await select(folder, 'x')).isEmpty()).toBe(false), {
      'x/y': { link: 'z' }
    })())

  test(
    'the store is left out',
    inProject(async (folder) => {
      const exclude = [join(folder, 'data/raw')]
      expect(await listedPaths((await select(folder, 'data', { exclude })).tree)).toEqual(['a.csv', 'empty'])
      expect(await (await select(folder, 'data/raw', { exclude })).isEmpty()).toBe(true)
      expect(await (await select(folder, 'data/raw/deep/c.bin', { exclude })).isEmpty()).toBe(true)
      expect(await (await select(folder, 'data/r*/**/*.bin', { exclude })).isEmpty()).toBe(true)
      expect(await listedPaths((await select(folder, ['data/raw/b.csv', 'top.txt'], { exclude })).tree)).toEqual([
        'top.txt'
      ])
    })
  )

  test('a hidden store is not counted as left out', () =>
    inProject(
      async (folder) => {
        const selection = await select(folder, '.', { exclude: [join(folder, '.artifact-store')] })
        expect(await listedPaths(selection.tree)).toEqual(['x'])
        expect(selection.hiddenLeftOut()).toBe(0)
      },
      { '.artifact-store/packs/p': '', x: '' }
    )())

  test('thousands of paths are no trouble', () =>
    inProject(
      async (folder) => {
        const names = Array.from({ length: 3000 }, (_, index) => `d/${index}`)
        const started = performance.now()
        expect(await listedPaths((await select(folder, names)).tree)).toEqual(['0', '1', '2999'])
        expect(performance.now() - started).toBeLessThan(5000)
      },
      { 'd/0': '', 'd/1': '', 'd/2999': '', 'd/x': '' }
    )())
})
