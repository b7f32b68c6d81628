/**
 * The work that is done off the main thread: reading small files, cutting, hashing, compressing, and, on restore,
 * checking and writing. Each task is a plain function of plain data, so that it runs alike in a worker thread and
 * inline; what a task remembers between calls (a file's running SHA-256, open files) lives in {@link TaskContext}.
 */
import { createHash, type Hash } from 'node:crypto'
import * as fs from 'node:fs'
import { ArtifactStoreError, quote, systemErrorCode, visible } from '../errors.js'
import { findCuts, type ScanState } from './chunker.js'
import { compressChunk } from './compression.js'
import { HASH_BYTES, sha256 } from './hash.js'
import { openFlag } from './open-flags.js'
import { readChunks, type ReadChunksResult, type ReadChunksTask } from './read-chunks.js'
import { readSmallFile } from './read-file.js'
import { releaseBuffer } from './release.js'
import { openChunk, type StoredChunk } from './stored-chunk.js'

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
  /** Bytes, when it was listed. */
  readonly size: number
}

export interface ReadFilesTask {
  readonly type: 'read-files'
  readonly files: readonly SmallFile[]
}

/**
 * Files as they were read, in columns: between threads, a few arrays travel many times faster than an object a file.
 */
export interface ReadFilesResult {
  /** Bytes of each file; -1 for one that is larger than when it was listed, and was not read. */
  readonly sizes: Float64Array
  /** 32 bytes a file. */
  readonly fileHashes: Uint8Array
  /** How many chunks each file has. */
  readonly chunkCounts: Uint32Array
  /** Bytes of each chunk, and 32 bytes of its hash, file after file. */
  readonly chunkSizes: readonly number[]
  readonly chunkHashes: Uint8Array
  /** The bytes of all files, one after another. */
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

/** Checks chunks; gives the bytes back, or throws `DAMAGED`. Used when chunks are copied as they are stored. */
export interface VerifyTask {
  readonly type: 'verify'
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly chunks: readonly StoredChunk[]
  readonly describe: string
}

/** Chunks to check and write, in columns. */
export interface WriteChunksTask {
  readonly type: 'write-chunks'
  /** Bytes of a span of a pack; given back when they are written. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** Names the pack in errors. */
  readonly describe: string
  /** For each chunk: offset in `bytes`, bytes there, bytes of the chunk; and 32 bytes of its hash. */
  readonly chunks: Uint32Array
  readonly hashes: Uint8Array
  /** Where chunks belong: number of the chunk (ascending), number of the file, position in it. */
  readonly targets: Float64Array
  readonly files: {
    readonly absolutePaths: readonly string[]
    readonly modes: Uint16Array
    /** 1 for a file that has this chunk only: it is made, written, given its mode and closed at once. */
    readonly whole: Uint8Array
  }
}

/** Numbers of a chunk in {@link WriteChunksTask.chunks}, and of a target in its `targets`. */
export const CHUNK_COLUMNS = 3
export const TARGET_COLUMNS = 3

export interface MakeFilesTask {
  readonly type: 'make-files'
  /** Empty files to be made, or (where `exists`) files that are complete and get their mode. */
  readonly files: readonly { readonly absolutePath: string; readonly mode: number; readonly exists: boolean }[]
}

/** Closes the files that a thread keeps open for writing. Running hashes stay: they may be another operation's. */
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
  verify: Uint8Array<ArrayBuffer>
  'read-chunks': ReadChunksResult
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
  | ReadChunksTask
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
          compressChunk(task.bytes.subarray(offset, offset + length), task.level)
        ),
        bytes: task.bytes
      }
    case 'verify':
      for (const chunk of task.chunks) {
        const content = openChunk(task.bytes, chunk, task.describe)
        if (content.buffer !== task.bytes.buffer) releaseBuffer(content)
      }
      return task.bytes
    case 'read-chunks':
      return readChunks(task)
    case 'write-chunks':
      return writeChunks(task, context)
    case 'make-files':
      return makeFiles(task)
    case 'reset':
      closeFiles(context)
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

function readFiles({ files }: ReadFilesTask): ReadFilesResult {
  const bytes = new Uint8Array(files.reduce((sum, file) => sum + file.size, 0))
  const sizes = new Float64Array(files.length)
  const fileHashes = new Uint8Array(files.length * HASH_BYTES)
  const chunkCounts = new Uint32Array(files.length)
  const chunkSizes: number[] = []
  const hashes: Uint8Array[] = []
  let offset = 0
  files.forEach((file, number) => {
    const size = readSmallFile(file.absolutePath, file.followLinks, bytes.subarray(offset, offset + file.size))
    sizes[number] = size ?? -1
    if (size === undefined) return
    const content = bytes.subarray(offset, offset + size)
    offset += size
    const { cuts } = findCuts(content, 0, 0, size, true)
    const chunkHashes = hashChunks(content, 0, cuts)
    // The hash of a file's only chunk is the file's.
    fileHashes.set(cuts.length === 1 ? chunkHashes : sha256(content), number * HASH_BYTES)
    chunkCounts[number] = cuts.length
    cuts.forEach((cut, index) => chunkSizes.push(cut - (cuts[index - 1] ?? 0)))
    hashes.push(chunkHashes)
  })
  return { sizes, fileHashes, chunkCounts, chunkSizes, chunkHashes: concatenate(hashes), bytes }
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** Files of several chunks stay open between tasks; each thread keeps a few. */
const MAXIMUM_OPEN_FILES = 16

function writeChunks(task: WriteChunksTask, context: TaskContext): undefined {
  const { bytes, chunks, hashes, targets, files } = task
  let target = 0
  for (let chunk = 0; chunk * CHUNK_COLUMNS < chunks.length; chunk++) {
    const [offset, stored, size] = chunks.subarray(chunk * CHUNK_COLUMNS, (chunk + 1) * CHUNK_COLUMNS)
    const hash = hashes.subarray(chunk * HASH_BYTES, (chunk + 1) * HASH_BYTES)
    const content = openChunk(bytes, { offset: offset!, stored: stored!, size: size!, hash }, task.describe)
    for (; targets[target] === chunk; target += TARGET_COLUMNS) {
      const file = targets[target + 1]!
      const path = files.absolutePaths[file]!
      try {
        if (files.whole[file] === 1) writeWholeFile(path, files.modes[file]!, content)
        else writeAll(openForWriting(path, context), content, targets[target + 2]!)
      } catch (error) {
        throw writeError(path, error)
      }
    }
    // A chunk that was compressed has a buffer of its own.
    if (content.buffer !== bytes.buffer) releaseBuffer(content)
  }
  releaseBuffer(bytes)
}

const NO_FOLLOW = openFlag('O_NOFOLLOW')

function writeWholeFile(path: string, mode: number, content: Uint8Array): void {
  const flags = fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL | NO_FOLLOW
  const file = fs.openSync(path, flags, 0o600)
  try {
    writeAll(file, content, 0)
    fs.fchmodSync(file, mode)
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
        writeWholeFile(file.absolutePath, file.mode, new Uint8Array(0))
      }
    } catch (error) {
      throw writeError(file.absolutePath, error)
    }
  }
}

function writeError(path: string, error: unknown): ArtifactStoreError {
  const code = systemErrorCode(error)
  const reason =
    code === 'ENOSPC'
      ? 'the disk of the destination is full'
      : code === 'EDQUOT'
        ? 'the disk quota of the destination is used up'
        : visible(error instanceof Error ? error.message : String(error))
  return new ArtifactStoreError('DESTINATION', `cannot write ${quote(path)}: ${reason}`, { cause: error })
}
