import type { KnownSecrets } from './known-secrets.js'
import { scrubShapes } from './shapes.js'

/** Text for a log or for people, with `***` in the place of each secret: those that are known, and those by shape. */
export function scrubSecrets(text: string, known: KnownSecrets): string {
  return scrubShapes(known.scrub(text))
}
