/** Every rule of docs/PROTOCOL.md names the tests that hold it, and these exist. */
import { readProjectFile, referencesIn, titlesOf } from '../support/test-references.js'

const protocol = readProjectFile('docs/PROTOCOL.md')
const names = referencesIn(protocol)

test('there are such names', () => {
  expect(names.length).toBeGreaterThan(20)
})

test.each(names)('[%s] is there', (name) => {
  expect(titlesOf(name)?.length).toBeGreaterThan(0)
})

test('every rule that has a letter and a number names one', () => {
  const rules = protocol.match(/^- ([SRCDPMH]\d+)\. (?:.*\n)+?(?=- |\n|$)/gm) ?? []
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
    'D1',
    'D2',
    'D3',
    'D4',
    'D5',
    'P1',
    'P2',
    'P3',
    'P4',
    'P5',
    'P6',
    'P7',
    'P8',
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
