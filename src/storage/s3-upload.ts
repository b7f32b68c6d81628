/** What is sent into a bucket: one PUT that never replaces, of bytes whose SHA-256 the server compares. */
import { createHash } from 'node:crypto'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { isStoreError } from '../errors.js'
import { sizeMismatch } from './failures.js'
import { checkKey } from './keys.js'
import { FailedRequest, type S3Requests } from './s3-requests.js'
import type { CreateResult, ObjectInfo, ObjectWriter, StorageKey } from './storage.js'

/**
 * Sends an object, unless its key exists.
 * @param isThere asked before each attempt but the first
 * @returns false where that said so
 * @throws FailedRequest of the status 412 where the server says that the key exists
 */
export async function put(
  requests: S3Requests,
  key: StorageKey,
  bytes: Uint8Array<ArrayBuffer>,
  hash: Buffer,
  isThere: () => Promise<boolean> = () => Promise.resolve(false)
): Promise<boolean> {
  let attempts = 0
  return await requests.run(async (client) => {
    if (attempts++ > 0 && (await isThere())) return false
    const command = new PutObjectCommand({
      ...requests.address(key),
      Body: bytes,
      ContentLength: bytes.length,
      IfNoneMatch: '*',
      ChecksumSHA256: hash.toString('base64')
    })
    // The signature covers this header, and the SDK would hash all bytes once more to know it.
    command.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> }
        headers['x-amz-content-sha256'] = hash.toString('hex')
        return next(args)
      },
      { step: 'build', name: 'payloadHash' }
    )
    await client.send(command)
    return true
  })
}

/** For a report, and a small tree. */
const SMALL_CAPACITIES = [1024 * 1024, 8 * 1024 * 1024]
/** For a full pack and its trailer; what outgrows it is given twice as much each time. */
const PACK_CAPACITY = 72 * 1024 * 1024
/** Of what is smaller, sending is as cheap as asking. */
const ASKED_FROM = 8 * 1024 * 1024

/** The memory of a pack that was sent, for the next one: memory that is new to a process costs as much as hashing it. */
export class PackBuffers {
  #spare: Buffer<ArrayBuffer> | undefined

  /** With room for at least `needed` bytes. */
  take(needed: number, previous: number): Buffer<ArrayBuffer> {
    const small = SMALL_CAPACITIES.find((size) => size >= needed)
    if (small !== undefined) return Buffer.allocUnsafeSlow(small)
    const spare = this.#spare
    if (spare === undefined || spare.length < needed) {
      // What of it is never touched costs nothing.
      return Buffer.allocUnsafeSlow(needed <= PACK_CAPACITY ? PACK_CAPACITY : Math.max(2 * previous, needed))
    }
    this.#spare = undefined
    return spare
  }

  give(buffer: Buffer<ArrayBuffer>): void {
    if (buffer.length === PACK_CAPACITY && this.#spare === undefined) this.#spare = buffer
    else release(buffer)
  }
}

/**
 * A pack on its way into a bucket: collected, since how large it will be and what it is called is not known before its
 * end, and sent as one request.
 */
export class S3Writer implements ObjectWriter {
  readonly #buffers: PackBuffers
  readonly #hash = createHash('sha256')
  readonly #requests: S3Requests
  readonly #stat: (key: StorageKey) => Promise<ObjectInfo | undefined>
  /** Undefined once it was committed or aborted. */
  #buffer: Buffer<ArrayBuffer> | undefined = Buffer.alloc(0)
  #size = 0

  /** @param stat how to look at an object */
  constructor(requests: S3Requests, buffers: PackBuffers, stat: (key: StorageKey) => Promise<ObjectInfo | undefined>) {
    this.#requests = requests
    this.#buffers = buffers
    this.#stat = stat
  }

  // Copied before it returns, so appends keep their order whether or not anybody waits for them.
  async append(parts: readonly Uint8Array[]): Promise<void> {
    const buffer = this.#room(parts.reduce((total, part) => total + part.length, 0))
    for (const part of parts) {
      buffer.set(part, this.#size)
      // Now, while the processor still has them at hand, and piece by piece: a thread of its own would want a copy.
      this.#hash.update(buffer.subarray(this.#size, this.#size + part.length))
      this.#size += part.length
    }
  }

  #room(more: number): Buffer {
    const buffer = this.#open()
    const needed = this.#size + more
    if (needed <= buffer.length) return buffer
    const larger = this.#buffers.take(needed, buffer.length)
    larger.set(buffer.subarray(0, this.#size))
    this.#buffers.give(buffer)
    this.#buffer = larger
    return larger
  }

  #open(): Buffer<ArrayBuffer> {
    if (this.#buffer === undefined) throw new Error('the writer was committed or aborted already')
    return this.#buffer
  }

  async commit(key: StorageKey): Promise<CreateResult> {
    checkKey(key)
    const buffer = this.#open()
    const bytes = buffer.subarray(0, this.#size)
    this.#buffer = undefined
    const task = { doing: 'write', object: key, permission: 's3:PutObject' }
    try {
      // An interrupted save has perhaps sent it before.
      const isThere = async (): Promise<boolean> =>
        bytes.length >= ASKED_FROM && (await this.#isThere(key, bytes.length))
      const isSent = !(await isThere()) && (await put(this.#requests, key, bytes, this.#hash.digest(), isThere))
      // Only now: what was refused may still be on its way out of this memory.
      this.#buffers.give(buffer)
      return isSent ? 'created' : 'exists'
    } catch (error) {
      if (error instanceof FailedRequest && (await this.#isThereAfter(error, key, bytes.length))) return 'exists'
      throw this.#requests.failure(task, error)
    }
  }

  /** A server that refuses early hangs up before it has heard all, and its refusal may be lost: then, too, it is there. */
  async #isThereAfter(failure: FailedRequest, key: StorageKey, size: number): Promise<boolean> {
    if (failure.status === 412) return await this.#isThere(key, size)
    if (!failure.mayHaveActed) return false
    return await this.#isThere(key, size).catch((error: unknown) => {
      // Where looking fails as well, what failed first is worth telling.
      if (isStoreError(error, 'DAMAGED')) throw error
      return false
    })
  }

  async #isThere(key: StorageKey, size: number): Promise<boolean> {
    const there = await this.#stat(key)
    if (there && there.size !== size) throw sizeMismatch(this.#requests.place.location, key, there.size, size)
    return there !== undefined
  }

  async abort(): Promise<void> {
    if (this.#buffer) this.#buffers.give(this.#buffer)
    this.#buffer = undefined
  }
}

/** The method of ES2024; Node.js 20 has it not, and then the garbage collector does it later. */
type Transferable = ArrayBuffer & { transfer?: (length?: number) => ArrayBuffer }

/** Gives memory back now: large buffers are garbage that no heap limit sees, and many packs of it would pile up. */
function release({ buffer }: Uint8Array<ArrayBuffer>): void {
  if (buffer.byteLength > Buffer.poolSize) (buffer as Transferable).transfer?.(0)
}
