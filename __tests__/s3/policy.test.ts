/**
 * The policies of docs/S3.md are enough, and refuse the rest: at versitygw, for users who are not root. Other servers
 * manage users in ways of their own; there this suite is skipped.
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3'
import {
  isStoreError,
  openStore,
  walkTree,
  type ArtifactStore,
  type SaveRequest,
  type Viewer
} from '../../src/index.js'
import { encodeDocument } from '../../src/store/documents.js'
import { openS3Storage, type Storage } from '../../src/storage/index.js'
import { s3Target, type S3Target } from '../support/s3-target.js'
import { newFolder, removeFolders, restored, snapshot, tree } from '../store/support.js'

const PROGRAM = process.env['ARTIFACT_STORE_TEST_S3_PROGRAM'] ?? ''
const isVersitygw = path.basename(PROGRAM).startsWith('versitygw')
if (!isVersitygw) process.stderr.write('\nSKIPPED: the suite of policies makes users as versitygw does.\n\n')

const PREFIX = 'team/store'

const guide = readFileSync(path.resolve(import.meta.dirname, '../../../docs/S3.md'), 'utf8')
const [saving, restoring, pruning, forked] = [...guide.matchAll(/```json\n([^`]+)```/g)].map(([, json]) => json)

interface Statement {
  readonly Action: string | readonly string[]
  readonly Condition?: object
}

interface User {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

let target: S3Target
let root: S3Client
/** Of the test that runs. */
let bucket: string
const users = {
  saver: newUser('saver'),
  saverWithoutDelete: newUser('undeleting'),
  reader: newUser('reader'),
  pruner: newUser('pruner'),
  fork: newUser('fork')
}

function newUser(name: string): User {
  return { accessKeyId: `${name}${randomBytes(4).toString('hex')}`, secretAccessKey: randomBytes(16).toString('hex') }
}

/** What a document says, as a policy of the bucket, which says whose it is; less a condition that versitygw refuses. */
function granted(document: string, bucket: string, user: User): Statement[] {
  const text = document.replaceAll('BUCKET', bucket).replaceAll('PREFIX', PREFIX)
  const { Statement: statements } = JSON.parse(text) as { Statement: Statement[] }
  return statements.map(({ Condition, ...statement }) => ({
    ...statement,
    ...(Condition === undefined || 'Null' in Condition ? {} : { Condition }),
    Principal: { AWS: user.accessKeyId }
  }))
}

beforeAll(async () => {
  if (!isVersitygw) return
  target = await s3Target()
  const { endpoint, credentials } = target
  root = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true })
  const admin = ['admin', '--access', credentials.accessKeyId, '--secret', credentials.secretAccessKey]
  for (const { accessKeyId, secretAccessKey } of Object.values(users)) {
    const create = ['create-user', '--access', accessKeyId, '--secret', secretAccessKey, '--role', 'user']
    execFileSync(PROGRAM, [...admin, '--endpoint-url', endpoint, ...create], { encoding: 'utf8' })
  }
})
beforeEach(async () => {
  bucket = `policies-${randomBytes(6).toString('hex')}`
  await root.send(new CreateBucketCommand({ Bucket: bucket }))
  const policy = {
    Version: '2012-10-17',
    Statement: [
      ...granted(saving, bucket, users.saver),
      ...granted(saving, bucket, users.saverWithoutDelete).filter(({ Action }) => Action !== 's3:DeleteObject'),
      ...granted(restoring, bucket, users.reader),
      ...granted(pruning, bucket, users.pruner),
      ...granted(forked, bucket, users.fork)
    ]
  }
  await root.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: JSON.stringify(policy) }))
})
afterEach(removeFolders)
afterAll(async () => {
  root?.destroy()
  await target?.close()
})

interface Opened {
  readonly store: ArtifactStore
  readonly storage: Storage
  readonly warnings: string[]
}

async function open(user: User, prefix = PREFIX, viewer?: Viewer): Promise<Opened> {
  const { endpoint } = target
  const storage = await openS3Storage({ endpoint, bucket, prefix, credentials: user, retryDelay: 5 })
  const warnings: string[] = []
  const logger = { warn: (message: string) => warnings.push(message), info: () => undefined }
  return { store: openStore(storage, { workers: { count: 0 }, logger, ...(viewer && { viewer }) }), storage, warnings }
}

const source = (folder: string): SaveRequest['source'] => walkTree({ folder, symlinks: 'preserve' })

/** A tree of which a file is gone when it is read. */
const vanishing: SaveRequest['source'] = {
  async *entries() {
    yield { kind: 'file', path: 'gone', absolutePath: path.join(newFolder(), 'gone'), mode: 0o644, size: 10 }
  }
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason
  )
  if (!isStoreError(error)) throw new Error(`not refused as it should be: ${String(error)}`)
  return `${error.code}: ${error.message}`
}

async function keysOf(storage: Storage): Promise<string[]> {
  const keys: string[] = []
  for await (const { key } of storage.list('')) keys.push(key)
  return keys
}

const suite = isVersitygw ? describe : describe.skip

suite('whoever has the policy for saving', () => {
  test('makes the store, saves, lists, restores, labels, moves aliases and leaves a lineage', async () => {
    const { store, warnings } = await open(users.saver)
    const first = tree({ 'a.txt': 'one', 'b.bin': 'x'.repeat(300_000) })
    const second = tree({ 'a.txt': 'two', 'b.bin': 'x'.repeat(300_000) })
    await store.save({ name: 'model', source: source(first), aliases: ['candidate'] })
    await store.save({ name: 'model', source: source(second), label: '1.0', aliases: ['candidate', 'live'] })
    expect(await store.save({ name: 'model', source: source(second) })).toMatchObject({ created: false })

    expect((await store.list()).map(({ version, aliases }) => [version, aliases])).toEqual([
      ['1.0', ['candidate', 'live']],
      ['v1', []]
    ])
    for (const [selector, folder] of [
      ['v1', first],
      ['1.0', second],
      ['candidate', second],
      ['latest', second]
    ]) {
      const destination = path.join(newFolder(), 'restored')
      await store.restore({ name: 'model', selectors: [selector], destination, runKey: 'run' })
      expect(snapshot(destination)).toEqual(snapshot(folder))
    }
    const { version } = await store.save({ name: 'report', source: source(first), runKey: 'run' })
    expect(version.inputs.map(({ name, number }) => [name, number])).toEqual([
      ['model', 1],
      ['model', 2]
    ])
    await expect(store.restore({ name: 'nothing', destination: newFolder() })).resolves.toBeUndefined()
    expect(warnings).toEqual([])
  })

  test('gives a label back when the save fails', async () => {
    const { store } = await open(users.saver)
    expect(await refusal(store.save({ name: 'model', label: '1.0', source: vanishing }))).toMatch(/^SOURCE: /)
    const saved = await store.save({ name: 'model', label: '1.0', source: source(tree({ a: '1' })) })
    expect(saved.version).toMatchObject({ number: 1, version: '1.0' })
  })

  test('cannot remove a version or its bytes', async () => {
    const { store, storage } = await open(users.saver)
    await store.save({ name: 'model', source: source(tree({ a: '1' })) })
    for (const key of await keysOf(storage)) {
      expect(await refusal(storage.remove(key))).toMatch(
        /^STORAGE: .*could not remove .*access is denied; the credentials need s3:DeleteObject/
      )
    }
    await expect(store.restore({ name: 'model', destination: newFolder() })).resolves.toMatchObject({ files: 1 })
  })

  test('has no access to what lies beside the prefix', async () => {
    const { store, storage } = await open(users.saver, 'team/other')
    expect(await refusal(store.save({ name: 'model', source: source(tree({ a: '1' })) }))).toMatch(
      /^STORAGE: .*store\.json.*access is denied; the credentials need s3:GetObject/
    )
    expect(await refusal(keysOf(storage))).toMatch(/access is denied; the credentials need s3:ListBucket/)
  })
})

suite('whoever has it without s3:DeleteObject', () => {
  test('saves and labels; a label whose save failed stays reserved', async () => {
    const { store } = await open(users.saverWithoutDelete)
    await store.save({ name: 'model', label: '1.0', source: source(tree({ a: '1' })), aliases: ['live'] })
    expect(await refusal(store.save({ name: 'model', label: '2.0', source: vanishing }))).toMatch(/^SOURCE: .*gone/)
    expect(await refusal(store.save({ name: 'model', label: '2.0', source: source(tree({ a: '2' })) }))).toMatch(
      /^CONFLICT: version: the label '2\.0' of model is reserved by another save/
    )
    await store.save({ name: 'model', label: '2.1', source: source(tree({ a: '2' })) })
  })
})

suite('whoever has the policy for restoring', () => {
  test('restores and lists, and is warned that what was restored could not be noted', async () => {
    const folder = tree({ 'a.txt': 'one', 'b.bin': 'x'.repeat(300_000) })
    const owner = await open(users.saver)
    await owner.store.save({ name: 'model', source: source(folder), label: '1.0', aliases: ['live'] })

    const { store, warnings } = await open(users.reader)
    expect(await restored(store, { name: 'model', selectors: ['live'] })).toEqual(snapshot(folder))
    expect(await store.list({ name: 'model' })).toMatchObject([{ number: 1, version: '1.0', aliases: ['live'] }])
    expect(warnings).toEqual([])

    const destination = path.join(newFolder(), 'noted')
    await store.restore({ name: 'model', selectors: ['1.0'], destination, runKey: 'run' })
    expect(snapshot(destination)).toEqual(snapshot(folder))
    expect(warnings).toEqual([
      expect.stringMatching(
        /^what this run restored could not be noted for lineage: .*access is denied; the credentials need s3:PutObject/
      )
    ])
  })

  test('is refused a save, a label and an alias, and told what is missing', async () => {
    const owner = await open(users.saver)
    await owner.store.save({ name: 'model', source: source(tree({ a: '1' })) })
    const before = await keysOf(owner.storage)

    const { store } = await open(users.reader)
    for (const more of [{}, { label: '1.0' }, { aliases: ['live'] }]) {
      expect(await refusal(store.save({ name: 'model', source: source(tree({ a: '2' })), ...more }))).toMatch(
        /^STORAGE: the store at 's3:[^']+' could not create '[^']+': access is denied; the credentials need s3:PutObject \(AccessDenied, HTTP 403\)$/
      )
    }
    expect(await keysOf(owner.storage)).toEqual(before)
  })

  test('is told so also where there is no store yet', async () => {
    const { store } = await open(users.reader)
    expect(await refusal(store.save({ name: 'model', source: source(tree({ a: '1' })) }))).toMatch(
      /could not create 'store\.json': access is denied; the credentials need s3:PutObject/
    )
    expect(await refusal(store.restore({ name: 'model', destination: newFolder() }))).toMatch(/^NOT_FOUND: /)
  })
})

suite('whoever has the policy for pruning', () => {
  /** Three versions in a store whose G is a second: nobody can make the objects of a real server older. */
  async function quick(): Promise<Opened> {
    const owner = await open(users.saver)
    const settings = { requires: [], hash: 'sha256', graceSeconds: 1, clockSkewSeconds: 0 }
    await owner.storage.create('store.json', encodeDocument(settings))
    for (const name of ['1', '2', '3']) await owner.store.save({ name: 'model', source: source(tree({ a: name })) })
    return owner
  }

  const prune = (store: ArtifactStore) => store.prune({ rules: { keepLast: 1 }, dryRun: false })
  const later = () => setTimeout(3000)

  test('removes versions, condemns packs and destroys them', async () => {
    const owner = await quick()
    const { store } = await open(users.pruner)
    await later()
    expect((await prune(store)).packs.condemned.objects).toBe(2)
    await later()
    expect((await prune(store)).packs.destroyed.objects).toBe(2)
    expect((await keysOf(owner.storage)).filter((key) => key.startsWith('packs/'))).toHaveLength(1)
    await expect(owner.store.restore({ name: 'model', destination: newFolder() })).resolves.toMatchObject({ files: 1 })
  })

  test('who has that for saving alone is told what is missing, and all versions that stay are whole', async () => {
    const { store } = await quick()
    await later()
    await prune(store)
    await store.undelete({ name: 'model', number: 2 })
    await later()
    expect(await refusal(prune(store))).toMatch(/could not remove 'packs\/.*the credentials need s3:DeleteObject/)
    await expect(store.restore({ name: 'model', destination: newFolder() })).resolves.toMatchObject({ files: 1 })
  })

  test('who has that for restoring is told what would be done', async () => {
    await quick()
    const { store } = await open(users.reader)
    const { artifacts } = await store.prune({ rules: { keepLast: 1 } })
    expect(artifacts).toMatchObject([{ kept: 1, removed: [{ number: 1 }, { number: 2 }] }])
    expect(await refusal(prune(store))).toMatch(/the credentials need s3:PutObject/)
  })
})

suite('whoever has the policy for pull requests from forks', () => {
  const viewer: Viewer = { repository: 'acme/models', pullRequest: '7', fromFork: true }
  const name = 'quarantine/acme/models/7/model'

  test('saves, labels and moves aliases in the quarantine, and restores what everybody does', async () => {
    const folder = tree({ 'a.txt': 'one', 'b.bin': 'x'.repeat(300_000) })
    const owner = await open(users.saver)
    await owner.store.save({ name: 'model', source: source(folder) })
    const { store, warnings } = await open(users.fork, PREFIX, viewer)
    expect(await restored(store, { name: 'model', runKey: 'run' })).toEqual(snapshot(folder))
    const changed = tree({ 'a.txt': 'two', 'b.bin': 'x'.repeat(300_000) })
    for (const label of ['1.0', '1.1']) {
      const request = { name: 'model', source: source(changed), label, aliases: ['live'], runKey: 'run' }
      expect((await store.save(request)).version).toMatchObject({ name, version: label })
    }
    expect(await refusal(store.save({ name: 'model', label: '2.0', source: vanishing }))).toMatch(/^SOURCE: /)
    await store.save({ name: 'model', label: '2.0', source: source(changed) })
    expect(await restored(owner.store, { name, selectors: ['live'] })).toEqual(snapshot(changed))
    expect((await owner.store.list()).map((version) => version.name)).toEqual(['model'])
    expect(warnings).toEqual([])
  })

  test('can write nothing else, whatever it says that it is', async () => {
    const owner = await open(users.saver)
    await owner.store.save({ name: 'model', source: source(tree({ a: '1' })) })
    const before = (await keysOf(owner.storage)).filter((key) => !/^(?:packs|runs)\//.test(key))
    const { store, storage } = await open(users.fork)
    const denied = /^STORAGE: .*access is denied; the credentials need s3:PutObject/
    expect(await refusal(store.save({ name: 'model', source: source(tree({ a: '2' })) }))).toMatch(denied)
    expect(await refusal(store.save({ name: 'model', label: '2.0', source: source(tree({ a: '2' })) }))).toMatch(denied)
    expect(await refusal(store.promote({ name: 'model', aliases: ['live'] }).then(() => undefined))).toMatch(denied)
    expect(await refusal(store.record({ name: 'model', metrics: { a: 1 } }).then(() => undefined))).toMatch(denied)
    for (const key of ['condemned/x.json', 'artifacts/quarantine/versions/0000000001.json', 'damaged/x.json'])
      expect(await refusal(storage.create(key, Buffer.from('x')))).toMatch(denied)
    for (const key of before) expect(await refusal(storage.remove(key))).toMatch(/s3:DeleteObject/)
    expect((await keysOf(owner.storage)).filter((key) => !/^(?:packs|runs)\//.test(key))).toEqual(before)
  })
})
