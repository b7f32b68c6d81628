import { createCipheriv, createHash } from 'node:crypto'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { PackName } from '../../src/content/pack.js'
import type { PackSink } from '../../src/content/pack-writer.js'
import { openChunk } from '../../src/content/stored-chunk.js'
import type { ChunkReference } from '../../src/content/tree.js'
import { ArtifactStoreError, type ErrorCode } from '../../src/errors.js'

export const KIB = 1024
export const MIB = 1024 * 1024

/** Bytes that look random and are the same for the same seed, a gigabyte of them in a second. */
export function noise(seed: number | string, length: number): Buffer {
  const key = createHash('sha256').update(`noise ${seed}`).digest().subarray(0, 16)
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
}

/** Text that compresses, the same for the same seed. */
export function prose(seed: number | string, length: number): Buffer {
  const words = noise(`words ${seed}`, Math.ceil(length / 3))
  let text = ''
  for (const word of words) {
    text += `${(word * 7919).toString(32)} `
    if (text.length >= length) break
  }
  return Buffer.from(text.padEnd(length, '.').slice(0, length), 'latin1')
}

/** SHA-256 by hand, so that a wrong helper of the code's own does not confirm itself. */
export function hashOf(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

/** Runs with a folder of its own, by its real path, which is gone afterwards. */
export async function withFolder<T>(run: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'content-test-')))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The failure of a promise, which must be meant for the user and have this code. */
export async function failureOf(code: ErrorCode, promise: Promise<unknown>): Promise<ArtifactStoreError> {
  const error = await reasonOf(promise)
  if (!(error instanceof ArtifactStoreError)) throw new Error(`no failure for the user but ${String(error)}`)
  expect(error.code).toBe(code)
  return error
}

/** What a promise rejects with; undefined where it resolves. */
export async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (reason: unknown) => reason
  )
}

/** The failure of a call, as {@link failureOf}. */
export function thrownBy(code: ErrorCode, act: () => unknown): ArtifactStoreError {
  try {
    act()
  } catch (error) {
    expect(error).toBeInstanceOf(ArtifactStoreError)
    expect((error as ArtifactStoreError).code).toBe(code)
    return error as ArtifactStoreError
  }
  throw new Error('nothing was thrown')
}

/** Fails a promise that neither resolves nor rejects, before jest gives up on the whole suite. */
export async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const timer = new AbortController()
  const late = delay(milliseconds, undefined, { signal: timer.signal }).then(
    () => {
      throw new Error(`still under way after ${milliseconds} ms`)
    },
    () => new Promise<never>(() => undefined)
  )
  try {
    return await Promise.race([promise, late])
  } finally {
    timer.abort()
  }
}

/** Packs in memory. Copies what it is given, since writers may reuse buffers. */
export class MemoryPacks {
  readonly packs = new Map<PackName, Buffer>()
  /** How many sinks were opened, and how many aborted before they were committed. */
  opened = 0
  aborted = 0

  readonly open = (): PackSink => {
    this.opened++
    const parts: Buffer[] = []
    let open = true
    return {
      append: async (more) => {
        if (!open) throw new Error('the sink is closed')
        for (const part of more) parts.push(Buffer.from(part))
      },
      commit: async (name) => {
        if (!open) throw new Error('the sink is closed')
        open = false
        this.packs.set(name, Buffer.concat(parts))
      },
      abort: async () => {
        if (open) this.aborted++
        open = false
      }
    }
  }

  /** A chunk's bytes, checked against its hash. */
  chunk(reference: ChunkReference): Uint8Array {
    const pack = this.packs.get(reference.pack)
    if (pack === undefined) throw new Error(`no pack ${reference.pack}`)
    return openChunk(pack, { ...reference, hash: Buffer.from(reference.sha256, 'hex') }, 'the pack in memory')
  }

  readonly fetch = async (chunks: readonly ChunkReference[]): Promise<Uint8Array[]> =>
    chunks.map((chunk) => this.chunk(chunk))
}

/** Rejections that nobody handled while `act` ran, and for a moment after. */
export async function unhandledRejections(act: () => Promise<unknown>): Promise<unknown[]> {
  const found: unknown[] = []
  const note = (reason: unknown): void => void found.push(reason)
  process.on('unhandledRejection', note)
  try {
    await act()
    await delay(20)
  } finally {
    process.off('unhandledRejection', note)
  }
  return found
}
