import type { TreePath } from '../files/source.js'
import type { ChunkIndex, ChunkSlot } from './chunk-index.js'
import { HASH_BYTES } from './hash.js'
import { releaseBuffer } from './release.js'

/** The number of an entry, in tree order. */
export type EntryNumber = number

const FILE = 0
const DIRECTORY = 1
const SYMLINK = 2

/** A smaller step would copy more often, a larger one leave more room empty. */
const GROWTH = 1.25

/**
 * The entries of a tree that is being saved, with the chunks of each file as slots of a `ChunkIndex`: about 30 bytes an
 * entry besides its path, so that a million files fit. Where chunks lie is decided later (rewriting moves them).
 *
 * Nothing of it is an object for each entry: those outlive the young generation, which V8 then lets grow to 128 MiB.
 */
export class EntryTable {
  private count = 0
  /** UTF-8, one after another. */
  private paths = Buffer.alloc(0)
  /** Where the path of each entry ends. */
  private pathEnds = new Float64Array(0)
  private readonly targets = new Map<EntryNumber, string>()
  private types = new Uint8Array(0)
  private modes = new Uint16Array(0)
  private sizes = new Float64Array(0)
  /** Of files that are not one chunk: its hash is the file's. Counted from 1; 0 for all others. */
  private hashNumbers = new Uint32Array(0)
  private hashes = new Uint8Array(0)
  private hashCount = 0
  private slotStarts = new Float64Array(0)
  private slotCounts = new Uint32Array(0)
  private slots = new Uint32Array(0)
  private slotsUsed = 0
  private readonly index: ChunkIndex

  /** @param index which slots are those of. */
  constructor(index: ChunkIndex) {
    this.index = index
  }

  get length(): number {
    return this.count
  }

  addDirectory(path: TreePath, mode: number): void {
    this.add(path, DIRECTORY, mode)
  }

  addSymlink(path: TreePath, target: string): void {
    this.targets.set(this.add(path, SYMLINK, 0), target)
  }

  /** Adds a file whose contents are set later. */
  addFile(path: TreePath, mode: number): EntryNumber {
    return this.add(path, FILE, mode)
  }

  /** @param sha256 32 bytes. */
  setContent(entry: EntryNumber, size: number, sha256: Uint8Array, slots: readonly ChunkSlot[]): void {
    this.sizes[entry] = size
    if (slots.length !== 1) this.addHash(entry, sha256)
    this.slotStarts[entry] = this.slotsUsed
    this.slotCounts[entry] = slots.length
    if (this.slotsUsed + slots.length > this.slots.length) {
      const capacity = Math.max(1024, Math.ceil((this.slotsUsed + slots.length) * GROWTH))
      this.slots = copyInto(new Uint32Array(capacity), this.slots)
    }
    this.slots.set(slots, this.slotsUsed)
    this.slotsUsed += slots.length
  }

  pathOf(entry: EntryNumber): TreePath {
    return this.paths.toString('utf8', this.pathStart(entry), this.pathEnds[entry])
  }

  typeOf(entry: EntryNumber): 'file' | 'directory' | 'symlink' {
    const type = this.types[entry]
    return type === FILE ? 'file' : type === DIRECTORY ? 'directory' : 'symlink'
  }

  modeOf(entry: EntryNumber): number {
    return this.modes[entry]!
  }

  sizeOf(entry: EntryNumber): number {
    return this.sizes[entry]!
  }

  targetOf(entry: EntryNumber): string {
    return this.targets.get(entry)!
  }

  sha256Of(entry: EntryNumber): string {
    const number = this.hashNumbers[entry]!
    const hash =
      number === 0
        ? this.index.hashOf(this.slotsOf(entry)[0]!)
        : this.hashes.subarray((number - 1) * HASH_BYTES, number * HASH_BYTES)
    return Buffer.from(hash.buffer, hash.byteOffset, HASH_BYTES).toString('hex')
  }

  /** A view, until the next content is set. */
  slotsOf(entry: EntryNumber): Uint32Array {
    const start = this.slotStarts[entry]!
    return this.slots.subarray(start, start + this.slotCounts[entry]!)
  }

  /** All slots that any file uses, each as often as it is used. */
  usedSlots(): Uint32Array {
    return this.slots.subarray(0, this.slotsUsed)
  }

  private add(path: TreePath, type: number, mode: number): EntryNumber {
    const entry = this.count++
    if (entry >= this.types.length) this.grow()
    this.addPath(entry, path)
    this.types[entry] = type
    this.modes[entry] = mode
    return entry
  }

  private addPath(entry: EntryNumber, path: TreePath): void {
    const start = this.pathStart(entry)
    const maximum = start + path.length * 3
    if (maximum > this.paths.length) {
      this.paths = copyInto(Buffer.alloc(Math.max(1024, Math.ceil(maximum * GROWTH))), this.paths)
    }
    this.pathEnds[entry] = start + this.paths.write(path, start, 'utf8')
  }

  private addHash(entry: EntryNumber, sha256: Uint8Array): void {
    const start = this.hashCount * HASH_BYTES
    if (start === this.hashes.length) {
      const capacity = Math.max(256, Math.ceil(this.hashCount * GROWTH))
      this.hashes = copyInto(new Uint8Array(capacity * HASH_BYTES), this.hashes)
    }
    this.hashes.set(sha256, start)
    this.hashNumbers[entry] = ++this.hashCount
  }

  private pathStart(entry: EntryNumber): number {
    return entry === 0 ? 0 : this.pathEnds[entry - 1]!
  }

  private grow(): void {
    const capacity = Math.max(256, Math.ceil(this.types.length * GROWTH))
    this.pathEnds = copyInto(new Float64Array(capacity), this.pathEnds)
    this.types = copyInto(new Uint8Array(capacity), this.types)
    this.modes = copyInto(new Uint16Array(capacity), this.modes)
    this.sizes = copyInto(new Float64Array(capacity), this.sizes)
    this.hashNumbers = copyInto(new Uint32Array(capacity), this.hashNumbers)
    this.slotStarts = copyInto(new Float64Array(capacity), this.slotStarts)
    this.slotCounts = copyInto(new Uint32Array(capacity), this.slotCounts)
  }
}

function copyInto<T extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(into: T, from: T): T {
  into.set(from)
  releaseBuffer(from)
  return into
}
