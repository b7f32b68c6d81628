/** What every command works with, and what it gives back. */
import type { CliHost } from './host.js'
import type { Config } from '../doors/index.js'
import type { ArtifactStoreError } from '../errors.js'
import type { ArtifactStore, JsonValue, RunContext } from '../store/types.js'

/** What a command works with, besides its own arguments. */
export interface CommandContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly host: CliHost
  readonly signal: AbortSignal
  readonly warn: (message: string) => void
  /** Undefined outside of a workflow. */
  readonly workflowRun: RunContext | undefined
  /** What the configuration of the working folder says. */
  readonly config: Config
  readonly storeLocation: () => string
  /** The location that an argument gives; `name` is how messages call the argument. */
  readonly locate: (argument: string, name: string) => string
  /** Opens the store for one use; `create` makes it where there is none. */
  readonly withStore: <T>(create: boolean, use: (store: ArtifactStore) => Promise<T>) => Promise<T>
  readonly withStoreAt: <T>(location: string, create: boolean, use: (store: ArtifactStore) => Promise<T>) => Promise<T>
}

/** What a command has to tell; which of the two is shown is not its business. */
export interface CommandResult {
  /** Lines for a person, each ended; may be empty. A function where making them takes long, and may be for nothing. */
  readonly text: string | (() => string)
  readonly json: JsonValue
  /** The command did what it could and failed all the same: told after the result, and in the exit code. */
  readonly failure?: ArtifactStoreError
}
