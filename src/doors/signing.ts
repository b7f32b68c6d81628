/** Signing and verifying as people ask for it: keys out of secrets and files, policies, and what is written of both. */
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { inert } from './inert.js'
import { CONFIG_PATH, type SignatureSettings } from './config.js'
import { expandHome } from './location.js'
import { realFolder } from './real-folder.js'
import { ArtifactStoreError, quote, systemErrorCode } from '../errors.js'
import { compilePattern, matchesPattern, type VersionStatements } from '../store/index.js'
import type { ArtifactName, VerifiedSignature } from '../store/types.js'
import { parsePublicKeys, parseSigningKey, type SignaturePolicy, type SigningKey } from '../signing/index.js'

/** Where relative paths start, and what `~/` is. */
export interface KeyPlaces {
  readonly workspace: string
  readonly home: string
}

/** No key in PEM is longer, and no list of a few. */
const KEY_FILE_MAXIMUM = 64 * 1024

export function isPem(text: string): boolean {
  return text.includes('-----BEGIN ')
}

/**
 * The text of a key that is given as it is, or by the path of a file.
 * @param isSecret the value is then in no message: it may be a key that lost its line breaks on the way
 */
export async function readKeyText(
  value: string,
  origin: string,
  { workspace, home }: KeyPlaces,
  isSecret: boolean
): Promise<string> {
  if (isPem(value)) return value
  const shown = isSecret ? '' : ` ${quote(value)}`
  // More than a line is no path; and what no path may hold, no system call is asked of.
  const lines = value.includes('\n') || value.includes('\0')
  const path = resolve(workspace, expandHome(value, home))
  const bytes = lines ? undefined : await readStart(path, KEY_FILE_MAXIMUM + 1)
  if (bytes === undefined) {
    throw invalid(origin, `is neither a key in PEM format nor the path of a file that can be read${shown}`)
  }
  if (bytes.length > KEY_FILE_MAXIMUM) throw invalid(origin, `names a file that is too large to be a key${shown}`)
  return bytes.toString('utf8')
}

/** The first bytes of a file; undefined where it cannot be read. */
async function readStart(path: string, length: number): Promise<Buffer | undefined> {
  try {
    const file = await open(path)
    try {
      const buffer = Buffer.alloc(length)
      let filled = 0
      for (;;) {
        const { bytesRead } = await file.read(buffer, filled, length - filled)
        filled += bytesRead
        if (bytesRead === 0 || filled === length) return buffer.subarray(0, filled)
      }
    } finally {
      await file.close()
    }
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error
    return undefined
  }
}

export async function readSigningKey(
  value: string,
  origin: string,
  places: KeyPlaces,
  /** Told of each text that nobody may see, before anything is done with it. */
  protect: (secret: string) => void
): Promise<SigningKey> {
  secretsOf(value).forEach(protect)
  const text = await readKeyText(value, origin, places, true)
  secretsOf(text).forEach(protect)
  return parseSigningKey(text, origin)
}

/** The lines of a private key, also where they are joined by `\n` as two characters. Short pieces are no secrets. */
function secretsOf(key: string): string[] {
  return key
    .split(/[\r\n]+|\\n/)
    .map((line) => line.trim())
    .filter((line) => line.length >= 12 && !line.startsWith('-----'))
}

export const NO_SIGNATURE_SETTINGS: SignatureSettings = { requiredFor: [], signedAs: {} }

/** What a restore asks of signatures. */
export interface SignatureRequest {
  readonly name: ArtifactName
  /** Undefined where nothing was said: then the settings decide. */
  readonly verify: 'off' | 'required' | undefined
  readonly publicKey: string | undefined
  /** Absolute. */
  readonly signaturePath: string | undefined
  readonly signedAs?: string | undefined
  readonly settings: SignatureSettings
  /** How messages call these three: `input 'verify-signature'`, `--verify-signature`. */
  readonly names: { readonly verify: string; readonly publicKey: string; readonly signaturePath: string }
}

/**
 * The policy of a restore; undefined where none is asked for.
 * @throws ArtifactStoreError `INVALID_INPUT`
 */
export async function signaturePolicy(
  { name, verify, publicKey, signaturePath, signedAs, settings, names }: SignatureRequest,
  places: KeyPlaces & { readonly env: Readonly<Record<string, string | undefined>> }
): Promise<SignaturePolicy | undefined> {
  const isSetting = settings.requiredFor.some((pattern) => matchesPattern(compilePattern(pattern), name))
  if (verify === 'off' && isSetting) {
    throw invalid(names.verify, `is off, and ${setting('required-for')} asks for signatures of ${quote(name)}`)
  }
  if (verify !== 'required' && !isSetting) {
    const [given] = [
      [names.publicKey, publicKey],
      [names.signaturePath, signaturePath]
    ].filter(([, value]) => value !== undefined)
    if (given !== undefined) throw invalid(given[0]!, `is given, and no signature is asked for: see ${names.verify}`)
    return undefined
  }
  const [key, origin] =
    publicKey === undefined ? [settings.publicKey, setting('public-key')] : [publicKey, names.publicKey]
  if (key === undefined) {
    throw invalid(names.verify, `asks for a signature, and no key is known: give ${names.publicKey}, or ${origin}`)
  }
  const { repository, workflow, branches } = settings
  const as = signedAs ?? (Object.hasOwn(settings.signedAs, name) ? settings.signedAs[name] : undefined)
  return {
    keys: parsePublicKeys(await readKeyText(key, origin, places, false), origin),
    ...(repository === undefined ? {} : { repository: repositoryAddress(repository, places.env['GITHUB_SERVER_URL']) }),
    ...(workflow === undefined ? {} : { workflow: workflowPath(workflow) }),
    ...(branches === undefined ? {} : { branches }),
    ...(as === undefined ? {} : { signedAs: as }),
    ...(signaturePath === undefined ? {} : { requireModel: true })
  }
}

function setting(name: string): string {
  return `'signatures.${name}' in ${CONFIG_PATH}`
}

function repositoryAddress(repository: string, server: string | undefined): string {
  if (/^https?:\/\//.test(repository)) return repository.replace(/\/+$/, '')
  return `${(server || 'https://github.com').replace(/\/+$/, '')}/${repository}`
}

function workflowPath(workflow: string): string {
  return workflow.includes('/') ? workflow : `.github/workflows/${workflow}`
}

// ── what is written ────────────────────────────────────────────────────────────────────────────────────────────────

/** The provenance lies beside what `model_signing` reads. */
export function provenancePath(signaturePath: string): string {
  return `${signaturePath}.provenance.json`
}

/**
 * Before anything is restored: signatures in the restored folder would be files of the model to `model_signing`, and
 * might be ones that were just restored.
 */
export async function checkSignaturePath(signaturePath: string, origin: string, destination: string): Promise<void> {
  const way = relative(await realFolder(destination), await realFolder(signaturePath))
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return
  throw invalid(
    origin,
    `${quote(signaturePath)} is in the folder that is restored, ${quote(destination)}, where it would be one file more than was signed: give a path outside of it`
  )
}

export async function writeSignature(
  signaturePath: string,
  origin: string,
  { modelBundle, provenanceBundle }: VerifiedSignature
): Promise<void> {
  if (modelBundle === undefined) throw new Error('the policy asks for a model statement')
  try {
    await mkdir(dirname(signaturePath), { recursive: true })
    await writeWhole(provenancePath(signaturePath), provenanceBundle)
    await writeWhole(signaturePath, modelBundle)
  } catch (error) {
    throw cannotWrite(error, `${origin}: the version is restored, but its signature`, signaturePath)
  }
}

/** Never through a link, and never half. */
async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = join(dirname(path), `.artifact-store-${randomBytes(8).toString('hex')}.tmp`)
  try {
    await writeFile(temporary, text, { flag: 'wx' })
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** What `actions/attest` takes at most, in bytes. */
const PREDICATE_MAXIMUM = 16 * 1024 * 1024

/**
 * Writes what actions/attest needs to sign keyless: for each statement a predicate and the checksums of its subjects.
 * @returns what is wrong with the second, as the rest of a sentence; undefined where both are there
 */
export async function writeStatements(
  folder: string,
  { provenance, model, withoutModel }: VersionStatements
): Promise<string | undefined> {
  try {
    await mkdir(folder, { recursive: true })
    await writeStatement(folder, 'provenance', provenance)
    const size = model === undefined ? 0 : Buffer.byteLength(JSON.stringify(model.predicate))
    const problem = size > PREDICATE_MAXIMUM ? 'it holds more files than actions/attest takes' : withoutModel
    if (model !== undefined && problem === undefined) await writeStatement(folder, 'model', model)
    return problem
  } catch (error) {
    throw cannotWrite(error, 'the statements', folder)
  }
}

async function writeStatement(
  folder: string,
  name: string,
  { predicate, subject }: VersionStatements['provenance']
): Promise<void> {
  await writeWhole(join(folder, `${name}.json`), `${JSON.stringify(predicate, undefined, 2)}\n`)
  const checksums = subject.map((each) => `${each.digest.sha256}  ${each.name}\n`).join('')
  await writeWhole(join(folder, `${name}.subjects`), checksums)
}

function cannotWrite(error: unknown, what: string, path: string): unknown {
  const code = systemErrorCode(error)
  if (code === undefined) return error
  const reason = inert(error instanceof Error ? error.message : String(error))
  return new ArtifactStoreError('DESTINATION', `${what} cannot be written to ${quote(path)}: ${reason}`, {
    cause: error
  })
}

/** For the log: who signed, by what was signed. */
export function describeSigner({ key, repository, workflow, ref, commit, signedAs }: VerifiedSignature): string {
  const by = `by key ${key.slice(0, 16)}…`
  const as = quote(`${signedAs.name}@v${signedAs.number}`)
  if (repository === undefined || workflow === undefined) return `signed ${by}, as ${as}`
  const from = `${repository}, ${workflow}${ref === undefined ? '' : `, ${ref}`}${commit === undefined ? '' : `, commit ${commit.slice(0, 12)}`}`
  return `signed ${by}, as ${as}, by the workflow ${quote(from)}`
}

function invalid(origin: string, problem: string): ArtifactStoreError {
  return new ArtifactStoreError('INVALID_INPUT', `${origin} ${problem}`)
}
