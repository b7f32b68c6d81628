import { readdirSync } from 'node:fs'
import path from 'node:path'

/** The entries below a folder, as paths relative to it. Not readdir's own recursion: on Node.js 24 that follows links. */
export function walk(folder, inside = '') {
  return readdirSync(path.join(folder, inside), { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(inside, entry.name)
    return entry.isDirectory() ? [name, ...walk(folder, name)] : [name]
  })
}
