/** What verify tells of a sound store (nothing) and of each damage: the object, the versions, the files, and no others. */
import type { TreeRoot } from '../../src/content/tree.js'
import { withFaults } from '../../src/storage/index.js'
import type { Finding } from '../../src/store/index.js'
import { aliasKey, goneKey, labelKey, noteKey, packKey, signatureKey, versionKey } from '../../src/store/layout.js'
import {
  copyOf,
  failure,
  fieldsOf,
  flipBit,
  keys,
  memoryStore,
  noise,
  plant,
  plantCondemned,
  plantGone,
  recordOf,
  removeFolders,
  save,
  tree,
  truncate,
  type TestStore
} from './support.js'

afterAll(removeFolders)

const long = (at: number): string => `files/${String(at).padStart(2, '0')}-${'name'.repeat(30)}`
/** So many files that the tree lies in a pack of its own. */
const many = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [long(at), `content of ${at}`]))

interface Filled extends TestStore {
  /** Names of packs: of the files of v1, of its tree; of what v2 and v3 added. */
  readonly files: string
  readonly tree: string
  readonly changed: string
  readonly small: string
}

/** v1 and v2 share most of a large file, v3 has nothing of it; another artifact has a file of its own. */
async function filled(): Promise<Filled> {
  made ??= makeFilled()
  const { objects, ...packs } = await made
  const test = memoryStore()
  for (const [key, object] of objects) test.objects.set(key, object)
  return { ...test, ...packs }
}

let made: ReturnType<typeof makeFilled> | undefined

async function makeFilled() {
  const { store, objects } = memoryStore()
  const weights = noise(3_000_000, 1)
  await save(store, tree({ ...many, 'weights.bin': weights }))
  weights.set(noise(1000, 2), 1_500_000)
  await save(store, tree({ ...many, 'weights.bin': weights }), { label: '2.0', aliases: ['best'] })
  await save(store, tree({ 'small.txt': 'x', empty: '', folder: null, link: { link: 'small.txt' } }), {
    aliases: ['best']
  })
  await save(store, tree({ 'report.html': 'report' }), { name: 'team/report' })
  await store.record({ name: 'model', selectors: ['v1'], metrics: { accuracy: 0.5 } })
  plant(objects, signatureKey('model', 1, 1), { provenance: {}, signedAt: '', nonce: '' })
  const packsOf = (number: number): string[] => recordOf(objects, number).packs.map(({ pack }) => pack)
  const treeOf = (number: number): string => (recordOf(objects, number).tree as TreeRoot).pack
  const files = packsOf(1).find((pack) => pack !== treeOf(1))!
  const changed = packsOf(2).find((pack) => !packsOf(1).includes(pack) && pack !== treeOf(2))!
  return { objects, files, tree: treeOf(1), changed, small: packsOf(3)[0] }
}

/** What is said of an object, in a few words, and what it hits. */
function tell(test: Filled, { severity, code, key, affected, versions, message }: Finding): string {
  expect(versions).toBe(affected.length)
  expect(message.startsWith(key)).toBe(true)
  const hits = affected.map(({ name, number, paths, files, all }) => {
    const shown = paths.map((path) => ` ${path.slice(0, 8)}`).join('')
    return `${name}@v${number}${all ? ' all' : ''}${shown}${files > paths.length ? ` +${files - paths.length}` : ''}`
  })
  const pack = (['files', 'tree', 'changed', 'small'] as const).find((which) => key === packKey(test[which]))
  return `${severity} ${code} ${pack ?? key}: ${hits.join(', ') || 'nobody'}`
}

async function told(test: Filled, deep: boolean, name?: string): Promise<string[]> {
  const { findings, sound } = await test.store.verify({ deep, ...(name === undefined ? {} : { name }) })
  expect(sound).toBe(!findings.some(({ severity }) => severity === 'damage'))
  return findings.map((finding) => tell(test, finding))
}

describe('a sound store', () => {
  test('has nothing told of it', async () => {
    const test = await filled()
    for (const deep of [true, false]) {
      const result = await test.store.verify({ deep })
      expect(result).toMatchObject({ sound: true, deep, artifacts: 2, versions: 4, findings: [] })
      expect(result.files).toBe(61 * 2 + 2 + 1)
      expect(result.packs).toBe(keys(test.objects, 'packs/').length)
      expect(result.packedSize).toBe(
        [...test.objects].reduce((sum, [key, { bytes }]) => sum + (key.startsWith('packs/') ? bytes.length : 0), 0)
      )
    }
    expect(test.warnings).toEqual([])
    expect(keys(test.objects, 'damaged/')).toEqual([])
  })

  test('is as sound for one artifact', async () => {
    const test = await filled()
    expect(await test.store.verify({ name: 'team/report' })).toMatchObject({
      sound: true,
      artifacts: 1,
      versions: 1,
      files: 1
    })
    expect(await failure(test.store.verify({ name: 'team' }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await failure(test.store.verify({ name: '../x' }))).toMatchObject({ code: 'INVALID_INPUT' })
  })

  test('that is none is an error, and no sound store', async () => {
    expect(await failure(memoryStore().store.verify())).toMatchObject({ code: 'NOT_FOUND' })
  })
})

const allFiles = `${Array.from({ length: 10 }, (_, at) => ` files/0${at}`).join('')} +51`

type Damage = (test: Filled) => void

/** Each with what a deep and what a quick look tell. */
const damages: readonly [string, Damage, readonly string[], readonly string[]][] = [
  [
    'a bit of a chunk that one version needs',
    (test) => flipBit(test.objects, packKey(test.files), 1_500_100),
    ['damage damaged files: model@v1 weights.'],
    []
  ],
  [
    'a bit of a chunk that two versions need',
    (test) => flipBit(test.objects, packKey(test.files), 2_900_000),
    ['damage damaged files: model@v1 weights., model@v2 weights.'],
    []
  ],
  [
    'the last byte of a small file',
    (test) => flipBit(test.objects, packKey(test.files), 11),
    ['damage damaged files: model@v1 files/00, model@v2 files/00'],
    []
  ],
  [
    'a bit of what a later version added',
    (test) => flipBit(test.objects, packKey(test.changed), 9),
    ['damage damaged changed: model@v2 weights.'],
    []
  ],
  [
    'a pack that is missing',
    (test) => test.objects.delete(packKey(test.changed)),
    ['damage missing changed: model@v2 weights.'],
    ['damage missing changed: model@v2 weights.']
  ],
  [
    'the pack of nearly all files that is missing',
    (test) => test.objects.delete(packKey(test.files)),
    [`damage missing files: model@v1${allFiles}, model@v2${allFiles}`],
    [`damage missing files: model@v1${allFiles}, model@v2${allFiles}`]
  ],
  [
    'a pack that lost its end',
    (test) => truncate(test.objects, packKey(test.files), 1_000_000),
    ['damage damaged files: model@v1 weights., model@v2 weights.'],
    [`damage damaged files: model@v1${allFiles}, model@v2${allFiles}`]
  ],
  [
    'a pack that is empty',
    (test) => truncate(test.objects, packKey(test.small), test.objects.get(packKey(test.small))!.bytes.length),
    ['damage damaged small: model@v3 small.tx'],
    ['damage damaged small: model@v3 small.tx']
  ],
  [
    'a pack with something behind its end',
    (test) => {
      const key = packKey(test.files)
      const object = test.objects.get(key)!
      test.objects.set(key, { ...object, bytes: Buffer.concat([object.bytes, Buffer.from('x')]) })
    },
    ['damage damaged files: model@v1, model@v2'],
    ['damage damaged files: model@v1, model@v2']
  ],
  [
    'a bit of a trailer',
    (test) => flipBit(test.objects, packKey(test.files), -80),
    ['damage damaged files: model@v1, model@v2'],
    [`damage damaged files: model@v1${allFiles}, model@v2${allFiles}`]
  ],
  [
    'a bit of a footer',
    (test) => flipBit(test.objects, packKey(test.small), -5),
    ['damage damaged small: model@v3'],
    ['damage damaged small: model@v3 small.tx']
  ],
  [
    'two packs that changed places',
    (test) => {
      const [a, b] = [test.objects.get(packKey(test.changed))!, test.objects.get(packKey(test.small))!]
      test.objects.set(packKey(test.changed), b)
      test.objects.set(packKey(test.small), a)
    },
    ['damage damaged small: model@v3 small.tx', 'damage damaged changed: model@v2 weights.'],
    ['damage damaged small: model@v3 small.tx', 'damage damaged changed: model@v2 weights.']
  ],
  [
    'a bit of a tree',
    (test) => flipBit(test.objects, packKey(test.tree), 300),
    ['damage damaged tree: model@v1 all'],
    ['damage damaged tree: model@v1 all']
  ],
  [
    'the pack of a tree that is missing',
    (test) => test.objects.delete(packKey(test.tree)),
    ['damage missing tree: model@v1 all'],
    ['damage missing tree: model@v1 all']
  ],
  [
    'a bit of a record',
    (test) => flipBit(test.objects, versionKey('model', 2), 60),
    ['damage damaged artifacts/model/versions/0000000002.json: model@v2 all'],
    ['damage damaged artifacts/model/versions/0000000002.json: model@v2 all']
  ],
  [
    'a record without its end',
    (test) => truncate(test.objects, versionKey('model', 3), 40),
    ['damage damaged artifacts/model/versions/0000000003.json: model@v3 all'],
    ['damage damaged artifacts/model/versions/0000000003.json: model@v3 all']
  ],
  [
    'a record that is missing',
    (test) => test.objects.delete(versionKey('model', 1)),
    ['damage missing artifacts/model/versions/0000000001.json: model@v1 all'],
    ['damage missing artifacts/model/versions/0000000001.json: model@v1 all']
  ],
  [
    'the record of another number',
    (test) => test.objects.set(versionKey('model', 1), test.objects.get(versionKey('model', 3))!),
    ['damage damaged artifacts/model/versions/0000000001.json: model@v1 all'],
    ['damage damaged artifacts/model/versions/0000000001.json: model@v1 all']
  ],
  [
    'a bit of a label',
    (test) => flipBit(test.objects, labelKey('model', '2.0'), 40),
    ['damage damaged artifacts/model/labels/2.0.json: model@v2'],
    ['damage damaged artifacts/model/labels/2.0.json: model@v2']
  ],
  [
    'a label that is missing',
    (test) => test.objects.delete(labelKey('model', '2.0')),
    ['damage missing artifacts/model/labels/2.0.json: model@v2'],
    ['damage missing artifacts/model/labels/2.0.json: model@v2']
  ],
  [
    'a label that is looked for in the wrong place',
    (test) => {
      const key = labelKey('model', '2.0')
      plant(test.objects, key, { ...fieldsOf(test.objects, key), after: 2 })
    },
    ['damage inconsistent artifacts/model/labels/2.0.json: model@v2'],
    ['damage inconsistent artifacts/model/labels/2.0.json: model@v2']
  ],
  [
    'a bit of an alias',
    (test) => flipBit(test.objects, aliasKey('model', 'best', 1), 40),
    ['damage damaged artifacts/model/aliases/best/0000000001.json: nobody'],
    ['damage damaged artifacts/model/aliases/best/0000000001.json: nobody']
  ],
  [
    'a move of an alias that is missing',
    (test) => test.objects.delete(aliasKey('model', 'best', 1)),
    ['damage missing artifacts/model/aliases/best/0000000001.json: nobody'],
    ['damage missing artifacts/model/aliases/best/0000000001.json: nobody']
  ],
  [
    'an alias that points nowhere',
    (test) => plant(test.objects, aliasKey('model', 'best', 3), { alias: 'best', number: 9, movedAt: '', nonce: '' }),
    ['damage inconsistent artifacts/model/aliases/best/0000000003.json: nobody'],
    ['damage inconsistent artifacts/model/aliases/best/0000000003.json: nobody']
  ],
  [
    'a bit of a note',
    (test) => flipBit(test.objects, noteKey('model', 1, 1), 40),
    ['damage damaged artifacts/model/notes/0000000001/0000000001.json: model@v1'],
    ['damage damaged artifacts/model/notes/0000000001/0000000001.json: model@v1']
  ],
  [
    'a note of another version',
    (test) => test.objects.set(noteKey('model', 3, 1), test.objects.get(noteKey('model', 1, 1))!),
    ['damage inconsistent artifacts/model/notes/0000000003/0000000001.json: model@v3'],
    ['damage inconsistent artifacts/model/notes/0000000003/0000000001.json: model@v3']
  ],
  [
    'a bit of a signature',
    (test) => flipBit(test.objects, signatureKey('model', 1, 1), 40),
    ['damage damaged artifacts/model/signatures/0000000001/0000000001.json: model@v1'],
    ['damage damaged artifacts/model/signatures/0000000001/0000000001.json: model@v1']
  ],
  [
    'a signature that is missing',
    (test) => {
      test.objects.set(signatureKey('model', 1, 2), test.objects.get(signatureKey('model', 1, 1))!)
      test.objects.delete(signatureKey('model', 1, 1))
    },
    ['damage missing artifacts/model/signatures/0000000001/0000000001.json: model@v1'],
    ['damage missing artifacts/model/signatures/0000000001/0000000001.json: model@v1']
  ],
  [
    'what is said of a version that is gone',
    (test) => {
      plantGone(test.objects, 'model', 1)
      flipBit(test.objects, goneKey('model', 1, 1), 40)
    },
    ['warning damaged artifacts/model/gone/0000000001/0000000001.json: nobody'],
    ['warning damaged artifacts/model/gone/0000000001/0000000001.json: nobody']
  ],
  [
    'a list of condemned packs',
    (test) => {
      plantCondemned(test.objects, 'list', ['a'.repeat(64)])
      flipBit(test.objects, 'condemned/list.json', 40)
    },
    ['damage damaged condemned/list.json: nobody'],
    ['damage damaged condemned/list.json: nobody']
  ],
  [
    'a folder that is no artifact',
    (test) => test.objects.set('artifacts/latest/x.json', test.objects.get('store.json')!),
    ['warning inconsistent artifacts/latest/: nobody'],
    ['warning inconsistent artifacts/latest/: nobody']
  ],
  [
    'what a run restored',
    (test) => plant(test.objects, 'runs/a/b.json', {}) ?? flipBit(test.objects, 'runs/a/b.json', 12),
    ['warning damaged runs/a/b.json: nobody'],
    []
  ],
  [
    'store.json',
    (test) => flipBit(test.objects, 'store.json', 40),
    ['damage damaged store.json: nobody'],
    ['damage damaged store.json: nobody']
  ],
  [
    'store.json that is missing',
    (test) => test.objects.delete('store.json'),
    ['damage missing store.json: nobody'],
    ['damage missing store.json: nobody']
  ]
]

describe('each damage is told with its object, the versions and the files that it hits, and nothing else', () => {
  test.each(damages)('%s', async (_, damage, deep, quick) => {
    const test = await filled()
    damage(test)
    const before = copyOf(test.objects)
    expect(await told(test, false)).toEqual(quick)
    expect(await told(test, true)).toEqual(deep)
    // A look changes nothing but marks.
    for (const key of keys(test.objects, 'damaged/')) test.objects.delete(key)
    expect(test.objects).toEqual(before)
  })
})

describe('any bit of any object', () => {
  test('is told, with the object', async () => {
    const test = await filled()
    plantCondemned(test.objects, 'list', ['a'.repeat(64)])
    plantGone(test.objects, 'team%2Freport', 1)
    const start = copyOf(test.objects)
    // What no living version needs is not looked at.
    const unused = packKey(recordOf(start, 1, 'team/report').packs[0].pack)
    let flips = 0
    for (const key of keys(start).filter((one) => one !== unused)) {
      const { length } = start.get(key)!.bytes
      for (const byte of [0, Math.floor(length / 3), Math.floor(length / 2), length - 3, length - 1]) {
        test.objects.clear()
        for (const [name, object] of start) test.objects.set(name, object)
        flipBit(test.objects, key, byte)
        const { findings } = await test.store.verify({ mark: false })
        expect(findings.map((finding) => finding.key)).toEqual([key])
        flips++
      }
    }
    expect(flips).toBeGreaterThan(60)
  })
})

describe('marks', () => {
  test('are made of packs with damaged chunks by a deep look that may write, once', async () => {
    const test = await filled()
    flipBit(test.objects, packKey(test.files), 9)
    await test.store.verify({ mark: false })
    await test.store.verify({ deep: false })
    expect(keys(test.objects, 'damaged/')).toEqual([])
    await test.store.verify()
    expect(keys(test.objects, 'damaged/')).toEqual([`damaged/${test.files}.json`])
    expect(fieldsOf(test.objects, `damaged/${test.files}.json`)).toMatchObject({ pack: test.files, by: 'verify' })
    const mark = test.objects.get(`damaged/${test.files}.json`)
    expect(await told(test, true)).toEqual(['damage damaged files: model@v1 files/00, model@v2 files/00'])
    expect(test.objects.get(`damaged/${test.files}.json`)).toBe(mark)
    // Which chunk it is a quick look does not know.
    expect(await told(test, false)).toEqual(['warning marked files: model@v1, model@v2'])
  })

  test('are not made of packs whose damage everybody sees, nor where a pack is missing', async () => {
    const test = await filled()
    truncate(test.objects, packKey(test.files), 5)
    test.objects.delete(packKey(test.changed))
    await test.store.verify()
    expect(keys(test.objects, 'damaged/')).toEqual([])
  })

  test('that cannot be made fail nothing', async () => {
    const test = await filled()
    flipBit(test.objects, packKey(test.files), 9)
    const readOnly = test.over((inner) => withFaults(inner, [{ operation: 'create', effect: { kind: 'fail-before' } }]))
    expect((await readOnly.verify()).findings).toHaveLength(1)
    expect(test.warnings).toEqual([])
  })

  test('are not made in a store that asks for more than this program knows', async () => {
    const test = await filled()
    flipBit(test.objects, packKey(test.files), 9)
    plant(test.objects, 'store.json', { ...fieldsOf(test.objects, 'store.json'), requires: ['more'] })
    expect((await test.store.verify()).findings).toHaveLength(1)
    expect(keys(test.objects, 'damaged/')).toEqual([])
  })

  test('of a sound pack are told as what they are', async () => {
    const test = await filled()
    plant(test.objects, `damaged/${test.files}.json`, {})
    expect(await told(test, true)).toEqual(['warning marked files: model@v1, model@v2'])
  })
})
