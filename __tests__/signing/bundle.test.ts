/** Envelopes and bundles: the test vector of DSSE, and that nothing of a signed statement can be changed. */
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { preAuthEncoding, openBundle, signStatement, VerifyingKey } from '../../src/signing/index.js'
import { statement } from '../../src/signing/statement.js'
import { type Loose, newKey, thrown } from './support.js'

const TYPE = 'https://example.com/claim/v1'
const key = newKey()
const claim = statement(TYPE, { text: 'ü', list: [1, 2] }, [{ name: 'a', digest: { sha256: 'a'.repeat(64) } }])

/** The bundle as JSON, to change. */
function signed(made: object = claim): Loose {
  return JSON.parse(JSON.stringify(signStatement(made as typeof claim, key.signing)))
}

/** Another payload in the same envelope. */
function withPayload(change: (payload: Loose) => void): Loose {
  const bundle = signed()
  const payload = JSON.parse(Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString())
  change(payload)
  bundle.dsseEnvelope.payload = Buffer.from(JSON.stringify(payload)).toString('base64')
  return bundle
}

const open = (bundle: unknown, keys = key.verifying, type = TYPE) => openBundle(bundle, type, keys)
const problem = (bundle: unknown, keys = key.verifying, type = TYPE): string => {
  const { code, message } = thrown(() => open(bundle, keys, type))
  expect(code).toBe('SIGNATURE')
  return message
}

describe('the test vector of the DSSE protocol', () => {
  const encoded = preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world'))

  test('is encoded so', () => {
    expect(encoded.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world')
    // Lengths are those of bytes.
    expect(preAuthEncoding('é', Buffer.from('ü')).toString()).toBe('DSSEv1 2 é 2 ü')
    expect(preAuthEncoding('', Buffer.alloc(0)).toString()).toBe('DSSEv1 0  0 ')
  })

  test('has a signature that verifies', () => {
    const hex = (decimal: string): string => BigInt(decimal).toString(16).padStart(64, '0')
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: Buffer.from(
        hex('46950820868899156662930047687818585632848591499744589407958293238635476079160'),
        'hex'
      ).toString('base64url'),
      y: Buffer.from(
        hex('5640078356564379163099075877009565129882514886557779369047442380624545832820'),
        'hex'
      ).toString('base64url'),
      d: Buffer.from(
        hex('97358161215184420915383655311931858321456579547487070936769975997791359926199'),
        'hex'
      ).toString('base64url')
    }
    const verifying = new VerifyingKey(createPublicKey(createPrivateKey({ key: jwk, format: 'jwk' })))
    const raw = Buffer.from(
      'A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==',
      'base64'
    )
    expect(verifying.verifies(encoded, toDer(raw))).toBe(true)
    expect(
      verifying.verifies(preAuthEncoding('http://example.com/HelloWorlD', Buffer.from('hello world')), toDer(raw))
    ).toBe(false)
  })
})

/** Two numbers of 32 bytes as ASN.1. */
function toDer(raw: Buffer): Buffer {
  const numbers = [raw.subarray(0, 32), raw.subarray(32)].map((number) => {
    const positive = number[0] >= 0x80 ? Buffer.concat([Buffer.of(0), number]) : number
    return Buffer.concat([Buffer.of(2, positive.length), positive])
  })
  const body = Buffer.concat(numbers)
  return Buffer.concat([Buffer.of(0x30, body.length), body])
}

test('a bundle opens with the key that signed it, and gives itself again without what was added', () => {
  const bundle = signed()
  const {
    statement: opened,
    key: by,
    bundle: same
  } = open({ ...bundle, surprise: 1 }, [...newKey().verifying, ...key.verifying])
  expect(opened).toEqual(claim)
  expect(by.fingerprint).toBe(key.verifying[0].fingerprint)
  expect(same).toEqual(bundle)
  expect(bundle.mediaType).toBe('application/vnd.dev.sigstore.bundle.v0.3+json')
  expect(bundle.verificationMaterial).toEqual({ publicKey: { hint: by.fingerprint }, tlogEntries: [] })
  expect(bundle.dsseEnvelope.payloadType).toBe('application/vnd.in-toto+json')
})

test('no bit of what is signed can be changed, nor of the signature', () => {
  const bundle = signed()
  for (const field of ['payload', 'sig'] as const) {
    const text: string = field === 'payload' ? bundle.dsseEnvelope.payload : bundle.dsseEnvelope.signatures[0].sig
    const bytes = Buffer.from(text, 'base64')
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes)
      changed[bit >> 3] ^= 1 << (bit & 7)
      const other = signed()
      if (field === 'payload') other.dsseEnvelope.payload = changed.toString('base64')
      else {
        other.dsseEnvelope.payload = bundle.dsseEnvelope.payload
        other.dsseEnvelope.signatures[0].sig = changed.toString('base64')
      }
      expect(thrown(() => open(other)).code).toBe('SIGNATURE')
    }
  }
})

test.each<[string, (payload: Loose) => void]>([
  ['type', (payload) => (payload._type = 'https://in-toto.io/Statement/v2')],
  ['subject', (payload) => (payload.subject[0].name = 'b')],
  ['digest', (payload) => (payload.subject[0].digest.sha256 = 'b'.repeat(64))],
  ['predicate type', (payload) => (payload.predicateType = 'https://example.com/claim/v2')],
  ['predicate', (payload) => (payload.predicate.list[1] = 3)],
  ['new field', (payload) => (payload.predicate.more = true)]
])('a changed %s is found out before it is read', (_field, change) => {
  expect(problem(withPayload(change))).toBe('what it states was altered: the signature does not fit it')
})

test('another key is named as such', () => {
  expect(problem(signed(), newKey().verifying)).toBe(
    `it is by another key, ${key.verifying[0].fingerprint.slice(0, 16)}…`
  )
  const unnamed = signed()
  delete unnamed.verificationMaterial
  expect(problem(unnamed, newKey().verifying)).toBe('it is by another key')
  // The hint says nothing: without it, or with a wrong one, the key decides.
  expect(open(unnamed).statement).toEqual(claim)
  const mislabelled = signed()
  mislabelled.verificationMaterial.publicKey.hint = 'f'.repeat(64)
  expect(open(mislabelled).statement).toEqual(claim)
})

test('no key at all opens nothing', () => {
  expect(problem(signed(), [])).toMatch(/^it is by another key/)
})

test.each<[string, (bundle: Loose) => unknown, RegExp]>([
  ['nothing', () => undefined, /no Sigstore bundle/],
  ['null', () => null, /no Sigstore bundle/],
  ['a list', (bundle) => [bundle], /no Sigstore bundle/],
  ['text', (bundle) => JSON.stringify(bundle), /no Sigstore bundle/],
  ['another media type', (bundle) => ({ ...bundle, mediaType: 'application/json' }), /no Sigstore bundle/],
  ['no envelope', ({ mediaType }) => ({ mediaType }), /payload is of another type/],
  [
    'another payload type',
    (bundle) => edit(bundle, (envelope) => (envelope.payloadType = 'text/plain')),
    /payload is of another type/
  ],
  ['no signature', (bundle) => edit(bundle, (envelope) => (envelope.signatures = [])), /exactly one signature/],
  [
    'two signatures',
    (bundle) => edit(bundle, (envelope) => envelope.signatures.push(envelope.signatures[0])),
    /exactly one signature/
  ],
  [
    'a signature that is null',
    (bundle) => edit(bundle, (envelope) => (envelope.signatures = [null])),
    /signature is not Base64/
  ],
  [
    'an empty signature',
    (bundle) => edit(bundle, (envelope) => (envelope.signatures[0].sig = '')),
    /signature is not Base64/
  ],
  [
    'a payload that is a number',
    (bundle) => edit(bundle, (envelope) => (envelope.payload = 1)),
    /payload is not Base64/
  ],
  [
    'a payload with a line break',
    (bundle) => edit(bundle, (envelope) => (envelope.payload = `${envelope.payload}\n`)),
    /payload is not Base64/
  ],
  ['an empty payload', (bundle) => edit(bundle, (envelope) => (envelope.payload = '')), /payload is not Base64/]
])('%s is malformed', (_what, change, message) => {
  const text = problem(change(signed()))
  expect(text).toMatch(/^it is malformed: /)
  expect(text).toMatch(message)
})

function edit(bundle: Loose, change: (envelope: Loose) => void): Loose {
  change(bundle.dsseEnvelope)
  return bundle
}

test.each<[string, object, RegExp]>([
  ['a list', [], /no in-toto Statement/],
  ['another type of statement', { ...claim, _type: 'https://in-toto.io/Statement/v0.1' }, /no in-toto Statement/],
  ['another predicate', { ...claim, predicateType: 'https://example.com/other' }, /something else than/],
  ['no subject', { ...claim, subject: [] }, /no subject/],
  ['a subject without a digest', { ...claim, subject: [{ name: 'a' }] }, /no subject with a SHA-256/],
  ['a subject with a short digest', { ...claim, subject: [{ name: 'a', digest: { sha256: 'ab' } }] }, /no subject/],
  ['a predicate that is a list', { ...claim, predicate: [] }, /no predicate/]
])('what is signed is checked all the same: %s', (_what, made, message) => {
  const text = problem(signed(made))
  expect(text).toMatch(/^it is malformed: /)
  expect(text).toMatch(message)
})

test('a payload that is signed and no JSON is malformed', () => {
  for (const bytes of [Buffer.from('{'), Buffer.from([0xff, 0xfe])]) {
    const bundle = signed()
    bundle.dsseEnvelope.payload = bytes.toString('base64')
    bundle.dsseEnvelope.signatures[0].sig = key.signing
      .sign(preAuthEncoding('application/vnd.in-toto+json', bytes))
      .toString('base64')
    expect(problem(bundle)).toBe('it is malformed: its payload is not JSON')
  }
})
