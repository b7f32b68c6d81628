/**
 * Runs .github/workflows/e2e.yml for real, on this machine, without Docker: act in host mode, as a push, as a pull
 * request, as one from a fork, and again with the stores in a bucket. Needs act (0.2.89) on the PATH, or its path in the variable ACT;
 * Linux, git, bash, tar; for the bucket an S3 server (scripts/s3-server.mjs).
 *
 * act ends with 0 also when it ran nothing: it leaves out, without a word, jobs whose `runs-on` it does not know and
 * steps whose `if` is false. So what ran is counted against what the workflow says, and whatever did not run fails.
 * act does not hold to `timeout-minutes` either; here everything is killed when the time is over.
 *
 *     node scripts/e2e.mjs [--verbose] [push|pull_request|fork|bucket|bucket_pull_request|bucket_fork]...
 */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import { parse } from 'yaml'
import { findS3Server, reportMissingServer, startS3Server } from './s3-server.mjs'
import { bundle, compile, root } from './toolchain.mjs'

const TIME_LIMIT_MS = 10 * 60_000
const workflowFile = '.github/workflows/e2e.yml'

/** A word of the one message that each step gives which must fail. */
const refusals = {
  'refused-key': /e2e\/signed@v1 is not restored: .*it is by another key/,
  'refused-unsigned': /e2e\/attested@v1 is not restored: it has no signature/,
  'refused-label': /1\.4\.0/,
  'refused-missing': /nothing-here/,
  'refused-mode': /svae/,
  'refused-input': /clean/,
  'refused-name': /\.\.\/model/,
  'refused-metric': /accuracy/,
  'refused-selector': /v7/,
  'refused-version': /v99/,
  'refused-store': /no-store/,
  'refused-malformed': /sha256:abc/,
  'refused-clean': /clean/,
  'refused-damage': /damage|pack/i,
  'verified-damage': /is damaged: \d+ objects?, which \d+ versions? needs?/,
  'refused-pr-base': /pr-base/,
  'refused-branch': /'frozen' is protected .*'no-such-branch'/,
  'refused-bar': /'gold' is protected .*metrics\.accuracy \(0\.92\) >= 0\.99/,
  'failed-gate': /e2e\/registry@v5 fails .*metrics\.accuracy \(0\.5\) < base\.metrics\.accuracy/,
  'failed-record':
    /e2e\/registry@v5 fails .*metrics\.loss \(0\.95\) > base\.metrics\.loss \(0\.2\); base is e2e\/registry@v4/,
  'failed-fork': /@v2 fails .*metrics\.accuracy \(0\.5\) < base\.metrics\.accuracy \(0\.9\); base is e2e\/forked@v1/,
  'refused-fork-promote': /'e2e\/forked' is not for this run to change: .* a fork/,
  'refused-fork-record': /'e2e\/forked' is not for this run to change: .* a fork/
}

/** What the summaries of some of the steps must say. */
const summaries = {
  labelled: /1\.4\.0/,
  latest: /e2e\/model/,
  compared: /model\.txt[^]*accuracy/,
  passed: /let it pass/,
  'failed-gate': /The gate failed[^]*metrics\.accuracy \(0\.5\) &lt; base\.metrics\.accuracy/,
  saved: /quarantine\/acme\/models\/7\/e2e\/forked/
}

const push = { event: 'push', payload: {} }
/** @param from the repository that it comes from */
const pullRequest = (from) => ({
  event: 'pull_request',
  isFork: from !== 'acme/models',
  payload: {
    action: 'opened',
    number: 7,
    repository: { full_name: 'acme/models', default_branch: 'main' },
    pull_request: {
      number: 7,
      head: { ref: 'better-model', sha: '5'.repeat(40), repo: { full_name: from, fork: from !== 'acme/models' } },
      base: { ref: 'main', sha: '2'.repeat(40), repo: { full_name: 'acme/models' } }
    }
  }
})
const runs = {
  push,
  pull_request: pullRequest('acme/models'),
  fork: pullRequest('someone/models'),
  bucket: { ...push, inBucket: true },
  bucket_pull_request: { ...pullRequest('acme/models'), inBucket: true },
  bucket_fork: { ...pullRequest('someone/models'), inBucket: true }
}

/** What the `if` of a step or a job may say, and whether it then runs: anything else would have to be counted here first. */
const HEAD = 'github.event.pull_request.head.repo.full_name'
const conditions = {
  undefined: () => true,
  '${{ env.E2E_STORES }}': ({ inBucket }) => inBucket,
  '${{ !env.E2E_STORES }}': ({ inBucket }) => !inBucket,
  "${{ github.event_name == 'pull_request' }}": ({ event }) => event === 'pull_request',
  "${{ github.event_name != 'pull_request' }}": ({ event }) => event !== 'pull_request',
  [`\${{ github.event_name != 'pull_request' || ${HEAD} == github.repository }}`]: ({ isFork }) => !isFork,
  [`\${{ github.event_name == 'pull_request' && ${HEAD} != github.repository }}`]: ({ isFork }) => isFork === true
}

const workflow = parse(readFileSync(path.join(root, workflowFile), 'utf8'))

/** What must run: for each job of each combination of its matrix the ids of its steps, as act numbers them. */
function expectedJobs(given) {
  const jobs = []
  for (const [id, job] of Object.entries(workflow.jobs)) {
    const jobRuns = mustRun(job.if, given)
    for (const matrix of combinations(job.strategy?.matrix ?? {})) {
      const steps = job.steps.map((step, index) => ({
        id: step.id ?? String(index),
        name: step.name ?? step.uses ?? step.run,
        mayFail: step['continue-on-error'] === true,
        runs: mustRun(step.if, given) && jobRuns
      }))
      jobs.push({ key: jobKey(id, matrix), runs: jobRuns, steps })
    }
  }
  return jobs
}

function mustRun(condition, given) {
  const known = conditions[condition]
  if (known === undefined) throw new Error(`count the condition ${condition} here before using it`)
  return known(given)
}

function combinations(matrix) {
  if ('include' in matrix || 'exclude' in matrix) throw new Error('count include and exclude here before using them')
  let all = [{}]
  for (const [name, values] of Object.entries(matrix)) {
    all = all.flatMap((chosen) => values.map((value) => ({ ...chosen, [name]: value })))
  }
  return all
}

function jobKey(id, matrix) {
  const chosen = Object.keys(matrix ?? {}).sort()
  return chosen.length === 0 ? id : `${id} (${chosen.map((name) => `${name}: ${matrix[name]}`).join(', ')})`
}

/** The names that `runs-on` may have: each is mapped to this machine. */
function runnerLabels() {
  const labels = new Set()
  for (const job of Object.values(workflow.jobs)) {
    const fromMatrix = /^\$\{\{ matrix\.(\w+) \}\}$/.exec(job['runs-on'])
    for (const label of fromMatrix ? job.strategy.matrix[fromMatrix[1]] : [job['runs-on']]) labels.add(label)
  }
  return [...labels]
}

/** The actions that are stood in for, as the workflow names them, so that a new pin needs no change here. */
function standIns() {
  const used = new Set(Object.values(workflow.jobs).flatMap((job) => job.steps.map((step) => step.uses ?? '')))
  return [...used].flatMap((uses) => {
    const direction = /^actions\/(upload|download)-artifact@/.exec(uses)?.[1]
    return direction ? [[uses, path.join(root, 'scripts/e2e/carry', direction)]] : []
  })
}

/** A repository of its own with this tree's files and a fresh bundle: what is tested is never a stale dist/. */
function makeRepository(folder) {
  const listed = run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], root)
  for (const file of listed.split('\0').filter((name) => name !== '' && !name.startsWith('dist/'))) {
    cpSync(path.join(root, file), path.join(folder, file), { verbatimSymlinks: true })
  }
  compile()
  bundle('lib/main.js', path.join(folder, 'dist'))
  run('git', ['init', '--quiet', '--initial-branch=main'], folder)
  run('git', ['add', '--all', '--force'], folder)
  run('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.com', 'commit', '--quiet', '--message=e2e'], folder)
}

function run(command, args, cwd) {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
  if (done.error) throw done.error
  if (done.status !== 0) throw new Error(`${command} ${args[0]} failed: ${done.stderr}`)
  return done.stdout
}

/**
 * Runs act; gives its exit code (or what it was killed for) and all that it reported.
 * @param name of the run
 * @param env what the steps find in their environment, besides
 * @param secrets what no log may show
 */
async function runAct(name, repository, scratch, env, secrets) {
  const { event, payload } = runs[name]
  const eventFile = path.join(scratch, `${name}.json`)
  writeFileSync(eventFile, JSON.stringify(payload))
  const home = path.join(scratch, 'home')
  const carried = path.join(scratch, `carried-${name}`)
  mkdirSync(home, { recursive: true })
  mkdirSync(carried, { recursive: true })
  const envFile = path.join(scratch, `${name}.env`)
  const lines = Object.entries({ GITHUB_REPOSITORY: 'acme/models', E2E_CARRY: carried, ...env, ...secrets })
  writeFileSync(envFile, lines.map(([variable, value]) => `${variable}=${value}\n`).join(''), { mode: 0o600 })

  const args = [event, '--json', '-W', workflowFile, '-e', eventFile]
  args.push(...runnerLabels().flatMap((label) => ['-P', `${label}=-self-hosted`]))
  args.push(...standIns().flatMap(([uses, folder]) => ['--local-repository', `${uses}=${folder}`]))
  args.push('--no-cache-server', '--use-gitignore=false', '--action-cache-path', path.join(scratch, 'cache'))
  args.push('--env-file', envFile, '-s', 'GITHUB_TOKEN=none')
  // Named alone: act takes the value from its environment, and leaves it out of all that it prints.
  args.push(...Object.keys(secrets).flatMap((secret) => ['-s', secret]))

  const child = spawn(process.env.ACT || 'act', args, {
    cwd: repository,
    // Nothing of this machine's environment reaches the workflow, and actions run on the Node.js that they ask for.
    env: {
      HOME: home,
      CI: 'true',
      PATH: `${path.join(root, 'node_modules/.bin')}:/usr/local/bin:/usr/bin:/bin`,
      ...secrets
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: when the time is over, the steps are killed with it.
    detached: true
  })
  let killedFor
  const kill = (reason) => {
    killedFor ??= reason
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL')
  }
  const timer = setTimeout(() => kill(`after ${TIME_LIMIT_MS / 1000} s`), TIME_LIMIT_MS)
  stop = kill

  const reports = []
  const other = []
  const ended = new Promise((resolve, reject) => {
    child.once('error', (error) => {
      clearTimeout(timer)
      const how = 'install it, or set ACT to its path; see CONTRIBUTING.md'
      reject(error.code === 'ENOENT' ? new Error(`act was not found: ${how}`, { cause: error }) : error)
    })
    child.once('close', (code, signal) => {
      clearTimeout(timer)
      resolve(killedFor === undefined ? (signal ?? code) : `killed ${killedFor}`)
    })
  })
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      try {
        reports.push(JSON.parse(line))
      } catch {
        other.push(line)
      }
    })
  }
  return { exit: await ended, reports, other }
}

/** What is wrong with a run: nothing, where every job and step ran and ended as it should. */
function judge({ exit, reports, other }, given, secrets) {
  const problems = []
  if (exit !== 0) problems.push(`act ended with ${exit}`)

  const results = new Map()
  const jobResults = new Map()
  for (const report of reports) {
    const key = jobKey(report.jobID, report.matrix)
    if (report.jobResult) jobResults.set(key, report.jobResult)
    // A composite action's own steps have longer ids.
    if (report.stage === 'Main' && report.stepResult && report.stepID?.length === 1) {
      results.set(`${key}: ${report.stepID[0]}`, report.stepResult)
    }
  }

  const said = [...reports.map((report) => JSON.stringify(report)), ...other]
  for (const [secret, value] of Object.entries(secrets)) {
    if (said.some((line) => line.includes(value))) problems.push(`the log shows ${secret}`)
  }

  const jobs = expectedJobs(given)
  let steps = 0
  let missing = 0
  for (const job of jobs) {
    const jobResult = jobResults.get(job.key) ?? 'did not run'
    if (job.runs ? jobResult !== 'success' : jobResult !== 'skipped' && jobResult !== 'did not run')
      problems.push(`job ${job.key}: ${jobResult}`)
    for (const step of job.steps) {
      const key = `${job.key}: ${step.id}`
      const result = results.get(key) ?? 'did not run'
      results.delete(key)
      if (!step.runs) {
        if (result !== 'skipped' && result !== 'did not run')
          problems.push(`${job.key}, step "${step.name}": ${result}, where it should be left out`)
        continue
      }
      const wanted = step.mayFail ? 'failure' : 'success'
      if (result === wanted) steps++
      else if (result === 'did not run' && exit !== 0) missing++
      else problems.push(`${job.key}, step "${step.name}": ${result}, where it should be a ${wanted}`)
    }
  }
  if (missing > 0) problems.push(`${missing} steps did not run`)
  for (const key of results.keys()) problems.push(`${key} ran, and is not in the workflow`)

  if (missing === 0) problems.push(...judgeMessages(jobs, reports))
  return { problems, jobs: jobs.filter(({ runs }) => runs).length, steps }
}

/** Each step that must fail gave exactly one error, which names what was wrong; each save and restore a summary. */
function judgeMessages(jobs, reports) {
  const problems = []
  const failing = jobs.flatMap((job) => job.steps.filter((step) => step.mayFail))
  for (const { id } of failing.filter((step) => step.runs)) {
    if (!(id in refusals)) problems.push(`${id}: scripts/e2e.mjs does not know what it should say`)
    const errors = reports.filter((report) => report.command === 'error' && report.stepID?.[0] === id)
    if (errors.length !== 1) problems.push(`${id} gave ${errors.length} errors, not one`)
    else if (!refusals[id]?.test(errors[0].arg)) problems.push(`${id} said: ${errors[0].arg}`)
  }
  for (const id of Object.keys(refusals)) {
    if (!failing.some((step) => step.id === id)) problems.push(`${id} is not in the workflow`)
  }

  for (const [id, pattern] of Object.entries(summaries)) {
    const step = jobs.flatMap((job) => job.steps).find((one) => one.id === id)
    if (step === undefined) problems.push(`${id} is not in the workflow`)
    if (step?.runs !== true) continue
    const written = reports.filter((report) => report.command === 'summary' && report.stepID?.[0] === id)
    if (!written.some((report) => pattern.test(report.content)))
      problems.push(`${id} wrote no summary that says ${pattern}`)
  }
  return problems
}

/** What the steps printed, by job, so that a failure can be read. */
function printLog({ reports, other }, verbose) {
  for (const line of other) console.log(line)
  for (const report of reports) {
    if (verbose || report.level === 'error' || report.stepResult === 'failure' || report.raw_output) {
      console.log(`[${jobKey(report.jobID ?? 'act', report.matrix)}] ${String(report.msg).trimEnd()}`)
    }
  }
}

/** Runs the workflow once, and says what came of it. */
async function runAndJudge(name, repository, scratch, env = {}, secrets = {}) {
  const outcome = await runAct(name, repository, scratch, env, secrets)
  const { problems, jobs, steps } = judge(outcome, runs[name], secrets)
  if (problems.length > 0 || verbose) printLog(outcome, verbose)
  if (problems.length === 0) {
    console.log(`e2e, ${name}: ${jobs} jobs, ${steps} steps, all as they should be`)
  } else {
    console.error(`e2e, ${name}: ${problems.length} problems`)
    for (const problem of problems) console.error(`  ${problem}`)
    process.exitCode = 1
  }
}

/** The same with all stores in a bucket, which the steps find as users' steps do: by the SDK's own variables. */
async function runInBucket(name, repository, scratch) {
  const found = findS3Server()
  if (found === undefined) return reportMissingServer(`e2e, ${name}`)
  const server = await startS3Server(found)
  try {
    const { endpoint, credentials } = server
    const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
    await client.send(new CreateBucketCommand({ Bucket: 'e2e' }))
    client.destroy()
    await runAndJudge(
      name,
      repository,
      scratch,
      { E2E_STORES: 's3://e2e/runs', AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: credentials.accessKeyId },
      { AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey }
    )
  } finally {
    await server.stop()
  }
}

// What was started is in a group of its own, and what was made must not stay.
let stop = () => undefined
let stoppedBy
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stoppedBy ??= signal
    stop(`by ${signal}`)
  })
}

const args = process.argv.slice(2)
const verbose = args.includes('--verbose')
const chosen = args.filter((argument) => argument !== '--verbose')
const scratch = mkdtempSync(path.join(tmpdir(), 'artifact-store-e2e-'))
try {
  for (const name of chosen)
    if (!(name in runs)) throw new Error(`there is no run ${name}: ${Object.keys(runs).join(', ')}`)
  const repository = path.join(scratch, 'repository')
  makeRepository(repository)
  for (const name of chosen.length > 0 ? chosen : Object.keys(runs)) {
    if (stoppedBy !== undefined) break
    if (runs[name].inBucket === true) await runInBucket(name, repository, scratch)
    else await runAndJudge(name, repository, scratch)
  }
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
