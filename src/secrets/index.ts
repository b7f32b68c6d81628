/**
 * Secrets: what must not be recorded. Those that a process knows, by their values, and those that show by their shape.
 * Pure: texts in, an answer out.
 */
export { KnownSecrets } from './known-secrets.js'
export { scrubSecrets } from './scrub.js'
export { findSecret, type FoundSecret, type Searched } from './search.js'
export { secretShapeIn } from './shapes.js'
