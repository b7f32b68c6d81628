import fc from 'fast-check'
import { TreeDigest, type DigestEntry } from '../../src/content/digest.js'
import { hashOf } from './support.js'

function digestOf(...entries: DigestEntry[]): string {
  const digest = new TreeDigest()
  for (const entry of entries) digest.add(entry)
  return digest.finish()
}

const file = (path: string, content: string, mode = 0o644): DigestEntry => ({
  type: 'file',
  path,
  mode,
  size: Buffer.byteLength(content),
  sha256: hashOf(content)
})

describe('the digest', () => {
  test('is what docs/FORMAT.md says, and what it always was', () => {
    const entries: DigestEntry[] = [
      { type: 'directory', path: 'data' },
      file('data/größe.txt', 'abc'),
      file('data/run', '#!/bin/sh\n', 0o755),
      file('empty', ''),
      { type: 'symlink', path: 'latest', target: 'data/größe.txt' }
    ]
    const text =
      'directory - 0 - data\0' +
      'file - 3 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad data/größe.txt\0' +
      `file x 10 ${hashOf('#!/bin/sh\n')} data/run\0` +
      'file - 0 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 empty\0' +
      `symlink - 16 ${hashOf('data/größe.txt')} latest\0`
    expect(digestOf(...entries)).toBe(`sha256:${hashOf(text)}`)
    // Computed by another program: it is recorded in stores, and signed.
    expect(digestOf(...entries)).toBe('sha256:c8433cae77eb6489e824c1dcd223eba3db13936bb7de1f0ab1c989cd50b74529')
  })

  test('of nothing is the hash of nothing', () => {
    expect(digestOf()).toBe('sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  test('looks at the permission of the owner to execute, and at no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0o777 }), (mode) => {
        expect(digestOf(file('a', 'x', mode))).toBe(digestOf(file('a', 'x', mode & 0o100 ? 0o755 : 0o644)))
      })
    )
    expect(digestOf(file('a', 'x', 0o100))).not.toBe(digestOf(file('a', 'x', 0o677)))
  })

  test('tells apart what is not the same', () => {
    const variants = [
      [file('a', 'x')],
      [file('b', 'x')],
      [file('a', 'y')],
      [file('a', 'x', 0o755)],
      [file('a', '')],
      [{ type: 'directory', path: 'a' } as const],
      [{ type: 'symlink', path: 'a', target: 'x' } as const],
      [{ type: 'symlink', path: 'a', target: 'y' } as const],
      [{ type: 'directory', path: 'a' } as const, file('a/a', 'x')],
      [file('a', 'x'), file('b', 'x')],
      [file('a\nb', 'x')]
    ]
    expect(new Set(variants.map((entries) => digestOf(...entries))).size).toBe(variants.length)
  })
})
