/** Trees of files as plain objects: to write them to a folder, to read a folder back, to compare. */
import { createCipheriv, createHash } from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import path from 'node:path'

/** A file's bytes (mode 644, or the one given), a link's target, or a folder (mode 755, or the one given). */
export type TreeNode =
  | string
  | Buffer
  | { readonly content: string | Buffer; readonly mode: number }
  | { readonly link: string }
  | { readonly folder: number }

/** By path; folders that hold something need not be named. */
export type Tree = Readonly<Record<string, TreeNode>>

/** For each path a line that tells kind, mode and contents: equal lines are equal nodes. */
export type Snapshot = Readonly<Record<string, string>>

/** Bytes that nothing can compress, the same for the same seed. */
export function noise(seed: string, length: number): Buffer {
  const key = createHash('sha256').update(seed).digest()
  return createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
}

export function writeTree(folder: string, tree: Tree): void {
  mkdirSync(folder, { recursive: true })
  const folders: (readonly [string, number])[] = []
  for (const [name, node] of Object.entries(tree)) {
    const file = path.join(folder, name)
    mkdirSync(path.dirname(file), { recursive: true })
    if (typeof node === 'object' && 'link' in node) symlinkSync(node.link, file)
    else if (typeof node === 'object' && 'folder' in node) {
      mkdirSync(file, { recursive: true })
      folders.push([file, node.folder])
    } else {
      const { content, mode } = typeof node === 'object' && 'content' in node ? node : { content: node, mode: 0o644 }
      writeFileSync(file, content)
      chmodSync(file, mode)
    }
  }
  // The deepest first, so that a closed folder is closed when all is in it.
  for (const [file, mode] of folders.sort(([a], [b]) => b.length - a.length)) chmodSync(file, mode)
}

/** What lies in a folder; nothing where there is none. `skip` leaves out what it says, with all that is below. */
export function snapshot(folder: string, skip: (relative: string) => boolean = () => false): Snapshot {
  const lines: Record<string, string> = {}
  const walk = (relative: string): void => {
    for (const name of readdirSync(path.join(folder, relative)).sort()) {
      const inner = relative === '' ? name : `${relative}/${name}`
      if (skip(inner)) continue
      lines[inner] = describeNode(path.join(folder, inner))
      if (lines[inner].startsWith('folder')) walk(inner)
    }
  }
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) walk('')
  return lines
}

function describeNode(file: string): string {
  const stats = lstatSync(file)
  const mode = (stats.mode & 0o777).toString(8)
  if (stats.isSymbolicLink()) return `link to ${readlinkSync(file)}`
  if (stats.isDirectory()) return `folder ${mode}`
  if (!stats.isFile()) return 'something else'
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
  return `file ${mode} ${stats.size} ${sha256}`
}
