/** Long series for tests: planted, with an index or without; and a count of what they cost in requests. */
import type { Storage } from '../../src/storage/index.js'
import { StoreContext } from '../../src/store/context.js'
import { encodeDocument, type DocumentFields } from '../../src/store/documents.js'
import { extendNotesExcerpt, extendStoreExcerpt } from '../../src/store/excerpt-builder.js'
import { noteKey, versionKey } from '../../src/store/layout.js'
import { encodePlaceholder } from '../../src/store/record.js'
import { silentLogger } from '../../src/store/reporting.js'
import { extendIndex } from '../../src/store/segment-builder.js'
import { surveyVersions } from '../../src/store/survey.js'
import { fieldsOf, plant, sha256, START, type TestStore } from './support.js'

/** What version `number` of a planted series was saved at: one a minute. */
export function savedAt(number: number): string {
  return new Date(Date.parse(START) + number * 60_000).toISOString()
}

export function digestOf(number: number): string {
  return `sha256:${sha256(`content ${number}`)}`
}

/** The fields of the first version's record under another number: enough to be found, not to be restored. */
export function fieldsFor(test: TestStore, number: number, more: DocumentFields = {}): DocumentFields {
  const first = fieldsOf(test.objects, versionKey('model', 1))
  const fields = Object.fromEntries(Object.entries(first).filter(([key]) => key !== 'checksum'))
  const metrics = { accuracy: number / 10_000 }
  return {
    ...fields,
    number,
    version: `v${number}`,
    createdAt: savedAt(number),
    digest: digestOf(number),
    metrics,
    ...more
  }
}

export function plantVersion(test: TestStore, number: number, more: DocumentFields = {}): void {
  const bytes = encodeDocument(fieldsFor(test, number, more))
  test.objects.set(versionKey('model', number), { bytes, modifiedAt: new Date(START) })
}

export function plantPlaceholder(test: TestStore, number: number): void {
  const bytes = encodeDocument(encodePlaceholder('model', number, START, 'a'.repeat(32)))
  test.objects.set(versionKey('model', number), { bytes, modifiedAt: new Date(START) })
}

/** Another artifact of the same content, with a few versions. */
export function plantArtifact(test: TestStore, name: string, length: number, more: DocumentFields = {}): void {
  const { checksum: _, ...record } = fieldsOf(test.objects, versionKey('model', 1))
  for (let number = 1; number <= length; number++) {
    plant(test.objects, versionKey(name, number), { ...record, name, number, version: `v${number}`, ...more })
  }
}

/** Makes all segments that can be made, as saves do by and by. */
export async function indexAll(test: TestStore, storage: Storage = test.storage): Promise<void> {
  const context = new StoreContext(storage, { clock: test.clock.now })
  for (let before = -1, after = 0; before !== after; before = after, after = test.objects.size) {
    const { segments, newest } = await surveyVersions(storage, 'model', silentLogger)
    await extendIndex(context, 'model', segments, newest)
  }
}

/** A note on a version, as `record` writes it. */
export function plantNote(test: TestStore, number: number, note: number, fields: DocumentFields): void {
  const bytes = encodeDocument({ number, ...fields, recordedAt: START, run: {}, nonce: 'a'.repeat(32) })
  test.objects.set(noteKey('model', number, note), { bytes, modifiedAt: new Date(START) })
}

/** Makes all parts and groups of the excerpts that can be made, as they come by and by. */
export async function excerptAll(test: TestStore, storage: Storage = test.storage): Promise<void> {
  const context = new StoreContext(storage, { clock: test.clock.now })
  for (let before = -1, after = 0; before !== after; before = after, after = test.objects.size) {
    const { newest } = await surveyVersions(storage, 'model', silentLogger)
    for (let number = 1; number <= newest; number += 4096) await extendNotesExcerpt(context, 'model', number)
    await extendStoreExcerpt(context, 'model')
  }
}

const PAGE = 1000

/** A storage that counts requests as a bucket does: a page of a listing is one. */
export function counted(inner: Storage, count: () => void): Storage {
  const one = <T>(act: () => Promise<T>): Promise<T> => {
    count()
    return act()
  }
  return {
    location: inner.location,
    create: (key, bytes) => one(() => inner.create(key, bytes)),
    writer: () => {
      const writer = inner.writer()
      return { ...writer, commit: (key) => one(() => writer.commit(key)) }
    },
    read: (key, range, maximum) => one(() => inner.read(key, range, maximum)),
    stat: (key) => one(() => inner.stat(key)),
    async *list(prefix, options) {
      count()
      let listed = 0
      for await (const info of inner.list(prefix, options)) {
        if (listed > 0 && listed % PAGE === 0) count()
        listed++
        yield info
      }
    },
    remove: (key) => one(() => inner.remove(key)),
    now: () => one(() => inner.now()),
    createMayTear: () => inner.createMayTear()
  }
}
