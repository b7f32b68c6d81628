/**
 * The folder of a catalog: written beside what is there, in a folder of its own inside of it, and put in its place when
 * all of it is whole. What fails before that leaves the old catalog as it was; each of the few renames that follow is
 * undone where a later one fails.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ArtifactStoreError, quote } from '../errors.js'
import { toDestinationError } from '../files/destination-errors.js'

/** Marks a folder as a catalog: its contents may be replaced. */
export const MARKER = 'artifact-store-catalog.json'
const MARKER_TEXT = `${JSON.stringify({ format: 1, what: 'a catalog of an artifact store: its files are replaced by the next one' })}\n`
/** Without it GitHub Pages leaves out files whose names begin with certain characters. */
const NO_JEKYLL = '.nojekyll'
const STAGING = /^\.artifact-store-catalog-[0-9a-f]{16}$/

export class CatalogOutput {
  private readonly folder: string
  private readonly staging: string
  private readonly names = new Set<string>()
  private bytes = 0
  private files = 0

  /** @throws ArtifactStoreError `DESTINATION` where the folder holds something that is no catalog. */
  constructor(folder: string) {
    this.folder = path.resolve(folder)
    this.staging = path.join(this.folder, `.artifact-store-catalog-${randomBytes(8).toString('hex')}`)
    this.attempt(() => {
      mkdirSync(this.folder, { recursive: true })
      this.check()
      mkdirSync(this.staging)
    })
    this.write(MARKER, MARKER_TEXT)
    this.write(NO_JEKYLL, '')
  }

  /** Writes a file; its folder is made. @param name with `/`, of the catalog's own making. */
  write(name: string, text: string): void {
    const [top, ...below] = name.split('/')
    this.attempt(() => {
      if (below.length > 0) mkdirSync(path.join(this.staging, top!), { recursive: true })
      writeFileSync(path.join(this.staging, name), text)
    })
    this.names.add(top!)
    this.files++
    this.bytes += Buffer.byteLength(text)
  }

  /** Puts all in place of the old catalog. */
  commit(): { readonly files: number; readonly bytes: number } {
    const old = path.join(this.staging, 'old')
    const undo: (() => void)[] = []
    this.attempt(() => {
      mkdirSync(old)
      try {
        // The first page comes last: until then it is the old one, or, in a new catalog, none.
        for (const name of [...this.names].sort((a, b) => Number(a === 'index.html') - Number(b === 'index.html'))) {
          const [from, to, kept] = [this.staging, this.folder, old].map((folder) => path.join(folder, name)) as [
            string,
            string,
            string
          ]
          if (lstatSync(to, { throwIfNoEntry: false }) !== undefined) {
            renameSync(to, kept)
            undo.push(() => renameSync(kept, to))
          }
          renameSync(from, to)
          undo.push(() => renameSync(to, from))
        }
      } catch (error) {
        for (const step of undo.reverse()) step()
        throw error
      }
    })
    this.discard()
    this.discardOthers()
    return { files: this.files, bytes: this.bytes }
  }

  /** Removes what was staged. Never throws: the catalog is what it is by now. */
  discard(): void {
    removeQuietly(this.staging)
  }

  /** Removes what runs left behind that were killed. */
  private discardOthers(): void {
    for (const name of readdirSync(this.folder)) if (STAGING.test(name)) removeQuietly(path.join(this.folder, name))
  }

  private check(): void {
    const names = readdirSync(this.folder).filter((name) => !STAGING.test(name))
    if (names.length === 0 || this.isMarked()) return
    throw new ArtifactStoreError(
      'DESTINATION',
      `${quote(this.folder)} is not empty and holds no catalog (no ${MARKER}): give an empty folder, or one that a catalog was written into`
    )
  }

  private isMarked(): boolean {
    const marker = path.join(this.folder, MARKER)
    return existsSync(marker) && lstatSync(marker).isFile() && readFileSync(marker, 'utf8') === MARKER_TEXT
  }

  private attempt(act: () => void): void {
    try {
      act()
    } catch (error) {
      throw toDestinationError('write the catalog into', this.folder, error)
    }
  }
}

function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // The next run does it.
  }
}
