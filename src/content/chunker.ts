/**
 * Content-defined chunking: a gear hash over the bytes decides where a file is cut, so that an insertion moves the
 * cuts near it and no others. Two masks pull chunk sizes towards the average, and the bytes before the minimum are
 * skipped, as in FastCDC (Xia et al., USENIX ATC 2016). docs/FORMAT.md, "Chunks".
 */
import { createHash } from 'node:crypto'

export const CHUNKING = {
  algorithm: 'gear32',
  seed: 'artifact-store',
  /** Bytes. */
  minimum: 64 * 1024,
  average: 256 * 1024,
  maximum: 1024 * 1024
} as const

/** Top 20 bits: before the average size a cut is unlikely. */
const STRICT_MASK = 0xfffff000 | 0
/** Top 16 bits: after it, likely. */
const LOOSE_MASK = 0xffff0000 | 0
/** The state holds 32 bits, so it forgets a byte after 32 more: hashing may start that close to the first possible cut. */
const WARM_UP = 64

const GEAR = gearTable(CHUNKING.seed)

function gearTable(seed: string): Int32Array {
  const table = new Int32Array(256)
  for (let byte = 0; byte < 256; byte++) {
    table[byte] = createHash('sha256').update(seed).update(Uint8Array.of(byte)).digest().readInt32BE(0)
  }
  return table
}

/** Where a scan stands between two windows of one file. */
export interface ScanState {
  /** The gear hash after the last byte that was scanned. */
  readonly hash: number
}

export const SCAN_START: ScanState = { hash: 0 }

/**
 * Finds the cuts in a window of a file.
 *
 * @param bytes holds the window; the current chunk lies in it from its first byte on.
 * @param chunkStart where the current chunk starts in `bytes`.
 * @param from where bytes begin that were not scanned yet (`chunkStart` or later).
 * @param end one past the last byte of the window.
 * @param last whether the file ends at `end`: then `end` is a cut.
 * @returns the cuts (each one past a chunk's last byte) and the state for the next window.
 */
export function findCuts(
  bytes: Uint8Array,
  chunkStart: number,
  from: number,
  end: number,
  last: boolean,
  state: ScanState = SCAN_START
): { readonly cuts: number[]; readonly state: ScanState } {
  const cuts: number[] = []
  let start = chunkStart
  let position = from
  let hash = state.hash
  for (;;) {
    const warm = start + CHUNKING.minimum - WARM_UP
    if (position < warm) {
      position = Math.min(warm, end)
      hash = 0
    }
    const cut = scan(bytes, position, end, start, hash)
    if (cut < 0) {
      hash = scannedHash
      break
    }
    cuts.push(cut)
    start = position = cut
    hash = 0
  }
  if (last && end > start) cuts.push(end)
  return { cuts, state: { hash } }
}

/** The hash at the end of the last {@link scan} that found no cut; a second result without an allocation. */
let scannedHash = 0

/** One past the byte after which the chunk is cut, or -1 if the window ends before. */
function scan(bytes: Uint8Array, from: number, end: number, start: number, state: number): number {
  const hardEnd = start + CHUNKING.maximum
  let position = from
  scannedHash = state

  // From the minimum's last byte on a cut may follow; before that, only the hash is warmed.
  const first = Math.min(end, start + CHUNKING.minimum - 1)
  if (position < first) {
    let hash = scannedHash
    while (position < first) hash = ((hash << 1) + GEAR[bytes[position++]!]!) | 0
    scannedHash = hash
  }
  const normal = Math.min(end, start + CHUNKING.average)
  if (position < normal) {
    const cut = scanMasked(bytes, position, normal, STRICT_MASK)
    if (cut >= 0) return cut
    position = normal
  }
  const hard = Math.min(end, hardEnd)
  if (position < hard) {
    const cut = scanMasked(bytes, position, hard, LOOSE_MASK)
    if (cut >= 0) return cut
  }
  return end >= hardEnd ? hardEnd : -1
}

/** The hot loop, four bytes a turn: 1.4 GB/s where a plain loop makes 0.6. */
function scanMasked(bytes: Uint8Array, from: number, end: number, mask: number): number {
  const gear = GEAR
  let hash = scannedHash
  let position = from
  const quads = end - 3
  while (position < quads) {
    hash = ((hash << 1) + gear[bytes[position]!]!) | 0
    if ((hash & mask) === 0) return position + 1
    hash = ((hash << 1) + gear[bytes[position + 1]!]!) | 0
    if ((hash & mask) === 0) return position + 2
    hash = ((hash << 1) + gear[bytes[position + 2]!]!) | 0
    if ((hash & mask) === 0) return position + 3
    hash = ((hash << 1) + gear[bytes[position + 3]!]!) | 0
    if ((hash & mask) === 0) return position + 4
    position += 4
  }
  while (position < end) {
    hash = ((hash << 1) + gear[bytes[position]!]!) | 0
    position++
    if ((hash & mask) === 0) return position
  }
  scannedHash = hash
  return -1
}
