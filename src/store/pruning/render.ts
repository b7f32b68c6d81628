/** What a prune run did or would do, for people to read, and as JSON. */
import { counted, showBytes, showCount, visible } from '../show.js'
import type { JsonObject } from '../types.js'
import { KEEP_REASONS, type KeepReason } from './plan.js'
import type { Amount, PrunedArtifact, PruneResult } from './result.js'

/** Ranges of numbers that one line shows. */
const RANGES = 20

const REASONS: Readonly<Record<KeepReason, string>> = {
  'no-rule': 'without a rule',
  unknown: 'not known for sure',
  newest: 'newest',
  label: 'labelled',
  alias: 'aliased',
  'brought-back': 'brought back',
  'keep-last': 'by keep-last',
  'keep-within': 'by keep-within',
  'keep-best': 'by keep-best',
  input: 'input of what stays'
}

/** A part of what was done: what it is about, and what is told of it. Of text from elsewhere nothing is left in it. */
export interface PruneLine {
  readonly subject: string
  readonly text: string
}

/** The plan, or what was done, line by line. */
export function pruneLines(result: PruneResult): PruneLine[] {
  const { dryRun, artifacts, broughtBack, packs, runs, temporary } = result
  const pruned = artifacts.filter(({ reasons, kept }) => reasons['no-rule'] !== kept)
  const untouched = artifacts.length - pruned.length
  const gone = packs.destroyed
  const line = (subject: string, amount: Amount, text: string): PruneLine[] =>
    amount.objects === 0 ? [] : [{ subject, text: `${amountText(amount, subject === 'packs')} ${text}` }]
  return [
    ...pruned.map((artifact) => ({ subject: visible(artifact.name), text: artifactText(artifact, dryRun) })),
    ...(untouched === 0
      ? []
      : [{ subject: counted(untouched, 'artifact'), text: 'no rule of retention: all versions stay' }]),
    ...broughtBack.map(({ name, number }) => ({
      subject: visible(name),
      text: `v${number} ${dryRun ? 'would be' : 'was'} brought back: an alias points at it`
    })),
    ...line(
      'packs',
      gone,
      `that no version uses, condemned long enough ago: ${dryRun ? 'would be destroyed' : 'destroyed'}`
    ),
    ...line(
      'packs',
      packs.condemned,
      `that no version uses: ${dryRun ? 'would be condemned' : 'condemned'}, destroyed by a later run`
    ),
    ...line('packs', packs.waiting, 'condemned by an earlier run, and not long enough ago'),
    ...line('packs', packs.young, 'that no version uses, too young to be condemned'),
    ...line('runs', runs, `of what runs restored that are over: ${dryRun ? 'would be cleared' : 'cleared'}`),
    ...line('tmp', temporary, `that saves left that were killed: ${dryRun ? 'would be cleared' : 'cleared'}`)
  ]
}

/** What is freed, in one sentence. */
export function freedText({ dryRun, freed }: PruneResult): string {
  const { now, later, laterFrom } = freed
  const first = `${dryRun ? 'It would free' : 'Freed'} ${showBytes(now)}`
  return laterFrom === undefined ? first : `${first}; later runs free ${showBytes(later)}, from ${laterFrom} on`
}

/** Lines for a terminal or a log, each ended. */
export function pruneToText(result: PruneResult): string {
  const lines = pruneLines(result).map(({ subject, text }) => `${subject}: ${text}`)
  const nothing = lines.length === 0 ? ['There is nothing to prune'] : []
  return [...lines, ...nothing, freedText(result)].map((line) => `${line}\n`).join('')
}

export function pruneToJson(result: PruneResult): JsonObject {
  const { laterFrom } = result.freed
  return {
    dryRun: result.dryRun,
    artifacts: result.artifacts.map(({ name, kept, reasons, removed }) => ({
      name,
      kept,
      reasons: { ...reasons },
      removed: removed.map((version) => ({ ...version }))
    })),
    broughtBack: result.broughtBack.map((version) => ({ ...version })),
    packs: Object.fromEntries(Object.entries(result.packs).map(([name, amount]) => [name, { ...amount }])),
    runs: { ...result.runs },
    temporary: { ...result.temporary },
    freed: { now: result.freed.now, later: result.freed.later, ...(laterFrom === undefined ? {} : { laterFrom }) }
  }
}

function amountText({ objects, bytes }: Amount, arePacks: boolean): string {
  return `${arePacks ? showCount(objects) : counted(objects, 'object')} (${showBytes(bytes)})`
}

/** `12 versions, 7 removed (v1-v5, v7, v9), 5 stay (1 newest, 2 labelled, 2 by keep-last)`. */
function artifactText({ kept, reasons, removed }: PrunedArtifact, dryRun: boolean): string {
  const total = counted(kept + removed.length, 'version')
  const why = KEEP_REASONS.flatMap((reason) => {
    const count = reasons[reason] ?? 0
    return count === 0 ? [] : [`${showCount(count)} ${REASONS[reason]}`]
  })
  const stay = `${showCount(kept)} stay${kept === 1 ? 's' : ''}${why.length === 0 ? '' : ` (${why.join(', ')})`}`
  if (removed.length === 0) return `${total}, ${stay}`
  const verb = dryRun ? 'would be removed' : 'removed'
  return `${total}, ${showCount(removed.length)} ${verb} (${rangesOf(removed.map(({ number }) => number))}), ${stay}`
}

/** `v1-v5, v7, v9`. @param numbers ascending. */
function rangesOf(numbers: readonly number[]): string {
  const ranges: { first: number; last: number }[] = []
  for (const number of numbers) {
    const range = ranges.at(-1)
    if (range?.last === number - 1) range.last = number
    else ranges.push({ first: number, last: number })
  }
  const shown = ranges.slice(0, RANGES).map(({ first, last }) => (first === last ? `v${first}` : `v${first}-v${last}`))
  const hidden = ranges.slice(RANGES).reduce((sum, { first, last }) => sum + last - first + 1, 0)
  return hidden === 0 ? shown.join(', ') : `${shown.join(', ')} and ${showCount(hidden)} more`
}
