/**
 * Bad input to the bundle: one clear error that names the input, file or object, exit code 1, nothing new in the store
 * and nothing touched at the destination.
 */
import { chmodSync, cpSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { damage, readDocument, rewriteDocument } from '../support/documents.js'
import { snapshot, temporaryFolder, writeTree } from '../support/folders.js'
import { runAction, type ActionResult } from '../support/run-action.js'

/** A store with `model` (v1 labelled 1.0.0 and aliased production, v2) and `wide`, whose list of files lies in a pack. */
const original = temporaryFolder()
let workspace: { readonly path: string; remove: () => void }
let store: string

const at = (...path: string[]): string => join(workspace.path, ...path)

beforeAll(async () => {
  writeTree(original.path, { 'model/weights.bin': 'weights 1', 'model/card.md': '# Card' })
  for (let index = 0; index < 200; index++) {
    writeTree(original.path, { [`wide/${String(index).padStart(3, '0')}.txt`]: `row ${index}` })
  }
  const save = async (inputs: Record<string, string>): Promise<void> => {
    const result = await runAction({
      inputs: { mode: 'save', store: join(original.path, 'store'), ...inputs },
      workspace: original.path
    })
    if (result.exitCode !== 0) throw new Error(result.errors.join('\n'))
  }
  await save({ name: 'model', path: 'model', version: '1.0.0', aliases: 'production' })
  writeTree(original.path, { 'model/weights.bin': 'weights 2' })
  await save({ name: 'model', path: 'model' })
  await save({ name: 'wide', path: 'wide' })
})
afterAll(() => original.remove())

beforeEach(() => {
  workspace = temporaryFolder()
  store = at('store')
  cpSync(join(original.path, 'store'), store, { recursive: true, preserveTimestamps: true })
  writeTree(workspace.path, { 'out/new.bin': 'new', 'back/kept.txt': 'kept', 'back/weights.bin': 'mine' })
})
afterEach(() => workspace.remove())

/** Runs a step that must fail, and checks what every failure has in common. */
async function refused(inputs: Record<string, string>, more: { unprivileged?: boolean } = {}): Promise<ActionResult> {
  const before = snapshot(workspace.path)
  const result = await runAction({ inputs: { store, ...inputs }, workspace: workspace.path, ...more })
  expect(result.errors).toHaveLength(1)
  expect(result.annotations.filter(({ kind }) => kind === 'error')).toEqual([
    { kind: 'error', title: 'Artifact Store', message: result.errors[0] }
  ])
  // A filter that is wrong is shown below the message, with a caret at the place.
  const message = result.errors[0].replace(/\n( {2}[^\n]*)\n {2} *\^$/, '$1')
  // eslint-disable-next-line no-control-regex -- control characters are what this is about
  expect(message).not.toMatch(/[\u0000-\u001f]|unexpected failure|undefined|\[object/)
  expect(result).toMatchObject({ exitCode: 1, signal: null, stderr: '', summary: '', log: [] })
  expect(snapshot(workspace.path)).toEqual(before)
  return result
}

const save = (inputs: Record<string, string>): Record<string, string> => ({
  mode: 'save',
  name: 'model',
  path: 'out',
  ...inputs
})
const restore = (inputs: Record<string, string>): Record<string, string> => ({
  mode: 'restore',
  name: 'model',
  path: 'back',
  ...inputs
})

const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
for (let level = 1; level < 10; level++)
  bomb.push(
    `a${level}: &a${level} [${Array(10)
      .fill(`*a${level - 1}`)
      .join(', ')}]`
  )

describe('a save refuses', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['no mode', { mode: '' }, /^input 'mode' is required/],
    [
      'a wrong mode',
      { mode: 'upload' },
      /^input 'mode' is 'upload', which is no mode: give one of save, restore, record, /
    ],

    ['no name', { name: '' }, /^input 'name' is required/],
    ['the name .', { name: '.' }, /^input 'name': '\.'/],
    ['the name ..', { name: 'a/..' }, /^input 'name': 'a\/\.\.'/],
    ['an absolute name', { name: '/etc/passwd' }, /^input 'name': '\/etc\/passwd'.*absolute/],
    ['an empty segment', { name: 'a//b' }, /^input 'name': 'a\/\/b'.*empty segment/],
    ['a long name', { name: 'n'.repeat(129) }, /^input 'name': 'n+'.*129 characters/],
    ['a name with a control character', { name: 'a\u001b[31mb' }, /^input 'name': 'a\\u001b\[31mb'/],
    ['a name of two lines', { name: 'a\n::error::b' }, /^input 'name': 'a\\n::error::b'/],
    ['a name like a number', { name: 'v7' }, /^input 'name': 'v7'.*looks like a selector/],
    ['a name like a selector', { name: 'latest' }, /^input 'name': 'latest'.*looks like a selector/],
    ['a name like a digest', { name: 'sha256:0123456789ab' }, /^input 'name': 'sha256:0123456789ab'/],
    ['a name with a space', { name: 'my model' }, /^input 'name': 'my model'/],
    ['a name beyond ASCII', { name: 'modèle' }, /^input 'name': 'modèle'/],

    ['the label .', { version: '.' }, /^input 'version': '\.'/],
    ['the label ..', { version: '..' }, /^input 'version': '\.\.'/],
    ['an absolute label', { version: '/1.0' }, /^input 'version': '\/1\.0'/],
    ['a long label', { version: '1'.repeat(129) }, /^input 'version': '1+'.*129 characters/],
    ['a label with a control character', { version: '1.0\u0007x' }, /^input 'version': '1\.0\\u0007x'/],
    ['a label like a number', { version: 'v7' }, /^input 'version': 'v7'.*looks like a selector/],
    ['a label like a selector', { version: 'LATEST' }, /^input 'version': 'LATEST'.*looks like a selector/],
    ['a label like a digest', { version: 'sha256:0123456789ab' }, /^input 'version': 'sha256:0123456789ab'/],
    ['a label that is taken', { version: '1.0.0' }, /'1\.0\.0'.*(taken|exists|already)/],
    ['an alias like a selector', { aliases: 'production\nv1' }, /^input 'aliases': 'v1'/],

    ['YAML that does not parse', { params: 'a: [1' }, /^input 'params' is not valid YAML or JSON/],
    ['JSON that does not parse', { metrics: '{"a": 1,, "b": 2}' }, /^input 'metrics' is not valid YAML or JSON/],
    ['a list', { metadata: '- a' }, /^input 'metadata' is a list, not a mapping/],
    ['text', { metrics: 'accuracy 0.9' }, /^input 'metrics' is a single value, not a mapping/],
    [
      '__proto__',
      { params: '{"a": {"__proto__": {"x": 1}}}' },
      /^input 'params' holds the key 'a\.__proto__', which is not allowed/
    ],
    ['an alias bomb', { metadata: bomb.join('\n') }, /^input 'metadata' expands to too much by its aliases/],
    ['deep nesting', { params: `a: ${'['.repeat(3000)}` }, /^input 'params' is (nested more than|not valid)/],
    ['a key given twice', { params: 'a: 1\na: 2' }, /^input 'params': 'a' is given twice \(line 2, column 1\)/],
    [
      'a metric in quotes',
      { metrics: 'accuracy: "0.9"' },
      /^input 'metrics': metric 'accuracy' is the text '0\.9', not a number/
    ],
    ['a metric that is a mapping', { metrics: 'val: {loss: 1}' }, /^input 'metrics': metric 'val' is a mapping/],
    ['NaN among params', { params: 'a: .nan' }, /^input 'params': 'a' is NaN/],
    [
      'a params file that is missing',
      { 'params-path': 'none.json' },
      /^file '.*none\.json' \(input 'params-path'\) does not exist/
    ],
    [
      'a metrics file that is a folder',
      { 'metrics-path': 'out' },
      /^file '.*out' \(input 'metrics-path'\) is not a file/
    ],
    [
      'a metadata file that is no mapping',
      { 'metadata-path': 'out/new.bin' },
      /^file '.*new\.bin' \(input 'metadata-path'\) is a single value/
    ],

    [
      'if-no-files-found',
      { 'if-no-files-found': 'fail' },
      /^input 'if-no-files-found' is 'fail': give one of error, warn, ignore/
    ],
    ['if-unchanged', { 'if-unchanged': 'skip' }, /^input 'if-unchanged' is 'skip': give one of reuse, new/],
    [
      'include-hidden-files',
      { 'include-hidden-files': 'yes' },
      /^input 'include-hidden-files' is 'yes': give true or false/
    ],
    ['symlinks', { symlinks: 'copy' }, /^input 'symlinks' is 'copy': give one of preserve, follow/],
    [
      'compression',
      { compression: '20' },
      /^input 'compression' is '20': give auto, none, or a zstd level from 1 to 19/
    ],
    ['summary', { summary: 'no' }, /^input 'summary' is 'no': give true or false/],
    [
      'an input of restore',
      { files: '*', clean: 'true' },
      /^input 'files' is for mode restore; input 'clean' is for mode restore; they were given with mode save/
    ],
    ['an input of list', { limit: '10' }, /^input 'limit' is for mode list and was given with mode save/],
    ['signing without a key', { sign: 'key' }, /^input 'sign-key' is required with 'sign: key'/],
    ['a condition', { 'fail-if': 'metrics.loss >' }, /^input 'fail-if': /],
    ['a baseline of nothing', { baseline: 'v1' }, /^input 'baseline' is given without input 'fail-if'/],

    ['no path', { path: '' }, /^input 'path' is required/],
    ['only exclusions', { path: '!out' }, /^input 'path' only excludes/],
    [
      'patterns that match nothing',
      { path: 'out/*.onnx\nlogs/**' },
      /^path: no file matches 'out\/\*\.onnx' and 'logs\/\*\*'/
    ],
    ['a file that is missing', { path: 'out\nout/metrics.json' }, /^path: 'out\/metrics\.json' does not exist/],
    ['a root that is missing', { root: 'none' }, /^root: '.*none' does not exist/],
    ['a root that is a file', { root: 'out/new.bin' }, /^root: '.*new\.bin' is not a folder/],
    ['a root beside the files', { root: 'back' }, /^root: '.*out'.* is not below '.*back'/],
    ['a parent that is none', { parents: 'model' }, /^input 'parents' holds 'model', which is not 'name@version'/],
    ['a parent that does not exist', { parents: 'model@v99' }, /'model@v99'/],

    [
      'a store in a bucket',
      { store: 's3://bucket?regoin=eu-west-1' },
      /^input 'store': 'regoin' is no parameter of a store; there are endpoint, region, path-style/
    ],
    [
      'a store that is an address',
      { store: 'https://example.com/x' },
      /^input 'store': 'https:\/\/example\.com\/x' is neither a folder nor a bucket/
    ],
    ['a store that is a file', { store: 'out/new.bin' }, /'.*new\.bin' is not a folder/],
    ['a store in a file', { store: 'out/new.bin/store' }, /'.*new\.bin\/store' is not a folder/]
  ])('%s', async (_, inputs, message) => {
    expect((await refused(save(inputs))).errors[0]).toMatch(message)
  })

  it('what cannot be stored: a FIFO, a name that is not UTF-8', async () => {
    const { execFileSync } = await import('node:child_process')
    execFileSync('mkfifo', [at('out/pipe')])
    expect((await refusedWithStore(save({}))).errors[0]).toMatch(/pipe'/)
    rmSync(at('out/pipe'))
    writeFileSync(Buffer.concat([Buffer.from(at('out/bad-')), Buffer.from([0xff])]), 'x')
    expect((await refusedWithStore(save({}))).errors[0]).toMatch(/bad-/)
  })

  it('a store that may not be written', async () => {
    makeReadable(workspace.path)
    const { errors } = await refused(save({}), { unprivileged: true })
    expect(errors[0]).toMatch(/store.*(permission|EACCES)/)
  })

  it('a store of a newer format, or one that needs what this version cannot do', async () => {
    rewriteDocument(join(store, 'store.json'), (fields) => ({ ...fields, format: 2 }))
    expect((await refused(save({}))).errors[0]).toMatch(/store.*(newer|format)/)
    rewriteDocument(join(store, 'store.json'), (fields) => ({ ...fields, format: 1, requires: ['encryption'] }))
    expect((await refused(save({}))).errors[0]).toMatch(/encryption/)
  })

  it('a store whose description is damaged', async () => {
    damage(join(store, 'store.json'), 20)
    expect((await refused(save({}))).errors[0]).toMatch(/store\.json.*damaged/)
  })

  it('a configuration that is no mapping', async () => {
    writeTree(workspace.path, { '.github/artifact-store.yml': '- store' })
    expect((await refused(save({ store: '' }))).errors[0]).toMatch(
      /^\.github\/artifact-store\.yml is a list, not a mapping/
    )
  })
})

describe('a restore refuses', () => {
  it.each<[string, Record<string, string>, RegExp]>([
    ['no name', { name: '' }, /^input 'name' is required/],
    ['a name like a path', { name: '../store' }, /^input 'name': '\.\.\/store'/],
    ['a malformed selector', { version: 'production\nsha256:12' }, /^input 'version': 'sha256:12' is not a selector/],
    ['a number that is none', { version: 'v0' }, /^input 'version': 'v0'/],
    ['a day that there is not', { version: 'as-of:2026-02-30' }, /^input 'version': 'as-of:2026-02-30'/],
    ['a value of no field', { version: 'max:accuracy' }, /^input 'version': 'max:accuracy' is not a selector/],
    ['clean', { clean: 'yes' }, /^input 'clean' is 'yes': give true or false/],
    ['if-not-found', { 'if-not-found': 'skip' }, /^input 'if-not-found' is 'skip': give one of error, warn, ignore/],
    [
      'an input of save',
      { 'include-hidden-files': 'true' },
      /^input 'include-hidden-files' is for mode save and was given with mode restore/
    ],
    ['a filter', { where: 'type = = model' }, /^input 'where': /],
    [
      'verifying without a key',
      { 'verify-signature': 'required' },
      /^input 'verify-signature' asks for a signature, and no key is known/
    ],
    ['two destinations', { path: 'a\nb' }, /^input 'path' holds more than one line/],
    ['a destination that is a file', { path: 'back/kept.txt' }, /'.*kept\.txt', the destination, is a file/],
    ['a destination in a file', { path: 'back/kept.txt/x' }, /'.*kept\.txt'.* is a file/],
    ['a destination in the store', { path: 'store/packs' }, /^input 'path': '.*store\/packs' is in the store/],
    ['to clean the workspace', { path: '.', clean: 'true' }, /clean/],
    ['to clean what holds the workspace', { path: '..', clean: 'true' }, /clean/],
    ['files that match nothing', { files: '*.onnx' }, /^files: no file of model@v2 matches '\*\.onnx'/],
    ['a store that is a file', { store: 'out/new.bin' }, /'.*new\.bin' is not a folder/]
  ])('%s', async (_, inputs, message) => {
    const { errors, outputs } = await refused(restore(inputs))
    expect(errors[0]).toMatch(message)
    expect(outputs).toEqual({})
  })

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a version that there is not',
      { version: 'v99\nstaging' },
      /^input 'version': no version of 'model' matches 'v99' and 'staging' in the store/
    ],
    ['an artifact that there is not', { name: 'other' }, /no version of 'other' matches 'latest'/],
    ['a store that does not exist, and makes none', { store: 'none' }, /there is no store at '.*none'/],
    ['a folder that holds no store', { store: 'out' }, /no store.*'.*out'|'.*out'.*no store/]
  ])('%s, and says so in the outputs', async (_, inputs, message) => {
    const { errors, outputs } = await refused(restore(inputs))
    expect(errors[0]).toMatch(message)
    expect(outputs).toMatchObject({ found: 'false', created: 'false', version: '' })
  })

  it('a destination reached by a link into the store', async () => {
    symlinkSync('store', at('link'))
    expect((await refused(restore({ path: 'link/deep' }))).errors[0]).toMatch(/^input 'path': .* is in the store/)
  })

  it('to clean what holds a repository', async () => {
    mkdirSync(at('back/.git'))
    expect((await refused(restore({ clean: 'true' }))).errors[0]).toMatch(/clean.*\.git|\.git.*clean/)
  })

  it('a destination that may not be written', async () => {
    makeReadable(workspace.path)
    expect((await refused(restore({}), { unprivileged: true })).errors[0]).toMatch(/'.*back\/.*': permission denied/)
  })

  it('a store of a newer format', async () => {
    rewriteDocument(join(store, 'store.json'), (fields) => ({ ...fields, format: 2 }))
    expect((await refused(restore({}))).errors[0]).toMatch(/store.*(newer|format)/)
  })

  it('a version of a newer format', async () => {
    rewriteDocument(record('model', 2), (fields) => ({ ...fields, format: 2 }))
    expect((await refused(restore({}))).errors[0]).toMatch(/model@v2.*(newer|format)/)
  })

  it('a damaged record, also for latest', async () => {
    damage(record('model', 2), 40)
    expect((await refused(restore({ version: 'latest' }))).errors[0]).toMatch(/model@v2.*damaged/)
    expect((await refused(restore({ version: 'v2' }))).errors[0]).toMatch(/model@v2.*damaged/)
  })

  it('a damaged list of files', async () => {
    const { tree } = readDocument(record('wide', 1)) as { tree: { pack: string; offset: number } }
    damage(packPath(tree.pack), tree.offset + 10)
    expect((await refused(restore({ name: 'wide' }))).errors[0]).toMatch(/damaged/)
  })

  it('a damaged pack, and one that is missing', async () => {
    const { packs } = readDocument(record('model', 2)) as { packs: { pack: string }[] }
    damage(packPath(packs[0].pack), 0)
    expect((await refused(restore({}))).errors[0]).toMatch(/damaged/)
    rmSync(packPath(packs[0].pack))
    expect((await refused(restore({}))).errors[0]).toMatch(/pack.*missing/)
  })

  it('one damaged version, and restores the others', async () => {
    damage(record('model', 2), 40)
    const result = await runAction({
      inputs: restore({ store, version: 'v1', path: 'fine' }),
      workspace: workspace.path
    })
    expect(result).toMatchObject({ exitCode: 0, errors: [] })
    expect(readdirSync(at('fine'))).toEqual(['card.md', 'weights.bin'])
  })
})

/** A save that finds out while it walks may have made folders in `tmp/`, and nothing else. */
async function refusedWithStore(inputs: Record<string, string>): Promise<ActionResult> {
  const before = withoutFolders(snapshot(store))
  const result = await runAction({ inputs: { store, ...inputs }, workspace: workspace.path })
  expect(result).toMatchObject({ exitCode: 1, stderr: '', summary: '', outputs: {} })
  expect(result.errors).toHaveLength(1)
  expect(withoutFolders(snapshot(store))).toEqual(before)
  return result
}

function withoutFolders(entries: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).filter(([, entry]) => !entry.startsWith('folder')))
}

function record(name: string, number: number): string {
  return join(store, 'artifacts', name, 'versions', `${String(number).padStart(10, '0')}.json`)
}

function packPath(pack: string): string {
  return join(store, 'packs', pack.slice(0, 2), `${pack}.pack`)
}

/** Everyone may read below a folder, no one may write. */
function makeReadable(folder: string): void {
  for (const path of ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })])
    chmodSync(join(folder, path), 0o555)
}
