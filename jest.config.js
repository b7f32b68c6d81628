/**
 * Tests are compiled by tsc into build/ (scripts/test.mjs does it) and run as the ES modules that they are: no
 * transformer, so what is tested is what the compiler wrote.
 */
export default {
  roots: ['<rootDir>/build/__tests__'],
  testMatch: ['**/*.test.js'],
  // They need a real server, `npm run test:s3`, a real browser, `npm run test:catalog`, a tool, `npm run test:signing`, or
  // minutes, `npm run test:model`, `npm run test:random`.
  testPathIgnorePatterns: [
    '/node_modules/',
    '/build/__tests__/s3/',
    '/build/__tests__/browser/',
    '/build/__tests__/model-signing/',
    // `npm run test:fuzz`; the corpus is among these.
    '/build/__tests__/fuzz/random.test.js',
    '/build/__tests__/model/',
    '/build/__tests__/random/'
  ],
  transform: {},
  testEnvironment: 'node',
  // Suites that start whole processes share two cores with each other.
  testTimeout: 60_000,
  // A mock that is left behind must not decide what the next test sees.
  restoreMocks: true,
  errorOnDeprecated: true,
  coverageProvider: 'v8',
  collectCoverageFrom: ['<rootDir>/build/src/**/*.js'],
  coverageDirectory: '<rootDir>/coverage'
}
