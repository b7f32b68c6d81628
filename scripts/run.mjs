/** What the scripts of this folder share: where the repository is, and running the tools that it installs. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import path from 'node:path'

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** The module of an installed tool, run by this very Node.js: no shell, no PATH, the same on every system. */
export const tools = {
  tsc: path.join(root, 'node_modules/typescript/bin/tsc'),
  ncc: path.join(root, 'node_modules/@vercel/ncc/dist/ncc/cli.js'),
  jest: path.join(root, 'node_modules/jest/bin/jest.js')
}

/** Runs a Node.js program in the repository; ends this process with its exit code where that is not 0. */
export function node(args, options = {}) {
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', ...options })
  if (done.error) throw done.error
  if (done.status !== 0) process.exit(done.status ?? 1)
}
