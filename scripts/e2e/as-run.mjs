/**
 * Runs the command line as a step of another run would run it: one of a push to a branch, or of a pull request of the same
 * repository. So a workflow can make versions of branches, commits and runs that are not its own.
 *
 *     node scripts/e2e/as-run.mjs BRANCH RUN COMMIT ARGUMENTS...
 *     node scripts/e2e/as-run.mjs BRANCH#99 RUN COMMIT ARGUMENTS...      of pull request 99, from that branch
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'

const [of, run, commit, ...commandLine] = process.argv.slice(2)
const [branch, pullRequest] = of.split('#')
const repository = process.env.GITHUB_REPOSITORY
const number = Number(pullRequest)

const event = pullRequest && { pull_request: { number, head: { sha: commit, repo: { full_name: repository } } } }
const eventFile = path.join(process.env.RUNNER_TEMP, 'as-run.json')
writeFileSync(eventFile, JSON.stringify(event ?? {}))

const { status, error } = spawnSync(process.execPath, ['dist/index.js', ...commandLine], {
  stdio: 'inherit',
  env: {
    ...process.env,
    GITHUB_EVENT_NAME: event ? 'pull_request' : 'push',
    GITHUB_EVENT_PATH: eventFile,
    GITHUB_REF: event ? `refs/pull/${number}/merge` : `refs/heads/${branch}`,
    GITHUB_REF_NAME: event ? `${number}/merge` : branch,
    GITHUB_HEAD_REF: event ? branch : '',
    GITHUB_BASE_REF: event ? 'main' : '',
    GITHUB_SHA: commit,
    GITHUB_RUN_ID: run
  }
})
if (error) throw error
process.exitCode = status ?? 1
