import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { githubRunner } from '../../src/action/runner.js'
import { parseFileCommands } from '../support/file-commands.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runner-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** What the runner itself does with a line of a step's log, as far as finding commands goes. */
const isCommand = (line: string): boolean => line.trimStart().startsWith('::') || line.includes('##[')

describe('githubRunner', () => {
  it('reads inputs by the names that the runner gives them', () => {
    const env = { INPUT_NAME: '  model \n', 'INPUT_IF-NOT-FOUND': 'warn', INPUT_WITH_SPACE: 'x' }
    const runner = githubRunner(env, () => undefined)
    expect(['name', 'if-not-found', 'with space', 'missing'].map(runner.input)).toEqual(['model', 'warn', 'x', ''])
  })

  it('escapes the data of annotations as the runner expects', () => {
    const written: string[] = []
    const runner = githubRunner({}, (text) => written.push(text))
    runner.annotate('error', '100 % of\r\nit: a,b')
    runner.annotate('warning', 'careful')
    runner.debug('one\ntwo')
    expect(written).toEqual([
      '::error title=Artifact Store::100 %25 of%0D%0Ait: a,b\n',
      '::warning title=Artifact Store::careful\n',
      '::debug::one%0Atwo\n'
    ])
  })

  it('writes no line that starts a command, whatever a message holds', () => {
    const parts = fc.array(
      fc.constantFrom('::', '##[', 'set-output name=x', ']', '\n', '\r', '\t', ' ', '##', '[', 'a', '\u2028')
    )
    fc.assert(
      fc.property(
        fc.oneof(
          parts.map((list) => list.join('')),
          fc.string({ unit: 'binary' })
        ),
        (message) => {
          const written: string[] = []
          githubRunner({}, (text) => written.push(text)).info(message)
          const lines = written.join('').split(/[\r\n]+/)
          expect(lines.pop()).toBe('')
          expect(lines).toHaveLength(1)
          expect(lines.filter(isCommand)).toEqual([])
        }
      ),
      { numRuns: 1000 }
    )
  })

  it('leaves harmless messages as they are', () => {
    const written: string[] = []
    githubRunner({}, (text) => written.push(text)).info("Saved 'a::b' [1/2] # 3")
    expect(written).toEqual(["Saved 'a::b' [1/2] # 3\n"])
  })

  it('hands out values that come back as they were', async () => {
    const path = join(folder, 'output')
    const runner = githubRunner({ GITHUB_OUTPUT: path }, () => undefined)
    const values = {
      plain: 'v1',
      lines: 'a\nb\n\nEOF\n',
      fake: 'x\nghadelimiter_1\nother<<EOF\ny\nEOF',
      empty: '',
      unicode: 'é😀'
    }
    for (const [name, value] of Object.entries(values)) runner.setOutput(name, value)
    expect(parseFileCommands(await readFile(path, 'utf8'))).toEqual(values)
  })

  it('appends to the summary, and skips what the runner does not have', async () => {
    const path = join(folder, 'summary')
    const runner = githubRunner({ GITHUB_STEP_SUMMARY: path }, () => undefined)
    runner.appendSummary('one\n')
    runner.appendSummary('two\n')
    expect(await readFile(path, 'utf8')).toBe('one\ntwo\n')
    expect(() => {
      const bare = githubRunner({ GITHUB_OUTPUT: '' }, () => undefined)
      bare.appendSummary('x')
      bare.setOutput('a', 'b')
    }).not.toThrow()
  })
})
