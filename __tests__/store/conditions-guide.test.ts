/** docs/FILTERS.md: every example of it, and the parser that is made of the grammar. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseCondition, type VersionLike } from '../../src/store/conditions.js'
import { FIELD_NAMES } from '../../src/store/conditions/fields.js'

const root = path.resolve(import.meta.dirname, '../..').replace(/[\\/]build$/, '')
const guide = readFileSync(path.join(root, 'docs/FILTERS.md'), 'utf8')
const block = (kind: string): string => new RegExp(`^\`\`\`${kind}\n(.*?)^\`\`\``, 'ms').exec(guide)![1]

const { version, base } = JSON.parse(block('json')) as Record<'version' | 'base', VersionLike>
const now = new Date('2026-11-10T00:00:00Z')

function resultOf(text: string): string {
  let condition
  try {
    condition = parseCondition(text, { input: 'fail-if', allowBase: true })
  } catch {
    return 'error'
  }
  const matches = condition.matches(version, { base, now })
  try {
    expect(condition.matchesOrThrow(version, { base, now })).toBe(matches)
    return String(matches)
  } catch (error) {
    expect(error).toMatchObject({ code: 'INVALID_INPUT' })
    expect(matches).toBe(false)
    return 'unknown'
  }
}

/** Rows of the tables of conditions: the condition and its result. */
const examples = [...guide.matchAll(/^\| `(.+?)` \| (true|false|unknown|error) \|/gm)].map((row) => row.slice(1))

test('the guide has examples', () => {
  expect(examples.length).toBeGreaterThan(40)
})

test.each(examples)('%s is %s', (text, result) => {
  expect(resultOf(text)).toBe(result)
})

test.each([...guide.matchAll(/^ {4}(where|fail-if): (.+)$/gm)].map((line) => line.slice(1)))(
  'the example of %s is one: %s',
  (input, text) => {
    const condition = parseCondition(text, { input, allowBase: input === 'fail-if' })
    expect(condition.matchesOrThrow(version, { base })).toBe(true)
  }
)

test('the error that the guide shows is what is said', () => {
  const shown = block('text').trimEnd()
  const text = shown.split('\n')[1].trim()
  expect(() => parseCondition(text, { input: 'where', allowBase: false })).toThrow(
    expect.objectContaining({ message: shown })
  )
})

test('the guide names every field', () => {
  const fields = guide.slice(guide.indexOf('## Fields'), guide.indexOf('## Operators'))
  const named = [...fields.matchAll(/`([A-Za-z]+)`/g)].map((match) => match[1])
  expect(FIELD_NAMES.filter((name) => !named.includes(name))).toEqual([])
})

test('the parser is what Peggy makes of the grammar', () => {
  const made = spawnSync(process.execPath, [path.join(root, 'scripts/grammar.mjs'), '--check'], { encoding: 'utf8' })
  expect({ stderr: made.stderr, status: made.status }).toEqual({ stderr: '', status: 0 })
})
