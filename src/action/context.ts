/** What a step works with. */
import type { Repeat } from './progress.js'
import type { Environment, Runner } from './runner.js'
import type { Config } from '../doors/index.js'
import type { ArtifactStore, StoreOptions } from '../store/types.js'

/** What a step works with: the outside world, replaceable as a whole. */
export interface ActionContext {
  readonly runner: Runner
  readonly env: Environment
  /** Absolute: relative paths start here. */
  readonly workspace: string
  readonly home: string
  /** What `.github/artifact-store.yml` of the workspace says. */
  readonly config: Config
  /** The parsed payload of the event that started the workflow, or undefined. */
  readonly event: unknown
  readonly signal: AbortSignal
  readonly repeat: Repeat
  readonly openStore: (location: string, options: OpenOptions) => Promise<ArtifactStore>
}

/** `create`: make the store where there is none. */
export type OpenOptions = Pick<
  StoreOptions,
  'progress' | 'logger' | 'signal' | 'viewer' | 'ancestry' | 'protectedAliases' | 'secrets'
> & {
  readonly create: boolean
}

export type Warn = (message: string) => void
