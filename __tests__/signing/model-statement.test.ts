/** The statement of OpenSSF Model Signing v1.0, by its specification. `npm run test:signing` asks model_signing itself. */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { checkModelStatement, ModelFiles, modelStatement, type ModelFile } from '../../src/signing/index.js'
import { MODEL_LIST_MAXIMUM } from '../../src/signing/model-statement.js'
import { thrown } from './support.js'

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

function filesOf(paths: readonly string[]): ModelFiles {
  const files = new ModelFiles()
  for (const path of paths) files.add({ type: 'file', path, sha256: sha256(path) })
  return files
}

function listOf(paths: readonly string[]): readonly ModelFile[] {
  return filesOf(paths).list()!
}

test('lists each file with its SHA-256, sorted by code points, and no folders', () => {
  const files = new ModelFiles()
  files.add({ type: 'directory', path: 'a' })
  // In tree order, which is another one: 'a/b' comes before 'a-b', and a pair of surrogates before U+FFFD in UTF-16.
  const paths = ['a/b', 'a-b', 'sp ace', 'ü', '\ufffd', '😀']
  for (const path of [...paths].reverse()) files.add({ type: 'file', path, sha256: sha256(path) })
  const made = modelStatement('team/classifier', files.list()!)
  const names = ['a-b', 'a/b', 'sp ace', 'ü', '\ufffd', '😀']
  expect(made).toEqual({
    _type: 'https://in-toto.io/Statement/v1',
    subject: [
      {
        name: 'classifier',
        digest: {
          sha256: createHash('sha256')
            .update(Buffer.concat(names.map((name) => Buffer.from(sha256(name), 'hex'))))
            .digest('hex')
        }
      }
    ],
    predicateType: 'https://model_signing/signature/v1.0',
    predicate: {
      serialization: {
        method: 'files',
        hash_type: 'sha256',
        allow_symlinks: false,
        ignore_paths: ['.git', '.gitattributes', '.github', '.gitignore']
      },
      resources: names.map((name) => ({ name, algorithm: 'sha256', digest: sha256(name) }))
    }
  })
})

test('sorts any names as their UTF-8 does', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 }), (names) => {
      const paths = names.map((name) => `x${name}`)
      const expected = [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      expect(listOf(paths).map(({ name }) => name)).toEqual(expected)
    })
  )
})

test('leaves out what belongs to git, at the top alone', () => {
  const paths = ['.git/config', '.gitattributes', '.github/workflows/x.yml', '.gitignore', '.gitmodules', 'sub/.git/x']
  expect(listOf([...paths, 'f']).map(({ name }) => name)).toEqual(['.gitmodules', 'f', 'sub/.git/x'])
})

test.each<[string, () => ModelFiles, RegExp]>([
  ['of no file', () => filesOf([]), /^it holds no file that model_signing looks at$/],
  ['of files of git alone', () => filesOf(['.git/HEAD', '.gitignore']), /^it holds no file/],
  [
    'with a link',
    () => {
      const files = filesOf(['a'])
      files.add({ type: 'symlink', path: 'sub/link' })
      files.add({ type: 'file', path: 'z', sha256: sha256('z') })
      return files
    },
    /^it holds symbolic links, such as 'sub\/link', which model_signing refuses/
  ],
  [
    'with a link that would be left out',
    () => {
      const files = filesOf(['a'])
      files.add({ type: 'symlink', path: '.git/link' })
      return files
    },
    /symbolic links/
  ],
  [
    'of too many files',
    () => {
      const files = new ModelFiles()
      const name = 'n'.repeat(100_000)
      for (let number = 0; number <= MODEL_LIST_MAXIMUM / 100_000; number++)
        files.add({ type: 'file', path: `${name}${number}`, sha256: sha256('') })
      return files
    },
    /^it holds more files than/
  ]
])('there is none %s, and it says why', (_what, make, reason) => {
  const files = make()
  expect(files.list()).toBeUndefined()
  expect(files.reasonForNone()).toMatch(reason)
})

describe('a signed statement', () => {
  const paths = ['a', 'b/c', 'd']
  const made = modelStatement('m', listOf(paths))
  const root = made.subject[0].digest.sha256
  const problem = (statement: object, files = filesOf(paths), signedRoot = root): string => {
    const { code, message } = thrown(() => checkModelStatement(statement as typeof made, files, signedRoot))
    expect(code).toBe('SIGNATURE')
    return message
  }
  const withFiles = (resources: readonly unknown[]): object => ({
    ...made,
    predicate: { ...made.predicate, resources }
  })

  test('holds for its files', () => {
    expect(() => checkModelStatement(made, filesOf(paths), root)).not.toThrow()
  })

  test.each<[string, readonly string[]]>([
    ['one less', ['a', 'b/c']],
    ['one more', ['a', 'b/c', 'd', 'e']],
    ['one of another name', ['a', 'b/c', 'e']],
    ['none', []]
  ])('does not hold for %s', (_what, other) => {
    expect(problem(made, filesOf(other))).toBe('the files that it lists are not those of the version')
  })

  test('does not hold for the same names with other contents, nor for the same contents under other names', () => {
    const changed = filesOf(['a', 'b/c'])
    changed.add({ type: 'file', path: 'd', sha256: sha256('other') })
    expect(problem(made, changed)).toBe('the files that it lists are not those of the version')
    const renamed = new ModelFiles()
    for (const path of paths) renamed.add({ type: 'file', path: `x${path}`, sha256: sha256(path) })
    expect(problem(made, renamed)).toBe('the files that it lists are not those of the version')
  })

  test('does not stand beside the provenance of another one', () => {
    expect(problem(made, filesOf(paths), 'f'.repeat(64))).toBe('its two statements are of different files')
    expect(problem({ ...made, subject: [...made.subject, ...made.subject] })).toMatch(/different files/)
    expect(problem(withFiles(made.predicate.resources.slice(1)))).toMatch(/different files/)
  })

  test.each<[string, object, RegExp]>([
    ['shards', { ...made, predicate: { ...made.predicate, serialization: { method: 'shards' } } }, /by shards/],
    ['no list', withFiles(undefined as never), /lists no files/],
    ['a list of anything', withFiles([1]), /without a SHA-256/],
    ['another hash', withFiles([{ ...made.predicate.resources[0], algorithm: 'blake3' }]), /without a SHA-256/],
    ['a short digest', withFiles([{ ...made.predicate.resources[0], digest: 'ab' }]), /without a SHA-256/]
  ])('is malformed with %s', (_what, statement, message) => {
    expect(problem(statement)).toMatch(message)
  })
})
