import fc from 'fast-check'
import { isStoreError } from '../../src/errors.js'
import { encodeDocument, expectDocument, type DocumentFields } from '../../src/store/documents.js'
import { digestHex, encodeRecord, metadataToJson, parseRecord, type VersionRecord } from '../../src/store/record.js'
import { sha256, START } from './support.js'

const PACK = sha256('a pack')
const OTHER = sha256('another pack')

const record: VersionRecord = {
  metadata: {
    name: 'team/model',
    number: 7,
    version: '1.4.0',
    type: 'model',
    description: 'a description',
    createdAt: START,
    digest: `sha256:${sha256('content')}`,
    files: 3,
    size: 4096,
    storedSize: 1024,
    params: { rate: 0.1, nested: { list: [1, null, 'x'] } },
    metrics: { accuracy: 0.93, loss: NaN, best: Infinity, worst: -Infinity, zero: 0 },
    metadata: { note: 'ünï' },
    inputs: [{ name: 'data', number: 2, digest: `sha256:${sha256('data')}` }],
    run: { workflow: true, id: 12, sha: 'abc' }
  },
  label: '1.4.0',
  nonce: 'a'.repeat(32),
  condemned: 'run-1',
  tree: { level: 1, pack: PACK, offset: 10, stored: 20, size: 30, sha256: sha256('tree') },
  packs: [
    { pack: PACK, size: 2000, used: 20 },
    { pack: OTHER, size: 3000, used: 2500 }
  ]
}

const small: VersionRecord = {
  ...record,
  tree: { packs: [PACK], entries: [{ path: 'a', type: 'directory', mode: 493 }] }
}

function parse(fields: DocumentFields): VersionRecord {
  return parseRecord(fields, 'team/model', 7, 'the record')
}

/** The fields as they come out of a document. */
function fieldsOf(version: VersionRecord): Record<string, unknown> {
  return { ...expectDocument(encodeDocument(encodeRecord(version)), 'it') }
}

/** Parses with one field replaced; gives the message of the `DAMAGED` error, or undefined where it was taken. */
function problem(change: Record<string, unknown>, of: VersionRecord = record): string | undefined {
  try {
    parse({ ...fieldsOf(of), ...change })
    return undefined
  } catch (error) {
    if (isStoreError(error, 'DAMAGED')) return error.message
    throw error
  }
}

test.each([
  ['a tree in packs', record],
  ['a tree in the record', small]
])('a record comes back as it was: %s', (_, version) => {
  expect(parse(fieldsOf(version))).toEqual(version)
})

test('without what is optional', () => {
  const { type, description, ...metadata } = record.metadata
  const bare: VersionRecord = {
    metadata: { ...metadata, version: 'v7' },
    nonce: record.nonce,
    condemned: null,
    tree: record.tree,
    packs: record.packs
  }
  expect([type, description]).toEqual(['model', 'a description'])
  expect(parse(fieldsOf(bare))).toEqual(bare)
  expect(Object.keys(encodeRecord(bare))).not.toContain('label')
})

test('metrics that JSON cannot hold are words, and come back as numbers', () => {
  expect(fieldsOf(record)['metrics']).toEqual({
    accuracy: 0.93,
    loss: 'NaN',
    best: 'Infinity',
    worst: '-Infinity',
    zero: 0
  })
  expect(parse(fieldsOf(record)).metadata.metrics).toEqual(record.metadata.metrics)
  expect(metadataToJson(record.metadata)['metrics']).toMatchObject({ loss: 'NaN' })
})

test('any metrics survive, whatever they are called', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toString')), fc.double()),
      (metrics) => {
        const version = { ...record, metadata: { ...record.metadata, metrics } }
        const back = parse(fieldsOf(version)).metadata.metrics
        // JSON knows no negative zero.
        const given = Object.entries(metrics).map(([key, value]) => [key, value === 0 ? 0 : value])
        expect(Object.entries(back)).toEqual(given)
      }
    )
  )
})

test('__proto__ stays a field: in params, metrics, metadata, run', () => {
  const hostile = JSON.parse('{"__proto__": {"polluted": 1}}') as Record<string, unknown>
  const back = parse({
    ...fieldsOf(record),
    params: hostile,
    metadata: hostile,
    run: hostile,
    metrics: JSON.parse('{"__proto__": 1}')
  })
  expect(Object.entries(back.metadata.metrics)).toEqual([['__proto__', 1]])
  expect(Object.hasOwn(back.metadata.params, '__proto__')).toBe(true)
  for (const object of [back.metadata, back.metadata.params, back.metadata.metrics, back.metadata.run]) {
    expect(Object.getPrototypeOf(object)).toBe(Object.prototype)
  }
  expect(({} as { polluted?: number }).polluted).toBeUndefined()
})

test('unknown fields are ignored', () => {
  expect(parse({ ...fieldsOf(record), signature: 'later' })).toEqual(record)
})

describe('no field is believed', () => {
  const wrong = {
    aWord: fc.oneof(fc.constant(null), fc.integer(), fc.boolean(), fc.constant([]), fc.constant({})),
    aCount: fc.oneof(
      fc.constant(null),
      fc.string(),
      fc.boolean(),
      fc.constantFrom(-1, 0.5, 2 ** 53, 1e300, '7', [], {})
    ),
    anObject: fc.oneof(fc.constant(null), fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer())),
    aList: fc.oneof(
      fc.constant(null),
      fc.string(),
      fc.integer(),
      fc.constant({}),
      fc.constant([null]),
      fc.constant([1])
    ),
    aHash: fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constantFrom(null, PACK.toUpperCase(), PACK.slice(1), `${PACK}0`, `sha256:${PACK} `, `md5:${PACK}`)
    )
  }
  const fields: Record<string, fc.Arbitrary<unknown>> = {
    name: wrong.aWord,
    number: fc.oneof(wrong.aCount, fc.constantFrom(6, 8)),
    version: fc.oneof(wrong.aWord, fc.constantFrom('v7', '1.4.1', '')),
    type: wrong.aWord,
    description: wrong.aWord,
    label: fc.oneof(wrong.aWord, fc.constant('1.4.1')),
    createdAt: fc.oneof(
      wrong.aWord,
      fc.constantFrom('', 'yesterday', '2026-13-01T00:00:00Z', '2026-11-01T00:00:00Z (::error)')
    ),
    digest: wrong.aHash,
    files: wrong.aCount,
    size: wrong.aCount,
    storedSize: wrong.aCount,
    params: wrong.anObject,
    metrics: fc.oneof(
      wrong.anObject,
      fc.constantFrom({ a: '1' }, { a: 'nan' }, { a: null }, { a: [] }, { a: 'toString' }, { a: '__proto__' })
    ),
    metadata: wrong.anObject,
    inputs: fc.oneof(
      wrong.aList,
      fc.constantFrom(
        [{ name: 'data', number: 1 }],
        [{ name: 'data', number: 0, digest: record.metadata.digest }],
        [{ name: 'data', number: 1.5, digest: record.metadata.digest }],
        [{ name: '../data', number: 1, digest: record.metadata.digest }],
        [{ name: 1, number: 1, digest: record.metadata.digest }]
      )
    ),
    run: wrong.anObject,
    nonce: wrong.aWord,
    condemned: fc.constantFrom(1, true, [], {}),
    tree: fc.oneof(wrong.anObject, fc.constant({}), fc.constant({ packs: [PACK] })),
    packs: fc.oneof(
      wrong.aList,
      fc.constant([]),
      fc.record({ pack: wrong.aHash, size: fc.constant(1), used: fc.constant(1) }).map((pack) => [pack]),
      fc.record({ pack: fc.constant(PACK), size: wrong.aCount, used: fc.constant(1) }).map((pack) => [pack]),
      fc.record({ pack: fc.constant(PACK), size: fc.constant(1), used: wrong.aCount }).map((pack) => [pack])
    )
  }

  test.each(Object.entries(fields))('%s', (field, values) => {
    fc.assert(
      fc.property(values, (value) => {
        const message = problem({ [field]: value })
        expect(message).toContain('the record')
        if (field !== 'name') expect(message).toMatch(/is damaged: its field '\w+' is missing or impossible$/)
      })
    )
    const missing = Object.fromEntries(Object.entries(fieldsOf(record)).filter(([key]) => key !== field))
    const optional = field === 'type' || field === 'description'
    if (optional) expect(() => parse(missing)).not.toThrow()
    else expect(() => parse(missing)).toThrow(/is damaged|another artifact/)
  })

  test.each([
    ['level', [-1, 0.5, '1', null]],
    ['pack', [null, PACK.slice(1), 7, sha256('a pack that packs does not name')]],
    ['offset', [-1, 0.5, null, '0']],
    ['stored', [0, -1, 31, 1024 * 1024 + 1, null]],
    ['size', [0, 19, 1024 * 1024 + 1, '30']],
    ['sha256', [null, 'x', PACK.toUpperCase()]]
  ])('tree.%s', (field, values) => {
    for (const value of values) expect(problem({ tree: { ...record.tree, [field]: value } })).toContain("'tree'")
  })

  test.each([
    ['packs that are no names', { packs: ['x'], entries: [] }],
    ['no packs', { entries: [] }],
    ['a pack that the record does not name', { packs: [sha256('elsewhere')], entries: [] }]
  ])('a tree in the record with %s', (_, tree) => {
    expect(problem({ tree }, small)).toContain("'tree'")
  })

  test('the record of another artifact says what may have happened', () => {
    expect(problem({ name: 'Team/Model' })).toContain('ignores case')
  })
})

test('digestHex', () => {
  expect(digestHex(record.metadata.digest)).toBe(sha256('content'))
})
