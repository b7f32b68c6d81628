import path from 'node:path'
import { ESLint } from 'eslint'
import { describe, expect, test } from '@jest/globals'

// The rules that hold the architecture (eslint.config.js, docs/ARCHITECTURE.md) say nothing while all is well, which is
// also what a rule says that is switched off or misspelt. So each is shown a line that it must refuse, and one that it
// must let pass.

const root = path.resolve(import.meta.dirname, '../..').replace(/[\\/]build$/, '')

/** What the project's own configuration says of `code` in `file`, which need not exist. */
async function lint(file: string, code: string): Promise<string[]> {
  const eslint = new ESLint({
    cwd: root,
    // The rules with types refuse a file that is in no project; those of this test need no types.
    overrideConfig: { languageOptions: { parserOptions: { project: null } } },
    ruleFilter: ({ ruleId }) => !ruleId.startsWith('@typescript-eslint/')
  })
  const [result] = await eslint.lintText(`${code}\n`, { filePath: path.join(root, file) })
  return result.messages.map((message) => message.ruleId ?? message.message)
}

describe('imports go doors → catalog → store → signing, content, files, storage, secrets → errors', () => {
  const layer = 'import-x/no-restricted-paths'
  test.each([
    ['src/errors.ts', './store/types.js'],
    ['src/content/probe.ts', '../store/types.js'],
    ['src/content/probe.ts', '../storage/storage.js'],
    ['src/storage/probe.ts', '../store/types.js'],
    ['src/storage/probe.ts', '../files/source.js'],
    ['src/files/probe.ts', '../storage/storage.js'],
    ['src/files/probe.ts', '../store/types.js'],
    ['src/files/deeper/probe.ts', '../../store/types.js'],
    ['src/store/probe.ts', '../doors/location.js'],
    ['src/store/probe.ts', '../catalog/html.js'],
    ['src/files/probe.ts', '../catalog/html.js'],
    ['src/signing/probe.ts', '../store/types.js'],
    ['src/signing/probe.ts', '../content/hash.js'],
    ['src/signing/probe.ts', '../files/source.js'],
    ['src/content/probe.ts', '../signing/index.js'],
    ['src/storage/probe.ts', '../signing/index.js'],
    ['src/catalog/probe.ts', '../doors/location.js'],
    ['src/catalog/probe.ts', '../storage/storage.js'],
    ['src/storage/probe.ts', '../cli/text.js'],
    ['src/secrets/probe.ts', '../store/types.js'],
    ['src/content/probe.ts', '../secrets/index.js']
  ])('%s must not import %s', async (file, imported) => {
    expect(await lint(file, `export * from '${imported}'`)).toContain(layer)
    expect(await lint(file, `import type * as probe from '${imported}'\nexport type Probe = typeof probe`)).toContain(
      layer
    )
    expect(await lint(file, `export const probe = await import('${imported}')`)).toContain(layer)
  })

  test.each([
    ['src/content/probe.ts', '../errors.js'],
    ['src/signing/probe.ts', '../errors.js'],
    ['src/store/probe.ts', '../storage/storage.js'],
    ['src/store/probe.ts', '../signing/index.js'],
    ['src/store/probe.ts', '../files/source.js'],
    ['src/store/probe.ts', '../secrets/index.js'],
    ['src/catalog/probe.ts', '../store/types.js'],
    ['src/doors/probe.ts', '../store/types.js'],
    ['src/cli/probe.ts', '../doors/location.js']
  ])('%s may import %s', async (file, imported) => {
    expect(await lint(file, `export * from '${imported}'`)).toEqual([])
  })
})

describe('packages of the doors', () => {
  test.each([
    ['src/cli/probe.ts', '@actions/core'],
    ['src/doors/probe.ts', '@actions/core'],
    ['src/store/probe.ts', '@actions/core'],
    ['src/files/probe.ts', '@actions/glob'],
    ['src/action/probe.ts', '@actions/glob'],
    ['src/cli/probe.ts', '@actions/io']
  ])('%s must not import %s', async (file, imported) => {
    expect(await lint(file, `export * from '${imported}'`)).toEqual(['no-restricted-imports'])
  })

  test.each([
    ['src/action/probe.ts', '@actions/core'],
    ['src/doors/probe.ts', '@actions/glob']
  ])('%s may import %s', async (file, imported) => {
    expect(await lint(file, `export * from '${imported}'`)).toEqual([])
  })
})

describe('the core is given what it needs', () => {
  const folders = [
    'src/catalog/probe.ts',
    'src/store/probe.ts',
    'src/signing/probe.ts',
    'src/content/probe.ts',
    'src/files/probe.ts',
    'src/storage/probe.ts',
    'src/secrets/probe.ts'
  ]

  describe.each(folders)('%s', (file) => {
    test.each([
      ['export const probe = process.env.HOME', 'no-restricted-properties'],
      ['export const { env } = process', 'no-restricted-properties'],
      ['console.log(1)', 'no-restricted-globals'],
      ['export const probe = new Date()', 'no-restricted-syntax'],
      ['export const probe = Date.now()', 'no-restricted-syntax'],
      ['export const probe = Date()', 'no-restricted-syntax'],
      ["export { env } from 'node:process'", 'no-restricted-imports']
    ])('refuses %s', async (code, rule) => {
      expect(await lint(file, code)).toContain(rule)
    })

    test('takes a time that it was given', async () => {
      expect(await lint(file, 'export const probe = (time: string): Date => new Date(time)')).toEqual([])
    })
  })

  test('the doors may read the environment', async () => {
    expect(await lint('src/cli/probe.ts', 'export const probe = process.env.HOME')).toEqual([])
  })

  test('nothing ends the process and drops what it printed', async () => {
    expect(await lint('src/cli/probe.ts', 'process.exit(1)')).toEqual(['no-restricted-properties'])
  })
})
