/**
 * Stores of thousands of versions, planted: real saves of so many would take an hour. One version is saved by the
 * program; the others are its record under other numbers and names. What saves and records add by and by (segments of
 * the index, excerpts) is made by the library's own modules.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const lib = (name) => new URL(`../lib/${name}.js`, import.meta.url).href

const START = Date.parse('2026-01-01T00:00:00Z')
const CREATED_AT_ONCE = 32

const RUN = {
  server: 'https://github.com',
  repository: 'acme/models',
  repositoryId: '1234',
  sha: 'a'.repeat(40),
  ref: 'refs/heads/main',
  refName: 'main',
  refType: 'branch',
  branch: 'main',
  event: 'push',
  workflow: 'train',
  workflowRef: 'acme/models/.github/workflows/train.yml@refs/heads/main',
  workflowSha: 'a'.repeat(40),
  job: 'train',
  runNumber: '7',
  runAttempt: '1',
  actor: 'someone',
  triggeringActor: 'someone'
}

/** Each: what is planted besides the first version of `model`, and the last version of that. */
const KINDS = {
  /** One artifact of many versions. */
  *series({ versionKey, record }, { versions }) {
    for (let number = 2; number <= versions; number++) yield [versionKey('model', number), record('model', number)]
  },
  /** The same with a note on each version. */
  *noted(plant, size) {
    yield* KINDS.series(plant, size)
    for (let number = 1; number <= size.versions; number++) {
      yield [plant.noteKey('model', number, 1), plant.note(number, { f1: number / size.versions, auc: 0.5 })]
    }
  },
  /** Many artifacts of ten versions, each made of one of the artifact before, with an alias. */
  *artifacts({ versionKey, aliasKey, record, move }, { artifacts }) {
    const name = (at) => `team-${Math.floor(at / 100)}/model-${at}`
    for (let at = 0; at < artifacts; at++) {
      const inputs = at === 0 ? [] : [name(at - 1)]
      for (let number = 1; number <= 10; number++) {
        yield [versionKey(name(at), number), record(name(at), number, inputs)]
      }
      yield [aliasKey(name(at), 'production', 1), move('production', 5)]
    }
  }
}

/**
 * Plants a store.
 * @param {'series' | 'noted' | 'artifacts'} kind
 * @param {{ versions: number, artifacts: number }} size
 * @param {object} storage where to, as the library opens it
 * @param {string} folder for what is saved
 * @param {string} [root] the folder of a local store, which is written directly: a flush for each object takes minutes
 */
export async function plantStore(kind, size, storage, folder, root) {
  const { openStore } = await import(lib('store/index'))
  const { encodeDocument, expectDocument } = await import(lib('store/documents'))
  const { aliasKey, noteKey, versionKey } = await import(lib('store/layout'))
  await saveFirst(openStore(storage, { workers: { count: 0 } }), folder)
  const first = { ...expectDocument(await storage.read(versionKey('model', 1)), 'the first record') }
  delete first.checksum
  const nonce = 'a'.repeat(32)
  const plant = {
    aliasKey,
    noteKey,
    versionKey,
    record: (name, number, inputs = []) =>
      encodeDocument({
        ...first,
        name,
        number,
        version: `v${number}`,
        createdAt: new Date(START + number * 60_000).toISOString(),
        metrics: { accuracy: number / size.versions, loss: 1 / number },
        inputs: inputs.map((input) => ({ name: input, number, digest: first.digest })),
        run: { ...RUN, runId: String(number) }
      }),
    note: (number, metrics) =>
      encodeDocument({ number, metrics, recordedAt: new Date(START).toISOString(), run: RUN, nonce }),
    move: (alias, number) => encodeDocument({ alias, number, movedAt: new Date(START).toISOString(), run: RUN, nonce })
  }
  const put = root === undefined ? (key, bytes) => storage.create(key, bytes) : writeBelow(root)
  let writing = []
  for (const [key, bytes] of KINDS[kind](plant, size)) {
    if (writing.push(put(key, bytes)) < CREATED_AT_ONCE) continue
    await Promise.all(writing)
    writing = []
  }
  await Promise.all(writing)
  await extendAll(storage, kind, size)
}

function writeBelow(root) {
  const made = new Set()
  return (key, bytes) => {
    const file = path.join(root, key)
    const folder = path.dirname(file)
    if (!made.has(folder)) mkdirSync(folder, { recursive: true })
    made.add(folder)
    writeFileSync(file, bytes)
  }
}

async function saveFirst(store, folder) {
  const { walkTree } = await import(lib('files/index'))
  const source = mkdtempSync(path.join(folder, 'source-'))
  for (let at = 0; at < 12; at++) writeFileSync(path.join(source, `table-${at}.csv`), `a,b\n${at},${at * 2}\n`)
  const params = { lr: 0.1, epochs: 10, optimizer: { name: 'adam', beta: 0.9 } }
  const request = { name: 'model', type: 'model', params, run: RUN }
  await store.save({ ...request, source: walkTree({ folder: source, symlinks: 'preserve' }) })
  await store.close()
  rmSync(source, { recursive: true })
}

/** What saves and records make by and by, until nothing is left to be made. */
async function extendAll(storage, kind, { versions }) {
  const { StoreContext } = await import(lib('store/context'))
  const { surveyVersions } = await import(lib('store/survey'))
  const { extendIndex } = await import(lib('store/segment-builder'))
  const { extendNotesExcerpt, extendStoreExcerpt } = await import(lib('store/excerpt-builder'))
  const { indexPrefix, STORE_EXCERPT } = await import(lib('store/layout'))
  const context = new StoreContext(storage, {})
  const untilDone = async (prefix, act) => {
    for (let before = -1, after = 0; before !== after;) {
      await act()
      before = after
      after = await count(storage, prefix)
    }
  }
  if (kind === 'artifacts') {
    await untilDone(STORE_EXCERPT.prefix, () => extendStoreExcerpt(context, 'model'))
    return
  }
  await untilDone(indexPrefix('model'), async () => {
    const { segments, newest } = await surveyVersions(storage, 'model', context.logger)
    await extendIndex(context, 'model', segments, newest)
  })
  if (kind !== 'noted') return
  for (let number = 1; number <= versions; number += 4096) {
    await untilDone(indexPrefix('model'), () => extendNotesExcerpt(context, 'model', number))
  }
}

async function count(storage, prefix) {
  const iterator = storage.list(prefix)[Symbol.asyncIterator]()
  let objects = 0
  while (!(await iterator.next()).done) objects++
  return objects
}
