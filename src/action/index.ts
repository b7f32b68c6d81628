/**
 * The GitHub Action: reads the step's inputs into one object, runs the mode that they ask for against a store, and
 * tells the result in outputs, annotations, the log and the job summary. Nothing here knows how a store works.
 */
import { homedir } from 'node:os'
import { parseInputs } from './inputs.js'
import { repeatUnreferenced } from './progress.js'
import { run } from './run.js'
import { githubRunner, type Runner } from './runner.js'
import { inert, listenForCancel, openStorageAt, readEvent } from '../doors/index.js'
import { ArtifactStoreError } from '../errors.js'
import { openStore } from '../store/index.js'

/**
 * Runs a step from the process's environment; on failure there is one error annotation and an exit code of 1.
 * @param workerEntry the module that worker threads run: the bundle itself
 */
export async function runAction(workerEntry: URL): Promise<void> {
  const { env } = process
  const runner = githubRunner(env, (text) => process.stdout.write(text))
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
      event: readEvent(env, (message) => runner.debug(message)),
      signal: cancellation.signal,
      repeat: repeatUnreferenced,
      openStore: async (location, { create, ...options }) =>
        openStore(await openStorageAt(location, { create }), { ...options, workers: { entry: workerEntry } })
    })
  } catch (error) {
    // Whatever broke because of the signal is no failure of its own.
    fail(cancellation.signal.aborted ? cancellation.signal.reason : error, runner)
  } finally {
    cancellation.dispose()
  }
}

function fail(error: unknown, runner: Runner): void {
  process.exitCode = 1
  runner.annotate('error', failureMessage(error))
  for (let cause = error; cause instanceof Error; cause = cause.cause) runner.debug(cause.stack ?? cause.message)
}

function failureMessage(error: unknown): string {
  if (error instanceof ArtifactStoreError) return error.message
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return `unexpected failure, which is a bug in this action: ${inert(reason)} (run again with debug logging to see where)`
}
