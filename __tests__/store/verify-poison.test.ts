/** What others wrote into a store and no save would: each object whole by itself, and wrong together. */
import { TreeDigest } from '../../src/content/digest.js'
import { encodeTrailer } from '../../src/content/pack.js'
import { packKey, segmentKey, versionKey } from '../../src/store/layout.js'
import {
  fieldsOf,
  keys,
  memoryStore,
  noise,
  plant,
  recordOf,
  removeFolders,
  restored,
  save,
  sha256,
  tree,
  type TestStore
} from './support.js'

afterAll(removeFolders)

interface Entry {
  path: string
  type: 'file' | 'directory'
  mode: number
  size: number
  sha256: string
  chunks: [number, number, number, number, string?][]
}

/** What of a record is changed. */
interface Forged {
  readonly tree: { readonly packs: string[]; readonly entries: Entry[] }
  readonly packs: { pack: string; size: number; used: number }[]
}

/** A version whose tree lies in its record: a file of several chunks, and two of one. */
async function filled(): Promise<TestStore> {
  const test = memoryStore()
  await save(test.store, tree({ 'a.txt': 'one', 'b.bin': noise(700_000, 3), 'c.txt': 'three' }))
  await save(test.store, tree({ other: 'x' }), { name: 'other' })
  return test
}

/** Writes v1 anew with another tree, and the digest of that. */
function forge(test: TestStore, change: (entries: Entry[], record: Forged) => void, digest?: string): void {
  const key = versionKey('model', 1)
  const fields = fieldsOf(test.objects, key)
  const record = structuredClone({ tree: fields['tree'], packs: fields['packs'] }) as Forged
  const { entries } = record.tree
  change(entries, record)
  const digested = new TreeDigest()
  for (const { path, mode, size, sha256: hash } of entries)
    digested.add({ type: 'file', path, mode, size, sha256: hash })
  plant(test.objects, key, { ...fields, ...record, digest: digest ?? digested.finish() })
}

interface Told {
  readonly code: string
  readonly key: string
  readonly message: string
  readonly paths: readonly string[]
  readonly all: boolean
}

async function told(test: TestStore, deep = true): Promise<Told[]> {
  const { findings } = await test.store.verify({ deep })
  return findings.map(({ severity, code, key, message, affected }) => {
    expect(severity).toBe('damage')
    expect(affected.map(({ name, number }) => [name, number])).toEqual([['model', 1]])
    const [{ paths, all }] = affected
    return { code, key, message, paths, all }
  })
}

test('as it was saved nothing is told', async () => {
  const test = await filled()
  forge(test, () => undefined)
  expect(await told(test)).toEqual([])
})

describe('a tree', () => {
  test('with a file whose SHA-256 is not that of its chunks: only a deep look can tell', async () => {
    const test = await filled()
    forge(test, (entries) => {
      entries[1].sha256 = sha256('another')
    })
    // A restore goes by the chunks, and gives what is not the file.
    expect(await restored(test.store)).toHaveLength(3)
    expect(await told(test, false)).toEqual([])
    expect(await told(test)).toEqual([
      expect.objectContaining({ code: 'inconsistent', key: versionKey('model', 1), paths: ['b.bin'], all: false })
    ])
  })

  test('with such a file in two versions: in both', async () => {
    const test = await filled()
    forge(test, (entries) => {
      entries[1].sha256 = sha256('another')
    })
    plant(test.objects, versionKey('model', 2), {
      ...fieldsOf(test.objects, versionKey('model', 1)),
      number: 2,
      version: 'v2'
    })
    const { findings } = await test.store.verify()
    expect(findings.map(({ key, affected }) => [key, affected[0].paths])).toEqual([
      [versionKey('model', 1), ['b.bin']],
      [versionKey('model', 2), ['b.bin']]
    ])
  })

  test('with the chunks of a file in another order', async () => {
    const test = await filled()
    forge(test, (entries) => {
      entries[1].chunks.reverse()
    })
    expect(await told(test)).toEqual([expect.objectContaining({ code: 'inconsistent', paths: ['b.bin'] })])
  })

  test('that names bytes which are no chunk of the pack', async () => {
    const test = await filled()
    forge(test, (entries) => {
      entries[0].chunks[0][1]++
    })
    for (const deep of [true, false]) {
      expect(await told(test, deep)).toEqual([
        expect.objectContaining({
          code: 'inconsistent',
          paths: ['a.txt'],
          message: expect.stringContaining('no chunk of that name')
        })
      ])
    }
  })

  test('that names a chunk by another hash', async () => {
    const test = await filled()
    forge(test, (entries) => {
      entries[2].sha256 = sha256('3')
    })
    expect(await told(test, false)).toEqual([expect.objectContaining({ code: 'inconsistent', paths: ['c.txt'] })])
  })

  test('with the digest of another one', async () => {
    const test = await filled()
    forge(test, () => undefined, `sha256:${'0'.repeat(64)}`)
    expect(await told(test, false)).toEqual([
      expect.objectContaining({
        code: 'inconsistent',
        paths: [],
        all: true,
        message: expect.stringContaining('digest')
      })
    ])
  })

  test('with paths out of order', async () => {
    const test = await filled()
    forge(test, (entries) => {
      entries[2].path = 'a'
    })
    expect(await told(test, false)).toEqual([
      expect.objectContaining({ code: 'inconsistent', all: true, message: expect.stringContaining('out of order') })
    ])
  })

  test('in a pack that the record does not name', async () => {
    const test = await filled()
    const [{ pack }] = recordOf(test.objects, 1, 'other').packs
    forge(test, (entries, record) => {
      entries[0].chunks[0][0] = record.tree.packs.push(pack) - 1
    })
    // A record whose own tree names such a pack is not one.
    expect(await told(test, false)).toEqual([expect.objectContaining({ code: 'damaged', all: true })])
  })
})

describe('a record', () => {
  test('that gives a pack another size', async () => {
    const test = await filled()
    forge(test, (_, record) => {
      record.packs[0].size += 1
    })
    for (const deep of [true, false]) {
      expect(await told(test, deep)).toEqual([
        expect.objectContaining({ code: 'inconsistent', key: versionKey('model', 1), paths: [], all: false })
      ])
    }
  })

  test('that names a pack which is not there', async () => {
    const test = await filled()
    const pack = 'd'.repeat(64)
    forge(test, (_, record) => {
      record.packs.push({ pack, size: 1, used: 1 })
    })
    expect(await told(test)).toEqual([expect.objectContaining({ code: 'missing', key: packKey(pack), paths: [] })])
  })
})

describe('a pack', () => {
  test('whose trailer lists a chunk by a hash that its bytes do not have', async () => {
    const test = await filled()
    const content = Buffer.from('what is there')
    const hash = sha256('what is not')
    const { name, bytes } = encodeTrailer({
      condemned: null,
      chunks: [{ stored: content.length, size: content.length, hash }]
    })
    test.objects.set(packKey(name), { bytes: Buffer.concat([content, bytes]), modifiedAt: new Date(0) })
    forge(test, (entries, record) => {
      record.packs.push({ pack: name, size: content.length + bytes.length, used: 1 })
      record.tree.packs.push(name)
      entries[0] = {
        ...entries[0],
        size: content.length,
        sha256: hash,
        chunks: [[1, 0, content.length, content.length]]
      }
    })
    expect(await told(test, false)).toEqual([])
    expect(await told(test)).toEqual([
      expect.objectContaining({ code: 'damaged', key: packKey(name), paths: ['a.txt'] })
    ])
    // It would be borrowed by the next save: nobody needs that chunk, and it is told all the same.
    expect(keys(test.objects, 'damaged/')).toEqual([`damaged/${name}.json`])
  })

  test('with a damaged chunk that no version needs', async () => {
    const test = await filled()
    forge(test, (entries) => {
      entries.splice(0, 1)
    })
    const [{ pack }] = recordOf(test.objects, 1).packs
    const object = test.objects.get(packKey(pack))!
    const bytes = new Uint8Array(object.bytes)
    bytes[0] ^= 1
    test.objects.set(packKey(pack), { ...object, bytes })
    expect(await told(test)).toEqual([
      expect.objectContaining({
        code: 'damaged',
        key: packKey(pack),
        paths: [],
        message: expect.stringContaining('no file of a version is lost')
      })
    ])
  })
})

describe('an index segment', () => {
  test.each([
    ['of another series', true],
    ['that is cut off', false]
  ])('%s is warned of', async (_, isWhole) => {
    const test = memoryStore()
    const folder = tree({ a: 'x' })
    for (let number = 1; number <= 64; number++) await save(test.store, folder, { name: 'other', ifUnchanged: 'new' })
    for (let number = 1; number <= 64; number++) await save(test.store, folder, { ifUnchanged: 'new' })
    expect((await test.store.verify()).findings).toEqual([])
    const id = { level: 64, first: 1, last: 64 } as const
    const object = test.objects.get(segmentKey('model', id))!
    if (isWhole) {
      plant(test.objects, versionKey('model', 7), {
        ...fieldsOf(test.objects, versionKey('model', 7)),
        description: 'new'
      })
    } else {
      test.objects.set(segmentKey('model', id), { ...object, bytes: object.bytes.slice(0, -9) })
    }
    const { findings, sound } = await test.store.verify()
    expect(sound).toBe(true)
    expect(findings.map(({ severity, key }) => [severity, key])).toEqual([['warning', segmentKey('model', id)]])
  })
})
