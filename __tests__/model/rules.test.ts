/** The rules that the models know of are those of docs/PROTOCOL.md. */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { MODELS, OUTSIDE } from './rules.js'

const root = path.resolve(import.meta.dirname, '../..').replace(/[\\/]build$/, '')
const protocol = readFileSync(path.join(root, 'docs/PROTOCOL.md'), 'utf8')

const inModels = MODELS.flatMap(({ omissions }) => Object.values(omissions).map(({ rule }) => rule))

/** `S1`, and the numbers of what the storage must give. */
function rulesOf(text: string): string[] {
  const storage = text.split('## What the storage must give')[1].split('\n## ')[0]
  const lettered = [...text.matchAll(/^- ([A-Z]\d+)\. /gm)]
  return [...[...storage.matchAll(/^(\d)\. /gm)], ...lettered].map(([, rule]) => rule)
}

test('each rule of the protocol is in a model, or it is said why not', () => {
  const rules = rulesOf(protocol)
  expect(rules.length).toBeGreaterThan(80)
  expect(new Set(rules).size).toBe(rules.length)
  const known = new Set([...inModels, ...Object.keys(OUTSIDE)])
  expect(rules.filter((rule) => !known.has(rule))).toEqual([])
  expect([...known].filter((rule) => !rules.includes(rule))).toEqual([])
})

test('none is both', () => {
  expect(inModels.filter((rule) => rule in OUTSIDE)).toEqual([])
})

test('a rule that is added is missed', () => {
  const added = protocol.replace('- S9. ', '- S10. Something new.\n- S9. ')
  expect(rulesOf(added)).toEqual(expect.arrayContaining(['S9', 'S10']))
  expect(inModels).not.toContain('S10')
})

test('models have names of their own', () => {
  const names = MODELS.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
