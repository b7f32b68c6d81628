/**
 * Beside the usual rules, this file holds what docs/ARCHITECTURE.md says of who may import what. A test
 * (__tests__/project/lint-rules.test.ts) shows that each of these rules fires.
 */
import js from '@eslint/js'
import prettier from 'eslint-config-prettier'
import importX, { createNodeResolver } from 'eslint-plugin-import-x'
import globals from 'globals'
import tseslint from 'typescript-eslint'

/** Folders that may be given a clock, a logger and settings, but never reach for them. */
const core = [
  'src/errors.ts',
  'src/catalog/**',
  'src/store/**',
  'src/signing/**',
  'src/content/**',
  'src/files/**',
  'src/storage/**',
  'src/secrets/**'
]

/**
 * doors → catalog → store → signing, content, files, storage, secrets → errors. A zone: what lies in `target` may not
 * import `from`.
 */
const zones = [
  [
    'src/errors.ts',
    ['src/catalog', 'src/store', 'src/signing', 'src/content', 'src/files', 'src/storage', 'src/secrets']
  ],
  // What is signed and by which rules is told without a store.
  ['src/signing', ['src/catalog', 'src/store', 'src/content', 'src/files', 'src/storage', 'src/secrets']],
  ['src/content', ['src/catalog', 'src/store', 'src/signing', 'src/storage', 'src/secrets']],
  ['src/files', ['src/catalog', 'src/store', 'src/signing', 'src/content', 'src/storage', 'src/secrets']],
  ['src/storage', ['src/catalog', 'src/store', 'src/signing', 'src/content', 'src/files', 'src/secrets']],
  ['src/secrets', ['src/catalog', 'src/store', 'src/signing', 'src/content', 'src/files', 'src/storage']],
  ['src/store', ['src/catalog']],
  // It shows what a store says, and reads no bytes.
  ['src/catalog', ['src/signing', 'src/content', 'src/storage']],
  // What both doors share knows neither of them, and no door knows the other.
  ['src/doors', ['src/action', 'src/cli'], 'door'],
  ['src/action', ['src/cli'], 'door'],
  ['src/cli', ['src/action'], 'door']
].map(([target, lower, door]) => ({
  target: `./${target}`,
  from: [...lower, ...(door ? [] : ['src/action', 'src/cli', 'src/doors'])].map((folder) => `./${folder}`),
  message:
    'Imports go doors → catalog → store → signing, content, files, storage, secrets → errors (docs/ARCHITECTURE.md).'
}))

const noEnvironment = {
  object: 'process',
  property: 'env',
  message: 'The core is given its settings; only the doors read the environment.'
}
const noExit = {
  object: 'process',
  property: 'exit',
  message: 'It drops buffered output. Set process.exitCode and return.'
}

/** `@actions/core` belongs to the action, `@actions/glob` and `@actions/io` to what both doors share: nothing else may know them. */
function actionsPackages(...allowed) {
  const except = allowed.map((name) => `!@actions/${name}`)
  return {
    'no-restricted-imports': [
      'error',
      {
        paths: ['node:process', 'process'].map((name) => ({
          name,
          message: 'Use the global: the rules about process watch that one.'
        })),
        patterns: [
          {
            group: ['@actions/*', ...except],
            message: 'Only src/action imports @actions/core, only src/doors @actions/glob and @actions/io.'
          }
        ]
      }
    ]
  }
}

const wallClock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'The wall clock is given (StoreOptions.clock), or the storage says what time it is.'
  },
  {
    selector: "CallExpression[callee.name='Date']",
    message: 'The wall clock is given (StoreOptions.clock), or the storage says what time it is.'
  },
  {
    selector: "MemberExpression[object.name='Date'][property.name='now']",
    message: 'The wall clock is given (StoreOptions.clock), or the storage says what time it is.'
  }
]

export default tseslint.config(
  { ignores: ['build/', 'coverage/', 'dist/', 'lib/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: globals.node },
    rules: { 'no-unused-vars': ['error', { argsIgnorePattern: '^_' }] }
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      // In this order: src/ is checked as strictly as it is compiled, tests as they are.
      parserOptions: { project: ['tsconfig.json', 'tsconfig.test.json'], tsconfigRootDir: import.meta.dirname }
    },
    plugins: { 'import-x': importX },
    settings: {
      // Imports are written with the ending of what is run, `.js`; on disk they are `.ts`.
      'import-x/resolver-next': [createNodeResolver({ extensionAlias: { '.js': ['.ts', '.js'] } })],
      'import-x/extensions': ['.ts', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] }
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Brackets tell a key that may be missing from a property that is declared.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      // A variable or an input that is empty counts as not given.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // An array's element is checked by the compiler (noUncheckedIndexedAccess); where it is known, `!` says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `async` turns what is thrown into a rejection, also where nothing is awaited (the in-memory storage).
      '@typescript-eslint/require-await': 'off',
      // `() => undefined` and braces around a void call are a matter of taste.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      eqeqeq: ['error', 'always'],
      'no-restricted-properties': ['error', noExit],
      ...actionsPackages(),
      'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-self-import': 'error',
      'import-x/no-duplicates': ['error', { 'prefer-inline': false }]
    }
  },
  { files: ['src/action/**'], rules: actionsPackages('core') },
  { files: ['src/doors/**'], rules: actionsPackages('glob', 'io') },
  {
    files: core,
    rules: {
      'no-console': 'error',
      'no-restricted-globals': ['error', { name: 'console', message: 'The core tells a Logger that it is given.' }],
      'no-restricted-properties': ['error', noEnvironment, noExit],
      'no-restricted-syntax': ['error', ...wallClock]
    }
  },
  {
    files: ['__tests__/**'],
    rules: {
      // Tests reach into parsed JSON and mocks, whose shapes they are there to check.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
      // Tests are compiled without noUncheckedIndexedAccess, so the types say that every element is there.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Doors' packages are what some tests are about.
      'no-restricted-imports': 'off'
    }
  },
  prettier
)
