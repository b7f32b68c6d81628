import fc from 'fast-check'
import { readTree, type InlineTree, type TreeEntry, type TreeRoot } from '../../src/content/tree.js'
import { ArtifactStoreError } from '../../src/errors.js'
import { failureOf, hashOf, KIB, MIB, within } from './support.js'
import { allOf, anyTree, asRead, PackedTrees } from './tree-support.js'

const PACK = hashOf('pack')
const HASH = hashOf('content')
const EMPTY = hashOf('')

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const directory = (path: string): Json => ({ path, type: 'directory', mode: 0o755 })
const link = (path: string, target = 'x'): Json => ({ path, type: 'symlink', target })
const file = (path: string, change: Readonly<Record<string, Json>> = {}): Json => ({
  path,
  type: 'file',
  mode: 0o644,
  size: 12,
  sha256: HASH,
  chunks: [[0, 0, 12, 12]],
  ...change
})

/** Pieces by their hashes, all in one pack. */
class Pieces {
  private readonly pieces = new Map<string, Buffer>()

  add(content: string | Buffer): { pack: string; offset: number; stored: number; size: number; sha256: string } {
    const bytes = Buffer.from(content)
    const sha256 = hashOf(bytes)
    this.pieces.set(sha256, bytes)
    return { pack: PACK, offset: 0, stored: bytes.length, size: bytes.length, sha256 }
  }

  /** A piece of lines of JSON, its table of packs before them. */
  addLines(lines: readonly Json[], packs: Json = [PACK]): ReturnType<Pieces['add']> {
    return this.add([{ packs }, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(''))
  }

  /** How many pieces were asked for. */
  fetched = 0

  async read(root: TreeRoot | InlineTree): Promise<TreeEntry[]> {
    const fetch = async (chunks: readonly { readonly sha256: string }[]): Promise<Buffer[]> => {
      this.fetched += chunks.length
      return chunks.map(({ sha256 }) => this.pieces.get(sha256)!)
    }
    return await allOf(readTree(root, fetch))
  }
}

/** Reads entries both ways that a tree may hold them: in a leaf and inline. */
async function readBoth(lines: readonly Json[]): Promise<TreeEntry[]> {
  const pieces = new Pieces()
  const inline = allOf(readTree({ packs: [PACK], entries: lines }, () => Promise.reject(new Error('no pieces'))))
  const [packed, given] = await Promise.allSettled([pieces.read({ level: 0, ...pieces.addLines(lines) }), inline])
  expect(packed.status).toBe(given.status)
  if (packed.status === 'fulfilled') {
    expect(given).toEqual(packed)
    return packed.value
  }
  expect(String((given as PromiseRejectedResult).reason)).toBe(String(packed.reason))
  throw packed.reason
}

async function messageOf(lines: readonly Json[]): Promise<string> {
  const { message } = await failureOf('DAMAGED', within(10_000, readBoth(lines)))
  expect(message).toMatch(/^the list of files \(tree\) is damaged: it holds /)
  return message
}

test('the entries that the cases below are made from are right', async () => {
  expect(
    await readBoth([directory('a'), file('a/b'), link('c'), file('d', { size: 0, sha256: EMPTY, chunks: [] })])
  ).toHaveLength(4)
})

describe('a tree with a path that is not one', () => {
  test.each([
    '',
    '/',
    '/etc/passwd',
    'a/',
    'a//b',
    '.',
    '..',
    '../x',
    'a/../b',
    'a/./b',
    'a/..',
    './a',
    'a\0b',
    'a\ud800',
    '\udc00'
  ])('%j is refused, for every type of entry', async (path) => {
    for (const entry of [directory(path), file(path), link(path)]) {
      // A folder may come before it: the path alone is what is wrong.
      expect(await messageOf([directory('a'), entry])).toContain('path')
    }
  })

  test.each([[null], [7], [true], [['a']], [{}], [{ toString: 1, valueOf: 1 }], [{ toJSON: 'x' }]])(
    '%j is refused',
    async (path) => {
      expect(await messageOf([{ ...(file('a') as object), path }])).toContain('path')
    }
  )

  test('nested without end is refused', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const pieces = new Pieces()
    for (const line of [`{"path":${deep}}`, deep, `{"type":${deep},"path":"a"}`, `{"chunks":${deep}}`]) {
      const root = { level: 0, ...pieces.add(`{"packs":[]}\n${line}\n`) }
      await expect(within(10_000, pieces.read(root))).rejects.toBeInstanceOf(ArtifactStoreError)
    }
  })

  test('shows what is hostile in it without its power', async () => {
    const message = await messageOf([file('a/../\n::set-output name=x::\u001b[31m')])
    // eslint-disable-next-line no-control-regex -- this is about them
    expect(message).not.toMatch(/[\u0000-\u001f]/)
  })
})

describe('a tree out of order', () => {
  test.each([
    ['the same path twice', [link('a'), link('a')]],
    ['the same folder twice', [directory('a'), link('a/b'), directory('a')]],
    ['descending', [link('b'), link('a')]],
    ['a folder behind what it holds', [link('a/b'), directory('a')]],
    ['a sibling between a folder and what it holds', [directory('a'), link('a!'), link('a/b')]],
    ['by UTF-16 units in place of bytes', [link('\u{10000}'), link('\uffff')]],
    ['by another alphabet', [link('a'), link('B')]]
  ])('%s is refused', async (_, lines) => {
    expect(await messageOf(lines)).toMatch(/out of order|outside/)
  })

  test.each([
    ['a folder before what sorts between', [directory('a'), link('a/b'), link('a!')]],
    ['by code points', [link('\uffff'), link('\u{10000}')]],
    ['a prefix first', [link('a'), link('aa')]]
  ])('%s is right', async (_, lines) => {
    expect(await readBoth(lines)).toHaveLength(lines.length)
  })
})

describe('a tree with an entry in no folder of it', () => {
  test.each([
    ['none', [link('a/b')]],
    ['a file', [file('a'), link('a/b')]],
    ['a link, which would lead out of the destination', [link('a', '/etc'), file('a/passwd')]],
    ['one level only', [directory('a'), link('a/b/c')]],
    ['a folder that ended', [directory('a'), directory('a/b'), directory('c'), link('c/b/x')]],
    ['a folder of a similar name', [directory('ab'), link('abc/d')]]
  ])('%s is refused', async (_, lines) => {
    expect(await messageOf(lines)).toContain('outside')
  })
})

describe('a file whose chunks are not its own', () => {
  const second = hashOf('second')
  test.each([
    ['less bytes', { size: 13 }],
    ['more bytes', { size: 11 }],
    ['no chunks', { chunks: [] }],
    ['chunks for an empty file', { size: 0 }],
    ['chunks missing', { chunks: null }],
    ['an object of chunks', { chunks: { length: 1 } }],
    ['a chunk that is none', { chunks: [7] }],
    ['an object for a chunk', { chunks: [{ 0: 0, 1: 0, 2: 12, 3: 12 }] }],
    [
      'an empty chunk',
      {
        chunks: [
          [0, 0, 12, 12, HASH],
          [0, 0, 0, 0, HASH]
        ]
      }
    ],
    [
      'a chunk of negative size',
      {
        size: 0,
        chunks: [
          [0, 0, 12, 12, HASH],
          [0, 0, 1, -12, HASH]
        ]
      }
    ],
    ['a chunk stored with more than its bytes', { chunks: [[0, 0, 13, 12]] }],
    ['a chunk at a negative place', { chunks: [[0, -1, 12, 12]] }],
    ['a chunk at half a byte', { chunks: [[0, 0.5, 12, 12]] }],
    ['a chunk of more than 1 MiB', { size: MIB + 1, chunks: [[0, 0, 1, MIB + 1]] }],
    ['a chunk in no pack', { chunks: [[1, 0, 12, 12]] }],
    ['a chunk in a negative pack', { chunks: [[-1, 0, 12, 12]] }],
    ['a chunk in the pack "length"', { chunks: [['length', 0, 12, 12]] }],
    ['a chunk in the pack "0"', { chunks: [['0', 0, 12, 12]] }],
    ['a chunk with numbers as text', { chunks: [[0, '0', '12', '12']] }],
    ['a chunk whose hash is none', { chunks: [[0, 0, 12, 12, 'x']] }],
    ['a chunk whose hash is null', { chunks: [[0, 0, 12, 12, null]] }],
    // Else the digest would vouch for bytes that nobody checks against it.
    ['only one chunk, of another hash', { chunks: [[0, 0, 12, 12, second]] }],
    ['no bytes, and not the hash of nothing', { size: 0, chunks: [] }],
    ['a size that no file has', { size: 2 ** 53, chunks: [] }],
    ['a size of less than nothing', { size: -12 }],
    ['a size of half a byte', { size: 11.5 }],
    ['a size as text', { size: '12' }],
    ['no hash', { sha256: null }],
    ['a hash in capitals', { sha256: HASH.toUpperCase() }],
    ['a mode beyond the permissions', { mode: 0o1000 }],
    ['a mode as text', { mode: '0644' }],
    ['no mode', { mode: null }]
  ] as [string, Record<string, Json>][])('%s is refused', async (_, change) => {
    expect(await messageOf([file('data.bin', change), link('z')])).toMatch(/data\.bin|chunk/)
    expect(await messageOf([file('data.bin', change)])).toMatch(/data\.bin|chunk/)
  })

  test('is read where its chunks go on in later lines, or in later leaves', async () => {
    const start = file('large', { size: 30, chunks: [[0, 0, 10, 10, HASH]] })
    const more: Json = { chunks: [[0, 10, 10, 10, second]] }
    const entries = await readBoth([start, more, more])
    expect(entries).toMatchObject([
      { path: 'large', size: 30, chunks: [{ offset: 0 }, { offset: 10 }, { offset: 10 }] }
    ])

    const pieces = new Pieces()
    const leaves = [[start], [more], [more, link('z')]].map((lines) => pieces.addLines(lines, [null]))
    const children = leaves.map(({ stored, size, sha256 }): Json => [0, 0, stored, size, sha256])
    const root = { level: 1, ...pieces.addLines(children) }
    expect(await pieces.read(root)).toEqual([...entries, { type: 'symlink', path: 'z', target: 'x' }])
  })

  test('is refused where they go on without it', async () => {
    const more: Json = { chunks: [[0, 0, 12, 12, HASH]] }
    expect(await messageOf([more])).toContain('no file')
    expect(await messageOf([directory('a'), more])).toContain('no file')
    expect(await messageOf([file('a'), link('b'), more])).toContain('no file')
    expect(await messageOf([file('a'), more])).toContain("'a'")
    expect(await messageOf([file('a', { size: 24 }), { chunks: 7 }])).toContain("'a'")
  })

  test('is refused as soon as it has too many, not after reading all that follows', async () => {
    const pieces = new Pieces()
    const start = pieces.addLines([file('a', { chunks: [[0, 0, 12, 12, HASH]] })])
    const more = Array.from({ length: 20 }, (_, number) =>
      pieces.addLines(Array<Json>(100).fill({ chunks: Array<Json>(80).fill([0, number, 12, 12, HASH]) }))
    )
    const children = [start, ...more].map(({ stored, size, sha256 }): Json => [0, 0, stored, size, sha256])
    const root = { level: 1, ...pieces.addLines(children) }
    expect((await failureOf('DAMAGED', pieces.read(root))).message).toContain("'a'")
    expect(pieces.fetched).toBeLessThan(15)
  })

  test('is refused where a line goes on with nothing: a tree could go on so for ever', async () => {
    expect(await messageOf([file('a'), { chunks: [] }])).toContain("'a'")
    expect(
      await messageOf([file('a', { size: 24, chunks: [[0, 0, 12, 12, HASH]] }), { chunks: [] }, link('z')])
    ).toContain("'a'")
  })
})

describe('an entry that is none', () => {
  test.each([[null], [7], ['text'], [[]], [['a']], [{}], [{ type: 'file' }], [{ __proto__: null }]])(
    '%j is refused',
    async (entry) => {
      await messageOf([entry])
    }
  )

  test.each([
    ['no target', { target: null }],
    ['an empty target', { target: '' }],
    ['a NUL in its target', { target: 'a\0b' }],
    ['half a character in its target', { target: '\ud800' }],
    ['a number as its target', { target: 7 }]
  ])('a link with %s is refused', async (_, change) => {
    expect(await messageOf([{ ...(link('latest') as object), ...change }])).toContain("'latest'")
  })

  test.each([[-1], [0o1000], [1.5], ['493'], [null]])('a folder of mode %j is refused', async (mode) => {
    expect(await messageOf([{ path: 'folder', type: 'directory', mode }])).toContain("'folder'")
  })

  test.each([['socket'], ['File'], ['__proto__'], [''], [null], [7], [['file']], [{ toString: 1, valueOf: 1 }]])(
    'of type %j asks for a newer version',
    async (type) => {
      const { message } = await failureOf('UNSUPPORTED', readBoth([{ path: 'a', type }]))
      expect(message).toContain('newer version')
    }
  )

  test('does not become one by keys of the language', async () => {
    const pieces = new Pieces()
    const entry = `{"__proto__":{"path":"a","type":"symlink","target":"x"}}`
    await failureOf('DAMAGED', pieces.read({ level: 0, ...pieces.add(`{"packs":[]}\n${entry}\n`) }))
    const proto = `{"__proto__":{"polluted":1},"path":"__proto__","type":"directory","mode":493,"constructor":{"prototype":{"polluted":1}}}`
    const entries = await pieces.read({ level: 0, ...pieces.add(`{"packs":[]}\n${proto}\n`) })
    expect(entries).toEqual([{ type: 'directory', path: '__proto__', mode: 0o755 }])
    expect(Object.keys(entries[0])).toEqual(['type', 'path', 'mode'])
    expect('polluted' in {}).toBe(false)
  })

  test('has fields that are not known: they are ignored', async () => {
    expect(await readBoth([{ ...(directory('a') as object), owner: 'root', chunks: [1] }])).toEqual([
      { type: 'directory', path: 'a', mode: 0o755 }
    ])
  })
})

describe('a piece of a tree that is none', () => {
  const line = JSON.stringify(directory('a'))
  test.each([
    ['nothing', ''],
    ['a line without its end', `{"packs":[]}\n${line}`],
    ['no table of packs', `${line}\n`],
    ['an object as the table', `{"packs":{}}\n${line}\n`],
    ['a name that is none', `{"packs":["x"]}\n${line}\n`],
    ['a number for a name', `{"packs":[7]}\n${line}\n`],
    ['a line that is not JSON', `{"packs":[]}\n${line},\n`],
    ['an empty line', `{"packs":[]}\n${line}\n\n`],
    ['two entries on one line', `{"packs":[]}\n${line}${line}\n`],
    ['a byte order mark', `\ufeff{"packs":[]}\n${line}\n`],
    ['no entries', '{"packs":[]}\n']
  ])('%s is refused, as a leaf and as a node', async (_, content) => {
    const pieces = new Pieces()
    for (const level of [0, 1, 3]) {
      const { message } = await failureOf('DAMAGED', pieces.read({ level, ...pieces.add(content) }))
      expect(message).toContain('tree')
    }
  })

  test('that is not UTF-8 is refused: two readers might read two different names', async () => {
    const pieces = new Pieces()
    const bytes = Buffer.from(`{"packs":[]}\n{"path":"a?b","type":"directory","mode":493}\n`)
    bytes[bytes.indexOf('?')] = 0xff
    await failureOf('DAMAGED', pieces.read({ level: 0, ...pieces.add(bytes) }))
  })

  test('of another level than its parent says is refused', async () => {
    const pieces = new Pieces()
    const leaf = pieces.addLines([directory('a')])
    const node = pieces.addLines([[0, 0, leaf.stored, leaf.size, leaf.sha256]])
    expect(await pieces.read({ level: 1, ...node })).toHaveLength(1)
    await failureOf('DAMAGED', pieces.read({ level: 0, ...node }))
    await failureOf('DAMAGED', pieces.read({ level: 1, ...leaf }))
    await failureOf('DAMAGED', pieces.read({ level: 2, ...node }))
  })

  test.each([
    ['no hash', [0, 0, 5, 5]],
    ['an object', { chunks: [] }],
    ['nothing', []],
    ['a pack that is not in the table', [7, 0, 5, 5, HASH]],
    ['more than 1 MiB', [0, 0, 5, MIB + 1, HASH]]
  ])('whose child has %s is refused', async (_, child) => {
    const pieces = new Pieces()
    await failureOf('DAMAGED', pieces.read({ level: 1, ...pieces.addLines([child]) }))
  })

  test('with more levels than trees have is refused', async () => {
    const pieces = new Pieces()
    let piece = pieces.addLines([link('a')])
    for (let level = 1; level <= 9; level++) {
      piece = pieces.addLines([[0, 0, piece.stored, piece.size, piece.sha256]])
      // All of them are right, one in another.
      if (level <= 8) expect(await pieces.read({ level, ...piece })).toHaveLength(1)
      else expect((await failureOf('DAMAGED', pieces.read({ level, ...piece }))).message).toContain('levels')
    }
    const { message } = await failureOf('DAMAGED', pieces.read({ level: Number.MAX_SAFE_INTEGER, ...piece }))
    expect(message).toContain('levels')
  })

  test('that is named again and again ends at once', async () => {
    // Each node names its child two hundred times, eight levels of them: no reader comes to the end of that.
    for (const leafLines of [[], [link('a')], [{ chunks: [] }]]) {
      const pieces = new Pieces()
      let child = pieces.addLines(leafLines)
      for (let level = 1; level <= 8; level++) {
        child = pieces.addLines(Array<Json>(200).fill([0, 0, child.stored, child.size, child.sha256]))
      }
      const { message } = await failureOf('DAMAGED', within(10_000, pieces.read({ level: 8, ...child })))
      expect(message).toContain('tree')
    }
  })

  test('fails as reading it fails', async () => {
    const failure = new Error('no connection')
    const pieces = new Pieces()
    const tree = readTree({ level: 0, ...pieces.addLines([link('a')]) }, () => Promise.reject(failure))
    await expect(allOf(tree)).rejects.toBe(failure)
  })
})

describe('a tree that was changed anywhere', () => {
  test('gives another legal tree, or an error that is meant for people', async () => {
    const change = fc.record({
      piece: fc.nat(),
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      cut: fc.nat(20),
      text: fc.constantFrom('', '"', ',', '}', '\n', '-', '0', '9999999999999999', 'null', '/', '..', '{"chunks":[]}\n')
    })
    await fc.assert(
      fc.asyncProperty(anyTree, fc.array(change, { minLength: 1, maxLength: 3 }), async (entries, changes) => {
        const trees = new PackedTrees()
        const tree = await trees.write(entries)
        const mutated = trees.pieces.map(({ bytes }) => Buffer.from(bytes))
        for (const { piece, at, cut, text } of changes) {
          if (mutated.length === 0) break
          const number = piece % mutated.length
          const bytes = mutated[number]
          const start = Math.floor(at * bytes.length)
          mutated[number] = Buffer.concat([bytes.subarray(0, start), Buffer.from(text), bytes.subarray(start + cut)])
        }
        const replaced = new Map(trees.pieces.map(({ chunk }, index) => [chunk.sha256, mutated[index]]))
        try {
          const found = await within(
            10_000,
            allOf(readTree(tree, async (chunks) => chunks.map(({ sha256 }) => replaced.get(sha256) ?? Buffer.alloc(0))))
          )
          if (mutated.length === 0) expect(found).toEqual(entries.map(asRead))
        } catch (error) {
          expect(error).toBeInstanceOf(ArtifactStoreError)
          expect((error as Error).message.length).toBeLessThan(2 * KIB)
        }
      }),
      { numRuns: 150 }
    )
  })
})
