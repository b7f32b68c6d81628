/**
 * Work that is started side by side and used in order.
 *
 * The first failure ends the pipeline: what was pushed before and not used yet, and what is pushed later, fails with
 * it. No promise of it is ever left without a handler.
 */
export class OrderedPipeline {
  private readonly limit: number
  private readonly onFailure: (error: unknown) => void
  private tail: Promise<void> = Promise.resolve()
  private pending = 0
  private failure: { readonly error: unknown } | undefined
  private roomWanted: (() => void)[] = []

  /**
   * @param limit how many pieces may be under way at once.
   * @param onFailure told once, of the first failure.
   */
  constructor(limit: number, onFailure: (error: unknown) => void) {
    this.limit = limit
    this.onFailure = onFailure
  }

  /**
   * Uses what `produced` gives, after all that was pushed before.
   * @returns `room`: there is room for another piece; `done`: this piece was used.
   */
  push<T>(produced: Promise<T>, use: (value: T) => Promise<void> | void): { room: Promise<void>; done: Promise<void> } {
    produced.catch(() => undefined)
    this.pending++
    const done = this.tail.then(async () => {
      this.throwFailure()
      await use(await produced)
    })
    this.tail = done
      .catch((error: unknown) => {
        this.fail(error)
      })
      .finally(() => {
        this.pending--
        this.wake()
      })
    const room = this.waitForRoom()
    room.catch(() => undefined)
    return { room, done }
  }

  /** Waits for all that was pushed. */
  async drain(): Promise<void> {
    while (this.pending > 0) await this.tail
    this.throwFailure()
  }

  private async waitForRoom(): Promise<void> {
    while (this.pending >= this.limit && this.failure === undefined) {
      await new Promise<void>((resolve) => this.roomWanted.push(resolve))
    }
    this.throwFailure()
  }

  private fail(error: unknown): void {
    if (this.failure !== undefined) return
    this.failure = { error }
    this.onFailure(error)
    this.wake()
  }

  private wake(): void {
    const waiting = this.roomWanted
    this.roomWanted = []
    for (const resume of waiting) resume()
  }

  private throwFailure(): void {
    if (this.failure !== undefined) throw this.failure.error
  }
}
