/** Real processes of the bundle against one folder, at once. docs/PROTOCOL.md, S2, S6, *Reading*. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { auditStore } from '../support/audit.js'
import { restoreFolder } from '../support/library.js'
import { resultOf, runBundle, type BundleOptions, type Ended } from '../support/processes.js'
import { noise, snapshot, writeTree, type Tree } from '../support/trees.js'

const TWELVE = Array.from({ length: 12 }, (_, index) => index)

let base: string
let store: string
beforeEach(() => {
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'artifact-store-race-')))
  store = path.join(base, 'store')
})
afterEach(() => rmSync(base, { recursive: true, force: true }))

/** A folder of files of its own, and some that all have. */
function makeSource(name: string, content = name): string {
  const tree: Tree = {
    'who.txt': content,
    'data/own.bin': noise(content, 3000),
    'data/shared.bin': noise('shared', 100_000),
    latest: { link: 'data/own.bin' }
  }
  const folder = path.join(base, 'sources', name)
  writeTree(folder, tree)
  return folder
}

const save = (source: string, args: readonly string[] = [], options?: BundleOptions): Promise<Ended> =>
  runBundle(['save', 'model', source, '--store', store, '--json', ...args], options)

const restore = (reference: string, destination: string, args: readonly string[] = []): Promise<Ended> =>
  runBundle(['restore', reference, path.join(base, destination), '--store', store, '--json', ...args])

/** Restored here, without a process: what is raced for is over. */
async function expectVersion(number: number, source: string): Promise<void> {
  const destination = path.join(base, `v${number}`)
  await restoreFolder(store, destination, { name: 'model', selectors: [`v${number}`] })
  expect(snapshot(destination)).toEqual(snapshot(source))
}

/** Holds all processes that are given these options until they are about to publish what matches. */
function gate(pattern: string): BundleOptions {
  const folder = path.join(base, 'gate')
  mkdirSync(folder)
  const env = { GATE_FOLDER: folder, GATE_PATTERN: pattern, GATE_COUNT: String(TWELVE.length) }
  return { preload: [new URL('./gate.js', import.meta.url)], env }
}

const numbers = (ends: readonly Ended[]): number[] => ends.map((ended) => Number(resultOf(ended)['number']))
const ascending = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
const oneTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

describe('twelve processes save one name at once, into a store that is not there yet', () => {
  test.each([
    ['as they come', undefined],
    ['all at the commit together', '/versions/'],
    ['all at the creation of the store together', '/store\\.json$']
  ])('%s: twelve versions, no number twice, each restores', async (_how, pattern) => {
    const options = pattern === undefined ? {} : gate(pattern)
    const sources = TWELVE.map((index) => makeSource(`saver ${index}`))
    const saved = numbers(await Promise.all(sources.map((source) => save(source, [], options))))

    expect(ascending(saved)).toEqual(oneTo(12))
    const audit = auditStore(store)
    expect(audit).toMatchObject({ versions: { model: oneTo(12) }, unreferenced: [], temporary: [] })

    const listed = JSON.parse((await runBundle(['list', 'model', '--store', store, '--json'])).stdout)
    expect(listed).toHaveLength(12)
    for (const [index, number] of saved.entries()) await expectVersion(number, sources[index])
  })
})

test.each([
  ['as they come', undefined],
  ['all at the commit together', '/versions/']
])('twelve processes save the same contents, %s: each tells of a version that holds them', async (_how, pattern) => {
  const options = pattern === undefined ? {} : gate(pattern)
  const source = makeSource('the same')
  const ends = await Promise.all(TWELVE.map(() => save(source, ['--if-unchanged', 'reuse'], options)))

  const created = numbers(ends.filter((ended) => resultOf(ended)['created']))
  const { versions, temporary } = auditStore(store)
  expect(ascending(created)).toEqual(versions['model'])
  expect(temporary).toEqual([])
  for (const number of numbers(ends)) expect(created).toContain(number)
  for (const number of created) await expectVersion(number, source)

  const again = resultOf(await save(source))
  expect(again).toMatchObject({ created: false, number: created.length })
})

test.each([
  ['as they come', undefined],
  ['all at the reservation together', '/labels/']
])('twelve processes save under one label, %s: exactly one wins, the others are told', async (_how, pattern) => {
  const options = pattern === undefined ? {} : gate(pattern)
  const sources = TWELVE.map((index) => makeSource(`saver ${index}`))
  const ends = await Promise.all(sources.map((source) => save(source, ['--version', '1.4.0'], options)))

  const winners = TWELVE.filter((index) => ends[index].code === 0)
  expect(winners).toHaveLength(1)
  expect(resultOf(ends[winners[0]])).toMatchObject({ created: true, number: 1, version: '1.4.0' })
  for (const index of TWELVE.filter((other) => other !== winners[0])) {
    expect(ends[index]).toMatchObject({ code: 1, stdout: '' })
    expect(ends[index].stderr).toMatch(
      /^artifact-store: version: the label '1\.4\.0' of model is (taken|reserved) .*\n$/
    )
  }

  const audit = auditStore(store)
  expect(audit).toMatchObject({
    versions: { model: [1] },
    labels: [{ name: 'model', label: '1.4.0', held: true }],
    unreferenced: [],
    temporary: []
  })
  resultOf(await restore('model@1.4.0', 'restored'))
  expect(snapshot(path.join(base, 'restored'))).toEqual(snapshot(sources[winners[0]]))
})

test('whoever restores the latest while others save gets one version whole', async () => {
  const sources = new Map<number, string>()
  const first = makeSource('first')
  sources.set(Number(resultOf(await save(first))['number']), first)

  const restored: { destination: string; result: Record<string, never> }[] = []
  let saving = true
  const savers = [0, 1, 2].map(async (saver) => {
    for (let round = 0; round < 4; round++) {
      const source = makeSource(`saver ${saver} round ${round}`)
      sources.set(Number(resultOf(await save(source))['number']), source)
    }
  })
  const restorers = [0, 1, 2].map(async (restorer) => {
    for (let round = 0; saving || round < 2; round++) {
      const destination = `restored ${restorer} ${round}`
      restored.push({ destination, result: resultOf(await restore('model@latest', destination)) })
    }
  })
  await Promise.all(savers).finally(() => (saving = false))
  await Promise.all(restorers)

  expect(ascending([...sources.keys()])).toEqual(oneTo(13))
  expect(restored.length).toBeGreaterThanOrEqual(6)
  for (const { destination, result } of restored) {
    expect(snapshot(path.join(base, destination))).toEqual(snapshot(sources.get(result['number'])!))
  }
  // The race was one: the latest was not the same for all.
  expect(new Set(restored.map(({ result }) => result['number'])).size).toBeGreaterThan(1)
})

test.each([
  ['as they come', undefined],
  ['all at the alias together', '/aliases/']
])('twelve savers move one alias, %s: every move is kept, it points at one version', async (_how, pattern) => {
  const options = pattern === undefined ? {} : gate(pattern)
  const sources = TWELVE.map((index) => makeSource(`saver ${index}`))
  const ends = await Promise.all(sources.map((source) => save(source, ['--alias', 'production'], options)))
  const saved = numbers(ends)
  expect(ascending(saved)).toEqual(oneTo(12))

  const { aliases, temporary } = auditStore(store)
  const moves = aliases['model/production']
  expect(ascending(moves)).toEqual(oneTo(12))
  expect(temporary).toEqual([])

  const last = moves.at(-1)!
  const listed: { number: number; aliases: string[] }[] = JSON.parse(
    (await runBundle(['list', 'model', '--store', store, '--json'])).stdout
  )
  expect(listed.filter((version) => version.aliases.length > 0)).toMatchObject([
    { number: last, aliases: ['production'] }
  ])
  expect(resultOf(await restore('model@production', 'restored'))).toMatchObject({ number: last })
  expect(snapshot(path.join(base, 'restored'))).toEqual(snapshot(sources[saved.indexOf(last)]))
})

test('six processes restore into one new folder at once: it holds one version whole', async () => {
  const source = makeSource('one')
  resultOf(await save(source))
  const ends = await Promise.all(oneTo(6).map(() => restore('model', 'shared/place')))

  const done = ends.filter((ended) => ended.code === 0)
  expect(done.length).toBeGreaterThan(0)
  for (const ended of ends.filter((other) => other.code !== 0)) {
    expect(ended).toMatchObject({ code: 1, stdout: '' })
    expect(ended.stderr).toMatch(/^artifact-store: [^\n]*place[^\n]*\n$/)
  }
  expect(snapshot(path.join(base, 'shared', 'place'))).toEqual(snapshot(source))
  expect(Object.keys(snapshot(path.join(base, 'shared'))).filter((name) => !name.startsWith('place'))).toEqual([])
})
