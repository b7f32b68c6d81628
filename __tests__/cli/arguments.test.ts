import { parseArguments } from '../../src/cli/arguments.js'
import { PROGRAM_VERSION } from '../../src/cli/program-version.js'
import { UsageError } from '../../src/cli/usage-error.js'
import { Collected } from './support.js'
import { readFileSync } from 'node:fs'

const parse = (...argv: string[]) => parseArguments(argv, { stdout: new Collected(), stderr: new Collected() })

const written = (...argv: string[]) => {
  const stdout = new Collected()
  const result = parseArguments(argv, { stdout, stderr: new Collected() })
  return { result, text: stdout.text }
}

describe('save', () => {
  test('has the defaults of the contract', () => {
    expect(parse('save', 'model', 'out')).toEqual({
      command: 'save',
      json: false,
      name: 'model',
      paths: ['out'],
      version: 'auto',
      aliases: [],
      metrics: [],
      params: [],
      metricsPath: [],
      paramsPath: [],
      metadataPath: [],
      parents: [],
      includeHiddenFiles: false,
      symlinks: 'preserve',
      compression: 'auto',
      ifNoFilesFound: 'error',
      baseline: []
    })
  })

  test('takes every flag, repeated where it may be, before and behind the paths', () => {
    const request = parse(
      ...[
        '--store',
        '/s',
        'save',
        '--alias',
        'a',
        'team/model',
        'out',
        '--alias',
        'b',
        '!out/tmp',
        '--version',
        '1.4.0'
      ],
      ...[
        '--type',
        'model',
        '--description',
        'a\nb',
        '--metric',
        'acc=0.9',
        '--metric',
        'loss=-1',
        '--param',
        'lr=0.1'
      ],
      ...['--metrics-path', 'm.json', '--params-path', 'p.yml', '--metadata-path', 'x.yml', '--parents', 'base@v1'],
      ...['--root', 'r', '--include-hidden-files', '--symlinks', 'follow', '--compression', '7'],
      ...['--if-unchanged', 'new', '--if-no-files-found', 'warn', '--json'],
      ...['--fail-if', 'metrics.acc < base.metrics.acc', '--baseline', 'production', '--baseline', 'v1']
    )
    expect(request).toEqual({
      command: 'save',
      store: '/s',
      json: true,
      name: 'team/model',
      paths: ['out', '!out/tmp'],
      version: '1.4.0',
      type: 'model',
      description: 'a\nb',
      aliases: ['a', 'b'],
      metrics: ['acc=0.9', 'loss=-1'],
      params: ['lr=0.1'],
      metricsPath: ['m.json'],
      paramsPath: ['p.yml'],
      metadataPath: ['x.yml'],
      parents: ['base@v1'],
      root: 'r',
      includeHiddenFiles: true,
      symlinks: 'follow',
      compression: 7,
      ifUnchanged: 'new',
      ifNoFilesFound: 'warn',
      failIf: 'metrics.acc < base.metrics.acc',
      baseline: ['production', 'v1']
    })
  })

  test('-- ends the flags: paths may start with a dash', () => {
    expect(parse('save', 'model', '--', '--json', '-x')).toMatchObject({ paths: ['--json', '-x'], json: false })
  })

  test.each(['0', '20', '-1', '1.5', 'fast', '', '1e1', '007'])('--compression %j is refused', (level) => {
    expect(() => parse('save', 'm', 'p', '--compression', level)).toThrow(/--compression/)
  })
})

describe('references', () => {
  test('are split at the first @', () => {
    expect(parse('restore', 'team/model@as-of:2026-11-01T10:00:00Z', 'dest')).toMatchObject({
      name: 'team/model',
      selector: 'as-of:2026-11-01T10:00:00Z',
      destination: 'dest'
    })
    expect(parse('show', 'model@a@b')).toMatchObject({ name: 'model', selector: 'a@b' })
  })

  test('without a selector leave the choice to the store', () => {
    expect(parse('restore', 'model')).toEqual({
      command: 'restore',
      json: false,
      name: 'model',
      destination: '.',
      files: [],
      clean: false,
      ifNotFound: 'error',
      verifySignature: false
    })
    expect(parse('show', 'model')).toEqual({
      command: 'show',
      json: false,
      name: 'model',
      lineage: false,
      mermaid: false
    })
  })

  test('with an empty selector are a mistake', () => {
    expect(() => parse('restore', 'model@')).toThrow(UsageError)
  })
})

test('a destination that a script left empty is a mistake, not the current folder', () => {
  expect(() => parse('restore', 'model', '', '--clean')).toThrow(/'dest'.*empty/)
})

test('a path that a script left empty is a mistake', () => {
  expect(() => parse('save', 'model', 'a', '')).toThrow(/'path'.*empty/)
})

test('restore --files takes one pattern each and never swallows the destination', () => {
  expect(parse('restore', '--files', 'a/**', 'model', '--files', 'b', 'dest')).toMatchObject({
    name: 'model',
    destination: 'dest',
    files: ['a/**', 'b']
  })
})

test('list has a limit', () => {
  expect(parse('list')).toEqual({ command: 'list', json: false, limit: 100 })
  expect(parse('list', 'model', '--limit', '5', '--json')).toEqual({
    command: 'list',
    json: true,
    name: 'model',
    limit: 5
  })
})

test.each(['0', '-3', 'ten', '1.5', ''])('--limit %j is refused', (limit) => {
  expect(() => parse('list', '--limit', limit)).toThrow(/--limit/)
})

test('flags behind the command win over those before it', () => {
  expect(parse('--store', '/a', 'list', '--store', '/b')).toMatchObject({ store: '/b' })
})

test.each([
  [['save'], /name/],
  [['save', 'model'], /path/],
  [['frobnicate'], /unknown command 'frobnicate'/],
  [['list', '--frobnicate'], /--frobnicate/],
  [['list', 'a', 'b'], /too many arguments/],
  [['save', 'm', 'p', '--symlinks', 'drop'], /--symlinks.*drop.*preserve, follow/],
  [['save', 'm', 'p', '--if-no-files-found', 'x'], /error, warn, ignore/],
  [['restore', 'm', '--if-not-found', 'x'], /error, warn, ignore/],
  [['save', 'm', 'p', '--type'], /--type/],
  [[], /no command/]
])('%j is used wrongly, and says so in a line', (argv, message) => {
  expect(() => parse(...argv)).toThrow(UsageError)
  expect(() => parse(...argv)).toThrow(message)
  try {
    parse(...argv)
  } catch (error) {
    expect((error as Error).message).not.toContain('\n')
  }
})

describe('copy', () => {
  test('takes two stores, and what to copy', () => {
    expect(parse('copy', '/a', 's3://bucket/b')).toEqual({
      command: 'copy',
      from: '/a',
      to: 's3://bucket/b',
      json: false
    })
    expect(parse('--json', 'copy', ' a ', 'b', 'team/model@1.0', '--to-name', 'other')).toEqual({
      command: 'copy',
      from: 'a',
      to: 'b',
      name: 'team/model',
      selector: '1.0',
      toName: 'other',
      json: true
    })
    expect(parse('copy', 'a', 'b', 'model')).toEqual({
      command: 'copy',
      from: 'a',
      to: 'b',
      name: 'model',
      json: false
    })
  })

  test.each([
    [['copy', 'a', 'b', '--store', 'c'], /^--store is not for 'copy', which takes both stores: copy FROM TO$/],
    [['--store', 'c', 'copy', 'a', 'b'], /^--store is not for 'copy'/],
    [['copy', 'a'], /missing required argument 'to'/],
    [['copy', '', 'b'], /empty/],
    [['copy', 'a', ' '], /empty/],
    [['copy', 'a', 'b', 'model@'], /Nothing follows the @/],
    [['copy', 'a', 'b', 'model', '--to-name', ''], /empty/],
    [['copy', 'a', 'b', 'model', 'other'], /too many arguments/]
  ])('%j is used wrongly', (argv, message) => {
    expect(() => parse(...argv)).toThrow(UsageError)
    expect(() => parse(...argv)).toThrow(message)
  })

  test('help does not offer what is refused', () => {
    expect(written('copy', '--help').text).toContain('--to-name')
    expect(written('copy', '--help').text).not.toContain('--store')
  })
})

test('--version is the program before a command, and a label behind save', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
  expect(PROGRAM_VERSION).toBe(version)
  for (const flag of ['--version', '-V']) {
    expect(written(flag)).toEqual({ result: undefined, text: `${version}\n` })
  }
  expect(parse('save', 'model', 'out', '--version', 'timestamp')).toMatchObject({ version: 'timestamp' })
})

const HELPFUL = [
  'save',
  'restore',
  'record',
  'promote',
  'list',
  'show',
  'diff',
  'history',
  'bisect',
  'catalog',
  'verify',
  'repair',
  'prune',
  'remove',
  'undelete'
]
test.each(HELPFUL)('%s --help tells with examples', (command) => {
  const { result, text } = written(command, '--help')
  expect(result).toBeUndefined()
  expect(text).toContain(`Usage: artifact-store ${command}`)
  expect(text).toContain(`$ artifact-store ${command} `)
  expect(text).toContain('--store <location>')
  expect(text).toContain('--json')
  expect(written('help', command).text).toBe(text)
})

test('--help names the commands there are, and no other', () => {
  const { text } = written('--help')
  for (const command of [
    'save',
    'restore',
    'record',
    'promote',
    'list',
    'show',
    'verify',
    'repair',
    'prune',
    'remove',
    'undelete'
  ])
    expect(text).toContain(`\n  ${command} `)
})
