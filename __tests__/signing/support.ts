/** What the suites about signatures share: keys made for them, and the run of a workflow. */
import { generateKeyPairSync } from 'node:crypto'
import type { ErrorCode } from '../../src/errors.js'
import { isStoreError } from '../../src/errors.js'
import { parsePublicKeys, parseSigningKey, type SigningKey, type VerifyingKey } from '../../src/signing/index.js'

/** JSON of any shape, to be changed in any way. */
export type Loose = ReturnType<typeof JSON.parse>

export interface TestKey {
  readonly privatePem: string
  readonly publicPem: string
  readonly signing: SigningKey
  readonly verifying: readonly VerifyingKey[]
}

export function newKey(): TestKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const privatePem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const publicPem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  return {
    privatePem,
    publicPem,
    signing: parseSigningKey(privatePem, 'key'),
    verifying: parsePublicKeys(publicPem, 'public key')
  }
}

/** A run as a GitHub-hosted runner tells of it. */
export const RUN = {
  workflow: 'Train',
  server: 'https://github.com',
  repository: 'acme/models',
  repositoryId: '1001',
  repositoryOwnerId: '2002',
  sha: 'c'.repeat(40),
  ref: 'refs/heads/main',
  refName: 'main',
  branch: 'main',
  event: 'push',
  workflowRef: 'acme/models/.github/workflows/train.yml@refs/heads/main',
  workflowSha: 'c'.repeat(40),
  job: 'train',
  runId: '77',
  runAttempt: 2,
  actor: 'somebody',
  runnerName: 'runner 3',
  runnerEnvironment: 'github-hosted'
} as const

/** The code and message of the ArtifactStoreError that a call throws. */
export function thrown(call: () => unknown): { readonly code: ErrorCode; readonly message: string } {
  try {
    call()
  } catch (error) {
    if (isStoreError(error)) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('it did not fail')
}
