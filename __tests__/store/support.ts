/** What the suites of the store share: trees on disk, a store in memory with a clock that stands still, ways to damage. */
import { createHash } from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ErrorCode } from '../../src/errors.js'
import { isStoreError } from '../../src/errors.js'
import { walkTree, type SourceTree } from '../../src/files/index.js'
import { createMemoryStorage, type MemoryStorage, type Storage, type StorageKey } from '../../src/storage/index.js'
import { encodeDocument, expectDocument, type DocumentFields } from '../../src/store/documents.js'
import { openStore, type ArtifactStore, type SaveRequest, type StoreOptions } from '../../src/store/index.js'
import { packKey, versionKey } from '../../src/store/layout.js'
import { parseRecord, type VersionRecord } from '../../src/store/record.js'
import type { RestoreRequest } from '../../src/store/types.js'

// ── folders and trees ──────────────────────────────────────────────────────────────────────────────────────────────

/** A folder of its own by its real path; {@link removeFolders} removes all. */
export function newFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'store-test-')))
  folders.push(folder)
  return folder
}

const folders: string[] = []

export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
}

export type Content =
  string | Uint8Array | null | { readonly link: string } | { readonly content: string; readonly mode: number }

/** What a tree holds by path: a file's contents (with a mode), null for a folder, a link. */
export type Contents = Readonly<Record<string, Content>>

/** Makes a tree in a new folder. */
export function tree(contents: Contents): string {
  const folder = newFolder()
  writeTree(folder, contents)
  return folder
}

export function writeTree(folder: string, contents: Contents): void {
  for (const [path, content] of Object.entries(contents)) {
    const target = join(folder, path)
    mkdirSync(content === null ? target : dirname(target), { recursive: true })
    if (content === null) continue
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(target, content)
    else if ('link' in content) symlinkSync(content.link, target)
    else {
      writeFileSync(target, content.content)
      chmodSync(target, content.mode)
    }
  }
}

/** All that a folder holds: kind, permission bits, path, and the contents' hash or the link's target. */
export function snapshot(folder: string, prefix = ''): string[] {
  const lines: string[] = []
  for (const name of readdirSync(join(folder, prefix)).sort()) {
    const path = prefix + name
    const stats = lstatSync(join(folder, path))
    const mode = (stats.mode & 0o777).toString(8)
    if (stats.isDirectory()) lines.push(`d ${mode} ${path}`, ...snapshot(folder, `${path}/`))
    else if (stats.isSymbolicLink()) lines.push(`l ${path} -> ${readlinkSync(join(folder, path))}`)
    else lines.push(`f ${mode} ${path} ${stats.size} ${sha256(readFileSync(join(folder, path)))}`)
  }
  return lines
}

export function sourceOf(folder: string): SourceTree {
  return walkTree({ folder, symlinks: 'preserve' })
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Bytes that do not compress, the same for the same seed. */
export function noise(length: number, seed: number): Buffer {
  const bytes = Buffer.alloc(Math.ceil(length / 4) * 4)
  // xorshift32, scrambled: no block of it comes twice.
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1
  for (let at = 0; at < bytes.length; at += 4) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes.writeInt32LE(Math.imul(state, 0x2545f491) | 0, at)
  }
  return bytes.subarray(0, length)
}

// ── a store for a test ─────────────────────────────────────────────────────────────────────────────────────────────

export const START = '2026-11-01T12:00:00.000Z'

/** A clock that stands still until it is moved. */
export class FakeClock {
  private time: number

  constructor(start: string = START) {
    this.time = Date.parse(start)
  }

  readonly now = (): Date => new Date(this.time)

  advance(seconds: number): void {
    this.time += seconds * 1000
  }

  /** @param milliseconds since 1970. */
  set(milliseconds: number): void {
    this.time = milliseconds
  }
}

export interface TestStore {
  readonly storage: MemoryStorage
  readonly objects: MemoryStorage['objects']
  readonly store: ArtifactStore
  /** Of the machine and of the storage. */
  readonly clock: FakeClock
  /** What was warned of, by all stores of {@link TestStore.over}. */
  readonly warnings: string[]
  /** Another store object over the same objects, perhaps through a wrapper. */
  over(wrap?: (storage: MemoryStorage) => Storage, options?: StoreOptions): ArtifactStore
}

export function memoryStore(options: StoreOptions = {}): TestStore {
  const clock = new FakeClock()
  const storage = createMemoryStorage({ clock: clock.now })
  const warnings: string[] = []
  const over = (wrap: (storage: MemoryStorage) => Storage = (inner) => inner, more: StoreOptions = {}): ArtifactStore =>
    openStore(wrap(createMemoryStorage({ clock: clock.now, objects: storage.objects })), {
      clock: clock.now,
      workers: { count: 0 },
      logger: { warn: (message) => warnings.push(message), info: () => undefined },
      ...options,
      ...more
    })
  return { storage, objects: storage.objects, store: over(), clock, warnings, over }
}

/** A copy of all objects, to go back to. */
export function copyOf(objects: MemoryStorage['objects']): MemoryStorage['objects'] {
  return new Map(objects)
}

export async function save(store: ArtifactStore, folder: string, request: Partial<SaveRequest> = {}) {
  return await store.save({ name: 'model', source: sourceOf(folder), ...request })
}

/** Restores into a new folder; gives its snapshot. */
export async function restored(store: ArtifactStore, request: Partial<RestoreRequest> = {}): Promise<string[]> {
  const destination = join(newFolder(), 'restored')
  const result = await store.restore({ name: 'model', destination, ...request })
  if (result === undefined) throw new Error('no such version')
  return snapshot(destination)
}

/** The code and message of the ArtifactStoreError that a promise rejects with. */
export async function failure(
  promise: Promise<unknown>
): Promise<{ readonly code: ErrorCode; readonly message: string }> {
  try {
    await promise
  } catch (error) {
    if (isStoreError(error)) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('it did not fail')
}

// ── looking into a store ───────────────────────────────────────────────────────────────────────────────────────────

export function keys(objects: MemoryStorage['objects'], prefix = ''): StorageKey[] {
  return [...objects.keys()].filter((key) => key.startsWith(prefix)).sort()
}

/** Bytes of all objects below a prefix. */
export function bytesBelow(objects: MemoryStorage['objects'], prefix = ''): number {
  return keys(objects, prefix).reduce((sum, key) => sum + objects.get(key)!.bytes.length, 0)
}

export function packsIn(objects: MemoryStorage['objects']): string[] {
  return keys(objects, 'packs/').map((key) => key.slice(-69, -5))
}

export function fieldsOf(objects: MemoryStorage['objects'], key: StorageKey): DocumentFields {
  return expectDocument(objects.get(key)!.bytes, key)
}

export function recordOf(objects: MemoryStorage['objects'], number: number, name = 'model'): VersionRecord {
  const key = versionKey(name, number)
  return parseRecord(fieldsOf(objects, key), name, number, key)
}

/** Writes a document as another program might have, over what is there. */
export function plant(objects: MemoryStorage['objects'], key: StorageKey, fields: DocumentFields, at = START): void {
  objects.set(key, { bytes: encodeDocument(fields), modifiedAt: new Date(at) })
}

export function plantCondemned(objects: MemoryStorage['objects'], id: string, packs: readonly string[]): void {
  plant(objects, `condemned/${id}.json`, { id, createdAt: START, packs })
}

export function plantGone(
  objects: MemoryStorage['objects'],
  name: string,
  number: number,
  change = 1,
  gone = true
): void {
  const key = `artifacts/${name}/gone/${String(number).padStart(10, '0')}/${String(change).padStart(10, '0')}.json`
  plant(objects, key, { number, gone, reason: 'a test', at: START, nonce: 'f'.repeat(32) })
}

/** Flips one bit of an object. */
export function flipBit(objects: MemoryStorage['objects'], key: StorageKey, byte: number): void {
  const object = objects.get(key)!
  const bytes = new Uint8Array(object.bytes)
  bytes[byte < 0 ? bytes.length + byte : byte] ^= 4
  objects.set(key, { ...object, bytes })
}

export function truncate(objects: MemoryStorage['objects'], key: StorageKey, missing: number): void {
  const object = objects.get(key)!
  objects.set(key, { ...object, bytes: object.bytes.slice(0, object.bytes.length - missing) })
}

/** What prune's second phase does with all lists: removes listed packs that no living record uses. */
export function destroyCondemned(objects: MemoryStorage['objects']): string[] {
  const used = new Set<string>()
  for (const key of keys(objects, 'artifacts/')) {
    const match = /^artifacts\/([^/]+)\/versions\/(\d{10})\.json$/.exec(key)
    if (match === null || isGone(objects, match[1], Number(match[2]))) continue
    for (const { pack } of recordOf(objects, Number(match[2]), match[1].replaceAll('%2F', '/')).packs) used.add(pack)
  }
  const listed = keys(objects, 'condemned/').flatMap((key) => fieldsOf(objects, key)['packs'] as string[])
  const removed = listed.filter((pack) => !used.has(pack) && objects.delete(packKey(pack)))
  return removed
}

export function isGone(objects: MemoryStorage['objects'], segment: string, number: number): boolean {
  const key = keys(objects, `artifacts/${segment}/gone/${String(number).padStart(10, '0')}/`).at(-1)
  return key !== undefined && fieldsOf(objects, key)['gone'] === true
}

export type Operation =
  | 'create'
  | 'append'
  | 'commit'
  | 'abort'
  | 'read'
  | 'stat'
  | 'list'
  | 'remove'
  | 'now'
  | 'createMayTear'
  | 'clearAbandoned'

export interface Call {
  readonly operation: Operation
  /** Of a listing: the prefix. Empty where there is none. */
  readonly key: string
}

/** A storage that tells of each call before it is made (`before`) and after it was answered (`after`). */
export function observed(
  inner: Storage,
  before: (call: Call) => void | Promise<void>,
  after: (call: Call) => void | Promise<void> = () => undefined
): Storage {
  const around = async <T>(operation: Operation, key: string, act: () => Promise<T>): Promise<T> => {
    await before({ operation, key })
    const result = await act()
    await after({ operation, key })
    return result
  }
  return {
    location: inner.location,
    create: async (key, bytes) => await around('create', key, async () => await inner.create(key, bytes)),
    writer: () => {
      const writer = inner.writer()
      return {
        append: async (parts) => await around('append', '', async () => await writer.append(parts)),
        commit: async (key) => await around('commit', key, async () => await writer.commit(key)),
        abort: async () => await around('abort', '', async () => await writer.abort())
      }
    },
    read: async (key, range, maximum) => await around('read', key, async () => await inner.read(key, range, maximum)),
    stat: async (key) => await around('stat', key, async () => await inner.stat(key)),
    async *list(prefix, options) {
      await before({ operation: 'list', key: prefix })
      yield* inner.list(prefix, options)
      await after({ operation: 'list', key: prefix })
    },
    remove: async (key) => await around('remove', key, async () => await inner.remove(key)),
    now: async () => await around('now', '', async () => await inner.now()),
    createMayTear: async () => await around('createMayTear', '', async () => await inner.createMayTear()),
    ...(inner.clearAbandoned === undefined
      ? {}
      : {
          clearAbandoned: async (time: Date, dryRun: boolean) =>
            await around('clearAbandoned', '', async () => await inner.clearAbandoned!(time, dryRun))
        })
  }
}
