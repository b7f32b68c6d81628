/** What the recorded run of a version says of its commit, for views. Nothing in it is believed: it becomes links. */
import type { RunContext } from './types.js'

const REPOSITORY = /^[\w.-]+\/[\w.-]+$/
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/
const RUN_ID = /^\d{1,20}$/

/** The commit that a version was made of: that of a pull request's head, since its merge commit does not stay. */
export function commitOf(run: RunContext): string | undefined {
  const commit = run['headSha'] ?? run['sha']
  return typeof commit === 'string' && COMMIT.test(commit) ? commit : undefined
}

/** `https://github.com/owner/name`, where the run says which. */
export function repositoryUrl(run: RunContext): string | undefined {
  const { server, repository } = run
  if (typeof server !== 'string' || typeof repository !== 'string' || !REPOSITORY.test(repository)) return undefined
  if (repository.split('/').some((segment) => segment === '.' || segment === '..')) return undefined
  let url: URL
  try {
    url = new URL(server)
  } catch {
    return undefined
  }
  return url.protocol === 'https:' || url.protocol === 'http:' ? `${url.origin}/${repository}` : undefined
}

/** The page of the run's commit. */
export function commitUrl(run: RunContext): string | undefined {
  const repository = repositoryUrl(run)
  const commit = commitOf(run)
  return repository === undefined || commit === undefined ? undefined : `${repository}/commit/${commit}`
}

/** The page of the workflow's run. */
export function runUrl(run: RunContext): string | undefined {
  const repository = repositoryUrl(run)
  const { runId } = run
  return repository !== undefined && typeof runId === 'string' && RUN_ID.test(runId)
    ? `${repository}/actions/runs/${runId}`
    : undefined
}

/** The page that compares two commits; undefined where one is not known, both are the same, or the repositories differ. */
export function compareUrl(from: RunContext, to: RunContext): string | undefined {
  const repository = repositoryUrl(to)
  const [first, second] = [commitOf(from), commitOf(to)]
  if (repository === undefined || repositoryUrl(from) !== repository) return undefined
  if (first === undefined || second === undefined || first === second) return undefined
  return `${repository}/compare/${first}...${second}`
}
