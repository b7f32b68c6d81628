/** Where the command line writes; `process` fits, and so does what a test collects. */
export interface OutputStream extends NodeJS.WritableStream {
  readonly isTTY?: boolean
  readonly columns?: number
}

export interface CliStreams {
  /** Results only. */
  readonly stdout: OutputStream
  /** Progress, warnings and errors. */
  readonly stderr: OutputStream
}
