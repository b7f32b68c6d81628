/** Lets operations that run at once make their calls to the storage one by one, in an order that is given. */
import type { Storage } from '../../src/storage/index.js'
import { observed, type Call } from '../store/support.js'

export class Turns {
  /** By operation, what lets its calls that wait go on. */
  private readonly waiting = new Map<number, { readonly call: Call; readonly goOn: () => void }[]>()
  private readonly running = new Set<number>()
  private notify: () => void = () => undefined

  /** A storage each of whose calls waits for its turn. */
  wrap(id: number, inner: Storage): Storage {
    this.waiting.set(id, [])
    return observed(
      inner,
      async (call) =>
        await new Promise<void>((resolve) => {
          this.waiting.get(id)!.push({ call, goOn: resolve })
          this.notify()
        })
    )
  }

  /** @param ended resolves or rejects when the operation is over. */
  watch(id: number, ended: Promise<unknown>): void {
    this.running.add(id)
    const over = (): void => {
      this.running.delete(id)
      this.notify()
    }
    ended.then(over, over)
  }

  isRunning(id: number): boolean {
    return this.running.has(id)
  }

  /** Lets one call of an operation be made, when there is one; returns when it waits for the next or is over. */
  async next(id: number): Promise<void> {
    await this.untilItWaits(id)
    this.waiting.get(id)!.shift()?.goOn()
    await this.untilItWaits(id)
  }

  /** The call that an operation is about to make; undefined where it is over. */
  async about(id: number): Promise<Call | undefined> {
    await this.untilItWaits(id)
    return this.waiting.get(id)![0]?.call
  }

  private async untilItWaits(id: number): Promise<void> {
    while (this.running.has(id) && this.waiting.get(id)!.length === 0) {
      await new Promise<void>((resolve) => (this.notify = resolve))
    }
  }
}
