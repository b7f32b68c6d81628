/**
 * What the caches of a store are written in: gzip files of lines of JSON, in blocks, each with a line of its own that
 * says what it is and one that ends it with a checksum. docs/FORMAT.md, "Index segments" and "Excerpts".
 */
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { ArtifactStoreError } from '../errors.js'
import { sha256Hex } from '../content/hash.js'
import { FORMAT, isTooDeep } from './documents.js'

const compress = promisify(gzip)
const decompress = promisify(gunzip)

/** A cache is not what it should be. The message says what is wrong, in the words of a user. */
export class WrongCache extends Error {}

export type Fields = Readonly<Record<string, unknown>>

/** A block. @param header what it is of; `format` is added. */
export async function encodeBlock(header: Fields, lines: readonly string[]): Promise<Buffer> {
  const text = `${[JSON.stringify({ format: FORMAT, ...header }), ...lines].join('\n')}\n`
  return await compress(`${text}${JSON.stringify({ sha256: sha256Hex(text) })}\n`)
}

/** Blocks one after the other: gzip files one after the other are one gzip file. */
export function joinBlocks(blocks: readonly Uint8Array[]): Buffer {
  return Buffer.concat(blocks)
}

/** @throws WrongCache where it is no gzip file, or holds more bytes than `maximum`. */
export async function openBlocks(bytes: Uint8Array, maximum: number): Promise<BlockReader> {
  try {
    return new BlockReader(await decompress(bytes, { maxOutputLength: maximum }))
  } catch (error) {
    throw new WrongCache('it cannot be decompressed', { cause: error })
  }
}

/** Reads line by line, believing none. Its methods throw {@link WrongCache}. */
export class BlockReader {
  private readonly text: Buffer
  private offset = 0
  private start = 0

  constructor(text: Buffer) {
    this.text = text
  }

  /** Bytes of all blocks. */
  get length(): number {
    return this.text.length
  }

  get isAtEnd(): boolean {
    return this.offset === this.text.length
  }

  /** The first line of a block. @throws ArtifactStoreError `UNSUPPORTED` where it is of a newer format. */
  header(): Fields {
    this.start = this.offset
    const fields = this.next()
    const { format } = fields
    if (typeof format === 'number' && format > FORMAT) {
      throw new ArtifactStoreError('UNSUPPORTED', `it is of format ${format}`)
    }
    if (format !== FORMAT) throw new WrongCache('it has no known format')
    return fields
  }

  next(): Fields {
    const end = this.text.indexOf(0x0a, this.offset)
    if (end < 0) throw new WrongCache('its end is missing')
    const line = this.text.toString('utf8', this.offset, end)
    this.offset = end + 1
    return parseFields(line)
  }

  /** The last line of a block, where the next line is to be it. */
  end(): void {
    const end = this.offset
    this.checkEnd(this.next(), end)
  }

  /** The next line; undefined where it was the last one of the block: the one that has no `key`. */
  nextWithKey(): Fields | undefined {
    const end = this.offset
    const fields = this.next()
    if (fields['key'] !== undefined) return fields
    this.checkEnd(fields, end)
    return undefined
  }

  private checkEnd(fields: Fields, end: number): void {
    if (fields['sha256'] !== sha256Hex(this.text.subarray(this.start, end))) {
      throw new WrongCache('its bytes do not have its checksum')
    }
  }
}

function parseFields(line: string): Fields {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    throw new WrongCache('a line of it is not JSON')
  }
  if (!isObject(value)) throw new WrongCache('a line of it is not an object')
  if (isTooDeep(value)) throw new WrongCache('a line of it is nested too deep')
  return value
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
