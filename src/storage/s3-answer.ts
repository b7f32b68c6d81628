/** What a request to S3 came to, read from the many shapes of errors of the SDK, of Node.js and of servers. */

/** A request that failed, as far as it is told apart. */
export interface Answer {
  /** Of HTTP; undefined where no answer came, or it broke off. */
  readonly status: number | undefined
  /** What S3 calls it (`NoSuchKey`), or what Node.js does (`ECONNRESET`); for a HEAD, which has no body, often neither. */
  readonly code: string
  /** The server's or the system's own words. */
  readonly message: string
  readonly headers: Readonly<Record<string, string | undefined>>
}

interface SdkError {
  readonly name?: unknown
  readonly code?: unknown
  readonly message?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number }
  readonly $response?: { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> }
}

/** By properties and not by classes: an error of another realm (a `vm` context) is no `instanceof Error`. */
export function answerOf(error: unknown): Answer {
  const { name, code, message, $metadata, $response } = (
    typeof error === 'object' && error !== null ? error : { message: error }
  ) as SdkError
  const status = $metadata?.httpStatusCode ?? $response?.statusCode
  const told = status === undefined && typeof code === 'string' ? code : name
  return {
    status,
    code: typeof told === 'string' ? told : '',
    message: typeof message === 'string' ? message : '',
    headers: $response?.headers ?? {}
  }
}

/** Nothing was sent: the server was not reached. */
const UNREACHED: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN'
])

const BROKEN: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
  'ERR_STREAM_PREMATURE_CLOSE'
])

/** Refusals that another attempt may well not meet, whatever their status. */
const PASSING: ReadonlySet<string> = new Set([
  'SlowDown',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  // Bytes that were changed on their way: the server compares them with the checksums.
  'BadDigest',
  'IncompleteBody',
  'XAmzContentSHA256Mismatch',
  'ContentSHA256Mismatch',
  'XAmzContentChecksumMismatch'
])

const PASSING_STATUS: ReadonlySet<number> = new Set([
  // Of several that create one key at once, S3 tells some to try again.
  409, 429, 500, 502, 503, 504
])

export function wasUnreached({ status, code }: Answer): boolean {
  return status === undefined && UNREACHED.has(code)
}

export function wasBroken({ status, code }: Answer): boolean {
  return status === undefined && (BROKEN.has(code) || code.startsWith('HPE_'))
}

/** Whether the same request may succeed if it is sent again. */
export function isPassing(answer: Answer): boolean {
  const { status, code } = answer
  if (status === undefined) return wasUnreached(answer) || wasBroken(answer)
  return PASSING.has(code) || PASSING_STATUS.has(status)
}

/** Whether the server may have done what it was asked, although it did not say so. */
export function leavesDoubt(answer: Answer): boolean {
  const { status, code } = answer
  if (status === undefined) return wasBroken(answer)
  return status >= 500 && status !== 501 && code !== 'SlowDown'
}
