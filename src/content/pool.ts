/**
 * Where tasks run: inline while there is little to do (a report of twelve files should not wait for threads to
 * start), on worker threads from then on.
 */
import { Worker } from 'node:worker_threads'
import { ArtifactStoreError } from '../errors.js'
import { createTaskContext, runTask, type Task, type TaskContext, type TaskResults } from './tasks.js'
import type { TaskAnswer, TaskMessage } from './worker.js'

export interface PoolOptions {
  /** Worker threads; 0 runs everything inline. */
  readonly count: number
  /** The module that the threads run: `worker.js`, or a bundle that leads there. */
  readonly entry: URL
}

/** Bytes of work that are done inline before threads are started: they take about as long to start. */
const INLINE_BYTES = 16 * 1024 * 1024

interface Thread {
  readonly worker: Worker
  readonly waiting: Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void; cost: number }>
  /** Bytes of work that it was given and has not done. */
  load: number
  failure?: Error
}

export class TaskPool {
  private readonly options: PoolOptions
  private threads: Thread[] | undefined
  private inlineBytes = 0
  private nextId = 1
  private nextFile = 1
  private readonly inline: TaskContext = createTaskContext()
  /** Which thread has the running hash of a file; `undefined` is this one. */
  private readonly homes = new Map<number, Thread | undefined>()

  constructor(options: PoolOptions) {
    this.options = options
  }

  /**
   * Runs a task where there is least to do.
   * @param cost bytes that the task works on.
   * @param transfer buffers that the task may keep: the caller loses them.
   */
  async run<T extends Task>(task: T, cost: number, transfer: ArrayBuffer[] = []): Promise<TaskResults[T['type']]> {
    const thread = this.pick(cost)
    if (thread === undefined) return runTask(task, this.inline)
    return await this.send(thread, task, cost, transfer)
  }

  /**
   * A number for the running hash of a file: its own, since several saves may use one pool.
   * @param size bytes of the whole file. All of its hash is made in one place, so that is chosen by the whole: by its
   *   first block a large file would look small, and keep this thread busy to its end.
   */
  newFile(size = 0): number {
    const file = this.nextFile++
    this.homes.set(file, this.pick(size))
    return file
  }

  /**
   * Adds bytes to the running hash of a file; calls for one file are done in order.
   * @param transfer buffers that the hash may keep: the caller loses them.
   */
  async updateHash(file: number, bytes: Uint8Array, transfer: ArrayBuffer[] = []): Promise<void> {
    await this.runAtHome(file, { type: 'hash-update', file, bytes }, bytes.length, transfer)
  }

  /** The SHA-256 of all that was added for the file. */
  async finishHash(file: number): Promise<Uint8Array> {
    const digest = await this.runAtHome(file, { type: 'hash-finish', file }, 0)
    this.homes.delete(file)
    return digest
  }

  /** Forgets the running hash of a file that was given up; nothing where it was finished. Never throws. */
  async dropHash(file: number): Promise<void> {
    if (this.homes.has(file)) await this.finishHash(file).catch(() => undefined)
  }

  /** Makes every thread close the files that it keeps open for writing, after all tasks that it has. */
  async reset(): Promise<void> {
    runTask({ type: 'reset' }, this.inline)
    await Promise.all((this.threads ?? []).map((thread) => this.send(thread, { type: 'reset' }, 0, [])))
  }

  async close(): Promise<void> {
    const threads = this.threads ?? []
    this.threads = []
    runTask({ type: 'reset' }, this.inline)
    await Promise.all(threads.map((thread) => thread.worker.terminate()))
  }

  private async runAtHome<T extends Task>(
    file: number,
    task: T,
    cost: number,
    transfer: ArrayBuffer[] = []
  ): Promise<TaskResults[T['type']]> {
    const home = this.homes.get(file)
    return home === undefined ? runTask(task, this.inline) : await this.send(home, task, cost, transfer)
  }

  private pick(cost: number): Thread | undefined {
    if (this.options.count === 0) return undefined
    if (this.threads === undefined) {
      this.inlineBytes += cost
      if (this.inlineBytes <= INLINE_BYTES) return undefined
      this.threads = Array.from({ length: this.options.count }, () => this.start())
    }
    return this.threads.reduce<Thread | undefined>(
      (least, thread) => (least === undefined || thread.load < least.load ? thread : least),
      undefined
    )
  }

  private start(): Thread {
    const worker = new Worker(this.options.entry, {
      // Threads hold little but buffers; a small young generation keeps the process small.
      resourceLimits: { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 128 },
      // Execution flags of the parent (a loader, a debugger) are not the threads' business.
      execArgv: [],
      stdin: false
    })
    const thread: Thread = { worker, waiting: new Map(), load: 0 }
    worker.on('message', (answer: TaskAnswer) => {
      const waiting = thread.waiting.get(answer.id)
      if (waiting === undefined) return
      thread.waiting.delete(answer.id)
      thread.load -= waiting.cost
      // A thread without work must not keep the process alive.
      if (thread.waiting.size === 0) worker.unref()
      if ('error' in answer) waiting.reject(reviveError(answer.error))
      else waiting.resolve(answer.value as never)
    })
    const fail = (error: Error): void => {
      thread.failure = error
      for (const waiting of thread.waiting.values()) waiting.reject(error)
      thread.waiting.clear()
    }
    worker.on('error', fail)
    worker.on('exit', (code) => {
      if (thread.failure === undefined) fail(new Error(`a worker thread ended (exit code ${code})`))
    })
    worker.unref()
    return thread
  }

  private async send<T extends Task>(
    thread: Thread,
    task: T,
    cost: number,
    transfer: ArrayBuffer[]
  ): Promise<TaskResults[T['type']]> {
    return await new Promise<TaskResults[T['type']]>((resolve, reject) => {
      if (thread.failure !== undefined) {
        reject(thread.failure)
        return
      }
      const id = this.nextId++
      // First, since it throws where a buffer cannot be transferred: then nobody waits for an answer.
      thread.worker.postMessage({ id, task } satisfies TaskMessage, transfer)
      thread.waiting.set(id, { resolve, reject, cost })
      thread.load += cost
      thread.worker.ref()
    })
  }
}

function reviveError(error: {
  code?: ConstructorParameters<typeof ArtifactStoreError>[0]
  message: string
  stack?: string
}): Error {
  if (error.code !== undefined) return new ArtifactStoreError(error.code, error.message)
  const bug = new Error(error.message)
  if (error.stack !== undefined) bug.stack = error.stack
  return bug
}
