import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as core from '@actions/core'
import fc from 'fast-check'
import { githubRunner, type Environment, type Runner } from '../../src/action/runner.js'
import { parseFileCommands } from '../support/file-commands.js'

let folder: string
const environment = { ...process.env }
const write = process.stdout.write.bind(process.stdout)
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'runner-'))
})
afterEach(async () => {
  process.env = { ...environment }
  process.stdout.write = write
  await rm(folder, { recursive: true })
})

/** The real `@actions/core`, which reads the process's environment. */
const runnerWith = (env: Environment): Runner => {
  process.env = { ...environment, ...env }
  return githubRunner(core, process.env)
}

/** What is written to standard output meanwhile. */
const written = (run: () => void): string => {
  const texts: string[] = []
  process.stdout.write = (text: string | Uint8Array) => {
    texts.push(String(text))
    return true
  }
  try {
    run()
  } finally {
    process.stdout.write = write
  }
  return texts.join('')
}

/** What the runner itself does with a line of a step's log, as far as finding commands goes. */
const isCommand = (line: string): boolean => line.trimStart().startsWith('::') || line.includes('##[')

describe('githubRunner', () => {
  it('reads inputs by the names that the runner gives them', () => {
    const runner = runnerWith({ INPUT_NAME: '  model \n', 'INPUT_IF-NOT-FOUND': 'warn', INPUT_WITH_SPACE: 'x' })
    expect(['name', 'if-not-found', 'with space', 'missing'].map(runner.input)).toEqual(['model', 'warn', 'x', ''])
  })

  it('annotates with a title, and escapes as the runner expects', () => {
    const runner = runnerWith({})
    const text = written(() => {
      runner.annotate('error', '100 % of\r\nit: a,b')
      runner.annotate('error', "where: no field 'x'\n  x = 1\n  ^")
      runner.annotate('warning', 'careful')
      runner.debug('one\ntwo')
    })
    expect(text.trim().split(/\r?\n/)).toEqual([
      '::error title=Artifact Store::100 %25 of\\r\\nit: a,b',
      "::error title=Artifact Store::where: no field 'x'%0A  x = 1%0A  ^",
      '::warning title=Artifact Store::careful',
      '::debug::one%0Atwo'
    ])
  })

  it('writes no line that starts a command, whatever a message holds', () => {
    const runner = runnerWith({})
    const parts = fc.array(
      fc.constantFrom('::', '##[', 'set-output name=x', ']', '\n', '\r', '\t', ' ', '##', '[', 'a', '\u2028')
    )
    const messages = fc.oneof(
      parts.map((list) => list.join('')),
      fc.string({ unit: 'binary' })
    )
    fc.assert(
      fc.property(messages, (message) => {
        const lines = written(() => runner.info(message)).split(/[\r\n]+/)
        expect(lines.pop()).toBe('')
        expect(lines).toHaveLength(1)
        expect(lines.filter(isCommand)).toEqual([])
      }),
      { numRuns: 1000 }
    )
  })

  it('leaves harmless messages as they are', () => {
    const runner = runnerWith({})
    expect(written(() => runner.info("Saved 'a::b' [1/2] # 3")).trim()).toBe("Saved 'a::b' [1/2] # 3")
  })

  it('hands out values that come back as they were', async () => {
    const path = join(folder, 'output')
    await writeFile(path, '')
    const runner = runnerWith({ GITHUB_OUTPUT: path })
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

  it('appends to the summary, and skips it where the runner has none', async () => {
    const path = join(folder, 'summary')
    await writeFile(path, '')
    const runner = runnerWith({ GITHUB_STEP_SUMMARY: path })
    await runner.appendSummary('one\n')
    await runner.appendSummary('two\n')
    expect(await readFile(path, 'utf8')).toBe('one\ntwo\n')
    await expect(runnerWith({ GITHUB_STEP_SUMMARY: '' }).appendSummary('x')).resolves.toBeUndefined()
  })
})
