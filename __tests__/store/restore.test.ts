/** What a restore gives, and what it does where a store is damaged or hostile. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { TreeDigest } from '../../src/content/digest.js'
import { encodeTrailer } from '../../src/content/pack.js'
import type { TreeRoot } from '../../src/content/tree.js'
import { withFaults, type MemoryStorage } from '../../src/storage/index.js'
import { packKey, versionKey } from '../../src/store/layout.js'
import {
  copyOf,
  failure,
  fieldsOf,
  flipBit,
  keys,
  memoryStore,
  newFolder,
  noise,
  observed,
  plant,
  recordOf,
  removeFolders,
  restored,
  save,
  sha256,
  snapshot,
  START,
  tree,
  truncate,
  type TestStore
} from './support.js'

afterAll(removeFolders)

type Objects = MemoryStorage['objects']

const names = Array.from({ length: 40 }, (_, at) => `files/${at}-${'name'.repeat(30)}`)

function reset(objects: Objects, copy: Objects): void {
  objects.clear()
  for (const [key, object] of copy) objects.set(key, object)
}

/** Changes fields of a version's record, with the right checksum. */
function change(objects: Objects, number: number, fields: Record<string, unknown>, name = 'model'): void {
  const key = versionKey(name, number)
  const now = Object.fromEntries(Object.entries(fieldsOf(objects, key)).filter(([field]) => field !== 'checksum'))
  plant(objects, key, { ...now, ...fields })
}

describe('what comes back', () => {
  test('bytes, permission bits, links, empty folders and odd names', async () => {
    const { store } = memoryStore()
    const folder = tree({
      'run.sh': { content: '#!/bin/sh\n', mode: 0o755 },
      'read-only': { content: 'x', mode: 0o444 },
      private: { content: 'x', mode: 0o600 },
      empty: '',
      'empty folder': null,
      'deep/er/file': 'x',
      '.hidden/.file': 'x',
      link: { link: 'deep/er/file' },
      broken: { link: '../nowhere' },
      'to a folder': { link: 'deep' },
      'ünï cödé 😀': 'x',
      'quotes "and\' $HOME `x`': 'x',
      'new\nline': 'x',
      '-rf': 'x',
      '%2F#*?': 'x'
    })
    const result = await save(store, folder)
    expect(result.version.files).toBe(14)
    expect(await restored(store)).toEqual(snapshot(folder))
  })

  test('an empty folder as a version', async () => {
    const { store } = memoryStore()
    const { version } = await save(store, tree({}))
    expect(version).toMatchObject({ files: 0, size: 0, digest: `sha256:${sha256('')}` })
    expect(await restored(store)).toEqual([])
  })

  test('one chunk in many files, and the same file in many chunks twice', async () => {
    const { store, objects } = memoryStore()
    const chunk = noise(50_000, 1)
    const big = noise(3_000_000, 2)
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`copy/${at}`, chunk]))
    const folder = tree({ ...many, big, 'big twin': big, zeros: new Uint8Array(5_000_000) })
    const { storedSize } = await save(store, folder, { compression: 'none' })
    expect(storedSize).toBeLessThan(3_000_000 + 50_000 + 2_000_000)
    expect(await restored(store)).toEqual(snapshot(folder))
    expect(keys(objects, 'packs/')).not.toHaveLength(0)
  })

  test('what is told of it', async () => {
    const { store } = memoryStore()
    const folder = tree({ a: noise(1000, 1), 'b/c': 'four', link: { link: 'a' }, empty: '' })
    const { version } = await save(store, folder)
    const destination = join(newFolder(), 'there')
    const result = await store.restore({ name: 'model', destination, selectors: ['nothing', 'v1'] })
    expect(result).toEqual({ version, matched: 'v1', files: 4, size: 1004, bytesRead: 1004, removed: 0 })
    expect(await store.restore({ name: 'model', destination, selectors: ['nothing'] })).toBeUndefined()
  })

  test('an older version, over a newer one, with clean', async () => {
    const { store } = memoryStore()
    const old = tree({ a: 'old', 'gone/b': 'x' })
    await save(store, old)
    await save(store, tree({ a: 'new', c: 'x' }))
    const destination = newFolder()
    for (const version of ['v1', 'v2']) await store.restore({ name: 'model', destination, selectors: [version] })
    expect(snapshot(destination).map((line) => line.split(' ')[2])).toEqual(['a', 'c', 'gone', 'gone/b'])
    const result = await store.restore({ name: 'model', destination, selectors: ['v1'], clean: true })
    expect(result?.removed).toBe(1)
    expect(snapshot(destination)).toEqual(snapshot(old))
    const refused = store.restore({ name: 'model', destination, clean: true, protectedFolders: [destination] })
    expect((await failure(refused)).code).toBe('INVALID_INPUT')
    expect(snapshot(destination)).toEqual(snapshot(old))
  })
})

describe('files', () => {
  const folder = tree({
    'a/x.bin': '1',
    'a/y.txt': '2',
    'b/c/z.txt': '3',
    'empty/folder': null,
    top: '4',
    link: { link: 'top' }
  })

  async function paths(files: readonly string[]): Promise<string[]> {
    const { store } = memoryStore()
    await save(store, folder)
    return (await restored(store, { files })).map((line) => line.replace(/^(?:[df] \d+|l) (\S+).*$/, '$1'))
  }

  test('only those that match, and the folders that lead to them', async () => {
    expect(await paths(['**/*.txt'])).toEqual(['a', 'a/y.txt', 'b', 'b/c', 'b/c/z.txt'])
    expect(await paths(['top', 'link'])).toEqual(['link', 'top'])
    expect(await paths(['b/**'])).toEqual(['b', 'b/c', 'b/c/z.txt'])
  })

  test('only what they need is read', async () => {
    const { store } = memoryStore()
    await save(store, tree({ big: noise(4_000_000, 1), small: 'x' }))
    const destination = join(newFolder(), 'there')
    expect(await store.restore({ name: 'model', destination, files: ['small'] })).toMatchObject({
      files: 1,
      size: 1,
      bytesRead: 1
    })
  })

  test('patterns that match nothing are an error that names them, and nothing is made', async () => {
    const { store } = memoryStore()
    await save(store, folder)
    const destination = join(newFolder(), 'there')
    const { code, message } = await failure(store.restore({ name: 'model', destination, files: ['*.py', 'x\ny'] }))
    expect([code, message]).toEqual(['NOT_FOUND', expect.stringContaining("matches '*.py', 'x\\ny'")])
    expect(existsSync(destination)).toBe(false)
  })
})

/** A store with a version of each kind: in the record, in packs; compressed, large, small. */
async function filled(): Promise<{ readonly test: TestStore; readonly content: string[] }> {
  const test = memoryStore()
  const folder = tree({
    ...Object.fromEntries(names.map((name, at) => [name, `content of ${at}`])),
    'big.bin': noise(1_500_000, 1),
    'text.txt': 'words and words '.repeat(8000)
  })
  await save(test.store, folder)
  return { test, content: snapshot(folder) }
}

describe('damage', () => {
  /** Restores over a destination that holds something; whatever goes wrong, that is still so. */
  async function attempt(
    test: TestStore,
    content: readonly string[]
  ): Promise<'right' | { code: string; message: string }> {
    const destination = tree({ 'text.txt': 'what was there before' })
    const before = snapshot(destination)
    try {
      await test.store.restore({ name: 'model', destination })
    } catch (error) {
      expect(snapshot(destination)).toEqual(before)
      return error as { code: string; message: string }
    }
    expect(snapshot(destination)).toEqual(content)
    return 'right'
  }

  test('a flipped bit in any object: an error that names it, and nothing written', async () => {
    const { test, content } = await filled()
    const start = copyOf(test.objects)
    const root = recordOf(test.objects, 1).tree as TreeRoot
    let errors = 0
    let harmless = 0
    for (const key of keys(start)) {
      const { length } = start.get(key)!.bytes
      for (let byte = 0; byte < length; byte += Math.max(1, Math.floor(length / 12))) {
        reset(test.objects, start)
        flipBit(test.objects, key, byte)
        const outcome = await attempt(test, content)
        if (outcome === 'right') {
          harmless++
          // Only trailers and footers, which a restore has no need of.
          expect(key).toMatch(/^packs\//)
          const trailer = Number(Buffer.from(start.get(key)!.bytes.slice(-10)).toString())
          expect(byte).toBeGreaterThanOrEqual(length - trailer - 32)
          continue
        }
        errors++
        expect(outcome.code).toBe('DAMAGED')
        expect(outcome.message).toContain(key)
      }
    }
    expect([errors > 25, harmless > 2]).toEqual([true, true])
    expect(keys(start, 'packs/')).toContain(packKey(root.pack))
  }, 60_000)

  test('a truncated object', async () => {
    const { test, content } = await filled()
    const start = copyOf(test.objects)
    for (const key of keys(start)) {
      const { length } = start.get(key)!.bytes
      for (const missing of [Math.floor(length / 2), length]) {
        reset(test.objects, start)
        truncate(test.objects, key, missing)
        const outcome = await attempt(test, content)
        expect(outcome).toMatchObject({ code: 'DAMAGED', message: expect.stringContaining(key) })
      }
    }
  })

  test('a missing pack', async () => {
    const { test, content } = await filled()
    const start = copyOf(test.objects)
    for (const { pack } of recordOf(start, 1).packs) {
      reset(test.objects, start)
      test.objects.delete(packKey(pack))
      const outcome = await attempt(test, content)
      expect(outcome).toMatchObject({
        code: 'DAMAGED',
        message: expect.stringMatching(new RegExp(`${pack}.* is missing`))
      })
    }
  })

  test('a bit that flips on the way is an error or harmless, and the next restore is right', async () => {
    const { test, content } = await filled()
    let reads = 0
    await restored(
      test.over((inner) =>
        observed(inner, ({ operation }) => {
          if (operation === 'read') reads++
        })
      )
    )
    expect(reads).toBeGreaterThan(4)
    let errors = 0
    for (let call = 1; call <= reads; call++) {
      for (const effect of [{ kind: 'flip-bit' }, { kind: 'short-read' }] as const) {
        const store = test.over((inner) => withFaults(inner, [{ operation: 'read', calls: [call], effect }]))
        const outcome = await restored(store).catch((error: unknown) => error)
        // A record without its end is read again.
        if (outcome instanceof Array) expect(outcome).toEqual(content)
        else {
          errors++
          expect(outcome).toMatchObject({ code: 'DAMAGED' })
        }
      }
    }
    expect(errors).toBeGreaterThanOrEqual(reads * 2 - 1)
    expect(await restored(test.store)).toEqual(content)
  })

  test('each failing operation is an error, and nothing is written', async () => {
    const { test, content } = await filled()
    const operations: string[] = []
    await restored(test.over((inner) => observed(inner, ({ operation }) => void operations.push(operation))))
    for (let call = 1; call <= operations.length; call++) {
      const store = test.over((inner) =>
        withFaults(inner, [{ operation: ['read', 'list', 'stat'], calls: [call], effect: { kind: 'fail-before' } }])
      )
      const parent = newFolder()
      const { code } = await failure(store.restore({ name: 'model', destination: join(parent, 'there') }))
      expect(code).toBe('STORAGE')
      expect(readdirSync(parent)).toEqual([])
    }
    expect(await restored(test.store)).toEqual(content)
  })

  test('a digest that is not that of the files', async () => {
    const { test, content } = await filled()
    change(test.objects, 1, { digest: `sha256:${'0'.repeat(64)}` })
    const outcome = await attempt(test, content)
    expect(outcome).toMatchObject({ code: 'DAMAGED', message: expect.stringMatching(/model@v1 .* digest sha256:000/) })
  })

  test('a pack that the record does not name', async () => {
    const { test, content } = await filled()
    const { packs, tree: root } = recordOf(test.objects, 1)
    const others = packs.filter(({ pack }) => pack === (root as TreeRoot).pack)
    change(test.objects, 1, { packs: others })
    const outcome = await attempt(test, content)
    expect(outcome).toMatchObject({
      code: 'DAMAGED',
      message: expect.stringMatching(/model@v1 .*which its record does not name/)
    })
  })
})

describe('a hostile version', () => {
  interface Entry {
    readonly path: string
    readonly type: string
    readonly [field: string]: unknown
  }

  const evil = Buffer.from('evil')

  /** Publishes a version whose tree, packs and digest all agree, as a program of an attacker's would. */
  async function hostile(entries: readonly Entry[]): Promise<TestStore> {
    const test = memoryStore()
    await save(test.store, tree({ a: 'x' }))
    const trailer = encodeTrailer({ condemned: null, chunks: [{ stored: 4, size: 4, hash: sha256(evil) }] })
    const bytes = Buffer.concat([evil, trailer.bytes])
    test.objects.set(packKey(trailer.name), { bytes, modifiedAt: new Date(START) })
    const digest = new TreeDigest()
    for (const entry of entries) digest.add(entry as never)
    change(test.objects, 1, {
      tree: { packs: [trailer.name], entries },
      packs: [{ pack: trailer.name, size: bytes.length, used: 4 }],
      digest: digest.finish()
    })
    return test
  }

  const file = (path: string): Entry => ({
    path,
    type: 'file',
    mode: 0o644,
    size: 4,
    sha256: sha256(evil),
    chunks: [[0, 0, 4, 4]]
  })
  const folder = (path: string): Entry => ({ path, type: 'directory', mode: 0o755 })
  const link = (path: string, target: string): Entry => ({ path, type: 'symlink', target })

  test('the way of writing one works', async () => {
    const test = await hostile([folder('a'), file('a/b'), link('c', 'a/b')])
    expect(await restored(test.store)).toEqual(['d 755 a', `f 644 a/b 4 ${sha256(evil)}`, 'l c -> a/b'])
  })

  test.each<[string, readonly Entry[]]>([
    ['a path upwards', [file('../evil')]],
    ['a path upwards in the middle', [folder('a'), file('a/../../evil')]],
    ['an absolute path', [file('/evil')]],
    ['an absolute path of another system, as a folder', [folder('..'), file('../evil')]],
    ['the destination itself', [file('.')]],
    ['an empty path', [file('')]],
    ['an empty segment', [folder('a'), file('a//evil')]],
    ['a NUL', [file('a\u0000b')]],
    ['half a character', [file('a\ud800')]],
    ['a file below a link', [link('a', '..'), file('a/evil')]],
    ['a file below a link that is a folder as well', [folder('a'), link('a', '..'), file('a/evil')]],
    ['a link where a folder is', [folder('a'), file('a/evil'), link('a', '..')]],
    ['a file below a file', [file('a'), file('a/evil')]],
    ['a file twice', [file('a'), file('a')]],
    ['a file without its folder', [file('a/evil')]],
    ['paths out of order', [file('b'), file('a')]],
    ['a set-user-ID bit', [{ ...file('a'), mode: 0o4755 }]],
    ['a negative size', [{ ...file('a'), size: -4 }]],
    ['a size that its chunks do not have', [{ ...file('a'), size: 5 }]],
    ['a chunk of a pack that is not in the table', [{ ...file('a'), chunks: [[1, 0, 4, 4]] }]],
    ['a chunk behind the end of its pack', [{ ...file('a'), chunks: [[0, 79 * 1024 * 1024, 4, 4]] }]],
    ['a chunk far behind the end of any pack', [{ ...file('a'), chunks: [[0, 2 ** 40, 4, 4]] }]],
    ['a chunk with a negative offset', [{ ...file('a'), chunks: [[0, -4, 4, 4]] }]],
    ['a chunk that would grow without end', [{ ...file('a'), size: 2 ** 40, chunks: [[0, 0, 4, 2 ** 40]] }]],
    ['a link to nothing', [link('a', '')]],
    ['a link with a NUL', [link('a', 'b\u0000c')]]
  ])('%s is refused, and nothing is written anywhere', async (_, entries) => {
    const test = await hostile(entries)
    const parent = newFolder()
    mkdirSync(join(parent, 'there'))
    writeFileSync(join(parent, 'there', 'mine'), 'x')
    const before = snapshot(parent)
    const { code, message } = await failure(test.store.restore({ name: 'model', destination: join(parent, 'there') }))
    expect(code).toBe('DAMAGED')
    // eslint-disable-next-line no-control-regex -- none of them may reach a terminal
    expect(message).not.toMatch(/[\u0000-\u001f]/)
    expect(snapshot(parent)).toEqual(before)
    expect((await failure(test.store.restore({ name: 'model', destination: join(parent, 'new') }))).code).toBe(
      'DAMAGED'
    )
    expect(snapshot(parent)).toEqual(before)
  })

  test('an entry of a kind that nobody knows yet is of a newer version', async () => {
    const test = await hostile([folder('a')])
    const { tree: inline } = recordOf(test.objects, 1)
    change(test.objects, 1, { tree: { ...inline, entries: [{ path: 'a', type: 'hardlink', mode: 420 }] } })
    expect((await failure(restored(test.store))).code).toBe('UNSUPPORTED')
  })

  test('links are made, and never followed: a version cannot write through its own, nor through one that is there', async () => {
    const outside = newFolder()
    const test = await hostile([folder('a'), file('a/b'), link('out', outside)])
    const destination = newFolder()
    await test.store.restore({ name: 'model', destination })
    await test.store.restore({ name: 'model', destination })
    expect(readdirSync(outside)).toEqual([])
    const planted = tree({ a: { link: outside } })
    await test.store.restore({ name: 'model', destination: planted }).catch((error: unknown) => {
      expect(error).toMatchObject({ code: 'DESTINATION' })
    })
    expect(readdirSync(outside)).toEqual([])
  })
})

describe('lineage', () => {
  test('a restore is noted for its run', async () => {
    const { store, objects } = memoryStore()
    const { version } = await save(store, tree({ a: 'x' }), { name: 'data/set' })
    await restored(store, { name: 'data/set', runKey: 'https://github.com/acme/x/42', runAttempt: 3 })
    const noted = keys(objects, 'runs/')
    expect(noted).toEqual([
      expect.stringMatching(/^runs\/https%3A%2F%2Fgithub\.com%2Facme%2Fx%2F42\/[0-9a-f]{32}\.json$/)
    ])
    expect(fieldsOf(objects, noted[0])).toEqual({
      format: 1,
      name: 'data/set',
      number: 1,
      digest: version.digest,
      restoredAt: START,
      attempt: 3,
      checksum: expect.any(String)
    })
  })

  test('without a run nothing is written', async () => {
    const { store, objects } = memoryStore()
    await save(store, tree({ a: 'x' }))
    const before = keys(objects)
    await restored(store)
    expect(keys(objects)).toEqual(before)
  })

  test('a store that cannot be written is a warning', async () => {
    const test = memoryStore()
    const folder = tree({ a: 'x' })
    await save(test.store, folder)
    const error = Object.assign(new Error('read-only'), { code: 'EROFS' })
    const store = test.over((inner) =>
      withFaults(inner, [{ operation: 'create', effect: { kind: 'fail-before', error } }])
    )
    expect(await restored(store, { runKey: '42' })).toEqual(snapshot(folder))
    expect(test.warnings).toEqual([expect.stringMatching(/lineage.*read-only/)])
  })

  test('a restore that fails is not noted', async () => {
    const test = memoryStore()
    await save(test.store, tree({ a: 'x' }))
    test.objects.delete(packKey(recordOf(test.objects, 1).packs[0].pack))
    await failure(restored(test.store, { runKey: '42' }))
    expect(keys(test.objects, 'runs/')).toEqual([])
  })
})

describe('cancelled by its signal', () => {
  test('at each operation: nothing is left, or all is there', async () => {
    const { test, content } = await filled()
    let calls = 0
    await restored(
      test.over((inner) =>
        observed(inner, () => {
          calls++
        })
      )
    )
    let cancelled = 0
    for (let moment = 1; moment <= calls; moment++) {
      const controller = new AbortController()
      let call = 0
      const store = test.over(
        (inner) =>
          observed(inner, () => {
            if (++call === moment) controller.abort()
          }),
        { signal: controller.signal }
      )
      const parent = newFolder()
      try {
        await store.restore({ name: 'model', destination: join(parent, 'there') })
        expect(snapshot(join(parent, 'there'))).toEqual(content)
      } catch (error) {
        cancelled++
        expect(error).toMatchObject({ code: 'CANCELLED' })
        expect(readdirSync(parent)).toEqual([])
      }
    }
    expect(cancelled).toBeGreaterThan(5)
  })

  test('in the middle of writing', async () => {
    const folder = tree({ a: noise(20 * 1024 * 1024, 1), b: noise(20 * 1024 * 1024, 2) })
    const test = memoryStore()
    await save(test.store, folder, { compression: 'none' })
    const controller = new AbortController()
    let most = 0
    const store = test.over(undefined, {
      signal: controller.signal,
      progress: ({ bytes }) => {
        most = bytes
        if (bytes > 10_000_000) controller.abort()
      }
    })
    const destination = tree({ a: 'before' })
    const before = snapshot(destination)
    expect((await failure(store.restore({ name: 'model', destination }))).code).toBe('CANCELLED')
    expect(most).toBeLessThan(40_000_000)
    expect(snapshot(destination)).toEqual(before)
  })
})

describe('where the destination cannot take it', () => {
  test('it is a file', async () => {
    const { store } = memoryStore()
    await save(store, tree({ a: 'x' }))
    const destination = join(tree({ file: 'mine' }), 'file')
    expect((await failure(store.restore({ name: 'model', destination }))).code).toBe('DESTINATION')
    expect(readFileSync(destination, 'utf8')).toBe('mine')
    expect(statSync(destination).isFile()).toBe(true)
  })
})
