/** Keys: which are taken, which are refused with what words, and that the private one is never shown. */
import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { inspect } from 'node:util'
import { parsePublicKeys, parseSigningKey } from '../../src/signing/index.js'
import { newKey, thrown } from './support.js'

const key = newKey()
const ORIGIN = "input 'sign-key'"

function sec1(privateKey: KeyObject): string {
  return privateKey.export({ type: 'sec1', format: 'pem' }).toString()
}

describe('private keys', () => {
  test('are taken as PKCS#8 and as SEC1, also as openssl writes them with the curve before', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n'
    for (const text of [
      privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      sec1(privateKey),
      parameters + sec1(privateKey),
      sec1(privateKey).replaceAll('\n', '\r\n'),
      sec1(privateKey).trim()
    ]) {
      const signing = parseSigningKey(text, ORIGIN)
      expect(signing.publicKey.pem).toBe(pem)
      const signature = signing.sign(Buffer.from('text'))
      const [verifying] = parsePublicKeys(pem, 'input')
      expect(verifying.verifies(Buffer.from('text'), signature)).toBe(true)
      expect(verifying.verifies(Buffer.from('texT'), signature)).toBe(false)
      expect(verifying.verifies(Buffer.from('text'), Buffer.from('no signature'))).toBe(false)
    }
  })

  const encryption = { cipher: 'aes-256-cbc', passphrase: 'secret' }
  const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  test.each([
    ['PKCS#8', ec.privateKey.export({ type: 'pkcs8', format: 'pem', ...encryption })],
    ['SEC1', ec.privateKey.export({ type: 'sec1', format: 'pem', ...encryption })],
    ['cosign', '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n']
  ])('that are encrypted (%s) are refused with the remedy', (_form, pem) => {
    const { code, message } = thrown(() => parseSigningKey(pem.toString(), ORIGIN))
    expect(code).toBe('INVALID_INPUT')
    expect(message).toMatch(/^input 'sign-key' is encrypted with a passphrase.*openssl ec -in/)
  })

  test.each([
    [
      'of another curve',
      sec1(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey),
      'EC key over secp384r1'
    ],
    [
      'of a curve that looks alike',
      sec1(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey),
      'secp256k1'
    ],
    ['of Ed25519', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }), '(ED25519)'],
    [
      'of RSA',
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
      '(RSA)'
    ]
  ])('%s are refused', (_kind, pem, kind) => {
    const { message } = thrown(() => parseSigningKey(pem.toString(), ORIGIN))
    expect(message).toContain('is a key of another kind (')
    expect(message).toContain(kind)
    expect(message).toContain('must be ECDSA over P-256')
  })

  test('that are none, or no longer one, are refused without a word of them', () => {
    const body = key.privatePem.split('\n')[1]
    const broken = [
      key.privatePem.replaceAll('\n', '\\n'),
      key.privatePem.replace(body, body.slice(0, 20)),
      body,
      'hunter2',
      '',
      key.publicPem
    ]
    for (const text of broken) {
      const { code, message } = thrown(() => parseSigningKey(text, ORIGIN))
      expect(code).toBe('INVALID_INPUT')
      expect(message).toMatch(/^input 'sign-key' (?:is not a|is a public key, not a|cannot be read as a) private key/)
      if (body !== '') expect(message).not.toContain(body.slice(0, 10))
      expect(message).not.toContain('hunter2')
    }
  })

  test('are in nothing that shows an object', () => {
    const { signing } = key
    const secret = key.privatePem.split('\n')[1]
    const shown = [JSON.stringify({ signing }), inspect(signing, { depth: 9, showHidden: true })]
    for (const text of shown) expect(text).not.toContain(secret)
    expect(Object.keys(structuredClone(signing))).toEqual(['publicKey'])
  })
})

describe('public keys', () => {
  test('are named as model_signing does: by the SHA-256 of their PEM', () => {
    expect(key.verifying[0].fingerprint).toBe(createHash('sha256').update(key.publicPem).digest('hex'))
    expect(parsePublicKeys(`  ${key.publicPem.replaceAll('\n', '\r\n')}`, 'x')[0].fingerprint).toBe(
      key.verifying[0].fingerprint
    )
  })

  test('may be several', () => {
    const other = newKey()
    const both = parsePublicKeys(`# old\n${key.publicPem}\n# new\n${other.publicPem}`, 'x')
    expect(both.map(({ fingerprint }) => fingerprint)).toEqual([
      key.verifying[0].fingerprint,
      other.verifying[0].fingerprint
    ])
  })

  test.each([
    ['a private key', key.privatePem, /^x is a private key, which has no place here/],
    ['no key', 'hello', /^x is not a public key in PEM format/],
    ['a broken one', key.publicPem.replace(/\n.{20}/, '\n'), /^x cannot be read as a public key/],
    [
      'one of another curve',
      generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
        .publicKey.export({ type: 'spki', format: 'pem' })
        .toString(),
      /another kind \(EC key over secp384r1\)/
    ]
  ])('%s is refused', (_what, pem, message) => {
    const failure = thrown(() => parsePublicKeys(pem, 'x'))
    expect(failure.code).toBe('INVALID_INPUT')
    expect(failure.message).toMatch(message)
    expect(failure.message).not.toContain(key.privatePem.split('\n')[1])
  })
})
