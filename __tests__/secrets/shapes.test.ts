/** Tokens and keys by their shape. Those here are put together when the test runs, so that no scanner takes them for some. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { visible } from '../../src/errors.js'
import { scrubShapes, SECRET_SHAPES, secretShapeIn } from '../../src/secrets/shapes.js'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** Letters and digits, the same each time. */
function letters(length: number, from = LETTERS): string {
  const bytes = createHash('sha512').update(String(length)).digest()
  return Array.from({ length }, (_, at) => from[(bytes[at % 64] + at * 7) % from.length]).join('')
}

const hex = (length: number): string => letters(length, '0123456789abcdef')
const pem = (kind: string): string => `-----BEGIN ${kind}-----\nMIIB\n-----END ${kind}-----`
const jwt = (claims: object): string =>
  [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .concat(letters(43))
    .join('.')
const signature = encodeURIComponent(createHash('sha256').update('x').digest('base64'))

const SECRETS: [string, string][] = [
  ['a private key', pem('PRIVATE KEY')],
  ['a private key', pem('RSA PRIVATE KEY')],
  ['a private key', pem('EC PRIVATE KEY')],
  ['a private key', pem('ENCRYPTED PRIVATE KEY')],
  ['a private key', pem('OPENSSH PRIVATE KEY')],
  ['a private key', pem('PGP PRIVATE KEY BLOCK')],
  ['a private key', JSON.stringify({ private_key: pem('PRIVATE KEY') })],
  ['an age key', `AGE-SECRET-KEY-1${letters(58).toUpperCase()}`],
  ...['p', 'o', 's', 'u', 'r'].map((kind): [string, string] => ['a GitHub token', `gh${kind}_${letters(36)}`]),
  ['a GitHub token', `ghs_${letters(12)}_${letters(20)}.${letters(40)}-${letters(9)}`],
  ['a GitHub token', `github_pat_${letters(22)}_${letters(59)}`],
  ['a GitLab token', `glpat-${letters(20)}`],
  ['an AWS access key', `AKIA${letters(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`],
  ['an AWS access key', `ASIA${letters(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`],
  ['an AWS secret key', `aws_secret_access_key = ${letters(38)}/+`],
  ['an AWS secret key', `AWS_SECRET_ACCESS_KEY="${letters(40)}"`],
  ['a signed URL', `https://bucket.s3.amazonaws.com/key?X-Amz-Expires=60&X-Amz-Signature=${hex(64)}`],
  ['a signed URL', `https://account.blob.core.windows.net/c/b?sv=2024-08-04&se=2026-12-01&sp=r&sig=${signature}`],
  ['an Azure storage key', `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${letters(86)}==`],
  ['a Google API key', `AIza${letters(35)}`],
  ['a Google API key', `ya29.${letters(60)}`],
  ['a Slack token', `xoxb-${letters(12, '0123456789')}-${letters(24)}`],
  ['a Slack token', `https://hooks.slack.com/services/T${letters(8)}/B${letters(8)}/${letters(24)}`],
  ['a JSON web token', jwt({ sub: '1234567890' })],
  ['an npm token', `npm_${letters(36)}`],
  ['an npm token', `//registry.example.com/:_authToken=${hex(36)}`],
  ['a PyPI token', `pypi-AgEIcHlwaS5vcmc${letters(60)}`],
  ['a Hugging Face token', `hf_${letters(34)}`],
  ['an API key', `sk-${letters(48)}`],
  ['an API key', `sk-proj-${letters(60)}_${letters(30)}`],
  ['an API key', `sk-ant-api03-${letters(93)}-AA`],
  ['an API key', `sk-or-v1-${hex(64)}`],
  ['an API key', `gsk_${letters(52)}`],
  ['an API key', `dapi${hex(32)}`],
  ['a Stripe key', `sk_live_${letters(24)}`],
  ['an access token', `SG.${letters(22)}.${letters(43)}`],
  ['an access token', `dop_v1_${hex(64)}`],
  ['an access token', `dckr_pat_${letters(27)}`],
  ['an access token', `hvs.${letters(90)}`],
  ['an authorization header', `Authorization: Bearer ${letters(30)}`],
  ['an authorization header', `curl -H "authorization: Basic ${Buffer.from('user:password').toString('base64')}"`],
  ['a password in a URL', 'postgres://trainer:hunter2@db.example.com/features'],
  ['a password in a URL', `https://x-access-token:${letters(20)}@github.com/acme/models.git`],
  ['a password in a URL', 'redis://:secret@localhost:6379/0']
]

describe('is found', () => {
  test.each(SECRETS)('%s: %j', (name, text) => {
    expect(secretShapeIn(text)).toBe(name)
    expect(secretShapeIn(`seen in the log: "${text}", and more`)).toBe(name)
    expect(secretShapeIn(`\n${text}\n`)).toBe(name)
  })

  test.each(SECRETS)('and taken out: %s: %j', (_, text) => {
    // As messages show it: on one line.
    const shown = visible(text)
    const scrubbed = scrubShapes(`in '${shown}' it is`)
    expect(scrubbed).toContain('***')
    expect(secretShapeIn(scrubbed)).toBeUndefined()
    const tail = /[A-Za-z0-9]{12}(?=[^A-Za-z0-9]*$)/.exec(text)?.[0]
    if (tail !== undefined && !text.includes('KEY')) expect(scrubbed).not.toContain(tail)
  })

  test('each shape, by one at least', () => {
    expect(SECRET_SHAPES.map(({ name }) => name).filter((name) => !SECRETS.some(([known]) => known === name))).toEqual(
      []
    )
  })
})

describe('is let pass', () => {
  test.each([
    'sk-learn',
    'scikit-learn/sk-learn-pipeline-with-a-very-long-name-indeed',
    'task-0123456789abcdef0123456789abcdef',
    'disk-0123456789abcdef0123456789abcdef',
    'hf_hub_download',
    'hf_internal_testing/tiny-random-model-for-sequence-classification',
    'npm_config_cache=/home/runner/.npm',
    'npm_lifecycle_event_of_the_script_that_runs_the_tests',
    'github_pat',
    'ghp_ is what such tokens begin with',
    'glpat-',
    'AKIAIOSFODNN7EXAMPLE',
    'aws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    'ASIAPACIFICREGIONALDATACENTER',
    'xoxo',
    'eyJhbGciOiJIUzI1NiJ9',
    'secret_key_path=/run/secrets/key',
    'Authorization: Bearer ***',
    'Authorization: Bearer $TOKEN',
    'basic authorization token for all',
    'https://example.com:8443/a@b',
    'https://user@example.com/path',
    'https://user:***@example.com/path',
    'https://user:${{ secrets.TOKEN }}@example.com/path',
    'https://user:$TOKEN@example.com',
    'https://example.com/?next=http://x:80/@me',
    's3://bucket/prefix?endpoint=http://localhost:9000',
    'docker://ghcr.io/acme/model:1.0@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    'git@github.com:acme/models.git',
    'time 12:30://:x',
    'https://example.com/?sig=short&x=1',
    '-----BEGIN PUBLIC KEY-----',
    '-----BEGIN CERTIFICATE-----',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl',
    'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
    'v1.0-rc.1+build.20261101',
    '/usr/lib/python3.12/site-packages/sklearn/linear_model/_logistic.py',
    'C:\\Users\\runneradmin\\AppData\\Local\\Temp',
    '179769313486231570814527423731704356798070',
    'accuracy=0.93, lr=1e-4, batch_size=64'
  ])('%j', (text) => {
    expect(secretShapeIn(text)).toBeUndefined()
    expect(scrubShapes(text)).toBe(text)
  })

  const encodings = ['hex', 'base64', 'base64url'] as const
  test('digests, checksums and ids of any bytes, alone and in a sentence', () => {
    const bytes = fc.uint8Array({ minLength: 8, maxLength: 96 }).map((array) => Buffer.from(array))
    fc.assert(
      fc.property(bytes, fc.constantFrom(...encodings), (buffer, encoding) => {
        const text = buffer.toString(encoding)
        for (const one of [text, `sha256:${text}`, `sha512-${text}`, `etag="${text}"`, `/cache/${text}/file`])
          expect(secretShapeIn(one)).toBeUndefined()
      }),
      { numRuns: 2000 }
    )
    for (let run = 0; run < 5000; run++) {
      expect(secretShapeIn(randomUUID())).toBeUndefined()
      expect(secretShapeIn(randomBytes(30).toString('base64'))).toBeUndefined()
    }
  })

  test('names of settings and of people, and other words', () => {
    const word = fc.stringMatching(/^[a-z][a-z_.-]{0,30}$/)
    fc.assert(
      fc.property(word, fc.oneof(word, fc.double().map(String), fc.webUrl(), fc.emailAddress()), (key, value) => {
        expect(secretShapeIn(value)).toBeUndefined()
        expect(secretShapeIn(`${key}=${value}`)).toBeUndefined()
      }),
      { numRuns: 2000 }
    )
  })
})

test('no text takes long, whatever it repeats', () => {
  // A pattern that goes back and forth would need days for these.
  const parts = [
    'eyJ',
    'eyJ.',
    'eyJaaaaaaaaaaaa.',
    'ghp_',
    '-ghp_',
    'sk-',
    '-sk-proj-',
    '://',
    'a://',
    'a://a:',
    '://:'
  ]
  parts.push('x:', 'secret_key=', 'authorization: ', '-----BEGIN ', '-----BEGIN A ', '&sig=', '.hvs.', 'a', ' ', 'A0')
  for (const part of parts) {
    const text = part.repeat(Math.ceil(2_000_000 / part.length))
    expect([part, scrubShapes(text) === text]).toEqual([part, secretShapeIn(text) === undefined])
  }
})
