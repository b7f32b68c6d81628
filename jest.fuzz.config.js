/** `npm run test:fuzz`: hostile stores, those of the corpus and then others that a seed decides. Minutes long. */
import base from './jest.config.js'

export default {
  ...base,
  roots: ['<rootDir>/build/__tests__/fuzz'],
  testPathIgnorePatterns: ['/node_modules/']
}
