/**
 * Builds the library into lib/ and the bundle, which the action and the command line run, into dist/.
 *
 *     node scripts/build.mjs            both
 *     node scripts/build.mjs --lib      the library alone
 *     node scripts/build.mjs --check    the bundle into a temporary folder, compared byte for byte with dist/
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { bundle, compile, root } from './toolchain.mjs'

const dist = path.join(root, 'dist')

function check() {
  const fresh = mkdtempSync(path.join(tmpdir(), 'artifact-store-dist-'))
  try {
    compile()
    bundle('lib/main.js', fresh)
    const names = [...new Set([...files(dist), ...files(fresh)])].sort()
    const differing = names.filter((name) => !same(path.join(dist, name), path.join(fresh, name)))
    if (differing.length === 0) {
      console.log(`dist/ is what a clean build gives: ${names.length} files, byte for byte`)
      return
    }
    console.error('dist/ is not what a clean build gives; run `npm run build` and commit dist/. These differ:')
    for (const name of differing) console.error(`  dist/${name}`)
    process.exitCode = 1
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
}

function files(folder) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw error
  }
}

function same(left, right) {
  try {
    return readFileSync(left).equals(readFileSync(right))
  } catch (error) {
    if (error.code === 'ENOENT') return false
    throw error
  }
}

const option = process.argv[2]
if (option === '--check') check()
else if (option === '--lib') compile()
else if (option === undefined) {
  compile()
  bundle('lib/main.js', dist)
} else {
  console.error(`unknown option ${option}`)
  process.exitCode = 2
}
