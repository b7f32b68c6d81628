/** Provenance, by the fields of GitHub's own generator; and what a policy and a version ask of a signed one. */
import {
  modelStatement,
  provenanceStatement,
  signStatement,
  verifyPair,
  type Origins,
  type SignaturePolicy,
  type StatedVersion
} from '../../src/signing/index.js'
import { type Loose, newKey, RUN, thrown } from './support.js'

const DIGEST = 'd'.repeat(64)
const version: StatedVersion = { name: 'team/classifier', number: 3, label: '1.4.0', digest: DIGEST }
const files = [{ name: 'a', algorithm: 'sha256', digest: 'e'.repeat(64) }] as const
const model = modelStatement(version.name, files)
const inputs = [{ name: 'dataset', number: 7, digest: 'f'.repeat(64) }]

const origins = (more: Partial<Origins> = {}): Origins => ({
  version,
  model: model.subject[0],
  run: RUN,
  inputs,
  ...more
})

describe('of a run in a workflow', () => {
  test('the provenance has the fields of GitHub, and what was restored as resolved dependencies', () => {
    expect(provenanceStatement(origins())).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        { name: 'team/classifier@v3', digest: { sha256: DIGEST } },
        { name: 'classifier', digest: model.subject[0].digest }
      ],
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: {
          buildType: 'https://actions.github.io/buildtypes/workflow/v1',
          externalParameters: {
            workflow: {
              ref: 'refs/heads/main',
              repository: 'https://github.com/acme/models',
              path: '.github/workflows/train.yml'
            }
          },
          internalParameters: {
            github: {
              event_name: 'push',
              repository_id: '1001',
              repository_owner_id: '2002',
              runner_environment: 'github-hosted'
            },
            'artifact-store': { name: 'team/classifier', number: 3, label: '1.4.0' }
          },
          resolvedDependencies: [
            { uri: 'git+https://github.com/acme/models@refs/heads/main', digest: { gitCommit: 'c'.repeat(40) } },
            { name: 'dataset@v7', digest: { sha256: 'f'.repeat(64) } }
          ]
        },
        runDetails: {
          builder: { id: 'https://github.com/acme/models/.github/workflows/train.yml@refs/heads/main' },
          metadata: { invocationId: 'https://github.com/acme/models/actions/runs/77/attempts/2' }
        }
      }
    })
  })

  test.each([
    ['acme/models/.github/workflows/a@b.yml@refs/heads/x@y', 'refs/heads/x@y', '.github/workflows/a@b.yml'],
    // The ref of a workflow may be another one than that of the event.
    ['acme/models/.github/workflows/train.yml@refs/heads/main', 'refs/tags/v1', '.github/workflows/train.yml']
  ])('the path of %s at %s is %s', (workflowRef, ref, path) => {
    const { predicate } = provenanceStatement(origins({ run: { ...RUN, workflowRef, ref } }))
    expect(predicate.buildDefinition.externalParameters).toMatchObject({ workflow: { path, ref } })
  })

  test('nothing of the run comes in that is not among these fields', () => {
    const secret = { token: 'ghp_secret', env: 'all', actor: 'someone', runnerName: 'host-17' }
    const text = JSON.stringify(provenanceStatement(origins({ run: { ...RUN, ...secret } })))
    for (const value of ['ghp_secret', 'someone', 'host-17', 'all']) expect(text).not.toContain(`"${value}"`)
  })

  test('what the run does not tell is left out', () => {
    const { server, repository, ref, workflowRef } = RUN
    const { predicate, subject } = provenanceStatement(
      origins({ run: { workflow: true, server, repository, ref, workflowRef }, model: undefined, inputs: [] })
    )
    expect(subject).toHaveLength(1)
    expect(predicate.buildDefinition.internalParameters).toMatchObject({ github: {} })
    expect(predicate.buildDefinition.resolvedDependencies).toEqual([])
    expect(predicate.runDetails).toEqual({ builder: { id: `${server}/${workflowRef}` } })
  })
})

describe('outside of a workflow', () => {
  const LOCAL = expect.stringMatching(/docs\/SIGNING\.md#outside-of-a-workflow$/)

  test.each<[string, Origins['run'], object[]]>([
    ['nothing is known', { workflow: false }, []],
    [
      'git knows the commit',
      { workflow: false, sha: 'a'.repeat(40), dirty: false, branch: 'main' },
      [{ digest: { gitCommit: 'a'.repeat(40) } }]
    ],
    [
      'and its repository',
      { workflow: false, sha: 'a'.repeat(40), dirty: false, repository: 'https://example.com/r.git' },
      [{ uri: 'git+https://example.com/r.git', digest: { gitCommit: 'a'.repeat(40) } }]
    ],
    [
      'a path is no address',
      { workflow: false, sha: 'a'.repeat(40), dirty: false, repository: '/home/me/r' },
      [{ digest: { gitCommit: 'a'.repeat(40) } }]
    ],
    ['changed files are not those of the commit', { workflow: false, sha: 'a'.repeat(40), dirty: true }, []],
    ['a workflow that does not tell which it is', { workflow: true, repository: 'acme/models' }, []],
    ['a workflow of another repository', { ...RUN, repository: 'acme/other', sha: undefined }, []]
  ])('only what is known is stated: %s', (_what, run, commits) => {
    const { predicate } = provenanceStatement(origins({ run, inputs: [] }))
    expect(predicate).toEqual({
      buildDefinition: {
        buildType: LOCAL,
        externalParameters: {},
        internalParameters: { 'artifact-store': { name: 'team/classifier', number: 3, label: '1.4.0' } },
        resolvedDependencies: commits
      },
      runDetails: { builder: { id: LOCAL } }
    })
  })
})

// ── verifying ──────────────────────────────────────────────────────────────────────────────────────────────────────

const key = newKey()

function pair(more: Partial<Origins> = {}, signing = key.signing) {
  const made = provenanceStatement(origins(more))
  return {
    provenance: signStatement(made, signing),
    model: made.subject.length === 1 ? undefined : signStatement(model, signing)
  }
}

function verify(
  signed: { provenance: unknown; model: unknown },
  policy: Partial<SignaturePolicy> = {},
  expected: Partial<StatedVersion> = {},
  asked?: string
) {
  return verifyPair(signed, { ...version, ...expected }, asked, { keys: key.verifying, ...policy })
}

function problem(...parameters: Parameters<typeof verify>): string {
  const { code, message } = thrown(() => verify(...parameters))
  expect(code).toBe('SIGNATURE')
  return message
}

test('a pair that is right tells what was signed', () => {
  const { key: by, provenance, model: list, bundles } = verify(pair())
  expect(by).toBe(key.verifying[0].fingerprint)
  expect(provenance).toEqual({
    version,
    modelRoot: model.subject[0].digest.sha256,
    repository: 'https://github.com/acme/models',
    workflow: '.github/workflows/train.yml',
    ref: 'refs/heads/main',
    event: 'push',
    commit: 'c'.repeat(40),
    invocation: 'https://github.com/acme/models/actions/runs/77/attempts/2'
  })
  expect(list).toEqual(model)
  expect(Object.keys(bundles)).toEqual(['provenance', 'model'])
})

describe('a signature of another version does not count', () => {
  test.each<[string, Partial<StatedVersion>, RegExp]>([
    ['other contents', { digest: 'a'.repeat(64) }, /^it is of other contents, sha256:d{64}$/],
    ['another number', { number: 4 }, /^it is of 'team\/classifier@v3 \(1\.4\.0\)', not of 'team\/classifier@v4 \(1/],
    ['another name', { name: 'team/other' }, /not of 'team\/other@v3/],
    ['another label', { label: '1.4.1' }, /not of 'team\/classifier@v3 \(1\.4\.1\)'$/],
    ['no label', { label: undefined }, /not of 'team\/classifier@v3'$/]
  ])('%s', (_what, expected, message) => {
    expect(problem(pair(), {}, expected)).toMatch(message)
  })

  test('a label that was not signed does not let the version be asked for by it, but by all else', () => {
    const unlabelled = pair({ version: { ...version, label: undefined } })
    for (const asked of ['latest', 'v3', 'production', undefined]) {
      expect(verify(unlabelled, {}, {}, asked).provenance.version.label).toBeUndefined()
    }
    expect(problem(unlabelled, {}, {}, '1.4.0')).toBe("it does not cover the label '1.4.0' that was asked for")
    expect(() => verify(pair(), {}, {}, '1.4.0')).not.toThrow()
  })

  test('unless a copy is looked for by the name that was signed', () => {
    const copy = { name: 'production', number: 1, label: undefined }
    expect(verify(pair(), { signedAs: version.name }, copy).provenance.version).toEqual(version)
    expect(problem(pair(), { signedAs: 'team/other' }, copy)).toBe(
      "it is of 'team/classifier@v3 (1.4.0)', and 'team/other' is required"
    )
    expect(problem(pair(), { signedAs: version.name }, { ...copy, digest: 'a'.repeat(64) })).toMatch(/other contents/)
  })
})

describe('the two statements stay together', () => {
  test('neither can be taken away, added or exchanged', () => {
    const { provenance, model: list } = pair()
    expect(problem({ provenance, model: undefined })).toBe(
      'the model statement that was signed with its provenance is missing'
    )
    expect(problem({ provenance: undefined, model: list })).toMatch(/malformed/)
    expect(problem({ provenance: list, model: provenance })).toMatch(/states something else than https:\/\/slsa\.dev/)
    expect(problem({ ...pair({ model: undefined }), model: list })).toMatch(/knows of no model statement/)
    expect(problem({ provenance, model: provenance })).toMatch(/states something else than https:\/\/model_signing/)
  })

  test('a model statement can be asked for', () => {
    expect(() => verify(pair(), { requireModel: true })).not.toThrow()
    expect(() => verify(pair({ model: undefined }))).not.toThrow()
    expect(problem(pair({ model: undefined }), { requireModel: true })).toMatch(
      /^it has no statement for model_signing/
    )
  })

  test('both are of one key', () => {
    const other = newKey()
    const mixed = { provenance: pair().provenance, model: pair({}, other.signing).model }
    expect(problem(mixed, { keys: [...key.verifying, ...other.verifying] })).toMatch(/^it is by another key/)
  })
})

test.each<[string, (predicate: Loose, statement: Loose) => void]>([
  ['no word of the version', (predicate) => delete predicate.buildDefinition.internalParameters],
  ['a name that is a number', (predicate) => (predicate.buildDefinition.internalParameters['artifact-store'].name = 3)],
  [
    'a number that is text',
    (predicate) => (predicate.buildDefinition.internalParameters['artifact-store'].number = '3')
  ],
  ['another subject', (_predicate, statement) => (statement.subject[0].name = 'team/classifier@v4')],
  ['three subjects', (_predicate, statement) => statement.subject.push(statement.subject[0])]
])('a signed provenance with %s is malformed', (_what, change) => {
  const made: Loose = structuredClone(provenanceStatement(origins()))
  change(made.predicate, made)
  const signed = { provenance: signStatement(made, key.signing), model: pair().model }
  expect(problem(signed)).toBe('it is malformed: its provenance does not say which version it is of')
})

describe('a policy', () => {
  const REPOSITORY = 'https://github.com/acme/models'
  const WORKFLOW = '.github/workflows/train.yml'

  test.each<[string, Partial<SignaturePolicy>]>([
    ['of a repository', { repository: REPOSITORY }],
    ['of a repository in other letters', { repository: 'https://github.com/Acme/Models' }],
    ['of a workflow', { workflow: WORKFLOW }],
    ['of a branch', { branches: ['main'] }],
    ['of several branches', { branches: ['release/*', 'ma*'] }],
    ['of all', { repository: REPOSITORY, workflow: WORKFLOW, branches: ['main'] }]
  ])('%s lets pass what it names', (_what, policy) => {
    expect(() => verify(pair(), policy)).not.toThrow()
  })

  const onRef = (ref: string, event = 'push') =>
    pair({ run: { ...RUN, ref, event, workflowRef: `acme/models/${WORKFLOW}@${ref}` } })

  test.each<[string, ReturnType<typeof pair>, Partial<SignaturePolicy>, RegExp]>([
    [
      'another repository',
      pair(),
      { repository: 'https://github.com/acme/model' },
      /names the repository 'https:\/\/github\.com\/acme\/models', and 'https:\/\/github\.com\/acme\/model' is required$/
    ],
    [
      'the same repository elsewhere',
      pair(),
      { repository: 'https://ghe.example/acme/models' },
      /names the repository/
    ],
    [
      'another workflow',
      pair(),
      { workflow: '.github/workflows/deploy.yml' },
      /names the workflow '\.github\/workflows\/train\.yml', and/
    ],
    [
      'another branch',
      onRef('refs/heads/fix'),
      { branches: ['main'] },
      /names the branch 'fix', and 'main' is required/
    ],
    [
      'a branch of a longer name',
      onRef('refs/heads/main2'),
      { branches: ['main', 'm*n'] },
      /'main' or 'm\*n' is required/
    ],
    ['a dot that is no pattern', onRef('refs/heads/r1x0'), { branches: ['r1.0'] }, /names the branch/],
    ['a tag', onRef('refs/tags/main'), { branches: ['main', '*'] }, /names the branch 'refs\/tags\/main'/],
    [
      'a pull request',
      onRef('refs/pull/1/merge', 'pull_request'),
      { branches: ['main', '*'] },
      /a pull request \(pull_request\)/
    ],
    [
      'a pull request that runs on its base',
      onRef('refs/heads/main', 'pull_request_target'),
      { branches: ['main'] },
      /a pull request \(pull_request_target\)/
    ],
    ['no workflow at all', pair({ run: { workflow: false } }), { repository: REPOSITORY }, /names no repository/],
    ['no workflow at all', pair({ run: { workflow: false } }), { workflow: WORKFLOW }, /names no workflow/],
    ['no workflow at all', pair({ run: { workflow: false, branch: 'main' } }), { branches: ['*'] }, /names no branch/],
    ['a list of no branches', pair(), { branches: [] }, /names the branch 'main'/]
  ])('does not let pass %s', (_what, signed, policy, message) => {
    expect(problem(signed, policy)).toMatch(message)
  })

  test('believes a workflow only where the build is of that type', () => {
    const made: Loose = structuredClone(provenanceStatement(origins()))
    made.predicate.buildDefinition.buildType = 'https://example.com/other'
    const signed = { provenance: signStatement(made, key.signing), model: pair().model }
    expect(() => verify(signed)).not.toThrow()
    expect(problem(signed, { repository: REPOSITORY })).toMatch(/names no repository/)
  })
})
