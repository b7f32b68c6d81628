/**
 * `npm run test:s3`: what runs against a real S3 server. scripts/test-s3.mjs starts one and says in the environment where
 * it is. Those are the suites of `__tests__/s3`, which need one, and all that run at the server of the tests otherwise.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import base from './jest.config.js'

const tests = path.join(import.meta.dirname, 'build/__tests__')

const suites = readdirSync(tests, { recursive: true })
  .filter((file) => file.endsWith('.test.js'))
  .filter(
    (file) =>
      file.startsWith(`s3${path.sep}`) || readFileSync(path.join(tests, file), 'utf8').includes('/support/s3-target.js')
  )

export default {
  ...base,
  testMatch: suites.map((file) => path.join(tests, file)),
  testPathIgnorePatterns: ['/node_modules/'],
  // Who waits for a disk that others use, too.
  testTimeout: 120_000,
  // One suite at a time: fifty processes beside them would make others miss the times that they set.
  maxWorkers: 1
}
