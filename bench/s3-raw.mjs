/**
 * The yardstick of `npm run bench -- s3`: the same bytes as plain objects, put and got by the AWS SDK as its documentation
 * shows it, 64 MiB each, four at a time.
 *
 *     node bench/s3-raw.mjs put FILE BUCKET PREFIX
 *     node bench/s3-raw.mjs get FILE BUCKET PREFIX
 */
import { open } from 'node:fs/promises'
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'

const PART = 64 * 1024 * 1024
const AT_ONCE = 4

const [mode, path, Bucket, prefix] = process.argv.slice(2)
const client = new S3Client({ forcePathStyle: true })

async function put() {
  const file = await open(path, 'r')
  const { size } = await file.stat()
  await eachPart(Math.ceil(size / PART), async (number) => {
    const Body = Buffer.allocUnsafeSlow(Math.min(PART, size - number * PART))
    await file.read(Body, 0, Body.length, number * PART)
    await client.send(new PutObjectCommand({ Bucket, Key: keyOf(number), Body }))
  })
  await file.close()
}

async function get() {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: `${prefix}/` }))
  const file = await open(path, 'w')
  await eachPart(Contents.length, async (number) => {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: keyOf(number) }))
    let position = number * PART
    for await (const piece of Body) {
      await file.write(piece, 0, piece.length, position)
      position += piece.length
    }
  })
  await file.close()
}

async function eachPart(count, act) {
  let next = 0
  const worker = async () => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

function keyOf(number) {
  return `${prefix}/${String(number).padStart(4, '0')}`
}

await (mode === 'put' ? put() : get())
