/** Excerpts: what is made of notes and records, and that a wrong one never makes an answer wrong. */
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import type { Storage } from '../../src/storage/index.js'
import { StoreContext } from '../../src/store/context.js'
import { pieceMaximum } from '../../src/store/excerpt.js'
import { extendNotesExcerpt, extendStoreExcerpt } from '../../src/store/excerpt-builder.js'
import {
  aliasKey,
  encodeName,
  excerptKey,
  noteKey,
  notesExcerpt,
  STORE_EXCERPT,
  versionKey,
  type ExcerptPiece
} from '../../src/store/layout.js'
import {
  counted,
  excerptAll,
  indexAll,
  plantArtifact,
  plantNote,
  plantPlaceholder,
  plantVersion
} from './long-series.js'
import {
  failure,
  fieldsOf,
  flipBit,
  keys,
  memoryStore,
  observed,
  plant,
  plantGone,
  recordOf,
  removeFolders,
  save,
  sha256,
  START,
  tree,
  truncate,
  type TestStore
} from './support.js'

afterAll(removeFolders)

const NOTED = notesExcerpt('model')
const NOTES = 'artifacts/model/notes/'

function part(number: number, scope = NOTED): string {
  return excerptKey(scope, { kind: 'part', number })
}

function group(number: number, scope = NOTED): string {
  return excerptKey(scope, { kind: 'group', number })
}

async function versions(length: number): Promise<TestStore> {
  const test = memoryStore()
  await save(test.store, tree({ file: '1' }))
  for (let number = 2; number <= length; number++) plantVersion(test, number)
  return test
}

/** A note on each version; the best value is that of the version in the middle. */
async function noted(length: number): Promise<TestStore> {
  const test = await versions(length)
  for (let number = 1; number <= length; number++) plantNote(test, number, 1, { metrics: { f1: f1Of(number, length) } })
  return test
}

function f1Of(number: number, length: number): number {
  return 1 - Math.abs(number - length / 2) / length
}

/** All that a reader may want to know of a series with notes. */
async function answersOf(store: TestStore['store']): Promise<unknown> {
  const told = async (act: () => Promise<unknown>): Promise<unknown> =>
    await act().catch((error: unknown) => String(error))
  const answers: unknown[] = []
  for (const limit of [1, 40, 100_000]) answers.push(await told(() => store.list({ name: 'model', limit })))
  for (const selector of ['latest', 'v2', 'max:metrics.f1', 'min:metrics.f1', 'max:metrics.accuracy', 'branch:none']) {
    answers.push(await told(() => store.resolve('model', [selector])))
  }
  answers.push(await told(() => store.list({ name: 'model', where: 'metrics.f1 > 0.9', limit: 7 })))
  answers.push(await told(() => store.resolve('model', ['latest'], 'metrics.f1 = 1')))
  answers.push(await told(() => store.history({ name: 'model', limit: 1000 })))
  answers.push(await told(() => store.list({ where: 'metrics.f1 > 0.9 or aliases = production', limit: 100_000 })))
  answers.push(await told(() => store.list({ limit: 100_000 })))
  answers.push(await told(() => store.lineage({ name: 'model', selector: 'v1' })))
  return answers
}

function callsOf(test: TestStore, told: string[], wrap: (inner: Storage) => Storage = (inner) => inner) {
  return test.over((inner) => observed(wrap(inner), ({ operation, key }) => void told.push(`${operation} ${key}`)))
}

/** The lines of a part without the last one, which is their checksum. */
function linesOf(test: TestStore, key: string): string[] {
  return gunzipSync(test.objects.get(key)!.bytes).toString('utf8').split('\n').slice(0, -2)
}

function put(test: TestStore, key: string, bytes: Uint8Array): void {
  test.objects.set(key, { bytes: new Uint8Array(bytes), modifiedAt: new Date(START) })
}

function partOf(lines: readonly string[]): Buffer {
  const text = `${lines.join('\n')}\n`
  return gzipSync(`${text}{"sha256":"${sha256(text)}"}\n`)
}

/** A part with other lines, whole by its checksum. */
function rewrite(test: TestStore, key: string, change: (lines: string[]) => readonly string[]): void {
  put(test, key, partOf(change(linesOf(test, key))))
}

function touch(test: TestStore, key: string, at: string): void {
  test.objects.set(key, { ...test.objects.get(key)!, modifiedAt: new Date(at) })
}

describe('the excerpt of notes', () => {
  test('tells in it what the format says', async () => {
    const test = await noted(40)
    plantNote(test, 1, 1, { metrics: { best: 'NaN' }, params: { seed: 7 }, metadata: { by: 'someone' } })
    plantNote(test, 2, 1, { params: { long: 'x'.repeat(17_000) } })
    plantNote(test, 3, 1, { params: { tooLong: 'x'.repeat(300_000) } })
    flipBit(test.objects, noteKey('model', 4, 1), 30)
    truncate(test.objects, noteKey('model', 5, 1), 20)
    await excerptAll(test)
    expect(keys(test.objects, NOTED.prefix)).toEqual([`${NOTED.prefix}parts/9999999998.jsonl.gz`])
    const text = gunzipSync(test.objects.get(part(1))!.bytes).toString('utf8')
    const lines = text.split('\n').map((line) => (line === '' ? '' : (JSON.parse(line) as object)))
    expect(lines).toHaveLength(1 + 40 + 1 + 1)
    const listed = (number: number): object => {
      const { bytes } = test.objects.get(noteKey('model', number, 1))!
      return { key: noteKey('model', number, 1), size: bytes.length, modifiedAt: Date.parse(START) / 1000 }
    }
    const read = (number: number): object => ({
      ...listed(number),
      sha256: sha256(test.objects.get(noteKey('model', number, 1))!.bytes)
    })
    expect(lines.slice(0, 7)).toEqual([
      { format: 1, part: 1, of: NOTES },
      { ...read(1), note: { metrics: { best: 'NaN' }, params: { seed: 7 }, metadata: { by: 'someone' } } },
      read(2),
      listed(3),
      read(4),
      read(5),
      { ...read(6), note: { metrics: { f1: f1Of(6, 40) } } }
    ])
    expect(lines.at(-2)).toEqual({ sha256: sha256(text.slice(0, text.lastIndexOf('{"sha256"'))) })
  })

  test('is looked at by one in sixteen notes, and made where 32 are not told of', async () => {
    const test = await versions(300)
    const told: string[] = []
    const store = callsOf(test, told)
    for (let number = 1; number <= 300; number++) {
      await store.record({ name: 'model', selectors: [`v${number}`], metrics: { f1: number } })
    }
    const looks = told.filter((call) => call === `list ${NOTED.prefix}`).length
    expect([looks > 300 / 16 / 2, looks < (300 / 16) * 2]).toEqual([true, true])
    const made = keys(test.objects, `${NOTED.prefix}parts/`)
    expect(told.filter((call) => call.startsWith(`create ${NOTED.prefix}`))).toHaveLength(made.length)
    const lines = made.map((key) => linesOf(test, key).length - 1)
    for (const count of lines) expect([count >= 32, count < 200]).toEqual([true, true])
    const untold = 300 - lines.reduce((sum, count) => sum + count, 0)
    const reads: string[] = []
    expect((await callsOf(test, reads).resolve('model', ['max:metrics.f1']))?.version.number).toBe(300)
    // The first 32, those that nobody has told of, and that of the version that was picked.
    expect(reads.filter((call) => call.startsWith(`read ${NOTES}`)).length).toBeLessThanOrEqual(32 + untold + 1)
  })

  test('of a series that has notes and no excerpt is made, a thousand at a time', async () => {
    const test = await noted(2500)
    await indexAll(test)
    const context = new StoreContext(test.storage, {})
    for (const count of [1024, 1024, 452]) {
      const before = keys(test.objects, NOTED.prefix).length
      await extendNotesExcerpt(context, 'model', 2500)
      expect(keys(test.objects, NOTED.prefix)).toHaveLength(before + 1)
      expect(linesOf(test, keys(test.objects, NOTED.prefix)[0])).toHaveLength(1 + count)
    }
    await extendNotesExcerpt(context, 'model', 2500)
    expect(keys(test.objects, NOTED.prefix)).toHaveLength(3)
  })

  test('a part ends at two megabytes, and the next one goes on', async () => {
    const test = await versions(400)
    for (let number = 1; number <= 400; number++) plantNote(test, number, 1, { params: { long: 'x'.repeat(10_000) } })
    await excerptAll(test)
    const [second, first] = keys(test.objects, NOTED.prefix)
    expect(linesOf(test, first).length + linesOf(test, second).length).toBe(402)
    expect(linesOf(test, first).join('').length).toBeLessThan(2 * 1024 * 1024 + 16 * 1024)
  })

  test('is made of notes of 4,096 versions before, and of eight pages at most', async () => {
    const test = await versions(1)
    for (let number = 1; number <= 12_000; number++) plantNote(test, number, 1, { metrics: { f1: 1 } })
    await extendNotesExcerpt(new StoreContext(test.storage, {}), 'model', 10_000)
    expect(linesOf(test, part(1))[1]).toContain(noteKey('model', 10_000 - 4096, 1))
    for (let at = 0; at < 7; at++) await extendNotesExcerpt(new StoreContext(test.storage, {}), 'model', 1)
    let requests = 0
    await extendNotesExcerpt(
      new StoreContext(
        counted(test.storage, () => requests++),
        {}
      ),
      'model',
      1
    )
    const parts = keys(test.objects, NOTED.prefix)
    expect(parts.reduce((sum, key) => sum + linesOf(test, key).length - 1, 0)).toBe(8000)
    expect(requests).toBe(1 + parts.length + 8)
  })

  test('groups 32 parts, which are then not read', async () => {
    const test = await noted(1)
    let last = 1
    for (let number = 1; number <= 33; number++) {
      for (const end = last + 32; last < end; last++) {
        plantVersion(test, last + 1)
        plantNote(test, last + 1, 1, { metrics: { f1: last } })
      }
      await extendNotesExcerpt(new StoreContext(test.storage, {}), 'model', last)
    }
    expect(keys(test.objects, NOTED.prefix)).toHaveLength(33 + 1)
    const parts = Array.from({ length: 32 }, (_, at) => test.objects.get(part(at + 1))!.bytes)
    expect(Buffer.compare(test.objects.get(group(1))!.bytes, Buffer.concat(parts))).toBe(0)
    const told: string[] = []
    await callsOf(test, told).resolve('model', ['max:metrics.f1'])
    expect(told.filter((call) => call.startsWith(`read ${NOTED.prefix}`))).toEqual([
      `read ${part(33)}`,
      `read ${group(1)}`
    ])
    // Where the group is wrong its parts are read, and the next one makes it anew.
    const right = await answersOf(test.store)
    truncate(test.objects, group(1), 100)
    expect(await answersOf(test.store)).toEqual(right)
    expect(test.warnings).toEqual([expect.stringContaining(`${group(1)} in memory is wrong: `)])
    expect(test.objects.has(group(1))).toBe(false)
    flipBit(test.objects, part(7), 100)
    await extendNotesExcerpt(new StoreContext(test.storage, {}), 'model', last)
    parts.splice(6, 1)
    expect(test.objects.has(part(7))).toBe(false)
    expect(Buffer.compare(test.objects.get(group(1))!.bytes, Buffer.concat(parts))).toBe(0)
    expect(await answersOf(test.store)).toEqual(right)
  })

  test('that two make at the same time is made by one of them, and both succeed', async () => {
    const test = await noted(40)
    let waiting: (() => void)[] = []
    const context = (): StoreContext =>
      new StoreContext(
        observed(test.storage, async ({ operation, key }) => {
          if (operation !== 'create' || !key.startsWith(NOTED.prefix)) return
          await new Promise<void>((resolve) => {
            waiting.push(resolve)
            if (waiting.length === 2) for (const go of waiting) go()
          })
          waiting = []
        }),
        {}
      )
    await Promise.all([1, 2].map(() => extendNotesExcerpt(context(), 'model', 40)))
    expect(keys(test.objects, NOTED.prefix)).toEqual([part(1)])
  })

  test.each(['list', 'read', 'create'] as const)(
    'is a service: who records succeeds where the %s of it fails',
    async (operation) => {
      const test = await noted(600)
      let current = 1
      let failures = 0
      const store = test.over((inner) =>
        observed(inner, ({ operation: called, key }) => {
          const isOfExcerpt =
            called === 'read'
              ? key.startsWith(NOTES) && !key.startsWith(noteKey('model', current, 1).slice(0, -15))
              : key.startsWith(NOTED.prefix)
          if (called !== operation || !isOfExcerpt) return
          failures++
          throw new Error('the cable was cut')
        })
      )
      for (; current <= 60; current++) {
        const recorded = await store.record({ name: 'model', selectors: [`v${current}`], metrics: { f1: 1 } })
        expect(recorded?.note).toBe(2)
      }
      expect(failures).toBeGreaterThan(0)
      expect(keys(test.objects, NOTED.prefix)).toEqual([])
      expect(test.warnings).toEqual([])
    }
  )

  test('is not made by one that was cancelled', async () => {
    const test = await noted(100)
    const cancel = new AbortController()
    const storage = observed(test.storage, ({ operation, key }) => {
      if (operation === 'read' && key.startsWith(NOTES)) cancel.abort()
    })
    await extendNotesExcerpt(new StoreContext(storage, { signal: cancel.signal }), 'model', 100)
    expect(keys(test.objects, NOTED.prefix)).toEqual([])
  })
})

describe('with an excerpt of notes', () => {
  test('a note that is added after it was made is seen', async () => {
    const test = await noted(200)
    await excerptAll(test)
    plantNote(test, 7, 2, { metrics: { f1: 2 } })
    expect((await test.store.resolve('model', ['max:metrics.f1']))?.version.number).toBe(7)
    await test.store.record({ name: 'model', selectors: ['v9'], metrics: { f1: 3 } })
    expect((await test.store.resolve('model', ['max:metrics.f1']))?.version.number).toBe(9)
    const listed = await test.store.list({ name: 'model', where: 'metrics.f1 >= 2' })
    expect(listed.map(({ number }) => number)).toEqual([9, 7])
  })

  test('few notes are read: the first 32, and those that it does not tell of', async () => {
    const test = await noted(1200)
    await excerptAll(test)
    plantNote(test, 3, 2, { metrics: { f1: 0 } })
    const told: string[] = []
    const found = await callsOf(test, told).resolve('model', ['max:metrics.f1'])
    expect(found?.version.number).toBe(600)
    expect(told.filter((call) => call.startsWith(`read ${NOTES}`))).toHaveLength(32 + 1 + 1)
    expect(told.at(-1)).toBe(`read ${noteKey('model', 600, 1)}`)
    expect(told.filter((call) => call.startsWith(`read ${NOTED.prefix}`))).toHaveLength(2)
  })

  test('a series gives the same answers, whatever is noted, told of, gone and damaged', async () => {
    const test = await versions(150)
    await indexAll(test)
    const bare = new Map(test.objects)
    const entry = fc.record({
      number: fc.integer({ min: 1, max: 150 }),
      f1: fc.integer({ min: 0, max: 99 }),
      isTold: fc.boolean()
    })
    const numbers = fc.array(fc.integer({ min: 1, max: 150 }), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 40, maxLength: 200 }), numbers, numbers, async (all, gone, bad) => {
        test.objects.clear()
        test.warnings.length = 0
        for (const [key, object] of bare) test.objects.set(key, object)
        const counts = new Map<number, number>()
        const plantAll = (isTold: boolean): void => {
          for (const { number, f1 } of all.filter((one) => one.isTold === isTold)) {
            const note = (counts.get(number) ?? 0) + 1
            counts.set(number, note)
            plantNote(test, number, note, { metrics: { f1: f1 / 100 } })
          }
        }
        plantAll(true)
        for (const number of bad.filter((one) => counts.has(one)))
          flipBit(test.objects, noteKey('model', number, 1), 99)
        await excerptAll(test)
        plantAll(false)
        for (const number of gone) plantGone(test.objects, 'model', number)
        const told = await answersOf(test.store)
        for (const key of keys(test.objects)) if (/index\/(?:notes|parts)\//.test(key)) test.objects.delete(key)
        expect(told).toEqual(await answersOf(test.store))
      }),
      { numRuns: 12 }
    )
  }, 120_000)

  test('of a store that was copied nothing is told, and it is made anew', async () => {
    const test = await noted(200)
    const right = await answersOf(test.store)
    await excerptAll(test)
    for (const key of keys(test.objects)) touch(test, key, '2027-01-01T00:00:00Z')
    const told: string[] = []
    expect(await answersOf(callsOf(test, told))).toEqual(right)
    expect(told).toContain(`read ${noteKey('model', 100, 1)}`)
    await extendNotesExcerpt(new StoreContext(test.storage, {}), 'model', 200)
    expect(keys(test.objects, NOTED.prefix)).toEqual([part(2), part(1)])
    told.length = 0
    await callsOf(test, told).resolve('model', ['max:metrics.f1'])
    expect(told.filter((call) => call.startsWith(`read ${NOTES}`))).toHaveLength(32 + 1)
    expect(test.warnings).toEqual([])
  })

  test('a note of another size, or of another second, is read', async () => {
    const test = await noted(200)
    await excerptAll(test)
    plantNote(test, 7, 1, { metrics: { f1: 2.25 } })
    expect((await test.store.resolve('model', ['max:metrics.f1']))?.version.number).toBe(7)
    plantNote(test, 7, 1, { metrics: { f1: f1Of(7, 200) } })
    plantNote(test, 100, 1, { metrics: { f1: 0 } })
    touch(test, noteKey('model', 100, 1), '2026-11-01T12:00:01.000Z')
    expect((await test.store.resolve('model', ['max:metrics.f1']))?.version.number).toBe(101)
    // Finer than seconds no two ways of asking a storage agree.
    plantNote(test, 100, 1, { metrics: { f1: 1 } })
    touch(test, noteKey('model', 100, 1), '2026-11-01T12:00:00.999Z')
    expect((await test.store.resolve('model', ['max:metrics.f1']))?.version.number).toBe(100)
    expect(test.warnings).toEqual([])
  })

  test('one that tells something else than the note is found out when that version is picked', async () => {
    const test = await noted(200)
    await excerptAll(test)
    rewrite(test, part(1), (lines) =>
      lines.map((line) => (line.includes(noteKey('model', 20, 1)) ? line.replace(/"f1":[\d.]+/, '"f1":9') : line))
    )
    const checksum = sha256(test.objects.get(noteKey('model', 20, 1))!.bytes)
    rewrite(test, part(1), (lines) => lines.map((line) => line.replace(checksum, 'c'.repeat(64))))
    const found = await test.store.resolve('model', ['max:metrics.f1'])
    expect([found?.version.number, found?.version.metrics['f1']]).toEqual([100, 1])
    expect(test.warnings).toEqual([expect.stringContaining(`${noteKey('model', 20, 1)} is another one`)])
    expect(test.objects.has(part(1))).toBe(false)
  })

  test.each([
    ['damaged', (test: TestStore) => flipBit(test.objects, noteKey('model', 100, 1), 40)],
    ['of a newer format', (test: TestStore) => replaceKeepingSize(test, noteKey('model', 100, 1))]
  ])(
    'a note that is %s since, at the same size and time, is found out when its version is picked',
    async (_, spoil) => {
      const test = await noted(200)
      await excerptAll(test)
      spoil(test)
      const best = async (): Promise<unknown> =>
        await test.store.resolve('model', ['max:metrics.f1']).catch((error: unknown) => String(error))
      const told = await best()
      for (const key of keys(test.objects, NOTED.prefix)) test.objects.delete(key)
      expect(told).toEqual(await best())
    }
  )

  test('gates and guards read the notes themselves', async () => {
    const test = await noted(200)
    await excerptAll(test)
    flipBit(test.objects, noteKey('model', 100, 1), 40)
    const gate = test.store.checkGate({ name: 'model', number: 100 }, { failIf: 'metrics.f1 < 1' })
    expect((await failure(gate)).code).toBe('DAMAGED')
    const guarded = test.over(undefined, { protectedAliases: { best: { require: 'metrics.f1 >= 1' } } })
    const promoted = guarded.promote({ name: 'model', selectors: ['v100'], aliases: ['best'] })
    expect((await failure(promoted)).code).toBe('DAMAGED')
  })
})

/** The same document with `"format": 2`, whole by its checksum. */
function replaceKeepingSize(test: TestStore, key: string): void {
  const { bytes, modifiedAt } = test.objects.get(key)!
  const text = Buffer.from(bytes).toString('utf8').replace('"format": 1', '"format": 2')
  const body = text.slice(0, text.lastIndexOf('  "checksum"'))
  test.objects.set(key, { bytes: Buffer.from(`${body}  "checksum": "${sha256(body)}"\n}\n`), modifiedAt })
}

/** Changes one line of the second part. */
function oneLine(change: (line: string) => string) {
  return (test: TestStore, key: string): void =>
    rewrite(test, key, (lines) => [...lines.slice(0, 9), change(lines[9]), ...lines.slice(10)])
}

/** Ways in which a part can be wrong. */
const WRONG: readonly (readonly [string, (test: TestStore, key: string) => void])[] = [
  ['is cut short', (test, key) => truncate(test.objects, key, 40)],
  ['is empty', (test, key) => put(test, key, new Uint8Array())],
  ['has a wrong bit', (test, key) => flipBit(test.objects, key, 300)],
  ['is no gzip file', (test, key) => put(test, key, Buffer.from('{"format":1}\n'))],
  ['is a gzip bomb', (test, key) => put(test, key, gzipSync(Buffer.alloc(200_000_000, 'a'), { level: 1 }))],
  ['is too large', (test, key) => put(test, key, new Uint8Array(pieceMaximum({ kind: 'part', number: 2 }) + 1))],
  ['is without its last line', (test, key) => put(test, key, gzipSync(`${linesOf(test, key).join('\n')}\n`))],
  [
    'has a wrong checksum',
    (test, key) => put(test, key, gzipSync(`${linesOf(test, key).join('\n')}\n{"sha256":"x"}\n`))
  ],
  [
    'goes on behind its end',
    (test, key) => put(test, key, Buffer.concat([test.objects.get(key)!.bytes, gzipSync('{}\n')]))
  ],
  [
    'holds another part too',
    (test, key) => put(test, key, Buffer.concat([1, 2].map((n) => test.objects.get(part(n))!.bytes)))
  ],
  ['is another part', (test, key) => put(test, key, test.objects.get(part(1))!.bytes)],
  [
    'is of another artifact',
    (test, key) =>
      rewrite(test, key, ([, ...lines]) => ['{"format":1,"part":2,"of":"artifacts/other/notes/"}', ...lines])
  ],
  ['is of no format', (test, key) => rewrite(test, key, ([, ...lines]) => [`{"part":2,"of":"${NOTES}"}`, ...lines])],
  ['has a line that is no JSON', oneLine(() => 'x')],
  ['has a line that is null', oneLine(() => 'null')],
  ['has a line without a key', oneLine((line) => line.replace('"key"', '"kye"'))],
  ['tells of what is no note of it', oneLine((line) => line.replace('artifacts/model/notes', 'artifacts/other/notes'))],
  ['has a size that is none', oneLine((line) => line.replace(/"size":\d+/, '"size":"1"'))],
  ['has a time that is none', oneLine((line) => line.replace(/"modifiedAt":\d+/, '"modifiedAt":null'))],
  ['has a checksum that is none', oneLine((line) => line.replace(/"sha256":"\w+"/, '"sha256":7'))],
  ['has a note that is none', oneLine((line) => line.replace(/"note":.*$/, '"note":7}'))],
  ['has a metric that is none', oneLine((line) => line.replace(/"f1":[\d.]+/, '"f1":"x"'))],
  [
    'has fields by __proto__ alone',
    oneLine((line) => line.replace(/"note":.*$/, '"note":{"metrics":{"__proto__":{}}}}'))
  ]
]

describe('a part that', () => {
  /** Two parts of fifty notes each. */
  async function twoParts(): Promise<TestStore> {
    const test = await noted(50)
    await excerptAll(test)
    for (let number = 51; number <= 100; number++) {
      plantVersion(test, number)
      plantNote(test, number, 1, { metrics: { f1: number } })
    }
    await excerptAll(test)
    return test
  }

  async function rightAnswers(test: TestStore): Promise<unknown> {
    const bare = test.over()
    const pieces = keys(test.objects).filter((key) => /index\/(?:notes|parts)\//.test(key))
    const objects = pieces.map((key) => [key, test.objects.get(key)!] as const)
    for (const key of pieces) test.objects.delete(key)
    const right = await answersOf(bare)
    for (const [key, object] of objects) test.objects.set(key, object)
    return right
  }

  test.each(WRONG)(
    '%s counts as absent, is warned of and removed, and what it told of is told anew',
    async (_, spoil) => {
      const test = await twoParts()
      const right = await rightAnswers(test)
      spoil(test, part(2))
      expect(await answersOf(test.store)).toEqual(right)
      expect(test.warnings).toEqual([expect.stringContaining(`${part(2)} in memory is wrong: `)])
      expect(keys(test.objects, NOTED.prefix)).toEqual([part(1)])
      await excerptAll(test)
      expect(linesOf(test, part(2))).toHaveLength(1 + 50)
      expect('polluted' in {}).toBe(false)
    }
  )

  test('holds text that is no JSON of a note does not tell it to anybody', async () => {
    const test = await twoParts()
    oneLine((line) => line.replace(/"f1":[\d.]+/, '"\\u001b[31m":"\\n::error::x"'))(test, part(2))
    await answersOf(test.store)
    expect(test.warnings.join('')).not.toContain('::error::')
  })

  test.each(WRONG.slice(0, 2))('%s is passed over where it cannot be removed', async (_, spoil) => {
    const test = await twoParts()
    const right = await rightAnswers(test)
    spoil(test, part(2))
    const readOnly = test.over((inner) =>
      observed(inner, ({ operation }) => {
        if (operation === 'remove' || operation === 'create') throw new Error('permission denied')
      })
    )
    expect(await answersOf(readOnly)).toEqual(right)
    expect(test.objects.has(part(2))).toBe(true)
  })

  test('cannot be read counts as absent, with a warning', async () => {
    const test = await twoParts()
    const right = await rightAnswers(test)
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'read' && key === part(2)) throw new Error('permission denied')
      })
    )
    expect(await answersOf(store)).toEqual(right)
    expect(test.warnings[0]).toMatch(/parts\/9999999997.jsonl.gz in memory cannot be read/)
    expect(test.objects.has(part(2))).toBe(true)
  })

  test('was removed since it was listed counts as absent', async () => {
    const test = await twoParts()
    const right = await rightAnswers(test)
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'read' && key.startsWith(NOTED.prefix)) test.objects.delete(key)
      })
    )
    expect(await answersOf(store)).toEqual(right)
    expect(test.warnings).toEqual([])
  })

  test('is of a newer format is left to those who know it', async () => {
    const test = await twoParts()
    const right = await rightAnswers(test)
    rewrite(test, part(2), ([header, ...lines]) => [header.replace('"format":1', '"format":2'), ...lines])
    expect(await answersOf(test.store)).toEqual(right)
    expect([test.objects.has(part(2)), test.warnings]).toEqual([true, []])
  })

  test('has a name that is none is no part', async () => {
    const test = await twoParts()
    const right = await rightAnswers(test)
    for (const name of ['parts/x.jsonl.gz', 'parts/9999999999.jsonl.gz', 'readme', 'other/9999999998.jsonl.gz']) {
      put(test, `${NOTED.prefix}${name}`, new Uint8Array(3))
    }
    expect(await answersOf(test.store)).toEqual(right)
    expect(test.warnings).toEqual([])
  })

  test('has fields of a newer program is read', async () => {
    const test = await twoParts()
    const right = await rightAnswers(test)
    rewrite(test, part(2), ([header, ...lines]) => [
      header.replace('}', ',"more":1}'),
      ...lines.map((line) => line.replace('"sha256"', '"more":[1],"sha256"'))
    ])
    const told: string[] = []
    expect(await answersOf(callsOf(test, told))).toEqual(right)
    expect(told).not.toContain(`read ${noteKey('model', 60, 1)}`)
    expect(test.warnings).toEqual([])
  })
})

describe('the excerpt of the store', () => {
  /** Many short artifacts beside a longer one, with notes, aliases, placeholders, what is gone and what is damaged. */
  async function many(): Promise<TestStore> {
    const test = await versions(130)
    await indexAll(test)
    for (let at = 0; at < 40; at++) {
      const name = `group/a${at}`
      plantArtifact(test, name, (at % 5) + 1, {
        type: `t${at % 3}`,
        inputs: at > 0 ? [inputOf(test, `group/a${at - 1}`)] : []
      })
      if (at % 2 === 0) {
        plant(test.objects, aliasKey(name, 'production', 1), { alias: 'production', number: 1, movedAt: START })
        plant(test.objects, aliasKey(name, 'production', 2), {
          alias: 'production',
          number: (at % 5) + 1,
          movedAt: START
        })
        plant(test.objects, aliasKey(name, 'old', 1), { alias: 'old', number: 0, movedAt: START })
      }
      if (at % 3 === 0) {
        plant(test.objects, noteKey(name, 1, 1), { number: 1, metrics: { f1: at / 40 }, recordedAt: START, run: {} })
      }
      if (at % 7 === 0) plantGone(test.objects, encodeName(name), 1)
    }
    flipBit(test.objects, versionKey('group/a3', 2), 60)
    plantPlaceholder(test, 130)
    return test
  }

  function inputOf(test: TestStore, name: string) {
    return { name, number: 1, digest: recordOf(test.objects, 1).metadata.digest }
  }

  async function toldOf(test: TestStore): Promise<string[]> {
    const told: string[] = []
    const store = callsOf(test, told)
    await store.list({ where: 'type = t1', limit: 100_000 })
    return told
  }

  test('tells in it what the format says', async () => {
    const test = await many()
    await excerptAll(test)
    const lines = linesOf(test, part(1, STORE_EXCERPT)).map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines[0]).toEqual({ format: 1, part: 1, of: 'artifacts/' })
    const line = (key: string): Record<string, unknown> | undefined => lines.find((one) => one['key'] === key)
    expect(line(aliasKey('group/a2', 'production', 2))).toMatchObject({ alias: 3 })
    expect(line(aliasKey('group/a2', 'production', 1))).toBeUndefined()
    expect(line(aliasKey('group/a2', 'old', 1))).toMatchObject({ alias: 0 })
    expect(line(noteKey('group/a6', 1, 1))).toMatchObject({ note: { metrics: { f1: 6 / 40 } } })
    expect(Object.keys(line(versionKey('group/a3', 2))!)).toEqual(['key', 'size', 'modifiedAt', 'sha256'])
    const {
      checksum: _1,
      format: _2,
      tree: _3,
      packs: _4,
      condemned: _5,
      ...fields
    } = fieldsOf(test.objects, versionKey('group/a1', 2))
    const { bytes } = test.objects.get(versionKey('group/a1', 2))!
    expect(line(versionKey('group/a1', 2))).toEqual({
      key: versionKey('group/a1', 2),
      size: bytes.length,
      modifiedAt: Date.parse(START) / 1000,
      sha256: sha256(bytes),
      version: fields
    })
    // What is gone is not told of, nor what segments tell.
    expect(line(versionKey('group/a7', 1))).toBeUndefined()
    expect(line(versionKey('model', 128))).toBeUndefined()
    expect(line(versionKey('model', 129))).toMatchObject({ version: { number: 129 } })
    expect(line(versionKey('model', 130))).toMatchObject({ placeholder: true })
  })

  test('of all artifacts gives the same answers, with few reads', async () => {
    const test = await many()
    const right = await answersOf(test.store)
    const warned = test.warnings.splice(0)
    const before = (await toldOf(test)).filter((call) => call.startsWith('read artifacts/')).length
    await excerptAll(test)
    test.warnings.length = 0
    expect(await answersOf(test.store)).toEqual(right)
    expect(new Set(test.warnings)).toEqual(new Set(warned))
    const after = (await toldOf(test)).filter((call) => call.startsWith('read artifacts/')).length
    // The first 32, two segments and what they are compared with, the damaged record.
    expect([before > 120, after]).toEqual([true, 32 + 4 + 1])
  })

  test('what is added after it was made is seen: versions, notes, moves, removals', async () => {
    const test = await many()
    await excerptAll(test)
    const listed = async (where: string): Promise<string[]> =>
      (await test.store.list({ where, limit: 1000 })).map(({ name, number }) => `${name}@v${number}`)
    const reference = `group/a2@v4`
    plantArtifact(test, 'group/a2', 4, { type: 'new' })
    expect(await listed('type = new')).toContain(reference)
    plant(test.objects, noteKey('group/a2', 4, 1), { number: 4, metrics: { f1: 9 }, recordedAt: START, run: {} })
    expect(await listed('metrics.f1 > 8')).toEqual([reference])
    plant(test.objects, aliasKey('group/a2', 'production', 3), { alias: 'production', number: 4, movedAt: START })
    expect(await listed('aliases = production')).toContain(reference)
    expect(await listed('aliases = production')).not.toContain('group/a2@v3')
    plantGone(test.objects, encodeName('group/a2'), 4)
    expect(await listed('type = new or metrics.f1 > 8')).not.toContain(reference)
  })

  test('of an artifact that was there before, and was removed by hand, nothing is told', async () => {
    const test = await many()
    await excerptAll(test)
    for (const key of keys(test.objects, 'artifacts/group%2Fa4/')) test.objects.delete(key)
    plantArtifact(test, 'group/a4', 2, { type: 'new' })
    for (const key of keys(test.objects, 'artifacts/group%2Fa4/')) touch(test, key, '2026-12-01T00:00:00Z')
    const listed = await test.store.list({ where: 'type = new', limit: 1000 })
    expect(listed.map(({ name, number }) => `${name}@v${number}`)).toEqual(['group/a4@v2', 'group/a4@v1'])
  })

  test('is looked at by one save in sixty-four, by records, notes and moves alike', async () => {
    const test = memoryStore()
    const told: string[] = []
    const store = callsOf(test, told)
    const folder = tree({ file: 'x' })
    for (let at = 0; at < 200; at++) {
      await save(store, folder, { name: `a${at}`, aliases: ['production'] })
      await store.record({ name: `a${at}`, metrics: { f1: at } })
    }
    const looks = told.filter((call) => call === `list ${STORE_EXCERPT.prefix}`).length
    expect([looks >= 3, looks <= 20]).toEqual([true, true])
    const parts = keys(test.objects, STORE_EXCERPT.prefix)
    expect(parts.length).toBeGreaterThan(0)
    const kinds = new Set(
      parts.flatMap((key) => linesOf(test, key)).flatMap((line) => Object.keys(JSON.parse(line) as object))
    )
    expect([...kinds]).toEqual(expect.arrayContaining(['version', 'note', 'alias']))
  })

  test('is made of artifacts behind the one that was saved, and then of those before', async () => {
    const test = memoryStore()
    await save(test.store, tree({ file: '1' }))
    for (let at = 0; at < 300; at++) plantArtifact(test, `a${String(at).padStart(3, '0')}`, 5)
    await extendStoreExcerpt(new StoreContext(test.storage, {}), 'a200')
    const told = linesOf(test, part(1, STORE_EXCERPT)).slice(1)
    expect(told).toHaveLength(1024)
    expect(told[0]).toContain(versionKey('a200', 1))
    // A hundred artifacts of five versions, and the one that is saved in truth.
    expect(told[501]).toContain(versionKey('a000', 1))
    await extendStoreExcerpt(new StoreContext(test.storage, {}), 'a200')
    expect(linesOf(test, part(2, STORE_EXCERPT)).slice(1)).toHaveLength(1501 - 1024)
    let requests = 0
    await extendStoreExcerpt(
      new StoreContext(
        counted(test.storage, () => requests++),
        {}
      ),
      'a200'
    )
    // One listing of two parts, and of the store two pages that begin in the middle and the two from the start.
    expect(requests).toBeLessThanOrEqual(1 + 2 + 3)
  })

  test('tells nothing of the quarantine, and runs of forks make none', async () => {
    const test = await versions(1)
    const quarantined = 'quarantine/fork/models/7/model'
    plantArtifact(test, quarantined, 60, { type: 't1' })
    await extendStoreExcerpt(new StoreContext(test.storage, {}), quarantined)
    await extendStoreExcerpt(new StoreContext(test.storage, {}), 'model')
    expect(keys(test.objects, STORE_EXCERPT.prefix)).toEqual([])
    plantArtifact(test, 'other', 60, { type: 't1' })
    await extendStoreExcerpt(new StoreContext(test.storage, {}), 'model')
    expect(linesOf(test, part(1, STORE_EXCERPT)).join('\n')).not.toContain('quarantine')
    const listed = await test.store.list({ where: 'type = t1', limit: 1000 })
    expect(new Set(listed.map(({ name }) => name))).toEqual(new Set(['other']))
  })

  test('is wrong where its part is of another store: what its listing does not have is told to nobody', async () => {
    const test = await many()
    const other = memoryStore()
    await save(other.store, tree({ file: 'other' }))
    for (let at = 0; at < 50; at++) plantArtifact(other, `group/a${at}`, 5, { type: 'other', description: 'x' })
    await extendStoreExcerpt(new StoreContext(other.storage, {}), 'model')
    const right = await answersOf(test.store)
    test.objects.set(part(1, STORE_EXCERPT), other.objects.get(part(1, STORE_EXCERPT))!)
    expect(await answersOf(test.store)).toEqual(right)
  })

  test('that tells of other artifacts under a name than their own is wrong', async () => {
    const test = await many()
    const right = await answersOf(test.store)
    await excerptAll(test)
    test.warnings.length = 0
    const key = part(1, STORE_EXCERPT)
    rewrite(test, key, (lines) => lines.map((line) => line.replace('"name":"group/a1"', '"name":"group/a2"')))
    expect(await answersOf(test.store)).toEqual(right)
    expect(test.warnings).toContainEqual(
      expect.stringMatching(/index\/parts\/9999999998.jsonl.gz in memory is wrong: /)
    )
    expect(test.objects.has(key)).toBe(false)
  })

  test('tells nothing where few versions are wanted: they are read', async () => {
    const test = await many()
    await excerptAll(test)
    const told: string[] = []
    expect(await callsOf(test, told).list()).toHaveLength(100)
    expect(told.filter((call) => call.includes(STORE_EXCERPT.prefix) && !call.includes('artifacts/'))).toEqual([])
  })
})

test('where pieces lie', () => {
  const keysOf = (piece: ExcerptPiece): string[] => [
    excerptKey(STORE_EXCERPT, piece),
    excerptKey(notesExcerpt('a/b'), piece)
  ]
  expect(keysOf({ kind: 'part', number: 7 })).toEqual([
    'index/parts/9999999992.jsonl.gz',
    'artifacts/a%2Fb/index/notes/parts/9999999992.jsonl.gz'
  ])
  expect(keysOf({ kind: 'group', number: 1 })[0]).toBe('index/groups/9999999998.jsonl.gz')
})
