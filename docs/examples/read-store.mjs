/**
 * Brings a version back out of a store in a folder, with nothing but Node.js (22.15 or later, which knows zstd) and what
 * FORMAT.md says. It shares no code with Artifact Store: it is the proof that the format is all there is to know, a start
 * for readers in other languages, and the way to your files should everything else be lost.
 *
 *     node read-store.mjs STORE NAME NUMBER DESTINATION
 *
 * Everything is checked on the way, as FORMAT.md asks of a reader. DESTINATION must not exist; it is removed again where
 * something is wrong.
 */
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { zstdDecompressSync } from 'node:zlib'

const MIB = 1024 * 1024
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

function check(isRight, message) {
  if (!isRight) throw new Error(message)
}

/** "Documents": JSON whose last two lines are a checksum of all before them, and a brace. */
function readDocument(file) {
  check(fs.statSync(file).size <= 16 * MIB, `${file} is too large`)
  const text = fs.readFileSync(file, 'utf8')
  const [, body, checksum] = /^(.*\n) {2}"checksum": "([0-9a-f]{64})"\n}\n$/s.exec(text) ?? []
  check(body !== undefined && sha256(body) === checksum, `${file} is damaged`)
  const document = JSON.parse(text)
  check(document.format === 1, `${file} has a newer format`)
  return document
}

/** "Packs": `length` bytes from `offset` on; the footer and the trailer were checked when the pack was opened. */
class Packs {
  #folder
  #open = { name: '', file: -1 }

  constructor(folder) {
    this.#folder = folder
  }

  read(name, offset, length) {
    if (this.#open.name !== name) this.#change(name)
    return readAt(this.#open.file, offset, length)
  }

  #change(name) {
    this.close()
    const key = path.join(this.#folder, name.slice(0, 2), `${name}.pack`)
    const file = fs.openSync(key, 'r')
    this.#open = { name, file }
    const { size } = fs.fstatSync(file)
    const footer = /^artifact-store pack 1 (\d{9})\n$/.exec(readAt(file, size - 32, 32).toString('latin1'))
    check(footer !== null && Number(footer[1]) <= size - 32, `${key} has no footer`)
    const trailer = readAt(file, size - 32 - Number(footer[1]), Number(footer[1]))
    check(sha256(trailer) === name, `${key} has another trailer than its name says`)
    const { format, chunks } = JSON.parse(trailer.toString('utf8'))
    check(format === 1, `${key} has a newer format`)
    const stored = chunks.reduce((sum, chunk) => sum + chunk[0], 0)
    check(stored + trailer.length + 32 === size, `${key} has another size than its chunks`)
  }

  close() {
    if (this.#open.file >= 0) fs.closeSync(this.#open.file)
    this.#open = { name: '', file: -1 }
  }
}

function readAt(file, offset, length) {
  const bytes = Buffer.alloc(length)
  const read = offset < 0 ? 0 : fs.readSync(file, bytes, 0, length, offset)
  check(read === length, 'a pack is shorter than it should be')
  return bytes
}

/** "Chunks": stored as they are, or as a zstd frame where that is smaller. */
function readChunk(packs, { pack, offset, stored, size, sha256: expected }) {
  check(stored >= 1 && stored <= size && size <= MIB, `an impossible chunk in pack ${pack}`)
  const bytes = packs.read(pack, offset, stored)
  const chunk = stored === size ? bytes : zstdDecompressSync(bytes, { maxOutputLength: size })
  check(chunk.length === size && sha256(chunk) === expected, `a chunk in pack ${pack} is damaged`)
  return chunk
}

/** `[pack, offset, stored, size, sha256]`, its pack a number in the table of the piece that it stands in. */
const chunkOf = ([pack, offset, stored, size, sha256], table) => ({ pack: table[pack], offset, stored, size, sha256 })

/** "Trees": the lines of the leaves, each with the table of packs that its numbers count into. */
function* readLines(packs, tree) {
  if (tree.entries !== undefined) for (const value of tree.entries) yield { value, table: tree.packs }
  else yield* readPiece(packs, tree, tree.level)
}

function* readPiece(packs, piece, level) {
  const lines = readChunk(packs, piece).toString('utf8').split('\n')
  check(lines.pop() === '' && lines.length > 1, 'a piece of the tree has no end, or no lines')
  const table = JSON.parse(lines[0]).packs.map((pack) => pack ?? piece.pack)
  for (const line of lines.slice(1)) {
    const value = JSON.parse(line)
    if (level > 0) yield* readPiece(packs, chunkOf(value, table), level - 1)
    else yield { value, table }
  }
}

/** The entries, each file with all of its chunks. */
function* readEntries(packs, tree) {
  let file
  for (const { value, table } of readLines(packs, tree)) {
    const chunks = value.chunks?.map((tuple) => chunkOf(tuple, table)) ?? []
    if (value.path === undefined) {
      check(file !== undefined && chunks.length > 0, 'the tree has chunks that belong to no file')
      file.chunks.push(...chunks)
      continue
    }
    if (file !== undefined) yield file
    file = value.type === 'file' ? { ...value, chunks } : undefined
    if (file === undefined) yield value
  }
  if (file !== undefined) yield file
}

/** Tree order: segment by segment, by the bytes of UTF-8. */
function isAfter(entry, previous) {
  const [left, right] = [previous, entry].map((name) => name.split('/').map((segment) => Buffer.from(segment)))
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = Buffer.compare(left[index], right[index])
    if (order !== 0) return order < 0
  }
  return left.length < right.length
}

function writeFile(packs, target, { path: name, mode, size, sha256: expected, chunks }) {
  const hash = createHash('sha256')
  const file = fs.openSync(target, 'wx', 0o600)
  try {
    let written = 0
    for (const chunk of chunks) {
      // The hash of a file's only chunk is the file's.
      const bytes = readChunk(packs, { ...chunk, sha256: chunk.sha256 ?? expected })
      hash.update(bytes)
      for (let done = 0; done < bytes.length;) done += fs.writeSync(file, bytes, done)
      written += bytes.length
    }
    check(written === size && hash.digest('hex') === expected, `${name} is not what the tree says`)
    fs.fchmodSync(file, mode)
  } finally {
    fs.closeSync(file)
  }
}

/** "The digest": what it covers of an entry. */
function describe({ type, path: name, mode, size, sha256: hash, target }) {
  if (type === 'file') return `file ${mode & 0o100 ? 'x' : '-'} ${size} ${hash} ${name}\0`
  if (type === 'symlink') return `symlink - ${Buffer.byteLength(target)} ${sha256(target)} ${name}\0`
  return `directory - 0 - ${name}\0`
}

function restore(store, name, number, destination) {
  check(readDocument(path.join(store, 'store.json')).hash === 'sha256', 'the store has another hash')
  const artifact = path.join(store, 'artifacts', name.replaceAll('/', '%2F'))
  const record = readDocument(path.join(artifact, 'versions', `${String(number).padStart(10, '0')}.json`))
  const packs = new Packs(path.join(store, 'packs'))
  const digest = createHash('sha256')
  const folders = new Map()
  const links = []
  let previous
  fs.mkdirSync(destination)
  try {
    for (const entry of readEntries(packs, record.tree)) {
      const segments = entry.path.split('/')
      const isLegal = segments.every((segment) => !['', '.', '..'].includes(segment) && !segment.includes('\0'))
      const parent = segments.slice(0, -1).join('/')
      check(isLegal && (parent === '' || folders.has(parent)), `the tree has an impossible path: ${entry.path}`)
      check(previous === undefined || isAfter(entry.path, previous), `the tree is not in order: ${entry.path}`)
      previous = entry.path
      digest.update(describe(entry))
      const target = path.join(destination, ...segments)
      if (entry.type === 'file') writeFile(packs, target, entry)
      else if (entry.type === 'symlink') links.push([entry.target, target])
      else {
        check(entry.type === 'directory', `${entry.path} is of an unknown type`)
        fs.mkdirSync(target)
        folders.set(entry.path, { target, mode: entry.mode })
      }
    }
    check(`sha256:${digest.digest('hex')}` === record.digest, 'the tree does not have the digest of the record')
    // Links last, so that nothing is written through one; then folders, inner ones first, since some forbid writing.
    for (const [to, target] of links) fs.symlinkSync(to, target)
    for (const { target, mode } of [...folders.values()].reverse()) fs.chmodSync(target, mode)
    console.log(`${name}@${record.version}: ${record.files} files, ${record.size} bytes, ${record.digest}`)
  } catch (error) {
    fs.rmSync(destination, { recursive: true, force: true })
    throw error
  } finally {
    packs.close()
  }
}

if (process.argv.length === 6) {
  try {
    restore(...process.argv.slice(2))
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
} else {
  console.error('Usage: node read-store.mjs STORE NAME NUMBER DESTINATION')
  process.exitCode = 2
}
