/**
 * Reading files that others may be writing: what is returned is the content at one moment, or an error.
 *
 * A file is looked at before and after it is read; if size, inode, or a time differs, it is read again. A change
 * within one tick of the file system's clock leaves the times as they are, so a file that was changed just now is
 * waited for first (git calls such an entry "racily clean").
 */
import * as fs from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { open } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { ArtifactStoreError, quote, systemErrorCode, visible } from '../errors.js'
import { openFlag } from './open-flags.js'

/** How often a file that changes is read before the save gives up. */
export const READ_ATTEMPTS = 3

/** Kernel ticks are at most 10 ms; a change younger than this may hide another one. */
const TICK_MILLISECONDS = 20

type Stats = fs.BigIntStats

/** Whether nothing that a write changes has changed. */
export function sameFile(before: Stats, after: Stats): boolean {
  return (
    before.size === after.size &&
    before.mtimeNs === after.mtimeNs &&
    before.ctimeNs === after.ctimeNs &&
    before.ino === after.ino &&
    before.dev === after.dev
  )
}

/** Milliseconds to wait until a further change must show in the times; 0 for nearly every file. `now` in milliseconds. */
export function settleTime(stats: Stats, now: number): number {
  const age = now - Number(stats.ctimeNs / 1_000_000n)
  // A time in the future is another machine's clock: waiting would tell nothing.
  return age >= 0 && age < TICK_MILLISECONDS ? TICK_MILLISECONDS - age : 0
}

export function openFlags(followLinks: boolean): number {
  // Non-blocking, so that a FIFO put in the file's place cannot hang the save.
  return fs.constants.O_RDONLY | openFlag('O_NONBLOCK') | (followLinks ? 0 : openFlag('O_NOFOLLOW'))
}

/**
 * Reads a small file, blocking: for worker threads.
 * @param into takes the bytes, from its start.
 * @returns how many bytes the file has, or undefined where it is larger than `into`.
 * @throws ArtifactStoreError `SOURCE` where it cannot be read, is no file, or does not stop changing.
 */
export function readSmallFile(path: string, followLinks: boolean, into: Uint8Array): number | undefined {
  try {
    for (let attempt = 1; attempt <= READ_ATTEMPTS; attempt++) {
      const file = fs.openSync(path, openFlags(followLinks))
      try {
        const before = lookWhenSettled(file, path)
        if (before.size > BigInt(into.length)) return undefined
        const size = Number(before.size)
        const length = readFully(file, into, size)
        const after = fs.fstatSync(file, { bigint: true })
        if (length === size && sameFile(before, after)) return size
      } finally {
        fs.closeSync(file)
      }
    }
  } catch (error) {
    throw sourceError(path, error)
  }
  throw changingFile(path)
}

/** Looks at a file until it has rested: a change after that must show in its times. */
function lookWhenSettled(file: number, path: string): Stats {
  for (let look = 1; look <= READ_ATTEMPTS; look++) {
    const stats = fs.fstatSync(file, { bigint: true })
    checkIsFile(stats, path)
    const wait = settleTime(stats, currentTime())
    if (wait === 0) return stats
    blockFor(wait)
  }
  throw changingFile(path)
}

/**
 * The clock that the kernel stamps files with. It is compared with these stamps here, and nowhere kept; one that is not
 * set as the other is (`performance.now`) would take a file that changed just now for an old one.
 */
function currentTime(): number {
  // eslint-disable-next-line no-restricted-syntax -- see above
  return Date.now()
}

function blockFor(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

function readFully(file: number, into: Uint8Array, size: number): number {
  let length = 0
  while (length < size) {
    const read = fs.readSync(file, into, length, size - length, length)
    if (read === 0) break
    length += read
  }
  return length
}

/** A large file, open for reading, with the look that it must still match when all was read. */
export interface OpenedFile {
  readonly path: string
  readonly handle: FileHandle
  readonly before: Stats
  /** Bytes. */
  readonly size: number
}

/** Opens a file for reading in pieces. The caller closes the handle. Throws as {@link readSmallFile}. */
export async function openForReading(path: string, followLinks: boolean): Promise<OpenedFile> {
  let handle: FileHandle | undefined
  try {
    handle = await open(path, openFlags(followLinks))
    for (let look = 1; look <= READ_ATTEMPTS; look++) {
      const before = await handle.stat({ bigint: true })
      checkIsFile(before, path)
      const wait = settleTime(before, currentTime())
      if (wait === 0) return { path, handle, before, size: Number(before.size) }
      await delay(wait)
    }
    throw changingFile(path)
  } catch (error) {
    await handle?.close()
    throw sourceError(path, error)
  }
}

/** Reads `length` bytes at `position`; fewer only at the file's end. Throws as {@link readSmallFile}. */
export async function readPiece(
  file: OpenedFile,
  into: Uint8Array,
  offset: number,
  length: number,
  position: number
): Promise<number> {
  try {
    let done = 0
    while (done < length) {
      const { bytesRead } = await file.handle.read(into, offset + done, length - done, position + done)
      if (bytesRead === 0) break
      done += bytesRead
    }
    return done
  } catch (error) {
    throw sourceError(file.path, error)
  }
}

/** Whether the file is still as it was when it was opened. */
export async function isUnchanged(file: OpenedFile): Promise<boolean> {
  try {
    return sameFile(file.before, await file.handle.stat({ bigint: true }))
  } catch (error) {
    throw sourceError(file.path, error)
  }
}

function checkIsFile(stats: Stats, path: string): void {
  if (!stats.isFile()) {
    throw new ArtifactStoreError(
      'SOURCE',
      `${quote(path)} is no longer a regular file: something replaced it during the save`
    )
  }
}

export function changingFile(path: string): ArtifactStoreError {
  return new ArtifactStoreError(
    'SOURCE',
    `${quote(path)} changed each time it was read (${READ_ATTEMPTS} times): save it when nothing writes to it any more`
  )
}

/** A system error of reading `path` in words. */
function sourceError(path: string, error: unknown): ArtifactStoreError {
  if (error instanceof ArtifactStoreError) return error
  const code = systemErrorCode(error)
  const reason =
    code === 'ENOENT'
      ? 'it was removed during the save'
      : code === 'ELOOP'
        ? 'it was replaced by a symbolic link during the save'
        : code === 'EACCES' || code === 'EPERM'
          ? 'permission denied'
          : visible(error instanceof Error ? error.message : String(error))
  return new ArtifactStoreError('SOURCE', `cannot read ${quote(path)}: ${reason}`, { cause: error })
}
