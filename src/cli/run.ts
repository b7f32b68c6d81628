import { parseArguments, type CliRequest } from './arguments.js'
import type { CommandContext, CommandResult } from './command-context.js'
import { runAttestCommand } from './commands/attest.js'
import { runBisectCommand } from './commands/bisect.js'
import { runCatalogCommand } from './commands/catalog.js'
import { runCopyCommand } from './commands/copy.js'
import { runDiffCommand } from './commands/diff.js'
import { runHistoryCommand } from './commands/history.js'
import { runListCommand } from './commands/list.js'
import { runPromoteCommand } from './commands/promote.js'
import { runPruneCommand } from './commands/prune.js'
import { runRecordCommand } from './commands/record.js'
import { runRemoveCommand } from './commands/remove.js'
import { runRepairCommand } from './commands/repair.js'
import { runRestoreCommand } from './commands/restore.js'
import { runSaveCommand } from './commands/save.js'
import { runShowCommand } from './commands/show.js'
import { runUndeleteCommand } from './commands/undelete.js'
import { runVerifyCommand } from './commands/verify.js'
import { describeFailure, EXIT_DONE, EXIT_INTERRUPTED } from './failure.js'
import { machine, type CliHost } from './host.js'
import { showProgress } from './progress.js'
import type { CliStreams, OutputStream } from './streams.js'
import {
  askingFrom,
  inertJson,
  inertLine,
  inertLines,
  isInWorkflow,
  cancelFailure,
  listenForCancel,
  readConfig,
  readEvent,
  resolveStoreLocation,
  runContext,
  secretsOf
} from '../doors/index.js'
import { ArtifactStoreError, systemErrorCode } from '../errors.js'
import { KnownSecrets, scrubSecrets } from '../secrets/index.js'

/**
 * Runs one command.
 * @param argv the arguments, without `node` and the script
 * @returns the exit code; never rejects, never ends the process
 */
export async function runCli(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  streams: CliStreams,
  host: Partial<CliHost> = {}
): Promise<number> {
  ignoreStreamErrors(streams.stdout)
  ignoreStreamErrors(streams.stderr)
  const secrets = new KnownSecrets(secretsOf(env))
  try {
    const request = parseArguments(argv, streams)
    if (request === undefined) return EXIT_DONE
    return await runRequest(request, env, streams, { ...machine(), ...host }, secrets)
  } catch (error) {
    return report(error, streams, secrets)
  }
}

async function runRequest(
  request: CliRequest,
  env: Readonly<Record<string, string | undefined>>,
  streams: CliStreams,
  host: CliHost,
  secrets: KnownSecrets
): Promise<number> {
  const progress = showProgress(streams.stderr, { quiet: request.json, now: host.now })
  const say = (message: string): void => {
    progress.stop()
    streams.stderr.write(`artifact-store: ${inertLine(scrubSecrets(message, secrets))}\n`)
  }
  const config = await readConfig(host.workingFolder)
  const places = { env, workspace: host.workingFolder, home: host.home, config }
  const storeLocation = (): string =>
    resolveStoreLocation({
      ...places,
      explicit: request.command === 'copy' ? undefined : request.store,
      explicitName: '--store'
    })
  const warn = (message: string): void => say(`warning: ${message}`)
  const workflowRun = isInWorkflow(env) ? runContext(env, readEvent(env, warn)) : undefined
  const cancellation = listenForCancel(host.signals, () => say('stopping …'))
  const withStoreAt: CommandContext['withStoreAt'] = async (location, create, use) => {
    const store = await host.openStore(location, {
      create,
      clock: host.clock,
      progress: progress.listener,
      logger: { warn, info: () => undefined },
      signal: cancellation.signal,
      secrets: secretsOf(env),
      workers: host.workers,
      protectedAliases: config.protectedAliases,
      ...(await askingFrom(host.workingFolder, workflowRun))
    })
    try {
      return await use(store)
    } finally {
      await store.close()
    }
  }
  try {
    const result = await runCommand(request, {
      env,
      host,
      signal: cancellation.signal,
      warn,
      workflowRun,
      config,
      storeLocation,
      locate: (explicit, explicitName) => resolveStoreLocation({ ...places, explicit, explicitName }),
      withStore: async (create, use) => withStoreAt(storeLocation(), create, use),
      withStoreAt
    })
    progress.stop()
    // The signal may have come when all was done: what is done is told.
    const { json, text } = result
    const shown = request.json
      ? `${inertJson(json)}\n`
      : inertLines(scrubSecrets(typeof text === 'string' ? text : text(), secrets))
    await writeResult(streams.stdout, shown)
    if (result.failure !== undefined) return report(result.failure, streams, secrets)
    return EXIT_DONE
  } catch (error) {
    progress.stop()
    if (cancellation.signal.aborted) {
      report(cancelFailure(cancellation.signal, error), streams, secrets)
      return EXIT_INTERRUPTED
    }
    throw error
  } finally {
    cancellation.dispose()
  }
}

function runCommand(request: CliRequest, context: CommandContext): Promise<CommandResult> {
  switch (request.command) {
    case 'save':
      return runSaveCommand(request, context)
    case 'restore':
      return runRestoreCommand(request, context)
    case 'record':
      return runRecordCommand(request, context)
    case 'promote':
      return runPromoteCommand(request, context)
    case 'list':
      return runListCommand(request, context)
    case 'show':
      return runShowCommand(request, context)
    case 'diff':
      return runDiffCommand(request, context)
    case 'history':
      return runHistoryCommand(request, context)
    case 'bisect':
      return runBisectCommand(request, context)
    case 'catalog':
      return runCatalogCommand(request, context)
    case 'attest':
      return runAttestCommand(request, context)
    case 'copy':
      return runCopyCommand(request, context)
    case 'verify':
      return runVerifyCommand(request, context)
    case 'repair':
      return runRepairCommand(request, context)
    case 'prune':
      return runPruneCommand(request, context)
    case 'remove':
      return runRemoveCommand(request, context)
    case 'undelete':
      return runUndeleteCommand(request, context)
  }
}

function report(error: unknown, streams: CliStreams, secrets: KnownSecrets): number {
  const { text, exitCode } = describeFailure(error)
  streams.stderr.write(scrubSecrets(text, secrets))
  return exitCode
}

/**
 * Resolves when the text is handed over. A reader that has seen enough (`| head`) closes the pipe, and that is no
 * failure; a full disk behind the redirection is.
 */
async function writeResult(stream: OutputStream, text: string): Promise<void> {
  if (text === '') return
  await new Promise<void>((resolve, reject) => {
    stream.write(text, (error) => {
      if (error === null || error === undefined || systemErrorCode(error) === 'EPIPE') return resolve()
      reject(
        new ArtifactStoreError('STORAGE', `the result cannot be written to standard output: ${error.message}`, {
          cause: error
        })
      )
    })
  })
}

/** A stream tells of a failed write twice: to the write and as an event that would end the process unheard. */
function ignoreStreamErrors(stream: OutputStream): void {
  stream.on('error', () => undefined)
}
