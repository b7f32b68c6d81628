/** Checks that throw with words, so that a sweep can tell of every point that fails and not only of the first. */
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { Ended } from '../support/processes.js'

export function truthy(what: string, value: boolean): void {
  if (!value) throw new Error(`not so: ${what}`)
}

export function equal(what: string, actual: unknown, expected: unknown): void {
  if (isDeepStrictEqual(actual, expected)) return
  throw new Error(`${what}: ${JSON.stringify(actual)}\n    instead of ${JSON.stringify(expected)}`)
}

/** The process failed with one line that names a file (below `folder`, or `file` itself) and the system's error. */
export function told(ended: Ended, folder: string, file: string, code: string): void {
  equal('how it ended', [ended.code, ended.stdout], [1, ''])
  truthy(`one message: ${ended.stderr}`, /^artifact-store: [^\n]+\n$/.test(ended.stderr))
  const names = [folder, `'${path.basename(file)}'`]
  truthy(
    `the message names a file: ${ended.stderr}`,
    names.some((name) => ended.stderr.includes(name))
  )
  const reason = {
    ENOSPC: /\(ENOSPC\)|the disk of the destination is full/,
    EDQUOT: /\(EDQUOT\)|the disk quota of the destination is used up/
  }[code]
  truthy(`the message says why: ${ended.stderr}`, (reason ?? /\bEIO\b/).test(ended.stderr))
}

/** The process stopped because it was asked to, and said so. */
export function cancelled(ended: Ended): void {
  equal('how it ended', [ended.code, ended.stdout], [130, ''])
  equal('what it said', ended.stderr, 'artifact-store: stopping …\nartifact-store: cancelled by SIGINT\n')
}

/** What is said where there is a version, and its signature is left out. */
export const UNSIGNED = ' is saved, but it is not signed: '

/** As above, once there is a version that lacks only its signature. */
export function cancelledUnsigned(ended: Ended): void {
  equal('how it ended', [ended.code, ended.stdout], [130, ''])
  truthy(`it says what is done: ${ended.stderr}`, ended.stderr.includes(UNSIGNED))
}
