/** verify over stores of many shapes, sound ones and ones that somebody spoiled: no false alarm, and never a crash. */
import fc from 'fast-check'
import { isStoreError } from '../../src/errors.js'
import { createMemoryStorage, type MemoryStorage } from '../../src/storage/index.js'
import { openStore } from '../../src/store/index.js'
import { decodeDocument, type DocumentFields } from '../../src/store/documents.js'
import {
  copyOf,
  keys,
  memoryStore,
  noise,
  plant,
  plantGone,
  removeFolders,
  restored,
  save,
  tree,
  type Contents,
  type TestStore
} from './support.js'

afterAll(removeFolders)

// ── sound stores ───────────────────────────────────────────────────────────────────────────────────────────────────

const content = fc.oneof(
  fc.string({ maxLength: 20 }),
  fc.record({ seed: fc.nat(5), length: fc.nat(300_000) }).map(({ seed, length }) => noise(length, seed)),
  fc.nat(40_000).map((length) => 'a line that comes again\n'.repeat(length / 20)),
  fc.constant(null),
  fc.constant({ link: 'elsewhere' })
)
const path = fc
  .array(fc.constantFrom('a', 'b', 'é', 'some name', 'x'.repeat(100)), { minLength: 1, maxLength: 3 })
  .map((segments) => segments.join('/'))

/** Paths of which none lies below a file. */
const contents: fc.Arbitrary<Contents> = fc
  .uniqueArray(fc.tuple(path, content), { maxLength: 12, selector: ([at]) => at })
  .map((entries) => {
    const taken = entries.filter(([, what]) => what !== null).map(([at]) => at)
    return Object.fromEntries(
      entries.filter(([at]) => !taken.some((other) => other !== at && at.startsWith(`${other}/`)))
    )
  })

const operation = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('save' as const),
      name: fc.constantFrom('model', 'team/data'),
      contents,
      many: fc.boolean(),
      labelled: fc.boolean()
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('record' as const), name: fc.constantFrom('model', 'team/data') })
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('promote' as const), name: fc.constantFrom('model', 'team/data') })
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('remove' as const),
      name: fc.constantFrom('model', 'team/data'),
      number: fc.integer({ min: 1, max: 3 })
    })
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('copy' as const) }) }
)
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never

async function apply(test: TestStore, other: TestStore, step: Operation, at: number): Promise<void> {
  switch (step.kind) {
    case 'save': {
      const more = step.many
        ? Object.fromEntries(Array.from({ length: 80 }, (_, file) => [`many/${file}-${'n'.repeat(120)}`, `${file}`]))
        : {}
      const label = step.labelled ? { label: `l${at}` } : {}
      await save(test.store, tree({ ...more, ...step.contents, [`${at}.txt`]: `${at}` }), { name: step.name, ...label })
      break
    }
    case 'record':
      await test.store.record({ name: step.name, metrics: { at } })
      break
    case 'promote':
      await test.store.promote({ name: step.name, aliases: ['best'] })
      break
    case 'remove':
      if (keys(test.objects, `artifacts/${step.name.replace('/', '%2F')}/versions/`).length > step.number) {
        plantGone(test.objects, step.name.replace('/', '%2F'), step.number)
      }
      break
    case 'copy':
      await test.store.copyTo(other.store).catch((error: unknown) => {
        if (!isStoreError(error)) throw error
      })
      break
  }
}

async function made(steps: readonly Operation[]): Promise<readonly [TestStore, TestStore]> {
  const test = memoryStore()
  const other = { ...memoryStore() }
  const elsewhere = createMemoryStorage({ location: 'elsewhere', clock: other.clock.now, objects: other.objects })
  const target: TestStore = { ...other, store: openStore(elsewhere, { clock: other.clock.now, workers: { count: 0 } }) }
  await save(test.store, tree({ first: 'x' }))
  for (const [at, step] of steps.entries()) await apply(test, target, step, at)
  return [test, target]
}

test('a store that was only saved to, copied, recorded in and removed from is sound', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 8 }), async (steps) => {
      for (const { store, objects } of await made(steps)) {
        if (objects.size === 0) continue
        for (const deep of [true, false]) expect((await store.verify({ deep })).findings).toEqual([])
        expect(await store.repair({ apply: true })).toMatchObject({ sound: true, repairs: [] })
      }
    }),
    { numRuns: 40 }
  )
}, 120_000)

// ── spoiled stores ─────────────────────────────────────────────────────────────────────────────────────────────────

/** What may stand where something else belongs. */
const value = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1,
    2 ** 31,
    2 ** 53,
    1e308,
    '',
    '../../x',
    'a/b',
    '\0',
    '__proto__',
    [],
    {},
    [[]],
    'f'.repeat(64)
  ),
  fc.string({ maxLength: 5 }),
  fc.integer()
)

interface Spoiling {
  readonly object: number
  readonly how: 'bytes' | 'cut' | 'grow' | 'remove' | 'swap' | 'field'
  readonly place: number
  readonly value: unknown
  readonly other: number
}

const spoiling: fc.Arbitrary<Spoiling> = fc.record({
  object: fc.nat(),
  how: fc.constantFrom('bytes', 'cut', 'grow', 'remove', 'swap', 'field', 'field', 'field'),
  place: fc.nat(),
  value,
  other: fc.nat()
})

function spoil(objects: MemoryStorage['objects'], { object, how, place, value: into, other }: Spoiling): void {
  const all = keys(objects)
  const key = all[object % all.length]
  const found = objects.get(key)!
  switch (how) {
    case 'bytes': {
      const bytes = new Uint8Array(found.bytes)
      for (let at = 0; at < 8 && bytes.length > 0; at++) bytes[(place + at * 31) % bytes.length] = (other + at) & 255
      objects.set(key, { ...found, bytes })
      break
    }
    case 'cut':
      objects.set(key, { ...found, bytes: found.bytes.slice(0, place % (found.bytes.length + 1)) })
      break
    case 'grow':
      objects.set(key, { ...found, bytes: Buffer.concat([found.bytes, Buffer.alloc(place % 1000, 'x')]) })
      break
    case 'remove':
      objects.delete(key)
      break
    case 'swap': {
      const with_ = all[other % all.length]
      objects.set(key, objects.get(with_)!)
      objects.set(with_, found)
      break
    }
    case 'field': {
      // One that was spoiled before has no fields any more.
      const document = decodeDocument(found.bytes, key)
      if (document.state === 'whole') plant(objects, key, changed(document.fields, place, into))
      break
    }
  }
}

/** A document with another value somewhere in it, and the checksum of that. */
function changed(fields: DocumentFields, place: number, into: unknown): DocumentFields {
  const { checksum: _, format: __, ...copy } = structuredClone(fields) as Record<string, unknown>
  const places: [object, string][] = []
  const collect = (inside: object): void => {
    for (const [name, within] of Object.entries(inside)) {
      places.push([inside, name])
      if (typeof within === 'object' && within !== null) collect(within as object)
    }
  }
  collect(copy)
  if (places.length === 0) return copy
  const [inside, name] = places[place % places.length]
  ;(inside as Record<string, unknown>)[name] = into
  return copy
}

test('a store that somebody spoiled is told of, and is mended as far as can be, without a crash', async () => {
  const [base] = await made([
    { kind: 'save', name: 'model', contents: { 'a.bin': noise(200_000, 1) }, many: true, labelled: true },
    { kind: 'save', name: 'model', contents: { 'a.bin': noise(200_000, 2) }, many: false, labelled: true },
    { kind: 'save', name: 'team/data', contents: { b: 'x'.repeat(100_000) }, many: false, labelled: false },
    { kind: 'promote', name: 'model' },
    { kind: 'record', name: 'model' },
    { kind: 'remove', name: 'model', number: 1 }
  ])
  plant(base.objects, 'condemned/list.json', { id: 'list', createdAt: '', packs: [] })
  let told = 0
  await fc.assert(
    fc.asyncProperty(fc.array(spoiling, { minLength: 1, maxLength: 3 }), async (spoilings) => {
      const test = memoryStore()
      for (const [key, object] of base.objects) test.objects.set(key, object)
      for (const one of spoilings) spoil(test.objects, one)
      const backup = openStore(createMemoryStorage({ objects: copyOf(base.objects), location: 'backup' }))
      for (const act of [
        () => test.store.verify(),
        () => test.store.verify({ deep: false }),
        () => test.store.repair({ from: [backup] }),
        () => test.store.repair({ from: [backup], apply: true }),
        () => test.store.verify()
      ]) {
        try {
          const result = await act()
          if ('findings' in result) told += result.findings.length
          expect(JSON.stringify(result).length).toBeLessThan(1_000_000)
        } catch (error) {
          if (!isStoreError(error)) throw error
          expect(['UNSUPPORTED', 'NOT_FOUND', 'DAMAGED', 'STORAGE']).toContain(error.code)
        }
      }
      expect(Object.keys({})).toEqual([])
    }),
    { numRuns: 250 }
  )
  expect(told).toBeGreaterThan(100)
}, 120_000)

test('what verify finds sound can be restored', async () => {
  const [base] = await made([
    { kind: 'save', name: 'model', contents: { 'a.bin': noise(200_000, 1) }, many: true, labelled: false },
    { kind: 'save', name: 'model', contents: { 'a.bin': noise(200_000, 2) }, many: false, labelled: false }
  ])
  await fc.assert(
    fc.asyncProperty(spoiling, async (one) => {
      const test = memoryStore()
      for (const [key, object] of base.objects) test.objects.set(key, object)
      spoil(test.objects, one)
      const result = await test.store.verify().catch(() => undefined)
      if (result?.sound !== true) return
      for (const number of [1, 2, 3].slice(0, result.versions)) {
        await restored(test.store, { selectors: [`v${number}`] })
      }
    }),
    { numRuns: 100 }
  )
}, 120_000)
