/** Every rule of docs/PROTOCOL.md names the tests that hold it, and these exist. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

// From where the tests are compiled to, back to where they are written.
const root = resolve(import.meta.dirname, '../..').replace(/[\\/]build$/, '')
const protocol = readFileSync(join(root, 'docs/PROTOCOL.md'), 'utf8')

/** The names in brackets: not those of links, which parentheses follow. */
const names = [...protocol.matchAll(/\[([^\]]+)\](?!\()/g)].flatMap(([, inside]) =>
  inside.split(';').map((name) => name.trim().replace(/\s+/g, ' '))
)

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

test('there are such names', () => {
  expect(names.length).toBeGreaterThan(20)
})

test.each([...new Set(names)])('[%s] is there', (name) => {
  const [suite, words] = name.split(': ')
  expect(name).toMatch(/^[\w-]+\/[\w-]+: \S/)
  expect(titlesIn(textOf(suite)).filter((title) => title.includes(words))).not.toEqual([])
})

test('every rule that has a letter and a number names one', () => {
  const rules = protocol.match(/^- ([SRCMH]\d+)\. (?:.*\n)+?(?=- |\n|$)/gm) ?? []
  expect(rules.map((rule) => rule.slice(2, 4))).toEqual([
    'S1',
    'S2',
    'S3',
    'S4',
    'S5',
    'S6',
    'S7',
    'S8',
    'S9',
    'R1',
    'R2',
    'R3',
    'R4',
    'R5',
    'R6',
    'C1',
    'C2',
    'C3',
    'C4',
    'C5',
    'C6',
    'C7',
    'M1',
    'M2',
    'M3',
    'M4',
    'M5',
    'H1',
    'H2',
    'H3',
    'H4',
    'H5',
    'H6',
    'H7',
    'H8',
    'H9'
  ])
  for (const rule of rules) expect([rule.slice(0, 40), /\[[^\]]+\]/.test(rule)]).toEqual([rule.slice(0, 40), true])
})
