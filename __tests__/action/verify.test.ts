import { OUTPUT_NAMES } from '../../src/action/outputs.js'
import { packKey, versionKey } from '../../src/store/layout.js'
import { flipBit, keys, recordOf } from '../store/support.js'
import { Steps } from './steps.js'

let steps: Steps
beforeEach(async () => {
  steps = new Steps()
  await steps.save('1')
  await steps.save('2', { version: '1.0' })
})
afterEach(() => steps.remove())

const verify = (given: Record<string, string> = {}) => steps.step({ mode: 'verify', ...given })

test('of a sound store says so, in the log, the outputs and the summary', async () => {
  for (const given of [{}, { deep: 'false' }, { name: 'model' }]) {
    const { runner, error } = await verify(given)
    expect(error).toBeUndefined()
    expect(Object.keys(runner.outputs).sort()).toEqual([...OUTPUT_NAMES].sort())
    expect(runner.outputs['found']).toBe('true')
    expect(JSON.parse(runner.outputs['result'])).toMatchObject({ sound: true, versions: 2, files: 2, findings: [] })
    expect(runner.log.join('\n')).toMatch(
      /^Verified 2 versions of 1 artifact, 2 files, 2 packs, .*: nothing is damaged$/m
    )
    expect(runner.summary).toContain('<h3>Nothing is damaged</h3>')
  }
})

test('of a damaged one tells everything, and fails then', async () => {
  const [{ pack }] = recordOf(steps.storage.objects, 2).packs
  flipBit(steps.storage.objects, packKey(pack), 0)
  flipBit(steps.storage.objects, versionKey('model', 1), 50)
  const { runner, error } = await verify()
  expect(error).toMatchObject({
    code: 'DAMAGED',
    message: expect.stringMatching(
      /^the store 'memory' is damaged: 2 objects, which 2 versions need; 'artifact-store repair'/
    )
  })
  const result = JSON.parse(runner.outputs['result'])
  expect(result).toMatchObject({ sound: false, deep: true })
  expect(result.findings).toMatchObject([
    {
      severity: 'damage',
      kind: 'record',
      key: versionKey('model', 1),
      affected: [{ name: 'model', number: 1, all: true }]
    },
    { severity: 'damage', kind: 'pack', key: packKey(pack), affected: [{ version: '1.0', paths: ['model.bin'] }] }
  ])
  expect(runner.log.join('\n')).toContain('  model@v2 (1.0): model.bin')
  expect(runner.summary).toContain('<h3>2 objects damaged</h3>')
  expect(runner.summary).toContain(`<code>${packKey(pack)} is damaged`)
  expect(runner.summary).toContain('<code>model@v2 (1.0): model.bin</code>')
  expect(keys(steps.storage.objects, 'damaged/')).toEqual([`damaged/${pack}.json`])
})

test('without reading the files finds what shows without that', async () => {
  flipBit(steps.storage.objects, packKey(recordOf(steps.storage.objects, 2).packs[0].pack), 0)
  expect((await verify({ deep: 'false' })).error).toBeUndefined()
})

test('of what is not there is an error', async () => {
  const { error, runner } = await verify({ name: 'other' })
  expect(error).toMatchObject({ code: 'NOT_FOUND', message: expect.stringContaining("'other'") })
  expect(runner.outputs).toEqual({})
})

test.each([
  [{ name: '../x' }, /^input 'name'/],
  [{ name: 'model@v1' }, /^input 'name'/],
  [{ deep: 'maybe' }, /^input 'deep'/],
  [{ path: 'out' }, /^input 'path' is for modes save, restore and was given with mode verify/]
])('refuses %j', async (given, message) => {
  const { error } = await verify(given)
  expect(error).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringMatching(message) })
})

test('what others wrote is inert, and long results are cut', async () => {
  // A name with what runners and browsers would understand.
  const name = '::error::<b>x</b>\n::set-output name=a::b'
  for (let version = 3; version <= 60; version++) {
    for (let file = 0; file < 30; file++) steps.write(`out/${name}-${file}-${'long'.repeat(40)}`, `${version} ${file}`)
    await steps.save(String(version))
  }
  for (const key of keys(steps.storage.objects, 'packs/')) steps.storage.objects.delete(key)
  const { runner } = await verify()
  for (const line of runner.log) expect(line).not.toMatch(/^\s*::|\n/)
  expect(runner.summary).not.toContain('<b>')
  expect(Buffer.byteLength(runner.summary)).toBeLessThan(1024 * 1024)
  expect(Buffer.byteLength(runner.outputs['result'])).toBeLessThan(600 * 1024)
  expect(JSON.parse(runner.outputs['result']).findings.length).toBeGreaterThan(20)
})
