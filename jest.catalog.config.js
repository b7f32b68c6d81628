/** `npm run test:catalog`: what the catalog does in a real browser. */
import base from './jest.config.js'

export default {
  ...base,
  roots: ['<rootDir>/build/__tests__/browser'],
  testPathIgnorePatterns: ['/node_modules/']
}
