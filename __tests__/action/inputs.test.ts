import { INPUT_NAMES, MODES } from '../../src/action/input-table.js'
import {
  parseInputs,
  type CopyInputs,
  type Inputs,
  type RestoreInputs,
  type SaveInputs
} from '../../src/action/inputs.js'

const NOW = new Date('2026-11-22T23:59:59.123Z')

const parse = (given: Record<string, string>): Inputs =>
  parseInputs({
    input: (name) => (given[name] ?? '').trim(),
    workspace: '/workspace',
    home: '/home/someone',
    now: () => NOW
  })

const save = (given: Record<string, string> = {}): SaveInputs => {
  const inputs = parse({ mode: 'save', name: 'model', path: 'out', ...given })
  if (inputs.mode !== 'save') throw new Error('not a save')
  return inputs
}

const restore = (given: Record<string, string> = {}): RestoreInputs => {
  const inputs = parse({ mode: 'restore', name: 'model', ...given })
  if (inputs.mode !== 'restore') throw new Error('not a restore')
  return inputs
}

const copy = (given: Record<string, string> = {}): CopyInputs => {
  const inputs = parse({ mode: 'copy', to: 's3://bucket', ...given })
  if (inputs.mode !== 'copy') throw new Error('not a copy')
  return inputs
}

const refusal = (run: () => unknown): { code: string; message: string } => {
  try {
    run()
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error('nothing was refused')
}

describe('defaults', () => {
  it('of a save', () => {
    expect(save()).toEqual({
      mode: 'save',
      store: undefined,
      name: 'model',
      summary: true,
      patterns: ['out'],
      root: undefined,
      label: undefined,
      type: undefined,
      description: undefined,
      aliases: [],
      params: { paths: [], inline: undefined },
      metrics: { paths: [], inline: undefined },
      metadata: { paths: [], inline: undefined },
      ifNoFilesFound: 'error',
      ifUnchanged: 'reuse',
      includeHidden: false,
      parents: [],
      symlinks: 'preserve',
      compression: 'auto',
      sign: { by: 'none' }
    })
  })

  it("a label of one's own makes a version also of unchanged content, unless told otherwise", () => {
    expect(save({ version: '1.4.0' }).ifUnchanged).toBe('new')
    expect(save({ version: '1.4.0', 'if-unchanged': 'reuse' }).ifUnchanged).toBe('reuse')
    expect(save({ version: 'timestamp' }).ifUnchanged).toBe('reuse')
    expect(save({ version: 'auto', 'if-unchanged': 'new' }).ifUnchanged).toBe('new')
  })

  it('of a restore', () => {
    expect(restore()).toEqual({
      mode: 'restore',
      store: undefined,
      name: 'model',
      summary: true,
      selectors: ['latest'],
      where: undefined,
      destination: '/workspace',
      files: [],
      clean: false,
      ifNotFound: 'error',
      signatures: { verify: undefined, publicKey: undefined, signaturePath: undefined }
    })
  })
})

describe('what is given', () => {
  it('to a save', () => {
    const inputs = save({
      store: '/mnt/store',
      name: 'team/model',
      path: 'out\n\n  !out/tmp \r\nlogs/*.txt\n',
      root: 'sub',
      version: '1.4.0',
      type: 'model',
      description: 'Two\nlines',
      aliases: 'production\ncandidate, staging\nproduction',
      params: '{"lr": 0.1}',
      metrics: 'loss: NaN',
      metadata: 'a: [1]',
      'params-path': 'a.json\n~/b.yml',
      'if-no-files-found': 'ignore',
      'if-unchanged': 'new',
      'include-hidden-files': 'TRUE',
      parents: 'base@latest\nteam/other@v3',
      symlinks: 'follow',
      compression: '19',
      summary: 'false'
    })
    expect(inputs).toEqual({
      mode: 'save',
      store: '/mnt/store',
      name: 'team/model',
      summary: false,
      patterns: ['out', '!out/tmp', 'logs/*.txt'],
      root: '/workspace/sub',
      label: '1.4.0',
      type: 'model',
      description: 'Two\nlines',
      aliases: ['production', 'candidate', 'staging'],
      params: { paths: ['/workspace/a.json', '/home/someone/b.yml'], inline: { lr: 0.1 } },
      metrics: { paths: [], inline: { loss: 'NaN' } },
      metadata: { paths: [], inline: { a: [1] } },
      ifNoFilesFound: 'ignore',
      ifUnchanged: 'new',
      includeHidden: true,
      parents: ['base@latest', 'team/other@v3'],
      symlinks: 'follow',
      compression: 19,
      sign: { by: 'none' }
    })
  })

  it('to a restore', () => {
    expect(
      restore({
        path: '~/out',
        version: 'production\nnearest\nsha256:0123456789ab\nmax:metrics.accuracy\npr-base',
        where: 'metrics.accuracy >= 0.9',
        files: '*.bin\ndocs/**',
        clean: 'true',
        'if-not-found': 'warn'
      })
    ).toEqual({
      mode: 'restore',
      store: undefined,
      name: 'model',
      summary: true,
      selectors: ['production', 'nearest', 'sha256:0123456789ab', 'max:metrics.accuracy', 'pr-base'],
      where: 'metrics.accuracy >= 0.9',
      destination: '/home/someone/out',
      files: ['*.bin', 'docs/**'],
      clean: true,
      ifNotFound: 'warn',
      signatures: { verify: undefined, publicKey: undefined, signaturePath: undefined }
    })
  })

  it('as a timestamp, which is a label that can be taken', () => {
    expect(save({ version: 'timestamp' }).label).toBe('2026-11-22T23-59-59.123Z')
    expect(save({ version: 'auto' }).label).toBeUndefined()
  })

  it.each<[string, SaveInputs['compression']]>([
    ['auto', 'auto'],
    ['none', 'none'],
    ['1', 1],
    ['09', 9],
    ['19', 19]
  ])('as compression %s', (given, expected) => expect(save({ compression: given }).compression).toBe(expected))
})

describe('a mode', () => {
  it('is needed', () => {
    expect(refusal(() => parse({ name: 'a' })).message).toBe(
      `input 'mode' is required: give one of ${MODES.join(', ')}`
    )
  })

  it('must be one', () => {
    expect(refusal(() => parse({ mode: 'Save' }))).toMatchObject({
      code: 'INVALID_INPUT',
      message: `input 'mode' is 'Save', which is no mode: give one of ${MODES.join(', ')}`
    })
  })
})

describe('a record', () => {
  const nothing = { paths: [], inline: undefined }

  it('is of the latest version, unless told otherwise', () => {
    const common = { mode: 'record', store: undefined, summary: true, name: 'model' }
    expect(parse({ mode: 'record', name: 'model', metrics: 'a: 1' })).toEqual({
      ...common,
      selectors: ['latest'],
      params: nothing,
      metrics: { paths: [], inline: { a: 1 } },
      metadata: nothing
    })
    expect(
      parse({ mode: 'record', name: 'model', version: 'v3\nproduction', 'params-path': 'p.json', metadata: 'k: v' })
    ).toEqual({
      ...common,
      selectors: ['v3', 'production'],
      params: { paths: ['/workspace/p.json'], inline: undefined },
      metrics: nothing,
      metadata: { paths: [], inline: { k: 'v' } }
    })
  })

  it.each<[Record<string, string>, RegExp]>([
    [{ name: '' }, /^input 'name' is required with mode record/],
    [{ version: 'a b' }, /^input 'version': 'a b'/],
    [{ metrics: '[1]' }, /^input 'metrics' is a list/],
    [{}, /^input 'metrics' is missing: give metrics, params or metadata/],
    [{ metrics: 'a: 1', type: 'x' }, /^input 'type' is for mode save/],
    [{ metrics: 'a: 1', where: 'files > 1' }, /^input 'where' is for modes restore, list/]
  ])('refuses %j', (given, message) => {
    expect(refusal(() => parse({ mode: 'record', name: 'model', ...given })).message).toMatch(message)
  })
})

describe('a promotion', () => {
  it('moves aliases to the latest version, unless told otherwise', () => {
    const common = { mode: 'promote', store: undefined, summary: true, name: 'model' }
    expect(parse({ mode: 'promote', name: 'model', aliases: 'a, b\na' })).toEqual({
      ...common,
      selectors: ['latest'],
      aliases: ['a', 'b']
    })
    expect(parse({ mode: 'promote', name: 'model', aliases: 'a', version: 'previous' })).toEqual({
      ...common,
      selectors: ['previous'],
      aliases: ['a']
    })
  })

  it.each<[Record<string, string>, RegExp]>([
    [{ name: '' }, /^input 'name' is required with mode promote/],
    [{ aliases: '' }, /^input 'aliases' is required with mode promote/],
    [{ aliases: 'latest' }, /^input 'aliases': 'latest'/],
    [{ version: 'v0' }, /^input 'version': 'v0'/],
    [{ metrics: 'a: 1' }, /^input 'metrics' is for modes save, record/]
  ])('refuses %j', (given, message) => {
    expect(refusal(() => parse({ mode: 'promote', name: 'model', aliases: 'a', ...given })).message).toMatch(message)
  })
})

describe('a list', () => {
  it('is of all artifacts, unless told otherwise', () => {
    const common = { mode: 'list', store: undefined, summary: true }
    expect(parse({ mode: 'list' })).toEqual({ ...common, name: undefined, where: undefined, limit: 100 })
    expect(parse({ mode: 'list', name: 'team/model', where: 'type = model\n  and files > 1', limit: '7' })).toEqual({
      ...common,
      name: 'team/model',
      where: 'type = model\n  and files > 1',
      limit: 7
    })
  })

  it.each<[Record<string, string>, RegExp]>([
    [{ name: '../x' }, /^input 'name': '\.\.\/x'/],
    [{ name: 'model@v1' }, /^input 'name': 'model@v1'/],
    [{ limit: '0' }, /^input 'limit' is '0': give a whole number from 1 on$/],
    [{ limit: '1.5' }, /^input 'limit' is '1.5'/],
    [{ where: 'metrics.accuracy >' }, /^input 'where': .*\n {2}metrics\.accuracy >\n {2} +\^$/],
    [{ where: 'base.metrics.accuracy > 1' }, /^input 'where': .*base/],
    [{ version: 'v1' }, /^input 'version' is for modes .* given with mode list/]
  ])('refuses %j', (given, message) => {
    expect(refusal(() => parse({ mode: 'list', ...given }))).toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message)
    })
  })
})

describe('a copy', () => {
  it('is of all artifacts, unless one is named, or a version of it', () => {
    const common = { mode: 'copy', store: undefined, summary: true, to: 's3://bucket' }
    const nothing = { name: undefined, selector: undefined, toName: undefined }
    expect(copy()).toEqual({ ...common, ...nothing })
    expect(copy({ name: 'team/model' })).toEqual({ ...common, ...nothing, name: 'team/model' })
    expect(copy({ name: 'model@v3', 'to-name': 'other', store: '/a', to: '/b', summary: 'false' })).toEqual({
      mode: 'copy',
      store: '/a',
      summary: false,
      to: '/b',
      name: 'model',
      selector: 'v3',
      toName: 'other'
    })
  })

  it.each<[Record<string, string>, RegExp]>([
    [{ to: '' }, /^input 'to' is required with mode copy/],
    [{ name: '../x' }, /^input 'name': '\.\.\/x'/],
    [{ name: 'model@' }, /^input 'name': .*empty/],
    [{ name: '@v1' }, /^input 'name': /],
    [{ name: 'model@sha256:1' }, /^input 'name': 'sha256:1'/],
    [{ 'to-name': 'other' }, /^input 'to-name' is given without 'name'/],
    [{ name: 'model', 'to-name': 'v1' }, /^input 'to-name': 'v1'/],
    [{ version: 'v1' }, /^input 'version' is for modes .* given with mode copy/],
    [{ path: 'x' }, /^input 'path' is for modes save, restore/]
  ])('refuses %j', (given, message) => {
    expect(refusal(() => copy(given)).message).toMatch(message)
  })
})

describe('an input of another mode', () => {
  it('is refused and not ignored', () => {
    expect(refusal(() => save({ files: '*' })).message).toBe(
      "input 'files' is for mode restore and was given with mode save"
    )
    expect(refusal(() => restore({ aliases: 'a', root: 'b' })).message).toBe(
      "input 'root' is for mode save; input 'aliases' is for modes save, promote; they were given with mode restore"
    )
  })

  it('is refused whichever it is, and whatever its value', () => {
    const saveOnly = [
      'root',
      'type',
      'description',
      'aliases',
      'params',
      'metrics',
      'metadata',
      'params-path',
      'metrics-path'
    ]
    saveOnly.push('metadata-path', 'if-no-files-found', 'if-unchanged', 'include-hidden-files', 'parents', 'symlinks')
    saveOnly.push('compression', 'baseline', 'fail-if', 'sign', 'sign-key')
    const restoreOnly = ['files', 'clean', 'if-not-found', 'where', 'verify-signature', 'public-key', 'signature-path']
    const neither = ['limit', 'to', 'to-name', 'deep', 'keep-last', 'keep-within', 'keep-best', 'dry-run']
    for (const name of [...restoreOnly, ...neither]) {
      expect(refusal(() => save({ [name]: 'false' })).message).toMatch(new RegExp(`^input '${name}' is for modes? `))
    }
    for (const name of [...saveOnly, ...neither]) {
      expect(refusal(() => restore({ [name]: 'none' })).message).toMatch(new RegExp(`^input '${name}' is for modes? `))
    }
    const both = ['mode', 'store', 'name', 'path', 'version', 'summary']
    expect([...saveOnly, ...restoreOnly, ...neither, ...both].sort()).toEqual([...INPUT_NAMES].sort())
  })

  it('that is empty was not given', () => {
    expect(save({ files: ' \n', clean: '' })).toEqual(save())
  })
})

describe('inputs about signatures', () => {
  it('of a save', () => {
    expect(save({ sign: 'none' })).toEqual(save())
    expect(save({ sign: 'attest' }).sign).toEqual({ by: 'attest' })
    expect(save({ sign: 'key', 'sign-key': 'a key' }).sign).toEqual({ by: 'key', key: 'a key' })
  })

  it('of a restore', () => {
    expect(restore({ 'verify-signature': 'off' }).signatures.verify).toBe('off')
    const given = { 'verify-signature': 'required', 'public-key': 'signing.pub', 'signature-path': 'sub/model.sig' }
    expect(restore(given).signatures).toEqual({
      verify: 'required',
      publicKey: 'signing.pub',
      signaturePath: '/workspace/sub/model.sig'
    })
  })

  it.each<[Record<string, string>, string]>([
    [{ sign: 'yes' }, "input 'sign' is 'yes': give one of none, key, attest"],
    [
      { sign: 'key' },
      "input 'sign-key' is required with 'sign: key': give a private key, such as ${{ secrets.SIGNING_KEY }}"
    ],
    [{ 'sign-key': 'hunter2' }, "input 'sign-key' is given, and nothing is signed with it: give 'sign: key'"],
    [
      { sign: 'attest', 'sign-key': 'hunter2' },
      "input 'sign-key' is given, and nothing is signed with it: give 'sign: key'"
    ]
  ])('of a save are refused: %j', (given, message) => {
    expect(refusal(() => save(given))).toMatchObject({ code: 'INVALID_INPUT', message })
  })

  it('of a restore are refused', () => {
    expect(refusal(() => restore({ 'verify-signature': 'yes' })).message).toBe(
      "input 'verify-signature' is 'yes': give one of off, required"
    )
  })
})

describe('a bad value', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['no name', { name: '' }, /^input 'name' is required with mode save/],
    ['a name with ..', { name: 'a/../b' }, /^input 'name': 'a\/\.\.\/b'/],
    ['an absolute name', { name: '/a' }, /^input 'name'.*absolute/],
    ['a name that looks like a selector', { name: 'v7' }, /^input 'name'.*selector/],
    ['a name with a control character', { name: 'a\u0007b' }, /^input 'name': 'a\\u0007b'/],
    ['a name that is too long', { name: 'a'.repeat(129) }, /^input 'name'/],
    ['no path', { path: '\n' }, /^input 'path' is required with mode save/],
    ['only exclusions', { path: '!a\n!b' }, /^input 'path' only excludes/],
    ['two roots', { root: 'a\nb' }, /^input 'root' holds more than one line/],
    ['a label like a number', { version: 'v7' }, /^input 'version': 'v7'.*selector/],
    ['a label like a selector', { version: 'latest' }, /^input 'version': 'latest'.*selector/],
    ['a label like a digest', { version: 'sha256:0123456789ab' }, /^input 'version'/],
    ['a label with a slash', { version: 'a/b' }, /^input 'version': 'a\/b'/],
    ['a label of dots', { version: '..' }, /^input 'version': '\.\.'/],
    ['two labels', { version: '1.0\n2.0' }, /^input 'version': '1\.0\\n2\.0'/],
    ['a type of two lines', { type: 'a\nb' }, /^input 'type' is 'a\\nb': give one line/],
    ['a long type', { type: 'a'.repeat(101) }, /^input 'type' is longer than 100 characters/],
    ['a long description', { description: 'a'.repeat(65_537) }, /^input 'description' is longer than/],
    ['an alias like a selector', { aliases: 'good\nlatest' }, /^input 'aliases': 'latest'/],
    ['an alias with a space', { aliases: 'a b' }, /^input 'aliases': 'a b'/],
    ['params that do not parse', { params: 'a: b: c' }, /^input 'params' is not valid YAML or JSON/],
    ['params that are a list', { params: '[1]' }, /^input 'params' is a list/],
    ['metadata with __proto__', { metadata: '__proto__: 1' }, /^input 'metadata' holds the key '__proto__'/],
    ['params that are not finite', { params: 'a: .nan' }, /^input 'params': 'a' is NaN/],
    [
      'if-no-files-found',
      { 'if-no-files-found': 'fail' },
      /^input 'if-no-files-found' is 'fail': give one of error, warn, ignore$/
    ],
    ['if-unchanged', { 'if-unchanged': 'skip' }, /^input 'if-unchanged' is 'skip': give one of reuse, new$/],
    [
      'include-hidden-files',
      { 'include-hidden-files': 'yes' },
      /^input 'include-hidden-files' is 'yes': give true or false$/
    ],
    ['summary', { summary: '0' }, /^input 'summary' is '0': give true or false$/],
    ['a parent without a selector', { parents: 'base' }, /^input 'parents' holds 'base', which is not 'name@version'/],
    ['a parent without a name', { parents: '@latest' }, /^input 'parents' holds '@latest', which is not/],
    ['a parent with a bad name', { parents: 'a b@latest' }, /^input 'parents': 'a b'/],
    ['a parent with a bad selector', { parents: 'a@sha256:12' }, /^input 'parents': 'sha256:12'/],
    ['symlinks', { symlinks: 'copy' }, /^input 'symlinks' is 'copy': give one of preserve, follow$/],
    [
      'compression 0',
      { compression: '0' },
      /^input 'compression' is '0': give auto, none, or a zstd level from 1 to 19$/
    ],
    ['compression 20', { compression: '20' }, /^input 'compression' is '20'/],
    ['compression 1.5', { compression: '1.5' }, /^input 'compression' is '1.5'/],
    ['compression -1', { compression: '-1' }, /^input 'compression' is '-1'/]
  ])('of a save is refused: %s', (_, given, message) => {
    const error = refusal(() => save(given))
    expect(error.message).toMatch(message)
    // eslint-disable-next-line no-control-regex -- control characters are what this is about
    expect(error.message).not.toMatch(/[\u0000-\u001f]/)
    expect(error.code).toBe('INVALID_INPUT')
  })

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['no name', { name: '' }, 'INVALID_INPUT', /^input 'name' is required with mode restore/],
    ['two destinations', { path: 'a\nb' }, 'INVALID_INPUT', /^input 'path' holds more than one line/],
    ['a short digest', { version: 'latest\nsha256:12' }, 'INVALID_INPUT', /^input 'version': 'sha256:12'/],
    [
      'a day that there is not',
      { version: 'as-of:2026-02-30' },
      'INVALID_INPUT',
      /^input 'version': 'as-of:2026-02-30'/
    ],
    ['a malformed selector', { version: 'a b' }, 'INVALID_INPUT', /^input 'version': 'a b'/],
    [
      'a branch without a name',
      { version: 'branch:' },
      'INVALID_INPUT',
      /^input 'version': 'branch:' is not a selector/
    ],
    ['clean', { clean: 'yes' }, 'INVALID_INPUT', /^input 'clean' is 'yes': give true or false$/],
    [
      'if-not-found',
      { 'if-not-found': 'null' },
      'INVALID_INPUT',
      /^input 'if-not-found' is 'null': give one of error, warn, ignore$/
    ]
  ])('of a restore is refused: %s', (_, given, code, message) => {
    const error = refusal(() => restore(given))
    expect(error.message).toMatch(message)
    expect(error.code).toBe(code)
  })
})
