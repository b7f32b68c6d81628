/** Signing and verifying, with the bundle run as the runner runs it; and that the private key goes nowhere. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OUTPUT_NAMES } from '../../src/action/outputs.js'
import { newKey } from '../signing/support.js'
import { readTree, temporaryFolder, writeTree } from '../support/folders.js'
import { runAction, type ActionResult } from '../support/run-action.js'

const key = newKey()
/** What must be nowhere. */
const SECRETS = key.privatePem.trim().split('\n').slice(1, -1)

const WORKFLOW = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/models',
  GITHUB_REPOSITORY_ID: '1001',
  GITHUB_REPOSITORY_OWNER_ID: '2002',
  GITHUB_WORKFLOW: 'Train',
  GITHUB_WORKFLOW_REF: 'acme/models/.github/workflows/train.yml@refs/heads/main',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_SHA: 'c'.repeat(40),
  GITHUB_EVENT_NAME: 'push',
  GITHUB_RUN_ID: '77',
  GITHUB_RUN_ATTEMPT: '1',
  RUNNER_ENVIRONMENT: 'self-hosted',
  RUNNER_DEBUG: '1'
}

let workspace: { readonly path: string; remove: () => void }
beforeEach(() => {
  workspace = temporaryFolder()
  writeTree(workspace.path, { 'out/model.bin': 'weights', 'out/sub/card.md': '# Card' })
})
afterEach(() => workspace.remove())

const at = (...path: string[]): string => join(workspace.path, ...path)

async function step(
  inputs: Record<string, string>,
  env: Record<string, string | undefined> = {}
): Promise<ActionResult> {
  const result = await runAction({
    inputs: { store: 'store', name: 'model', ...inputs },
    env: { ...WORKFLOW, RUNNER_TEMP: workspace.path, ...env },
    workspace: workspace.path
  })
  const { masks: _masks, ...told } = result
  for (const secret of SECRETS) expect(JSON.stringify(told)).not.toContain(secret)
  return result
}

const save = (inputs: Record<string, string> = {}, env = {}) =>
  step({ mode: 'save', path: 'out', sign: 'key', 'sign-key': key.privatePem, ...inputs }, env)
const restore = (inputs: Record<string, string> = {}, env = {}) =>
  step({ mode: 'restore', path: 'back', 'verify-signature': 'required', 'public-key': key.publicPem, ...inputs }, env)

/** It failed with one error, and wrote nothing. */
function refused(result: ActionResult): string {
  expect(result).toMatchObject({ exitCode: 1, stderr: '' })
  expect(existsSync(at('back'))).toBe(false)
  expect(result.errors).toHaveLength(1)
  return result.errors[0]
}

/** Every byte of the store, and of what else lies in the workspace. */
function allBytes(): string {
  return readdirSync(workspace.path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')
}

it('a version that is signed is restored with its signature, and the key is masked and nowhere else', async () => {
  const saved = await save({ version: '1.0' })
  expect(saved).toMatchObject({ exitCode: 0, errors: [], warnings: [], stderr: '' })
  expect(saved.masks).toEqual(expect.arrayContaining(SECRETS))
  expect(saved.log.join('\n')).toContain(`Signed 'model@v1' by key ${key.verifying[0].fingerprint}`)
  expect(saved.outputs['path']).toBe('')
  for (const secret of SECRETS) expect(allBytes()).not.toContain(secret)
  const { exitCode, errors, log, outputs, masks } = await restore({
    version: '1.0',
    'signature-path': 'signed/model.sig'
  })
  expect({ exitCode, errors, masks }).toEqual({ exitCode: 0, errors: [], masks: [] })
  expect(Object.keys(outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
  expect(log.join('\n')).toContain(
    `Verified 'model@v1': signed by key ${key.verifying[0].fingerprint.slice(0, 16)}…, as 'model@v1', by the workflow 'https://github.com/acme/models, .github/workflows/train.yml, refs/heads/main, commit cccccccccccc'`
  )
  expect(readTree(at('back'))).toEqual(readTree(at('out')))
  expect(readdirSync(at('signed')).sort()).toEqual(['model.sig', 'model.sig.provenance.json'])
  const statement = (file: string) =>
    JSON.parse(
      Buffer.from(JSON.parse(readFileSync(at('signed', file), 'utf8')).dsseEnvelope.payload, 'base64').toString()
    )
  expect(statement('model.sig').predicate.resources.map(({ name }: { name: string }) => name)).toEqual([
    'model.bin',
    'sub/card.md'
  ])
  const { buildDefinition } = statement('model.sig.provenance.json').predicate
  expect(buildDefinition.internalParameters).toEqual({
    github: {
      event_name: 'push',
      repository_id: '1001',
      repository_owner_id: '2002',
      runner_environment: 'self-hosted'
    },
    'artifact-store': { name: 'model', number: 1, label: '1.0' }
  })
})

it('a key may lie in a file; its lines are masked, too', async () => {
  writeFileSync(at('signing.key'), key.privatePem)
  writeFileSync(at('signing.pub'), key.publicPem)
  expect((await save({ 'sign-key': 'signing.key' })).masks).toEqual(expect.arrayContaining(SECRETS))
  rmSync(at('signing.key'))
  expect((await restore({ 'public-key': 'signing.pub' })).exitCode).toBe(0)
})

it('what this run restored is signed as what the version was made of', async () => {
  await save({ name: 'dataset', sign: 'none', 'sign-key': '' })
  await step({ mode: 'restore', name: 'dataset', path: 'data' })
  await save()
  await restore({ 'signature-path': 'model.sig' })
  const { payload } = JSON.parse(readFileSync(at('model.sig.provenance.json'), 'utf8')).dsseEnvelope
  const { resolvedDependencies } = JSON.parse(Buffer.from(payload, 'base64').toString()).predicate.buildDefinition
  expect(resolvedDependencies).toEqual([
    { uri: 'git+https://github.com/acme/models@refs/heads/main', digest: { gitCommit: 'c'.repeat(40) } },
    { name: 'dataset@v1', digest: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } }
  ])
})

describe('a restore fails before it writes anything', () => {
  it.each<[string, () => Promise<unknown>, Record<string, string>, RegExp]>([
    [
      'of a version without a signature',
      () => save({ sign: 'none', 'sign-key': '' }),
      {},
      /^model@v1 is not restored: it has no signature/
    ],
    ['of one by another key', () => save(), { 'public-key': newKey().publicPem }, /signature 1: it is by another key/],
    [
      'of a signature that was changed',
      async () => {
        await save()
        const file = at('store/artifacts/model/signatures/0000000001/0000000001.json')
        const bytes = readFileSync(file, 'latin1')
        rmSync(file)
        writeFileSync(file, bytes.replace('"payload": "e', '"payload": "f'), 'latin1')
      },
      {},
      /is damaged: its bytes do not have its checksum/
    ],
    [
      'of the signature of another version',
      async () => {
        await save()
        writeTree(workspace.path, { 'out/model.bin': 'other' })
        await save({ sign: 'none', 'sign-key': '' })
        renameSync(at('store/artifacts/model/signatures/0000000001'), at('store/artifacts/model/signatures/0000000002'))
      },
      {},
      /^model@v2 is not restored: .*it is of other contents/
    ],
    [
      'without a key',
      () => save(),
      { 'public-key': '' },
      /^input 'verify-signature' asks for a signature, and no key is known/
    ],
    [
      'with a key that is none',
      () => save(),
      { 'public-key': 'hello' },
      /^input 'public-key' is neither a key in PEM format/
    ],
    ['with a private key', () => save(), { 'public-key': key.privatePem }, /^input 'public-key' is a private key/],
    [
      'into the folder that is restored',
      () => save(),
      { 'signature-path': 'back/model.sig' },
      /^input 'signature-path' .* is in the folder that is restored/
    ]
  ])('%s', async (_what, prepare, inputs, message) => {
    await prepare()
    expect(refused(await restore(inputs))).toMatch(message)
  })

  it('where links are all that there is to sign, and model_signing is to check it', async () => {
    writeTree(workspace.path, { 'linked/a': 'a' })
    const { symlinkSync } = await import('node:fs')
    symlinkSync('a', at('linked/b'))
    const saved = await save({ path: 'linked' })
    expect(saved.warnings).toEqual([
      expect.stringMatching(/^model@v1 is signed without a statement for model_signing: it holds symbolic links/)
    ])
    expect(refused(await restore({ 'signature-path': 'model.sig' }))).toMatch(/it has no statement for model_signing/)
    expect((await restore()).exitCode).toBe(0)
  })
})

describe('the configuration', () => {
  const configure = (more: string): void =>
    writeTree(workspace.path, { '.github/artifact-store.yml': `signatures:\n  public-key: keys/signing.pub\n${more}` })
  const plain = { 'verify-signature': '', 'public-key': '' }

  it('asks for signatures of artifacts, and of the repository, workflow and branch that saved them', async () => {
    writeTree(workspace.path, { 'keys/signing.pub': key.publicPem })
    await save()
    configure('  required-for: [mod*]\n  repository: acme/models\n  workflow: train.yml\n  branches: [main]\n')
    expect((await restore(plain)).log.join('\n')).toContain("Verified 'model@v1'")
    rmSync(at('back'), { recursive: true })
    expect(refused(await restore({ ...plain, 'verify-signature': 'off' }))).toMatch(/'signatures\.required-for' in/)
    for (const [line, message] of [
      ['repository: acme/other', /names the repository 'https:\/\/github\.com\/acme\/models', and/],
      ['workflow: deploy.yml', /names the workflow '\.github\/workflows\/train\.yml', and/],
      ['branches: [release]', /names the branch 'main', and 'release' is required/]
    ] as const) {
      configure(`  required-for: [model]\n  ${line}\n`)
      expect(refused(await restore(plain))).toMatch(message)
    }
  })

  it('says under which name a copy was signed', async () => {
    writeTree(workspace.path, { 'keys/signing.pub': key.publicPem })
    await save()
    await step({ mode: 'copy', name: 'model@v1', to: 'store', 'to-name': 'production' })
    configure("  required-for: ['*']\n")
    expect(refused(await restore({ ...plain, name: 'production' }))).toMatch(
      /it is of 'model@v1', not of 'production@v1'/
    )
    configure("  required-for: ['*']\n  signed-as: {production: model}\n")
    expect((await restore({ ...plain, name: 'production' })).exitCode).toBe(0)
  })
})

it('a public key or a path of a signature without a word on verifying is a mistake', async () => {
  await save()
  expect(refused(await restore({ 'verify-signature': '' }))).toMatch(
    /^input 'public-key' is given, and no signature is asked for/
  )
  expect(refused(await restore({ 'verify-signature': 'off', 'public-key': '', 'signature-path': 'x' }))).toMatch(
    /^input 'signature-path' is given/
  )
})

it.each<[string, Record<string, string>, RegExp]>([
  ['no key', { 'sign-key': '' }, /^input 'sign-key' is required with 'sign: key'/],
  [
    'a key that lost its line breaks',
    { 'sign-key': key.privatePem.replaceAll('\n', '\\n') },
    /^input 'sign-key' cannot be read as a private key/
  ],
  [
    'a key without its frame',
    { 'sign-key': SECRETS.join('\n') },
    /^input 'sign-key' is neither a key in PEM format nor/
  ],
  ['the public key', { 'sign-key': key.publicPem }, /^input 'sign-key' is a public key/]
])('a save with %s writes nothing and shows nothing', async (_what, inputs, message) => {
  const result = await save(inputs)
  expect(refused(result)).toMatch(message)
  expect(existsSync(at('store'))).toBe(false)
})

it('sign: attest writes what actions/attest signs', async () => {
  const { exitCode, outputs, log } = await save({ sign: 'attest', 'sign-key': '' })
  expect(exitCode).toBe(0)
  const folder = outputs['path']
  expect(folder.startsWith(at('artifact-store-attest-'))).toBe(true)
  expect(log.join('\n')).toContain(folder)
  expect(readdirSync(folder).sort()).toEqual(['model.json', 'model.subjects', 'provenance.json', 'provenance.subjects'])
  expect(readFileSync(join(folder, 'provenance.subjects'), 'utf8')).toMatch(
    new RegExp(`^${outputs['digest'].slice(7)}  model@v1\n[0-9a-f]{64}  model\n$`)
  )
  expect(existsSync(at('store/artifacts/model/signatures'))).toBe(false)
})
