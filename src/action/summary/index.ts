/**
 * The job summary: what was saved, restored, recorded, promoted, listed, compared or copied, from where, how well it did,
 * and beside what. docs/SUMMARY.md shows one. Whatever names and values hold, it stays in its place, and the whole below
 * what the runner takes.
 */
import { escapeHtml, paragraph } from './html.js'

export { describeCopy, type CopySummary } from './copy.js'
export { describeDiff, type DiffSummary } from './diff.js'
export { describeList, type ListSummary } from './list.js'
export { describePromote, type PromoteSummary, type Replaced } from './promote.js'
export { describeRecord, type RecordSummary } from './record.js'
export { describeRestore, type RestoreSummary } from './restore.js'
export { describeSave, type SaveSummary } from './save.js'
export { SUMMARY_MAXIMUM } from './sections.js'
export { lineageOf, replacedBy, surroundingsOf, type Surroundings } from './surroundings.js'

/** What was looked for and not found, where that is no error. */
export function describeMiss(message: string): string {
  return paragraph(escapeHtml(message))
}
