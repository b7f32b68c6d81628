import { Command, CommanderError } from 'commander'
import { addAttestCommand, type AttestCommand } from './commands/attest.js'
import { addBisectCommand, type BisectCommand } from './commands/bisect.js'
import { addCatalogCommand, type CatalogCommand } from './commands/catalog.js'
import { addCopyCommand, type CopyCommand } from './commands/copy.js'
import { addDiffCommand, type DiffCommand } from './commands/diff.js'
import { addHistoryCommand, type HistoryCommand } from './commands/history.js'
import { addListCommand, type ListCommand } from './commands/list.js'
import { addPromoteCommand, type PromoteCommand } from './commands/promote.js'
import { addPruneCommand, type PruneCommand } from './commands/prune.js'
import { addRecordCommand, type RecordCommand } from './commands/record.js'
import { addRemoveCommand, type RemoveCommand } from './commands/remove.js'
import { addRestoreCommand, type RestoreCommand } from './commands/restore.js'
import { addRepairCommand, type RepairCommand } from './commands/repair.js'
import { addSaveCommand, type SaveCommand } from './commands/save.js'
import { addShowCommand, type ShowCommand } from './commands/show.js'
import { addUndeleteCommand, type UndeleteCommand } from './commands/undelete.js'
import { addVerifyCommand, type VerifyCommand } from './commands/verify.js'
import { addCommonOptions, type CommonFlags } from './options.js'
import { PROGRAM_VERSION } from './program-version.js'
import type { CliStreams } from './streams.js'
import { UsageError } from './usage-error.js'

/** What the arguments ask for, as one object: nothing below this file knows flags. */
export type CliRequest =
  | SaveCommand
  | RestoreCommand
  | RecordCommand
  | PromoteCommand
  | ListCommand
  | ShowCommand
  | DiffCommand
  | HistoryCommand
  | BisectCommand
  | CatalogCommand
  | CopyCommand
  | AttestCommand
  | PruneCommand
  | RemoveCommand
  | UndeleteCommand
  | VerifyCommand
  | RepairCommand

/**
 * Reads the arguments (without `node` and the script).
 * @returns undefined where the arguments asked for help or the version, which is then written already
 * @throws UsageError
 */
export function parseArguments(argv: readonly string[], streams: CliStreams): CliRequest | undefined {
  let request: CliRequest | undefined
  const program = buildProgram(streams, (parsed) => {
    request = parsed
  })
  try {
    program.parse(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    if (error.exitCode === 0) return undefined
    // Without a command the help is on stderr already, and says more than a line could.
    if (error.code === 'commander.help') throw new UsageError('no command was given', { cause: error })
    throw new UsageError(oneLine(error.message), { cause: error })
  }
  return request
}

/** commander's messages start with `error: ` and may hold a suggestion on a second line. */
function oneLine(message: string): string {
  return message.replace(/^error: /, '').replaceAll('\n', ' ')
}

function buildProgram(streams: CliStreams, accept: (request: CliRequest) => void): Command {
  const program = new Command('artifact-store')
    .description('Versions models, datasets, reports and any other files, and brings each version back byte for byte.')
    // `-V` alone would do, but people type --version; on `save` the flag is the label, hence positional options.
    .version(PROGRAM_VERSION, '-V, --version', 'print the version of this program')
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => streams.stdout.write(text),
      writeErr: (text) => streams.stderr.write(text),
      getOutHelpWidth: () => streams.stdout.columns ?? 100,
      getErrHelpWidth: () => streams.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
      // Thrown on as a UsageError and told once, at the top.
      outputError: () => undefined
    })
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store save model ./out --metric accuracy=0.93
  $ artifact-store list
  $ artifact-store restore model@v1 ./earlier

Exit codes: 0 done, 1 failed, 2 used wrongly, 130 interrupted.
\`artifact-store help COMMAND\` tells more, with examples.`
    )
  addCommonOptions(program)

  /** The flags may stand before the command, too: those after it win. */
  const common = (flags: Record<string, unknown>): CommonFlags => {
    const { store, json } = { ...program.opts<{ store?: string; json?: boolean }>(), ...flags }
    return { json: json === true, ...(store === undefined ? {} : { store }) }
  }

  addSaveCommand(program, (name, paths, flags) => accept({ command: 'save', name, paths, ...flags, ...common(flags) }))
  addRestoreCommand(program, (reference, destination, flags) =>
    accept({ command: 'restore', ...reference, destination, ...flags, ...common(flags) })
  )
  addRecordCommand(program, (reference, flags) =>
    accept({ command: 'record', ...reference, ...flags, ...common(flags) })
  )
  addPromoteCommand(program, (reference, aliases, flags) =>
    accept({ command: 'promote', ...reference, aliases, ...common(flags) })
  )
  addListCommand(program, (name, flags) =>
    accept({
      command: 'list',
      ...(name === undefined ? {} : { name }),
      ...(flags.where === undefined ? {} : { where: flags.where }),
      limit: flags.limit,
      ...common(flags)
    })
  )
  addShowCommand(program, (reference, flags) => accept({ command: 'show', ...reference, ...flags, ...common(flags) }))
  addDiffCommand(program, (versions, flags) => accept({ command: 'diff', versions, ...flags, ...common(flags) }))
  addHistoryCommand(program, (name, flags) => accept({ command: 'history', name, ...flags, ...common(flags) }))
  addBisectCommand(program, (name, flags) => accept({ command: 'bisect', name, ...flags, ...common(flags) }))
  addCatalogCommand(program, (out, flags) => accept({ command: 'catalog', out, ...flags, ...common(flags) }))
  addAttestCommand(program, (reference, out, flags) =>
    accept({ command: 'attest', ...reference, out, ...common(flags) })
  )
  addCopyCommand(program, (stores, reference, { toName, ...flags }) => {
    const { store, json } = common(flags)
    if (store !== undefined) throw new UsageError("--store is not for 'copy', which takes both stores: copy FROM TO")
    accept({ command: 'copy', ...stores, ...reference, ...(toName === undefined ? {} : { toName }), json })
  })

  addPruneCommand(program, (name, { apply, ...flags }) =>
    accept({
      command: 'prune',
      ...(name === undefined ? {} : { name }),
      ...flags,
      apply: apply === true,
      ...common(flags)
    })
  )
  addVerifyCommand(program, (name, { quick, ...flags }) =>
    accept({ command: 'verify', ...(name === undefined ? {} : { name }), quick: quick === true, ...common(flags) })
  )
  addRepairCommand(program, (name, { from, files, quick, apply, ...flags }) =>
    accept({
      command: 'repair',
      ...(name === undefined ? {} : { name }),
      from,
      files,
      quick: quick === true,
      apply: apply === true,
      ...common(flags)
    })
  )
  addRemoveCommand(program, (reference, flags) => accept({ command: 'remove', ...reference, ...common(flags) }))
  addUndeleteCommand(program, (reference, flags) => accept({ command: 'undelete', ...reference, ...common(flags) }))
  return program
}
