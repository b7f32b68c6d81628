/** How often a kind of file that did not compress is tried again. */
const RETRY_EVERY = 16
const FAILURES_UNTIL_DOUBT = 4

/**
 * Learns, by the endings of file names, where compressing pays: model weights do not shrink, and finding that out for
 * each of their chunks would cost more than hashing them.
 */
export class CompressionAdvisor {
  private readonly failures = new Map<string, number>()

  /** Whether the next chunk of such a file is worth a try. */
  shouldTry(kind: string): boolean {
    const failures = this.failures.get(kind) ?? 0
    if (failures < FAILURES_UNTIL_DOUBT) return true
    this.failures.set(kind, failures + 1)
    return failures % RETRY_EVERY === 0
  }

  learn(kind: string, paid: boolean): void {
    if (paid) this.failures.set(kind, 0)
    else this.failures.set(kind, (this.failures.get(kind) ?? 0) + 1)
  }
}

/** The kind of a file: the ending of its name, in small letters. */
export function fileKind(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot + 1).toLowerCase()
}
