/** Documents of a store as FORMAT.md describes them, for tests that plant some of their own. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

type Fields = Record<string, unknown>

export function readDocument(path: string): Fields {
  return JSON.parse(readFileSync(path, 'utf8')) as Fields
}

/** Changes a document and gives it a checksum that is right. */
export function rewriteDocument(path: string, change: (fields: Fields) => Fields): void {
  const fields = change(readDocument(path))
  delete fields['checksum']
  const body = `${JSON.stringify(fields, undefined, 2).replace(/\n\}$/, '')},\n`
  const checksum = createHash('sha256').update(body).digest('hex')
  writeFileSync(path, `${body}  "checksum": "${checksum}"\n}\n`)
}

/** Flips one bit. */
export function damage(path: string, offset: number): void {
  const bytes = readFileSync(path)
  bytes[offset] ^= 1
  writeFileSync(path, bytes)
}
