/** Index segments: what saves make of them, and that a wrong one never makes an answer wrong. */
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { withFaults, type Storage } from '../../src/storage/index.js'
import { segmentAt, segmentKey, versionKey, type SegmentLevel } from '../../src/store/layout.js'
import { segmentMaximum } from '../../src/store/segment.js'
import { digestOf, fieldsFor, indexAll, plantPlaceholder, plantVersion, savedAt } from './long-series.js'
import {
  copyOf,
  failure,
  fieldsOf,
  flipBit,
  keys,
  memoryStore,
  observed,
  plant,
  plantGone,
  removeFolders,
  save,
  sha256,
  START,
  tree,
  truncate,
  type TestStore
} from './support.js'

afterAll(removeFolders)

const INDEX = 'artifacts/model/index/'

function keyOf(position: number, level: SegmentLevel = 64, name = 'model'): string {
  return segmentKey(name, segmentAt(level, position))
}

async function series(length: number): Promise<TestStore> {
  const test = memoryStore()
  await save(test.store, tree({ file: '1' }))
  for (let number = 2; number <= length; number++) plantVersion(test, number)
  return test
}

async function indexed(length: number): Promise<TestStore> {
  const test = await series(length)
  await indexAll(test)
  return test
}

function calls(test: TestStore, told: string[], wrap: (inner: Storage) => Storage = (inner) => inner) {
  return test.over((inner) => observed(wrap(inner), ({ operation, key }) => void told.push(`${operation} ${key}`)))
}

/** The lines of a segment without the last one, which is their checksum. */
function linesOf(test: TestStore, key: string): string[] {
  return gunzipSync(test.objects.get(key)!.bytes).toString('utf8').split('\n').slice(0, -2)
}

function put(test: TestStore, key: string, bytes: Uint8Array): void {
  test.objects.set(key, { bytes: new Uint8Array(bytes), modifiedAt: new Date(START) })
}

function segmentOf(lines: readonly string[]): Buffer {
  const text = `${lines.join('\n')}\n`
  return gzipSync(`${text}{"sha256":"${sha256(text)}"}\n`)
}

/** A segment with other lines, whole by its checksum. */
function rewrite(test: TestStore, key: string, change: (lines: string[]) => readonly string[]): void {
  put(test, key, segmentOf(change(linesOf(test, key))))
}

/** All that a reader may want to know of a series. */
async function answersOf(test: TestStore, newest: number, store = test.store): Promise<unknown> {
  const told = async (act: () => Promise<unknown>): Promise<unknown> =>
    await act().catch((error: unknown) => String(error))
  const answers: unknown[] = []
  for (const limit of [1, 20, 100, 100_000]) answers.push(await told(() => store.list({ name: 'model', limit })))
  for (let at = 1; at <= 9; at += 2) {
    const number = Math.ceil((newest * at) / 9)
    for (const selector of [`v${number}`, `as-of:${savedAt(number)}`, digestOf(number)]) {
      answers.push(await told(() => store.resolve('model', [selector])))
    }
  }
  answers.push(await told(() => store.resolve('model')))
  for (const selector of ['as-of:2000-01-01', 'max:metrics.accuracy', 'min:metrics.accuracy', 'branch:main']) {
    answers.push(await told(() => store.resolve('model', [selector])))
  }
  answers.push(await told(() => store.list({ name: 'model', where: 'metrics.accuracy < 0.005' })))
  return answers
}

describe('a save', () => {
  test('of a series below 64 versions makes no segment and no extra call', async () => {
    const test = await series(62)
    const told: string[] = []
    await save(calls(test, told), tree({ file: '63' }))
    expect(told.filter((call) => call.startsWith('list artifacts/'))).toEqual(['list artifacts/model/'])
    expect(told.at(-1)).toBe('list condemned/')
    expect(keys(test.objects, INDEX)).toEqual([])
  })

  test('that makes the 64th version makes the segment of them, and the next one makes no extra call', async () => {
    const test = await series(63)
    await save(test.store, tree({ file: '64' }))
    expect(keys(test.objects, INDEX)).toEqual([`${INDEX}64/9999999998.jsonl.gz`])
    const told: string[] = []
    await save(calls(test, told), tree({ file: '65' }))
    expect(told.filter((call) => call.includes('/index/'))).toEqual([])
    expect(told.at(-1)).toBe('list condemned/')
  })

  test('tells in it what the format says', async () => {
    const test = await series(70)
    plantPlaceholder(test, 3)
    flipBit(test.objects, versionKey('model', 4), 30)
    plantVersion(test, 5, { params: { long: 'x'.repeat(17_000) } })
    plantVersion(test, 6, { params: { tooLong: 'x'.repeat(300_000) } })
    test.objects.delete(versionKey('model', 7))
    plantVersion(test, 8, { label: '1.0', version: '1.0', origin: { name: 'a', number: 1, nonce: 'b' } })
    plantVersion(test, 9, { metrics: { best: 'NaN' } })
    await indexAll(test)
    const text = gunzipSync(test.objects.get(keyOf(1))!.bytes).toString('utf8')
    const lines = text.split('\n').map((line) => (line === '' ? '' : (JSON.parse(line) as object)))
    expect(lines).toHaveLength(1 + 64 + 1 + 1)
    const checksum = (number: number): string => sha256(test.objects.get(versionKey('model', number))!.bytes)
    const told = (number: number): unknown => {
      const entries = Object.entries(fieldsOf(test.objects, versionKey('model', number)))
      const left = ['format', 'checksum', 'condemned', 'tree', 'packs']
      const version = Object.fromEntries(entries.filter(([key]) => !left.includes(key)))
      return { number, sha256: checksum(number), version }
    }
    expect(lines.slice(0, 11)).toEqual([
      { format: 1, name: 'model', first: 1, last: 64 },
      told(1),
      told(2),
      { number: 3, sha256: checksum(3), placeholder: true },
      { number: 4, sha256: checksum(4) },
      { number: 5, sha256: checksum(5) },
      { number: 6 },
      { number: 7 },
      told(8),
      told(9),
      told(10)
    ])
    expect(lines.at(-2)).toEqual({ sha256: sha256(text.slice(0, text.lastIndexOf('{'))) })
  })

  test('of a series that grew without an index makes four segments, the newest first', async () => {
    const test = await series(64 * 6)
    const made = (): string[] => keys(test.objects, INDEX)
    await save(test.store, tree({ file: 'one more' }))
    expect(made()).toEqual([6, 5, 4, 3].map((position) => keyOf(position)))
    await save(test.store, tree({ file: 'and one more' }))
    expect(made()).toEqual([6, 5, 4, 3, 2, 1].map((position) => keyOf(position)))
  })

  test('that changes nothing makes none', async () => {
    const test = await series(64)
    const folder = tree({ file: 'x' })
    await save(test.store, folder)
    for (const key of keys(test.objects, INDEX)) test.objects.delete(key)
    expect((await save(test.store, folder)).created).toBe(false)
    expect(keys(test.objects, INDEX)).toEqual([])
  })

  test('whose aliases are to be moved moves them before', async () => {
    const test = await series(63)
    const told: string[] = []
    await save(calls(test, told), tree({ file: '64' }), { aliases: ['best'] })
    const at = (start: string): number => told.findIndex((call) => call.startsWith(start))
    expect(at('create artifacts/model/aliases/')).toBeGreaterThan(0)
    expect(at('create artifacts/model/aliases/')).toBeLessThan(at(`list ${INDEX}`))
  })

  test.each(['read', 'create', 'list'] as const)('succeeds where the %s of its segment fails', async (operation) => {
    const test = await series(63)
    let isSaved = false
    const store = test.over((inner) =>
      observed(inner, ({ operation: called, key }) => {
        if (isSaved && called === operation) throw new Error('the cable was cut')
        if (called === 'create' && key === versionKey('model', 64)) return
        if (called === 'list' && key === 'condemned/' && test.objects.has(versionKey('model', 64))) isSaved = true
      })
    )
    // The last look at what was condemned is the call before those of the index.
    const { created, version } = await save(
      operation === 'list'
        ? test.over((inner) => withFaults(inner, [{ operation: 'list', key: INDEX, effect: { kind: 'fail-before' } }]))
        : store,
      tree({ file: '64' })
    )
    expect([created, version.number]).toEqual([true, 64])
    expect(keys(test.objects, INDEX)).toEqual([])
    expect(test.warnings).toEqual([])
  })

  test('that was cancelled meanwhile is a save, and makes none', async () => {
    const test = await series(63)
    const cancel = new AbortController()
    const store = test.over(
      (inner) =>
        observed(inner, ({ operation, key }) => {
          if (operation === 'list' && key === INDEX) cancel.abort()
        }),
      { signal: cancel.signal }
    )
    expect((await save(store, tree({ file: '64' }))).version.number).toBe(64)
    expect(keys(test.objects, INDEX)).toEqual([])
  })

  test('finds a segment that another one makes at the same time, and both succeed', async () => {
    const test = await series(63)
    let waiting: (() => void)[] = []
    const store = (): TestStore['store'] =>
      test.over((inner) =>
        observed(inner, async ({ operation, key }) => {
          if (operation !== 'create' || !key.startsWith(INDEX)) return
          // Neither goes on before both are here.
          await new Promise<void>((resolve) => {
            waiting.push(resolve)
            if (waiting.length === 2) for (const go of waiting) go()
          })
          waiting = []
        })
      )
    const results = await Promise.all([1, 2].map((file) => save(store(), tree({ file: `${file} of two` }))))
    expect(results.map(({ version }) => version.number).sort()).toEqual([64, 65])
    expect(keys(test.objects, INDEX)).toEqual([keyOf(1)])
    expect(await test.store.list({ name: 'model' })).toHaveLength(65)
    expect(test.warnings).toEqual([])
  })

  test('does not make one whose last record is missing', async () => {
    const test = await series(70)
    test.objects.delete(versionKey('model', 64))
    await save(test.store, tree({ file: 'x' }))
    expect(keys(test.objects, INDEX)).toEqual([])
  })
})

describe('an artifact with segments', () => {
  test('is listed from them, with fewer reads', async () => {
    const test = await indexed(200)
    const told: string[] = []
    expect(await calls(test, told).list({ name: 'model', limit: 1000 })).toHaveLength(200)
    expect(told.filter((call) => call.startsWith('read artifacts/model/versions/'))).toHaveLength(8 + 3)
    expect(told.filter((call) => call.startsWith(`read ${INDEX}`))).toHaveLength(3)
  })

  test('gives what its records say, also where a key is __proto__', async () => {
    const test = await series(64)
    const params = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as object
    plantVersion(test, 9, { params, metadata: params, metrics: JSON.parse('{"__proto__":0.5}') as object })
    const before = await answersOf(test, 64)
    await indexAll(test)
    expect(await answersOf(test, 64)).toEqual(before)
    const listed = await test.store.list({ name: 'model' })
    const nine = listed.find(({ number }) => number === 9)!
    expect(JSON.stringify(nine.params)).toBe('{"__proto__":{"polluted":true},"constructor":1}')
    expect(Object.keys(nine.metrics)).toEqual(['__proto__'])
    expect('polluted' in {}).toBe(false)
  })

  test('gives the record of a version that is picked, not what the segment told', async () => {
    const test = await indexed(128)
    const told: string[] = []
    const found = await calls(test, told).resolve('model', [digestOf(20)])
    expect(found?.version.number).toBe(20)
    expect(told.at(-1)).toBe(`read ${versionKey('model', 20)}`)
  })

  test('tells of a damaged record when its turn has come, and of a newer format', async () => {
    const test = await series(64)
    flipBit(test.objects, versionKey('model', 30), 50)
    const fields = fieldsFor(test, 20)
    await indexAll(test)
    expect((await test.store.resolve('model', [digestOf(31)]))?.version.number).toBe(31)
    expect((await failure(test.store.resolve('model', [digestOf(29)]))).code).toBe('DAMAGED')
    plant(test.objects, versionKey('model', 20), { ...fields, format: 2 })
    for (const key of keys(test.objects, INDEX)) test.objects.delete(key)
    await indexAll(test)
    expect((await failure(test.store.list({ name: 'model' }))).code).toBe('UNSUPPORTED')
  })
})

/** Ways in which the segment of v65 to v128 can be wrong. */
const WRONG: readonly (readonly [string, (test: TestStore, key: string) => void])[] = [
  ['is cut short', (test, key) => truncate(test.objects, key, 40)],
  ['is empty', (test, key) => put(test, key, new Uint8Array())],
  ['has a wrong bit', (test, key) => flipBit(test.objects, key, 300)],
  ['is no gzip file', (test, key) => put(test, key, Buffer.from('{"format":1}\n'))],
  ['is a gzip bomb', (test, key) => put(test, key, gzipSync(Buffer.alloc(200_000_000, 'a'), { level: 1 }))],
  ['is too large', (test, key) => put(test, key, new Uint8Array(segmentMaximum(segmentAt(64, 2)) + 1))],
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
    'is of another artifact',
    (test, key) => rewrite(test, key, ([, ...lines]) => ['{"format":1,"name":"other","first":65,"last":128}', ...lines])
  ],
  [
    'has a header of other numbers',
    (test, key) => rewrite(test, key, ([, ...lines]) => ['{"format":1,"name":"model","first":1,"last":64}', ...lines])
  ],
  ['is of other numbers', (test, key) => put(test, key, test.objects.get(keyOf(1))!.bytes)],
  [
    'is of no format',
    (test, key) => rewrite(test, key, ([, ...lines]) => ['{"name":"model","first":65,"last":128}', ...lines])
  ],
  ['has a line too few', (test, key) => rewrite(test, key, (lines) => lines.slice(0, -1))],
  [
    'has lines in another order',
    (test, key) => rewrite(test, key, (lines) => [lines[0], lines[2], lines[1], ...lines.slice(3)])
  ],
  [
    'has a line that is no JSON',
    (test, key) => rewrite(test, key, (lines) => [...lines.slice(0, 9), 'x', ...lines.slice(10)])
  ],
  [
    'has a line that is null',
    (test, key) => rewrite(test, key, (lines) => [...lines.slice(0, 9), 'null', ...lines.slice(10)])
  ],
  [
    'has a line with __proto__',
    (test, key) =>
      rewrite(test, key, (lines) => [...lines.slice(0, 9), '{"__proto__":{"number":73}}', ...lines.slice(10)])
  ],
  [
    'has a version without its fields',
    (test, key) =>
      rewrite(test, key, (lines) => [
        ...lines.slice(0, 9),
        `{"number":73,"sha256":"${'a'.repeat(64)}","version":{"__proto__":{"name":"model"}}}`,
        ...lines.slice(10)
      ])
  ],
  [
    'has a version without a checksum',
    (test, key) =>
      rewrite(test, key, (lines) => [...lines.slice(0, 9), '{"number":73,"placeholder":true}', ...lines.slice(10)])
  ],
  [
    'has a checksum that is none',
    (test, key) => rewrite(test, key, (lines) => [...lines.slice(0, 9), '{"number":73,"sha256":7}', ...lines.slice(10)])
  ],
  [
    'has a placeholder that is none',
    (test, key) =>
      rewrite(test, key, (lines) => [
        ...lines.slice(0, 9),
        `{"number":73,"sha256":"${'a'.repeat(64)}","placeholder":1}`,
        ...lines.slice(10)
      ])
  ],
  [
    'is of a series that was there before',
    (test, key) => {
      rewrite(test, key, (lines) =>
        lines.map((line) =>
          line
            .replace(/"sha256":"[0-9a-f]{64}","version"/, `"sha256":"${'b'.repeat(64)}","version"`)
            .replace('"createdAt"', '"description":"of the series before","createdAt"')
        )
      )
    }
  ]
]

describe('a segment that', () => {
  test.each(WRONG)('%s counts as absent, is warned of and removed, and made anew by a save', async (_, spoil) => {
    const test = await series(200)
    const right = await answersOf(test, 200)
    await indexAll(test)
    const segment = test.objects.get(keyOf(2))!
    spoil(test, keyOf(2))
    expect(await answersOf(test, 200)).toEqual(right)
    expect(test.warnings).toEqual([expect.stringContaining(`${keyOf(2)} in memory is wrong: `)])
    expect(keys(test.objects, INDEX)).toEqual([keyOf(3), keyOf(1)])
    await save(test.store, tree({ file: 'x' }))
    expect(test.objects.get(keyOf(2))?.bytes).toEqual(segment.bytes)
  })

  test('is a gzip bomb is not decompressed to its end', async () => {
    const test = await indexed(200)
    put(test, keyOf(2), gzipSync(Buffer.alloc(segmentMaximum(segmentAt(64, 2)) + 1, '\n')))
    await test.store.list({ name: 'model', limit: 1000 })
    expect(test.warnings).toEqual([expect.stringContaining('it cannot be decompressed')])
  })

  test.each(WRONG.slice(0, 2))('%s is passed over where it cannot be removed', async (_, spoil) => {
    const test = await series(200)
    const right = await answersOf(test, 200)
    await indexAll(test)
    spoil(test, keyOf(2))
    const readOnly = test.over((inner) =>
      observed(inner, ({ operation }) => {
        if (operation === 'remove' || operation === 'create') throw new Error('permission denied')
      })
    )
    expect(await answersOf(test, 200, readOnly)).toEqual(right)
    expect(test.objects.has(keyOf(2))).toBe(true)
  })

  test('cannot be read at all counts as absent, with a warning', async () => {
    const test = await series(200)
    const right = await answersOf(test, 200)
    await indexAll(test)
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'read' && key === keyOf(2)) throw new Error('permission denied')
      })
    )
    expect(await answersOf(test, 200, store)).toEqual(right)
    expect(test.objects.has(keyOf(2))).toBe(true)
    expect(test.warnings[0]).toMatch(/cannot be read .*permission denied/)
  })

  test('was removed since it was listed counts as absent', async () => {
    const test = await series(200)
    const right = await answersOf(test, 200)
    await indexAll(test)
    const store = test.over((inner) =>
      observed(inner, ({ operation, key }) => {
        if (operation === 'read' && key.startsWith(INDEX)) test.objects.delete(key)
      })
    )
    expect(await answersOf(test, 200, store)).toEqual(right)
    expect(test.warnings).toEqual([])
  })

  test('is of a newer format is left to those who know it', async () => {
    const test = await series(200)
    const right = await answersOf(test, 200)
    await indexAll(test)
    rewrite(test, keyOf(2), ([, ...lines]) => ['{"format":2,"name":"model","first":65,"last":128}', ...lines])
    expect(await answersOf(test, 200)).toEqual(right)
    expect([test.objects.has(keyOf(2)), test.warnings]).toEqual([true, []])
  })

  test('tells of one version something else than its record is found out when that version is picked', async () => {
    const test = await indexed(200)
    // v100 is said to have what v90 has, and a search for that comes by v100 first.
    rewrite(test, keyOf(2), (lines) =>
      lines.map((line) => (line.startsWith('{"number":100,') ? line.replace(digestOf(100), digestOf(90)) : line))
    )
    const checksum = sha256(test.objects.get(versionKey('model', 100))!.bytes)
    rewrite(test, keyOf(2), (lines) => lines.map((line) => line.replace(checksum, 'c'.repeat(64))))
    expect((await test.store.resolve('model', [digestOf(90)]))?.version.number).toBe(90)
    expect(test.warnings).toEqual([expect.stringContaining('the record of v100 is another one')])
    expect(test.objects.has(keyOf(2))).toBe(false)
  })

  test('tells of numbers that do not exist is removed, in a short series and in a long one', async () => {
    for (const length of [100, 1100]) {
      const test = await series(length)
      const right = await answersOf(test, length)
      await indexAll(test)
      const bytes = test.objects.get(keyOf(1))!.bytes
      const wrong = [
        keyOf(Math.ceil((length + 1) / 64)),
        keyOf(5000),
        keyOf(1, 4096),
        `${INDEX}64/9843750000.jsonl.gz`,
        `${INDEX}4096/9999999000.jsonl.gz`
      ]
      for (const key of wrong) put(test, key, bytes)
      expect(await answersOf(test, length)).toEqual(right)
      expect(test.warnings).toEqual([expect.stringMatching(/is wrong: there is no v\d+;/)])
      expect(wrong.filter((key) => test.objects.has(key))).toEqual([])
      expect((await save(test.store, tree({ file: 'x' }))).version.number).toBe(length + 1)
    }
  })

  test('has a name that is none is no segment', async () => {
    const test = await indexed(200)
    const right = await answersOf(test, 200)
    const stray = [
      `${INDEX}64/9999999999.jsonl.gz`,
      `${INDEX}64/0000000000.jsonl.gz`,
      `${INDEX}64/99.jsonl.gz`,
      `${INDEX}128/9999999998.jsonl.gz`,
      `${INDEX}64/9999999997.json`,
      `${INDEX}readme`
    ]
    for (const key of stray) put(test, key, Buffer.from('x'))
    expect(await answersOf(test, 200)).toEqual(right)
    expect(test.warnings).toEqual([])
    expect(stray.every((key) => test.objects.has(key))).toBe(true)
  })
})

describe('a segment of 4,096', () => {
  test('is made of those of 64, read instead of them, and where it is wrong they are read', async () => {
    const test = await series(4100)
    await indexAll(test)
    const large = keyOf(1, 4096)
    expect(keys(test.objects, INDEX)).toHaveLength(65)
    const parts = Array.from({ length: 64 }, (_, at) => test.objects.get(keyOf(at + 1))!.bytes)
    expect(Buffer.compare(test.objects.get(large)!.bytes, Buffer.concat(parts))).toBe(0)
    const all = async (): Promise<number[]> =>
      (await test.store.list({ name: 'model', limit: 5000 })).map(({ number }) => number)
    const expected = Array.from({ length: 4100 }, (_, at) => 4100 - at)
    const whole = copyOf(test.objects)
    expect(await all()).toEqual(expected)
    // Read alone, it tells them all.
    for (let position = 1; position <= 64; position++) test.objects.delete(keyOf(position))
    expect(await all()).toEqual(expected)
    expect(test.warnings).toEqual([])
    // It stands for the smaller ones: they are not made again.
    await save(test.store, tree({ file: 'x' }))
    expect(keys(test.objects, INDEX)).toEqual([large])
    test.objects.delete(versionKey('model', 4101))
    for (const [key, object] of whole) test.objects.set(key, object)
    flipBit(test.objects, large, 5000)
    expect(await all()).toEqual(expected)
    expect(test.warnings).toHaveLength(1)
    expect(test.objects.has(large)).toBe(false)
    // Not of a part that is wrong: that one is made anew first, and then the whole.
    flipBit(test.objects, keyOf(7), 500)
    await save(test.store, tree({ file: 'y' }))
    expect([test.objects.has(large), test.objects.has(keyOf(7))]).toEqual([false, false])
    await save(test.store, tree({ file: 'z' }))
    expect(Buffer.compare(test.objects.get(large)!.bytes, Buffer.concat(parts))).toBe(0)
  }, 60_000)
})

/** What may be under a number besides a version. */
const oddity = fc.constantFrom('gone', 'back', 'placeholder', 'damaged', 'long', 'labelled')

test('a series gives the same answers with segments and without', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 60, max: 330 }),
      fc.array(fc.tuple(fc.nat(), oddity), { maxLength: 12 }),
      fc.array(fc.nat(), { maxLength: 3 }),
      async (length, oddities, missing) => {
        const test = await series(length)
        for (const [at, kind] of oddities) {
          const number = 2 + (at % (length - 1))
          if (kind === 'gone' || kind === 'back') plantGone(test.objects, 'model', number)
          if (kind === 'back') plantGone(test.objects, 'model', number, 2, false)
          if (kind === 'placeholder') plantPlaceholder(test, number)
          if (kind === 'damaged') flipBit(test.objects, versionKey('model', number), 100)
          if (kind === 'long') plantVersion(test, number, { params: { long: 'é'.repeat(9_000) } })
          if (kind === 'labelled') plantVersion(test, number, { label: `r${number}`, version: `r${number}` })
        }
        const without = await answersOf(test, length)
        await indexAll(test)
        const made = keys(test.objects, INDEX)
        expect(made).toHaveLength(Math.floor(length / 64))
        expect(await answersOf(test, length)).toEqual(without)
        for (const at of missing) test.objects.delete(made[at % Math.max(1, made.length)] ?? '')
        expect(await answersOf(test, length)).toEqual(without)
      }
    ),
    { numRuns: 25 }
  )
}, 120_000)
