/**
 * Measures what questions about thousands of versions take: `npm run bench -- registry`. Each is asked by the program as
 * a whole process, of a store in a folder and of one in a bucket (on a real server on this machine, see s3.mjs), whose
 * requests are counted. `npm run build` first: the stores are planted by the library's modules.
 */
import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { findS3Server, reportMissingServer, startS3Server } from '../scripts/s3-server.mjs'
import { run } from './measure.mjs'
import { plantStore } from './registry-stores.mjs'
import { requestsIn, useServer } from './s3.mjs'
import { program } from './tools.mjs'

const BUCKET = 'bench'
/** Seconds that no question may take in a folder; a catalog is not one but all of a store. */
const AIM = 1
const isQuestion = ([command]) => command !== 'catalog'

/** What is asked of each kind of store: `$OUT` is a folder to write into. */
function questions({ versions, artifacts }) {
  const all = '1000000'
  const middle = `v${Math.round(versions / 2)}`
  const last = `team-${Math.floor((artifacts - 1) / 100)}/model-${artifacts - 1}`
  return [
    {
      kind: 'series',
      title: `one artifact of ${count(versions)} versions`,
      asked: [
        ['list', 'model'],
        ['list', 'model', '--limit', all],
        ['list', 'model', '--where', 'metrics.loss > 0.9'],
        ['show', 'model@latest'],
        ['show', `model@${middle}`],
        ['show', 'model@max:metrics.accuracy'],
        ['history', 'model'],
        ['bisect', 'model', '--metric', 'accuracy']
      ]
    },
    {
      kind: 'noted',
      title: `one artifact of ${count(versions)} versions, a note on each`,
      asked: [
        ['list', 'model'],
        ['list', 'model', '--where', 'metrics.f1 = 1'],
        ['show', 'model@latest'],
        ['show', 'model@max:metrics.f1']
      ]
    },
    {
      kind: 'artifacts',
      title: `${count(artifacts)} artifacts of 10 versions`,
      asked: [
        ['list'],
        ['list', '--limit', all],
        ['list', '--where', 'metrics.loss < 0.11 and aliases = production'],
        ['list', '--where', 'number = 10', '--limit', all],
        ['show', `${last}@latest`, '--lineage'],
        ['catalog', '$OUT']
      ]
    }
  ]
}

/**
 * @param {{ runs: number, scale: number, folder: string, progress: (text: string) => void }} options
 * @returns {Promise<object>} the report
 */
export async function measureRegistry({ runs, scale, folder, progress }) {
  const size = { versions: Math.round(10_000 / scale), artifacts: Math.round(1000 / scale) }
  const stores = questions(size)
  const start = await measureTimes(['--version'], [], { runs, folder })
  progress('registry: stores in a folder')
  const local = []
  for (const { kind, asked } of stores) local.push(await inFolder(kind, asked, { size, runs, folder, progress }))
  const server = findS3Server()
  if (server === undefined) reportMissingServer('the benchmark of the registry in a bucket')
  const bucket = server === undefined ? undefined : await inBucket(server, stores, { size, runs, folder, progress })
  const rows = stores.map(({ title, asked }, store) => ({
    title,
    asked: asked.map((args, at) => ({ args, local: local[store][at], bucket: bucket?.[store][at] }))
  }))
  return { server: server?.kind, runs, scale, start, stores: rows }
}

async function inFolder(kind, asked, { size, runs, folder, progress }) {
  const { openLocalStorage } = await import('../lib/storage/index.js')
  const root = path.join(folder, kind)
  const storage = await openLocalStorage(root, { create: true })
  await plantStore(kind, size, storage, folder, root)
  const measured = []
  for (const args of asked) {
    progress(`registry: ${kind}, ${args.join(' ')}`)
    measured.push({ seconds: await measureTimes(args, ['--store', root], { runs, folder }) })
  }
  rmSync(root, { recursive: true })
  return measured
}

async function inBucket(found, stores, { size, runs, folder, progress }) {
  const log = path.join(folder, 'requests.log')
  const server = await startS3Server(found, { accessLog: log })
  try {
    useServer(server)
    const client = new S3Client({ forcePathStyle: true })
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    client.destroy()
    const { openS3Storage } = await import('../lib/storage/s3.js')
    const all = []
    for (const { kind, asked } of stores) {
      progress(`registry: ${kind} in a bucket`)
      const storage = await openS3Storage({ bucket: BUCKET, prefix: kind })
      await plantStore(kind, size, storage, folder)
      const measured = []
      for (const args of asked) {
        progress(`registry: ${kind} in a bucket, ${args.join(' ')}`)
        const before = requestsIn(log)
        const seconds = await measureTimes(args, ['--store', `s3://${BUCKET}/${kind}`], { runs, folder })
        const after = requestsIn(log)
        const requests = after.reads + after.writes - before.reads - before.writes
        // With the one that nobody counts.
        measured.push({ seconds, requests: requests / (runs + 1) })
      }
      all.push(measured)
    }
    return all
  } finally {
    await server.stop()
  }
}

/** The median of so many runs, after one that finds nothing in any cache. */
async function measureTimes(args, more, { runs, folder }) {
  const times = []
  for (let number = 0; number <= runs; number++) {
    const out = path.join(folder, 'out')
    mkdirSync(out)
    const argv = [process.execPath, program, ...args.map((arg) => (arg === '$OUT' ? out : arg)), ...more]
    const started = performance.now()
    // Outside of the checkout, where there is no configuration file.
    await run({ argv, cwd: folder })
    times.push((performance.now() - started) / 1000)
    rmSync(out, { recursive: true })
  }
  return median(times.slice(1))
}

export function renderRegistry({ server, runs, scale, start, stores }) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  const rows = stores.flatMap(({ title, asked }) => [
    line([`**${title}**`, '', '', '']),
    ...asked.map(({ args, local, bucket }) =>
      line([
        `\`${args.map((arg) => (arg.includes(' ') ? `'${arg}'` : arg.replace('$OUT', 'OUT'))).join(' ')}\``,
        seconds(local.seconds),
        bucket === undefined ? '' : seconds(bucket.seconds),
        bucket === undefined ? '' : count(bucket.requests)
      ])
    )
  ])
  const slowest = Math.max(
    ...stores.flatMap(({ asked }) => asked.filter(({ args }) => isQuestion(args)).map(({ local }) => local.seconds))
  )
  return [
    `Each a whole process, of which ${seconds(start)} are its start (\`--version\`); medians of ${runs} ${runs === 1 ? 'run' : 'runs'}${server === undefined ? '' : `; the bucket on ${server}, on the same machine`}${scale === 1 ? '' : `; sizes divided by ${scale}: too small to publish`}.`,
    '',
    line(['', 'in a folder', 'in a bucket', 'requests']),
    '|---|---|---|---|',
    ...rows,
    '',
    `The longest question in a folder takes ${seconds(slowest)} (aim: under ${AIM} s): ${slowest < AIM ? 'met' : '**missed**'}.`,
    ''
  ].join('\n')
}

function seconds(value) {
  return `${value.toFixed(2)} s`
}

function count(value) {
  return Math.round(value).toLocaleString('en')
}

function median(values) {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2
}
