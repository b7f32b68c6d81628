import { createHash, type Hash } from 'node:crypto'
import { sha256Hex } from './hash.js'

/** What the digest covers of an entry. */
export type DigestEntry =
  | {
      readonly type: 'file'
      readonly path: string
      readonly mode: number
      readonly size: number
      readonly sha256: string
    }
  | { readonly type: 'directory'; readonly path: string }
  | { readonly type: 'symlink'; readonly path: string; readonly target: string }

/** The digest of a tree, fed entry by entry in tree order. docs/FORMAT.md, "The digest". */
export class TreeDigest {
  private readonly hash: Hash = createHash('sha256')

  add(entry: DigestEntry): void {
    this.hash.update(describe(entry))
  }

  finish(): `sha256:${string}` {
    return `sha256:${this.hash.digest('hex')}`
  }
}

const OWNER_EXECUTE = 0o100

function describe(entry: DigestEntry): string {
  switch (entry.type) {
    case 'file':
      return `file ${entry.mode & OWNER_EXECUTE ? 'x' : '-'} ${entry.size} ${entry.sha256} ${entry.path}\0`
    case 'symlink':
      return `symlink - ${Buffer.byteLength(entry.target)} ${sha256Hex(entry.target)} ${entry.path}\0`
    case 'directory':
      return `directory - 0 - ${entry.path}\0`
  }
}
