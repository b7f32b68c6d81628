/** What repair did, or would do, as text and as JSON: as verify's. */
import type { JsonObject } from '../types.js'
import { affectedToJson, affectedToLines, findingToJson } from '../verifying/render.js'
import type { Repair, RepairOutcome, RepairResult } from './types.js'

export function repairToJson(result: RepairResult): JsonObject {
  return { ...result, repairs: result.repairs.map(oneToJson) }
}

function oneToJson({ finding, outcome, message, remaining }: Repair): JsonObject {
  return { finding: findingToJson(finding), outcome, message, remaining: remaining.map(affectedToJson) }
}

/** How an outcome is called: of a run that applied, and of one that only looked. */
const WORDS: Readonly<Record<RepairOutcome, readonly [applied: string, planned: string]>> = {
  healed: ['healed', 'can be healed'],
  partly: ['partly healed', 'can be healed in part'],
  unhealed: ['not healed', 'cannot be healed'],
  left: ['left', 'left']
}

/** Lines: each damage with what became of it and what it hits still, and how many there were of each. */
export function repairToText(result: RepairResult): string {
  const lines = result.repairs.flatMap(({ finding, outcome, message, remaining }) => [
    `${WORDS[outcome][result.applied ? 0 : 1]}: ${finding.message}`,
    `  ${message}`,
    ...affectedToLines(remaining, remaining.length)
  ])
  return [...lines, repairSummary(result)].map((line) => `${line}\n`).join('')
}

/** One line. */
export function repairSummary({ applied, repairs }: RepairResult): string {
  if (repairs.length === 0) return 'Nothing is damaged'
  const counts = (Object.keys(WORDS) as RepairOutcome[]).flatMap((outcome) => {
    const count = repairs.filter((repair) => repair.outcome === outcome).length
    return count === 0 ? [] : [`${count} ${WORDS[outcome][applied ? 0 : 1]}`]
  })
  const objects = repairs.length === 1 ? '1 object' : `${repairs.length} objects`
  return `Of ${objects}: ${counts.join(', ')}`
}
