/** Each claim of docs/SECURITY-MODEL.md names the tests that hold it, and these exist. */
import { readProjectFile, referencesIn, titlesOf } from '../support/test-references.js'

const model = readProjectFile('docs/SECURITY-MODEL.md')
/** What is said there is what is not held. */
const LIMITS = ['What this is worth']

/** The claims: items of lists, below headings that are not about limits. */
const claims = model
  .split(/^(?=#{2,3} )/m)
  .slice(1)
  .filter((section) => !LIMITS.some((title) => section.startsWith(`### ${title}\n`)))
  .flatMap((section) => section.replace(/```.*?```/gs, '').match(/^- (?:.*\n)(?: {2}.*\n)*/gm) ?? [])

test('there are claims', () => {
  expect(claims.length).toBeGreaterThan(30)
})

test('each of them names a test', () => {
  expect(claims.filter((claim) => referencesIn(claim).length === 0)).toEqual([])
})

test.each(referencesIn(model))('[%s] is there', (reference) => {
  expect(titlesOf(reference)?.length).toBeGreaterThan(0)
})

test('a reference to what is not there is found out', () => {
  expect(titlesOf('store/quarantine: no such title')).toEqual([])
  expect(titlesOf('store/nothing: of the run')).toEqual([])
  expect(titlesOf('no reference')).toBeUndefined()
  expect(referencesIn('a [link](x) and `code[0]` and [a/b: c;\n  d/e: f]')).toEqual(['a/b: c', 'd/e: f'])
})
