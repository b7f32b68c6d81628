/** Any small tree saved is the tree restored, over a chain of edited versions that share what they can. */
import { chmodSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { openLocalStorage } from '../../src/storage/index.js'
import { openStore } from '../../src/store/index.js'
import { FakeClock, memoryStore, newFolder, noise, removeFolders, restored, save, snapshot } from './support.js'

afterEach(removeFolders)

const segment = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'c',
    'A',
    '.hidden',
    'with space',
    'ünï',
    '-dash',
    '😀',
    'new\nline',
    '%2F',
    "quo'te",
    '$HOME'
  ),
  fc
    .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
    .filter(
      (text) =>
        !/[/\0]/.test(text) &&
        text !== '.' &&
        text !== '..' &&
        text.isWellFormed() &&
        !text.startsWith('.artifact-store')
    )
)
const path = fc.array(segment, { minLength: 1, maxLength: 3 })

/** A content by kind, size and seed: sizes around the smallest chunk and far above, some that compress. */
const content = fc.oneof(
  fc.constant(Buffer.alloc(0)),
  fc.uint8Array({ minLength: 1, maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(fc.constantFrom(100, 65_535, 65_536, 65_537, 300_000), fc.nat(3)).map(([size, seed]) => noise(size, seed)),
  fc
    .tuple(fc.nat(100_000), fc.nat(3))
    .map(([size, seed]) => Buffer.from(`text ${seed} `.repeat(size / 8 + 1)).subarray(0, size))
)

type Edit =
  | { readonly kind: 'file'; readonly path: string[]; readonly content: Buffer; readonly mode: number }
  | { readonly kind: 'folder'; readonly path: string[] }
  | { readonly kind: 'remove'; readonly path: string[] }
  | { readonly kind: 'link'; readonly path: string[]; readonly target: string }

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('file' as const),
      path,
      content,
      // Readable by its owner, since it is read again by the next save.
      mode: fc.nat(0o377).map((bits) => bits | 0o400)
    })
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('folder' as const), path }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), path }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('link' as const),
      path,
      target: fc.oneof(
        path.map((to) => to.join('/')),
        segment
      )
    })
  }
)

/** Makes an edit as far as the tree lets it: what is in the way gives way. */
function apply(folder: string, change: Edit): void {
  const target = join(folder, ...change.path)
  if (change.kind === 'remove') {
    // A link on the way leads elsewhere: what is there is not the tree's.
    if (waysAreFolders(folder, change.path)) rmSync(target, { recursive: true, force: true })
    return
  }
  for (let length = 1; length < change.path.length; length++) {
    const way = join(folder, ...change.path.slice(0, length))
    if (lstatSync(way, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(way)
    mkdirSync(way, { recursive: true })
  }
  rmSync(target, { recursive: true, force: true })
  if (change.kind === 'link') symlinkSync(change.target, target)
  else if (change.kind === 'folder') mkdirSync(target)
  else {
    writeFileSync(target, change.content)
    chmodSync(target, change.mode)
  }
}

function waysAreFolders(folder: string, way: readonly string[]): boolean {
  return way
    .slice(0, -1)
    .every((_, at) => lstatSync(join(folder, ...way.slice(0, at + 1)), { throwIfNoEntry: false })?.isDirectory())
}

const edits = fc.array(edit, { minLength: 0, maxLength: 8 })
const chain = fc.array(edits, { minLength: 1, maxLength: 4 })

async function holds(versions: readonly Edit[][], store: Parameters<typeof save>[0]): Promise<void> {
  const folder = newFolder()
  const contents = new Map<number, string[]>()
  let last: string[] | undefined
  for (const changes of versions) {
    for (const change of changes) apply(folder, change)
    const now = snapshot(folder)
    const { created, version } = await save(store, folder)
    // Permission bits but the owner's x are not part of the digest: such a change alone makes no version.
    if (now.join('\n') === last?.join('\n')) expect(created).toBe(false)
    if (created) contents.set(version.number, now)
    last = now
  }
  for (const [number, content] of contents)
    expect(await restored(store, { selectors: [`v${number}`] })).toEqual(content)
  removeFolders()
}

test('over memory', async () => {
  await fc.assert(
    fc.asyncProperty(chain, async (versions) => {
      await holds(versions, memoryStore().store)
    }),
    { numRuns: 40 }
  )
})

test('over a folder', async () => {
  await fc.assert(
    fc.asyncProperty(chain, async (versions) => {
      const clock = new FakeClock()
      const store = openStore(await openLocalStorage(newFolder()), { clock: clock.now, workers: { count: 0 } })
      await holds(versions, store)
      await store.close()
    }),
    { numRuns: 15 }
  )
})

test('the same content has the same digest, whatever came before and wherever it is kept', async () => {
  await fc.assert(
    fc.asyncProperty(edits, edits, async (first, second) => {
      const folder = newFolder()
      for (const change of first) apply(folder, change)
      const chained = memoryStore()
      await save(chained.store, folder)
      for (const change of second) apply(folder, change)
      const one = await save(chained.store, folder, { ifUnchanged: 'new' })
      const other = await save(memoryStore().store, folder, { name: 'elsewhere', compression: 'none' })
      expect(other.version.digest).toBe(one.version.digest)
      expect([other.version.files, other.version.size]).toEqual([one.version.files, one.version.size])
      removeFolders()
    }),
    { numRuns: 15 }
  )
})
