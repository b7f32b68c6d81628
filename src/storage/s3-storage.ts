import { createHash } from 'node:crypto'
import type { Readable } from 'node:stream'
import { types } from 'node:util'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type GetObjectCommandOutput,
  type ListObjectsV2CommandOutput,
  type S3Client
} from '@aws-sdk/client-s3'
import { ArtifactStoreError, isStoreError, quote } from '../errors.js'
import { missingObject, outOfRange, tooLarge } from './failures.js'
import { checkKey, checkPrefix, checkRange } from './keys.js'
import { readBody } from './s3-body.js'
import { FailedRequest, type S3Requests } from './s3-requests.js'
import { PackBuffers, put, S3Writer } from './s3-upload.js'
import type { ByteRange, CreateResult, ObjectInfo, ObjectWriter, Storage, StorageKey } from './storage.js'

/** Whoever asks for the time gets it with the answer to a question about this object, whether it exists or not. */
const CLOCK_OBJECT = 'store.json'

export class S3Storage implements Storage {
  readonly location: string
  readonly #requests: S3Requests
  readonly #buffers = new PackBuffers()

  constructor(requests: S3Requests) {
    this.#requests = requests
    this.location = requests.place.location
  }

  async create(key: StorageKey, bytes: Uint8Array): Promise<CreateResult> {
    checkKey(key)
    const body = unshared(bytes)
    try {
      await put(this.#requests, key, body, createHash('sha256').update(body).digest())
      return 'created'
    } catch (error) {
      if (!hasStatus(error, 412)) throw this.#failure('create', key, 's3:PutObject', error)
      // What exists may be what an attempt of this very call made, whose answer was lost.
      return error.mayHaveActed && (await this.#holds(key, body)) ? 'created' : 'exists'
    }
  }

  async #holds(key: StorageKey, bytes: Uint8Array): Promise<boolean> {
    try {
      return Buffer.compare(await this.read(key, undefined, bytes.length), bytes) === 0
    } catch (error) {
      if (isStoreError(error, 'DAMAGED') || isStoreError(error, 'NOT_FOUND')) return false
      throw error
    }
  }

  writer(): ObjectWriter {
    return new S3Writer(this.#requests, this.#buffers, (key) => this.stat(key))
  }

  async read(key: StorageKey, range?: ByteRange, maximum = Infinity): Promise<Uint8Array<ArrayBuffer>> {
    checkKey(key)
    if (range) checkRange(range)
    // HTTP has no range of no bytes.
    if (range?.length === 0) return this.#readNothing(key, range, maximum)
    try {
      return await this.#requests.run((client) => this.#fetch(client, key, range, maximum))
    } catch (error) {
      if (hasStatus(error, 404) && error.answer.code !== 'NoSuchBucket') throw missingObject(this.location, key, error)
      if (hasStatus(error, 416) && range) return this.#readNothing(key, range, maximum)
      throw this.#failure('read', key, 's3:GetObject', error)
    }
  }

  /** A range that holds no byte of the object, by intention or because it lies behind its end. */
  async #readNothing(key: StorageKey, range: ByteRange, maximum: number): Promise<Uint8Array<ArrayBuffer>> {
    const info = await this.stat(key)
    if (!info) throw missingObject(this.location, key)
    this.#checkSize(key, info.size, range, maximum)
    if (range.length > 0) throw this.#disobeyed(key, `no bytes from ${range.offset} on, though it has ${info.size}`)
    return new Uint8Array()
  }

  async #fetch(
    client: S3Client,
    key: StorageKey,
    range: ByteRange | undefined,
    maximum: number
  ): Promise<Uint8Array<ArrayBuffer>> {
    const request = {
      ...this.#requests.address(key),
      ...(range ? { Range: `bytes=${range.offset}-${range.offset + range.length - 1}` } : {})
    }
    const reply = await client.send(new GetObjectCommand(request), { requestTimeout: this.#requests.idleTimeout })
    const body = reply.Body as Readable
    try {
      const sent = this.#sentPart(key, reply)
      // Before the memory is taken: a damaged record may ask for anything.
      this.#checkSize(key, sent.total, range, maximum)
      const wanted = range ?? { offset: 0, length: sent.total }
      if (sent.offset !== wanted.offset || sent.length !== wanted.length) {
        throw this.#disobeyed(
          key,
          `${sent.length} bytes from ${sent.offset} on where ${wanted.length} from ${wanted.offset} on were asked for`
        )
      }
      return await readBody(body, wanted.length, this.#requests.idleTimeout)
    } finally {
      // Of a body that was not read to its end; the connection goes with it.
      body.destroy()
    }
  }

  /** Which bytes the answer says that it brings. */
  #sentPart(key: StorageKey, reply: GetObjectCommandOutput): ByteRange & { readonly total: number } {
    const length = reply.ContentLength
    if (length === undefined) throw this.#disobeyed(key, 'bytes without saying how many')
    if (reply.$metadata.httpStatusCode !== 206) return { offset: 0, length, total: length }
    const parts = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(reply.ContentRange ?? '')
    if (!parts) throw this.#disobeyed(key, `a part without saying which (${quote(reply.ContentRange ?? '')})`)
    const [, first, last, total] = parts.map(Number) as [number, number, number, number]
    return { offset: first, length: last - first + 1, total }
  }

  #checkSize(key: StorageKey, total: number, range: ByteRange | undefined, maximum: number): void {
    if (total > maximum) throw tooLarge(this.location, key, total, maximum)
    if (range && range.offset + range.length > total) throw outOfRange(this.location, key, total, range)
  }

  #disobeyed(key: StorageKey, what: string): ArtifactStoreError {
    return new ArtifactStoreError(
      'STORAGE',
      `the store at ${quote(this.location)} cannot be relied on: of ${quote(key)} its server sends ${what}`
    )
  }

  async stat(key: StorageKey): Promise<ObjectInfo | undefined> {
    checkKey(key)
    try {
      const reply = await this.#requests.run((client) =>
        client.send(new HeadObjectCommand(this.#requests.address(key)), {
          requestTimeout: this.#requests.idleTimeout
        })
      )
      const { ContentLength: size, LastModified: modifiedAt } = reply
      if (size === undefined || modifiedAt === undefined) throw this.#disobeyed(key, 'neither size nor time')
      return { key, size, modifiedAt }
    } catch (error) {
      if (!hasStatus(error, 404)) throw this.#failure('look at', key, 's3:GetObject', error)
      await this.#checkBucket(key)
      return undefined
    }
  }

  /** A HEAD has no body: it is answered alike where the object is missing and where the bucket is. */
  async #checkBucket(key: StorageKey): Promise<void> {
    if (this.#requests.bucketWasSeen) return
    await this.read(key, { offset: 0, length: 1 }).catch((error: unknown) => {
      if (!isStoreError(error, 'NOT_FOUND') && !isStoreError(error, 'DAMAGED')) throw error
    })
    this.#requests.bucketWasSeen = true
  }

  list(prefix: string, { after }: { readonly after?: StorageKey } = {}): AsyncIterable<ObjectInfo> {
    checkPrefix(prefix)
    if (after !== undefined) checkKey(after)
    return this.#list(prefix, after)
  }

  async *#list(prefix: string, after: StorageKey | undefined): AsyncGenerator<ObjectInfo> {
    const { Bucket, Key: Prefix } = this.#requests.address(prefix)
    let place: { StartAfter?: string; ContinuationToken?: string } =
      after === undefined ? {} : { StartAfter: this.#requests.address(after).Key }
    for (;;) {
      const page = await this.#page({ Bucket, Prefix, ...place }, prefix)
      for (const { Key: name, Size: size, LastModified: modifiedAt } of page.Contents ?? []) {
        if (name === undefined || size === undefined || modifiedAt === undefined) {
          throw this.#disobeyed(prefix, 'a listing with neither name, size nor time')
        }
        yield { key: this.#requests.keyOf(name), size, modifiedAt }
      }
      if (page.IsTruncated !== true) return
      if (page.NextContinuationToken === undefined) throw this.#disobeyed(prefix, 'a listing that cannot be continued')
      place = { ContinuationToken: page.NextContinuationToken }
    }
  }

  async #page(
    input: { Bucket: string; Prefix: string; StartAfter?: string; ContinuationToken?: string },
    prefix: string
  ): Promise<ListObjectsV2CommandOutput> {
    try {
      return await this.#requests.run((client) =>
        client.send(new ListObjectsV2Command(input), { requestTimeout: this.#requests.idleTimeout })
      )
    } catch (error) {
      throw this.#failure('list', prefix === '' ? 'its objects' : prefix, 's3:ListBucket', error)
    }
  }

  async remove(key: StorageKey): Promise<void> {
    checkKey(key)
    try {
      await this.#requests.run((client) =>
        client.send(new DeleteObjectCommand(this.#requests.address(key)), {
          requestTimeout: this.#requests.idleTimeout
        })
      )
    } catch (error) {
      if (hasStatus(error, 404) && error.answer.code !== 'NoSuchBucket') return
      throw this.#failure('remove', key, 's3:DeleteObject', error)
    }
  }

  async now(): Promise<Date> {
    let date: string | undefined
    try {
      await this.#requests.run((client) => {
        const command = new HeadObjectCommand(this.#requests.address(CLOCK_OBJECT))
        command.middlewareStack.add(
          (next) => async (args) => {
            const result = await next(args)
            date = (result.response as { headers: Record<string, string> }).headers['date']
            return result
          },
          { step: 'deserialize', priority: 'low', name: 'serverDate' }
        )
        return client.send(command, { requestTimeout: this.#requests.idleTimeout })
      })
    } catch (error) {
      const answered = error instanceof FailedRequest && error.status !== undefined && error.status < 500
      if (!answered || date === undefined) throw this.#failure('tell the time of', 'its clock', 's3:GetObject', error)
    }
    if (date === undefined) throw this.#disobeyed(CLOCK_OBJECT, 'no time')
    return new Date(date)
  }

  async createMayTear(): Promise<boolean> {
    return false
  }

  #failure(doing: string, object: string, permission: string, error: unknown): unknown {
    return this.#requests.failure({ doing, object, permission }, error)
  }
}

function hasStatus(error: unknown, status: number): error is FailedRequest {
  return error instanceof FailedRequest && error.status === status
}

/** What is sent must stay as it was hashed, and shared memory is others' as well. */
function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return types.isSharedArrayBuffer(bytes.buffer) ? new Uint8Array(bytes) : (bytes as Uint8Array<ArrayBuffer>)
}
