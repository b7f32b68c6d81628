import { jest } from '@jest/globals'
import { join } from 'node:path'

// The file system, with a moment before and after each call in which a test changes a file.
const fs = process.getBuiltinModule('node:fs')
const moment: { afterRead?: (() => void) | undefined; beforeLook?: (() => void) | undefined } = {}
jest.unstable_mockModule('node:fs', () => ({
  ...fs,
  readSync: (...read: Parameters<typeof fs.readSync>) => {
    const length = fs.readSync(...read)
    moment.afterRead?.()
    return length
  },
  fstatSync: (...look: Parameters<typeof fs.fstatSync>) => {
    moment.beforeLook?.()
    return fs.fstatSync(...look)
  }
}))
const { readSmallFile } = await import('../../src/content/read-file.js')
const { thrownBy, withFolder } = await import('./support.js')

afterEach(() => {
  moment.afterRead = undefined
  moment.beforeLook = undefined
})

const into = Buffer.alloc(100)
const read = (path: string): string => into.subarray(0, readSmallFile(path, false, into)).toString()

const changes: Record<string, (path: string, turn: number) => void> = {
  'is appended to': (path) => fs.appendFileSync(path, '+'),
  'becomes shorter': (path, turn) => fs.truncateSync(path, 9 - turn),
  'is written over': (path, turn) => fs.writeFileSync(path, `turn ${turn}`.padEnd(10), { flag: 'r+' })
}

describe('a small file that changes while it is read', () => {
  test.each(Object.entries(changes))('is read again, until it rests: it %s', (_, change) =>
    withFolder((folder) => {
      for (const times of [1, 2]) {
        const path = join(folder, String(times))
        fs.writeFileSync(path, '0123456789')
        let turn = 0
        moment.afterRead = () => {
          if (turn < times) change(path, turn++)
        }
        expect(read(path)).toBe(fs.readFileSync(path, 'utf8'))
        expect(turn).toBe(times)
      }
    })
  )

  test.each(Object.entries(changes))('is given up on at the third time, by name: it %s', (_, change) =>
    withFolder((folder) => {
      const path = join(folder, 'busy')
      fs.writeFileSync(path, '0123456789')
      let turn = 0
      moment.afterRead = () => change(path, turn++)
      const { message } = thrownBy('SOURCE', () => read(path))
      expect(message).toContain(`'${path}' changed each time it was read (3 times)`)
      expect(turn).toBeGreaterThanOrEqual(3)
    })
  )

  test('is given up on where it changed just now at every look: its time would tell no further change', () =>
    withFolder((folder) => {
      const path = join(folder, 'busy')
      fs.writeFileSync(path, '0123456789')
      let reads = 0
      moment.beforeLook = () => fs.writeFileSync(path, '0123456789', { flag: 'r+' })
      moment.afterRead = () => reads++
      expect(thrownBy('SOURCE', () => read(path)).message).toContain('changed each time')
      expect(reads).toBe(0)
    }))

  test('is not read before a change that came while it was waited for could show', () =>
    withFolder((folder) => {
      const path = join(folder, 'file')
      fs.writeFileSync(path, '0123456789')
      let looks = 0
      // The second look comes right after a change; one more in the same tick would leave the times as they are.
      moment.beforeLook = () => {
        if (++looks === 2) fs.writeFileSync(path, 'between it', { flag: 'r+' })
      }
      let isFirst = true
      moment.afterRead = () => {
        if (isFirst) fs.writeFileSync(path, 'the newest', { flag: 'r+' })
        isFirst = false
      }
      expect(read(path)).toBe('the newest')
    }))
})
