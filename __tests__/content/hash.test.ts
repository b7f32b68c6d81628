import fc from 'fast-check'
import { isSha256, sha256, sha256Hex } from '../../src/content/hash.js'
import { hashOf } from './support.js'

describe('SHA-256', () => {
  test('is the one of the standard', () => {
    // FIPS 180-2, appendix B.
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(sha256Hex('abc')).toBe(abc)
    expect(sha256(Buffer.from('abc')).toString('hex')).toBe(abc)
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
    expect(sha256Hex('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')).toBe(
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1'
    )
  })

  test('is the same for bytes, views of shared memory and text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.uint8Array(), (text, bytes) => {
        expect(sha256Hex(text)).toBe(hashOf(Buffer.from(text, 'utf8')))
        expect(sha256(bytes).toString('hex')).toBe(hashOf(bytes))
        const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 3)).subarray(3)
        shared.set(bytes)
        expect(sha256(shared).toString('hex')).toBe(hashOf(bytes))
      })
    )
  })

  test('is told from what is none', () => {
    const hash = hashOf('x')
    expect(isSha256(hash)).toBe(true)
    for (const other of [
      hash.toUpperCase(),
      hash.slice(1),
      `${hash}0`,
      `${hash}\n`,
      `g${hash.slice(1)}`,
      '',
      null,
      [hash]
    ]) {
      expect(isSha256(other)).toBe(false)
    }
  })
})
