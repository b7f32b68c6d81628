/**
 * Measures saving and restoring beside what people use for the same today: `npm run bench`. docs/BENCHMARKS.md says what
 * is measured and how, and holds the tables that this writes.
 *
 *     npm run bench -- --quick                    a sixteenth of the sizes, one run: does it work?
 *     npm run bench -- --only model,report        some of the workloads
 *     npm run bench -- --tools artifact-store,cp  some of the tools
 *     npm run bench -- --runs 5                   medians of five runs (3)
 *     npm run bench -- --dir /a/folder            on that disk (the temporary folder's); needs 8 GiB free
 *     npm run bench -- --write                    puts the tables into docs/BENCHMARKS.md
 *     npm run bench -- --json                     prints all measurements instead
 *     npm run bench -- --profile out              also CPU profiles of each phase, into a folder
 *     npm run bench -- s3                         instead: a bucket, on a real server (S3_SERVER names it)
 *     npm run bench -- registry                   instead: questions about thousands of versions, medians of five
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { describeMachine } from './machine.mjs'
import { compareFolders, flush, measure, run, sizeOf } from './measure.mjs'
import { measureRegistry, renderRegistry } from './registry.mjs'
import { measureS3, renderS3 } from './s3.mjs'
import { summarizeProfiles } from './profile.mjs'
import { renderReport } from './report.mjs'
import { artifactStore, program, TOOLS } from './tools.mjs'
import { WORKLOADS } from './workloads.mjs'

const DOCUMENT = fileURLToPath(new URL('../docs/BENCHMARKS.md', import.meta.url))
/** The tables lie between these in the document. */
const MARKS = { begin: '<!-- bench:begin -->', end: '<!-- bench:end -->' }
/** What else there is to measure, by its name. */
const OTHERS = {
  s3: {
    measure: measureS3,
    render: renderS3,
    runs: 3,
    marks: { begin: '<!-- bench:s3:begin -->', end: '<!-- bench:s3:end -->' }
  },
  registry: {
    measure: measureRegistry,
    render: renderRegistry,
    runs: 5,
    marks: { begin: '<!-- bench:registry:begin -->', end: '<!-- bench:registry:end -->' }
  }
}
const QUICK_SCALE = 16

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    tools: { type: 'string' },
    runs: { type: 'string' },
    dir: { type: 'string', default: tmpdir() },
    write: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    profile: { type: 'string' }
  }
})

try {
  await main()
} catch (error) {
  console.error(`bench: ${error.message}`)
  process.exitCode = 1
}

async function main() {
  const [what, ...rest] = positionals
  if (rest.length > 0 || (what !== undefined && !Object.hasOwn(OTHERS, what)))
    throw new Error(`there is no '${positionals.join(' ')}'`)
  const other = what === undefined ? undefined : OTHERS[what]
  const runs = options.runs === undefined ? (options.quick ? 1 : (other?.runs ?? 3)) : Number(options.runs)
  if (!Number.isInteger(runs) || runs < 1) throw new Error('--runs takes a number from 1 on')
  if (!existsSync(program)) throw new Error('there is no dist/index.js to measure: npm run build makes it')
  if (other !== undefined) return await benchOther(other, runs)
  const workloads = chosen(WORKLOADS, options.only, '--only')
  const tools = chosen(TOOLS, options.tools, '--tools').filter((tool) => {
    const isHere = tool.version() !== undefined
    if (!isHere) progress(`${tool.name} is not installed: left out`)
    return isHere
  })
  const scale = options.quick ? QUICK_SCALE : 1
  const folder = mkdtempSync(path.join(options.dir, 'artifact-store-bench-'))
  try {
    const results = []
    for (const workload of workloads) results.push(await measureWorkload(workload, { tools, runs, scale, folder }))
    const report = {
      machine: describeMachine(folder),
      scale,
      runs,
      tools: tools.map(({ name, version }) => ({ name, version: version() })),
      workloads: results
    }
    const markdown = renderReport(report)
    console.log(options.json ? JSON.stringify(report, null, 2) : markdown)
    if (options.write) writeDocument(markdown)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function benchOther({ measure: measureOther, render, marks }, runs) {
  const folder = mkdtempSync(path.join(options.dir, 'artifact-store-bench-'))
  try {
    const report = await measureOther({ runs, scale: options.quick ? QUICK_SCALE : 1, folder, progress })
    if (report === undefined) return
    const markdown = render(report)
    console.log(options.json ? JSON.stringify(report, null, 2) : markdown)
    if (options.write) writeDocument(markdown, marks)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function chosen(all, names, flag) {
  if (names === undefined) return all
  const wanted = names.split(',').map((name) => name.trim())
  const unknown = wanted.find((name) => !all.some((one) => one.name.split(' ')[0] === name))
  if (unknown !== undefined) {
    throw new Error(`${flag}: there is no '${unknown}', only ${all.map(({ name }) => name.split(' ')[0]).join(', ')}`)
  }
  return all.filter(({ name }) => wanted.includes(name.split(' ')[0]))
}

async function measureWorkload(workload, { tools, runs, scale, folder }) {
  progress(`${workload.name}: making the files`)
  const states = { first: path.join(folder, 'first'), changed: path.join(folder, 'changed') }
  for (const state of Object.values(states)) mkdirSync(state)
  const { changedBytes } = await workload.make(states.first, states.changed, scale)
  const content = { first: sizeOf(states.first), changed: sizeOf(states.changed) }
  flush(folder)

  const measured = new Map(tools.map((tool) => [tool.name, []]))
  // Tool by tool in each run, not run by run in each tool: what slows the machine down for a while slows all of them.
  for (let number = 1; number <= runs; number++) {
    for (const tool of tools) {
      progress(`${workload.name}: ${tool.name}, run ${number} of ${runs}`)
      measured.get(tool.name).push(await measureTool(tool, states, folder, number === 1))
    }
  }
  const profile =
    options.profile === undefined
      ? undefined
      : await profileWorkload(workload, states, folder, path.resolve(options.profile))
  for (const state of Object.values(states)) rmSync(state, { recursive: true })
  return {
    name: workload.name,
    title: workload.title,
    content,
    changedBytes,
    tools: tools.map(({ name }) => ({ name, runs: measured.get(name) })),
    profile
  }
}

/** The states take the same path one after the other, as files in a work folder do that a job rewrites. */
async function inPlace(state, folder, use) {
  const source = path.join(folder, 'source')
  renameSync(state, source)
  try {
    return await use(source)
  } finally {
    renameSync(source, state)
  }
}

async function measureTool(tool, states, folder, isFirstRun) {
  const repository = path.join(folder, 'repository')
  const scratch = path.join(folder, 'scratch')
  const destination = path.join(folder, 'restored')
  const source = path.join(folder, 'source')
  const place = { source, repository, scratch }
  const result = {}
  for (const made of [repository, scratch, destination]) mkdirSync(made)
  try {
    const prepare = tool.prepare(place)
    if (prepare !== undefined) await run(prepare)
    const save = async (phase, number) => {
      const before = sizeOf(repository)
      const measurement = await measure(tool.save(place, number), folder)
      const after = sizeOf(repository)
      result[phase] = { ...measurement, addedBytes: after.bytes - before.bytes, objects: after.files }
    }
    await inPlace(states.first, folder, () => save('save', 1))
    await inPlace(states.changed, folder, async () => {
      await save('changed', 2)
      await save('unchanged', 3)
      result.restore = await measure(tool.restore(place, 2, destination), folder)
      // Fast and wrong is not fast; once is enough.
      if (isFirstRun) await compareFolders(source, destination)
    })
    return result
  } finally {
    for (const made of [repository, scratch, destination]) rmSync(made, { recursive: true, force: true })
  }
}

/** The same once more with the profiler on: its times do not count, the shares do. */
async function profileWorkload(workload, states, folder, out) {
  const repository = path.join(folder, 'repository')
  const destination = path.join(folder, 'restored')
  const place = { source: path.join(folder, 'source'), repository, scratch: folder }
  const profiles = {}
  const profiled = async (phase, command) => {
    const into = path.join(out, `${workload.name}-${phase}`)
    rmSync(into, { recursive: true, force: true })
    const [node, ...rest] = command.argv
    await run({ ...command, argv: [node, '--cpu-prof', `--cpu-prof-dir=${into}`, ...rest] })
    profiles[phase] = summarizeProfiles(into)
  }
  progress(`${workload.name}: profiling`)
  for (const made of [repository, destination]) mkdirSync(made)
  try {
    await inPlace(states.first, folder, () => profiled('save', artifactStore.save(place, 1)))
    await inPlace(states.changed, folder, async () => {
      await profiled('changed', artifactStore.save(place, 2))
      await profiled('unchanged', artifactStore.save(place, 3))
      await profiled('restore', artifactStore.restore(place, 2, destination))
    })
    return profiles
  } finally {
    for (const made of [repository, destination]) rmSync(made, { recursive: true, force: true })
  }
}

function writeDocument(markdown, marks = MARKS) {
  const text = readFileSync(DOCUMENT, 'utf8')
  const begin = text.indexOf(marks.begin)
  const end = text.indexOf(marks.end)
  if (begin < 0 || end < begin) throw new Error(`docs/BENCHMARKS.md lacks ${marks.begin} … ${marks.end}`)
  writeFileSync(DOCUMENT, `${text.slice(0, begin + marks.begin.length)}\n\n${markdown}\n${text.slice(end)}`)
  progress('docs/BENCHMARKS.md is written')
}

function progress(text) {
  console.error(`bench: ${text}`)
}
