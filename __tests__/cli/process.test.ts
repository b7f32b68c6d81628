/** The command line as a process of its own, over a real store: what only a process shows. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url))

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'artifact-store-cli-'))
  await mkdir(join(folder, 'out', 'sub'), { recursive: true })
  await writeFile(join(folder, 'out', 'weights.bin'), Buffer.alloc(300_000, 'weights'))
  await writeFile(join(folder, 'out', 'sub', 'Größe 1.txt'), 'x')
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

function start(argv: readonly string[]) {
  // Nothing of the machine that the test runs on: neither its workflow nor its store.
  const env = { PATH: process.env['PATH'], HOME: folder, ARTIFACT_STORE: join(folder, 'store') }
  const child = spawn(process.execPath, [MAIN, ...argv], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const done = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
  return { child, done }
}

const artifactStore = (...argv: string[]) => start(argv).done

test('what is saved is listed, shown and restored', async () => {
  const saved = await artifactStore(
    'save',
    'team/model',
    'out',
    '--metric',
    'accuracy=0.9',
    '--alias',
    'best',
    '--json'
  )
  expect(saved).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(saved.stdout)).toMatchObject({
    created: true,
    reference: 'team/model@v1',
    files: 2,
    metadata: { metrics: { accuracy: 0.9 }, run: { workflow: false } }
  })

  const again = await artifactStore('save', 'team/model', 'out')
  expect(again).toMatchObject({ code: 0, stderr: '' })
  expect(again.stdout).toMatch(/^Unchanged: team\/model@v1 /)

  const listed = await artifactStore('list', '--json')
  expect(JSON.parse(listed.stdout)).toMatchObject([{ name: 'team/model', number: 1, aliases: ['best'] }])
  expect((await artifactStore('show', 'team/model@best')).stdout).toContain('accuracy  0.9')

  const restored = await artifactStore('restore', 'team/model@best', 'back', '--json')
  expect(restored).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(restored.stdout)).toMatchObject({ found: true, matched: 'best', path: join(folder, 'back') })
  expect((await readdir(join(folder, 'back'), { recursive: true })).sort()).toEqual(
    ['sub', join('sub', 'Größe 1.txt'), 'weights.bin'].sort()
  )
  expect(await readFile(join(folder, 'back', 'weights.bin'))).toEqual(Buffer.alloc(300_000, 'weights'))
})

test.each([
  [['restore', 'model'], 1, /there is no store/],
  [['list'], 1, /there is no store/],
  [['save', 'model', 'missing'], 1, /'missing'/],
  [['save', 'v7', 'out'], 2, /'v7'/],
  [['restore', 'model', 'back', '--files'], 2, /--files/],
  [['prune'], 1, /there is no store/]
])('%j fails with a line and makes nothing', async (argv, exitCode, message) => {
  const { code, stdout, stderr } = await artifactStore(...argv)
  expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' })
  expect(stderr).toMatch(message)
  expect(stderr).toMatch(/^artifact-store: [^\n]*\n$/)
  expect(await readdir(folder)).toEqual(['out'])
})

test('a reader that stops reading is no failure', async () => {
  await artifactStore('save', 'model', 'out')
  const { child, done } = start(['show', 'model'])
  child.stdout.destroy()
  expect(await done).toMatchObject({ code: 0, stderr: '' })
})

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends a save with 130, without a version or a temporary file',
  async (signal) => {
    const endless = await open(join(folder, 'out', 'endless.bin'), 'w')
    await endless.truncate(64 * 1024 ** 3)
    await endless.close()
    const { child, done } = start(['save', 'model', 'out', '--json'])
    // The store's description is written when the save has begun.
    while (!existsSync(join(folder, 'store', 'store.json'))) {
      expect(child.exitCode).toBeNull()
      await delay(20)
    }
    child.kill(signal)
    const { code, stdout, stderr } = await done
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toMatch(new RegExp(`artifact-store: cancelled by ${signal}\n$`))
    expect((await artifactStore('list', '--json')).stdout).toBe('[]\n')
    const left = await readdir(join(folder, 'store'), { recursive: true })
    expect(left.filter((name) => name.startsWith('tmp/') || name.includes('.tmp'))).toEqual([])
  },
  60_000
)

test('what is copied is in the other store, and is not copied again', async () => {
  await artifactStore('save', 'model', 'out', '--version', '1.0', '--alias', 'best')
  const copied = await artifactStore('copy', 'store', 'other store')
  expect(copied).toMatchObject({ code: 0, stderr: '' })
  expect(copied.stdout).toMatch(/^Copied model@v1 to model@v1 \(1\.0\): 2 files, .* sent\n$/)
  expect(await artifactStore('copy', 'store', 'other store')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Already there: model@v1 is model@v1/)
  })
  await rm(join(folder, 'store'), { recursive: true })
  expect(await artifactStore('restore', 'model@best', 'back', '--store', 'other store')).toMatchObject({ code: 0 })
  expect(await readdir(join(folder, 'back'), { recursive: true })).toHaveLength(3)
  expect(await artifactStore('copy', 'store', 'other store')).toMatchObject({ code: 1, stdout: '' })
  expect(existsSync(join(folder, 'store'))).toBe(false)
  expect(await artifactStore('copy', 'other store', './other store/')).toMatchObject({ code: 2, stdout: '' })
})
