/** Chunks in files: cut as a save cuts them, so that a file of the same bytes has the same chunks. */
import { findCuts, SCAN_START, type ScanState } from '../../content/chunker.js'
import { CHUNK_MAXIMUM } from '../../content/pack.js'
import { openForReading, readPiece } from '../../content/read-file.js'
import { sha256Hex } from '../../content/hash.js'
import type { SourceEntry, SourceTree } from '../../files/source.js'
import { isChunk, type ChunkCopies, type CopiedChunk } from './chunk-copies.js'

const BLOCK_BYTES = 4 * 1024 * 1024

type FileEntry = Extract<SourceEntry, { kind: 'file' }>

/** Reads all files of a tree, and notes where wanted chunks are. @param onFile told of each; may throw to stop. */
export async function searchFiles(
  tree: SourceTree,
  copies: ChunkCopies,
  onFile: (size: number) => void
): Promise<void> {
  const buffer = Buffer.allocUnsafeSlow(CHUNK_MAXIMUM + BLOCK_BYTES)
  for await (const entry of tree.entries()) {
    if (entry.kind !== 'file') continue
    await searchFile(entry, buffer, copies)
    onFile(entry.size)
  }
}

async function searchFile(entry: FileEntry, buffer: Buffer, copies: ChunkCopies): Promise<void> {
  const file = await openForReading(entry.absolutePath, entry.followLinks ?? false)
  try {
    let state: ScanState = SCAN_START
    // Where the bytes in the buffer begin in the file, and how many of them belong to a chunk that goes on.
    let position = 0
    let held = 0
    while (position + held < file.size) {
      const read = await readPiece(file, buffer, held, BLOCK_BYTES, position + held)
      // It became shorter: what was read is as good as before.
      if (read === 0) return
      const end = held + read
      const scan = findCuts(buffer, 0, held, end, position + end >= file.size, state)
      state = scan.state
      let start = 0
      for (const cut of scan.cuts) {
        note(entry, position + start, buffer.subarray(start, cut), copies)
        start = cut
      }
      buffer.copyWithin(0, start, end)
      position += start
      held = end - start
    }
  } finally {
    await file.handle.close()
  }
}

function note(entry: FileEntry, position: number, bytes: Uint8Array, copies: ChunkCopies): void {
  const sha256 = sha256Hex(bytes)
  if (!copies.isWanted(sha256)) return
  const { length } = bytes
  copies.add(sha256, {
    where: entry.absolutePath,
    stored: undefined,
    read: () => readCopy(entry, position, length, sha256)
  })
}

/** Undefined where the file was changed meanwhile. */
async function readCopy(
  entry: FileEntry,
  position: number,
  length: number,
  sha256: string
): Promise<CopiedChunk | undefined> {
  const file = await openForReading(entry.absolutePath, entry.followLinks ?? false)
  try {
    const content = new Uint8Array(length)
    const read = await readPiece(file, content, 0, length, position)
    return read === length && isChunk(content, sha256) ? { content } : undefined
  } finally {
    await file.handle.close()
  }
}
