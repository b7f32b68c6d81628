/** Which versions are looked at: `where`, as far as it needs more than the records. */
import { parseCondition, type Condition } from './conditions.js'
import type { VersionMetadata } from './types.js'

export interface VersionFilter {
  /** Whether {@link matches} wants to be told of notes. */
  readonly readsNotes: boolean
  matches(version: VersionMetadata): boolean
}

export const everyVersion: VersionFilter = { readsNotes: false, matches: () => true }

/** @throws ArtifactStoreError `INVALID_INPUT` that points at the place. */
export function parseWhere(where: string | undefined): Condition | undefined {
  return where === undefined || where.trim() === ''
    ? undefined
    : parseCondition(where, { input: 'where', allowBase: false })
}

/** Whether a condition speaks of what notes may add. */
export function readsNotes(condition: Condition): boolean {
  return condition.fields().some((field) => /^(?:base\.)?(?:params|metrics|metadata)\b/.test(field))
}

export function readsAliases(condition: Condition): boolean {
  return condition.fields().some((field) => /^(?:base\.)?aliases\b/.test(field))
}
