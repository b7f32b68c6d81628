/** Lets operations that run at once make their calls to the storage one by one, in an order that is given. */
import type { Storage } from '../../src/storage/index.js'
import { observed } from '../store/support.js'

export class Turns {
  /** By operation, what lets its calls that wait go on. */
  private readonly waiting = new Map<number, (() => void)[]>()
  private readonly running = new Set<number>()
  private notify: () => void = () => undefined

  /** A storage each of whose calls waits for its turn. */
  wrap(id: number, inner: Storage): Storage {
    this.waiting.set(id, [])
    return observed(
      inner,
      async () =>
        await new Promise<void>((resolve) => {
          this.waiting.get(id)!.push(resolve)
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
    this.waiting.get(id)!.shift()?.()
    await this.untilItWaits(id)
  }

  private async untilItWaits(id: number): Promise<void> {
    while (this.running.has(id) && this.waiting.get(id)!.length === 0) {
      await new Promise<void>((resolve) => (this.notify = resolve))
    }
  }
}
