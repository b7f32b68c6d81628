/** Runs as the doors describe them, for tests of who sees and may do what. */
import type { RunContext } from '../../src/store/index.js'

const REPOSITORY = 'owner/repository'

/** A commit by one digit. */
export function commit(digit: number | string): string {
  return String(digit).repeat(40).slice(0, 40)
}

/** A push to a branch. */
export function push(branch = 'main', more: RunContext = {}): RunContext {
  return {
    workflow: 'CI',
    event: 'push',
    repository: REPOSITORY,
    ref: `refs/heads/${branch}`,
    refName: branch,
    branch,
    runId: '100',
    ...more
  }
}

/** A run of a pull request. @param from the repository that it comes from. */
export function pull(number: number, branch = 'fix', from = REPOSITORY, more: RunContext = {}): RunContext {
  return {
    workflow: 'CI',
    event: 'pull_request',
    repository: REPOSITORY,
    headRepository: from,
    ref: `refs/pull/${number}/merge`,
    headRef: branch,
    baseRef: 'main',
    branch,
    runId: String(200 + number),
    ...more
  }
}
