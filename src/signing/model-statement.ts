/**
 * The statement of OpenSSF Model Signing v1.0 (https://github.com/ossf/model-signing-spec): each file with its SHA-256.
 * `model_signing verify key` holds a restored folder against it.
 */
import { createHash } from 'node:crypto'
import { ArtifactStoreError, quote } from '../errors.js'
import { isObject, valueAt } from './json.js'
import { malformed, statement, type Statement, type Subject } from './statement.js'

export const MODEL_PREDICATE_TYPE = 'https://model_signing/signature/v1.0'

/** What the specification leaves out of every model, at its top alone. */
const IGNORED_PATHS = ['.git', '.gitattributes', '.github', '.gitignore']

/** Bytes of a list of files as JSON; about 150,000 files. Beyond it the statement would outgrow what is read at once. */
export const MODEL_LIST_MAXIMUM = 22 * 1024 * 1024

export interface ModelFile {
  readonly name: string
  readonly algorithm: 'sha256'
  /** 64 hexadecimal digits. */
  readonly digest: string
}

export interface ModelPredicate {
  readonly serialization: {
    readonly method: 'files'
    readonly hash_type: 'sha256'
    readonly allow_symlinks: false
    readonly ignore_paths: readonly string[]
  }
  readonly resources: readonly ModelFile[]
}

/** An entry of a version's tree. */
export type ModelEntry =
  | { readonly type: 'file'; readonly path: string; readonly sha256: string }
  | { readonly type: 'directory'; readonly path: string }
  | { readonly type: 'symlink'; readonly path: string }

/** The files of a version as Model Signing lists them, fed entry by entry; or why it cannot. */
export class ModelFiles {
  private files: ModelFile[] = []
  private bytes = 0
  private reason: string | undefined

  add(entry: ModelEntry): void {
    if (this.reason !== undefined || entry.type === 'directory') return
    // Links are refused wherever they are, also below what is left out.
    if (entry.type === 'symlink') {
      this.giveUp(
        `it holds symbolic links, such as ${quote(entry.path)}, which model_signing refuses (saved with 'symlinks: follow', they are files)`
      )
      return
    }
    if (IGNORED_PATHS.includes(entry.path.split('/', 1)[0]!)) return
    const file: ModelFile = { name: entry.path, algorithm: 'sha256', digest: entry.sha256 }
    this.bytes += Buffer.byteLength(JSON.stringify(file)) + 1
    if (this.bytes > MODEL_LIST_MAXIMUM) this.giveUp('it holds more files than such a statement can list here')
    else this.files.push(file)
  }

  /** Sorted by name, by code points; undefined where there is a {@link reasonForNone}. */
  list(): readonly ModelFile[] | undefined {
    if (this.reasonForNone() !== undefined) return undefined
    return this.files.sort((a, b) => compareCodePoints(a.name, b.name))
  }

  /** Why there can be no such statement of these files, as the rest of a sentence; undefined where there can. */
  reasonForNone(): string | undefined {
    return this.reason ?? (this.files.length === 0 ? 'it holds no file that model_signing looks at' : undefined)
  }

  private giveUp(reason: string): void {
    this.reason = reason
    this.files = []
  }
}

/** @param files as {@link ModelFiles.list} gives them. */
export function modelStatement(name: string, files: readonly ModelFile[]): Statement<ModelPredicate> {
  const predicate: ModelPredicate = {
    serialization: { method: 'files', hash_type: 'sha256', allow_symlinks: false, ignore_paths: IGNORED_PATHS },
    resources: files
  }
  return statement(MODEL_PREDICATE_TYPE, predicate, [modelSubject(name, files)])
}

/** The last segment of an artifact's name, as a model's name is the last one of its path; and the root digest. */
export function modelSubject(name: string, files: readonly ModelFile[]): Subject {
  return { name: name.slice(name.lastIndexOf('/') + 1), digest: { sha256: rootDigest(files) } }
}

/** The SHA-256 over the files' digests, in order. It covers no names: the statement does. */
function rootDigest(files: readonly ModelFile[]): string {
  const hash = createHash('sha256')
  for (const { digest } of files) hash.update(digest, 'hex')
  return hash.digest('hex')
}

/**
 * Holds a signed statement against the files of the version.
 * @throws ArtifactStoreError `SIGNATURE`
 */
export function checkModelStatement({ subject, predicate }: Statement, files: ModelFiles, signedRoot: string): void {
  if (valueAt(predicate, 'serialization', 'method') !== 'files') throw malformed('its files are listed by shards')
  const resources = valueAt(predicate, 'resources')
  if (!Array.isArray(resources)) throw malformed('its statement lists no files')
  const listed: ModelFile[] = resources.map((resource: unknown) => {
    if (!isModelFile(resource)) throw malformed('its statement lists a file without a SHA-256')
    return resource
  })
  if (subject.length !== 1 || subject[0]!.digest.sha256 !== signedRoot || rootDigest(listed) !== signedRoot) {
    throw new ArtifactStoreError('SIGNATURE', 'its two statements are of different files')
  }
  const own = files.list() ?? []
  const isSame = own.length === listed.length && own.every((file, at) => isSameFile(file, listed[at]!))
  if (!isSame) throw new ArtifactStoreError('SIGNATURE', 'the files that it lists are not those of the version')
}

function isSameFile(one: ModelFile, other: ModelFile): boolean {
  return one.name === other.name && one.digest === other.digest
}

function isModelFile(value: unknown): value is ModelFile {
  if (!isObject(value) || typeof value['name'] !== 'string' || value['algorithm'] !== 'sha256') return false
  return typeof value['digest'] === 'string' && /^[0-9a-f]{64}$/.test(value['digest'])
}

/** JavaScript compares UTF-16 units, which differs where a surrogate meets a unit of U+E000 or above. */
function compareCodePoints(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let at = 0; at < length; at++) {
    if (left.charCodeAt(at) === right.charCodeAt(at)) continue
    // Within a pair the first unit is that of both, or decides.
    return left.codePointAt(at)! - right.codePointAt(at)!
  }
  return left.length - right.length
}
