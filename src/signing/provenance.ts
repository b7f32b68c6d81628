/**
 * Where a version comes from, as SLSA provenance v1 (https://slsa.dev/spec/v1.0/provenance): in a workflow with the fields
 * that GitHub's own generator fills in (https://actions.github.io/buildtypes/workflow/v1). What is not known is left out.
 */
import { textAt, valueAt } from './json.js'
import { malformed, statement, type Statement, type Subject } from './statement.js'

export const PROVENANCE_PREDICATE_TYPE = 'https://slsa.dev/provenance/v1'

const WORKFLOW_BUILD_TYPE = 'https://actions.github.io/buildtypes/workflow/v1'
/** The build type, and the builder, of what was saved by hand or by a program that tells less of itself. */
const LOCAL_BUILD_TYPE =
  'https://github.com/artifact-store/artifact-store/blob/main/docs/SIGNING.md#outside-of-a-workflow'

/** The version that a statement is about. */
export interface StatedVersion {
  readonly name: string
  readonly number: number
  /** Its label, where it has one. */
  readonly label: string | undefined
  /** 64 hexadecimal digits. */
  readonly digest: string
}

/** What is known of how a version came to be. */
export interface Origins {
  readonly version: StatedVersion
  /** That of the model statement of the same files, where there is one. */
  readonly model: Subject | undefined
  /** The context of the run, by allow-list; nothing in it is taken for granted. */
  readonly run: Readonly<Record<string, unknown>>
  /** The versions that it was made of. */
  readonly inputs: readonly { readonly name: string; readonly number: number; readonly digest: string }[]
}

interface ResourceDescriptor {
  readonly name?: string
  readonly uri?: string
  readonly digest: Readonly<Record<string, string>>
}

export interface ProvenancePredicate {
  readonly buildDefinition: {
    readonly buildType: string
    readonly externalParameters: object
    readonly internalParameters: object
    readonly resolvedDependencies: readonly ResourceDescriptor[]
  }
  readonly runDetails: {
    readonly builder: { readonly id: string }
    readonly metadata?: { readonly invocationId: string }
  }
}

export function provenanceStatement(origins: Origins): Statement<ProvenancePredicate> {
  const { version, model } = origins
  const subject = { name: `${version.name}@v${version.number}`, digest: { sha256: version.digest } }
  return statement(PROVENANCE_PREDICATE_TYPE, predicate(origins), model === undefined ? [subject] : [subject, model])
}

function predicate({ version, run, inputs }: Origins): ProvenancePredicate {
  const workflow = workflowOf(run)
  const { name, number, label } = version
  const own = { 'artifact-store': { name, number, ...(label === undefined ? {} : { label }) } }
  const dependencies = inputs.map((input) => ({
    name: `${input.name}@v${input.number}`,
    digest: { sha256: input.digest }
  }))
  if (workflow === undefined) {
    return {
      buildDefinition: {
        buildType: LOCAL_BUILD_TYPE,
        externalParameters: {},
        internalParameters: own,
        resolvedDependencies: [...localCommit(run), ...dependencies]
      },
      runDetails: { builder: { id: LOCAL_BUILD_TYPE } }
    }
  }
  const { ref, repository, path, builder, commit, invocationId } = workflow
  const github = known({
    event_name: textAt(run, 'event'),
    repository_id: textAt(run, 'repositoryId'),
    repository_owner_id: textAt(run, 'repositoryOwnerId'),
    runner_environment: textAt(run, 'runnerEnvironment')
  })
  return {
    buildDefinition: {
      buildType: WORKFLOW_BUILD_TYPE,
      externalParameters: { workflow: { ref, repository, path } },
      internalParameters: { github, ...own },
      resolvedDependencies: [
        ...(commit === undefined ? [] : [{ uri: `git+${repository}@${ref}`, digest: { gitCommit: commit } }]),
        ...dependencies
      ]
    },
    runDetails: {
      builder: { id: builder },
      ...(invocationId === undefined ? {} : { metadata: { invocationId } })
    }
  }
}

interface Workflow {
  readonly ref: string
  /** `https://github.com/owner/name`. */
  readonly repository: string
  /** `.github/workflows/train.yml` */
  readonly path: string
  readonly builder: string
  readonly commit: string | undefined
  readonly invocationId: string | undefined
}

/** Undefined where the run was of no workflow, or does not tell which. */
function workflowOf(run: Origins['run']): Workflow | undefined {
  const [server, name, ref, workflowRef] = ['server', 'repository', 'ref', 'workflowRef'].map((key) => textAt(run, key))
  if (run['workflow'] === false || !server || !name || !ref || !workflowRef?.startsWith(`${name}/`)) return undefined
  const repository = `${server}/${name}`
  const [runId, runAttempt] = [textAt(run, 'runId'), run['runAttempt']]
  return {
    ref,
    repository,
    path: workflowPath(workflowRef.slice(name.length + 1), ref),
    builder: `${server}/${workflowRef}`,
    commit: textAt(run, 'sha'),
    invocationId:
      runId === undefined || typeof runAttempt !== 'number'
        ? undefined
        : `${repository}/actions/runs/${runId}/attempts/${runAttempt}`
  }
}

/** `path@ref` without the ref; either may hold an `@` of its own. */
function workflowPath(pathAndRef: string, ref: string): string {
  if (pathAndRef.endsWith(`@${ref}`)) return pathAndRef.slice(0, -ref.length - 1)
  return pathAndRef.split('@refs/', 1)[0]!
}

/** What git knew of the folder: the commit that the files were made at, if nothing was changed since. */
function localCommit(run: Origins['run']): ResourceDescriptor[] {
  const commit = textAt(run, 'sha')
  if (commit === undefined || run['dirty'] === true) return []
  const repository = textAt(run, 'repository')
  // What is no address of a repository (a path of somebody's machine) is nothing for others to read.
  const uri = repository !== undefined && /^https?:\/\//.test(repository) ? { uri: `git+${repository}` } : {}
  return [{ ...uri, digest: { gitCommit: commit } }]
}

function known(fields: Readonly<Record<string, string | undefined>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** What a signed provenance says; undefined for what it does not. */
export interface StatedProvenance {
  readonly version: StatedVersion
  /** The root digest of the model statement that was signed with it. */
  readonly modelRoot: string | undefined
  /** Of a workflow: `https://github.com/owner/name`, `.github/workflows/train.yml`, `refs/heads/main`. */
  readonly repository: string | undefined
  readonly workflow: string | undefined
  readonly ref: string | undefined
  readonly event: string | undefined
  readonly commit: string | undefined
  /** The page of the run. */
  readonly invocation: string | undefined
}

/** @throws ArtifactStoreError `SIGNATURE` where the statement does not say which version it is about. */
export function readProvenance({ subject, predicate: signed }: Statement): StatedProvenance {
  const build = valueAt(signed, 'buildDefinition')
  const own = valueAt(build, 'internalParameters', 'artifact-store')
  const [name, number, label] = [textAt(own, 'name'), valueAt(own, 'number'), textAt(own, 'label')]
  const [first, second] = subject
  if (name === undefined || typeof number !== 'number' || first?.name !== `${name}@v${number}` || subject.length > 2) {
    throw malformed('its provenance does not say which version it is of')
  }
  const version: StatedVersion = { name, number, label, digest: first.digest.sha256 }
  const modelRoot = second?.digest.sha256
  if (textAt(build, 'buildType') !== WORKFLOW_BUILD_TYPE) {
    const nothing = { repository: undefined, workflow: undefined, ref: undefined, event: undefined }
    return { version, modelRoot, ...nothing, commit: commitOf(build), invocation: undefined }
  }
  const workflow = valueAt(build, 'externalParameters', 'workflow')
  return {
    version,
    modelRoot,
    repository: textAt(workflow, 'repository'),
    workflow: textAt(workflow, 'path'),
    ref: textAt(workflow, 'ref'),
    event: textAt(build, 'internalParameters', 'github', 'event_name'),
    commit: commitOf(build),
    invocation: textAt(signed, 'runDetails', 'metadata', 'invocationId')
  }
}

function commitOf(build: unknown): string | undefined {
  const dependencies = valueAt(build, 'resolvedDependencies')
  return Array.isArray(dependencies) ? textAt(dependencies[0], 'digest', 'gitCommit') : undefined
}
