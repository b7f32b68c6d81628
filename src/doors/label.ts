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

/**
 * What an unchanged save does where it was not said: reuses the newest version, unless a label was asked for. Who gives
 * a label wants to restore by it, so there must be a version that carries it; it shares all of its bytes.
 */
export function ifUnchangedFor(version: string, given: 'reuse' | 'new' | undefined): 'reuse' | 'new' {
  return given ?? (version === 'auto' || version === 'timestamp' ? 'reuse' : 'new')
}
