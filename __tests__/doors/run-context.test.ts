import { isInWorkflow, readEvent, runAttempt, runContext, runKey } from '../../src/doors/run-context.js'
import { viewerOf } from '../../src/store/index.js'

const PUSH = {
  GITHUB_ACTIONS: 'true',
  GITHUB_SERVER_URL: 'https://github.example.com',
  GITHUB_REPOSITORY: 'owner/repository',
  GITHUB_REPOSITORY_ID: '42',
  GITHUB_SHA: 'a'.repeat(40),
  GITHUB_REF: 'refs/heads/topic/a',
  GITHUB_REF_NAME: 'topic/a',
  GITHUB_REF_TYPE: 'branch',
  GITHUB_BASE_REF: '',
  GITHUB_HEAD_REF: '',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_WORKFLOW: 'CI',
  GITHUB_WORKFLOW_REF: 'owner/repository/.github/workflows/ci.yml@refs/heads/topic/a',
  GITHUB_WORKFLOW_SHA: 'b'.repeat(40),
  GITHUB_JOB: 'train',
  GITHUB_RUN_ID: '9000000001',
  GITHUB_RUN_NUMBER: '17',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_ACTOR: 'someone',
  GITHUB_TRIGGERING_ACTOR: 'someone-else',
  RUNNER_NAME: 'runner-1',
  RUNNER_OS: 'Linux',
  RUNNER_ARCH: 'X64',
  RUNNER_ENVIRONMENT: 'self-hosted',
  GITHUB_TOKEN: 'secret-1',
  ACTIONS_RUNTIME_TOKEN: 'secret-2',
  AWS_SECRET_ACCESS_KEY: 'secret-3',
  INPUT_SIGN_KEY: 'secret-4',
  GITHUB_WORKSPACE: '/home/someone/secret-5'
}

describe('runContext', () => {
  it('records exactly the allowed variables of a push', () => {
    expect(runContext(PUSH, undefined)).toEqual({
      workflow: 'CI',
      server: 'https://github.example.com',
      repository: 'owner/repository',
      repositoryId: '42',
      sha: 'a'.repeat(40),
      ref: 'refs/heads/topic/a',
      refName: 'topic/a',
      refType: 'branch',
      branch: 'topic/a',
      event: 'push',
      workflowRef: 'owner/repository/.github/workflows/ci.yml@refs/heads/topic/a',
      workflowSha: 'b'.repeat(40),
      job: 'train',
      runId: '9000000001',
      runNumber: 17,
      runAttempt: 2,
      actor: 'someone',
      triggeringActor: 'someone-else',
      runnerName: 'runner-1',
      runnerOs: 'Linux',
      runnerArch: 'X64',
      runnerEnvironment: 'self-hosted'
    })
  })

  it('takes branch and head commit of a pull request from where they are told', () => {
    const env = {
      ...PUSH,
      GITHUB_EVENT_NAME: 'pull_request',
      GITHUB_REF: 'refs/pull/7/merge',
      GITHUB_REF_NAME: '7/merge',
      GITHUB_REF_TYPE: '',
      GITHUB_BASE_REF: 'main',
      GITHUB_HEAD_REF: 'fix'
    }
    const repo = { private: true, full_name: 'fork/repository' }
    const event = { pull_request: { number: 7, head: { sha: 'c'.repeat(40), repo }, title: 'private' } }
    const context = runContext(env, event)
    expect(context).toMatchObject({ branch: 'fix', headRef: 'fix', baseRef: 'main', headSha: 'c'.repeat(40) })
    expect(context).toMatchObject({ pullRequest: 7, headRepository: 'fork/repository' })
    expect(viewerOf(context)).toEqual({
      repository: 'owner/repository',
      branch: 'fix',
      pullRequest: '7',
      baseBranch: 'main',
      fromFork: true
    })
    expect(JSON.stringify(context)).not.toContain('private')
    expect(context).not.toHaveProperty('refType')
  })

  it('knows no branch of a tag', () => {
    const context = runContext(
      { ...PUSH, GITHUB_REF: 'refs/tags/v1', GITHUB_REF_NAME: 'v1', GITHUB_REF_TYPE: 'tag' },
      {}
    )
    expect(context).toMatchObject({ refType: 'tag', refName: 'v1' })
    expect(context).not.toHaveProperty('branch')
  })

  it.each([
    [undefined],
    [null],
    ['text'],
    [[]],
    [{ pull_request: null }],
    [{ pull_request: { head: { sha: 7 } } }],
    [{ pull_request: { head: { sha: 'not a commit\n' } } }],
    [{ pull_request: { number: '7', head: { repo: null } } }],
    [{ pull_request: { number: 1.5, head: { repo: { full_name: 'no repository' } } } }]
  ])('takes nothing from the payload %j', (event) => {
    expect(runContext(PUSH, event)).toEqual(runContext(PUSH, undefined))
  })

  it('says that it is in a workflow where little else is known', () => {
    expect(runContext({ GITHUB_RUN_ATTEMPT: 'x', GITHUB_RUN_NUMBER: '' }, undefined)).toEqual({ workflow: true })
  })
})

describe('runKey', () => {
  it('is the same in all jobs and attempts of a run', () => {
    expect(runKey(PUSH)).toBe('github.example.com/owner/repository/9000000001')
    expect(runKey({ ...PUSH, GITHUB_RUN_ATTEMPT: '3', GITHUB_JOB: 'evaluate' })).toBe(runKey(PUSH))
    expect(runAttempt(PUSH)).toBe(2)
  })

  it.each(['GITHUB_SERVER_URL', 'GITHUB_REPOSITORY', 'GITHUB_RUN_ID'])('is not made up without %s', (name) => {
    expect(runKey({ ...PUSH, [name]: '' })).toBeUndefined()
    expect(runKey({ ...PUSH, [name]: undefined })).toBeUndefined()
  })

  it('is not made up from a server that is no address', () => {
    expect(runKey({ ...PUSH, GITHUB_SERVER_URL: 'github' })).toBeUndefined()
    expect(runAttempt({})).toBeUndefined()
  })
})

describe('the surroundings', () => {
  it('tell whether this is a workflow', () => {
    expect(isInWorkflow(PUSH)).toBe(true)
    expect(isInWorkflow({ GITHUB_ACTIONS: 'false' })).toBe(false)
  })

  it('may have a payload that cannot be read, which is told and no failure', () => {
    const told: string[] = []
    expect(readEvent({}, (message) => told.push(message))).toBeUndefined()
    expect(told).toEqual([])
    expect(readEvent({ GITHUB_EVENT_PATH: '/does/not/exist' }, (message) => told.push(message))).toBeUndefined()
    expect(told).toEqual([expect.stringContaining('/does/not/exist')])
  })
})
