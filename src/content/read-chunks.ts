/** A task for the threads: opens chunks that may be damaged, tells which are, and makes of the others what is wanted. */
import { createHash } from 'node:crypto'
import { isStoreError } from '../errors.js'
import { HASH_BYTES, sha256 } from './hash.js'
import { releaseBuffer } from './release.js'
import { unpackChunk } from './stored-chunk.js'

export interface ReadChunksTask {
  readonly type: 'read-chunks'
  /** Stretches of packs; given back when they are read. */
  readonly spans: readonly Uint8Array<ArrayBuffer>[]
  /** For each chunk: number of its span, offset in it, bytes there, bytes of the chunk, 1 where its hash is known to be right. */
  readonly chunks: Uint32Array
  /** 32 bytes a chunk. */
  readonly hashes: Uint8Array
  /** What is made of them. All that is not `nothing` holds the contents of all chunks at once. */
  readonly make: 'nothing' | 'digests' | 'content'
  /** Numbers of chunks, file after file, and how many each file has. */
  readonly order: Uint32Array
  readonly counts: Uint32Array
}

export const READ_CHUNK_COLUMNS = 5

export interface ReadChunksResult {
  /** Numbers of the chunks that do not have the bytes that their hashes name. */
  readonly bad: readonly number[]
  /** 32 bytes for each file: the SHA-256 of its chunks; zeros where one of them is bad. */
  readonly digests: Uint8Array<ArrayBuffer>
  /** The chunks of all files, one after another; empty where one of them is bad. */
  readonly content: Uint8Array<ArrayBuffer>
}

export function readChunks(task: ReadChunksTask): ReadChunksResult {
  const contents = new Array<Uint8Array | undefined>(task.hashes.length / HASH_BYTES)
  const bad: number[] = []
  for (let chunk = 0; chunk < contents.length; chunk++) {
    const content = open(task, chunk)
    if (content === undefined) bad.push(chunk)
    if (task.make === 'nothing') release(content, task.spans)
    else contents[chunk] = content
  }
  const result = {
    bad,
    digests: task.make === 'digests' ? digestsOf(task, contents) : nothing(),
    content: task.make === 'content' ? joined(task, contents) : nothing()
  }
  for (const content of contents) release(content, task.spans)
  for (const span of task.spans) releaseBuffer(span)
  return result
}

/** A new one each time: buffers that travel between threads are gone where they were. */
function nothing(): Uint8Array<ArrayBuffer> {
  return new Uint8Array(0)
}

/** The bytes of a chunk; undefined where they are not those that its hash names. */
function open({ spans, chunks, hashes }: ReadChunksTask, chunk: number): Uint8Array | undefined {
  const [span, offset, stored, size, isProven] = chunks.subarray(
    chunk * READ_CHUNK_COLUMNS,
    (chunk + 1) * READ_CHUNK_COLUMNS
  )
  let content: Uint8Array
  try {
    content = unpackChunk(spans[span!]!, { offset: offset!, stored: stored!, size: size! })
  } catch (error) {
    if (!isStoreError(error, 'DAMAGED')) throw error
    return undefined
  }
  const hash = hashes.subarray(chunk * HASH_BYTES, (chunk + 1) * HASH_BYTES)
  return isProven === 1 || sha256(content).equals(hash) ? content : undefined
}

function digestsOf({ order, counts }: ReadChunksTask, contents: readonly (Uint8Array | undefined)[]) {
  const digests = new Uint8Array(counts.length * HASH_BYTES)
  let start = 0
  counts.forEach((count, file) => {
    const parts = Array.from(order.subarray(start, start + count), (chunk) => contents[chunk])
    start += count
    if (parts.includes(undefined)) return
    const hash = createHash('sha256')
    for (const part of parts) hash.update(part!)
    digests.set(hash.digest(), file * HASH_BYTES)
  })
  return digests
}

function joined({ order }: ReadChunksTask, contents: readonly (Uint8Array | undefined)[]): Uint8Array<ArrayBuffer> {
  const parts = Array.from(order, (chunk) => contents[chunk])
  if (parts.includes(undefined)) return nothing()
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part!.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part!, offset)
    offset += part!.length
  }
  return whole
}

/** A chunk that was compressed has a buffer of its own. */
function release(content: Uint8Array | undefined, spans: readonly Uint8Array[]): void {
  if (content !== undefined && !spans.some(({ buffer }) => buffer === content.buffer)) releaseBuffer(content)
}
