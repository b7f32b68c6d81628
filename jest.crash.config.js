/** `npm run test:crash`: the suites that kill or fail a process at each of its steps. Minutes long; need Linux and strace. */
import base from './jest.config.js'

export default {
  ...base,
  roots: ['<rootDir>/build/__tests__/crash'],
  testPathIgnorePatterns: [],
  testTimeout: 20 * 60_000
}
