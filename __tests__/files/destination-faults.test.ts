/**
 * Every call of the file system that a restore makes fails, one after the other; and from every call on, all of them,
 * as if the process had been killed. Whatever it was, the destination holds whole files only, and nothing outside of it
 * changed. Where it was not killed, nothing temporary is left either.
 */
import type * as fileSystem from 'node:fs'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { jest } from '@jest/globals'

const real = createRequire(import.meta.url)('node:fs') as typeof fileSystem

/** Counts calls, and has the one numbered `at` fail, or all from that on. */
const faults = {
  calls: 0,
  at: 0,
  kills: false,
  active: false,
  next(name: string): void {
    if (!this.active) return
    this.calls++
    if (this.kills ? this.calls < this.at : this.calls !== this.at) return
    throw Object.assign(new Error(`EIO: i/o error, ${name}`), { code: 'EIO' })
  }
}

const faulty = (
  [
    'accessSync',
    'chmodSync',
    'fchmodSync',
    'lstatSync',
    'mkdirSync',
    'openSync',
    'readdirSync',
    'realpathSync',
    'renameSync',
    'rmSync',
    'rmdirSync',
    'statSync',
    'symlinkSync',
    'unlinkSync',
    'writeFileSync'
  ] as const
).map((name) => [
  name,
  (...given: unknown[]): unknown => {
    faults.next(name)
    return (real[name] as (...args: unknown[]) => unknown)(...given)
  }
])
jest.unstable_mockModule('node:fs', () => ({ ...real, ...Object.fromEntries(faulty) }))

const { prepareDestination } = await import('../../src/files/index.js')
const { writeFiles } = await import('./restoring.js')
const { file, folder, link, make, snapshot, withFolder } = await import('./support.js')

const entries = [
  folder('a', 0o755),
  folder('a/b', 0o555),
  file('a/b/f'),
  link('a/b/l', '../../out'),
  folder('dir', 0o700),
  file('dir/x'),
  file('file'),
  folder('new', 0o500),
  file('new/y'),
  link('z', 'file')
]

interface Attempt {
  readonly failure: unknown
  readonly isPrepared: boolean
  /** Whether there was a call to fail. */
  readonly isFaulty: boolean
}

async function restoreWithFault(to: string, clean: boolean, at: number, kills: boolean): Promise<Attempt> {
  Object.assign(faults, { calls: 0, at, kills, active: true })
  let failure: unknown
  let isPrepared = false
  try {
    const options = { folder: to, entries: () => entries, clean, protectedFolders: ['/'], nonce: 'faulty' }
    const destination = await prepareDestination(options)
    isPrepared = true
    faults.active = false
    writeFiles(destination, entries)
    faults.active = true
    await destination.place()
  } catch (error) {
    failure = error
  } finally {
    faults.active = false
  }
  return { failure, isPrepared, isFaulty: faults.calls >= at }
}

function expectForUser(failure: unknown): void {
  const told = failure as { name: string; code: string; message: string }
  expect([told.name, told.code]).toEqual(['ArtifactStoreError', 'DESTINATION'])
  expect(told.message).toMatch(/^cannot .*'.*': i\/o error \(EIO\)$/)
}

const isStaging = (line: string): boolean => line.includes('.artifact-store-faulty.tmp')
const isOfVersion = (line: string): boolean => /^f 644 (\S+) \1$/.test(line) || /^l (a\/b\/l|z) /.test(line)

/** Each file and link below `to` is as it was before, or as the version has it; others are as before. */
function expectWhole(parent: string, to: string, before: readonly string[]): void {
  const after = snapshot(parent).filter((line) => !isStaging(line))
  const wrong = after.filter(
    (line) => !line.startsWith('d ') && !before.includes(line) && !isOfVersion(line.replace(` ${to}/`, ' '))
  )
  expect(wrong).toEqual([])
  expect(after).toEqual(expect.arrayContaining(before.filter((line) => !line.includes(` ${to}`))))
}

describe.each([
  ['a new folder', 'out/new/er', {}, false],
  ['one that exists', 'to', { 'to/a/b/f': 'old', 'to/a/b/mine': 'mine', 'to/file': 'old', 'to/z': 'old' }, false],
  [
    'one that is cleaned',
    'to',
    { 'to/a/b/f': 'old', 'to/x/y': 'old', 'to/dir': 'old', 'to/new': { link: '../out' } },
    true
  ]
])('restoring to %s', (_, to, contents, clean) => {
  const eachCall = async (run: (parent: string, at: number) => Promise<Attempt>): Promise<void> => {
    let isFaulty = true
    for (let at = 1; isFaulty; at++) {
      ;({ isFaulty } = await withFolder((parent) => {
        make(parent, { ...contents, 'out/mine': 'mine' })
        return run(parent, at)
      }))
      expect(at).toBeLessThan(1000)
    }
  }

  test('a call that fails leaves whole files only, and nothing temporary', () =>
    eachCall(async (parent, at) => {
      const before = snapshot(parent)
      const attempt = await restoreWithFault(join(parent, to), clean, at, false)
      if (attempt.failure !== undefined) expectForUser(attempt.failure)
      expectWhole(parent, to, before)
      expect(snapshot(parent).filter(isStaging)).toEqual([])
      // What is in the version's way is replaced or still there.
      for (const name of Object.keys(contents).filter((path) => /^to\/(?:dir|new)$/.test(path))) {
        expect({ at, [name]: existsSync(join(parent, name)) }).toEqual({ at, [name]: true })
      }
      if (!attempt.isPrepared) expect(snapshot(parent)).toEqual(before)
      return attempt
    }))

  test('a kill leaves whole files only, and the next restore works', () =>
    eachCall(async (parent, at) => {
      const before = snapshot(parent)
      const attempt = await restoreWithFault(join(parent, to), clean, at, true)
      expectWhole(parent, to, before)
      const options = {
        folder: join(parent, to),
        entries: () => entries,
        clean,
        protectedFolders: ['/'],
        nonce: 'next'
      }
      const destination = await prepareDestination(options)
      writeFiles(destination, entries)
      await destination.place()
      const restored = snapshot(join(parent, to)).filter((line) => !isStaging(line))
      expect(restored.filter(isOfVersion)).toHaveLength(entries.filter((entry) => entry.kind !== 'directory').length)
      expect(restored).toEqual(expect.arrayContaining(['d 755 a', 'd 555 a/b', 'd 700 dir', 'd 500 new']))
      return attempt
    }))
})
