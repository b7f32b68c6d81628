/**
 * The work that is done off the main thread: reading small files, cutting, hashing, compressing, and, on restore,
 * checking and writing. Each task is a plain function of plain data, so that it runs alike in a worker thread and
 * inline; what a task remembers between calls (a file's running SHA-256, open files) lives in {@link TaskContext}.
 */
import { createHash, type Hash } from 'node:crypto'
import * as fs from 'node:fs'
import { ArtifactStoreError, quote, systemErrorCode } from '../errors.js'
import { findCuts, type ScanState } from './chunker.js'
import { compressChunk, decompressChunk } from './compression.js'
import { HASH_BYTES, sha256 } from './hash.js'
import { readSmallFile } from './read-file.js'
import { releaseBuffer } from './release.js'

/** State of one thread. */
export interface TaskContext {
  readonly runningHashes: Map<number, Hash>
  readonly openFiles: Map<string, number>
}

export function createTaskContext(): TaskContext {
  return { runningHashes: new Map(), openFiles: new Map() }
}

export interface SmallFile {
  readonly absolutePath: string
  readonly followLinks: boolean
}

export interface ReadFilesTask {
  readonly type: 'read-files'
  readonly files: readonly SmallFile[]
  /** A file larger than this is left to the pipeline for large files. Bytes. */
  readonly maximumSize: number
}

/** A file as it was read; `chunkSizes` and 32 bytes a chunk of `hashes`, in order. */
export interface ReadFile {
  readonly size: number
  readonly sha256: Uint8Array
  readonly chunkSizes: readonly number[]
  readonly hashes: Uint8Array
}

/** For each file what was read, or `'grown'` if it is larger than it may be here. Bytes of all files lie in `bytes`, in order. */
export interface ReadFilesResult {
  readonly files: readonly (ReadFile | 'grown')[]
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface ScanTask {
  readonly type: 'scan'
  readonly bytes: Uint8Array
  readonly chunkStart: number
  readonly from: number
  readonly end: number
  readonly last: boolean
  readonly state: ScanState
}
export interface ScanResult {
  readonly cuts: number[]
  readonly state: ScanState
}

/** Hashes the pieces of `bytes` between `start` and each of `cuts`. */
export interface HashChunksTask {
  readonly type: 'hash-chunks'
  readonly bytes: Uint8Array
  readonly start: number
  readonly cuts: readonly number[]
}

export interface HashUpdateTask {
  readonly type: 'hash-update'
  readonly file: number
  readonly bytes: Uint8Array
}
export interface HashFinishTask {
  readonly type: 'hash-finish'
  readonly file: number
}

/** `ranges` are offset and length of each chunk in `bytes`. */
export interface CompressTask {
  readonly type: 'compress'
  readonly bytes: Uint8Array
  readonly ranges: readonly (readonly [offset: number, length: number])[]
  readonly level: number
}
/** For each range the frame, or undefined where compression does not pay; and the bytes back. */
export interface CompressResult {
  readonly frames: readonly (Uint8Array<ArrayBuffer> | undefined)[]
  readonly bytes: Uint8Array
}

/** Checks chunks; gives nothing, or throws `DAMAGED`. Used when chunks are copied as they are stored. */
export interface VerifyTask {
  readonly type: 'verify'
  readonly bytes: Uint8Array
  readonly chunks: readonly StoredChunk[]
  readonly describe: string
}

/** A chunk as it lies in `bytes` of a task. */
export interface StoredChunk {
  readonly offset: number
  readonly stored: number
  readonly size: number
  readonly hash: Uint8Array
}

export interface WriteChunksTask {
  readonly type: 'write-chunks'
  /** Bytes of a span of a pack; given back when they are written. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Names the pack in errors. */
  readonly describe: string
  readonly chunks: readonly ChunkToWrite[]
}

export interface ChunkToWrite extends StoredChunk {
  readonly targets: readonly WriteTarget[]
}

export interface WriteTarget {
  readonly absolutePath: string
  /** Where in the file. */
  readonly position: number
  /** The file's only chunk: then it is made, written, given its mode and closed at once. */
  readonly whole: boolean
  readonly mode: number
}

export interface MakeFilesTask {
  readonly type: 'make-files'
  /** Empty files to be made, or (where `exists`) files that are complete and get their mode. */
  readonly files: readonly { readonly absolutePath: string; readonly mode: number; readonly exists: boolean }[]
}

/** Forgets all state of a thread: closes files left open by a task that was given up. */
export interface ResetTask {
  readonly type: 'reset'
}

export interface TaskResults {
  'read-files': ReadFilesResult
  scan: ScanResult
  'hash-chunks': Uint8Array<ArrayBuffer>
  'hash-update': undefined
  'hash-finish': Uint8Array
  compress: CompressResult
  verify: undefined
  'write-chunks': undefined
  'make-files': undefined
  reset: undefined
}

export type Task =
  | ReadFilesTask
  | ScanTask
  | HashChunksTask
  | HashUpdateTask
  | HashFinishTask
  | CompressTask
  | VerifyTask
  | WriteChunksTask
  | MakeFilesTask
  | ResetTask

/** Runs a task on this thread. */
export function runTask<T extends Task>(task: T, context: TaskContext): TaskResults[T['type']]
export function runTask(task: Task, context: TaskContext): TaskResults[keyof TaskResults] {
  switch (task.type) {
    case 'read-files':
      return readFiles(task)
    case 'scan':
      return findCuts(task.bytes, task.chunkStart, task.from, task.end, task.last, task.state)
    case 'hash-chunks':
      return hashChunks(task.bytes, task.start, task.cuts)
    case 'hash-update':
      runningHash(context, task.file).update(task.bytes)
      return undefined
    case 'hash-finish': {
      const digest = runningHash(context, task.file).digest()
      context.runningHashes.delete(task.file)
      return new Uint8Array(digest)
    }
    case 'compress':
      return {
        frames: task.ranges.map(([offset, length]) =>
          compressChunk(task.bytes.subarray(offset, offset + length), task.level),
        ),
        bytes: task.bytes,
      }
    case 'verify':
      for (const chunk of task.chunks) openChunk(task.bytes, chunk, task.describe)
      return undefined
    case 'write-chunks':
      return writeChunks(task, context)
    case 'make-files':
      return makeFiles(task)
    case 'reset':
      closeFiles(context)
      context.runningHashes.clear()
      return undefined
  }
}

function runningHash(context: TaskContext, file: number): Hash {
  let hash = context.runningHashes.get(file)
  if (hash === undefined) {
    hash = createHash('sha256')
    context.runningHashes.set(file, hash)
  }
  return hash
}

function hashChunks(bytes: Uint8Array, start: number, cuts: readonly number[]): Uint8Array<ArrayBuffer> {
  const hashes = new Uint8Array(cuts.length * HASH_BYTES)
  let from = start
  cuts.forEach((cut, index) => {
    hashes.set(sha256(bytes.subarray(from, cut)), index * HASH_BYTES)
    from = cut
  })
  return hashes
}

function readFiles(task: ReadFilesTask): ReadFilesResult {
  const contents: (Uint8Array | undefined)[] = []
  let total = 0
  for (const file of task.files) {
    const content = readSmallFile(file.absolutePath, file.followLinks, task.maximumSize)
    contents.push(content)
    total += content?.length ?? 0
  }
  const bytes = new Uint8Array(total)
  let offset = 0
  const files = contents.map((content) => {
    if (content === undefined) return 'grown'
    bytes.set(content, offset)
    offset += content.length
    return describeContent(content)
  })
  return { files, bytes }
}

function describeContent(content: Uint8Array): ReadFile {
  const { cuts } = findCuts(content, 0, 0, content.length, true)
  const hashes = hashChunks(content, 0, cuts)
  let start = 0
  const chunkSizes = cuts.map((cut) => {
    const size = cut - start
    start = cut
    return size
  })
  // The hash of a file's only chunk is the file's.
  return { size: content.length, sha256: cuts.length === 1 ? hashes : sha256(content), chunkSizes, hashes }
}

/** The chunk's bytes, checked against its hash. */
export function openChunk(bytes: Uint8Array, chunk: StoredChunk, describe: string): Uint8Array {
  const stored = bytes.subarray(chunk.offset, chunk.offset + chunk.stored)
  let content = stored
  if (chunk.stored !== chunk.size) {
    try {
      content = decompressChunk(stored, chunk.size)
    } catch (error) {
      throw damagedChunk(describe, error)
    }
  }
  if (!sha256(content).equals(chunk.hash)) throw damagedChunk(describe)
  return content
}

function damagedChunk(describe: string, cause?: unknown): ArtifactStoreError {
  return new ArtifactStoreError(
    'DAMAGED',
    `${describe} is damaged: a chunk in it does not have the bytes that its hash names`,
    cause === undefined ? undefined : { cause },
  )
}

/** Files of several chunks stay open between tasks; each thread keeps a few. */
const MAXIMUM_OPEN_FILES = 16

function writeChunks(task: WriteChunksTask, context: TaskContext): undefined {
  for (const chunk of task.chunks) {
    const content = openChunk(task.bytes, chunk, task.describe)
    for (const target of chunk.targets) {
      try {
        if (target.whole) writeWholeFile(target, content)
        else writeAll(openForWriting(target.absolutePath, context), content, target.position)
      } catch (error) {
        throw writeError(target.absolutePath, error)
      }
    }
    // A chunk that was compressed has a buffer of its own.
    if (content.buffer !== task.bytes.buffer) releaseBuffer(content)
  }
  releaseBuffer(task.bytes)
}

const NO_FOLLOW = fs.constants.O_NOFOLLOW ?? 0

function writeWholeFile(target: WriteTarget, content: Uint8Array): void {
  const flags = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL | NO_FOLLOW
  const file = fs.openSync(target.absolutePath, flags, 0o600)
  try {
    writeAll(file, content, 0)
    fs.fchmodSync(file, target.mode)
  } finally {
    fs.closeSync(file)
  }
}

function openForWriting(path: string, context: TaskContext): number {
  const open = context.openFiles.get(path)
  if (open !== undefined) return open
  if (context.openFiles.size >= MAXIMUM_OPEN_FILES) closeFiles(context)
  const file = fs.openSync(path, fs.constants.O_WRONLY | fs.constants.O_CREAT | NO_FOLLOW, 0o600)
  context.openFiles.set(path, file)
  return file
}

function closeFiles(context: TaskContext): void {
  for (const file of context.openFiles.values()) fs.closeSync(file)
  context.openFiles.clear()
}

function writeAll(file: number, content: Uint8Array, position: number): void {
  let written = 0
  while (written < content.length) {
    written += fs.writeSync(file, content, written, content.length - written, position + written)
  }
}

function makeFiles(task: MakeFilesTask): undefined {
  for (const file of task.files) {
    try {
      if (file.exists) {
        fs.chmodSync(file.absolutePath, file.mode)
      } else {
        writeWholeFile({ absolutePath: file.absolutePath, position: 0, whole: true, mode: file.mode }, new Uint8Array(0))
      }
    } catch (error) {
      throw writeError(file.absolutePath, error)
    }
  }
}

function writeError(path: string, error: unknown): ArtifactStoreError {
  const code = systemErrorCode(error)
  const reason =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'the disk of the destination is full'
      : error instanceof Error
        ? error.message
        : String(error)
  return new ArtifactStoreError('DESTINATION', `cannot write ${quote(path)}: ${reason}`, { cause: error })
}
