/**
 * Runs the tests: compiles src/ and __tests__/ into build/, bundles build/src/main.js into build/dist (the tests of the
 * bundle run that, never a dist/ that may be stale), then starts jest.
 *
 *     npm test                                        everything but the suites that it names at its end
 *     npm test -- __tests__/files                     a folder, or one file, by the path of its source
 *     npm test -- -t 'a name'                         any of jest's options
 */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { bundle, node, root, tools } from './toolchain.mjs'

const build = path.join(root, 'build')
const buildInfo = path.join(build, '.tsbuildinfo')

/** Outputs whose source is gone are removed: a test that was deleted must not run on. */
function removeStale() {
  let missing = false
  for (const folder of ['src', '__tests__']) {
    const expected = new Set()
    for (const source of listFiles(path.join(root, folder))) {
      if (!/\.ts$/.test(source) || /\.d\.ts$/.test(source)) continue
      const output = source.replace(/\.ts$/, '.js')
      expected.add(output).add(`${output}.map`)
      if (!existsSync(path.join(build, folder, output))) missing = true
    }
    for (const output of listFiles(path.join(build, folder))) {
      if (!expected.has(output)) rmSync(path.join(build, folder, output))
    }
  }
  // The compiler believes its notes, not the disk: without them it writes everything anew.
  if (missing) rmSync(buildInfo, { force: true })
}

/** The bundle takes longer than the compiler: it is made again only where something in it is newer. */
function bundleIfOlder() {
  const out = path.join(build, 'dist')
  const made = modified(path.join(out, 'index.js'))
  const inputs = listFiles(path.join(build, 'src')).map((file) => path.join(build, 'src', file))
  inputs.push(path.join(root, 'package-lock.json'))
  if (inputs.some((file) => modified(file) >= made)) bundle('build/src/main.js', out)
}

function listFiles(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
}

/** Milliseconds; 0 where the file is missing. */
function modified(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

removeStale()
node([tools.tsc, '-p', 'tsconfig.test.json', '--incremental', '--tsBuildInfoFile', buildInfo])
bundleIfOlder()

// Paths are given as sources; jest matches what they were compiled into.
const jestArguments = process.argv.slice(2).map((value) => value.replace(/\.ts$/, '.js'))
if (jestArguments.length === 0) {
  process.on('exit', () => {
    console.log(
      'Not among these: npm run test:s3 (a real S3 server), npm run test:catalog (the catalog in a browser), npm run test:signing (signatures, by model_signing), npm run test:crash (a kill at each step), npm run test:fuzz (hostile stores), npm run test:model (the protocol, in all its states), npm run test:random (random operations beside a plain model), npm run e2e (the action in a workflow)'
    )
  })
}
node(['--experimental-vm-modules', '--no-warnings', tools.jest, ...jestArguments])
