/** Changes to a store that a hostile writer may make, as data: a corpus keeps them. Checksums and names are made right. */
import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { encodeTrailer } from '../../src/content/index.js'
import { packKey, versionKey } from '../../src/store/layout.js'
import { sha256 } from '../store/support.js'
import { SAFE, type Objects } from './base.js'
import { encodeValue, pathsOf, setAt, VALUES, type Value } from './values.js'
import type { Random } from './random.js'

type Path = readonly (string | number)[]
const DAMAGES = ['empty', 'half', 'twice', 'binary', 'duplicate keys', 'array', 'newer'] as const
const FRAMES = ['bomb', 'window', 'claim', 'endless', 'empty'] as const

export type Mutation =
  /** A field of a document, or a line of a cache. Without a value it is removed. Keys that end in `*`: the first such. */
  | {
      readonly kind: 'field'
      readonly key: string
      readonly line?: number
      readonly path: Path
      readonly value?: Value
    }
  | { readonly kind: 'bytes'; readonly key: string; readonly damage: (typeof DAMAGES)[number] }
  /** The object of one key under another. */
  | { readonly kind: 'swap'; readonly key: string; readonly from: string }
  | { readonly kind: 'missing'; readonly key: string }
  /** An object where there is none. */
  | { readonly kind: 'extra'; readonly key: string; readonly fields: Value }
  /** The tree of model@v2. The digest is made that of its entries. */
  | { readonly kind: 'tree'; readonly packed: boolean; readonly entries: readonly Value[] }
  /** Nodes whose children are all the same piece: few bytes, and fanout to the power of levels leaves. */
  | { readonly kind: 'nodes'; readonly levels: number; readonly fanout: number; readonly leaf?: readonly Value[] }
  /** model@v2 is one file of one chunk, in a pack with a trailer of the right name. */
  | { readonly kind: 'chunk'; readonly frame: (typeof FRAMES)[number]; readonly stored?: Value; readonly size?: Value }
  | { readonly kind: 'trailer'; readonly chunks: Value; readonly body: number }
  | { readonly kind: 'gzip bomb'; readonly key: string; readonly mebibytes: number }

export function apply(objects: Objects, mutation: Mutation): void {
  switch (mutation.kind) {
    case 'field':
      return changeField(objects, mutation)
    case 'bytes':
      return changeObject(objects, mutation.key, (bytes) => damaged(bytes, mutation.damage))
    case 'swap': {
      const other = objects.get(find(objects, mutation.from) ?? '')
      return changeObject(objects, mutation.key, (bytes) => (other === undefined ? bytes : Buffer.from(other.bytes)))
    }
    case 'missing':
      objects.delete(find(objects, mutation.key) ?? '')
      return
    case 'extra':
      return put(objects, mutation.key, document(mutation.fields))
    case 'tree':
      return plantTree(objects, mutation.entries, mutation.packed)
    case 'nodes':
      return plantNodes(objects, mutation)
    case 'chunk':
      return plantChunk(objects, mutation)
    case 'trailer':
      return plantTrailer(objects, mutation)
    case 'gzip bomb': {
      const member = gzipSync(Buffer.alloc(16 * 2 ** 20))
      const members = Array<Buffer>(Math.ceil(mutation.mebibytes / 16)).fill(member)
      return changeObject(objects, mutation.key, () => Buffer.concat(members))
    }
  }
}

// ── documents and caches ───────────────────────────────────────────────────────────────────────────────────────────

function find(objects: Objects, key: string): string | undefined {
  if (!key.endsWith('*')) return objects.has(key) ? key : undefined
  return [...objects.keys()].sort().find((other) => other.startsWith(key.slice(0, -1)))
}

function put(objects: Objects, key: string, bytes: Uint8Array): void {
  objects.set(key, { bytes, modifiedAt: objects.get(key)?.modifiedAt ?? new Date('2026-11-01T12:00:00Z') })
}

function changeObject(objects: Objects, wanted: string, change: (bytes: Buffer) => Buffer): void {
  const key = find(objects, wanted)
  if (key !== undefined) put(objects, key, change(Buffer.from(objects.get(key)!.bytes)))
}

/** A document with a checksum that is right. */
export function document(fields: Value): Buffer {
  const rest = { format: 1, ...(fields as Record<string, Value>) }
  Reflect.deleteProperty(rest, 'checksum')
  return withChecksum(encodeValue(rest, 2))
}

function withChecksum(text: string): Buffer {
  const body = `${text.replace(/\n\}$/, '')},\n`
  return Buffer.from(`${body}  "checksum": "${sha256(body)}"\n}\n`)
}

function fieldsOf(bytes: Uint8Array): Record<string, Value> | undefined {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, Value>
  } catch {
    return undefined
  }
}

function changeField(objects: Objects, { key, line, path, value }: Mutation & { kind: 'field' }): void {
  changeObject(objects, key, (bytes) => {
    if (line !== undefined) return changeLine(bytes, line, path, value)
    const fields = fieldsOf(bytes)
    return fields !== undefined && setAt(fields, path, value) ? document(fields) : bytes
  })
}

/** Of a cache of one block. */
function changeLine(bytes: Buffer, line: number, path: Path, value: Value | undefined): Buffer {
  const lines = cacheLines(bytes)
  const fields = lines === undefined || line >= lines.length ? undefined : fieldsOf(Buffer.from(lines[line]))
  if (lines === undefined || fields === undefined || !setAt(fields, path, value)) return bytes
  const text = `${lines.map((other, index) => (index === line ? encodeValue(fields) : other)).join('\n')}\n`
  return gzipSync(`${text}${JSON.stringify({ sha256: sha256(text) })}\n`)
}

/** Without the last one, which is the checksum. */
function cacheLines(bytes: Uint8Array): string[] | undefined {
  try {
    return gunzipSync(bytes).toString('utf8').trimEnd().split('\n').slice(0, -1)
  } catch {
    return undefined
  }
}

function damaged(bytes: Buffer, damage: (typeof DAMAGES)[number]): Buffer {
  switch (damage) {
    case 'empty':
      return Buffer.alloc(0)
    case 'half':
      return bytes.subarray(0, bytes.length >> 1)
    case 'twice':
      return Buffer.concat([bytes, bytes])
    case 'binary':
      return withChecksum('{\n  "format": 1,\n  "name": "\ufffd"\n}')
    case 'duplicate keys': {
      const text = bytes.toString('latin1').replace(/,\n {2}"checksum"[^]*$/, '')
      return withChecksum(`${text},\n  "number": 2,\n  "number": "x",\n  "name": {}\n}`)
    }
    case 'array':
      return withChecksum('[\n  1\n}')
    case 'newer':
      return withChecksum('{\n  "format": 2\n}')
  }
}

// ── trees and packs ────────────────────────────────────────────────────────────────────────────────────────────────

const VICTIM = versionKey('model', 2)

function changeRecord(objects: Objects, change: (fields: Record<string, Value>) => void): void {
  changeObject(objects, VICTIM, (bytes) => {
    const fields = fieldsOf(bytes)
    if (fields === undefined) return bytes
    change(fields)
    return document(fields)
  })
}

interface Piece {
  readonly bytes: Uint8Array
  readonly size: number
  readonly hash: string
}

/** A pack of these pieces, as a program would write it. */
function plantPack(objects: Objects, pieces: readonly Piece[]): { readonly name: string; readonly size: number } {
  const chunks = pieces.map(({ bytes, size, hash }) => ({ stored: bytes.length, size, hash }))
  const { name, bytes } = encodeTrailer({ condemned: null, chunks })
  const whole = Buffer.concat([...pieces.map((piece) => piece.bytes), bytes])
  put(objects, packKey(name), whole)
  return { name, size: whole.length }
}

function plainPiece(bytes: Uint8Array): Piece {
  return { bytes, size: bytes.length, hash: sha256(bytes) }
}

function usedPack({ name, size }: { readonly name: string; readonly size: number }): Value {
  return { pack: name, size, used: size }
}

const CONTENT = Buffer.from('hostile!')

/** An entry for a file of {@link CONTENT}, which is in pack 0. */
export function fileEntry(path: Value, change: Readonly<Record<string, Value>> = {}): Value {
  const size = CONTENT.length
  return { path, type: 'file', mode: 420, size, sha256: sha256(CONTENT), chunks: [[0, 0, size, size]], ...change }
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

/** docs/FORMAT.md, "The digest"; of entries that are none nobody comes so far as to compare it. */
function digestOf(entries: readonly Value[]): string {
  const hash = createHash('sha256')
  for (const entry of entries as readonly Record<string, unknown>[]) {
    if (entry?.['path'] === undefined) continue
    const { type, mode } = entry
    const [size, path, target, sum] = ['size', 'path', 'target', 'sha256'].map((field) => asText(entry[field]))
    if (type === 'file') {
      hash.update(`file ${typeof mode === 'number' && mode & 0o100 ? 'x' : '-'} ${size} ${sum} ${path}\0`)
    } else if (type === 'symlink') {
      hash.update(`symlink - ${Buffer.byteLength(target)} ${sha256(target)} ${path}\0`)
    } else hash.update(`directory - 0 - ${path}\0`)
  }
  return `sha256:${hash.digest('hex')}`
}

function describeEntries(fields: Record<string, Value>, entries: readonly Value[]): void {
  const all = entries as readonly Record<string, Value>[]
  fields['digest'] = digestOf(entries)
  fields['files'] = all.filter((entry) => entry?.['type'] === 'file' || entry?.['type'] === 'symlink').length
  fields['size'] = all.reduce((sum, entry) => sum + (entry?.['type'] === 'file' ? numberOf(entry['size']) : 0), 0)
}

function plantTree(objects: Objects, entries: readonly Value[], packed: boolean): void {
  const content = plantPack(objects, [plainPiece(CONTENT)])
  changeRecord(objects, (fields) => {
    describeEntries(fields, entries)
    if (!packed) {
      fields['tree'] = { packs: [content.name], entries }
      fields['packs'] = [usedPack(content)]
      return
    }
    const lines = [{ packs: [content.name] }, ...entries].map((line) => `${encodeValue(line)}\n`).join('')
    const leaf = plainPiece(Buffer.from(lines))
    const pack = plantPack(objects, [leaf])
    fields['tree'] = rootOf(pack.name, 0, leaf, 0)
    fields['packs'] = [usedPack(content), usedPack(pack)]
  })
}

function rootOf(pack: string, offset: number, { bytes, size, hash }: Piece, level: Value): Value {
  return { level, pack, offset, stored: bytes.length, size, sha256: hash }
}

function plantNodes(objects: Objects, { levels, fanout, leaf = [] }: Mutation & { kind: 'nodes' }): void {
  const content = plantPack(objects, [plainPiece(CONTENT)])
  const lines = [{ packs: [content.name] }, ...leaf].map((line) => `${encodeValue(line)}\n`).join('')
  let piece = plainPiece(Buffer.from(lines))
  let pack = plantPack(objects, [piece])
  const packs = [usedPack(content), usedPack(pack)]
  for (let level = 1; level <= levels; level++) {
    const child = `${JSON.stringify([0, 0, piece.bytes.length, piece.size, piece.hash])}\n`
    piece = plainPiece(Buffer.from(`${JSON.stringify({ packs: [pack.name] })}\n${child.repeat(fanout)}`))
    pack = plantPack(objects, [piece])
    packs.push(usedPack(pack))
  }
  changeRecord(objects, (fields) => {
    describeEntries(fields, leaf)
    fields['tree'] = rootOf(pack.name, 0, piece, levels)
    fields['packs'] = packs
  })
}

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd]

/** RFC 8878: blocks of 4 bytes that stand for 128 KiB each. */
function frame(kind: (typeof FRAMES)[number]): Buffer {
  const block = (last: boolean): number[] => {
    const header = (Number(last) | (1 << 1) | ((128 * 1024) << 3)) >>> 0
    return [header & 255, (header >> 8) & 255, (header >> 16) & 255, 0x61]
  }
  if (kind === 'empty') return Buffer.from([...MAGIC, 0x00, 0x68, 1, 0, 0])
  // A window of 2^41 bytes; a content of 2^63 - 1.
  if (kind === 'window') return Buffer.from([...MAGIC, 0x00, 0xf8, ...block(true)])
  if (kind === 'claim')
    return Buffer.from([...MAGIC, 0xc0, 0x68, 255, 255, 255, 255, 255, 255, 255, 127, ...block(true)])
  const blocks = Array.from({ length: 8192 }, (_, at) => block(kind === 'bomb' && at === 8191)).flat()
  return Buffer.from([...MAGIC, 0x00, 0x68, ...blocks])
}

function plantChunk(objects: Objects, { frame: kind, stored, size = 2 ** 20 }: Mutation & { kind: 'chunk' }): void {
  const bytes = frame(kind)
  const hash = sha256('not what it decompresses to')
  const pack = plantPack(objects, [{ bytes, size: numberOf(size) || 2 ** 20, hash }])
  const chunks = [[0, 0, stored ?? bytes.length, size]]
  const entries = [{ path: 'bomb', type: 'file', mode: 420, size, sha256: hash, chunks }]
  changeRecord(objects, (fields) => {
    describeEntries(fields, entries)
    fields['tree'] = { packs: [pack.name], entries }
    fields['packs'] = [usedPack(pack)]
  })
}

function plantTrailer(objects: Objects, { chunks, body }: Mutation & { kind: 'trailer' }): void {
  const text = Buffer.from(encodeValue({ format: 1, condemned: null, chunks }))
  const name = sha256(text)
  const footer = Buffer.from(`artifact-store pack 1 ${String(text.length).padStart(9, '0')}\n`)
  const whole = Buffer.concat([Buffer.alloc(body, CONTENT), text, footer])
  put(objects, packKey(name), whole)
  const entries = [fileEntry('x')]
  changeRecord(objects, (fields) => {
    describeEntries(fields, entries)
    fields['tree'] = { packs: [name], entries }
    fields['packs'] = [{ pack: name, size: whole.length, used: CONTENT.length }]
  })
}

// ── inventing them ─────────────────────────────────────────────────────────────────────────────────────────────────

/** What can be mutated: everything but what the judge goes by. */
export function targets(objects: Objects): string[] {
  const safe = new Set<string>(safeKeys(objects))
  return [...objects.keys()].filter((key) => !safe.has(key) && !key.startsWith('packs/')).sort()
}

/** The safe artifact's own objects and its packs. */
export function safeKeys(objects: Objects): string[] {
  const own = [...objects.keys()].filter((key) => key.startsWith(`artifacts/${SAFE}/`))
  const packs = own.flatMap((key) => {
    const used = fieldsOf(objects.get(key)!.bytes)?.['packs']
    return Array.isArray(used) ? used.map((one) => packKey((one as { pack: string }).pack)) : []
  })
  return [...own, ...packs]
}

export function invent(random: Random, objects: Objects): Mutation {
  const keys = targets(objects)
  // `long` is sixty-six times the same.
  const chosen = random.pick(
    random.below(4) === 0 ? keys : keys.filter((one) => !one.startsWith('artifacts/long/versions'))
  )
  // Their names are random: a corpus finds them by their beginning.
  const key = chosen.replace(/^(runs|condemned)\/.*$/, '$1/*')
  const dice = random.below(20)
  if (dice < 10) return inventField(random, objects, key)
  if (dice < 12) return { kind: 'bytes', key, damage: random.pick(DAMAGES) }
  if (dice === 12)
    return {
      kind: 'swap',
      key,
      from: random.pick([...objects.keys()].filter((one) => !/^(runs|condemned)/.test(one)).sort())
    }
  if (dice === 13) return { kind: 'missing', key }
  if (dice === 14) return { kind: 'trailer', chunks: inventTrailer(random), body: random.pick([0, 8, 16, 100_000]) }
  if (dice === 15)
    return { kind: 'chunk', frame: random.pick(FRAMES), size: random.pick([2 ** 20, 2 ** 20 - 1, 2 ** 17]) }
  if (dice === 16) {
    const leaf = random.below(2) === 0 ? [] : inventEntries(random)
    return { kind: 'nodes', levels: random.pick([1, 2, 7, 8, 9]), fanout: random.pick([0, 1, 2, 512]), leaf }
  }
  return { kind: 'tree', packed: random.below(2) === 0, entries: inventEntries(random) }
}

function inventField(random: Random, objects: Objects, key: string): Mutation {
  const { bytes } = objects.get(find(objects, key)!)!
  const lines = key.endsWith('.gz') ? cacheLines(bytes) : undefined
  const line = lines === undefined ? undefined : random.below(lines.length)
  const fields = line === undefined ? fieldsOf(bytes) : fieldsOf(Buffer.from(lines![line]))
  const paths = pathsOf(fields)
  const path = paths.length === 0 ? ['x'] : [...random.pick(paths)]
  if (random.below(8) === 0)
    path[path.length - 1] = random.pick(['__proto__', 'constructor', 'toString', '\u001b[2J', ''])
  const value = random.below(10) === 0 ? {} : { value: random.pick(VALUES) }
  return { kind: 'field', key, ...(line === undefined ? {} : { line }), path, ...value }
}

function inventTrailer(random: Random): Value {
  const hash = sha256(CONTENT)
  const chunk = [random.pick([8, 0, -8, 1, 2 ** 32, ...VALUES]), random.pick([8, 1, 2 ** 53, ...VALUES]), hash]
  return random.pick<Value>([[chunk], [[8, 8, hash], chunk], { $many: 100_000 }, random.pick(VALUES), []])
}

const NAMES: readonly Value[] = VALUES.filter((value) => typeof value === 'string')

function inventEntries(random: Random): Value[] {
  const entries: Value[] = []
  for (let count = 1 + random.below(4); count > 0; count--) {
    const path =
      random.below(3) === 0 ? random.pick(VALUES) : random.pick(['a', 'A', 'b', 'd', 'd/x', 'link/x', ...NAMES])
    const dice = random.below(6)
    if (dice === 0) entries.push({ path, type: 'directory', mode: random.pick([493, 0, 511, 4095, ...VALUES]) })
    else if (dice === 1)
      entries.push({ path: 'link', type: 'symlink', target: random.pick(['../canary', '/', ...VALUES]) })
    else if (dice === 2) entries.push({ chunks: random.pick<Value>([[[0, 0, 8, 8, sha256(CONTENT)]], [], ...VALUES]) })
    else if (dice === 3) {
      const field = random.pick(['size', 'mode', 'sha256', 'chunks', 'type'])
      entries.push(fileEntry(path, { [field]: random.pick(VALUES) }))
    } else if (dice === 4) {
      const extent: Value[] = [0, 0, 8, 8]
      extent[random.below(4)] = random.pick(VALUES)
      entries.push(fileEntry(path, { chunks: [extent] }))
    } else entries.push(fileEntry(path))
  }
  if (random.below(3) > 0) entries.sort((a, b) => (pathText(a) < pathText(b) ? -1 : 1))
  return entries
}

function pathText(entry: Value): string {
  const { path } = entry as { path?: Value }
  return typeof path === 'string' ? path : ''
}
