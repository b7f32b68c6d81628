/** Hostile stores that are kept: a file holds some of them, each by a name. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Mutation } from './mutations.js'

const FOLDER = '__tests__/fuzz/corpus'

/** Those of every file, `file: name`. */
export function readCorpus(): [string, readonly Mutation[]][] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((file) => {
      const cases = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Record<string, readonly Mutation[]>
      return Object.entries(cases).map(([name, mutations]): [string, readonly Mutation[]] => [
        `${file.replace(/\.json$/, '')}: ${name}`,
        mutations
      ])
    })
}
