/** What the scripts of this folder share: running the installed tools, compiling and bundling. */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** The module of an installed tool, run by this very Node.js: no shell, no PATH, the same on every system. */
export const tools = {
  tsc: path.join(root, 'node_modules/typescript/bin/tsc'),
  ncc: path.join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js'),
  jest: path.join(root, 'node_modules/jest/bin/jest.js')
}

/** Runs a Node.js program in the repository; ends this process with its exit code where that is not 0. */
export function node(args) {
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (done.error) throw done.error
  if (done.status !== 0) process.exit(done.status ?? 1)
}

/** src/ into lib/, which is emptied first: a module that was renamed must not live on in what is published. */
export function compile() {
  rmSync(path.join(root, 'lib'), { recursive: true, force: true })
  node([tools.tsc, '-p', 'tsconfig.json'])
}

/** A compiled `main.js` with all that it imports into the folder `out`, emptied first, beside the licenses of what is in it. */
export function bundle(main, out) {
  rmSync(out, { recursive: true, force: true })
  node([tools.ncc, 'build', main, '-o', out, '--license', 'licenses.txt', '--no-cache', '--quiet'])
}
