/** Gives hostile stores to a thread, and watches how long it takes and how much memory. */
import { Worker } from 'node:worker_threads'
import type { Objects } from './base.js'
import type { Verdict } from './judge.js'
import type { Mutation } from './mutations.js'
import type { Plant } from './plants.js'

/** A single operation on one of these small stores; generous, for a machine that does other things as well. */
const DEADLINE_MS = 30_000
/** The process may grow by so much during one input: a bomb is a gigabyte. */
const GROWTH_BYTES = 640 * 1024 * 1024
const HEAP_MIB = 256

interface Message {
  readonly ready?: Iterable<[string, { bytes: Uint8Array; modifiedAt: Date }]>
  readonly started?: string
  readonly verdict?: Verdict
  readonly broken?: string
}

export class Runner {
  private worker: Worker | undefined
  private readonly plant: Plant | undefined
  private readonly deadlineMs: number

  /** With a bug that is planted, in tests of the runner itself. */
  constructor(plant?: Plant, deadlineMs = DEADLINE_MS) {
    this.plant = plant
    this.deadlineMs = deadlineMs
  }

  /** The store that is mutated. */
  objects: Objects = new Map()

  private async start(): Promise<Worker> {
    if (this.worker !== undefined) return this.worker
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
      workerData: this.plant
    })
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject)
      worker.once('message', ({ ready = [] }: Message) => {
        this.objects = new Map(ready)
        worker.removeListener('error', reject)
        resolve()
      })
    })
    return (this.worker = worker)
  }

  async open(): Promise<void> {
    await this.start()
  }

  async judge(mutations: readonly Mutation[]): Promise<Verdict> {
    const worker = await this.start()
    const before = process.memoryUsage.rss()
    let operation = ''
    let since = performance.now()
    const failed = (what: string): Verdict => ({ failures: [`${operation}: ${what}`], outcomes: {} })
    const verdict = await new Promise<Verdict>((resolve) => {
      const end = (result: Verdict): void => {
        clearInterval(watch)
        worker.off('error', crashed).off('message', heard)
        resolve(result)
      }
      const stop = (what: string): void => {
        this.worker = undefined
        end(failed(what))
        void worker.terminate()
      }
      const watch = setInterval(() => {
        if (performance.now() - since > this.deadlineMs) stop('hangs')
        else if (process.memoryUsage.rss() - before > GROWTH_BYTES) stop('takes more memory than it may')
      }, 20)
      const crashed = (error: Error): void => stop(`ended the thread: ${error.message}`)
      const heard = ({ started, verdict: given, broken }: Message): void => {
        if (started !== undefined) [operation, since] = [started, performance.now()]
        else if (broken !== undefined) stop(`the judge itself failed: ${broken}`)
        else if (given !== undefined) end(given)
      }
      worker.on('error', crashed).on('message', heard)
      worker.postMessage(mutations)
    })
    return verdict
  }

  async close(): Promise<void> {
    const worker = this.worker
    this.worker = undefined
    if (worker === undefined) return
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    worker.postMessage('close')
    await ended
  }
}

/** Drops mutations one by one for as long as what is left still fails. */
export async function shrink(
  mutations: readonly Mutation[],
  fails: (mutations: readonly Mutation[]) => Promise<boolean>
): Promise<readonly Mutation[]> {
  let left = mutations
  for (let at = 0; at < left.length;) {
    const fewer = left.filter((_, index) => index !== at)
    if (fewer.length > 0 && (await fails(fewer))) left = fewer
    else at++
  }
  return left
}
