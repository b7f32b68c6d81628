/**
 * Who asks, and whose versions he is shown: what a pull request's run saved is not taken for the state of a branch, and
 * not by other pull requests.
 */
import type { RunContext, VersionMetadata } from './types.js'

/** The run that asks for versions, as far as selectors and guards want to know. */
export interface Viewer {
  /** `owner/name`. */
  readonly repository?: string
  /** The branch that the run is of; of a pull request that is its own one. */
  readonly branch?: string
  /** Of a pull request's run: its number, or what else tells it from others. */
  readonly pullRequest?: string
  /** The branch that the pull request is to be merged into. */
  readonly baseBranch?: string
  /** Whether the pull request comes from another repository. Where that is not known it counts as a fork. */
  readonly fromFork?: boolean
}

const PULL_REQUEST_REF = /^refs\/pull\/(\d+)\//

/** Who asks, told by the context of his run. */
export function viewerOf(run: RunContext): Viewer {
  const pullRequest = pullRequestOf(run)
  const branch = text(run['branch'])
  const repository = text(run['repository'])
  const baseBranch = text(run['baseRef'])
  const fromFork = isFromFork(run)
  return {
    ...(repository === undefined ? {} : { repository }),
    ...(branch === undefined ? {} : { branch }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(pullRequest === undefined || baseBranch === undefined ? {} : { baseBranch }),
    ...(pullRequest === undefined || fromFork === undefined ? {} : { fromFork })
  }
}

/** The pull request that a run was of; undefined where it was of none. */
export function pullRequestOf(run: RunContext): string | undefined {
  const match = PULL_REQUEST_REF.exec(text(run['ref']) ?? '')
  if (match !== null) return match[1]
  if (text(run['event'])?.startsWith('pull_request') !== true) return undefined
  // Of `pull_request_target` the ref is the base branch.
  const { pullRequest } = run
  if (typeof pullRequest === 'number') return String(pullRequest)
  return `of ${text(run['headRef']) ?? ''}`
}

/** Undefined where the run does not tell from where its pull request comes. */
function isFromFork(run: RunContext): boolean | undefined {
  const head = text(run['headRepository'])
  const repository = text(run['repository'])
  return head === undefined || repository === undefined ? undefined : head !== repository
}

/** Whether `latest` may choose a version: not what the runs of other pull requests saved. */
export function isShownTo(viewer: Viewer | undefined, { run }: VersionMetadata): boolean {
  const pullRequest = pullRequestOf(run)
  if (pullRequest === undefined) return true
  return pullRequest === viewer?.pullRequest && text(run['repository']) === viewer.repository
}

/**
 * Whether a version was saved on a branch. A fork's pull request may call its branch `main`, too: it counts only to its
 * own runs.
 */
export function isOfBranch(viewer: Viewer | undefined, version: VersionMetadata, branch: string): boolean {
  const { run } = version
  return run['branch'] === branch && (isShownTo(viewer, version) || isFromFork(run) === false)
}

/** Whether a version was saved on a branch of the viewer's repository itself, and not by a pull request's run. */
export function isOnBranch(viewer: Viewer | undefined, { run }: VersionMetadata, branch: string): boolean {
  if (run['branch'] !== branch || pullRequestOf(run) !== undefined) return false
  const repository = text(run['repository'])
  return repository === undefined || viewer?.repository === undefined || repository === viewer.repository
}

/**
 * Which versions one is compared with where nothing else is asked for; the newest of them is. In a pull request those of
 * the branch that it is to be merged into, also newer ones; else earlier ones of the same branch. Undefined where that
 * branch is not known.
 */
export function baseRule(
  version: VersionMetadata,
  viewer: Viewer
): ((candidate: VersionMetadata) => boolean) | undefined {
  const isPullRequest = viewer.pullRequest !== undefined
  const branch = isPullRequest ? viewer.baseBranch : (viewer.branch ?? version.run['branch'])
  if (typeof branch !== 'string') return undefined
  return (candidate) => (isPullRequest || candidate.number < version.number) && isOnBranch(viewer, candidate, branch)
}

const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/** The commits that a run was of, whole and in small letters: of a pull request, its merge commit and its head. */
export function commitsOf({ run }: VersionMetadata): string[] {
  return [run['sha'], run['headSha']]
    .map((commit) => text(commit)?.toLowerCase())
    .filter((commit): commit is string => commit !== undefined && COMMIT.test(commit))
}

function text(value: string | number | boolean | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
