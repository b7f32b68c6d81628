/** verify and repair on the command line, over real stores in memory. */
import { EventEmitter } from 'node:events'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCli } from '../../src/cli/index.js'
import { createMemoryStorage, type MemoryStorage } from '../../src/storage/index.js'
import { openStore } from '../../src/store/index.js'
import { labelKey, packKey, versionKey } from '../../src/store/layout.js'
import { copyOf, flipBit, keys, recordOf } from '../store/support.js'
import { Collected } from './support.js'

let folder: string
let storages: Map<string, MemoryStorage>
let objects: MemoryStorage['objects']

beforeEach(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'cli-damage-')))
  storages = new Map()
  objects = storageAt('/store').objects
  mkdirSync(join(folder, 'out'))
  for (const [version, content] of ['one', 'two'].entries()) {
    writeFileSync(join(folder, 'out/model.bin'), content)
    expect((await cli('save', 'model', 'out', '--version', `${version + 1}.0`)).code).toBe(0)
  }
})
afterEach(() => rmSync(folder, { recursive: true }))

function storageAt(location: string): MemoryStorage {
  let storage = storages.get(location)
  if (storage === undefined) storages.set(location, (storage = createMemoryStorage({ location })))
  return storage
}

async function cli(...argv: string[]) {
  const [stdout, stderr] = [new Collected(), new Collected()]
  const host = {
    workingFolder: folder,
    home: folder,
    clock: () => new Date('2026-11-22T10:00:00Z'),
    now: () => 0,
    signals: new EventEmitter(),
    gitContext: async () => ({ workflow: false }),
    openStore: async (location: string, { create: _, ...options }: { create: boolean }) =>
      openStore(storageAt(location), { ...options, workers: { count: 0 } })
  }
  const code = await runCli(argv, { ARTIFACT_STORE: '/store' }, { stdout, stderr }, host)
  return { code, stdout: stdout.text, stderr: stderr.text }
}

const packOf = (number: number): string => recordOf(objects, number).packs[0].pack

describe('verify', () => {
  test('tells in one line that nothing is damaged', async () => {
    expect(await cli('verify')).toEqual({
      code: 0,
      stdout: 'Verified 2 versions of 1 artifact, 2 files, 2 packs, every byte: nothing is damaged\n',
      stderr: ''
    })
    expect((await cli('verify', 'model', '--quick')).stdout).toContain('without reading the files')
  })

  test('names what is damaged, with the versions and files, and ends with 1', async () => {
    flipBit(objects, packKey(packOf(2)), 0)
    flipBit(objects, labelKey('model', '1.0'), 30)
    const { code, stdout, stderr } = await cli('verify')
    expect(code).toBe(1)
    expect(stdout.split('\n')).toEqual([
      `damage: ${labelKey('model', '1.0')} is damaged: its bytes do not have its checksum`,
      '  model@v1 (1.0)',
      `damage: ${packKey(packOf(2))} is damaged: a chunk in it does not have the bytes that its hash names`,
      '  model@v2 (2.0): model.bin',
      'Verified 2 versions of 1 artifact, 2 files, 2 packs, every byte: 2 objects damaged',
      ''
    ])
    expect(stderr).toBe(
      "artifact-store: the store '/store' is damaged: 2 objects, which 2 versions need; 'artifact-store repair' mends what there are good copies of\n"
    )
  })

  test('as JSON, damaged or not', async () => {
    expect(JSON.parse((await cli('verify', '--json')).stdout)).toMatchObject({
      found: true,
      result: { sound: true, deep: true, findings: [] }
    })
    objects.delete(packKey(packOf(1)))
    const { code, stdout } = await cli('verify', '--quick', '--json')
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      result: { sound: false, deep: false, findings: [{ code: 'missing', affected: [{ number: 1 }] }] }
    })
  })

  test('of what is not there is an error; what is no name is wrong use', async () => {
    expect(await cli('verify', 'other')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no artifact 'other'")
    })
    expect(await cli('verify', '../x')).toMatchObject({ code: 2 })
    expect(await cli('verify', '--store', '/elsewhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no artifact store')
    })
  })
})

describe('repair', () => {
  test('tells what could be done, does it, and what is left', async () => {
    storages.set('/backup', createMemoryStorage({ objects: copyOf(objects), location: '/backup' }))
    const pack = packKey(packOf(2))
    const sound = objects.get(pack)!
    flipBit(objects, pack, 0)
    const alone = await cli('repair')
    expect(alone).toMatchObject({ code: 1, stderr: expect.stringContaining('--from') })
    expect(alone.stdout).toMatch(
      /^cannot be healed: packs.*\n {2}packs.* stays as it is: .*\n {2}model@v2 \(2\.0\): model\.bin\nOf 1 object: 1 cannot be healed\nNothing was written\. Give --apply to do it\n$/
    )

    const planned = await cli('repair', '--from', '/backup')
    expect(planned).toMatchObject({ code: 0, stderr: '' })
    expect(planned.stdout).toMatch(
      /^can be healed: .*\n {2}.* can be made whole with one chunk from .* in \/backup\nOf 1 object: 1 can be healed\nNothing was written/
    )
    expect(keys(objects, 'packs/')).toHaveLength(2)

    const applied = await cli('repair', 'model', '--from', '/backup', '--apply')
    expect(applied).toMatchObject({ code: 0, stderr: '' })
    expect(applied.stdout).toMatch(/^healed: .*\n {2}.* was made whole .*\nOf 1 object: 1 healed\n$/)
    expect(objects.get(pack)!.bytes).toEqual(Buffer.from(sound.bytes))
    expect(await cli('repair', '--apply')).toEqual({ code: 0, stdout: 'Nothing is damaged\n', stderr: '' })
  })

  test.each([
    ['a folder', 'files'],
    ['a file', 'files/whatever']
  ])('takes %s', async (_, given) => {
    mkdirSync(join(folder, 'files'))
    writeFileSync(join(folder, 'files/whatever'), 'two')
    flipBit(objects, packKey(packOf(2)), 0)
    const { code, stdout } = await cli('repair', '--files', given, '--apply', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      found: true,
      result: { applied: true, sound: true, repairs: [{ outcome: 'healed', remaining: [] }] }
    })
    expect((await cli('verify')).code).toBe(0)
  })

  test('several stores and files', async () => {
    storages.set('/backup', createMemoryStorage({ objects: copyOf(objects), location: '/backup' }))
    storageAt('/empty')
    objects.delete(versionKey('model', 1))
    const { code } = await cli(
      'repair',
      '--from',
      '/empty',
      '--from',
      '/backup',
      '--files',
      'out',
      '--files',
      'out/model.bin',
      '--apply'
    )
    expect(code).toBe(0)
    expect((await cli('verify')).code).toBe(0)
  })

  test.each([
    [['repair', '--files', 'nothing'], /files: 'nothing': there is no such file or folder/],
    [['repair', '--files', ''], /--files.*It is empty/],
    [['repair', '--from', ' '], /--from.*It is empty/],
    [['repair', '--from', '/store'], /is the store that is to be mended/],
    [['repair', 'a b'], /NAME/]
  ])('refuses %j', async (argv, message) => {
    expect(await cli(...argv)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) })
  })
})
