import { compileFileFilter } from '../../src/files/index.js'
import { ArtifactStoreError } from '../../src/errors.js'
import fc from 'fast-check'
import { oddName } from './support.js'

const tree = [
  '.hidden',
  '.hidden/x.bin',
  'data',
  'data/a.csv',
  'data/empty',
  'data/raw',
  'data/raw/b.csv',
  'data/raw/c.bin',
  'models',
  'models/big.bin',
  'readme'
]

const chosen = (...patterns: string[]): string[] => tree.filter(compileFileFilter(patterns))

describe('choosing what to restore', () => {
  test.each<[string[], string[]]>([
    [[], tree],
    [['**'], tree],
    [['.'], tree],
    [['*'], tree],
    [['readme'], ['readme']],
    [['./readme'], ['readme']],
    [['data/raw'], ['data/raw', 'data/raw/b.csv', 'data/raw/c.bin']],
    [['data/raw/'], ['data/raw', 'data/raw/b.csv', 'data/raw/c.bin']],
    [['data/empty'], ['data/empty']],
    [['*.csv'], []],
    [['**/*.csv'], ['data/a.csv', 'data/raw/b.csv']],
    [['*/*.{csv,bin}'], ['.hidden/x.bin', 'data/a.csv', 'models/big.bin']],
    [['dat?/r*'], ['data/raw', 'data/raw/b.csv', 'data/raw/c.bin']],
    [
      ['data', '!data/raw'],
      ['data', 'data/a.csv', 'data/empty']
    ],
    [
      ['data', '!data/raw', '**/c.bin'],
      ['data', 'data/a.csv', 'data/empty', 'data/raw/c.bin']
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
