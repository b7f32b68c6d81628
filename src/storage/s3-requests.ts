/** Requests to one bucket, each sent again where that may help. All that the adapter knows of the SDK's settings. */
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import pRetry from 'p-retry'
import { ArtifactStoreError, isStoreError } from '../errors.js'
import { answerOf, isPassing, leavesDoubt, wasUnreached, type Answer } from './s3-answer.js'
import { noRegion, s3Failure, type S3Place, type S3Task } from './s3-failures.js'
import type { S3StorageOptions } from './s3.js'

const ATTEMPTS = 8
/** Until the server has answered once: it is more often misspelt than being started anew. */
const FIRST_ATTEMPTS = 4
const RETRY_DELAY = 200
const LONGEST_RETRY_DELAY = 10_000
const IDLE_TIMEOUT = 30_000
const CONNECT_TIMEOUT = 10_000
/** More than the store ever uses at once: a request that waits for a socket would count as one that is not answered. */
const SOCKETS = 128
/** Milliseconds: clocks that are less apart are no reason for a refusal. */
const CLOCK_STEP = 60_000
const DEFAULT_REGION = 'us-east-1'

/** A request that no attempt brought through. */
export class FailedRequest extends Error {
  readonly answer: Answer
  /** An attempt, this or an earlier one, may have taken effect. */
  readonly mayHaveActed: boolean
  /** Another attempt may succeed. */
  readonly mayPass: boolean

  constructor(cause: unknown, answer: Answer, told: { readonly mayHaveActed: boolean; readonly mayPass: boolean }) {
    super(answer.message, { cause })
    this.answer = answer
    this.mayHaveActed = told.mayHaveActed
    this.mayPass = told.mayPass
  }

  get status(): number | undefined {
    return this.answer.status
  }
}

/** Settles what the options leave open. */
export async function connectS3(options: S3StorageOptions): Promise<S3Requests> {
  const { bucket, prefix = '', endpoint, region, forcePathStyle, credentials, clockOffset = 0 } = options
  const { idleTimeout = IDLE_TIMEOUT } = options
  const sockets = { keepAlive: true, maxSockets: SOCKETS }
  const config: S3ClientConfig = {
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
    systemClockOffset: clockOffset,
    // The SDK sends once: attempts are made here, where it is known whether one of them may have taken effect.
    retryStrategy: { retry: (next, args) => next(args) },
    // It costs a connection for each pack; whether a pack is there already is asked before.
    expectContinueHeader: false,
    // Every object that is sent carries its SHA-256; what is read is checked against hashes of the store's own.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT,
      socketTimeout: 4 * idleTimeout,
      throwOnRequestTimeout: true,
      httpAgent: sockets,
      httpsAgent: sockets,
      logger: { debug: ignore, info: ignore, warn: ignore, error: ignore }
    }
  }
  // A client is cheap: this one only tells what the SDK's own settings are.
  const probe = new S3Client(config)
  const place = { location: `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`, bucket }
  try {
    const elsewhere = endpoint ?? (await probe.config.serviceConfiguredEndpoint?.())
    const known = await probe.config.region().catch(() => undefined)
    if (known === undefined && elsewhere === undefined) throw noRegion(place.location)
    const client = new S3Client({
      ...config,
      region: known ?? DEFAULT_REGION,
      forcePathStyle: forcePathStyle ?? elsewhere !== undefined
    })
    const { attempts = ATTEMPTS, retryDelay = RETRY_DELAY } = options
    return new S3Requests(client, { ...place, endpoint: originOf(elsewhere) }, prefix, {
      attempts,
      retryDelay,
      idleTimeout
    })
  } finally {
    probe.destroy()
  }
}

function ignore(): void {
  // The SDK writes to the console where it is given no logger.
}

/** Without what else a URL may hold: an endpoint from a profile may have a password in it. */
function originOf(endpoint: string | undefined): string | undefined {
  return endpoint !== undefined && URL.canParse(endpoint) ? new URL(endpoint).origin : undefined
}

interface Timing {
  readonly attempts: number
  readonly retryDelay: number
  readonly idleTimeout: number
}

export class S3Requests {
  readonly place: S3Place
  /** A request has succeeded, so the bucket exists. */
  bucketWasSeen = false
  readonly #client: S3Client
  readonly #keyPrefix: string
  readonly #timing: Timing
  #wasReached = false

  constructor(client: S3Client, place: S3Place, prefix: string, timing: Timing) {
    this.#client = client
    this.place = place
    this.#keyPrefix = prefix === '' ? '' : `${prefix}/`
    this.#timing = timing
  }

  get idleTimeout(): number {
    return this.#timing.idleTimeout
  }

  /** What the objects of the store are called in the bucket. */
  address(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.place.bucket, Key: this.#keyPrefix + key }
  }

  /** The reverse of {@link address}. */
  keyOf(name: string): string {
    return name.slice(this.#keyPrefix.length)
  }

  /**
   * Sends requests by `send`, all of them again where they fail in a way that may pass.
   * @throws FailedRequest, or what `send` throws as an `ArtifactStoreError`
   */
  async run<T>(send: (client: S3Client) => Promise<T>): Promise<T> {
    let mayHaveActed = false
    const attempt = async (): Promise<T> => {
      const clock = this.#client.config.systemClockOffset
      try {
        const result = await this.#inRegion(send)
        this.#wasReached = true
        this.bucketWasSeen = true
        return result
      } catch (error) {
        if (isStoreError(error)) throw error
        const answer = answerOf(error)
        this.#wasReached ||= answer.status !== undefined
        mayHaveActed ||= leavesDoubt(answer)
        // The answer told the server's time, by which the SDK signs from now on. A HEAD is not told that this was it.
        const clockWasWrong = Math.abs(this.#client.config.systemClockOffset - clock) > CLOCK_STEP
        const mayPass = isPassing(answer) || (answer.status === 403 && clockWasWrong)
        throw new FailedRequest(error, answer, { mayHaveActed, mayPass })
      }
    }
    return pRetry(attempt, {
      retries: this.#timing.attempts - 1,
      minTimeout: this.#timing.retryDelay,
      maxTimeout: Math.max(LONGEST_RETRY_DELAY, this.#timing.retryDelay),
      randomize: true,
      shouldRetry: ({ error, attemptNumber }) => {
        if (!(error instanceof FailedRequest)) return false
        if (wasUnreached(error.answer) && !this.#wasReached) return attemptNumber < FIRST_ATTEMPTS
        return error.mayPass
      }
    })
  }

  /**
   * Where the bucket is in another region, S3 says in which: all requests then go there. Not the SDK's own
   * `followRegionRedirects`, which goes the long way each time, and mixes up requests that do so at once.
   */
  async #inRegion<T>(send: (client: S3Client) => Promise<T>): Promise<T> {
    try {
      return await send(this.#client)
    } catch (error) {
      const { status, headers } = answerOf(error)
      const region = headers['x-amz-bucket-region']
      if (region === undefined || (status !== 301 && status !== 400)) throw error
      this.#client.config.region = () => Promise.resolve(region)
      return await send(this.#client)
    }
  }

  /** What a failure means to whoever runs the program. */
  failure(task: S3Task, error: unknown): unknown {
    if (error instanceof ArtifactStoreError || !(error instanceof FailedRequest)) return error
    return s3Failure(this.place, task, error.answer, error.cause)
  }
}
