/** How the store tells what it does, without knowing who listens. */

export interface ProgressEvent {
  readonly phase: 'save' | 'restore' | 'copy' | 'verify' | 'repair'
  /** Files done so far. */
  readonly files: number
  /** Bytes done so far. */
  readonly bytes: number
  /** Undefined where it is not known (a save that is still walking, a copy of many versions). */
  readonly totalFiles?: number
  readonly totalBytes?: number
}

export type ProgressListener = (event: ProgressEvent) => void

export interface Logger {
  warn(message: string): void
  info(message: string): void
}

export const silentLogger: Logger = { warn: () => undefined, info: () => undefined }
