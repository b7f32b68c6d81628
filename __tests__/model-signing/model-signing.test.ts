/**
 * Signed here, verified by the tool that OpenSSF Model Signing comes with, over folders that were really restored; and
 * the other way round.
 */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { ModelFiles, modelStatement, MODEL_PREDICATE_TYPE, openBundle } from '../../src/signing/index.js'
import { openLocalStorage } from '../../src/storage/index.js'
import { openStore, type ArtifactStore } from '../../src/store/index.js'
import { newKey, RUN, type Loose } from '../signing/support.js'
import { newFolder, removeFolders, save, sha256, sourceOf, tree, type Contents } from '../store/support.js'
import { modelSigning, testWithProgram, type Verdict } from './program.js'

const key = newKey()
const keyFiles = newFolder()
const publicKey = join(keyFiles, 'signing.pub')
const privateKey = join(keyFiles, 'signing.key')
writeFileSync(publicKey, key.publicPem)
writeFileSync(privateKey, key.privatePem)

const stores: ArtifactStore[] = []
afterAll(async () => {
  for (const store of stores) await store.close()
  removeFolders()
})

interface Restored {
  readonly folder: string
  readonly signature: string
}

/** Saves a tree, signed, and restores it with its signature. */
async function signedAndRestored(contents: Contents): Promise<Restored> {
  const storage = await openLocalStorage(newFolder(), { create: true })
  const store = openStore(storage, { workers: { count: 0 } })
  stores.push(store)
  const saved = await save(store, tree(contents), { name: 'team/classifier', signingKey: key.signing, run: RUN })
  expect(saved.signature).toEqual({ key: key.verifying[0].fingerprint, created: true })
  const place = newFolder()
  const folder = join(place, 'restored')
  const result = await store.restore({
    name: 'team/classifier',
    destination: folder,
    signaturePolicy: { keys: key.verifying, branches: ['main'] }
  })
  const signature = join(place, 'model.sig')
  writeFileSync(signature, result!.signature!.modelBundle!)
  return { folder, signature }
}

/** Changes one byte. */
function flip(file: string): void {
  const bytes = readFileSync(file)
  bytes[0] ^= 1
  writeFileSync(file, bytes)
}

function verify({ folder, signature }: Restored, by = publicKey): Verdict {
  return modelSigning('verify', 'key', folder, '--signature', signature, '--public_key', by)
}

const TREES: Readonly<Record<string, Contents>> = {
  'a file': { 'model.safetensors': 'weights' },
  'files in folders, empty ones, executable ones': {
    'a/b/c/d/e': 'deep',
    'a.txt': '',
    'a/b.txt': '',
    'a-b': 'between a and a/b',
    'run.sh': { content: '#!/bin/sh\n', mode: 0o755 },
    nothing: null
  },
  'names of all kinds': {
    'sp ace/and more': '1',
    'ünïcödé/e\u0301': 'combining',
    'ünïcödé/é': 'composed',
    日本語: '2',
    '\ufffd last of the plane': '3',
    '😀 beyond it': '4',
    'colon:0:5': '5',
    'back\\slash': '6',
    'quote"s\'': '7',
    '-dash': '8',
    'new\nline': '9',
    '*?[x]': '10',
    '.hidden/.file': '11',
    'trailing ': '12'
  },
  'what belongs to git': {
    '.gitignore': '*',
    '.gitattributes': 'x',
    '.github/workflows/ci.yml': 'on: push',
    '.gitmodules': 'not left out',
    'sub/.gitignore': 'not left out',
    'sub/.github/x': 'not left out',
    model: '1'
  },
  'a file of several chunks': { 'weights.bin': Buffer.alloc(3_000_000, 'abcdefg'), small: '1' },
  'two thousand files': Object.fromEntries(
    Array.from({ length: 2000 }, (_, number) => [`shard-${number % 40}/${number}`, String(number)])
  )
}

testWithProgram.each(Object.entries(TREES))('model_signing accepts %s', async (_what, contents) => {
  const restored = await signedAndRestored(contents)
  expect(verify(restored)).toEqual({ accepted: true, text: expect.stringContaining('Verification succeeded') })
})

describe('model_signing rejects', () => {
  const contents = { 'weights.bin': 'weights', 'sub/läyer 1': 'layer', empty: '' }

  testWithProgram.each<[string, (folder: string) => void, RegExp]>([
    ['one byte changed', (folder) => flip(join(folder, 'weights.bin')), /Hash mismatch for 'weights\.bin'/],
    ['one byte in a folder changed', (folder) => flip(join(folder, 'sub/läyer 1')), /Hash mismatch for 'sub\/läyer 1'/],
    ['a byte in an empty file', (folder) => appendFileSync(join(folder, 'empty'), 'x'), /Hash mismatch for \\?'empty/],
    ['a file more', (folder) => writeFileSync(join(folder, 'sub/more'), ''), /Extra files .*sub\/more/],
    ['a file less', (folder) => rmSync(join(folder, 'empty')), /Missing files .*empty/],
    ['a file of another name', (folder) => renameSync(join(folder, 'empty'), join(folder, 'emptY')), /Extra files/]
  ])('%s', async (_what, change, message) => {
    const restored = await signedAndRestored(contents)
    expect(verify(restored).accepted).toBe(true)
    change(restored.folder)
    const { accepted, text } = verify(restored)
    expect(accepted).toBe(false)
    expect(text).toMatch(message)
  })

  testWithProgram('another key, and a changed statement', async () => {
    const restored = await signedAndRestored(contents)
    const other = join(keyFiles, 'other.pub')
    writeFileSync(other, newKey().publicPem)
    expect(verify(restored, other).accepted).toBe(false)
    const bundle: Loose = JSON.parse(readFileSync(restored.signature, 'utf8'))
    const payload = Buffer.from(bundle.dsseEnvelope.payload, 'base64').toString()
    bundle.dsseEnvelope.payload = Buffer.from(payload.replace('"empty"', '"emptY"')).toString('base64')
    writeFileSync(restored.signature, JSON.stringify(bundle))
    renameSync(join(restored.folder, 'empty'), join(restored.folder, 'emptY'))
    expect(verify(restored).accepted).toBe(false)
  })

  testWithProgram('any folder with a link, so that such a version is signed without a list of files', () => {
    const folder = tree({ file: '1', link: { link: 'file' } })
    const signature = join(newFolder(), 'model.sig')
    const { accepted, text } = modelSigning(
      'sign',
      'key',
      folder,
      '--signature',
      signature,
      '--private_key',
      privateKey
    )
    expect(accepted).toBe(false)
    expect(text).toContain('symlink')
    expect(existsSync(signature)).toBe(false)
    rmSync(join(folder, 'link'))
    mkdirSync(join(folder, '.git'))
    symlinkSync('../file', join(folder, '.git/link'))
    expect(modelSigning('sign', 'key', folder, '--signature', signature, '--private_key', privateKey).accepted).toBe(
      false
    )
  })
})

testWithProgram.each(Object.entries(TREES))(
  'what model_signing signs of %s is what is signed here',
  async (_what, contents) => {
    const folder = tree(contents)
    const signature = join(newFolder(), 'model.sig')
    expect(modelSigning('sign', 'key', folder, '--signature', signature, '--private_key', privateKey).accepted).toBe(
      true
    )
    const { statement } = openBundle(JSON.parse(readFileSync(signature, 'utf8')), MODEL_PREDICATE_TYPE, key.verifying)
    const files = new ModelFiles()
    for await (const entry of sourceOf(folder).entries()) {
      if (entry.kind !== 'file') continue
      files.add({ type: 'file', path: entry.path, sha256: sha256(readFileSync(join(folder, entry.path))) })
    }
    const own = modelStatement('team/classifier', files.list()!).predicate
    const { resources, serialization } = statement.predicate as typeof own
    // It sorts segment by segment ('a/b' before 'a-b'), where the specification says by the code points of the name.
    const byName = [...resources].sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
    expect(byName).toEqual(own.resources)
    expect({ ...serialization, ignore_paths: [...serialization.ignore_paths].sort() }).toEqual(own.serialization)
  }
)
