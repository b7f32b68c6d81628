/** Mode verify, and repair on the command line, with the bundle run as the runner and a shell run it. */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { closeSync, cpSync, openSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { OUTPUT_NAMES } from '../../src/action/outputs.js'
import { temporaryFolder, writeTree } from '../support/folders.js'
import { BUNDLE, runAction, type ActionResult } from '../support/run-action.js'

let workspace: { readonly path: string; remove: () => void }
/** So much that threads do the work. */
const weights = randomBytes(24 * 1024 * 1024)
const table = Array.from({ length: 40_000 }, (_, row) => `${row};${(row * 7919) % 10_007}\n`).join('')

beforeEach(async () => {
  workspace = temporaryFolder()
  writeTree(workspace.path, { 'out/model.bin': weights, 'out/table.csv': table })
  expect(await run({ mode: 'save', name: 'model', path: 'out' })).toMatchObject({ exitCode: 0, errors: [] })
})
afterEach(() => workspace.remove())

const at = (...path: string[]): string => join(workspace.path, ...path)

const run = (inputs: Record<string, string>): Promise<ActionResult> =>
  runAction({ inputs: { store: 'store', ...inputs }, workspace: workspace.path })

const cli = (...argv: string[]) =>
  spawnSync(process.execPath, [BUNDLE, ...argv, '--store', at('store')], {
    cwd: workspace.path,
    env: { PATH: process.env['PATH'], HOME: at('home') },
    encoding: 'utf8'
  })

function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}

/** What each file holds. */
function contents(folder: string): Record<string, string> {
  const hash = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')
  return Object.fromEntries(filesBelow(folder).map((file) => [file.slice(folder.length), hash(file)]))
}

function largestPack(): string {
  return filesBelow(at('store/packs')).sort((a, b) => statSync(b).size - statSync(a).size)[0]
}

function overwrite(file: string, position: number): void {
  const handle = openSync(file, 'r+')
  writeSync(handle, Buffer.from('damage'), 0, 6, position)
  closeSync(handle)
}

it('finds nothing, then what is damaged, and nothing again once it is repaired', async () => {
  const sound = await run({ mode: 'verify' })
  expect(sound).toMatchObject({ exitCode: 0, errors: [], warnings: [], stderr: '' })
  expect(Object.keys(sound.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
  expect(sound.summary).toContain('Nothing is damaged')

  cpSync(at('store'), at('backup'), { recursive: true })
  const before = contents(at('store'))
  overwrite(largestPack(), 10_000_000)
  const damaged = await run({ mode: 'verify' })
  expect(damaged).toMatchObject({ exitCode: 1, stderr: '' })
  expect(damaged.errors).toEqual([expect.stringMatching(/is damaged: 1 object, which 1 version needs/)])
  expect(JSON.parse(damaged.outputs['result'])).toMatchObject({
    sound: false,
    findings: [{ code: 'damaged', affected: [{ name: 'model', number: 1, files: 1 }] }]
  })
  expect(damaged.summary).toMatch(/<code>model@v1: (model\.bin|table\.csv)<\/code>/)

  const planned = cli('repair', '--from', 'backup')
  expect([planned.status, planned.stderr]).toEqual([0, ''])
  const applied = cli('repair', '--from', 'backup', '--apply')
  expect([applied.status, applied.stderr, applied.stdout]).toEqual([0, '', expect.stringContaining('1 healed')])
  expect(contents(at('store'))).toEqual(before)
  expect(cli('verify').stdout).toContain('nothing is damaged')
}, 60_000)

it('is repaired from the files that were saved', () => {
  overwrite(largestPack(), 10_000_000)
  const { status, stderr } = cli('repair', '--files', 'out', '--apply')
  expect([status, stderr]).toEqual([0, ''])
  execFileSync(process.execPath, [BUNDLE, 'restore', 'model', at('back'), '--store', at('store')], {
    env: { PATH: process.env['PATH'], HOME: at('home') }
  })
  expect(contents(at('back'))).toEqual(contents(at('out')))
}, 60_000)
