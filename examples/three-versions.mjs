/**
 * A model, a dataset and a report through three versions: save, change, save again and see how little was added, list,
 * bring the first version back and compare it byte for byte.
 *
 *     npm run example              in a temporary folder that is removed afterwards
 *     npm run example -- --keep    leaves the folder to look around in
 *
 * Everything goes through the command line, as a person or a script would use it.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const program = fileURLToPath(new URL('../dist/index.js', import.meta.url))
const ARTIFACTS = ['model', 'dataset', 'report']
const FLOATS_PER_LAYER = 128 * 1024

const { values: options } = parseArgs({ options: { keep: { type: 'boolean', default: false } } })

if (existsSync(program)) {
  const folder = mkdtempSync(path.join(tmpdir(), 'artifact-store-example-'))
  try {
    tellTheStory(folder)
  } catch (error) {
    console.error(`\nThe example failed: ${error.message}`)
    process.exitCode = 1
  } finally {
    if (options.keep) console.log(`\nKept: ${folder}`)
    else rmSync(folder, { recursive: true, force: true })
  }
} else {
  console.error('There is no dist/index.js to run: npm run build makes it.')
  process.exitCode = 1
}

function tellTheStory(folder) {
  const state = { layers: Array.from({ length: 16 }, randomLayer), rows: 0, epoch: 0 }

  heading('1. A training run leaves a model, a dataset and a report')
  console.log('Saved for the first time, each is stored whole.\n')
  trainAndSave(folder, state)
  for (const artifact of ARTIFACTS) cpSync(workOf(folder, artifact), originalOf(folder, artifact), { recursive: true })

  heading('2. One of the sixteen layers is tuned, rows are appended, the report is written anew')
  console.log('Only what changed is stored: bytes that an earlier version holds are shared with it.\n')
  trainAndSave(folder, state)

  heading('3. Once more')
  trainAndSave(folder, state)

  heading('4. What the store holds now')
  run(folder, ['list'], { show: true })
  console.log()
  run(folder, ['show', 'model@v3'], { show: true })

  heading('5. The first version of each, back in a folder of its own')
  for (const artifact of ARTIFACTS) {
    const restored = path.join(folder, 'restored', artifact)
    run(folder, ['restore', `${artifact}@v1`, path.relative(folder, restored)], { show: true })
    const files = compareFolders(originalOf(folder, artifact), restored)
    console.log(`  compared with the original: ${plural(files, 'file')}, every byte the same\n`)
  }
  console.log('Done: three versions of three artifacts, each of which can be restored at any time.')
}

/** The next epoch: changes the work folder, then saves all three artifacts and says what that cost. */
function trainAndSave(folder, state) {
  state.epoch++
  if (state.epoch > 1) state.layers[state.layers.length - state.epoch] = randomLayer()
  state.rows += state.epoch === 1 ? 20_000 : 400
  const accuracy = [0.871, 0.902, 0.914][state.epoch - 1]
  const loss = [0.412, 0.335, 0.301][state.epoch - 1]
  writeModel(workOf(folder, 'model'), state)
  writeDataset(workOf(folder, 'dataset'), state)
  writeReport(workOf(folder, 'report'), state, { accuracy, loss })

  save(folder, ['model', 'work/model', '--metric', `accuracy=${accuracy}`, '--metric', `loss=${loss}`])
  save(folder, ['dataset', 'work/dataset', '--param', `rows=${state.rows}`])
  save(folder, ['report', 'work/report', '--metric', `accuracy=${accuracy}`])
}

function save(folder, args) {
  const saved = JSON.parse(run(folder, ['save', ...args, '--type', args[0], '--json']))
  console.log(
    `  ${saved.reference}: ${kib(saved.size)} in ${plural(saved.files, 'file')}, the store grew by ${kib(saved['stored-size'])}\n`
  )
  // A report is written anew; the others must share what they have in common with the version before.
  if (saved.number > 1 && args[0] !== 'report' && saved['stored-size'] > saved.size / 2) {
    throw new Error(`${saved.reference} stored ${saved['stored-size']} bytes, though most of it was there already`)
  }
}

/** Runs the program in `folder`, as the line that is printed would from a shell. */
function run(folder, args, { show = false } = {}) {
  console.log(`$ artifact-store ${args.join(' ')}`)
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ARTIFACT_STORE: path.join(folder, 'store') }
  })
  if (error !== undefined) throw error
  process.stderr.write(stderr)
  if (status !== 0) throw new Error(`artifact-store ${args[0]} ended with exit code ${status}`)
  if (show) process.stdout.write(stdout.replace(/^(?=.)/gm, '  '))
  return stdout
}

function writeModel(folder, { layers, epoch }) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'weights.bin'), Buffer.concat(layers))
  writeFileSync(
    path.join(folder, 'config.json'),
    JSON.stringify({ layers: layers.length, dtype: 'float32', epoch }, null, 2)
  )
}

/** Weights as bytes: 32-bit floats around zero. */
function randomLayer() {
  const floats = Float32Array.from({ length: FLOATS_PER_LAYER }, () => (Math.random() + Math.random() - 1) * 0.05)
  return Buffer.from(floats.buffer)
}

function writeDataset(folder, { rows }) {
  mkdirSync(folder, { recursive: true })
  const lines = ['id,taken_at,sensor,celsius']
  for (let id = 1; id <= rows; id++) {
    const takenAt = new Date(Date.UTC(2026, 0, 1) + id * 60_000).toISOString()
    lines.push(`${id},${takenAt},sensor-${id % 17},${(15 + 10 * Math.sin(id / 300) + (id % 7) / 10).toFixed(2)}`)
  }
  writeFileSync(path.join(folder, 'readings.csv'), `${lines.join('\n')}\n`)
}

function writeReport(folder, { rows, epoch }, metrics) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, 'metrics.json'), JSON.stringify({ epoch, rows, ...metrics }, null, 2))
  const table = Object.entries(metrics).map(([name, value]) => `| ${name} | ${value} |`)
  const worst = Array.from({ length: 200 }, (_value, rank) => {
    const id = Math.floor(Math.random() * rows)
    return `${rank + 1}. reading ${id}: predicted ${(Math.random() * 30).toFixed(2)} °C`
  })
  const text = [
    ...[`# Training, epoch ${epoch}`, '', '| metric | value |', '|---|---|', ...table, ''],
    ...[`Trained on ${rows} rows. The readings that it predicts worst:`, '', ...worst, '']
  ]
  writeFileSync(path.join(folder, 'report.md'), text.join('\n'))
}

/** @returns how many files there are; throws where the folders differ in names or bytes. */
function compareFolders(expected, actual) {
  const names = readdirSync(expected).sort()
  const found = readdirSync(actual).sort()
  if (names.join('\n') !== found.join('\n')) throw new Error(`restored were [${found}], not [${names}]`)
  for (const name of names) {
    if (!readFileSync(path.join(expected, name)).equals(readFileSync(path.join(actual, name)))) {
      throw new Error(`${name} came back with other bytes than were saved`)
    }
  }
  return names.length
}

function workOf(folder, artifact) {
  return path.join(folder, 'work', artifact)
}

function originalOf(folder, artifact) {
  return path.join(folder, 'originals', artifact)
}

function plural(count, noun) {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

function heading(text) {
  console.log(`\n${text}\n`)
}

function kib(bytes) {
  return `${(bytes / 1024).toLocaleString('en', { maximumFractionDigits: 1 })} KiB`
}
