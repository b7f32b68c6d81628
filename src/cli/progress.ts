import cliProgress from 'cli-progress'
import { formatBytes, formatCount, plural } from '../doors/index.js'
import type { ProgressEvent, ProgressListener } from '../store/reporting.js'
import type { OutputStream } from './streams.js'

/** Progress that is on its way to a stream, until it is stopped. */
export interface ShownProgress {
  readonly listener: ProgressListener
  /** Clears a bar, so that what is written next starts on a clean line. Safe to call twice. */
  stop(): void
}

/** Between plain lines, milliseconds. Short work shows none. */
const LINE_INTERVAL = 5000

/**
 * A bar on a terminal, a plain line every few seconds elsewhere: logs keep every line, so few are enough.
 * @param options.quiet no plain lines (a bar is shown all the same: who looks at a terminal sees it)
 * @param options.now milliseconds that only grow
 */
export function showProgress(
  stream: OutputStream,
  options: { readonly quiet: boolean; readonly now: () => number }
): ShownProgress {
  if (stream.isTTY === true) return barProgress(stream)
  if (options.quiet) return { listener: () => undefined, stop: () => undefined }
  return lineProgress(stream, options.now)
}

function lineProgress(stream: OutputStream, now: () => number): ShownProgress {
  let last = now()
  return {
    listener: (event) => {
      const time = now()
      if (time - last < LINE_INTERVAL) return
      last = time
      stream.write(`${describeProgress(event)}\n`)
    },
    stop: () => undefined
  }
}

function barProgress(stream: OutputStream): ShownProgress {
  let latest: ProgressEvent | undefined
  const bar = new cliProgress.SingleBar({
    stream,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 24,
    fps: 10,
    // The program has its own way to end on a signal.
    gracefulExit: false,
    format: (options, parameters) => {
      if (latest === undefined) return ''
      const drawn =
        latest.totalBytes === undefined ? '' : `${cliProgress.Format.BarFormat(parameters.progress, options)} `
      return `${drawn}${describeProgress(latest)}`
    },
    barCompleteChar: '█',
    barIncompleteChar: '░'
  })
  let started = false
  return {
    listener: (event) => {
      latest = event
      if (!started) {
        started = true
        bar.start(1, 0)
      }
      bar.setTotal(Math.max(1, event.totalBytes ?? 0))
      bar.update(Math.min(event.bytes, event.totalBytes ?? 0))
    },
    stop: () => {
      if (started) bar.stop()
      started = false
    }
  }
}

const VERBS = {
  save: 'Saving',
  restore: 'Restoring',
  copy: 'Copying',
  verify: 'Verifying',
  repair: 'Repairing'
} as const

/** `Saving: 12 of 40 files, 1.0 MiB of 2.0 MiB`, the totals where they are known. */
export function describeProgress({ phase, files, bytes, totalFiles, totalBytes }: ProgressEvent): string {
  const verb = VERBS[phase]
  const counted =
    totalFiles === undefined ? plural(files, 'file') : `${formatCount(files)} of ${plural(totalFiles, 'file')}`
  const weighed = totalBytes === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`
  return `${verb}: ${counted}, ${weighed}`
}
