/** Which of the things that one bundle is, it is started as. */
export type Door = 'worker' | 'action' | 'cli'

export interface Start {
  readonly isMainThread: boolean
  /** What follows the script's path. */
  readonly arguments: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * A thread that the bundle started from itself is a worker. Arguments are for the command line, also in a workflow's
 * `run:` step. A runner gives none, and sets a variable for every input that `action.yml` declares, empty ones too.
 */
export function chooseDoor(start: Start): Door {
  if (!start.isMainThread) return 'worker'
  if (start.arguments.length > 0) return 'cli'
  return start.env['INPUT_MODE'] === undefined ? 'cli' : 'action'
}
