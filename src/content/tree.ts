/**
 * Trees: the list of files of a version, as JSON lines cut into leaves, with nodes over them. Pure: where the pieces
 * are kept is the caller's. docs/FORMAT.md, "Trees".
 */
import { isUtf8 } from 'node:buffer'
import { ArtifactStoreError, quote } from '../errors.js'
import type { TreePath } from '../files/source.js'
import { compareTreePaths } from '../files/tree-path.js'
import type { PackNumber } from './chunk-index.js'
import { isSha256, sha256Hex, type Sha256 } from './hash.js'
import { isChunkSize, type PackName } from './pack.js'

/** A chunk and where it lies. */
export interface ChunkReference {
  readonly pack: PackName
  /** Bytes from the pack's start. */
  readonly offset: number
  /** Bytes in the pack. */
  readonly stored: number
  /** Bytes of the chunk. */
  readonly size: number
  readonly sha256: Sha256
}

export type TreeEntry =
  | {
      readonly type: 'file'
      readonly path: TreePath
      readonly mode: number
      readonly size: number
      readonly sha256: Sha256
      readonly chunks: readonly ChunkReference[]
    }
  | { readonly type: 'directory'; readonly path: TreePath; readonly mode: number }
  | { readonly type: 'symlink'; readonly path: TreePath; readonly target: string }

/** The root of a tree that lies in packs. */
export interface TreeRoot extends ChunkReference {
  /** 0: the root is a leaf. */
  readonly level: number
}

/** A small tree, written into the version record itself. */
export interface InlineTree {
  readonly packs: readonly PackName[]
  readonly entries: readonly unknown[]
}

/** Trees up to this size (bytes of JSON) go into the record: one object less to write, and to read. */
export const INLINE_TREE_BYTES = 8 * 1024

const LEAF_MINIMUM = 1024
const LEAF_MAXIMUM = 64 * 1024
/** A leaf ends after the line that makes it long, and must not be longer than a chunk may be. */
const LINE_MAXIMUM = 512 * 1024
const NODE_MAXIMUM_CHILDREN = 512
/** Chunks on one line: a line stays near 10 KiB. */
const CHUNKS_PER_LINE = 96

type ChunkTuple = readonly [pack: number, offset: number, stored: number, size: number, sha256?: Sha256]

/** A chunk of a tree that is being written: its pack may have no name yet. */
export interface LocatedChunk {
  readonly pack: PackNumber
  readonly offset: number
  readonly stored: number
  readonly size: number
  readonly sha256: Sha256
}

export type LocatedEntry =
  | (Omit<Extract<TreeEntry, { type: 'file' }>, 'chunks'> & { readonly chunks: readonly LocatedChunk[] })
  | Exclude<TreeEntry, { type: 'file' }>

/** Where a tree writer keeps its leaves and nodes. */
export interface TreeChunkStore {
  /**
   * Stores a leaf or node.
   * @param encode gives its bytes, for the pack that it will lie in: the name of a pack is known only when the pack is
   *   full, so a node writes `null` for its own.
   * @param childPacks the packs that the piece refers to.
   */
  store(encode: (ownPack: PackNumber | undefined) => Buffer, childPacks: readonly PackNumber[]): Promise<LocatedChunk>
  nameOf(pack: PackNumber): PackName
}

/** The root of a tree that was written: inline, or a chunk. */
export type WrittenTree = InlineTree | { readonly level: number; readonly root: LocatedChunk }

/** Builds a tree from entries that come in tree order. */
export class TreeWriter {
  private readonly store: TreeChunkStore
  private readonly levels: NodeBuilder[] = []
  private leaf = new Lines()
  private leaves = 0
  private entries: unknown[] | undefined = []

  constructor(store: TreeChunkStore) {
    this.store = store
  }

  async add(entry: LocatedEntry): Promise<void> {
    if (entry.type !== 'file') {
      await this.addLine({ ...pick(entry) }, pathEndsLeaf(entry.path))
      return
    }
    const { type, path, mode, size, sha256, chunks } = entry
    const only = chunks.length === 1
    let start = 0
    do {
      const part = chunks.slice(start, start + CHUNKS_PER_LINE)
      const tuples = part.map((chunk) => this.leaf.tuple(chunk, only))
      const line = start === 0 ? { path, type, mode, size, sha256, chunks: tuples } : { chunks: tuples }
      start += part.length
      // Where the file goes on, the leaf may be cut by its chunks: an insertion early in a large file moves few lines.
      const last = part.at(-1)
      await this.addLine(line, last === undefined || only ? pathEndsLeaf(path) : hashEndsLeaf(last.sha256))
    } while (start < chunks.length)
  }

  /** Ends the tree. */
  async finish(): Promise<WrittenTree> {
    if (this.leaves === 0 && this.entries !== undefined) {
      return { packs: this.leaf.packNumbers().map((pack) => this.store.nameOf(pack)), entries: this.entries }
    }
    if (this.leaf.count > 0) await this.endLeaf()
    // Close level by level; a level that closes with one child only has that child as the root.
    for (let level = 0; ; level++) {
      const only = this.levels[level]!.onlyChild()
      if (only !== undefined) return { level, root: only }
      await this.endNode(level)
    }
  }

  private async addLine(line: object, mayEnd: boolean): Promise<void> {
    const before = this.leaf.length
    this.leaf.add(line)
    if (this.leaf.length - before > LINE_MAXIMUM) {
      const { path } = line as { path: TreePath }
      throw new ArtifactStoreError('SOURCE', `${quote(path)} cannot be saved: its path or its target is too long`)
    }
    if (this.leaves === 0 && this.leaf.length <= INLINE_TREE_BYTES) this.entries?.push(line)
    else this.entries = undefined
    // A tree that still fits into the record is not cut.
    const isLong = (mayEnd && this.leaf.length >= LEAF_MINIMUM) || this.leaf.length >= LEAF_MAXIMUM
    if (isLong && this.entries === undefined) await this.endLeaf()
  }

  private async endLeaf(): Promise<void> {
    const lines = this.leaf
    this.leaf = new Lines()
    this.leaves++
    await this.addChild(0, await this.storeLines(lines))
  }

  private async storeLines(lines: Lines): Promise<LocatedChunk> {
    const nameOf = (pack: PackNumber): PackName => this.store.nameOf(pack)
    return await this.store.store((ownPack) => lines.encode(ownPack, nameOf), lines.packNumbers())
  }

  private async addChild(level: number, child: LocatedChunk): Promise<void> {
    const builder = (this.levels[level] ??= new NodeBuilder())
    builder.add(child)
    if (builder.isFull(child)) await this.endNode(level)
  }

  private async endNode(level: number): Promise<void> {
    const builder = this.levels[level]!
    if (builder.isEmpty()) return
    this.levels[level] = new NodeBuilder(builder)
    await this.addChild(level + 1, await this.storeLines(builder.lines()))
  }
}

function pick(entry: Exclude<TreeEntry, { type: 'file' }>): object {
  return entry.type === 'directory'
    ? { path: entry.path, type: entry.type, mode: entry.mode }
    : { path: entry.path, type: entry.type, target: entry.target }
}

/** JSON lines with a table of packs before them. */
class Lines {
  private readonly numbers = new Map<PackNumber, number>()
  private readonly lines: string[] = []
  /** Bytes so far, nearly. */
  length = 0

  get count(): number {
    return this.lines.length
  }

  /** The packs that the lines refer to, in the order of the table. */
  packNumbers(): PackNumber[] {
    return [...this.numbers.keys()]
  }

  /** A chunk as lines write it; `only`: the chunk's hash is told elsewhere. */
  tuple(chunk: LocatedChunk, only: boolean): ChunkTuple {
    let pack = this.numbers.get(chunk.pack)
    if (pack === undefined) {
      pack = this.numbers.size
      this.numbers.set(chunk.pack, pack)
      this.length += 67
    }
    const { offset, stored, size, sha256 } = chunk
    return only ? [pack, offset, stored, size] : [pack, offset, stored, size, sha256]
  }

  add(line: object): void {
    const text = JSON.stringify(line)
    this.lines.push(text)
    this.length += Buffer.byteLength(text) + 1
  }

  encode(ownPack: PackNumber | undefined, nameOf: (pack: PackNumber) => PackName): Buffer {
    const packs = this.packNumbers().map((pack) => (pack === ownPack ? null : nameOf(pack)))
    return Buffer.from(`${JSON.stringify({ packs })}\n${this.lines.join('\n')}\n`, 'utf8')
  }
}

class NodeBuilder {
  private readonly children: LocatedChunk[] = []
  /** Whether nodes of this level were ended before: then this one is not the only one. */
  private readonly hasPredecessor: boolean

  constructor(predecessor?: NodeBuilder) {
    this.hasPredecessor = predecessor !== undefined
  }

  add(child: LocatedChunk): void {
    this.children.push(child)
  }

  /** Whether the node ends after its last child: seven leading zero bits of the child's hash, or too many children. */
  isFull(last: LocatedChunk): boolean {
    return this.children.length >= NODE_MAXIMUM_CHILDREN || parseInt(last.sha256.slice(0, 2), 16) < 2
  }

  isEmpty(): boolean {
    return this.children.length === 0
  }

  onlyChild(): LocatedChunk | undefined {
    return this.hasPredecessor || this.children.length !== 1 ? undefined : this.children[0]
  }

  lines(): Lines {
    const lines = new Lines()
    for (const child of this.children) lines.add(lines.tuple(child, false))
    return lines
  }
}

/** Four leading zero bits of the path's FNV-1a hash: cuts follow names, so that new contents leave them alone. */
function pathEndsLeaf(path: TreePath): boolean {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(path, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 28 === 0
}

function hashEndsLeaf(sha256: Sha256): boolean {
  return sha256.startsWith('0')
}

/** Gives the bytes of chunks, checked, in the order asked for. */
export type FetchTreeChunks = (chunks: readonly ChunkReference[]) => Promise<readonly Uint8Array[]>

/** Leaves and nodes that are fetched and held at once. */
const FETCH_BYTES = 4 * 1024 * 1024
const FETCH_NODES = 64
const FETCH_LEAVES = 2048

/** More levels than a million million files need. */
const MAXIMUM_LEVEL = 8

/**
 * The entries of a tree, in order, checked: paths legal and strictly ascending, each in a folder that came before,
 * chunks that add up to their file's size.
 * @throws ArtifactStoreError `DAMAGED` for a tree that is otherwise.
 */
export async function* readTree(root: TreeRoot | InlineTree, fetch: FetchTreeChunks): AsyncGenerator<TreeEntry> {
  const checker = new OrderChecker()
  let file: FileInProgress | undefined
  for await (const line of readLines(root, fetch)) {
    if (isContinuation(line.value)) {
      if (file === undefined) throw damaged('chunks that belong to no file')
      file.continueWith(line.value.chunks, line.packs)
    } else {
      if (file !== undefined) yield file.finish()
      file = undefined
      const entry = parseEntry(line.value)
      checker.check(entry)
      if (entry.type === 'file') {
        file = new FileInProgress(entry)
        file.addChunks((line.value as { chunks?: unknown }).chunks, line.packs)
      } else {
        yield entry
      }
    }
  }
  if (file !== undefined) yield file.finish()
}

function checkLevel(root: TreeRoot): void {
  if (root.level > MAXIMUM_LEVEL) throw damaged('more levels than a tree has')
}

type LeafFilter = (leaf: ChunkReference) => boolean

/**
 * The leaves of a tree, in order, without reading them; none of an inline tree. Undefined where there are more than
 * `maximum`: a damaged tree may be without end.
 */
export async function treeLeaves(
  root: TreeRoot | InlineTree,
  fetch: FetchTreeChunks,
  maximum: number
): Promise<readonly ChunkReference[] | undefined> {
  if ('entries' in root) return []
  checkLevel(root)
  const leaves: ChunkReference[] = []
  const descend = async (chunks: readonly ChunkReference[], level: number): Promise<boolean> => {
    if (level === 0) {
      if (leaves.length + chunks.length > maximum) return false
      for (const chunk of chunks) leaves.push(chunk)
      return true
    }
    for (const window of windows(chunks, FETCH_NODES)) {
      const pieces = await fetch(window)
      const children = pieces.flatMap((piece, index) => parseNode(piece, window[index]!.pack))
      if (!(await descend(children, level - 1))) return false
    }
    return true
  }
  return (await descend([root], root.level)) ? leaves : undefined
}

/**
 * The entries of the leaves that are wanted, in order, without their chunks: for who compares trees. Paths are legal and
 * strictly ascending; the rest of what {@link readTree} checks is not. Only for a tree whose leaves were counted.
 * @throws ArtifactStoreError `DAMAGED`.
 */
export async function* readTreeHeaders(
  root: TreeRoot | InlineTree,
  fetch: FetchTreeChunks,
  isWanted: LeafFilter
): AsyncGenerator<TreeHeader> {
  let previous: TreePath | undefined
  for await (const { value } of readLines(root, fetch, isWanted)) {
    if (isContinuation(value)) continue
    const entry = parseEntry(value)
    if (previous !== undefined && compareTreePaths(previous, entry.path) >= 0) {
      throw damaged(`paths out of order: ${quote(entry.path)}`)
    }
    previous = entry.path
    yield entry
  }
}

interface Line {
  readonly value: unknown
  readonly packs: readonly PackName[]
}

async function* readLines(
  root: TreeRoot | InlineTree,
  fetch: FetchTreeChunks,
  isWanted?: LeafFilter
): AsyncGenerator<Line> {
  if ('entries' in root) {
    for (const value of root.entries) yield { value, packs: root.packs }
    return
  }
  checkLevel(root)
  yield* readLevel([root], root.level, fetch, isWanted)
}

async function* readLevel(
  all: readonly ChunkReference[],
  level: number,
  fetch: FetchTreeChunks,
  isWanted: LeafFilter | undefined
): AsyncGenerator<Line> {
  const chunks = level === 0 && isWanted !== undefined ? all.filter(isWanted) : all
  for (const window of windows(chunks, level === 0 ? FETCH_LEAVES : FETCH_NODES)) {
    const pieces = await fetch(window)
    if (level > 0) {
      const children = pieces.flatMap((piece, index) => parseNode(piece, window[index]!.pack))
      yield* readLevel(children, level - 1, fetch, isWanted)
    } else {
      for (const [index, piece] of pieces.entries()) yield* parseLines(piece, window[index]!.pack)
    }
  }
}

function* windows(chunks: readonly ChunkReference[], maximum: number): Generator<ChunkReference[]> {
  let window: ChunkReference[] = []
  let bytes = 0
  for (const chunk of chunks) {
    window.push(chunk)
    bytes += chunk.size
    if (window.length >= maximum || bytes >= FETCH_BYTES) {
      yield window
      window = []
      bytes = 0
    }
  }
  if (window.length > 0) yield window
}

function* parseLines(bytes: Uint8Array, ownPack: PackName): Generator<Line> {
  if (!isUtf8(bytes)) throw damaged('a piece that is not UTF-8')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  if (!text.endsWith('\n')) throw damaged('a piece without its end')
  const lines = text.slice(0, -1).split('\n')
  const header = parseJson(lines[0]!)
  const table: unknown = isObject(header) ? header['packs'] : undefined
  if (!Array.isArray(table)) throw damaged('a piece without its packs')
  const packs = table.map((pack: unknown) => pack ?? ownPack)
  if (!packs.every(isSha256)) throw damaged('a piece without its packs')
  // Were empty pieces allowed, a few nodes that name one another a thousand times would never be read to the end.
  if (lines.length === 1) throw damaged('a piece without entries')
  for (let index = 1; index < lines.length; index++) yield { value: parseJson(lines[index]!), packs }
}

function parseNode(bytes: Uint8Array, ownPack: PackName): ChunkReference[] {
  return [...parseLines(bytes, ownPack)].map((line) => parseChunk(line.value, line.packs, undefined))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw damaged('a line that is not JSON', error)
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isContinuation(value: unknown): value is { chunks: unknown } {
  return isObject(value) && 'chunks' in value && !('path' in value)
}

type FileHeader = Omit<Extract<TreeEntry, { type: 'file' }>, 'chunks'>

/** An entry without its chunks. */
export type TreeHeader = FileHeader | Exclude<TreeEntry, { type: 'file' }>

function parseEntry(value: unknown): TreeHeader {
  if (!isObject(value)) throw damaged('a line that is no entry')
  const { path, type, mode, size, sha256, target } = value
  if (typeof path !== 'string') throw damaged('a path that is no text')
  if (!isTreePath(path)) throw damaged(`an impossible path: ${quote(path)}`)
  switch (type) {
    case 'file':
      if (!isMode(mode) || !isSize(size) || !isSha256(sha256)) throw damaged(`a malformed entry: ${quote(path)}`)
      return { type, path, mode, size, sha256 }
    case 'directory':
      if (!isMode(mode)) throw damaged(`a malformed entry: ${quote(path)}`)
      return { type, path, mode }
    case 'symlink':
      if (typeof target !== 'string' || target === '' || target.includes('\0') || !target.isWellFormed()) {
        throw damaged(`a malformed link: ${quote(path)}`)
      }
      return { type, path, target }
    default:
      throw new ArtifactStoreError(
        'UNSUPPORTED',
        `the tree holds an entry of an unknown type (${typeof type === 'string' ? quote(type) : 'no text'}): use a newer version of Artifact Store`
      )
  }
}

function isMode(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0o777
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

/** Whether a path stays inside its tree: relative, no empty, `.` or `..` segment, no NUL, well-formed. */
export function isTreePath(path: string): boolean {
  if (path === '' || path.includes('\0') || !path.isWellFormed()) return false
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..')
}

function parseChunk(value: unknown, packs: readonly PackName[], onlyHash: Sha256 | undefined): ChunkReference {
  if (!Array.isArray(value)) throw damaged('a malformed chunk')
  const [number, offset, stored, size, sha256 = onlyHash] = value as unknown[]
  const pack = typeof number === 'number' ? packs[number] : undefined
  if (
    pack === undefined ||
    !isSize(offset) ||
    !isChunkSize(stored) ||
    !isChunkSize(size) ||
    stored > size ||
    !isSha256(sha256)
  ) {
    throw damaged('a malformed chunk')
  }
  return { pack, offset, stored, size, sha256 }
}

const EMPTY_SHA256 = sha256Hex('')

/** A file whose chunks may go on in later lines. */
class FileInProgress {
  private readonly header: FileHeader
  private readonly chunks: ChunkReference[] = []
  private bytes = 0

  constructor(header: FileHeader) {
    this.header = header
  }

  addChunks(values: unknown, packs: readonly PackName[]): void {
    if (!Array.isArray(values)) throw this.malformed()
    for (const value of values as unknown[]) {
      const chunk = parseChunk(value, packs, this.header.sha256)
      this.bytes += chunk.size
      // Checked at once, so that a hostile tree cannot make the list grow without end.
      if (this.bytes > this.header.size) throw this.malformed()
      this.chunks.push(chunk)
    }
  }

  /** Chunks of a line of their own: some, or a tree could go on without end. */
  continueWith(values: unknown, packs: readonly PackName[]): void {
    const before = this.chunks.length
    this.addChunks(values, packs)
    if (this.chunks.length === before) throw this.malformed()
  }

  finish(): TreeEntry {
    if (this.bytes !== this.header.size) throw this.malformed()
    // The digest vouches for the file's hash; what is checked when bytes are read is the chunk's.
    const whole =
      this.chunks.length === 0 ? EMPTY_SHA256 : this.chunks.length === 1 ? this.chunks[0]!.sha256 : undefined
    if (whole !== undefined && whole !== this.header.sha256) throw this.malformed()
    return { ...this.header, chunks: this.chunks }
  }

  private malformed(): ArtifactStoreError {
    return damaged(`chunks that are not those of ${quote(this.header.path)}`)
  }
}

/** Strictly ascending, and every entry in a folder of the tree. */
class OrderChecker {
  private previous: TreePath | undefined
  /** The folders that lead to the previous entry, itself included if it is one. */
  private readonly folders: TreePath[] = []

  check(entry: TreeHeader): void {
    const { path } = entry
    if (this.previous !== undefined && compareTreePaths(this.previous, path) >= 0) {
      throw damaged(`paths out of order: ${quote(path)}`)
    }
    this.previous = path
    while (this.folders.length > 0 && !path.startsWith(`${this.folders.at(-1)!}/`)) this.folders.pop()
    const slash = path.lastIndexOf('/')
    const parent = slash < 0 ? undefined : path.slice(0, slash)
    if (parent !== this.folders.at(-1)) throw damaged(`an entry outside of the tree's folders: ${quote(path)}`)
    if (entry.type === 'directory') this.folders.push(path)
  }
}

function damaged(what: string, cause?: unknown): ArtifactStoreError {
  return new ArtifactStoreError(
    'DAMAGED',
    `the list of files (tree) is damaged: it holds ${what}`,
    cause === undefined ? undefined : { cause }
  )
}
