/** What the suites of pruning share: a store whose time is moved by days, and looks at what is left of it. */
import type { PruneResult, RetentionRules, SaveRequest } from '../../../src/store/index.js'
import { packKey, versionKey } from '../../../src/store/layout.js'
import type { MemoryStorage } from '../../../src/storage/index.js'
import { isGone, keys, memoryStore, noise, packsIn, recordOf, save, tree, type TestStore } from '../support.js'

export type Objects = MemoryStorage['objects']

export const DAY = 24 * 60 * 60
/** G and C of the store, in seconds. */
export const GRACE = 7 * DAY
export const SKEW = 60 * 60

/** A folder whose content no other one shares: a version of it has packs of its own. */
export function contentOf(seed: number, size = 20_000): string {
  return tree({ 'data.bin': noise(size, seed) })
}

export interface Made {
  readonly test: TestStore
  /** By number, from 1 on. */
  readonly folders: readonly string[]
}

/** A store with some versions of `model` that share nothing, one a day. */
export async function versions(count: number, request: (number: number) => Partial<SaveRequest> = () => ({})) {
  const test = memoryStore()
  const folders = ['']
  for (let number = 1; number <= count; number++) {
    folders.push(contentOf(number))
    await save(test.store, folders[number], request(number))
    test.clock.advance(DAY)
  }
  return { test, folders } satisfies Made
}

export async function prune(test: TestStore, rules: RetentionRules = {}, name?: string): Promise<PruneResult> {
  return await test.store.prune({ rules, dryRun: false, ...(name === undefined ? {} : { name }) })
}

export function removedOf(result: PruneResult, name = 'model'): number[] {
  return result.artifacts.find((artifact) => artifact.name === name)!.removed.map(({ number }) => number)
}

export function livingNumbers(objects: Objects, name = 'model'): number[] {
  return keys(objects, `artifacts/${name}/versions/`)
    .map((key) => Number(key.slice(-15, -5)))
    .filter((number) => !isGone(objects, name, number))
}

/** Versions whose packs are all there. */
export function wholeNumbers(objects: Objects, name = 'model'): number[] {
  return keys(objects, `artifacts/${name}/versions/`)
    .map((key) => Number(key.slice(-15, -5)))
    .filter((number) => recordOf(objects, number, name).packs.every(({ pack }) => objects.has(packKey(pack))))
}

export function packsOf(objects: Objects, number: number, name = 'model'): string[] {
  return recordOf(objects, number, name).packs.map(({ pack }) => pack)
}

/** Everything but time: what a dry run must leave as it is. */
export function contents(objects: Objects): Record<string, string> {
  return Object.fromEntries([...objects].map(([key, { bytes }]) => [key, Buffer.from(bytes).toString('latin1')]))
}

export { isGone, keys, packsIn, recordOf, save, versionKey }
