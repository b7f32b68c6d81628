/**
 * A store in a bucket: on AWS S3, or on what speaks its protocol (MinIO, Ceph, R2, versitygw, …).
 *
 * The client of AWS is large: it is loaded by the first store that is opened in a bucket, and never for a folder.
 */
import type { Storage } from './storage.js'

export interface S3Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

export interface S3StorageOptions {
  readonly bucket: string
  /** What all keys of the store start with, without a slash at its ends. Default: none, the store is the whole bucket. */
  readonly prefix?: string
  /** `https://host` or `http://host:port`. Default: what the SDK's own settings say, else AWS. */
  readonly endpoint?: string
  /** Default: what the SDK's own settings say; at an endpoint other than AWS, `us-east-1`. */
  readonly region?: string
  /** The bucket in the path (`host/bucket/key`), not in the host name. Default: only at an endpoint other than AWS. */
  readonly forcePathStyle?: boolean
  /** Default: where the SDK looks for them (environment, profile, web identity, the machine's role). */
  readonly credentials?: S3Credentials | (() => Promise<S3Credentials>)
  /** Milliseconds that the server's clock is ahead of this machine's, as far as known. The first answer corrects it. */
  readonly clockOffset?: number
  /** How often a request is sent before it counts as failed. */
  readonly attempts?: number
  /** Milliseconds before the second attempt; each later one waits twice as long, up to 10 s. */
  readonly retryDelay?: number
  /** Milliseconds that an answer, or its next piece, may take. A server that makes a pack durable gets four times that. */
  readonly idleTimeout?: number
}

/**
 * Opens the store in a bucket. Sends no request yet: a bucket that is missing shows at the first.
 * @throws ArtifactStoreError `INVALID_INPUT` where no region is known.
 */
export async function openS3Storage(options: S3StorageOptions): Promise<Storage> {
  const { connectS3 } = await import('./s3-requests.js')
  const { S3Storage } = await import('./s3-storage.js')
  return new S3Storage(await connectS3(options))
}
