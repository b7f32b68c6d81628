/** A command line to test: collected output, a store that answers as told, a machine that stands still. */
import { EventEmitter } from 'node:events'
import { Writable } from 'node:stream'
import { runCli, type CliHost, type OutputStream } from '../../src/cli/index.js'
import type {
  ArtifactStore,
  CopiedVersion,
  CopyRequest,
  ListedVersion,
  ListQuery,
  PromoteRequest,
  PromoteResult,
  RecordRequest,
  RecordResult,
  RestoreRequest,
  RestoreResult,
  SaveRequest,
  SaveResult,
  StoreOptions
} from '../../src/store/types.js'

export class Collected extends Writable implements OutputStream {
  text = ''
  readonly isTTY: boolean
  readonly columns = 120

  constructor(isTTY = false) {
    super()
    this.isTTY = isTTY
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('utf8')
    done()
  }
}

export function version(changes: Partial<ListedVersion> = {}): ListedVersion {
  return {
    name: 'team/model',
    number: 3,
    version: 'v3',
    createdAt: '2026-11-22T23:54:38.123Z',
    digest: `sha256:${'ab'.repeat(32)}`,
    files: 12,
    size: 2048,
    storedSize: 512,
    params: {},
    metrics: {},
    metadata: {},
    inputs: [],
    run: { workflow: false },
    aliases: [],
    ...changes
  }
}

export interface FakeStore extends ArtifactStore {
  readonly saves: SaveRequest[]
  readonly restores: RestoreRequest[]
  readonly queries: ListQuery[]
  readonly shown: unknown[]
  readonly records: RecordRequest[]
  readonly promotions: PromoteRequest[]
  readonly copies: (CopyRequest & { readonly target: string })[]
  closed: number
}

interface Answers {
  readonly save?: (request: SaveRequest, options: StoreOptions) => SaveResult | Promise<SaveResult>
  readonly restore?: (request: RestoreRequest, options: StoreOptions) => RestoreResult | undefined
  readonly versions?: readonly ListedVersion[]
  readonly record?: RecordResult
  readonly promote?: PromoteResult
  readonly copy?: (request: CopyRequest, options: StoreOptions) => readonly CopiedVersion[]
}

function fakeStore(answers: Answers, options: () => StoreOptions): FakeStore {
  const store: FakeStore = {
    location: '/the/store',
    saves: [],
    restores: [],
    queries: [],
    shown: [],
    records: [],
    promotions: [],
    copies: [],
    closed: 0,
    save: async (request) => {
      store.saves.push(request)
      if (answers.save !== undefined) return answers.save(request, options())
      return { created: true, version: version({ name: request.name }), storedSize: 512, sharedSize: 1536 }
    },
    restore: async (request) => {
      store.restores.push(request)
      return answers.restore?.(request, options())
    },
    resolve: async () => undefined,
    list: async (query = {}) => {
      store.queries.push(query)
      return answers.versions ?? []
    },
    statements: async () => undefined,
    getMetadata: async (name, selector) => {
      store.shown.push([name, selector])
      return answers.versions?.[0]
    },
    diff: async () => undefined,
    lineage: async () => undefined,
    origins: () => Promise.reject(new Error('not asked for')),
    compare: () => Promise.reject(new Error('not asked for')),
    history: () => Promise.reject(new Error('not asked for')),
    bisect: () => Promise.reject(new Error('not asked for')),
    record: async (request) => {
      store.records.push(request)
      return answers.record
    },
    notes: async () => undefined,
    promote: async (request) => {
      store.promotions.push(request)
      return answers.promote
    },
    removeAliases: async () => [],
    aliasHistory: async () => [],
    checkGate: () => Promise.reject(new Error()),
    prune: () => Promise.reject(new Error('not asked for')),
    remove: async () => undefined,
    undelete: () => Promise.reject(new Error('not asked for')),
    verify: () => Promise.reject(new Error('not asked for')),
    repair: () => Promise.reject(new Error('not asked for')),
    copyTo: async (target, request = {}) => {
      store.copies.push({ target: target.location, ...request })
      return answers.copy?.(request, options()) ?? []
    },
    close: async () => {
      store.closed++
    }
  }
  return store
}

export interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly store: FakeStore
  /** How the store was opened: location and whether it may be made. */
  readonly opened: { location: string; create: boolean }[]
}

export interface RunOptions extends Answers {
  readonly env?: Record<string, string | undefined>
  readonly host?: Partial<CliHost>
  readonly stdout?: Collected
  readonly stderr?: Collected
}

/** Runs one command line against a store that is not there. */
export async function run(argv: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { stdout = new Collected(), stderr = new Collected() } = options
  const opened: Run['opened'] = []
  let storeOptions: StoreOptions = {}
  const store = fakeStore(options, () => storeOptions)
  const code = await runCli(
    argv,
    options.env ?? {},
    { stdout, stderr },
    {
      workingFolder: '/work folder',
      home: '/home/somebody',
      clock: () => new Date('2026-11-22T23:54:38.123Z'),
      now: () => 0,
      signals: new EventEmitter(),
      gitContext: async () => ({ workflow: false, branch: 'main' }),
      openStore: async (location, { create, ...rest }) => {
        opened.push({ location, create })
        storeOptions = rest
        return store
      },
      ...options.host
    }
  )
  return { code, stdout: stdout.text, stderr: stderr.text, store, opened }
}
