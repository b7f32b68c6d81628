/** Clearing a folder of what killed writers and removals left: temporary files, empty folders. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import {
  checkedStorage,
  createMemoryStorage,
  openLocalStorage,
  withFaults,
  type Storage
} from '../../src/storage/index.js'

const BEFORE = new Date('2026-11-01T00:00:00Z')
const OLD = new Date('2026-10-31T23:59:59Z')
const NAME = 'ab'.repeat(16)

let root: string
let storage: Storage
beforeEach(async () => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'clearing-')))
  storage = await openLocalStorage(root)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(key: string, time: Date, content = '12345'): void {
  mkdirSync(path.dirname(path.join(root, key)), { recursive: true })
  writeFileSync(path.join(root, key), content)
  utimesSync(path.join(root, key), time, time)
}

function folder(key: string, time = OLD): void {
  mkdirSync(path.join(root, key), { recursive: true })
  utimesSync(path.join(root, key), time, time)
}

const clear = (dryRun = false) => storage.clearAbandoned!(BEFORE, dryRun)

test('temporary files that are older go, younger ones stay', async () => {
  put(`tmp/${NAME}`, OLD)
  put(`tmp/${NAME.replace('ab', 'cd')}-link`, OLD, '123')
  put(`tmp/${NAME.replace('ab', 'ef')}`, BEFORE)
  expect(await clear(true)).toEqual({ objects: 2, bytes: 8 })
  expect(readdirSync(path.join(root, 'tmp'))).toHaveLength(3)
  expect(await clear()).toEqual({ objects: 2, bytes: 8 })
  expect(readdirSync(path.join(root, 'tmp'))).toEqual([NAME.replace('ab', 'ef')])
  expect(await clear()).toEqual({ objects: 0, bytes: 0 })
})

test('what is none of ours in tmp/ stays, as do links and folders', async () => {
  put('outside/kept', OLD)
  put('tmp/notes.txt', OLD)
  symlinkSync(path.join(root, 'outside/kept'), path.join(root, `tmp/${NAME}`))
  folder(`tmp/${NAME.replace('ab', 'cd')}`)
  expect(await clear()).toEqual({ objects: 0, bytes: 0 })
  expect(readdirSync(path.join(root, 'tmp'))).toHaveLength(3)
  expect(existsSync(path.join(root, 'outside/kept'))).toBe(true)
})

test('where tmp/ is a link to somewhere else nothing is cleared', async () => {
  put(`elsewhere/${NAME}`, OLD)
  symlinkSync(path.join(root, 'elsewhere'), path.join(root, 'tmp'))
  await expect(clear()).rejects.toMatchObject({ code: 'DAMAGED' })
  expect(existsSync(path.join(root, `elsewhere/${NAME}`))).toBe(true)
})

test('without tmp/ there is nothing to clear', async () => {
  expect(await clear()).toEqual({ objects: 0, bytes: 0 })
})

test('folders that are empty and older go, level by level; those of the first level stay', async () => {
  put('artifacts/model/versions/0000000001.json', OLD)
  folder('runs/young', BEFORE)
  folder('runs/deep/down')
  folder('runs/deep')
  folder('runs/old')
  folder('packs')
  folder('artifacts/model/labels')
  await clear(true)
  expect(existsSync(path.join(root, 'runs/old'))).toBe(true)
  await clear()
  expect(readdirSync(path.join(root, 'runs')).sort()).toEqual(['deep', 'young'])
  expect(readdirSync(path.join(root, 'runs/deep'))).toEqual([])
  expect(readdirSync(path.join(root, 'artifacts/model'))).toEqual(['versions'])
  expect(existsSync(path.join(root, 'packs'))).toBe(true)
  // What was in it made it younger: its turn comes the next time.
  folder('runs/deep')
  await clear()
  expect(readdirSync(path.join(root, 'runs'))).toEqual(['young'])
})

test('a link to an empty folder is left, and what it leads to', async () => {
  const other = realpathSync(mkdtempSync(path.join(tmpdir(), 'clearing-other-')))
  try {
    mkdirSync(path.join(other, 'empty'))
    utimesSync(path.join(other, 'empty'), OLD, OLD)
    folder('runs')
    symlinkSync(other, path.join(root, 'runs/link'))
    await clear()
    expect(existsSync(path.join(other, 'empty'))).toBe(true)
  } finally {
    rmSync(other, { recursive: true })
  }
})

test('a writer whose folder is cleared makes it again', async () => {
  await storage.create('runs/one/a.json', new Uint8Array(3))
  await storage.remove('runs/one/a.json')
  folder('runs/one')
  await clear()
  expect(existsSync(path.join(root, 'runs/one'))).toBe(false)
  expect(await storage.create('runs/one/b.json', new Uint8Array(3))).toBe('created')
  expect(await storage.stat('runs/one/b.json')).toMatchObject({ size: 3 })
})

test('a file that cannot be removed is told', async () => {
  put(`tmp/${NAME}`, OLD)
  const failing = await openLocalStorage(root, {
    fs: { unlink: () => Promise.reject(Object.assign(new Error('EACCES'), { code: 'EACCES' })) }
  })
  await expect(failing.clearAbandoned!(BEFORE, false)).rejects.toMatchObject({ code: 'STORAGE' })
})

test('a folder that is refused, or filled meanwhile, stays', async () => {
  folder('runs/one')
  for (const code of ['ENOTEMPTY', 'EACCES', 'ENOENT']) {
    const failing = await openLocalStorage(root, {
      fs: { rmdir: () => Promise.reject(Object.assign(new Error(code), { code })) }
    })
    expect(await failing.clearAbandoned!(BEFORE, false)).toEqual({ objects: 0, bytes: 0 })
  }
})

test('wrappers pass it on, and do without it where a storage has none', async () => {
  put(`tmp/${NAME}`, OLD)
  expect(await checkedStorage(withFaults(storage, [])).clearAbandoned!(BEFORE, true)).toEqual({ objects: 1, bytes: 5 })
  const memory = createMemoryStorage()
  expect(memory.clearAbandoned).toBeUndefined()
  expect(await checkedStorage(memory).clearAbandoned!(BEFORE, false)).toEqual({ objects: 0, bytes: 0 })
  expect(await checkedStorage(withFaults(memory, [])).clearAbandoned!(BEFORE, false)).toEqual({ objects: 0, bytes: 0 })
  const failing = checkedStorage(
    withFaults(storage, [{ operation: 'clearAbandoned', effect: { kind: 'fail-before' } }])
  )
  await expect(failing.clearAbandoned!(BEFORE, false)).rejects.toMatchObject({ code: 'STORAGE' })
})
