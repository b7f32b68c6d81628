/** `npm run test:signing`: what `model_signing`, from PyPI, makes of what is signed here. */
import base from './jest.config.js'

export default {
  ...base,
  roots: ['<rootDir>/build/__tests__/model-signing'],
  testPathIgnorePatterns: ['/node_modules/'],
  // Each question starts a Python with a lot to import.
  testTimeout: 120_000
}
