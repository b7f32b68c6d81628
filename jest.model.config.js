/** `npm run test:model`: all states that the models of docs/PROTOCOL.md can reach. Minutes long. */
import base from './jest.config.js'

export default {
  ...base,
  roots: ['<rootDir>/build/__tests__/model'],
  testPathIgnorePatterns: ['/node_modules/'],
  // The largest model takes a good while where both cores are busy.
  testTimeout: 300_000
}
