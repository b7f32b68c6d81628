import { create } from '@actions/glob'
import { homedir } from 'node:os'
import { onlyPatternOf, readPathPatterns, type PathPattern } from '../../src/doors/path-patterns.js'
import { failureOf } from '../files/support.js'

async function only(pattern: string, workingDirectory = '/work dir/here'): Promise<PathPattern> {
  const [first, ...others] = await readPathPatterns([pattern], workingDirectory)
  expect(others).toEqual([])
  return first
}

describe('what a release of @actions/glob must keep', () => {
  test('a globber holds its patterns, and these answer what the walk asks', async () => {
    const pattern = onlyPatternOf(await create('/a/b/**/c*/d'))
    expect(pattern.searchPath).toBe('/a/b')
    expect(pattern.match('/a/b/x/y/cc/d')).toBeGreaterThan(0)
    expect(pattern.match('/a/b/d')).toBe(0)
    expect(pattern.partialMatch('/a')).toBe(true)
    expect(pattern.partialMatch('/a/b/anything')).toBe(true)
    expect(pattern.partialMatch('/b')).toBe(false)
  })

  test.each([
    ['no patterns', {}],
    ['more than one', { patterns: [{}, {}] }],
    ['one of another shape', { patterns: [{ searchPath: '/', match: () => 0 }] }],
    ['nothing in it', { patterns: [null] }]
  ])('where it keeps them elsewhere, that is told: %s', (_, globber) => {
    expect(() => onlyPatternOf(globber)).toThrow('path-patterns.ts has to be adapted')
  })
})

describe('reading patterns', () => {
  test('lines that are empty or comments name nothing', async () => {
    expect(await readPathPatterns(['', '  ', '# all', '\n#x\n'], '/w')).toEqual([])
  })

  test('one text may hold several', async () => {
    const patterns = await readPathPatterns(['a\n !b \r\n', 'c/*.bin'], '/w')
    expect(patterns.map(({ text, negate, isLiteral }) => [text, negate, isLiteral])).toEqual([
      ['a', false, true],
      ['!b', true, true],
      ['c/*.bin', false, false]
    ])
  })

  test.each([
    ['a', '/work dir/here/a'],
    ['.', '/work dir/here'],
    ['./a/./b/', '/work dir/here/a/b'],
    ['..', '/work dir'],
    ['../../x/../y', '/y'],
    ['a//b', '/work dir/here/a/b'],
    ['/', '/'],
    ['/etc/../usr', '/usr'],
    ['~', homedir()],
    ['~/models', `${homedir()}/models`],
    ['~x', '/work dir/here/~x'],
    ['a b', '/work dir/here/a b'],
    ['{a,b}', '/work dir/here/{a,b}'],
    ['!!a', '/work dir/here/a']
  ])('%j is the path %j', async (text, path) => {
    const pattern = await only(text)
    expect(pattern).toMatchObject({ searchPath: path, isLiteral: true, negate: false })
    expect(pattern.matches(path)).toBe(true)
    expect(pattern.matches(`${path}x`)).toBe(false)
    expect(pattern.mayMatchBelow(path)).toBe(true)
    expect(pattern.mayMatchBelow('/')).toBe(true)
    expect(pattern.mayMatchBelow('/elsewhere')).toBe(false)
  })

  test.each([
    ['*', '/work dir/here'],
    ['**', '/work dir/here'],
    ['../models/*.bin', '/work dir/models'],
    ['../../*/x', '/'],
    ['~/[ab]/c', homedir()],
    ['/srv/./data/../x?', '/srv'],
    ['a/b*/./c', '/work dir/here/a']
  ])('%j searches %j', async (text, path) => {
    expect(await only(text)).toMatchObject({ searchPath: path, isLiteral: false })
  })

  test.each([
    '/a*b',
    '/a?b',
    '/a[b]c',
    '/a[bc]/d',
    '/back\\slash',
    '/trailing space ',
    '/[',
    '/a]b',
    '/{x,y}',
    '/!a',
    '/#'
  ])('the working directory means itself: %j', async (workingDirectory) => {
    const pattern = await only('*.bin', workingDirectory)
    expect(pattern.searchPath).toBe(workingDirectory)
    expect(pattern.matches(`${workingDirectory}/x.bin`)).toBe(true)
    expect(pattern.matches('/aXb/x.bin')).toBe(false)
    expect(pattern.mayMatchBelow(workingDirectory)).toBe(true)
  })

  test('a slash at the end means folders only', async () => {
    for (const text of ['a/', '*/', 'a//']) expect(await only(text)).toMatchObject({ foldersOnly: true })
    for (const text of ['a', '*', '**']) expect(await only(text)).toMatchObject({ foldersOnly: false })
  })

  test.each([
    ['*/../a', "has '..' after a wildcard"],
    ['a/**/..', "has '..' after a wildcard"],
    ['!', "'!' names nothing"],
    ['!!  ', "'!!' names nothing"],
    ['a\0b', 'holds a NUL character'],
    ['*/\\../x', 'is no pattern']
  ])('%j is refused', async (text, why) => {
    const message = await failureOf('INVALID_INPUT', readPathPatterns(['fine', text], '/w'))
    expect(message).toMatch(/^path: /)
    expect(message).toContain(why)
  })

  test('a wildcard below a folder whose name holds a line break is refused', async () => {
    const message = await failureOf('INVALID_INPUT', readPathPatterns(['*.bin'], '/a\nb'))
    expect(message).toContain("'/a\\nb', whose name holds a line break")
    expect((await only('x.bin', '/a\nb')).searchPath).toBe('/a\nb/x.bin')
  })
})
