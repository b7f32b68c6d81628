/** What the flags and arguments of several commands have in common. */
import type { Command } from 'commander'
import { InvalidArgumentError, Option } from 'commander'

export interface CommonFlags {
  /** A folder or `s3://bucket/prefix`; undefined leaves it to the environment and the configuration. */
  readonly store?: string
  readonly json: boolean
}

/** `NAME@SELECTOR`, split at the first `@`: no name holds one. */
export function splitReference(reference: string): { name: string; selector?: string } {
  const at = reference.indexOf('@')
  if (at < 0) return { name: reference }
  const selector = reference.slice(at + 1)
  if (selector === '') throw new InvalidArgumentError('Nothing follows the @: name a version, as in model@v3.')
  return { name: reference.slice(0, at), selector }
}

export type Reference = ReturnType<typeof splitReference>

export const SELECTOR_HELP = `
Selectors: latest, newest, v12, a label, an alias, sha256:<at least 12 digits>, as-of:<date or time>,
commit:<at least 7 digits>, branch:<name>, run:<id>, pr-base, nearest, max:metrics.<name>, min:metrics.<name>.`

export function addCommonOptions(command: Command): void {
  command
    .option(
      '--store <location>',
      'the store: a folder, or s3://bucket/prefix (default: $ARTIFACT_STORE, the configuration file, ~/.artifact-store)'
    )
    .option('--json', 'print the result as JSON, and nothing else')
}

/** An option that may be given many times, one value each, so that it never swallows the arguments behind it. */
export function repeatable(flags: string, description: string, attribute?: string): Option {
  const option = new Option(flags, description)
    .argParser((value: string, previous: readonly string[]) => [...previous, value])
    .default([], 'none')
  if (attribute !== undefined) option.attributeName = () => attribute
  return option
}

/** An empty argument is a variable of a script that was not set; for a folder to write to, or to clean, that is no default. */
export function notEmpty(value: string): string {
  if (value === '') throw new InvalidArgumentError('It is empty.')
  return value
}

/** A store's place: spaces alone would be taken for none, and another store for it. */
export function notBlank(value: string): string {
  return notEmpty(value.trim())
}

export function parseLimit(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be a whole number from 1 on.')
  return Number(value)
}
