import { execFileSync } from 'node:child_process'
import { createServer } from 'node:net'
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { openForReading, readPiece, readSmallFile, sameFile, settleTime } from '../../src/content/read-file.js'
import { MIB, failureOf, noise, thrownBy, withFolder, within } from './support.js'

function readSmall(path: string, maximum = MIB, followLinks = false): Buffer | undefined {
  const into = new Uint8Array(maximum)
  const size = readSmallFile(path, followLinks, into)
  return size === undefined ? undefined : Buffer.from(into.subarray(0, size))
}

/** Changes a file without a pause, on another thread, while `act` runs. */
async function whileChanging<T>(path: string, change: string, act: () => Promise<T> | T): Promise<T> {
  const writer = new Worker(
    `const fs = require('node:fs')
     const { parentPort, workerData: path } = require('node:worker_threads')
     let turn = 0
     const change = () => { ${change}; turn++; setImmediate(change) }
     change()
     parentPort.postMessage('started')`,
    { eval: true, workerData: path }
  )
  try {
    await new Promise((resolve) => writer.once('message', resolve))
    return await act()
  } finally {
    await writer.terminate()
  }
}

describe('reading a small file', () => {
  test('gives its bytes', () =>
    withFolder((folder) => {
      for (const size of [0, 1, 70_000]) {
        writeFileSync(join(folder, 'file'), noise(size, size))
        expect(readSmall(join(folder, 'file'))).toEqual(noise(size, size))
      }
    }))

  test('gives nothing for one that is larger than there is room', () =>
    withFolder((folder) => {
      writeFileSync(join(folder, 'file'), noise('file', 101))
      expect(readSmall(join(folder, 'file'), 101)).toHaveLength(101)
      expect(readSmall(join(folder, 'file'), 100)).toBeUndefined()
    }))

  test('follows a link where it is told to, and refuses it elsewhere', () =>
    withFolder((folder) => {
      writeFileSync(join(folder, 'file'), 'bytes')
      symlinkSync('file', join(folder, 'link'))
      expect(readSmall(join(folder, 'link'), MIB, true)?.toString()).toBe('bytes')
      const { message } = thrownBy('SOURCE', () => readSmall(join(folder, 'link')))
      expect(message).toContain(join(folder, 'link'))
      expect(message).toContain('symbolic link')
    }))

  test.each(['missing', 'folder', 'fifo', 'link to nothing'])('says what it is that cannot be read: %s', (what) =>
    withFolder((folder) => {
      const path = join(folder, "odd\nname'")
      if (what === 'folder') mkdirSync(path)
      if (what === 'fifo') execFileSync('mkfifo', [path])
      if (what === 'link to nothing') symlinkSync('nowhere', path)
      for (const followLinks of [true, false]) {
        const { message } = thrownBy('SOURCE', () => readSmall(path, MIB, followLinks))
        expect(message).toContain("odd\\nname'")
        expect(message).not.toContain('\n')
        if (what === 'missing') expect(message).toContain('removed')
        if (what === 'folder' || what === 'fifo') expect(message).toContain('no longer a regular file')
      }
    })
  )

  test('refuses a socket', () =>
    withFolder(async (folder) => {
      const server = createServer()
      const path = join(folder, 's')
      await new Promise<void>((resolve) => server.listen(path, resolve))
      try {
        expect(thrownBy('SOURCE', () => readSmall(path)).message).toContain(path)
      } finally {
        server.close()
      }
    }))

  test('never gives one that is written over torn, however busy the writer is', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'busy')
      writeFileSync(path, '0'.repeat(10_000))
      // Of the same length: only its time tells, and that moves once in a tick.
      const change = "fs.writeFileSync(path, String(turn % 10).repeat(10000), { flag: 'r+' })"
      await whileChanging(path, change, () => {
        for (let attempt = 0; attempt < 20; attempt++) {
          try {
            expect(readSmall(path)?.toString()).toMatch(/^(.)\1{9999}$/)
          } catch (error) {
            expect(error).toMatchObject({ code: 'SOURCE', message: expect.stringMatching(/busy' changed each time/) })
          }
        }
      })
    }))

  test('reads one that is replaced all the time, whole', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'busy')
      writeFileSync(path, '0'.repeat(100_000))
      const replace = 'fs.writeFileSync(path + 2, String(turn % 10).repeat(100000)); fs.renameSync(path + 2, path)'
      await whileChanging(path, replace, () => {
        for (let attempt = 0; attempt < 10; attempt++) expect(readSmall(path)?.toString()).toMatch(/^(.)\1{99999}$/)
      })
    }))

  test('reads one that rests after a while', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'file')
      writeFileSync(path, 'first')
      const timer = setTimeout(() => writeFileSync(path, 'second'), 10)
      const opened = await openForReading(path, false)
      await opened.handle.close()
      clearTimeout(timer)
      expect(opened.size).toBe(6)
      writeFileSync(path, 'third')
      expect(readSmall(path)?.toString()).toBe('third')
    }))
})

describe('what tells that a file changed', () => {
  test('is everything that a write changes', () =>
    withFolder((folder) => {
      const path = join(folder, 'file')
      writeFileSync(path, 'bytes')
      expect(sameFile(lstatSync(path, { bigint: true }), lstatSync(path, { bigint: true }))).toBe(true)
      const changes: (() => void)[] = [
        () => appendFileSync(path, 'more'),
        () => truncateSync(path, 3),
        // The same length, and the old time put back: only the time of the inode tells.
        () => {
          const { atime, mtime } = statSync(path)
          writeFileSync(path, 'BYT')
          utimesSync(path, atime, mtime)
        },
        () => chmodSync(path, 0o600),
        // Another file in its place.
        () => {
          rmSync(path)
          writeFileSync(path, 'BYT')
        }
      ]
      for (const change of changes) {
        const earlier = lstatSync(path, { bigint: true })
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30)
        change()
        expect(sameFile(earlier, lstatSync(path, { bigint: true }))).toBe(false)
      }
    }))

  test('is waited for where the file changed just now', () =>
    withFolder((folder) => {
      const path = join(folder, 'file')
      writeFileSync(path, 'x')
      const stats = lstatSync(path, { bigint: true })
      const changed = Number(stats.ctimeNs / 1_000_000n)
      expect(settleTime(stats, changed)).toBeGreaterThan(0)
      expect(settleTime(stats, changed + 5)).toBeGreaterThan(0)
      expect(settleTime(stats, changed + 5)).toBeLessThan(settleTime(stats, changed))
      expect(settleTime(stats, changed + 100)).toBe(0)
      expect(settleTime(stats, changed + 1e9)).toBe(0)
      // Another machine's clock: nothing to wait for.
      expect(settleTime(stats, changed - 10_000)).toBe(0)
    }))
})

describe('a large file', () => {
  test('is read in pieces, as long as it goes', () =>
    withFolder(async (folder) => {
      const path = join(folder, 'file')
      const content = noise('pieces', 5000)
      writeFileSync(path, content)
      const opened = await openForReading(path, false)
      try {
        expect(opened.size).toBe(5000)
        const into = Buffer.alloc(3000)
        expect(await readPiece(opened, into, 100, 2500, 0)).toBe(2500)
        expect(into.subarray(100, 2600)).toEqual(content.subarray(0, 2500))
        expect(into.subarray(0, 100)).toEqual(Buffer.alloc(100))
        expect(await readPiece(opened, into, 0, 3000, 4000)).toBe(1000)
        expect(await readPiece(opened, into, 0, 3000, 6000)).toBe(0)
      } finally {
        await opened.handle.close()
      }
    }))

  test.each(['missing', 'folder', 'fifo', 'link'])('that is none is refused and left closed: %s', (what) =>
    withFolder(async (folder) => {
      const path = join(folder, 'file')
      if (what === 'folder') mkdirSync(path)
      if (what === 'fifo') execFileSync('mkfifo', [path])
      if (what === 'link') symlinkSync('/etc/passwd', path)
      const { message } = await failureOf('SOURCE', within(5000, openForReading(path, false)))
      expect(message).toContain(path)
    })
  )
})
