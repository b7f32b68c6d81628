/**
 * Prints what the digest of a folder is made over (docs/FORMAT.md, "The digest"), without a line of Artifact Store: so
 * its SHA-256 is the digest of a version that was restored there, the one that its provenance is signed for.
 *
 *     node list-version.mjs FOLDER | sha256sum
 */
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** Segment by segment, by the bytes of UTF-8; a folder before what it holds. */
function* list(folder, prefix = '') {
  const names = readdirSync(path.join(folder, prefix)).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  for (const name of names) {
    const entry = prefix + name
    const file = path.join(folder, entry)
    const stats = lstatSync(file)
    if (stats.isDirectory()) {
      yield `directory - 0 - ${entry}\0`
      yield* list(folder, `${entry}/`)
    } else if (stats.isSymbolicLink()) {
      const target = Buffer.from(readlinkSync(file))
      yield `symlink - ${target.length} ${sha256(target)} ${entry}\0`
    } else {
      yield `file ${stats.mode & 0o100 ? 'x' : '-'} ${stats.size} ${sha256(readFileSync(file))} ${entry}\0`
    }
  }
}

for (const line of list(process.argv[2])) process.stdout.write(line)
