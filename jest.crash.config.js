/** `npm run test:crash`: the suites that strike a process at its steps, at all of them; `npm test` does a part. Minutes long. */
import base from './jest.config.js'

// Read by the suites; jest's own processes inherit it.
process.env['EVERY_BLOW'] = '1'

export default {
  ...base,
  roots: ['<rootDir>/build/__tests__/crash']
}
