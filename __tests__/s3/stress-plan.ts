/** What the processes of the stress test and the test itself agree on. */
import { noise, type Tree } from '../support/trees.js'

/** What a process is told as its only argument, as JSON. */
export interface WorkerTask {
  readonly worker: number
  readonly role: 'writer' | 'reader'
  readonly endpoint: string
  readonly bucket: string
  readonly prefix: string
  /** The file to which every save that succeeded is appended, a line of JSON each, before anything else is done. */
  readonly reports: string
  /** A folder of its own. */
  readonly scratch: string
}

export interface Report {
  readonly name: string
  readonly number: number
  readonly created: boolean
  /** What was saved: {@link stressTree} makes it again. */
  readonly seed: string
  readonly label?: string
  readonly alias?: string
}

/** What a process prints at its end, as JSON. */
export interface Summary {
  readonly worker: number
  readonly saves: number
  readonly restores: number
  /** Saves that were refused their label, as all but one must be. */
  readonly refusals: readonly string[]
  /** Everything else that went wrong: nothing may. */
  readonly problems: readonly string[]
}

/** Most of all that happens is about the first. */
export const NAMES = ['model', 'model', 'model', 'model', 'model', 'model', 'data/en', 'report'] as const
export const ALIASES = ['candidate', 'production'] as const
export const LABELS = 12
export const REFUSAL = /^version: the label '[^']+' of \S+ is (taken by v\d+, saved at|reserved by another save)/

/** A small tree: what is its own, what all have, and what changes places. */
export function stressTree(seed: string): Tree {
  const rows = Number.parseInt(seed.slice(-1), 36) || 0
  return {
    'who.txt': seed,
    'data/own.bin': noise(seed, 2000 + 500 * rows),
    'data/shared.bin': noise('shared', 80_000),
    [`data/rows-${rows}.csv`]: `row ${seed}\n`.repeat(20),
    latest: { link: 'data/own.bin' }
  }
}
