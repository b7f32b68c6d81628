/**
 * Who asks, and whose versions he is shown: what a pull request's run saved is not taken for the state of a branch, and
 * not by other pull requests.
 */
import { isQuarantined } from './names.js'
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

/**
 * Whether a run is of a pull request that comes from a fork, or may: nothing tells that it does not. It writes to the
 * quarantine alone.
 */
export function isConfined({ pullRequest, fromFork }: Viewer): boolean {
  return pullRequest !== undefined && fromFork !== false
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

/**
 * Whether `latest` may choose a version: not what the runs of other pull requests saved. Who names an artifact of the
 * quarantine means just that.
 */
export function isShownTo(viewer: Viewer | undefined, { name, run }: VersionMetadata): boolean {
  if (isQuarantined(name)) return true
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
  const branch = baseBranchOf(viewer, version.run)
  if (branch === undefined) return undefined
  // What is in the quarantine is compared with versions of another artifact, whose numbers tell nothing of before.
  const isBefore = ({ name, number }: VersionMetadata): boolean =>
    viewer.pullRequest !== undefined || name !== version.name || number < version.number
  return (candidate) => isBefore(candidate) && isOnBranch(viewer, candidate, branch)
}

/** The branch of a pull request's base, else that of the run; undefined where it is not known. */
export function baseBranchOf(viewer: Viewer, run: RunContext): string | undefined {
  return viewer.pullRequest === undefined ? (viewer.branch ?? text(run['branch'])) : viewer.baseBranch
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
