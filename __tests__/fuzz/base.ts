/** The store that is made hostile: a real one, with an object of every kind. Made once for a process. */
import { noise, sourceOf, tree, FakeClock, type Contents } from '../store/support.js'
import { pull } from '../store/runs.js'
import { newKey, RUN } from '../signing/support.js'
import { createMemoryStorage, type MemoryStorage } from '../../src/storage/index.js'
import { openStore, viewerOf, type ArtifactStore, type StoreOptions } from '../../src/store/index.js'

export type Objects = MemoryStorage['objects']

/** What no mutation touches: its versions have to come back byte by byte whatever happens to the others. */
export const SAFE = 'safe'
export const SAFE_FILES: Contents = { 'weights.bin': noise(150_000, 7), 'notes.txt': 'untouched' }

const FILES: Contents = { 'a/model.bin': noise(90_000, 1), 'a/small.txt': 'small', 'z.txt': 'x'.repeat(5000) }
const LATER: Contents = { ...FILES, 'a/small.txt': 'changed', link: { link: 'z.txt' } }
/** A tree that does not lie in its record: few files, so that they are soon restored, and much to say of them. */
const MANY: Contents = {
  ...FILES,
  ...Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`link-${index}`, { link: 'x'.repeat(900) }]))
}

export const key = newKey()

export interface Opened {
  readonly store: ArtifactStore
  readonly storage: MemoryStorage
  readonly clock: FakeClock
  readonly warnings: string[]
}

/** @param days that passed since the first version. @param location what tells two stores apart. */
export function openObjects(objects: Objects, options: StoreOptions = {}, days = 0, location = 'memory'): Opened {
  const clock = new FakeClock()
  clock.advance(days * 86_400 + 60)
  const storage = createMemoryStorage({ clock: clock.now, objects, location })
  const warnings: string[] = []
  const store = openStore(storage, {
    clock: clock.now,
    workers: { count: 0 },
    logger: { warn: (message) => warnings.push(message), info: () => undefined },
    ...options
  })
  return { store, storage, clock, warnings }
}

export async function makeBase(): Promise<Objects> {
  const objects: Objects = new Map()
  const { store, clock } = openObjects(objects)
  await store.save({ name: SAFE, source: sourceOf(tree(SAFE_FILES)) })
  const files = sourceOf(tree(FILES))
  const common = { name: 'model', run: RUN, signingKey: key.signing }
  await store.save({ ...common, source: files, label: '1.0.0', aliases: ['production'], metrics: { loss: 2 } })
  await store.save({
    ...common,
    source: sourceOf(tree(LATER)),
    type: 'model',
    description: 'a description',
    params: { nested: { rate: 0.1 } },
    metrics: { loss: 3 },
    metadata: { text: 'x' }
  })
  await store.save({ ...common, source: sourceOf(tree(MANY)), metrics: { loss: 1 }, aliases: ['staging'] })
  await store.record({ name: 'model', selectors: ['v2'], metrics: { f1: 0.5 }, run: RUN })
  await store.restore({ name: 'model', destination: tree({}), runKey: 'server/owner/repo/1', runAttempt: 1 })
  await store.save({ name: 'report', source: sourceOf(tree({ 'r.txt': 'report' })), runKey: 'server/owner/repo/1' })
  await store.save({ name: 'report', source: sourceOf(tree({ 'r.txt': 'gone' })) })
  await store.save({ name: 'report', source: sourceOf(tree({ 'r.txt': 'newest' })) })
  await store.remove({ name: 'report', selectors: ['v2'] })
  const fork = pull(7, 'fix', 'eve/models')
  await openObjects(objects, { viewer: viewerOf(fork) }).store.save({ name: 'model', source: files, run: fork })
  // A segment of the index is made of 64 versions, and the excerpts of what there is.
  for (let version = 1; version <= 66; version++) {
    await store.save({ name: 'long', source: files, ifUnchanged: 'new', metrics: { loss: version } })
  }
  clock.advance(10 * 86_400)
  await store.prune({ dryRun: false })
  await store.list({})
  return objects
}
