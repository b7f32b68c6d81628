/** `npm run test:random`: random operations on the real code beside a plain model of it. Minutes long. */
import base from './jest.config.js'

export default {
  ...base,
  roots: ['<rootDir>/build/__tests__/random'],
  testPathIgnorePatterns: ['/node_modules/']
}
