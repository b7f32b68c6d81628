import type { Command } from 'commander'
import { resolve } from 'node:path'
import type { CatalogResult } from '../../catalog/index.js'
import type { CommandContext, CommandResult } from '../command-context.js'
import { addCommonOptions, type CommonFlags, notEmpty } from '../options.js'
import { artifactDefaults, formatBytes, plural, refuseStoreAsDestination, storeFolderAt } from '../../doors/index.js'
import { printable } from '../text.js'

export interface CatalogCommand extends CommonFlags {
  readonly command: 'catalog'
  /** The folder, as it was given. */
  readonly out: string
  readonly title?: string
}

type CatalogFlags = Pick<CatalogCommand, 'title'> & Record<string, unknown>

export function addCatalogCommand(program: Command, accept: (out: string, flags: CatalogFlags) => void): void {
  const command = program
    .command('catalog')
    .summary('write a static site of the store')
    .description(
      'Writes a site of all artifacts into the folder OUT: versions, metrics over time, lineage, two versions side by side, search. It needs no server and loads nothing from elsewhere. ' +
        'OUT is missing, empty, or holds a catalog, which is replaced once the new one is whole.'
    )
    .argument('<out>', 'the folder', notEmpty)
    .option('--title <text>', 'the title of its pages (default: Artifacts)', notEmpty)
    .addHelpText(
      'after',
      `
Examples:
  $ artifact-store catalog ./site
  $ artifact-store catalog ./site --title 'Models of the fraud team'`
    )
    .action((out: string, flags: CatalogFlags) => accept(out, flags))
  addCommonOptions(command)
}

export async function runCatalogCommand(command: CatalogCommand, context: CommandContext): Promise<CommandResult> {
  const { config, host, signal } = context
  const folder = resolve(host.workingFolder, command.out)
  await refuseStoreAsDestination(folder, storeFolderAt(context.storeLocation()), 'OUT')
  // Its pages are not loaded for a save.
  const { writeCatalog } = await import('../../catalog/index.js')
  return context.withStore(false, async (store) => {
    const result = await writeCatalog(store, {
      folder,
      ...(command.title === undefined ? {} : { title: command.title }),
      metrics: (name) => Object.keys(artifactDefaults(config, name).metrics),
      signal
    })
    return { text: describe(result, command.out), json: { ...result } }
  })
}

/** @param out as the user gave it */
function describe({ artifacts, versions, files, bytes }: CatalogResult, out: string): string {
  const content = `${plural(artifacts, 'artifact')}, ${plural(versions, 'version')}`
  return `${printable(`Wrote the catalog of ${content} to ${out}: ${plural(files, 'file')}, ${formatBytes(bytes)}`)}\n`
}
