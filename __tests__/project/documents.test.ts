import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { INPUT_MODES, INPUT_NAMES, inputsOf, MODES } from '../../src/action/input-table.js'

// What the documents say of the action, of files and of commands is held against the files themselves.

const root = path.resolve(import.meta.dirname, '../..').replace(/[\\/]build$/, '')
const readText = (file: string): string => readFileSync(path.join(root, file), 'utf8')

interface ActionFile {
  inputs: Record<string, { required?: boolean }>
  outputs: Record<string, unknown>
}
const readAction = (file: string): ActionFile => parse(readText(file))

const readme = readText('README.md')
const actions = {
  both: readAction('action.yml'),
  save: readAction('save/action.yml'),
  restore: readAction('restore/action.yml')
}

/** The lines under a heading, up to the next one. */
function section(heading: string): string {
  const parts = readme.split(/^## /m)
  const found = parts.find((part) => part.startsWith(`${heading}\n`))
  expect(found).toBeDefined()
  return found!
}

/** The rows of a section's table: the names in the first column, and the second. A row without a name goes on with the last. */
function rows(heading: string): { names: string[]; mode: string }[] {
  let names: string[] = []
  return section(heading)
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|(-+\|)+$/.test(line))
    .slice(1)
    .map((line) => {
      const [, first, mode] = line.split('|').map((cell) => cell.trim())
      names = first === '' ? names : quoted(first)
      return { names, mode: mode }
    })
}

function quoted(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map((match) => match[1])
}

describe('the README and action.yml', () => {
  test('tell of the same inputs', () => {
    const told = [...new Set(rows('Inputs').flatMap((row) => row.names))]
    expect(told.sort()).toEqual(Object.keys(actions.both.inputs).sort())
  })

  test('tell of the same modes for each input', () => {
    const told = Object.fromEntries(INPUT_NAMES.map((name) => [name, new Set<string>()]))
    for (const { names, mode } of rows('Inputs')) {
      for (const name of names) {
        // `mode` itself is what the action without a mode of its own has.
        for (const each of mode === 'all' || mode === '' ? MODES : mode.split(', ')) told[name].add(each)
      }
    }
    for (const name of INPUT_NAMES) {
      expect({ name, modes: [...told[name]].sort() }).toEqual({ name, modes: [...INPUT_MODES[name]].sort() })
    }
    for (const mode of ['save', 'restore'] as const) {
      expect(Object.keys(actions[mode].inputs).sort()).toEqual([...inputsOf(mode)].sort())
    }
  })

  test('tell of the same outputs', () => {
    const told = rows('Outputs').flatMap((row) => row.names)
    expect(told).toEqual(Object.keys(actions.both.outputs))
    expect(Object.keys(actions.save.outputs)).toEqual(told.filter((name) => name in actions.save.outputs))
    expect(Object.keys(actions.restore.outputs)).toEqual(told.filter((name) => name in actions.restore.outputs))
  })
})

interface Step {
  uses: string
  with?: Record<string, unknown>
}

/** Every step of a YAML block, wherever it is nested. */
function steps(value: unknown): Step[] {
  if (typeof value !== 'object' || value === null) return []
  const own = 'uses' in value ? [value as Step] : []
  return [...own, ...Object.values(value).flatMap(steps)]
}

describe('the steps of the README', () => {
  const blocks = [...readme.matchAll(/^```yaml\n(.*?)^```/gms)].map((match) => match[1])
  const used = blocks.flatMap((block) => steps(parse(block))).filter((step) => step.uses.startsWith('artifact-store/'))

  test('are there', () => {
    expect(used.length).toBeGreaterThanOrEqual(8)
  })

  test.each(used.map((step) => [step.uses, step] as const))('%s gives inputs that there are', (uses, step) => {
    const [, folder] = /^artifact-store\/artifact-store(?:\/(save|restore))?@v1$/.exec(uses)!
    const { inputs } = actions[(folder as 'save' | 'restore' | undefined) ?? 'both']
    const given = Object.keys(step.with ?? {})
    expect(given.filter((name) => !(name in inputs))).toEqual([])
    const required = Object.keys(inputs).filter((name) => inputs[name].required)
    expect(required.filter((name) => !given.includes(name))).toEqual([])
  })
})

test('the library of the README runs as it stands there', async () => {
  const [, snippet] = /^```js\n(.*?)^```/ms.exec(section('Library'))!
  const folder = await mkdtemp(path.join(tmpdir(), 'artifact-store-readme-'))
  try {
    await mkdir(path.join(folder, 'data/out'), { recursive: true })
    await writeFile(path.join(folder, 'data/out/model.bin'), 'weights')
    const library = pathToFileURL(path.join(root, 'build/src/index.js')).href
    const program = snippet
      .replace("'artifact-store'", JSON.stringify(library))
      .replaceAll(/'(\/(?:mnt|data)\/[a-z]+)'/g, (_, place: string) => JSON.stringify(path.join(folder, place)))
    await mkdir(path.join(folder, 'mnt'))
    await writeFile(path.join(folder, 'program.mjs'), program)
    await promisify(execFile)(process.execPath, [path.join(folder, 'program.mjs')])
    expect(await readFile(path.join(folder, 'data/copy/model.bin'), 'utf8')).toBe('weights')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

describe.each([
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  'docs/ARCHITECTURE.md',
  'docs/ADAPTERS.md',
  'docs/S3.md',
  'docs/SUMMARY.md',
  'docs/SECURITY-MODEL.md'
])('%s', (file) => {
  const text = readText(file)

  test('links to files and headings that exist', () => {
    const targets = [...text.matchAll(/\]\(([^)]+)\)/g)].map((match) => match[1])
    const headingsOf = (document: string): string[] =>
      [...document.matchAll(/^#+ (.+)$/gm)].map((match) =>
        match[1]
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
          .replaceAll(' ', '-')
      )
    const dead = targets.filter((target) => {
      if (target.startsWith('https://')) return false
      const [other, heading] = target.split('#')
      const found = other === '' ? file : path.join(path.dirname(file), other)
      if (!existsSync(path.join(root, found))) return true
      return heading !== undefined && !headingsOf(readText(found)).includes(heading)
    })
    expect(dead).toEqual([])
  })

  test('names npm scripts that exist', () => {
    const scripts = Object.keys(JSON.parse(readText('package.json')).scripts)
    const named = [...text.matchAll(/npm run ([a-z][a-z0-9:-]*)/g)].map((match) => match[1])
    expect(named.filter((name) => !scripts.includes(name))).toEqual([])
  })
})

describe('docs/ARCHITECTURE.md', () => {
  test('names folders that exist', () => {
    const named = quoted(readText('docs/ARCHITECTURE.md')).filter((name) =>
      /^(src|__tests__|examples|bench|scripts)\//.test(name)
    )
    expect(named.length).toBeGreaterThan(8)
    expect(named.filter((name) => !existsSync(path.join(root, name)))).toEqual([])
  })
})

describe('the workflows', () => {
  test('pin actions of others by commit', () => {
    for (const file of ['test', 'check-dist', 'codeql', 'e2e']) {
      const lines = readText(`.github/workflows/${file}.yml`).split('\n')
      const foreign = lines.filter((line) => /^\s*(- )?uses: (?!\.)/.test(line))
      expect(foreign.length).toBeGreaterThan(0)
      expect(foreign.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([])
    }
  })
})
