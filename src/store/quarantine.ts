/**
 * The quarantine: where the run of a pull request that comes from a fork, or may, writes. What lies there is seen by who
 * names it, and by nobody else. docs/PROTOCOL.md, "Who sees what"; docs/SECURITY-MODEL.md says what that is worth.
 */
import { ArtifactStoreError, quote } from '../errors.js'
import { checkArtifactName, isQuarantined, NAME_MAXIMUM, QUARANTINE } from './names.js'
import type { ArtifactName } from './types.js'
import { isConfined, type Viewer } from './viewer.js'

/** As GitHub allows it, less what a name cannot hold. */
const REPOSITORY = /^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/
const QUARANTINED_NAME = new RegExp(`^${QUARANTINE}/[^/]+/[^/]+/\\d+/(.+)$`)

/**
 * The artifact that a run saves as when it asks for `name`: of a fork's pull request
 * `quarantine/<owner>/<repository>/<number>/<name>`, of any other run the name itself.
 * @throws ArtifactStoreError `INVALID_INPUT` where that cannot be a name, or is one that is kept for such runs;
 * `REFUSED` where it is of another pull request's quarantine.
 */
export function nameToSave(viewer: Viewer, name: ArtifactName): ArtifactName {
  if (!isConfined(viewer)) {
    if (isQuarantined(name)) throw reserved(name, 'name')
    return name
  }
  if (isQuarantined(name)) {
    checkMayWrite(viewer, name)
    return name
  }
  const mapped = `${prefixOf(viewer)}${name}`
  if (mapped.length > NAME_MAXIMUM) {
    throw new ArtifactStoreError(
      'INVALID_INPUT',
      `name: ${quote(name)} is too long by ${mapped.length - NAME_MAXIMUM} characters: ${whatItIs(viewer)}, so it would be saved as ${quote(mapped)}, and a name may have ${NAME_MAXIMUM}`
    )
  }
  return checkArtifactName(mapped)
}

/**
 * That a run may write to an artifact: one of a fork's pull request only to its own quarantine.
 * @param name undefined for all artifacts.
 * @throws ArtifactStoreError `REFUSED` with the reason.
 */
export function checkMayWrite(viewer: Viewer, name: ArtifactName | undefined, input = 'name'): void {
  if (!isConfined(viewer)) return
  const prefix = prefixOf(viewer)
  if (name?.startsWith(prefix)) return
  const what = name === undefined ? 'the store as a whole is' : `${quote(name)} is`
  throw new ArtifactStoreError(
    'REFUSED',
    `${input}: ${what} not for this run to change: ${whatItIs(viewer)}, and writes only below ${quote(prefix)} (the output 'name' of its save tells the whole name)`
  )
}

/** That an artifact outside of the quarantine is not copied into it. @throws ArtifactStoreError `INVALID_INPUT`. */
export function checkCopyName(name: ArtifactName, toName: ArtifactName): void {
  if (isQuarantined(toName) && !isQuarantined(name)) throw reserved(toName, 'to-name')
}

/** The artifact that a quarantined one would be if its run were trusted; of any other name, the name. */
export function trustedName(name: ArtifactName): ArtifactName {
  return QUARANTINED_NAME.exec(name)?.[1] ?? name
}

/** `quarantine/<owner>/<repository>/<number>/`. */
function prefixOf(viewer: Viewer): string {
  const { repository = '', pullRequest = '' } = viewer
  const tellsBoth = REPOSITORY.test(repository) && /^\d+$/.test(pullRequest)
  if (tellsBoth) return `${QUARANTINE}/${repository}/${pullRequest}/`
  throw new ArtifactStoreError(
    'REFUSED',
    `name: ${whatItIs(viewer)}, and it does not tell ${REPOSITORY.test(repository) ? 'the number of the pull request (GITHUB_EVENT_PATH)' : 'its repository (GITHUB_REPOSITORY)'}: there is no place where it could write`
  )
}

function whatItIs({ fromFork }: Viewer): string {
  return `this run is of a pull request that ${fromFork === true ? 'comes' : 'may come'} from a fork`
}

function reserved(name: ArtifactName, input: string): ArtifactStoreError {
  return new ArtifactStoreError(
    'INVALID_INPUT',
    `${input}: ${quote(name)} is kept for pull requests from forks: choose a name that does not start with '${QUARANTINE}'`
  )
}
