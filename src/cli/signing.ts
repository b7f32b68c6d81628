/** Signing and verifying from a shell: keys come from files. */
import { resolve } from 'node:path'
import type { CommandContext } from './command-context.js'
import { UsageError } from './usage-error.js'
import {
  checkSignaturePath,
  isPem,
  NO_SIGNATURE_SETTINGS,
  readSigningKey,
  signaturePolicy,
  writeSignature
} from '../doors/index.js'
import { isStoreError } from '../errors.js'
import { checkArtifactName } from '../store/index.js'
import type { RestoreRequest, RestoreResult, SaveRequest } from '../store/types.js'

export async function readKey(
  file: string | undefined,
  { host }: CommandContext
): Promise<Pick<SaveRequest, 'signingKey'>> {
  if (file === undefined) return {}
  if (isPem(file)) {
    throw new UsageError(
      '--sign-key takes the path of a file: a key among the arguments can be seen by everybody on the machine'
    )
  }
  const places = { workspace: host.workingFolder, home: host.home }
  // Nothing here shows a key, so nobody needs to be told what to hide.
  return { signingKey: await asUsage(readSigningKey(file, '--sign-key', places, () => undefined)) }
}

export interface VerifyFlags {
  readonly verifySignature: boolean
  readonly publicKey?: string
  readonly signaturePath?: string
  readonly signedAs?: string
}

const NAMES = { verify: '--verify-signature', publicKey: '--public-key', signaturePath: '--signature-path' }

export async function readPolicy(
  { name, ...flags }: VerifyFlags & { readonly name: string },
  destination: string,
  { host, env, config }: CommandContext
): Promise<Pick<RestoreRequest, 'signaturePolicy'>> {
  const { signedAs, publicKey } = flags
  if (signedAs !== undefined) checkArtifactName(signedAs, '--signed-as')
  const signaturePath = signaturePathOf(flags, host.workingFolder)
  const { signatures: settings = NO_SIGNATURE_SETTINGS } = config
  const request = {
    name,
    verify: flags.verifySignature ? ('required' as const) : undefined,
    publicKey,
    signaturePath,
    signedAs,
    settings,
    names: NAMES
  }
  const policy = await asUsage(signaturePolicy(request, { workspace: host.workingFolder, home: host.home, env }))
  if (policy === undefined) {
    if (signedAs !== undefined) throw new UsageError('--signed-as is for --verify-signature')
    return {}
  }
  if (signaturePath !== undefined) await asUsage(checkSignaturePath(signaturePath, NAMES.signaturePath, destination))
  return { signaturePolicy: policy }
}

export async function writeSignatureOf(
  { signature }: RestoreResult,
  flags: VerifyFlags,
  { host }: CommandContext
): Promise<void> {
  const path = signaturePathOf(flags, host.workingFolder)
  if (signature !== undefined && path !== undefined) await writeSignature(path, NAMES.signaturePath, signature)
}

function signaturePathOf({ signaturePath }: VerifyFlags, workingFolder: string): string | undefined {
  return signaturePath === undefined ? undefined : resolve(workingFolder, signaturePath)
}

/** What is wrong with the arguments is told as such. */
async function asUsage<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise
  } catch (error) {
    if (!isStoreError(error, 'INVALID_INPUT')) throw error
    throw new UsageError(error.message, { cause: error })
  }
}
