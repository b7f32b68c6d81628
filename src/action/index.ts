/**
 * The GitHub Action: reads the step's inputs into one object, runs the mode that they ask for against a store, and
 * tells the result in outputs, annotations, the log and the job summary. Nothing here knows how a store works.
 */
import { homedir } from 'node:os'
import * as core from '@actions/core'
import { reportFailure } from './failure.js'
import { parseInputs } from './inputs.js'
import { repeatUnreferenced } from './progress.js'
import { run } from './run.js'
import { githubRunner } from './runner.js'
import { scrubbed } from './scrubbed.js'
import { cancelFailure, listenForCancel, openStorageAt, readConfig, readEvent, secretsOf } from '../doors/index.js'
import { KnownSecrets } from '../secrets/index.js'
import { openStore } from '../store/index.js'

/**
 * Runs a step from the process's environment; on failure there is one error annotation and an exit code of 1.
 * @param workerEntry the module that worker threads run: the bundle itself
 */
export async function runAction(workerEntry: URL): Promise<void> {
  const { env } = process
  const runner = scrubbed(githubRunner(core, env), new KnownSecrets(secretsOf(env)))
  const cancellation = listenForCancel(process, (signal) => runner.info(`Cancelled by ${signal}: cleaning up`))
  const workspace = env['GITHUB_WORKSPACE'] || process.cwd()
  try {
    const home = homedir()
    const inputs = parseInputs({ input: runner.input, workspace, home, now: () => new Date() })
    await run(inputs, {
      runner,
      env,
      workspace,
      home,
      config: await readConfig(workspace),
      event: readEvent(env, (message) => runner.debug(message)),
      signal: cancellation.signal,
      repeat: repeatUnreferenced,
      openStore: async (location, { create, ...options }) =>
        openStore(await openStorageAt(location, { create }), { ...options, workers: { entry: workerEntry } })
    })
  } catch (error) {
    reportFailure(cancellation.signal.aborted ? cancelFailure(cancellation.signal, error) : error, runner)
    process.exitCode = 1
  } finally {
    cancellation.dispose()
  }
}
