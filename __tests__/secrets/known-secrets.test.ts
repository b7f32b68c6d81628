import fc from 'fast-check'
import { findSecret, KnownSecrets } from '../../src/secrets/index.js'

const none = new KnownSecrets([])

describe('a secret that is known', () => {
  const SECRET = 'pa&ss"wörd/+\\1'
  const known = new KnownSecrets([SECRET])

  test.each([
    ['as it is', SECRET],
    ['in JSON', JSON.stringify({ a: SECRET })],
    ['in a URL', `https://example.com/?a=${encodeURIComponent(SECRET)}`],
    ['in HTML', 'pa&amp;ss&quot;wörd/+\\1'],
    ['in base64', Buffer.from(`user:${SECRET}`).toString('base64')],
    ['in base64 for URLs', Buffer.from(`user:${SECRET}`).toString('base64url')]
  ])('is found and taken out %s', (_, text) => {
    expect(known.isIn(text)).toBe(true)
    expect(known.isIn(`before ${text} after ${text}`)).toBe(true)
    const scrubbed = known.scrub(`before ${text} after ${text}`)
    expect(scrubbed).toMatch(/^before .*\*\*\*.* after .*\*\*\*.*$/)
    expect(known.isIn(scrubbed)).toBe(false)
  })

  test('is found in base64 wherever it begins, and whatever stands before and after it', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 12, unit: 'grapheme' }).filter((text) => text.trim().length >= 12),
        fc.string(),
        fc.string(),
        fc.constantFrom('base64' as const, 'base64url' as const),
        (secret, before, after, encoding) => {
          const text = Buffer.from(before + secret.trim() + after).toString(encoding)
          expect(new KnownSecrets([secret]).isIn(text)).toBe(true)
        }
      )
    )
  })

  test('of which another one is a part leaves no rest', () => {
    const both = new KnownSecrets(['password', 'password-and-more'])
    expect(both.scrub('a password-and-more, a password')).toBe('a ***, a ***')
  })

  test('of several lines is found by each of them, but not by those that all keys have', () => {
    const key = `-----BEGIN PRIVATE KEY-----\r\nMIIBVgIBADANBgkqhkiG9w0BAQEFAASC\r\nshort\r\n-----END PRIVATE KEY-----\r\n`
    const lines = new KnownSecrets([key])
    expect(lines.scrub(`x ${key.trim()} y`)).toBe('x *** y')
    expect(lines.scrub('-----BEGIN PRIVATE KEY-----|MIIBVgIBADANBgkqhkiG9w0BAQEFAASC|short')).toBe(
      '-----BEGIN PRIVATE KEY-----|***|short'
    )
  })

  test('is never looked for where it is shorter than eight characters: it would be in any text', () => {
    for (const short of ['', 'true', '1234567', '  abc   ']) {
      const one = new KnownSecrets([short])
      expect(one.scrub('a true text with 1234567 and   abc   in it')).toBe('a true text with 1234567 and   abc   in it')
    }
    expect(none.isIn('anything')).toBe(false)
  })

  test('leaves every other text as it is, also where it is full of signs that patterns are made of', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 8 })), fc.string(), (secrets, text) => {
        const some = new KnownSecrets(secrets)
        expect(some.scrub(text) === text).toBe(!some.isIn(text))
        for (const secret of secrets.filter((one) => one.trim().length >= 8))
          expect(some.scrub(`<${secret.trim()}>`)).toBe('<***>')
      })
    )
  })
})

describe('looking through values', () => {
  const SECRET = 'correct-horse-battery'
  const known = new KnownSecrets([SECRET])
  const token = ['ghp', 'a1B2'.repeat(9)].join('_')

  test.each<[string, unknown, object]>([
    ['a text', SECRET, { path: '', isKey: false, what: 'a secret of this run' }],
    ['a text by its shape', `x ${token}`, { path: '', isKey: false, what: 'a GitHub token' }],
    ['a value', { a: 1, b: { c: [true, { d: `<${SECRET}>` }] } }, { path: 'b.c[1].d', isKey: false }],
    ['a list of lists', [[null], [['x', token]]], { path: '[1][0][1]', isKey: false, what: 'a GitHub token' }],
    ['a key', { a: { [SECRET]: 1 } }, { path: 'a', isKey: true, what: 'a secret of this run' }],
    ['a key by its shape', { [token]: {} }, { path: '', isKey: true, what: 'a GitHub token' }],
    ['a key before what it leads to', { [token]: { [SECRET]: SECRET } }, { path: '', isKey: true }],
    [
      'what is told by what it is called',
      { aws: { secret_access_key: 'a1B2c3D4e5'.repeat(4) } },
      { path: 'aws.secret_access_key', isKey: false, what: 'an AWS secret key' }
    ]
  ])('finds %s', (_, value, found) => {
    expect(findSecret(value as never, known)).toMatchObject(found)
  })

  test.each<[string, unknown]>([
    ['numbers', { a: NaN, b: 1e300, c: -0 }],
    ['nothing', {}],
    ['null and no value', { a: null, b: undefined }],
    ['words', { optimizer: { name: 'adam', rate: 0.1 }, tags: ['sk-learn', 'a'.repeat(40)] }]
  ])('lets pass %s', (_, value) => {
    expect(findSecret(value as never, known)).toBeUndefined()
  })

  test('says nothing of the secret itself, wherever it is', () => {
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(SECRET, token, 'x', 1, null),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(SECRET, token, 'a', 'b', 'c d'), tie('value'), { maxKeys: 3 })
      )
    })).value
    fc.assert(
      fc.property(value, (one) => {
        const found = findSecret(one as never, known)
        const text = JSON.stringify(one)
        expect(found !== undefined).toBe(text.includes(SECRET) || text.includes(token))
        expect(JSON.stringify(found ?? '')).not.toMatch(/correct-horse|a1B2/)
      }),
      { numRuns: 1000 }
    )
  })
})
