/** The run that a version comes from, read from what the runner tells every step, and every shell in one. */
import { readFileSync } from 'node:fs'
import type { RunContext } from '../store/types.js'

type Environment = Readonly<Record<string, string | undefined>>

/** Whether this process runs inside of a workflow. */
export function isInWorkflow(env: Environment): boolean {
  return env['GITHUB_ACTIONS'] === 'true'
}

/** The allow-list: nothing else of the environment is ever recorded. */
const TEXT_VARIABLES = {
  server: 'GITHUB_SERVER_URL',
  repository: 'GITHUB_REPOSITORY',
  repositoryId: 'GITHUB_REPOSITORY_ID',
  repositoryOwnerId: 'GITHUB_REPOSITORY_OWNER_ID',
  sha: 'GITHUB_SHA',
  ref: 'GITHUB_REF',
  refName: 'GITHUB_REF_NAME',
  refType: 'GITHUB_REF_TYPE',
  baseRef: 'GITHUB_BASE_REF',
  headRef: 'GITHUB_HEAD_REF',
  event: 'GITHUB_EVENT_NAME',
  workflowRef: 'GITHUB_WORKFLOW_REF',
  workflowSha: 'GITHUB_WORKFLOW_SHA',
  job: 'GITHUB_JOB',
  runId: 'GITHUB_RUN_ID',
  actor: 'GITHUB_ACTOR',
  triggeringActor: 'GITHUB_TRIGGERING_ACTOR',
  runnerName: 'RUNNER_NAME',
  runnerOs: 'RUNNER_OS',
  runnerArch: 'RUNNER_ARCH',
  runnerEnvironment: 'RUNNER_ENVIRONMENT'
} as const satisfies Record<string, string>

const NUMBER_VARIABLES = {
  runNumber: 'GITHUB_RUN_NUMBER',
  runAttempt: 'GITHUB_RUN_ATTEMPT'
} as const satisfies Record<string, string>

/**
 * The fields that have a value. `workflow` is the workflow's name (`true` where the runner does not tell it): a record
 * made outside of one has `false` there.
 * @param event the parsed payload of the event, or undefined where there is none
 */
export function runContext(env: Environment, event: unknown): RunContext {
  const context: Record<string, string | number | boolean> = { workflow: env['GITHUB_WORKFLOW'] || true }
  for (const [field, variable] of Object.entries(TEXT_VARIABLES)) {
    const value = env[variable]
    if (value !== undefined && value !== '') context[field] = value
  }
  for (const [field, variable] of Object.entries(NUMBER_VARIABLES)) {
    const value = wholeNumber(env[variable])
    if (value !== undefined) context[field] = value
  }
  const branch = branchOf(env)
  if (branch !== undefined) context['branch'] = branch
  return { ...context, ...pullRequest(event) }
}

/**
 * Names the run for lineage, the same in all its jobs and attempts: `github.com/owner/repository/123`. Undefined where
 * the runner does not tell enough.
 */
export function runKey(env: Environment): string | undefined {
  const repository = env['GITHUB_REPOSITORY']
  const runId = env['GITHUB_RUN_ID']
  const server = hostOf(env['GITHUB_SERVER_URL'])
  if (!repository || !runId || server === undefined) return undefined
  return `${server}/${repository}/${runId}`
}

export function runAttempt(env: Environment): number | undefined {
  return wholeNumber(env['GITHUB_RUN_ATTEMPT'])
}

/**
 * The parsed payload of the event that started the workflow. One that is missing or broken costs the commit of a pull
 * request's head, not the step: it is undefined, and `tell` hears why.
 */
export function readEvent(env: Environment, tell: (message: string) => void): unknown {
  const path = env['GITHUB_EVENT_PATH']
  if (path === undefined || path === '') return undefined
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown
  } catch (error) {
    tell(`the event's payload cannot be read: ${String(error)}`)
    return undefined
  }
}

/** The branch that the run is about: a pull request's own branch, the pushed one, none for a tag. */
function branchOf(env: Environment): string | undefined {
  const headRef = env['GITHUB_HEAD_REF']
  if (headRef) return headRef
  const ref = env['GITHUB_REF'] ?? ''
  if (ref.startsWith(BRANCH_PREFIX) && ref.length > BRANCH_PREFIX.length) return ref.slice(BRANCH_PREFIX.length)
  return undefined
}

const BRANCH_PREFIX = 'refs/heads/'

/** Of a pull request: its number, its newest commit, and the repository that it comes from. */
function pullRequest(event: unknown): RunContext {
  const payload = field(event, 'pull_request')
  const number = field(payload, 'number')
  const head = field(payload, 'head')
  const sha = field(head, 'sha')
  const repository = field(field(head, 'repo'), 'full_name')
  return {
    ...(Number.isSafeInteger(number) ? { pullRequest: number as number } : {}),
    ...(typeof repository === 'string' && /^[\w.-]+\/[\w.-]+$/.test(repository) ? { headRepository: repository } : {}),
    ...(typeof sha === 'string' && /^[0-9a-f]{40,64}$/.test(sha) ? { headSha: sha } : {})
  }
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Record<string, unknown>)[name]
}

function hostOf(server: string | undefined): string | undefined {
  try {
    return server ? new URL(server).host : undefined
  } catch {
    return undefined
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
