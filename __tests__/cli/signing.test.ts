/** Signing and verifying from a shell, as processes over a real store. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newKey } from '../signing/support.js'
import { newFolder, removeFolders } from '../store/support.js'

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url))
const key = newKey()

let folder: string
beforeEach(() => {
  folder = newFolder()
  mkdirSync(join(folder, 'out'))
  writeFileSync(join(folder, 'out/weights.bin'), 'weights')
  writeFileSync(join(folder, 'signing.key'), key.privatePem)
  writeFileSync(join(folder, 'signing.pub'), key.publicPem)
})
afterAll(removeFolders)

function artifactStore(...parameters: string[]) {
  const env = { PATH: process.env['PATH'], HOME: folder, ARTIFACT_STORE: join(folder, 'store') }
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...parameters], {
    cwd: folder,
    env,
    encoding: 'utf8'
  })
  expect(`${stdout}${stderr}`).not.toContain(key.privatePem.split('\n')[1])
  return { code: status, stdout, stderr }
}

const save = (...parameters: string[]) =>
  artifactStore('save', 'team/model', 'out', '--sign-key', 'signing.key', ...parameters)
const verify = ['--verify-signature', '--public-key', 'signing.pub']

test('a version is signed, verified, and its signature written', () => {
  const saved = save()
  expect(saved).toMatchObject({ code: 0, stderr: '' })
  const short = `${key.verifying[0].fingerprint.slice(0, 16)}…`
  expect(saved.stdout).toContain(`\nSigned by key ${short}\n`)
  expect(save().stdout).toContain(`\nSigned already by key ${short}\n`)
  const restored = artifactStore('restore', 'team/model', 'back', ...verify, '--signature-path', 'signed/model.sig')
  expect(restored).toMatchObject({ code: 0, stderr: '' })
  expect(restored.stdout).toContain(`\nVerified: signed by key ${short}, as 'team/model@v1'\n`)
  expect(readdirSync(join(folder, 'signed')).sort()).toEqual(['model.sig', 'model.sig.provenance.json'])
})

test('a copy under another name is verified by the name that was signed', () => {
  save()
  artifactStore('copy', 'store', 'store', 'team/model@v1', '--to-name', 'production')
  const refused = artifactStore('restore', 'production', 'back', ...verify)
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toMatch(
    /^artifact-store: production@v1 is not restored: .*it is of 'team\/model@v1', not of 'production@v1'\n$/
  )
  expect(existsSync(join(folder, 'back'))).toBe(false)
  expect(artifactStore('restore', 'production', 'back', ...verify, '--signed-as', 'team/model').code).toBe(0)
})

test.each<[string, string[], RegExp]>([
  [
    'a key among the arguments',
    ['save', 'm', 'out', '--sign-key', key.privatePem],
    /^artifact-store: --sign-key takes the path of a file/
  ],
  [
    'a key that is not there',
    ['save', 'm', 'out', '--sign-key', 'no.key'],
    /^artifact-store: --sign-key is neither a key in PEM format nor the path of a file/
  ],
  [
    'the public key to sign with',
    ['save', 'm', 'out', '--sign-key', 'signing.pub'],
    /^artifact-store: --sign-key is a public key/
  ],
  [
    'no key to verify with',
    ['restore', 'm', '--verify-signature'],
    /^artifact-store: --verify-signature asks for a signature, and no key is known/
  ],
  [
    'a key that is not asked for',
    ['restore', 'm', '--public-key', 'signing.pub'],
    /^artifact-store: --public-key is given, and no signature is asked for/
  ],
  [
    'a name that is not asked for',
    ['restore', 'm', '--signed-as', 'n'],
    /^artifact-store: --signed-as is for --verify-signature/
  ],
  ['a name that is none', ['restore', 'm', ...verify, '--signed-as', 'a b'], /^artifact-store: --signed-as: 'a b'/],
  [
    'a signature in the destination',
    ['restore', 'm', 'back', ...verify, '--signature-path', 'back/x'],
    /^artifact-store: --signature-path .* is in the folder that is restored/
  ]
])('%s is wrong use', (_what, parameters, message) => {
  const { code, stdout, stderr } = artifactStore(...parameters)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(message)
  expect(existsSync(join(folder, 'store'))).toBe(false)
})

describe('attest', () => {
  test('writes what actions/attest signs', () => {
    save('--version', '1.0')
    rmSync(join(folder, 'signing.key'))
    const { code, stdout, stderr } = artifactStore('attest', 'team/model@1.0', '--out', 'for attest')
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: 'Wrote 2 statements of team/model@v1 to for attest\n',
      stderr: ''
    })
    expect(readFileSync(join(folder, 'for attest/provenance.subjects'), 'utf8')).toMatch(
      /^[0-9a-f]{64} {2}team\/model@v1\n/
    )
    const { buildDefinition } = JSON.parse(readFileSync(join(folder, 'for attest/provenance.json'), 'utf8'))
    expect(buildDefinition.internalParameters).toEqual({
      'artifact-store': { name: 'team/model', number: 1, label: '1.0' }
    })
    expect(JSON.parse(artifactStore('attest', 'team/model', '--out', 'x', '--json').stdout)).toEqual({
      found: true,
      reference: 'team/model@v1',
      path: join(folder, 'x'),
      statements: ['provenance', 'model']
    })
  })

  test('of a version that is not there is an error', () => {
    save()
    expect(artifactStore('attest', 'team/model@v2', '--out', 'x')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no version of 'team\/model' matches 'v2'/)
    })
    expect(existsSync(join(folder, 'x'))).toBe(false)
    expect(artifactStore('attest', 'team/model').code).toBe(2)
  })
})
