/**
 * Runs the suites of S3 against a real server, which it starts and stops (scripts/s3-server.mjs).
 *
 *     npm run test:s3                                 the program that S3_SERVER names, else versitygw on the PATH
 *     npm run test:s3 -- __tests__/s3/stress.test.ts  one file; any of jest's options
 *     S3_STRESS_SECONDS=10 npm run test:s3            the stress test shorter than a minute
 */
import { spawn } from 'node:child_process'
import path from 'node:path'
import { findS3Server, reportMissingServer, startS3Server } from './s3-server.mjs'
import { root } from './toolchain.mjs'

let tests
let stoppedBy
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stoppedBy ??= signal
    if (tests?.exitCode === null && tests.signalCode === null) process.kill(-tests.pid, signal)
  })
}

function runTests(server) {
  return new Promise((resolve, reject) => {
    tests = spawn(
      process.execPath,
      [path.join(root, 'scripts/test.mjs'), '--config', 'jest.s3.config.js', ...process.argv.slice(2)],
      {
        cwd: root,
        env: {
          ...process.env,
          ARTIFACT_STORE_TEST_S3: server.endpoint,
          ARTIFACT_STORE_TEST_S3_PROGRAM: server.program,
          AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey
        },
        stdio: 'inherit',
        // A group of its own: a signal is passed on to all of it, jest's workers and what they started among them.
        detached: true
      }
    )
    tests.once('error', reject)
    tests.once('close', (code) => resolve(code ?? 1))
  })
}

try {
  const found = findS3Server()
  if (found === undefined) reportMissingServer('test:s3')
  else {
    const server = await startS3Server(found)
    try {
      console.log(`${server.kind} runs at ${server.endpoint}`)
      process.exitCode = stoppedBy === undefined ? await runTests(server) : 1
    } finally {
      await server.stop()
    }
    if (stoppedBy !== undefined) console.error(`stopped by ${stoppedBy}`)
  }
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
