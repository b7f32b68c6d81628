import { compileFileFilter, selectEntries } from '../../src/files/index.js'
import { ArtifactStoreError } from '../../src/errors.js'
import fc from 'fast-check'
import { file, folder, link, oddName } from './support.js'

const tree = [
  folder('.hidden'),
  file('.hidden/x.bin'),
  folder('data'),
  file('data/a.csv'),
  folder('data/empty'),
  folder('data/raw'),
  file('data/raw/b.csv'),
  link('data/raw/c.bin', '../x'),
  folder('models'),
  file('models/big.bin'),
  file('readme')
]

const chosen = (...patterns: string[]): string[] =>
  [...selectEntries(tree, compileFileFilter(patterns))].map((entry) => entry.path)

describe('choosing what to restore', () => {
  test.each<[string[], string[]]>([
    [[], tree.map((entry) => entry.path)],
    [['**'], tree.map((entry) => entry.path)],
    [['.'], tree.map((entry) => entry.path)],
    [['*'], tree.map((entry) => entry.path)],
    [['readme'], ['readme']],
    [['./readme'], ['readme']],
    [['data/raw'], ['data', 'data/raw', 'data/raw/b.csv', 'data/raw/c.bin']],
    [['data/raw/'], ['data', 'data/raw', 'data/raw/b.csv', 'data/raw/c.bin']],
    [['data/empty'], ['data', 'data/empty']],
    [['*.csv'], []],
    [['**/*.csv'], ['data', 'data/a.csv', 'data/raw', 'data/raw/b.csv']],
    [['*/*.{csv,bin}'], ['.hidden', '.hidden/x.bin', 'data', 'data/a.csv', 'models', 'models/big.bin']],
    [['dat?/r*'], ['data', 'data/raw', 'data/raw/b.csv', 'data/raw/c.bin']],
    [
      ['data', '!data/raw'],
      ['data', 'data/a.csv', 'data/empty']
    ],
    [
      ['data', '!data/raw', '**/c.bin'],
      ['data', 'data/a.csv', 'data/empty', 'data/raw', 'data/raw/c.bin']
    ],
    [
      ['!data/raw', 'data'],
      ['data', 'data/a.csv', 'data/empty', 'data/raw', 'data/raw/b.csv', 'data/raw/c.bin']
    ],
    [
      ['!data', '!.hidden'],
      ['models', 'models/big.bin', 'readme']
    ],
    [['[mr]*'], ['models', 'models/big.bin', 'readme']],
    [['nothing'], []]
  ])('%j', (patterns, paths) => {
    expect(chosen(...patterns)).toEqual(paths)
  })

  test('folders that are not wanted are not given, wherever they lie', () => {
    const entries = [
      folder('a'),
      folder('a/b'),
      file('a/x'),
      folder('c'),
      folder('c/d'),
      folder('c/d/e'),
      file('c/d/x')
    ]
    expect([...selectEntries(entries, (path) => path.endsWith('x'))].map((entry) => entry.path)).toEqual([
      'a',
      'a/x',
      'c',
      'c/d',
      'c/d/x'
    ])
  })

  test.each([
    '#x',
    ' a',
    'a ',
    '(1).txt',
    'a(1)b',
    '{a,b}',
    '[ab]',
    'a\nb',
    '+x',
    '@(a)',
    'a|b',
    '$a',
    '^',
    '\u{1f600}'
  ])('a path that is spelled out means that file: %j', (path) => {
    expect(compileFileFilter([path])(path)).toBe(true)
    expect(compileFileFilter([path])(`${path}/below`)).toBe(true)
    expect(compileFileFilter([path])('another')).toBe(false)
  })

  test('wildcards match names of any kind', () =>
    fc.assert(
      fc.property(oddName, oddName, (first, second) => {
        expect(compileFileFilter(['**/*'])(`${first}/${second}`)).toBe(true)
        expect(compileFileFilter(['*/*'])(`${first}/${second}`)).toBe(true)
      })
    ))

  test.each([
    ['', 'it is empty'],
    ['!', 'it is empty'],
    ['./', 'it is empty'],
    ['/', 'it must be relative to the version'],
    ['/etc/*', 'it must be relative to the version'],
    ['../x', "it holds '..'"],
    ['a/../b', "it holds '..'"],
    ['!..', "it holds '..'"],
    ['a\0', 'it holds a NUL'],
    ['[a', 'Missing closing'],
    ['{a,b', 'Missing closing'],
    ['a(b', 'Missing closing'],
    ['x'.repeat(5000), 'it is longer than']
  ])('%j is refused', (pattern, why) => {
    const compile = (): unknown => compileFileFilter(['fine', pattern])
    expect(compile).toThrow(ArtifactStoreError)
    expect(compile).toThrow(/^files: /)
    expect(compile).toThrow(why)
  })
})
