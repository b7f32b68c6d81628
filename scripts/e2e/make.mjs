/**
 * Makes what the end-to-end workflow saves: always the same bytes, so that a later job can make them again and compare.
 *
 *     node scripts/e2e/make.mjs model FOLDER [GENERATION]
 *     node scripts/e2e/make.mjs dataset FOLDER ROWS
 *
 * Prints `files` and `size`, and appends them to the step's outputs.
 */
import { createCipheriv, createHash } from 'node:crypto'
import { appendFileSync, chmodSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { walk } from './walk.mjs'

const MiB = 1024 * 1024

/** Bytes that nothing can compress, the same for the same seed. */
function noise(seed, length) {
  const key = createHash('sha256').update(seed).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
}

/** A model as an awkward trainer might leave it. Generations differ in 200 KiB in the middle of 4 MiB, and in a file. */
function makeModel(folder, generation) {
  const weights = noise('weights', 4 * MiB)
  if (generation > 1) noise(`generation ${generation}`, 200 * 1024).copy(weights, 2 * MiB)

  const files = {
    'weights.bin': weights,
    'config.json': JSON.stringify({ generation, layers: 12 }),
    'empty.txt': '',
    'bin/run.sh': '#!/bin/sh\nexit 0\n',
    'private/notes.txt': 'for me alone',
    '.hidden': 'hidden',
    '.cache/tokens': 'hidden too',
    '-dash.txt': '-',
    'with space.txt': ' ',
    ' leading and trailing ': '',
    '\'single\' and "double" quotes': 'quotes',
    'new\nline': 'newline',
    '100%.txt': '%',
    '#hash': '#',
    'star*[glob]?{brace}!.txt': '*',
    '$(touch pwned);`id`&|': 'shell',
    'back\\slash': '\\',
    'größe-日本語-🚀.txt': 'not ASCII',
    '..three': 'dots',
    '::warning::name': 'a workflow command, if it were printed as it is'
  }
  for (const [name, content] of Object.entries(files)) write(folder, name, content)
  for (const empty of ['logs', 'nested/empty/deep']) mkdirSync(path.join(folder, empty), { recursive: true })

  symlinkSync('weights.bin', path.join(folder, 'current'))
  symlinkSync('gone/nowhere', path.join(folder, 'dangling'))
  symlinkSync('bin', path.join(folder, 'scripts'))
  symlinkSync('../empty.txt', path.join(folder, 'bin/up'))

  // Set, not asked for when creating: that would leave it to the umask of the machine.
  const modes = { 'bin/run.sh': 0o755, 'private/notes.txt': 0o600, private: 0o700, 'config.json': 0o444, logs: 0o750 }
  for (const [name, mode] of Object.entries(modes)) chmodSync(path.join(folder, name), mode)
}

function makeDataset(folder, rows) {
  const lines = ['id,text']
  for (let row = 1; row <= rows; row++) lines.push(`${row},${noise(`row ${row}`, 24).toString('base64')}`)
  write(folder, 'data.csv', lines.join('\n') + '\n')
}

function write(folder, name, content) {
  const file = path.join(folder, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  chmodSync(file, 0o644)
}

const [kind, folder, parameter] = process.argv.slice(2)
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
if (kind === 'model') makeModel(folder, Number(parameter ?? 1))
else if (kind === 'dataset') makeDataset(folder, Number(parameter))
else throw new Error(`cannot make ${kind}`)

let files = 0
let size = 0
for (const name of walk(folder)) {
  const stats = lstatSync(path.join(folder, name))
  if (stats.isDirectory()) continue
  files++
  if (stats.isFile()) size += stats.size
}
const outputs = `files=${files}\nsize=${size}\n`
process.stdout.write(outputs)
if (process.env.GITHUB_OUTPUT) appendFileSync(process.env.GITHUB_OUTPUT, outputs)
