import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { PlannedEntry } from '../../src/files/index.js'
import { prepare } from './restoring.js'
import { failureOf, file, folder, link, withFolder } from './support.js'

/** Has a version checked, for a destination that exists and one that does not; nothing may be made by that. */
function failure(
  code: 'DAMAGED' | 'DESTINATION',
  entries: readonly unknown[],
  platform: NodeJS.Platform = process.platform
): Promise<string> {
  return withFolder(async (parent) => {
    const plan = entries as PlannedEntry[]
    const message = await failureOf(code, prepare(join(parent, 'new/er'), plan, { platform }))
    expect(await failureOf(code, prepare(parent, plan, { platform }))).toBe(message)
    expect(readdirSync(parent)).toEqual([])
    return message
  })
}

const odd = (entry: object): unknown => ({ ...file('x'), ...entry })

describe('a version that no save makes is refused before anything is written', () => {
  test.each<[string, unknown[]]>([
    ['an absolute path', [file('/etc/passwd')]],
    ['a path to the parent', [file('..')]],
    ['a path that climbs out', [file('../x')]],
    ['a path that climbs out of a folder', [folder('a'), file('a/../../x')]],
    ['a folder of the parent', [folder('..'), file('../x')]],
    ['the folder itself', [folder('.')]],
    ['a segment that is the folder itself', [folder('a'), file('a/./b')]],
    ['an empty path', [file('')]],
    ['an empty segment', [folder('a'), file('a//b')]],
    ['a slash at the end', [folder('a/')]],
    ['a NUL', [file('a\0b')]],
    ['half a surrogate pair', [file('a\ud800')]],
    ['the same path twice', [file('a'), file('a')]],
    ['a file that is a folder, too', [file('a'), folder('a')]],
    ['a file in a file', [file('a'), file('a/b')]],
    ['a file in a link', [link('a', '/etc'), file('a/passwd')]],
    ['a folder in a link', [link('a', '/etc'), folder('a/b')]],
    ['a folder that was not told before', [file('a/b')]],
    ['a folder that comes later', [file('a/b'), folder('a')]],
    ['a folder that was left before', [folder('a'), folder('b'), file('a/c')]],
    ['paths out of order', [file('b'), file('a')]],
    ['paths in the order of the whole text', [folder('a'), file('a!'), file('a/b')]],
    ['paths in the order of UTF-16', [file('\u{10000}'), file('\uffff')]],
    ['a kind that is not known', [odd({ kind: 'device' })]],
    ['no kind', [odd({ kind: undefined })]],
    ['no path', [odd({ path: undefined })]],
    ['a mode with more than permissions', [file('a', 0o4755)]],
    ['a negative mode', [folder('a', -1)]],
    ['a mode that is no number', [odd({ mode: '644' })]],
    ['no mode', [odd({ mode: undefined })]],
    ['a negative size', [odd({ size: -1 })]],
    ['half a byte', [odd({ size: 0.5 })]],
    ['a link to nothing', [link('a', '')]],
    ['a link to a NUL', [link('a', 'b\0c')]],
    ['a link without a target', [{ kind: 'symlink', path: 'a' }]]
  ])('%s', async (_, entries) => {
    expect(await failure('DAMAGED', entries)).toMatch(/^the version('s list of files is damaged| holds)/)
  })

  test('the message shows a hostile path without letting it do harm', async () => {
    expect(await failure('DAMAGED', [file('../\u001b[31m\n::error::x')])).toContain("'../\\u001b[31m\\n::error::x'")
  })
})

describe('names that a platform cannot hold are refused before anything is written', () => {
  test.each([
    'a\\b',
    '..\\x',
    'C:',
    'c:x',
    'a:stream',
    'con',
    'CON',
    'nul.txt',
    'Aux.tar.gz',
    'com1',
    'LPT9.x',
    'com\u00b9',
    'prn .x',
    'conin$',
    'a.',
    'a ',
    '...',
    'a<b',
    'a>b',
    'a"b',
    'a|b',
    'a?b',
    'a*b',
    'a\nb',
    'a\u0001',
    'x'.repeat(256)
  ])('Windows: %j', async (name) => {
    for (const entry of [file(name), folder(name), link(name, 'x')]) {
      const message = await failure('DESTINATION', [folder('!'), entry], 'win32')
      expect(message).toContain('cannot restore')
      expect(message).toContain('nothing was written')
    }
    await failure('DESTINATION', [folder('!'), { ...file(`!/${name}`) }], 'win32')
  })

  test.each([
    'console',
    'com',
    'com10',
    'nulx',
    'a.b',
    '.git',
    ' a',
    "a'b",
    '\u00e9'.repeat(255),
    '{a}',
    '%PATH%',
    'a,b'
  ])('Windows takes %j', (name) =>
    withFolder(async (parent) => {
      // Only the rules are those of Windows: the name must fit here, too.
      if (Buffer.byteLength(name) > 255) return
      await (await prepare(join(parent, 'new'), [file(name)], { platform: 'win32' })).discard()
    })
  )

  test('Linux counts bytes, others characters', async () => {
    for (const name of ['x'.repeat(256), '\u00e9'.repeat(128), '\u{1f600}'.repeat(64)]) {
      expect(await failure('DESTINATION', [file(name)], 'linux')).toContain('is too long')
    }
    expect(await failure('DESTINATION', [file('x'.repeat(256))], 'darwin')).toContain('is too long')
    await withFolder(async (parent) => {
      for (const name of ['x'.repeat(255), `${'\u00e9'.repeat(127)}x`]) {
        await (await prepare(join(parent, 'new'), [file(name)], { platform: 'linux' })).discard()
      }
      await (await prepare(join(parent, 'new'), [file('\u00e9'.repeat(255))], { platform: 'darwin' })).discard()
    })
  })

  test('a path that is too long as a whole', async () => {
    const name = 'x'.repeat(250)
    const paths = Array.from({ length: 17 }, (_, index) => Array.from({ length: index + 1 }, () => name).join('/'))
    expect(
      await failure(
        'DESTINATION',
        paths.map((path) => folder(path)),
        'linux'
      )
    ).toContain('the path is too long')
  })
})
