import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { artifactDefaults, parseConfig, readConfig, type Config } from '../../src/doors/config.js'
import { isStoreError } from '../../src/errors.js'

const root = path.resolve(import.meta.dirname, '../..').replace(/[\\/]build$/, '')
const schemaFile = path.join(root, 'schema/artifact-store.schema.json')

const WHOLE = `# yaml-language-server: $schema=https://raw.githubusercontent.com/artifact-store/artifact-store/v1/schema/artifact-store.schema.json
store: s3://our-bucket/artifacts
protected-aliases:
  production:
    branches: [main, release/*]
    require: metrics.accuracy >= 0.9
  frozen: {}
artifacts:
  '*':
    retention: {keep-last: 20}
  churn-model:
    type: model
    retention:
      keep-last: 10
      keep-within: 90d
      keep-best: {accuracy: 3}
    metrics: {accuracy: higher, loss: lower}
`

/** The message without the file's name, which every one begins with. */
async function problem(text: string): Promise<string> {
  try {
    await parseConfig(text)
  } catch (error) {
    if (!isStoreError(error, 'INVALID_INPUT')) throw error
    expect(error.message).toMatch(/^\.github\/artifact-store\.yml\b/)
    return error.message.replace(/^\.github\/artifact-store\.yml,? ?/, '')
  }
  throw new Error('it was accepted')
}

describe('a workspace', () => {
  let workspace: string
  beforeEach(async () => {
    workspace = await mkdtemp(path.join(tmpdir(), 'config-'))
  })
  afterEach(() => rm(workspace, { recursive: true }))

  const nothing: Config = { protectedAliases: {}, artifacts: [] }

  it('without a configuration has an empty one', async () => {
    expect(await readConfig(workspace)).toEqual(nothing)
    await writeFile(path.join(workspace, '.github'), '')
    expect(await readConfig(workspace)).toEqual(nothing)
  })

  it('has what the file says', async () => {
    await mkdir(path.join(workspace, '.github'))
    await writeFile(path.join(workspace, '.github/artifact-store.yml'), WHOLE)
    expect(await readConfig(workspace)).toEqual({
      store: 's3://our-bucket/artifacts',
      protectedAliases: {
        production: { branches: ['main', 'release/*'], require: 'metrics.accuracy >= 0.9' },
        frozen: {}
      },
      artifacts: [
        { pattern: '*', retention: { keepLast: 20 }, metrics: {} },
        {
          pattern: 'churn-model',
          type: 'model',
          retention: { keepLast: 10, keepWithin: '90d', keepBest: { accuracy: 3 } },
          metrics: { accuracy: 'higher', loss: 'lower' }
        }
      ]
    })
  })

  it('whose file is no text is told so', async () => {
    await mkdir(path.join(workspace, '.github'))
    await writeFile(path.join(workspace, '.github/artifact-store.yml'), Buffer.from([0x73, 0xff, 0xfe]))
    await expect(readConfig(workspace)).rejects.toThrow(/^\.github\/artifact-store\.yml cannot be read: /)
  })
})

describe('a file', () => {
  it.each([[''], ['# nothing yet\n'], ['---\n# nothing\n'], ['store:\n'], ['protected-aliases:\nartifacts: ~\n']])(
    'that says nothing is an empty configuration: %j',
    async (text) => expect(await parseConfig(text)).toEqual({ protectedAliases: {}, artifacts: [] })
  )

  it.each([
    [
      'protected-alias: {}\n',
      "line 1, column 1: 'protected-alias' is no setting; did you mean 'protected-aliases'? there are 'store', 'protected-aliases', 'signatures' and 'artifacts'"
    ],
    [
      'store: x\nnothing: {}\n',
      "line 2, column 1: 'nothing' is no setting; there are 'store', 'protected-aliases', 'signatures' and 'artifacts'"
    ],
    [
      'protected-aliases:\n  production:\n    branch: [main]\n',
      "line 3, column 5: 'branch' is no setting in 'protected-aliases.production'; did you mean 'branches'? there are 'branches' and 'require'"
    ],
    ['store: [a]', `line 1, column 8: 'store' is a list; give text, such as "s3://our-bucket/artifacts"`],
    ['store: 7', `line 1, column 8: 'store' is the value 7; give text, such as "s3://our-bucket/artifacts"`],
    ['store: " "', /^line 1, column 8: 'store' cannot be ' ': What keeps the versions/],
    [
      'protected-aliases: [production]',
      `line 1, column 20: 'protected-aliases' is a list; give a mapping, such as {"production":{"branches":["main"],"require":"metrics.accuracy >= 0.9"}}`
    ],
    // Whether that protects or not is a question: the answer is written down.
    [
      'protected-aliases:\n  production:\n',
      "line 2, column 14: 'protected-aliases.production' is empty; give a mapping"
    ],
    [
      'protected-aliases: {production: {branches: main}}',
      `line 1, column 44: 'protected-aliases.production.branches' is the text 'main'; give a list, such as ["main"]`
    ],
    [
      'protected-aliases: {production: {branches: []}}',
      /^line 1, column 44: 'protected-aliases\.production\.branches' cannot be an empty list: Only runs of these/
    ],
    [
      'protected-aliases: {production: {branches: [main, 3]}}',
      "line 1, column 51: 'protected-aliases.production.branches.1' is the value 3; give text"
    ],
    [
      'protected-aliases: {"my alias": {}}',
      "line 1, column 21: 'my alias' cannot be a key here: An alias is named by letters, digits, '.', '_' and '-'."
    ],
    [
      'protected-aliases: {latest: {}}',
      "line 1, column 21: 'protected-aliases': 'latest' cannot be used as a name: it looks like a selector"
    ],
    [
      'protected-aliases:\n  production:\n    require: metrics.accuracy >=\n',
      /^line 3, column 14: 'protected-aliases\.production\.require': .*\n {2}metrics\.accuracy >=\n {2} +\^$/
    ],
    [
      'protected-aliases: {production: {require: metrics.a > base.metrics.a}}',
      /^line 1, column 43: .*there is no base to compare with here/
    ],
    [
      'artifacts:\n  model:\n    metrics: {accuracy: highest}\n',
      "line 3, column 25: 'artifacts.model.metrics.accuracy' is 'highest'; give one of 'higher' and 'lower'"
    ],
    [
      'artifacts: {a/b~c: {}}',
      /^line 1, column 13: 'a\/b~c' cannot be a key here: The name of an artifact, or a pattern of names/
    ],
    [
      'artifacts: {a/b: {typ: model}}',
      "line 1, column 19: 'typ' is no setting in 'artifacts.a/b'; did you mean 'type'? there are 'type', 'retention' and 'metrics'"
    ],
    ['artifacts: {m: {type: ""}}', /^line 1, column 23: 'artifacts\.m\.type' cannot be empty: What a save records/],
    [
      'artifacts: {m: {retention: {keep-last: 0}}}',
      /^line 1, column 40: 'artifacts\.m\.retention\.keep-last' cannot be 0: .*a whole number from 1 on\.$/
    ],
    [
      'artifacts: {m: {retention: {keep-last: 2.5}}}',
      "line 1, column 40: 'artifacts.m.retention.keep-last' is the value 2.5; give a whole number"
    ],
    [
      'artifacts: {m: {retention: {keep-within: 3 days}}}',
      /^line 1, column 42: 'artifacts\.m\.retention\.keep-within' cannot be '3 days': .*a unit/
    ],
    [
      'artifacts: {m: {retention: {keep-best: {accuracy: many}}}}',
      "line 1, column 51: 'artifacts.m.retention.keep-best.accuracy' is the text 'many'; give a whole number"
    ],
    [
      'signature: {}',
      "line 1, column 1: 'signature' is no setting; did you mean 'signatures'? there are 'store', 'protected-aliases', 'signatures' and 'artifacts'"
    ],
    ['signatures: true', /^line 1, column 13: 'signatures' is the value true; give a mapping, such as /],
    [
      'signatures: {required: ["*"]}',
      "line 1, column 14: 'required' is no setting in 'signatures'; there are 'required-for', 'public-key', 'repository', 'workflow', 'branches' and 'signed-as'"
    ],
    ['signatures: {required-for: []}', /^line 1, column 28: 'signatures\.required-for' cannot be an empty list/],
    ['signatures: {branches: []}', /^line 1, column 24: 'signatures\.branches' cannot be an empty list/],
    [
      'signatures: {repository: models}',
      /^line 1, column 26: 'signatures\.repository' cannot be 'models': .*owner\/name/
    ],
    ['signatures: {workflow: Train}', /^line 1, column 24: 'signatures\.workflow' cannot be 'Train': The file of that/],
    ['signatures: {signed-as: {a b: c}}', /^line 1, column 26: 'a b' cannot be a key here: The name of an artifact/],
    ['- store', "is a list, not a mapping: write it as 'key: value', a line each, or as a JSON object"],
    ['a: b: c', /^is not valid YAML or JSON: .* \(line 1, column 4\)$/],
    ['store: a\nstore: b\n', /'store' is given twice \(line 2, column 1\)$/],
    ['constructor: {}', /'constructor', which is not allowed/],
    ['protected-aliases: {constructor: {}}', /'protected-aliases\.constructor', which is not allowed/]
  ])('that is wrong is told with the place: %j', async (text, expected) => {
    const message = await problem(text)
    if (typeof expected === 'string') expect(message).toBe(expected)
    else expect(message).toMatch(expected)
  })

  it('shows nothing of it that could do harm', async () => {
    expect(await problem('"a\\nb\\u001b[31m": 1')).toContain("'a\\nb\\u001b[31m' is no setting")
  })

  it('may say things once, by aliases, and is told where the alias is', async () => {
    const text = 'artifacts:\n  a: &rule {type: model}\n  b: *rule\n'
    expect((await parseConfig(text)).artifacts.map(({ pattern, type }) => [pattern, type])).toEqual([
      ['a', 'model'],
      ['b', 'model']
    ])
    expect(await problem('artifacts:\n  a: &rule {type: model}\nprotected-aliases:\n  b: *rule\n')).toMatch(
      /^line 4, column 6: /
    )
  })
})

describe('signatures', () => {
  it('are asked for as the file says', async () => {
    const text = `
signatures:
  required-for: [model, team/*]
  public-key: .github/signing.pub
  repository: acme/models
  workflow: train.yml
  branches: [main]
  signed-as: {production: model}
`
    expect((await parseConfig(text)).signatures).toEqual({
      requiredFor: ['model', 'team/*'],
      publicKey: '.github/signing.pub',
      repository: 'acme/models',
      workflow: 'train.yml',
      branches: ['main'],
      signedAs: { production: 'model' }
    })
    expect((await parseConfig('signatures: {}')).signatures).toEqual({ requiredFor: [], signedAs: {} })
    expect(await parseConfig('signatures:\nstore: x')).not.toHaveProperty('signatures')
    const elsewhere = 'signatures: {repository: "https://ghe.example/acme/models", workflow: ci/x.yaml}'
    expect((await parseConfig(elsewhere)).signatures).toMatchObject({
      repository: 'https://ghe.example/acme/models',
      workflow: 'ci/x.yaml'
    })
  })
})

describe('the defaults of an artifact', () => {
  const rules = `
artifacts:
  team/model: {type: best, metrics: {f1: higher}}
  '*': {type: file, retention: {keep-last: 20, keep-within: 30d}, metrics: {loss: lower, accuracy: higher}}
  'team/*': {type: team, retention: {keep-last: 5, keep-best: {f1: 1}}, metrics: {accuracy: lower}}
  '?eam/other': {retention: {keep-within: 1w}}
`

  it('are of all patterns that fit, in the order of the file, and last of its own name', async () => {
    const config = await parseConfig(rules)
    expect(artifactDefaults(config, 'model')).toEqual({
      type: 'file',
      retention: { keepLast: 20, keepWithin: '30d' },
      metrics: { loss: 'lower', accuracy: 'higher' }
    })
    expect(artifactDefaults(config, 'team/model')).toEqual({
      type: 'best',
      retention: { keepLast: 5, keepWithin: '30d', keepBest: { f1: 1 } },
      metrics: { loss: 'lower', accuracy: 'lower', f1: 'higher' }
    })
    expect(artifactDefaults(config, 'team/other')).toMatchObject({
      type: 'team',
      retention: { keepLast: 5, keepWithin: '1w', keepBest: { f1: 1 } }
    })
    expect(artifactDefaults(config, 'team/a/b').type).toBe('team')
  })

  it('are none where nothing fits', async () => {
    expect(artifactDefaults({ protectedAliases: {}, artifacts: [] }, 'model')).toEqual({ retention: {}, metrics: {} })
    expect(artifactDefaults(await parseConfig('artifacts: {Model: {type: x}}'), 'model')).toEqual({
      retention: {},
      metrics: {}
    })
  })
})

interface Schema {
  readonly description?: string
  readonly examples?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | false
  readonly items?: Schema
}

describe('the JSON Schema', () => {
  const schema = JSON.parse(readFileSync(schemaFile, 'utf8'))

  it('is what the program checks by', () => {
    const made = spawnSync(process.execPath, [path.join(root, 'scripts/schema.mjs'), '--check'], { encoding: 'utf8' })
    expect([made.stderr, made.status]).toEqual(['', 0])
  })

  it('gives examples that it accepts, and says of every setting what it is', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true })
    let examples = 0
    const visit = (part: Schema | undefined, place: string): void => {
      if (typeof part !== 'object') return
      for (const example of part.examples ?? []) {
        examples++
        expect([place, example, ajv.validate(part as object, example)]).toEqual([place, example, true])
      }
      for (const [key, one] of Object.entries(part.properties ?? {})) {
        expect([place, key, typeof one.description]).toEqual([place, key, 'string'])
        visit(one, `${place}/${key}`)
      }
      visit(part.additionalProperties === false ? undefined : part.additionalProperties, `${place}/*`)
      visit(part.items, `${place}[]`)
    }
    // Without its address: one schema is compiled here for each part of it.
    visit({ ...schema, $id: undefined }, '')
    expect(examples).toBeGreaterThan(8)
  })

  it('has the address that the README names for editors, whose example is right', async () => {
    const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
    const [, example] = /^```yaml\n(# yaml-language-server: .*?)^```/ms.exec(readme)!
    expect(example).toContain(`# yaml-language-server: $schema=${schema.$id}\n`)
    const config = await parseConfig(example)
    expect([Object.keys(config.protectedAliases), config.artifacts.length]).toEqual([['production', 'reviewed'], 2])
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
  })
})
