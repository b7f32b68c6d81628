import { homedir } from 'node:os'
import { gitContext, openStorageAt, type SignalSource } from '../doors/index.js'
import { openStore } from '../store/index.js'
import type { ArtifactStore, RunContext, StoreOptions, WorkerOptions } from '../store/types.js'

/** What the command line takes from the machine, given so that tests can stand in for it. */
export interface CliHost {
  /** The folder that relative paths start at. */
  readonly workingFolder: string
  readonly home: string
  readonly clock: () => Date
  /** Milliseconds that only grow. */
  readonly now: () => number
  readonly signals: SignalSource
  /** What git knows of the working folder. */
  readonly gitContext: (folder: string) => Promise<RunContext>
  readonly openStore: (location: string, options: StoreOptions & { readonly create: boolean }) => Promise<ArtifactStore>
  /** Worker threads: a bundle names itself as their entry. */
  readonly workers: WorkerOptions
}

/** This process on this machine. */
export const machine = (): CliHost => ({
  workingFolder: process.cwd(),
  home: homedir(),
  clock: () => new Date(),
  now: () => performance.now(),
  signals: process,
  gitContext,
  openStore: async (location, { create, ...options }) => openStore(await openStorageAt(location, { create }), options),
  workers: {}
})
