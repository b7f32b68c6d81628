/** References to tests in documents: `[suite: words of a title]`, several with `;` between them. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

// From where the tests are compiled to, back to where they are written.
const root = resolve(import.meta.dirname, '../..').replace(/[\\/]build$/, '')

export function readProjectFile(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

/** Those of a text, each once: not what stands in brackets of links, which parentheses follow, or in code. */
export function referencesIn(text: string): string[] {
  const prose = text.replace(/```.*?```/gs, '').replace(/`[^`]*`/g, '')
  const names = [...prose.matchAll(/\[([^\]]+)\](?!\()/g)].flatMap(([, inside]) =>
    inside.split(';').map((name) => name.trim().replace(/\s+/g, ' '))
  )
  return [...new Set(names)]
}

/** The titles of a suite that hold the words of a reference; undefined where it is none. */
export function titlesOf(reference: string): string[] | undefined {
  const [, suite, words] = /^([\w-]+(?:\/[\w-]+)+): (\S.*)$/.exec(reference) ?? []
  if (suite === undefined || words === undefined) return undefined
  return titlesIn(textOf(suite)).filter((title) => title.includes(words))
}

/** The text of a suite, with that of the modules beside it and of the conformance suite, where the titles may be. */
function textOf(suite: string): string {
  const file = join(root, '__tests__', `${suite}.test.ts`)
  if (!existsSync(file)) return ''
  const text = readFileSync(file, 'utf8')
  const imported = [...text.matchAll(/from '(\.[^']+)\.js'/g)].map(([, path]) => join(dirname(file), `${path}.ts`))
  const more = imported.filter((path) => /__tests__|conformance/.test(path) && existsSync(path))
  return [text, ...more.map((path) => readFileSync(path, 'utf8'))].join('\n')
}

/** What stands in quotes or backticks: titles are among it. */
function titlesIn(text: string): string[] {
  return [...text.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`]*)`/g)].map(
    ([, single, double, template]) => single ?? double ?? template
  )
}
