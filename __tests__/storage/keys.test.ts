import path from 'node:path'
import fc from 'fast-check'
import { checkKey, checkPrefix, isKey, isKeySegment } from '../../src/storage/keys.js'

describe('keys', () => {
  test('the store’s own are keys', () => {
    for (const key of [
      'store.json',
      'packs/ab/ab0123456789.pack',
      'artifacts/models%2Firis/versions/0000000012.json',
      'artifacts/x/aliases/best-yet/0000000001.json',
      'runs/https%3A%2F%2Fserver/1-2.json',
      'condemned/2026-11-22T00%3A00%3A00Z.json'
    ]) {
      expect(checkKey(key)).toBe(key)
    }
  })

  test('whatever the text, a key names something inside the root, and not in its temporary folder', () => {
    const hostile = fc.array(fc.constantFrom('.', '..', '/', '\\', 'a', 'tmp', ':', '\0', ' ', '%2F', '~', '-'), {
      maxLength: 12
    })
    fc.assert(
      fc.property(
        fc.oneof(
          hostile.map((parts) => parts.join('')),
          fc.string(),
          fc.string({ unit: 'binary' })
        ),
        (text) => {
          if (!isKey(text)) {
            expect(() => checkKey(text)).toThrow('not a storage key')
            return
          }
          for (const flavour of [path.posix, path.win32]) {
            const root = flavour === path.win32 ? 'C:\\store' : '/store'
            const relative = flavour.relative(root, flavour.join(root, text))
            expect(relative).toBe(text.split('/').join(flavour.sep))
            expect(relative.startsWith('..')).toBe(false)
          }
          expect(text === 'tmp' || text.startsWith('tmp/')).toBe(false)
        }
      ),
      { numRuns: 2000 }
    )
  })

  test('prefixes are empty, or a key and a slash', () => {
    for (const prefix of ['', 'a/', 'a/b/']) expect(checkPrefix(prefix)).toBe(prefix)
    for (const prefix of ['a', '/', 'a//', '../', 'tmp/', ' /'])
      expect(() => checkPrefix(prefix)).toThrow('not a prefix')
  })

  test('segments end at 254 bytes, keys at 768', () => {
    expect(isKeySegment('x'.repeat(254))).toBe(true)
    expect(isKeySegment('x'.repeat(255))).toBe(false)
    const long = ['a'.repeat(254), 'b'.repeat(254), 'c'.repeat(254)].join('/')
    expect(isKey(`${long}/dd`.slice(0, 768))).toBe(true)
    expect(isKey(`${long}/dddd`)).toBe(false)
  })
})
