import { afterAll, describe, expect, test } from '@jest/globals'
import type { TreeHeader } from '../../src/content/tree.js'
import { compareTreePaths } from '../../src/files/tree-path.js'
import { diffFiles } from '../../src/store/diff-files.js'
import { PackReader } from '../../src/store/pack-reader.js'
import { readDifferingTrees } from '../../src/store/tree-reader.js'
import { diffMetrics, diffValues } from '../../src/store/diff-values.js'
import { diffToJson, diffToMarkdown, diffToText, type ArtifactStore, type VersionDiff } from '../../src/store/index.js'
import { failure, memoryStore, noise, recordOf, removeFolders, save, tree, type Contents } from './support.js'

afterAll(removeFolders)

async function diff(store: ArtifactStore, from = 'v1', to = 'v2', limit?: number): Promise<VersionDiff> {
  const result = await store.diff({
    from: { name: 'model', selector: from },
    to: { name: 'model', selector: to },
    ...(limit === undefined ? {} : { limit })
  })
  if (result === undefined) throw new Error('no such version')
  return result
}

async function twoVersions(before: Contents, after: Contents) {
  const test = memoryStore()
  await save(test.store, tree(before))
  await save(test.store, tree(after))
  return test
}

describe('files', () => {
  test('added, removed, changed and renamed are told apart, with bytes', async () => {
    const { store } = await twoVersions(
      {
        'gone.txt': 'gone',
        'kept.txt': 'kept',
        'changed.txt': 'old',
        'run.sh': { content: 'echo', mode: 0o644 },
        link: { link: 'kept.txt' },
        'folder/moved.bin': 'the same bytes',
        empty: null,
        'was-file': 'x'
      },
      {
        'new.txt': 'brand new',
        'kept.txt': 'kept',
        'changed.txt': 'longer',
        'run.sh': { content: 'echo', mode: 0o755 },
        link: { link: 'new.txt' },
        'other/moved.bin': 'the same bytes',
        'was-file': { link: 'kept.txt' }
      }
    )
    const { files, isSameContent } = await diff(store)
    expect(isSameContent).toBe(false)
    expect(files).toEqual({
      added: {
        count: 1,
        bytes: 9,
        listed: [{ path: 'new.txt', file: { type: 'file', size: 9, isExecutable: false } }]
      },
      removed: {
        count: 1,
        bytes: 4,
        listed: [{ path: 'gone.txt', file: { type: 'file', size: 4, isExecutable: false } }]
      },
      changed: {
        count: 4,
        bytesFrom: 3 + 4 + 1,
        bytesTo: 6 + 4,
        listed: [
          expect.objectContaining({ path: 'changed.txt', changes: ['contents'] }),
          {
            path: 'link',
            from: { type: 'symlink', target: 'kept.txt' },
            to: { type: 'symlink', target: 'new.txt' },
            changes: ['target']
          },
          expect.objectContaining({ path: 'run.sh', changes: ['executable'] }),
          expect.objectContaining({ path: 'was-file', changes: ['type'] })
        ]
      },
      renamed: { count: 1, bytes: 14, listed: [{ from: 'folder/moved.bin', to: 'other/moved.bin', size: 14 }] },
      unchanged: { count: 1, bytes: 4 },
      folders: { added: 1, removed: 2 },
      renamesSought: true
    })
  })

  test('the same content is known by its digest, without reading a list of files', async () => {
    const { store } = await twoVersions({ a: '1' }, { a: '2' })
    await save(store, tree({ a: '1' }), { ifUnchanged: 'new' })
    const result = await diff(store, 'v1', 'v3')
    expect(result.isSameContent).toBe(true)
    expect(result.files.unchanged).toEqual({ count: 1, bytes: 1 })
  })

  test('of several files of one content those of the same name belong together, and each is used once', async () => {
    const { store } = await twoVersions(
      { 'a/x': 'same', 'a/y': 'same', 'a/z': 'same', 'a/empty': '' },
      { 'b/new': 'same', 'b/y': 'same', 'b/empty': '' }
    )
    const { files } = await diff(store)
    expect(files.renamed.listed).toEqual([
      { from: 'a/x', to: 'b/new', size: 4 },
      { from: 'a/y', to: 'b/y', size: 4 }
    ])
    expect(files.removed.listed.map(({ path }) => path)).toEqual(['a/empty', 'a/z'])
    expect(files.added.listed.map(({ path }) => path)).toEqual(['b/empty'])
  })

  test('lists are bounded and counts are whole', async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`f${at}`, `content ${at}`]))
    const { store } = await twoVersions({ a: '1' }, many)
    const { files } = await diff(store, 'v1', 'v2', 3)
    expect(files.added.count).toBe(30)
    expect(files.added.listed.map(({ path }) => path)).toEqual(['f0', 'f1', 'f10'])
    expect((await failure(diff(store, 'v1', 'v2', -1))).message).toMatch(/limit/)
  })

  test('leaves that both versions have are not read', async () => {
    const test = memoryStore()
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, at) => [`folder-${at % 40}/file-${at}`, noise(400, at)])
    )
    await save(test.store, tree(many))
    await save(test.store, tree({ ...many, 'folder-7/file-7': 'changed', 'folder-9/more': 'new' }))
    const reader = new PackReader(test.storage)
    const trees = await readDifferingTrees(reader, recordOf(test.objects, 1), recordOf(test.objects, 2))
    let read = 0
    for (const entries of [trees.from, trees.to]) for await (const _ of entries) read++
    // Of 6,080 entries.
    expect(read).toBeLessThan(300)
    const { files } = await diff(test.store)
    expect(files.changed.listed.map(({ path }) => path)).toEqual(['folder-7/file-7'])
    expect(files.added.listed.map(({ path }) => path)).toEqual(['folder-9/more'])
    expect(files.unchanged.count).toBe(2999)
  })

  test('of more than can be held, renames are not looked for, and this is said', async () => {
    const entries = (prefix: string, count: number): TreeHeader[] =>
      Array.from({ length: count }, (_, at) => file(`${prefix}${String(at).padStart(4, '0')}`, at))
    const result = await diffFiles(from(entries('a', 30)), from(entries('b', 30)), { files: 30, size: 30 }, 5, 20)
    expect(result).toMatchObject({
      added: { count: 30 },
      removed: { count: 30 },
      renamed: { count: 0 },
      unchanged: { count: 0 },
      renamesSought: false
    })
    expect(result.added.listed.map(({ path }) => path)).toEqual(['b0000', 'b0001', 'b0002', 'b0003', 'b0004'])
  })

  test('any two lists are compared as a map of paths would be', async () => {
    for (let seed = 1; seed < 60; seed++) {
      const [before, after] = [randomList(seed), randomList(seed * 7 + 1)]
      const result = await diffFiles(from(before), from(after), totalsOf(before), 1000)
      const paths = (list: readonly TreeHeader[]): Map<string, string> =>
        new Map(list.map((entry) => [entry.path, entry.type === 'file' ? entry.sha256 : '']))
      const [was, is] = [paths(before), paths(after)]
      const added = [...is.keys()].filter((path) => !was.has(path)).length
      const removed = [...was.keys()].filter((path) => !is.has(path)).length
      expect(result.added.count + result.renamed.count).toBe(added)
      expect(result.removed.count + result.renamed.count).toBe(removed)
      expect(result.changed.count).toBe([...was].filter(([path, hash]) => is.has(path) && is.get(path) !== hash).length)
      expect(result.removed.count + result.renamed.count + result.changed.count + result.unchanged.count).toBe(was.size)
      for (const rename of result.renamed.listed) expect(was.get(rename.from)).toBe(is.get(rename.to))
    }
  })

  test('a list that is damaged is told as damage', async () => {
    const test = memoryStore()
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`file-${at}`, `${at}`]))
    await save(test.store, tree(many))
    await save(test.store, tree({ ...many, more: 'x' }))
    for (const [key, object] of test.objects) {
      if (!key.startsWith('packs/')) continue
      const bytes = new Uint8Array(object.bytes)
      for (let at = 0; at < bytes.length - 200; at += 50) bytes[at] ^= 1
      test.objects.set(key, { ...object, bytes })
    }
    expect((await failure(diff(test.store))).code).toBe('DAMAGED')
  })
})

function file(path: string, content: number): TreeHeader {
  return { type: 'file', path, mode: 0o644, size: 1, sha256: String(content).padStart(64, '0') }
}

function randomList(seed: number): TreeHeader[] {
  let state = seed
  const next = (below: number): number => (state = (state * 1103515245 + 12345) % 2147483648) % below
  const paths = new Set(Array.from({ length: next(40) }, () => `${'abc'[next(3)]}-${next(30)}`))
  return [...paths].sort(compareTreePaths).map((path) => file(path, next(20)))
}

function totalsOf(list: readonly TreeHeader[]) {
  return { files: list.length, size: list.length }
}

async function* from(list: readonly TreeHeader[]): AsyncGenerator<TreeHeader> {
  for (const entry of list) yield await Promise.resolve(entry)
}

describe('values', () => {
  test('metrics come with their difference, what changed first', () => {
    expect(diffMetrics({ a: 1, b: 2, gone: 3, nan: NaN, up: 1 }, { a: 1, b: 2.5, nan: NaN, up: Infinity }, 10)).toEqual(
      {
        changed: 3,
        unchanged: 2,
        listed: [
          { name: 'b', from: 2, to: 2.5, delta: 0.5, isChanged: true },
          { name: 'gone', from: 3, to: undefined, delta: undefined, isChanged: true },
          { name: 'up', from: 1, to: Infinity, delta: Infinity, isChanged: true },
          { name: 'a', from: 1, to: 1, delta: 0, isChanged: false },
          { name: 'nan', from: NaN, to: NaN, delta: NaN, isChanged: false }
        ]
      }
    )
  })

  test('params inside of params are compared one by one, lists as a whole, whatever the order of keys', () => {
    const { listed, changed, unchanged } = diffValues(
      { model: { depth: 3, width: 8 }, list: [1, 2], same: { a: [{ x: 1, y: 2 }] } },
      { model: { width: 8, depth: 4 }, list: [2, 1], same: { a: [{ y: 2, x: 1 }] } },
      2
    )
    expect([changed, unchanged]).toEqual([2, 2])
    expect(listed.map(({ name, delta }) => [name, delta])).toEqual([
      ['list', undefined],
      ['model.depth', 1]
    ])
  })

  test('names like those of an object are names like others', () => {
    const hostile = JSON.parse('{"__proto__": 1, "constructor": 2}') as Record<string, number>
    expect(diffMetrics(hostile, {}, 10).listed.map(({ name }) => name)).toEqual(['__proto__', 'constructor'])
  })
})

describe('the range of commits', () => {
  const commit = (digit: string): string => digit.repeat(40)
  const run = { server: 'https://github.example', repository: 'owner/name' }

  test('it is a link where both commits are known, of a pull request that of its head', async () => {
    const { store } = memoryStore()
    await save(store, tree({ a: '1' }), { run: { ...run, sha: commit('1') } })
    await save(store, tree({ a: '2' }), { run: { ...run, sha: commit('2'), headSha: commit('3') } })
    const result = await diff(store)
    expect(result.compareUrl).toBe(`https://github.example/owner/name/compare/${commit('1')}...${commit('3')}`)
    expect(diffToText(result)).toContain(`compare  ${result.compareUrl}`)
  })

  test.each([
    ['of another repository', { ...run, repository: 'other/name', sha: commit('2') }],
    ['the same commit', { ...run, sha: commit('1') }],
    ['no commit', { ...run, sha: '"><script>' }],
    ['no repository', { ...run, repository: 'owner/name/../../x', sha: commit('2') }],
    ['no address', { ...run, server: 'javascript:alert(1)', sha: commit('2') }],
    ['nothing', { workflow: false }]
  ])('there is no link where the other is %s', async (_, second) => {
    const { store } = memoryStore()
    await save(store, tree({ a: '1' }), { run: { ...run, sha: commit('1') } })
    await save(store, tree({ a: '2' }), { run: second })
    expect((await diff(store)).compareUrl).toBeUndefined()
  })
})

test('two artifacts can be compared, and what is not there is undefined', async () => {
  const { store } = await twoVersions({ a: '1' }, { a: '2' })
  await save(store, tree({ a: '1' }), { name: 'other' })
  const request = { from: { name: 'model', selector: 'v1' }, to: { name: 'other' } }
  expect(await store.diff(request)).toMatchObject({ isSameContent: true, to: { name: 'other' } })
  expect(await store.diff({ ...request, from: { name: 'model', selector: 'v9' } })).toBeUndefined()
})

describe('shown', () => {
  test('as text it names every change, with what is better and what is worse', async () => {
    const { store } = memoryStore()
    await save(store, tree({ a: '1', b: '2' }), { metrics: { accuracy: 0.92, loss: 1 }, params: { lr: 0.1 } })
    await save(store, tree({ a: '11', c: '2', d: 'x' }), { metrics: { accuracy: 0.93, loss: 2 }, params: { lr: 0.1 } })
    expect(diffToText(await diff(store), { accuracy: 'higher', loss: 'lower' })).toBe(`model@v1 → model@v2
  saved    2026-11-01T12:00:00.000Z → 2026-11-01T12:00:00.000Z
  content  2 files, 2 B → 3 files, 4 B
files: 1 added (1 B), 0 removed (0 B), 1 changed (+1 B), 1 renamed, 0 unchanged
  + d  1 B
  ~ a  1 B → 2 B
  > b → c  1 B
metrics: 2 changed, 0 unchanged
  accuracy  0.92 → 0.93  (+0.01, better)
  loss      1 → 2  (+1, worse)
params: 0 changed, 1 unchanged
  lr  0.1
`)
  })

  test('as Markdown a metric has a sign and a word, not a colour', async () => {
    const { store } = memoryStore()
    await save(store, tree({ a: '1' }), {
      metrics: { accuracy: 0.92, loss: 1, size: 1, f1: 1, old: 1 },
      params: { k: 1 }
    })
    const metrics = { accuracy: 0.93, loss: 2, size: 3, f1: NaN, new: 1 }
    await save(store, tree({ a: '1' }), { metrics, params: { k: 2 }, ifUnchanged: 'new' })
    const markdown = diffToMarkdown(await diff(store), { accuracy: 'higher', loss: 'lower' })
    const cells = [...markdown.matchAll(/<tr><td><code>(\w+)<\/code><\/td>.*?<td>([^<]*)<\/td><\/tr>/g)]
    expect(Object.fromEntries(cells.map(([, name, delta]) => [name, delta]))).toEqual({
      accuracy: '▲ better (+0.01)',
      loss: '▼ worse (+1)',
      size: '◆ +2',
      f1: '≠ not comparable',
      new: '+ new',
      old: '− not there',
      k: '+1'
    })
  })

  const hostile = '</td><script>alert(1)</script>\n\n# x `|` \u202e "\''

  test('nothing in a name or a value breaks a line of text or a block of Markdown', async () => {
    const { store } = memoryStore()
    await save(store, tree({ a: '1' }), { params: { [hostile]: 1 }, metrics: { [hostile]: 1 } })
    await save(store, tree({ '</td><script>`|`\u202e': '1', '\n\n# x': 'y' }), {
      params: { [hostile]: hostile },
      metrics: { [hostile]: NaN },
      metadata: { [hostile]: [hostile] }
    })
    const result = await diff(store)
    const text = diffToText(result)
    expect(text).not.toMatch(/\n# x|\u202e/)
    const markdown = diffToMarkdown(result)
    expect(markdown).not.toMatch(/<script|\u202e/)
    expect(
      markdown
        .trim()
        .split('\n\n')
        .every((block) => block.startsWith('<'))
    ).toBe(true)
    expect(JSON.parse(JSON.stringify(diffToJson(result)))).toEqual(diffToJson(result))
  })

  test('Markdown of huge values stays far below what a summary may have', async () => {
    const { store } = memoryStore()
    const params = Object.fromEntries(
      Array.from({ length: 1500 }, (_, at) => [`漢<&${at}`.repeat(20), '漢'.repeat(1000)])
    )
    await save(store, tree({ a: '1' }))
    await save(store, tree({ a: '2' }), { params, metadata: params })
    const result = await diff(store, 'v1', 'v2', 10_000)
    expect(Buffer.byteLength(diffToMarkdown(result))).toBeLessThan(500_000)
  })
})
