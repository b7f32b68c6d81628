/**
 * What is saved: four kinds of files as pipelines make them, each in two states. A state is a folder; files that did not
 * change are hard links to the first state's, so that every tool sees the same inode, size and time, as it would where
 * a job rewrites a few files in place.
 */
import { createWriteStream } from 'node:fs'
import { link, mkdir, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { Random } from './random.mjs'

const MIB = 1024 * 1024

/**
 * @typedef {object} Workload
 * @property {string} name what `--only` takes
 * @property {string} title
 * @property {(first: string, changed: string, scale: number) => Promise<{ changedBytes: number }>} make
 *   fills the two folders, which exist; `scale` divides the sizes. Tells the bytes that are new in the second.
 */

/** @type {readonly Workload[]} */
export const WORKLOADS = [
  {
    name: 'model',
    title: 'A model of 1 GiB, then its fine-tune: 5 % changed in a run, a longer header',
    make: makeModel
  },
  { name: 'csv', title: 'A table of 0.5 GiB, then rows put in at five places and 1 % appended', make: makeTable },
  { name: 'small', title: '40,000 files around 8 KiB, then 1 % of them rewritten', make: makeSmallFiles },
  { name: 'report', title: 'A report of 12 files, then two of them rewritten', make: makeReport }
]

/** Laid out as safetensors are: the header's length, a JSON header, the tensors one after another. */
async function makeModel(first, changed, scale) {
  const tensor = 16 * MIB
  const count = Math.round(1024 / 16 / scale)
  // Tensors that the fine-tune replaces: a twentieth of the bytes, in a run.
  const runLength = count * tensor * 0.05
  const runStart = Math.floor(count / 3) * tensor + 4096
  const write = async (path, header, fineTuned) => {
    const weights = new Random(1)
    const tuned = new Random(2)
    const buffer = Buffer.from(new ArrayBuffer(tensor))
    const out = createWriteStream(path)
    await writeTo(out, header)
    for (let index = 0; index < count; index++) {
      weights.weights(buffer)
      if (fineTuned) {
        const from = Math.max(runStart, index * tensor) - index * tensor
        const to = Math.min(runStart + runLength, (index + 1) * tensor) - index * tensor
        if (from < to) tuned.weights(buffer.subarray(from, Math.floor(to / 4) * 4))
      }
      await writeTo(out, Buffer.from(buffer))
    }
    await end(out)
  }
  const shortHeader = modelHeader(count, tensor, {})
  const longHeader = modelHeader(count, tensor, { base: 'v1', note: 'fine-tuned on the feedback of the third quarter' })
  await write(join(first, 'model.safetensors'), shortHeader, false)
  await write(join(changed, 'model.safetensors'), longHeader, true)
  return { changedBytes: longHeader.length + Math.floor(runLength / 4) * 4 }
}

function modelHeader(count, tensor, metadata) {
  const tensors = Object.fromEntries(
    Array.from({ length: count }, (_value, index) => [
      `layers.${index}.weight`,
      { dtype: 'F32', shape: [tensor / 4096, 1024], data_offsets: [index * tensor, (index + 1) * tensor] }
    ])
  )
  const json = Buffer.from(JSON.stringify({ __metadata__: metadata, ...tensors }))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(json.length))
  return Buffer.concat([length, json])
}

const COUNTRIES = ['AT', 'BR', 'CA', 'CZ', 'DE', 'DK', 'ES', 'FR', 'GB', 'IN', 'IT', 'JP', 'KR', 'MX', 'PL', 'SE', 'US']
const CHANNELS = ['web', 'app', 'store', 'partner', 'phone']

async function makeTable(first, changed, scale) {
  const size = Math.round((512 * MIB) / scale)
  const inserted = [0.11, 0.29, 0.48, 0.67, 0.9].map((share) => Math.floor(share * size))
  const original = createWriteStream(join(first, 'orders.csv'))
  const longer = createWriteStream(join(changed, 'orders.csv'))
  const header = Buffer.from('order_id,ordered_at,customer,country,channel,quantity,amount,token\n')
  await Promise.all([writeTo(original, header), writeTo(longer, header)])
  const rows = new RowWriter(3)
  const added = new RowWriter(4)
  let written = 0
  let changedBytes = 0
  const addRows = async (bytes) => {
    const block = Buffer.from(added.next(bytes))
    changedBytes += block.length
    await writeTo(longer, block)
  }
  while (written < size) {
    while (inserted.length > 0 && inserted[0] <= written) {
      inserted.shift()
      await addRows(8192)
    }
    const block = Buffer.from(rows.next(Math.min(MIB, size - written)))
    written += block.length
    await Promise.all([writeTo(original, block), writeTo(longer, block)])
  }
  for (let left = size * 0.01; left > 0; left -= MIB) await addRows(Math.min(MIB, left))
  await Promise.all([end(original), end(longer)])
  return { changedBytes }
}

/** Rows of orders: growing ids and times, words from small sets, amounts, and a token that does not compress. */
class RowWriter {
  #random
  #id = 1_000_000
  #time = Date.UTC(2024, 0, 1)

  constructor(seed) {
    this.#random = new Random(seed)
  }

  /** Whole rows, together at least so many bytes. */
  next(bytes) {
    const random = this.#random
    let text = ''
    while (text.length < bytes) {
      this.#id += 1 + random.below(3)
      this.#time += random.below(9000)
      const amount = (random.below(100_000) / 100).toFixed(2)
      const token = random.uint32().toString(36) + random.uint32().toString(36)
      const time = new Date(this.#time).toISOString()
      text += `${this.#id},${time},${random.below(200_000)},${random.pick(COUNTRIES)},${random.pick(CHANNELS)},${1 + random.below(9)},${amount},${token}\n`
    }
    return text
  }
}

/** Half of the files text, half bytes without a pattern, 2 to 14 KiB each, a hundred in a folder. */
async function makeSmallFiles(first, changed, scale) {
  const count = Math.round(40_000 / scale)
  const random = new Random(5)
  let changedBytes = 0
  for (let folder = 0; folder * 100 < count; folder++) {
    const relative = join(`part-${Math.floor(folder / 20)}`, `group-${String(folder).padStart(3, '0')}`)
    await Promise.all([first, changed].map((state) => mkdir(join(state, relative), { recursive: true })))
    for (let index = folder * 100; index < Math.min(count, (folder + 1) * 100); index++) {
      const isText = index % 2 === 0
      const path = join(relative, isText ? `sample-${index}.json` : `sample-${index}.bin`)
      const content = () => smallFile(random, isText, 512 * (4 + random.below(25)))
      await writeFile(join(first, path), content())
      if (index % 200 === 37 || index % 200 === 64) {
        const rewritten = content()
        changedBytes += rewritten.length
        await writeFile(join(changed, path), rewritten)
      } else {
        await link(join(first, path), join(changed, path))
      }
    }
  }
  return { changedBytes }
}

const WORDS =
  'loss epoch batch label token image split score class train valid width height source target region'.split(' ')

function smallFile(random, isText, bytes) {
  if (!isText) return random.bytes(Buffer.from(new ArrayBuffer(bytes)))
  const lines = []
  for (let length = 0; length < bytes;) {
    const line = `  { "${random.pick(WORDS)}": ${random.below(1e9)}, "${random.pick(WORDS)}": "${random.uint32().toString(16)}" },\n`
    length += line.length
    lines.push(line)
  }
  return Buffer.from(`[\n${lines.join('')}  {}\n]\n`)
}

/** What an evaluation leaves: pages, tables, pictures (bytes without a pattern), together about 2 MiB. */
async function makeReport(first, changed, _scale) {
  const random = new Random(6)
  const text = (bytes) => smallFile(random, true, bytes)
  const picture = (bytes) => smallFile(random, false, bytes)
  const files = [
    ['index.html', () => text(60_000)],
    ['metrics.json', () => text(4_000)],
    ['confusion.csv', () => text(20_000)],
    ['predictions.csv', () => text(900_000)],
    ['summary.md', () => text(6_000)],
    ['style.css', () => text(12_000)],
    ...Array.from({ length: 6 }, (_value, index) => [`plots/figure-${index + 1}.png`, () => picture(160_000)])
  ]
  const rewritten = new Set(['index.html', 'metrics.json'])
  let changedBytes = 0
  await Promise.all([first, changed].map((state) => mkdir(join(state, 'plots'))))
  for (const [path, content] of files) {
    await writeFile(join(first, path), content())
    if (rewritten.has(path)) {
      const bytes = content()
      changedBytes += bytes.length
      await writeFile(join(changed, path), bytes)
    } else {
      await link(join(first, path), join(changed, path))
    }
  }
  return { changedBytes }
}

async function writeTo(stream, bytes) {
  if (!stream.write(bytes)) await once(stream, 'drain')
}

async function end(stream) {
  stream.end()
  await finished(stream)
}
