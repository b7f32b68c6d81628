/** What docs/SIGNING.md tells to check by hand: the digest of a restored folder, and a signature with openssl. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newKey, RUN } from './support.js'
import { memoryStore, newFolder, removeFolders, save, sha256, tree } from '../store/support.js'

afterAll(removeFolders)

const key = newKey()

async function signedAndRestored() {
  const { store } = memoryStore()
  const folder = tree({
    'a/b': '1',
    'a-b': '2',
    'a.sh': { content: '#!', mode: 0o755 },
    'ünï cödé/😀': '3',
    '\ufffd': '4',
    empty: '',
    folder: null,
    link: { link: 'a/ü' }
  })
  const { version } = await save(store, folder, { signingKey: key.signing, run: RUN })
  const destination = join(newFolder(), 'restored')
  const signaturePolicy = { keys: key.verifying }
  const { signature } = (await store.restore({ name: 'model', destination, signaturePolicy }))!
  return { version, destination, signature: signature! }
}

test('docs/examples/list-version.mjs lists what the digest is made over', async () => {
  const { version, destination } = await signedAndRestored()
  const program = fileURLToPath(new URL('../../../docs/examples/list-version.mjs', import.meta.url))
  const { stdout, status } = spawnSync(process.execPath, [program, destination])
  expect(status).toBe(0)
  expect(`sha256:${sha256(stdout)}`).toBe(version.digest)
})

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
;(hasOpenssl ? test : test.skip)('openssl verifies a signature over what DSSE encodes', async () => {
  const { dsseEnvelope } = JSON.parse((await signedAndRestored()).signature.provenanceBundle)
  const place = newFolder()
  const payload = Buffer.from(dsseEnvelope.payload, 'base64')
  writeFileSync(join(place, 'key'), key.publicPem)
  writeFileSync(join(place, 'signature'), Buffer.from(dsseEnvelope.signatures[0].sig, 'base64'))
  const verify = (header: string) => {
    writeFileSync(join(place, 'signed'), Buffer.concat([Buffer.from(header), payload]))
    const parameters = ['dgst', '-sha256', '-verify', 'key', '-signature', 'signature', 'signed']
    return spawnSync('openssl', parameters, { cwd: place, encoding: 'utf8' }).stdout.trim()
  }
  expect(verify(`DSSEv1 28 application/vnd.in-toto+json ${payload.length} `)).toBe('Verified OK')
  expect(verify(`DSSEv1 28 application/vnd.in-toto+json ${payload.length}  `)).toBe('Verification failure')
})
