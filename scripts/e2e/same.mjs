/**
 * Fails unless all folders hold the same: paths, kinds, permission bits, contents, targets of links, empty folders.
 *
 *     node scripts/e2e/same.mjs EXPECTED ACTUAL...
 */
import { createHash } from 'node:crypto'
import { lstatSync, readFileSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { walk } from './walk.mjs'

/** A line for each entry, names as JSON so that each is one line. */
function describe(folder) {
  return walk(folder)
    .sort()
    .map((name) => {
      const file = path.join(folder, name)
      const stats = lstatSync(file)
      const mode = (stats.mode & 0o777).toString(8)
      if (stats.isSymbolicLink()) return `${JSON.stringify(name)} link to ${JSON.stringify(readlinkSync(file))}`
      if (stats.isDirectory()) return `${JSON.stringify(name)} folder ${mode}`
      const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
      return `${JSON.stringify(name)} file ${mode} ${stats.size} bytes ${sha256}`
    })
}

const [expectedFolder, ...others] = process.argv.slice(2)
const expected = describe(expectedFolder)
if (expected.length === 0) throw new Error(`${expectedFolder} is empty: nothing would be compared`)
if (others.length === 0) throw new Error('nothing to compare with')

for (const folder of others) {
  const actual = describe(folder)
  const missing = expected.filter((line) => !actual.includes(line))
  const surplus = actual.filter((line) => !expected.includes(line))
  for (const line of missing) console.error(`${folder} lacks: ${line}`)
  for (const line of surplus) console.error(`${folder} has:   ${line}`)
  if (missing.length + surplus.length > 0) process.exitCode = 1
  else console.log(`${folder}: the same ${expected.length} entries as ${expectedFolder}`)
}
