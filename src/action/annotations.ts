import type { Runner } from './runner.js'
import { plural } from '../doors/index.js'

/** The runner shows ten annotations of a kind a step and silently drops the rest. */
export const MAX_ANNOTATIONS = 10

/**
 * Warnings as annotations, each once, never more than the runner shows: the rest goes to the log alone, and the last
 * annotation counts it.
 */
export class Warnings {
  readonly #runner: Runner
  readonly #seen = new Set<string>()

  constructor(runner: Runner) {
    this.#runner = runner
  }

  warn(message: string): void {
    if (this.#seen.has(message)) return
    this.#seen.add(message)
    if (this.#seen.size < MAX_ANNOTATIONS) this.#runner.annotate('warning', message)
    else this.#runner.info(`Warning: ${message}`)
  }

  /** To be called once, at the end. */
  flush(): void {
    const unshown = this.#seen.size - (MAX_ANNOTATIONS - 1)
    if (unshown > 0) this.#runner.annotate('warning', `${plural(unshown, 'more warning')}: see the log of this step`)
  }
}
