/** Signing and verifying in a step: keys out of inputs, files for other actions, and what the log tells. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActionContext, Warn } from './context.js'
import type { RestoreInputs } from './inputs.js'
import type { SignInput } from './signing-inputs.js'
import {
  checkSignaturePath,
  describeSigner,
  NO_SIGNATURE_SETTINGS,
  type Outputs,
  readSigningKey,
  referenceOf,
  signaturePolicy,
  writeSignature,
  writeStatements
} from '../doors/index.js'
import { quote } from '../errors.js'
import type { RestoreRequest, RestoreResult, SaveRequest, SaveResult } from '../store/types.js'

/** The runner masks the key from here on, should anything ever show it. */
export async function readSigning(
  sign: SignInput,
  { runner, workspace, home }: ActionContext
): Promise<Pick<SaveRequest, 'signingKey' | 'statements'>> {
  if (sign.by === 'none') return {}
  if (sign.by === 'attest') return { statements: true }
  const mask = (secret: string): void => runner.maskSecret(secret)
  return { signingKey: await readSigningKey(sign.key, "input 'sign-key'", { workspace, home }, mask) }
}

/** @returns outputs that the next step signs by. */
export async function tellOfSignatures(
  { version, signature, statements }: SaveResult,
  { runner, env }: ActionContext,
  warn: Warn
): Promise<Outputs> {
  const reference = quote(referenceOf(version))
  if (signature !== undefined) {
    const what = signature.created ? 'Signed' : 'Signed already:'
    runner.info(`${what} ${reference} by key ${signature.key}`)
  }
  if (statements === undefined) return {}
  const folder = await mkdtemp(join(env['RUNNER_TEMP'] || tmpdir(), 'artifact-store-attest-'))
  const problem = await writeStatements(folder, statements)
  if (problem !== undefined) warn(`of ${reference} there is only the provenance to attest: ${problem}`)
  runner.info(`Wrote what actions/attest signs of ${reference} to ${quote(folder)}`)
  return { path: folder }
}

const NAMES = {
  verify: "input 'verify-signature'",
  publicKey: "input 'public-key'",
  signaturePath: "input 'signature-path'"
}

export async function readPolicy(
  { name, destination, signatures }: RestoreInputs,
  context: ActionContext
): Promise<Pick<RestoreRequest, 'signaturePolicy'>> {
  const { signaturePath } = signatures
  const { signatures: settings = NO_SIGNATURE_SETTINGS } = context.config
  const policy = await signaturePolicy({ name, ...signatures, settings, names: NAMES }, context)
  if (signaturePath !== undefined) await checkSignaturePath(signaturePath, NAMES.signaturePath, destination)
  return policy === undefined ? {} : { signaturePolicy: policy }
}

export async function tellOfSigner(
  { version, signature }: RestoreResult,
  { signatures: { signaturePath } }: RestoreInputs,
  { runner }: ActionContext
): Promise<void> {
  if (signature === undefined) return
  runner.info(`Verified ${quote(referenceOf(version))}: ${describeSigner(signature)}`)
  if (signaturePath === undefined) return
  await writeSignature(signaturePath, NAMES.signaturePath, signature)
  runner.info(`Wrote its signature to ${quote(signaturePath)}`)
}
