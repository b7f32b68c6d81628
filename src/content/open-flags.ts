import { constants } from 'node:fs'

/** A flag of `open`, or 0 on a platform that has it not (Windows). */
export function openFlag(name: 'O_NOFOLLOW' | 'O_NONBLOCK'): number {
  const flags: Readonly<Record<string, number | undefined>> = constants
  return flags[name] ?? 0
}
