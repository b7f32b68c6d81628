import fc from 'fast-check'
import {
  INLINE_TREE_BYTES,
  readTree,
  TreeWriter,
  type LocatedChunk,
  type LocatedEntry,
  type TreeChunkStore
} from '../../src/content/tree.js'
import { compareTreePaths } from '../../src/files/tree-path.js'
import { failureOf, hashOf, KIB } from './support.js'
import { allOf, anyTree, asRead, FILE_PACKS, fileOf, PackedTrees } from './tree-support.js'

/** As many small files in folders, each different. */
function manyFiles(count: number, change: (number: number) => string = () => ''): LocatedEntry[] {
  const entries: LocatedEntry[] = []
  for (let number = 0; number < count; number++) {
    if (number % 100 === 0) {
      entries.push({ type: 'directory', path: `folder-${String(number / 100).padStart(4, '0')}`, mode: 0o755 })
    }
    const folder = entries.findLast((entry) => entry.type === 'directory')!.path
    entries.push(fileOf(`${folder}/file-${String(number).padStart(6, '0')}.txt`, 1, `${number}${change(number)}`))
  }
  return entries
}

/** Keeps each piece once, in one pack of a known name: what two trees do not share is what is written. */
class SharingTrees implements TreeChunkStore {
  readonly pieces = new Map<string, Buffer>()
  added = { pieces: 0, bytes: 0 }

  async store(encode: (ownPack: undefined) => Buffer): Promise<LocatedChunk> {
    const bytes = encode(undefined)
    const sha256 = hashOf(bytes)
    if (!this.pieces.has(sha256)) {
      this.pieces.set(sha256, bytes)
      this.added.pieces++
      this.added.bytes += bytes.length
    }
    return { pack: 0, offset: 0, stored: bytes.length, size: bytes.length, sha256 }
  }

  nameOf(pack: number): string {
    return FILE_PACKS[pack].name!
  }

  /** What writing the tree adds. */
  async write(entries: readonly LocatedEntry[]): Promise<{ pieces: number; bytes: number; level: number }> {
    this.added = { pieces: 0, bytes: 0 }
    const writer = new TreeWriter(this)
    for (const entry of entries) await writer.add(entry)
    const tree = await writer.finish()
    return { ...this.added, level: 'root' in tree ? tree.level : -1 }
  }
}

describe('a tree', () => {
  test('comes back as it was, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(anyTree, fc.constantFrom(1, 3, Infinity), async (entries, piecesAPack) => {
        const trees = new PackedTrees(piecesAPack)
        const tree = await trees.write(entries)
        // As it is kept: inline, it is a part of a JSON document.
        const kept = JSON.parse(JSON.stringify(tree))
        expect(await trees.read(kept)).toEqual(entries.map(asRead))
      }),
      { numRuns: 100 }
    )
  })

  test('of many entries comes back, from several levels of pieces', async () => {
    const entries = manyFiles(20_000)
    const trees = new PackedTrees(300)
    const tree = await trees.write(entries)
    expect('level' in tree && tree.level).toBeGreaterThanOrEqual(2)
    expect(trees.storage.packs.size).toBeGreaterThan(2)
    expect(await trees.read(tree)).toEqual(entries.map(asRead))
  })

  test('of one file of very many chunks comes back, from bounded pieces', async () => {
    const entries = [fileOf('large.bin', 30_000, 'large'), fileOf('small', 1, 'small')]
    const trees = new PackedTrees()
    const tree = await trees.write(entries)
    expect(await trees.read(tree)).toEqual(entries.map(asRead))
    for (const { bytes } of trees.pieces) expect(bytes.length).toBeLessThan(100 * KIB)
  })

  test('of up to 8 KiB is not cut but given whole, as docs/FORMAT.md shows it', async () => {
    const trees = new PackedTrees()
    const several = fileOf('a/model.bin', 2, 'model') as Extract<LocatedEntry, { type: 'file' }>
    const one = fileOf('a/small.txt', 1, 'small') as Extract<LocatedEntry, { type: 'file' }>
    const tree = await trees.write([
      { type: 'directory', path: 'a', mode: 0o755 },
      several,
      one,
      { type: 'symlink', path: 'latest', target: 'a/model.bin' }
    ])
    const packs = [...new Set([...several.chunks, ...one.chunks].map(({ pack }) => pack))]
    const tuple = ({ pack, offset, stored, size }: LocatedChunk): unknown[] => [
      packs.indexOf(pack),
      offset,
      stored,
      size
    ]
    expect(JSON.parse(JSON.stringify(tree))).toEqual({
      packs: packs.map((pack) => FILE_PACKS[pack].name),
      entries: [
        { path: 'a', type: 'directory', mode: 493 },
        {
          ...several,
          chunks: several.chunks.map((chunk) => [...tuple(chunk), chunk.sha256])
        },
        { ...one, chunks: one.chunks.map(tuple) },
        { path: 'latest', type: 'symlink', target: 'a/model.bin' }
      ]
    })
    expect(trees.pieces).toEqual([])
  })

  test('is cut from 8 KiB on', async () => {
    for (const [count, isInline] of [
      [0, true],
      [1, true],
      [40, true],
      [50, false],
      [200, false]
    ] as const) {
      const entries = manyFiles(count)
      const trees = new PackedTrees()
      const tree = await trees.write(entries)
      expect('entries' in tree).toBe(isInline)
      if (isInline) expect(JSON.stringify(tree).length).toBeLessThan(INLINE_TREE_BYTES + 100)
      else expect(trees.pieces[0].bytes.length).toBeGreaterThan(INLINE_TREE_BYTES)
      expect(await trees.read(tree)).toEqual(entries.map(asRead))
    }
  })

  test('writes null for the pack that a piece lies in, and the names of others', async () => {
    const trees = new PackedTrees(40)
    await trees.write(manyFiles(5000))
    const nodes = trees.pieces
      .map(({ bytes }) => bytes.toString().split('\n'))
      .filter(([, line]) => line.startsWith('['))
    expect(nodes.length).toBeGreaterThan(0)
    const packs = nodes.flatMap(([header]) => JSON.parse(header).packs as unknown[])
    expect(packs).toContain(null)
    const names = new Set<unknown>([null, ...trees.storage.packs.keys()])
    expect(packs.every((pack) => names.has(pack))).toBe(true)
    expect(new Set(packs).size).toBeGreaterThan(2)
  })

  test('refuses a path or target that no piece could hold, before it is too late', async () => {
    const target = 'x'.repeat(600 * KIB)
    const { message } = await failureOf('SOURCE', new PackedTrees().write([{ type: 'symlink', path: 'link', target }]))
    expect(message).toContain("'link'")
    // The longest that a file system has, of characters that JSON writes with six and UTF-8 with three bytes.
    for (const character of ['\u0001', '中']) {
      const entries = manyFiles(500)
      const long = character.repeat(2000)
      const folders = Array.from({ length: 20 }, (_, number): LocatedEntry[] => [
        { type: 'symlink', path: `z${String(number).padStart(2, '0')}${long}`, target: long.slice(0, 1300) }
      ]).flat()
      const trees = new PackedTrees()
      const tree = await trees.write([...entries, ...folders])
      expect(await trees.read(tree)).toEqual([...entries, ...folders].map(asRead))
      for (const { bytes } of trees.pieces) expect(bytes.length).toBeLessThan(1024 * KIB)
    }
  })
})

describe('cutting a tree', () => {
  /** 32-bit FNV-1a as its authors define it. */
  function fnv1a(text: string): number {
    let hash = 2166136261n
    for (const byte of Buffer.from(text)) hash = ((hash ^ BigInt(byte)) * 16777619n) % 2n ** 32n
    return Number(hash)
  }

  test('follows the rules of docs/FORMAT.md', async () => {
    expect(fnv1a('foobar')).toBe(0xbf9cf968)
    const entries = [...manyFiles(6000), fileOf('huge', 5000, 'huge'), fileOf('zero', 1, 'zero')]
    const trees = new PackedTrees()
    await trees.write(entries)
    const leaves: string[][] = []
    const nodes: string[][] = []
    for (const { bytes } of trees.pieces) {
      const lines = bytes.toString().slice(0, -1).split('\n').slice(1)
      ;(lines[0].startsWith('[') ? nodes : leaves).push(lines)
    }
    const mayEnd = (line: string): boolean => {
      const { path, chunks } = JSON.parse(line) as { path?: string; chunks?: unknown[][] }
      const last = chunks?.at(-1)
      return last === undefined || last.length === 4 ? fnv1a(path!) < 2 ** 28 : String(last[4]).startsWith('0')
    }
    expect(leaves.length).toBeGreaterThan(100)
    for (const [number, lines] of leaves.entries()) {
      // The first one also holds what might have become an inline tree.
      const minimum = number === 0 ? INLINE_TREE_BYTES : KIB
      let length = 0
      for (const [index, line] of lines.entries()) {
        const isLast = index === lines.length - 1
        length += line.length + 1
        // The table of packs counts too, with up to 67 bytes for each of the five.
        if (!isLast) expect(mayEnd(line) && length >= minimum).toBe(false)
        else if (number < leaves.length - 1) expect(mayEnd(line) || length > 63 * KIB).toBe(true)
      }
      expect(length).toBeLessThan(64 * KIB + 12 * KIB)
    }
    expect(nodes.length).toBeGreaterThan(1)
    for (const lines of nodes) {
      const endsNode = (line: string): boolean => parseInt(String(JSON.parse(line)[4]).slice(0, 2), 16) < 2
      expect(lines.findIndex(endsNode)).toBe(endsNode(lines.at(-1)!) ? lines.length - 1 : -1)
      expect(lines.length).toBeLessThanOrEqual(512)
    }
  })

  test('ends a node at 512 children where no hash does', async () => {
    const store = new SharingTrees()
    // As if no hash ever began with zeros.
    const hashes = new Map<string, string>()
    const write = store.store.bind(store)
    store.store = async (encode) => {
      const chunk = await write(encode)
      const sha256 = `ff${chunk.sha256.slice(2)}`
      hashes.set(sha256, chunk.sha256)
      return { ...chunk, sha256 }
    }
    const entries = manyFiles(25_000)
    await store.write(entries)
    const nodes = [...store.pieces.values()]
      .map((bytes) => bytes.toString().split('\n'))
      .filter(([, line]) => line.startsWith('['))
    const counts = nodes.map((lines) => lines.length - 2)
    expect(Math.max(...counts)).toBe(512)
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(hashes.size - 1)
  })

  test.each([1, 9_999, 19_998])('writes little where one of 20,000 entries changed (%d)', async (changed) => {
    const trees = new SharingTrees()
    const whole = await trees.write(manyFiles(20_000))
    expect(whole.level).toBeGreaterThanOrEqual(2)
    const again = await trees.write(manyFiles(20_000))
    expect([again.pieces, again.bytes]).toEqual([0, 0])
    const one = await trees.write(manyFiles(20_000, (number) => (number === changed ? ' changed' : '')))
    expect(one.pieces).toBeGreaterThan(0)
    expect(one.pieces).toBeLessThanOrEqual(1 + whole.level)
    expect(one.bytes).toBeLessThan(120 * KIB)
  })

  test('writes little where entries come and go', async () => {
    const trees = new SharingTrees()
    const all = manyFiles(20_000)
    await trees.write(all)
    for (const position of [2, 10_003, all.length - 2]) {
      const removed = await trees.write(all.filter((_, index) => index !== position))
      expect(removed.bytes).toBeLessThan(150 * KIB)
      const added = fileOf(`${all[position].path}-added`, 1, 'added')
      const withOne = [...all, added].sort((a, b) => compareTreePaths(a.path, b.path))
      expect((await trees.write(withOne)).bytes).toBeLessThan(150 * KIB)
    }
  })

  test('writes little where a chunk in the middle of a large file changed', async () => {
    const trees = new SharingTrees()
    const before = fileOf('huge', 20_000, 'huge') as Extract<LocatedEntry, { type: 'file' }>
    const whole = await trees.write([before])
    const chunks = [...before.chunks]
    chunks[10_000] = { ...chunks[10_000], sha256: hashOf('another') }
    const changed = await trees.write([{ ...before, chunks }])
    expect(changed.bytes).toBeLessThan(whole.bytes / 8)
  })
})

test('reading stops where the reader does: pieces behind are not fetched', async () => {
  const trees = new PackedTrees()
  const files = Array.from({ length: 3000 }, (_, number) => fileOf(`file-${1000 + number}`, 30, number))
  const tree = await trees.write(files)
  let fetched = 0
  const entries = readTree(tree, async (chunks) => {
    fetched += chunks.length
    return await trees.storage.fetch(chunks)
  })
  await entries.next()
  await entries.return(undefined)
  expect(fetched).toBeGreaterThan(0)
  expect(await allOf(entries)).toEqual([])
  expect(fetched).toBeLessThan(trees.pieces.length)
})
