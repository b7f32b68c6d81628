import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Runs with a folder of its own, which is gone afterwards. */
export async function withFolder<T>(run: (folder: string) => Promise<T>): Promise<T> {
  const folder = await newFolder()
  try {
    return await run(folder)
  } finally {
    await removeFolder(folder)
  }
}

export function newFolder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'storage-test-'))
}

export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true })
}
