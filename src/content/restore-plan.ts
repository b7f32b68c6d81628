import { ArtifactStoreError } from '../errors.js'
import type { TreePath } from '../files/source.js'
import { HASH_BYTES } from './hash.js'
import { PACK_MAXIMUM, type PackName } from './pack.js'
import { planSpans, type Span } from './spans.js'
import type { TreeEntry } from './tree.js'

/** The number of an entry in the plan, in tree order. */
type EntryNumber = number

export type PlannedTreeEntry =
  | { readonly kind: 'file'; readonly path: TreePath; readonly mode: number; readonly size: number }
  | { readonly kind: 'directory'; readonly path: TreePath; readonly mode: number }
  | { readonly kind: 'symlink'; readonly path: TreePath; readonly target: string }

/** A chunk to be read, and where it belongs. */
export interface PlannedChunk {
  readonly offset: number
  readonly stored: number
  readonly size: number
  /** A view of 32 bytes. */
  readonly hash: Uint8Array
  readonly entry: EntryNumber
  /** Where in the file. */
  readonly position: number
}

/** A stretch of a pack and the chunks in it, ascending by offset. */
export interface PlannedSpan extends Span {
  readonly pack: PackName
}

const KINDS = ['file', 'directory', 'symlink'] as const

/**
 * What a restore has to read and write, turned from the order of files into the order of packs. Typed arrays: about 70
 * bytes a chunk and 20 an entry besides its path, so that a million files fit.
 */
export class RestorePlan {
  private readonly paths: TreePath[] = []
  private readonly targets = new Map<EntryNumber, string>()
  private readonly kinds = new Numbers(Uint8Array)
  private readonly modes = new Numbers(Uint16Array)
  private readonly sizes = new Numbers(Float64Array)
  private readonly chunkCounts = new Numbers(Uint32Array)

  private readonly packNames: PackName[] = []
  private readonly packNumbers = new Map<PackName, number>()
  private readonly packs = new Numbers(Uint32Array)
  private readonly offsets = new Numbers(Uint32Array)
  private readonly storedSizes = new Numbers(Uint32Array)
  private readonly chunkSizes = new Numbers(Uint32Array)
  private readonly chunkEntries = new Numbers(Uint32Array)
  private readonly positions = new Numbers(Float64Array)
  private hashes: Uint8Array = new Uint8Array(1024 * HASH_BYTES)
  private order: Uint32Array = new Uint32Array(0)

  /** Regular files and links. */
  files = 0
  /** Bytes of the files. */
  bytes = 0

  add(entry: TreeEntry): void {
    const number = this.paths.push(entry.path) - 1
    this.kinds.push(KINDS.indexOf(entry.type))
    if (entry.type !== 'directory') this.files++
    if (entry.type === 'symlink') {
      this.targets.set(number, entry.target)
      this.modes.push(0)
      this.sizes.push(0)
      this.chunkCounts.push(0)
      return
    }
    this.modes.push(entry.mode)
    this.sizes.push(entry.type === 'file' ? entry.size : 0)
    this.chunkCounts.push(entry.type === 'file' ? entry.chunks.length : 0)
    if (entry.type === 'directory') return
    this.bytes += entry.size
    let position = 0
    for (const chunk of entry.chunks) {
      if (chunk.offset + chunk.stored > PACK_MAXIMUM) {
        throw new ArtifactStoreError(
          'DAMAGED',
          `the list of files (tree) is damaged: it names bytes behind the end of pack ${chunk.pack}`
        )
      }
      const at = this.packs.length
      this.packs.push(this.packNumber(chunk.pack))
      this.offsets.push(chunk.offset)
      this.storedSizes.push(chunk.stored)
      this.chunkSizes.push(chunk.size)
      this.chunkEntries.push(number)
      this.positions.push(position)
      this.setHash(at, chunk.sha256)
      position += chunk.size
    }
  }

  /** The packs that files are read from. */
  usedPacks(): readonly PackName[] {
    return this.packNames
  }

  *entries(): Generator<PlannedTreeEntry> {
    for (let entry = 0; entry < this.paths.length; entry++) {
      const kind = KINDS[this.kinds.at(entry)]!
      const path = this.paths[entry]!
      const mode = this.modes.at(entry)
      if (kind === 'file') yield { kind, path, mode, size: this.sizes.at(entry) }
      else if (kind === 'directory') yield { kind, path, mode }
      else yield { kind, path, target: this.targets.get(entry)! }
    }
  }

  /** Files that no chunk makes whole at once: empty ones, and those of several chunks. */
  *filesToFinish(): Generator<{ readonly path: TreePath; readonly mode: number; readonly isEmpty: boolean }> {
    for (let entry = 0; entry < this.paths.length; entry++) {
      if (KINDS[this.kinds.at(entry)] !== 'file' || this.chunkCounts.at(entry) === 1) continue
      yield { path: this.paths[entry]!, mode: this.modes.at(entry), isEmpty: this.chunkCounts.at(entry) === 0 }
    }
  }

  pathOf(entry: EntryNumber): TreePath {
    return this.paths[entry]!
  }

  modeOf(entry: EntryNumber): number {
    return this.modes.at(entry)
  }

  /** Whether the file has one chunk only. */
  isWhole(entry: EntryNumber): boolean {
    return this.chunkCounts.at(entry) === 1
  }

  /** The stretches of packs to read, pack by pack in ascending order of offsets. */
  *spans(): Generator<PlannedSpan> {
    this.order = Uint32Array.from({ length: this.packs.length }, (_, chunk) => chunk).sort(
      (a, b) => this.packs.at(a) - this.packs.at(b) || this.offsets.at(a) - this.offsets.at(b)
    )
    const at = (item: number): { pack: number; offset: number; stored: number } => {
      const chunk = this.order[item]!
      return { pack: this.packs.at(chunk), offset: this.offsets.at(chunk), stored: this.storedSizes.at(chunk) }
    }
    for (const span of planSpans(this.order.length, at)) yield { ...span, pack: this.packNames[span.pack]! }
  }

  /** The chunks of a span, in order; several that lie at one place belong to several files. */
  *chunksOf(span: PlannedSpan): Generator<PlannedChunk> {
    for (let item = span.first; item <= span.last; item++) {
      const chunk = this.order[item]!
      yield {
        offset: this.offsets.at(chunk),
        stored: this.storedSizes.at(chunk),
        size: this.chunkSizes.at(chunk),
        hash: this.hashes.subarray(chunk * HASH_BYTES, (chunk + 1) * HASH_BYTES),
        entry: this.chunkEntries.at(chunk),
        position: this.positions.at(chunk)
      }
    }
  }

  private packNumber(pack: PackName): number {
    let number = this.packNumbers.get(pack)
    if (number === undefined) {
      number = this.packNames.push(pack) - 1
      this.packNumbers.set(pack, number)
    }
    return number
  }

  private setHash(chunk: number, hex: string): void {
    const start = chunk * HASH_BYTES
    if (start + HASH_BYTES > this.hashes.length) {
      const grown = new Uint8Array(Math.ceil(this.hashes.length / HASH_BYTES / 2) * 3 * HASH_BYTES)
      grown.set(this.hashes)
      this.hashes = grown
    }
    Buffer.from(this.hashes.buffer, start, HASH_BYTES).write(hex, 'hex')
  }
}

type NumberArray = Uint8Array | Uint16Array | Uint32Array | Float64Array

/** A typed array that grows. */
class Numbers<T extends NumberArray> {
  private readonly make: new (length: number) => T
  private values: T
  length = 0

  constructor(make: new (length: number) => T) {
    this.make = make
    this.values = new make(256)
  }

  push(value: number): void {
    if (this.length >= this.values.length) {
      const grown = new this.make(Math.ceil(this.values.length * 1.5))
      grown.set(this.values)
      this.values = grown
    }
    this.values[this.length++] = value
  }

  at(position: number): number {
    return this.values[position]!
  }
}
