/** A run: a new store, random commands, and a look at all of it at the end. The seed decides everything. */
import { rmSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import { walkTree } from '../../src/files/index.js'
import { createMemoryStorage, type Storage } from '../../src/storage/index.js'
import { StoreContext } from '../../src/store/context.js'
import { openStore } from '../../src/store/index.js'
import { Random } from '../fuzz/random.js'
import { commands } from './commands.js'

import { makeTrees, type PooledTree } from './trees.js'
import { World, type Plant, type Settings } from './world.js'

/** Simulated days that a run covers, at the least. */
export const DAYS = 14

const settings: fc.Arbitrary<Settings> = fc.record({
  skew: fc.constantFrom(0, 0, 40 * 60_000, -3 * 3_600_000, 5 * 86_400_000, -9 * 86_400_000),
  grain: fc.constantFrom(1, 1, 2000, 60_000),
  graceDays: fc.constantFrom(1, 1, 2, 7, undefined)
})

export interface RunOptions {
  readonly seed: number
  /** That of fast-check, to go straight to what failed. */
  readonly path?: string
  readonly replayPath?: string
  readonly maxCommands: number
  readonly numRuns: number
  /** The storage, by whose clock it is the time that is told. Default: one in memory. */
  readonly open?: (now: () => Date) => Promise<Storage>
  /** A bug that is to be found, in each run anew. */
  readonly plant?: () => Plant
  readonly log?: (line: string) => void
  /** Whether what fails is made smaller. */
  readonly shrinks?: boolean
}

export interface RunResult {
  readonly operations: number
  readonly days: number
  readonly runs: number
  /** What is wrong, and how to see it again; undefined where nothing is. */
  readonly failure: string | undefined
}

export class Runs {
  private readonly folder: string
  private readonly trees: readonly PooledTree[]
  private readonly treeByDigest = new Map<string, number>()
  private places = 0

  /** @param folder for trees, and for what is restored. */
  constructor(folder: string) {
    this.folder = folder
    this.trees = makeTrees(path.join(folder, 'trees'))
  }

  /** Learns the digests of the trees: they are the same in every store. */
  async prepare(): Promise<void> {
    const store = openStore(createMemoryStorage(), { workers: { count: 0 } })
    for (const [at, { folder }] of this.trees.entries()) {
      const { version } = await store.save({ name: 'tree', source: walkTree({ folder, symlinks: 'preserve' }) })
      this.treeByDigest.set(version.digest, at)
    }
  }

  async run(options: RunOptions): Promise<RunResult> {
    const { seed, maxCommands, numRuns, log } = options
    let operations = 0
    let days = 0
    let runs = 0
    const property = fc.asyncProperty(
      settings,
      fc.nat(),
      fc.commands(commands, {
        maxCommands,
        size: 'max',
        ...(options.replayPath === undefined ? {} : { replayPath: options.replayPath })
      }),
      async (chosen, chance, list) => {
        const giveBack = seedNonces(chance)
        const folder = path.join(this.folder, `run ${++this.places}`)
        const world = new World({
          settings: chosen,
          trees: this.trees,
          treeByDigest: this.treeByDigest,
          folder,
          ...(options.plant === undefined ? {} : { plant: options.plant() }),
          ...(log === undefined ? {} : { log })
        })
        log?.(`run of ${JSON.stringify(chosen)}`)
        try {
          await world.begin((await options.open?.(world.now)) ?? createMemoryStorage({ clock: world.now }))
          await fc.asyncModelRun(() => ({ model: world.model, real: world }), list)
          await world.end(DAYS)
        } finally {
          giveBack()
          operations += world.operations
          days += world.days
          runs++
          rmSync(folder, { recursive: true, force: true })
        }
      }
    )
    const details = await fc.check(property, {
      seed,
      numRuns,
      endOnFailure: options.shrinks !== true,
      ...(options.path === undefined ? {} : { path: options.path })
    })
    if (!details.failed) return { operations, days, runs, failure: undefined }
    const told = fc.stringify(details.counterexample)
    const replay = /replayPath="([^"]*)"/.exec(told)?.[1] ?? ''
    const again = `RANDOM_SEED=${seed} RANDOM_PATH=${details.counterexamplePath ?? ''} RANDOM_REPLAY='${replay}'`
    const failure = `${again} npm run test:random\n${String(details.errorInstance)}\n${told}`
    return { operations, days, runs, failure }
  }
}

/** What is by chance in an operation is by the seed: names of packs, and which old bytes are looked at. */
function seedNonces(seed: number): () => void {
  const random = new Random(seed)
  const nonce = StoreContext.prototype.nonce
  StoreContext.prototype.nonce = () => Array.from({ length: 32 }, () => random.below(16).toString(16)).join('')
  return () => {
    StoreContext.prototype.nonce = nonce
  }
}
