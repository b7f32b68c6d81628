import { isStoreError } from '../../src/errors.js'
import { parseSelector } from '../../src/store/selectors.js'
import { versionKey } from '../../src/store/layout.js'
import {
  failure,
  fieldsOf,
  flipBit,
  memoryStore,
  plant,
  plantGone,
  recordOf,
  removeFolders,
  save,
  START,
  tree,
  truncate,
  type TestStore
} from './support.js'

afterAll(removeFolders)

function problem(selector: string): { readonly code: string; readonly message: string } {
  try {
    parseSelector(selector)
  } catch (error) {
    if (isStoreError(error)) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error(`${selector} was taken`)
}

describe('what is a selector', () => {
  test.each([
    ['latest', { kind: 'latest' }],
    ['newest', { kind: 'newest' }],
    ['v1', { kind: 'number', number: 1 }],
    ['v9007199254740991', { kind: 'number', number: 9007199254740991 }],
    ['1.4.0', { kind: 'name', name: '1.4.0' }],
    ['best', { kind: 'name', name: 'best' }],
    ['v1.0', { kind: 'name', name: 'v1.0' }],
    ['commit:ABCDEF0', { kind: 'commit', prefix: 'abcdef0' }],
    ['branch:feature/a-b', { kind: 'branch', branch: 'feature/a-b' }],
    ['run:9000000001', { kind: 'run', id: '9000000001' }],
    ['pr-base', { kind: 'pr-base' }],
    ['nearest', { kind: 'nearest' }],
    ['previous', { kind: 'previous' }],
    ['max:metrics.accuracy', { kind: 'extreme', sign: 1, group: 'metrics', key: 'accuracy' }],
    ['min:metrics.val/loss.mean', { kind: 'extreme', sign: -1, group: 'metrics', key: 'val/loss.mean' }],
    ['max:params.optimizer.lr', { kind: 'extreme', sign: 1, group: 'params', key: 'optimizer.lr' }],
    ['max:metrics["a ""b"""]', { kind: 'extreme', sign: 1, group: 'metrics', key: 'a "b"' }],
    ['sha256:ABCDEF012345', { kind: 'digest', prefix: 'abcdef012345' }],
    [`sha256:${'0'.repeat(64)}`, { kind: 'digest', prefix: '0'.repeat(64) }]
  ])('%s', (selector, parsed) => expect(parseSelector(selector)).toEqual(parsed))

  test.each([
    ['2026-11-01', '2026-11-01T23:59:59.999Z'],
    ['2024-02-29', '2024-02-29T23:59:59.999Z'],
    ['2026-11-01T12:30:15Z', '2026-11-01T12:30:15.000Z'],
    ['2026-11-01T12:30:15.250Z', '2026-11-01T12:30:15.250Z'],
    ['2026-11-01T12:30:15.123456789Z', '2026-11-01T12:30:15.123Z'],
    ['2026-11-01 12:30', '2026-11-01T12:30:00.000Z'],
    ['2026-11-01t12:30:15z', '2026-11-01T12:30:15.000Z'],
    ['2026-11-01T12:30:15', '2026-11-01T12:30:15.000Z'],
    ['2026-11-01T00:30:00+02:00', '2026-10-31T22:30:00.000Z'],
    ['2026-11-01T23:30:00-0530', '2026-11-02T05:00:00.000Z']
  ])('as-of:%s is %s', (time, iso) => {
    const parsed = parseSelector(`as-of:${time}`)
    expect(parsed.kind === 'as-of' && parsed.time.toISOString()).toBe(iso)
  })

  test.each([
    '',
    'v0',
    'v01',
    'v9007199254740993',
    'v99999999999999999999',
    'V1',
    'LATEST',
    'Newest',
    'auto',
    'timestamp',
    'a b',
    'a/b',
    '.',
    '..',
    ' latest',
    'latest\n',
    'x'.repeat(129),
    'sha256:',
    'sha256:abc',
    'sha256:0123456789a',
    'sha256:0123456789ag',
    `sha256:${'0'.repeat(65)}`,
    'sha512:0123456789ab',
    'as-of:',
    'as-of:yesterday',
    'as-of:2026-11',
    'as-of:2026-13-01',
    'as-of:2026-02-30',
    'as-of:2026-02-29',
    'as-of:2026-11-01T25:00:00Z',
    'as-of:2026-11-01T12:60:00Z',
    'as-of:2026-02-30T12:00:00Z',
    'as-of:2026-11-01T12:00:00+25:00',
    'as-of:2026-11-01T12',
    'as-of:01.11.2026',
    'as-of: 2026-11-01',
    'commit:',
    'commit:abcdef',
    'commit:abcdefg',
    `commit:${'0'.repeat(65)}`,
    'branch:',
    'branch:refs/heads/main',
    'branch:a b',
    'branch:a..b',
    'branch:/a',
    'branch:main\n',
    'run:',
    'run:abc',
    'run:1.5',
    'run:-1',
    'max:',
    'max:accuracy',
    'max:metrics',
    'max:metrics.',
    'max:metrics[accuracy]',
    'min:size',
    'min:run.runNumber'
  ])('%j is malformed', (selector) => {
    const { code, message } = problem(selector)
    expect(code).toBe('INVALID_INPUT')
    expect(message).toMatch(/^version: '.*' is not a selector: /)
    expect(message).not.toContain('\n')
  })

  test('the input is named', () => {
    expect(() => parseSelector('', 'parents')).toThrow(/^parents: ''/)
  })
})

/** v1 labelled `one`, v2, v3 labelled `three`, each a day after the other; `best` points at v2. */
async function threeVersions(): Promise<TestStore> {
  const test = memoryStore()
  const folders = ['1', '2', '3'].map((text) => tree({ file: text }))
  await save(test.store, folders[0], { label: 'one' })
  test.clock.advance(24 * 3600)
  await save(test.store, folders[1], { aliases: ['best'] })
  test.clock.advance(24 * 3600)
  await save(test.store, folders[2], { label: 'three' })
  return test
}

describe('what a selector names', () => {
  let test3: TestStore
  beforeAll(async () => {
    test3 = await threeVersions()
  })

  const numberOf = async (selectors: readonly string[], of = test3): Promise<number | undefined> =>
    (await of.store.resolve('model', selectors))?.version.number

  test.each([
    ['latest', 3],
    ['newest', 3],
    ['v1', 1],
    ['v2', 2],
    ['v4', undefined],
    ['one', 1],
    ['three', 3],
    ['best', 2],
    ['two', undefined],
    ['as-of:2026-11-01', 1],
    ['as-of:2026-11-02', 2],
    ['as-of:2026-12-24', 3],
    ['as-of:2026-10-31', undefined],
    ['as-of:2026-11-02T12:00:00Z', 2],
    ['as-of:2026-11-02T11:59:59.999Z', 1],
    ['as-of:2026-11-02T13:00:00+01:00', 2],
    ['as-of:2026-11-02T12:59:59+01:00', 1],
    ['sha256:000000000000', undefined]
  ])('%s: %s', async (selector, number) => expect(await numberOf([selector])).toBe(number))

  test('a digest, whole or its first digits, in any case', async () => {
    const hex = recordOf(test3.objects, 2).metadata.digest.slice(7)
    expect(await numberOf([`sha256:${hex}`])).toBe(2)
    expect(await numberOf([`sha256:${hex.slice(0, 12)}`])).toBe(2)
    expect(await numberOf([`sha256:${hex.slice(0, 20).toUpperCase()}`])).toBe(2)
  })

  test('of several versions of one content the newest', async () => {
    const { store, objects } = memoryStore()
    const folder = tree({ file: 'same' })
    for (let count = 0; count < 3; count++) await save(store, folder, { ifUnchanged: 'new' })
    const hex = recordOf(objects, 1).metadata.digest
    expect((await store.resolve('model', [hex]))?.version.number).toBe(3)
  })

  test('digits that several contents begin with are an error that names two', async () => {
    const { store, objects } = memoryStore()
    const folder = tree({ file: 'same' })
    for (let count = 0; count < 2; count++) await save(store, folder, { ifUnchanged: 'new' })
    const { digest } = recordOf(objects, 1).metadata
    const twin = `${digest.slice(0, -1)}${digest.endsWith('0') ? '1' : '0'}`
    plant(objects, versionKey('model', 2), {
      ...withoutChecksum(fieldsOf(objects, versionKey('model', 2))),
      digest: twin
    })
    const { code, message } = await failure(store.resolve('model', [digest.slice(0, 30)]))
    expect(code).toBe('INVALID_INPUT')
    expect(message).toMatch(/several versions of model, v1 and v2 .*more digits/)
    expect((await store.resolve('model', [digest]))?.version.number).toBe(1)
  })

  test('the first line that matches wins, and says so', async () => {
    expect(await test3.store.resolve('model', ['v9', 'missing', 'best', 'latest'])).toMatchObject({
      matched: 'best',
      version: { number: 2 }
    })
    expect(await test3.store.resolve('model', [])).toMatchObject({ matched: 'latest', version: { number: 3 } })
    expect(await test3.store.resolve('model')).toMatchObject({ matched: 'latest' })
    expect(await test3.store.resolve('model', ['v9', 'missing'])).toBeUndefined()
  })

  test('a malformed line is an error even behind one that matches', async () => {
    expect((await failure(test3.store.resolve('model', ['latest', 'v0']))).code).toBe('INVALID_INPUT')
    expect((await failure(test3.store.resolve('model', ['latest', 'max:size']))).code).toBe('INVALID_INPUT')
  })

  test('an artifact that does not exist is a miss, one that cannot an error', async () => {
    expect(await test3.store.resolve('other')).toBeUndefined()
    expect((await failure(test3.store.resolve('../model'))).code).toBe('INVALID_INPUT')
  })

  test('a label comes before an alias of the same name', async () => {
    const { store, objects } = memoryStore()
    await save(store, tree({ file: '1' }), { label: 'stable' })
    await save(store, tree({ file: '2' }))
    // No program makes both any more, but older ones did.
    const moved = { alias: 'stable', number: 2, movedAt: START, nonce: 'a'.repeat(32) }
    plant(objects, 'artifacts/model/aliases/stable/0000000001.json', moved)
    expect((await store.resolve('model', ['stable']))?.version.number).toBe(1)
  })
})

describe('versions that are gone', () => {
  test('are passed over by every selector', async () => {
    const test = await threeVersions()
    plantGone(test.objects, 'model', 3)
    plantGone(test.objects, 'model', 2)
    const { digest } = recordOf(test.objects, 3).metadata
    for (const selector of ['v3', 'three', 'best', digest])
      expect(await test.store.resolve('model', [selector])).toBeUndefined()
    for (const selector of ['latest', 'newest', 'as-of:2026-12-24']) {
      expect((await test.store.resolve('model', [selector]))?.version.number).toBe(1)
    }
  })

  test('and count again once they are brought back', async () => {
    const test = await threeVersions()
    plantGone(test.objects, 'model', 3, 1)
    plantGone(test.objects, 'model', 3, 2, false)
    expect((await test.store.resolve('model', ['latest']))?.version.number).toBe(3)
    plantGone(test.objects, 'model', 3, 3)
    expect((await test.store.resolve('model', ['latest']))?.version.number).toBe(2)
  })

  test('a mark that is damaged counts all the same: its key tells, and it is never read', async () => {
    const test = await threeVersions()
    plantGone(test.objects, 'model', 3)
    flipBit(test.objects, 'artifacts/model/gone/0000000003/0000000001.json', 30)
    expect((await test.store.resolve('model', ['latest']))?.version.number).toBe(2)
    truncate(test.objects, 'artifacts/model/gone/0000000003/0000000001.json', 5)
    expect((await test.store.resolve('model', ['latest']))?.version.number).toBe(2)
  })
})

function withoutChecksum(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== 'checksum'))
}

describe('damaged records', () => {
  const newest = versionKey('model', 3)
  const torn = { createMayTear: async () => true }

  test('the version before a damaged newest record is not silently taken for the newest', async () => {
    const test = await threeVersions()
    flipBit(test.objects, newest, 100)
    for (const selector of ['latest', 'newest', 'as-of:2026-12-24', 'v3', 'three']) {
      const { code, message } = await failure(test.store.resolve('model', [selector]))
      expect(code).toBe('DAMAGED')
      expect(message).toContain('model@v3')
      expect(message).toContain(newest)
    }
    for (const [selector, number] of [
      ['v1', 1],
      ['v2', 2],
      ['one', 1],
      ['best', 2]
    ] as const) {
      expect((await test.store.resolve('model', [selector]))?.version.number).toBe(number)
    }
  })

  test('a record without its end is damage where a create cannot tear', async () => {
    const test = await threeVersions()
    truncate(test.objects, newest, 20)
    const { code, message } = await failure(test.store.resolve('model', ['latest']))
    expect([code, message]).toEqual(['DAMAGED', expect.stringContaining('its end is missing')])
  })

  test('and passed over with a warning where it can', async () => {
    const test = await threeVersions()
    truncate(test.objects, newest, 20)
    const store = test.over((inner) => ({ ...inner, ...torn }))
    expect((await store.resolve('model', ['latest']))?.version.number).toBe(2)
    expect(await store.resolve('model', ['v3'])).toBeUndefined()
    expect(test.warnings.join('\n')).toContain('model@v3')
  })

  test('there, too, a flipped bit is damage', async () => {
    const test = await threeVersions()
    flipBit(test.objects, newest, 100)
    const store = test.over((inner) => ({ ...inner, ...torn }))
    expect((await failure(store.resolve('model', ['latest']))).code).toBe('DAMAGED')
  })

  test('there, an interrupted alias move or reservation never happened', async () => {
    const test = await threeVersions()
    await save(test.store, tree({ file: '4' }), { aliases: ['best'] })
    truncate(test.objects, 'artifacts/model/aliases/best/0000000002.json', 5)
    truncate(test.objects, 'artifacts/model/labels/three.json', 5)
    const store = test.over((inner) => ({ ...inner, ...torn }))
    expect((await store.resolve('model', ['best']))?.version.number).toBe(2)
    expect((await store.resolve('model', ['latest']))?.version.number).toBe(4)
    expect((await store.resolve('model', ['three']))?.version.number).toBe(3)
    expect((await store.list({ name: 'model' })).map(({ number, aliases }) => [number, aliases])).toEqual([
      [4, []],
      [3, []],
      [2, ['best']],
      [1, []]
    ])
    for (const selector of ['best', 'three']) {
      expect((await failure(test.store.resolve('model', [selector]))).code).toBe('DAMAGED')
    }
  })

  test.each([
    ['a flipped bit', (test: TestStore) => flipBit(test.objects, newest, 100)],
    ['no end', (test: TestStore) => truncate(test.objects, newest, 20)],
    ['nothing in it', (test: TestStore) => truncate(test.objects, newest, test.objects.get(newest)!.bytes.length)]
  ])('savers take the next number after a record with %s, and warn', async (_, damage) => {
    const test = await threeVersions()
    damage(test)
    // The content of the version before: what the damaged one holds nobody knows, so there is nothing to reuse.
    const result = await save(test.store, tree({ file: '2' }))
    expect(result.created).toBe(true)
    expect(result.version.number).toBe(4)
    expect(test.warnings.join('\n')).toContain('model@v3')
    expect((await test.store.resolve('model', ['latest']))?.version.number).toBe(4)
  })
})
