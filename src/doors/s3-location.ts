/** A store in a bucket as people name it: `s3://bucket/prefix?endpoint=…&region=…&path-style=true`. */
import { ArtifactStoreError, quote } from '../errors.js'

export interface S3Location {
  readonly bucket: string
  /** Decoded, without a slash at its ends; empty where the store is the whole bucket. */
  readonly prefix: string
  readonly endpoint?: string
  readonly region?: string
  readonly pathStyle?: boolean
}

/** What S3 allows for a name (1,024 bytes), less the longest key of a store and the slash between. */
const MAXIMUM_PREFIX_BYTES = 255
const BUCKET = /^(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/
const REGION = /^[a-z0-9][a-z0-9-]{0,62}$/
const PARAMETERS = ['endpoint', 'region', 'path-style'] as const
// eslint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/

type Parameter = (typeof PARAMETERS)[number]

export function isS3Location(location: string): boolean {
  return /^s3:\/\//i.test(location)
}

/**
 * Reads a location that {@link isS3Location}.
 * @param origin how messages name where it came from: `input 'store'`
 * @throws ArtifactStoreError `INVALID_INPUT`. No message holds a part in which somebody may have put a secret.
 */
export function parseS3Location(location: string, origin: string): S3Location {
  const fail = (why: string): never => {
    throw new ArtifactStoreError('INVALID_INPUT', `${origin}: ${why}`)
  }
  // Taken apart as it is written: the class `URL` would follow `..` instead of showing it.
  const { authority, path, query, fragment } =
    /^s3:\/\/(?<authority>[^/?#]*)(?<path>[^?#]*)(?<query>[^#]*)(?<fragment>.*)$/is.exec(location)?.groups as Record<
      'authority' | 'path' | 'query' | 'fragment',
      string
    >
  if (CONTROL_CHARACTER.test(location)) fail('it holds a line break or control character; give one s3:// location')
  if (authority.includes('@')) {
    fail(
      'credentials do not belong into the location of a store: remove what stands before the @, and set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY'
    )
  }
  if (fragment !== '') fail("it holds '#'; in a prefix, write %23")
  if (authority === '') fail('it names no bucket; give s3://bucket/prefix')
  if (authority.includes(':') || !BUCKET.test(authority)) {
    const told = authority.includes(':') ? 'what stands before the first slash' : quote(authority)
    fail(
      `${told} is not the name of a bucket (3 to 63 lower-case letters, digits, dots and hyphens); another server is named by ?endpoint=…`
    )
  }
  return { bucket: authority, prefix: parsePrefix(path, fail), ...parseQuery(query, fail) }
}

type Fail = (why: string) => never

function parsePrefix(path: string, fail: Fail): string {
  let prefix = ''
  try {
    prefix = decodeURIComponent(path.replace(/^\//, '').replace(/\/$/, ''))
  } catch {
    fail(`the prefix ${quote(path)} is not percent-encoded as it should be: write % as %25`)
  }
  if (prefix === '') return ''
  if (!prefix.isWellFormed() || CONTROL_CHARACTER.test(prefix)) {
    fail(`the prefix ${quote(prefix)} holds characters that no name may hold`)
  }
  for (const segment of prefix.split('/')) {
    if (segment === '' || segment === '.' || segment === '..') {
      fail(`the prefix ${quote(prefix)} holds ${segment === '' ? 'an empty part' : quote(segment)}; leave it out`)
    }
  }
  const bytes = Buffer.byteLength(prefix)
  if (bytes > MAXIMUM_PREFIX_BYTES) fail(`the prefix has ${bytes} bytes and may have ${MAXIMUM_PREFIX_BYTES}`)
  return prefix
}

function parseQuery(query: string, fail: Fail): Omit<S3Location, 'bucket' | 'prefix'> {
  const given = new Map<Parameter, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    const known = PARAMETERS.find((parameter) => parameter === name)
    if (known === undefined)
      return fail(`${quote(name)} is no parameter of a store; there are ${PARAMETERS.join(', ')}`)
    if (given.has(known)) fail(`${known} is given twice`)
    if (value === '') fail(`${known} is empty`)
    given.set(known, value)
  }
  const endpoint = given.get('endpoint')
  const region = given.get('region')
  const pathStyle = given.get('path-style')
  if (region !== undefined && !REGION.test(region)) fail(`region: ${quote(region)} is not the name of a region`)
  if (pathStyle !== undefined && pathStyle !== 'true' && pathStyle !== 'false') {
    fail(`path-style: ${quote(pathStyle)} is neither true nor false`)
  }
  return {
    ...(endpoint === undefined ? {} : { endpoint: parseEndpoint(endpoint, fail) }),
    ...(region === undefined ? {} : { region }),
    ...(pathStyle === undefined ? {} : { pathStyle: pathStyle === 'true' })
  }
}

function parseEndpoint(endpoint: string, fail: Fail): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url === undefined || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    return fail('endpoint: it is not the URL of a server, such as https://host or http://host:port')
  }
  if (url.username !== '' || url.password !== '') {
    fail('endpoint: credentials do not belong into it; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
  }
  if (url.search !== '' || url.hash !== '') fail('endpoint: it has more than a host, a port and a path')
  return url.href.replace(/\/$/, '')
}

/** The one way in which a location is written; {@link parseS3Location} reads it. */
export function formatS3Location({ bucket, prefix, endpoint, region, pathStyle }: S3Location): string {
  const query = new URLSearchParams({
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(pathStyle === undefined ? {} : { 'path-style': String(pathStyle) })
  })
  const path = prefix === '' ? '' : `/${prefix.split('/').map(encodeURIComponent).join('/')}`
  return `s3://${bucket}${path}${query.size === 0 ? '' : `?${query.toString()}`}`
}
