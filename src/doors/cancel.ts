import { ArtifactStoreError, isStoreError } from '../errors.js'

/** What {@link listenForCancel} needs of `process`. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown
}

export interface Cancellation {
  /** Aborted by the first signal, with an `ArtifactStoreError` `CANCELLED` as its reason. */
  readonly signal: AbortSignal
  /** The process signal that came first, or undefined. */
  cancelledBy(): NodeJS.Signals | undefined
  /**
   * Stops listening: from then on a signal kills as it does by default. After a cancellation it listens on: the process
   * is about to end by itself, with its own exit code.
   */
  dispose(): void
}

/** What a shell reports of a command that Ctrl-C ended. */
export const EXIT_CANCELLED = 130

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Turns the signals that ask a process to stop into an abort.
 *
 * A runner cancels with SIGINT, sends SIGTERM 7.5 s later and kills 2.5 s after that; a person presses Ctrl-C twice. The
 * later signals are listened to and ignored, so that they do not cut off the clean-up that the first one started.
 */
export function listenForCancel(
  source: SignalSource,
  onCancel: (signal: NodeJS.Signals) => void = () => undefined
): Cancellation {
  const controller = new AbortController()
  let first: NodeJS.Signals | undefined
  const listener = (signal: NodeJS.Signals): void => {
    if (first !== undefined) return
    first = signal
    onCancel(signal)
    controller.abort(new ArtifactStoreError('CANCELLED', `cancelled by ${signal}`))
  }
  for (const name of SIGNALS) source.on(name, listener)
  return {
    signal: controller.signal,
    cancelledBy: () => first,
    dispose: () => {
      if (first !== undefined) return
      for (const name of SIGNALS) source.off(name, listener)
    }
  }
}

/**
 * What is told of a run that was cancelled. Whatever broke because of the signal is no failure of its own; but what was
 * done before and stays is told, by an error that was made of the cancellation.
 */
export function cancelFailure(signal: AbortSignal, error: unknown): unknown {
  const cause = isStoreError(error, 'CANCELLED') ? error.cause : undefined
  return isStoreError(cause, 'CANCELLED') && cause !== signal.reason ? error : signal.reason
}
