import type { Runner } from './runner.js'
import { formatBytes, formatCount, plural } from '../doors/index.js'
import type { ProgressEvent, ProgressListener } from '../store/reporting.js'

export const PROGRESS_INTERVAL_MS = 5000

/** Calls back again and again until the function that it returns is called. */
export type Repeat = (callback: () => void, milliseconds: number) => () => void

/** Does not keep the process alive. */
export const repeatUnreferenced: Repeat = (callback, milliseconds) => {
  const timer = setInterval(callback, milliseconds)
  timer.unref()
  return () => clearInterval(timer)
}

export interface ProgressLines {
  readonly listener: ProgressListener
  stop(): void
}

/** A line in the log every five seconds while work goes on: short work prints none. */
export function startProgressLines(runner: Runner, repeat: Repeat): ProgressLines {
  let latest: ProgressEvent | undefined
  const stop = repeat(() => {
    if (latest !== undefined) runner.info(describeProgress(latest))
  }, PROGRESS_INTERVAL_MS)
  return {
    listener: (event) => {
      latest = event
    },
    stop
  }
}

const VERBS = { save: 'Read', restore: 'Restored', copy: 'Copied', verify: 'Verified', repair: 'Examined' } as const

/** `Saved 1,200 of 3,000 files, 1.2 of 4 GiB (30 %)`. */
export function describeProgress(event: ProgressEvent): string {
  const { files, bytes, totalFiles, totalBytes } = event
  const verb = VERBS[event.phase]
  const fileCount =
    totalFiles === undefined ? plural(files, 'file') : `${formatCount(files)} of ${plural(totalFiles, 'file')}`
  if (totalBytes === undefined) return `${verb} ${fileCount}, ${formatBytes(bytes)}`
  const percent = totalBytes === 0 ? 100 : Math.floor((bytes / totalBytes) * 100)
  return `${verb} ${fileCount}, ${formatBytes(bytes)} of ${formatBytes(totalBytes)} (${percent} %)`
}
