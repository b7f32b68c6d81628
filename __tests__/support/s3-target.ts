/**
 * Where the suites of S3 run: at a real server, where the variable ARTIFACT_STORE_TEST_S3 names its endpoint (with
 * credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), else at one in this process.
 */
import { randomBytes } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { openS3Storage, type S3StorageOptions, type Storage } from '../../src/storage/index.js'
import { startS3Server, type S3Server } from './s3-server.js'

export interface S3Target {
  readonly endpoint: string
  readonly bucket: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  /** The server in this process, where it is one: it tells what it was sent. */
  readonly server: S3Server | undefined
  /** The storage below a prefix; without one, below a fresh one. */
  open(options?: Partial<S3StorageOptions>): Promise<Storage>
  close(): Promise<void>
}

export const TEST_BUCKET = 'artifact-store-test'

export async function s3Target(): Promise<S3Target> {
  const { ARTIFACT_STORE_TEST_S3: real, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env
  const server = real ? undefined : await startS3Server()
  const endpoint = real || server!.endpoint
  const credentials = {
    accessKeyId: AWS_ACCESS_KEY_ID || 'test-key',
    secretAccessKey: AWS_SECRET_ACCESS_KEY || 'test-secret'
  }
  await makeBucket(endpoint, credentials)
  if (server) server.requests.length = 0
  return {
    endpoint,
    bucket: TEST_BUCKET,
    credentials,
    server,
    open: (options = {}) =>
      openS3Storage({ bucket: TEST_BUCKET, prefix: newPrefix(), endpoint, credentials, retryDelay: 5, ...options }),
    close: async () => server?.close()
  }
}

/** A prefix that no other test has. */
export function newPrefix(): string {
  return `test-${randomBytes(8).toString('hex')}`
}

/** Makes the bucket of the tests, unless it is there. */
export async function makeBucket(
  endpoint: string,
  credentials: S3Target['credentials'],
  region = 'us-east-1'
): Promise<void> {
  const client = new S3Client({ endpoint, credentials, region, forcePathStyle: true })
  try {
    await client.send(new CreateBucketCommand({ Bucket: TEST_BUCKET }))
  } catch (error) {
    // rclone does not know whose a bucket is.
    if (!['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'].includes((error as Error).name)) throw error
  } finally {
    client.destroy()
  }
}
