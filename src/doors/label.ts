/**
 * The label that `version` asks for: `auto` is none (the number names the version), `timestamp` is the time in UTC,
 * anything else is the label itself.
 */
export function labelFor(version: string, now: Date): string | undefined {
  if (version === 'auto') return undefined
  // A colon is not allowed in a label. Milliseconds, since a label can be taken once only.
  if (version === 'timestamp') return now.toISOString().replaceAll(':', '-')
  return version
}
