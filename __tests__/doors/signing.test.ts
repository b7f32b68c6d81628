/** Keys, policies and signature files as people give them and get them. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  checkSignaturePath,
  describeSigner,
  NO_SIGNATURE_SETTINGS,
  provenancePath,
  readKeyText,
  readSigningKey,
  signaturePolicy,
  writeSignature,
  writeStatements,
  type SignatureRequest
} from '../../src/doors/signing.js'
import type { VerifiedSignature } from '../../src/store/index.js'
import { newKey, RUN } from '../signing/support.js'
import { failure, memoryStore, newFolder, removeFolders, save, tree } from '../store/support.js'

afterAll(removeFolders)

const key = newKey()
const workspace = newFolder()
const home = newFolder()
const places = { workspace, home }
writeFileSync(join(workspace, 'signing.pub'), key.publicPem)
writeFileSync(join(home, 'signing.key'), key.privatePem)
writeFileSync(join(workspace, 'large'), 'x'.repeat(70_000))

describe('a key', () => {
  test('is given as it is, or by a path', async () => {
    expect(await readKeyText(key.publicPem, 'x', places, false)).toBe(key.publicPem)
    expect(await readKeyText('signing.pub', 'x', places, false)).toBe(key.publicPem)
    expect(await readKeyText('~/signing.key', 'x', places, true)).toBe(key.privatePem)
    expect(await readKeyText(join(workspace, 'signing.pub'), 'x', places, false)).toBe(key.publicPem)
  })

  test.each([
    ['missing.pub', /^x is neither a key in PEM format nor the path of a file that can be read 'missing\.pub'$/],
    ['.', /nor the path of a file that can be read '\.'$/],
    ['large', /^x names a file that is too large to be a key 'large'$/],
    ['nul\0', /nor the path of a file/]
  ])('that is neither is refused: %j', async (value, message) => {
    const { code, message: told } = await failure(readKeyText(value, 'x', places, false))
    expect(code).toBe('INVALID_INPUT')
    expect(told).toMatch(message)
  })

  test('that is secret is in no message, also where it lost its first line or its line breaks', async () => {
    const lines = key.privatePem.trim().split('\n')
    for (const value of [lines.slice(1).join('\n'), lines.slice(1).join(''), lines[1], 'hunter2hunter2']) {
      const { message } = await failure(readSigningKey(value, "input 'sign-key'", places, () => undefined))
      expect(message).toMatch(/^input 'sign-key' is neither a key in PEM format/)
      expect(message).not.toContain(value.slice(0, 8))
    }
  })

  test('that signs is told line by line, before it is read, to who keeps it from the log', async () => {
    const [, first, second] = key.privatePem.split('\n')
    for (const value of [key.privatePem, key.privatePem.replaceAll('\n', '\r\n'), '~/signing.key']) {
      const secrets: string[] = []
      const signing = await readSigningKey(value, 'x', places, (secret) => secrets.push(secret))
      expect(signing.publicKey.pem).toBe(key.publicPem)
      expect(secrets).toEqual(expect.arrayContaining([first, second]))
    }
    const unframed: string[] = []
    await failure(readSigningKey([first, second].join('\n'), 'x', places, (secret) => unframed.push(secret)))
    expect(unframed).toEqual([first, second])
    const broken: string[] = []
    const escaped = key.privatePem.replaceAll('\n', '\\n')
    await failure(readSigningKey(escaped, 'x', places, (secret) => broken.push(secret)))
    expect(broken).toEqual(expect.arrayContaining([first, second]))
  })
})

describe('the policy of a restore', () => {
  const names = {
    verify: "input 'verify-signature'",
    publicKey: "input 'public-key'",
    signaturePath: "input 'signature-path'"
  }
  const request = (more: Partial<SignatureRequest> = {}): SignatureRequest => ({
    name: 'team/model',
    verify: 'required',
    publicKey: key.publicPem,
    signaturePath: undefined,
    settings: NO_SIGNATURE_SETTINGS,
    names,
    ...more
  })
  const policyOf = (more: Partial<SignatureRequest>, env = {}) => signaturePolicy(request(more), { ...places, env })
  const problem = async (more: Partial<SignatureRequest>): Promise<string> => {
    const { code, message } = await failure(policyOf(more))
    expect(code).toBe('INVALID_INPUT')
    return message
  }

  test('is none where nothing is asked for', async () => {
    expect(await policyOf({ verify: undefined, publicKey: undefined })).toBeUndefined()
    expect(await policyOf({ verify: 'off', publicKey: undefined })).toBeUndefined()
    const settings = { ...NO_SIGNATURE_SETTINGS, publicKey: 'signing.pub', requiredFor: ['other/*', 'mode?'] }
    expect(await policyOf({ verify: undefined, publicKey: undefined, settings })).toBeUndefined()
  })

  test('is the given key, and all that the settings ask for', async () => {
    const settings = {
      requiredFor: [],
      publicKey: newKey().publicPem,
      repository: 'acme/models',
      workflow: 'train.yml',
      branches: ['main'],
      signedAs: { 'team/model': 'candidate' }
    }
    const policy = await policyOf({ publicKey: 'signing.pub', settings, signaturePath: '/somewhere/model.sig' })
    expect(policy).toEqual({
      keys: [expect.objectContaining({ fingerprint: key.verifying[0].fingerprint })],
      repository: 'https://github.com/acme/models',
      workflow: '.github/workflows/train.yml',
      branches: ['main'],
      signedAs: 'candidate',
      requireModel: true
    })
    expect(await policyOf({ settings, signedAs: 'else' }, { GITHUB_SERVER_URL: 'https://ghe.example/' })).toMatchObject(
      {
        repository: 'https://ghe.example/acme/models',
        signedAs: 'else'
      }
    )
    const whole = { ...settings, repository: 'https://ghe.example/acme/models/', workflow: 'ci/x.yml' }
    expect(await policyOf({ settings: whole })).toMatchObject({
      repository: 'https://ghe.example/acme/models',
      workflow: 'ci/x.yml'
    })
  })

  test('comes from the settings alone for the artifacts that they name', async () => {
    const settings = { ...NO_SIGNATURE_SETTINGS, publicKey: 'signing.pub', requiredFor: ['team/*'] }
    const given = { verify: undefined, publicKey: undefined, settings }
    expect(await policyOf(given)).toEqual({ keys: [expect.objectContaining({ pem: key.publicPem })] })
    expect(await problem({ ...given, verify: 'off' })).toBe(
      "input 'verify-signature' is off, and 'signatures.required-for' in .github/artifact-store.yml asks for signatures of 'team/model'"
    )
  })

  test('is refused where something is missing or too much', async () => {
    expect(await problem({ publicKey: undefined })).toMatch(
      /^input 'verify-signature' asks for a signature, and no key is known: give input 'public-key', or /
    )
    expect(await problem({ verify: undefined })).toMatch(/^input 'public-key' is given, and no signature is asked for/)
    expect(await problem({ verify: 'off', publicKey: undefined, signaturePath: '/x' })).toMatch(
      /^input 'signature-path' is given, and no/
    )
    expect(await problem({ publicKey: key.privatePem })).toMatch(/^input 'public-key' is a private key/)
    const settings = { ...NO_SIGNATURE_SETTINGS, publicKey: 'signing.key' }
    expect(await problem({ publicKey: undefined, settings })).toMatch(
      /^'signatures\.public-key' in \.github\/artifact-store\.yml is neither/
    )
  })
})

describe('what is written', () => {
  const signature: VerifiedSignature = {
    signature: 1,
    key: 'a'.repeat(64),
    signedAs: { name: 'model', number: 1 },
    provenanceBundle: '{"a":1}',
    modelBundle: '{"b":2}'
  }

  test('two bundles, whole, in a folder that is made, over what is there and through no link', async () => {
    const place = newFolder()
    const path = join(place, 'deep/er/model.sig')
    await writeSignature(path, 'x', signature)
    expect(readFileSync(path, 'utf8')).toBe('{"b":2}')
    expect(readFileSync(provenancePath(path), 'utf8')).toBe('{"a":1}')
    const link = join(place, 'link.sig')
    writeFileSync(join(place, 'other'), 'mine')
    symlinkSync('other', link)
    await writeSignature(link, 'x', signature)
    expect([readFileSync(join(place, 'other'), 'utf8'), readFileSync(link, 'utf8')]).toEqual(['mine', '{"b":2}'])
    expect(readdirSync(place).sort()).toEqual(['deep', 'link.sig', 'link.sig.provenance.json', 'other'])
  })

  test('that cannot be written is told with what is done', async () => {
    const place = newFolder()
    mkdirSync(join(place, 'model.sig'))
    const { code, message } = await failure(
      writeSignature(join(place, 'model.sig'), "input 'signature-path'", signature)
    )
    expect(code).toBe('DESTINATION')
    expect(message).toMatch(
      /^input 'signature-path': the version is restored, but its signature cannot be written to '/
    )
    expect(readdirSync(place).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('never into what is restored', async () => {
    const place = newFolder()
    const destination = join(place, 'restored')
    symlinkSync(place, join(place, 'around'))
    await checkSignaturePath(join(place, 'model.sig'), 'x', destination)
    await checkSignaturePath(join(place, 'restored.sig'), 'x', destination)
    for (const path of ['restored/model.sig', 'restored', 'restored/a/../b', 'around/restored/x']) {
      const { code, message } = await failure(
        checkSignaturePath(join(place, path), "input 'signature-path'", destination)
      )
      expect(code).toBe('INVALID_INPUT')
      expect(message).toMatch(
        /^input 'signature-path' '.*' is in the folder that is restored, .*: give a path outside of it$/
      )
    }
  })

  test('what actions/attest takes: predicates, and subjects as checksums', async () => {
    const test = memoryStore()
    const { statements, version } = await save(test.store, tree({ a: '1' }), {
      name: 'team/model',
      statements: true,
      run: RUN
    })
    const folder = join(newFolder(), 'attest')
    expect(await writeStatements(folder, statements!)).toBeUndefined()
    expect(readdirSync(folder).sort()).toEqual([
      'model.json',
      'model.subjects',
      'provenance.json',
      'provenance.subjects'
    ])
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8')
    expect(JSON.parse(read('provenance.json'))).toEqual(statements!.provenance.predicate)
    expect(JSON.parse(read('model.json'))).toEqual(statements!.model!.predicate)
    const root = statements!.model!.subject[0].digest.sha256
    expect(read('provenance.subjects')).toBe(`${version.digest.slice(7)}  team/model@v1\n${root}  model\n`)
    expect(read('model.subjects')).toBe(`${root}  model\n`)
  })

  test('and says what it does not take', async () => {
    const test = memoryStore()
    const { statements } = await save(test.store, tree({ a: { link: 'b' } }), { statements: true, run: RUN })
    const folder = join(newFolder(), 'attest')
    expect(await writeStatements(folder, statements!)).toMatch(/^it holds symbolic links/)
    expect(readdirSync(folder).sort()).toEqual(['provenance.json', 'provenance.subjects'])
    const large = { ...statements!.provenance, predicate: { text: 'x'.repeat(16 * 1024 * 1024) } }
    expect(await writeStatements(folder, { ...statements!, model: large })).toMatch(
      /more files than actions\/attest takes/
    )
    expect(existsSync(join(folder, 'model.json'))).toBe(false)
  })

  test('the signer, as the log tells of it', () => {
    expect(describeSigner(signature)).toBe("signed by key aaaaaaaaaaaaaaaa…, as 'model@v1'")
    const { repository, workflow, ref, commit } = {
      repository: 'https://github.com/acme/models',
      workflow: '.github/workflows/train.yml',
      ref: 'refs/heads/main\n::error::x',
      commit: 'c'.repeat(40)
    }
    expect(describeSigner({ ...signature, repository, workflow, ref, commit })).toBe(
      "signed by key aaaaaaaaaaaaaaaa…, as 'model@v1', by the workflow 'https://github.com/acme/models, .github/workflows/train.yml, refs/heads/main\\n::error::x, commit cccccccccccc'"
    )
  })
})
