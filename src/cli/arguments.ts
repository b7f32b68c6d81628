import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import type { Compression } from '../store/types.js'
import { PROGRAM_VERSION } from './program-version.js'
import type { CliStreams } from './streams.js'
import { UsageError } from './usage-error.js'

/** What the arguments ask for, as one object: nothing below this file knows flags. */
export type CliRequest =
  SaveCommand | RestoreCommand | RecordCommand | PromoteCommand | ListCommand | ShowCommand | CopyCommand

interface CommonFlags {
  /** A folder or `s3://bucket/prefix`; undefined leaves it to the environment and the configuration. */
  readonly store?: string
  readonly json: boolean
}

export interface SaveCommand extends CommonFlags {
  readonly command: 'save'
  readonly name: string
  readonly paths: readonly string[]
  /** `auto`, `timestamp` or a label. */
  readonly version: string
  readonly type?: string
  readonly description?: string
  readonly aliases: readonly string[]
  /** `KEY=VALUE` each. */
  readonly metrics: readonly string[]
  /** `KEY=VALUE` each. */
  readonly params: readonly string[]
  readonly paramsPath: readonly string[]
  readonly metricsPath: readonly string[]
  readonly metadataPath: readonly string[]
  readonly parents: readonly string[]
  readonly root?: string
  readonly includeHiddenFiles: boolean
  readonly symlinks: 'preserve' | 'follow'
  readonly compression: Compression
  readonly ifUnchanged?: 'reuse' | 'new'
  readonly ifNoFilesFound: 'error' | 'warn' | 'ignore'
}

export interface RestoreCommand extends CommonFlags {
  readonly command: 'restore'
  readonly name: string
  readonly selector?: string
  readonly destination: string
  readonly files: readonly string[]
  readonly clean: boolean
  readonly ifNotFound: 'error' | 'warn' | 'ignore'
}

export interface RecordCommand extends CommonFlags {
  readonly command: 'record'
  readonly name: string
  readonly selector?: string
  /** `KEY=VALUE` each. */
  readonly metrics: readonly string[]
  readonly params: readonly string[]
  readonly metadata: readonly string[]
  readonly paramsPath: readonly string[]
  readonly metricsPath: readonly string[]
  readonly metadataPath: readonly string[]
}

export interface PromoteCommand extends CommonFlags {
  readonly command: 'promote'
  readonly name: string
  readonly selector?: string
  /** At least one. */
  readonly aliases: readonly string[]
}

export interface ListCommand extends CommonFlags {
  readonly command: 'list'
  readonly name?: string
  readonly where?: string
  readonly limit: number
}

export interface ShowCommand extends CommonFlags {
  readonly command: 'show'
  readonly name: string
  readonly selector?: string
}

export interface CopyCommand {
  readonly command: 'copy'
  /** Folders or `s3://bucket/prefix`, as given; never empty. */
  readonly from: string
  readonly to: string
  /** All artifacts where it is missing. */
  readonly name?: string
  /** All versions where it is missing. */
  readonly selector?: string
  readonly toName?: string
  readonly json: boolean
}

/** What the contract promises and later versions bring. */
const LATER_COMMANDS = ['diff', 'verify', 'prune', 'history', 'bisect', 'catalog']

const DEFAULT_LIMIT = 100

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

/** `NAME@SELECTOR`, split at the first `@`: no name holds one. */
export function splitReference(reference: string): { name: string; selector?: string } {
  const at = reference.indexOf('@')
  if (at < 0) return { name: reference }
  const selector = reference.slice(at + 1)
  if (selector === '') throw new InvalidArgumentError('Nothing follows the @: name a version, as in model@v3.')
  return { name: reference.slice(0, at), selector }
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
  addShowCommand(program, (reference, flags) => accept({ command: 'show', ...reference, ...common(flags) }))
  addCopyCommand(program, (stores, reference, { toName, ...flags }) => {
    const { store, json } = common(flags)
    if (store !== undefined) throw new UsageError("--store is not for 'copy', which takes both stores: copy FROM TO")
    accept({ command: 'copy', ...stores, ...reference, ...(toName === undefined ? {} : { toName }), json })
  })

  for (const name of LATER_COMMANDS) {
    program
      .command(name, { hidden: true })
      .allowUnknownOption()
      .allowExcessArguments()
      .helpOption(false)
      .action(() => {
        throw new UsageError(`'${name}' comes with a later version of artifact-store; this is ${PROGRAM_VERSION}`)
      })
  }
  return program
}

type SaveFlags = Omit<SaveCommand, 'command' | 'name' | 'paths' | keyof CommonFlags> & Record<string, unknown>

function addSaveCommand(program: Command, accept: (name: string, paths: string[], flags: SaveFlags) => void): void {
  const command = program
    .command('save')
    .summary('save files as a new version')
    .description(
      'Saves files, folders and glob patterns as a new version of NAME. Bytes that an earlier version holds are not stored again.'
    )
    .argument('<name>', 'the artifact: letters, digits, . _ -, in segments joined by /')
    .argument(
      '<path...>',
      'files, folders and glob patterns; one that starts with ! excludes',
      (path: string, previous: readonly string[] | undefined) => [...(previous ?? []), notEmpty(path)]
    )
    .addOption(new Option('--version <label>', 'auto (v1, v2, …), timestamp, or a label of your own').default('auto'))
    .option('--type <type>', 'a free word: model, dataset, report, …')
    .option('--description <text>', 'free text')
    .addOption(repeatable('--alias <alias>', 'move this alias to the new version (repeatable)', 'aliases'))
    .addOption(repeatable('--metric <key=value>', 'record a number (repeatable)', 'metrics'))
    .addOption(repeatable('--param <key=value>', 'record a parameter (repeatable)', 'params'))
    .addOption(repeatable('--metrics-path <file>', 'a JSON or YAML file of metrics (repeatable)'))
    .addOption(repeatable('--params-path <file>', 'a JSON or YAML file of parameters (repeatable)'))
    .addOption(repeatable('--metadata-path <file>', 'a JSON or YAML file of further metadata (repeatable)'))
    .addOption(repeatable('--parents <name@selector>', 'share bytes with this version, too (repeatable)'))
    .option(
      '--root <folder>',
      'the folder that stored paths are relative to (default: what the paths have in common)',
      notEmpty
    )
    .option('--include-hidden-files', 'also files and folders whose names start with a dot', false)
    .addOption(new Option('--symlinks <how>', 'symbolic links').choices(['preserve', 'follow']).default('preserve'))
    .addOption(
      new Option('--compression <level>', 'auto, none, or a zstd level from 1 to 19')
        .argParser(parseCompression)
        .default('auto')
    )
    .addOption(
      new Option(
        '--if-unchanged <what>',
        'when the newest version holds the same (default: "reuse"; "new" with a label)'
      ).choices(['reuse', 'new'])
    )
    .addOption(
      new Option('--if-no-files-found <what>', 'when no file matches')
        .choices(['error', 'warn', 'ignore'])
        .default('error')
    )
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store save model ./out --type model --metric accuracy=0.93 --alias candidate
  $ artifact-store save team/dataset 'data/**/*.csv' '!data/scratch/**' --version 2026-11
  $ artifact-store save report report.html --params-path train.yaml --json | jq .reference`
    )
    .action((name: string, paths: string[], flags: SaveFlags) => accept(name, paths, flags))
  addCommonOptions(command)
}

type RestoreFlags = Omit<RestoreCommand, 'command' | 'name' | 'selector' | 'destination' | keyof CommonFlags> &
  Record<string, unknown>
type Reference = ReturnType<typeof splitReference>

function addRestoreCommand(
  program: Command,
  accept: (reference: Reference, destination: string, flags: RestoreFlags) => void
): void {
  const command = program
    .command('restore')
    .summary('write a version to a folder')
    .description(
      'Writes the files of a version to DEST. Each byte is verified; files are replaced whole or not at all.'
    )
    .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
    .argument('[dest]', 'the destination folder', notEmpty, '.')
    .addOption(repeatable('--files <glob>', 'restore only the files that match (repeatable)'))
    .option('--clean', 'also remove what the version does not hold from the destination', false)
    .addOption(
      new Option('--if-not-found <what>', 'when no version matches')
        .choices(['error', 'warn', 'ignore'])
        .default('error')
    )
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store restore model
  $ artifact-store restore model@v3 ./earlier --clean
  $ artifact-store restore team/dataset@as-of:2026-11-01 ./data --files 'train/**'`
    )
    .action((reference: Reference, destination: string, flags: RestoreFlags) => accept(reference, destination, flags))
  addCommonOptions(command)
}

type RecordFlags = Omit<RecordCommand, 'command' | 'name' | 'selector' | keyof CommonFlags> & Record<string, unknown>

function addRecordCommand(program: Command, accept: (reference: Reference, flags: RecordFlags) => void): void {
  const command = program
    .command('record')
    .summary('record metrics of a version that is saved')
    .description(
      'Adds metrics, parameters and metadata to a version after its save; who did, and when, is kept. Of a key that is there the new value holds.'
    )
    .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
    .addOption(repeatable('--metric <key=value>', 'record a number (repeatable)', 'metrics'))
    .addOption(repeatable('--param <key=value>', 'record a parameter (repeatable)', 'params'))
    .addOption(repeatable('--metadata <key=value>', 'record anything else (repeatable)'))
    .addOption(repeatable('--metrics-path <file>', 'a JSON or YAML file of metrics (repeatable)'))
    .addOption(repeatable('--params-path <file>', 'a JSON or YAML file of parameters (repeatable)'))
    .addOption(repeatable('--metadata-path <file>', 'a JSON or YAML file of further metadata (repeatable)'))
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store record model@v3 --metric accuracy=0.93
  $ artifact-store record model@candidate --metrics-path evaluation.json --metadata reviewer=mk`
    )
    .action((reference: Reference, flags: RecordFlags) => accept(reference, flags))
  addCommonOptions(command)
}

function addPromoteCommand(
  program: Command,
  accept: (reference: Reference, aliases: string[], flags: Record<string, unknown>) => void
): void {
  const command = program
    .command('promote')
    .summary('move aliases to a version')
    .description(
      'Moves aliases to a version, all of them or none. `NAME@previous` moves each back to where it was before.'
    )
    .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
    .argument('<alias...>', 'the aliases to move')
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store promote model@v3 production
  $ artifact-store promote model@max:metrics.accuracy candidate best
  $ artifact-store promote model@previous production`
    )
    .action((reference: Reference, aliases: string[], flags: Record<string, unknown>) =>
      accept(reference, aliases, flags)
    )
  addCommonOptions(command)
}

type ListFlags = Pick<ListCommand, 'where' | 'limit'> & Record<string, unknown>

function addListCommand(program: Command, accept: (name: string | undefined, flags: ListFlags) => void): void {
  const command = program
    .command('list')
    .summary('list versions, newest first')
    .description('Lists the versions of NAME, or of all artifacts, newest first.')
    .argument('[name]', 'the artifact')
    .option('--where <filter>', 'only versions of which this holds', notEmpty)
    .addOption(new Option('--limit <number>', 'at most so many versions').argParser(parseLimit).default(DEFAULT_LIMIT))
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store list
  $ artifact-store list model --limit 5
  $ artifact-store list --where 'type = model and metrics.accuracy >= 0.9 and run.branch = main'
  $ artifact-store list model --json | jq '.[] | [.version, .metrics.accuracy]'`
    )
    .action((name: string | undefined, flags: ListFlags) => accept(name, flags))
  addCommonOptions(command)
}

function addShowCommand(
  program: Command,
  accept: (reference: Reference, flags: Record<string, unknown>) => void
): void {
  const command = program
    .command('show')
    .summary('show the record of a version')
    .description(
      'Shows what is recorded of a version: digest, metrics, parameters, what it was made of and by which run.'
    )
    .argument('<name[@selector]>', 'the artifact, and which version of it (default: latest)', splitReference)
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store show model
  $ artifact-store show model@production --json | jq .metrics`
    )
    .action((reference: Reference, flags: Record<string, unknown>) => accept(reference, flags))
  addCommonOptions(command)
}

type CopyFlags = { readonly toName?: string } & Record<string, unknown>

function addCopyCommand(
  program: Command,
  accept: (
    stores: { readonly from: string; readonly to: string },
    reference: Partial<Reference>,
    flags: CopyFlags
  ) => void
): void {
  program
    .command('copy')
    .summary('copy versions to another store')
    .description(
      'Copies versions from the store FROM to the store TO: one that a selector names, all of an artifact with its aliases, or all that there are. ' +
        'Numbers are kept where they are free. What TO holds already is not sent again: repeat a copy that was interrupted, and it goes on.'
    )
    .argument('<from>', 'the store to copy from: a folder, or s3://bucket/prefix', notBlank)
    .argument('<to>', 'the store to copy to; made where there is none', notBlank)
    .argument('[name[@selector]]', 'the artifact, or one version of it (default: all artifacts)', splitReference)
    .option('--to-name <name>', 'what the artifact is called in TO (default: the same)', notEmpty)
    .addHelpText('after', SELECTOR_HELP)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store copy /mnt/artifacts s3://bucket/artifacts
  $ artifact-store copy s3://bucket/artifacts ./mine churn-model
  $ artifact-store copy ./mine s3://bucket/artifacts model@v3 --to-name team/model`
    )
    // Declared to be refused with a reason.
    .addOption(new Option('--store <location>').hideHelp())
    .option('--json', 'print the result as JSON, and nothing else')
    .action((from: string, to: string, reference: Reference | undefined, flags: CopyFlags) =>
      accept({ from, to }, reference ?? {}, flags)
    )
}

const SELECTOR_HELP = `
Selectors: latest, newest, v12, a label, an alias, sha256:<at least 12 digits>, as-of:<date or time>,
commit:<at least 7 digits>, branch:<name>, run:<id>, pr-base, nearest, max:metrics.<name>, min:metrics.<name>.`

function addCommonOptions(command: Command): void {
  command
    .option(
      '--store <location>',
      'the store: a folder, or s3://bucket/prefix (default: $ARTIFACT_STORE, the configuration file, ~/.artifact-store)'
    )
    .option('--json', 'print the result as JSON, and nothing else')
}

/** An option that may be given many times, one value each, so that it never swallows the arguments behind it. */
function repeatable(flags: string, description: string, attribute?: string): Option {
  const option = new Option(flags, description)
    .argParser((value: string, previous: readonly string[]) => [...previous, value])
    .default([], 'none')
  if (attribute !== undefined) option.attributeName = () => attribute
  return option
}

/** An empty argument is a variable of a script that was not set; for a folder to write to, or to clean, that is no default. */
function notEmpty(value: string): string {
  if (value === '') throw new InvalidArgumentError('It is empty.')
  return value
}

/** A store's place: spaces alone would be taken for none, and another store for it. */
function notBlank(value: string): string {
  return notEmpty(value.trim())
}

function parseCompression(value: string): Compression {
  if (value === 'auto' || value === 'none') return value
  const level = /^\d{1,2}$/.test(value) ? Number(value) : 0
  if (level < 1 || level > 19) throw new InvalidArgumentError('Allowed are auto, none and 1 to 19.')
  return level
}

function parseLimit(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be a whole number from 1 on.')
  return Number(value)
}
