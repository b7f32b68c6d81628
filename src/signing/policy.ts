/** Whose signatures count, and what their provenance must say. */
import { ArtifactStoreError, quote } from '../errors.js'
import type { VerifyingKey } from './keys.js'
import type { StatedProvenance } from './provenance.js'

export interface SignaturePolicy {
  /** At least one: a signature by any of them counts. */
  readonly keys: readonly VerifyingKey[]
  /** `https://github.com/owner/name`: the version was saved by a workflow of it. */
  readonly repository?: string
  /** The path of that workflow, `.github/workflows/train.yml`. */
  readonly workflow?: string
  /** It ran on one of these branches, and not for a pull request; `*` in one stands for any characters. */
  readonly branches?: readonly string[]
  /**
   * The artifact's name as it was signed, for copies under another name: number and label are then those that it was
   * signed with. Default: name, number and label must be those of the version.
   */
  readonly signedAs?: string
  /** Whether it must have a statement for `model_signing`, too, because somebody wants to hand that on. */
  readonly requireModel?: boolean
}

/** @throws ArtifactStoreError `SIGNATURE`, as the rest of a sentence about the signature. */
export function checkPolicy(policy: SignaturePolicy, stated: StatedProvenance): void {
  const { repository, workflow, branches } = policy
  // GitHub takes the names of owners and repositories in any case.
  if (repository !== undefined && stated.repository?.toLowerCase() !== repository.toLowerCase()) {
    throw refused('repository', stated.repository, [repository])
  }
  if (workflow !== undefined && stated.workflow !== workflow) throw refused('workflow', stated.workflow, [workflow])
  if (branches !== undefined) checkBranch(branches, stated)
}

const BRANCH_PREFIX = 'refs/heads/'

function checkBranch(branches: readonly string[], { ref, event }: StatedProvenance): void {
  // Of `pull_request_target` the ref is that of the base branch, and the files may be anybody's.
  if (event?.startsWith('pull_request') === true) throw refused('branch', `a pull request (${event})`, branches)
  const branch = ref?.startsWith(BRANCH_PREFIX) === true ? ref.slice(BRANCH_PREFIX.length) : undefined
  if (branch !== undefined && branches.some((pattern) => matches(pattern, branch))) return
  throw refused('branch', branch ?? ref, branches)
}

function matches(pattern: string, branch: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^]*')}$`).test(branch)
}

function refused(what: string, stated: string | undefined, wanted: readonly string[]): ArtifactStoreError {
  const found = stated === undefined ? `names no ${what}` : `names the ${what} ${quote(stated)}`
  return new ArtifactStoreError(
    'SIGNATURE',
    `its provenance ${found}, and ${wanted.map(quote).join(' or ')} is required`
  )
}
