import { createHash } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Writes files, with the folders that they lie in. */
export function writeTree(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
}

/** The texts of all files below a folder. */
export function readTree(folder: string): Record<string, string> {
  return Object.fromEntries(
    list(folder)
      .filter((path) => lstatSync(join(folder, path)).isFile())
      .map((path) => [path, readFileSync(join(folder, path), 'utf8')])
  )
}

/** All that is below a folder, told by kind, permissions and content: equal exactly if nothing was touched. */
export function snapshot(folder: string): Record<string, string> {
  return Object.fromEntries(
    list(folder).map((path) => {
      const found = lstatSync(join(folder, path))
      const mode = found.mode.toString(8)
      if (found.isSymbolicLink()) return [path, `link ${readlinkSync(join(folder, path))}`]
      if (!found.isFile()) return [path, `folder ${mode}`]
      const hash = createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex')
      return [path, `file ${mode} ${found.mtimeMs} ${hash}`]
    })
  )
}

/** A folder that is there for one test. */
export function temporaryFolder(): { readonly path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'artifact-store-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

function list(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
}
