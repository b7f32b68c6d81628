/**
 * A small S3 server in this process, in memory: what the adapter uses of the protocol, as AWS answers it, and a record
 * of each request. Whether a real server does the same is what the same suites show with ARTIFACT_STORE_TEST_S3.
 */
import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { closeServer, listen } from './http.js'

export interface RecordedRequest {
  readonly method: string
  /** `bucket/key`, decoded. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  /** Bytes of the body that came in. */
  readonly received: number
  readonly status: number
  /** The client's: one a connection. */
  readonly port: number | undefined
  /** Bytes of the body that went out. */
  readonly sent: number
}

export interface S3ServerOptions {
  /** PUT replaces what exists, as some servers do whatever they are asked. */
  readonly ignoreConditions?: boolean
  /** Milliseconds that its clock is ahead; requests signed more than 15 minutes from it are refused. */
  readonly clockOffset?: number
  /** The region of the bucket; requests that are signed for another are sent there. */
  readonly region?: string
}

export interface S3Server {
  readonly endpoint: string
  readonly requests: RecordedRequest[]
  /** By `bucket/key`. */
  readonly objects: Map<string, StoredObject>
  close(): Promise<void>
}

export interface StoredObject {
  bytes: Buffer
  readonly modifiedAt: Date
}

const PAGE = 1000
const FIFTEEN_MINUTES = 15 * 60 * 1000

class Refusal extends Error {
  readonly status: number
  readonly code: string
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, code: string, headers: Readonly<Record<string, string>> = {}) {
    super(code)
    this.status = status
    this.code = code
    this.headers = headers
  }
}

interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer
}

interface Request {
  readonly method: string
  readonly bucket: string
  readonly key: string
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export async function startS3Server(options: S3ServerOptions = {}): Promise<S3Server> {
  const requests: RecordedRequest[] = []
  const objects = new Map<string, StoredObject>()
  const buckets = new Set<string>()
  const now = (): Date => new Date(Date.now() + (options.clockOffset ?? 0))

  const server = createServer((incoming, response) => {
    void answer(incoming, response)
  })
  const endpoint = await listen(server)
  return { endpoint, requests, objects, close: () => closeServer(server) }

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = []
    try {
      for await (const piece of incoming as AsyncIterable<Buffer>) pieces.push(piece)
    } catch {
      // A client that broke off: what it sent counts for nothing.
      return
    }
    const [path, search = ''] = incoming.url!.split('?', 2)
    const [bucket, ...segments] = path.slice(1).split('/').map(decodeURIComponent)
    const request: Request = {
      method: incoming.method!,
      bucket,
      key: segments.join('/'),
      query: new URLSearchParams(search),
      headers: incoming.headers,
      body: Buffer.concat(pieces)
    }
    const { status, headers = {}, body = Buffer.alloc(0) } = reply(request)
    const sent = request.method === 'HEAD' ? 0 : body.length
    requests.push({
      method: request.method,
      path: `${bucket}/${request.key}`,
      query: request.query,
      headers: request.headers,
      received: request.body.length,
      status,
      port: incoming.socket.remotePort,
      sent
    })
    response.writeHead(status, { 'content-length': body.length, date: now().toUTCString(), ...headers })
    response.end(request.method === 'HEAD' ? undefined : body)
  }

  function reply(request: Request): Reply {
    try {
      checkSignature(request)
      return act(request)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${error.code}</Code><Message>${error.code}</Message></Error>`
      const body = request.method === 'HEAD' || error.status === 304 ? {} : { body: Buffer.from(xml) }
      return { status: error.status, headers: { 'content-type': 'application/xml', ...error.headers }, ...body }
    }
  }

  /** The signature itself is not computed anew: the real server of the same suites does that. */
  function checkSignature({ headers }: Request): void {
    const scope = /Credential=[^/]+\/\d{8}\/([^/]+)\/s3\/aws4_request/.exec(headers.authorization ?? '')
    if (!scope) throw new Refusal(403, 'AccessDenied')
    if (options.region !== undefined && scope[1] !== options.region) {
      throw new Refusal(301, 'PermanentRedirect', { 'x-amz-bucket-region': options.region })
    }
    const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date']))!.map(Number)
    const [year, month, day, hour, minute, second] = parts
    const signed = Date.UTC(year, month - 1, day, hour, minute, second)
    if (Math.abs(signed - now().getTime()) > FIFTEEN_MINUTES) throw new Refusal(403, 'RequestTimeTooSkewed')
  }

  function act(request: Request): Reply {
    const { method, bucket, key, query } = request
    if (key === '' && method === 'PUT') {
      buckets.add(bucket)
      return { status: 200 }
    }
    if (!buckets.has(bucket)) throw new Refusal(404, 'NoSuchBucket')
    if (key === '' && method === 'GET' && query.get('list-type') === '2') return list(bucket, query)
    const name = `${bucket}/${key}`
    if (method === 'PUT') return put(request, name)
    if (method === 'DELETE') {
      objects.delete(name)
      return { status: 204 }
    }
    if (method === 'GET' || method === 'HEAD') return get(request, name)
    throw new Refusal(501, 'NotImplemented')
  }

  function put({ headers, body }: Request, name: string): Reply {
    const hash = createHash('sha256').update(body).digest()
    const signed = headers['x-amz-content-sha256']
    if (signed !== hash.toString('hex')) throw new Refusal(400, 'XAmzContentSHA256Mismatch')
    const checksum = headers['x-amz-checksum-sha256']
    if (checksum !== undefined && checksum !== hash.toString('base64')) throw new Refusal(400, 'BadDigest')
    if (headers['if-none-match'] === '*' && objects.has(name) && options.ignoreConditions !== true) {
      throw new Refusal(412, 'PreconditionFailed')
    }
    objects.set(name, { bytes: body, modifiedAt: now() })
    return { status: 200, headers: { etag: '"0"' } }
  }

  function get({ headers }: Request, name: string): Reply {
    const object = objects.get(name)
    if (!object) throw new Refusal(404, 'NoSuchKey')
    const { bytes, modifiedAt } = object
    const common = { etag: '"0"', 'last-modified': modifiedAt.toUTCString(), 'accept-ranges': 'bytes' }
    const range = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '')
    if (!range) return { status: 200, headers: common, body: bytes }
    const first = Number(range[1])
    const last = Math.min(Number(range[2]), bytes.length - 1)
    if (first >= bytes.length) throw new Refusal(416, 'InvalidRange')
    return {
      status: 206,
      headers: { ...common, 'content-range': `bytes ${first}-${last}/${bytes.length}` },
      body: bytes.subarray(first, last + 1)
    }
  }

  function list(bucket: string, query: URLSearchParams): Reply {
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`
    const after = query.get('continuation-token') ?? query.get('start-after')
    const start = after === null ? '' : `${bucket}/${after}`
    const names = [...objects.keys()].filter((name) => name.startsWith(prefix) && name > start).sort()
    const size = Math.min(Number(query.get('max-keys') ?? PAGE), PAGE)
    const page = names.slice(0, size)
    const isTruncated = names.length > size
    const contents = page.map((name) => {
      const { bytes, modifiedAt } = objects.get(name)!
      const key = escapeXml(name.slice(bucket.length + 1))
      return `<Contents><Key>${key}</Key><LastModified>${modifiedAt.toISOString()}</LastModified><ETag>"0"</ETag><Size>${bytes.length}</Size></Contents>`
    })
    const next = isTruncated
      ? `<NextContinuationToken>${escapeXml(page.at(-1)!.slice(bucket.length + 1))}</NextContinuationToken>`
      : ''
    const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket}</Name><KeyCount>${page.length}</KeyCount><IsTruncated>${isTruncated}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`
    return { status: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(xml) }
  }
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
