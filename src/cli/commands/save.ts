import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'
import { lstatSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  artifactDefaults,
  findSaveSource,
  ifUnchangedFor,
  labelFor,
  type LiteralPath,
  quarantineWarning,
  saveOutputs,
  storeFolderAt,
  warnOfHiddenFiles
} from '../../doors/index.js'
import { quote } from '../../errors.js'
import { checkAlias, checkArtifactName, checkLabel, parseSelector } from '../../store/index.js'
import type { Compression, SaveRequest } from '../../store/types.js'
import type { CommandContext, CommandResult } from '../command-context.js'
import { checkArguments, runOf } from '../command-support.js'
import { describeSave } from '../describe-results.js'
import { baselineOption, failIfOption, gateOf, judged } from '../gate.js'
import { addCommonOptions, type CommonFlags, notBlank, notEmpty, repeatable } from '../options.js'
import { readKey } from '../signing.js'
import { UsageError } from '../usage-error.js'
import { readValues, type Values } from '../values.js'

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
  readonly failIf?: string
  readonly baseline: readonly string[]
  /** The path of a file. */
  readonly signKey?: string
}

type SaveFlags = Omit<SaveCommand, 'command' | 'name' | 'paths' | keyof CommonFlags> & Record<string, unknown>

export function addSaveCommand(
  program: Command,
  accept: (name: string, paths: string[], flags: SaveFlags) => void
): void {
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
    .addOption(failIfOption())
    .addOption(baselineOption())
    .option('--sign-key <file>', 'sign the version with this private key: ECDSA P-256, PEM, no passphrase', notBlank)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store save model ./out --type model --metric accuracy=0.93 --alias candidate
  $ artifact-store save team/dataset 'data/**/*.csv' '!data/scratch/**' --version 2026-11
  $ artifact-store save report report.html --params-path train.yaml --json | jq .reference
  $ artifact-store save model ./out --metrics-path metrics.json --alias production \\
      --baseline production --fail-if 'metrics.accuracy < base.metrics.accuracy - 0.005'`
    )
    .action((name: string, paths: string[], flags: SaveFlags) => accept(name, paths, flags))
  addCommonOptions(command)
}

function parseCompression(value: string): Compression {
  if (value === 'auto' || value === 'none') return value
  const level = /^\d{1,2}$/.test(value) ? Number(value) : 0
  if (level < 1 || level > 19) throw new InvalidArgumentError('Allowed are auto, none and 1 to 19.')
  return level
}

export async function runSaveCommand(command: SaveCommand, context: CommandContext): Promise<CommandResult> {
  // All that can be wrong with the arguments is found before a file is read or the store is made.
  const label = checkSave(command, context)
  const gate = gateOf(command)
  // Git takes a while to answer, and never fails: meanwhile the files are found.
  const run = runOf(context)
  const key = await readKey(command.signKey, context)
  const description = await readDescription(command, context)
  const sourceRequest = {
    patterns: command.paths.map((path) => asSpelled(path, context.host.workingFolder)),
    ...(command.root === undefined ? {} : { root: command.root }),
    workingDirectory: context.host.workingFolder,
    includeHidden: command.includeHiddenFiles,
    hiddenFilesName: '--include-hidden-files',
    symlinks: command.symlinks,
    storeFolder: storeFolderAt(context.storeLocation()),
    ifNoFilesFound: command.ifNoFilesFound
  }
  const source = await findSaveSource(sourceRequest, context.warn)
  if (source === undefined) return { text: '', json: saveOutputs(undefined) }
  return context.withStore(true, async (store) => {
    const result = await store.save({
      name: command.name,
      source: source.tree,
      ...(label === undefined ? {} : { label }),
      ...description,
      aliases: command.aliases,
      ifUnchanged: ifUnchangedFor(command.version, command.ifUnchanged),
      parents: command.parents,
      compression: command.compression,
      ...(gate && { gate }),
      ...key,
      ...(await run)
    })
    warnOfHiddenFiles(source, sourceRequest, context.warn)
    const quarantined = quarantineWarning(command.name, result.version.name, "with --json it is the field 'name'")
    if (quarantined !== undefined) context.warn(quarantined)
    return { text: describeSave(result), json: saveOutputs(result), ...judged(result, context, command.aliases) }
  })
}

/**
 * The shell expands patterns before this program starts, so a path that exists is meant as it is: `report [1].html`
 * is that file and not `report 1.html`. What does not exist may be a pattern in quotes.
 */
function asSpelled(path: string, workingFolder: string): string | LiteralPath {
  const isThere = lstatSync(resolve(workingFolder, path), { throwIfNoEntry: false }) !== undefined
  return isThere ? { literal: path } : path
}

/** @returns the label, where the version gets one */
function checkSave(command: SaveCommand, { host }: CommandContext): string | undefined {
  const label = labelFor(command.version, host.clock())
  checkArguments(() => {
    checkArtifactName(command.name, 'NAME')
    if (label !== undefined) checkLabel(label, '--version')
    for (const alias of command.aliases) checkAlias(alias, '--alias')
    for (const parent of command.parents) checkParent(parent)
  })
  return label
}

type Description = Pick<SaveRequest, 'type' | 'description'> & Values

async function readDescription(command: SaveCommand, context: CommandContext): Promise<Description> {
  const type = command.type || artifactDefaults(context.config, command.name).type
  return {
    // Empty is what a variable of a script expands to when it is not set: nothing to record.
    ...(type ? { type } : {}),
    ...(command.description ? { description: command.description } : {}),
    ...(await readValues({ ...command, metadata: [] }, context))
  }
}

function checkParent(parent: string): void {
  const at = parent.indexOf('@')
  if (at < 1) throw new UsageError(`--parents ${quote(parent)} is not NAME@SELECTOR, such as base@latest`)
  checkArtifactName(parent.slice(0, at), '--parents')
  parseSelector(parent.slice(at + 1), '--parents')
}
