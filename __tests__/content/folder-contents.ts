import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf } from './support.js'

/** All that a folder holds, none through a link: path to type, mode and contents. */
export function contentsOf(folder: string): Record<string, string> {
  const contents: Record<string, string> = {}
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const stats = lstatSync(join(folder, path))
    const mode = (stats.mode & 0o7777).toString(8)
    // A key that every object has of itself would be lost.
    const key = `./${path}`
    if (stats.isSymbolicLink()) contents[key] = `link to ${readlinkSync(join(folder, path))}`
    else if (stats.isDirectory()) contents[key] = `folder ${mode}`
    else contents[key] = `file ${mode} ${stats.size} ${hashOf(readFileSync(join(folder, path)))}`
  }
  return contents
}
