/** What is different between two versions: of one artifact, or of two. */
import { ArtifactStoreError, quote } from '../errors.js'
import type { Storage } from '../storage/storage.js'
import { diffFiles, type FilesDiff, type FileState } from './diff-files.js'
import { diffMetrics, diffValues, type ValueChange, type ValuesDiff } from './diff-values.js'
import { PackReader } from './pack-reader.js'
import { metadataToJson, type VersionRecord } from './record.js'
import { commitOf, compareUrl } from './runs.js'
import { numberToJson } from './show.js'
import { readDifferingTrees, readDifferingTreesUpTo } from './tree-reader.js'
import type { ArtifactName, JsonObject, JsonValue, Selector, VersionMetadata } from './types.js'

const DEFAULT_LIMIT = 100

export interface DiffRequest {
  readonly from: { readonly name: ArtifactName; readonly selector?: Selector }
  readonly to: { readonly name: ArtifactName; readonly selector?: Selector }
  /** So many files of each kind, and so many values of each table, are listed; the counts are of all. Default 100. */
  readonly limit?: number
}

export interface VersionDiff {
  readonly from: VersionMetadata
  readonly to: VersionMetadata
  /** Both hold the same: paths, contents and executable bits. */
  readonly isSameContent: boolean
  readonly files: FilesDiff
  readonly metrics: ValuesDiff<number>
  readonly params: ValuesDiff
  readonly metadata: ValuesDiff
  /** The commits that the versions were made of, where they are known. */
  readonly commits: { readonly from: string | undefined; readonly to: string | undefined }
  /** Where the commits between them can be seen. */
  readonly compareUrl: string | undefined
}

/** @throws ArtifactStoreError `INVALID_INPUT`. */
export function checkDiffLimit(limit = DEFAULT_LIMIT): number {
  if (Number.isInteger(limit) && limit >= 0) return limit
  throw new ArtifactStoreError('INVALID_INPUT', `limit: ${quote(String(limit))} is not a number from 0 on`)
}

export async function diffVersions(
  storage: Storage,
  from: VersionRecord,
  to: VersionRecord,
  limit: number
): Promise<VersionDiff> {
  const isSameContent = from.metadata.digest === to.metadata.digest
  return {
    from: from.metadata,
    to: to.metadata,
    isSameContent,
    files: isSameContent ? noDifference(to.metadata) : await diffTrees(storage, from, to, limit),
    metrics: diffMetrics(from.metadata.metrics, to.metadata.metrics, limit),
    params: diffValues(from.metadata.params, to.metadata.params, limit),
    metadata: diffValues(from.metadata.metadata, to.metadata.metadata, limit),
    commits: { from: commitOf(from.metadata.run), to: commitOf(to.metadata.run) },
    compareUrl: compareUrl(from.metadata.run, to.metadata.run)
  }
}

async function diffTrees(storage: Storage, from: VersionRecord, to: VersionRecord, limit: number): Promise<FilesDiff> {
  const trees = await readDifferingTrees(new PackReader(storage), from, to)
  return await diffFiles(trees.from, trees.to, from.metadata, limit)
}

interface BoundedDiff {
  readonly from: VersionMetadata
  readonly to: VersionMetadata
  /** So many files of each kind are listed. */
  readonly limit: number
  /** Bytes of the lists of files that differ. */
  readonly maximum: number
}

/**
 * The files alone, unless there is too much to read. Records are asked for where the contents differ.
 * @returns undefined where a record cannot be had.
 */
export async function diffFilesUpTo(
  storage: Storage,
  { from, to, limit, maximum }: BoundedDiff,
  read: (version: VersionMetadata) => Promise<VersionRecord | undefined>
): Promise<FilesDiff | 'too many' | undefined> {
  if (from.digest === to.digest) return noDifference(to)
  const [before, after] = await Promise.all([read(from), read(to)])
  if (before === undefined || after === undefined) return undefined
  const trees = await readDifferingTreesUpTo(new PackReader(storage), before, after, maximum)
  return trees === undefined ? 'too many' : await diffFiles(trees.from, trees.to, before.metadata, limit)
}

function noDifference({ files, size }: VersionMetadata): FilesDiff {
  const none = { count: 0, bytes: 0, listed: [] }
  return {
    added: none,
    removed: none,
    changed: { count: 0, bytesFrom: 0, bytesTo: 0, listed: [] },
    renamed: none,
    unchanged: { count: files, bytes: size },
    folders: { added: 0, removed: 0 },
    renamesSought: true
  }
}

/** As JSON: what is undefined is left out, and numbers that JSON does not know are strings, as in records. */
export function diffToJson(diff: VersionDiff): JsonObject {
  const { files } = diff
  return {
    from: metadataToJson(diff.from),
    to: metadataToJson(diff.to),
    sameContent: diff.isSameContent,
    ...(diff.commits.from === undefined ? {} : { fromCommit: diff.commits.from }),
    ...(diff.commits.to === undefined ? {} : { toCommit: diff.commits.to }),
    ...(diff.compareUrl === undefined ? {} : { compareUrl: diff.compareUrl }),
    files: {
      added: { ...files.added, listed: files.added.listed.map(({ path, file }) => ({ path, ...stateToJson(file) })) },
      removed: {
        ...files.removed,
        listed: files.removed.listed.map(({ path, file }) => ({ path, ...stateToJson(file) }))
      },
      changed: {
        ...files.changed,
        listed: files.changed.listed.map(({ path, from, to, changes }) => ({
          path,
          changes,
          from: stateToJson(from),
          to: stateToJson(to)
        }))
      },
      renamed: { ...files.renamed, listed: files.renamed.listed.map((file) => ({ ...file })) },
      unchanged: { ...files.unchanged },
      folders: { ...files.folders },
      renamesSought: files.renamesSought
    },
    metrics: valuesToJson(diff.metrics),
    params: valuesToJson(diff.params),
    metadata: valuesToJson(diff.metadata)
  }
}

function stateToJson(file: FileState): JsonObject {
  return file.type === 'file'
    ? { type: 'file', size: file.size, executable: file.isExecutable }
    : { type: 'symlink', target: file.target }
}

function valuesToJson({ changed, unchanged, listed }: ValuesDiff): JsonObject {
  return { changed, unchanged, listed: listed.map(changeToJson) }
}

function changeToJson({ name, from, to, delta, isChanged }: ValueChange): JsonObject {
  return {
    name,
    ...(from === undefined ? {} : { from: valueToJson(from) }),
    ...(to === undefined ? {} : { to: valueToJson(to) }),
    ...(delta === undefined ? {} : { delta: numberToJson(delta) }),
    changed: isChanged
  }
}

function valueToJson(value: JsonValue): JsonValue {
  return typeof value === 'number' ? numberToJson(value) : value
}
