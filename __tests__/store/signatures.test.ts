/** Signing at the save, and what a restore that asks for a signature refuses. docs/PROTOCOL.md, "Signatures". */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SignaturePolicy } from '../../src/signing/index.js'
import { createMemoryStorage, withFaults, type Fault } from '../../src/storage/index.js'
import { openStore, type ArtifactStore, type RestoreRequest, type SaveRequest } from '../../src/store/index.js'
import { type Loose, newKey, RUN } from '../signing/support.js'
import { pull } from './runs.js'
import {
  failure,
  fieldsOf,
  flipBit,
  keys,
  memoryStore,
  newFolder,
  observed,
  plant,
  removeFolders,
  restored,
  save,
  snapshot,
  START,
  tree,
  truncate,
  type TestStore
} from './support.js'

afterAll(removeFolders)

const key = newKey()
const POLICY: SignaturePolicy = { keys: key.verifying }
const FILES = { 'weights.bin': 'weights', 'sub/läyer 1': 'layer', empty: '' }

const signatureOf = (number: number, signature = 1): string =>
  `artifacts/model/signatures/${String(number).padStart(10, '0')}/${String(signature).padStart(10, '0')}.json`

async function saveSigned(test: { store: ArtifactStore }, more: Partial<SaveRequest> = {}, files: object = FILES) {
  return await save(test.store, tree(files as typeof FILES), { signingKey: key.signing, run: RUN, ...more })
}

async function saveUnsigned(test: { store: ArtifactStore }, more: Partial<SaveRequest> = {}, files: object = FILES) {
  return await save(test.store, tree(files as typeof FILES), { run: RUN, ...more })
}

async function signedStore(): Promise<TestStore> {
  const test = memoryStore()
  await saveSigned(test)
  return test
}

/** Nothing at all must have been written. */
async function refusal(store: ArtifactStore, request: Partial<RestoreRequest> = {}): Promise<string> {
  const destination = join(newFolder(), 'restored')
  const { code, message } = await failure(
    store.restore({ name: 'model', destination, signaturePolicy: POLICY, ...request })
  )
  expect(code).toBe('SIGNATURE')
  expect(existsSync(destination)).toBe(false)
  return message
}

// ── saving ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('a save with a key leaves a signature that a restore accepts', async () => {
  const test = memoryStore()
  const result = await saveSigned(test, { label: '1.4.0' })
  const { fingerprint } = key.verifying[0]
  expect(result.signature).toEqual({ key: fingerprint, created: true })
  expect(keys(test.objects, 'artifacts/model/signatures/')).toEqual([signatureOf(1)])
  expect(fieldsOf(test.objects, signatureOf(1))).toMatchObject({
    signedAt: START,
    nonce: expect.stringMatching(/^[0-9a-f]{32}$/),
    provenance: { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' },
    model: { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }
  })
  const destination = join(newFolder(), 'restored')
  for (const selector of ['latest', 'v1', '1.4.0', result.version.digest]) {
    const request = { name: 'model', destination, selectors: [selector], signaturePolicy: POLICY }
    expect((await test.store.restore(request))?.signature).toEqual({
      signature: 1,
      key: fingerprint,
      signedAs: { name: 'model', number: 1, label: '1.4.0' },
      repository: 'https://github.com/acme/models',
      workflow: '.github/workflows/train.yml',
      ref: 'refs/heads/main',
      commit: RUN.sha,
      invocation: 'https://github.com/acme/models/actions/runs/77/attempts/2',
      provenanceBundle: JSON.stringify(fieldsOf(test.objects, signatureOf(1))['provenance']),
      modelBundle: JSON.stringify(fieldsOf(test.objects, signatureOf(1))['model'])
    })
  }
  expect(snapshot(destination)).toEqual(snapshot(tree(FILES)))
  expect(test.warnings).toEqual([])
})

test('without a key nothing is signed, and without a policy nothing is asked for', async () => {
  const test = memoryStore()
  const result = await save(test.store, tree(FILES))
  expect([result.signature, result.statements]).toEqual([undefined, undefined])
  expect(keys(test.objects, 'artifacts/model/signatures/')).toEqual([])
  await restored(test.store)
  const asked: string[] = []
  const store = test.over((inner) =>
    observed(inner, ({ key: at }) => {
      asked.push(at)
    })
  )
  await restored(store)
  expect(asked.filter((at) => at.includes('signatures'))).toEqual([])
})

test('the signature comes after the record and before any alias', async () => {
  const test = memoryStore()
  const created: string[] = []
  const store = test.over((inner) =>
    observed(inner, ({ operation, key: at }) => {
      if (operation === 'create') created.push(at.split('/').slice(2, 3).join())
    })
  )
  await saveSigned({ store }, { aliases: ['production'] })
  expect(created.slice(-3)).toEqual(['versions', 'signatures', 'aliases'])
})

test('what was restored is among the resolved dependencies', async () => {
  const test = memoryStore()
  const input = await save(test.store, tree({ data: '1' }), { name: 'dataset' })
  await restored(test.store, { name: 'dataset', runKey: 'r/1' })
  const { statements } = await saveSigned(test, { runKey: 'r/1', statements: true })
  const predicate = statements!.provenance.predicate as Loose
  expect(predicate.buildDefinition.resolvedDependencies.at(-1)).toEqual({
    name: 'dataset@v1',
    digest: { sha256: input.version.digest.slice(7) }
  })
})

test('a version that model_signing cannot represent is signed without its statement, with a warning', async () => {
  const test = memoryStore()
  const result = await saveSigned(test, {}, { ...FILES, link: { link: 'empty' } })
  expect(result.signature).toMatchObject({
    created: true,
    withoutModel: expect.stringMatching(/^it holds symbolic links, such as 'link'/)
  })
  expect(test.warnings).toEqual([
    expect.stringMatching(/^model@v1 is signed without a statement for model_signing: it holds symbolic links/)
  ])
  expect(fieldsOf(test.objects, signatureOf(1))['model']).toBeUndefined()
  const destination = join(newFolder(), 'restored')
  const { signature } = (await test.store.restore({ name: 'model', destination, signaturePolicy: POLICY }))!
  expect(signature).not.toHaveProperty('modelBundle')
})

test('a tree that is large enough to lie in packs is signed, too', async () => {
  const test = memoryStore()
  const many = Object.fromEntries(Array.from({ length: 800 }, (_, number) => [`f/${number}`, String(number % 5)]))
  await saveSigned(test, {}, many)
  expect(fieldsOf(test.objects, 'artifacts/model/versions/0000000001.json')['tree']).toHaveProperty('level')
  expect(await restored(test.store, { signaturePolicy: POLICY })).toHaveLength(801)
})

describe('an unchanged version that is reused', () => {
  test('gets a signature if it has none by this key', async () => {
    const test = memoryStore()
    await save(test.store, tree(FILES))
    expect(await refusal(test.store)).toMatch(/^model@v1 is not restored: it has no signature/)
    const result = await saveSigned(test)
    expect([result.created, result.signature?.created]).toEqual([false, true])
    await restored(test.store, { signaturePolicy: POLICY })
    const again = await saveSigned(test, { run: { ...RUN, runId: '78' } })
    expect([again.created, again.signature?.created]).toEqual([false, false])
    expect(keys(test.objects, 'artifacts/model/signatures/')).toEqual([signatureOf(1)])
  })

  test('gets one more by another key, or for another workflow or branch', async () => {
    const test = await signedStore()
    const other = newKey()
    expect((await saveSigned(test, { signingKey: other.signing })).signature?.created).toBe(true)
    const fix = { ...RUN, ref: 'refs/heads/fix', branch: 'fix' }
    expect((await saveSigned(test, { run: fix })).signature?.created).toBe(true)
    expect((await saveSigned(test, { run: fix })).signature?.created).toBe(false)
    for (const policy of [
      POLICY,
      { keys: other.verifying },
      { ...POLICY, branches: ['main'] },
      { ...POLICY, branches: ['fix'] }
    ])
      await restored(test.store, { signaturePolicy: policy })
  })

  test('is stated with what this run knows, and nothing that the store says', async () => {
    const test = memoryStore()
    // A record that somebody wrote who may write to the store, of contents that he knew would come.
    await save(test.store, tree(FILES), { label: '9.9.9', run: { ...RUN, repository: 'evil/fork' } })
    const result = await saveSigned(test, { run: RUN })
    expect([result.created, result.version.version]).toEqual([false, '9.9.9'])
    const destination = join(newFolder(), 'restored')
    const { signature } = (await test.store.restore({ name: 'model', destination, signaturePolicy: POLICY }))!
    expect(signature).toMatchObject({
      repository: 'https://github.com/acme/models',
      signedAs: { name: 'model', number: 1 }
    })
    expect(signature?.signedAs.label).toBeUndefined()
    expect(await refusal(test.store, { selectors: ['9.9.9'] })).toMatch(/does not cover the label '9\.9\.9'/)
  })

  test('gets a new signature where the one that is there is damaged', async () => {
    const test = await signedStore()
    flipBit(test.objects, signatureOf(1), 200)
    expect((await saveSigned(test)).signature?.created).toBe(true)
    await restored(test.store, { signaturePolicy: POLICY })
  })
})

describe('a save that cannot sign', () => {
  const faulty = (faults: Fault[]) => {
    const test = memoryStore()
    const storage = withFaults(createMemoryStorage({ clock: test.clock.now, objects: test.objects }), faults)
    const store = openStore(storage, { clock: test.clock.now, workers: { count: 0 } })
    return { ...test, store, storage }
  }

  test('fails, says that the version is saved, and moves no alias; the next one signs it', async () => {
    const test = faulty([{ operation: 'create', key: /signatures/, effect: { kind: 'fail-before' } }])
    const { code, message } = await failure(saveSigned(test, { aliases: ['production'] }))
    expect(test.storage.fired).toHaveLength(1)
    expect(code).toBe('STORAGE')
    expect(message).toMatch(/^model@v1 is saved, but it is not signed: .*\(the same save again makes up for it\)$/)
    expect(keys(test.objects, 'artifacts/model/').map((at) => at.split('/')[2])).toEqual(['versions'])
    const again = openStore(createMemoryStorage({ clock: test.clock.now, objects: test.objects }), {
      workers: { count: 0 }
    })
    const result = await saveSigned({ store: again }, { aliases: ['production'] })
    expect([result.created, result.signature?.created]).toEqual([false, true])
    await restored(again, { selectors: ['production'], signaturePolicy: POLICY })
  })

  test('has signed where only the answer was lost', async () => {
    const test = faulty([{ operation: 'create', key: /signatures/, effect: { kind: 'fail-after' } }])
    expect((await saveSigned(test)).signature?.created).toBe(true)
    expect(test.storage.fired).toHaveLength(1)
    expect(keys(test.objects, 'artifacts/model/signatures/')).toEqual([signatureOf(1)])
  })

  test('that was cancelled once the record was there says so', async () => {
    const test = memoryStore()
    const stop = new AbortController()
    const store = test.over(
      (inner) =>
        observed(inner, ({ operation, key: at }) => {
          if (operation === 'list' && at.includes('signatures')) stop.abort()
        }),
      { signal: stop.signal }
    )
    await save(test.store, tree(FILES))
    const { code, message } = await failure(saveSigned({ store }))
    expect(code).toBe('CANCELLED')
    expect(message).toMatch(/^model@v1 is saved, but it is not signed: cancelled/)
  })
})

test('two that sign one version at once both do', async () => {
  const test = memoryStore()
  await save(test.store, tree(FILES))
  const other = newKey()
  await Promise.all([saveSigned(test), saveSigned(test, { signingKey: other.signing })])
  expect(keys(test.objects, 'artifacts/model/signatures/')).toEqual([signatureOf(1), signatureOf(1, 2)])
  for (const { verifying } of [key, other]) await restored(test.store, { signaturePolicy: { keys: verifying } })
})

test('statements can be had without a key, of a save and of any version', async () => {
  const test = memoryStore()
  const { statements } = await save(test.store, tree(FILES), { statements: true, run: RUN, label: '1.4.0' })
  expect(statements?.provenance.predicateType).toBe('https://slsa.dev/provenance/v1')
  expect(statements?.model?.predicateType).toBe('https://model_signing/signature/v1.0')
  expect(keys(test.objects, 'artifacts/model/signatures/')).toEqual([])
  expect(await test.store.statements('model', '1.4.0')).toEqual(statements)
  expect(await test.store.statements('model')).toEqual(statements)
  expect(await test.store.statements('model', 'v2')).toBeUndefined()
})

// ── restoring ──────────────────────────────────────────────────────────────────────────────────────────────────────

describe('a restore that asks for a signature writes nothing', () => {
  test('without one', async () => {
    const test = memoryStore()
    await save(test.store, tree(FILES))
    expect(await refusal(test.store)).toBe(
      "model@v1 is not restored: it has no signature (saved again with 'sign: key', it gets one)"
    )
  })

  test('with one by another key', async () => {
    const test = await signedStore()
    expect(await refusal(test.store, { signaturePolicy: { keys: newKey().verifying } })).toBe(
      `model@v1 is not restored: none of its signatures will do: signature 1: it is by another key, ${key.verifying[0].fingerprint.slice(0, 16)}…`
    )
  })

  test('with one whose provenance is not as the policy asks', async () => {
    const test = await signedStore()
    const message = await refusal(test.store, { signaturePolicy: { ...POLICY, branches: ['release'] } })
    expect(message).toMatch(/signature 1: its provenance names the branch 'main', and 'release' is required$/)
    // The record says what its writer liked; only what was signed counts.
    const record = fieldsOf(test.objects, 'artifacts/model/versions/0000000001.json')
    plant(test.objects, 'artifacts/model/versions/0000000001.json', {
      ...without(record, 'format', 'checksum'),
      run: { ...RUN, branch: 'release', ref: 'refs/heads/release' }
    })
    expect(await refusal(test.store, { signaturePolicy: { ...POLICY, branches: ['release'] } })).toBe(message)
  })

  test('with that of another version, number or artifact', async () => {
    const test = await signedStore()
    await saveUnsigned(test, {}, { other: 'contents' })
    move(test, signatureOf(1), signatureOf(2))
    expect(await refusal(test.store)).toMatch(
      /^model@v2 is not restored: .*signature 1: it is of other contents, sha256:/
    )
    await saveUnsigned(test, { ifUnchanged: 'new' })
    move(test, signatureOf(2), signatureOf(3))
    expect(await refusal(test.store)).toMatch(/signature 1: it is of 'model@v1', not of 'model@v3'$/)
    await saveUnsigned(test, { name: 'other' })
    move(test, signatureOf(3), signatureOf(1).replace('model', 'other'))
    expect(await refusal(test.store, { name: 'other' })).toMatch(/it is of 'model@v1', not of 'other@v1'$/)
  })

  test('whose files were exchanged in the record', async () => {
    const test = await signedStore()
    const other = await saveUnsigned(test, {}, { other: 'contents' })
    const [first, second] = [1, 2].map((number) => `artifacts/model/versions/000000000${number}.json`)
    const fields = (at: string) => without(fieldsOf(test.objects, at), 'format', 'checksum')
    // With their own digest, and with that which was signed.
    const { tree: otherTree, packs } = fields(second)
    plant(test.objects, first, { ...fields(first), tree: otherTree, packs, digest: other.version.digest })
    expect(await refusal(test.store, { selectors: ['v1'] })).toMatch(/it is of other contents/)
    const { digest } = JSON.parse(
      Buffer.from(
        (fieldsOf(test.objects, signatureOf(1)) as Loose).provenance.dsseEnvelope.payload,
        'base64'
      ).toString()
    ).subject[0]
    plant(test.objects, first, { ...fields(first), digest: `sha256:${digest.sha256}` })
    const destination = join(newFolder(), 'restored')
    const request = { name: 'model', selectors: ['v1'], destination, signaturePolicy: POLICY }
    expect((await failure(test.store.restore(request))).code).toBe('DAMAGED')
    expect(existsSync(destination)).toBe(false)
  })

  test.each<[string, (fields: Loose, other: Loose) => void, RegExp]>([
    [
      'a statement was altered',
      (fields) => (fields.provenance.dsseEnvelope.payload = `e30${fields.provenance.dsseEnvelope.payload.slice(3)}`),
      /what it states was altered/
    ],
    [
      'the model statement is missing',
      (fields) => delete fields.model,
      /model statement that was signed with its provenance is missing/
    ],
    [
      'the model statement is that of another version',
      (fields, other) => (fields.model = other.model),
      /its two statements are of different files/
    ],
    ['the provenance is missing', (fields) => delete fields.provenance, /it is malformed: it is no Sigstore bundle/],
    ['the provenance is text', (fields) => (fields.provenance = 'yes'), /malformed/],
    ['the model statement is null', (fields) => (fields.model = null), /malformed/]
  ])('where %s', async (_what, change, message) => {
    const test = await signedStore()
    await saveSigned(test, {}, { other: 'contents' })
    const fields: Loose = structuredClone(without(fieldsOf(test.objects, signatureOf(1)), 'format', 'checksum'))
    change(fields, fieldsOf(test.objects, signatureOf(2)))
    plant(test.objects, signatureOf(1), fields)
    expect(await refusal(test.store, { selectors: ['v1'] })).toMatch(message)
  })

  test('where the signature is damaged or torn', async () => {
    const test = await signedStore()
    const whole = test.objects.get(signatureOf(1))!
    flipBit(test.objects, signatureOf(1), 200)
    expect(await refusal(test.store)).toMatch(
      /signature 1: .*signatures\/0000000001\/0000000001\.json is damaged: its bytes/
    )
    test.objects.set(signatureOf(1), whole)
    truncate(test.objects, signatureOf(1), 20)
    expect(await refusal(test.store)).toMatch(/its end is missing/)
  })

  test('where signatures cannot be listed or read', async () => {
    const test = await signedStore()
    for (const operation of ['list', 'read'] as const) {
      const store = test.over((inner) =>
        withFaults(inner, [{ operation, key: /signatures/, effect: { kind: 'fail-before' } }])
      )
      const destination = join(newFolder(), 'restored')
      const { code } = await failure(store.restore({ name: 'model', destination, signaturePolicy: POLICY }))
      expect(code).toBe('STORAGE')
      expect(existsSync(destination)).toBe(false)
    }
  })

  test('with so many bad ones that the good one is out of sight', async () => {
    const test = await signedStore()
    for (let signature = 2; signature <= 33; signature++) plant(test.objects, signatureOf(1, signature), { nonce: 'x' })
    expect(await refusal(test.store)).toMatch(/signature 33: .*; signature 32: .*; signature 31: .*; …$/)
    test.objects.delete(signatureOf(1, 33))
    await restored(test.store, { signaturePolicy: POLICY })
  })
})

test('one good signature among bad ones is enough', async () => {
  const test = await signedStore()
  await saveSigned(test, { signingKey: newKey().signing })
  plant(test.objects, signatureOf(1, 3), { nonce: 'x' })
  const destination = join(newFolder(), 'restored')
  const { signature } = (await test.store.restore({ name: 'model', destination, signaturePolicy: POLICY }))!
  expect(signature?.signature).toBe(1)
})

test('a good signature of which only the list of files is not that of the version does not hide one that is whole', async () => {
  const test = await signedStore()
  await saveSigned(test, {}, { other: 'contents' })
  const fields = without(fieldsOf(test.objects, signatureOf(1)), 'format', 'checksum')
  plant(test.objects, signatureOf(1, 2), { ...fields, model: fieldsOf(test.objects, signatureOf(2))['model'] })
  const destination = join(newFolder(), 'restored')
  const request = { name: 'model', selectors: ['v1'], destination, signaturePolicy: POLICY }
  expect((await test.store.restore(request))?.signature?.signature).toBe(1)
})

test('chosen files of a signed version are restored by the signature of all', async () => {
  const test = await signedStore()
  expect(await restored(test.store, { signaturePolicy: POLICY, files: ['sub/**'] })).toHaveLength(2)
})

// ── copying ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Another place. */
function elsewhere(): Pick<TestStore, 'objects' | 'store'> {
  const storage = createMemoryStorage({ location: 'elsewhere' })
  return { objects: storage.objects, store: openStore(storage, { workers: { count: 0 } }) }
}

describe('a copy', () => {
  test('takes the signatures along, each once', async () => {
    const [from, to] = [await signedStore(), elsewhere()]
    await saveSigned(from, { signingKey: newKey().signing })
    await saveUnsigned(from, {}, { other: 'unsigned' })
    for (let time = 1; time <= 2; time++) {
      await from.store.copyTo(to.store)
      await from.store.copyTo(to.store, { name: 'model', selector: 'v1' })
      expect(keys(to.objects, 'artifacts/model/signatures/')).toEqual([signatureOf(1), signatureOf(1, 2)])
    }
    expect(fieldsOf(to.objects, signatureOf(1))).toEqual(fieldsOf(from.objects, signatureOf(1)))
    await restored(to.store, { selectors: ['v1'], signaturePolicy: POLICY })
    await saveSigned(from, { ifUnchanged: 'new', signingKey: newKey().signing }, { other: 'unsigned' })
    await from.store.copyTo(to.store)
    expect(keys(to.objects, 'artifacts/model/signatures/')).toHaveLength(3)
  })

  test('under another name or number is told by the name that was signed', async () => {
    const [from, to] = [await signedStore(), elsewhere()]
    await from.store.copyTo(to.store, { name: 'model', toName: 'production' })
    expect(await refusal(to.store, { name: 'production' })).toMatch(/it is of 'model@v1', not of 'production@v1'$/)
    const signaturePolicy = { ...POLICY, signedAs: 'model' }
    expect(await restored(to.store, { name: 'production', signaturePolicy })).toHaveLength(4)
  })

  test('leaves a damaged signature behind, with a warning', async () => {
    const from = await signedStore()
    const to = elsewhere()
    await saveSigned(from, { signingKey: newKey().signing })
    flipBit(from.objects, signatureOf(1), 200)
    await from.store.copyTo(to.store)
    expect(keys(to.objects, 'artifacts/model/signatures/')).toEqual([signatureOf(1)])
    expect(from.warnings).toEqual([expect.stringMatching(/is damaged.*; the signature is left out$/)])
  })
})

test('verify tells of a signature that is damaged, and that one is missing, with the version', async () => {
  const test = await signedStore()
  for (let more = 0; more < 2; more++) await saveSigned(test, { signingKey: newKey().signing })
  expect((await test.store.verify()).findings).toEqual([])
  flipBit(test.objects, signatureOf(1, 3), 200)
  test.objects.delete(signatureOf(1, 2))
  const { findings } = await test.store.verify()
  expect(findings.map(({ kind, code, key: at, versions }) => [kind, code, at, versions])).toEqual([
    ['signature', 'missing', signatureOf(1, 2), 1],
    ['signature', 'damaged', signatureOf(1, 3), 1]
  ])
})

test('a pull request reuses what a branch signed, and adds its own', async () => {
  const test = await signedStore()
  const run = { ...RUN, ...pull(5, 'fix', 'acme/models', { repository: 'acme/models' }) }
  expect((await saveSigned(test, { run })).signature?.created).toBe(true)
  await restored(test.store, { signaturePolicy: { ...POLICY, branches: ['main'] } })
})

function without(fields: Readonly<Record<string, unknown>>, ...names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}

function move(test: TestStore, from: string, to: string): void {
  test.objects.set(to, test.objects.get(from)!)
  test.objects.delete(from)
}
