/**
 * Measures saving into a bucket and restoring from it beside what else carries files there: `npm run bench -- s3`. The
 * server is a real one on this machine (scripts/s3-server.mjs: S3_SERVER names it), so the network costs nothing and the
 * server's work is on the same processors, for all alike.
 */
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { findS3Server, reportMissingServer, startS3Server } from '../scripts/s3-server.mjs'
import { compareFolders, flush, measure, run } from './measure.mjs'
import { Random } from './random.mjs'
import { program } from './tools.mjs'

const MIB = 1024 * 1024
const BUCKET = 'bench'
const RAW = fileURLToPath(new URL('s3-raw.mjs', import.meta.url))
const AIM = 0.9

/** Each puts the folder `source` below `prefix`, and gets it back into the empty folder `destination`. */
const TOOLS = [
  {
    name: 'artifact-store',
    version: () => ask([process.execPath, program, '--version']),
    put: ({ source, prefix }) => ({
      argv: [process.execPath, program, 'save', 'bench', source, '--store', `s3://${BUCKET}/${prefix}`, '--json']
    }),
    get: ({ destination, prefix }) => ({
      argv: [
        process.execPath,
        program,
        'restore',
        'bench',
        destination,
        '--store',
        `s3://${BUCKET}/${prefix}`,
        '--json'
      ]
    })
  },
  {
    name: 'AWS SDK, raw',
    version: () => process.version,
    put: ({ source, prefix }) => ({
      argv: [process.execPath, RAW, 'put', path.join(source, 'model.bin'), BUCKET, prefix]
    }),
    get: ({ destination, prefix }) => ({
      argv: [process.execPath, RAW, 'get', path.join(destination, 'model.bin'), BUCKET, prefix]
    })
  },
  {
    name: 'rclone',
    version: () => ask(['rclone', 'version'])?.split(' ')[1],
    put: ({ source, prefix }) => ({ argv: ['rclone', '-q', 'copy', source, `${remote()}${BUCKET}/${prefix}`] }),
    get: ({ destination, prefix }) => ({
      argv: ['rclone', '-q', 'copy', `${remote()}${BUCKET}/${prefix}`, destination]
    })
  },
  {
    name: 'restic',
    version: () => ask(['restic', 'version'])?.split(' ')[1],
    prepare: (place) => ({ argv: ['restic', '-q', ...repository(place), 'init'] }),
    put: (place) => ({ argv: ['restic', '-q', ...repository(place), 'backup', '.'], cwd: place.source }),
    get: (place) => ({
      argv: ['restic', '-q', ...repository(place), 'restore', 'latest', '--target', place.destination]
    })
  }
]

const remote = () =>
  `:s3,provider=Other,env_auth=true,force_path_style=true,endpoint="${process.env.AWS_ENDPOINT_URL_S3}":`

const repository = ({ prefix, folder }) => [
  '--cache-dir',
  path.join(folder, 'cache'),
  '-r',
  `s3:${process.env.AWS_ENDPOINT_URL_S3}/${BUCKET}/${prefix}`
]

/**
 * @param {{ runs: number, scale: number, folder: string, progress: (text: string) => void }} options
 * @returns {Promise<object | undefined>} the report; undefined where there is no server
 */
export async function measureS3({ runs, scale, folder, progress }) {
  const found = findS3Server()
  if (found === undefined) {
    reportMissingServer('the benchmark of S3')
    return undefined
  }
  const log = path.join(folder, 'requests.log')
  const server = await startS3Server(found, { accessLog: log })
  try {
    useServer(server)
    process.env.RESTIC_PASSWORD = 'bench'
    const client = new S3Client({ forcePathStyle: true })
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    client.destroy()

    const source = path.join(folder, 'source')
    const bytes = Math.round((1024 * MIB) / scale)
    mkdirSync(source)
    makeModel(path.join(source, 'model.bin'), bytes)
    flush(folder)
    const tools = TOOLS.filter((tool) => tool.version() !== undefined)
    const results = tools.map(({ name, version }) => ({ name, version: version(), runs: [] }))
    for (let number = 1; number <= runs; number++) {
      for (const [at, tool] of tools.entries()) {
        progress(`s3: ${tool.name}, run ${number} of ${runs}`)
        const prefix = `${tool.name.replaceAll(/\W+/g, '-')}-${number}`
        const place = { source, prefix, folder, destination: path.join(folder, 'restored') }
        results[at].runs.push(await measureTool(tool, place, log))
        if (number === 1) await compareFolders(source, place.destination)
        rmSync(place.destination, { recursive: true })
        // One of them only: the disk is not measured.
        rmSync(path.join(server.folder, 'buckets', BUCKET, prefix), { recursive: true, force: true })
      }
    }
    return { server: found.kind, bytes, runs, scale, tools: results }
  } finally {
    await server.stop()
  }
}

async function measureTool(tool, place, log) {
  mkdirSync(place.destination)
  if (tool.prepare) await run(tool.prepare(place))
  const result = {}
  for (const phase of ['put', 'get']) {
    const before = requestsIn(log)
    result[phase] = await measure(tool[phase](place), place.folder)
    const after = requestsIn(log)
    result[phase].writes = after.writes - before.writes
    result[phase].reads = after.reads - before.reads
  }
  return result
}

/** This process and those that it starts find the server by their environment. */
export function useServer({ credentials, endpoint }) {
  Object.assign(process.env, {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_REGION: 'us-east-1'
  })
  // Where a machine sets it, rclone does not start; and nothing here is https.
  delete process.env.AWS_CA_BUNDLE
}

/** By the server's own log, where it keeps one. */
export function requestsIn(log) {
  let text = ''
  try {
    text = readFileSync(log, 'utf8')
  } catch {
    // No request yet, or no log.
  }
  const count = (pattern) => text.match(pattern)?.length ?? 0
  return { writes: count(/ s3_(?!Get|Head|List)\w+ /g), reads: count(/ s3_(Get|Head|List)\w+ /g) }
}

function makeModel(file, bytes) {
  const random = new Random(1)
  const piece = Buffer.alloc(MIB)
  const descriptor = openSync(file, 'w')
  for (let written = 0; written < bytes; written += MIB)
    writeSync(descriptor, random.bytes(piece), 0, Math.min(MIB, bytes - written))
  closeSync(descriptor)
}

export function renderS3(report) {
  const { server, bytes, runs, scale, tools } = report
  const rows = tools.map((tool) => {
    const of = (phase, field) => median(tool.runs.map((one) => one[phase][field]))
    return [
      `${tool.name} ${tool.version}`,
      ...['put', 'get'].flatMap((phase) => [
        `${of(phase, 'seconds').toFixed(2)} s`,
        `${Math.round(bytes / MIB / of(phase, 'seconds'))} MiB/s`,
        `${of(phase, 'writes')} / ${of(phase, 'reads')}`,
        `${Math.round(Math.max(...tool.runs.map((one) => one[phase].peakBytes ?? 0)) / MIB)} MiB`
      ])
    ]
  })
  const header = ['tool', 'up', '', 'writes / reads', 'memory', 'down', '', 'writes / reads', 'memory']
  const raw = tools.find(({ name }) => name === 'AWS SDK, raw')
  const ours = tools.find(({ name }) => name === 'artifact-store')
  const aims = ['put', 'get'].map((phase) => {
    const times = (tool) => median(tool.runs.map((one) => one[phase].seconds))
    const share = times(raw) / times(ours)
    return `${phase === 'put' ? 'Up' : 'Down'} at ${share.toFixed(2)} of the raw throughput (aim: at least ${AIM}): ${share >= AIM ? 'met' : '**missed**'}.`
  })
  const about = `One file of ${Math.round(bytes / MIB)} MiB without a pattern; ${server} on the same machine; medians of ${runs} ${runs === 1 ? 'run' : 'runs'}${scale === 1 ? '' : `; sizes divided by ${scale}: too small to publish`}.`
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [about, '', line(header), `|${header.map(() => '---|').join('')}`, ...rows.map(line), '', ...aims, ''].join(
    '\n'
  )
}

function median(values) {
  const sorted = [...values].sort((left, right) => left - right)
  const middle = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2
}

function ask(argv) {
  const { status, stdout } = spawnSync(argv[0], argv.slice(1), { encoding: 'utf8' })
  return status === 0 ? stdout.split('\n')[0].trim() : undefined
}
