/** What is large in one direction: a record, the aliases of a step, a path. With the bundle run as the runner runs it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder, writeTree } from '../support/folders.js'
import { runAction, type ActionResult } from '../support/run-action.js'

let workspace: { readonly path: string; remove: () => void }
beforeEach(() => {
  workspace = temporaryFolder()
  writeTree(workspace.path, { 'out/model.bin': 'weights' })
})
afterEach(() => workspace.remove())

const at = (...path: string[]): string => join(workspace.path, ...path)

const run = (inputs: Record<string, string>): Promise<ActionResult> =>
  runAction({ inputs: { store: 'store', name: 'model', ...inputs }, workspace: workspace.path })

async function step(inputs: Record<string, string>): Promise<ActionResult> {
  const result = await run(inputs)
  expect(result).toMatchObject({ exitCode: 0, errors: [], warnings: [], stderr: '' })
  return result
}

/** What the runner takes of a summary. */
const SUMMARY_LIMIT = 1024 * 1024

test('a record of more than 1 MiB is saved, listed and restored whole, and its summary stays below the limit', async () => {
  const metadata = {
    text: 'x'.repeat(450_000),
    rows: Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`row-${at}`, `value ${at}`]))
  }
  writeFileSync(at('metadata.json'), JSON.stringify(metadata))
  const saved = await step({ mode: 'save', path: 'out', 'metadata-path': 'metadata.json' })
  expect(readFileSync(at('store/artifacts/model/versions/0000000001.json')).length).toBeGreaterThan(1024 * 1024)
  const restored = await step({ mode: 'restore', path: 'restored' })
  const listed = await step({ mode: 'list' })
  for (const { outputs } of [saved, restored]) {
    expect((JSON.parse(outputs['metadata']) as { metadata: unknown }).metadata).toEqual(metadata)
  }
  expect(JSON.parse(listed.outputs['result'])).toMatchObject([{ name: 'model', number: 1, metadata }])
  for (const { summary } of [saved, restored, listed]) expect(Buffer.byteLength(summary)).toBeLessThan(SUMMARY_LIMIT)
})

test('a thousand aliases are made by one step, and moved by another', async () => {
  const names = Array.from({ length: 1000 }, (_, at) => `alias-${at}`)
  const aliases = names.join('\n')
  const { summary } = await step({ mode: 'save', path: 'out', aliases })
  expect(Buffer.byteLength(summary)).toBeLessThan(SUMMARY_LIMIT)
  writeFileSync(at('out/model.bin'), 'better weights')
  await step({ mode: 'save', path: 'out' })
  const moved = await step({ mode: 'promote', aliases })
  expect(JSON.parse(moved.outputs['result'])).toHaveLength(1000)
  const { outputs } = await step({ mode: 'list' })
  expect(JSON.parse(outputs['result'])).toMatchObject([
    { number: 2, aliases: [...names].sort() },
    { number: 1, aliases: [] }
  ])
  expect(await step({ mode: 'restore', version: 'alias-999', path: 'restored' })).toMatchObject({
    outputs: { number: '2', matched: 'alias-999' }
  })
})

describe('a path that is thousands of bytes long', () => {
  /** Folders of 200 bytes and a file, so many bytes in all. */
  function longPath(bytes: number): string {
    const folders = Math.floor((bytes - 1) / 201)
    const rest = bytes - folders * 201
    return [...Array.from({ length: folders }, () => 'd'.repeat(200)), 'f'.repeat(rest)].join('/')
  }

  function saveLong(path: string): Promise<ActionResult> {
    mkdirSync(join(at('long'), path, '..'), { recursive: true })
    writeFileSync(join(at('long'), path), 'deep')
    return step({ mode: 'save', path: 'long' })
  }

  test('of 3,900 bytes is saved and restored', async () => {
    const path = longPath(3900)
    expect(path).toHaveLength(3900)
    await saveLong(path)
    await step({ mode: 'restore', path: 'restored' })
    expect(readFileSync(join(at('restored'), path), 'utf8')).toBe('deep')
  })

  test('of 4,000 bytes is saved, and restored', async () => {
    const path = longPath(4000)
    await saveLong(path)
    await step({ mode: 'restore', path: 'r' })
    expect(readFileSync(join(at('r'), path), 'utf8')).toBe('deep')
  })
})
