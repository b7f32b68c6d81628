/** What S3 says when something goes wrong, in one sentence that names store and object and says what to do. */
import { ArtifactStoreError, quote, visible } from '../errors.js'
import { wasBroken, wasUnreached, type Answer } from './s3-answer.js'

/** Which bucket, for messages; never anything secret. */
export interface S3Place {
  /** `s3://bucket/prefix` */
  readonly location: string
  readonly bucket: string
  /** The server, where it is not AWS. */
  readonly endpoint: string | undefined
}

/** What was being done. */
export interface S3Task {
  /** `read`, `create`, … */
  readonly doing: string
  /** The key, or the prefix that is listed. */
  readonly object: string
  /** What the credentials must allow for it: `s3:GetObject`. */
  readonly permission: string
}

export function noRegion(location: string): ArtifactStoreError {
  return new ArtifactStoreError(
    'INVALID_INPUT',
    `the store at ${quote(location)} is in no known region: set AWS_REGION, or add ?region=… to the store`
  )
}

const EXPIRED: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'RequestExpired'
])
const WRONG_CREDENTIALS: ReadonlySet<string> = new Set([
  'InvalidAccessKeyId',
  'InvalidToken',
  'SignatureDoesNotMatch',
  'InvalidSecurity'
])
const WRONG_REGION: ReadonlySet<string> = new Set([
  'PermanentRedirect',
  'TemporaryRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException'
])
const CHANGED_BYTES: ReadonlySet<string> = new Set([
  'BadDigest',
  'XAmzContentSHA256Mismatch',
  'ContentSHA256Mismatch',
  'XAmzContentChecksumMismatch'
])

/**
 * The sentence for a failed request.
 * @param cause the error as it came
 */
export function s3Failure(place: S3Place, task: S3Task, answer: Answer, cause: unknown): ArtifactStoreError {
  const reason = reasonOf(place, task, answer)
  // A server may say anything.
  const code = answer.code === 'Error' ? '' : visible(answer.code.slice(0, 100))
  const told = [code, answer.status === undefined ? '' : `HTTP ${answer.status}`].filter((part) => part !== '')
  const inBrackets = told.length === 0 ? '' : ` (${told.join(', ')})`
  return new ArtifactStoreError(
    'STORAGE',
    `the store at ${quote(place.location)} could not ${task.doing} ${quote(task.object)}: ${reason}${inBrackets}`,
    { cause }
  )
}

function reasonOf(place: S3Place, task: S3Task, answer: Answer): string {
  const { status, code } = answer
  const server = place.endpoint ?? 'AWS S3'
  if (status === undefined) return withoutAnswer(server, answer)
  if (code === 'NoSuchBucket') {
    return `there is no bucket ${quote(place.bucket)} at ${server}; create it, or correct the store`
  }
  if (EXPIRED.has(code)) return 'the credentials have expired; get new ones and run again'
  if (WRONG_CREDENTIALS.has(code)) {
    return `${server} does not know the credentials, or the secret key is not theirs; check them, and that they are of this server`
  }
  if (code === 'RequestTimeTooSkewed') {
    return 'the clocks of this machine and of the server are too far apart; set this machine’s clock'
  }
  if (WRONG_REGION.has(code) || status === 301) {
    const region = answer.headers['x-amz-bucket-region']
    return `the bucket is in another region; set AWS_REGION, or add ?region=${region === undefined ? '…' : visible(region)} to the store`
  }
  if (status === 401 || status === 403) return accessDenied(task)
  if (CHANGED_BYTES.has(code)) {
    return 'the bytes reached the server changed, each time they were sent; check the network and this machine’s memory'
  }
  if (status === 501) {
    return `${server} does not implement what the store relies on (PUT with If-None-Match); use a server that does, or a newer version of it`
  }
  if (status === 429 || status === 503)
    return `${server} asks for fewer requests, after several attempts; run again later`
  if (status === 409) return 'others are changing the same object, after several attempts; run again'
  if (status >= 500) return `${server} failed, after several attempts; run again later`
  return answer.message === '' ? `${server} refused` : `${server} says ${quote(answer.message)}`
}

/** S3 tells who may not list that an object is forbidden where it merely does not exist. */
function accessDenied({ permission }: S3Task): string {
  const listing =
    permission === 's3:GetObject' ? ' and s3:ListBucket (without it S3 says the same of objects that do not exist)' : ''
  return `access is denied; the credentials need ${permission}${listing}`
}

function withoutAnswer(server: string, answer: Answer): string {
  const { code, message } = answer
  if (code === 'CredentialsProviderError' || code === 'TokenProviderError') {
    return (
      'no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile (AWS_PROFILE), or ' +
      'run aws-actions/configure-aws-credentials before this step'
    )
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `the host of ${server} is not found; check the endpoint, the region and the network`
  }
  if (wasUnreached(answer)) return `${server} cannot be reached; check the endpoint, and that the server runs`
  if (code === 'ETIMEDOUT' || code === 'TimeoutError') {
    return `${server} did not answer in time, after several attempts; check the network and run again`
  }
  if (wasBroken(answer)) {
    return `the connection to ${server} broke off, after several attempts; check the network and run again`
  }
  if (isTls(code)) {
    return `no secure connection to ${server}: ${quote(message)}; check the endpoint (http or https?) and its certificate (NODE_EXTRA_CA_CERTS names one of your own)`
  }
  return quote(message === '' ? 'no answer came' : message)
}

function isTls(code: string): boolean {
  return /^(ERR_(SSL|TLS|OSSL)_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|EPROTO)/.test(code)
}
