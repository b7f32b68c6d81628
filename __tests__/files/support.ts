import {
  chownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { ArtifactStoreError, type ErrorCode } from '../../src/errors.js'
import type { PlannedEntry, SourceEntry, SourceTree } from '../../src/files/index.js'
import { compareTreePaths } from '../../src/files/index.js'

/** Runs with a folder of its own, by its real path, which is gone afterwards. */
export async function withFolder<T>(run: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'files-test-')))
  try {
    return await run(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Text is a file's contents, null a folder, `link` a link's target. */
export type Contents = Readonly<Record<string, string | null | { readonly link: string }>>

export function make(folder: string, contents: Contents): void {
  for (const [path, content] of Object.entries(contents)) {
    const target = join(folder, path)
    mkdirSync(content === null ? target : dirname(target), { recursive: true })
    if (typeof content === 'string') writeFileSync(target, content)
    else if (content !== null) symlinkSync(content.link, target)
  }
}

/** All that a folder holds, none through a link: `d 755 a`, `f 644 a/b text`, `l c -> target`. */
export function snapshot(folder: string, prefix = ''): string[] {
  const lines: string[] = []
  for (const name of readdirSync(join(folder, prefix)).sort(compareTreePaths)) {
    const path = prefix + name
    const stats = lstatSync(join(folder, path))
    const mode = (stats.mode & 0o777).toString(8)
    if (stats.isDirectory()) lines.push(`d ${mode} ${path}`, ...snapshot(folder, `${path}/`))
    else if (stats.isSymbolicLink()) lines.push(`l ${path} -> ${readlinkSync(join(folder, path))}`)
    else lines.push(`f ${mode} ${path} ${readFileSync(join(folder, path), 'utf8')}`)
  }
  return lines
}

/** The paths in a folder, for tests that do not care about more. */
export function pathsIn(folder: string): string[] {
  return snapshot(folder).map((line) => line.replace(/^(?:[df] \d+|l) (\S+).*$/s, '$1'))
}

export async function listed(tree: SourceTree): Promise<SourceEntry[]> {
  const entries: SourceEntry[] = []
  for await (const entry of tree.entries()) entries.push(entry)
  return entries
}

export async function listedPaths(tree: SourceTree): Promise<string[]> {
  return (await listed(tree)).map((entry) => entry.path)
}

/** The failure of a promise, which must be for the user and of this code. */
export async function failureOf(code: ErrorCode, promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason
  )
  if (!(error instanceof ArtifactStoreError)) throw new Error(`no failure for the user but ${String(error)}`)
  expect(error.code).toBe(code)
  return error.message
}

export const file = (path: string, mode = 0o644): PlannedEntry => ({ kind: 'file', path, mode, size: 0 })
export const folder = (path: string, mode = 0o755): PlannedEntry => ({ kind: 'directory', path, mode })
export const link = (path: string, target: string): PlannedEntry => ({ kind: 'symlink', path, target })

/** Acts as a user without privileges where the tests run as root, to whom nothing is forbidden. */
export async function withoutPrivileges(owned: string, act: () => Promise<void>): Promise<void> {
  if (process.geteuid?.() !== 0) return act()
  const user = 65534
  const own = (path: string): void => {
    chownSync(path, user, user)
    if (!lstatSync(path).isDirectory()) return
    for (const name of readdirSync(path)) if (!lstatSync(join(path, name)).isSymbolicLink()) own(join(path, name))
  }
  own(owned)
  process.seteuid!(user)
  try {
    await act()
  } finally {
    process.seteuid!(0)
  }
}

/** Names that are legal on POSIX and hold what breaks careless programs. */
export const oddName = fc
  .oneof(
    fc.constantFrom(
      ' ',
      '  lead',
      'trail ',
      'a b',
      "it's",
      '"q"',
      'new\nline',
      'tab\t',
      '%41',
      '#x',
      '!x',
      '*',
      '?',
      '[a]',
      '{a,b}',
      '-rf',
      '--',
      '~',
      '$HOME',
      '`x`',
      ';',
      '&',
      '|',
      '\\',
      'a\\b',
      '...',
      '.a',
      '..a',
      'con',
      'aux.txt',
      'a.',
      'a:b',
      '\u{1f600}',
      'e\u0301',
      '\u00e9',
      '\uffff',
      '\ufffd',
      '\u{10000}',
      '\ue000',
      '\u{10ffff}',
      '\u202e',
      '\u200d',
      'a',
      'A',
      'a!',
      'a-',
      'a0',
      '\u0001',
      '\u007f'
    ),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 12 })
  )
  .filter((name) => !/[/\0]/.test(name) && name !== '.' && name !== '..' && Buffer.byteLength(name) <= 255)

/** What a generated tree holds: a file with text, a folder, a link. */
export type Node = string | { readonly link: string } | ReadonlyMap<string, Node>

const { tree } = fc.letrec<{ tree: ReadonlyMap<string, Node>; node: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ maxLength: 5 }),
    fc.record({ link: fc.constantFrom('nowhere', '..', '/', 'a', '../../x', '\u00e9') }),
    tie('tree')
  ),
  tree: fc
    .array(fc.tuple(oddName, tie('node')), { maxLength: 6, depthIdentifier: 'tree' })
    .map((entries) => new Map(entries))
}))
/** A folder of generated names, three or so levels deep. */
export const anyTree = tree

export function makeNodes(folder: string, nodes: ReadonlyMap<string, Node>): void {
  for (const [name, node] of nodes) {
    // `join` would take a name such as `..a` apart no more than this, but it drops what it takes for redundant.
    const path = `${folder}/${name}`
    if (typeof node === 'string') writeFileSync(path, node)
    else if (node instanceof Map) {
      mkdirSync(path)
      makeNodes(path, node)
    } else symlinkSync((node as { link: string }).link, path)
  }
}
