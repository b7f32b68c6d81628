import fc from 'fast-check'
import { isStoreError } from '../../src/errors.js'
import { checkAlias, checkArtifactName, checkLabel, isLabel, NAME_MAXIMUM } from '../../src/store/names.js'
import { parseReference } from '../../src/store/reference.js'

function problem(check: () => unknown): string {
  try {
    check()
  } catch (error) {
    if (isStoreError(error, 'INVALID_INPUT')) return error.message
    throw error
  }
  throw new Error('it was taken')
}

const longest = 'x'.repeat(NAME_MAXIMUM)

describe('names of artifacts', () => {
  test.each(['a', 'model', 'Team.A/resnet-50_v2', '1.2.3', 'x/y/z', '.config', 'a/.b', '-', '__proto__', longest])(
    '%s is one',
    (name) => expect(checkArtifactName(name)).toBe(name)
  )

  test.each([
    ['', 'it is empty'],
    ['.', "it holds the segment '.'"],
    ['..', "it holds the segment '..'"],
    ['a/../b', "it holds the segment '..'"],
    ['/a', 'it is an absolute path'],
    ['a/', 'it holds an empty segment'],
    ['a//b', 'it holds an empty segment'],
    ['/', 'it is an absolute path'],
    [`.a${'/a'.repeat(63)}`, 'it is too long for the key of an object'],
    [`${longest}x`, 'it has 129 characters, and 128 are allowed'],
    ['a\nb', 'it holds control characters'],
    ['a\u0000b', 'it holds control characters'],
    ['a\u007fb', 'it holds control characters'],
    ['a b', 'only letters'],
    ['a\\b', 'only letters'],
    ['a%2Fb', 'only letters'],
    ['modèle', 'only letters'],
    ['a:b', 'only letters'],
    ['a@b', 'only letters'],
    ['latest', 'it looks like a selector'],
    ['Newest', 'it looks like a selector'],
    ['nearest', 'it looks like a selector'],
    ['previous', 'it looks like a selector'],
    ['pr-base', 'it looks like a selector'],
    ['auto', 'it looks like a selector'],
    ['timestamp', 'it looks like a selector'],
    ['v7', 'it looks like a selector'],
    ['V007', 'it looks like a selector'],
    ['sha256:abcdef', 'it looks like a selector'],
    ['as-of:2026-11-01', 'it looks like a selector'],
    ['commit:abc', 'it looks like a selector'],
    ['max:metrics.a', 'it looks like a selector']
  ])('%j is none: %s', (name, reason) => {
    const message = problem(() => checkArtifactName(name))
    expect(message).toContain(reason)
    expect(message).toMatch(/^name: '/)
    // eslint-disable-next-line no-control-regex -- none of them may reach a terminal
    expect(message).not.toMatch(/[\u0000-\u001f\u007f]/)
  })

  test('the input is named', () => {
    expect(problem(() => checkArtifactName('', 'to-name'))).toMatch(/^to-name: ''/)
  })
})

describe('labels and aliases', () => {
  test.each(['1.4.0', 'best', 'rc-1', '2026-11-01', '.x', 'v1.0', 'version7', 'latest2', longest])(
    '%s is one',
    (label) => {
      expect(checkLabel(label)).toBe(label)
      expect(checkAlias(label)).toBe(label)
      expect(isLabel(label)).toBe(true)
    }
  )

  test.each([
    '',
    '.',
    '..',
    'a/b',
    '/a',
    'a b',
    'v7',
    'V7',
    'LATEST',
    'sha256:aa',
    'as-of:x',
    'run:1',
    'a\nb',
    `${longest}x`
  ])('%j is none', (label) => {
    expect(problem(() => checkLabel(label))).toMatch(/^version: /)
    expect(problem(() => checkAlias(label))).toMatch(/^aliases: /)
    expect(isLabel(label)).toBe(false)
  })

  test('isLabel and checkLabel agree on any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...Array.from('aV1.-_/:%@')) })), (text) => {
        let taken = true
        try {
          checkLabel(text)
        } catch {
          taken = false
        }
        expect(isLabel(text)).toBe(taken)
      })
    )
  })
})

describe('references', () => {
  test('the first @ parts name and selector', () => {
    expect(parseReference('team/model@v3')).toEqual({ name: 'team/model', selector: 'v3' })
    expect(parseReference('model')).toEqual({ name: 'model', selector: 'latest' })
    expect(parseReference('model@as-of:2026-11-01T12:00+01:00')).toEqual({
      name: 'model',
      selector: 'as-of:2026-11-01T12:00+01:00'
    })
    expect(parseReference('model@a@b')).toEqual({ name: 'model', selector: 'a@b' })
  })

  test('a name that is none is told under the input', () => {
    expect(problem(() => parseReference('@v3', 'parents'))).toMatch(/^parents: ''/)
    expect(problem(() => parseReference('a b@v3', 'parents'))).toContain("'a b'")
  })
})
