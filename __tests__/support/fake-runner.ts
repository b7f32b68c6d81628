import type { AnnotationKind, Runner } from '../../src/action/runner.js'

/** A runner that remembers what it was told. */
export class FakeRunner implements Runner {
  readonly log: string[] = []
  readonly debugLog: string[] = []
  readonly annotations: [AnnotationKind, string][] = []
  readonly masked: string[] = []
  readonly outputs: Record<string, string> = {}
  summary = ''
  /** Set to make the summary fail. */
  summaryError: Error | undefined
  readonly #inputs: Readonly<Record<string, string>>

  constructor(inputs: Readonly<Record<string, string>> = {}) {
    this.#inputs = inputs
  }

  input = (name: string): string => (this.#inputs[name] ?? '').trim()

  info(message: string): void {
    this.log.push(message)
  }

  maskSecret(text: string): void {
    this.masked.push(text)
  }

  debug(message: string): void {
    this.debugLog.push(message)
  }

  annotate(kind: AnnotationKind, message: string): void {
    this.annotations.push([kind, message])
  }

  setOutput(name: string, value: string): void {
    this.outputs[name] = value
  }

  async appendSummary(markdown: string): Promise<void> {
    if (this.summaryError !== undefined) throw this.summaryError
    this.summary += markdown
  }

  warnings(): string[] {
    return this.annotations.filter(([kind]) => kind === 'warning').map(([, message]) => message)
  }
}
