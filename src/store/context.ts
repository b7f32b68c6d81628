import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { ArtifactStoreError } from '../errors.js'
import { TaskPool } from '../content/pool.js'
import { KnownSecrets, scrubSecrets } from '../secrets/index.js'
import { checkedStorage } from '../storage/checked.js'
import type { Storage } from '../storage/storage.js'
import { silentLogger, type Logger, type ProgressListener } from './reporting.js'
import type { Ancestry, ProtectedAliases, StoreOptions } from './types.js'
import type { Viewer } from './viewer.js'

const MAXIMUM_WORKERS = 8

/** Not in `new URL` itself: bundlers take that for a file to copy, and a bundle names its own workers. */
const HERE = import.meta.url

/** What every operation of a store works with: what it was given, or the defaults. */
export class StoreContext {
  readonly storage: Storage
  readonly clock: () => Date
  readonly progress: ProgressListener
  readonly logger: Logger
  readonly signal: AbortSignal | undefined
  readonly viewer: Viewer | undefined
  readonly ancestry: Ancestry | undefined
  readonly protectedAliases: ProtectedAliases
  readonly secrets: KnownSecrets
  /** That the storage never replaces an object, once somebody asked. */
  exclusive: Promise<void> | undefined
  private readonly workers: StoreOptions['workers']
  private taskPool: TaskPool | undefined

  constructor(storage: Storage, options: StoreOptions) {
    this.storage = checkedStorage(storage)
    // eslint-disable-next-line no-restricted-syntax -- the one default of an injected clock
    this.clock = options.clock ?? (() => new Date())
    this.progress = options.progress ?? (() => undefined)
    this.secrets = new KnownSecrets(options.secrets ?? [])
    this.logger = withoutSecrets(options.logger ?? silentLogger, this.secrets)
    this.signal = options.signal
    this.viewer = options.viewer
    this.ancestry = options.ancestry
    this.protectedAliases = options.protectedAliases ?? {}
    this.workers = options.workers
  }

  /** The threads of this store, made when they are first wanted. */
  pool(): TaskPool {
    this.taskPool ??= new TaskPool({
      count: this.workers?.count ?? Math.min(MAXIMUM_WORKERS, availableParallelism()),
      entry: this.workers?.entry ?? new URL('../content/worker.js', HERE)
    })
    return this.taskPool
  }

  /** 32 hexadecimal digits that nobody else has. */
  nonce(): string {
    return randomBytes(16).toString('hex')
  }

  throwIfCancelled(): void {
    if (this.signal?.aborted) throw new ArtifactStoreError('CANCELLED', 'cancelled')
  }

  async close(): Promise<void> {
    await this.taskPool?.close()
    this.taskPool = undefined
  }
}

function withoutSecrets(logger: Logger, secrets: KnownSecrets): Logger {
  return {
    info: (message) => logger.info(scrubSecrets(message, secrets)),
    warn: (message) => logger.warn(scrubSecrets(message, secrets))
  }
}
